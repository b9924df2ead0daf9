"""Each property is seen to fail where the evaluator is spoiled in the way that the property is there to catch."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from random import Random

import pytest

from regolex.engine.comparison import CompareNode
from regolex.engine.truth import FALSE, UNKNOWN, Truth
from regolex.engine.world import World
from regolex.knowledge import KnowledgeBase
from tests.conftest import ROOT
from tests.properties.missions import Drawer
from tests.properties.properties import changed_by_order, forgotten


def test_an_unknown_that_counts_as_no_is_caught_by_forgetting(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = CompareNode.value

    def wrong(self: CompareNode, frame: object) -> Truth:
        truth = right(self, frame)  # type: ignore[arg-type]
        return FALSE if truth == UNKNOWN else truth

    monkeypatch.setattr(CompareNode, "value", wrong)
    mission = kb.read_mission(ROOT / "examples/flyby-survey.yaml")
    assert forgotten(kb.engine, mission, date.fromisoformat(mission.on))


def test_a_list_of_which_the_first_item_counts_is_caught_by_order(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = World.parts
    drawer = Drawer(kb.knowledge)
    missions = [drawer.mission(Random(seed)) for seed in range(4)]

    def first(self: World, kind: str) -> tuple[tuple[str, ...], bool]:
        parts, given = whole(self, kind)
        return parts[:1], given

    monkeypatch.setattr(World, "parts", first)
    assert any(changed_by_order(kb.engine, mission, 1) for mission in missions)


def test_a_set_that_is_walked_as_it_comes_is_caught_by_hash_seeds() -> None:
    """What the test of bytes rests on: processes with other hash seeds do walk a set in other orders."""
    command = [sys.executable, "-c", "print(list({str(n) for n in range(50)}))"]
    told = {subprocess.run(command, env={"PYTHONHASHSEED": s}, capture_output=True, check=True).stdout for s in "014"}
    assert len(told) > 1
