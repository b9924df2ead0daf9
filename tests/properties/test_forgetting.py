"""With fewer answers, a result stays the same or becomes open; it never changes to another one."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regolex.checks.case_files import read_cases, rule_files
from regolex.checks.cases import case_mission
from regolex.engine.engine import Engine
from regolex.knowledge import KnowledgeBase
from tests.conftest import ROOT
from tests.properties.missions import Drawer
from tests.properties.properties import ON, forgotten, forgotten_in_case, glance

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
CASES = [(form, case) for form in rule_files(ROOT / "tests/cases").values() for case in form.cases]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_forgetting_reverses_nothing_in_the_example(kb: KnowledgeBase, path: Any) -> None:
    mission = kb.read_mission(path)
    on = date.fromisoformat(mission.on)
    assert forgotten(kb.engine, mission, on, facts=8, lists=2) == []


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_forgetting_reverses_nothing_in_a_mission_drawn_at_random(engine: Engine, seed: int) -> None:
    mission = Drawer(engine.knowledge).mission(Random(seed))
    assert forgotten(engine, mission, facts=6, lists=2, seed=seed) == []


@pytest.mark.parametrize("part", range(4))
def test_forgetting_reverses_nothing_in_the_cases(engine: Engine, part: int) -> None:
    """A seeded sample; the long tests try every case."""
    sample = Random(20261122).sample(CASES, 200)[part * 50 : (part + 1) * 50]
    assert [wrong for form, case in sample for wrong in forgotten_in_case(engine, form, case)] == []


def test_missions_drawn_at_random_are_not_all_open(engine: Engine) -> None:
    """Otherwise forgetting would prove nothing."""
    drawer = Drawer(engine.knowledge)
    results = {f.result for seed in range(12) for f in glance(engine, drawer.mission(Random(seed))).findings}
    assert {"met", "breached", "respected", "granted", "withheld", "to-do", "open", "not-applicable"} <= results


# --- rules that begin with what is planned -------------------------------------------------------------------------------


def of_case(engine: Engine, rule: str, given: dict[str, Any]) -> list[str]:
    """Reversals in the case file of a rule with other facts, nothing tolerated."""
    form = read_cases(ROOT / f"tests/cases/{rule}.yaml")
    mission = case_mission({**form.always, **given}, engine.knowledge.rules[rule], engine.knowledge)
    return [wrong for wrong in forgotten(engine, mission, ON) if rule in wrong]


def test_nothing_is_to_do_where_a_rule_to_come_is_satisfied_already(engine: Engine) -> None:
    rule = "nat/lux/space-resources-2017/art-05-no-transfer"
    assert of_case(engine, rule, {"authorisation.granted": "planned", "authorisation.assigned": False}) == []


def test_a_rule_that_perhaps_comes_is_not_to_do(engine: Engine) -> None:
    rule = "un/treaty/registration-1975/art-04-3-left-earth-orbit"
    planned = {"object.registered_with_un": "planned", "object.left_orbit_notified": "planned"}
    assert of_case(engine, rule, {**planned, "launch.reaches": "earth-orbit"}) == []
