"""Who is bound by which treaty as one table: CSV out, and back to the same values.

One row for each participant and work. A date that is not known exactly is a window of two columns; an unknown end of a
window is left empty. ``signed``, ``bound`` and ``left`` say whether there is such a date at all.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from regolex.law import model as m

_WINDOWS = (("signed", "signed"), ("bound", "bound_from"), ("left", "bound_until"))
COLUMNS = (
    "work", "participant", "name", "is_state", "act",
    *(column for name, _ in _WINDOWS for column in (name, f"{name}_not_before", f"{name}_not_after")),
    "status_confidence", "date_confidence", "depositary", "source", "note",
)  # fmt: skip


def table(knowledge: m.Knowledge) -> str:
    """The table as CSV with a header: commas, UTF-8, lines ending in LF, in the order of the knowledge."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for entry in knowledge.participation:
        row = {
            "work": entry.work, "participant": entry.participant, "act": entry.act,
            "name": knowledge.states.get(entry.participant, entry.participant),
            "is_state": _said(entry.is_state), "status_confidence": entry.status_confidence,
            "date_confidence": entry.date_confidence, "depositary": entry.depositary, "source": entry.source,
            "note": entry.note,
        }  # fmt: skip
        for name, attribute in _WINDOWS:
            row |= _window(name, getattr(entry, attribute))
        writer.writerow(row)
    return out.getvalue()


def participation(text: str) -> tuple[m.Participation, ...]:
    """The values behind a table: ``participation(table(knowledge)) == knowledge.participation``."""
    return tuple(
        m.Participation(
            row["work"], row["participant"], row["is_state"] == "yes", _day(row, "signed"), _day(row, "bound"),
            _day(row, "left"), row["act"], _sure(row["status_confidence"]), _sure(row["date_confidence"]),
            row["depositary"], row["source"], row["note"],
        )
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
    )  # fmt: skip


def _said(yes: bool) -> str:
    return "yes" if yes else "no"


def _window(name: str, day: m.Day | None) -> dict[str, str]:
    first = day.not_before.isoformat() if day and day.not_before > date.min else ""
    last = day.not_after.isoformat() if day and day.not_after < date.max else ""
    return {name: _said(day is not None), f"{name}_not_before": first, f"{name}_not_after": last}


def _day(row: dict[str, str], name: str) -> m.Day | None:
    if row[name] != "yes":
        return None
    first, last = row[f"{name}_not_before"], row[f"{name}_not_after"]
    not_before = date.fromisoformat(first) if first else date.min
    not_after = date.fromisoformat(last) if last else date.max
    return m.Day(not_before, not_after, settled=not_before == not_after)


def _sure(text: str) -> m.Confidence:
    return "verified" if text == "verified" else "secondary" if text == "secondary" else "doubtful"
