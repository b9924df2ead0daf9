"""Precedents: real missions, disputes and sales, each with the signs that its assessment must show.

A precedent is a mission file that carries ``expects``. Every flag that a checker should raise from its facts either stands
there with the signs by which the assessment shows it, or names the instrument that would raise it and is not encoded. Both
are checked, so that neither a lost finding nor a newly encoded instrument goes unnoticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.truth import TRUE
from regolex.knowledge import KnowledgeBase
from regolex.law.expectations import Expects, Raised, Sign, Waiting
from regolex.missions.mission import Mission

FOLDER = "corpus/precedents"


class Precedent(msgspec.Struct, frozen=True):
    """A precedent with its day and its expectations."""

    mission: Mission
    on: date
    expects: Expects


def precedents(kb: KnowledgeBase) -> list[Precedent]:
    """Every precedent of a knowledge base, by name.

    Raises MissionError for a bad mission file, ValueError for an ``expects`` or a day that cannot be read.
    """
    return [read_precedent(kb, path) for path in sorted((kb.folder / FOLDER).glob("*.yaml"))]


def read_precedent(kb: KnowledgeBase, path: Path) -> Precedent:
    """One precedent; raises as :func:`precedents` does."""
    mission = kb.read_mission(path)
    try:
        expects = msgspec.convert(mission.expects, Expects, strict=False)
        return Precedent(mission, date.fromisoformat(mission.on), expects)
    except (msgspec.ValidationError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error


# --- checking ---


def failures(kb: KnowledgeBase, precedent: Precedent) -> list[str]:
    """The expectations of a precedent that the assessment does not meet; empty if it meets them all."""
    days: dict[date, Assessment] = {}

    def on(day: str) -> Assessment:
        when = date.fromisoformat(day) if day else precedent.on
        if when not in days:
            days[when] = kb.assess(precedent.mission, on=when)
        return days[when]

    found = [f"{flag}: stated twice" for flag, n in Counter(precedent.expects.names()).items() if n > 1]
    for raised in precedent.expects.flags:
        if not raised.raised_by:
            found.append(f"{raised.flag}: no sign is given for it")
        found += [f"{raised.flag}: {text}" for sign in raised.raised_by for text in _fails(on(sign.on), sign)]
    versions = kb.knowledge.instruments
    for waiting in precedent.expects.missing_law:
        encoded = [version for version in versions if version.startswith(waiting.work)]
        if encoded or not waiting.work:
            found.append(
                f"{waiting.flag}: is marked as missing {waiting.instrument}, which is encoded: {', '.join(encoded)}; say "
                "under `flags` what raises it, or name under `work` the instrument that is still missing"
            )
        found += [f"{waiting.flag}: {text}" for sign in waiting.meanwhile for text in _fails(on(sign.on), sign)]
    return found


def _fails(a: Assessment, sign: Sign) -> Iterator[str]:
    named = [name for name in ("rule", "role", "bound_by", "not_covered", "reading") if getattr(sign, name)]
    if len(named) != 1:
        yield f"a sign names one of rule, role, bound_by, not_covered and reading, not {', '.join(named) or 'none'}"
        return
    check = {"rule": _rule, "role": _role, "bound_by": _bound_by, "not_covered": _not_covered, "reading": _reading}
    yield from check[named[0]](a, sign)


def _bearer(a: Assessment, sign: Sign) -> str:
    return sign.bearer if sign.bearer in a.knowledge.states else f"party:{sign.bearer}"


def _concerns(sign: Sign, part: str) -> bool:
    return not sign.subject or part in (sign.subject, "mission") or part.endswith(f":{sign.subject}")


def result_of(finding: Finding) -> str:
    """The result; *contested* if some readings breach the rule and others do not."""
    return "contested" if finding.contested else finding.result


def _rule(a: Assessment, sign: Sign) -> Iterator[str]:
    if sign.rule not in a.knowledge.rules:
        yield f"there is no rule {sign.rule}"
        return
    own = [f for f in a.of(_bearer(a, sign)) if f.rule.id == sign.rule and _concerns(sign, f.subject)]
    results = {result_of(f) for f in own} or {"not-bound"}
    if results != {sign.result}:
        yield f"{sign.rule} for {sign.bearer} on {a.on}: expected {sign.result}, found {', '.join(sorted(results))}"
    if sign.waits_for:
        facts = {item.fact or item.label for f in own for item in f.missing}
        if facts != set(sign.waits_for):
            yield f"{sign.rule} for {sign.bearer} is missing {', '.join(sorted(facts))}"


def _role(a: Assessment, sign: Sign) -> Iterator[str]:
    held = [
        role
        for standing in a.standings
        if standing.bearer == _bearer(a, sign)
        for role in standing.roles
        if role.role == sign.role and _concerns(sign, role.subject)
    ]
    words = {"holds" if role.truth == TRUE else "perhaps" for role in held} or {"does-not-hold"}
    if words != {sign.result or "holds"}:
        yield f"{sign.role}, {sign.bearer}: expected {sign.result or 'holds'}, found {', '.join(sorted(words))}"


def _bound_by(a: Assessment, sign: Sign) -> Iterator[str]:
    bound = any(
        b.instrument.work == sign.bound_by and b.truth == TRUE
        for standing in a.standings
        if standing.bearer == sign.bearer
        for b in standing.bound_by
    )
    if ("bound" if bound else "not-bound") != sign.result:
        yield f"{sign.bearer} by {sign.bound_by} on {a.on}: expected {sign.result}"


def _not_covered(a: Assessment, sign: Sign) -> Iterator[str]:
    order, _, gap = sign.not_covered.partition("/")
    matters = {item.matter for item in a.not_covered if item.legal_order == order}
    if gap:
        jurisdiction = a.knowledge.jurisdictions.get(order)
        wanted = {g.matter for g in jurisdiction.gaps if g.id == gap} if jurisdiction else set()
        matters &= wanted
    if not matters:
        yield f"{sign.not_covered} is not reported as not covered"


def _reading(a: Assessment, sign: Sign) -> Iterator[str]:
    name, _, reading = sign.reading.partition(":")
    question = a.knowledge.questions.get(name)
    if question is None or reading not in {r.id for r in question.readings}:
        yield f"there is no reading {sign.reading}"
    elif not any(name in f.rule.questions or _depends(f, name) for f in a.findings if f.applicable):
        yield f"{name} bears on no finding"
    elif sign.bearer and not any(
        h.state == sign.bearer for r in question.readings if r.id == reading for h in r.holders
    ):
        yield f"{sign.bearer} is not a holder of {sign.reading}"


def _depends(finding: Finding, question: str) -> bool:
    return any(item[0] == question for combination, _ in finding.outcomes for item in combination)


# --- the table ---


def precedents_table(kb: KnowledgeBase) -> str:
    """A table of the flags of every precedent in Markdown, then how many flags depend on each missing instrument."""
    all_of_them = precedents(kb)
    lines = ["| Precedent | Flag | Raised by | Missing instrument |", "| --- | --- | --- | --- |"]
    for precedent in all_of_them:
        first = f"{precedent.mission.title} ({precedent.mission.id}), on {precedent.on}"
        for raised in precedent.expects.flags:
            lines.append(_row(first, raised.flag, "; ".join(_words(kb, s) for s in raised.raised_by), ""))
            first = ""
        for waiting in precedent.expects.missing_law:
            meanwhile = "; ".join(_words(kb, s) for s in waiting.meanwhile)
            shown = f"{waiting.instrument}" + (f" (meanwhile {meanwhile})" if meanwhile else "")
            lines.append(_row(first, waiting.flag, "", shown))
            first = ""
    waits = Counter(w.instrument for p in all_of_them for w in p.expects.missing_law)
    raised_count = sum(len(p.expects.flags) for p in all_of_them)
    lines += [
        "",
        f"{len(all_of_them)} precedents with {raised_count + waits.total()} flags: {raised_count} raised, "
        f"{waits.total()} waiting for {len(waits)} instruments.",
        "",
        "| Missing instrument | Flags that need it | Precedents |",
        "| --- | ---: | ---: |",
    ]
    for instrument, count in sorted(waits.items(), key=lambda item: (-item[1], item[0])):
        cases = sum(any(w.instrument == instrument for w in p.expects.missing_law) for p in all_of_them)
        lines.append(f"| {instrument} | {count} | {cases} |")
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    head, flag, *rest = (cell.replace("|", "/") for cell in cells)
    return f"| {head} | `{flag}` | " + " | ".join(rest) + " |"


def _words(kb: KnowledgeBase, sign: Sign) -> str:
    """A short form of a sign."""
    day = f" on {sign.on}" if sign.on else ""
    subject = f" ({sign.subject})" if sign.subject else ""
    if sign.rule:
        return f"{_short(kb, sign.rule)}, {sign.bearer}{subject}: {sign.result.replace('-', ' ')}{day}"
    if sign.role:
        held = "" if sign.result in ("", "holds") else f" {sign.result.replace('-', ' ')}"
        return f"{sign.bearer} {kb.knowledge.roles[sign.role].label}{held}{day}"
    if sign.bound_by:
        short = next(i.short for i in kb.knowledge.instruments.values() if i.work == sign.bound_by)
        return f"{sign.bearer} {sign.result.replace('-', ' ')} by {short}{day}"
    if sign.not_covered:
        return f"not covered: {sign.not_covered}{day}"
    return f"reading {sign.reading}" + (f" of {sign.bearer}" if sign.bearer else "") + day


def _short(kb: KnowledgeBase, rule: str) -> str:
    return kb.knowledge.rules[rule].title.split(":", 1)[0]


__all__ = [
    "Expects", "Precedent", "Raised", "Sign", "Waiting", "failures", "precedents", "precedents_table", "read_precedent",
    "result_of",
]  # fmt: skip
