# mypy: disable-error-code="no-any-return"
"""The codes that a program asks for, from the columns of a batch: everything that has to be known before bits are computed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from regolex.law import model as m
from regolex.missions.consistency import CONTROL
from regolex.screening.cells import Bad, Column, Reader, places
from regolex.screening.layout import FIRST, SILENT, Layout
from regolex.screening.program import Program

Codes = npt.NDArray[Any]


class Batch:
    """One batch of rows as read: its columns, the States it names, and its bad cells."""

    def __init__(self, reader: Reader, batch: pa.RecordBatch) -> None:
        self.layout: Layout = reader.layout
        self.reader = reader
        self.rows = batch.num_rows
        self._present: dict[str, Codes] = {}
        self.bad: list[Bad] = []
        self.columns = reader.read(batch, self.bad)
        self.counts = {kind: self._count(kind, name, batch) for kind, name in self.layout.counts.items()}
        self.lists = {kind: self._words(name, batch) for kind, name in self.layout.lists.items()}
        self.client = self._client(batch)
        self.none_up_to = self._none_up_to(batch)
        self.territories = False
        self._places()
        self._references()
        self.need: dict[str, int] = {}  # how many States the lists name at most
        self.elements = self._element_columns()
        self.most = 0
        self.none = np.zeros(self.rows, np.uint16)
        self._bearers()
        self._contradictions()

    # --- columns that are not facts ---

    def _looked_up(
        self, name: str, batch: pa.RecordBatch, code: Callable[[Any], int], code_of_bad: str, says: str
    ) -> Codes:
        """A column by what each of its distinct cells stands for; below 0 for a cell that cannot be read."""
        values = batch.column(name)
        values = values if pa.types.is_dictionary(values.type) else pc.dictionary_encode(values)
        table = np.array([*map(code, values.dictionary.to_pylist()), 0], np.int16)
        at = places(values.indices, len(table) - 1)
        for n in np.flatnonzero(table < 0):
            raw = values.dictionary[int(n)].as_py()
            self.bad += [Bad(int(row), name, code_of_bad, f"{raw!r} {says}") for row in np.flatnonzero(at == n)]
        codes: Codes = np.maximum(table, 0).astype(np.uint8)[at]
        return codes

    def _count(self, kind: str, name: str, batch: pa.RecordBatch) -> Codes:
        most = len(self.layout.parts[kind])

        def code(raw: Any) -> int:
            if raw is None or raw == "":
                return 0
            number = int(raw) if str(raw).isdigit() else -1
            return 1 + number if 0 <= number <= most else -1

        more = f"; a further {kind} has columns of its own, {kind}-{most + 1}.…" if most else ""
        return self._looked_up(name, batch, code, "M106", f"is not a number from 0 to {most}{more}")

    def _words(self, name: str, batch: pa.RecordBatch) -> Codes:
        words = {None: 0, "": 0, "complete": 1, "so-far": 2}
        return self._looked_up(name, batch, lambda raw: words.get(raw, -1), "M106", "is neither complete nor so-far")

    def _client(self, batch: pa.RecordBatch) -> Codes:
        if not self.layout.client:
            return np.zeros(self.rows, np.uint8)
        names = [part.partition(":")[2] for part in self.layout.parts.get("party", ())]
        codes: dict[Any, int] = {None: 0, "": 0}
        codes |= {name: n + 1 for n, name in enumerate(names)}
        says = f"is not one of: {', '.join(names)}"
        return self._looked_up("client", batch, lambda raw: codes.get(raw, -1), "M140", says)

    def _none_up_to(self, batch: pa.RecordBatch) -> Codes:
        name = self.layout.none_up_to
        if not name:
            return np.zeros(self.rows, np.uint8)
        fact = m.Fact("events.none_up_to", "mission", "date", "", "")
        column = self.reader.column(fact, name, batch.column(name), self.bad)
        return ((column.status == FIRST) & (column.value >= self.layout.on.toordinal())).astype(np.uint8)

    # --- parts and States ---

    def present(self, part: str) -> Codes:
        """Which rows have a part: those that state how many there are, else those with an answer about it."""
        if part not in self._present:
            self._present[part] = self._is_present(part)
        return self._present[part]

    def _is_present(self, part: str) -> Codes:
        kind = part.partition(":")[0]
        number = self.layout.parts[kind].index(part)
        if kind in self.counts:
            return (self.counts[kind] >= number + 2).astype(np.uint8)
        if number == 0:
            return np.ones(self.rows, np.uint8)
        own = [column.status != SILENT for (p, _), column in self.columns.items() if p == part]
        return np.logical_or.reduce(own).astype(np.uint8)

    def _references(self) -> None:
        """Parts that are referred to and not there, and answers about parts that are not there."""
        present = {part: self.present(part) for parts in self.layout.parts.values() for part in parts}
        for (part, name), column in self.columns.items():
            there = present.get(part)
            if there is not None and not there.all():
                for row in np.flatnonzero((column.status != SILENT) & (there == 0)):
                    self.bad.append(
                        Bad(
                            int(row),
                            self.layout.facts[part, name],
                            "M140",
                            f"there is no {part.partition(':')[2]} in this row",
                        )
                    )
            fact = self.layout.knowledge.facts[name]
            if fact.type != "part":
                continue
            for n, target in enumerate(self.layout.parts.get(fact.of, ())):
                if present[target].all():
                    continue
                absent = np.flatnonzero((self.has(column, n) != 0) & (present[target] == 0))
                for row in absent:
                    says = f"{target.partition(':')[2]!r} is not there"
                    self.bad.append(Bad(int(row), self.layout.facts[part, name], "M140", says))

    def has(self, column: Column, value: int) -> Codes:
        """Which rows name a value."""
        if column.counts is None:
            return column.spread(((column.statuses == FIRST) & (column.values == value)).astype(np.uint8))
        rows = np.repeat(np.arange(self.rows), column.counts)
        codes = np.zeros(self.rows, np.uint8)
        codes[rows[column.value == value]] = 1
        return codes

    def _places(self) -> None:
        """What every code of a State stands for on the day: who acts for it, and whether that is another."""
        layout = self.layout
        sovereignty = layout.sovereignty
        self.acting = layout.acting
        for (part, name), column in self.columns.items():
            if layout.knowledge.facts[name].type != "state":
                continue
            used = column.used
            moved = layout.moved[used] & (used != 0)  # 0 stands for no State
            self.territories = self.territories or bool(moved.any())
            for code in used:
                word = layout.state_codes[code]
                if len(sovereignty.rows.get(word, ())) > 1:
                    for row in np.flatnonzero(self.has(column, int(code))):
                        says = (
                            f"{word} was not a State on {layout.on}, and several follow it: name the one that is meant"
                        )
                        self.bad.append(Bad(int(row), layout.facts[part, name], "E350", says))

    def _element_columns(self) -> dict[tuple[str, str, int], Codes]:
        """For each column of States and each place in its list, the codes as stated; 0 where none is named."""
        found: dict[tuple[str, str, int], Codes] = {}
        for (part, name), column in self.columns.items():
            if self.layout.knowledge.facts[name].type != "state":
                continue
            if column.counts is None:
                found[part, name, 0] = column.spread(
                    np.where(column.statuses == FIRST, column.values, 0).astype(np.uint16)
                )
                continue
            most = int(column.counts.max(initial=0))
            self.need[name] = max(self.need.get(name, 1), most)
            starts = np.cumsum(column.counts) - column.counts
            for n in range(most):
                codes = np.zeros(self.rows, np.uint16)
                have = column.counts > n
                codes[have] = column.value[starts[have] + n]
                found[part, name, n] = codes
        return found

    def _bearers(self) -> None:
        """The different States of each row, and which of them each column names."""
        keys = list(self.elements)
        stated = np.array([self.elements[key] for key in keys], dtype=np.uint16).reshape(len(keys), self.rows)
        acting = self.acting[stated]
        bearers, ranks, self.most = distinct(acting)
        self.bearers = bearers
        self.ranks = dict(zip(keys, ranks, strict=True))
        self.acts = dict(zip(keys, acting, strict=True))

    # --- what cannot be true together, as :mod:`regolex.missions.consistency` has it for one mission ---

    def _contradictions(self) -> None:
        for part in self.layout.parts.get("activity", ()):
            begun, used = self.columns.get((part, "activity.start")), self.columns.get((part, "activity.objects"))
            if begun is not None and used is not None:
                wrong = np.zeros(self.rows, bool)
                for n, item in enumerate(self.layout.parts.get("object", ())):
                    link = self.columns.get((item, "object.launch"))
                    for k, launch in enumerate(self.layout.parts.get("launch", ()) if link else ()):
                        day = self.columns.get((launch, "launch.date"))
                        if link is not None and day is not None and begun.last is not None:
                            later = (day.status == FIRST) & (begun.status == FIRST) & (day.value > begun.last)
                            wrong |= later & (self.has(used, n) != 0) & (self.has(link, k) != 0)
                for row in np.flatnonzero(wrong):
                    says = "the activity begins before the launch of an object it uses"
                    self.bad.append(Bad(int(row), self.layout.facts[part, "activity.start"], "M142", says))
        self._circles()

    def _circles(self) -> None:
        parties = self.layout.parts.get("party", ())
        onward = np.full((len(parties) + 1, self.rows), len(parties), np.int64)  # the last stands for no one
        for n, party in enumerate(parties):
            column = self.columns.get((party, CONTROL))
            if column is not None:
                onward[n] = np.where(column.status == FIRST, column.value, len(parties))
        rows = np.arange(self.rows)
        for n, party in enumerate(parties):
            if (party, CONTROL) not in self.columns:
                continue
            at, circle = onward[n].copy(), np.zeros(self.rows, bool)
            for _ in parties:
                circle |= at == n
                at = onward[at, rows]
            for row in np.flatnonzero(circle):
                self.bad.append(Bad(int(row), self.layout.facts[party, CONTROL], "M161", "control runs in a circle"))


def passed(thresholds: Codes, values: Codes) -> Codes:
    """For each value twice the number of thresholds below it, and one more if it is a threshold itself.

    >>> passed(np.array([10.0, 20.0]), np.array([5.0, 10.0, 15.0, 20.0, 25.0])).tolist()
    [0, 1, 2, 3, 4]
    """
    if len(thresholds) > 16:
        return np.searchsorted(thresholds, values, side="left") + np.searchsorted(thresholds, values, side="right")
    found = np.zeros(len(values), np.uint8)  # a few comparisons of all values are faster than a search for each
    for one in thresholds:
        found += values > one
        found += values >= one
    return found


def distinct(codes: Codes) -> tuple[Codes, Codes, int]:
    """The different codes above 0 of each column of a matrix, the rank of each cell (from 1; 0 for none), and the most."""
    many, rows = codes.shape
    ranks = np.zeros((many, rows), np.uint8)
    bearers: list[Codes] = []
    for n in range(many):
        left = codes[n] != 0
        for b, own in enumerate(bearers):
            same = left & (own == codes[n])
            ranks[n][same] = b + 1
            left &= ~same
        for b in range(len(bearers) + 1):
            if not left.any():
                break
            if b == len(bearers):
                bearers.append(np.zeros(rows, np.uint16))
            free = left & (bearers[b] == 0)
            bearers[b][free] = codes[n][free]
            ranks[n][free] = b + 1
            left &= ~free
    return np.array(bearers, dtype=np.uint16).reshape(len(bearers), rows), ranks, len(bearers)


class Codings:
    """Gives each column of a program its codes over a batch."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.layout = program.layout
        self._tables: dict[Hashable, Codes] = {}

    def codes(self, key: Any, batch: Batch) -> Codes:
        """The codes of one column."""
        word = key[0]
        found: Codes = getattr(self, f"_{word.replace('-', '_')}")(batch, *key[1:])
        return found

    def _column(self, batch: Batch, part: str, fact: str) -> Column:
        return batch.columns[part, fact]

    def _code(self, batch: Batch, part: str, name: str) -> Codes:
        fact, column = self.layout.knowledge.facts[name], self._column(batch, part, name)
        value = column.values
        if fact.type in ("integer", "decimal"):
            thresholds = np.array([float(t) for t in self.layout.thresholds.get(name, ())])
            value = passed(thresholds, value)
        codes = np.where(column.statuses == FIRST, FIRST + value, column.statuses)
        return column.spread(codes.astype(np.uint8 if self.layout.size(fact) <= 256 else np.uint16))

    def _status(self, batch: Batch, part: str, name: str) -> Codes:
        fact, column = self.layout.knowledge.facts[name], self._column(batch, part, name)
        codes = column.status.copy()
        if fact.many:
            assert column.counts is not None
            codes[(column.status == FIRST) & (column.counts > 0)] = FIRST + 1
        if fact.type == "state" and batch.territories:
            self._of_no_state(batch, part, name, column, codes)
        return codes

    def _of_no_state(self, batch: Batch, part: str, name: str, column: Column, codes: Codes) -> None:
        """A territory that no State holds names none: of one value it does not arise, of a list it is left out."""
        if column.counts is None:
            codes[(column.status == FIRST) & (batch.acting[column.value] == 0)] = 2
            return
        rows = np.repeat(np.arange(batch.rows), column.counts)
        some = np.zeros(batch.rows, bool)
        some[rows[batch.acting[column.value] != 0]] = True
        codes[(column.counts > 0) & ~some] = FIRST

    def _has(self, batch: Batch, part: str, name: str, value: Any) -> Codes:
        fact, column = self.layout.knowledge.facts[name], self._column(batch, part, name)
        if fact.type == "text":
            return batch.has(column, batch.reader.text(value))
        return batch.has(column, self.layout.domain(fact).index(value))

    def _acting(self, batch: Batch, part: str, name: str, element: int) -> Codes:
        return batch.acts.get((part, name, element), batch.none)

    def _stated(self, batch: Batch, part: str, name: str, element: int) -> Codes:
        return batch.elements.get((part, name, element), batch.none)

    def _rank(self, batch: Batch, part: str, name: str, element: int) -> Codes:
        return batch.ranks.get((part, name, element), batch.none)

    def _bearer(self, batch: Batch, number: int) -> Codes:
        return batch.bearers[number] if number < len(batch.bearers) else np.zeros(batch.rows, np.uint16)

    def _joined(self, way: str, batch: Batch, number: int, work: str) -> Codes:
        table = self._tables.get((way, work))
        if table is None:
            truths = [self.program.states.joined_truth(way, code, work) for code in self.layout.state_codes]
            table = self._tables[way, work] = np.array(truths, dtype=np.uint8)
        return table[self._bearer(batch, number)]

    def _bound(self, batch: Batch, number: int, work: str) -> Codes:
        return self._joined("bound", batch, number, work)

    def _signed(self, batch: Batch, number: int, work: str) -> Codes:
        return self._joined("signed", batch, number, work)

    def _doubt(self, batch: Batch, part: str, name: str, element: int, work: str) -> Codes:
        table = self._tables.get(("doubt", work))
        if table is None:
            doubts = [self.program.states.doubtful(code, work) for code in self.layout.state_codes]
            table = self._tables["doubt", work] = np.array(doubts, dtype=np.uint8)
        return table[batch.elements.get((part, name, element), batch.none)]

    def _day(self, batch: Batch, part: str, name: str, word: str, day: int) -> Codes:
        column = self._column(batch, part, name)
        first, last = column.values, column.lasts
        assert last is not None
        holds = {
            "first>": first > day, "first>=": first >= day, "last<": last < day, "last<=": last <= day,
            "both=": (first == day) & (last == day),
        }[word]  # fmt: skip
        return column.spread((holds & (column.statuses == FIRST)).astype(np.uint8))

    def _numbers(self, batch: Batch, part: str, name: str, word: str, other: str, second: str) -> Codes:
        one, two = self._column(batch, part, name), self._column(batch, other, second)
        a, b = one.value, two.value
        holds = {
            "is": a == b, "at_least": a >= b, "more_than": a > b, "at_most": a <= b, "below": a < b,
        }[word]  # fmt: skip
        return (holds & (one.status == FIRST) & (two.status == FIRST)).astype(np.uint8)

    def _count(self, batch: Batch, kind: str) -> Codes:
        return batch.counts[kind]

    def _list(self, batch: Batch, kind: str) -> Codes:
        return batch.lists[kind]

    def _present(self, batch: Batch, part: str) -> Codes:
        return batch.present(part)

    def _client(self, batch: Batch) -> Codes:
        return batch.client

    def _none_up_to(self, batch: Batch) -> Codes:
        return batch.none_up_to


__all__ = ["Batch", "Codings", "distinct", "passed"]
