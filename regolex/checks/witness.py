"""Witness missions: for each rule, whether it can apply, be met and be breached, and a mission that shows it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.order import conditions_of, walk
from regolex.missions.consistency import circles
from regolex.missions.mission import Mission
from regolex.missions.terms import SO_FAR
from regolex.solving.answer_sets import Program, program
from regolex.solving.clauses import quoted
from regolex.solving.completions import Completions
from regolex.solving.settle import reading_choices

TRIES = 8  # missions looked at before a larger one is tried
PARTS = {
    "party": 2, "activity": 1, "object": 1, "launch": 1, "body": 1, "claim": 1, "zone": 1, "authorisation": 1,
    "act": 1, "contract": 1,
}  # fmt: skip


def template(counts: dict[str, int] | None = None) -> Mission:
    """A mission with parts of every kind, which are all there are, and no answers."""
    parts = {kind: tuple(f"{kind}:{'abcdefgh'[n]}" for n in range(count)) for kind, count in (counts or PARTS).items()}
    return Mission("generated", "generated", parts, {}, {}, lists=dict.fromkeys(SO_FAR, "complete"))


def day_of(instrument: m.Instrument, on: date) -> date:
    """A day on which an instrument is in force: the one requested if possible, else its last or first."""
    if instrument.ended and instrument.ended.not_before <= on:
        return instrument.ended.not_before - timedelta(days=1)
    if instrument.in_force and on < instrument.in_force.not_after < date.max:
        return instrument.in_force.not_after
    return on


def ways_of(
    knowledge: m.Knowledge, law: Program, rule: m.Rule, on: date, counts: dict[str, int], *, firm: bool = False
) -> Completions:
    """All missions of a size that a rule can distinguish, on a day on which it is in force."""
    instrument = knowledge.instruments[rule.instrument]
    pending = instrument.status in ("adopted-not-yet-effective", "proposed")
    return Completions(
        law, template(counts), day_of(instrument, on), reading_choices(law), pending=pending, firm=firm,
        each=2 if _about_another_state(knowledge, rule) else 1,
    )  # fmt: skip


def _about_another_state(knowledge: m.Knowledge, rule: m.Rule) -> bool:
    """Whether a rule asks about a State that is not the bearer; two States alike in law may then be needed."""
    nodes = [node for condition in conditions_of(rule) for node in walk(condition)]
    others = [node.item for node in nodes if isinstance(node, m.Not) and isinstance(node.item, m.Compare)]
    of_roles = {node.path[-1] for node in nodes if isinstance(node, m.HasRole) and node.path}
    return any(c.operand.how == "bearer" and c.fact in of_roles for c in others)


def required_results(rule: m.Rule) -> dict[str, tuple[str, ...]]:
    """The results that a rule must be able to reach, by aspect; any of the results listed will do."""
    norm = NORMS[rule.kind]
    bad = "open" if norm.weighs and rule.confidence == "doubtful" else norm.bad
    return {"met": (norm.good,), "breached": (bad,)}


def shortcomings(knowledge: m.Knowledge, rule: m.Rule, on: date) -> Iterator[tuple[str, str]]:
    """The results that a rule can never reach: an aspect (applies, met, breached, exception) and its subject."""
    law = program(knowledge, [rule.id])
    missing = dict.fromkeys(_expected(rule))
    for counts in (PARTS, dict.fromkeys(PARTS, 2)):  # larger missions only if the small ones do not show it
        shown = ways_of(knowledge, law, rule, on, counts).possible()
        assert shown is not None
        if rule.defines:
            there = {("applies", rule.id)} if any(d[0] == rule.id for d in shown.definitions) else set()
        else:
            results = {row.result for row in shown.rows if row.rule == rule.id}
            there = {(w, rule.id) for w, words in required_results(rule).items() if results & set(words)}
            if any(entry[0] == rule.id for entry in shown.applies):
                there.add(("applies", rule.id))
        there |= {("exception", f"{name}#{own}") for name, own in shown.excepted if name == rule.id}
        for item in there:
            missing.pop(item, None)
        if not missing:
            return
    never = [("applies", rule.id)] if ("applies", rule.id) in missing else list(missing)
    yield from never


def _expected(rule: m.Rule) -> list[tuple[str, str]]:
    found = [("applies", rule.id)]
    if not rule.defines:
        found += [("met", rule.id), ("breached", rule.id)]

    def walk(items: tuple[m.LegalException, ...]) -> None:
        for item in items:
            found.append(("exception", f"{rule.id}#{item.id}"))
            walk(item.exceptions)

    walk(rule.exceptions)
    return found


def witness(knowledge: m.Knowledge, rule: m.Rule, result: str, on: date, seed: int = 1) -> tuple[Mission, date] | None:
    """A mission in which a rule has a result (for a definition: holds), and the day; None if there is none."""
    law = program(knowledge, [rule.id])
    if rule.defines:
        goal = f"def({quoted(rule.id)},_,_,_,_)"
    else:
        goal = f"result({quoted(rule.id)},_,_,_,{result.replace('-', '_')},_)"
    for counts, firm in ((PARTS, True), (PARTS, False), (dict.fromkeys(PARTS, 2), False)):
        ways = ways_of(knowledge, law, rule, on, counts, firm=firm)
        for mission, _ in ways.each(TRIES, random.Random(seed).randrange(10**6), goal):
            if not circles(mission.answers):  # a mission file with such a circle is refused
                return mission, ways.on
    return None


def as_data(mission: Mission, knowledge: m.Knowledge, title: str) -> dict[str, Any]:
    """A mission as plain values of a mission file."""
    data: dict[str, Any] = {"mission": "witness", "title": title, "facts": {}}
    data["facts"] = _answers(mission, "mission")
    complete = [
        knowledge.kinds[kind].list_name for kind in SO_FAR if mission.parts.get(kind) and mission.complete(kind)
    ]
    if complete:
        data["lists"] = dict.fromkeys(complete, "complete")
    for kind, parts in mission.parts.items():
        data[knowledge.kinds[kind].list_name] = {part.partition(":")[2]: _answers(mission, part) for part in parts}
    return data


def _answers(mission: Mission, part: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact, answer in sorted(mission.answers.get(part, {}).items()):
        short = fact.partition(".")[2]
        if answer.does_not_arise:
            found[short] = {"does_not_arise": answer.does_not_arise}
        elif answer.known:
            found[short] = _plain(answer.value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, str) and ":" in value:
        return value.partition(":")[2]
    return value.isoformat() if isinstance(value, date) else value
