"""Who of those who see a case answers which question or does which task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, insert, select, update

from regolex.cases import log
from regolex.cases.access import granted, visible
from regolex.cases.case import WRITE, moment
from regolex.cases.difference import storable
from regolex.cases.schema import assignments, cases, shares
from regolex.cases.store import Store
from regolex.errors import CaseError, Problem

MOST = 255  # signs of what an assignment is about


class Assignment(msgspec.Struct, frozen=True):
    """A question or a task with the person it is assigned to. ``about`` names it to the page, ``words`` to people."""

    case_id: str
    about: str
    person: str
    words: str
    by: str
    at: datetime
    done_at: datetime | None = None


def of_case(store: Store, case_id: str) -> tuple[Assignment, ...]:
    """What is assigned in a case, in the order in which it was."""
    with store.database.reading() as connection:
        granted(connection, store.user, case_id)
        asked = select(assignments).where(assignments.c.case_id == case_id)
        return tuple(map(_assignment, connection.execute(asked.order_by(assignments.c.at, assignments.c.about))))


def of_mine(store: Store) -> tuple[Assignment, ...]:
    """What this person has still to do, over all cases that they may see."""
    seen: Select[tuple[str]] = visible(store.user).with_only_columns(cases.c.id).where(cases.c.deleted_at.is_(None))
    open_ones = select(assignments).where(
        assignments.c.person == store.user, assignments.c.done_at.is_(None), assignments.c.case_id.in_(seen)
    )  # fmt: skip
    with store.database.reading() as connection:
        return tuple(map(_assignment, connection.execute(open_ones.order_by(assignments.c.at, assignments.c.about))))


def assign(store: Store, case_id: str, about: str, words: str, person: str) -> None:
    """Assign a question or a task to the owner of a case or to someone with whom it is shared.

    Raises CaseError C505 without the right to write, and C510 if the person does not see the case.
    """
    if not 0 < len(about) <= MOST:
        raise CaseError(Problem("C511", f"what is assigned has {len(about)} signs", expected=f"1 to {MOST}"))
    with store.database.writing() as connection:
        row = granted(connection, store.user, case_id, WRITE)
        shared = select(shares.c.person).where(shares.c.case_id == case_id, shares.c.person == person)
        if not person or (person != row.owner and not connection.execute(shared).first()):
            raise CaseError(
                Problem(
                    "C510", "this person does not see the case", hint="Share the case with them first, then assign."
                )
            )
        at = store.stamp()
        same = (assignments.c.case_id == case_id) & (assignments.c.about == about)
        connection.execute(delete(assignments).where(same))
        connection.execute(
            insert(assignments).values(
                case_id=case_id, about=storable(about), person=person, words=storable(words), by=store.who, at=at
            )
        )  # fmt: skip
        log.record(connection, at, store.who, case_id, "assign", {"about": about, "to": person})


def finish(store: Store, case_id: str, about: str, *, done: bool = True) -> None:
    """Mark an assignment as done or open again: by the person it is assigned to, or by anyone who may write."""
    with store.database.writing() as connection:
        granted(connection, store.user, case_id)
        same = (assignments.c.case_id == case_id) & (assignments.c.about == about)
        row = connection.execute(select(assignments).where(same)).first()
        if row is None:
            raise _none(about)
        if row.person != store.user:
            granted(connection, store.user, case_id, WRITE)
        at = store.stamp()
        connection.execute(update(assignments).where(same).values(done_at=at if done else None))
        log.record(connection, at, store.who, case_id, "finish" if done else "reopen", {"about": about})


def unassign(store: Store, case_id: str, about: str) -> None:
    """Assign a question or task to no one."""
    with store.database.writing() as connection:
        granted(connection, store.user, case_id, WRITE)
        same = (assignments.c.case_id == case_id) & (assignments.c.about == about)
        if not connection.execute(delete(assignments).where(same)).rowcount:
            raise _none(about)
        log.record(connection, store.stamp(), store.who, case_id, "unassign", {"about": about})


def _none(about: str) -> CaseError:
    return CaseError(
        Problem("C510", f"{about!r} is assigned to no one", expected="a question or task that is assigned")
    )


def _assignment(row: Row[Any]) -> Assignment:
    done = row.done_at
    return Assignment(
        row.case_id, row.about, row.person, row.words, row.by, moment(row.at), moment(done) if done else None
    )


__all__ = ["MOST", "Assignment", "assign", "finish", "of_case", "of_mine", "unassign"]
