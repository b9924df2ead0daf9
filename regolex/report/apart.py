"""Commitments of one State that pull apart, in words."""

from __future__ import annotations

from regolex.engine.assessment import Assessment
from regolex.report.published import cited


def apart_words(a: Assessment) -> list[str]:
    """One line for each, with the places on both sides."""
    lines = []
    for item in a.apart:
        places = " and ".join(str(cited(a.knowledge, provision)["label"]) for provision in item.provisions)
        sure = "" if item.certain else " (perhaps)"
        lines.append(f"{a.name(item.state)}{sure}: {item.matter} {item.says} See {places}.")
    return lines


__all__ = ["apart_words"]
