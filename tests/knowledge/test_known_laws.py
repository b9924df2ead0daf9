"""Laws that exist and are not encoded are named on the days on which they existed."""

from __future__ import annotations

from datetime import date

import pytest

from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import mission_from_data

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
