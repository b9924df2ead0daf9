"""Repairs are lawful, smallest, and all of them: proved by trying every change on small plans."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import msgspec
import pytest

import regolex
from regolex import model as m
from regolex.assessment import assess
from regolex.engine import Engine
from regolex.levers import levers
from regolex.mission import NOT_ASKED, Answer, Mission
from regolex.repair import Repairs, in_the_way, repair

KB = regolex.load()
K = KB.knowledge
DAY = date(2026, 1, 15)
CHOICE = frozenset[tuple[tuple[str, str], Answer]]


def example(name: str, **changes: object) -> Mission:
    mission = KB.read_mission(regolex.example(name))
    for key, value in changes.items():
        part, _, fact = key.partition("__")
        kind, _, own = part.partition("_")
        where = f"{kind}:{own}" if own else kind
        mission = mission.with_answer(where, f"{kind}.{fact}", Answer(value))
    return mission


def by_trying(engine: Engine, mission: Mission, keep: list[str]) -> set[CHOICE]:
    """Every smallest lawful set of changes, by trying all of them, the small ones first."""
    free = list(levers(engine.knowledge, mission, keep).values())
    for size in range(len(free) + 1):
        found = set()
        for chosen in combinations(free, size):
            for answers in product(*(lever.answers for lever in chosen)):
                plan = mission
                for lever, answer in zip(chosen, answers, strict=True):
                    plan = plan.with_answer(lever.part, lever.fact, answer)
                if not in_the_way(assess(engine, plan, on=DAY).findings):
                    found.add(frozenset(((x.part, x.fact), a) for x, a in zip(chosen, answers, strict=True)))
        if found:
            return found
    return set()


def choices(repairs: Repairs) -> set[CHOICE]:
    return {frozenset(((c.part, c.fact), c.after) for c in one.changes) for one in repairs.found}


def but(*wanted: str) -> list[str]:
    """Every fact but a few: what is kept as it is."""
    return [fact for fact in K.facts if fact not in wanted]


SMALL = {
    "authorisation dropped": (
        example("flyby-survey", authorisation_licence__granted="not-planned"),
        ["authorisation.granted", "authorisation.by", "activity.force_or_threat"],
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
        ["authorisation.granted", "authorisation.supervision", "object.nuclear_source"],
    ),
    "whole body claimed": (example("whole-body-claim"), ["claim.over", "claim.sovereign", "claim.states"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_every_smallest_repair_is_found_and_nothing_else(name: str) -> None:
    mission, free = SMALL[name]
    repairs = repair(KB.engine, mission, on=DAY, keep=but(*free))
    assert repairs.complete
    assert choices(repairs) == by_trying(KB.engine, mission, but(*free))


def test_each_change_is_demanded_by_findings_and_the_plan_is_lawful() -> None:
    mission, _ = SMALL["two duties dropped"]
    repairs = repair(KB.engine, mission, on=DAY, keep=["activity.kind", "party.organised_under"])
    assert repairs.found
    for one in repairs.found:
        assert one.verdict in ("clear", "clear-if-carried-out")
        assert assess(KB.engine, one.mission, on=DAY).verdict == one.verdict
        assert all(change.demanded_by for change in one.changes)


def test_a_plan_in_order_needs_no_change() -> None:
    (only,) = repair(KB.engine, example("flyby-survey"), on=DAY).found
    assert only.changes == ()


def test_without_levers_there_is_no_lawful_variant_and_the_finding_is_named() -> None:
    repairs = repair(KB.engine, example("whole-body-claim"), on=DAY, keep=list(K.facts))
    assert repairs.found == ()
    assert [f.rule.id for f in repairs.beyond] == ["un/treaty/ost-1967/art-02-appropriation"]
    assert repairs.complete


def test_a_search_that_is_cut_off_says_so() -> None:
    repairs = repair(KB.engine, example("whole-body-claim"), on=DAY, most_tries=1)
    assert not repairs.complete


def test_levers_leave_alone_what_is_done_what_does_not_arise_and_what_others_decide() -> None:
    mission = example("flyby-survey", object_probe__registered_nationally="done")
    found = levers(K, mission)
    assert ("object:probe", "object.registered_nationally") not in found
    assert ("mission", "mission.proceeds_shared") not in found
    assert all(K.facts[fact].controlled_by in ("operator", "both") for _, fact in found)
    assert all(K.facts[fact].type not in ("judgement", "date", "text") for _, fact in found)


def test_under_the_readings_chosen_a_contested_plan_may_need_nothing() -> None:
    mission = KB.read_mission(regolex.example("nereus-water"))
    questions = ("appropriate-state", "benefit-sharing", "private-launch-attribution", "art-ii-extraction")
    readings = dict.fromkeys(questions, "P1")
    (only,) = repair(KB.engine, mission, on=DAY, readings=readings).found
    assert only.changes == ()


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
    facts = ("mission.benefit_sharing", "mission.cooperation")
    done = m.Operand("word", word="done")
    engine = law_of_one_duty(form(tuple(m.Compare(fact, ("mission",), "is", done) for fact in facts)))
    mission = example("flyby-survey", mission__benefit_sharing="not-planned", mission__cooperation="not-planned")
    repairs = repair(engine, mission, on=DAY, keep=but(*facts))
    assert choices(repairs) == by_trying(engine, mission, but(*facts))
    assert sorted(len(one.changes) for one in repairs.found) == sizes
