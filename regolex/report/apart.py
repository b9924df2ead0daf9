"""Commitments of one State that pull apart, in words."""

from __future__ import annotations

from collections.abc import Container

from regolex.engine.assessment import Assessment
from regolex.report.published import cited


def apart_words(a: Assessment) -> list[str]:
    """One line for each, with the places on both sides."""
    found: dict[str, list[str]] = {}  # those of several States that read alike are said once
    for item in a.apart:
        places = " and ".join(str(cited(a.knowledge, provision)["label"]) for provision in item.provisions)
        sure = "" if item.certain else " (perhaps)"
        found.setdefault(f"{item.matter} {item.says} See {places}.", []).append(f"{a.name(item.state)}{sure}")
    return [f"{', '.join(states)}: {said}" for said, states in found.items()]


def apart_brief(a: Assessment, states: Container[str]) -> list[str]:
    """The same in a few words each, for the first screen: of these States, those that are certain first."""
    found: dict[str, None] = {}
    for item in sorted((one for one in a.apart if one.state in states), key=lambda item: not item.certain):
        matter = f"has stated more than one reading: {item.matter}" if item.question else item.matter.rstrip(".")
        found[f"{a.name(item.state)}{'' if item.certain else ' (perhaps)'}: {matter}"] = None
    return list(found)


__all__ = ["apart_brief", "apart_words"]
