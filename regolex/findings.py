"""From truths to results: one finding for each rule, bearer and subject, under every reading it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import product

import msgspec

from regolex import model as m
from regolex.engine import ReadyRule
from regolex.outlook import Outlook
from regolex.proof import Proof, Used, missing_facts
from regolex.run import Combination, Readings, Run, representative
from regolex.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.world import UNNAMED

NOT_APPLICABLE = "not-applicable"
RESULTS = (
    "met", "to-do", "breached", "open", "respected", "granted", "withheld", "not-applicable", "displaced", "judgement",
)  # fmt: skip
# from the least to the most pressing, where readings differ without a breach
_PRESSING = (
    "not-applicable", "displaced", "met", "respected", "granted", "withheld", "to-do", "judgement", "open", "breached",
)  # fmt: skip


Because = tuple[tuple[str, Proof], ...]


class Outcome(msgspec.Struct, frozen=True):
    """The result under one combination of readings, now and as planned."""

    result: str
    as_planned: str
    harmless: bool = False  # it does not matter whether the rule applies: it is satisfied anyway


class Missing(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer that an open result waits for; ``fact`` is empty where a whole list was not given."""

    part: str
    fact: str
    label: str
    question: str
    why: str = ""


@dataclass(frozen=True, eq=False)
class Finding:
    """One rule tried on one bearer and subject.

    ``by_reading`` is empty where no reading matters; otherwise it maps "question:reading" (joined by " & " where several
    questions matter together) to the result under it. ``contested`` says that some readings breach and others do not.
    """

    rule: m.Rule
    bearer: str
    subject: str
    result: str
    as_planned: str
    outcomes: tuple[tuple[Combination, Outcome], ...]
    by_reading: dict[str, str]
    contested: bool
    missing: tuple[Missing, ...]
    prove: Callable[[], Because] = field(repr=False)
    doubt: str = ""
    perhaps: bool = False  # whether the rule concerns this bearer at all waits for an answer
    outlook: Outlook | None = (
        None  # what it can still come to, where that was asked; a settled one has its settled result
    )

    @cached_property
    def because(self) -> Because:
        """One proof for each result that occurs, made when it is first asked for: most readers open few of them."""
        return self.prove()

    @property
    def applicable(self) -> bool:
        """Whether the rule applies or might apply."""
        return self.result not in (NOT_APPLICABLE, "displaced")


