"""The shown atoms of a model of the logic program, read back into values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec


class Row(msgspec.Struct, frozen=True, order=True):
    """The result of one instance under one choice of readings (by its number), now and as planned."""

    rule: str
    bearer: str
    subject: str
    choice: int
    result: str
    as_planned: str


@dataclass(frozen=True)
class Found:
    """The content of a model, or of the union of all models."""

    rows: frozenset[Row]
    concerned: frozenset[tuple[str, str, str, int]]
    applies: frozenset[tuple[str, str, str, int, str]]
    definitions: frozenset[tuple[str, str, str, int, str]]
    excepted: frozenset[tuple[str, str]]


def found(symbols: Iterable[Any]) -> Found:
    """Read the atoms that a model shows."""
    read: dict[str, set[Any]] = {}
    for symbol in symbols:
        read.setdefault(symbol.name, set()).add(tuple(_plain(a) for a in symbol.arguments))
    rows = frozenset(Row(*item) for item in read.get("result", ()))
    groups = (frozenset(read.get(name, ())) for name in ("concerned", "applies", "def", "excepted"))
    return Found(rows, *groups)


def _plain(symbol: Any) -> Any:
    if symbol.type.name == "Number":
        return symbol.number
    return symbol.string if symbol.type.name == "String" else symbol.name.replace("_", "-")
