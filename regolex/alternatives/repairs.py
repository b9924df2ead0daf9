"""The result of a search for repairs: steps, resulting plans, and whether a smaller repair is ruled out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from regolex.engine.findings import Finding
from regolex.engine.results import BREACH, RESULTS
from regolex.engine.verdict import decides
from regolex.missions.mission import Answer, Mission


class Step(msgspec.Struct, frozen=True):
    """One change of a plan, and the findings that would be in the way without it.

    ``sort`` is one of those of :mod:`regolex.alternatives.levers`. Of an authorisation to obtain, ``details`` says what it
    has to be (the answers that would do, the one proposed first); of an activity to drop and of a list to be found
    empty, ``fact`` is empty. ``instead`` are other answers that would do as well, each for itself.
    """

    sort: str
    part: str
    fact: str
    before: Answer
    after: Answer
    effort: int
    instead: tuple[Answer, ...] = ()
    details: tuple[tuple[str, tuple[Answer, ...]], ...] = ()
    demanded_by: tuple[Finding, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What the step changes, regardless of the answer."""
        return self.sort, self.part, self.fact


class Repair(msgspec.Struct, frozen=True):
    """Steps after which nothing binding is breached on the readings aimed at, and the plan they give.

    ``prevailing`` and ``every`` are the verdict's words then, on the prevailing readings and on every serious one;
    ``disputed`` names what is still disputed, ``left`` counts the duties that no one has answered or judged yet.
    ``not_covered`` names law that the plan touches and that is not encoded: proposals ignore it.
    """

    steps: tuple[Step, ...]
    mission: Mission
    prevailing: str
    every: str
    disputed: tuple[str, ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    not_covered: tuple[str, ...] = ()

    @property
    def effort(self) -> int:
        """The sum of the efforts of all steps."""
        return sum(step.effort for step in self.steps)


class Repairs(msgspec.Struct, frozen=True):
    """The result of a search.

    ``aim`` says which readings it aimed at. ``proved`` says that nothing smaller exists within the levers (or nothing at
    all, where ``found`` is empty); ``complete`` that every repair as small is here. ``beyond`` are the findings that stand in
    the way whatever is done: as few as can be reached. ``tried`` counts plans given to the evaluator, ``conflicts`` the work
    of clingo.
    """

    found: tuple[Repair, ...]
    beyond: tuple[Finding, ...]
    proved: bool
    complete: bool
    tried: int
    conflicts: int
    prevailing: str
    every: str
    aim: str
    on: date


def in_the_way(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that keep a plan from being lawful: what certainly concerns a bearer and is breached on a reading tried."""
    return [
        f
        for f in findings
        if decides(f) and not f.perhaps and any(RESULTS[outcome.result].weight == BREACH for _, outcome in f.outcomes)
    ]


__all__ = ["Repair", "Repairs", "Step", "in_the_way"]
