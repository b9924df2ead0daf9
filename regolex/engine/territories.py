"""What is said of the territories and dissolved States of a mission: who acts for them, and which treaties reach them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from regolex.engine.truth import FALSE, TRUE
from regolex.engine.world import World
from regolex.law import model as m
from regolex.missions.mission import Mission

BY_RULE = "a treaty binds a State for its whole territory unless it says otherwise (Vienna Convention, Art. 29)"


class Reached(msgspec.Struct, frozen=True):
    """A treaty and a territory: whether it reaches it (``yes``, ``by-rule``, ``likely`` or ``unclear``), and on what basis."""

    instrument: m.Instrument
    reaches: str
    basis: str
    confidence: str


class Place(msgspec.Struct, frozen=True):
    """One code that a mission states and whose acts are those of another State, or of none, on the day."""

    code: str
    name: str
    state: str  # empty where no State holds the territory
    state_name: str
    row: m.Territory
    treaties: tuple[Reached, ...] = ()


def places(knowledge: m.Knowledge, mission: Mission, on: date) -> tuple[Place, ...]:
    """Every territory and dissolved State that a mission states, in the order of their codes."""
    world = World(knowledge, mission, on)
    found = []
    for place in world.sovereignty.of(mission, knowledge):
        row, state = place.rows[0], place.state
        if len(place.rows) > 1:
            continue  # several States follow it: an assessment refuses the mission
        treaties = tuple(
            _reached(world, place.code, state, instrument)
            for instrument in knowledge.instruments.values()
            if state and instrument.is_treaty and world.in_force(instrument) == TRUE
            and world.bound(state, instrument.work) != FALSE
        )  # fmt: skip
        name = knowledge.states[place.code]
        found.append(Place(place.code, name, state, knowledge.states.get(state, ""), row, treaties))
    return tuple(found)


def _reached(world: World, code: str, state: str, instrument: m.Instrument) -> Reached:
    row = world.sovereignty.reach(code, state, instrument.work)
    if row is None:
        return Reached(instrument, "by-rule", BY_RULE, "secondary")
    return Reached(instrument, row.reaches, row.basis, row.confidence)


def bond_words(world: World, state: str, work: str) -> str:
    """How a State joined an instrument, and for which of its territories that counts here."""
    return "; ".join(filter(None, (_entry(world.participation(state, work)), reach_words(world, state, work))))


def _entry(entry: m.Participation | None) -> str:
    if entry is None:
        return "no entry in the participation table"
    if entry.bound_from is None:
        return f"signed only ({entry.act})"
    first, last = entry.bound_from.not_before, entry.bound_from.not_after
    begun = f"bound since {first}" if first == last else f"bound since a date between {first} and {last}"
    ended = f", until {entry.bound_until.not_before}" if entry.bound_until else ""
    doubt = "" if entry.status_confidence == "verified" else f" ({entry.status_confidence})"
    return f"{entry.act}: {begun}{ended}{doubt}"


def reach_words(world: World, state: str, work: str) -> str:
    """How a treaty of a State comes to count where the mission names the State by its territories alone; else nothing."""
    codes = world.only_through.get(state, ())
    if not codes:
        return ""
    row = world.sovereignty.rows[codes[0]][0]
    name = world.knowledge.states[codes[0]]
    if row.kind == "succession":
        return f"here for {name}: {row.status}"
    reach = world.sovereignty.reach(codes[0], state, work)
    basis = reach.basis if reach else BY_RULE
    sure = "" if reach is None or reach.reaches == "yes" else f"{_DOUBT[reach.reaches]}: "
    return f"here for {name}, {row.status}; {sure}{basis}"


def beyond_law_words(knowledge: m.Knowledge, row: m.Territory) -> str:
    """What is to be said where the law of a State is encoded and does not, or may not, reach one of its territories."""
    law, name = f"the encoded law of the State ({knowledge.states[row.state]})", knowledge.states[row.code]
    if row.national_law == "not-looked-at":
        return f"whether {law} reaches {name} was not examined"
    return f"{law} does not reach {name}"


def out_of_reach(world: World, state: str) -> tuple[m.Territory, ...]:
    """The territories by which alone a mission names a State, if it is established of none that the State's law reaches it."""
    rows = [world.sovereignty.beyond_law(code) for code in world.only_through.get(state, ())]
    found = tuple(row for row in rows if row)
    return found if len(found) == len(rows) else ()


def is_computed(rows: Iterable[m.Territory], applies: bool) -> bool:
    """Whether law that is encoded counts in territories out of its reach: not looked at, and a rule of it ``applies``."""
    return all(row.national_law == "not-looked-at" and applies for row in rows)


_DOUBT = {"likely": "likely to reach it, not certain", "unclear": "whether it reaches it is unsettled"}


__all__ = [
    "BY_RULE", "Place", "Reached", "beyond_law_words", "bond_words", "is_computed", "out_of_reach", "places", "reach_words",
]  # fmt: skip
