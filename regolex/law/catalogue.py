"""The catalogue: bodies, past missions, firsts, organisations, transfers and precedents, as data beside the law.

None of it decides a verdict. It is kept packed inside the compiled knowledge, so that an assessment, which needs none of
it, does not pay for it; :func:`catalogue_of` unpacks it once per knowledge.
"""

from __future__ import annotations

import zlib
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct, msgpack

from regolex.law import model as m
from regolex.law.expectations import Expects


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every entry has.

    ``confidence`` is that of the entry as a whole (verified, secondary or doubtful); ``fields`` names the fields for which
    it is another. ``source`` is one citation or several, parted by semicolons.
    """

    id: str
    note: str = ""
    source: str
    confidence: str
    fields: dict[str, str] = {}

    def confidence_in(self, field: str) -> str:
        """The confidence of one field."""
        return self.fields.get(field, self.confidence)


EntryT = TypeVar("EntryT", bound=Entry)


class Body(Entry, frozen=True, kw_only=True):
    """A body, a region of one, or a stretch of space to which missions go.

    ``sort`` is body, region, space, or star and home for what others circle. ``kind`` and ``spectral_class`` are short
    names of the taxonomies; ``spectral_type`` is the type as published. Sizes are metres (a mean and, where sources give
    them, bounds), masses kilograms, speeds metres per second. ``protection_hints`` are categories to ask about, never a
    categorisation. The latitude of a region is that of its middle, negative in the south.
    """

    name: str
    sort: str
    designation: str = ""
    kind: str = ""
    parent: str = ""
    spectral_class: str = ""
    spectral_type: str = ""
    undifferentiated: bool | None = None
    metamorphosed: bool | None = None
    latitude_deg: Decimal | None = None
    permanent_shadow: bool | None = None
    composition: str = ""
    diameter_m: Decimal | None = None
    diameter_min_m: Decimal | None = None
    diameter_max_m: Decimal | None = None
    mass_kg: float | None = None
    delta_v_m_s: int | None = None
    delta_v_basis: str = ""
    easily_retrievable: bool = False
    retrieval_delta_v_m_s: int | None = None
    sample_returned: bool = False
    protection_hints: tuple[str, ...] = ()
    wikidata: str = ""


class PastMission(Entry, frozen=True, kw_only=True):
    """A real mission, past, under way or announced; not a mission under assessment.

    ``intended`` and ``achieved`` are kinds of space activity. Masses are grams, as a value
    or as bounds; the cost is in United States dollars of its own time.
    """

    name: str
    operators: tuple[str, ...] = ()
    operator_name: str
    operator_kind: str
    states: tuple[str, ...] = ()
    launch_date: date | None = None
    launch_state: str = ""
    target: str = ""
    landing_latitude_deg: Decimal | None = None
    intended: tuple[str, ...] = ()
    achieved: tuple[str, ...] = ()
    status: str
    arrival_date: date | None = None
    return_date: date | None = None
    returned_mass_g: Decimal | None = None
    returned_mass_min_g: Decimal | None = None
    returned_mass_max_g: Decimal | None = None
    cost_usd: int | None = None
    precedent: str = ""


class Achievement(Entry, frozen=True, kw_only=True):
    """The first time that something was done at a kind of body. Without a State, it is credited to an organisation."""

    body_kind: str
    feat: str
    state: str = ""
    actor: str
    date: date
    mission: str = ""
    craft: str
    target: str = ""
    by: str = ""


class Organisation(Entry, frozen=True, kw_only=True):
    """An agency, authority, company, association, forum or organisation of States.

    ``founded`` and ``ended`` are a year, a month or a day, as exact as known. ``regulatory_task`` is its function in
    authorisations in ``regulates_in``: grants, prepares, controls or advises.
    """

    name: str
    kind: str
    party_kind: str = ""
    state: str = ""
    role: str
    regulates_in: tuple[str, ...] = ()
    regulatory_task: str = ""
    acts: str = ""
    founded: str = ""
    status: str
    ended: str = ""
    successor: str = ""
    url: str = ""
    wikidata: str = ""


class Transfer(Entry, frozen=True, kw_only=True):
    """The delta-v between two places, in metres per second, or a threshold for it; ``definition`` says which."""

    from_place: str
    to_place: str
    delta_v_m_s: int
    definition: str


class Site(Entry, frozen=True, kw_only=True):
    """A place of orbital launches: the State on whose territory it lies (empty where that is open), and whose facility it is.

    ``orbital`` and ``in_use`` (in 2026) help to offer it; they decide nothing.
    """

    name: str
    territory: str = ""
    place: str
    facility_states: tuple[str, ...]
    operator: str
    orbital: str
    in_use: str = ""
    latitude: Decimal | None = None


class Vehicle(Entry, frozen=True, kw_only=True):
    """A launch vehicle: the company that flies it, its State and owner, and the sites it flies from."""

    name: str
    company: str
    company_kind: str
    state: str
    owner: str = ""
    sites: tuple[str, ...] = ()
    beyond_earth_orbit: str = ""
    in_use: str = ""


class Precedent(Struct, frozen=True, omit_defaults=True):
    """A precedent in the catalogue: enough to find the provisions that practice has touched."""

    id: str
    title: str
    about: str
    on: date
    expects: Expects
    sources: tuple[str, ...] = ()


class Catalogue(Struct, frozen=True):
    """All entries by id; ids are unique within a kind."""

    bodies: dict[str, Body] = {}
    missions: dict[str, PastMission] = {}
    achievements: dict[str, Achievement] = {}
    organisations: dict[str, Organisation] = {}
    transfers: dict[str, Transfer] = {}
    precedents: dict[str, Precedent] = {}
    sites: dict[str, Site] = {}
    vehicles: dict[str, Vehicle] = {}


def packed(catalogue: Catalogue) -> bytes:
    """A catalogue packed for the compiled knowledge."""
    return zlib.compress(msgpack.encode(catalogue), 9)


def catalogue_of(knowledge: m.Knowledge) -> Catalogue:
    """The catalogue of a knowledge base.

    >>> from regolex.knowledge import load
    >>> catalogue_of(load().knowledge).missions["osiris-rex"].returned_mass_g
    Decimal('121.6')
    """
    return _unpacked(knowledge.catalogue)


@lru_cache(maxsize=4)
def _unpacked(raw: bytes) -> Catalogue:
    return msgpack.decode(zlib.decompress(raw), type=Catalogue) if raw else Catalogue()


def catalogue_answers(body: Body, facts: dict[str, m.Fact]) -> dict[str, tuple[Any, str]]:
    """The catalogue's answers to mission facts about a body: fact id to value and confidence.

    Only facts that exist are included; a size known only by bounds does not answer a question for one number.
    """
    if body.sort != "body":
        return {}
    known: dict[str, Any] = {"kind": body.kind, "spectral_class": body.spectral_class, "diameter_m": body.diameter_m}
    return {
        f"body.{name}": (value, body.confidence_in(name))
        for name, value in known.items()
        if f"body.{name}" in facts and value not in ("", None)
    }
