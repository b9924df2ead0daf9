"""The program and the evaluator give the same findings and the same verdicts."""

from __future__ import annotations

from datetime import date
from random import Random

import msgspec
import pytest

pytest.importorskip("pyarrow")

from regolex.engine.engine import Engine
from regolex.missions.answers import Answer
from tests.screening.agreement import Compared, compare, drawn

DAY = date(2026, 11, 22)
EVERY_SET = (
    "usual-links", "nothing-unusual", "nothing-else", "named-states-only", "law-will-be-followed", "others-follow-law",
)  # fmt: skip


def agrees(found: Compared) -> None:
    assert not found.wrong, f"{len(found.wrong)} disagreements:\n" + "\n".join(found.wrong[:20])
    assert found.findings > 1000


def test_screening_gives_the_findings_and_verdicts_of_the_evaluator(engine: Engine) -> None:
    terms = {"readings": {"art-ii-extraction": "P2"}}
    agrees(compare(engine, list(drawn(engine, range(100, 108), parts=1)), DAY, EVERY_SET, **terms))


def test_screening_refuses_the_rows_that_the_evaluator_refuses(engine: Engine) -> None:
    missions = []
    for seed, mission in enumerate(drawn(engine, range(300, 320), parts=1)):
        random = Random(seed)
        answers = {part: dict(own) for part, own in mission.answers.items()}
        for part, own in answers.items():  # answers to questions that do not arise, and against what follows
            for fact in engine.knowledge.facts.values():
                if part.partition(":")[0] == fact.kind and fact.type == "boolean" and random.random() < 0.02:
                    own[fact.id] = Answer(random.random() < 0.5)
        missions.append(msgspec.structs.replace(mission, answers=answers))
    found = compare(engine, missions, DAY)
    assert not found.wrong, "\n".join(found.wrong[:20])
    assert found.refused > 5
    assert found.missions > 2


def test_screening_tells_a_state_from_its_territory_and_a_launch_ahead_from_one_of_the_past(engine: Engine) -> None:
    missions = []
    for seed, mission in enumerate(drawn(engine, range(500, 506), parts=1)):
        codes = (("CUW",), ("CUW", "NLD"), ("BES",), ("GIB",), ("GBR", "GIB"), ("NLD",))[seed]
        for part in mission.parts.get("activity", ()):
            mission = mission.with_answer(part, "activity.controlled_from", Answer(codes))
        for part in mission.parts.get("launch", ()):  # one that lies ahead on no known day, beside those of the past
            mission = mission.with_answer(
                part, "launch.carried_out", Answer(("planned", "done", "not-planned")[seed % 3])
            )
            day = Answer(missing="dont-know") if seed in (0, 1) else Answer(date(2007, 6, 1))
            mission = mission.with_answer(part, "launch.date", day)
        missions.append(mission)
    agrees(compare(engine, missions, DAY, EVERY_SET))


def test_screening_leaves_a_verdict_unfinished_where_law_of_the_day_is_unread(engine: Engine) -> None:
    sets = (*EVERY_SET, "nothing-unusual")
    missions = list(drawn(engine, range(600, 606), parts=1))
    agrees(compare(engine, missions, date(2022, 5, 1), tuple(dict.fromkeys(sets))))
