"""A link for someone who does not sign in, such as a supervising lawyer: to read one case, and to comment on it.

Whoever has the link may use it, until it runs out or is revoked. The database holds a hash of its secret only.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from regolex.cases import comments, log
from regolex.cases.access import granted
from regolex.cases.case import EVERYONE, OWN, READ, Case, moment, stamp
from regolex.cases.comments import Comment
from regolex.cases.difference import storable
from regolex.cases.schema import cases, links
from regolex.cases.store import Store
from regolex.errors import CaseError, Problem

DAYS, MOST_DAYS = 30, 365
MOST_COMMENTS = 500  # with one link, which anyone may have got hold of


class Link(msgspec.Struct, frozen=True):
    """A link to one case; ``words`` say for whom it was made."""

    id: str
    case_id: str
    words: str
    by: str
    at: datetime
    until: datetime
    revoked_at: datetime | None = None


def make(store: Store, case_id: str, words: str, days: int = DAYS) -> tuple[Link, str]:
    """A new link to a case of one's own, and its secret, which cannot be read again later."""
    if not 1 <= days <= MOST_DAYS or not words.strip():
        what = "a link needs to say for whom it is, and a number of days"
        raise CaseError(Problem("C511", what, expected=f"a name, and 1 to {MOST_DAYS} days"))
    secret, one = secrets.token_urlsafe(32), secrets.token_hex(8)
    with store.database.writing() as connection:
        granted(connection, store.user, case_id, OWN)
        at, until = store.stamp(), stamp(store.clock() + timedelta(days=days))
        values = {"words": storable(words.strip()[:200]), "by": store.who, "at": at, "until": until}
        connection.execute(insert(links).values(id=one, case_id=case_id, secret_hash=_hash(secret), **values))
        detail = {"link": one, "sha256": log.digest([_hash(secret), until])}
        log.record(connection, at, store.who, case_id, "link", detail)
    return Link(one, case_id, values["words"], store.who, moment(at), moment(until)), secret


def of_case(store: Store, case_id: str) -> tuple[Link, ...]:
    """The links to a case of one's own, those that ran out or were revoked too."""
    with store.database.reading() as connection:
        granted(connection, store.user, case_id, OWN)
        asked = select(links).where(links.c.case_id == case_id).order_by(links.c.at, links.c.id)
        return tuple(
            Link(
                row.id, row.case_id, row.words, row.by, moment(row.at), moment(row.until),
                moment(row.revoked_at) if row.revoked_at else None,
            )
            for row in connection.execute(asked)
        )  # fmt: skip


def revoke(store: Store, case_id: str, link: str) -> None:
    """Let a link open nothing any more."""
    with store.database.writing() as connection:
        granted(connection, store.user, case_id, OWN)
        same = (links.c.id == link) & (links.c.case_id == case_id) & links.c.revoked_at.is_(None)
        at = store.stamp()
        if not connection.execute(update(links).where(same).values(revoked_at=at)).rowcount:
            raise _shut()
        log.record(connection, at, store.who, case_id, "unlink", {"link": link})


class Guest:
    """Someone with a link: may read the latest version of one case and comment on it, and nothing else.

    Each use looks the link up again. Raises CaseError C512 if it opens nothing, or nothing any more.
    """

    def __init__(self, store: Store, secret: str) -> None:
        self._store, self._hash = store.of(EVERYONE), _hash(secret)
        with self._store.database.reading() as connection:
            self.link_words = str(self._open(connection).words)

    def read(self) -> Case:
        """The case as it is now."""
        with self._store.database.reading() as connection:
            case_id = self._open(connection).case_id
        return msgspec.structs.replace(self._store.read(case_id), access=READ)

    def comments(self) -> tuple[Comment, ...]:
        """What was said about the case."""
        with self._store.database.reading() as connection:
            return comments.said(connection, self._open(connection).case_id)

    def say(self, text: str, name: str, about: str = "") -> Comment:
        """Comment on the latest version, under the name that the guest gives."""
        with self._store.database.writing() as connection:
            row = self._open(connection)
            by = f"{comments.LINK}{row.id}"
            if comments.count(connection, by) >= MOST_COMMENTS:
                what = f"{MOST_COMMENTS} comments were made with this link"
                raise CaseError(Problem("C505", what, hint="Ask whoever sent it for a new one. Nothing was saved."))
            return comments.add(
                connection, row.case_id, row.version, about, text, by, name or row.words,
                self._store.stamp(),
            )  # fmt: skip

    def _open(self, connection: Connection) -> Any:
        asked = (
            select(links.c.id, links.c.case_id, links.c.words, cases.c.version)
            .join(cases, cases.c.id == links.c.case_id)
            .where(
                links.c.secret_hash == self._hash, links.c.revoked_at.is_(None), links.c.until > self._store.stamp(),
                cases.c.deleted_at.is_(None),
            )
        )  # fmt: skip
        row = connection.execute(asked).first()
        if row is None:
            raise _shut()
        return row


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _shut() -> CaseError:
    return CaseError(
        Problem(
            "C512", "this link opens nothing", expected="a link that has not run out and was not revoked",
            hint="Ask whoever sent it for a new one.",
        )
    )  # fmt: skip


__all__ = ["DAYS", "MOST_DAYS", "Guest", "Link", "make", "of_case", "revoke"]
