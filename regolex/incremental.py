"""Re-assessment after a change that does again only what the change can reach.

Findings, roles and matters are kept with what was looked up for them (:mod:`regolex.tape`). After a change, those that it
does not touch are taken over and the others are worked out again: the result is the one of a full assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from regolex import assessment as a
from regolex.engine import Engine
from regolex.findings import Because, Finder, Finding, Instance
from regolex.mission import Mission
from regolex.run import Readings
from regolex.tape import NAME, Key, TapeRun, TapeWorld
from regolex.truth import FALSE, Truth

T = TypeVar("T")


class Incremental:
    """The assessment of a mission that changes answer by answer. Each assessment given out stays as it is."""

    def __init__(
        self,
        engine: Engine,
        mission: Mission,
        *,
        on: date,
        readings: Mapping[str, str] | None = None,
        viewpoint: str = "",
        pending: bool = False,
    ) -> None:
        a.after_the_first_law(engine.knowledge, on)
        self.engine = engine
        self.viewpoint = viewpoint
        self.chosen = a.chosen_readings(engine.knowledge, on, readings or {}, viewpoint)
        self.run = TapeRun(engine, TapeWorld(engine.knowledge, mission, on), self.chosen, pending=pending)
        self._found: dict[Instance, tuple[int, Finding | None]] = {}
        self._capacities: dict[str, list[tuple[str, str]]] = {}
        self._held: dict[tuple[str, str, str], tuple[int, tuple[Truth, Readings]]] = {}
        self._bound: dict[str, tuple[a.Binding, ...]] = {}
        self._matters: tuple[int, tuple[str, ...], tuple[a.NotCovered, ...]] | None = None
        self._kept: dict[Any, tuple[int, Any]] = {}
        self.tried_again: set[Instance] = set()  # by the last change
        self.assessment = self._assess(0, afresh=True)

    @property
    def mission(self) -> Mission:
        """The mission as it stands."""
        return self.run.world.mission

    def change(self, mission: Mission) -> a.Assessment:
        """The assessment of the mission as it stands now."""
        changed = differences(self.mission, mission)
        states = self.run.states
        self.run, touched = self.run.after(mission, changed)
        self._kept = {key: kept for key, kept in self._kept.items() if not kept[0] & touched}
        afresh = self.run.states != states or any(not fact for _, fact in changed)
        self.assessment = self._assess(touched, afresh)
        return self.assessment

    def depends_on(self, finding: Finding) -> list[Key]:
        """Every fact and list that was looked up to make a finding; while none of them changes, it stands."""
        return self.run.keys(self._found[finding.rule.id, finding.bearer, finding.subject][0])

    def tried_on(self, finding: Finding, mission: Mission) -> tuple[Finding | None, list[Key]]:
        """The one finding as it would be for a mission with other answers, and what it depends on then."""
        run = self.run.alone(mission, differences(self.mission, mission))
        item = self.engine.rules[finding.rule.id]
        used, again = run.recorded(lambda: Finder(run).one(item, finding.bearer, finding.subject))
        return again, run.keys(used)

    def from_proof(self, finding: Finding, work: Callable[[Because], T]) -> T:
        """What some work reads off the proof of a finding, kept while nothing that the proof shows changes."""
        key = (finding.rule.id, finding.bearer, finding.subject, work)
        if key not in self._kept:
            self._kept[key] = self.run.recorded(lambda: work(Finder(self.run).because(finding)))
        result: T = self._kept[key][1]
        return result

    def _assess(self, touched: int, afresh: bool) -> a.Assessment:
        self._find(touched, afresh)
        run = self.run
        findings = tuple([finding for _, finding in self._found.values() if finding])
        if afresh:
            self._capacities.clear()
        of = a.by_bearer(findings)
        standings = [self._standing(b, of.get(b, []), touched) for b in (*run.states, *run.bearers("Party"))]
        matters = self._not_covered(standings, touched)
        return a.assembled(run, self.chosen, self.viewpoint, findings, standings, matters)

    def _find(self, touched: int, afresh: bool) -> None:
        finder, rules, run = Finder(self.run), self.engine.rules, self.run
        self.tried_again = set()
        found: dict[Instance, tuple[int, Finding | None]] = {}
        for instance in finder.instances() if afresh else self._found:
            known = self._found.get(instance)
            if known is None or known[0] & touched:
                item, bearer, subject = rules[instance[0]], instance[1], instance[2]
                known = run.recorded(lambda: finder.one(item, bearer, subject))  # noqa: B023
                self.tried_again.add(instance)
            elif known[1] is not None:
                known = known[0], known[1].proved_by(finder.because)
            found[instance] = known
        self._found = found

    def _standing(self, bearer: str, findings: list[Finding], touched: int) -> a.Standing:
        run = self.run
        if bearer not in self._capacities:
            self._capacities[bearer] = a.capacities(run, bearer)
        held = []
        for role, subject in self._capacities[bearer]:
            key = (role, bearer, subject)
            known = self._held.get(key)
            if known is None or known[0] & touched:
                known = self._held[key] = run.recorded(lambda: a.role_truth(run, role, bearer, subject))  # noqa: B023
            truth, readings = known[1]
            if truth != FALSE:
                held.append(a.role_held(run, role, bearer, subject, truth, readings))
        if bearer not in self._bound:
            self._bound[bearer] = a.bindings(run, bearer)
        return a.standing(run, bearer, held, self._bound[bearer], findings)

    def _not_covered(self, standings: list[a.Standing], touched: int) -> tuple[a.NotCovered, ...]:
        with_role = tuple(s.bearer for s in standings if s.is_state and s.roles)
        if self._matters is None or self._matters[0] & touched or self._matters[1] != with_role:
            used, matters = self.run.recorded(lambda: a.matters_not_covered(self.run, standings))
            self._matters = used, with_role, tuple(matters)
        return self._matters[2]


def differences(old: Mission, new: Mission) -> set[Key]:
    """The facts answered otherwise, the lists that are not the same and the parts called otherwise."""
    changed = {(kind, "") for kind in {*old.parts, *new.parts} if old.parts.get(kind) != new.parts.get(kind)}
    for part in {*old.answers, *new.answers}:
        before, now = old.answers.get(part, {}), new.answers.get(part, {})
        if before is not now:
            changed |= {(part, fact) for fact in {*before, *now} if before.get(fact) != now.get(fact)}
    if old.names is not new.names:
        changed |= {(part, NAME) for part in {*old.names, *new.names} if old.names.get(part) != new.names.get(part)}
    return changed


__all__ = ["Incremental", "Instance", "Key", "differences"]
