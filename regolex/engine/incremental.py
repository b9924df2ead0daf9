"""Incremental re-assessment: after a change, only what the change can affect is worked out again.

Findings, roles and matters are memoised with the facts they rest on (:mod:`regolex.engine.dependencies`). After a change,
those that it does not affect are reused and the others are worked out again; the result equals that of a full assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import is_
from typing import Any, TypeVar

from regolex.engine import assessment as a
from regolex.engine.dependencies import NAME, Key, MemoisedRun, RecordingWorld
from regolex.engine.engine import Engine
from regolex.engine.findings import Because, Finder, Finding, Instance, Outcomes
from regolex.engine.verdict import verdict
from regolex.missions.mission import Mission

T = TypeVar("T")


class Incremental:
    """The assessment of a mission that changes answer by answer. Assessments returned earlier never change."""

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
        self.run = MemoisedRun(engine, RecordingWorld(engine.knowledge, mission, on), self.chosen, pending=pending)
        self._found: dict[Instance, Finding | None] = {}
        self._judged: dict[str, tuple[Sequence[Outcomes], str]] = {}
        self.tried_again: set[Instance] = set()  # the instances tried again after the last change
        self.assessment = self._assess(None)

    @property
    def mission(self) -> Mission:
        """The current mission."""
        return self.run.world.mission

    def change(self, mission: Mission) -> a.Assessment:
        """The assessment of the changed mission."""
        states = self.run.states
        changed = differences(self.mission, mission)
        self.run, forgotten = self.run.after(mission, changed)
        same = self.run.states == states and all(fact for _, fact in changed)
        self.assessment = self._assess([name[1:] for name in forgotten if name[0] == "finding"] if same else None)
        return self.assessment

    def depends_on(self, finding: Finding) -> list[Key]:
        """Every fact and list that was looked up for a finding; it stands while none of them changes."""
        return self.run.rests_on(("finding", finding.rule.id, finding.bearer, finding.subject))

    def tried_on(self, finding: Finding, mission: Mission) -> tuple[Finding | None, list[Key]]:
        """The finding for a mission with other answers, and the facts and lists it depends on then."""
        run = self.run.separate(mission, differences(self.mission, mission))
        item = self.engine.rules[finding.rule.id]
        again, used = run.recorded(lambda: Finder(run).one(item, finding.bearer, finding.subject))
        return again, run.keys(used)

    def assuming(self, values: Mapping[Key, Any]) -> MemoisedRun:
        """A run in which some facts have other values (NOTHING for "does not arise"); the assessment does not change."""
        return self.run.assuming(values)

    def from_proof(self, finding: Finding, work: Callable[[Because], T]) -> T:
        """Memoised result of ``work`` on the proof of a finding, valid while no fact in the proof changes."""
        name = ("from-proof", work, finding.rule.id, finding.bearer, finding.subject)
        return self.run.memoised(name, lambda: work(Finder(self.run).because(finding)))

    def _assess(self, forgotten: list[Any] | None) -> a.Assessment:
        """The assessment, given the instances whose findings were invalidated; None to enumerate all instances again."""
        run, finder = self.run, Finder(self.run)
        self.tried_again = set()
        if forgotten is None:
            self._found = {instance: self._finding(finder, instance) for instance in finder.instances()}
        else:
            for instance in forgotten:
                if instance in self._found:
                    self._found[instance] = self._finding(finder, instance)
        findings = tuple([found.proved_by(finder.because) for found in self._found.values() if found])
        of = a.by_bearer(findings)
        standings = [self._standing(bearer, of.get(bearer, [])) for bearer in (*run.states, *run.bearers("Party"))]
        concerned = tuple(s.bearer for s in standings if s.is_state and s.roles)
        matters = run.memoised(("matters", concerned), lambda: tuple(a.matters_not_covered(run, standings)))
        return a.assembled(run, self.chosen, self.viewpoint, findings, standings, matters, self._judge)

    def _finding(self, finder: Finder, instance: Instance) -> Finding | None:
        rule, bearer, subject = instance

        def work() -> Finding | None:
            self.tried_again.add(instance)
            return finder.one(self.engine.rules[rule], bearer, subject)

        return self.run.memoised(("finding", rule, bearer, subject), work)

    def _standing(self, bearer: str, findings: list[Finding]) -> a.Standing:
        run = self.run
        truths = run.memoised(("truths", bearer), lambda: list(a.role_truths(run, bearer)))
        held = [a.role_held(run, role, bearer, subject, truth, readings) for role, subject, truth, readings in truths]
        bound = run.memoised(("bindings", bearer), lambda: a.bindings(run, bearer))
        return a.standing(run, bearer, held, bound, findings, self._judge)

    def _judge(self, name: str, findings: Sequence[Finding]) -> str:
        """The verdict, memoised for identical outcomes."""
        outcomes = [finding.outcomes for finding in findings]
        before, judged = self._judged.get(name, ((), ""))
        if not judged or len(before) != len(outcomes) or not all(map(is_, before, outcomes)):
            judged = verdict(findings)
            self._judged[name] = outcomes, judged
        return judged


def differences(old: Mission, new: Mission) -> set[Key]:
    """The facts with other answers, the lists that differ and the parts with other names."""
    changed = {(kind, "") for kind in {*old.parts, *new.parts} if old.parts.get(kind) != new.parts.get(kind)}
    for part in {*old.answers, *new.answers}:
        before, now = old.answers.get(part, {}), new.answers.get(part, {})
        if before is not now:
            changed |= {(part, fact) for fact in {*before, *now} if before.get(fact) != now.get(fact)}
    if old.names is not new.names:
        changed |= {(part, NAME) for part in {*old.names, *new.names} if old.names.get(part) != new.names.get(part)}
    return changed


__all__ = ["Incremental", "Instance", "Key", "differences"]
