"""Who is reached by Japan and by the Emirates, and why: by the control room, by the seat, and not by the parent."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from regolex.engine.assessment import Assessment
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import mission_from_data
from regolex.report.terminal import show

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 30)
CONTROL = "nat/jpn/space-activities-2016/art-20-1-control-permit"
PLAN = "nat/jpn/space-resources-2021/art-03-1-business-plan"
TITLE = "nat/jpn/space-resources-2021/art-05-title"
PERMIT = "nat/are/space-sector-2023/art-05-1-permit"
RESOURCES = "nat/are/space-resources-2023/art-03-resource-permit"


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


def company(room: str, seat: str = "LUX", parent: str = "JPN") -> dict[str, Any]:
    """A company with a parent and a control room, without any permit."""
    return {
        "mission": "regolith",
        "title": "Regolith from the Moon",
        "client": "kaguya",
        "lists": {"authorisations": "complete"},
        "facts": {"purpose": ["commercial"], "crewed": False},
        "parties": {
            "kaguya": {
                "name": "Kaguya S.A.", "kind": "company", "organised_under": seat, "seat": seat,
                "central_administration": seat, "controlling_party": "holding",
            },
            "holding": {
                "name": "Holding K.K.", "kind": "company", "organised_under": parent, "seat": parent,
                "central_administration": parent,
            },
            "rocket": {"kind": "company", "organised_under": "USA", "seat": "USA", "central_administration": "USA"},
        },
        "launches": {"launch": {"launcher": "rocket", "territory": "USA", "date": "2028-05-01"}},
        "objects": {
            "lander": {
                "name": "the lander", "kind": "lander", "operator": "kaguya", "launch": "launch",
                "earth_station_states": ["LUX"], "registry_state": "LUX",
            }
        },
        "bodies": {"moon": {"kind": "moon-of-earth"}},
        "activities": {
            "digging": {
                "name": "extraction of regolith", "kind": "extraction", "operator": "kaguya", "objects": ["lander"],
                "body": "moon", "controlled_from": [room], "purpose": "commercial-gain", "obtained": "planned",
            }
        },
        "authorisations": {},
    }  # fmt: skip


@cache
def assessed(room: str, seat: str = "LUX", parent: str = "JPN") -> Assessment:
    return kb().assess(mission_from_data(company(room, seat, parent), kb().knowledge), on=DAY)


def results(a: Assessment, state: str) -> dict[tuple[str, str], str]:
    """The results of the law of a State, by rule and bearer."""
    return {(f.rule.id, f.bearer): f.result for f in a.findings if f.rule.id.startswith(f"nat/{state}/")}


def test_a_luxembourg_company_with_a_japanese_parent_and_a_control_room_in_tokyo_is_told_which_act_and_why() -> None:
    a = assessed("JPN")
    found = results(a, "jpn")
    assert found[CONTROL, "party:kaguya"] == "breached"
    assert found[PLAN, "party:kaguya"] == "breached"
    assert {bearer for _, bearer in found} == {"party:kaguya"}
    console = Console(record=True, width=400, file=StringIO())
    show(a, console)
    text = console.export_text()
    assert "Japanese Act No. 76 of 2016, Art. 20(1)" in text
    assert "Japanese Act No. 83 of 2021, Art. 3(1)" in text
    assert "Whoever controls a spacecraft from Japan needs a permit of the Prime Minister" in text
    assert "Nationality, seat and owners do not matter." in text
    assert "control room), assessed" in text
    assert "not encoded" not in text.partition("DISPUTED")[0]


def test_a_japanese_parent_alone_brings_in_no_act_of_japan() -> None:
    a = assessed("LUX")
    assert not [key for key, result in results(a, "jpn").items() if result in ("breached", "due", "to-do", "met")]


def test_a_japanese_company_that_controls_from_abroad_is_told_that_the_acts_do_not_reach_it() -> None:
    a = assessed("LUX", "JPN")
    assert CONTROL not in {rule for rule, _ in results(a, "jpn")}
    assert [
        gap.matter for gap in a.not_covered if gap.matter == "a Japanese company that controls its craft from abroad"
    ]


def test_without_permit_japan_gives_no_title_and_that_alone_breaches_nothing() -> None:
    data = company("JPN")
    data["authorisations"] = {
        "permit": {
            "by": "JPN", "kind": "resource-authorisation", "holder": "kaguya", "activities": ["digging"],
            "objects": ["lander"], "granted": "not-planned",
        }
    }  # fmt: skip
    a = kb().assess(mission_from_data(data, kb().knowledge), on=DAY)
    assert results(a, "jpn")[TITLE, "party:kaguya"] == "withheld"


def test_a_company_of_abu_dhabi_needs_both_permits_wherever_its_control_room_is() -> None:
    found = results(assessed("LUX", "ARE", "ARE"), "are")
    assert found[PERMIT, "party:kaguya"] == "breached"
    assert found[RESOURCES, "party:kaguya"] == "breached"


def test_a_luxembourg_company_with_its_room_in_abu_dhabi_needs_the_general_permit_and_asks_about_the_other() -> None:
    a = assessed("ARE", "LUX", "LUX")
    found = results(a, "are")
    assert found[PERMIT, "party:kaguya"] == "breached"
    assert (RESOURCES, "party:kaguya") in {(f.rule.id, f.bearer) for f in a.might_concern}
