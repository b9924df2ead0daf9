"""Saying a thing again, or taking it back, leaves everything as it was."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from regolex.engine.engine import Engine
from regolex.engine.incremental import Incremental
from regolex.law.source import Document, read_bytes
from regolex.missions import file as mission_file
from regolex.missions.mission import Mission, mission_from
from regolex.report.published import dumps, to_json
from tests.properties.missions import Drawer, forgettings
from tests.properties.properties import ON, published

SEEDS = st.integers(0, 2**32)


def drawn(engine: Engine, seed: int) -> Mission:
    return Drawer(engine.knowledge).mission(Random(seed))


def undated(mission: Mission, engine: Engine) -> Mission:
    """The mission without its days, which contradict each other where they are drawn one by one."""
    facts = engine.knowledge.facts
    answers = {
        part: {fact: answer for fact, answer in own.items() if facts[fact].type != "date"}
        for part, own in mission.answers.items()
    }
    return msgspec.structs.replace(mission, answers=answers)


@settings(max_examples=2)
@given(SEEDS)
def test_a_mission_assessed_twice_gives_the_same_bytes(engine: Engine, seed: int) -> None:
    mission = drawn(engine, seed)
    assert published(engine, mission) == published(engine, mission)


@settings(max_examples=2)
@given(SEEDS)
def test_what_is_forgotten_and_given_again_leaves_everything_as_it_was(engine: Engine, seed: int) -> None:
    mission = drawn(engine, seed)
    work = Incremental(engine, mission, on=ON)
    before = dumps(to_json(work.assessment))
    ways = list(forgettings(mission, engine.knowledge))
    for what, less in Random(seed).sample(ways, min(4, len(ways))):
        work.change(less)
        assert dumps(to_json(work.change(mission))) == before, what


@settings(max_examples=4)
@given(SEEDS)
def test_a_change_to_the_same_mission_tries_nothing_again(engine: Engine, seed: int) -> None:
    work = Incremental(engine, drawn(engine, seed), on=ON)
    before = work.assessment
    after = work.change(drawn(engine, seed))
    assert not work.tried_again
    assert [(f.rule.id, f.bearer, f.subject, f.result) for f in after.findings] == [
        (f.rule.id, f.bearer, f.subject, f.result) for f in before.findings
    ]


@settings(max_examples=10)
@given(SEEDS)
def test_a_mission_file_written_out_and_read_again_is_written_out_the_same(engine: Engine, seed: int) -> None:
    knowledge = engine.knowledge
    mission = undated(drawn(engine, seed), engine)
    written = mission_file.text(mission, knowledge)
    again = mission_from(read_bytes(written.encode(), Document("drawn.yaml", "M")), knowledge)
    assert again == mission
    assert mission_file.text(again, knowledge) == written
