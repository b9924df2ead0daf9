"""A case as it is kept: its text, its versions, and what is said when it cannot be opened or saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from regolex.errors import CaseError, Problem

LOCAL = ""  # the person at this machine, where no one signs in
EVERYONE = "*"  # whoever runs the server, on its command line: sees the cases of all
OWN, WRITE, READ = "own", "write", "read"
UNDO_DAYS = 30


class Case(msgspec.Struct, frozen=True):
    """One version of a case. ``text`` is a mission file; ``settings`` is how it is assessed: day, viewpoint, readings.

    ``version`` is the number to hand to ``save`` as the expected one. ``access`` is ``own``, ``write`` or ``read``.
    """

    id: str
    title: str
    text: str
    version: int
    changed_at: datetime
    created_at: datetime
    changed_by: str = LOCAL
    owner: str = LOCAL
    access: str = OWN
    settings: dict[str, Any] = {}
    what: str = ""


class Card(msgspec.Struct, frozen=True):
    """A case in a list. ``summary`` is what was last remembered about it, of the version ``summary_of``."""

    id: str
    title: str
    version: int
    changed_at: datetime
    created_at: datetime
    changed_by: str = LOCAL
    owner: str = LOCAL
    access: str = OWN
    summary: dict[str, Any] = {}
    summary_of: int = 0
    deleted_at: datetime | None = None
    gone_at: datetime | None = None  # from when a deleted case cannot be restored

    @property
    def summary_is_current(self) -> bool:
        """Whether the summary was made of the latest version."""
        return self.summary_of == self.version


class Version(msgspec.Struct, frozen=True):
    """One entry in the history of a case: who changed what and when."""

    number: int
    title: str
    at: datetime
    by: str = LOCAL
    what: str = ""


class Change(msgspec.Struct, frozen=True):
    """One place that two versions answer differently; None where one of them has no such place."""

    place: tuple[str, ...]
    before: Any
    after: Any


class Conflict(CaseError):  # noqa: N818 - it names what the page shows: two versions, and none of them wrong
    """Someone saved the case since it was read. ``ours`` is what was to be saved, ``theirs`` what stands there now.

    Nothing was saved. ``base`` is the version from which both came, where it is still known.
    """

    def __init__(self, ours: Case, theirs: Case, base: Case | None = None) -> None:
        self.ours, self.theirs, self.base = ours, theirs, base
        super().__init__(
            Problem(
                "C502", f"{theirs.title!r} was changed since it was read: you have version {ours.version}, and version "
                f"{theirs.version} was saved at {theirs.changed_at:%Y-%m-%d %H:%M} UTC",
                expected="the latest version",
                hint="Nothing was saved. Compare the two, then save yours on top of the latest version or keep theirs.",
            )
        )  # fmt: skip


def stamp(at: datetime) -> str:
    """A moment as it is stored: UTC to the microsecond, so that texts sort as moments do.

    >>> stamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stored: str) -> datetime:
    """A moment from its stored form."""
    return datetime.strptime(stored, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def plain(settings: Mapping[str, Any] | None) -> str:
    """Settings as they are stored: JSON, the same text for the same settings."""
    return msgspec.json.encode(dict(settings or {}), order="sorted").decode()


def not_found(case_id: str) -> CaseError:
    """The same words whether a case does not exist or belongs to someone else."""
    return CaseError(
        Problem(
            "C501", f"there is no case {case_id!r}", expected="a case of yours or one shared with you",
            hint="regolex cases list shows them; the deleted ones are under --deleted for thirty days.",
        )
    )  # fmt: skip


__all__ = [
    "EVERYONE", "LOCAL", "OWN", "READ", "UNDO_DAYS", "WRITE", "Card", "Case", "Change", "Conflict", "Version", "moment",
    "not_found", "plain", "stamp",
]  # fmt: skip
