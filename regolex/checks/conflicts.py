"""Rules that require the opposite of one bearer without a link: found by their conditions, proved by solving.

Two duties conflict where some mission makes both apply to the same bearer and none lets both be satisfied. A right or
permission conflicts with a prohibition of the same act where one mission grants the first and breaches the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

import msgspec

from regolex.checks.witness import day_of, template
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.missions.mission import Mission
from regolex.solving.answer_sets import Program, program
from regolex.solving.completions import Completions
from regolex.solving.settle import reading_choices


class Conflict(msgspec.Struct, frozen=True):
    """Two conflicting rules, the fact or act they conflict over, and a mission that shows the conflict."""

    first: str
    second: str
    over: str
    readings: dict[str, str]
    mission: Mission
    on: date


def polarities(condition: m.Condition, positive: bool = True) -> Iterator[tuple[str, bool]]:
    """Commitments and yes-or-no facts in a condition, and whether it requires yes or no."""
    if isinstance(condition, (m.All, m.Any)):
        for item in condition.items:
            yield from polarities(item, positive)
    elif isinstance(condition, m.Not):
        yield from polarities(condition.item, not positive)
    elif isinstance(condition, m.Quantified):
        yield from polarities(condition.that, positive)
    elif isinstance(condition, m.Named):
        yield from polarities(condition.inner, positive)
    elif isinstance(condition, m.Compare) and condition.word == "is" and condition.operand.how == "literal":
        operand = condition.operand
        if operand.word == "done":
            yield condition.fact, positive
        elif not (operand.word or operand.words or operand.day) and operand.number is None:
            yield condition.fact, operand.flag is positive


def suspects(knowledge: m.Knowledge, among: frozenset[str]) -> Iterator[tuple[m.Rule, m.Rule, str]]:
    """Pairs of rules that may conflict, with the fact or act in question."""
    duties = [rule for rule in knowledge.rules.values() if rule.id in among and NORMS[rule.kind].weighs and rule.test]
    asks = {r.id: set(polarities(r.test, not NORMS[r.kind].forbids)) for r in duties if r.test}
    for a, b in combinations(duties, 2):
        if a.holder != b.holder or _linked(a, b):
            continue
        opposite = sorted(fact for fact, yes in asks[a.id] if (fact, not yes) in asks[b.id])
        if opposite:
            yield a, b, opposite[0]
        elif a.act and a.act == b.act and NORMS[a.kind].forbids != NORMS[b.kind].forbids:
            yield a, b, a.act
    for a in (knowledge.rules[name] for name in sorted(among)):
        for b in duties:
            same = bool(a.act) and (a.act, a.holder) == (b.act, b.holder) and not _linked(a, b)
            if same and NORMS[a.kind].gives and NORMS[b.kind].forbids:
                yield a, b, a.act


def _linked(a: m.Rule, b: m.Rule) -> bool:
    return any(d.rule == b.id for d in a.displaces) or any(d.rule == a.id for d in b.displaces)


def conflicts(knowledge: m.Knowledge, on: date, among: Iterable[str]) -> Iterator[Conflict]:
    """Every proved conflict among given rules, with a witness."""
    for a, b, over in suspects(knowledge, frozenset(among)):
        law = program(knowledge, [a.id, b.id])
        day = max(day_of(knowledge.instruments[r.instrument], on) for r in (a, b))
        for choice in reading_choices(law):
            found = _conflict(law, a, b, day, choice)
            if found:
                yield Conflict(a.id, b.id, over, choice, found, day)
                break


def _conflict(law: Program, a: m.Rule, b: m.Rule, on: date, choice: dict[str, str]) -> Mission | None:
    at = ("S", "S") if a.about == b.about else ("S", "T")
    stems = (law.duty(a), law.duty(b))
    apply = [
        f'{stem}applies(B,{subject},K,"planned"), not {stem}displaced(B,{subject},K,"planned")'
        for stem, subject in zip(stems, at, strict=True)
    ]
    met = [f'{stem}satisfied(B,{subject},K,"planned")' for stem, subject in zip(stems, at, strict=True)]
    ways = Completions(law, template(), on, [choice])

    def first(goal: str) -> Mission | None:
        return next((mission for mission, _ in ways.each(1, 1, goal)), None)

    if NORMS[a.kind].gives:
        return first(", ".join([*apply, met[0], f"not {met[1]}"]))
    return None if first(", ".join([*apply, *met])) else first(", ".join(apply))
