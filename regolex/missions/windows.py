"""Days that are known only as a year, a quarter, a month or a window between two days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

FORMS = "a date such as 2026-01-31, a month such as 2026-01, a quarter such as 2026-Q1, a year, or {from: ..., to: ...}"
_FORM = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?")


class Window(msgspec.Struct, frozen=True, order=True):
    """A day that lies between two days, both included; ``stated`` is how the file says it."""

    not_before: date
    not_after: date
    stated: str = ""

    def __str__(self) -> str:
        return self.stated or f"{self.not_before} to {self.not_after}"


def day_or_window(raw: Any) -> date | Window | None:
    """The day or window that a plain value states; None where it states neither.

    >>> day_or_window("2028-Q3")
    Window(not_before=datetime.date(2028, 7, 1), not_after=datetime.date(2028, 9, 30), stated='2028-Q3')
    >>> day_or_window("2028-02-30") is None
    True
    """
    if isinstance(raw, date):
        return raw
    if isinstance(raw, Mapping):
        first, last = day_or_window(raw.get("from")), day_or_window(raw.get("to"))
        if set(raw) != {"from", "to"} or first is None or last is None or end(last) < start(first):
            return None
        return Window(start(first), end(last))
    found = _FORM.fullmatch(str(raw)) if isinstance(raw, (str, int)) and not isinstance(raw, bool) else None
    if found is None:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day)
        first_month = 3 * quarter - 2 if quarter else month or 1
        last_month = first_month + 2 if quarter else month or 12
        return Window(date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1]), str(raw))
    except ValueError:
        return None


def start(value: date | Window) -> date:
    """The first day that it may be."""
    return value.not_before if isinstance(value, Window) else value


def end(value: date | Window) -> date:
    """The last day that it may be."""
    return value.not_after if isinstance(value, Window) else value


def plain_window(value: Window) -> Any:
    """A window as a mission file writes it."""
    if value.stated:
        return value.stated
    return {"from": value.not_before.isoformat(), "to": value.not_after.isoformat()}


__all__ = ["FORMS", "Window", "day_or_window", "end", "plain_window", "start"]
