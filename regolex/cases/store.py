"""The cases of one person: read, save, go back, and never overwrite silently what someone else has saved.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     store = Store.open(f"sqlite:///{folder}/cases.sqlite3")
...     case = store.new("Drill", "mission: drill\\n")
...     saved = store.save(case.id, "mission: drill\\ntitle: Drill\\n", expected_version=case.version)
...     versions = [version.number for version in store.versions(case.id)]
...     store.close()
>>> saved.version, versions
(2, [2, 1])
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from regolex.cases import backup, log
from regolex.cases.access import granted, visible
from regolex.cases.case import (
    EVERYONE,
    LOCAL,
    OWN,
    READ,
    UNDO_DAYS,
    WRITE,
    Card,
    Case,
    Change,
    Conflict,
    Version,
    moment,
    plain,
    stamp,
)
from regolex.cases.database import Database
from regolex.cases.difference import changes, storable
from regolex.cases.schema import cases, summaries, versions
from regolex.errors import CaseError, MissionError, Problem
from regolex.files import write as write_file
from regolex.law.source import Document, read_bytes

if TYPE_CHECKING:
    from regolex.law.model import Knowledge

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """The cases that one person may see, in one database.

    Every method that changes something returns when the change is on disk, and not before.
    """

    def __init__(self, database: Database, user: str = LOCAL, clock: Clock = _now) -> None:
        self.database, self.user, self.clock = database, user, clock

    @classmethod
    def open(cls, url: str | None = None, *, user: str = LOCAL, clock: Clock = _now) -> Store:
        """The store at an address; by default that of REGOLEX_DATABASE, else SQLite in the user's data folder.

        Its tables are made or brought up to date. Raises CaseError C503 if it cannot be opened.
        """
        return cls(Database(url), user, clock)

    @property
    def who(self) -> str:
        """Under whose name a change is recorded: whoever runs the server is the person at the machine."""
        return LOCAL if self.user == EVERYONE else self.user

    def of(self, user: str) -> Store:
        """The same database for another person."""
        return Store(self.database, user, self.clock)

    def close(self) -> None:
        """Give back the connections to the database."""
        self.database.close()

    # --- read ---

    def list(self, *, deleted: bool = False) -> tuple[Card, ...]:
        """The cases of this person, the last changed first; with ``deleted`` those that can still be restored."""
        shown = (versions.c.title, versions.c.at, versions.c.by, summaries.c.summary)
        asked = (
            visible(self.user, *shown, summaries.c.version.label("summary_of"))
            .join(versions, (versions.c.case_id == cases.c.id) & (versions.c.number == cases.c.version))
            .outerjoin(summaries, summaries.c.case_id == cases.c.id)
            .order_by(versions.c.at.desc(), cases.c.id)
        )
        if deleted:
            asked = asked.where(cases.c.deleted_at > self.oldest())
            asked = asked if self.user == EVERYONE else asked.where(cases.c.owner == self.user)
        else:
            asked = asked.where(cases.c.deleted_at.is_(None))
        with self.database.reading() as connection:
            return tuple(self._card(row) for row in connection.execute(asked))

    def read(self, case_id: str, version: int | None = None) -> Case:
        """A case as it is now, or as it was in an earlier version.

        Raises CaseError C501 if there is no such case for this person, C507 if it has no such version.
        """
        with self.database.reading() as connection:
            return self._read(connection, case_id, version)

    def versions(self, case_id: str) -> tuple[Version, ...]:
        """The history of a case, the latest version first."""
        with self.database.reading() as connection:
            granted(connection, self.user, case_id)
            asked = select(versions).where(versions.c.case_id == case_id).order_by(versions.c.number.desc())
            return tuple(
                Version(row.number, row.title, moment(row.at), row.by, row.what) for row in connection.execute(asked)
            )

    def compare(self, case_id: str, one: int, other: int) -> tuple[Change, ...]:
        """The places that two versions answer differently, in the order of the mission file."""
        with self.database.reading() as connection:
            return changes(self._read(connection, case_id, one), self._read(connection, case_id, other))

    # --- write ---

    def new(self, title: str, text: str, *, settings: Mapping[str, Any] | None = None, what: str = "") -> Case:
        """A new case with its first version."""
        with self.database.writing() as connection:
            return self._new(connection, "new", title, text, plain(settings), what, {})

    def save(
        self, case_id: str, text: str, expected_version: int, *, title: str | None = None,
        settings: Mapping[str, Any] | None = None, what: str = "",
    ) -> Case:  # fmt: skip
        """The next version of a case; title and settings stay as they are where none are handed over.

        Raises Conflict if someone has saved it since ``expected_version``; nothing is saved then. What stands there
        already makes no new version, so that saving once more after a broken connection is safe.
        """
        with self.database.writing() as connection:
            now = self._read(connection, case_id, need=WRITE)
            mine = msgspec.structs.replace(
                now, title=now.title if title is None else title, text=text, version=expected_version, what=what,
                settings=now.settings if settings is None else dict(settings),
            )  # fmt: skip
            same = (now.title, now.text, plain(now.settings)) == (mine.title, mine.text, plain(mine.settings))
            if same:
                return now
            if now.version != expected_version:
                raise Conflict(mine, now, self._earlier(connection, case_id, expected_version))
            return self._next(connection, mine, "save")

    def restore(self, case_id: str, version: int, expected_version: int | None = None) -> Case:
        """An earlier version once more, as the next one: what lies between stays in the history.

        With ``expected_version``, raises Conflict if someone has saved the case since.
        """
        with self.database.writing() as connection:
            now, old = self._read(connection, case_id, need=WRITE), self._read(connection, case_id, version)
            if expected_version is not None and now.version != expected_version:
                raise Conflict(msgspec.structs.replace(old, version=expected_version), now)
            again = msgspec.structs.replace(old, version=now.version, what=f"Version {version} restored")
            return self._next(connection, again, "restore", of=version)

    def duplicate(self, case_id: str, title: str | None = None) -> Case:
        """A new case of one's own with the latest version of another as its first."""
        with self.database.writing() as connection:
            old = self._read(connection, case_id)
            name = f"{old.title} (copy)" if title is None else title
            return self._new(
                connection, "duplicate", name, old.text, plain(old.settings), f"Copy of {old.title}",
                {"of": case_id, "of_version": old.version},
            )  # fmt: skip

    def delete(self, case_id: str) -> Card:
        """Delete a case. It can be restored for thirty days, and is gone for good after that."""
        with self.database.writing() as connection:
            granted(connection, self.user, case_id, OWN)
            at = self.stamp()
            connection.execute(
                update(cases).where(cases.c.id == case_id).values(deleted_at=at, deleted_by=self.who)
            )  # fmt: skip
            log.record(connection, at, self.who, case_id, "delete")
            self._purge(connection)
        return next(card for card in self.list(deleted=True) if card.id == case_id)

    def undelete(self, case_id: str) -> Case:
        """Have a deleted case back, with all of its versions. Raises CaseError C501 after thirty days."""
        with self.database.writing() as connection:
            granted(connection, self.user, case_id, OWN, self.oldest())
            connection.execute(update(cases).where(cases.c.id == case_id).values(deleted_at=None, deleted_by=None))
            log.record(connection, self.stamp(), self.who, case_id, "undelete")
            return self._read(connection, case_id)

    def remember(self, case_id: str, version: int, summary: Mapping[str, Any]) -> None:
        """Keep what a list shows of a case (its verdict, its day, its next task), worked out from a version of it.

        It is not part of the case or its history; a summary of an older version never replaces that of a newer one.
        """
        with self.database.writing() as connection:
            granted(connection, self.user, case_id)
            values = {"version": version, "summary": plain(summary)}
            newer = summaries.c.version <= version
            if connection.execute(select(summaries.c.version).where(summaries.c.case_id == case_id)).first():
                connection.execute(update(summaries).where(summaries.c.case_id == case_id, newer).values(**values))
            else:
                connection.execute(insert(summaries).values(case_id=case_id, **values))

    # --- files ---

    def export(self, case_id: str, path: Path) -> None:
        """Write the latest version as a mission file, whole or not at all."""
        write_file(path, self.read(case_id).text)

    def import_(self, text: str, knowledge: Knowledge, *, title: str = "", name: str = "mission") -> Case:
        """A new case from the text of a mission file. Raises MissionError with every problem of it, called ``name``."""
        from regolex.missions.file import text as written
        from regolex.missions.mission import mission_from

        document = read_bytes(text.encode("utf-8", "surrogatepass"), Document(name, "M"))
        if document.problems:
            raise MissionError(document.problems)
        mission = mission_from(document, knowledge)
        what = f"Imported from {name}"
        return self.new(title or mission.title, written(mission, knowledge), what=what)

    def backup(self, path: Path) -> int:
        """Write all cases of the database with their history and the log to one file; the number of cases."""
        self._at_this_machine("backed up")
        return backup.write(self.database, path)

    def recover(self, path: Path) -> int:
        """Fill an empty database from a backup, made of any kind of database; the number of cases."""
        self._at_this_machine("filled from a backup")
        return backup.read(self.database, path)

    def _at_this_machine(self, what: str) -> None:
        if self.user not in (LOCAL, EVERYONE):
            raise CaseError(
                Problem("C505", f"the database of all people is {what} by whoever runs the server, with regolex cases")
            )

    # --- the clock ---

    def stamp(self) -> str:
        """This moment as it is stored."""
        return stamp(self.clock())

    def oldest(self) -> str:
        """The moment before which a deleted case is gone."""
        return stamp(self.clock() - timedelta(days=UNDO_DAYS))

    # --- the steps of the above, within a transaction ---

    def _read(self, connection: Connection, case_id: str, version: int | None = None, need: str = READ) -> Case:
        row = granted(connection, self.user, case_id, need)
        found = self._earlier(connection, case_id, row.version if version is None else version, row)
        if found is None:
            raise CaseError(
                Problem("C507", f"the case has no version {version}", expected=f"a number from 1 to {row.version}")
            )
        return found

    def _earlier(self, connection: Connection, case_id: str, number: int, row: Row[Any] | None = None) -> Case | None:
        row = row or granted(connection, self.user, case_id)
        asked = select(versions).where(versions.c.case_id == case_id, versions.c.number == number)
        one = connection.execute(asked).first()
        if one is None:
            return None
        return Case(
            case_id, one.title, one.text, one.number, moment(one.at), moment(row.created_at), one.by, row.owner, row.access,
            msgspec.json.decode(one.settings), one.what,
        )  # fmt: skip

    def _new(
        self,
        connection: Connection,
        action: str,
        title: str,
        text: str,
        settings: str,
        what: str,
        detail: dict[str, Any],
    ) -> Case:
        case_id, at = secrets.token_hex(8), self.stamp()
        connection.execute(insert(cases).values(id=case_id, owner=self.who, version=1, created_at=at))
        self._version(connection, action, case_id, 1, title, text, settings, what, at, detail)
        return self._read(connection, case_id)

    def _next(self, connection: Connection, case: Case, action: str, **detail: Any) -> Case:
        number = case.version + 1
        connection.execute(update(cases).where(cases.c.id == case.id).values(version=number))
        self._version(
            connection, action, case.id, number, case.title, case.text, plain(case.settings), case.what, self.stamp(), detail
        )  # fmt: skip
        return self._read(connection, case.id)

    def _version(
        self, connection: Connection, action: str, case_id: str, number: int, title: str, text: str, settings: str,
        what: str, at: str, detail: dict[str, Any],
    ) -> None:  # fmt: skip
        values = {"title": storable(title), "text": storable(text), "settings": settings, "what": storable(what)}
        connection.execute(
            insert(versions).values(case_id=case_id, number=number, by=self.who, at=at, **values)
        )  # fmt: skip
        sealed = log.digest([values[key] for key in ("title", "text", "settings", "what")])
        log.record(connection, at, self.who, case_id, action, {**detail, "version": number, "sha256": sealed})

    def _purge(self, connection: Connection) -> None:
        """Let go of what was deleted more than thirty days ago; the log keeps that it was there."""
        asked = select(cases.c.id).where(cases.c.deleted_at <= self.oldest())
        for case_id in connection.execute(asked).scalars().all():
            connection.execute(delete(cases).where(cases.c.id == case_id))
            log.record(connection, self.stamp(), self.who, case_id, "purge")

    def _card(self, row: Row[Any]) -> Card:
        deleted = moment(row.deleted_at) if row.deleted_at else None
        return Card(
            row.id, row.title, row.version, moment(row.at), moment(row.created_at), row.by, row.owner, row.access,
            msgspec.json.decode(row.summary) if row.summary else {}, row.summary_of or 0, deleted,
            deleted + timedelta(days=UNDO_DAYS) if deleted else None,
        )  # fmt: skip


__all__ = ["Store"]
