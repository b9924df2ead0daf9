"""Conditions as the engine evaluates them, with the location of every fact resolved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regolex.law.value import Struct


class All(Struct, frozen=True, tag="all"):
    """True if every item is true."""

    items: tuple[Condition, ...]
    label: str = ""


class Any(Struct, frozen=True, tag="any"):
    """True if one item is true."""

    items: tuple[Condition, ...]
    label: str = ""


class Not(Struct, frozen=True, tag="not"):
    """True if the item is false."""

    item: Condition
    label: str = ""


class Operand(Struct, frozen=True):
    """The right-hand side of a comparison: a literal, or a reference resolved at evaluation.

    ``how`` says which field counts: word, number, flag, day or words for a literal; bearer or subject; fact (its id in
    ``word``, found along ``path``); part (found along ``path``); parameter (its id in ``word``); months-before (that many
    before the assessment).
    """

    how: str
    word: str = ""
    number: Decimal | None = None
    flag: bool = False
    day: date | None = None
    words: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


class Compare(Struct, frozen=True, tag="fact"):
    """A fact compared by one word of the vocabulary. ``path`` says where the fact is found."""

    fact: str
    path: tuple[str, ...]
    word: str
    operand: Operand
    label: str = ""


class Given(Struct, frozen=True, tag="given"):
    """True when the fact has a value, false when it does not arise, unknown otherwise.

    With ``named`` a list that names no one counts as false as well.
    """

    fact: str
    path: tuple[str, ...]
    label: str = ""
    named: bool = False


class Quantified(Struct, frozen=True, tag="quantified"):
    """``some`` or ``every`` part of a list satisfies ``that``. ``fact`` is set when the list is a fact of a part."""

    word: str
    kind: str
    that: Condition
    fact: str = ""
    path: tuple[str, ...] = ()
    label: str = ""


class Under(Struct, frozen=True, tag="under"):
    """True under one of the named readings of a question."""

    question: str
    readings: tuple[str, ...]
    label: str = ""


class HasRole(Struct, frozen=True, tag="role"):
    """True when the bearer (or the party that ``path`` leads to) holds a role."""

    role: str
    path: tuple[str, ...]
    subject: tuple[str, ...] = ()
    label: str = ""


class Named(Struct, frozen=True, tag="condition"):
    """A condition used by its name: as true as what the name stands for, read where it is used."""

    name: str
    inner: Condition
    label: str = ""


Condition = All | Any | Not | Compare | Given | Quantified | Under | HasRole | Named
