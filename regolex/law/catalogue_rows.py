"""The rows of the catalogue tables as an editor writes them. An empty cell is an unknown value."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from regolex.law.form import Form, IsoDay, Level, Slug, State, Text


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else value


def _by_field(value: Any) -> Any:
    return dict(part.partition("=")[::2] for part in _split(value)) if isinstance(value, str) else value


Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_split)]
States = Annotated[tuple[State, ...], BeforeValidator(_split)]
Metres = Annotated[Decimal, Field(gt=0)]
Grams = Annotated[Decimal, Field(gt=0)]
Speed = Annotated[int, Field(ge=0)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90)]
Known = bool | None  # an empty cell is unknown, not false
Wikidata = Annotated[str, Field(pattern=r"^Q[1-9][0-9]*$")]
Moment = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Address = Annotated[str, Field(pattern=r"^https?://[^ ]+$")]


class Row(Form):
    """The columns common to every row."""

    id: Slug
    note: str = ""
    source: Text
    confidence: Level
    confidence_by_field: Annotated[dict[str, Level], BeforeValidator(_by_field)] = Field(default_factory=dict)


class BodyRow(Row):
    """One row of ``corpus/catalogue/bodies.csv``."""

    name: Text
    designation: str = ""
    sort: Literal["body", "region", "space", "star", "home"]
    kind: str = ""
    parent: str = ""
    spectral_class: str = ""
    spectral_type: str = ""
    undifferentiated: Known = None
    metamorphosed: Known = None
    latitude_deg: Latitude | None = None
    permanent_shadow: Known = None
    composition: str = ""
    diameter_m: Metres | None = None
    diameter_min_m: Metres | None = None
    diameter_max_m: Metres | None = None
    mass_kg: Annotated[float, Field(gt=0)] | None = None
    delta_v_m_s: Speed | None = None
    delta_v_basis: Literal[
        "", "shoemaker-helin-list", "shoemaker-helin-computed", "comparison-value", "rounded",
    ] = ""  # fmt: skip
    easily_retrievable: bool = False
    retrieval_delta_v_m_s: Speed | None = None
    sample_returned: bool = False
    protection_hints: Slugs = ()
    wikidata: Wikidata | Literal[""] = ""


class MissionRow(Row):
    """One row of ``corpus/catalogue/missions.csv``."""

    name: Text
    operators: Slugs = ()
    operator_name: Text
    operator_kind: str
    states: States = ()
    launch_date: IsoDay | None = None
    launch_state: State | Literal[""] = ""
    target: str = ""
    landing_latitude_deg: Latitude | None = None
    intended: Slugs = ()
    achieved: Slugs = ()
    status: Literal["completed", "partial", "failed", "operating", "cruise", "arriving", "planned", "study"]
    arrival_date: IsoDay | None = None
    return_date: IsoDay | None = None
    returned_mass_g: Grams | None = None
    returned_mass_min_g: Grams | None = None
    returned_mass_max_g: Grams | None = None
    cost_usd: Annotated[int, Field(gt=0)] | None = None
    precedent: str = ""


class AchievementRow(Row):
    """One row of ``corpus/catalogue/achievements.csv``."""

    body_kind: str
    feat: Literal["flyby", "impact", "orbit", "land", "rove", "sample-return"]
    state: State | Literal[""] = ""
    actor: Text
    date: IsoDay
    mission: str = ""
    craft: Text
    target: str = ""
    by: str = ""


class OrganisationRow(Row):
    """One row of ``corpus/catalogue/organisations.csv``."""

    name: Text
    kind: Literal["agency", "regulator", "intergovernmental", "association", "forum", "company"]
    party_kind: str = ""
    state: State | Literal[""] = ""
    role: Text
    regulates_in: States = ()
    regulatory_task: Literal["", "grants", "prepares", "controls", "advises"] = ""
    acts: str = ""
    founded: Moment | Literal[""] = ""
    status: Literal["active", "acquired", "concluded", "dissolved", "dormant", "subsidiary", "unknown"]
    ended: Moment | Literal[""] = ""
    successor: str = ""
    url: Address | Literal[""] = ""
    wikidata: Wikidata | Literal[""] = ""


class TransferRow(Row):
    """One row of ``corpus/catalogue/delta-v.csv``."""

    from_place: Slug
    to_place: Slug
    delta_v_m_s: Speed
    definition: Text


class SiteRow(Row):
    """One row of ``corpus/catalogue/launch-sites.csv``: ``territory`` is empty where it is open which State's it is."""

    name: Text
    territory: State | Literal[""] = ""
    place: Text
    facility_states: States
    operator: Text
    orbital: Literal["yes", "no", "near-orbital", "attempted", "planned"]
    in_use: Literal["yes", "no", ""] = ""
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = None


class VehicleRow(Row):
    """One row of ``corpus/catalogue/launch-vehicles.csv``: a launch vehicle, who flies it and from where."""

    name: Text
    company: Text
    company_kind: Slug
    state: State
    owner: str = ""
    sites: Slugs = ()
    beyond_earth_orbit: Literal["shown", "able", "no", ""] = ""
    in_use: Literal["yes", "no", ""] = ""
