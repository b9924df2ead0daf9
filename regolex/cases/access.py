"""Who may do what with a case: its owner everything, the people it is shared with what their share says, others nothing.

Every question to the database about a case begins here, so that there is one place to look at, and one to test.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Row, Select, case, literal, select

from regolex.cases.case import EVERYONE, OWN, READ, WRITE, not_found
from regolex.cases.schema import cases, shares
from regolex.errors import CaseError, Problem

_ID = re.compile(r"[0-9a-f]{16}\Z")
_RANK = {READ: 1, WRITE: 2, OWN: 3}
_MAY = {READ: "read", WRITE: "changed", OWN: "deleted, shared or handed on"}
_WHO = {WRITE: "its owner and those with whom it is shared for writing", OWN: "its owner"}


def visible(user: str, *columns: Any) -> Select[Any]:
    """The cases that a person may see, each with ``access``; joined with nothing else, and neither deleted nor not."""
    if user == EVERYONE:
        return select(cases, literal(OWN).label("access"), *columns).select_from(cases)
    mine = (shares.c.case_id == cases.c.id) & (shares.c.person == user)
    access = case((cases.c.owner == user, OWN), else_=shares.c.access).label("access")
    found = select(cases, access, *columns).select_from(cases.outerjoin(shares, mine))
    return found.where((cases.c.owner == user) | shares.c.person.is_not(None))


def granted(connection: Connection, user: str, case_id: str, need: str = READ, deleted_after: str = "") -> Row[Any]:
    """The row of a case that a person may read, change or own; with ``deleted_after`` one that was deleted after that.

    Raises CaseError C501 if there is no such case for this person, and C505 if they may see it but not do this with it.
    """
    if not _ID.match(case_id):  # from an address, which can hold anything
        raise not_found(case_id)
    asked = visible(user).where(cases.c.id == case_id)
    asked = asked.where(cases.c.deleted_at > deleted_after if deleted_after else cases.c.deleted_at.is_(None))
    row = connection.execute(asked).first()
    if row is None or (deleted_after and row.access != OWN):
        raise not_found(case_id)
    if _RANK[row.access] < _RANK[need]:
        raise CaseError(
            Problem(
                "C505", f"this case can be {_MAY[need]} by {_WHO[need]} only; you may "
                f"{'read' if row.access == READ else 'read and change'} it",
                hint="Ask its owner, or duplicate it: the copy is yours.",
            )
        )  # fmt: skip
    return row


__all__ = ["granted", "visible"]
