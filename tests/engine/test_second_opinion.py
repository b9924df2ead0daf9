"""The evaluator and the logic program agree on a seeded sample of missions; the long suite tries ten thousand."""

from __future__ import annotations

import random
from datetime import date
from functools import cache

import msgspec
import pytest

import regolex
from regolex.checks.campaign import forgetful
from regolex.checks.goals import can_be_to_do, goals
from regolex.checks.second_opinion import Disagreement, translated
from regolex.checks.witness import PARTS, template, ways_of
from regolex.engine.engine import Engine
from regolex.law import model as m
from regolex.law.order import asked, conditions_of, walk
from regolex.solving.answer_sets import program

pytest.importorskip("clingo")
change = msgspec.structs.replace
DAYS = (date(2026, 11, 22), date(2026, 11, 22), date(1968, 1, 1), date(2020, 12, 30), date(2024, 1, 5))


@cache
def base() -> regolex.KnowledgeBase:
    return regolex.load()


def disagreements(rule: str, seed: int) -> tuple[list[Disagreement], int]:
    """One generated mission for each result of a rule, whole and with answers forgotten."""
    chance = random.Random(f"{rule} {seed}")
    judge = translated(base().engine, rule)
    on = chance.choice(DAYS)
    wrong: list[Disagreement] = []
    count = 0
    for goal in goals(base().knowledge, base().knowledge.rules[rule]):
        ways = judge.ways(template(), on)
        for mission, _ in ways.each(1, chance.randrange(10**6), goal):
            count += 1
            wrong += judge.compare(mission, on, complete=True)[0]
            wrong += judge.compare(forgetful(mission, chance, 0.3), on, complete=False)[0]
    return wrong, count


def test_the_two_implementations_agree_on_a_sample() -> None:
    """Some rules in a seeded order, each of them met and not met where it can be."""
    rules = random.Random(20261122).sample(sorted(base().knowledge.rules), 40)
    missions = 0
    wrong: list[Disagreement] = []
    for rule in rules:
        found, count = disagreements(rule, 1)
        wrong += found
        missions += count
    print(f"{len(rules)} rules, {missions} missions")
    assert not wrong, "\n".join(map(str, wrong[:10]))
    assert missions > len(rules)


@pytest.mark.parametrize("name", ["astroforge-odin", "flyby-survey", "nereus-water", "whole-body-claim"])
def test_what_is_definite_for_an_example_holds_in_every_completion(name: str) -> None:
    mission = base().read_mission(regolex.example(name))
    wrong: list[Disagreement] = []
    for rule in sorted(base().knowledge.rules)[::20]:
        wrong += translated(base().engine, rule).compare(mission, date(2026, 11, 22), complete=False)[0]
    assert not wrong, "\n".join(map(str, wrong[:10]))


def grafted(chance: random.Random) -> tuple[m.Knowledge, str]:
    """The law with links it does not have today: exceptions three deep, displacement in a row, a duty after a breach."""
    knowledge = base().knowledge
    duties = [r for r in knowledge.rules.values() if (r.kind, r.holder, r.about) == ("obligation", "Party", "object")]
    chosen = chance.choice(duties)
    alike = [rule for rule in duties if rule is not chosen]
    first, second, third, fourth = chance.sample(alike, 4)
    conditions = [c for r in (first, second, third, fourth) for c in conditions_of(r)]
    provision = chosen.cites[0].provision

    def excepted(depth: int) -> tuple[m.LegalException, ...]:
        inner = excepted(depth - 1) if depth else ()
        return (m.LegalException(f"e{depth}", "x", provision, chance.choice(conditions), inner),)

    when = chance.choice((None, first.test))
    chain = (
        change(chosen, exceptions=excepted(2)),
        change(first, displaces=(m.Displaces(chosen.id, "x", when),)),
        change(second, displaces=(m.Displaces(first.id, "x"),)),
        change(third, on_breach=(chosen.id,)),
    )
    rules = {**knowledge.rules, **{rule.id: asked(rule) for rule in chain}}
    return change(knowledge, rules=rules), chosen.id


