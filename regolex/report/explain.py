"""Explanations of findings at three depths: one sentence, the cited chain, the full proof; in four formats.

The full proof names every fact and every provision that the finding's proof holds, with their identities in brackets, and
nothing else; a test compares the two. It also says why the provision is read so.
"""

from __future__ import annotations

from typing import Any

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.outlook import SETTLED
from regolex.engine.proof import Proof, Used, decisive
from regolex.engine.results import NOT_APPLICABLE
from regolex.engine.truth import FALSE, NAMES, UNKNOWN
from regolex.formats.texts.official import Official, Words
from regolex.law.norms import NORMS, TEST_WORDS
from regolex.media import fit, page
from regolex.media import html as fit_html
from regolex.report.phrases import (
    clause_words,
    grounds,
    key_words,
    listed,
    origin_words,
    plain,
    provision_words,
    provisions_of,
    value_words,
)
from regolex.report.published import proof_json
from regolex.report.view import citation

DEPTHS = ("sentence", "chain", "proof")
FORMATS = ("text", "md", "html", "json")
_EMPTY = ("all", "any", "not", "item", "applies-when", "met-when", "breached-when", "granted-when", "bearer")


class Step(msgspec.Struct, frozen=True):
    """One line: how deep it stands, what it says, whether it holds, and what it names."""

    depth: int
    says: str
    result: str
    provisions: tuple[str, ...] = ()
    facts: tuple[Used, ...] = ()


class Explanation(msgspec.Struct, frozen=True):
    """One finding explained. ``cases`` holds, for each result that occurs, the steps that lead to it."""

    rule: str
    bearer: str
    subject: str
    result: str
    depth: str
    sentence: str
    cites: tuple[str, ...]
    cases: tuple[tuple[str, tuple[Step, ...]], ...]
    proofs: tuple[tuple[str, Proof], ...]


def explain(a: Assessment, f: Finding, depth: str = "chain") -> Explanation:
    """Explain one finding of an assessment."""
    cites = tuple(c.provision for c in f.rule.cites)
    cases: list[tuple[str, tuple[Step, ...]]] = []
    proofs = () if depth == "sentence" else f.because
    for result, proof in proofs:
        shown = proof if depth == "proof" else chain(f, result, proof)
        rows: list[Step] = []
        walk(a, shown, 0, rows, depth == "proof")
        cases.append((result, tuple(rows)))
    return Explanation(
        f.rule.id, f.bearer, f.subject, state_of(f), depth, sentence(a, f), cites, tuple(cases), tuple(proofs)
    )


def state_of(f: Finding) -> str:
    """The result as displays name it: contested if some readings breach the rule and others do not."""
    return "contested" if f.contested else f.result


def chain(f: Finding, result: str, proof: Proof) -> Proof:
    """The decisive clauses: what makes the rule apply and settles its test, or what prevents it from applying."""
    if result == NOT_APPLICABLE:
        return decisive(msgspec.structs.replace(proof, parts=tuple(p for p in proof.parts if p.word not in TEST_WORDS)))
    if result == "displaced":
        return decisive(msgspec.structs.replace(proof, parts=tuple(p for p in proof.parts if p.word == "displaced-by")))
    if result in ("open", "judgement"):
        waiting = tuple(p for p in proof.parts if p.truth == UNKNOWN)
        return msgspec.structs.replace(proof, parts=tuple(decisive(p) for p in waiting or proof.parts))
    # an exception or a displacement that does not hold changes nothing; where it is open, the result is the same either way
    kept = tuple(p for p in proof.parts if p.word in TEST_WORDS or (p.truth != UNKNOWN and p.word not in _SILENT))
    return msgspec.structs.replace(proof, parts=tuple(decisive(p) for p in kept))


_SILENT = ("exception", "displaced-by")


