"""Findings for all rows at once: each rule with each bearer and subject, under every reading on which it depends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from regolex.engine.dormant import events_of
from regolex.engine.engine import ReadyRule
from regolex.engine.results import PRESSING, RESULTS
from regolex.law.norms import NORMS
from regolex.screening.circuit import FALSE, TRUE
from regolex.screening.conditions import Gaps
from regolex.screening.law import Combination, Law, Readings
from regolex.screening.outcomes import UNSETTLED, Outcomes, Standing, followed, judged, outcomes, rows_of
from regolex.screening.scene import End
from regolex.screening.states import NOBODY, State

_AS_PLANNED = ("breached", "to-do", "due", "granted-as-planned")


@dataclass(eq=False)
class Finding:
    """One rule for one bearer and subject.

    ``exists`` are the rows in which it concerns the bearer or may, ``perhaps`` those in which that is open. ``outcomes``
    holds the rows of each case under each combination of readings; ``doubt`` the rows in which only the participation
    table leaves open whether it concerns the bearer.
    """

    item: ReadyRule
    bearer: End
    subject: str
    exists: int
    perhaps: int
    outcomes: list[tuple[Combination, Outcomes]]
    doubt: int
    results: dict[str, int] = field(default_factory=dict)
    planned: dict[str, int] = field(default_factory=dict)
    weighed: dict[Any, Any] = field(default_factory=dict)  # what it weighs for a verdict, by the readings tried
    withheld_asleep: int = FALSE  # a right not available that an event would wake

    @property
    def weighs(self) -> bool:
        """Whether it can decide a verdict."""
        return self.item.rule.binding and NORMS[self.item.rule.kind].weighs


class Finder:
    """Makes the findings of one law; ``awake`` is the law over the same rows without any answer about events."""

    def __init__(self, law: Law, awake: Law | None = None) -> None:
        self.law, self.awake = law, awake
        self.circuit = law.circuit
        self.events = events_of(law.engine)

    def instances(
        self, wanted: Callable[[ReadyRule], bool] = lambda _: True
    ) -> Iterator[tuple[ReadyRule, End, int, str]]:
        """Every rule with each bearer and subject it is tried on, and the rows in which both are there."""
        law, c = self.law, self.circuit
        for item in law.engine.duties:
            if law.in_law(item.rule) and wanted(item):
                for bearer, there in law.bearers(item.rule.holder):
                    for subject in law.subjects(item.rule.about):
                        rows = c.both(there, law.situation.exists[subject])
                        if rows != FALSE:
                            yield item, bearer, rows, subject

    def all(self) -> list[Finding]:
        """Every finding that some row may have."""
        self.law.take_over()
        beyond = self.law.situation.treatments.get("states", FALSE) ^ 1  # where States that no one named count
        found = []
        for item, bearer, rows, subject in self.instances():
            there = self.circuit.both(rows, beyond) if bearer == NOBODY else rows
            finding = self.one(item, bearer, there, subject)
            if finding:
                found.append(finding)
        return found

    def one(self, item: ReadyRule, bearer: End, rows: int, subject: str) -> Finding | None:
        """The finding for one instance; None where no row has it."""
        law, c = self.law, self.circuit
        tried = law.combinations(item.unders)
        somewhere, unsure = [], []
        for _, readings in tried:
            now, planned = (law.role_of_bearer(item, bearer, subject, mode, readings) for mode in (False, True))
            concerned = law.all([law.any([now, planned]), law.bound(item, bearer, readings)])
            somewhere.append(concerned[1] ^ 1)
            unsure.append(law.unknown(concerned))
        exists = c.both(rows, c.any(somewhere))
        if exists == FALSE:
            return None
        perhaps = c.both(exists, c.any(unsure))
        found = [(combination, self._outcomes(item, bearer, subject, readings)) for combination, readings in tried]
        doubt = c.both(perhaps, self._waits_for_answers(item, bearer, subject, tried, found) ^ 1) if perhaps else FALSE
        finding = Finding(item, bearer, subject, exists, perhaps, found, doubt)
        self.sum_up(finding)
        return finding

    # --- one combination ---

    def _standing(self, item: ReadyRule, bearer: End, subject: str, planned: bool, readings: Readings) -> Standing:
        law, c = self.law, self.circuit
        applies = law.applies(item, bearer, subject, planned, readings)
        displaced = FALSE
        if item.displacers:
            yes, no = law.displaced(item, bearer, subject, planned, readings)
            displaced = c.less(yes, applies[1])
            applies = law.all([applies, (no, yes)])
        return Standing(applies, law.satisfied(item, bearer, subject, planned, readings), displaced)

    def _outcomes(self, item: ReadyRule, bearer: End, subject: str, readings: Readings) -> Outcomes:
        law, c, rule = self.law, self.circuit, item.rule
        now, planned = (self._standing(item, bearer, subject, mode, readings) for mode in (False, True))
        found = outcomes(c, NORMS[rule.kind], rule.confidence == "doubtful", now, planned)
        waiting = c.any(rows for case, rows in found.items() if case.result in ("due", "open") and not case.doubt)
        if waiting == FALSE:
            return found
        later, today = (law.gaps(item, bearer, subject, mode, readings, False) for mode in (True, False))
        off = planned.applies[1]
        gaps = Gaps(*(c.chosen(off, t, p) for t, p in zip(today, later, strict=True)))
        only_judgements = c.all([gaps.judgement, gaps.joining ^ 1, gaps.other ^ 1])
        return judged(c, found, only_judgements) if only_judgements != FALSE else found

    def _waits_for_answers(
        self,
        item: ReadyRule,
        bearer: End,
        subject: str,
        tried: list[tuple[Combination, Readings]],
        found: list[tuple[Combination, Outcomes]],
    ) -> int:
        """The rows in which whether it concerns the bearer waits for more than the participation table."""
        law, c = self.law, self.circuit
        waits = []
        for word in UNSETTLED:
            earlier = FALSE
            for (_, readings), (_, own) in zip(tried, found, strict=True):
                here = rows_of(c, own, (word,))
                first = c.less(here, earlier)
                earlier = c.either(earlier, here)
                if first == FALSE:
                    continue
                planned = self._explained_as_planned(item, bearer, subject, readings, own, word)
                later, today = (law.gaps(item, bearer, subject, mode, readings, True) for mode in (True, False))
                asked = [c.either(g.judgement, g.other) for g in (later, today)]
                waits.append(c.both(first, c.chosen(planned, *asked)))
        return c.any(waits)

    def _explained_as_planned(
        self, item: ReadyRule, bearer: End, subject: str, readings: Readings, own: Outcomes, word: str
    ) -> int:
        """The rows in which a waiting result is explained as the plan is carried out."""
        c = self.circuit
        if word in _AS_PLANNED:
            today_only = c.any(rows for case, rows in own.items() if case[:2] == (word, "not-applicable"))
            return today_only ^ 1
        now = self._standing(item, bearer, subject, False, readings)
        off = self.law.applies(item, bearer, subject, False, readings)[1]
        settled = c.all([now.applies[0], c.either(*now.satisfied)])
        return c.either(off, settled)

    # --- the sum over readings ---

    def sum_up(self, finding: Finding) -> None:
        """The result of a finding, and its result as planned, over all combinations of readings."""
        c = self.circuit
        now, planned = self._by_word(finding.outcomes, 0), self._by_word(finding.outcomes, 1)
        breached = now.get("breached", FALSE)
        others = c.any(rows for word, rows in now.items() if word != "breached")
        contested = c.both(breached, others)
        found = {"contested": contested, **self._most_pressing(now, contested ^ 1)}
        later = self._most_pressing(planned, contested ^ 1)
        later["contested"] = contested
        asleep = self._dormant(finding, found)
        finding.withheld_asleep = c.both(found.get("withheld", FALSE), asleep)
        for word in ("not-applicable", "withheld"):
            found[word] = c.less(found.get(word, FALSE), asleep)
        found["dormant"] = asleep
        finding.results = {word: c.both(finding.exists, rows) for word, rows in found.items() if rows != FALSE}
        finding.planned = {word: c.both(finding.exists, rows) for word, rows in later.items() if rows != FALSE}

    def _by_word(self, found: list[tuple[Combination, Outcomes]], at: int) -> dict[str, int]:
        words: dict[str, int] = {}
        for _, own in found:
            for case, rows in own.items():
                word = case.as_planned if at else case.result
                words[word] = self.circuit.either(words.get(word, FALSE), rows)
        return words

    def _most_pressing(self, words: dict[str, int], rows: int) -> dict[str, int]:
        found = {}
        for word in sorted(words, key=PRESSING.__getitem__, reverse=True):
            found[word] = self.circuit.both(rows, words[word])
            rows = self.circuit.less(rows, words[word])
        return found

    def _dormant(self, finding: Finding, found: dict[str, int]) -> int:
        """The rows in which the rule is idle and an event would wake it."""
        c, item = self.circuit, finding.item
        idle = c.any([found.get("not-applicable", FALSE), found.get("withheld", FALSE)])
        if self.awake is None or item.rule.id not in self.events or idle == FALSE:
            return FALSE
        law = self.awake
        law.take_over()
        alive = []
        for _, readings in law.combinations(item.unders):
            applies = law.applies(item, finding.bearer, finding.subject, True, readings)
            if item.displacers:
                yes, no = law.displaced(item, finding.bearer, finding.subject, True, readings)
                applies = law.all([applies, (no, yes)])
            alive.append(applies[1] ^ 1)
        self.law.take_over()
        return c.all([idle, finding.perhaps ^ 1, c.any(alive)])

    def follow(self, finding: Finding, rows: int) -> None:
        """Treat the law as followed in some rows."""
        norm = NORMS[finding.item.rule.kind]
        no_task = norm.forbids or norm.gives
        finding.outcomes = [
            (combination, followed(self.circuit, own, rows, no_task)) for combination, own in finding.outcomes
        ]
        finding.weighed.clear()
        self.sum_up(finding)

    def applicable(self, finding: Finding) -> int:
        """The rows in which the rule applies or may apply, dormancy aside."""
        c = self.circuit
        rows = c.any(rows for word, rows in finding.results.items() if RESULTS[word].applies)
        return c.either(rows, c.both(finding.exists, finding.withheld_asleep))


def is_state(bearer: End) -> bool:
    """Whether a bearer is a State."""
    return isinstance(bearer, State)


__all__ = ["TRUE", "Finder", "Finding", "is_state"]
