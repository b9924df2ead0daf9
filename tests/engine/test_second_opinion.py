"""The evaluator and the logic program agree on a seeded sample of missions; the long suite tries ten thousand."""

from __future__ import annotations

import random
from datetime import date
from functools import cache

import msgspec
import pytest

import regolex
from regolex import model as m
from regolex.engine import Engine
from regolex.order import asked, conditions_of
from regolex.second_opinion import Disagreement, forgetful, goals, template, translated

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
    for goal in goals(judge.law, base().knowledge.rules[rule]):
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
    for goal in (*goals(judge.law, knowledge.rules[rule]), f'result("{rule}",_,_,_,displaced,_)'):
        for mission, _ in judge.ways(template(), DAYS[0]).each(1, seed, goal):
            wrong += judge.compare(mission, DAYS[0], complete=True)[0]
            wrong += judge.compare(forgetful(mission, chance, 0.3), DAYS[0], complete=False)[0]
    assert not wrong, "\n".join(map(str, wrong[:10]))


def test_a_wrong_evaluator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself is tried: a commitment counted as done when it is only planned does not go unseen."""
    from regolex.nodes import CompareNode

    right = CompareNode.value

    def wrong(self: CompareNode, frame: object) -> int:
        truth = right(self, frame)  # type: ignore[arg-type]
        return 2 - truth if self.fact.type == "commitment" else truth

    monkeypatch.setattr(CompareNode, "value", wrong)
    found, count = disagreements("un/treaty/ost-1967/art-06-authorisation", 1)
    assert count
    assert found
