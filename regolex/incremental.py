"""Re-assessment after a change that does again only what the change can reach.

Every fact and every list that a finding looks up is recorded as one bit. After a change, the findings, roles and matters whose
bits it does not touch are taken over and the others are worked out again: the result is the one of a full assessment.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, TypeVar

from regolex import assessment as a
from regolex.engine import Engine, ReadyRule
from regolex.findings import Finder, Finding
from regolex.mission import Mission
from regolex.proof import Proof
from regolex.run import Readings, Run
from regolex.truth import FALSE, Truth
from regolex.world import MISSING, NOTHING, World

Key = tuple[str, str]  # a part and a fact; or a kind and nothing, for the list of its parts
Instance = tuple[str, str, str]  # rule, bearer, subject
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
        self.run = _Run(engine, _World(engine.knowledge, mission, on), self.chosen, pending=pending)
        self._found: dict[Instance, tuple[int, Finding | None]] = {}
        self._held: dict[tuple[str, str, str], tuple[int, a.RoleHeld | None]] = {}
        self._bound: dict[str, tuple[a.Binding, ...]] = {}
        self._gaps: tuple[int, tuple[str, ...], tuple[a.NotCovered, ...]] | None = None
        self.tried_again: set[Instance] = set()  # by the last change
        self.assessment = self._assess(0, afresh=True)

    @property
    def mission(self) -> Mission:
        """The mission as it stands."""
        return self.run.world.mission

    def change(self, mission: Mission) -> a.Assessment:
        """The assessment of the mission as it stands now."""
        old = self.mission
        changed = differences(old, mission)
        mask = self.run.tape_world.bits_of(changed)
        states = self.run.states
        self.run = self.run.after(mission, changed, mask)
        afresh = self.run.states != states or any(not fact for _, fact in changed)
        if old.names != mission.names:
            mask, afresh = -1, True  # the questions name the parts
        self.assessment = self._assess(mask, afresh)
        return self.assessment

    def depends_on(self, finding: Finding) -> list[Key]:
        """Every fact and list that was looked up to make a finding; while none of them changes, it stands."""
        return self.keys_of(self._found[finding.rule.id, finding.bearer, finding.subject][0])

    def tried_on(self, finding: Finding, mission: Mission) -> tuple[Finding | None, list[Key]]:
        """The one finding as it would be for a mission with other answers, and what it depends on then."""
        run = copy.copy(self.run)
        run.world = run.tape_world = self.run.tape_world.with_mission(mission, differences(self.mission, mission))
        run._memory, run._roles, run._applies, run._proofs = {}, {}, {}, {}
        item = self.engine.rules[finding.rule.id]
        mask, again = run.recorded(lambda: Finder(run).one(item, finding.bearer, finding.subject))
        return again, self.keys_of(mask)

    def supposing(self, values: Mapping[Key, Any]) -> _Run:
        """A run in which some facts have other values (NOTHING where they do not arise). The assessment stays as it is."""
        run = copy.copy(self.run)
        world = run.world = run.tape_world = copy.copy(self.run.tape_world)
        world.tape, world._values = 0, {**world._values, **values}
        run._memory = _Kept(self.run._memory, world.bits_of(set(values)))
        run._roles, run._applies, run._proofs = {}, {}, {}
        return run

    def keys_of(self, mask: int) -> list[Key]:
        """The facts and lists that stand behind some bits."""
        return [key for key, bit in self.run.tape_world.bits.items() if bit & mask]

    def _assess(self, mask: int, afresh: bool) -> a.Assessment:
        finder = Finder(self.run)
        self._find(finder, mask, afresh)
        findings = tuple(finding for _, finding in self._found.values() if finding)
        by_bearer: dict[str, list[Finding]] = {}
        for finding in findings:
            by_bearer.setdefault(finding.bearer, []).append(finding)
        standings = [
            self._standing(bearer, by_bearer.get(bearer, []), mask)
            for bearer in (*self.run.states, *self.run.bearers("Party"))
        ]
        return a.assembled(self.run, self.chosen, self.viewpoint, findings, standings, self._matters(standings, mask))

    def _find(self, finder: Finder, mask: int, afresh: bool) -> None:
        rules = self.engine.rules
        self.tried_again = set()
        wanted = _instances(self.run) if afresh else self._found
        found: dict[Instance, tuple[int, Finding | None]] = {}
        for instance in wanted:
            known = self._found.get(instance)
            rule, bearer, subject = instance
            if known is None or known[0] & mask:
                used, finding = self.run.recorded(lambda: finder.one(rules[rule], bearer, subject))  # noqa: B023
                found[instance] = used, finding
                self.tried_again.add(instance)
            elif known[1] is None:
                found[instance] = known
            else:
                found[instance] = known[0], _taken_over(known[1], finder, rules[rule])
        self._found = found

    def _standing(self, bearer: str, findings: list[Finding], mask: int) -> a.Standing:
        run = self.run
        held = []
        for role, subject in a.capacities(run, bearer):
            key = (role, bearer, subject)
            known = self._held.get(key)
            if known is None or known[0] & mask:
                known = self._held[key] = run.recorded(partial(a.role_held, run, role, bearer, subject))
            if known[1]:
                held.append(known[1])
        if bearer not in self._bound:
            self._bound[bearer] = a.bindings(run, bearer)
        return a.standing(run, bearer, held, self._bound[bearer], findings)

    def _matters(self, standings: list[a.Standing], mask: int) -> tuple[a.NotCovered, ...]:
        with_role = tuple(s.bearer for s in standings if s.is_state and s.roles)
        if self._gaps is None or self._gaps[0] & mask or self._gaps[1] != with_role:
            used, matters = self.run.recorded(lambda: a.matters_not_covered(self.run, standings))
            self._gaps = used, with_role, tuple(matters)
        return self._gaps[2]


class _Kept(dict[tuple[Any, ...], tuple[int, Any]]):
    """What another run remembers and some changed facts do not touch, and what is added to it."""

    def __init__(self, before: dict[tuple[Any, ...], tuple[int, Any]], mask: int) -> None:
        super().__init__()
        self._before = before
        self._mask = mask

    def get(self, key: Any, default: Any = None) -> Any:
        known = super().get(key)
        if known is None:
            known = self._before.get(key)
            if known is None or known[0] & self._mask:
                return default
        return known


def differences(old: Mission, new: Mission) -> set[Key]:
    """The facts answered otherwise and the lists that are not the same."""
    changed = {(kind, "") for kind in {*old.parts, *new.parts} if old.parts.get(kind) != new.parts.get(kind)}
    for part in {*old.answers, *new.answers}:
        before, now = old.answers.get(part, {}), new.answers.get(part, {})
        if before is not now:
            changed |= {(part, fact) for fact in {*before, *now} if before.get(fact) != now.get(fact)}
    return changed


def _instances(run: Run) -> Iterator[Instance]:
    """Every rule with everybody and everything it is tried on, in the order of a full assessment."""
    for item in run.engine.duties:
        if run.in_force[item.rule.instrument] == FALSE:
            continue
        for bearer in run.bearers(item.rule.holder):
            if run.bound(item, bearer) == FALSE:
                continue
            for subject in run.subjects(item.rule.about):
                yield item.rule.id, bearer, subject


def _taken_over(finding: Finding, finder: Finder, item: ReadyRule) -> Finding:
    """The same finding, proved when asked from the facts as they are now: a proof shows more than was decisive."""
    same = object.__new__(Finding)
    known = same.__dict__
    known.update(finding.__dict__)
    known["prove"] = finder.prover(item, finding.bearer, finding.subject, finding.outcomes)
    known.pop("because", None)
    return same


class _World(World):
    """A world that notes on a tape what is looked up."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.tape = 0
        self.bits: dict[Key, int] = {}

    def with_mission(self, mission: Mission, changed: set[Key]) -> _World:
        """The same day and the same law with other answers; the bits stay."""
        new = copy.copy(self)
        new.mission, new.tape, new._values = mission, 0, dict(self._values)
        for part, fact in changed:
            answer = mission.answer(part, fact)
            new._values.pop((part, fact), None)
            if fact and answer.known:
                new._values[part, fact] = NOTHING if answer.does_not_arise else answer.value
        return new

    def bits_of(self, keys: set[Key]) -> int:
        """The bits of some facts; what nobody has looked up has none."""
        total = 0
        for key in keys:
            total |= self.bits.get(key, 0)
        return total

    def value(self, part: str, fact: str) -> Any:
        """A value, NOTHING or MISSING; what the participation tables tell does not change with an answer."""
        if fact.startswith("state."):
            return self._derived(part, fact)
        key = (part, fact)
        bit = self.bits.get(key)
        if bit is None:
            bit = self.bits[key] = 1 << len(self.bits)
        self.tape |= bit
        return self._values.get(key, MISSING)

    def parts(self, kind: str) -> tuple[tuple[str, ...], bool]:
        """The parts of a kind, and whether the list was given."""
        self.tape |= self.bits.setdefault((kind, ""), 1 << len(self.bits))
        return super().parts(kind)


