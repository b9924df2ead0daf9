"""Cells read into codes: what a table says for each fact, checked, with every bad cell by row and column.

A column is read through its distinct values, so that a million rows of ``LUX`` are checked once. An empty cell means that
no one was asked; ``unknown``, ``undecided`` and ``does-not-arise`` say so, ``none`` is a list that names no one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from regolex.law import model as m
from regolex.law.names import answer_hint, meant, names_of, state_hint, the_one
from regolex.law.order import walk
from regolex.missions.answers import COMMITMENTS, JUDGEMENTS
from regolex.missions.windows import FORMS, Window, day_or_window, end, start
from regolex.screening.layout import (
    FIRST,
    MAX_PARTS,
    NOTHING,
    SAID_UNKNOWN,
    SILENT,
    Key,
    Layout,
    all_conditions,
    part_of,
)

Codes = npt.NDArray[Any]
WORDS = {
    "": SILENT, "not-asked": SILENT, "unknown": SAID_UNKNOWN, "dont-know": SAID_UNKNOWN, "undecided": SAID_UNKNOWN,
    "does-not-arise": NOTHING,
}  # fmt: skip
EMPTY_LIST = "none"
DAYS = FORMS.replace("{from: ..., to: ...}", "two days, such as 2027-01-01 to 2027-02-28")
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")
_SEPARATOR = re.compile(r"\s*[;|]\s*")


class Bad(NamedTuple):
    """A cell that cannot be read: the row (from 0), the column, and what is wrong."""

    row: int
    column: str
    code: str
    says: str


@dataclass
class Column:
    """One column as read: whether each cell holds an answer, and its value (or values, one after another).

    With ``at``, the other three hold the distinct cells, and ``at`` which of them each row has: what is worked out from a cell
    is worked out once for all rows that have it.
    """

    statuses: Codes  # SILENT, SAID_UNKNOWN, NOTHING or FIRST
    values: Codes  # of one value: its code, number or first day
    lasts: Codes | None = None  # the last day it may be
    counts: Codes | None = None  # of a list: how many values each row has; then ``values`` holds them one after another
    at: Codes | None = None

    def spread(self, distinct: Codes) -> Codes:
        """For each row what was worked out for its cell."""
        if self.at is None:
            return distinct
        if self.at.dtype == np.uint8 and distinct.dtype == np.uint8:
            table = distinct.tobytes().ljust(256, b"\0")
            return np.frombuffer(self.at.tobytes().translate(table), np.uint8)
        return distinct[self.at]

    @cached_property
    def status(self) -> Codes:
        """The status of each row."""
        return self.spread(self.statuses)

    @cached_property
    def value(self) -> Codes:
        """The value of each row, or the values of the lists one after another."""
        return self.values if self.counts is not None else self.spread(self.values)

    @cached_property
    def last(self) -> Codes | None:
        """The last day of each row."""
        return None if self.lasts is None else self.spread(self.lasts)

    @property
    def used(self) -> Codes:
        """The values that some row may have."""
        if self.at is None or self.counts is not None:
            return np.unique(self.values)
        return np.unique(self.values[np.bincount(self.at, minlength=len(self.values)) > 0])


class Reader:
    """Reads the columns of a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.knowledge = layout.knowledge
        self._known: dict[tuple[Any, ...], Any] = {}
        self._tables: dict[tuple[Any, ...], Any] = {}

    def read(self, batch: pa.RecordBatch, bad: list[Bad]) -> dict[Key, Column]:
        """Every column of facts in a batch; what is wrong is added to ``bad``."""
        found: dict[Key, Column] = {}
        for key, name in self.layout.facts.items():
            found[key] = self.column(self.knowledge.facts[key[1]], name, batch.column(name), bad)
        return found

    def column(self, fact: m.Fact, name: str, array: pa.Array, bad: list[Bad]) -> Column:
        """One column."""
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
            return self._list(fact, name, array, bad)
        if (
            fact.type in ("integer", "decimal")
            and not fact.many
            and (pa.types.is_floating(array.type) or pa.types.is_integer(array.type))
        ):
            found = self._numbers(fact, array)
            if found is not None:
                return found
        values = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
        return self._distinct(fact, name, values, bad)

    def _distinct(self, fact: m.Fact, name: str, values: Any, bad: list[Bad]) -> Column:
        dictionary = values.dictionary.to_pylist()
        at = places(values.indices, len(dictionary))
        key = (fact.id, str(values.type), *dictionary)
        tables = self._tables.get(key)
        if tables is None:
            tables = self._read_all(fact, dictionary)
            if len(self._tables) < 10_000 and len(dictionary) < 1_000:
                self._tables[key] = tables
        wrong, status, value, last = tables
        for n, problem in wrong:
            bad += [Bad(int(row), name, *problem) for row in np.flatnonzero(at == n)]
        if fact.many:
            return self._spread(status[at], value, at.astype(np.int64))
        return Column(status, value, last, None, at)

    def _read_all(self, fact: m.Fact, dictionary: list[Any]) -> tuple[Any, Any, Any, Any]:
        """The distinct cells as read, with an empty one as the last: the bad ones, statuses, values and last days."""
        read = [*(self._cell(fact, raw) for raw in dictionary), (SILENT, None, None)]
        wrong = [(n, problem) for n, (status, _, problem) in enumerate(read) if status < 0]
        status = np.array([max(s, 0) for s, _, _ in read], dtype=np.uint8)
        if fact.many:
            return wrong, status, [v or () for _, v, _ in read], None
        if fact.type == "date":
            days = [(start(v).toordinal(), end(v).toordinal()) if v is not None else (0, 0) for _, v, _ in read]
            both = np.array(days, dtype=np.int32)
            return wrong, status, both[:, 0], both[:, 1]
        kind = np.float64 if fact.type in ("integer", "decimal") else np.uint16
        return wrong, status, np.array([0 if v is None else v for _, v, _ in read], dtype=kind), None

    def _numbers(self, fact: m.Fact, array: Any) -> Column | None:
        """A column of Arrow numbers that are all good; None where one may not be, which cell by cell tells."""
        there = array.is_valid().to_numpy(zero_copy_only=False)
        value = array.fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64)
        good = np.isfinite(value)
        if fact.type == "integer":
            good &= value == np.floor(value)
        if pa.types.is_integer(array.type):
            good &= np.abs(value) < 1e15
        if fact.minimum is not None:
            good &= value >= float(fact.minimum)
        if fact.maximum is not None:
            good &= value <= float(fact.maximum)
        if not (good | ~there).all():
            return None
        return Column(np.where(there, FIRST, SILENT).astype(np.uint8), np.where(there, value, 0))

    def _spread(self, status: Codes, values: list[tuple[int, ...]], at: Codes) -> Column:
        """The values of lists, given by the number of the distinct list."""
        sizes = np.array([len(v) for v in values], dtype=np.int64)
        flat = np.array([one for v in values for one in v], dtype=np.uint16)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        counts = sizes[at]
        first = np.repeat(starts[at], counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return Column(status, flat[first + within] if len(flat) else flat, None, counts)

    def _list(self, fact: m.Fact, name: str, array: Any, bad: list[Bad]) -> Column:
        if not fact.many:
            rows = np.flatnonzero(array.is_valid().to_numpy(zero_copy_only=False))
            bad += [Bad(int(row), name, "M106", f"{fact.id} takes one value, not a list") for row in rows]
            return Column(np.zeros(len(array), np.uint8), np.zeros(len(array), np.uint16))
        counts = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        status = np.where(array.is_valid().to_numpy(zero_copy_only=False), FIRST, SILENT).astype(np.uint8)
        flat = pc.dictionary_encode(array.flatten())
        at = flat.indices.fill_null(len(flat.dictionary)).to_numpy(zero_copy_only=False).astype(np.int64)
        single = _single(fact)
        read = [self._cell(single, raw) for raw in flat.dictionary.to_pylist()]
        read.append((-1, None, ("M106", "a list holds an empty value")))
        rows = np.repeat(np.arange(len(array)), counts)
        words = {SAID_UNKNOWN: "unknown", NOTHING: "does-not-arise"}
        for n, (code, _, problem) in enumerate(read):
            if code in words:  # the only word of its list
                alone = counts[rows[at == n]] == 1
                bad += [Bad(int(r), name, "M106", "a word among values") for r in rows[at == n][~alone]]
                status[rows[at == n]] = code
            elif code != FIRST:
                told = problem or ("M106", "a list holds an empty value")
                bad += [Bad(int(r), name, *told) for r in rows[at == n]]
        kept = np.array([code == FIRST for code, _, _ in read])[at]
        values = np.array([0 if v is None else v for _, v, _ in read], dtype=np.uint16)[at]
        counts = np.bincount(rows[kept], minlength=len(array)) if len(rows) else counts
        return Column(status, values[kept], None, counts)

    # --- one cell ---

    def _cell(self, fact: m.Fact, raw: Any) -> tuple[int, Any, Any]:
        """The status of a cell and its value; -1 and a problem where it cannot be read."""
        key = (fact.id, repr(raw), fact.many)
        found = self._known.get(key)
        if found is None:
            found = self._read(fact, raw)
            if len(self._known) < 100_000:
                self._known[key] = found
        return found

    def _read(self, fact: m.Fact, raw: Any) -> tuple[int, Any, Any]:
        if raw is None:
            return SILENT, None, None
        if isinstance(raw, str):
            raw = raw.strip()
            word = WORDS.get(raw.casefold())
            if word is not None:
                return word, None, None
            if fact.many:
                if raw.casefold() == EMPTY_LIST:
                    return FIRST, (), None
                inner = [self._cell(_single(fact), one) for one in _SEPARATOR.split(raw)]
                wrong = [i for i in inner if i[0] != FIRST]
                if wrong and "," in raw and ";" not in raw:
                    return (
                        -1,
                        None,
                        ("M106", f"{raw!r} is not one value of {fact.id}; expected: semicolons between several"),
                    )
                if wrong:
                    return -1, None, wrong[0][2] or ("M106", f"{raw!r} is not a list of values")
                return FIRST, tuple(i[1] for i in inner), None
        elif fact.many:
            one = self._cell(_single(fact), raw)
            return one if one[0] < 0 else (FIRST, (one[1],), None)
        value, code, expected = self._value(fact, raw)
        if value is None:
            return -1, None, (code, f"{raw!r} is not a valid answer to {fact.id}; expected: {expected}")
        return FIRST, value, None

    def _value(self, fact: m.Fact, raw: Any) -> tuple[Any, str, str]:
        """The value of a cell as a code, a number or a day; else None, the code of the problem and what was expected."""
        if fact.type == "boolean":
            text = str(raw).casefold()
            flag = 0 if text in _TRUE else 1 if text in _FALSE else None
            return flag, "M106", "true or false"
        if fact.type in ("integer", "decimal"):
            return self._number(fact, raw)
        if fact.type == "date":
            day = raw.date() if isinstance(raw, datetime.datetime) else raw
            return _window(day), "M106", DAYS
        if fact.type == "state":
            return self._state(raw)
        if fact.type == "text":
            return self.text(str(raw)), "M106", "a text"
        if fact.type == "part":
            return self._part(fact, str(raw))
        words = {"commitment": COMMITMENTS, "judgement": JUDGEMENTS}.get(fact.type) or self.layout.domain(fact)
        if raw in words:
            return words.index(raw), "", ""
        spelt = "-".join(str(raw).casefold().split())
        if spelt in words:
            return words.index(spelt), "", ""
        hint = ""
        if fact.type == "concept":
            called = meant(names_of(self.knowledge).kinds, raw, map(str, words))
            if len(called) == 1:
                return words.index(called[0]), "", ""
            hint = answer_hint(self.knowledge, raw, map(str, words))
        return None, "M124" if fact.type == "concept" else "M106", f"{', '.join(map(str, words))}. {hint}".strip()

    def _number(self, fact: m.Fact, raw: Any) -> tuple[Any, str, str]:
        kind = "a whole number such as 1200" if fact.type == "integer" else "a number such as 1200.5"
        expected = f"{kind}, of at most 15 digits and without unit; an empty cell where there is none"
        try:
            number = Decimal(str(raw))
        except InvalidOperation:
            return None, "M106", expected
        whole = number.is_finite() and number == number.to_integral_value()
        if isinstance(raw, bool) or not number.is_finite() or (fact.type == "integer" and not whole):
            return None, "M106", expected
        if len(number.normalize().as_tuple().digits) > 15 and not isinstance(raw, float):
            return None, "M106", expected
        low, high = fact.minimum, fact.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            return None, "M141", f"between {low} and {high}" if high is not None else f"at least {low}"
        return float(number), "", ""

    def _state(self, raw: Any) -> tuple[Any, str, str]:
        index = self.layout.state_index
        code = raw if raw in index and raw != "?" else the_one(names_of(self.knowledge).states, raw)
        if code in index:
            return index[code], "", ""
        return None, "M134", f"the code or the name of a State. {state_hint(self.knowledge, raw)}".strip()

    def _part(self, fact: m.Fact, raw: str) -> tuple[Any, str, str]:
        parts = self.layout.parts.get(fact.of, ())
        names = [part.partition(":")[2] for part in parts]
        if raw in names:
            return names.index(raw), "", ""
        if not names:
            return None, "M140", f"a table with columns for such a part, {fact.of}.…"
        further = (
            f"; a further {fact.of} has columns of its own, {part_of(fact.of, len(names) + 1).partition(':')[2]}.…"
        )
        return None, "M140", f"one of: {', '.join(names)}{further if len(names) < MAX_PARTS else ''}"

    def text(self, raw: str) -> int:
        """The number of a text: that of a text that the law asks for, else 0."""
        texts = self.texts
        return texts.index(raw) + 1 if raw in texts else 0

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that the law asks for."""
        found: tuple[str, ...] | None = self._known.get(("", "texts"))
        if found is None:
            found = self._known["", "texts"] = tuple(sorted(_texts(self.layout)))
        return found


def places(indices: pa.Array, empty: int) -> Codes:
    """The places of cells in their dictionary, ``empty`` for an empty cell.

    >>> places(pa.array([1, None, 0], pa.int8()), 2).tolist()
    [1, 2, 0]
    """
    kind: Any = np.uint8 if empty < 256 else np.int64
    valid, values = indices.buffers()
    raw = np.frombuffer(values, indices.type.to_pandas_dtype(), len(indices) + indices.offset)[indices.offset :]
    at = raw.astype(kind)
    if valid is not None and indices.null_count:
        bits = np.frombuffer(valid, np.uint8)
        there = np.unpackbits(bits, count=len(raw) + indices.offset, bitorder="little")[indices.offset :]
        at *= there  # what stands in an empty cell means nothing
        there ^= 1
        at += there.astype(kind, copy=False) * kind(empty)
    return at


def _window(raw: Any) -> datetime.date | Window | None:
    if isinstance(raw, str) and " to " in raw:
        first, _, last = raw.partition(" to ")
        return day_or_window({"from": first.strip(), "to": last.strip()})
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return day_or_window(raw)


def _single(fact: m.Fact) -> m.Fact:
    return msgspec.structs.replace(fact, many=False)


def _texts(layout: Layout) -> Iterator[str]:
    for condition in all_conditions(layout.engine):
        for node in walk(condition):
            if isinstance(node, m.Compare) and layout.knowledge.facts[node.fact].type == "text":
                yield from node.operand.words or (node.operand.word,)


Read = Callable[[m.Fact, str, pa.Array, list[Bad]], Column]

__all__ = ["DAYS", "EMPTY_LIST", "WORDS", "Bad", "Column", "Reader", "places"]
