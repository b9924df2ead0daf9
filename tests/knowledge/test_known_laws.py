"""Laws that exist and are not encoded are named on the days on which they existed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import mission_from_data
from regolex.report.first_screen import first_screen

PLAN = {
    "mission": "survey",
    "title": "A survey by a Norwegian firm",
    "parties": {"firm": {"kind": "company", "organised_under": "NOR"}},
    "activities": {"survey": {"kind": "prospecting", "operator": "firm"}},
}


def named(kb: KnowledgeBase, on: date) -> list[tuple[str, str]]:
    """Title and note of what is named for a Norwegian firm."""
    mission = mission_from_data(PLAN, kb.knowledge)
    return [(item.instrument, item.note) for item in kb.assess(mission, on=on).not_covered if item.legal_order == "NOR"]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2025, 12, 21), ""),
        (date(2025, 12, 22), "not in force before 2026-07-01"),
        (date(2026, 7, 1), "in force 2026-07-01"),
    ],
)
def test_the_norwegian_act_is_named_from_its_adoption_on_and_says_when_it_begins(
    kb: KnowledgeBase, on: date, words: str
) -> None:
    acts = [note for title, note in named(kb, on) if "Act of 22 December 2025" in title]
    assert [words in note for note in acts] == ([True] if words else [])
    if not words:
        assert any("No law of this State" in note for _, note in named(kb, on))


def plan_of(state: str) -> dict[str, Any]:
    """A survey by a company of a State."""
    return {
        **PLAN,
        "client": "firm",
        "parties": {
            "firm": {"kind": "company", "organised_under": state, "controlling_party": {"does_not_arise": "-"}}
        },
    }


def screen_of(kb: KnowledgeBase, state: str) -> str:
    mission = mission_from_data(plan_of(state), kb.knowledge)
    return "\n".join(
        " ".join(row.cells) or row.text for row in first_screen(kb.assess(mission, on=date(2026, 11, 30))).rows
    )


@pytest.mark.parametrize(
    ("state", "line", "task"),
    [
        (
            "AUT",
            "Austria (you), not encoded: ask Federal Minister responsible for space for a permit to launch, operate or "
            "control a craft from Austria or as an Austrian person",
            "Ask which permit you need (law not encoded)",
        ),
        ("POL", "Poland (you), not encoded: ask President of the Polish Space Agency", "Ask which permit you need"),
        ("NOR", "Norway (you), not encoded: ask its authority", "space authority of Norway"),
        ("CZE", "Czechia (you), no such law", "Ask how Czechia will approve and watch you: no law of it does"),
        ("MEX", "Mexico (you), no such law", "Ask how Mexico will approve and watch you: no law of it does"),
        ("CHE", "Switzerland (you), no such law", "Ask how Switzerland will approve and watch you: no law of it does"),
        (
            "DEU",
            "Germany (you), no such law: none of it licenses a mission like this (but ask Federal Office for Economic "
            "Affairs and Export Control (BAFA) for a permit to operate a high-grade Earth imaging system",
            "government of Germany",
        ),
        (
            "TUV",
            "Tuvalu (you), not encoded: no space law of it is on record here",
            "no space law of it is on record here",
        ),
    ],
)
def test_the_first_screen_tells_which_permit_or_that_no_law_licenses(
    kb: KnowledgeBase, state: str, line: str, task: str
) -> None:
    told = screen_of(kb, state)
    assert line in told
    assert task in told


def test_a_plan_in_which_nothing_flies_is_not_sent_to_the_authority_for_earth_imaging(kb: KnowledgeBase) -> None:
    plan = plan_of("DEU") | {"launches": {}, "objects": {}}
    a = kb.assess(mission_from_data(plan, kb.knowledge), on=date(2026, 11, 30))
    told = "\n".join(" ".join(row.cells) or row.text for row in first_screen(a).rows)
    assert "Germany (you), no such law: none of it licenses a mission like this" in told
    assert "Earth imaging" not in told


def test_a_law_not_encoded_is_told_with_permit_cover_sanction_and_resource_clause(kb: KnowledgeBase) -> None:
    mission = mission_from_data(plan_of("AUT"), kb.knowledge)
    (note,) = [
        n.note
        for n in kb.assess(mission, on=date(2026, 11, 30)).not_covered
        if n.legal_order == "AUT" and n.licenses is not None
    ]
    for words in ("A permit is needed to launch", "Cover: ", "Without it: ", "No clause on space resources was found."):
        assert words in note


def test_a_law_that_licenses_says_what_for_unless_it_was_not_read(kb: KnowledgeBase) -> None:
    silent = [
        law.title
        for law in kb.knowledge.known_laws
        if law.licenses and not law.permit and "was not read" not in law.note
    ]
    assert silent == []


def test_a_comparison_tells_the_terms_of_a_law_that_is_not_encoded(kb: KnowledgeBase) -> None:
    austria = next(law for law in kb.knowledge.known_laws if law.state == "AUT")
    assert austria.terms.startswith("A permit is needed to launch, operate or control a craft from Austria")
    india = next(law for law in kb.knowledge.known_laws if law.state == "IND")
    assert "A policy, not a law, promises" in india.terms


def test_no_law_is_listed_twice_and_no_law_of_an_encoded_state_is_listed(kb: KnowledgeBase) -> None:
    listed = [(law.state, law.title) for law in kb.knowledge.known_laws]
    assert len(set(listed)) == len(listed)
    encoded = {i.legal_order for i in kb.knowledge.instruments.values()}
    assert {state for state, _ in listed} & encoded == set()
