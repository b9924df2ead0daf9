"""Every rule tried on every bearer and subject: the finding of each instance, worked out once for all who are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from regolex.engine.alike import Alike, Bond
from regolex.engine.engine import ReadyRule
from regolex.engine.findings import (
    Because,
    Finding,
    Instance,
    Missing,
    Outcomes,
    asked_of,
    by_readings,
    decides,
    summed,
)
from regolex.engine.outcome import DISPLACED, NA, Outcome, State, judged, outcome
from regolex.engine.proof import Used
from regolex.engine.results import NOT_APPLICABLE, RESULTS
from regolex.engine.run import Readings, Run, list_of, representative
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.engine.world import UNNAMED
from regolex.law.norms import NORMS

_WAITING = frozenset(name for name, row in RESULTS.items() if row.unsettled)
_Waiting = tuple[tuple[bool, Readings], ...]


class _Tried(msgspec.Struct, frozen=True, eq=False):
    """What a rule comes to under each combination of readings, and what that makes together."""

    outcomes: Outcomes
    result: str
    as_planned: str
    results: frozenset[str]
    by_reading: dict[str, str]
    waiting: _Waiting  # how each open result is explained: as planned or not, and on which readings


_Held = tuple[
    tuple[Truth, Truth], tuple[bool, bool]
]  # a role now and as planned; whether it waits for more than judgements


class _Bearing(NamedTuple):
    """How far a rule addresses a bearer: whether that is open, and what it shares with all whom it addresses alike."""

    perhaps: bool
    like: tuple[Any, ...]


class Finder:
    """Makes the findings of one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.knowledge = run.engine.knowledge
        self._alike: dict[str, Alike] = {}

    def instances(self, wanted: Callable[[ReadyRule], bool] = lambda _: True) -> Iterator[Instance]:
        """Every rule (that is wanted) with each bearer and subject it is tried on, by rule, bearer and subject."""
        run = self.run
        for item in run.engine.duties:
            if run.in_law(item.rule) == FALSE or not wanted(item):
                continue
            subjects = run.subjects(item.rule.about)
            for bearer in self._bound(item):
                for subject in subjects:
                    yield item.rule.id, bearer, subject

    def _bound(self, item: ReadyRule) -> tuple[str, ...]:
        """Whom the instrument binds, or may: worked out once for all rules that bind alike."""
        run = self.run

        def work() -> tuple[str, ...]:
            return tuple([bearer for bearer in run.bearers(item.rule.holder) if run.bound(item, bearer) != FALSE])

        return run.remember(("bound", item.bound_like), work) if run.shares else work()

    def _reached(self, item: ReadyRule) -> tuple[str, ...]:
        """Of those, the bearers that a rule addresses or may address: most rules address no one and need not be tried."""
        run = self.run
        if item.roles_for_subject or not run.shares:
            return self._bound(item)

        def work() -> tuple[str, ...]:
            return tuple([bearer for bearer in self._bound(item) if self._bears(item, bearer, "") is not None])

        return run.remember(("reached", item.reaches_like), work)

    def alike(self, item: ReadyRule) -> Alike:
        """Which bearers are alike to a rule."""
        if item.rule.id not in self._alike:
            self._alike[item.rule.id] = Alike(self.run, item)
        return self._alike[item.rule.id]

    def all(self) -> Iterator[Finding]:
        """Every finding."""
        for item in self.run.engine.duties:
            if self.run.in_law(item.rule) != FALSE:
                yield from self._of(item)

    def _of(self, item: ReadyRule) -> Iterator[Finding]:
        """The findings of one rule; what bearers share who are alike to it is worked out once."""
        subjects = self.run.subjects(item.rule.about)
        reached = self._reached(item) if subjects else ()
        if not reached:
            return
        alike = self.alike(item)
        shared: dict[Bond, dict[str, Finding | None]] = {}
        for bearer in reached:
            bond = alike.bond(bearer)
            known = None if bond is None else shared.setdefault(bond, {})
            for subject in subjects:
                if known is None or bearer in alike.named(subject):
                    found = self.one(item, bearer, subject) if alike.possible(bearer, subject) else None
                elif subject not in known:
                    found = known[subject] = self.one(item, bearer, subject)
                else:
                    model = known[subject]
                    found = model.borne_by(bearer) if model else None
                if found:
                    yield found

    def one(self, item: ReadyRule, bearer: str, subject: str) -> Finding | None:
        """The finding for one instance; None if the rule does not address the bearer under any reading."""
        tried = self._tried(item, bearer, subject)
        if tried is None:
            return None
        perhaps, found = tried
        missing: tuple[Missing, ...] = ()
        if not found.results.isdisjoint(_WAITING):
            ask = self._whom if perhaps else self._missing
            missing = ask(item, bearer, subject, found.waiting)
        doubt = ""
        if item.rule.confidence == "doubtful":
            doubt = item.rule.confidence_note or "the source of this rule is doubtful"
        return Finding(
            item.rule, bearer, subject, found.result, found.as_planned, found.outcomes, found.results, found.by_reading,
            missing, self.because, doubt, perhaps, None, False, decides(item.rule),
        )  # fmt: skip

    def outcomes(self, item: ReadyRule, bearer: str, subject: str) -> tuple[bool, Outcomes] | None:
        """The outcome under each combination of readings, and whether an answer may show that the rule does not concern
        the bearer; None where it does not under any reading.
        """
        tried = self._tried(item, bearer, subject)
        return None if tried is None else (tried[0], tried[1].outcomes)

    def _bearing(self, item: ReadyRule, bearer: str, subject: str) -> _Bearing | None:
        """How far the rule addresses a bearer; None where it does not under any reading."""
        run = self.run
        tried = run.tried(item.rule.id, item.unders)
        bonds = tuple([run.bound(item, bearer, readings) for _, readings in tried])
        held = [self._held(item, bearer, subject, readings) for _, readings in tried]
        concerned = [min(max(role), bond) for (role, _), bond in zip(held, bonds, strict=True)]
        if max(concerned) == FALSE:
            return None
        return _Bearing(UNKNOWN in concerned, (tuple(held), bonds))

    def _bears(self, item: ReadyRule, bearer: str, subject: str) -> _Bearing | None:
        """The same, worked out once for all rules that reach alike."""
        if not self.run.shares:
            return self._bearing(item, bearer, subject)
        at = subject if item.roles_for_subject else ""
        known: tuple[_Bearing | None] = self.run.remember(
            ("bearing", item.reaches_like, bearer, at), lambda: (self._bearing(item, bearer, subject),)
        )
        return known[0]

    def _tried(self, item: ReadyRule, bearer: str, subject: str) -> tuple[bool, _Tried] | None:
        """What the rule comes to, worked out once for all bearers in the same role and bond where it reads no more of them."""
        run = self.run
        bearing = self._bears(item, bearer, subject)
        if bearing is None:
            return None

        def work() -> _Tried:
            tried = run.tried(item.rule.id, item.unders)
            outcomes = tuple([(c, self._outcome(item, bearer, subject, readings)) for c, readings in tried])
            result, planned = summed(outcomes)
            results = frozenset([outcome.result for _, outcome in outcomes])
            waiting = tuple(
                [
                    (mode, readings)
                    for word, mode, readings in self._shown(item, bearer, subject, outcomes)
                    if word in _WAITING
                ]
            )
            return _Tried(outcomes, result, planned, results, by_readings(outcomes), waiting)

        if not item.same_for_every_bearer and not self.alike(item).unnamed(bearer, subject):
            return bearing.perhaps, work()
        return bearing.perhaps, run.remember(("tried", item.rule.id, subject, *bearing.like), work)

    def _held(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> _Held:
        """Whether a bearer holds a role that a rule binds, now and as planned, and what that waits for: once for all rules
        that bind alike.
        """
        run = self.run
        at = subject if item.roles_for_subject else ""

        def work() -> _Held:
            roles = run.role_of_bearer(item, bearer, subject, readings)
            asks = [roles[n] == UNKNOWN and self._asks(item, bearer, subject, bool(n), readings) for n in (0, 1)]
            return roles, (asks[0], asks[1])

        key = ("held", item.bears_like, bearer, at, tuple([readings[q] for q in item.bearer_questions]))
        return run.remember(key, work)

    def _asks(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> bool:
        """Whether an unknown role waits for more than judgements."""
        return any(
            not self._is_judgement(used.fact)
            for role in item.rule.binds
            for used in self.run.role_gaps(
                role, bearer, subject if role in item.roles_for_subject else "", planned, readings, item.rule.work
            )
        )

    def _whom(self, item: ReadyRule, bearer: str, subject: str, waiting: _Waiting) -> tuple[Missing, ...]:
        """The answers that decide whether the bearer is concerned: the same for all rules that bind alike."""
        run = self.run
        shown = tuple(
            [
                (planned, tuple([readings[q] for q in item.bearer_questions]), run.bound(item, bearer, readings))
                for planned, readings in waiting
            ]
        )
        at = subject if item.roles_for_subject else ""
        key = ("whom", item.bears_like, item.instrument.is_treaty, bearer, at, shown)
        return run.remember(key, lambda: self._missing(item, bearer, subject, waiting, True))

    def _concerned(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> Truth:
        """Whether the bearer is bound and in the role, now or as planned."""
        role = max(self.run.role_of_bearer(item, bearer, subject, readings))
        return min(role, self.run.bound(item, bearer, readings))

    def _outcome(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> Outcome:
        planned = self._state(item, bearer, subject, True, readings)
        now = planned
        if planned is not DISPLACED and self.run.engine.as_planned(item):
            now = self._state(item, bearer, subject, False, readings)
            if now is DISPLACED or now.applies == FALSE:
                # what only arises as planned is judged by what is done already
                now = State(FALSE, self.run.satisfied(item, bearer, subject, False, readings))
        found = outcome(NORMS[item.rule.kind], item.rule.confidence == "doubtful", now, planned)
        if found.result in ("due", "open") and not found.doubt:
            at_plan = planned.applies != FALSE
            gaps = self.run.gaps(item, bearer, subject, at_plan, readings, False)
            waits = [self._is_judgement(used.fact) for used in islice(gaps, 1)]
            if waits and waits[0] and all(self._is_judgement(used.fact) for used in gaps):
                return judged(found)
        return found

    def _is_judgement(self, fact: str) -> bool:
        facts = self.knowledge.facts
        return fact in facts and facts[fact].type == "judgement"

    def _state(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> State:
        applies = self.run.applies(item, bearer, subject, planned, readings)
        if applies != FALSE and item.displacers:
            displaced = self.run.displaced(item, bearer, subject, planned, readings)
            if displaced == TRUE:
                return DISPLACED
            applies = min(applies, TRUE - displaced)
        if applies == FALSE:
            return NA
        return State(applies, self.run.satisfied(item, bearer, subject, planned, readings))

    # --- proofs ---

    def because(self, finding: Finding) -> Because:
        """One proof for each result that occurs, under the first combination of readings that leads to it."""
        item = self.run.engine.rules[finding.rule.id]
        bearer, subject = finding.bearer, finding.subject
        return tuple(
            (result, self.run.instance_proof(item, bearer, subject, planned, readings))
            for result, planned, readings in self._shown(item, bearer, subject, finding.outcomes)
        )

    def _shown(
        self, item: ReadyRule, bearer: str, subject: str, outcomes: Outcomes
    ) -> Iterator[tuple[str, bool, Readings]]:
        """Each result that occurs, whether it is explained as planned, and the first readings that lead to it."""
        seen: set[str] = set()
        for combination, found in outcomes:
            if found.result in seen:
                continue
            seen.add(found.result)
            readings = representative(combination)
            # what fails, arises or is asked only as the plan is carried out is explained as planned
            planned = found.result in ("breached", "to-do", "due", "granted-as-planned") or (
                found.result in _WAITING
                and (
                    self.run.applies(item, bearer, subject, False, readings) == FALSE
                    or self._settled_now(item, bearer, subject, readings)
                )
            )
            if found.result == "due" and found.as_planned == NOT_APPLICABLE:
                planned = False
            yield found.result, planned, readings

    def _settled_now(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> bool:
        now = self._state(item, bearer, subject, False, readings)
        return now.applies == TRUE and now.satisfied != UNKNOWN

    def _missing(
        self, item: ReadyRule, bearer: str, subject: str, waiting: _Waiting, perhaps: bool = False
    ) -> tuple[Missing, ...]:
        """The answers missing for open results; if it is unknown whom the rule concerns, only those that decide that."""
        found: dict[tuple[str, str], Missing] = {}
        for planned, readings in waiting:
            for used in map(list_of, self.run.gaps(item, bearer, subject, planned, readings, perhaps)):
                if used.fact == "state.bound_by" and bearer == UNNAMED:
                    continue  # an unnamed State cannot be looked up
                if (used.part, used.fact) not in found:
                    found[used.part, used.fact] = self._told(used)
        return tuple(found.values())

    def _told(self, used: Used) -> Missing:
        return asked_of(self.run.world, used.part, used.fact, used.why)


__all__ = ["Finder"]
