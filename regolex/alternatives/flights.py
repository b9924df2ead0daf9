"""Launches on offer: a company of the catalogue, its State, and a site in use from which it flies."""

from __future__ import annotations

import msgspec

from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.catalogue import catalogue_of
from regolex.missions.mission import Mission

_BEYOND = ("shown", "able")
_EARTH_ORBIT = ("suborbital", "earth-orbit")


class Flight(msgspec.Struct, frozen=True, order=True):
    """One way to be launched."""

    state: str  # of the launch company
    territory: str
    facility_states: tuple[str, ...]
    company: str
    vehicle: str
    site: str


def flights(knowledge: m.Knowledge, mission: Mission, launch: str = "") -> tuple[Flight, ...]:
    """The flights that serve a launch: companies only, in use, from a site on record as in use for orbit.

    A launch that leaves Earth orbit, or of which that is not known, needs a vehicle that can.
    """
    table = catalogue_of(knowledge)
    near = launch and mission.answer(launch, "launch.reaches").value in _EARTH_ORBIT
    found = []
    for vehicle in table.vehicles.values():
        if vehicle.company_kind != "company" or vehicle.in_use != "yes":
            continue
        if not near and vehicle.beyond_earth_orbit not in _BEYOND:
            continue
        for name in vehicle.sites:
            site = table.sites.get(name)
            if site and site.territory and site.orbital == "yes" and site.in_use == "yes":
                found.append(
                    Flight(
                        vehicle.state, site.territory, site.facility_states, vehicle.company, vehicle.name, site.name
                    )
                )
    return tuple(sorted(found))


def served(found: tuple[Flight, ...], state: str, territory: str) -> list[Flight]:
    """The flights of a State's companies from a territory."""
    return [flight for flight in found if (flight.state, flight.territory) == (state, territory)]


def flight_code(flight: Flight) -> str:
    """A flight by States: of the territory, with that of the company where it is another, such as ``NZL/USA``."""
    return flight.territory if flight.territory == flight.state else f"{flight.territory}/{flight.state}"


def flight_named(found: tuple[Flight, ...], name: str) -> Flight:
    """The first flight of a code, or of a vehicle by its name.

    Raises EvaluationError where there is none.
    """
    for flight in found:
        if name in (flight_code(flight), flight.vehicle):
            return flight
    known = list(dict.fromkeys(flight_code(flight) for flight in found))
    raise EvaluationError(
        Problem(
            "E306", f"no launch {name!r} is on offer in the catalogue", expected=", ".join(known),
            hint=nearest(name, [*known, *(flight.vehicle for flight in found)]),
        )
    )  # fmt: skip


__all__ = ["Flight", "flight_code", "flight_named", "flights", "served"]
