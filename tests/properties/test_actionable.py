"""What must hold of results a person can act on: over the examples, the precedents and missions drawn at random.

A seeded small sample; the long suite tries at least two thousand missions.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from regolex.engine.engine import Engine
from regolex.engine.results import RESULTS
from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import Mission
from tests.conftest import ROOT
from tests.properties.actionable import (
    by_key,
    differs_when_said,
    example_launch,
    still_asleep,
    turned,
    uncertain,
    unexplained,
)
from tests.properties.missions import Drawer
from tests.properties.properties import ON, told

REAL = sorted((*(ROOT / "examples").glob("*.yaml"), *(ROOT / "corpus/precedents").rglob("*.yaml")))
DRAWN = range(3)
SOME = REAL[::6]  # the long suite takes all of them
each = pytest.mark.parametrize("path", SOME, ids=lambda path: path.stem)
drawn = pytest.mark.parametrize("seed", DRAWN)


def read(kb: KnowledgeBase, path: Path) -> tuple[Mission, date]:
    mission = kb.read_mission(path)
    return mission, date.fromisoformat(mission.on or "2026-01-15")


@each
def test_less_said_turns_nothing_settled_into_its_opposite(kb: KnowledgeBase, path: Path) -> None:
    mission, on = read(kb, path)
    assert turned(kb.engine, mission, on, Random(path.stem), 2) == []


@drawn
def test_less_said_turns_nothing_settled_into_its_opposite_in_missions_drawn(engine: Engine, seed: int) -> None:
    mission = Drawer(engine.knowledge).mission(Random(seed))
    assert turned(engine, mission, ON, Random(seed), 3) == []


@pytest.mark.parametrize("path", SOME[::2], ids=lambda path: path.stem)
def test_what_is_called_certain_holds_under_random_completions(kb: KnowledgeBase, path: Path) -> None:
    mission, on = read(kb, path)
    assert uncertain(kb.engine, mission, on, Random(path.stem), 2) == []


@drawn
def test_what_is_called_certain_holds_under_random_completions_of_missions_drawn(engine: Engine, seed: int) -> None:
    mission = Drawer(engine.knowledge).mission(Random(100 + seed))
    assert uncertain(engine, mission, ON, Random(seed), 2, bound=10) == []


@each
def test_without_the_sets_the_strict_result_stands_and_each_difference_cites_one(kb: KnowledgeBase, path: Path) -> None:
    mission, on = read(kb, path)
    assert unexplained(kb.engine, mission, on) == []


@drawn
def test_without_the_sets_the_strict_result_stands_in_missions_drawn(engine: Engine, seed: int) -> None:
    assert unexplained(engine, Drawer(engine.knowledge).mission(Random(seed)), ON) == []


@each
def test_not_yet_and_has_not_happened_are_the_same(kb: KnowledgeBase, path: Path) -> None:
    mission, on = read(kb, path)
    assert differs_when_said(kb.engine, mission, on) == []


@drawn
def test_not_yet_and_has_not_happened_are_the_same_in_missions_drawn(engine: Engine, seed: int) -> None:
    assert differs_when_said(engine, Drawer(engine.knowledge).mission(Random(seed)), ON) == []


def test_the_launch_wakes_what_slept_for_want_of_an_event(kb: KnowledgeBase) -> None:
    slept = 0
    for path in REAL[::3]:
        mission, _ = read(kb, path)
        launched = example_launch(mission)
        if launched and launched.year > 1970 and mission.events is None and not mission.assumed:
            asleep, number = still_asleep(kb.engine, mission, launched)
            assert asleep == [], path.stem
            slept += number
    assert slept


def test_missions_drawn_at_random_show_most_results(engine: Engine) -> None:
    """Otherwise the properties would prove little."""
    drawer = Drawer(engine.knowledge)
    results = {f.result for seed in range(12) for f in by_key(told(engine, drawer.mission(Random(seed)))).values()}
    assert set(RESULTS) - {"displaced", "judgement"} <= results
