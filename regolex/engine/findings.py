"""From truth values to results: one finding for each rule, bearer and subject, under every reading it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product

import msgspec
from msgspec.structs import force_setattr

from regolex.engine.engine import ReadyRule
from regolex.engine.outlook import Outlook
from regolex.engine.proof import Proof, Used
from regolex.engine.run import Combination, Readings, Run, representative
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.norms import NORMS

NOT_APPLICABLE = "not-applicable"
RESULTS = (
    "met", "to-do", "breached", "open", "respected", "granted", "withheld", "not-applicable", "displaced", "judgement",
)  # fmt: skip
# from the least to the most pressing, for readings that differ without a breach
_PRESSING = {
    result: n
    for n, result in enumerate(
        (
            "not-applicable", "displaced", "met", "respected", "granted", "withheld", "to-do", "judgement", "open",
            "breached",
        )
    )
}  # fmt: skip


Instance = tuple[str, str, str]  # rule, bearer, subject
Because = tuple[tuple[str, Proof], ...]


class Outcome(msgspec.Struct, frozen=True):
    """The result under one combination of readings, now and as planned."""

    result: str
    as_planned: str
    harmless: bool = False  # satisfied whether or not the rule applies


class Missing(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer on which an open result depends; ``fact`` is empty if a whole list is not stated."""

    part: str
    fact: str
    label: str
    question: str
    why: str = ""


Outcomes = tuple[tuple[Combination, Outcome], ...]


