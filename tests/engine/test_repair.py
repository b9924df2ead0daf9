"""Repairs breach nothing, change only what a plan can choose, and are of least effort: proved by trying every change."""

from __future__ import annotations

import random
import sys
from datetime import date
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import msgspec
import pytest

import regolex
from regolex.alternatives import proposals
from regolex.alternatives.flights import flights
from regolex.alternatives.levers import DO, DROP, OBTAIN, levers
from regolex.alternatives.repair import repair
from regolex.alternatives.repairs import Repair, Repairs, in_the_way
from regolex.alternatives.whitelist import DESIGN, Whitelist
from regolex.engine.assessment import assess
from regolex.engine.engine import Engine
from regolex.engine.incremental import Incremental
from regolex.errors import EvaluationError
from regolex.law import model as m
from regolex.missions.mission import NOT_ASKED, Answer, Mission

pytest.importorskip("clingo")
ROOT = Path(__file__).resolve().parents[2]
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


def survey(**changes: object) -> Mission:
    """The fly-by survey with its launch and radio licences saying that they license no activity but their own."""
    mission = example("flyby-survey", **changes)
    for licence in ("authorisation:launch-licence", "authorisation:radio-licence"):
        mission = mission.with_answer(licence, "authorisation.activities", Answer(()))
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
    free = list(levers(K, mission, on=DAY, may_change=[DESIGN], only=only).facts.values())
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
        survey(authorisation_licence__granted="not-planned"),
        ["authorisation.granted", "authorisation.activities", "activity.force_or_threat"],
    ),
    "two duties dropped": (
        survey(authorisation_licence__supervision="not-planned", object_probe__registered_with_un="not-planned"),
        ["authorisation.supervision", "object.registered_with_un", "object.registered_nationally"],
    ),
    "a prohibition breached": (
        example("flyby-survey", activity_flyby__force_or_threat=True, object_probe__mass_destruction_weapon=True),
        ["activity.force_or_threat", "object.mass_destruction_weapon", "object.nuclear_source"],
    ),
    "an answer missing": (
        survey(authorisation_licence__supervision="not-planned")
        .with_answer("authorisation:licence", "authorisation.granted", NOT_ASKED)
        .with_answer("object:probe", "object.nuclear_source", NOT_ASKED),
        ["authorisation.granted", "authorisation.supervision", "object.nuclear_source"],
    ),
    "whole body claimed": (example("whole-body-claim"), ["claim.over", "claim.sovereign", "claim.states"]),
    "what cannot be mended so": (example("whole-body-claim"), ["claim.sovereign"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_every_smallest_repair_is_found_and_nothing_else(name: str) -> None:
    mission, only = SMALL[name]
    repairs = repair(KB.engine, mission, on=DAY, every=True, may_change=[DESIGN], only=only, most=40)
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
    return mission, [fact for _, fact in chosen]


@pytest.mark.parametrize("seed", range(10))
def test_generated_plans_are_repaired_as_by_trying_everything(seed: int) -> None:
    mission, only = spoiled(seed)
    repairs = repair(KB.engine, mission, on=DAY, every=True, may_change=[DESIGN], only=only, most=40)
    assert repairs.proved
    assert choices(repairs) == by_trying(KB.engine, mission, only)


def test_the_generated_plans_are_of_every_sort() -> None:
    found = [
        repair(KB.engine, mission, on=DAY, every=True, may_change=[DESIGN], only=only)
        for mission, only in map(spoiled, range(10))
    ]
    assert any(one.found and not one.found[0].steps for one in found)
    assert any(one.found and one.found[0].steps for one in found)
    assert DO in {step.sort for one in found for variant in one.found for step in variant.steps}


# --- what is said of a repair ---


@pytest.mark.parametrize("name", ["whole-body-claim", "flyby-survey", "nereus-water", "astroforge-odin", "hakuto-r-m2"])
def test_every_example_gets_an_answer_and_what_is_proposed_breaches_nothing_on_the_prevailing_readings(
    name: str,
) -> None:
    repairs = repair(KB.engine, example(name), on=DAY)
    assert repairs.proved
    assert repairs.found
    for one in repairs.found:
        side = assess(KB.engine, one.mission, on=DAY).overall
        assert (side.dominant.word, side.every_reading.word) == (one.prevailing, one.every)
        assert one.prevailing not in ("blocked", "contested")
        assert one.effort == repairs.found[0].effort


# --- only what a plan can choose ---


def changed(before: Mission, after: Mission) -> set[tuple[str, str]]:
    """Every fact that differs, of parts that were there before."""
    return {
        (part, fact)
        for part in {*before.answers, *after.answers}
        if part in before.answers and part in after.answers
        for fact in {*before.answers[part], *after.answers[part]}
        if before.answer(part, fact) != after.answer(part, fact)
    }


def only_choices(mission: Mission, one: Repair, may_change: tuple[str, ...] = ()) -> None:
    """Fail where a repair changes anything but what a plan can choose."""
    allowed = Whitelist(K, mission, DAY, may_change)
    launchers = {mission.answer(part, "launch.launcher").value for part in mission.parts.get("launch", ())}
    for part, fact in changed(mission, one.mission):
        of_launch_company = part in launchers and part not in allowed.own
        if of_launch_company:
            assert K.facts[fact].lever == "place", (part, fact)
        else:
            assert allowed.allows(part, fact), (part, fact)
        assert K.levers[K.facts[fact].lever].chosen == "always" or may_change, (part, fact)
    for kind in {*mission.parts, *one.mission.parts}:
        have, had = set(one.mission.parts.get(kind, ())), set(mission.parts.get(kind, ()))
        assert have - had == set() or kind == "authorisation", kind
        assert had - have == set() or (may_change and kind == "activity"), kind


def confirmed(repairs: Repairs, every: bool) -> None:
    """Fail where the evaluator, asked anew, finds a breach on the readings aimed at."""
    for one in repairs.found:
        side = assess(KB.engine, one.mission, on=DAY).overall
        word = side.every_reading.word if every else side.dominant.word
        assert word not in ("blocked", "contested")


MISSIONS = sorted([*(ROOT / "corpus/precedents").glob("*.yaml"), *(ROOT / "examples").glob("*.yaml")])


@pytest.mark.parametrize("path", MISSIONS, ids=lambda path: path.stem)
def test_a_repair_of_any_mission_changes_only_what_a_plan_can_choose(path: Path) -> None:
    mission = KB.read_mission(path)
    repairs = repair(KB.engine, mission, on=DAY, seconds=10)
    confirmed(repairs, every=False)
    for one in repairs.found:
        only_choices(mission, one)


@pytest.mark.parametrize("seed", range(12))
def test_a_repair_of_a_generated_plan_changes_only_what_a_plan_can_choose(seed: int) -> None:
    mission, _ = spoiled(seed)
    may_change = ("design",) if seed % 2 else ()
    repairs = repair(KB.engine, mission, on=DAY, every=True, may_change=may_change, seconds=10)
    confirmed(repairs, every=True)
    for one in repairs.found:
        only_choices(mission, one, may_change)


def test_at_most_three_proposals_are_made_each_in_one_sentence() -> None:
    mission = example("nereus-water").with_answer("party:nereus-water", "party.organised_under", Answer("USA"))
    repairs = repair(KB.engine, mission, on=DAY)
    assert 1 <= len(repairs.found) <= 3
    for one in repairs.found:
        said = proposals.sentence(K, mission, one)
        assert said.endswith(".")
        assert said.count(". ") == 0 or "S.A." in said


def test_a_launch_moves_only_to_a_site_and_a_company_of_the_catalogue() -> None:
    mission = example("nereus-water")
    on_offer = {(f.territory, f.facility_states, f.state) for f in flights(K, mission, "launch:launch")}
    (launching,) = levers(K, mission, on=DAY).launches
    assert {(where, facility, state) for state, where, facility in launching.offers} == on_offer
    assert "LUX" not in {where for where, _, _ in on_offer}
    assert ("launch:launch", "launch.territory") not in levers(K, mission, on=DAY).facts


def test_a_launch_that_is_past_does_not_move() -> None:
    mission = example("nereus-water").with_answer("launch:launch", "launch.date", Answer(date(2025, 1, 1)))
    found = levers(K, mission, on=DAY)
    assert not found.launches
    assert not any(part == "launch:launch" for part, _ in found.facts)


def test_nobody_chooses_where_another_company_is_incorporated() -> None:
    found = levers(K, example("nereus-water"), on=DAY).facts
    assert ("party:nereus-water", "party.organised_under") in found
    assert ("party:southern-holding", "party.organised_under") not in found


def test_design_and_aim_change_only_on_request() -> None:
    mission = example("nereus-water")
    assert not any(K.facts[fact].lever in ("design", "aim") for _, fact in levers(K, mission, on=DAY).facts)
    assert not levers(K, mission, on=DAY).drops
    asked = levers(K, mission, on=DAY, may_change=[DESIGN])
    assert {K.facts[fact].lever for _, fact in asked.facts} >= {"design", "aim"}
    assert asked.drops


def test_what_would_change_a_finding_never_changes_a_description() -> None:
    mission = example("nereus-water")
    allowed = Whitelist(K, mission, DAY)
    assert not allowed.supposes("object:extractor", "object.kind")
    assert not allowed.supposes("activity:extraction", "activity.purpose")
    assert not allowed.supposes("launch:launch", "launch.date")
    assert allowed.supposes("activity:extraction", "activity.controlled_from")


def test_other_answers_that_would_do_do() -> None:
    mission = survey(authorisation_licence__supervision="not-planned")
    found = repair(KB.engine, mission, on=DAY).found
    assert any(one.steps for one in found)
    for one in found:
        for step in one.steps:
            for other in step.instead:
                plan = one.mission.with_answer(step.part, step.fact, other)
                assert not in_the_way(assess(KB.engine, plan, on=DAY).findings)


def without_authorisation() -> Mission:
    """The survey without the licence of its activity; those of the launch and of the transmitter are planned."""
    mission = survey()
    left = tuple(part for part in mission.parts["authorisation"] if part != "authorisation:licence")
    answers = {part: own for part, own in mission.answers.items() if part != "authorisation:licence"}
    return msgspec.structs.replace(mission, parts={**mission.parts, "authorisation": left}, answers=answers)


def test_an_authorisation_that_is_missing_is_to_be_obtained_and_is_of_the_kind_demanded() -> None:
    repairs = repair(KB.engine, without_authorisation(), on=DAY)
    assert repairs.found
    (step,) = (step for step in repairs.found[0].steps if step.sort == OBTAIN)
    details = {fact: values[0].value for fact, values in step.details}
    assert details["authorisation.granted"] == "planned"
    assert details["authorisation.activities"] == ("activity:flyby",)
    assert {f.rule.id for f in step.demanded_by} >= {"un/treaty/ost-1967/art-06-authorisation"}


def test_an_activity_is_given_up_where_nothing_cheaper_helps_and_that_is_dear() -> None:
    # the British licence lets the probe be launched and operated, and names no fly-by
    mission = survey().with_answer("authorisation:licence", "authorisation.activities", Answer(()))
    (one,) = repair(KB.engine, mission, on=DAY, may_change=[DESIGN], only=["activity"]).found
    (step,) = one.steps
    assert (step.sort, step.part) == (DROP, "activity:flyby")
    assert step.effort == max(lever.effort for lever in K.levers.values())
    assert one.mission.parts["activity"] == ()


def test_costs_of_ones_own_turn_the_choice() -> None:
    mission = survey(authorisation_licence__supervision="not-planned")
    cheap = repair(KB.engine, mission, on=DAY, only=["authorisation.supervision", "activity"])
    dear = repair(KB.engine, mission, on=DAY, may_change=[DESIGN], only=["authorisation.supervision", "activity"],
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
    assert "Nothing that the plan can choose helps" in proposals.as_text(repairs, K, example("whole-body-claim"))


def test_without_clingo_the_search_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    with pytest.raises(EvaluationError, match="analysis"):
        repair(KB.engine, example("flyby-survey"), on=DAY)


def test_a_search_that_is_cut_off_says_so() -> None:
    mission = example("nereus-water")
    repairs = repair(KB.engine, mission, on=DAY, every=True, may_change=[DESIGN], conflicts=1)
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
    found = levers(K, mission, on=DAY, may_change=[DESIGN]).facts
    assert ("object:probe", "object.registered_nationally") not in found
    assert all(not mission.answer(*key).does_not_arise for key in found)
    assert all(K.facts[fact].lever != "fixed" for _, fact in found)


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
    repairs = repair(engine, mission, on=DAY, only=facts, most=8)
    assert choices(repairs) == by_trying(engine, mission, facts)
    assert sorted(len(one.steps) for one in repairs.found) == sizes
