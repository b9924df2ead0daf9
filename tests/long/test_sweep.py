"""Examples and precedents on days of change, the day before and the day after: no error, and nothing moves unseen.

An example is tried on all its days; a precedent, of which there are many with many States each, on two stretches of days in
a row, drawn with a seed. ``REGOLEX_SWEEP=all`` takes every day of every mission (hours).
"""

from __future__ import annotations

import os
import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from regolex.alternatives.changes import change_days
from regolex.alternatives.compare import compare
from regolex.alternatives.difference import seen
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[2]
MISSIONS = sorted([*(ROOT / "examples").glob("*.yaml"), *(ROOT / "corpus/precedents").glob("*.yaml")])
ONE = timedelta(days=1)
STRETCH = 5


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


def stretches(days: list[date], path: Path) -> list[list[date]]:
    """The days to try, in stretches without a day of change left out in between."""
    if path.parent.name == "examples" or os.environ.get("REGOLEX_SWEEP") == "all":
        return [days]
    chance = random.Random(path.stem)
    starts = sorted(chance.sample(range(0, len(days) - STRETCH, STRETCH), 2))
    return [days[at : at + STRETCH] for at in starts]


@pytest.mark.parametrize("path", MISSIONS, ids=lambda path: path.stem)
def test_nothing_moves_but_on_a_day_of_change(path: Path) -> None:
    mission = kb().read_mission(path)
    first, last = kb().knowledge.first_day, date(2035, 1, 1)
    days = [day for day in change_days(kb().knowledge, mission) if first < day < last]
    assert len(days) > 20
    for stretch in stretches(days, path):
        held = None
        for day in stretch:
            eve, on = (seen(kb().assess(mission, on=day + shift)) for shift in (-ONE, timedelta()))
            assert held in (None, eve), f"something moved before {day}, after the day of change before it"
            if day + ONE not in days:
                assert on == seen(kb().assess(mission, on=day + ONE)), f"something moved on the day after {day}"
            held = on


def test_something_moves_on_days_of_change() -> None:
    """The sweep can fail: a day of change that is left out is noticed."""
    mission = kb().read_mission(ROOT / "examples/nereus-water.yaml")
    days = [day for day in change_days(kb().knowledge, mission) if date(1990, 1, 1) < day < date(2026, 12, 31)]
    moved = [d for d in days if seen(kb().assess(mission, on=d - ONE)) != seen(kb().assess(mission, on=d))]
    assert moved


def test_every_state_of_the_participation_tables_has_its_column() -> None:
    c = compare(kb(), kb().read_mission(MISSIONS[0]), ["party.organised_under=ALL"], on=date(2026, 1, 15))
    encoded = {item.legal_order for item in kb().knowledge.instruments.values()}
    assert len(c.variants) > 120
    for (state,), known in zip(c.variants, c.encoded, strict=True):
        assert known == (state in encoded)
