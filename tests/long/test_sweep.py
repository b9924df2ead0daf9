"""Every example and precedent on every day of change, the day before and the day after: no error, nothing moves unseen."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from regolex.changes import change_days
from regolex.compare import compare
from regolex.difference import seen
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[2]
MISSIONS = sorted([*(ROOT / "examples").glob("*.yaml"), *(ROOT / "corpus/precedents").glob("*.yaml")])
ONE = timedelta(days=1)


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


@pytest.mark.parametrize("path", MISSIONS, ids=lambda path: path.stem)
def test_every_day_of_change(path: Path) -> None:
    mission = kb().read_mission(path)
    first, last = kb().knowledge.first_day, date(2035, 1, 1)
    days = [day for day in change_days(kb().knowledge, mission) if first < day < last]
    assert len(days) > 20
    held = {}
    for n, day in enumerate(days):
        eve, on, after = (kb().assess(mission, on=day + shift) for shift in (-ONE, timedelta(), ONE))
        assert n == 0 or held == seen(eve), f"something moved between {days[n - 1]} and {day}"
        if day + ONE not in days:
            assert seen(on) == seen(after), f"something moved on the day after {day}"
        held = seen(on)


def test_every_state_of_the_participation_tables_has_its_column() -> None:
    c = compare(kb(), kb().read_mission(MISSIONS[0]), ["party.organised_under=ALL"], on=date(2026, 1, 15))
    encoded = {item.legal_order for item in kb().knowledge.instruments.values()}
    assert len(c.variants) > 120
    for (state,), known in zip(c.variants, c.encoded, strict=True):
        assert known == (state in encoded)
