"""One answer of a mission: a value, "does not arise", or the reason why it is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from regolex.law import model as m
from regolex.missions.windows import Window, plain_window

Value = str | int | Decimal | bool | date | Window | tuple[str, ...]
REASONS: tuple[str, ...] = ("not-asked", "dont-know", "undecided")
COMMITMENTS = ("done", "planned", "not-planned")
JUDGEMENTS = ("satisfied", "not-satisfied")


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer: a value, "does not arise", or the reason why it is missing; with its source."""

    value: Any = None
    does_not_arise: str = ""
    missing: str = ""
    source: str = ""
    by: str = ""
    on: str = ""
    origin: str = ""  # how it came about where no one stated it: see regolex.engine.preparation

    @property
    def known(self) -> bool:
        """Whether it is a value or "does not arise"."""
        return not self.missing


NOT_ASKED = Answer(missing="not-asked")


def plain_value(value: Any, fact: m.Fact) -> Any:
    """A value as a mission file writes it: parts by their own id, dates as text, whole numbers as integers."""
    if isinstance(value, tuple):
        return [plain_value(one, fact) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Window):
        return plain_window(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.rpartition(":")[2] if fact.type == "part" else value
