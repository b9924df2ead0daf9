"""Where the commitments of a State pull apart, the assessment says so with the places on both sides."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from rich.console import Console

import regolex
from regolex.engine.assessment import Assessment
from regolex.missions.mission import mission_from_data
from regolex.report.first_screen import lines
from regolex.report.report import html, markdown
from regolex.report.terminal import show

KB = regolex.load()
TODAY = date(2026, 11, 30)
MOON, ACCORDS = "un/treaty/moon-1979", "soft/artemis/artemis-accords-2020"
ON_RESOURCES = "The Moon Agreement and the Artemis Accords pull apart on resources."


def assessed(state: str, on: date = TODAY, kind: str = "extraction", **more: Any) -> Assessment:
    data = {
        "mission": "m", "title": "m",
        "parties": {"us": {"kind": "company", "organised_under": state, "seat": state}},
        "bodies": {"moon": {"kind": "moon-of-earth"}},
        "activities": {"dig": {"kind": kind, "operator": "us", "body": "moon", "controlled_from": [state]}},
        "claims": {}, "zones": {}, "launches": {}, "objects": {},
        **more,
    }  # fmt: skip
    return KB.assess(mission_from_data(data, KB.knowledge), on=on)


def shown(a: Assessment) -> str:
    out = io.StringIO()
    show(a, Console(file=out, width=200))
    return out.getvalue()


def matters(a: Assessment, state: str) -> list[str]:
    return [t.matter for t in a.apart if t.state == state]


def test_a_party_to_the_moon_agreement_that_signed_the_accords_is_told_with_both_places() -> None:
    a = assessed("AUS")
    assert ON_RESOURCES in matters(a, "AUS")
    found = next(t for t in a.apart if t.matter == ON_RESOURCES)
    assert {p.partition("@")[0] for p in found.provisions} == {MOON, ACCORDS}
    assert found.certain
    assert found.subjects == ("activity:dig",)


def test_a_state_with_one_commitment_alone_is_not_pulled_apart() -> None:
    assert matters(assessed("LUX"), "LUX") == []
    assert matters(assessed("KAZ"), "KAZ") == []


def test_a_landing_touches_no_resources() -> None:
    assert ON_RESOURCES not in matters(assessed("AUS", kind="landing"), "AUS")


def test_before_the_accords_were_signed_nothing_pulled_apart() -> None:
    assert matters(assessed("AUS", on=date(2020, 10, 12)), "AUS") == []
    assert ON_RESOURCES in matters(assessed("AUS", on=date(2020, 10, 13)), "AUS")


def test_a_supposed_treaty_status_counts() -> None:
    joined = {"LUX": {"bound_by": [MOON], "hypothetical": True}}
    assert ON_RESOURCES in matters(assessed("LUX", states=joined), "LUX")
    left = {"AUS": {"not_bound_by": [ACCORDS], "hypothetical": True}}
    assert matters(assessed("AUS", states=left), "AUS") == []


def test_a_title_act_of_a_party_to_the_moon_agreement_is_told() -> None:
    act = {"act": {"kind": "statute", "by": "NLD", "over": "extracted-material", "sovereign": False}}
    assert "A national act on title to resources and the Moon Agreement pull apart." in matters(
        assessed("NLD", acts=act), "NLD"
    )
    other = {"act": {"kind": "statute", "by": "LUX", "over": "extracted-material", "sovereign": False}}
    assert matters(assessed("NLD", acts=other), "LUX") == []


def test_a_state_that_has_stated_two_readings_is_told_with_both_sources() -> None:
    found = [t for t in assessed("RUS").apart if t.question == "art-ii-extraction"]
    assert [t.state for t in found] == ["RUS"]
    assert "Russia in the Fourth Committee (G. Agaronova), 2021-10-25" in found[0].says
    assert "Roscosmos (S. Savelyev), 2020-04-07" in found[0].says


def test_every_output_says_so() -> None:
    a = assessed("AUS")
    for text in (markdown(a), html(a), shown(a), str(regolex.to_json(a)["commitments_apart"])):
        assert "pull apart on resources" in " ".join(text.split())


def test_the_first_screen_names_the_state_and_the_matter() -> None:
    shown = [line for line in lines(assessed("AUS")) if line.startswith("TWO WAYS")]
    assert shown == ["TWO WAYS    Australia: The Moon Agreement and the Artemis Accords pull apart on resources"]
    assert not [line for line in lines(assessed("LUX")) if line.startswith("TWO WAYS")]


def test_it_is_kept_apart_from_what_is_not_covered() -> None:
    a = assessed("AUS")
    assert ON_RESOURCES not in [n.matter for n in a.not_covered]
