"""Screening on a cluster: the same batch function through Spark's ``mapInArrow``.

A task compiles the law for its columns once and screens its partition batch by batch. Nothing is kept between batches but the
compiled program, so a task that is lost is simply computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from regolex.engine.verdict import GRADES, WORDS
from regolex.knowledge import load
from regolex.screening.screener import PARTS_OF_VERDICT, SIDES, Screener

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_COLUMNS = tuple(f"{side}.{part}" for side in SIDES for part in PARTS_OF_VERDICT)
_PROBLEMS = "problems"


def screened(
    frame: DataFrame,
    *,
    on: date | str,
    readings: Mapping[str, str] | None = None,
    viewpoint: str = "",
    assume: Iterable[str] = (),
    pending: bool = False,
    keep: Iterable[str] = ("mission",),
    folder: str | None = None,
) -> DataFrame:
    """A Spark data frame of missions with their verdicts.

    ``keep`` names columns that are handed on. Bad cells of a row are listed in the column ``problems``, and its verdicts are
    empty: on a cluster one bad row ends no run. Dots in the names of columns become underscores.
    """
    day = date.fromisoformat(on) if isinstance(on, str) else on
    kept = tuple(name for name in keep if name in frame.columns)
    terms = {
        "on": day,
        "readings": dict(readings or {}),
        "viewpoint": viewpoint,
        "assume": tuple(assume),
        "pending": pending,
    }
    fields = dict(frame.dtypes)
    schema = ", ".join(
        [f"`{name}` {fields[name]}" for name in kept]
        + [f"`{name.replace('.', '_')}` string" for name in _COLUMNS]
        + [f"`{_PROBLEMS}` string"]
    )
    columns = tuple(frame.columns)

    def task(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        named = (batch.rename_columns(list(columns)) for batch in batches)
        return _batches(named, columns, terms, kept, folder)

    numbered = frame.toDF(
        *(f"column_{n}" for n in range(len(columns)))
    )  # Spark takes a name with a dot for a field of a struct
    return numbered.mapInArrow(task, schema)


def _batches(
    batches: Iterator[pa.RecordBatch],
    columns: tuple[str, ...],
    terms: dict[str, Any],
    kept: tuple[str, ...],
    folder: str | None,
) -> Iterator[pa.RecordBatch]:
    screener: Screener | None = None
    for batch in batches:
        if batch.num_rows == 0:
            continue
        if screener is None:
            engine = load(folder).engine
            names = [name for name in columns if name not in kept or _is_fact(engine.knowledge.facts, name)]
            screener = Screener(engine, names, **terms)
        yield _screened(screener, batch, kept)


def _is_fact(facts: Mapping[str, Any], name: str) -> bool:
    return name == "mission" or name in facts


def _screened(screener: Screener, batch: pa.RecordBatch, kept: tuple[str, ...]) -> pa.RecordBatch:
    found = screener.screen(batch)
    arrays: dict[str, Any] = {name: batch.column(name) for name in kept}
    for name in _COLUMNS:
        words = GRADES if name.endswith(".grade") else WORDS
        values: list[str | None] = [None] * batch.num_rows
        for row, code in zip(found.rows.tolist(), found.verdicts[name].tolist(), strict=True):
            values[row] = words[code] if code >= 0 else None
        arrays[name.replace(".", "_")] = pa.array(values, pa.string())
    problems: list[str | None] = [None] * batch.num_rows
    for bad in found.bad:
        said = f"{bad.code} {bad.column}: {bad.says}"
        before = problems[bad.row]
        problems[bad.row] = f"{before}; {said}" if before else said
    arrays[_PROBLEMS] = pa.array(problems, pa.string())
    return pa.RecordBatch.from_pydict(arrays)


__all__ = ["screened"]
