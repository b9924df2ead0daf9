"""From lead times to days: the latest day on which something can begin, counted by the law or by what is usual."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from regolex.law.lead_times import Duration, Procedure

Basis = Literal["law", "usual", ""]


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it has none.

    >>> months_before(date(2028, 5, 31), 3)
    datetime.date(2028, 2, 29)
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def begin(duration: Duration, end: date, *, prolonged: bool = True) -> date | None:
    """The latest day on which something of this length can begin to be done on a day; None where it cannot be counted.

    ``prolonged`` counts what the authority can add.
    """
    if not duration.counted:
        return None
    months = duration.months + (duration.more_months if prolonged else 0)
    days = duration.days + (duration.more_days if prolonged else 0)
    return months_before(end, months) - timedelta(days=days)


def latest_start(procedure: Procedure, end: date) -> tuple[date | None, Basis]:
    """The latest start by the longest time that the law allows, else by the usual time, and which of the two it is."""
    by_law = begin(procedure.statutory, end)
    if by_law:
        return by_law, "law"
    usual = begin(procedure.usual, end)
    return usual, "usual" if usual else ""


__all__ = ["Basis", "begin", "latest_start", "months_before"]
