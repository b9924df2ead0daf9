"""That custom binds a State which a treaty does not bind, as a note in a proof."""

from __future__ import annotations

from collections.abc import Mapping

from regolex.law import model as m


def custom_note(bond: str, custom: m.Custom | None, readings: Mapping[str, str]) -> str:
    """What binds a State by joining, and where custom binds it as well, on which reading."""
    return f"{bond}; binds as custom on the reading {custom.question}:{readings[custom.question]}" if custom else bond


__all__ = ["custom_note"]
