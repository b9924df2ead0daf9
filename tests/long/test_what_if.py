"""Every finding of every example and precedent is changed by what is said to change it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import regolex
from regolex import explain
from regolex.whatif import state_of, tried_again, what_if

ROOT = Path(__file__).resolve().parents[2]
MISSIONS = [p for folder in ("examples", "corpus/precedents") for p in sorted((ROOT / folder).glob("*.yaml"))]


@pytest.mark.parametrize("path", MISSIONS, ids=[p.stem for p in MISSIONS])
def test_every_finding_is_changed_by_what_is_said_to_change_it(path: Path) -> None:
    kb = regolex.load(ROOT)
    mission = kb.read_mission(path)
    a = kb.assess(mission, on=date.fromisoformat(mission.on or "2026-01-15"))
    changed = 0
    for f in a.findings:
        for reached in what_if(kb.engine, a, f, largest=2, trials=250).reached:
            for changes in reached.sets:
                other = mission
                for change in changes:
                    other = change.made(other)
                assert state_of(tried_again(kb.engine, a, f, other)) == reached.result != explain.state_of(f)
                changed += 1
    assert changed
