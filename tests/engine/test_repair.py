"""Repairs are lawful, of least effort, and all of them: proved by trying every change on small plans."""

from __future__ import annotations

import random
import sys
from datetime import date
from itertools import chain, combinations, product
from typing import Any

import msgspec
import pytest

import regolex
from regolex.alternatives import proposals
from regolex.alternatives.levers import DECIDE, DO, DROP, FIND_OUT, OBTAIN, levers
from regolex.alternatives.repair import repair
from regolex.alternatives.repairs import Repairs, in_the_way
from regolex.engine.assessment import assess
from regolex.engine.engine import Engine
from regolex.engine.incremental import Incremental
from regolex.errors import EvaluationError
from regolex.law import model as m
from regolex.missions.mission import NOT_ASKED, Answer, Mission

pytest.importorskip("clingo")
KB = regolex.load()
K = KB.knowledge
DAY = date(2026, 1, 15)
Keys = frozenset[tuple[str, str]]


def example(name: str, **changes: object) -> Mission:
    mission = KB.read_mission(regolex.example(name))
    for key, value in changes.items():
        part, _, fact = key.partition("__")
        kind, _, own = part.partition("_")
        where = f"{kind}:{own}" if own else kind
        mission = mission.with_answer(where, f"{kind}.{fact}", Answer(value))
    return mission


# --- every change tried ---


def answers(mission: Mission, fact: m.Fact, now: Answer) -> list[Any]:
    """Every answer there is, numbers apart."""
    values: list[Any]
    if fact.type == "boolean":
        values = [False, True]
    elif fact.type == "commitment":
        values = ["planned", "not-planned"]
    elif fact.type == "judgement":
        values = ["satisfied", "not-satisfied"]
    elif fact.type == "concept":
        values = [slug for slug, taxon in K.taxa.items() if taxon.scheme == fact.of]
    elif fact.type == "state":
        named = {a.value for own in mission.answers.values() for f, a in own.items() if K.facts[f].type == "state"}
        flat = set(chain.from_iterable(v if isinstance(v, tuple) else [v] for v in named if v))
        values = sorted(flat | ({i.legal_order for i in K.instruments.values()} - {"international"}))
    else:
        values = list(mission.parts[fact.of])
    if fact.many:
        values = [tuple(sorted(s)) for n in range(len(values) + 1) for s in combinations(values, n)]
        return [value for value in values if now.missing or set(value) != set(now.value)]
    return [value for value in values if now.missing or value != now.value]


def items(mission: Mission, key: tuple[str, str], value: Any) -> int:
    """How much an answer adds."""
    before = mission.answer(*key).value or ()
    return len(set(value) ^ set(before)) if isinstance(value, tuple) else 1


def by_trying(engine: Engine, mission: Mission, only: list[str]) -> set[Keys]:
    """Every smallest set of facts with which a plan can be made lawful, by trying all answers to all of them."""
    free = list(levers(K, mission, only=only).facts.values())
    work = Incremental(engine, mission, on=DAY)
    sizes: dict[tuple[int, int], set[Keys]] = {}
    for chosen in chain.from_iterable(combinations(free, n) for n in range(len(free) + 1)):
        keys = [(lever.part, lever.fact) for lever in chosen]
        choices = [answers(mission, K.facts[fact], mission.answer(part, fact)) for part, fact in keys]
        for values in product(*choices):
            size = sum(lever.effort for lever in chosen), sum(map(items, [mission] * len(keys), keys, values))
            if min(sizes, default=size) < size:
                continue
            plan = mission
            for (part, fact), value in zip(keys, values, strict=True):
                plan = plan.with_answer(part, fact, Answer(value))
            if not in_the_way(work.change(plan).all_findings):
                sizes.setdefault(size, set()).add(frozenset(keys))
    return sizes[min(sizes)] if sizes else set()


def choices(repairs: Repairs) -> set[Keys]:
    return {frozenset((step.part, step.fact) for step in one.steps) for one in repairs.found}