class Finder:
    """Makes the findings of one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.knowledge = run.engine.knowledge

    def all(self) -> Iterator[Finding]:
        """Every finding, in the order of rule, bearer and subject."""
        for item in self.run.engine.duties:
            if self.run.in_force[item.rule.instrument] == FALSE:
                continue
            for bearer in self.run.bearers(item.rule.holder):
                if self.run.bound(item, bearer) == FALSE:
                    continue
                for subject in self.run.subjects(item.rule.about):
                    finding = self.one(item, bearer, subject)
                    if finding:
                        yield finding

    def one(self, item: ReadyRule, bearer: str, subject: str) -> Finding | None:
        """The finding for one instance; None where the bearer is no bearer of the rule under any reading."""
        tried = self.outcomes(item, bearer, subject)
        if tried is None:
            return None
        perhaps, outcomes = tried
        result, planned, contested = summed(outcomes)
        results = [outcome.result for _, outcome in outcomes]
        by_reading = by_readings(outcomes)
        prove = self.prover(item, bearer, subject, outcomes)
        missing = self._missing(prove(), perhaps, bearer) if any(r in ("open", "judgement") for r in results) else ()
        if result == "open" and not contested and missing and self._all_judgements(missing):
            result = "judgement"
        doubt = ""
        if item.rule.confidence == "doubtful":
            doubt = item.rule.confidence_note or "the source of this rule is doubtful"
        return Finding(
            item.rule, bearer, subject, result, planned, outcomes, by_reading, contested, missing, prove, doubt, perhaps,
        )  # fmt: skip

    def outcomes(
        self, item: ReadyRule, bearer: str, subject: str
    ) -> tuple[bool, tuple[tuple[Combination, Outcome], ...]] | None:
        """The outcome under each combination of readings, and whether it waits for an answer that the rule concerns the
        bearer at all; None where it does not under any reading.
        """
        combinations = self.run.combinations(item.unders)
        tried = [representative(combination) for combination in combinations]
        concerned = max(self._concerned(item, bearer, subject, readings) for readings in tried)
        if concerned == FALSE:
            return None
        found = zip(combinations, tried, strict=True)
        outcomes = tuple((c, self._outcome(item, bearer, subject, readings)) for c, readings in found)
        return concerned == UNKNOWN, outcomes

    def _concerned(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> Truth:
        """Whether the bearer is bound and in the role, now or as planned."""
        role = max(self.run.role_of_bearer(item.rule, bearer, subject, mode, readings) for mode in (False, True))
        return min(role, self.run.bound(item, bearer))

    def _outcome(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> Outcome:
        now = self._state(item, bearer, subject, False, readings)
        planned = self._state(item, bearer, subject, True, readings)
        rule = item.rule
        if planned == "displaced":
            return Outcome("displaced", "displaced")
        if rule.kind in ("right", "permission"):
            # a right is worth nothing while it is not known whether it is this bearer's
            words = {"ok": "granted", "harmless": "open", "fail": "withheld", "open": "open", "na": NOT_APPLICABLE}
            return Outcome(words[now if now != "displaced" else "na"], words[planned])
        good = "respected" if rule.kind == "prohibition" else "met"
        if planned == "fail":
            if rule.confidence == "doubtful":
                return Outcome("open", "open")  # a doubtful source never decides a breach
            return Outcome("breached", "breached")
        words = {"ok": good, "harmless": good, "na": NOT_APPLICABLE, "open": "open"}
        idle = now in ("na", "displaced")
        if idle and planned in ("ok", "harmless"):
            # what only arises as planned is judged by what is done already: satisfied, it leaves nothing to do
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

    def prover(
        self, item: ReadyRule, bearer: str, subject: str, outcomes: tuple[tuple[Combination, Outcome], ...]
    ) -> Callable[[], Because]:
        """What proves the outcomes of one instance when it is asked."""
        return partial(self._because, item, bearer, subject, outcomes)

    def _because(
        self,
        item: ReadyRule,
        bearer: str,
        subject: str,
        outcomes: tuple[tuple[Combination, Outcome], ...],
    ) -> Because:
        """One proof for each result that occurs, under the first combination of readings that gives it."""
        seen: dict[str, Proof] = {}
        for combination, outcome in outcomes:
            if outcome.result in seen:
                continue
            readings = representative(combination)
            now = self.run.applies(item, bearer, subject, False, readings)
            # what is not yet due, or fails only as the plan is carried out, is explained as planned
            planned = outcome.result in ("breached", "to-do") or (
                outcome.result == "open" and (now == FALSE or self._settled_now(item, bearer, subject, readings))
            )
            seen[outcome.result] = self.run.instance_proof(item, bearer, subject, planned, readings)
        return tuple(seen.items())

    def _settled_now(self, item: ReadyRule, bearer: str, subject: str, readings: Readings) -> bool:
        return self._state(item, bearer, subject, False, readings) in ("ok", "fail")

    def _missing(self, because: Because, perhaps: bool, bearer: str) -> tuple[Missing, ...]:
        """What open results wait for; where it is not known whom the rule concerns, only what would tell that."""
        found: dict[tuple[str, str], Missing] = {}
        for result, proof in because:
            if result not in ("open", "judgement"):
                continue
            for used in map(_list_of, _waited_for(proof, perhaps)):
                if used.fact == "state.bound_by" and bearer == UNNAMED:
                    continue  # nobody can look up a State that has no name
                found.setdefault((used.part, used.fact), self._told(used))
        return tuple(found.values())

    def _told(self, used: Used) -> Missing:
        mission = self.run.world.mission
        if not used.fact:
            kind = self.knowledge.kinds[used.part]
            return Missing(
                "mission", "", kind.list_name, f"Which {kind.list_name} are there? None is an answer.", used.why
            )
        if used.fact.startswith("state."):
            return Missing(used.part, used.fact, "participation", "The participation table leaves this open.", "doubt")
        fact = self.knowledge.facts[used.fact]
        question = fact.question.replace("{name}", mission.name(used.part))
        return Missing(used.part, used.fact, fact.label, question, used.why)

    def _all_judgements(self, missing: tuple[Missing, ...]) -> bool:
        facts = self.knowledge.facts
        return all(item.fact in facts and facts[item.fact].type == "judgement" for item in missing)


_WORDS: dict[tuple[Truth, Truth], str] = {
    (TRUE, TRUE): "ok", (TRUE, FALSE): "fail", (TRUE, UNKNOWN): "open",
    (UNKNOWN, TRUE): "harmless", (UNKNOWN, FALSE): "open", (UNKNOWN, UNKNOWN): "open",
}  # fmt: skip


def summed(outcomes: tuple[tuple[Combination, Outcome], ...]) -> tuple[str, str, bool]:
    """Result, result as planned, and whether readings divide it, from the outcomes under all readings."""
    results = [outcome.result for _, outcome in outcomes]
    if "breached" in results and any(result != "breached" for result in results):
        return "open", "open", True
    planned = max((outcome.as_planned for _, outcome in outcomes), key=_PRESSING.index)
    return max(results, key=_PRESSING.index), planned, False


def by_readings(outcomes: tuple[tuple[Combination, Outcome], ...]) -> dict[str, str]:
    """The result under each reading of the questions that matter, every reading by its own name."""
    table = {combination: outcome.result for combination, outcome in outcomes}
    if len(set(table.values())) == 1:
        return {}
    matter = [n for n in range(len(outcomes[0][0])) if _matters(n, table)]
    return {
        " & ".join(f"{combination[n][0]}:{reading}" for n, reading in zip(matter, readings, strict=True)): result
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
    """Of a part that nobody described, what is missing is the list that would name it."""
    return Used(used.part[:-2], "", "missing", None, "not-asked") if used.part.endswith(":?") else used


def _waited_for(proof: Proof, perhaps: bool) -> Iterator[Used]:
    """What an open instance waits for: the unknown parts of its applicability and of its test."""
    for part in proof.parts:
        if part.word == "bound" and part.truth == UNKNOWN:
            yield Used("", "state.bound_by", "missing", why=part.note)
        if part.word == "bearer" or not perhaps:
            yield from missing_facts(part)