def walk(a: Assessment, proof: Proof, depth: int, rows: list[Step], whole: bool) -> None:
    """Add a line for a clause and for every clause inside it."""
    named = provisions_of(a.knowledge, proof)
    bare = not whole and proof.word in _EMPTY and (proof.label == "" or proof.word == "bearer")
    if depth == 0:
        rows.append(Step(0, clause_words(a, proof), NAMES[proof.truth]))
    elif bare and len(proof.parts) == 1 and proof.word != "not":
        depth -= 1
    else:
        facts = tuple(dict.fromkeys(proof.facts)) if proof.facts else ()
        rows.append(Step(depth, clause_words(a, proof), NAMES[proof.truth], named, facts))
    for part in proof.parts:
        walk(a, part, depth + 1, rows, whole)


# --- the sentence ---


def sentence(a: Assessment, f: Finding) -> str:
    """One sentence, worded by kind of norm and by result."""
    said = _sentence(a, f)
    return said[:1].upper() + said[1:] + "."


def _sentence(a: Assessment, f: Finding) -> str:
    cite = citation(a.knowledge, f.rule) + ("" if f.rule.binding else " (an expectation, not binding)")
    who = plain(a.name(f.bearer))
    about = "" if f.subject == "mission" else f" ({plain(a.name(f.subject))})"
    if f.contested:
        return f"{cite} is contested for {who}{about}: {_divided(f)}"
    if f.outlook and f.outlook.state == SETTLED and not f.by_reading:
        idle = listed([key_words(a, *key) for key in f.outlook.idle], 4)
        return f"certain for {who}{about}: {cite} is {_word(f.result)}, whatever the answer to {idle}"
    proof = f.because[0][1] if f.because else Proof("instance", FALSE)
    for result, found in f.because:
        if result == f.result or (f.result == "judgement" and result == "open"):
            proof = found
    if f.result == "displaced":
        reasons = [plain(p.label).rstrip(".") for p in proof.parts if p.word == "displaced-by" and p.truth != FALSE]
        return f"{cite} is displaced for {who}{about}: {listed(reasons)}"
    if f.result == NOT_APPLICABLE:
        return f"{cite} does not apply to {who}{about}: {listed(grounds(a, chain(f, f.result, proof)), 2)}"
    # a judgement is an open result for which only a judgement is missing
    same = {f.result, "open"} if f.result == "judgement" else {f.result}
    other = sorted({outcome.result for _, outcome in f.outcomes} - same)
    also = f"; under other readings: {' or '.join(_word(r) for r in other)}" if f.by_reading and other else ""
    if f.result == "judgement":
        asked = listed(list(dict.fromkeys(_asked(a, f))))
        return f"whether {who} satisfies {cite}{about} depends on a judgement that is not recorded: {asked}{also}"
    if f.result == "open":
        return _open(a, f, cite, who, about) + also
    if f.result == "due":
        unstated = listed(list(dict.fromkeys(_asked(a, f))))
        return _settled(a, f, cite, who, about, False) + (f"; unanswered: {unstated}" if unstated else "") + also
    test = next((p for p in proof.parts if p.word in TEST_WORDS), proof)
    why = listed(grounds(a, decisive(test)))
    return _settled(a, f, cite, who, about, proof.truth == UNKNOWN) + (f": {why}" if why else "") + also