@pytest.mark.parametrize("seed", range(6))
def test_they_agree_on_links_that_the_law_hardly_uses(seed: int) -> None:
    chance = random.Random(seed)
    knowledge, rule = grafted(chance)
    judge = translated(Engine(knowledge), rule)
    wrong: list[Disagreement] = []
    for goal in (*goals(knowledge, knowledge.rules[rule]), f'result("{rule}",_,_,_,displaced,_)'):
        for mission, _ in judge.ways(template(), DAYS[0]).each(1, seed, goal):
            wrong += judge.compare(mission, DAYS[0], complete=True)[0]
            wrong += judge.compare(forgetful(mission, chance, 0.3), DAYS[0], complete=False)[0]
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_a_wrong_evaluator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself is tried: a commitment counted as done when it is only planned does not go unseen."""
    from regolex.engine.comparison import CompareNode

    right = CompareNode.value

    def wrong(self: CompareNode, frame: object) -> int:
        truth = right(self, frame)  # type: ignore[arg-type]
        return 2 - truth if self.fact.type == "commitment" else truth

    monkeypatch.setattr(CompareNode, "value", wrong)
    found, count = disagreements("un/treaty/ost-1967/art-06-authorisation", 1)
    assert count
    assert found


# --- what the missions have to show ---


def test_what_cannot_be_to_do_is_to_do_in_no_mission() -> None:
    """Where no plan can mend a duty, the logic program finds no mission either; elsewhere it finds one."""
    rules = base().knowledge.rules
    duties = [r for r in rules.values() if not r.defines and r.kind not in ("right", "permission")]
    chance = random.Random(7)
    never = [rule for rule in duties if not can_be_to_do(base().knowledge, rule)]
    ever = [rule for rule in duties if can_be_to_do(base().knowledge, rule)]
    for group, expected in ((never, False), (ever, True)):
        for rule in chance.sample(group, 10):
            ways = ways_of(base().knowledge, program(base().knowledge, [rule.id]), rule, DAYS[0], PARTS)
            shown = ways.possible()
            assert shown is not None
            assert any(row.rule == rule.id and row.result == "to-do" for row in shown.rows) == expected, rule.id


def test_a_duty_that_a_plan_ends_can_be_to_do() -> None:
    """Failed now, and as planned it applies no more: something is to be done, though the test asks for no commitment."""
    knowledge = base().knowledge
    rule = knowledge.rules["nat/usa/51-usc-ch-509-1984/50911-obtrusive-advertising"]
    assert not can_be_to_do(knowledge, rule)
    done = next(c for r in knowledge.rules.values() for c in walk_all(r) if is_commitment(knowledge, c))
    ended = change(rule, applies_when=m.Not(done))
    assert can_be_to_do(change(knowledge, rules={**knowledge.rules, rule.id: ended}), ended)


def walk_all(rule: m.Rule) -> list[m.Condition]:
    return [node for condition in conditions_of(rule) for node in walk(condition)]


def is_commitment(knowledge: m.Knowledge, condition: m.Condition) -> bool:
    return isinstance(condition, m.Compare) and knowledge.facts[condition.fact].type == "commitment"


def test_a_forgetful_mission_now_and_then_lacks_a_list() -> None:
    judge = translated(base().engine, "un/treaty/ost-1967/art-06-authorisation")
    (mission, _) = next(judge.ways(template(), DAYS[0]).each(1, 1))
    chance = random.Random(1)
    lacking = [set(mission.parts) - set(forgetful(mission, chance, 0.6).parts) for _ in range(40)]
    assert any(lacking)
    assert not all(lacking)
    for _ in range(40):  # no answer refers to an unlisted part
        partial = forgetful(mission, chance, 0.6)
        listed = {part for parts in partial.parts.values() for part in parts} | {"mission"}
        assert set(partial.answers) <= listed
