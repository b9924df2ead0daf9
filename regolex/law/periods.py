"""Periods of months and years: a period that begins on a day ends on the corresponding day, or the last of a shorter month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def months_after(day: date, months: int) -> date:
    """The corresponding day so many months later (earlier, where negative), or the last day of a shorter month.

    >>> months_after(date(2021, 2, 28), 36), months_after(date(2024, 2, 29), 12)
    (datetime.date(2024, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_not_over(on: date, months: int) -> date:
    """The first day from which a period of so many months has not ended before ``on``.

    >>> first_not_over(date(2024, 2, 29), 36), first_not_over(date(2024, 2, 28), 36)
    (datetime.date(2021, 3, 1), datetime.date(2021, 2, 28))
    """
    day = months_after(on, -months) - timedelta(days=4)
    while months_after(day, months) < on:
        day += timedelta(days=1)
    return day


def last_reached(on: date, months: int) -> date:
    """The last day from which a period of so many months has ended by ``on``.

    >>> last_reached(date(2024, 2, 29), 36), last_reached(date(2023, 2, 28), 12)
    (datetime.date(2021, 2, 28), datetime.date(2022, 2, 28))
    """
    day = months_after(on, -months) + timedelta(days=4)
    while months_after(day, months) > on:
        day -= timedelta(days=1)
    return day


def compared_day(on: date, months: int, word: str) -> date:
    """The day to compare with, so that the comparison is one of the end of the period with ``on``.

    ``day before compared_day(on, n, "before")`` says that the period of n months from ``day`` ended before ``on``.
    """
    return first_not_over(on, months) if word in ("before", "at_least") else last_reached(on, months)


__all__ = ["compared_day", "first_not_over", "last_reached", "months_after"]
