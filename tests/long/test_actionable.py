"""Results a person can act on, over at least two thousand missions drawn at random."""

from __future__ import annotations

from random import Random

import pytest

from regolex.engine.engine import Engine
from tests.properties.actionable import differs_when_said, turned, uncertain, unexplained
from tests.properties.missions import Drawer
from tests.properties.properties import ON

BLOCKS, SIZE = 40, 50  # two thousand missions


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
