"""The tables of territories and dissolved States: whose acts count for a code, by day, and which treaties reach it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law.form import Form, IsoDay, Level, State, Text, Work
from regolex.law.source import Document


class CodeRow(Form):
    """One row of ``corpus/territories/former-codes.csv``: a code in use here that no current list of codes holds."""

    code: State
    name: Text


class TerritoryRow(Form):
    """One row of ``corpus/territories/territories.csv``: whose acts count for a code, between two days."""

    code: State
    state: State | Literal[""] = ""
    first_day: IsoDay | None = None
    last_day: IsoDay | None = None
    kind: Literal["territory", "succession", "own", "none"] = Field(
        description="territory of the State, predecessor or part of a predecessor, acting for itself, or no State's"
    )
    status: Text
    national_law: Literal["reaches", "does-not-reach", "own-law", "not-looked-at"]
    law_note: str = ""
    confidence: Level
    source: Text
    note: str = ""


class ReachRow(Form):
    """One row of ``corpus/territories/reach.csv``: a treaty that a declaration or a doubt connects with a territory."""

    code: State
    state: State
    work: Work
    first_day: IsoDay | None = None
    last_day: IsoDay | None = None
    reaches: Literal["yes", "likely", "unclear"]
    basis: Text
    confidence: Level
    source: Text
    note: str = ""


def territories(
    rows: Iterable[tuple[Document, str, int, TerritoryRow]], states: Mapping[str, str]
) -> tuple[m.Territory, ...]:
    """The rows of the first table; what names no State or ends before it begins is told in the document."""
    found = []
    for document, _, i, row in rows:
        for code in filter(None, (row.code, row.state)):
            if code not in states:
                document.complain("K134", (i,), f"{code!r} is not the code of a State")
        _in_order(document, i, row)
        found.append(m.Territory(**row.model_dump()))
    return tuple(found)


def last_days(table: Iterable[m.Territory]) -> dict[str, date]:
    """The last day of every State that acted for itself and is no more."""
    return {one.code: one.last_day for one in table if one.code == one.state and one.last_day}


def reaches(
    rows: Iterable[tuple[Document, str, int, ReachRow]], table: tuple[m.Territory, ...], works: set[str]
) -> tuple[m.Reach, ...]:
    """The rows of the second table; each needs a row of the first and a card."""
    pairs = {(one.code, one.state) for one in table}
    found = []
    for document, _, i, row in rows:
        if row.work not in works:
            document.complain("K122", (i,), f"no card for {row.work}", hint=nearest(row.work, works))
        if (row.code, row.state) not in pairs:
            document.complain(
                "K134", (i,), f"{row.state} does not act for {row.code}", expected="a row in territories.csv first"
            )
        _in_order(document, i, row)
        found.append(m.Reach(**row.model_dump()))
    return tuple(found)


def _in_order(document: Document, i: int, row: TerritoryRow | ReachRow) -> None:
    if row.first_day and row.last_day and row.first_day > row.last_day:
        document.complain("K132", (i,), "last_day comes before first_day")


__all__ = ["CodeRow", "ReachRow", "TerritoryRow", "last_days", "reaches", "territories"]
