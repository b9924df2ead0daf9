"""An atlas of designs: every combination of some answers, where it is lawful, and which answer decides.

Designs are enumerated part by part and never held as rows; what is kept is one status for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regolex.engine.engine import Engine
from regolex.engine.verdict import GRADES, WORDS
from regolex.errors import EvaluationError, Problem
from regolex.screening.layout import Layout
from regolex.screening.screener import Screener, Wanted
from regolex.screening.sources import ROWS
from regolex.screening.tables import writer_for

MOST = 200_000_000  # designs of which the words are kept: one byte each
STATUSES = ("lawful", "incomplete", "contested", "blocked")  # what a design comes to
LAWFUL = 0


class Axis(NamedTuple):
    """One answer that varies: its column and its values."""

    column: str
    values: tuple[str, ...]


class Change(NamedTuple):
    """How often changing one answer alone turns a design that is not lawful into a lawful one."""

    column: str
    before: str
    after: str
    designs: int


class Atlas:
    """A space of designs on one day."""

    def __init__(
        self,
        engine: Engine,
        over: Iterable[str],
        given: Iterable[str],
        *,
        on: date,
        readings: Mapping[str, str] | None = None,
        viewpoint: str = "",
        assume: Iterable[str] = (),
        prevailing: bool = False,
        workers: int = 1,
    ) -> None:
        self.engine, self.on = engine, on
        self.given = dict(_pair(text, "--given") for text in given)
        named = [text.partition("=")[::2] for text in over]
        layout = Layout(engine, [*self.given, *(name for name, _ in named)], on)
        self.axes = tuple(Axis(name, _values(layout, name, said)) for name, said in named)
        self.shape = tuple(len(axis.values) for axis in self.axes)
        self.size = prod(self.shape)
        if not self.axes or self.size > MOST:
            raise EvaluationError(
                Problem(
                    "E364", f"{self.size:,} designs are too many for one atlas" if self.axes else "nothing varies",
                    expected=f"at most {MOST:,} designs", hint="Name fewer values: --over launch.territory=USA,JPN,LUX",
                )
            )  # fmt: skip
        self.screener = Screener(
            engine, [*self.given, *(axis.column for axis in self.axes)], on=on, readings=readings, viewpoint=viewpoint,
            assume=assume, workers=workers, wanted=Wanted(you=False),
        )  # fmt: skip
        self.side = "mission_prevailing" if prevailing else "mission"
        self.statuses: npt.NDArray[np.int8] = np.zeros(0, np.int8)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The designs, in the order of their values, the last answer varying fastest."""
        for first in range(0, self.size, ROWS):
            numbers = np.arange(first, min(first + ROWS, self.size))
            places = np.unravel_index(numbers, self.shape)
            arrays: dict[str, Any] = {}
            for axis, at in zip(self.axes, places, strict=True):
                arrays[axis.column] = pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int32)), list(axis.values))
            for name, value in self.given.items():
                zeros = pa.array(np.zeros(len(numbers), np.int32))
                arrays[name] = pa.DictionaryArray.from_arrays(zeros, [value])
            yield pa.RecordBatch.from_pydict(arrays)

    def explore(self, out: Path | None = None) -> None:
        """Screen every design; -1 marks those whose answers contradict each other. ``out`` takes a table of them."""
        self.statuses = np.full(self.size, -1, np.int8)
        writer = writer_for(out) if out else None
        first = 0
        for batch in self.batches():
            found = self.screener.screen(batch)
            wrong = [bad for bad in found.bad if bad.code not in ("M145", "M146")]
            if wrong:
                raise EvaluationError([Problem(b.code, b.says, f"column {b.column}") for b in wrong[:10]])
            codes, grades = (found.verdicts[f"{self.side}.{part}"] for part in ("word", "grade"))
            status = np.where(grades == GRADES.index("so-far"), 1, 0)
            for n in (2, 3):
                status[codes == WORDS.index(STATUSES[n])] = n
            self.statuses[found.rows + first] = status
            if writer:
                kept = batch.take(pa.array(found.rows))
                word = pa.DictionaryArray.from_arrays(pa.array(codes), list(WORDS))
                grade = pa.DictionaryArray.from_arrays(pa.array(grades), list(GRADES))
                own = pa.DictionaryArray.from_arrays(pa.array(status.astype(np.int8)), list(STATUSES))
                table = pa.Table.from_batches([kept])
                for name, array in (("status", own), ("word", word), ("grade", grade)):
                    table = table.append_column(name, array)
                writer.write(table)
            first += batch.num_rows
        if writer:
            writer.close()

    # --- what it shows ---

    @property
    def possible(self) -> int:
        """The number of designs whose answers do not contradict each other."""
        return int((self.statuses >= 0).sum())

    def counts(self) -> dict[str, int]:
        """The number of designs of each status."""
        many = np.bincount(self.statuses[self.statuses >= 0], minlength=len(STATUSES))
        return {word: int(n) for word, n in zip(STATUSES, many, strict=True) if n}

    def lawful(self) -> npt.NDArray[np.bool_]:
        """Which designs are lawful whatever else is answered, by the places of their values."""
        lawful: npt.NDArray[np.bool_] = (self.statuses == LAWFUL).reshape(self.shape)
        return lawful

    def shares(self) -> list[tuple[Axis, list[dict[str, float]]]]:
        """For each value of each answer, the share of each status among the designs with that value."""
        found = []
        words = self.statuses.reshape(self.shape)
        for n, axis in enumerate(self.axes):
            rows = []
            for value in range(len(axis.values)):
                own = np.take(words, value, axis=n)
                own = own[own >= 0]
                many = np.bincount(own, minlength=len(STATUSES)) / max(len(own), 1)
                rows.append({word: float(share) for word, share in zip(STATUSES, many, strict=True)})
            found.append((axis, rows))
        return found

    def heat(self, one: int = 0, two: int = 1) -> npt.NDArray[np.float64]:
        """The share of lawful designs for each pair of values of two answers; not a number where none is possible."""
        others = tuple(n for n in range(len(self.axes)) if n not in (one, two))
        possible = (self.statuses >= 0).reshape(self.shape)
        many = possible.sum(axis=others).astype(float)
        good = self.lawful().sum(axis=others).astype(float)
        share: npt.NDArray[np.float64] = np.divide(good, many, out=np.full_like(good, np.nan), where=many > 0)
        return share if one < two else share.T

    def frontier(self) -> list[Change]:
        """The smallest differences between designs that are not lawful and lawful ones: one answer, most frequent first."""
        lawful, possible = self.lawful(), (self.statuses >= 0).reshape(self.shape)
        found = []
        for n, axis in enumerate(self.axes):
            for i, before in enumerate(axis.values):
                for j, after in enumerate(axis.values):
                    if i != j:
                        bad = np.take(possible & ~lawful, i, axis=n)
                        many = int((bad & np.take(lawful, j, axis=n)).sum())
                        if many:
                            found.append(Change(axis.column, before, after, many))
        return sorted(found, key=lambda change: -change.designs)

    def decides(self) -> dict[str, float]:
        """For each answer, the share of the designs not lawful that changing it alone can make lawful."""
        lawful, possible = self.lawful(), (self.statuses >= 0).reshape(self.shape)
        bad = possible & ~lawful
        total = max(int(bad.sum()), 1)
        return {
            axis.column: float((bad & lawful.any(axis=n, keepdims=True)).sum() / total)
            for n, axis in enumerate(self.axes)
        }


def _pair(text: str, option: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise EvaluationError(
            Problem("E106", f"{option} {text} gives no answer", expected=f"{option} launch.territory=USA")
        )
    return name, value


def _values(layout: Layout, column: str, said: str) -> tuple[str, ...]:
    """The values of an answer that varies: those named, else all; of a State, those whose law is encoded."""
    if said:
        return tuple(value.strip() for value in said.split(","))
    fact = next(layout.knowledge.facts[name] for (_, name), own in layout.facts.items() if own == column)
    if fact.type == "state":
        return tuple(sorted(layout.knowledge.jurisdictions.keys() & layout.knowledge.states.keys()))
    if fact.type == "boolean":
        return ("true", "false")
    domain = layout.domain(fact)
    if not domain or fact.type in ("integer", "decimal"):
        raise EvaluationError(
            Problem("E364", f"{column} has no closed list of answers", expected=f"--over {column}=FIRST,SECOND")
        )
    return tuple(str(one).rpartition(":")[2] for one in domain)


__all__ = ["STATUSES", "Atlas", "Axis", "Change"]
