"""Robustness of a plan to contested readings, and the States that could object on the readings they have stated.

The figure counts combinations of readings and gives each the same weight. It says how many ways of reading the law the
plan survives, and nothing about how likely any of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import product

import msgspec

from regolex.engine.findings import Finding
from regolex.engine.verdict import decides
from regolex.law import model as m

_LIMIT = 20_000


class ReadingShare(msgspec.Struct, frozen=True):
    """Of the combinations that contain one reading, how many leave no binding rule breached."""

    reading: str
    combinations: int
    passing: int


class QuestionShare(msgspec.Struct, frozen=True):
    """One question whose reading decides whether a rule is breached."""

    question: str
    readings: tuple[ReadingShare, ...]


class Robustness(msgspec.Struct, frozen=True):
    """Combinations of serious readings, and those under which no binding rule is breached.

    ``counted`` is false if too many questions interact for the combinations to be tried; then nothing is claimed.
    """

    combinations: int
    passing: int
    questions: tuple[QuestionShare, ...]
    counted: bool = True

    @property
    def share(self) -> Fraction:
        """The share of the combinations that pass."""
        return Fraction(self.passing, self.combinations)


class Objection(msgspec.Struct, frozen=True):
    """A State that has stated a reading under which a binding rule is breached.

    ``certain`` says that the rule is breached however the questions are read on which this State has stated nothing.
    """

    state: str
    holder: str
    since: str
    question: str
    reading: str
    rule: str
    bearer: str
    subject: str
    certain: bool


# the readings of one finding: the questions that decide whether it is breached, and the breaching choices
Table = tuple[tuple[str, ...], frozenset[tuple[str, ...]]]


def breach_table(f: Finding) -> tuple[Table, dict[str, set[str]]]:
    """The questions that decide whether the finding is breached, the breaching choices, and the readings tried."""
    tried: dict[str, set[str]] = {}
    cells: dict[tuple[str, ...], bool] = {}
    questions = [q for q, _ in f.outcomes[0][0]] if f.outcomes else []
    for combination, outcome in f.outcomes:
        for question, readings in combination:
            tried.setdefault(question, set()).update(readings)
        for chosen in product(*(readings for _, readings in combination)):
            cells[chosen] = outcome.result == "breached"
    matter = [n for n in range(len(questions)) if _matters(n, cells)]
    breaching = frozenset(tuple(chosen[n] for n in matter) for chosen, breached in cells.items() if breached)
    names = tuple(questions[n] for n in matter)
    return (names, breaching), {q: tried[q] for q in names}


def _matters(n: int, cells: Mapping[tuple[str, ...], bool]) -> bool:
    first: dict[tuple[str, ...], bool] = {}
    return any(first.setdefault(c[:n] + c[n + 1 :], breached) != breached for c, breached in cells.items())


def robustness(findings: Iterable[Finding]) -> Robustness:
    """Count the combinations of the readings that decide whether a binding finding is breached."""
    tables: set[Table] = set()
    tried: dict[str, set[str]] = {}
    for f in findings:
        if decides(f) and any(outcome.result == "breached" for _, outcome in f.outcomes):
            table, readings = breach_table(f)
            tables.add(table)
            for question, found in readings.items():
                tried.setdefault(question, set()).update(found)
    always = any(not names for names, _ in tables)
    groups = _together([names for names, _ in tables if names])
    counts = []
    for group in groups:
        count = _count(group, [t for t in tables if t[0] and t[0][0] in group], tried)
        if count is None:
            return Robustness(0, 0, (), counted=False)
        counts.append(count)
    combinations = passing = 1
    for total, good, _ in counts:
        combinations, passing = combinations * total, passing * good
    shares = []
    for n, (_, _, by) in enumerate(counts):
        elsewhere = 0 if always else _product(good for k, (_, good, _) in enumerate(counts) if k != n)
        for question in sorted({q for q, _ in by}):
            each = combinations // len(tried[question])
            rows = [ReadingShare(r, each, by[question, r] * elsewhere) for r in sorted(tried[question])]
            shares.append(QuestionShare(question, tuple(rows)))
    return Robustness(combinations, 0 if always else passing, tuple(sorted(shares, key=lambda s: s.question)))


def _product(numbers: Iterable[int]) -> int:
    total = 1
    for number in numbers:
        total *= number
    return total


def _together(names: list[tuple[str, ...]]) -> list[frozenset[str]]:
    """Groups of questions that share findings; independent groups are counted separately and multiplied."""
    groups: list[set[str]] = []
    for one in sorted(set(names)):
        touching = [g for g in groups if g & set(one)]
        groups = [g for g in groups if not g & set(one)] + [set(one).union(*touching)]
    return sorted((frozenset(g) for g in groups), key=sorted)


def _count(
    group: frozenset[str], tables: list[Table], tried: dict[str, set[str]]
) -> tuple[int, int, dict[tuple[str, str], int]] | None:
    order = sorted(group)
    total = _product(len(tried[q]) for q in order)
    if total > _LIMIT:
        return None
    good, by = 0, {(q, r): 0 for q in order for r in tried[q]}
    places = [([order.index(q) for q in names], breaching) for names, breaching in tables]
    for chosen in product(*(sorted(tried[q]) for q in order)):
        if not any(tuple(chosen[n] for n in at) in breaching for at, breaching in places):
            good += 1
            for pair in zip(order, chosen, strict=True):
                by[pair] += 1
    return total, good, by


def objections(findings: Iterable[Finding], questions: Mapping[str, m.Question], on: date) -> tuple[Objection, ...]:
    """Every State that has by the day stated a reading under which a binding finding is breached, and that finding."""
    stated: dict[str, dict[str, dict[str, m.Holder]]] = {}
    for question in questions.values():
        for reading in question.readings:
            for holder in reading.holders:
                if holder.state and holder.since and holder.since <= on.isoformat()[: len(holder.since)]:
                    stated.setdefault(holder.state, {}).setdefault(question.id, {})[reading.id] = holder
    found = []
    for f in findings:
        if not decides(f) or not any(outcome.result == "breached" for _, outcome in f.outcomes):
            continue
        (names, breaching), tried = breach_table(f)
        for state in sorted(stated):
            own = {q: sorted(set(stated[state].get(q, ())) & tried[q]) for q in names}
            own = {q: readings for q, readings in own.items() if readings}
            compatible = list(product(*(own.get(q) or sorted(tried[q]) for q in names))) if own else []
            bad = [chosen for chosen in compatible if chosen in breaching]
            for n, name in enumerate(names):
                for stance in own.get(name, ()):
                    if any(chosen[n] == stance for chosen in bad):
                        holder = stated[state][name][stance]
                        found.append(
                            Objection(
                                state, holder.name, holder.since, name, stance, f.rule.id, f.bearer, f.subject,
                                len(bad) == len(compatible),
                            )
                        )  # fmt: skip
    return tuple(found)
