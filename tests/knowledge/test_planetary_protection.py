"""Traps of planetary protection: where a plausible table of categories goes wrong. Each test names the mistake it keeps out."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs.pages import protection  # noqa: F401  it registers its page
from docs.pages.machinery import PAGES
from regolex.engine.assessment import Assessment
from regolex.engine.truth import TRUE
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import mission_from_data

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 30)
STRAIGHT = {"mars_approach": False, "extraterrestrial_return": False}  # not by way of Mars, and nothing comes back
POLICY = "soft/cospar/planetary-protection-2020"


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


def assessed(body: dict[str, Any], on: date = TODAY, permits: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    """One step of a company of Luxembourg at one body."""
    knowledge = kb().knowledge
    empty: dict[str, Any] = {kind.list_name: {} for kind in knowledge.kinds.values() if kind.list_name}
    straight = {k: v for k, v in STRAIGHT.items() if k != "mars_approach" or body["kind"] != "moon-of-earth"}
    activity = {"kind": "landing", "operator": "us", "body": "b", "controlled_from": ["LUX"], **straight, **facts}
    data = {
        "mission": "m", "title": "m", "facts": {}, **empty, "bodies": {"b": body}, "activities": {"a": activity},
        "parties": {"us": {"kind": "company", "organised_under": "LUX", "acts_for": []}}, "authorisations": permits or {},
    }  # fmt: skip
    return kb().assess(mission_from_data(data, knowledge), on=on)


def categories(a: Assessment) -> dict[str, bool]:
    """The categories of the company, each with whether it is certain."""
    held = {r.role: r.truth == TRUE for s in a.standings if s.bearer == "party:us" for r in s.roles}
    return {role.removeprefix("protection-category-"): sure for role, sure in held.items() if "category" in role}


def found(a: Assessment, rule: str, bearer: str = "LUX") -> str:
    return next((f.result for f in a.all_findings if f.rule.id == f"{POLICY}/{rule}" and f.bearer == bearer), "")


MOON = {"kind": "moon-of-earth"}
SUNLIT = {"enters_permanent_shadow": False}


def test_ceres_does_not_fall_into_the_row_for_carbonaceous_asteroids() -> None:
    ceres = categories(
        assessed({"kind": "main-belt-asteroid", "spectral_class": "c-type", "named": "ceres"}, kind="flyby")
    )
    assert ceres["open"]
    assert "ii" not in ceres or not ceres["ii"]


@pytest.mark.parametrize("spectrum", ["s-type", "q-type"])
def test_a_stony_spectrum_alone_is_never_silently_category_one(spectrum: str) -> None:
    stony = categories(assessed({"kind": "near-earth-asteroid", "spectral_class": spectrum}, kind="flyby"))
    assert not any(stony.values())
    assert "open" in stony


@pytest.mark.parametrize("spectrum", ["m-type", "e-type", "v-type", "x-type"])
def test_a_body_that_the_list_does_not_name_has_to_be_asked_about(spectrum: str) -> None:
    body = categories(assessed({"kind": "near-earth-asteroid", "spectral_class": spectrum}, kind="flyby"))
    assert body == {"open": True, "ii": False}


def test_shadow_counts_at_any_latitude() -> None:
    assert categories(assessed(MOON, landing_latitude_deg=-60, enters_permanent_shadow=True)) == {"iib": True}


@pytest.mark.parametrize(
    ("latitude", "category"),
    [(-79.1, "iib"), (-79, "iia"), (-78.9, "iia"), (0, "iia"), (85.9, "iia"), (86, "iia"), (86.1, "iib")],
)
def test_the_polar_regions_begin_beyond_their_latitudes(latitude: float, category: str) -> None:
    assert categories(assessed(MOON, landing_latitude_deg=latitude, **SUNLIT)) == {category: True}


def test_a_place_that_is_not_chosen_leaves_both_and_never_the_lighter_one() -> None:
    assert categories(assessed(MOON, **SUNLIT)) == {"iia": False, "iib": False}


def test_an_orbiter_that_is_crashed_on_purpose_counts_as_a_landing() -> None:
    assert categories(assessed(MOON, kind="impact", landing_latitude_deg=-88, **SUNLIT)) == {"iib": True}
    assert categories(assessed(MOON, kind="orbit-survey")) == {"ii": True}


def test_the_edition_of_the_day_counts() -> None:
    assert categories(assessed(MOON, on=date(2021, 6, 2), landing_latitude_deg=-84, **SUNLIT)) == {"ii": True}
    assert categories(assessed(MOON, on=date(2021, 6, 3), landing_latitude_deg=-84, **SUNLIT)) == {"iib": True}


def test_the_moon_outside_shadow_is_not_category_one() -> None:
    """A directive of NASA of 2020 said so; it is gone, and it was never the policy."""
    assert "i" not in categories(assessed(MOON, landing_latitude_deg=10, **SUNLIT))


SIX = ("water", "energy", "organics", "heat", "radiation", "influx")
ASTEROID = {"kind": "near-earth-asteroid", "spectral_class": "c-type"}
BACK = {"kind": "return-raw", "extraterrestrial_return": True, "brought_near_earth": False}


def test_an_empty_questionnaire_is_incomplete_and_not_restricted() -> None:
    assert categories(assessed(ASTEROID, **BACK)) == {"v-unrestricted": False, "v-restricted": False}


def test_one_firm_yes_is_enough_and_six_times_uncertain_is_not() -> None:
    unsure = {f"evidence_{name}": "evidence-uncertain" for name in SIX}
    assert categories(assessed(ASTEROID, **BACK, **unsure)) == {"v-restricted": True}
    assert categories(assessed(ASTEROID, **BACK, **{**unsure, "evidence_influx": "evidence-yes"})) == {
        "v-unrestricted": True
    }


def test_an_orbit_of_the_moon_is_no_way_round_containment() -> None:
    near = {"kind": "return-raw", "extraterrestrial_return": False, "brought_near_earth": True}
    assert categories(assessed({"kind": "mars"}, **near)) == {"v-restricted": True}


def test_the_category_of_a_return_does_not_replace_that_of_the_way_out() -> None:
    out = assessed({"kind": "comet"}, kind="sampling")
    assert categories(out) == {"ii": True}
    assert found(out, "plan") == "due"


def test_a_stated_category_that_differs_is_a_finding_and_no_breach_of_law() -> None:
    a = assessed(MOON, landing_latitude_deg=-84, protection_category="category-iia", **SUNLIT)
    assert found(a, "category-as-derived") == "breached"
    finding = next(f for f in a.all_findings if f.rule.id == f"{POLICY}/category-as-derived" and f.bearer == "LUX")
    assert not finding.weighs


def test_nothing_of_the_policy_weighs_for_a_company_without_a_permit_that_names_it() -> None:
    silent = {"p": {"by": "LUX", "activities": ["a"], "granted": "done", "standards": []}}
    a = assessed(
        MOON, permits=silent, landing_latitude_deg=-84, organic_inventory="not-planned", organics_mass_kg=40, **SUNLIT
    )  # fmt: skip
    assert not [f for f in a.findings if f.rule.work == POLICY and f.weighs]
    assert found(a, "moon-inventory") == "breached"


def test_a_permit_that_names_the_policy_makes_it_count() -> None:
    permit = {"p": {"by": "LUX", "activities": ["a"], "granted": "done", "standards": ["planetary-protection-policy"]}}
    a = assessed(MOON, permits=permit, landing_latitude_deg=-84, organic_inventory="not-planned", **SUNLIT)
    finding = next(f for f in a.all_findings if f.rule.id == f"{POLICY}/permit-inventory")
    assert (finding.bearer, finding.result, finding.weighs) == ("party:us", "breached", True)


def test_the_policy_asks_the_client_nothing() -> None:
    words = (ROOT / "ontology/attributes/planetary-protection.ttl").read_text(encoding="utf-8").split()
    read = {word.removeprefix("fact:") for word in words if word.startswith(("fact:activity.", "fact:body."))}
    asked_of_client = {q.fact for q in assessed(MOON, **SUNLIT).questions.items if q.who == "client"}
    assert read & set(kb().knowledge.asking.facts)
    assert not read & asked_of_client


def test_every_body_and_mission_of_the_catalogue_has_a_row() -> None:
    from regolex.law.catalogue import catalogue_of

    text = PAGES["planetary-protection.md"]()
    catalogue = catalogue_of(kb().knowledge)
    rows = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")]
    wanted = [b.name for b in catalogue.bodies.values() if b.sort in ("body", "region")]
    assert [name for name in (*wanted, *(x.name for x in catalogue.missions.values())) if name not in rows] == []


@pytest.mark.parametrize(
    ("mission", "outbound", "back"),
    [
        ("Hayabusa2", "II (", "V unrestricted?"), ("OSIRIS-REx", "II (", "V unrestricted?"),
        ("Hayabusa", "I? (", "V unrestricted?"),
        ("Stardust", "II (", "V unrestricted?"), ("Martian Moons eXploration", "III? (", "V unrestricted?"),
        ("Chang'e 6", "IIa? (", "V unrestricted?"), ("IM-1 (Odysseus)", "IIb (", ""), ("Odin", "to be asked for?", ""),
        ("Chang'e 5", "II? (", "V unrestricted?"),
    ],
)  # fmt: skip
def test_missions_that_have_flown_come_out_as_they_were_classed(mission: str, outbound: str, back: str) -> None:
    line = next(x for x in PAGES["planetary-protection.md"]().splitlines() if x.startswith(f"| {mission} |"))
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    assert cells[4].startswith(outbound)
    assert back in cells[5]
