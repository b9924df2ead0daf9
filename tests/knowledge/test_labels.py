"""The same act gives the same result whatever label it is given: facts decide, not the name of a step."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from typing import Any

import pytest

from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import mission_from_data
from tests.conftest import ROOT

DAY = date(2026, 6, 1)
OST, MOON = "un/treaty/ost-1967", "un/treaty/moon-1979"
# what is appropriation, and what is consulted on before a body is moved
PROVISIONS = (f"{OST}@1967-01-27#art-2", f"{OST}@1967-01-27#art-9.s3", f"{MOON}@1979-12-18#art-11.2")
WHOLE = {"consumes_whole_body": True, "alters_orbit": True}
LABELS = ("relocate-body", "extraction", "impact", "in-situ-use")


@cache
def knowledge() -> KnowledgeBase:
    return load(ROOT)


def results(activity: dict[str, Any], body: str = "near-earth-asteroid", **lists: Any) -> dict[str, Any]:
    """What the rules on appropriation and on moving a body come to for an activity of a Dutch company."""
    empty: dict[str, Any] = {kind.list_name: {} for kind in knowledge().knowledge.kinds.values() if kind.list_name}
    data = {
        "mission": "labels", "title": "labels", "facts": {}, **empty,
        "parties": {"company": {"kind": "company", "organised_under": "NLD"}},
        "bodies": {"body": {"kind": body}},
        "activities": {"act": {"operator": "company", "body": "body", "objects": [], **activity}},
        **lists,
    }  # fmt: skip
    a = knowledge().assess(mission_from_data(data, knowledge().knowledge), on=DAY)
    return {
        f"{f.rule.id} {f.subject}": f.by_reading or f.result
        for f in a.of("NLD")
        if f.rule.cites[0].provision in PROVISIONS
    }


@pytest.mark.parametrize("body", ["near-earth-asteroid", "comet", "moon-of-earth"])
@pytest.mark.parametrize("consulted", ["done", "planned", "not-planned"])
def test_the_same_act_gives_the_same_result_whatever_label_it_is_given(body: str, consulted: str) -> None:
    found = [results({"kind": label, "consultation_held": consulted, **WHOLE}, body) for label in LABELS]
    assert any(name.startswith(f"{OST}/art-02-whole-body") for name in found[0])
    assert all(other == found[0] for other in found[1:])


def test_a_claim_to_a_body_that_is_taken_gives_the_same_result_whatever_the_taking_is_called() -> None:
    claim = {"claims": {"c": {"over": "whole-body", "sovereign": False, "claimant": "company", "body": "body",
                              "activity": "act", "states": ["NLD"]}}}  # fmt: skip
    found = [results({"kind": label, **WHOLE}, **claim) for label in LABELS]
    assert all(other == found[0] for other in found[1:])


def test_an_impact_that_moves_a_body_is_consulted_on_like_any_other_way_of_moving_it() -> None:
    moved = {"consultation_held": "not-planned", "consumes_whole_body": False, "alters_orbit": True}
    found = results({"kind": "impact", **moved})
    rule = f"{OST}/art-09-moving-a-body activity:act"
    assert found[rule] == "breached"
    assert found[rule] == results({"kind": "in-situ-use", **moved})[rule]


# --- exclusion: what is closed, not what is said of it ---


def station(excludes: bool, blocks: bool, **more: Any) -> dict[str, Any]:
    plant = {"plant": {"kind": "station", "blocks_access": blocks, "area_used_m2": 100000000, "area_needed_m2": 1000}}
    activity = {"kind": "station-operation", "objects": ["plant"], "excludes_others": excludes,
                "consumes_whole_body": False, "alters_orbit": False, **more}  # fmt: skip
    return results(activity, "moon-of-earth", objects=plant)


@pytest.mark.parametrize(("excludes", "blocks"), [(True, False), (False, True), (True, True)])
def test_a_place_that_is_closed_is_occupied_whether_the_activity_or_an_object_is_said_to_close_it(
    excludes: bool, blocks: bool
) -> None:
    rule = f"{OST}/art-02-occupation activity:act"
    assert station(excludes, blocks, exclusion_agreed=False)[rule] == "breached"


@pytest.mark.parametrize(
    ("size", "end", "notice"), list(product([True, False, None], [True, False, None], ["done", None]))
)
def test_a_zone_that_others_are_told_to_stay_out_of_without_agreement_is_breached_whatever_its_size_end_and_notice(
    size: bool | None, end: bool | None, notice: str | None
) -> None:
    zone = {"operator": "company", "body": "body", "announced_by": ["NLD"], "duty_to_stay_out": True,
            "exclusion_agreed": False, "technical_basis": size, "ends": end, "notified": notice}  # fmt: skip
    data = {key: value for key, value in zone.items() if value is not None}
    empty: dict[str, Any] = {kind.list_name: {} for kind in knowledge().knowledge.kinds.values() if kind.list_name}
    mission = {
        "mission": "zone", "title": "zone", "facts": {}, **empty,
        "parties": {"company": {"kind": "company", "organised_under": "NLD"}},
        "bodies": {"body": {"kind": "moon-of-earth"}}, "zones": {"zone": data},
    }  # fmt: skip
    a = knowledge().assess(mission_from_data(mission, knowledge().knowledge), on=DAY)
    (finding,) = [f for f in a.of("NLD") if f.rule.id == f"{OST}/art-01-zone-exclusion"]
    assert finding.result == "breached"


def test_advice_on_a_claim_to_a_place_says_withdraw_and_says_nothing_of_extraction() -> None:
    to_do = knowledge().knowledge.rules[f"{OST}/art-02-appropriation"].to_do
    assert to_do is not None
    assert "Withdraw the claim" in to_do.what
    assert "stop selling" in to_do.what
    assert "extract" not in f"{to_do.what} {to_do.addressed_to}"
