"""Why an instrument binds a State or does not, as a note in a proof."""

from __future__ import annotations

from collections.abc import Mapping

from regolex.law import model as m


def entry_note(entry: m.Participation | None) -> str:
    """What the participation table says of a State."""
    if entry is None:
        return "no entry in the participation table"
    if entry.bound_from is None:
        return f"signed only ({entry.act})"
    first, last = entry.bound_from.not_before, entry.bound_from.not_after
    begun = f"bound since {first}" if first == last else f"bound since a date between {first} and {last}"
    ended = f", until {entry.bound_until.not_before}" if entry.bound_until else ""
    doubt = "" if entry.status_confidence == "verified" else f" ({entry.status_confidence})"
    return f"{entry.act}: {begun}{ended}{doubt}"


def bond_note(entry: m.Participation | None, custom: m.Custom | None, readings: Mapping[str, str]) -> str:
    """The entry, and where custom binds the State beside it, on which reading."""
    note = entry_note(entry)
    return f"{note}; binds as custom on the reading {custom.question}:{readings[custom.question]}" if custom else note


__all__ = ["bond_note", "entry_note"]
