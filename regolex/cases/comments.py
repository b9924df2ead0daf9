"""Comments on a case, by those who may read it and by those who have a link to it. What was said is not changed."""

from __future__ import annotations

import secrets
from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, insert, select

from regolex.cases import log
from regolex.cases.access import granted
from regolex.cases.case import moment
from regolex.cases.difference import storable
from regolex.cases.schema import comments, people, versions
from regolex.cases.store import Store
from regolex.errors import CaseError, Problem

MOST = 10_000  # signs of one comment
LINK = "link:"  # how ``by`` begins where someone with a link has spoken; their name is only what they typed


class Comment(msgspec.Struct, frozen=True):
    """Something said about a version of a case; ``about`` names the place, or is empty for the case as a whole."""

    id: str
    version: int
    about: str
    text: str
    by: str
    name: str
    at: datetime

    @property
    def by_link(self) -> bool:
        """Whether someone with a link said it, who did not sign in."""
        return self.by.startswith(LINK)


def of_case(store: Store, case_id: str) -> tuple[Comment, ...]:
    """What was said about a case, in the order in which it was."""
    with store.database.reading() as connection:
        granted(connection, store.user, case_id)
        return said(connection, case_id)


def say(store: Store, case_id: str, text: str, about: str = "", version: int | None = None) -> Comment:
    """Comment on the version that was looked at, by default the latest."""
    with store.database.writing() as connection:
        row = granted(connection, store.user, case_id)
        asked = select(people.c.name, people.c.email).where(people.c.id == store.who)
        known = connection.execute(asked).first()
        name = (known.name or known.email) if known else ""
        return add(connection, case_id, version or row.version, about, text, store.who, name, store.stamp())


def said(connection: Connection, case_id: str) -> tuple[Comment, ...]:
    """The comments on a case that was looked up already."""
    asked = select(comments).where(comments.c.case_id == case_id).order_by(comments.c.at, comments.c.id)
    return tuple(
        Comment(row.id, row.version, row.about, row.text, row.by, row.name, moment(row.at))
        for row in connection.execute(asked)
    )


def count(connection: Connection, by: str) -> int:
    """How many comments someone has made."""
    return int(connection.execute(select(func.count()).where(comments.c.by == by)).scalar() or 0)


def add(
    connection: Connection, case_id: str, version: int, about: str, text: str, by: str, name: str, at: str
) -> Comment:
    """Write a comment of someone who may. Raises CaseError C506 if it is empty or too long, C507 for an unknown version."""
    text, name = storable(text.strip()), storable(name.strip()[:200])
    if not 0 < len(text) <= MOST or len(about) > 255:
        raise CaseError(
            Problem(
                "C506", f"the comment has {len(text):,} signs", expected=f"1 to {MOST:,}", hint="Nothing was saved."
            )
        )
    known = select(versions.c.number).where(versions.c.case_id == case_id, versions.c.number == version)
    if not connection.execute(known).first():
        raise CaseError(Problem("C507", f"the case has no version {version}", expected="a version of this case"))
    values = {"version": version, "about": storable(about), "text": text, "by": by, "name": name, "at": at}
    one = secrets.token_hex(8)
    connection.execute(insert(comments).values(id=one, case_id=case_id, **values))
    log.record(connection, at, by, case_id, "comment", {"comment": one, "sha256": sealed(values)})
    return Comment(one, version, about, text, by, name, moment(at))


def sealed(values: dict[str, object]) -> str:
    """The hash of a comment that stands in the log."""
    return log.digest([values[key] for key in ("version", "about", "text", "by", "name", "at")])


__all__ = ["LINK", "MOST", "Comment", "add", "count", "of_case", "said", "say", "sealed"]