class Finding(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One rule tried on one bearer and subject.

    ``by_reading`` is empty where no reading matters; otherwise it maps "question:reading" (joined by " & " where several
    questions matter together) to the result under it. ``contested`` says that some readings breach and others do not.
    """

    rule: m.Rule
    bearer: str
    subject: str
    result: str
    as_planned: str
    outcomes: Outcomes
    results: frozenset[str]  # the results that occur under some reading
    by_reading: dict[str, str]
    contested: bool
    missing: tuple[Missing, ...]
    prove: Callable[[Finding], Because]
    doubt: str = ""
    perhaps: bool = False  # an answer is missing that decides whether the rule concerns this bearer at all
    outlook: Outlook | None = None  # its possible results, if they were worked out
    weighs: frozenset[str] = frozenset()  # the results that count for a verdict; empty if the rule only informs

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
        """Whether the rule applies or may apply."""
        return self.result not in (NOT_APPLICABLE, "displaced")


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
        tried = self.outcomes(item, bearer, subject)
        if tried is None:
            return None
        perhaps, outcomes = tried
        result, planned, contested = summed(outcomes)
        results = frozenset([outcome.result for _, outcome in outcomes])
        missing: tuple[Missing, ...] = ()
        if "open" in results:
            missing = self._missing(item, bearer, subject, outcomes, perhaps)
        if result == "open" and not contested and missing and self._all_judgements(missing):
            result = "judgement"
        doubt = ""
        if item.rule.confidence == "doubtful":
            doubt = item.rule.confidence_note or "the source of this rule is doubtful"
        return Finding(
            item.rule, bearer, subject, result, planned, outcomes, results, by_readings(outcomes), contested,
            missing, self.because, doubt, perhaps, None, results if decides(item.rule) else frozenset(),
        )  # fmt: skip

    def outcomes(self, item: ReadyRule, bearer: str, subject: str) -> tuple[bool, Outcomes] | None:
        """The outcome under each combination of readings, and whether an answer may show that the rule does not concern
        the bearer at all; None if it does not under any reading.
        """
        tried = self.run.tried(item.rule.id, item.unders)
        concerned = max([self._concerned(item, bearer, subject, readings) for _, readings in tried])
        if concerned == FALSE:
            return None
        return concerned == UNKNOWN, tuple(
            [(c, self._outcome(item, bearer, subject, readings)) for c, readings in tried]
        )

    def _concerned(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> Truth:
        """Whether the bearer is bound and in the role, now or as planned."""
        role = max(self.run.role_of_bearer(item, bearer, subject, readings))
        return min(role, self.run.bound(item, bearer, readings))

    def _outcome(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> Outcome:
        planned = self._state(item, bearer, subject, True, readings)
        now = planned
        if self.run.engine.as_planned(item):
            now = self._state(item, bearer, subject, False, readings)
        rule = item.rule
        if planned == "displaced":
            return Outcome("displaced", "displaced")
        norm = NORMS[rule.kind]
        if norm.gives:
            # a right is not granted while it is unknown whether this bearer has it
            words = {"ok": "granted", "harmless": "open", "fail": "withheld", "open": "open", "na": NOT_APPLICABLE}
            return Outcome(words[now if now != "displaced" else "na"], words[planned])
        good = norm.good
        if planned == "fail":
            if rule.confidence == "doubtful":
                return Outcome("open", "open")  # a doubtful source never decides a breach
            return Outcome("breached", "breached")
        words = {"ok": good, "harmless": good, "na": NOT_APPLICABLE, "open": "open"}
        idle = now in ("na", "displaced")
        if idle and planned in ("ok", "harmless"):
            # a duty that only arises as planned and is satisfied already leaves nothing to do
            satisfied = self.run.satisfied(item, bearer, subject, False, readings)
            now = _WORDS[TRUE if planned == "ok" else UNKNOWN, satisfied]
        if planned == "open" or now == "open":
            return Outcome("open", words[planned])
        if planned == "na":
            result = NOT_APPLICABLE if idle else good if now in ("ok", "harmless") else "to-do"
            return Outcome(result, NOT_APPLICABLE)
        result = good if now in ("ok", "harmless") else "to-do"
        return Outcome(result, good, harmless=planned == "harmless")

    def _state(self, item: ReadyRule, bearer: str, subject: str, planned: bool, readings: Readings) -> str:
        applies = self.run.applies(item, bearer, subject, planned, readings)
        if applies == FALSE:
            return "na"
        if item.displacers:
            displaced = self.run.displaced(item, bearer, subject, planned, readings)
            if displaced == TRUE:
                return "displaced"
            applies = min(applies, TRUE - displaced)
        satisfied = self.run.satisfied(item, bearer, subject, planned, readings)
        return _WORDS[applies, satisfied]

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
        for combination, outcome in outcomes:
            if outcome.result in seen:
                continue
            seen.add(outcome.result)
            readings = representative(combination)
            # a result that changes as the plan is carried out is explained as planned
            planned = outcome.result in ("breached", "to-do") or (
                outcome.result == "open"
                and (
                    self.run.applies(item, bearer, subject, False, readings) == FALSE
                    or self._settled_now(item, bearer, subject, readings)
                )
            )
            yield outcome.result, planned, readings

    def _settled_now(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> bool:
        return self._state(item, bearer, subject, False, readings) in ("ok", "fail")

    def _missing(
        self, item: ReadyRule, bearer: str, subject: str, outcomes: Outcomes, perhaps: bool
    ) -> tuple[Missing, ...]:
        """The answers missing for open results; if it is unknown whom the rule concerns, only those that decide that."""
        found: dict[tuple[str, str], Missing] = {}
        for result, planned, readings in self._shown(item, bearer, subject, outcomes):
            if result not in ("open", "judgement"):
                continue
            for used in map(_list_of, self.run.gaps(item, bearer, subject, planned, readings, perhaps)):
                if used.fact == "state.bound_by" and bearer == UNNAMED:
                    continue  # an unnamed State cannot be looked up
                if (used.part, used.fact) not in found:
                    found[used.part, used.fact] = self._told(used)
        return tuple(found.values())

    def _told(self, used: Used) -> Missing:
        if not used.fact:
            kind = self.knowledge.kinds[used.part]
            return Missing(
                "mission", "", kind.list_name, f"List the {kind.list_name}, or say that there are none.", used.why
            )
        if used.fact.startswith("state."):
            return Missing(used.part, used.fact, "participation", "The participation table leaves this open.", "doubt")
        fact = self.knowledge.facts[used.fact]
        question = fact.question.replace("{name}", self.run.world.name(used.part))
        return Missing(used.part, used.fact, fact.label, question, used.why)

    def _all_judgements(self, missing: tuple[Missing, ...]) -> bool:
        facts = self.knowledge.facts
        return all(item.fact in facts and facts[item.fact].type == "judgement" for item in missing)


_WORDS: dict[tuple[Truth, Truth], str] = {
    (TRUE, TRUE): "ok", (TRUE, FALSE): "fail", (TRUE, UNKNOWN): "open",
    (UNKNOWN, TRUE): "harmless", (UNKNOWN, FALSE): "open", (UNKNOWN, UNKNOWN): "open",
}  # fmt: skip


def summed(outcomes: Outcomes) -> tuple[str, str, bool]:
    """Result, result as planned, and whether it is contested, from the outcomes under all readings."""
    results = {outcome.result for _, outcome in outcomes}
    if "breached" in results and len(results) > 1:
        return "open", "open", True
    planned = max((outcome.as_planned for _, outcome in outcomes), key=_PRESSING.__getitem__)
    return max(results, key=_PRESSING.__getitem__), planned, False


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


def _list_of(used: Used) -> Used:
    """For a part that is not described, the missing answer is the list that would name it."""
    return Used(used.part[:-2], "", "missing", None, "not-asked") if used.part.endswith(":?") else used
