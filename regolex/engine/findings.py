"""From truth values to results: one finding for each rule, bearer and subject, under every reading it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice, product

import msgspec
from msgspec.structs import force_setattr

from regolex.engine.engine import ReadyRule
from regolex.engine.outcome import DISPLACED, NA, Outcome, State, judged, outcome
from regolex.engine.outlook import Outlook
from regolex.engine.proof import Proof, Used
from regolex.engine.results import NOT_APPLICABLE, PRESSING, RESULTS
from regolex.engine.run import Combination, Readings, Run, list_of, representative
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.engine.world import UNNAMED, World
from regolex.law import model as m
from regolex.law.norms import NORMS
from regolex.law.wording import list_question

Instance = tuple[str, str, str]  # rule, bearer, subject
Because = tuple[tuple[str, Proof], ...]


class Missing(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer on which an open result depends; ``fact`` is empty if a whole list is not stated."""

    part: str
    fact: str
    label: str
    question: str
    why: str = ""


Outcomes = tuple[tuple[Combination, Outcome], ...]
_Waiting = tuple[tuple[bool, Readings], ...]


class Finding(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One rule tried on one bearer and subject.

    ``by_reading`` is empty where no reading matters; otherwise it maps "question:reading" (joined by " & " where several
    questions matter together) to the result under it. ``perhaps`` says that whether the rule concerns this bearer at all
    is open: then the finding is listed under what might concern the bearer, and nowhere else.
    """

    rule: m.Rule
    bearer: str
    subject: str
    result: str
    as_planned: str
    outcomes: Outcomes
    results: frozenset[str]  # the results that occur under some reading
    by_reading: dict[str, str]
    missing: tuple[Missing, ...]
    prove: Callable[[Finding], Because]
    doubt: str = ""
    perhaps: bool = False
    outlook: Outlook | None = None  # its possible results, where that was asked: a settled one is shown settled
    followed: bool = False  # shown to do only because the law is taken to be followed
    weighs: bool = False  # whether it counts for a verdict: rights and expectations only inform

    @cached_property
    def because(self) -> Because:
        """One proof for each result that occurs, made on first use because few proofs are ever opened."""
        return self.prove(self)

    def proved_by(self, prove: Callable[[Finding], Because]) -> Finding:
        """The same finding, proved from other facts; a proof shows more facts than were decisive."""
        same: Finding = self.__copy__()  # type: ignore[attr-defined]  # drops the cached proofs
        force_setattr(same, "prove", prove)
        return same

    @property
    def applicable(self) -> bool:
        """Whether the rule applies or might apply."""
        return RESULTS[self.result].applies

    @property
    def contested(self) -> bool:
        """Whether some serious readings breach and others do not."""
        return self.result == "contested"

    @property
    def only_on(self) -> tuple[str, ...]:
        """The readings under which the result is as told, where it is not the same under all of them."""
        if self.contested:
            return ()
        return tuple(key for key, result in self.by_reading.items() if result == self.result)


class _Tried(msgspec.Struct, frozen=True, eq=False):
    """What a rule comes to under each combination of readings, and what that makes together."""

    outcomes: Outcomes
    result: str
    as_planned: str
    results: frozenset[str]
    by_reading: dict[str, str]
    waiting: _Waiting  # how each open result is explained: as planned or not, and on which readings


def decides(rule: m.Rule) -> bool:
    """Whether the result of a rule can decide a verdict; rights and expectations never do."""
    return rule.binding and NORMS[rule.kind].weighs


class Finder:
    """Makes the findings of one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.knowledge = run.engine.knowledge

    def instances(self, wanted: Callable[[ReadyRule], bool] = lambda _: True) -> Iterator[Instance]:
        """Every rule (that is wanted) with each bearer and subject it is tried on, by rule, bearer and subject."""
        run = self.run
        for item in run.engine.duties:
            if run.in_law(item.rule) == FALSE or not wanted(item):
                continue
            subjects = run.subjects(item.rule.about)
            for bearer in run.bearers(item.rule.holder):
                if run.bound(item, bearer) != FALSE:
                    for subject in subjects:
                        yield item.rule.id, bearer, subject

    def all(self) -> Iterator[Finding]:
        """Every finding."""
        rules = self.run.engine.rules
        for rule, bearer, subject in self.instances():
            finding = self.one(rules[rule], bearer, subject)
            if finding:
                yield finding

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

    def _tried(self, item: ReadyRule, bearer: str, subject: str) -> tuple[bool, _Tried] | None:
        """What the rule comes to, worked out once for all bearers in the same role and bond where it reads no more of them."""
        run = self.run
        tried = run.tried(item.rule.id, item.unders)
        roles = [run.role_of_bearer(item, bearer, subject, readings) for _, readings in tried]
        bonds = [run.bound(item, bearer, readings) for _, readings in tried]
        concerned = [min(max(role), bond) for role, bond in zip(roles, bonds, strict=True)]
        if max(concerned) == FALSE:
            return None

        def work() -> _Tried:
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

        if not item.same_for_every_bearer:
            return UNKNOWN in concerned, work()
        asks = tuple([self._asks(item, bearer, subject, *pair) for pair in zip(roles, tried, strict=True)])
        key = ("tried", item.rule.id, subject, tuple(roles), tuple(bonds), asks)
        return UNKNOWN in concerned, run.remember(key, work)

    def _asks(
        self,
        item: ReadyRule,
        bearer: str,
        subject: str,
        roles: tuple[Truth, Truth],
        tried: tuple[Combination, Readings],
    ) -> tuple[bool, ...]:
        """Whether an unknown role, now and as planned, waits for more than judgements."""
        if UNKNOWN not in roles:
            return ()
        return tuple(
            [
                roles[planned] == UNKNOWN
                and any(
                    not self._is_judgement(fact)
                    for fact in self._role_asks(item, bearer, subject, bool(planned), tried[1])
                )
                for planned in (0, 1)
            ]
        )

    def _role_asks(
        self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings
    ) -> frozenset[str]:
        run, at = self.run, subject if item.roles_for_subject else ""
        relevant = tuple([readings[q] for q in item.bearer_questions])

        def work() -> frozenset[str]:
            return frozenset(
                used.fact
                for role in item.rule.binds
                for used in run.role_gaps(
                    role, bearer, subject if role in item.roles_for_subject else "", planned, readings, item.rule.work
                )
            )

        return run.remember(("role-asks", item.bears_like, bearer, at, planned, relevant), work)

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


def asked_of(world: World, part: str, fact: str, why: str) -> Missing:
    """A missing answer with its question; of a part that no one described, the list that would name it."""
    knowledge = world.knowledge
    if not fact:
        kind = knowledge.kinds[part]
        return Missing("mission", "", kind.list_name, list_question(kind.list_name), why)
    if fact.startswith("state."):
        return Missing(part, fact, "participation", "The participation table leaves this open.", "doubt")
    known = knowledge.facts[fact]
    return Missing(part, fact, known.label, known.question.replace("{name}", world.name(part)), why)


_WAITING = frozenset(name for name, row in RESULTS.items() if row.unsettled)


def summed(outcomes: Outcomes) -> tuple[str, str]:
    """Result and result as planned from the outcomes under all readings."""
    results = {outcome.result for _, outcome in outcomes}
    if "breached" in results and len(results) > 1:
        return "contested", "contested"
    planned = max((outcome.as_planned for _, outcome in outcomes), key=PRESSING.__getitem__)
    return max(results, key=PRESSING.__getitem__), planned


def by_readings(outcomes: Outcomes) -> dict[str, str]:
    """The result under each reading of the questions that matter, by the name of the reading."""
    table = {combination: outcome.result for combination, outcome in outcomes}
    if len(set(table.values())) == 1:
        return {}
    questions = [question for question, _ in outcomes[0][0]]
    matter = [n for n in range(len(questions)) if _matters(n, table)]
    return {
        " & ".join(f"{questions[n]}:{reading}" for n, reading in zip(matter, readings, strict=True)): result
        for combination, result in table.items()
        for readings in product(*(combination[n][1] for n in matter))
    }


def _matters(n: int, table: dict[Combination, str]) -> bool:
    first: dict[Combination, str] = {}
    for combination, result in table.items():
        if first.setdefault(combination[:n] + combination[n + 1 :], result) != result:
            return True
    return False
