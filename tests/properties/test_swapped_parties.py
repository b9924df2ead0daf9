"""Two parties that swap their names, or their ids, swap what is said of them; nothing else changes."""

from __future__ import annotations

from datetime import date
from random import Random

import msgspec
import pytest

from regolex.engine.engine import Engine
from regolex.engine.run import Run
from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import Mission
from tests.conftest import ROOT
from tests.properties.missions import Drawer
from tests.properties.properties import ON, changed_by_renaming, published, renamed

ZEBRA, AARDVARK = "Zebra Mining", "Aardvark Metals"


def swapped_otherwise(engine: Engine, mission: Mission, on: date = ON) -> list[str]:
    """The lines of an assessment that differ by more than the swap, for names and for ids."""
    first, second, *_ = mission.parts["party"]
    named = msgspec.structs.replace(mission, names={**mission.names, first: ZEBRA, second: AARDVARK})
    other = msgspec.structs.replace(mission, names={**mission.names, first: AARDVARK, second: ZEBRA})
    one = published(engine, named, on)
    names = _traded(published(engine, other, on), ZEBRA, AARDVARK)
    moved = renamed(named, {first: second, second: first})
    ids = _traded(published(engine, moved, on), f'"{first}"', f'"{second}"')
    return [line for text in (names, ids) for line in set(one.splitlines()) ^ set(text.splitlines())]


def _traded(text: str, one: str, other: str) -> str:
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


def test_swapping_two_parties_of_an_example_changes_nothing_else(kb: KnowledgeBase) -> None:
    mission = kb.read_mission(ROOT / "examples/nereus-water.yaml")
    assert len(mission.parts["party"]) > 1
    assert swapped_otherwise(kb.engine, mission, date.fromisoformat(mission.on)) == []


def drawn(engine: Engine, seed: int) -> Mission:
    """A mission of chance with two parties."""
    drawer, random = Drawer(engine.knowledge), Random(seed)
    while len((mission := drawer.mission(random)).parts.get("party", ())) < 2:
        pass
    return mission


@pytest.mark.parametrize("seed", range(2))
def test_swapping_two_parties_of_a_mission_drawn_at_random_changes_nothing_else(engine: Engine, seed: int) -> None:
    assert swapped_otherwise(engine, drawn(engine, seed)) == []


def test_a_rule_that_looks_at_the_first_party_alone_is_noticed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Run.bearers

    def first(self: Run, holder: str) -> tuple[str, ...]:
        found = whole(self, holder)
        return found if holder == "State" else tuple(sorted(found)[:1])

    mission = drawn(engine, 0)
    assert not changed_by_renaming(engine, mission)
    monkeypatch.setattr(Run, "bearers", first)
    assert swapped_otherwise(engine, mission)
    assert changed_by_renaming(engine, mission)