def _settled(a: Assessment, f: Finding, cite: str, who: str, about: str, harmless: bool) -> str:
    maybe = ", if it applies at all" if harmless else ""
    todo = f" ({plain(f.rule.to_do.what).rstrip('.')})" if f.rule.to_do else ""
    if f.result == "due":
        return f"{cite} applies to {who}{about}{maybe}, and it is not stated whether it is or will be met{todo}"
    if f.result in ("granted", "granted-as-planned", "withheld"):
        right = f.rule.kind == "right"
        if f.result == "granted-as-planned":
            gives = f"{who} will have the right under {cite}" if right else f"{cite} will permit this for {who}"
            return f"{gives}{about} once the plan is carried out"
        if f.result == "granted":
            return f"{who} has the right under {cite}{about}" if right else f"{cite} permits this for {who}{about}"
        return (
            f"{who} does not have the right under {cite}{about}"
            if right
            else f"{cite} does not permit this for {who}{about}"
        )
    if f.rule.kind == "prohibition":
        return {
            "respected": f"{who} does not do what {cite} prohibits{about}{maybe}",
            "to-do": f"{who} does what {cite} prohibits, but no longer once the plan is carried out{about}{todo}",
        }.get(f.result, f"{who} does, or plans to do, what {cite} prohibits{about}")
    if f.rule.kind == "condition":
        return {
            "met": f"the condition of {cite} is fulfilled for {who}{about}{maybe}",
            "to-do": f"the condition of {cite} will be fulfilled for {who} once the plan is carried out{about}{todo}",
        }.get(f.result, f"the condition of {cite} is not fulfilled for {who}{about}")
    return {
        "met": f"{who} meets {cite}{about}{maybe}",
        "to-do": f"{who} will meet {cite} once the plan is carried out{about}{todo}",
    }.get(f.result, f"{who} does not meet {cite}, even once the plan is carried out{about}")


def _open(a: Assessment, f: Finding, cite: str, who: str, about: str) -> str:
    missing = list(dict.fromkeys(_asked(a, f)))
    what = f"unanswered: {listed(missing)}" if missing else plain(f.doubt or "the sources are in doubt").rstrip(".")
    if f.perhaps:
        return f"open whether {cite} applies to {who} at all{about}; {what}"
    clause = NORMS[f.rule.kind].asks.format(bearer=who, provision=cite)
    return f"open whether {clause}{about}; {what}"


def _asked(a: Assessment, f: Finding) -> list[str]:
    return [x.label + (f" ({plain(a.name(x.part))})" if x.part and x.part != "mission" else "") for x in f.missing]


def _word(result: str) -> str:
    return result.replace("-", " ")


def _divided(f: Finding) -> str:
    """Which readings lead to which result; only counted if several questions interact."""
    by: dict[str, list[str]] = {}
    for key, result in f.by_reading.items():
        by.setdefault(result, []).append(key)
    questions = {part.partition(":")[0] for key in f.by_reading for part in key.split(" & ")}
    if len(questions) == 1:
        ways = "; ".join(
            f"{_word(result)} under {', '.join(k.partition(':')[2] for k in keys)}"
            for result, keys in sorted(by.items())
        )
        return f"{ways} (readings of {min(questions)})"
    ways = ", ".join(f"{_word(result)} under {len(keys)}" for result, keys in sorted(by.items()))
    return f"{ways} of {len(f.by_reading)} combinations of readings of {' and '.join(sorted(questions))}"


# --- the formats ---


def rows_of(a: Assessment, e: Explanation, official: Official | None = None) -> list[tuple[int, str, str]]:
    """The lines below the sentence as (depth, line, result); the full proof adds identities in brackets.

    With official texts linked, their words stand below each provision cited.
    """
    rows: list[tuple[int, str, str]] = []
    if e.depth == "sentence":
        return rows
    ids = e.depth == "proof"
    for provision in e.cites:
        rows.append((0, provision_words(a.knowledge, provision) + (f" [{provision}]" if ids else ""), ""))
        found = official.words(provision) if official else None
        rows += [(1, official_words(found), "")] if found else []
    for problem in official.problems if official else ():
        rows.append((0, plain(f"{problem.code} {problem.title}: {problem.file}: {problem.what}"), ""))
    reads = plain(a.knowledge.rules[e.rule].reads)
    rows.append((0, reads, ""))
    if ids:
        rows += [(0, f"Why it is read so: {plain(note)}", "") for note in a.knowledge.rules[e.rule].reading_notes]
    for result, steps in e.cases:
        rows.append((0, f"Why {_word(result)}", ""))
        rows += [(step.depth + 1, step_line(a, step, ids), step.result) for step in steps]
    return rows


