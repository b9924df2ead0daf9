"""One evaluation of the rules over one mission on one day: which rule applies to whom, and whether it is satisfied.

Everything here is a pure function of the engine, the world and the choice of readings; results are memoised for the
length of the run only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, TypeVar

from regolex.engine.bonds import custom_note
from regolex.engine.engine import Engine, ReadyException, ReadyRule, Unders
from regolex.engine.nodes import Frame, Node
from regolex.engine.proof import Proof, Used
from regolex.engine.territories import bond_words
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction
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


class Run:
    """Truth values of roles, applicability and satisfaction, each worked out once."""

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

    def with_readings(self, question: str, readings: tuple[str, ...]) -> Run:
        """A run over the same facts that tries other readings of one question; it remembers nothing of this one."""
        return Run(self.engine, self.world, {**self.chosen, question: readings}, pending=self.pending)

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

    def definitions(self, role: str, work: str) -> list[ReadyRule]:
        """The definitions of a role that count for a rule: those of its own instrument if there are any, else all."""
        found = self.engine.definitions.get(role, [])
        own = [item for item in found if item.rule.work == work]
        return own or found

    def holds(self, role: str, holder: str, subject: str, planned: bool, readings: Readings, work: str = "") -> Truth:
        """Whether ``holder`` holds a role, in the sense of ``work``, for ``subject``; without one, for any of its kind."""
        kind = self.engine.knowledge.roles[role].subject
        if kind and not subject:
            return self._for_any(kind, lambda part: self.holds(role, holder, part, planned, readings, work))
        planned = planned and self.engine.role_is_planned(role)
        relevant = tuple([readings[q] for q in self.engine.role_questions[role]])
        scope = work if (role, work) in self.engine.defined_by else ""
        return self.remember(
            ("role", role, holder, subject, planned, scope, relevant),
            lambda: disjunction(
                self.defines(item, holder, subject, planned, readings) for item in self.definitions(role, work)
            ),
        )

    def _for_any(self, kind: str, try_part: Callable[[str], Truth]) -> Truth:
        parts, complete = self.world.parts(kind)
        if complete:
            return disjunction(map(try_part, parts))
        return max(disjunction(map(try_part, parts[:-1])), min(try_part(parts[-1]), UNKNOWN))

    def defines(self, item: ReadyRule, holder: str, subject: str, planned: bool, readings: Readings) -> Truth:
        """Whether one definition confers the role."""
        frame = self.frame(holder, subject or "mission", planned, readings, item.rule.work)
        truth = conjunction(
            (
                self.in_law(item.rule),
                item.applies.value(frame) if item.applies else TRUE,
                item.test.value(frame),
                TRUE - disjunction(self._excepted(e, frame) for e in item.exceptions),
            )
        )
        # a definition with a doubtful source never confers a role with certainty
        return min(truth, UNKNOWN) if item.rule.confidence == "doubtful" else truth

    def proofs(
        self, role: str, holder: str, subject: str, planned: bool, readings: Readings, work: str = ""
    ) -> tuple[Proof, ...]:
        """Why a bearer holds a role or not: one proof for each definition."""
        kind = self.engine.knowledge.roles[role].subject
        if kind and not subject:
            found = []
            for part in self.world.parts(kind)[0]:
                inner = self.proofs(role, holder, part, planned, readings, work)
                found.append(Proof("item", self.holds(role, holder, part, planned, readings, work), part, inner))
            return tuple(found)
        return tuple(
            self.definition_proof(item, holder, subject, planned, readings) for item in self.definitions(role, work)
        )

    def definition_proof(self, item: ReadyRule, holder: str, subject: str, planned: bool, readings: Readings) -> Proof:
        """Why one definition confers the role or not."""
        relevant = tuple([readings[q] for q in item.questions])
        return self.remember(
            ("proof", item.rule.id, holder, subject, planned, relevant),
            lambda: self._prove_definition(item, holder, subject, planned, readings),
        )

    def _prove_definition(self, item: ReadyRule, holder: str, subject: str, planned: bool, readings: Readings) -> Proof:
        frame = self.frame(holder, subject or "mission", planned, readings, item.rule.work)
        parts = [item.applies.proof(frame)] if item.applies else []
        parts.append(item.test.proof(frame))
        parts += [self._exception_proof(e, frame) for e in item.exceptions]
        truth = self.defines(item, holder, subject, planned, readings)
        return Proof("definition", truth, item.rule.title, tuple(parts), (), item.rule.id)

    # --- applicability ---

    def _excepted(self, exception: ReadyException, frame: Frame) -> Truth:
        truth = min(self.stands(exception.source.provision), exception.when.value(frame))
        if truth == FALSE or not exception.exceptions:
            return truth
        return min(truth, TRUE - disjunction(self._excepted(e, frame) for e in exception.exceptions))

    def _exception_proof(self, exception: ReadyException, frame: Frame) -> Proof:
        inner = tuple(self._exception_proof(e, frame) for e in exception.exceptions)
        stands = self.stands(exception.source.provision)
        version = exception.source.provision.partition("#")[0]
        law = () if stands == TRUE else (Proof("in-force", stands, "", (), (), version),)
        return Proof(
            "exception", self._excepted(exception, frame), exception.source.reads,
            (*law, exception.when.proof(frame), *inner), (), exception.source.id, note=exception.source.provision,
        )  # fmt: skip

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

    def instance_proof(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Proof:
        """Everything on which the result of one instance rests, clause by clause."""
        rule = item.rule
        frame = self.frame(bearer, subject, planned, readings, rule.work)
        parts = [Proof("in-force", self.in_law(rule), "", (), (), rule.instrument)]
        if item.instrument.is_treaty and rule.holder == "State":
            alone = self.world.bound(bearer, rule.work) != TRUE and self.as_custom(rule.custom, readings)
            note = custom_note(bond_words(self.world, bearer, rule.work), rule.custom if alone else None, readings)
            parts.append(Proof("bound", self.bound(item, bearer, readings), "", (), (), rule.work, note=note))
        parts.append(self._role_proof(item, bearer, subject, planned, readings))
        if item.applies:
            parts.append(_named("applies-when", item.applies, frame))
        parts += [self._exception_proof(e, frame) for e in item.exceptions]
        for n, by in enumerate(item.displacers):
            truth = self._displaced_by(item, n, bearer, subject, planned, readings)
            parts.append(Proof("displaced-by", truth, by.because, (), (), by.rule))
        if item.arises_from:
            truth = self._arisen(item, bearer, subject, planned, readings)
            parts.append(Proof("arises-from-breach", truth, "", (), (), ", ".join(item.arises_from)))
        parts.append(_named(NORMS[rule.kind].word, item.test, frame))
        return Proof("instance", self.applies(item, bearer, subject, planned, readings), rule.title, tuple(parts))

    def _role_proof(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> Proof:
        rule = item.rule
        found = []
        for role in rule.binds:
            at = subject if role in item.roles_for_subject else ""
            truth = self.holds(role, bearer, at, planned, readings, rule.work)
            proofs = self.proofs(role, bearer, at, planned, readings, rule.work)
            found.append(Proof("role", truth, "", proofs, (), role))
        return Proof("bearer", disjunction(p.truth for p in found), "role of the bearer", tuple(found))

    # --- the answers missing for an open instance, without a proof ---

    def gaps(
        self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings, perhaps: bool
    ) -> Iterator[Used]:
        """The answers missing for the unknown clauses of :meth:`instance_proof`, in their order.

        With ``perhaps``, only those that decide whether the rule concerns the bearer.
        """
        rule = item.rule
        if item.instrument.is_treaty and rule.holder == "State" and self.bound(item, bearer, readings) == UNKNOWN:
            yield Used("", "state.bound_by", "missing", why=bond_words(self.world, bearer, rule.work))
        if self.role_of_bearer(item, bearer, subject, readings)[planned] == UNKNOWN:
            for role in rule.binds:
                at = subject if role in item.roles_for_subject else ""
                yield from self.role_gaps(role, bearer, at, planned, readings, rule.work)
        if perhaps:
            return
        frame = self.frame(bearer, subject, planned, readings, rule.work)
        if item.applies:
            yield from item.applies.gaps(frame)
        for exception in item.exceptions:
            yield from self._exception_gaps(exception, frame)
        yield from item.test.gaps(frame)

    def role_gaps(
        self, role: str, holder: str, subject: str, planned: bool, readings: Readings, work: str = ""
    ) -> tuple[Used, ...]:
        """The answers missing to decide whether a bearer holds a role."""
        if self.holds(role, holder, subject, planned, readings, work) != UNKNOWN:
            return ()
        kind = self.engine.knowledge.roles[role].subject
        if kind and not subject:
            parts = self.world.parts(kind)[0]
            return tuple(u for p in parts for u in self.role_gaps(role, holder, p, planned, readings, work))
        planned = planned and self.engine.role_is_planned(role)
        relevant = tuple([readings[q] for q in self.engine.role_questions[role]])
        scope = work if (role, work) in self.engine.defined_by else ""
        return self.remember(
            ("gaps", role, holder, subject, planned, scope, relevant),
            lambda: tuple(
                used
                for item in self.definitions(role, work)
                if self.defines(item, holder, subject, planned, readings) == UNKNOWN
                for used in self._definition_gaps(item, holder, subject, planned, readings)
            ),
        )

    def _definition_gaps(
        self, item: ReadyRule, holder: str, subject: str, planned: bool, readings: Readings
    ) -> Iterator[Used]:
        frame = self.frame(holder, subject or "mission", planned, readings, item.rule.work)
        if item.applies:
            yield from item.applies.gaps(frame)
        yield from item.test.gaps(frame)
        for exception in item.exceptions:
            yield from self._exception_gaps(exception, frame)

    def _exception_gaps(self, exception: ReadyException, frame: Frame) -> Iterator[Used]:
        if self._excepted(exception, frame) == UNKNOWN:
            yield from exception.when.gaps(frame)
            for inner in exception.exceptions:
                yield from self._exception_gaps(inner, frame)


def _named(word: str, node: Node, frame: Frame) -> Proof:
    inner = node.proof(frame)
    return Proof(word, inner.truth, "", (inner,))
