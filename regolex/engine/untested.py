"""Readings that were not run, and what of the plan one of them would breach.

A reading of which no holder was read is not run, so nothing is contested on it. If something that the plan does for
certain would be breached on it all the same, that has to be said: the plan is untested on that reading, not undisputed.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regolex.engine.finder import Finder
from regolex.engine.findings import Finding, Outcomes, decides
from regolex.engine.run import Run
from regolex.law import model as m
from regolex.law.readings import RANKS, why_not_run


class WouldBreach(msgspec.Struct, frozen=True):
    """One rule that would be breached by a bearer for a subject."""

    rule: str
    bearer: str
    subject: str


class NotRun(msgspec.Struct, frozen=True):
    """A reading that was not run, why, and what would be breached on it for certain.

    ``why`` is no-holder, fringe, proposal, open, left-open or beside. ``breaches`` is empty where nothing would be, and for a
    reading that is fringe or gives no answer. ``fails`` says that something would be breached on it, be it only what a
    serious reading breaches as well.
    """

    question: str
    reading: str
    name: str
    weight: str
    why: str
    breaches: tuple[WouldBreach, ...] = ()
    fails: bool = False

    @property
    def untested(self) -> bool:
        """Whether the plan would breach something on it, so that nothing may be called undisputed."""
        return bool(self.breaches)


def readings_not_run(run: Run, findings: tuple[Finding, ...]) -> tuple[NotRun, ...]:
    """Every reading of an open question that the rules over this mission turn on and that was not run."""
    known = {(f.rule.id, f.bearer, f.subject): f.outcomes for f in findings}
    asked = {question for f in findings for question in run.engine.rules[f.rule.id].unders}
    found = []
    for question in run.engine.knowledge.questions.values():
        if question.id not in asked or question.id in run.chosen:
            continue
        for reading in question.readings:
            if reading.id in run.open_readings[question.id]:
                continue
            why = why_not_run(reading)
            tried = list(_breaches(run, question, reading, known)) if why == "no-holder" else []
            breaches = tuple(one for one, alone in tried if alone)
            found.append(NotRun(question.id, reading.id, reading.name, reading.weight, why, breaches, bool(tried)))
    return tuple(found)


def _breaches(
    run: Run, question: m.Question, reading: m.Reading, known: dict[tuple[str, str, str], Outcomes]
) -> Iterator[tuple[WouldBreach, bool]]:
    """What is breached on the reading, and whether on none that was run with the same readings of other questions."""
    assert RANKS[reading.weight] > 0
    again = run.with_readings(question.id, (reading.id,))
    finder = Finder(again)
    for rule, bearer, subject in finder.instances(lambda item: question.id in item.unders and decides(item.rule)):
        tried = finder.outcomes(again.engine.rules[rule], bearer, subject)
        if tried is None or tried[0]:  # open whether the rule concerns the bearer
            continue
        before = known.get((rule, bearer, subject), ())
        found = [dict(combination) for combination, outcome in tried[1] if outcome.result == "breached"]
        if found:
            alone = not all(_breached_already(before, chosen, question.id) for chosen in found)
            yield WouldBreach(rule, bearer, subject), alone


def _breached_already(outcomes: Outcomes, chosen: dict[str, tuple[str, ...]], question: str) -> bool:
    """Whether a serious reading of the question breaches as well, with the other readings as chosen."""
    return any(
        outcome.result == "breached"
        and all(q == question or not set(readings).isdisjoint(chosen.get(q, readings)) for q, readings in combination)
        for combination, outcome in outcomes
    )


__all__ = ["NotRun", "WouldBreach", "readings_not_run"]
