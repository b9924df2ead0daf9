"""Real cases: what an assessment of each has to show, and which flags wait for an instrument that is not encoded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from regolex.checks.precedents import Precedent, Sign, Waiting, failures, precedents, precedents_table
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[2]

# the flags of each case in the notes, so that none is dropped by accident
FLAGS = {
    "apollo-samples": "art_II_claim_of_area_false resources_removed_true practice_supports_Q1_P1",
    "luna-16-20-24": "practice_supports_Q16_P1",
    "luna16-grains-sale": "chain_of_title_documented private_ownership_of_returned_material_accepted",
    "one-lucite-ball": "title_defect national_patrimony customs_forfeiture_risk",
    "apollo11-sample-bag": "domestic_property_law_governs_after_return",
    "bogota-1976": "art_II_breach_claim_of_sovereignty common_ground_all_positions",
    "cosmos-954": "absolute_liability_surface nps_on_board cleanup_costs_recoverable_contested",
    "skylab-1979": "absolute_liability_surface no_claim_presented",
    "nemitz-eros": "claims_area_or_body art_II_breach_under_all_positions private_registry_no_effect",
    "lunar-embassy-china": "claims_area_or_body art_II_breach_under_all_positions consumer_law_risk",
    "lunar-prospector-shoemaker": "carries_biological_material cultural_consultation_advised polar_impact_organics",
    "stardust": "cospar_V_unrestricted cospar_outbound_II",
    "hayabusa": "return_authorisation_landing_state cospar_V_unrestricted quarantine_clearance",
    "hayabusa2": (
        "return_authorisation_landing_state landing_state_indemnity_arrangement cospar_V_unrestricted cospar_outbound_II"
    ),
    "osiris-rex": (
        "government_mission_exempt_from_commercial_licence nepa_review cospar_V_unrestricted cospar_outbound_II"
    ),
    "dart-dimorphos": "alters_natural_body_orbit art_IX_due_regard art_XI_information",
    "moon-express-2016": "art_VI_authorisation_via_payload_review supervision_gap_US planetary_protection_disclosure",
    "spacebees-2018": "licence_missing home_state_jurisdiction_over_foreign_launch trackability penalty_risk",
    "beresheet-2019": (
        "carries_biological_material undeclared_payload cospar_II_documentation art_VI_supervision_two_states"
    ),
    "nasa-regolith-2020": "in_place_title_transfer contract_requires_OST_compliance practice_supports_Q1_P1",
    "change-5": "state_owned_samples benefit_sharing_by_access wolf_amendment_flag",
    "change-6": "transmits_in_shielded_zone cospar_IIa_or_b_by_latitude cospar_V_unrestricted",
    "ispace-m1": "resource_licence_required_JP art_VI_authorised nothing_extracted",
    "varda-w1": "reentry_licence_missing_at_launch range_permission_missing sequencing_error",
    "brokkr-1": "earth_orbit_only resource_law_not_triggered",
    "dish-echostar7": "licence_condition_breach soft_law_hardened_by_licence penalty_risk",
    "saudi-moon-agreement-exit": "treaty_status_time_dependent",
    "peregrine-2024": "carries_biological_material cultural_consultation_advised payload_review_limits",
    "astroforge-odin": "deep_space_spectrum experimental_licence prospecting_only cospar_needs_categorisation",
    "ispace-m2": "resource_licence_required_JP multi_state_responsibility nothing_extracted",
    "ispace-europe-tenacious": (
        "resource_licence_required_LU seat_state_authorises subobject_registration nothing_extracted"
    ),
    "lunar-outpost-mapp": "nothing_extracted cospar_IIb_latitude in_place_title_transfer",
    "tianwen-2": "cospar_V_six_questions_needed government_mission",
    "mmx": "cospar_V_unrestricted cospar_outbound_III_mars return_authorisation_landing_state",
}


@cache
def knowledge() -> KnowledgeBase:
    return load(ROOT)


@cache
def read() -> dict[str, Precedent]:
    return {precedent.mission.id: precedent for precedent in precedents(knowledge())}


def test_all_thirty_four_precedents_are_there_under_their_names() -> None:
    assert len(FLAGS) == 34
    files = {path.stem for path in (ROOT / "corpus/precedents").glob("*.yaml")}
    assert files == set(read()) == set(FLAGS)


@pytest.mark.parametrize("name", FLAGS)
def test_no_flag_is_lost_and_none_stands_twice(name: str) -> None:
    assert sorted(read()[name].expects.names()) == sorted(FLAGS[name].split())


@pytest.mark.parametrize("name", FLAGS)
def test_a_precedent_names_its_sources_and_is_marked_as_real(name: str) -> None:
    mission = read()[name].mission
    assert mission.about == "real"
    assert mission.sources
    assert mission.summary


@pytest.mark.parametrize("name", FLAGS)
def test_the_assessment_shows_what_the_precedent_expects(name: str) -> None:
    assert failures(knowledge(), read()[name]) == []


def test_one_missing_instrument_has_one_name() -> None:
    works: dict[str, set[str]] = {}
    for precedent in read().values():
        for waiting in precedent.expects.missing_law:
            works.setdefault(waiting.instrument, set()).add(waiting.work)
    assert {name: found for name, found in works.items() if len(found) > 1} == {}


def test_the_table_has_a_row_for_every_flag_and_counts_the_instruments() -> None:
    table = precedents_table(knowledge())
    assert table.count("| `") == sum(len(flags.split()) for flags in FLAGS.values())
    assert "34 precedents" in table
    for precedent in read().values():
        assert precedent.mission.title.replace("|", "/") in table
        for waiting in precedent.expects.missing_law:
            assert f"| {waiting.instrument} |" in table


# --- the check can fail ---

NEMITZ = "un/treaty/ost-1967/art-02-appropriation"


def checked(name: str, *signs: Sign, waiting: Waiting | None = None) -> list[str]:
    """The failures of a precedent that expects other signs."""
    precedent = read()[name]
    raised = (msgspec.structs.replace(precedent.expects.flags[0], raised_by=signs),) if signs else ()
    expects = msgspec.structs.replace(
        precedent.expects, flags=raised, missing_law=(waiting,) if waiting is not None else ()
    )
    return failures(knowledge(), msgspec.structs.replace(precedent, expects=expects))


@pytest.mark.parametrize(
    ("sign", "complaint"),
    [
        (Sign(rule=NEMITZ, bearer="USA", result="respected"), "expected respected, found breached"),
        (Sign(rule=NEMITZ, bearer="FRA", result="breached"), "found not-bound"),
        (Sign(rule=NEMITZ + "-x", bearer="USA", result="breached"), "there is no rule"),
        (Sign(role="launching-state", bearer="USA"), "expected holds, found does-not-hold"),
        (Sign(bound_by="un/treaty/moon-1979", bearer="USA", result="bound"), "expected bound"),
        (Sign(not_covered="JPN"), "not reported as not covered"),
        (Sign(reading="safety-zones:P1"), "bears on no finding"),
        (Sign(reading="safety-zones:P9"), "there is no reading"),
        (Sign(bearer="USA"), "a sign names one of"),
        (Sign(rule=NEMITZ, bearer="USA", result="breached", waits_for=("claim.over",)), "is missing"),
    ],
)
def test_a_sign_that_the_assessment_does_not_show_is_reported(sign: Sign, complaint: str) -> None:
    (found,) = checked("nemitz-eros", sign)
    assert complaint in found


def test_a_flag_that_is_missing_an_encoded_instrument_is_reported() -> None:
    waiting = Waiting("some_flag", "Liability Convention", "un/treaty/liability-1972")
    (found,) = checked("cosmos-954", waiting=waiting)
    assert "which is encoded: un/treaty/liability-1972@" in found
