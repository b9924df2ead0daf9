"""What is open in the evaluator's logic and settled in truth, and an honest answer where the bound is hit first."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

import regolex
from regolex.engine.finder import Finder
from regolex.engine.findings import Finding
from regolex.engine.run import Run
from regolex.engine.world import World
from regolex.missions.mission import Mission, mission_from_data
from regolex.solving.settle import UNDECIDED, settle

pytest.importorskip("clingo")
ON = date(2026, 11, 22)
JOINT = "un/treaty/registration-1975/art-02-2-joint-determination"


@cache
def base() -> regolex.KnowledgeBase:
    return regolex.load()


@cache
def odin() -> Mission:
    return base().read_mission(regolex.example("astroforge-odin"))


@cache
def findings() -> dict[tuple[str, str, str], Finding]:
    run = Run(base().engine, World(base().knowledge, odin(), ON), {})
    return {(f.rule.id, f.bearer, f.subject): f for f in Finder(run).all()}


def test_a_result_left_open_that_no_answer_can_change_is_settled() -> None:
    """One launching State only: whichever State registers the object, there is no other State to determine it with."""
    assert findings()[JOINT, "USA", "object:odin"].result == "open"
    found = [s for s in base().settle(odin(), [JOINT], on=ON) if s.bearer == "USA"]
    assert found
    assert {s.results for s in found} == {("not-applicable",)}


def test_a_result_that_an_answer_can_change_keeps_every_possibility() -> None:
    rules = sorted({f.rule.id for f in findings().values() if f.result == "open"})[:10]
    assert any(len(s.results) > 1 for s in settle(base().knowledge, odin(), rules, on=ON))


def test_what_the_evaluator_decides_is_what_the_completions_show() -> None:
    decided = [f for f in findings().values() if f.result not in ("open", "judgement") and not f.perhaps]
    sample = {f.rule.id for f in decided[::2] if not f.by_reading and not any(o.harmless for _, o in f.outcomes)}
    compared = 0
    for item in settle(base().knowledge, odin(), sorted(sample), on=ON):
        finding = findings().get((item.rule, item.bearer, item.subject))
        if finding and finding in decided and not finding.by_reading:
            compared += 1
            allowed = {"met", "to-do", "breached"} if finding.result == "due" else {finding.result}
            if finding.result == "to-do":
                allowed |= {"met"}  # no one has said whether it is done already
            assert allowed & set(item.results)
            assert (
                finding.result == "due"
                or item.lists
                or len(item.results) == 1
                or set(item.results) <= allowed
                or any(outcome.harmless for _, outcome in finding.outcomes)
            )
    assert compared > 10


def test_beyond_the_bound_nothing_is_claimed() -> None:
    nothing = mission_from_data({"mission": "m", "title": "m"}, base().knowledge)
    rule = "un/treaty/ost-1967/art-06-authorisation"
    found = settle(base().knowledge, nothing, [rule], on=ON, bound=1)
    assert [s.note for s in found] == [UNDECIDED]
    assert not found[0].settled
    assert not found[0].results
