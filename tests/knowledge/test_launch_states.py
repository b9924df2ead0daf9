"""The law of France, the United Kingdom, Australia, Italy and the Netherlands, as plans meet it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regolex.engine.assessment import Assessment
from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import mission_from_data

ON = date(2026, 11, 30)
FRANCE, BRITAIN = "nat/fra/space-operations-2008/", "nat/gbr/outer-space-act-1986/"


def assessed(
    kb: KnowledgeBase, operator: dict[str, Any], *, territory: str = "USA", command: str = "LUX"
) -> Assessment:
    """A lander that extracts, on a launch bought by its operator, without any permit."""
    rocket = {"kind": "company", "organised_under": territory, "seat": territory, "acts_for": []}
    home = operator["organised_under"]
    plan = {
        "mission": "plan", "title": "A plan", "facts": {"purpose": ["commercial"]},
        "lists": {"authorisations": "complete"}, "authorisations": {},
        "parties": {
            "us": {"kind": "company", "seat": home, "acts_for": [], **operator},
            "parent": {"kind": "company", "organised_under": "GBR"}, "rocket": rocket,
        },
        "launches": {"up": {"launcher": "rocket", "procurers": ["us"], "territory": territory, "carried_out": "planned"}},
        "objects": {"lander": {"kind": "lander", "operator": "us", "owner": "us", "launch": "up"}},
        "activities": {"dig": {"kind": "extraction", "operator": "us", "controlled_from": [command], "objects": ["lander"]}},
    }  # fmt: skip
    return kb.assess(mission_from_data(plan, kb.knowledge), on=ON)


def results(a: Assessment, party: str, folder: str) -> dict[str, str]:
    """The rules of a folder that bind a party, without those that wait for an event."""
    return {
        f.rule.id.removeprefix(folder): f.result
        for f in a.of(f"party:{party}") if f.rule.id.startswith(folder) and f.applicable and f.result != "open"
    }  # fmt: skip


def test_a_launch_from_guiana_needs_an_authorisation_of_france_and_its_foreign_customer_none(kb: KnowledgeBase) -> None:
    a = assessed(kb, {"organised_under": "LUX"}, territory="GUF")
    assert results(a, "rocket", FRANCE) == {"art-02-authorisation-to-launch": "breached"}
    assert results(a, "us", FRANCE) == {}


def test_a_french_company_needs_two_authorisations_for_a_lander_launched_abroad(kb: KnowledgeBase) -> None:
    assert results(assessed(kb, {"organised_under": "FRA"}), "us", FRANCE) == {
        "art-02-authorisation-to-have-launched": "breached",
        "art-02-authorisation-to-control": "breached",
    }


def test_a_british_company_is_under_the_act_of_the_place_from_which_it_commands(kb: KnowledgeBase) -> None:
    abroad, home = (assessed(kb, {"organised_under": "GBR"}, command=place) for place in ("LUX", "GBR"))
    at_home = "nat/gbr/space-industry-act-2018/"
    assert results(abroad, "us", BRITAIN)["s3-licence-activity"] == "breached"
    assert "s3-licence-activity" not in results(abroad, "us", at_home)
    assert "s3-licence-activity" not in results(home, "us", BRITAIN)
    assert results(home, "us", at_home)["s3-licence-activity"] == "breached"


def test_a_british_parent_is_asked_about_and_never_blocked_for_what_its_subsidiary_does(kb: KnowledgeBase) -> None:
    a = assessed(kb, {"organised_under": "LUX", "controlling_party": "parent"})
    assert {f.result for f in a.of("party:parent") if f.rule.id == f"{BRITAIN}s3-licence-activity"} <= {"open"}
    assert not [item for item in a.not_covered if item.legal_order == "GBR" and "Act" in item.matter]


@pytest.mark.parametrize(
    ("operator", "command", "rule"),
    [
        ("AUS", "LUX", "nat/aus/space-activities-1998/s14-overseas-payload-permit"),
        ("LUX", "NLD", "nat/nld/space-activities-2007/art-3-licence"),
    ],
)
def test_the_permit_of_the_country_is_due(kb: KnowledgeBase, operator: str, command: str, rule: str) -> None:
    a = assessed(kb, {"organised_under": operator}, command=command)
    assert {f.result for f in a.of("party:us") if f.rule.id == rule} == {"breached"}


@pytest.mark.parametrize(("operator", "command"), [("ITA", "LUX"), ("LUX", "ITA")])
def test_the_authorisation_of_italy_is_asked_about_while_its_text_is_unread(
    kb: KnowledgeBase, operator: str, command: str
) -> None:
    rule = kb.knowledge.rules["nat/ita/space-economy-2025/art-4-authorisation"]
    a = assessed(kb, {"organised_under": operator}, command=command)
    assert rule.confidence == "doubtful"  # the ground: such a rule informs and never decides
    assert {f.result for f in a.of("party:us") if f.rule.id == rule.id and f.applicable} == {"open"}


def test_a_dutch_company_that_commands_from_abroad_needs_no_dutch_licence(kb: KnowledgeBase) -> None:
    a = assessed(kb, {"organised_under": "NLD"})
    assert results(a, "us", "nat/nld/") == {}
    assert [i.matter for i in a.not_covered if "commands from another State" in i.matter]
