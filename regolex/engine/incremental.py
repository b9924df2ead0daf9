"""Incremental re-assessment: after a change, only what the change can affect is worked out again.

Findings, roles and matters are memoised with the facts they rest on (:mod:`regolex.engine.dependencies`). After a change,
those that it does not affect are reused and the others are worked out again; the result equals that of a full assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from regolex.engine import assessment as a
from regolex.engine import standing as st
from regolex.engine.choices import chosen_readings
from regolex.engine.dependencies import NAME, Key, MemoisedRun, RecordingWorld
from regolex.engine.engine import Engine
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding, Instance
from regolex.engine.matters import matters_not_covered
from regolex.engine.preparation import prepare
from regolex.missions.mission import Mission
from regolex.missions.sovereignty import no_riddles


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
        tried: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """``tried`` names the readings to be tried for each question, in the place of those chosen and all serious ones."""
        engine = engine.supposing(mission)
        a.after_the_first_law(engine.knowledge, on)
        self.engine = engine
        self.viewpoint = viewpoint
        self.chosen = dict(tried or chosen_readings(engine.knowledge, on, readings or {}, viewpoint))
        self.on, self.pending = on, pending
        self.prepared = prepare(engine, mission, on)
        self.run = self._fresh(self.prepared.mission)
        self._found: dict[Instance, Finding | None] = {}
        self.tried_again: set[Instance] = set()  # by the last change
        self.assessment = self._assess(None)

    def _fresh(self, mission: Mission) -> MemoisedRun:
        world = RecordingWorld(self.engine.knowledge, mission, self.on)
        return MemoisedRun(self.engine, world, self.chosen, pending=self.pending)

    @property
    def mission(self) -> Mission:
        """The mission as it is stated now."""
        return self.prepared.stated

    def change(self, mission: Mission) -> a.Assessment:
        """The assessment of the changed mission."""
        states, through = self.run.states, self.run.world.only_through
        self.prepared = prepare(self.engine, mission, self.on)
        changed = differences(self.run.world.mission, self.prepared.mission)
        self.run, forgotten = self.run.after(self.prepared.mission, changed)
        if self.run.world.only_through != through:  # what binds a State is another matter then
            no_riddles(mission, self.engine.knowledge, self.on)
            self.run = self._fresh(self.prepared.mission)
            self._found = {}
            self.assessment = self._assess(None)
            return self.assessment
        same = self.run.states == states and all(fact for _, fact in changed)
        self.assessment = self._assess([name[1:] for name in forgotten if name[0] == "finding"] if same else None)
        return self.assessment

    def depends_on(self, finding: Finding) -> list[Key]:
        """Every fact and list that was looked up for a finding; it stands while none of them changes."""
        return self.run.rests_on(("finding", finding.rule.id, finding.bearer, finding.subject))

    def tried_on(self, finding: Finding, mission: Mission) -> tuple[Finding | None, list[Key]]:
        """The one finding as it would be for a mission with other answers, and what it depends on then."""
        ready = prepare(self.engine, mission, self.run.world.on).mission
        run = self.run.separate(ready, differences(self.run.world.mission, ready))
        item = self.engine.rules[finding.rule.id]
        again, used = run.recorded(lambda: Finder(run).one(item, finding.bearer, finding.subject))
        return again, run.keys(used)

    def assuming(self, values: Mapping[Key, Any]) -> MemoisedRun:
        """A run in which some facts have other values (NOTHING for "does not arise"); the assessment does not change."""
        return self.run.assuming(values)

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
        return a.assembled(
            run, self.prepared, self.chosen, self.viewpoint, findings, standing_of=self._standing, matters=self._matters
        )

    def _matters(self, standings: list[st.Standing]) -> tuple[a.NotCovered, ...]:
        concerned = st.involved(standings)
        return self.run.memoised(("matters", concerned), lambda: tuple(matters_not_covered(self.run, concerned)))

    def _finding(self, finder: Finder, instance: Instance) -> Finding | None:
        rule, bearer, subject = instance

        def work() -> Finding | None:
            self.tried_again.add(instance)
            return finder.one(self.engine.rules[rule], bearer, subject)

        return self.run.memoised(("finding", rule, bearer, subject), work)

    def _standing(self, bearer: str, findings: list[Finding], judge: st.Judge) -> st.Standing:
        run = self.run
        truths = run.memoised(("truths", bearer), lambda: list(st.role_truths(run, bearer)))
        held = [st.role_held(run, role, bearer, subject, truth, readings) for role, subject, truth, readings in truths]
        bound = run.memoised(("bindings", bearer), lambda: st.bindings(run, bearer))
        return st.standing(run, bearer, held, bound, findings, judge)


def differences(old: Mission, new: Mission) -> set[Key]:
    """The facts answered otherwise, the lists that are not the same and the parts called otherwise."""
    kinds = {*old.parts, *new.parts}
    changed = {(k, "") for k in kinds if old.parts.get(k) != new.parts.get(k) or old.complete(k) != new.complete(k)}
    for part in {*old.answers, *new.answers}:
        before, now = old.answers.get(part, {}), new.answers.get(part, {})
        if before is not now:
            changed |= {(part, fact) for fact in {*before, *now} if before.get(fact) != now.get(fact)}
    if old.names is not new.names:
        changed |= {(part, NAME) for part in {*old.names, *new.names} if old.names.get(part) != new.names.get(part)}
    return changed


__all__ = ["Incremental", "Instance", "Key", "differences"]
