"""Whether the log is whole, and whether the cases are what it says: the log is read again from its first entry.

It notices an entry changed, taken out or put in, and whatever was changed in the tables without the log. Whoever can write to
the database can also rewrite the whole log; against that, note number and hash of the end elsewhere and compare later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from regolex.cases import comments as said
from regolex.cases import log
from regolex.cases.database import Database
from regolex.cases.schema import assignments, cases, comments, links, people, shares, versions
from regolex.cases.schema import log as entries
from regolex.errors import Problem

_CONTENT = ("title", "text", "settings", "what")


class Verified(msgspec.Struct, frozen=True):
    """What was found: how far the log goes, the hash at its end, and every disagreement."""

    number: int
    hash: str
    problems: tuple[Problem, ...] = ()


class _Told:
    """What the tables have to be, according to the log: from a key to its value, for each table."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, Any]] = {
            name: {} for name in ("case", "version", "person", "share", "assignment", "comment", "link")
        }

    def take(self, row: Any) -> None:
        """Follow one entry."""
        detail, case_id, t = msgspec.json.decode(row.detail), row.case_id, self.tables
        match row.action:
            case "new" | "duplicate":
                t["case"][case_id] = (row.who, 1, False)
                t["version"][case_id, 1] = (detail["sha256"], row.who, row.at)
            case "save" | "restore":
                owner, _, gone = t["case"][case_id]
                t["case"][case_id] = (owner, detail["version"], gone)
                t["version"][case_id, detail["version"]] = (detail["sha256"], row.who, row.at)
            case "delete" | "undelete":
                owner, version, _ = t["case"][case_id]
                t["case"][case_id] = (owner, version, row.action == "delete")
            case "purge":
                self._purge(case_id)
            case "give":
                _, version, gone = t["case"][case_id]
                t["case"][case_id] = (detail["to"], version, gone)
                t["share"].pop((case_id, detail["to"]), None)
            case "share":
                t["share"][case_id, detail["with"]] = detail["access"]
            case "unshare":
                del t["share"][case_id, detail["with"]]
                for key in [k for k, own in t["assignment"].items() if k[0] == case_id and own[0] == detail["with"]]:
                    del t["assignment"][key]
            case "assign":
                t["assignment"][case_id, detail["about"]] = (detail["to"], False)
            case "finish" | "reopen":
                to, _ = t["assignment"][case_id, detail["about"]]
                t["assignment"][case_id, detail["about"]] = (to, row.action == "finish")
            case "unassign":
                del t["assignment"][case_id, detail["about"]]
            case "comment":
                t["comment"][case_id, detail["comment"]] = detail["sha256"]
            case "link":
                t["link"][case_id, detail["link"]] = (detail["sha256"], False)
            case "unlink":
                t["link"][case_id, detail["link"]] = (t["link"][case_id, detail["link"]][0], True)
            case "arrive":
                t["person"][detail["person"]] = detail["sha256"]
            case other:
                raise KeyError(other)

    def _purge(self, case_id: str) -> None:
        del self.tables["case"][case_id]
        for name in ("version", "share", "assignment", "comment", "link"):
            for key in [key for key in self.tables[name] if key[0] == case_id]:
                del self.tables[name][key]


def verify(database: Database, noted: str = "") -> Verified:
    """Check the whole database; ``noted`` is ``number:hash`` from an earlier check, which has to be on the way."""
    with database.reading() as connection:
        told, problems = _Told(), []
        number, sealed, noted_found = 0, log.START, not noted
        for row in connection.execute(select(entries).order_by(entries.c.number)):
            if row.number != number + 1:
                problems.append(_wrong(f"entry {row.number} of the log comes after entry {number}"))
            number = row.number
            expected = log.seal(sealed, number, row.at, row.who, row.case_id, row.action, row.detail)
            if row.hash != expected:
                problems.append(_wrong(f"entry {number} of the log ({row.action}, {row.at}) does not fit its hash"))
            sealed = row.hash
            noted_found = noted_found or noted == f"{number}:{sealed}"
            try:
                told.take(row)
            except (KeyError, TypeError, ValueError, msgspec.DecodeError):
                problems.append(
                    _wrong(f"entry {number} of the log ({row.action}) does not follow from those before it")
                )
        if log.end(connection) != (number, sealed):
            problems.append(
                _wrong("the end of the log is not where it was recorded: entries are missing or were added")
            )
        if not noted_found:
            problems.append(_wrong(f"the log does not contain {noted}, which was noted at an earlier check"))
        problems += [_wrong(what) for what in _disagreements(told, connection)]
        return Verified(number, sealed, tuple(problems))


def _disagreements(told: _Told, connection: Connection) -> Iterator[str]:
    for name, found in _tables(connection).items():
        expected = told.tables[name]
        for key in sorted({*found, *expected}, key=str):
            shown = " ".join(map(str, key)) if isinstance(key, tuple) else key
            if key not in found:
                yield f"{name} {shown} is in the log and not in the database"
            elif key not in expected:
                yield f"{name} {shown} is in the database and not in the log"
            elif found[key] != expected[key]:
                yield f"{name} {shown} is not as the log says"


def _tables(connection: Connection) -> dict[str, dict[Any, Any]]:
    """The tables as they are, in the form in which the log records them."""

    def rows(table: Any) -> Iterator[Any]:
        yield from connection.execution_options(yield_per=500).execute(select(table))

    return {
        "case": {r.id: (r.owner, r.version, r.deleted_at is not None) for r in rows(cases)},
        "version": {
            (r.case_id, r.number): (log.digest([getattr(r, key) for key in _CONTENT]), r.by, r.at)
            for r in rows(versions)
        },
        "person": {r.id: log.digest([r.issuer, r.subject]) for r in rows(people)},
        "share": {(r.case_id, r.person): r.access for r in rows(shares)},
        "assignment": {(r.case_id, r.about): (r.person, r.done_at is not None) for r in rows(assignments)},
        "comment": {(r.case_id, r.id): said.sealed(dict(r._mapping)) for r in rows(comments)},
        "link": {
            (r.case_id, r.id): (log.digest([r.secret_hash, r.until]), r.revoked_at is not None) for r in rows(links)
        },
    }


def _wrong(what: str) -> Problem:
    return Problem(
        "C509", what, expected="a log from which each case follows as it is",
        hint="Someone or something changed the database outside Regolex. Compare with a backup.",
    )  # fmt: skip


__all__ = ["Verified", "verify"]
