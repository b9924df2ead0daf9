"""Tables of missions: screened in batches, and written part by part.

Each part is written whole or not at all, so that a run that was ended at any moment goes on where it was, without loss and
without a row twice.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.ipc as pi
import pyarrow.parquet as pq

from regolex.engine.results import RESULTS
from regolex.engine.verdict import GRADES, WORDS
from regolex.errors import EvaluationError, Problem, nearest
from regolex.files import folder_for, replace
from regolex.screening.cells import Bad
from regolex.screening.screener import FINDINGS, Screened, Screener
from regolex.screening.sources import ROWS, Opened, chunks
from regolex.screening.summary import SUMMARY, added, count_table

FORM = 2  # of the parts, so that those of an earlier release are not taken over
REJECTS = pa.schema(
    [
        ("row", pa.int64()), ("mission", pa.string()), ("column", pa.string()), ("code", pa.string()),
        ("problem", pa.string()),
    ]
)  # fmt: skip
_WORDS = pa.array(WORDS)
_GRADES = pa.array(GRADES)


def verdict_table(screener: Screener, batch: pa.RecordBatch, found: Screened, first: int) -> pa.Table:
    """The verdicts of one part as a table; ``first`` rows of the whole come before it. Rows are numbered from 1."""
    arrays: dict[str, Any] = {}
    if screener.layout.id:
        arrays["mission"] = batch.column(screener.layout.id).take(pa.array(found.rows))
    arrays["row"] = pa.array(found.rows + first + 1)
    for name, codes in found.verdicts.items():
        words = _GRADES if name.endswith(".grade") else _WORDS
        indices = pa.array(codes, mask=codes < 0)
        arrays[name] = pa.DictionaryArray.from_arrays(indices, words)
    return pa.table(arrays)


def finding_table(screener: Screener, batch: pa.RecordBatch, found: pa.Table, first: int) -> pa.Table:
    """The findings of one part as a table, with the ids of the missions where the table has them."""
    rows = found.column("row")
    table = found.set_column(0, "row", pc.add(rows, first + 1))
    if screener.layout.id:
        table = table.add_column(0, "mission", batch.column(screener.layout.id).take(rows.combine_chunks()))
    return table


def screened_table(screener: Screener, table: pa.Table) -> pa.Table:
    """The verdicts on a table in memory. Raises EvaluationError with every cell that cannot be read."""
    parts = []
    first = 0
    for batch in chunks(iter(table.to_batches()), ROWS):
        found = screener.screen(batch)
        if found.bad:
            raise EvaluationError(problems(found.bad, first))
        parts.append(verdict_table(screener, batch, found, first))
        first += batch.num_rows
    return pa.concat_tables(parts) if parts else pa.table({"row": pa.array([], pa.int64())})


def problems(bad: Iterable[Bad], first: int) -> list[Problem]:
    """What is wrong, once for all rows with the same cell, with the numbers of the first of them."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for one in sorted(set(bad)):
        rows.setdefault((one.column, one.code, one.says), []).append(one.row + first + 1)
    found = []
    for (column, code, says), own in list(rows.items())[:100]:
        shown = ", ".join(f"{row:,}" for row in own[:6]) + (f" and {len(own) - 6:,} more" if len(own) > 6 else "")
        found.append(Problem(code, says, f"row{'s' if len(own) > 1 else ''} {shown}, column {column}"))
    found[-1] = msgspec.structs.replace(
        found[-1], hint="Correct the cells, or set such rows aside: --rejects rejects.csv"
    )
    return found


