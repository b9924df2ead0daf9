"""The log: every change of every case, each entry sealed with the hash of the one before it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from regolex.cases.schema import head, log

START = "0" * 64


def seal(previous: str, number: int, at: str, who: str, case_id: str, action: str, detail: str) -> str:
    """The hash of an entry, which changes with each of its parts and with everything before it."""
    return digest([previous, number, at, who, case_id, action, detail])


def digest(parts: list[Any]) -> str:
    """A hash of values, unambiguous in where one ends and the next begins."""
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def end(connection: Connection, *, hold: bool = False) -> tuple[int, str]:
    """The number and hash of the latest entry. ``hold`` makes everyone else who writes wait until this transaction ends."""
    asked = select(head.c.number, head.c.hash).where(head.c.id == 1)
    number, sealed = connection.execute(asked.with_for_update() if hold else asked).one()
    return int(number), str(sealed)


def record(
    connection: Connection, at: str, who: str, case_id: str, action: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Add an entry. The transaction holds the end of the log already."""
    number, previous = end(connection)
    number += 1
    words = msgspec.json.encode(dict(detail or {}), order="sorted").decode()
    sealed = seal(previous, number, at, who, case_id, action, words)
    connection.execute(
        insert(log).values(number=number, at=at, who=who, case_id=case_id, action=action, detail=words, hash=sealed)
    )
    connection.execute(update(head).where(head.c.id == 1).values(number=number, hash=sealed))


__all__ = ["START", "digest", "end", "record", "seal"]