def official_words(found: Words) -> str:
    """Official words as one line, with the note that qualifies them."""
    limits = f"; {found.note}" if found.note else ""
    return plain(f"Official words ({found.language}{limits}): “{' '.join(found.words.split())}”")


def step_line(a: Assessment, step: Step, ids: bool = False) -> str:
    """One step as a line, with provisions, origins and, if ``ids`` is set, identities."""
    line = step.says
    cited = [provision_words(a.knowledge, p) + (f" [{p}]" if ids else "") for p in step.provisions]
    if cited:
        line += f" ({'; '.join(cited)})"
    origins = dict.fromkeys(filter(None, (origin_words(used) for used in step.facts)))
    if origins:
        line += f"; {'; '.join(origins)}"
    if ids:
        line += "".join(f" [{identity(used)}]" for used in step.facts)
    return line


def identity(used: Used) -> str:
    """A fact by its part and property, or a list that is not stated."""
    return f"{used.part} {used.fact}" if used.fact else f"{used.part} list"


_MARK = {"true": "yes", "false": "no", "unknown": "unknown", "": ""}


def text(a: Assessment, e: Explanation, official: Official | None = None) -> str:
    """The explanation as plain text."""
    lines = [e.sentence]
    lines += [f"{'  ' * (d + 1)}{_MARK[r] + ': ' if r else ''}{line}" for d, line, r in rows_of(a, e, official)]
    return page(lines) + "\n"


def markdown(a: Assessment, e: Explanation, official: Official | None = None) -> str:
    """The explanation as Markdown."""
    lines = [f"**{fit(e.sentence, 'markdown')}**", ""]
    lines += [
        f"{'  ' * d}- {'*' + _MARK[r] + '*: ' if r else ''}{fit(line, 'markdown')}"
        for d, line, r in rows_of(a, e, official)
    ]
    return "\n".join(lines) + "\n"


def html(a: Assessment, e: Explanation, official: Official | None = None) -> str:
    """The explanation as an HTML fragment."""
    rows = "".join(
        f'<li class="{r}" style="margin-left: {d * 1.1:.1f}rem">{fit_html(line)}</li>'
        for d, line, r in rows_of(a, e, official)
    )
    body = f'<ul class="proof">{rows}</ul>' if rows else ""
    return f'<section class="explanation"><p><strong>{fit_html(e.sentence)}</strong></p>{body}</section>\n'


def as_json(a: Assessment, e: Explanation, official: Official | None = None) -> dict[str, Any]:
    """The explanation as plain values; the full proof in the form that an assessment publishes."""
    out: dict[str, Any] = {
        "rule": e.rule, "bearer": e.bearer, "subject": e.subject, "result": e.result, "sentence": e.sentence,
        "provisions": [{"provision": p, "cited": provision_words(a.knowledge, p)} for p in e.cites],
    }  # fmt: skip
    found = official.of(e.cites) if official else {}
    if found:
        out["official_words"] = {p: msgspec.to_builtins(words) for p, words in found.items()}
    if official and official.problems:
        out["official_problems"] = [f"{p.code} {p.title}: {p.file}: {p.what}" for p in official.problems]
    if e.depth != "sentence":
        out["because"] = [{"result": result, "steps": [_step(a, s) for s in steps]} for result, steps in e.cases]
    if e.depth == "proof":
        out["proof"] = [{"result": result, "proof": proof_json(proof)} for result, proof in e.proofs]
    return out


def _step(a: Assessment, step: Step) -> dict[str, Any]:
    return {
        "depth": step.depth,
        "says": step_line(a, step),
        "result": step.result,
        "provisions": list(step.provisions),
        "facts": [
            {"part": u.part, "fact": u.fact, "state": u.state, "value": value_words(a, u.value)} for u in step.facts
        ],
    }
