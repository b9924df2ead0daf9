"""Corrections to United States and Luxembourg law: each asserts what is right about its kind."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from regolex.engine.assessment import Assessment
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import mission_from_data
from tests.conftest import ROOT

DAY = date(2026, 11, 30)


@cache
def base() -> KnowledgeBase:
    return load(ROOT)


def named(**parties: dict[str, Any]) -> list[str]:
    """What is certainly not covered for a Luxembourg company with these investors."""
    return [n.matter for n in assessed(**parties).not_covered if n.certain]


def assessed(**parties: dict[str, Any]) -> Assessment:
    """A Luxembourg company that mines, with these investors."""
    empty: dict[str, Any] = {kind.list_name: {} for kind in base().knowledge.kinds.values() if kind.list_name}
    company = {"kind": "company", "organised_under": "LUX", "controlled_from": ["LUX"],
               "controlling_party": {"does_not_arise": "no one controls it"},
               "holding_change_in": {"does_not_arise": "it buys nothing"}}  # fmt: skip
    company |= parties.pop("company", {})
    data = {
        "mission": "m", "title": "m", "facts": {"purpose": ["commercial"]}, **empty,
        "parties": {"company": company, **parties},
        "bodies": {"body": {"kind": "near-earth-asteroid"}},
        "activities": {"act": {"kind": "extraction", "operator": "company", "body": "body", "controlled_from": ["LUX"]}},
    }  # fmt: skip
    return base().assess(mission_from_data(data, base().knowledge), on=DAY)


def buyer(state: str, percent: float) -> dict[str, Any]:
    """A company that buys this share of the Luxembourg company."""
    return {
        "kind": "company", "organised_under": state, "holding_change_in": "company", "holding_before_percent": 0,
        "holding_after_percent": percent, "parent_before": False, "parent_after": False, "passive_crossing": False,
        "fdi_notified": "planned",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "percent", "screened"),
    [
        ("USA", 26, True),
        ("USA", 25, False),
        ("USA", 24, False),
        ("CHE", 30, True),
        ("FRA", 60, False),
        ("NOR", 60, False),
    ],
)
def test_an_investor_from_outside_union_and_economic_area_is_screened_above_a_quarter_of_the_votes(
    state: str, percent: float, screened: bool
) -> None:
    rule = "nat/lux/investment-screening-2023/art-03-2-notification"
    found = [f.result for f in assessed(investor=buyer(state, percent)).all_findings if f.rule.id == rule]
    assert ("to-do" in found) is screened


@pytest.mark.parametrize(("state", "screened"), [("USA", True), ("DEU", False)])
def test_control_from_outside_union_and_economic_area_is_screened(state: str, screened: bool) -> None:
    parent = {
        "kind": "company",
        "organised_under": state,
        "holding_after_percent": {"does_not_arise": "it holds already"},
    }
    found = named(company={"controlling_party": "parent"}, parent=parent)
    assert any("screening of investors" in matter for matter in found) is screened


def test_the_card_of_the_export_regulations_cites_the_final_rule_and_not_the_proposed_one() -> None:
    card = base().knowledge.instruments["nat/usa/ear-1996@2024-10-23"]
    assert "2024-23932" in card.citation
    assert "2024-23975" not in card.citation
    assert any("2024-23975" in source and "Proposed, not law" in source for source in card.sources)


def test_the_union_bill_is_known_at_second_hand_only() -> None:
    text = (ROOT / "corpus/nat/known-laws-union.csv").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if "EU Space Act" in line]
    assert ",secondary," in row


def test_a_certificate_of_256_bits_is_a_minimum() -> None:
    (says,) = [
        p.says
        for p in base().knowledge.instruments["nat/usa/remote-sensing-regs-2020@2020-07-20"].provisions
        if p.pinpoint == "960-9.a"
    ]
    assert "at least 256 bits" in " ".join(says.split())


@pytest.mark.parametrize("launcher", ["IND", "USA", "JPN"])
def test_a_stated_nuclear_source_has_a_finding_whoever_launches(launcher: str) -> None:
    empty: dict[str, Any] = {kind.list_name: {} for kind in base().knowledge.kinds.values() if kind.list_name}
    data = {
        "mission": "m", "title": "m", "facts": {}, **empty,
        "parties": {
            "company": {"kind": "company", "organised_under": "LUX"},
            "launcher": {"kind": "company", "organised_under": launcher},
        },
        "launches": {"launch": {"launcher": "launcher", "territory": launcher}},
        "objects": {"craft": {"operator": "company", "owner": "company", "launch": "launch", "nuclear_source": True}},
    }  # fmt: skip
    a = base().assess(mission_from_data(data, base().knowledge), on=DAY)
    rule = "un/resolution/47-68-nuclear-sources-1992/4-safety-assessment"
    assert [f.result for f in a.of("LUX") if f.rule.id == rule] == ["due"]
