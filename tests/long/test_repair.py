"""Repairs on many generated plans against trying every change, and on every real mission within the bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from regolex.alternatives.proposals import conclusion
from regolex.alternatives.repair import repair
from regolex.alternatives.whitelist import DESIGN
from regolex.engine.assessment import assess
from tests.engine.test_repair import DAY, KB, by_trying, choices, spoiled

MISSIONS = sorted([*Path("corpus/precedents").glob("*.yaml"), *Path("examples").glob("*.yaml")])


@pytest.mark.parametrize("seed", range(100, 200))
def test_generated_plans_are_repaired_as_by_trying_everything(seed: int) -> None:
    mission, only = spoiled(seed)
    repairs = repair(KB.engine, mission, on=DAY, every=True, may_change=[DESIGN], only=only, most=60)
    assert repairs.proved
    assert choices(repairs) == by_trying(KB.engine, mission, only)


@pytest.mark.parametrize("path", MISSIONS, ids=lambda path: path.stem)
def test_every_mission_gets_an_answer_that_the_evaluator_confirms(path: Path) -> None:
    repairs = repair(KB.engine, KB.read_mission(path), on=DAY, most=2)
    assert repairs.proved or "stopped at its limit" in conclusion(repairs)
    assert repairs.found or repairs.beyond or not repairs.proved
    for one in repairs.found:
        assert assess(KB.engine, one.mission, on=DAY).overall.dominant.word not in ("blocked", "contested")
