"""The law over one situation: who holds which role, which rule applies to whom, and whether it is satisfied.

The counterpart of :mod:`regolex.engine.truths` for all rows of a table at once; everything is a pair of literals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from regolex.engine.engine import Engine, ReadyException, ReadyRule
from regolex.engine.world import since
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.readings import serious
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.conditions import is_placeholder
from regolex.screening.scene import End, Scene
from regolex.screening.situation import Situation
from regolex.screening.states import NOBODY, PAIRS, UNKNOWN, Pair, State, States

Readings = tuple[tuple[str, str], ...]
Combination = tuple[tuple[str, tuple[str, ...]], ...]
_TRUE: Pair = (TRUE, FALSE)
_FALSE: Pair = (FALSE, TRUE)


class Truths:
    """Truths of one situation under chosen readings."""

    def __init__(
        self,
        engine: Engine,
        situation: Situation,
        states: States,
        chosen: Mapping[str, tuple[str, ...]],
        *,
        pending: bool = False,
    ) -> None:
        self.engine, self.situation, self.states = engine, situation, states
        self.circuit: Circuit = situation.circuit
        self.knowledge = engine.knowledge
        self.chosen, self.pending = dict(chosen), pending
        self.conditions = situation.conditions
        self.conditions.states = states
        self.open_readings = {q.id: self.chosen.get(q.id) or serious(q) for q in self.knowledge.questions.values()}
        self.any_readings = {q: readings[0] for q, readings in self.open_readings.items()}
        self.in_force = {v: self._in_force(i) for v, i in self.knowledge.instruments.items()}
        self._kept: dict[tuple[Any, ...], Any] = {}
        self._named: tuple[int, ...] | None = None

    # --- time ---

    def _in_force(self, instrument: m.Instrument) -> int:
        if instrument.status in ("adopted-not-yet-effective", "proposed"):
            return 2 if self.pending else 0
        on = self.situation.on
        return min(since(instrument.in_force, on), 2 - since(instrument.ended, on))

    def stands(self, provision: str) -> int:
        """Whether a provision is law on the day, as a truth value."""
        begun = self.engine.since.get(provision)
        return 0 if begun and self.situation.on < begun else self.in_force[provision.partition("#")[0]]

    def in_law(self, rule: m.Rule) -> int:
        """Whether a rule is law on the day, as a truth value."""
        return self.stands(rule.cites[0].provision)

    # --- readings ---

    def combinations(self, unders: Mapping[str, tuple[frozenset[str], ...]]) -> list[tuple[Combination, Readings]]:
        """Every combination of readings that could make a difference, with readings that stand for it."""
        found: list[tuple[Combination, Readings]] = [((), ())]
        for question, sets in unders.items():
            alike: dict[tuple[bool, ...], list[str]] = {}
            for reading in self.open_readings[question]:
                alike.setdefault(tuple(reading in s for s in sets), []).append(reading)
            found = [
                ((*combination, (question, tuple(members))), (*readings, (question, members[0])))
                for combination, readings in found
                for members in alike.values()
            ]
        return found

    def _relevant(self, readings: Readings, questions: Iterable[str]) -> Readings:
        known = dict(readings)
        return tuple((q, known.get(q) or self.any_readings[q]) for q in questions)

    # --- bearers ---

    def bearers(self, holder: str) -> list[tuple[End, int]]:
        """Everybody who could bear a norm, each with the rows in which it is there."""
        if holder == "State":
            return [*zip(self.states.bearers, self.named(), strict=True), (NOBODY, TRUE)]
        return [(p, self.situation.exists[p]) for p in self.situation.parts.get("party", ())]

    def named(self) -> tuple[int, ...]:
        """For each State among the bearers, the rows in which an answer that counts names it."""
        if self._named is None:
            c, states, values = self.circuit, self.states, self.situation.values
            found: list[list[int]] = [[] for _ in states.bearers]
            for when, source in self.situation.state_sources():
                for n in range(values.elements(source)):
                    for bearer, own in zip(states.bearers, found, strict=True):
                        own.append(c.both(when, states.same(State(source=source, element=n), bearer)))
            self._named = tuple(c.any(own) for own in found)
        return self._named

    def subjects(self, about: str) -> tuple[str, ...]:
        """The parts that a rule is tried on."""
        return self.situation.parts.get(about, ())

    # --- pairs ---

    def all(self, pairs: Iterable[Pair]) -> Pair:
        """The conjunction of pairs."""
        found = list(pairs)
        return self.circuit.all(p[0] for p in found), self.circuit.any(p[1] for p in found)

    def any(self, pairs: Iterable[Pair]) -> Pair:
        """The disjunction of pairs."""
        found = list(pairs)
        return self.circuit.any(p[0] for p in found), self.circuit.all(p[1] for p in found)

    def at_most_unknown(self, pair: Pair) -> Pair:
        """A truth that is never certain."""
        return FALSE, pair[1]

    def _remember(self, key: tuple[Any, ...], work: Callable[[], Any]) -> Any:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = work()
        return found

    # --- roles ---

    def definitions(self, role: str, work: str) -> list[ReadyRule]:
        """The definitions of a role that count for a rule of a work."""
        found = self.engine.definitions.get(role, [])
        return [item for item in found if item.rule.work == work] or found

    def holds(self, role: str, holder: End, subject: str, planned: bool, readings: Readings, work: str) -> Pair:
        """Whether someone holds a role for a part; without a part, for any of its kind."""
        readings = self._relevant(readings, self.engine.role_questions[role])
        scope = work if (role, work) in self.engine.defined_by else ""
        kind = self.knowledge.roles[role].subject

        def found() -> Pair:
            if kind and not subject:
                return self.for_any(kind, lambda part: self.holds(role, holder, part, planned, readings, work))
            if isinstance(holder, State) and holder.source is not None:
                return self._among_bearers(
                    holder, lambda bearer: self.holds(role, bearer, subject, planned, readings, work)
                )
            return self.any(
                self.defines(item, holder, subject, planned, readings) for item in self.definitions(role, work)
            )

        pair: Pair = self._remember(("role", role, holder, subject, planned, scope, readings), found)
        return pair

    def _among_bearers(self, state: State, ask: Callable[[State], Pair]) -> Pair:
        """What holds of a State that a column names, by which of the bearers it is."""
        c = self.circuit
        pairs = [(self.states.same(state, bearer), ask(bearer)) for bearer in self.states.bearers]
        return c.any(c.both(s, p[0]) for s, p in pairs), c.any(c.both(s, p[1]) for s, p in pairs)

    def for_any(self, kind: str, ask: Callable[[str], Pair]) -> Pair:
        """Whether something holds of some part of a kind."""
        c, situation = self.circuit, self.situation
        pairs = [(situation.exists[p], ask(p)) for p in situation.parts.get(kind, ())]
        more = situation.open.get(kind, FALSE)
        settled = more ^ 1
        if more != FALSE:
            settled = c.either(settled, ask(f"{kind}:?")[1])
        return c.any(c.both(w, p[0]) for w, p in pairs), c.all([settled, *(c.either(w ^ 1, p[1]) for w, p in pairs)])

    def defines(self, item: ReadyRule, holder: End, subject: str, planned: bool, readings: Readings) -> Pair:
        """Whether one definition confers the role."""
        rule = item.rule
        scene = Scene(holder, subject or "mission", planned, self._relevant(readings, item.questions), rule.work)
        pairs = [PAIRS[self.in_law(rule)], self.conditions.truth(rule.test, scene)] if rule.test else []
        if rule.applies_when:
            pairs.append(self.conditions.truth(rule.applies_when, scene))
        excepted = self.any(self.excepted(e, scene) for e in item.exceptions)
        found = self.all([*pairs, (excepted[1], excepted[0])])
        return self.at_most_unknown(found) if rule.confidence == "doubtful" else found

    def excepted(self, exception: ReadyException, scene: Scene) -> Pair:
        """Whether an exception holds."""
        truth = self.all(
            [PAIRS[self.stands(exception.source.provision)], self.conditions.truth(exception.source.when, scene)]
        )
        if not exception.exceptions:
            return truth
        inner = self.any(self.excepted(e, scene) for e in exception.exceptions)
        return self.all([truth, (inner[1], inner[0])])

    # --- applicability ---

    def role_of_bearer(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Pair:
        """Whether the bearer holds one of the roles that a rule binds."""
        rule = item.rule
        return self.any(
            self.holds(role, bearer, subject if role in item.roles_for_subject else "", planned, readings, rule.work)
            for role in rule.binds
        )

    def bound(self, item: ReadyRule, bearer: End, readings: Readings) -> Pair:
        """Whether the instrument binds the bearer on the readings given."""
        rule = item.rule
        if rule.holder != "State":
            return _TRUE
        assert isinstance(bearer, State)
        if item.instrument.is_treaty or item.instrument.kind == "political-commitment":
            custom = rule.custom
            if custom and self._relevant(readings, (custom.question,))[0][1] in custom.readings:
                return _TRUE
            if not self.states.known_table(rule.work):
                return UNKNOWN
            return self.states.bound(bearer, rule.work, self.situation.state_sources())
        order = item.instrument.legal_order
        if order == "international":
            return _TRUE
        if bearer.unnamed:
            return UNKNOWN
        same = self.states.is_code(bearer, order)
        return same, same ^ 1

    def applies(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Pair:
        """Whether a rule applies, displacement aside."""
        readings = self._relevant(readings, item.questions)
        key = ("applies", item.rule.id, bearer, subject, planned, readings)
        pair: Pair = self._remember(key, lambda: self._applies(item, bearer, subject, planned, readings))
        return pair

    def _applies(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Pair:
        c, rule = self.circuit, item.rule
        pairs = [PAIRS[self.in_law(rule)], self.bound(item, bearer, readings)]
        pairs.append(self.role_of_bearer(item, bearer, subject, planned, readings))
        if self.all(pairs)[1] == TRUE:
            return _FALSE
        for variable, fact in item.asked_outright:
            part = {"subject": subject, "bearer": bearer}.get(variable, variable)
            if isinstance(part, str) and not is_placeholder(part):
                value = self.situation.value(part, fact)
                gated = c.both(self.situation.values.nothing(value), self.situation.values.gated(value))
                pairs.append((gated ^ 1, gated))
        scene = Scene(bearer, subject, planned, readings, rule.work)
        if rule.applies_when:
            pairs.append(self.conditions.truth(rule.applies_when, scene))
        for exception in item.exceptions:
            truth = self.excepted(exception, scene)
            pairs.append((truth[1], truth[0]))
        if item.arises_from:
            pairs.append(self._arisen(item, bearer, subject, planned, readings))
        return self.all(pairs)

    def satisfied(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Pair:
        """Whether a rule is satisfied; a prohibition is satisfied while nothing breaches it."""
        rule = item.rule
        assert rule.test is not None
        scene = Scene(bearer, subject, planned, self._relevant(readings, item.questions), rule.work)
        yes, no = self.conditions.truth(rule.test, scene)
        return (no, yes) if NORMS[rule.kind].forbids else (yes, no)

    def displaced(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Pair:
        """Whether another rule displaces it for this bearer and subject."""
        readings = self._relevant(readings, item.questions)
        key = ("displaced", item.rule.id, bearer, subject, planned, readings)
        pair: Pair = self._remember(
            key,
            lambda: self.any(
                self._displaced_by(item, n, bearer, subject, planned, readings) for n in range(len(item.displacers))
            ),
        )
        return pair

    def _displaced_by(
        self, item: ReadyRule, n: int, bearer: End, subject: str, planned: bool, readings: Readings
    ) -> Pair:
        by = item.displacers[n]
        other = self.engine.rules[by.rule]
        when = [d.when for d in other.rule.displaces if d.rule == item.rule.id]
        own = [d.rule for d in item.displacers[: n + 1]].count(by.rule) - 1

        def on(at: str) -> Pair:
            pairs = [self.applies(other, bearer, at, planned, readings)]
            if other.displacers:
                inner = self.displaced(other, bearer, at, planned, readings)
                pairs.append((inner[1], inner[0]))
            condition = when[own]
            if condition is not None:
                known = dict(readings)
                everything = tuple((q, known.get(q, r)) for q, r in self.any_readings.items())
                scene = Scene(bearer, at, planned, everything, other.rule.work)
                pairs.append(self.conditions.truth(condition, scene))
            return self.all(pairs)

        return self._on_matching(item.rule, other.rule, subject, on)

    def _on_matching(self, rule: m.Rule, other: m.Rule, subject: str, ask: Callable[[str], Pair]) -> Pair:
        if other.about == rule.about:
            return ask(subject)
        if other.about == "mission":
            return ask("mission")
        return self.for_any(other.about, ask)

    def _arisen(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Pair:
        def failed(name: str) -> Pair:
            first = self.engine.rules[name]

            def on(at: str) -> Pair:
                yes, no = self.satisfied(first, bearer, at, planned, readings)
                return self.all([self.applies(first, bearer, at, planned, readings), (no, yes)])

            return self._on_matching(item.rule, first.rule, subject, on)

        return self.any(failed(name) for name in item.arises_from)

    def unknown(self, pair: Pair) -> int:
        """The rows in which a truth is not known."""
        return self.circuit.both(pair[0] ^ 1, pair[1] ^ 1)


__all__ = ["Combination", "Readings", "Truths"]