class Run:
    """One run over a file: its parts stand in a folder beside the result until the last is written."""

    def __init__(self, source: Path, out: Path, screener: Screener, *, rejects: Path | None, findings: Path | None):
        self.source, self.out, self.screener, self.rejects, self.findings = source, out, screener, rejects, findings
        self.folder = out.with_name(out.name + ".parts")
        self.had = 0  # rows that an interrupted run had screened

    def go(self, told: Callable[[int], None] = lambda _: None) -> dict[str, int]:
        """Screen what is left and put the parts together; the number of rows of each verdict, and of rejected cells."""
        self._begin()
        self.had = sum(1 for _ in self.folder.glob("done-*")) * ROWS
        with Opened(self.source) as (schema, batches):
            for number, batch in enumerate(chunks(batches, ROWS)):
                if not self._part("done", number).exists():
                    self._one(number, batch)
                told(batch.num_rows)
        if not self._part("done", 0).exists():  # a table without rows: the columns of the result, and none either
            self._one(0, pa.RecordBatch.from_pylist([], schema))
        return self._finish()

    def _mark(self) -> str:
        """What makes two runs the same: the file, the law, the day and the terms."""
        screener, state = self.screener, self.source.stat()
        said = [
            str(self.source.resolve()), state.st_size, state.st_mtime_ns, screener.engine.knowledge.hash,
            screener.on.isoformat(), sorted(screener.chosen.items()), screener.pending, screener.assume,
            tuple(screener.wanted), bool(self.rejects), bool(self.findings), ROWS, FORM,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()

    def _begin(self) -> None:
        folder_for(self.folder)
        mark, own = self.folder / "run", self._mark().encode()
        if not mark.exists() or mark.read_bytes() != own:
            shutil.rmtree(
                self.folder
            )  # parts of another run, of another file, day or law, or of one that was cleared away
            folder_for(self.folder)
        replace(mark, own)

    def _part(self, name: str, number: int) -> Path:
        return self.folder / f"{name}-{number:06d}"

    def _one(self, number: int, batch: pa.RecordBatch) -> None:
        first = number * ROWS
        found = self.screener.screen(batch)
        if found.bad and self.rejects is None:
            raise EvaluationError(problems(found.bad, first))
        summary = self.screener.wanted.summary
        own = count_table(found.counts) if summary else verdict_table(self.screener, batch, found, first)
        _save(self._part("verdicts", number), own)
        if self.findings is not None and found.findings is not None:
            _save(self._part("findings", number), finding_table(self.screener, batch, found.findings, first))
        name = self.screener.layout.id
        ids = batch.column(name).cast(pa.string()).to_pylist() if name and found.bad else []
        bad = [
            (b.row + first + 1, ids[b.row] if ids else None, b.column, b.code, b.says) for b in sorted(set(found.bad))
        ]
        columns: list[Any] = list(zip(*bad, strict=True)) if bad else [[] for _ in REJECTS]
        _save(
            self._part("rejects", number),
            pa.table([pa.array(c, f.type) for c, f in zip(columns, REJECTS, strict=True)], schema=REJECTS),
        )
        replace(self._part("done", number), b"")

    def _finish(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        if self.screener.wanted.summary:
            total = added(self._tables("verdicts"))
            counts = {c.word: n for c, n in total.items() if c[:2] == ("verdict", "mission")}
            _together(iter([count_table(total)]), self.out, SUMMARY)
        for table in self._tables("verdicts") if not counts else ():
            words = table.column("mission.word").combine_chunks()
            for entry in pc.value_counts(words.cast(pa.string())).to_pylist():
                counts[entry["values"]] = counts.get(entry["values"], 0) + entry["counts"]
        counts["rejected"] = sum(len(set(t.column("row").to_pylist())) for t in self._tables("rejects"))
        if not self.screener.wanted.summary:
            _together(self._tables("verdicts"), self.out)
        if self.findings is not None:
            _together(self._tables("findings"), self.findings, FINDINGS)
        if self.rejects is not None:
            _together(self._tables("rejects"), self.rejects, REJECTS)
        (self.folder / "run").unlink()  # first, so that a run ended here does not take what is left for its parts
        shutil.rmtree(self.folder)
        return counts

    def _tables(self, name: str) -> Iterator[pa.Table]:
        number = 0
        while self._part("done", number).exists():
            path = self._part(name, number)
            if path.exists():
                with pa.memory_map(str(path)) as source:
                    yield pi.open_file(source).read_all()
            number += 1


def _save(path: Path, table: pa.Table) -> None:
    sink = pa.BufferOutputStream()
    with pi.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    replace(path, sink.getvalue().to_pybytes())


def _together(tables: Iterator[pa.Table], out: Path, schema: pa.Schema | None = None) -> None:
    """Write parts as one file, in the format of its name; whole or not at all."""
    part = out.with_name(f".{out.name}.part")
    writer: Any = None
    try:
        for table in tables:
            plain = _plain(table) if out.suffix.lower() == ".csv" else table
            if writer is None:
                writer = _writer(part, plain.schema)
            writer.write_table(plain)
        if writer is None:
            empty = schema.empty_table() if schema else pa.table({"row": pa.array([], pa.int64())})
            plain = _plain(empty) if out.suffix.lower() == ".csv" else empty
            writer = _writer(part, plain.schema)
            writer.write_table(plain)
        writer.close()
        part.replace(out)
    except OSError as error:
        raise EvaluationError(
            Problem(
                "E353", f"the file cannot be written: {error.strerror or error}", str(out), expected="a writable file"
            )
        ) from None


def _writer(path: Path, schema: pa.Schema) -> Any:
    suffix = path.suffixes[-2].lower() if len(path.suffixes) > 1 else ""
    if suffix == ".csv":
        return pv.CSVWriter(path, schema)
    if suffix == ".parquet":
        return pq.ParquetWriter(path, schema, compression="zstd")
    return pi.new_file(str(path), schema)


def _plain(table: pa.Table) -> pa.Table:
    """A table without what CSV cannot hold: words as text, readings in one cell."""
    arrays = {}
    for name in table.schema.names:
        column = table.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        elif pa.types.is_map(column.type):
            said = [" & ".join(f"{q} {r}" for q, r in own or ()) for own in column.to_pylist()]
            column = pa.array(said, pa.string())
        arrays[name] = column
    return pa.table(arrays)


def known_results(names: Sequence[str]) -> tuple[str, ...]:
    """Some results by name; raises EvaluationError for one that does not exist."""
    problems = [
        Problem("E106", f"there is no result {name!r}", expected=", ".join(RESULTS), hint=nearest(name, RESULTS))
        for name in names
        if name not in RESULTS
    ]
    if problems:
        raise EvaluationError(problems)
    return tuple(names)


class writer_for:  # noqa: N801
    """Writes tables one after another into a file, which appears when the last is written."""

    def __init__(self, out: Path) -> None:
        self.out, self._part = out, out.with_name(f".{out.name}.part")
        self._writer: Any = None

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        plain = _plain(table) if self.out.suffix.lower() == ".csv" else table
        if self._writer is None:
            self._writer = _writer(self._part, plain.schema)
        self._writer.write_table(plain)

    def close(self) -> None:
        """Put the file in its place."""
        if self._writer is not None:
            self._writer.close()
            self._part.replace(self.out)


__all__ = [
    "Run", "finding_table", "known_results", "problems", "screened_table", "verdict_table", "writer_for",
]  # fmt: skip
