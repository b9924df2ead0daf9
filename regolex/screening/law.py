"""The law over one situation: its truths, and the answers for which an unknown one waits."""

from __future__ import annotations

from collections.abc import Mapping

from regolex.engine.engine import Engine, ReadyException, ReadyRule
from regolex.screening.circuit import FALSE, TRUE
from regolex.screening.conditions import Gaps
from regolex.screening.scene import End, Scene
from regolex.screening.situation import Situation
from regolex.screening.states import State, States
from regolex.screening.truths import Combination, Readings, Truths


class Law(Truths):
    """Truths with what is missing for them."""

    def __init__(
        self,
        engine: Engine,
        situation: Situation,
        states: States,
        chosen: Mapping[str, tuple[str, ...]],
        *,
        pending: bool = False,
    ) -> None:
        super().__init__(engine, situation, states, chosen, pending=pending)
        self.take_over()

    def with_readings(self, question: str, readings: tuple[str, ...]) -> Law:
        """The same law on other readings of one question. Only one law of a situation is asked at a time."""
        return Law(self.engine, self.situation, self.states, {**self.chosen, question: readings}, pending=self.pending)

    def take_over(self) -> None:
        """Make this the law that the conditions of the situation ask."""
        self.conditions.law = self

    def role_gaps(self, role: str, holder: End, subject: str, planned: bool, readings: Readings, work: str) -> Gaps:
        """The answers missing where it is unknown whether someone holds a role."""
        readings = self._relevant(readings, self.engine.role_questions[role])
        kind = self.knowledge.roles[role].subject
        scope = work if (role, work) in self.engine.defined_by else ""

        def found() -> Gaps:
            truth = self.holds(role, holder, subject, planned, readings, work)
            unknown = self.unknown(truth)
            if unknown == FALSE:
                return Gaps()
            if kind and not subject:
                return self._gaps_of_any(role, kind, holder, planned, readings, work, unknown)
            if isinstance(holder, State) and holder.source is not None:
                gaps = [
                    (self.states.same(holder, b), self.role_gaps(role, b, subject, planned, readings, work))
                    for b in self.states.bearers
                ]
                inner = [Gaps(*(self.circuit.both(same, g) for g in own)) for same, own in gaps]
                return self.conditions.within(unknown, inner)
            inner = [
                self._gaps_of_definition(item, holder, subject, planned, readings)
                for item in self.definitions(role, work)
            ]
            return self.conditions.within(unknown, inner)

        gaps: Gaps = self._remember(("gaps", role, holder, subject, planned, scope, readings), found)
        return gaps

    def _gaps_of_any(
        self, role: str, kind: str, holder: End, planned: bool, readings: Readings, work: str, unknown: int
    ) -> Gaps:
        c, situation = self.circuit, self.situation
        found = []
        for part in situation.parts.get(kind, ()):
            inner = self.role_gaps(role, holder, part, planned, readings, work)
            found.append(Gaps(*(c.both(situation.exists[part], g) for g in inner)))
        more = situation.open.get(kind, FALSE)
        if more != FALSE:
            inner = self.role_gaps(role, holder, f"{kind}:?", planned, readings, work)
            found.append(Gaps(*(c.both(more, g) for g in inner)))
        return self.conditions.within(unknown, found)

    def _gaps_of_definition(
        self, item: ReadyRule, holder: End, subject: str, planned: bool, readings: Readings
    ) -> Gaps:
        rule = item.rule
        unknown = self.unknown(self.defines(item, holder, subject, planned, readings))
        if unknown == FALSE:
            return Gaps()
        scene = Scene(holder, subject or "mission", planned, self._relevant(readings, item.questions), rule.work)
        conditions = [c for c in (rule.applies_when, rule.test) if c]
        found = [self.conditions.gaps(c, scene) for c in conditions]
        found += [self._gaps_of_exception(e, scene) for e in item.exceptions]
        return self.conditions.within(unknown, found)

    def _gaps_of_exception(self, exception: ReadyException, scene: Scene) -> Gaps:
        unknown = self.unknown(self.excepted(exception, scene))
        if unknown == FALSE:
            return Gaps()
        found = [self.conditions.gaps(exception.source.when, scene)]
        found += [self._gaps_of_exception(e, scene) for e in exception.exceptions]
        return self.conditions.within(unknown, found)

    def gaps(
        self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings, perhaps: bool
    ) -> Gaps:
        """The answers missing for the unknown clauses of a rule; with ``perhaps``, those that decide whom it concerns."""
        rule = item.rule
        found = []
        if item.instrument.is_treaty and rule.holder == "State":
            found.append(Gaps(FALSE, self.unknown(self.bound(item, bearer, readings)), FALSE))
        unknown = self.unknown(self.role_of_bearer(item, bearer, subject, planned, readings))
        for role in rule.binds if unknown != FALSE else ():
            at = subject if role in item.roles_for_subject else ""
            inner = self.role_gaps(role, bearer, at, planned, readings, rule.work)
            found.append(self.conditions.within(unknown, [inner]))
        if not perhaps:
            scene = Scene(bearer, subject, planned, self._relevant(readings, item.questions), rule.work)
            found += [self.conditions.gaps(c, scene) for c in (rule.applies_when, rule.test) if c]
            found += [self._gaps_of_exception(e, scene) for e in item.exceptions]
        return self.conditions.within(TRUE, found)


__all__ = ["Combination", "Law", "Readings"]
