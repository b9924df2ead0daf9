"""The database behind the cases: SQLite in the user's data folder, or the one that REGOLEX_DATABASE names.

A transaction that writes is on disk when it ends: SQLite writes through (``synchronous=FULL``), PostgreSQL does by itself.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from regolex.cases import log
from regolex.cases.schema import LATEST
from regolex.errors import CaseError, Problem
from regolex.files import folder_for

VARIABLE = "REGOLEX_DATABASE"
_WAIT = 15  # seconds to wait for another who writes
_MIGRATING = 7263001  # the number under which PostgreSQL knows that someone migrates


def default_url() -> str:
    """The database that is used where none is named."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        return chosen
    from platformdirs import user_data_path

    return f"sqlite:///{(user_data_path('regolex') / 'cases.sqlite3').as_posix()}"


class Database:
    """An open database with the tables of today. Raises CaseError C503 where it cannot be opened, C504 if it is too new."""

    def __init__(self, url: str | None = None) -> None:
        self.url = _url(url or default_url())
        self.sqlite = self.url.get_backend_name() == "sqlite"
        if self.sqlite and self.url.database not in (None, "", ":memory:"):
            folder_for(Path(str(self.url.database)).parent)
        self.engine = _engine(self.url)
        with self.told():
            self._migrate()

    @property
    def shown(self) -> str:
        """Its address without the password."""
        return self.url.render_as_string(hide_password=True)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self.told(), self.engine.connect() as connection:
            if not self.sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes something: it begins when every other has ended, and is on disk when it has ended."""
        with self.told(), self.engine.connect() as connection:
            connection = connection.execution_options(regolex_writes=True)
            with connection.begin():
                log.end(connection, hold=True)
                yield connection

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Errors of the database as a problem with a code."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise _unusable(self.shown, str(getattr(error, "orig", None) or error)) from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    # --- the tables ---

    def _migrate(self) -> None:
        with self.engine.connect() as connection:
            found = _revision(connection)
        if found == LATEST:
            return
        with self.engine.connect() as connection:
            connection = connection.execution_options(regolex_writes=True)
            with connection.begin():
                if not self.sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
                if _revision(connection) != LATEST:  # someone may have been faster
                    _upgrade(connection, self.shown)


def migrations() -> Any:
    """Alembic's view of the migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_path_separator", "os")
    return config


def _upgrade(connection: Connection, shown: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = migrations()
    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise CaseError(
            Problem(
                "C504", f"the database is of a newer Regolex (its tables have the number {found})", shown,
                expected=f"tables up to number {LATEST}", hint="Nothing was changed. Install the newer Regolex.",
            )
        )  # fmt: skip
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _url(written: str) -> URL:
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise _unusable(VARIABLE, "the address cannot be read") from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite":
        return url
    raise _unusable(url.render_as_string(hide_password=True), f"{url.drivername} is not supported")


def _unusable(shown: str, said: str) -> CaseError:
    return CaseError(
        Problem(
            "C503", f"the database cannot be used: {' '.join(said.split())[:300]}", shown,
            expected="sqlite:////path/to/cases.sqlite3 or postgresql://user@host/name",
            hint=f"Nothing was saved that was not confirmed. Check {VARIABLE}, the rights to the file and the free space.",
        )
    )  # fmt: skip


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": _WAIT})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        waits = {"connect_timeout": _WAIT, "options": f"-c lock_timeout={_WAIT}s -c timezone=UTC"}
        return create_engine(url, connect_args=waits, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise CaseError(
            Problem("E352", "psycopg is not installed", url.render_as_string(hide_password=True),
                    hint="pip install 'regolex[team]'")
        ) from None  # fmt: skip


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where they are begun here, and nowhere else
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("regolex_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


__all__ = ["VARIABLE", "Database", "default_url", "migrations"]
