"""Shrinking: reduce a mission to a minimal one that still has a property."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from regolex.missions.mission import Answer, Mission

Test = Callable[[Mission], bool]
Stated = list[tuple[str, str]]


def smallest(mission: Mission, holds: Test) -> Mission:
    """A mission from which no answer, list value, part or list can be removed without losing the property.

    ``holds`` says whether a mission has the property; it must hold for the mission given.
    """
    mission = _first(mission, _parts_left_out, holds)
    mission = _dropped(mission, [(part, fact) for part, known in mission.answers.items() for fact in known], holds)
    while True:
        before = mission
        for shorter in (_values_left_out, _parts_left_out, _lists_left_out):
            mission = _first(mission, shorter, holds)
        if mission == before:  # a list that was left out may have kept a part
            return mission


def _first(mission: Mission, shorter: Callable[[Mission], Iterator[Mission]], holds: Test) -> Mission:
    """The mission, shortened in one way as often as possible."""
    while True:
        less = next((less for less in shorter(mission) if holds(less)), None)
        if less is None:
            return mission
        mission = less


def _dropped(mission: Mission, stated: Stated, holds: Test) -> Mission:
    """The mission without as many answers as possible, tried by bisection."""
    if not stated:
        return mission
    gone = set(stated)
    answers = {
        part: {fact: answer for fact, answer in known.items() if (part, fact) not in gone}
        for part, known in mission.answers.items()
    }
    less = msgspec.structs.replace(mission, answers=answers)
    if holds(less):
        return less
    if len(stated) == 1:
        return mission
    middle = len(stated) // 2
    return _dropped(_dropped(mission, stated[:middle], holds), stated[middle:], holds)


def _values_left_out(mission: Mission) -> Iterator[Mission]:
    for part, known in mission.answers.items():
        for fact, answer in known.items():
            if isinstance(answer.value, tuple):
                for value in answer.value:
                    yield mission.with_answer(part, fact, _without(answer, value))


def _parts_left_out(mission: Mission) -> Iterator[Mission]:
    """The missions without one part, the answers that refer to it, and its entries in lists of values."""
    for gone in [part for members in mission.parts.values() for part in members]:
        parts = {kind: tuple(part for part in members if part != gone) for kind, members in mission.parts.items()}
        answers = {
            part: {fact: _without(answer, gone) for fact, answer in known.items() if answer.value != gone}
            for part, known in mission.answers.items()
            if part != gone
        }
        yield msgspec.structs.replace(mission, parts=parts, answers=answers)


def _lists_left_out(mission: Mission) -> Iterator[Mission]:
    for kind, members in mission.parts.items():
        if not members:
            kept = {other: parts for other, parts in mission.parts.items() if other != kind}
            yield msgspec.structs.replace(mission, parts=kept)


def _without(answer: Answer, gone: str) -> Answer:
    if not isinstance(answer.value, tuple):
        return answer
    return msgspec.structs.replace(answer, value=tuple(value for value in answer.value if value != gone))
