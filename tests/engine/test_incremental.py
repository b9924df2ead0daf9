"""Re-assessment after a change gives what a full assessment gives."""

from __future__ import annotations

import random
from datetime import date

import msgspec
import pytest

import regolex
from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine, ReadyRule
from regolex.engine.findings import Finding
from regolex.engine.incremental import Incremental, differences
from regolex.engine.proof import missing_facts
from regolex.engine.results import RESULTS
from regolex.engine.truth import UNKNOWN
from regolex.engine.world import UNNAMED
from regolex.missions.file import data as mission_data
from regolex.missions.mission import NOT_ASKED, Answer, Mission, answer_from, mission_from_data, parts_from
from regolex.report.published import to_json

KB = regolex.load()
K = KB.knowledge
DAY = date(2026, 1, 15)
EXAMPLES = ("whole-body-claim", "flyby-survey", "astroforge-odin")


def example(name: str) -> Mission:
    return KB.read_mission(regolex.example(name))


def without_strict(a: Assessment) -> Assessment:
    """The result without the one on the answers alone, which a re-assessment does not make."""
    return msgspec.structs.replace(a, strict=None)


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
        assert to_json(work.change(mission)) == to_json(without_strict(assess(KB.engine, mission, on=DAY)))


# who operates, under which law, from where, with what: answers on which roles depend
ROLES = (("party:nereus-water", "party.organised_under"), ("launch:launch", "launch.launcher"))


@pytest.mark.parametrize(("part", "fact"), ROLES, ids=lambda word: word.partition(":")[2])
def test_a_change_of_who_has_which_role_gives_the_assessment_made_from_scratch(part: str, fact: str) -> None:
    mission = example("nereus-water")
    work = Incremental(KB.engine, mission, on=DAY)
    before = to_json(work.assessment)
    less = mission.with_answer(part, fact, NOT_ASKED)
    assert to_json(work.change(less)) == to_json(without_strict(assess(KB.engine, less, on=DAY)))
    assert to_json(work.change(mission)) == before


def test_a_renamed_part_has_its_new_name_in_every_question() -> None:
    mission = example("flyby-survey")
    mission = mission.with_answer("object:probe", "object.launch", NOT_ASKED)
    work = Incremental(KB.engine, mission, on=DAY)
    renamed = msgspec.structs.replace(mission, names={**mission.names, "object:probe": "the little one"})
    told = to_json(work.change(renamed))
    assert "the little one" in str(told)
    assert told == to_json(without_strict(assess(KB.engine, renamed, on=DAY)))
    assert len(work.tried_again) < len(told["findings"])


def test_dependents_of_a_role_are_reused_while_its_truth_value_is_unchanged() -> None:
    mission = example("nereus-water")
    work = Incremental(KB.engine, mission, on=DAY)
    resting = [f for f in work.assessment.findings if ("launch:launch", "launch.procurers") in work.depends_on(f)]
    answer = mission.answer("launch:launch", "launch.procurers")
    sourced = msgspec.structs.replace(
        answer, source="the launch contract"
    )  # stated again: every truth value is the same
    work.change(mission.with_answer("launch:launch", "launch.procurers", sourced))
    assert len(work.tried_again) < len(resting) / 4


class Thorough(Engine):
    """An engine that takes it that carrying out the plan can change everything."""

    def role_is_planned(self, role: str) -> bool:
        return True

    def applies_as_planned(self, item: ReadyRule) -> bool:
        return True

    def as_planned(self, item: ReadyRule) -> bool:
        return True


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_no_commitment_goes_into_is_the_same_as_planned(name: str) -> None:
    thorough = Thorough(K)
    mission = example(name)
    assert to_json(assess(thorough, mission, on=DAY)) == to_json(assess(KB.engine, mission, on=DAY))
    assert not all(KB.engine.as_planned(item) for item in thorough.rules.values())


def waited_for(finding: Finding) -> list[tuple[str, str]]:
    """What an open finding waits for, read off its proofs."""
    found: dict[tuple[str, str], None] = {}
    for result, proof in finding.because:
        for part in proof.parts if RESULTS[result].unsettled else ():
            if part.word == "bound" and part.truth == UNKNOWN and finding.bearer != UNNAMED:
                found["", "state.bound_by"] = None
            if part.word == "bearer" or not finding.perhaps:
                for used in missing_facts(part):
                    if used.fact == "state.bound_by" and finding.bearer == UNNAMED:
                        continue  # an unnamed State cannot be looked up
                    found[("mission", "") if used.part.endswith(":?") else (used.part, used.fact)] = None
    return list(found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_missing_answers_of_an_open_finding_are_those_missing_in_its_proofs(name: str) -> None:
    chance, mission = random.Random(name), example(name)
    stated = [(part, fact) for part, known in mission.answers.items() for fact in known]
    for part, fact in chance.sample(stated, len(stated) // 4):
        mission = mission.with_answer(part, fact, NOT_ASKED)
    waiting = [f for f in assess(KB.engine, mission, on=DAY).all_findings if f.missing]
    assert waiting
    for finding in waiting:
        told = [("mission", "") if not m.fact else (m.part, m.fact) for m in finding.missing]
        assert list(dict.fromkeys(told)) == waited_for(finding), finding.rule.id


def test_assessments_given_out_before_stay_as_they_are() -> None:
    mission = example("astroforge-odin")
    work = Incremental(KB.engine, mission, on=DAY)
    first = work.assessment
    work.change(mission.with_answer("party:astroforge", "party.organised_under", Answer("LUX")))
    assert to_json(first) == to_json(without_strict(assess(KB.engine, mission, on=DAY)))


def test_a_finding_stands_while_nothing_it_depends_on_changes() -> None:
    mission = example("flyby-survey")
    work = Incremental(KB.engine, mission, on=DAY)
    finding = next(f for f in work.assessment.findings if f.rule.id.endswith("art-06-authorisation"))
    assert ("authorisation:licence", "authorisation.granted") in work.depends_on(finding)
    assert ("launch:launch", "launch.date") not in work.depends_on(finding)


def test_a_finding_proved_from_other_facts_forgets_how_it_was_proved_before() -> None:
    finding = assess(KB.engine, example("flyby-survey"), on=DAY).findings[0]
    assert finding.because
    assert finding.proved_by(lambda _: ()).because == ()
    assert finding.because


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
