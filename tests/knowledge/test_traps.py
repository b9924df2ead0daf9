"""Traps: places where a plausible summary of the law goes wrong. Each test names the mistake that it keeps out."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.truth import TRUE
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import mission_from_data

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 1, 15)
OST = "un/treaty/ost-1967"
RIGHT = "nat/usa/51-usc-ch-513-2015/51303-right-to-obtained-resources"
REGISTRATION = "un/treaty/registration-1975"
LAW_2017 = "nat/lux/space-resources-2017"


@cache
def knowledge() -> KnowledgeBase:
    return load(ROOT)


def says(provision: str) -> str:
    """The paraphrase of a provision."""
    version = provision.partition("#")[0]
    found = {p.id: p.says for p in knowledge().knowledge.instruments[version].provisions}
    return " ".join(found[provision].split())


def company(state: str, **facts: Any) -> dict[str, Any]:
    return {
        "kind": "company", "organised_under": state, "acts_for": [],
        "nationality": {"does_not_arise": "a company has no citizenship of a natural person"}, **facts,
    }  # fmt: skip


def assessed(**lists: Any) -> Assessment:
    """The assessment of a small mission; lists that are not named are empty."""
    empty: dict[str, Any] = {
        kind.list_name: {} for kind in knowledge().knowledge.kinds.values() if kind.list_name
    }  # fmt: skip
    data = {"mission": "trap", "title": "trap", "facts": {}, **empty, **lists}
    return knowledge().assess(mission_from_data(data, knowledge().knowledge), on=DAY)


def one(a: Assessment, rule: str, bearer: str, subject: str = "") -> Finding:
    (finding,) = [f for f in a.of(bearer) if f.rule.id == rule and f.subject.endswith(subject)]
    return finding


def results(finding: Finding, question: str) -> dict[str, str]:
    """The result under each reading of one question, where it alone matters."""
    assert finding.by_reading
    return {key.removeprefix(f"{question}:"): result for key, result in finding.by_reading.items()}


# --- Outer Space Treaty, Article IX, second sentence: studies and exploration, not use ---


def contamination(kind: str, purpose: str) -> Finding:
    a = assessed(
        parties={"company": company("FRA")},
        bodies={"moon": {"kind": "moon-of-earth"}},
        activities={
            "work": {
                "kind": kind, "purpose": purpose, "operator": "company", "body": "moon", "controlled_from": ["FRA"],
                "contamination_measures": "not-planned", "environmental_assessment": "not-planned",
                "protection_category": "category-ii",
            }
        },
    )  # fmt: skip
    return one(a, f"{OST}/art-09-contamination", "FRA")


def test_pure_exploitation_is_caught_by_the_contamination_sentence_on_the_broad_reading_only() -> None:
    finding = contamination("extraction", "commercial-gain")
    assert finding.contested
    assert results(finding, "harmful-contamination") == {
        "P1": "not-applicable", "P2": "breached", "P3": "not-applicable"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "purpose"), [("sampling", "commercial-gain"), ("extraction", "scientific-investigation")]
)
def test_exploration_and_studies_are_caught_on_every_reading(kind: str, purpose: str) -> None:
    finding = contamination(kind, purpose)
    assert (finding.result, finding.contested) == ("breached", False)


def test_the_paraphrase_of_the_contamination_sentence_says_study_and_explore_and_nothing_of_use() -> None:
    text = says(f"{OST}@1967-01-27#art-9.s2")
    assert "study and explore" in text
    assert "use" not in text.split()
    assert "exploit" not in text


# --- Outer Space Treaty, Article VI, second sentence: the appropriate State Party ---


def authorised_by(state: str) -> Finding:
    a = assessed(
        parties={"company": company(state)},
        bodies={"moon": {"kind": "moon-of-earth"}},
        activities={
            "work": {
                "kind": "extraction", "operator": "company", "body": "moon", "objects": [], "controlled_from": ["LUX"],
            }
        },
        authorisations={
            "licence": {
                "by": state, "kind": "space-activity-licence", "activities": ["work"], "granted": "done",
                "supervision": "done",
            }
        },
        lists={"authorisations": "complete"},
    )  # fmt: skip
    return one(a, f"{OST}/art-06-authorisation", "LUX")


def test_the_licence_of_a_state_outside_the_treaty_is_not_an_authorisation_by_the_appropriate_state_party() -> None:
    entries = {e.participant: e for e in knowledge().knowledge.participation if e.work == OST}
    assert "AGO" not in entries
    assert entries["NLD"].bound_from is not None
    by_reading = results(authorised_by("AGO"), "appropriate-state")
    assert by_reading["P5"] == "breached"  # every State with a link is appropriate; Angola has one and is not a party
    assert results(authorised_by("NLD"), "appropriate-state")["P5"] == "met"


def test_the_paraphrase_of_article_vi_keeps_the_word_party() -> None:
    assert "appropriate State Party" in says(f"{OST}@1967-01-27#art-6.s2")


# --- 51 U.S.C. 51303 ---


def recovered(obtained: str = "done", over: str = "extracted-material", **operator: Any) -> Assessment:
    return assessed(
        facts={"purpose": ["commercial"]},
        parties={
            "company": company("USA", **operator), "owner": company("FRA"),
        },
        bodies={"asteroid": {"kind": "near-earth-asteroid"}},
        activities={
            "extraction": {
                "kind": "extraction", "operator": "company", "body": "asteroid", "purpose": "commercial-gain",
                "abiotic_resource": True, "obtained": obtained, "consumes_whole_body": False,
            }
        },
        claims={
            "title": {
                "claimant": "company", "states": ["USA"], "over": over, "sovereign": False, "body": "asteroid",
                "activity": "extraction",
            }
        },
    )  # fmt: skip


def test_the_right_of_section_51303_needs_no_licence() -> None:
    a = recovered()
    assert a.mission.parts["authorisation"] == ()
    assert one(a, RIGHT, "party:company").result == "granted"


def test_the_right_of_section_51303_begins_with_obtaining_and_gives_no_title_in_place() -> None:
    planned = one(recovered(obtained="planned"), RIGHT, "party:company")
    assert (planned.result, planned.as_planned) == ("granted-as-planned", "granted")
    assert one(recovered(obtained="not-planned"), RIGHT, "party:company").as_planned == "withheld"


@pytest.mark.parametrize("over", ["deposit-in-place", "area-claim", "whole-body"])
def test_united_states_law_backs_no_claim_in_place_and_article_ii_forbids_it(over: str) -> None:
    a = recovered(over=over)
    assert one(a, "nat/usa/pub-l-114-90-title-iv-2015/403-no-title-to-bodies", "party:company").result == "withheld"
    appropriation = one(a, f"{OST}/art-02-appropriation", "USA")
    assert (appropriation.result, appropriation.contested) == ("breached", False)


def test_a_delaware_company_wholly_owned_abroad_is_a_united_states_citizen_under_chapter_513() -> None:
    a = recovered(
        controlling_party="owner", controlling_interest_percent=100, foreign_share_percent=100, controlled_from=["FRA"]
    )
    held = {role.role for s in a.standings if s.bearer == "party:company" for role in s.roles if role.truth == TRUE}
    assert "us-citizen" in held
    assert one(a, RIGHT, "party:company").result == "granted"


# --- Registration Convention: who buys in space ---


def test_the_state_of_a_buyer_that_did_not_launch_has_no_way_to_register() -> None:
    a = assessed(
        parties={"seller": company("USA"), "buyer": company("LUX")},
        launches={
            "launch": {
                "launcher": "seller", "procurers": ["seller"], "territory": "USA", "facility_state": ["USA"],
                "date": "2025-03-01", "reaches": "beyond-earth-orbit", "carried_out": "done",
            }
        },
        objects={
            "probe": {
                "kind": "probe", "launch": "launch", "owner": "buyer", "operator": "buyer",
                "transferred_in_space": True, "registry_state": "LUX", "registered_nationally": "done",
            }
        },
    )  # fmt: skip
    route = one(a, f"{REGISTRATION}/art-01-c-transfer-in-space", "LUX")
    assert (route.result, route.as_planned, route.by_reading) == ("withheld", "withheld", {})
    assert [f for f in a.of("LUX") if f.rule.id == f"{REGISTRATION}/art-02-1-registration"] == []
    roles = {role.role for s in a.standings if s.bearer == "LUX" for role in s.roles}
    assert "state-behind-object" in roles
    assert not roles & {"launching-state", "state-of-registry"}
    # and its entry does not discharge the launching State
    assert one(a, f"{REGISTRATION}/art-02-1-registration", "USA").result == "breached"


# --- Luxembourg, Law of 20 July 2017 ---


def test_the_law_of_2017_has_no_definition_of_its_scope_and_our_definition_says_that_it_assumes_one() -> None:
    scope = knowledge().knowledge.rules[f"{LAW_2017}/scope-luxembourg-persons"]
    assert "no clause on scope" in " ".join(scope.reading_notes)
    assert "assumption" in scope.confidence_note
    assert scope.confidence != "verified"
    gap = next(g for g in knowledge().knowledge.jurisdictions["LUX"].gaps if g.id == "scope-of-the-resources-law")
    assert gap.sort == "law-is-silent"


def test_the_law_of_2017_sets_no_time_within_which_an_application_is_decided() -> None:
    rules = knowledge().knowledge.rules
    for name in ("art-02-1-authorisation", "art-03-application", "art-06-dossier", "art-13-fee"):
        to_do = rules[f"{LAW_2017}/{name}"].to_do
        assert to_do is not None
        assert to_do.lead_time == "none stated", name
    gap = next(g for g in knowledge().knowledge.jurisdictions["LUX"].gaps if g.id == "time-to-decide")
    assert gap.sort == "law-is-silent"
    assert any("six months" in note for note in rules[f"{LAW_2017}/art-02-1-authorisation"].reading_notes)


def test_the_fine_under_article_18_1_begins_at_5000_euro_and_that_under_18_2_at_1250() -> None:
    version = f"{LAW_2017}@2017-07-20"
    assert "EUR 5,000 to 1,250,000" in says(f"{version}#art-18.1")
    assert "EUR 1,250 to 500,000" in says(f"{version}#art-18.2")
    floors: dict[str, set[str]] = {}
    for rule in knowledge().knowledge.rules.values():
        if rule.work == LAW_2017:
            text = " ".join(rule.consequence.split())
            for floor, paragraph in re.findall(r"a fine of EUR ([\d,]+) to .*?\(Art\. (18\(\d\))\)", text):
                floors.setdefault(paragraph, set()).add(floor)
    assert floors == {"18(1)": {"5,000"}, "18(2)": {"1,250"}}