class _Run(Run):
    """A run that knows for each truth it remembers which facts went into it."""

    def __init__(
        self, engine: Engine, world: _World, chosen: Mapping[str, tuple[str, ...]], *, pending: bool = False
    ) -> None:
        super().__init__(engine, world, chosen, pending=pending)
        self.tape_world = world
        self._memory: dict[tuple[Any, ...], tuple[int, Any]] = {}

    def after(self, mission: Mission, changed: set[Key], mask: int) -> _Run:
        """A run over the changed mission that remembers what the change does not touch."""
        new = copy.copy(self)
        new.world = new.tape_world = self.tape_world.with_mission(mission, changed)
        new.states = (*new.world.states_named(), self.states[-1])
        for key in [key for key, known in self._memory.items() if known[0] & mask]:
            del self._memory[key]
        self._memory = {}  # the new run takes it over; what is asked of this one later is worked out again
        new._roles, new._applies, new._proofs = {}, {}, {}
        return new

    def recorded(self, work: Callable[[], T]) -> tuple[int, T]:
        """What some work looked up, as bits, and its result."""
        world = self.tape_world
        before, world.tape = world.tape, 0
        result = work()
        used, world.tape = world.tape, world.tape | before
        return used, result

    def _remembered(self, key: tuple[Any, ...], work: Callable[[], T]) -> T:
        known = self._memory.get(key)
        if known is None:
            known = self._memory[key] = self.recorded(work)
        self.tape_world.tape |= known[0]
        result: T = known[1]
        return result

    def holds(self, role: str, holder: str, subject: str, planned: bool, readings: Readings, work: str = "") -> Truth:
        """As in any run."""
        relevant = tuple(readings[q] for q in self.engine.role_questions[role])
        scope = work if (role, work) in self.engine.defined_by else ""
        super_holds = super().holds
        return self._remembered(
            ("role", role, holder, subject, planned, scope, relevant),
            lambda: super_holds(role, holder, subject, planned, readings, work),
        )

    def applies(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Truth:
        """As in any run."""
        relevant = tuple(readings[q] for q in item.questions)
        super_applies = super().applies
        return self._remembered(
            ("applies", item.rule.id, bearer, subject, planned, relevant),
            lambda: super_applies(item, bearer, subject, planned, readings),
        )

    def definition_proof(self, item: ReadyRule, holder: str, subject: str, planned: bool, readings: Readings) -> Proof:
        """As in any run."""
        relevant = tuple(readings[q] for q in item.questions)
        super_proof = super().definition_proof
        return self._remembered(
            ("proof", item.rule.id, holder, subject, planned, relevant),
            lambda: super_proof(item, holder, subject, planned, readings),
        )


__all__ = ["Incremental", "Key", "differences"]
