"""The expectations of a precedent: its flags, the signs that show them, and the instruments still missing."""

from __future__ import annotations

import msgspec
from msgspec.structs import force_setattr


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One observable result of an assessment. Exactly one of the first five fields is set.

    ``result`` is a result, ``contested`` or ``not-bound`` for a rule; ``holds``, ``perhaps`` or ``does-not-hold`` for a role;
    ``bound`` or ``not-bound`` for an instrument. ``on`` is another day than that of the precedent.
    """

    rule: str = ""
    role: str = ""
    bound_by: str = ""
    not_covered: str = ""  # a State, or State/gap
    reading: str = ""  # question:reading
    bearer: str = ""
    subject: str = ""
    result: str = ""
    waits_for: tuple[str, ...] = ()
    on: str = ""


class Raised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A flag with the signs that show it."""

    flag: str
    raised_by: tuple[Sign, ...]


class Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A flag that needs an instrument that is not encoded. ``work`` begins like its future identity in the corpus.

    ``meanwhile`` are signs of the assessment without it.
    """

    flag: str
    instrument: str
    work: str
    meanwhile: tuple[Sign, ...] = ()

    def __post_init__(self) -> None:
        force_setattr(self, "instrument", " ".join(self.instrument.split()))  # however the file folds it, one name


class Expects(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The ``expects`` of a precedent: each of its flags once, in either list."""

    flags: tuple[Raised, ...] = ()
    missing_law: tuple[Waiting, ...] = ()

    def names(self) -> list[str]:
        """Every flag."""
        return [item.flag for item in self.flags] + [item.flag for item in self.missing_law]
