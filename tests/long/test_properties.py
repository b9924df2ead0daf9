"""The properties without a limit: every answer of every example and case, and many missions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from regolex.checks.case_files import rule_files
from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase
from tests.conftest import ROOT
from tests.properties.missions import Drawer
from tests.properties.properties import changed_by_order, changed_by_renaming, forgotten, forgotten_in_case
from tests.properties.test_kleene import unsettled
from tests.properties.test_symmetry import hashes

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
CASES = rule_files(ROOT / "tests/cases")
FOLDERS = sorted({rule.rpartition("/")[0] for rule in CASES})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_forgetting_anything_reverses_nothing_in_the_example(kb: KnowledgeBase, path: Path) -> None:
    mission = kb.read_mission(path)
    on = date.fromisoformat(mission.on)
    assert forgotten(kb.engine, mission, on) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_forgetting_anything_reverses_nothing_in_the_cases(engine: Engine, folder: str) -> None:
    wrong: list[Any] = []
    for form in (form for rule, form in CASES.items() if rule.rpartition("/")[0] == folder):
        wrong += [w for case in form.cases for w in forgotten_in_case(engine, form, case)]
    assert wrong == []


@pytest.mark.parametrize("block", range(10))
def test_forgetting_reverses_nothing_in_many_missions(engine: Engine, block: int) -> None:
    drawer = Drawer(engine.knowledge)
    for seed in range(block * 40, (block + 1) * 40):
        mission = drawer.mission(Random(seed))
        wrong = forgotten(engine, mission, facts=12, lists=4, seed=seed)
        assert wrong == [], seed


@pytest.mark.parametrize("block", range(5))
def test_order_changes_nothing_in_many_missions(engine: Engine, block: int) -> None:
    drawer = Drawer(engine.knowledge)
    for seed in range(block * 20, (block + 1) * 20):
        assert changed_by_order(engine, drawer.mission(Random(seed)), seed) == [], seed


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_other_ids_change_nothing_in_any_example(kb: KnowledgeBase, path: Path) -> None:
    mission = kb.read_mission(path)
    assert not changed_by_renaming(kb.engine, mission, date.fromisoformat(mission.on))


def test_other_ids_change_nothing_in_many_missions(engine: Engine) -> None:
    drawer = Drawer(engine.knowledge)
    assert [seed for seed in range(25) if changed_by_renaming(engine, drawer.mission(Random(seed)))] == []


def test_every_hash_seed_gives_the_same_bytes_for_every_example() -> None:
    assert len(hashes(EXAMPLES, ("0", "1", "2", "3", "4242"))) == 1


@pytest.mark.parametrize("block", range(5))
def test_many_conditions_gain_from_information(engine: Engine, block: int) -> None:
    for seed in range(block * 200, (block + 1) * 200):
        assert unsettled(engine, seed, conditions=30, ways=10) == [], seed
