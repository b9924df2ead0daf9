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
    """Of the combinations that contain one reading, how many pass and how many wait for an answer."""

    reading: str
    combinations: int
    passing: int
    open: int


class QuestionShare(msgspec.Struct, frozen=True):
    """One question whose reading decides whether a rule is breached."""

    question: str
    readings: tuple[ReadingShare, ...]


class Robustness(msgspec.Struct, frozen=True):
    """Combinations of serious readings, and those under which no contested finding is breached.

    One under which a contested finding is open is ``open`` and does not count as passing. ``counted`` is
    false if too many questions interact for the combinations to be tried; then nothing is claimed.
    """

    combinations: int
    passing: int
    questions: tuple[QuestionShare, ...]
    open: int = 0
    counted: bool = True

    @property
    def share(self) -> Fraction:
        """The share of the combinations that pass."""
        return Fraction(self.passing, self.combinations)


class Objection(msgspec.Struct, frozen=True):
    """A State that has itself stated a reading under which a binding rule is breached, and what it said.

    ``certain`` says that the rule is breached however the questions are read on which this State has stated nothing.
    """

    state: str
    holder: str
    since: str
    says: str
    question: str
    reading: str
    rule: str
    bearer: str
    subject: str
    certain: bool


class Table(msgspec.Struct, frozen=True):
    """The readings of one finding: the questions that decide it, the choices that breach and those that stay open."""

    questions: tuple[str, ...]
    breaching: frozenset[tuple[str, ...]]
    waiting: frozenset[tuple[str, ...]] = frozenset()


def breach_table(f: Finding) -> tuple[Table, dict[str, set[str]]]:
    """What decides whether the finding is breached, open or neither, and the readings tried of each question."""
    tried: dict[str, set[str]] = {}
    cells: dict[tuple[str, ...], str] = {}
    questions = [q for q, _ in f.outcomes[0][0]] if f.outcomes else []
    for combination, outcome in f.outcomes:
        for question, readings in combination:
            tried.setdefault(question, set()).update(readings)
        for chosen in product(*(readings for _, readings in combination)):
            cells[chosen] = outcome.result if outcome.result in ("breached", "open") else "passes"
    matter = [n for n in range(len(questions)) if _matters(n, cells)]
    found = {
        word: frozenset(tuple(chosen[n] for n in matter) for chosen, cell in cells.items() if cell == word)
        for word in ("breached", "open")
    }
    names = tuple(questions[n] for n in matter)
    return Table(names, found["breached"], found["open"]), {q: tried[q] for q in names}


def _matters(n: int, cells: Mapping[tuple[str, ...], str]) -> bool:
    first: dict[tuple[str, ...], str] = {}
    return any(first.setdefault(c[:n] + c[n + 1 :], cell) != cell for c, cell in cells.items())


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
    always = any(not table.questions for table in tables)
    counts = []
    for group in _together([table.questions for table in tables if table.questions]):
        count = _count(group, [t for t in tables if t.questions and t.questions[0] in group], tried)
        if count is None:
            return Robustness(0, 0, (), counted=False)
        counts.append(count)
    combinations = _product(count.total for count in counts)
    passing = 0 if always else _product(count.good for count in counts)
    unbroken = 0 if always else _product(count.unbroken for count in counts)
    shares = []
    for n, count in enumerate(counts):
        others = [other for k, other in enumerate(counts) if k != n]
        good = 0 if always else _product(other.good for other in others)
        whole = 0 if always else _product(other.unbroken for other in others)
        for question in sorted({q for q, _ in count.by}):
            each = combinations // len(tried[question])
            rows = []
            for reading in sorted(tried[question]):
                own, kept = count.by[question, reading]
                rows.append(ReadingShare(reading, each, own * good, kept * whole - own * good))
            shares.append(QuestionShare(question, tuple(rows)))
    return Robustness(
        combinations, passing, tuple(sorted(shares, key=lambda s: s.question)), unbroken - passing
    )  # fmt: skip


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


class _Count(msgspec.Struct):
    """Of questions that interact: all combinations, those that pass, those that breach nothing, by reading as well."""

    total: int
    good: int
    unbroken: int
    by: dict[tuple[str, str], tuple[int, int]]


def _count(group: frozenset[str], tables: list[Table], tried: dict[str, set[str]]) -> _Count | None:
    order = sorted(group)
    total = _product(len(tried[q]) for q in order)
    if total > _LIMIT:
        return None
    found = _Count(total, 0, 0, {(q, r): (0, 0) for q in order for r in tried[q]})
    places = [([order.index(q) for q in table.questions], table) for table in tables]
    for chosen in product(*(sorted(tried[q]) for q in order)):
        cells = [(tuple(chosen[n] for n in at), table) for at, table in places]
        if any(cell in table.breaching for cell, table in cells):
            continue
        good = not any(cell in table.waiting for cell, table in cells)
        found.unbroken += 1
        found.good += good
        for pair in zip(order, chosen, strict=True):
            own, kept = found.by[pair]
            found.by[pair] = own + good, kept + 1
    return found


def objections(findings: Iterable[Finding], questions: Mapping[str, m.Question], on: date) -> tuple[Objection, ...]:
    """Every State that has itself by the day stated a reading under which a binding finding is breached, and that finding.

    Only a verified word of the State itself on that question counts: no official, court or joint text, and no report.
    """
    stated: dict[str, dict[str, dict[str, m.Holder]]] = {}
    for question in questions.values():
        for reading in question.readings:
            for holder in reading.holders:
                if holder.speaks_for_its_state and holder.held_on(on):
                    stated.setdefault(holder.state, {}).setdefault(question.id, {})[reading.id] = holder
    found = []
    for f in findings:
        if not decides(f) or not any(outcome.result == "breached" for _, outcome in f.outcomes):
            continue
        table, tried = breach_table(f)
        names, breaching = table.questions, table.breaching
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
                                state, holder.name, holder.since, holder.statement, name, stance, f.rule.id, f.bearer,
                                f.subject, len(bad) == len(compatible),
                            )
                        )  # fmt: skip
    return tuple(found)
