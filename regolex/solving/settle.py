"""Exact settling: the possible results of an open finding over all answers.

The evaluator's three-valued logic is sound but not complete: it may leave open a result that is the same in every completion
("the rule applies either to the object or to its owner, and both have done it"). Here the completions themselves are
examined, on demand and never during an ordinary assessment. Beyond a limit on conflicts, the answer is that nothing was
decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product

import msgspec

from regolex.law import model as m
from regolex.law.readings import is_serious
from regolex.missions.hypothetical import supposing
from regolex.missions.mission import Mission
from regolex.solving.answer_sets import Program, program
from regolex.solving.completions import Completions
from regolex.solving.shown import Row

UNDECIDED = "not decided within the limit on conflicts"
BOUND = 20_000


class Settled(msgspec.Struct, frozen=True):
    """The possible results of one instance under one choice of readings.

    ``results`` holds every result that some completion shows; it is empty where the bound was hit first (``note`` says so)
    or where the rule never concerns the bearer. ``lists`` are those left out or so far at which the rule may look: a
    completion adds at most one part to each, so that a single result is certain only where there are none.
    """

    rule: str
    bearer: str
    subject: str
    readings: dict[str, str]
    results: tuple[str, ...]
    as_planned: tuple[str, ...]
    note: str = ""
    lists: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the result is the same whatever the answers."""
        return len(self.results) == 1 and not self.lists


def reading_choices(law: Program) -> list[dict[str, str]]:
    """One choice of readings for every way in which the conditions of a program distinguish them.

    A reading that is not serious is on record and is not tried.
    """
    questions = law.knowledge.questions
    classes = []
    for name, sets in sorted(law.questions.items()):
        alike: dict[tuple[bool, ...], str] = {}
        for reading in questions[name].readings:
            if is_serious(reading):
                alike.setdefault(tuple(reading.id in s for s in sorted(sets, key=sorted)), reading.id)
        classes.append(list(alike.values()))
    return [dict(zip(sorted(law.questions), chosen, strict=True)) for chosen in product(*classes)]


def lists_open(law: Program, mission: Mission) -> tuple[str, ...]:
    """The lists left out or so far at which the rules of a program may look."""
    facts = law.knowledge.facts
    kinds = {facts[name].kind for name in law.facts}
    kinds |= {facts[name].of for name in law.facts if facts[name].type == "part"}
    return tuple(sorted(kind for kind in kinds - {"mission", "state"} if not mission.complete(kind)))


def settle(
    knowledge: m.Knowledge, mission: Mission, rules: Iterable[str], *, on: date, bound: int = BOUND
) -> list[Settled]:
    """Decide exactly, for every instance of the rules, which results are still possible.

    ``bound`` is the number of conflicts that clingo may run into for one rule. Needs the extra ``analysis``.
    """
    knowledge = supposing(knowledge, mission)
    found: list[Settled] = []
    for name in rules:
        law = program(knowledge, [name])
        found += _one(law, name, mission, on, bound)
    return found


def _one(law: Program, rule: str, mission: Mission, on: date, bound: int) -> list[Settled]:
    choices = reading_choices(law)
    shown = _shown(Completions(law, mission, on, choices), rule, bound)
    if shown is None:
        return [Settled(rule, "", "", {}, (), (), UNDECIDED)]
    results: dict[tuple[str, str, int], set[tuple[str, str]]] = {}
    for row, concerned in shown:
        if concerned:
            results.setdefault((row.bearer, row.subject, row.choice), set()).add((row.result, row.as_planned))
    return [
        Settled(
            rule, bearer, subject, choices[number], tuple(sorted({now for now, _ in pairs})),
            tuple(sorted({planned for _, planned in pairs})), lists=lists_open(law, mission),
        )
        for (bearer, subject, number), pairs in sorted(results.items())
    ]  # fmt: skip


def possible_results(
    law: Program, rule: str, mission: Mission, on: date, *, pending: bool = False, bound: int = BOUND
) -> list[tuple[str, str, dict[str, str], str, str]]:
    """Bearer, subject, readings, result and result as planned, for everything that some completion shows.

    Empty beyond the limit, and empty if the law itself is unsettled on the day: a doubt is never assumed away.
    """
    choices = reading_choices(law)
    ways = Completions(law, mission, on, choices, pending=pending)
    shown = None if ways.law_is_open else _shown(ways, rule, bound)
    return [(row.bearer, row.subject, choices[row.choice], row.result, row.as_planned) for row, _ in shown or ()]


def _shown(ways: Completions, rule: str, bound: int) -> list[tuple[Row, bool]] | None:
    """The rows of a rule, each with whether it concerns its bearer in some completion; None beyond the limit."""
    shown = ways.possible(conflicts=bound)
    if shown is None:
        return None
    concerned = {entry[1:] for entry in shown.concerned if entry[0] == rule}
    rows = sorted(row for row in shown.rows if row.rule == rule)
    return [(row, (row.bearer, row.subject, row.choice) in concerned) for row in rows]
