"""What cannot be true together in a mission: dates out of order, and control that runs in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from regolex.law import model as m
from regolex.law.source import Document
from regolex.missions.windows import Window, end
from regolex.missions.windows import start as first

if TYPE_CHECKING:
    from regolex.missions.mission import Answer

CONTROL = "party.controlling_party"
Answers = Mapping[str, "Mapping[str, Answer]"]


def contradictions(
    document: Document, knowledge: m.Knowledge, parts: Mapping[str, tuple[str, ...]], answers: Answers
) -> None:
    """Tell in the document of a mission everything in it that cannot be true together."""
    lists = {kind.name: kind.list_name for kind in knowledge.kinds.values()}
    for part in parts.get("activity", ()):
        _launched_later(document, lists["activity"], part, answers)
    for circle in circles(answers):
        first = circle[0].partition(":")[2]
        names = [part.partition(":")[2] for part in circle]
        way = " by ".join([*names, first]) if len(names) > 1 else f"{first} by itself"
        document.complain(
            "M161", (lists["party"], first, CONTROL.partition(".")[2]), f"control runs in a circle: {way}",
            expected="someone at the end of it: a party that no other of them controls",
            hint="Leave the fact out where no one controls the party, or say that it does not arise.",
        )  # fmt: skip


def _launched_later(document: Document, list_name: str, part: str, answers: Answers) -> None:
    """An activity cannot begin before the launch of the objects it uses."""
    own = answers.get(part, {})
    start = own.get("activity.start")
    used = own.get("activity.objects")
    if start is None or used is None or not isinstance(start.value, (date, Window)):
        return
    for item in used.value or ():
        launch = answers.get(item, {}).get("object.launch")
        day = answers.get(launch.value, {}).get("launch.date") if launch and launch.value else None
        if day and isinstance(day.value, (date, Window)) and first(day.value) > end(start.value):
            name = part.partition(":")[2]
            document.complain(
                "M142", (list_name, name, "start"),
                f"{name} begins on {start.value} with an object that is launched on {day.value}",
                expected="an activity on or after the launch of its objects",
            )  # fmt: skip


def circles(answers: Answers) -> list[tuple[str, ...]]:
    """Every circle of parties of which each is controlled by the next; each circle once, from its first party on."""
    by = {
        part: str(own[CONTROL].value)
        for part, own in answers.items()
        if CONTROL in own and own[CONTROL].known and own[CONTROL].value
    }
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in by:
        way: list[str] = []
        at = start
        while at in by and at not in done and at not in way:
            way.append(at)
            at = by[at]
        if at in way:
            found.append(tuple(way[way.index(at) :]))
        done.update(way)
    return found


__all__ = ["CONTROL", "circles", "contradictions"]
