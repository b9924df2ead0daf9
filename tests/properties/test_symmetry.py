"""Names, order and the day's luck of a hash change nothing that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase
from tests.conftest import ROOT
from tests.properties.missions import Drawer
from tests.properties.properties import changed_by_order, changed_by_renaming, published

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SMALL = sorted(EXAMPLES, key=lambda path: path.stat().st_size)[:3]
SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_other_ids_change_nothing_in_the_example(kb: KnowledgeBase, path: Any) -> None:
    mission = kb.read_mission(path)
    assert not changed_by_renaming(kb.engine, mission, date.fromisoformat(mission.on))


@settings(max_examples=3)
@given(SEEDS)
def test_other_ids_change_nothing_in_a_mission_drawn_at_random(engine: Engine, seed: int) -> None:
    assert not changed_by_renaming(engine, Drawer(engine.knowledge).mission(Random(seed)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_order_changes_nothing_in_the_example(kb: KnowledgeBase, path: Any) -> None:
    mission = kb.read_mission(path)
    assert changed_by_order(kb.engine, mission, 1, date.fromisoformat(mission.on)) == []


@settings(max_examples=3)
@given(SEEDS)
def test_order_changes_nothing_in_a_mission_drawn_at_random(engine: Engine, seed: int) -> None:
    assert changed_by_order(engine, Drawer(engine.knowledge).mission(Random(seed)), seed) == []


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_the_same_mission_gives_the_same_bytes(kb: KnowledgeBase, path: Any) -> None:
    on = date.fromisoformat(kb.read_mission(path).on)
    assert published(kb.engine, kb.read_mission(path), on) == published(kb.engine, kb.read_mission(path), on)


_PUBLISH = """
import hashlib, sys
from datetime import date
from regolex.knowledge import load
from regolex.report.published import dumps, to_json
kb, total = load(sys.argv[1]), hashlib.sha256()
for path in sys.argv[2:]:
    mission = kb.read_mission(path)
    total.update(dumps(to_json(kb.assess(mission, on=date.fromisoformat(mission.on)))).encode())
print(total.hexdigest())
"""


def hashes(paths: Sequence[Path], seeds: Sequence[str]) -> set[str]:
    """Hashes of what is published about some missions, in a process of its own for each hash seed."""
    found = set()
    for seed in seeds:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", _PUBLISH, str(ROOT), *map(str, paths)]
        found.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    return found


def test_every_hash_seed_gives_the_same_bytes() -> None:
    """A set that is walked in the order of its hashes shows here."""
    assert len(hashes(SMALL, ("0", "1", "4242"))) == 1
