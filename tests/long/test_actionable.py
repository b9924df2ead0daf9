"""Results a person can act on, over at least two thousand missions drawn at random."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase
from tests.conftest import ROOT
from tests.properties.actionable import differs_when_said, turned, uncertain, unexplained
from tests.properties.missions import Drawer
from tests.properties.properties import ON

REAL = sorted((*(ROOT / "examples").glob("*.yaml"), *(ROOT / "corpus/precedents").rglob("*.yaml")))
BLOCKS, SIZE = 40, 50  # two thousand missions


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_the_properties_hold_in_every_example_and_precedent(kb: KnowledgeBase, path: Path) -> None:
    mission = kb.read_mission(path)
    on = date.fromisoformat(mission.on or "2026-01-15")
    assert turned(kb.engine, mission, on, Random(path.stem), 12) == []
    assert unexplained(kb.engine, mission, on) == []
    assert differs_when_said(kb.engine, mission, on) == []
    assert uncertain(kb.engine, mission, on, Random(path.stem), 4) == []


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_properties_hold_in_many_missions(engine: Engine, block: int) -> None:
    drawer = Drawer(engine.knowledge)
    for seed in range(1000 + block * SIZE, 1000 + (block + 1) * SIZE):
        mission = drawer.mission(Random(seed))
        assert turned(engine, mission, ON, Random(seed), 2) == [], seed
        assert unexplained(engine, mission, ON) == [], seed
        assert differs_when_said(engine, mission, ON) == [], seed


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_called_certain_holds_under_random_completions(engine: Engine, block: int) -> None:
    drawer = Drawer(engine.knowledge)
    for seed in range(1000 + block * SIZE, 1000 + (block + 1) * SIZE):
        assert uncertain(engine, drawer.mission(Random(seed)), ON, Random(seed), 1, bound=5) == [], seed
