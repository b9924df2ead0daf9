"""Ten thousand generated missions, every rule both ways: the evaluator against the logic program.

Run with ``make long``; prints what was covered and which results of which rules no mission reached.
``REGOLEX_MISSIONS`` sets another number of missions.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date, timedelta

import pytest

import regolex
from regolex.second_opinion import Disagreement, Judge, forgetful, goals, template, translated

pytest.importorskip("clingo")
MISSIONS = int(os.environ.get("REGOLEX_MISSIONS", "10000"))
TODAY = date(2026, 11, 22)
LISTS = ("party", "activity", "object", "launch", "body", "claim", "zone", "authorisation")


def days() -> list[date]:
    """The day before, the day and the day after each change of the law, up to today."""
    changes: set[date] = set()
    for instrument in regolex.load().knowledge.instruments.values():
        for day in (instrument.in_force, instrument.ended):
            changes |= {day.not_before, day.not_after} if day else set()
    past = [change for change in changes if date(1967, 1, 1) < change < TODAY]
    return sorted({change + timedelta(days=n) for change in past for n in (-1, 0, 1)})


def tried(
    judge: Judge,
    goal: str,
    on: date,
    count: int,
    chance: random.Random,
    reached: Counter[str],
    wrong: list[Disagreement],
) -> int:
    """Some missions that reach a result on a day, each compared whole and with answers forgotten; how many there were."""
    counts = {kind: 2 if kind == "party" or chance.random() < 0.15 else 1 for kind in LISTS}
    number = 0
    for mission, _ in judge.ways(template(counts), on).each(count, chance.randrange(10**6), goal):
        number += 1
        wrong += judge.compare(mission, on, complete=True)[0]
        partial = forgetful(mission, chance, chance.choice((0.1, 0.3, 0.6)))
        wrong += judge.compare(partial, on, complete=False)[0]
    reached[goal] += number
    return number


def test_the_two_implementations_agree_on_every_generated_mission(capsys: pytest.CaptureFixture[str]) -> None:
    kb = regolex.load()
    chance = random.Random(20261122)
    rules = sorted(kb.knowledge.rules)
    sweep = days()
    laws = {rule: translated(kb.engine, rule).law for rule in rules}
    wanted = [(rule, goal) for rule in rules for goal in goals(laws[rule], kb.knowledge.rules[rule])]
    share = max(1, -(-MISSIONS // len(wanted)))
    total = 0
    reached: Counter[str] = Counter()
    wrong: list[Disagreement] = []
    while total < MISSIONS:
        before = total
        for rule in rules:
            judge = translated(kb.engine, rule)
            for goal in goals(judge.law, kb.knowledge.rules[rule]):
                for on, some in ((TODAY, -(-share * 2 // 3)), (chance.choice(sweep), share // 3)):
                    total += tried(judge, goal, on, some, chance, reached, wrong)
        if total == before:
            break
    with capsys.disabled():
        print(f"\n{total} missions (each also with answers forgotten), {len(rules)} rules")
        missed = [goal for _, goal in wanted if not reached[goal]]
        print(f"{len(wanted) - len(missed)} of {len(wanted)} results reached; not reached:")
        print(*(f"  {goal}" for goal in missed), sep="\n")
    assert not wrong, f"{len(wrong)} disagreements:\n" + "\n".join(map(str, wrong[:20]))
    assert total >= MISSIONS
