"""Sharing a case with a named colleague, to read or to write, and handing it on to another owner."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from regolex.cases import log
from regolex.cases.access import granted
from regolex.cases.case import OWN, READ, WRITE, moment
from regolex.cases.people import Person
from regolex.cases.schema import assignments, cases, people, shares
from regolex.cases.store import Store
from regolex.errors import CaseError, Problem


class Share(msgspec.Struct, frozen=True):
    """One person who may see a case of someone else."""

    person: Person
    access: str
    by: str
    at: datetime


def shared_with(store: Store, case_id: str) -> tuple[Share, ...]:
    """With whom a case is shared; everyone who may read it may know."""
    with store.database.reading() as connection:
        granted(connection, store.user, case_id)
        asked = select(shares, people.c.email, people.c.name).join(people, people.c.id == shares.c.person)
        rows = connection.execute(asked.where(shares.c.case_id == case_id).order_by(people.c.name, people.c.id))
        return tuple(Share(Person(row.person, row.email, row.name), row.access, row.by, moment(row.at)) for row in rows)


def share(store: Store, case_id: str, person: str, access: str = READ) -> None:
    """Share a case of one's own with a person, or change what they may do with it. Raises CaseError C505 or C510."""
    if access not in (READ, WRITE):
        raise CaseError(Problem("C511", f"{access!r} is not a way to share a case", expected=f"{READ} or {WRITE}"))
    with store.database.writing() as connection:
        row = granted(connection, store.user, case_id, OWN)
        _known(connection, person)
        if person == row.owner:
            raise CaseError(Problem("C511", "the owner of a case has every right to it already"))
        at = store.stamp()
        _stop(connection, case_id, person)
        connection.execute(
            insert(shares).values(case_id=case_id, person=person, access=access, by=store.who, at=at)
        )  # fmt: skip
        log.record(connection, at, store.who, case_id, "share", {"with": person, "access": access})


def stop(store: Store, case_id: str, person: str) -> None:
    """Share a case no longer. Its owner may do so for everyone, and everyone for themselves."""
    with store.database.writing() as connection:
        granted(connection, store.user, case_id, READ if person == store.user else OWN)
        if not _stop(connection, case_id, person):
            raise CaseError(Problem("C510", "the case is not shared with this person"))
        _unassign(connection, case_id, person)
        log.record(connection, store.stamp(), store.who, case_id, "unshare", {"with": person})


def give(store: Store, case_id: str, person: str) -> None:
    """Hand a case on to another owner; whoever had it keeps the right to write, until the new owner takes it away."""
    with store.database.writing() as connection:
        row = granted(connection, store.user, case_id, OWN)
        _known(connection, person)
        at = store.stamp()
        if person == row.owner:
            return
        _stop(connection, case_id, person)
        connection.execute(update(cases).where(cases.c.id == case_id).values(owner=person))
        log.record(connection, at, store.who, case_id, "give", {"to": person, "from": row.owner})
        if connection.execute(select(people.c.id).where(people.c.id == row.owner)).first():
            connection.execute(
                insert(shares).values(case_id=case_id, person=row.owner, access=WRITE, by=store.who, at=at)
            )  # fmt: skip
            log.record(connection, at, store.who, case_id, "share", {"with": row.owner, "access": WRITE})


def _stop(connection: Connection, case_id: str, person: str) -> int:
    gone = delete(shares).where(shares.c.case_id == case_id, shares.c.person == person)
    return connection.execute(gone).rowcount


def _unassign(connection: Connection, case_id: str, person: str) -> None:
    """What was assigned to someone who may no longer see the case is assigned to no one."""
    connection.execute(
        delete(assignments).where(assignments.c.case_id == case_id, assignments.c.person == person)
    )  # fmt: skip


def _known(connection: Connection, person: str) -> None:
    if not connection.execute(select(people.c.id).where(people.c.id == person)).first():
        raise CaseError(
            Problem("C510", "there is no such person on this server", hint="Ask them to open this server once.")
        )


__all__ = ["Share", "give", "share", "shared_with", "stop"]