SMALL = {
    "authorisation dropped": (
        example("flyby-survey", authorisation_licence__granted="not-planned"),
        ["authorisation.granted", "authorisation.activities", "activity.force_or_threat"],
    ),
    "two duties dropped": (
        example(
            "flyby-survey", authorisation_licence__supervision="not-planned",
            object_probe__registered_with_un="not-planned",
        ),
        ["authorisation.supervision", "object.registered_with_un", "object.registered_nationally"],
    ),
    "a prohibition breached": (
        example("flyby-survey", activity_flyby__force_or_threat=True, object_probe__mass_destruction_weapon=True),
        ["activity.force_or_threat", "object.mass_destruction_weapon", "object.nuclear_source"],
    ),
    "an answer missing": (
        example("flyby-survey", authorisation_licence__supervision="not-planned")
        .with_answer("authorisation:licence", "authorisation.granted", NOT_ASKED)
        .with_answer("object:probe", "object.nuclear_source", NOT_ASKED),
        ["authorisation.granted", "authorisation.supervision", "object.nuclear_source", "find-out"],
    ),
    "whole body claimed": (example("whole-body-claim"), ["claim.over", "claim.sovereign", "claim.states"]),
    "what cannot be mended so": (example("whole-body-claim"), ["claim.sovereign"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_every_smallest_repair_is_found_and_nothing_else(name: str) -> None:
    mission, only = SMALL[name]
    repairs = repair(KB.engine, mission, on=DAY, only=only, most=40)
    assert repairs.proved
    assert repairs.complete
    assert choices(repairs) == by_trying(KB.engine, mission, only)


def spoiled(seed: int) -> tuple[Mission, list[str]]:
    """The survey with a few answers spoiled or forgotten, and a few facts that may change."""
    chance = random.Random(seed)
    mission = example("flyby-survey")
    simple = ("boolean", "commitment", "judgement")
    stated = [
        (part, fact)
        for part, own in sorted(mission.answers.items())
        for fact, answer in sorted(own.items())
        if K.facts[fact].type in simple and answer.known and answer.value not in (None, "done")
    ]
    chosen = chance.sample(stated, 4)
    for part, fact in chosen[:3]:
        now = mission.answer(part, fact).value
        other = {"planned": "not-planned", "satisfied": "not-satisfied"}.get(
            now, not now if isinstance(now, bool) else now
        )
        forget = chance.random() < 0.6
        mission = mission.with_answer(part, fact, NOT_ASKED if forget else Answer(other))
    return mission, ["find-out", *(fact for _, fact in chosen)]


@pytest.mark.parametrize("seed", range(10))
def test_generated_plans_are_repaired_as_by_trying_everything(seed: int) -> None:
    mission, only = spoiled(seed)
    repairs = repair(KB.engine, mission, on=DAY, only=only, most=40)
    assert repairs.proved
    assert choices(repairs) == by_trying(KB.engine, mission, only)


def test_the_generated_plans_are_of_every_sort() -> None:
    found = [repair(KB.engine, mission, on=DAY, only=only) for mission, only in map(spoiled, range(10))]
    assert any(not one.found for one in found)
    assert any(one.found and one.found[0].steps for one in found)
    sorts = {step.sort for one in found for variant in one.found for step in variant.steps}
    assert {DO, FIND_OUT} <= sorts


# --- what is said of a repair ---


@pytest.mark.parametrize("name", ["whole-body-claim", "flyby-survey", "nereus-water", "astroforge-odin"])
def test_every_example_gets_an_answer_and_what_is_proposed_makes_it_lawful(name: str) -> None:
    mission = example(name)
    repairs = repair(KB.engine, mission, on=DAY, most=2)
    assert repairs.proved
    assert repairs.found
    for one in repairs.found:
        assessment = assess(KB.engine, one.mission, on=DAY)
        assert assessment.verdict == one.verdict
        assert one.verdict in ("clear", "to-do", "no-duty-found")
        assert all(step.demanded_by for step in one.steps)
        assert one.effort == repairs.found[0].effort


def test_other_answers_that_would_do_do() -> None:
    mission = example("flyby-survey").with_answer("object:probe", "object.can_image_earth", NOT_ASKED)
    mission = mission.with_answer("object:probe", "object.nuclear_source", NOT_ASKED)
    for one in repair(KB.engine, mission, on=DAY).found:
        for step in one.steps:
            for other in step.instead:
                plan = one.mission.with_answer(step.part, step.fact, other)
                assert not in_the_way(assess(KB.engine, plan, on=DAY).all_findings)


def test_a_missing_choice_is_to_decide_and_a_missing_fact_is_to_find_out() -> None:
    mission = example("flyby-survey").with_answer("object:probe", "object.mass_destruction_weapon", NOT_ASKED)
    mission = mission.with_answer("mission", "mission.international_law_compliance", NOT_ASKED)
    (one,) = repair(KB.engine, mission, on=DAY, without=["activity"]).found
    sorts = {step.fact: step.sort for step in one.steps}
    assert sorts["object.mass_destruction_weapon"] == DECIDE
    assert sorts["mission.international_law_compliance"] == FIND_OUT


def without_authorisation() -> Mission:
    mission = example("flyby-survey")
    answers = {part: own for part, own in mission.answers.items() if not part.startswith("authorisation:")}
    return msgspec.structs.replace(mission, parts={**mission.parts, "authorisation": ()}, answers=answers)


def test_an_authorisation_that_is_missing_is_to_be_obtained_and_is_of_the_kind_demanded() -> None:
    repairs = repair(KB.engine, without_authorisation(), on=DAY)
    assert repairs.found
    (step,) = (step for step in repairs.found[0].steps if step.sort == OBTAIN)
    details = {fact: values[0].value for fact, values in step.details}
    assert details["authorisation.granted"] == "planned"
    assert details["authorisation.activities"] == ("activity:flyby",)
    assert {f.rule.id for f in step.demanded_by} >= {"un/treaty/ost-1967/art-06-authorisation"}


def test_an_activity_is_given_up_where_nothing_cheaper_helps_and_that_is_dear() -> None:
    mission = without_authorisation()
    (one,) = repair(KB.engine, mission, on=DAY, only=["activity"]).found
    (step,) = one.steps
    assert (step.sort, step.part) == (DROP, "activity:flyby")
    assert step.effort == max(lever.effort for lever in K.levers.values())
    assert one.mission.parts["activity"] == ()


def test_costs_of_ones_own_turn_the_choice() -> None:
    mission = example("flyby-survey", authorisation_licence__supervision="not-planned")
    cheap = repair(KB.engine, mission, on=DAY, only=["authorisation.supervision", "activity"])
    dear = repair(KB.engine, mission, on=DAY, only=["authorisation.supervision", "activity"],
                  costs={"authorisation.supervision": 1000})  # fmt: skip
    assert [step.sort for step in cheap.found[0].steps] == [DO]
    assert [step.sort for step in dear.found[0].steps] == [DROP]


def test_a_plan_in_order_needs_no_change() -> None:
    (only,) = repair(KB.engine, example("flyby-survey"), on=DAY).found
    assert only.steps == ()


def test_without_levers_there_is_no_lawful_variant_and_the_finding_is_named() -> None:
    repairs = repair(KB.engine, example("whole-body-claim"), on=DAY, only=["mission.purpose"])
    assert repairs.found == ()
    assert [f.rule.id for f in repairs.beyond] == ["un/treaty/ost-1967/art-02-appropriation"]
    assert repairs.proved
    assert "There is no lawful variant within these levers" in proposals.as_text(
        repairs, K, example("whole-body-claim")
    )


def test_without_clingo_the_search_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    with pytest.raises(EvaluationError, match="analysis"):
        repair(KB.engine, example("flyby-survey"), on=DAY)


def test_a_search_that_is_cut_off_says_so() -> None:
    mission = example("astroforge-odin")
    repairs = repair(KB.engine, mission, on=DAY, conflicts=1)
    assert not repairs.proved
    assert "stopped at its limit" in proposals.conclusion(repairs)


def test_a_lever_that_does_not_exist_is_named_with_the_nearest_one() -> None:
    with pytest.raises(EvaluationError) as caught:
        repair(KB.engine, example("flyby-survey"), on=DAY, only=["claim.ovr"], without=["nonsense"])
    assert {problem.what for problem in caught.value.problems} == {
        "there is no lever 'claim.ovr'", "there is no lever 'nonsense'",
    }  # fmt: skip


def test_levers_never_change_past_acts_facts_that_do_not_arise_and_facts_that_cannot_be_chosen() -> None:
    mission = example("flyby-survey", object_probe__registered_nationally="done")
    found = levers(K, mission).facts
    assert ("object:probe", "object.registered_nationally") not in found
    assert all(not mission.answer(*key).does_not_arise for key in found)
    assert all(K.facts[fact].lever != "fixed" or mission.answer(part, fact).missing for part, fact in found)


def test_under_the_readings_chosen_a_contested_plan_may_need_nothing() -> None:
    questions = ("appropriate-state", "benefit-sharing", "private-launch-attribution", "art-ii-extraction")
    readings = dict.fromkeys(questions, "P1")
    (only,) = repair(KB.engine, example("nereus-water"), on=DAY, readings=readings).found
    assert only.steps == ()


def law_of_one_duty(test: m.Condition) -> Engine:
    """The definitions of the knowledge and one duty of the appropriate State."""
    duty = msgspec.structs.replace(
        K.rules["un/treaty/ost-1967/art-06-authorisation"], test=test, applies_when=None, exceptions=(), readings_asked=(),
        about="mission",
    )  # fmt: skip
    rules = {rule.id: msgspec.structs.replace(rule, displaces=()) for rule in K.rules.values() if rule.defines}
    return Engine(msgspec.structs.replace(K, rules={**rules, duty.id: duty}))


@pytest.mark.parametrize(("form", "sizes"), [(m.Any, [1, 1]), (m.All, [2])])
def test_either_of_two_duties_is_repaired_in_two_ways_and_both_in_one(form: type, sizes: list[int]) -> None:
    facts = ["mission.benefit_sharing", "mission.cooperation"]
    done = m.Operand("word", word="done")
    engine = law_of_one_duty(form(tuple(m.Compare(fact, ("mission",), "is", done) for fact in facts)))
    mission = example("flyby-survey", mission__benefit_sharing="not-planned", mission__cooperation="not-planned")
    repairs = repair(engine, mission, on=DAY, only=facts)
    assert choices(repairs) == by_trying(engine, mission, facts)
    assert sorted(len(one.steps) for one in repairs.found) == sizes
