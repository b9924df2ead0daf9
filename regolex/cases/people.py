"""The people of a team, as their sign-in names them: who has signed in at least once can be shared with."""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import insert, select, update

from regolex.cases import log
from regolex.cases.case import LOCAL
from regolex.cases.difference import storable
from regolex.cases.schema import people
from regolex.cases.store import Store
from regolex.errors import CaseError, Problem, nearest


class Person(msgspec.Struct, frozen=True):
    """Someone who has signed in. The provider's issuer and subject say who it is; e-mail and name only how to show it."""

    id: str
    email: str
    name: str

    @property
    def shown(self) -> str:
        """The name with the address, which distinguishes two people of one name."""
        return f"{self.name} ({self.email})" if self.name and self.name != self.email else self.email or self.id


def arrived(store: Store, issuer: str, subject: str, email: str, name: str) -> Person:
    """The person who has signed in, noted if it is the first time; e-mail and name follow what the provider says now."""
    email, name = storable(email.strip()[:320]), storable(name.strip()[:200])
    same = (people.c.issuer == issuer) & (people.c.subject == subject)
    with store.database.reading() as connection:
        row = connection.execute(select(people).where(same)).first()
    if row and (row.email, row.name) == (email, name):
        return Person(row.id, email, name)
    with store.database.writing() as connection:
        row = connection.execute(select(people).where(same)).first()
        if row:
            connection.execute(update(people).where(same).values(email=email, name=name))
            return Person(row.id, email, name)
        person, at = secrets.token_hex(8), store.stamp()
        connection.execute(
            insert(people).values(
                id=person, issuer=issuer, subject=subject, email=email, name=name, first_at=at
            )
        )  # fmt: skip
        sealed = log.digest([issuer, subject])
        log.record(connection, at, person, LOCAL, "arrive", {"person": person, "sha256": sealed})
    return Person(person, email, name)


def everyone(store: Store) -> tuple[Person, ...]:
    """The people of this server by name, for someone who has signed in or runs it."""
    with store.database.reading() as connection:
        found = [Person(row.id, row.email, row.name) for row in connection.execute(select(people))]
    return tuple(sorted(found, key=lambda one: (one.shown.casefold(), one.id)))


def called(store: Store, email: str) -> Person:
    """The person with an e-mail address. Raises CaseError C510 if no one, or more than one, has it."""
    known = everyone(store)
    found = [one for one in known if one.email.casefold() == email.strip().casefold()]
    if len(found) == 1:
        return found[0]
    what = (
        f"{len(found)} people have the address {email!r}"
        if found
        else f"no one with the address {email!r} has signed in"
    )
    raise CaseError(
        Problem(
            "C510", what, expected="the e-mail address of someone who has signed in here",
            hint=nearest(email, [one.email for one in known]) or "Ask them to open this server once, then share.",
        )
    )  # fmt: skip


def names(store: Store) -> dict[str, str]:
    """How each person is shown, by identity; the person at this machine, where no one signs in, is among them."""
    return {LOCAL: "this computer", **{one.id: one.name or one.shown for one in everyone(store)}}


__all__ = ["Person", "arrived", "called", "everyone", "names"]
