"""The smallest changes that make a plan lawful: all of them, or the honest word that there is none within the levers.

A finding stands while none of the facts it was made from changes. So every repair changes one of the levers behind each
finding in the way; the search branches on those only, and a plan is tried when no such demand is left open. Depth grows
one change at a time: what is found first is smallest, and every other repair of that size is found with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from regolex.engine import Engine
from regolex.findings import Finding
from regolex.incremental import Incremental
from regolex.levers import Key, Lever, levers
from regolex.mission import NOT_ASKED, Answer, Mission
from regolex.verdict import decides

Choice = tuple[tuple[Key, Answer], ...]  # the changes made
_LESSONS = 4
_Demand = dict[Key, Answer]  # while these stay so, the finding behind it stays in the way


class Change(msgspec.Struct, frozen=True):
    """One fact answered otherwise, and the findings that would be in the way without it."""

    part: str
    fact: str
    before: Answer
    after: Answer
    demanded_by: tuple[Finding, ...]


class Repair(msgspec.Struct, frozen=True):
    """A set of changes after which nothing binding is breached or open."""

    changes: tuple[Change, ...]
    mission: Mission
    verdict: str


class Repairs(msgspec.Struct, frozen=True):
    """Every smallest repair. ``complete`` is false where the search was cut off; then there may be others, or any at all.

    ``beyond`` are findings in the way that no lever reaches: with one of them there is no lawful variant.
    """

    found: tuple[Repair, ...]
    beyond: tuple[Finding, ...]
    complete: bool
    tried: int
    ruled_out: int = 0  # no repair has so few changes


def repair(
    engine: Engine,
    mission: Mission,
    *,
    on: date,
    readings: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    most_changes: int = 12,
    most_tries: int = 200,
) -> Repairs:
    """Search the smallest repairs of a plan under every reading that ``readings`` does not rule out."""
    work = Incremental(engine, mission, on=on, readings=readings)
    search = _Search(work, mission, levers(engine.knowledge, mission, keep), most_tries)
    return search.run(most_changes)


def in_the_way(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that keep a plan from being clear: binding ones that fail or stay open under some reading."""
    return [
        f for f in findings if decides(f) and any(outcome.result in ("breached", "open") for _, outcome in f.outcomes)
    ]  # fmt: skip


class _TooLongError(Exception):
    pass


class _Search:
    def __init__(self, work: Incremental, mission: Mission, found: dict[Key, Lever], most_tries: int) -> None:
        self.work = work
        self.mission = mission
        self.levers = found
        self.left = most_tries
        self.ruled_out = 0
        self.tried: dict[frozenset[tuple[Key, Answer]], bool] = {}
        self.demands: list[_Demand] = []
        self.beyond: list[Finding] = []
        self.found: dict[frozenset[tuple[Key, Answer]], Choice] = {}

    def run(self, most_changes: int) -> Repairs:
        complete = True
        try:
            if not self._lawful(()) and not self.beyond:
                for size in range(1, most_changes + 1):
                    self._search((), size, frozenset())
                    if self.found or self.beyond:
                        break
                    self.ruled_out = size
                else:
                    complete = False
            elif not self.beyond:
                self.found[frozenset()] = ()
        except _TooLongError:
            complete = False
        repairs = () if self.beyond else tuple(self._told(choice) for choice in self.found.values())
        complete = complete or bool(self.beyond)
        return Repairs(repairs, tuple(self.beyond), complete, len(self.tried), self.ruled_out)

    def _search(self, made: Choice, left: int, fixed: frozenset[Key]) -> None:
        """Every repair of exactly the size sought that makes these changes and leaves what is fixed."""
        state = {key: self._now(key, made) for demand in self.demands for key in demand}
        unmet = [d for d in self.demands if all(state[key] == answer for key, answer in d.items())]
        if not unmet:
            if self._lawful(made):
                self.found.setdefault(frozenset(made), made)
            elif not self.beyond:
                self._search(made, left, fixed)  # it has taught a new demand
            return
        if _apart(unmet, fixed) > left:
            return
        demand = min(unmet, key=lambda d: sum(len(self.levers[key].answers) for key in d if key not in fixed))
        for key in sorted(demand):
            if key in fixed:
                continue
            fixed |= {key}
            for answer in self.levers[key].answers:
                self._search((*made, (key, answer)), left - 1, fixed)
                if self.beyond:
                    return

    def _now(self, key: Key, made: Choice) -> Answer:
        return dict(made).get(key) or self.mission.answer(*key)

    def _lawful(self, made: Choice) -> bool:
        """Whether the plan with these changes is lawful; where not, what that teaches is kept."""
        chosen = frozenset(made)
        if chosen not in self.tried:
            if len(self.tried) >= self.left:
                raise _TooLongError
            mission = _changed(self.mission, made)
            self.work.change(mission)
            bad = in_the_way(self.work.assessment.findings)
            self.tried[chosen] = not bad
            # breaches teach most; a few lessons from each try keep the tries cheap
            for finding in sorted(bad, key=lambda f: not _breached(f))[: _LESSONS if made else None]:
                self._learn(finding, mission)
        return self.tried[chosen]

    def _learn(self, finding: Finding, mission: Mission) -> None:
        keys = [key for key in self.work.depends_on(finding) if key in self.levers]
        if _breached(finding):
            keys = self._needed(finding, keys, mission)
        demand = {key: mission.answer(*key) for key in keys}
        if not demand:
            self.beyond.append(finding)
        elif demand not in self.demands:
            self.demands.append(demand)

    def _needed(self, finding: Finding, keys: list[Key], mission: Mission) -> list[Key]:
        """The levers without which the breach is not certain: a breach that survives forgetting stays, whatever is chosen."""
        needed: list[Key] = []
        forgotten: set[Key] = set()
        while waiting := [key for key in keys if key not in needed and key not in forgotten]:
            without = mission.with_answer(*waiting[0], NOT_ASKED)
            again, looked_up = self.work.tried_on(finding, without)
            if again is not None and _breached(again):
                mission = without
                forgotten.add(waiting[0])
                # what was cut short before is looked up now
                keys = [key for key in looked_up if key in self.levers]
            else:
                needed.append(waiting[0])
        return [key for key in needed if key in keys]

    def _told(self, made: Choice) -> Repair:
        changes = []
        for key, answer in made:
            self.work.change(_changed(self.mission, tuple(one for one in made if one[0] != key)))
            demanding = tuple(in_the_way(self.work.assessment.findings))
            changes.append(Change(*key, self.mission.answer(*key), answer, demanding))
        mission = _changed(self.mission, made)
        return Repair(tuple(changes), mission, self.work.change(mission).verdict)


def _breached(finding: Finding) -> bool:
    return any(outcome.result == "breached" for _, outcome in finding.outcomes)


def _changed(mission: Mission, made: Choice) -> Mission:
    for (part, fact), answer in made:
        mission = mission.with_answer(part, fact, answer)
    return mission


def _apart(unmet: list[_Demand], fixed: frozenset[Key]) -> int:
    """At least so many changes are still needed: demands that share no lever take one each."""
    seen: set[Key] = set()
    count = 0
    for demand in sorted(unmet, key=len):
        free = {key for key in demand if key not in fixed}
        if not free:
            return 1_000_000  # nothing may change any more that this demand waits for
        if not free & seen:
            seen |= free
            count += 1
    return count


__all__ = ["Change", "Repair", "Repairs", "in_the_way", "repair"]
