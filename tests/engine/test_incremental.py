"""Re-assessment after a change gives what a full assessment gives."""

from __future__ import annotations

import random
from datetime import date

import pytest

import regolex
from regolex.assessment import assess
from regolex.incremental import Incremental, differences
from regolex.mission import Answer, Mission, answer_from, mission_from_data, parts_from
from regolex.mission_file import data as mission_data

KB = regolex.load()
K = KB.knowledge
DAY = date(2026, 1, 15)
EXAMPLES = ("whole-body-claim", "flyby-survey", "astroforge-odin")


def example(name: str) -> Mission:
    return KB.read_mission(regolex.example(name))


def changed(mission: Mission, chance: random.Random) -> Mission:
    """The mission with one answer forgotten or given otherwise, or one list forgotten or emptied."""
    if mission.parts and chance.random() < 0.15:
        kind = chance.choice(sorted(mission.parts))
        if chance.random() < 0.5:
            return parts_from({}, kind, mission, K)
        rest = {k: v for k, v in mission.parts.items() if k != kind}
        return Mission(mission.id, mission.title, rest, mission.answers, mission.names)
    part = chance.choice([p for p, answers in sorted(mission.answers.items()) if answers])
    fact = K.facts[chance.choice(sorted(mission.answers[part]))]
    others = {
        "boolean": [True, False], "commitment": ["done", "planned", "not-planned"], "state": ["LUX", "USA", "AUS"],
        "judgement": ["satisfied", "not-satisfied"],
        "concept": [t.slug for t in K.taxa.values() if t.scheme == fact.of],
    }.get(fact.type, [])  # fmt: skip
    raw = chance.choice([*others, {"unknown": "dont-know"}, {"does_not_arise": "it does not"}])
    return mission.with_answer(part, fact.id, answer_from(raw, part, fact.id, mission, K))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_change_gives_the_assessment_made_from_scratch(name: str, seed: int) -> None:
    chance = random.Random(seed)
    mission = example(name)
    work = Incremental(KB.engine, mission, on=DAY)
    for _ in range(4):
        mission = changed(mission, chance)
        assert work.change(mission).to_json() == assess(KB.engine, mission, on=DAY).to_json()


def test_assessments_given_out_before_stay_as_they_are() -> None:
    mission = example("astroforge-odin")
    work = Incremental(KB.engine, mission, on=DAY)
    first = work.assessment
    work.change(mission.with_answer("party:astroforge", "party.organised_under", Answer("LUX")))
    assert first.to_json() == assess(KB.engine, mission, on=DAY).to_json()


def test_a_finding_stands_while_nothing_it_depends_on_changes() -> None:
    mission = example("flyby-survey")
    work = Incremental(KB.engine, mission, on=DAY)
    finding = next(f for f in work.assessment.findings if f.rule.id.endswith("art-06-authorisation"))
    assert ("authorisation:licence", "authorisation.granted") in work.depends_on(finding)
    assert ("launch:launch", "launch.date") not in work.depends_on(finding)


def test_differences_name_the_facts_and_the_lists() -> None:
    mission = example("flyby-survey")
    other = parts_from({}, "zone", mission.with_answer("mission", "mission.crewed", Answer(True)), K)
    assert differences(mission, other) == {("mission", "mission.crewed")}
    assert differences(mission, parts_from({}, "object", mission, K)) == {("object", "")}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_mission_written_out_and_read_again_says_the_same(name: str) -> None:
    mission = example(name)
    again = mission_from_data(mission_data(mission, K), K)
    assert (again.parts, again.answers, again.names) == (mission.parts, mission.answers, mission.names)


def test_one_changed_answer_leaves_most_findings_alone() -> None:
    mission = example("astroforge-odin")
    work = Incremental(KB.engine, mission, on=DAY)
    everything = len(work.tried_again)
    work.change(mission.with_answer("object:odin", "object.transmits", Answer(False)))
    assert 0 < len(work.tried_again) < everything / 4
