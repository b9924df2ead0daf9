"""A backup: the whole database in one file, the same for SQLite and PostgreSQL, so that it also leads from one to the other.

JSON Lines: what it is, one line for each row, and last a hash of everything before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from regolex.cases.database import Database
from regolex.cases.schema import LATEST, cases, head, log, metadata
from regolex.errors import CaseError, Problem
from regolex.files import write as write_file

FORMAT = "regolex-cases"


def write(database: Database, path: Path) -> int:
    """Write everything to a file, whole or not at all; the number of cases in it."""
    rows: list[bytes] = [msgspec.json.encode({"format": FORMAT, "tables": LATEST})]
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                rows.append(
                    msgspec.json.encode(
                        {"table": str(table.name), "row": {str(key): value for key, value in row.items()}}
                    )
                )
    count = sum(row.startswith(b'{"table":"cases"') for row in rows)
    body = b"".join(row + b"\n" for row in rows)
    write_file(path, body + msgspec.json.encode({"sha256": hashlib.sha256(body).hexdigest()}) + b"\n")
    return count


def read(database: Database, path: Path) -> int:
    """Fill an empty database from a backup; the number of cases. Raises CaseError C508 and changes nothing if it cannot."""
    rows = list(_rows(path))
    with database.writing() as connection:
        if connection.execute(select(log.c.number).limit(1)).first():
            raise _unusable(path, "the database is not empty", "an empty database, named by REGOLEX_DATABASE")
        connection.execute(delete(head))
        for table in metadata.sorted_tables:
            own = [row["row"] for row in rows if row["table"] == table.name]
            if own:
                connection.execute(insert(table), own)
        return sum(row["table"] == cases.name for row in rows)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        body = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _unusable(path, f"it cannot be read: {getattr(error, 'strerror', None) or error}") from None
    lines = body.splitlines(keepends=True)
    try:
        first, last = msgspec.json.decode(lines[0]), msgspec.json.decode(lines[-1])
        if first["format"] != FORMAT:
            raise _unusable(path, "it is not a backup of cases")
        if last["sha256"] != hashlib.sha256(b"".join(lines[:-1])).hexdigest():
            raise _unusable(path, "it is incomplete or was changed")
        if first["tables"] != LATEST:
            what = f"its tables have the number {first['tables']}, those of this Regolex {LATEST}"
            raise _unusable(path, what, "a backup made by this version")
        yield from (msgspec.json.decode(line) for line in lines[1:-1])
    except (msgspec.DecodeError, IndexError, KeyError, TypeError):
        raise _unusable(path, "it is not a backup of cases, or incomplete") from None


def _unusable(path: Path, what: str, expected: str = "a file written by regolex cases backup") -> CaseError:
    return CaseError(Problem("C508", what, str(path), expected=expected, hint="Nothing was changed."))


__all__ = ["FORMAT", "read", "write"]
