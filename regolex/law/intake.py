"""The intake: the plain questions that describe any mission, and what each answer writes into the mission file.

The files are ``ontology/intake/*.yaml``, one for each question; :mod:`regolex.law.intake_reader` reads them and
:mod:`regolex.interview.intake` asks them.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from regolex.law.value import Struct

FieldType = Literal[
    "choice", "choices", "yes-no", "state", "states", "number", "day", "text", "vehicle", "site", "body", "party", "craft",
    "crafts", "step", "entries",
]  # fmt: skip


class Test(Struct, frozen=True):
    """A condition on earlier answers: ``question.field`` is answered, or is (or includes) one of some values.

    With ``every`` or ``some`` it combines others; ``negated`` turns it round. An answer "don't know" is not a value.
    """

    answer: str = ""
    one_of: tuple[Any, ...] = ()
    every: tuple[Test, ...] = ()
    some: tuple[Test, ...] = ()
    negated: bool = False


class Writing(Struct, frozen=True):
    """Facts that are written, with their values, which may take up an answer (``$answer``, ``$who.state``, ``$client``).

    ``to`` is one part (``party:client``, ``added``); without it every part of the kind, or of the kinds in ``kinds``.
    """

    values: dict[str, Any]
    to: str = ""
    kinds: tuple[str, ...] = ()
    when: Test | None = None


class Adding(Struct, frozen=True):
    """A part that an answer adds to the mission: its kind and id, its name, and its facts."""

    part: str
    name: str = ""
    values: dict[str, Any] = msgspec.field(default_factory=dict)
    when: Test | None = None


class Choice(Struct, frozen=True):
    """One answer to choose; ``otherwise`` is written where the question was answered without it."""

    id: str
    label: str
    writes: tuple[Writing, ...] = ()
    otherwise: tuple[Writing, ...] = ()
    adds: tuple[Adding, ...] = ()
    alone: bool = False  # excludes every other choice: none of these


class Field(Struct, frozen=True):
    """One thing that a question asks.

    ``each`` is a kind of part: one answer for all, or one for each part. ``speaks_for`` is the kind of part whose list stays
    out of the file while the field is not answered. ``default`` is offered and never taken for an answer. ``fields`` are those
    of one entry, where the answer is a list of entries.
    """

    id: str
    asks: str
    type: FieldType
    help: str = ""
    choices: tuple[Choice, ...] = ()
    when: Test | None = None
    each: str = ""
    kinds: tuple[str, ...] = ()
    writes: tuple[Writing, ...] = ()
    adds: tuple[Adding, ...] = ()
    speaks_for: str = ""
    completes: str = ""  # "yes" to it says that the list of this kind, or the report of events, is complete
    default: str = ""
    scheme: str = ""
    fields: tuple[Field, ...] = ()


class IntakeQuestion(Struct, frozen=True):
    """One question of the intake; ``writes`` holds whatever is asked or answered, each under its own condition."""

    id: str
    number: int
    asks: str
    help: str
    fields: tuple[Field, ...]
    when: Test | None = None
    writes: tuple[Writing, ...] = ()
    adds: tuple[Adding, ...] = ()

    def field(self, name: str) -> Field | None:
        """One of its fields."""
        return next((field for field in self.fields if field.id == name), None)


Intake = tuple[IntakeQuestion, ...]
REFERENCE = "$"

__all__ = ["REFERENCE", "Adding", "Choice", "Field", "FieldType", "Intake", "IntakeQuestion", "Test", "Writing"]
