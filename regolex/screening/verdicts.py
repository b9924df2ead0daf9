"""Verdicts for all rows at once: the word, how far it goes, and what it may become.

The counterpart of :mod:`regolex.engine.verdict`. Whether a breach follows on every combination of readings is decided exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from regolex.engine.results import BREACH, RESULTS
from regolex.engine.verdict import GRADES, WORDS
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.findings import Finding
from regolex.screening.law import Combination
from regolex.screening.outcomes import Case

Term = tuple[tuple[str, frozenset[str]], ...]
Tried = Mapping[str, tuple[str, ...]]
Counted = tuple[Finding, int]  # a finding and the rows in which it counts


@dataclass(frozen=True)
class Verdict:
    """The rows of each word and of each grade; ``best`` and ``worst`` are the words it may still become."""

    words: dict[str, int]
    grades: dict[str, int]
    best: dict[str, int]
    worst: dict[str, int]


def verdict(c: Circuit, counted: Iterable[Counted], tried: Tried, lists_open: int = FALSE) -> Verdict:
    """The verdict over some findings; ``lists_open`` are the rows in which a list that is not stated may bring any duty."""
    own = [(finding, rows) for finding, rows in counted if finding.weighs and rows != FALSE]
    table = _Words(c, own, tried)
    current, best, hard, soft = (table.words(way) for way in (CURRENT, BEST, HARD, SOFT))
    unbounded = c.less(lists_open, best["blocked"])
    hard, soft = (_raised(c, words, unbounded) for words in (hard, soft))
    complete = _same(c, best, soft)
    but_for = c.less(_same(c, best, hard), complete)
    so_far = c.both(complete ^ 1, but_for ^ 1)
    unsure = c.both(so_far, c.either(current["clear"], current["no-duty-found"]))
    words = {word: c.less(rows, unsure) for word, rows in current.items()}
    words["undetermined"] = unsure
    return Verdict(words, dict(zip(GRADES, (complete, but_for, so_far), strict=True)), best, soft)


def at_best_but_for(c: Circuit, found: Verdict, untested: int) -> Verdict:
    """The verdict as a doubtful one where a reading that was not run would breach something."""
    doubted = c.both(found.grades["complete"], untested)
    grades = {
        **found.grades,
        "complete": c.less(found.grades["complete"], doubted),
        "but-for": c.either(found.grades["but-for"], doubted),
    }
    return Verdict(found.words, grades, found.best, found.worst)


def _same(c: Circuit, one: dict[str, int], other: dict[str, int]) -> int:
    return c.any(c.both(rows, other[word]) for word, rows in one.items())


def _raised(c: Circuit, words: dict[str, int], rows: int) -> dict[str, int]:
    raised = {word: c.less(own, rows) for word, own in words.items()}
    raised["blocked"] = c.either(raised["blocked"], rows)
    return raised


# what a case weighs as things stand, at its best, at its worst but for judgements and doubts, and at its worst
_WEIGHTS: tuple[Callable[[Case], int], ...] = (
    lambda case: RESULTS[case.result].weight,
    lambda case: case.best,
    lambda case: case.worst,
    lambda case: case.soft_worst,
)
CURRENT, BEST, HARD, SOFT = range(4)
_Weighed = dict[tuple[Term, int], int]  # by what must come together, and the weight: the rows


class _Words:
    """What findings weigh, and the words that this makes. What one finding weighs is worked out once."""

    def __init__(self, circuit: Circuit, counted: list[Counted], tried: Tried) -> None:
        self.circuit, self.tried = circuit, tried
        self.own: list[tuple[int, tuple[_Weighed, ...]]] = []
        duties = []
        name = tuple(sorted(tried.items()))
        for finding, rows in counted:
            if name not in finding.weighed:
                finding.weighed[name] = self._weigh(finding)
            applies, weighed = finding.weighed[name]
            duties.append(circuit.both(rows, applies))
            self.own.append((rows, weighed))
        self.duties = circuit.any(duties)

    def _weigh(self, finding: Finding) -> tuple[int, tuple[_Weighed, ...]]:
        c = self.circuit
        nothing = (finding.perhaps, finding.perhaps, finding.doubt, FALSE)
        found: tuple[dict[tuple[Term, int], list[int]], ...] = ({}, {}, {}, {})
        applies = []
        for combination, outcomes in finding.outcomes:
            term = term_of(combination, self.tried)
            if term is None:
                continue
            for case, rows in outcomes.items():
                if RESULTS[case.result].applies:
                    applies.append(rows)
                for weigh, own in zip(_WEIGHTS, found, strict=True):
                    weight = weigh(case)
                    if weight:
                        own.setdefault((term, weight), []).append(rows)
        weighed = tuple(
            {key: c.less(c.any(rows), without) for key, rows in own.items()}
            for own, without in zip(found, nothing, strict=True)
        )
        return c.less(c.any(applies), finding.perhaps), weighed

    def words(self, way: int) -> dict[str, int]:
        """The rows of each word, by one way of weighing."""
        c = self.circuit
        breaches: dict[Term, list[int]] = {}
        tasks: list[int] = []
        for rows, weighed in self.own:
            for (term, weight), own in weighed[way].items():
                here = c.both(rows, own)
                if here != FALSE:
                    (breaches.setdefault(term, []) if weight == BREACH else tasks).append(here)
        found = {term: c.any(rows) for term, rows in breaches.items()}
        breached = c.any(found.values())
        blocked = covered(c, found, self.tried)
        task = c.less(c.any(tasks), breached)
        rest = c.both(breached ^ 1, task ^ 1)
        return {
            "blocked": blocked,
            "contested": c.less(breached, blocked),
            "to-do": task,
            "clear": c.both(rest, self.duties),
            "no-duty-found": c.less(rest, self.duties),
            "undetermined": FALSE,
        }


def term_of(combination: Combination, tried: Tried) -> Term | None:
    """What must come together for a result, among the readings tried; None where none of them is among these."""
    term = []
    for question, readings in combination:
        counted = frozenset(tried.get(question, readings))
        own = frozenset(readings) & counted
        if not own:
            return None
        if own < counted:
            term.append((question, own))
    return tuple(sorted(term, key=lambda pair: pair[0]))


def covered(c: Circuit, terms: Mapping[Term, int], tried: Tried) -> int:
    """The rows in which every combination of readings falls under one of the terms that hold there."""
    terms = {term: rows for term, rows in terms.items() if rows != FALSE}
    always = terms.pop((), FALSE)
    if not terms or always == TRUE:
        return always
    return c.any([always, *(_group(c, group, tried) for group in _apart(terms))])


def _apart(terms: dict[Term, int]) -> list[dict[Term, int]]:
    """Terms that share a question, together."""
    groups: list[tuple[set[str], dict[Term, int]]] = []
    for term, rows in terms.items():
        names, members = {q for q, _ in term}, {term: rows}
        rest = []
        for group in groups:
            if group[0].isdisjoint(names):
                rest.append(group)
            else:
                names, members = names | group[0], {**group[1], **members}
        groups = [*rest, (names, members)]
    return [members for _, members in groups]


def _group(c: Circuit, terms: dict[Term, int], tried: Tried) -> int:
    counts: dict[str, int] = {}
    for term in terms:
        for question, _ in term:
            counts[question] = counts.get(question, 0) + 1
    question = max(sorted(counts), key=counts.__getitem__)
    known: dict[tuple[tuple[Term, int], ...], int] = {}
    found = []
    for reading in tried[question]:
        rest: dict[Term, int] = {}
        for term, rows in terms.items():
            own = dict(term).get(question)
            if own is None or reading in own:
                left = tuple(pair for pair in term if pair[0] != question)
                rest[left] = c.either(rest.get(left, FALSE), rows)
        key = tuple(sorted(rest.items(), key=str))
        if key not in known:
            known[key] = covered(c, rest, tried)
        found.append(known[key])
    return c.all(found)


__all__ = ["GRADES", "WORDS", "Verdict", "at_best_but_for", "covered", "term_of", "verdict"]
