"""Tables of missions as they are read: Parquet, CSV or Arrow files, in batches of one size."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.ipc as pi
import pyarrow.parquet as pq

from regolex.errors import EvaluationError, Problem

ROWS = 65_536  # of one part; a multiple of 64
SUFFIXES = (".parquet", ".csv", ".arrow", ".feather", ".ipc")
SEPARATORS = ",;\t"  # of a CSV file: that of which the line of names has most


def columns_of(path: Path) -> list[str]:
    """The names of the columns of a table."""
    with Opened(path) as (schema, _):
        return list(schema.names)


def rows_of(path: Path) -> int | None:
    """How many rows a table has; None where only reading it would tell."""
    return pq.read_metadata(path).num_rows if path.suffix.lower() == ".parquet" else None


class Opened:
    """The schema and the batches of a file; a context, so that the file is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        suffix = self.path.suffix.lower()
        if suffix not in SUFFIXES:
            raise _not_a_table(self.path, f"{self.path.name} is not a table", ", ".join(SUFFIXES))
        with _told(self.path):
            schema, batches = self._read(suffix)
        twice = [name for name, many in Counter(schema.names).items() if many > 1]
        if twice:
            self._file.close()
            raise _not_a_table(self.path, f"the column {twice[0]} stands in the table twice", "every column once")
        return schema, self._batches(batches)

    def _read(self, suffix: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        if suffix == ".parquet":
            # what is read ahead is kept until the file is closed: memory would grow with the file
            self._file: Any = pq.ParquetFile(self.path, pre_buffer=False)
            return self._file.schema_arrow, self._file.iter_batches(batch_size=ROWS)
        if suffix == ".csv":
            self._file = _csv(self.path)
            return self._file.schema, iter(self._file)
        self._file = pa.memory_map(str(self.path))
        try:
            reader: Any = pi.open_file(self._file)
            return reader.schema, (reader.get_batch(n) for n in range(reader.num_record_batches))
        except pa.ArrowInvalid:
            reader = pi.open_stream(self._file)
            return reader.schema, iter(reader)

    def _batches(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with _told(self.path):  # a file may be sound at its beginning alone
            yield from batches

    def __exit__(self, *_: object) -> None:
        self._file.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What keeps a table from being read, told as an error of the file."""
    try:
        yield
    except UnicodeDecodeError:
        raise _not_a_table(path, "the table is not in UTF-8", "a CSV file saved as UTF-8") from None
    except (OSError, pa.ArrowInvalid) as error:
        if "invalid UTF8" in str(error):
            raise _not_a_table(path, "the table is not in UTF-8", "a CSV file saved as UTF-8") from None
        said = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise _not_a_table(path, f"the table cannot be read: {said}", "Parquet, CSV or Arrow") from None


def _not_a_table(path: Path, says: str, expected: str) -> EvaluationError:
    return EvaluationError(Problem("E363", says, str(path), expected=expected))


def _csv(path: Path) -> Any:
    """A CSV file with every cell as text: what it means is for the reader of cells to say."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    separator = max(SEPARATORS, key=line.count)  # a comma where there is none of them
    names = next(csv.reader([line], delimiter=separator), [])
    types = pv.ConvertOptions(column_types={name: pa.string() for name in names}, strings_can_be_null=False)
    parsing = pv.ParseOptions(delimiter=separator, newlines_in_values=True)
    return pv.open_csv(path, convert_options=types, parse_options=parsing)


def chunks(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of one size, so that parts are the same however the file was written."""
    kept: list[pa.RecordBatch] = []
    have = 0
    for batch in batches:
        while batch.num_rows:
            taken = batch.slice(0, rows - have)
            kept.append(taken)
            have += taken.num_rows
            batch = batch.slice(taken.num_rows)
            if have == rows:
                yield _joined(kept)
                kept, have = [], 0
    if have:
        yield _joined(kept)


def _joined(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).combine_chunks()
    return table.to_batches()[0]


def known_suffix(path: Path) -> None:
    """Raise EvaluationError for a file whose name does not say a format."""
    if path.suffix.lower() not in SUFFIXES:
        raise EvaluationError(Problem("E363", f"{path.name} names no format", str(path), expected=", ".join(SUFFIXES)))


__all__ = ["ROWS", "SUFFIXES", "Opened", "chunks", "columns_of", "known_suffix", "rows_of"]
