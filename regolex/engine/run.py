"""One run of the rules over one mission on one day: its truths, the proofs of them, and what an open one waits for."""

from __future__ import annotations

from collections.abc import Iterator

from regolex.engine.bonds import custom_note
from regolex.engine.engine import ReadyException, ReadyRule
from regolex.engine.frame import Frame, Node
from regolex.engine.proof import Proof, Used
from regolex.engine.territories import bond_words
from regolex.engine.truth import TRUE, UNKNOWN, disjunction
from regolex.engine.truths import Combination, Readings, Truths, representative
from regolex.law.norms import NORMS


class Run(Truths):
    """Truths with their proofs."""

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

    def _exception_proof(self, exception: ReadyException, frame: Frame) -> Proof:
        inner = tuple(self._exception_proof(e, frame) for e in exception.exceptions)
        stands = self.stands(exception.source.provision)
        version = exception.source.provision.partition("#")[0]
        law = () if stands == TRUE else (Proof("in-force", stands, "", (), (), version),)
        return Proof(
            "exception", self._excepted(exception, frame), exception.source.reads,
            (*law, exception.when.proof(frame), *inner), (), exception.source.id, note=exception.source.provision,
        )  # fmt: skip

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
        planned = planned and self.engine.role_is_planned(role)
        relevant = tuple([readings[q] for q in self.engine.role_questions[role]])
        scope = work if (role, work) in self.engine.defined_by else ""
        if kind and not subject:

            def of_all() -> tuple[Used, ...]:
                parts = self.world.parts(kind)[0]
                gaps = (u for p in parts for u in self.role_gaps(role, holder, p, planned, readings, work))
                return tuple(dict.fromkeys(map(list_of, gaps)))  # many parts wait for one list

            return (
                self.remember(("gaps-of-any", role, holder, planned, scope, relevant), of_all)
                if self.shares
                else of_all()
            )
        return self.remember(
            ("gaps", role, self.holder_like(role, holder, subject), subject, planned, scope, relevant),
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


def list_of(used: Used) -> Used:
    """For a part that is not described, the missing answer is the list that would name it."""
    return Used(used.part[:-2], "", "missing", None, "not-asked") if used.part.endswith(":?") else used


def _named(word: str, node: Node, frame: Frame) -> Proof:
    inner = node.proof(frame)
    return Proof(word, inner.truth, "", (inner,))


__all__ = ["Combination", "Readings", "Run", "list_of", "representative"]
