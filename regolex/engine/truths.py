"""The truths of one run: which role is whose, which rule applies to whom, and whether it is satisfied.

Everything here is a pure function of the engine, the world and the choice of readings, and is memoised for the length of
the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, Self, TypeVar

from regolex.engine.engine import Engine, ReadyException, ReadyRule, Unders
from regolex.engine.frame import Frame
from regolex.engine.naming import nameable as named_for
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth, disjunction
from regolex.engine.world import NOTHING, UNNAMED, World
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.readings import serious

Readings = dict[str, str]
# a class of readings for each question, under which one instance is tried
Combination = tuple[tuple[str, tuple[str, ...]], ...]
T = TypeVar("T")


def representative(combination: Combination) -> Readings:
    """One reading of each class."""
    return {question: readings[0] for question, readings in combination}


class Truths:
    """Truth values of roles, applicability and satisfaction, each worked out once."""

    shares = True  # whether bearers alike share a truth; a run that keeps track of what each rests on does not

    def __init__(
        self, engine: Engine, world: World, chosen: Mapping[str, tuple[str, ...]], *, pending: bool = False
    ) -> None:
        self.engine = engine
        self.world = world
        self.pending = pending
        self.chosen = dict(chosen)
        knowledge = engine.knowledge
        self.chosen = dict(chosen)
        self.open_readings: dict[str, tuple[str, ...]] = {
            q.id: chosen.get(q.id) or serious(q) for q in knowledge.questions.values()
        }
        self.any_readings = {q: readings[0] for q, readings in self.open_readings.items()}
        self.in_force = {version: world.in_force(i, pending) for version, i in knowledge.instruments.items()}
        self.states = (*world.states_named(), UNNAMED)
        self._known: dict[tuple[Any, ...], Any] = {}
        self._tried: dict[str, list[tuple[Combination, Readings]]] = {}

    def with_readings(self, question: str, readings: tuple[str, ...]) -> Self:
        """A run over the same facts that tries other readings of one question; it remembers nothing of this one."""
        return type(self)(self.engine, self.world, {**self.chosen, question: readings}, pending=self.pending)

    def remember(self, key: tuple[Any, ...], work: Callable[[], T]) -> T:
        """Memoised result of ``work``; the first word of the key says what it is."""
        known: T | None = self._known.get(key)
        if known is None:
            known = self._known[key] = work()
        return known

    def frame(self, bearer: str, subject: str, planned: bool, readings: Readings, work: str = "") -> Frame:
        """A frame in which conditions of a rule of one work are tried."""
        return Frame(self.world, self, bearer, subject, planned, readings, work)

    def combinations(self, unders: Unders) -> list[Combination]:
        """Every combination of readings that could make a difference and was not ruled out by choice.

        Readings that no condition distinguishes form one class and are tried once.
        """
        classes: list[list[tuple[str, ...]]] = []
        for question, sets in unders.items():
            alike: dict[tuple[bool, ...], list[str]] = {}
            for reading in self.open_readings[question]:
                alike.setdefault(tuple(reading in readings for readings in sets), []).append(reading)
            classes.append([tuple(members) for members in alike.values()])
        return [tuple(zip(unders, chosen, strict=True)) for chosen in product(*classes)]

    def tried(self, name: str, unders: Unders) -> list[tuple[Combination, Readings]]:
        """The combinations for a rule or a role by its name, each with the readings that stand for it."""
        found = self._tried.get(name)
        if found is None:
            found = self._tried[name] = [(c, representative(c)) for c in self.combinations(unders)]
        return found

    def readings_of(self, role: str) -> list[Readings]:
        """The choices of readings under which a role is tried."""
        unders = self.engine.role_unders[role]
        return self.remember(
            ("readings", role), lambda: [{**self.any_readings, **readings} for _, readings in self.tried(role, unders)]
        )

    def bearers(self, holder: str) -> tuple[str, ...]:
        """Everybody who could bear a norm: States named and the unnamed one, or the parties."""
        return self.states if holder == "State" else self.world.listed("party")

    def subjects(self, about: str) -> tuple[str, ...]:
        """The parts a rule is tried on: those that were described."""
        return ("mission",) if about == "mission" else self.world.listed(about)

    def stands(self, provision: str) -> Truth:
        """Whether a provision is law on the day: its wording is in force, and it stood there by then."""
        truth = self.in_force[provision.partition("#")[0]]
        since = self.engine.since.get(provision)
        return FALSE if since and self.world.on < since else truth

    def in_law(self, rule: m.Rule) -> Truth:
        """Whether a rule is law on the day: it counts from the day of the provision it rests on."""
        return self.stands(rule.cites[0].provision)

    # --- roles ---

    def holder_like(self, role: str, holder: str, subject: str) -> str:
        """The holder, or one word for all States that a role cannot distinguish because nothing about its subject names them.

        A definition that asks of its holder only whether an answer names it gives one result for all who are named nowhere.
        """
        if not self.shares or holder not in self.states or holder == UNNAMED:
            return holder
        alike, kinds = self.engine.tells_apart(role)
        if not alike:
            return holder
        key = ("named", subject, kinds)
        named: frozenset[str] = self.remember(key, lambda: self.world.named_with(subject, kinds))
        return holder if holder in named else "*"

    def definitions(self, role: str, work: str) -> list[ReadyRule]:
        """The definitions of a role that count for a rule: those of its own instrument if there are any, else all."""
        found = self.engine.definitions.get(role, [])
        own = [item for item in found if item.rule.work == work]
        return own or found

    def holds(self, role: str, holder: str, subject: str, planned: bool, readings: Readings, work: str = "") -> Truth:
        """Whether ``holder`` holds a role, in the sense of ``work``, for ``subject``; without one, for any of its kind."""
        kind = self.engine.knowledge.roles[role].subject
        if subject and self.shares:
            named = self.nameable(role, subject)
            if named is not None and holder not in named:
                return FALSE
        planned = planned and self.engine.role_is_planned(role)
        relevant = tuple([readings[q] for q in self.engine.role_questions[role]])
        scope = work if (role, work) in self.engine.defined_by else ""
        if kind and not subject:

            def any_part() -> Truth:
                return self._for_any(kind, lambda part: self.holds(role, holder, part, planned, readings, work))

            key = ("any", role, holder, planned, scope, relevant)
            return self.remember(key, any_part) if self.shares else any_part()
        return self.remember(
            ("role", role, self.holder_like(role, holder, subject), subject, planned, scope, relevant),
            lambda: disjunction(
                self.defines(item, holder, subject, planned, readings) for item in self.definitions(role, work)
            ),
        )

    def nameable(self, role: str, subject: str) -> frozenset[str] | None:
        """The parties that can hold a role for a part; None where everybody has to be tried."""
        naming = self.engine.naming(role)
        if naming is None:
            return None
        known: tuple[frozenset[str] | None] = self.remember(
            ("nameable", role, subject), lambda: (named_for(naming, self.world, subject),)
        )
        return known[0]

    def _for_any(self, kind: str, try_part: Callable[[str], Truth]) -> Truth:
        parts, complete = self.world.parts(kind)
        if complete:
            return disjunction(map(try_part, parts))
        return max(disjunction(map(try_part, parts[:-1])), min(try_part(parts[-1]), UNKNOWN))

    def defines(self, item: ReadyRule, holder: str, subject: str, planned: bool, readings: Readings) -> Truth:
        """Whether one definition confers the role."""
        truth = self.in_law(item.rule)
        if truth == FALSE:
            return FALSE
        frame = self.frame(holder, subject or "mission", planned, readings, item.rule.work)
        for node in (item.applies, item.test):
            truth = min(truth, node.value(frame)) if node else truth
            if truth == FALSE:  # most definitions fail at once for most holders
                return FALSE
        if item.exceptions:
            truth = min(truth, TRUE - disjunction(self._excepted(e, frame) for e in item.exceptions))
        # a definition with a doubtful source never confers a role with certainty
        return min(truth, UNKNOWN) if item.rule.confidence == "doubtful" else truth

    # --- applicability ---

    def _excepted(self, exception: ReadyException, frame: Frame) -> Truth:
        truth = min(self.stands(exception.source.provision), exception.when.value(frame))
        if truth == FALSE or not exception.exceptions:
            return truth
        return min(truth, TRUE - disjunction(self._excepted(e, frame) for e in exception.exceptions))

    def role_of_bearer(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> tuple[Truth, Truth]:
        """Whether the bearer holds one of the roles that a rule binds, now and as planned.

        Rules of one work that bind the same roles share the answer.
        """
        rule, for_subject = item.rule, item.roles_for_subject
        at = subject if for_subject else ""
        key = ("bearer", item.bears_like, bearer, at, tuple([readings[q] for q in item.bearer_questions]))

        def hold(planned: bool) -> Truth:
            truth = FALSE
            for role in rule.binds:
                on = at if role in for_subject else ""
                truth = max(truth, self.holds(role, bearer, on, planned, readings, rule.work))
            return truth

        def both() -> tuple[Truth, Truth]:
            now = hold(False)
            return now, hold(True) if any(map(self.engine.role_is_planned, rule.binds)) else now

        return self.remember(key, both)

    def bound(self, item: ReadyRule, bearer: str, readings: Readings | None = None) -> Truth:
        """Whether the instrument binds the bearer: by joining a treaty, or as custom on the readings given (or any run)."""
        if item.rule.holder != "State":
            return TRUE
        if item.instrument.is_treaty or item.instrument.kind == "political-commitment":
            joined = self.world.bound(bearer, item.rule.work)
            return TRUE if joined != TRUE and self.as_custom(item.rule.custom, readings) else joined
        order = item.instrument.legal_order
        if order == "international":
            return TRUE
        return UNKNOWN if bearer == UNNAMED else TRUE if bearer == order else FALSE

    def as_custom(self, custom: m.Custom | None, readings: Readings | None = None) -> bool:
        """Whether something binds as custom on the readings given; without readings, on any that is run."""
        if custom is None:
            return False
        if readings is None:
            return not set(custom.readings).isdisjoint(self.open_readings[custom.question])
        return readings[custom.question] in custom.readings

    def applies(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Truth:
        """Whether the rule applies, displacement aside: in force, bound, role held, conditions true, not excepted, arisen."""
        planned = planned and self.engine.applies_as_planned(item)
        relevant = tuple([readings[q] for q in item.questions])
        return self.remember(
            ("applies", item.rule.id, bearer, subject, planned, relevant),
            lambda: self._work_out(item, bearer, subject, planned, readings),
        )

    def _work_out(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Truth:
        truth = min(self.in_law(item.rule), self.bound(item, bearer, readings))
        if truth == FALSE:
            return FALSE
        truth = min(truth, self.role_of_bearer(item, bearer, subject, readings)[planned])
        if truth == FALSE:
            return FALSE
        for variable, fact in item.asked_outright:
            part = {"subject": subject, "bearer": bearer}.get(variable, variable)
            if self.world.value(part, fact) is NOTHING and self.world.answer(part, fact).origin == "gate":
                return FALSE
        frame = self.frame(bearer, subject, planned, readings, item.rule.work)
        if item.applies:
            truth = min(truth, item.applies.value(frame))
        if truth != FALSE and item.exceptions:
            truth = min(truth, TRUE - disjunction(self._excepted(e, frame) for e in item.exceptions))
        if truth != FALSE and item.arises_from:
            truth = min(truth, self._arisen(item, bearer, subject, planned, readings))
        return truth

    def satisfied(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Truth:
        """Whether the rule is satisfied; a prohibition is satisfied while nothing breaches it."""
        truth = item.test.value(self.frame(bearer, subject, planned, readings, item.rule.work))
        return TRUE - truth if NORMS[item.rule.kind].forbids else truth

    def displaced(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Truth:
        """Whether another rule displaces it for this bearer and subject."""
        return disjunction(
            self._displaced_by(item, n, bearer, subject, planned, readings) for n in range(len(item.displacers))
        )

    def _displaced_by(
        self, item: ReadyRule, n: int, bearer: str, subject: str, planned: bool, readings: Readings
    ) -> Truth:
        by = item.displacers[n]
        other = self.engine.rules[by.rule]

        def stands(at: str) -> Truth:
            applies = self.applies(other, bearer, at, planned, readings)
            if applies != FALSE and other.displacers:  # a displaced rule displaces nothing
                applies = min(applies, TRUE - self.displaced(other, bearer, at, planned, readings))
            if applies == FALSE or by.when is None:
                return applies
            return min(applies, by.when.value(self.frame(bearer, at, planned, readings, other.rule.work)))

        return self._on_matching_subjects(item.rule, other.rule, subject, stands)

    def _on_matching_subjects(self, rule: m.Rule, other: m.Rule, subject: str, try_on: Callable[[str], Truth]) -> Truth:
        if other.about == rule.about:
            return try_on(subject)
        if other.about == "mission":
            return try_on("mission")
        return self._for_any(other.about, try_on)

    def _arisen(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Truth:
        def failed(name: str) -> Truth:
            first = self.engine.rules[name]

            def on(at: str) -> Truth:
                applies = self.applies(first, bearer, at, planned, readings)
                return min(applies, TRUE - self.satisfied(first, bearer, at, planned, readings))

            return self._on_matching_subjects(item.rule, first.rule, subject, on)

        return disjunction(failed(name) for name in item.arises_from)

    # --- proof of one instance ---
