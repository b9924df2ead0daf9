"""From truth values to results: one finding for each rule, bearer and subject, under every reading it depends on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import product

import msgspec
from msgspec.structs import force_setattr

from regolex.engine.outcome import Outcome
from regolex.engine.outlook import Outlook
from regolex.engine.proof import Proof
from regolex.engine.results import PRESSING, RESULTS
from regolex.engine.run import Combination
from regolex.engine.world import World
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

    def borne_by(self, bearer: str) -> Finding:
        """The same finding for a bearer of whom the rule reads nothing else."""
        return Finding(
            self.rule, bearer, self.subject, self.result, self.as_planned, self.outcomes, self.results, self.by_reading,
            self.missing, self.prove, self.doubt, self.perhaps, self.outlook, self.followed, self.weighs,
        )  # fmt: skip

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


def decides(rule: m.Rule) -> bool:
    """Whether the result of a rule can decide a verdict; rights and expectations never do."""
    return rule.binding and NORMS[rule.kind].weighs


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
