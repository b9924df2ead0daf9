"""Amounts on the day of the event they belong to: the fee for a launch is that of the year of the launch."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from regolex.engine.comparison import parameter_on
from regolex.engine.world import MISSING
from regolex.law import model as m
from regolex.missions.mission import Mission
from regolex.missions.windows import Window, end, start


class Amount(msgspec.Struct, frozen=True):
    """The value of a parameter on its day.

    ``value`` is None where it is not known: no day, or a window across a step. ``day`` is the day it is taken on, ``of`` the
    fact that gives that day (empty for the day of assessment). ``last_known``: the day lies beyond the last known step.
    """

    value: Any
    day: date | Window | None
    of: str = ""
    last_known: bool = False


def amount(parameter: m.Parameter, knowledge: m.Knowledge, mission: Mission, subject: str, on: date) -> Amount:
    """The amount for a part of a mission."""
    if not parameter.on_day_of:
        value = parameter_on(parameter, on)
        return Amount(None if value is MISSING else value, on)
    day = _day(parameter.on_day_of, knowledge, mission, subject)
    if day is None:
        return Amount(None, None, parameter.on_day_of)
    first, last = (parameter_on(parameter, d) for d in (start(day), end(day)))
    known = first if first == last and first is not MISSING else None
    beyond = end(day) >= _year_after(parameter.values[-1].since)
    return Amount(known, day, parameter.on_day_of, known is not None and beyond)


def _year_after(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _day(fact: str, knowledge: m.Knowledge, mission: Mission, subject: str) -> date | Window | None:
    """The day stated for the part that a subject leads to by its usual links; None if no or several days are stated."""
    kind = fact.partition(".")[0]
    parts = _parts(kind, knowledge, mission, subject)
    days = {mission.answer(part, fact).value for part in parts} - {None}
    return days.pop() if len(days) == 1 else None


def _parts(kind: str, knowledge: m.Knowledge, mission: Mission, subject: str) -> tuple[str, ...]:
    if subject.partition(":")[0] == kind:
        return (subject,)
    reached, frontier = {subject}, [subject]
    links = [f for f in knowledge.facts.values() if f.type == "part"]
    for _ in range(2):
        onward = []
        for part in frontier:
            for link in links:
                if link.kind == part.partition(":")[0]:
                    value = mission.answer(part, link.id).value
                    onward += [v for v in (value if isinstance(value, tuple) else (value,)) if v]
        found = tuple(dict.fromkeys(p for p in onward if p.partition(":")[0] == kind))
        if found:
            return found
        frontier = [p for p in onward if p not in reached]
        reached.update(frontier)
    return mission.parts.get(kind, ())


__all__ = ["Amount", "amount"]
