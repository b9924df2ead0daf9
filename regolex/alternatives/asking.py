"""Finds the findings that a question is about, and answers "why" and "what if" in the format requested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from regolex.alternatives.whatif import Change, WhatIf, what_if
from regolex.engine.assessment import Assessment
from regolex.engine.engine import Engine
from regolex.engine.findings import Finding
from regolex.engine.results import NOT_APPLICABLE
from regolex.engine.run import Run, representative
from regolex.engine.world import World
from regolex.errors import EvaluationError, Problem, nearest
from regolex.formats.texts.official import Official
from regolex.law.names import names_of, state_hint, the_one
from regolex.law.wording import counted
from regolex.media import fit, seen
from regolex.media import html as escape
from regolex.report import explain as x
from regolex.report.phrases import listed, plain, value_words
from regolex.report.published import dumps


def rule_named(rules: Iterable[str], name: str) -> str:
    """The one rule whose id is, or ends with, ``name``."""
    known = list(rules)
    found = [r for r in known if r == name] or [r for r in known if r.endswith("/" + name.lstrip("/"))]
    if len(found) == 1:
        return found[0]
    if found:
        raise EvaluationError(
            Problem(
                "E308", f"{name!r} names several rules", expected=", ".join(found), hint="Give a longer part of the id."
            )
        )
    ends = {"/".join(r.split("/")[-n:]): r for r in known for n in (1, 2)}
    close = nearest(name, [*known, *ends])
    raise EvaluationError(
        Problem("E308", f"there is no rule {name!r}", expected="the id of a rule, or the end of one", hint=close)
    )


def findings_asked(engine: Engine, a: Assessment, rule: str, bearer: str, subject: str) -> list[Finding]:
    """The findings of one rule, for one bearer and subject if named; if there is none, one that says why."""
    item = engine.rules[rule]
    if item.rule.defines:
        raise EvaluationError(
            Problem(
                "E308", f"{rule} defines a role and has no findings", expected="a rule that is not a definition",
                hint="The full proof of a rule that uses the role shows the definition.",
            )
        )  # fmt: skip
    run = Run(engine, World(a.knowledge, a.prepared.mission, a.on), a.readings, pending=a.pending)
    found = [f for f in a.all_findings if f.rule.id == rule]
    bearers = run.bearers(item.rule.holder)
    who = _part(a, bearer, [*bearers, *(a.knowledge.states if item.rule.holder == "State" else ())], "bearer")
    who = run.world.sovereignty.acting(who) if item.rule.holder == "State" and who else who
    about = _part(a, subject, run.subjects(item.rule.about), "subject")
    mine = [f for f in found if who in ("", f.bearer) and about in ("", f.subject)]
    if mine:
        return mine
    at = [about] if about else run.subjects(item.rule.about)
    return [_none(run, rule, one, part) for one in ([who] if who else bearers) for part in at]


def _part(a: Assessment, wanted: str, known: Iterable[str], what: str) -> str:
    """A bearer or part by its id, its id without the kind, or its name."""
    if not wanted:
        return ""
    names = {name: part for part in known for name in (part, part.partition(":")[2], a.name(part)) if name}
    if wanted in names:
        return names[wanted]
    state = the_one(names_of(a.knowledge).states, wanted)
    if state in names:
        return names[state]
    parts = sorted({part for part in names.values() if ":" in part or part == "mission"})
    close = state_hint(a.knowledge, wanted, set(names)) or nearest(wanted, [n for n in names if ":" in names[n]])
    raise EvaluationError(
        Problem(
            "E307", f"{wanted!r} is not a {what} of this rule", expected=", ".join(parts) or "the code of a State",
            hint=close,
        )
    )  # fmt: skip


def _none(run: Run, rule: str, bearer: str, subject: str) -> Finding:
    """A finding that says why the rule does not apply to the bearer at all."""
    item = run.engine.rules[rule]
    readings = representative(run.combinations(item.unders)[0])

    def prove(_: Finding) -> tuple[tuple[str, Any], ...]:
        proof = run.instance_proof(item, bearer, subject, True, readings)
        return ((NOT_APPLICABLE, proof),)

    return Finding(item.rule, bearer, subject, NOT_APPLICABLE, NOT_APPLICABLE, (), frozenset(), {}, (), prove)


def answer(
    engine: Engine, a: Assessment, findings: list[Finding], depth: str, form: str, what: bool,
    official: Official | None = None,
) -> str:  # fmt: skip
    """Explanations of findings in one format; with ``what``, each says what would change it."""
    if depth not in x.DEPTHS:
        raise EvaluationError(Problem("E106", f"there is no depth {depth!r}", expected=", ".join(x.DEPTHS)))
    if form not in x.FORMATS:
        raise EvaluationError(Problem("E106", f"there is no format {form!r}", expected=", ".join(x.FORMATS)))
    out: list[Any] = []
    for f in findings:
        e = x.explain(a, f, depth)
        w = what_if(engine, a, f) if what else None
        if form == "json":
            out.append(x.as_json(a, e, official) | ({"what_if": what_if_json(w)} if w else {}))
            continue
        text = {"text": x.text, "md": x.markdown, "html": x.html}[form](a, e, official)
        if w:
            text += lines_in(form, what_if_lines(a, w))
        out.append(text)
    return dumps(out) if form == "json" else "\n".join(map(str, out))


def lines_in(form: str, lines: list[str]) -> str:
    """Lines as a list of one format."""
    if form == "html":
        return '<ul class="what-if">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>\n"
    return "".join(f"- {fit(line, 'markdown')}\n" if form == "md" else f"  {seen(line)}\n" for line in lines)


# --- what would change it, in words ---


def change_words(a: Assessment, change: Change) -> str:
    """One change in words."""
    kind = a.knowledge.kinds[change.part.partition(":")[0]] if change.sort != "answer" else None
    if kind:
        if change.sort == "none":
            return f"no {kind.name}"
        if change.sort == "remove":
            return f"without {plain(a.name(change.part))}"
        said = ", ".join(f"{a.knowledge.facts[fact].label} {_answer_words(a, one.value)}" for fact, one in change.item)
        return f"with one more {kind.name}" + (f" ({said})" if said else ", without details")
    label = a.knowledge.facts[change.fact].label
    whose = "" if change.part == "mission" else f" ({plain(a.name(change.part))})"
    return f"{label}{whose}: {_answer_words(a, change.answer.value)}"


def _answer_words(a: Assessment, value: Any) -> str:
    return "does not arise" if value is None else value_words(a, value)


def what_if_lines(a: Assessment, w: WhatIf) -> list[str]:
    """What would change the finding, what would not, and how much was tried."""
    lines = []
    for reached in w.reached:
        lines.append(f"Any of these changes the result to {reached.result.replace('-', ' ')}:")
        lines += [f"  {line}" for line in _grouped(a, reached.sets)]
    if w.reached:
        lines.append("Each answer shown stands for all answers that the rule treats alike.")
    else:
        lines.append("None of the changes tried leads to another settled result.")
    if w.stays:
        facts = a.knowledge.facts
        names = [
            facts[fact].label + ("" if part == "mission" else f" ({plain(a.name(part))})") for part, fact in w.stays
        ]
        lines.append(f"The result does not depend on: {listed(names, 12)}.")
    tried = {0: "single changes were tried in part", 1: "every single change was tried", 2: "every pair was tried"}
    lines.append(
        f"{counted(w.trials, 'trial')}: {tried.get(w.size, 'every set of three was tried')}, larger sets in part."
    )
    return lines


def _grouped(a: Assessment, sets: tuple[tuple[Change, ...], ...]) -> list[str]:
    """One line for all sets that differ only in the value of one answer."""
    groups: dict[tuple[Any, ...], list[tuple[Change, ...]]] = {}
    for changes in sets:
        last = changes[-1]
        key = (changes[:-1], last.part, last.fact) if last.sort == "answer" else (changes,)
        groups.setdefault(key, []).append(changes)
    lines = []
    for members in groups.values():
        words = " and ".join(change_words(a, change) for change in members[0])
        more = [_answer_words(a, changes[-1].answer.value) for changes in members[1:]]
        lines.append(words + "".join(f" or {value}" for value in more))
    return lines


def what_if_json(w: WhatIf) -> dict[str, Any]:
    """What would change the finding as plain values."""
    return {
        "state": w.state,
        "reached": [
            {"result": r.result, "sets": [[_change_json(change) for change in changes] for changes in r.sets]}
            for r in w.reached
        ],
        "stays": [{"part": part, "fact": fact} for part, fact in w.stays],
        "trials": w.trials,
        "every_set_up_to": w.size,
    }


def _change_json(change: Change) -> dict[str, Any]:
    out: dict[str, Any] = {"sort": change.sort, "part": change.part}
    if change.sort == "answer":
        out |= {"fact": change.fact, **_answer_json(change.answer.value)}
    if change.item:
        out["facts"] = {fact: _answer_json(one.value) for fact, one in change.item}
    return out


def _answer_json(value: Any) -> dict[str, Any]:
    return {"does_not_arise": True} if value is None else {"value": msgspec.to_builtins(value)}
