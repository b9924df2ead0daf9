"""How a latest start was counted, in words: from which day, less what, and by which source."""

from __future__ import annotations

from datetime import date

from regolex.law.lead_times import Duration, Procedure
from regolex.law.wording import counted
from regolex.tasks.dependencies import Planned

_BY_LAW = (
    "The time counted is the longest that the law gives the authority; it may decide sooner, so file at once and ask."
)
_USUAL = "A usual time binds no one: file at once and ask how long it takes today."


def counting(item: Procedure, planned: Planned, launch: date | None, waiting: Procedure | None) -> str:
    """The sum behind a latest start, from the launch or from the start of the procedure that waits for this one."""
    if not planned.start or not planned.needed:
        return ""
    if waiting is not None:
        said = f"{planned.needed}, when “{waiting.procedure}” has to begin"
    elif item.days_before:
        said = f"launch on {launch}, less {counted(item.days_before, 'day')} (to be done by {planned.needed})"
    else:
        said = f"launch on {launch}"
    return f"{said}, less {_length(item.statutory if planned.basis == 'law' else item.usual)}"


def _length(time: Duration) -> str:
    more = _time(time.more_months, time.more_days)
    return f"{_time(time.months, time.days)}{f', less {more} that can be added' if more else ''}"


def _time(months: int, days: int) -> str:
    said = [counted(months, "month")] if months else []
    said += [counted(days, "day")] if days else []
    return " and ".join(said)


def source_of(item: Procedure, planned: Planned) -> str:
    """The article, or another source, of the time that was counted."""
    return {"law": item.statutory.source, "usual": item.usual.source}.get(planned.basis, "")


def if_late(item: Procedure, planned: Planned) -> str:
    """What can still be done, and what follows, where the latest start has passed."""
    return item.late.strip() or (_BY_LAW if planned.basis == "law" else _USUAL)


__all__ = ["counting", "if_late", "source_of"]
