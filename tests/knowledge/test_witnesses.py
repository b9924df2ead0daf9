"""The witness suite: every rule comes to each of its results in the smallest mission that was found to show it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

import regolex
from regolex.checks import suite
from regolex.checks.suite import Witness, read_suite, shown_by
from regolex.checks.verify import read_accepted
from regolex.engine.engine import Engine
from regolex.engine.instance import Instance
from regolex.engine.world import World
from regolex.law import model as m
from regolex.missions.mission import Mission
from regolex.missions.shrink import smallest
from tests.conftest import ROOT

FOLDER = ROOT / suite.FOLDER
WORKS = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yaml"))
# what a rule is not shown to come to, and why
NEVER = {"met": "never-met", "respected": "never-met", "granted": "never-met", "breached": "never-breached",
         "withheld": "never-breached"}  # fmt: skip


@cache
def base() -> regolex.KnowledgeBase:
    return regolex.load(ROOT)


@cache
def of(work: str) -> list[Witness]:
    return read_suite(FOLDER / f"{work}.yaml", work, base().knowledge)


_worlds: dict[Any, World] = {}


def instance(w: Witness) -> Instance:
    found = Instance(base().engine, w.rule, w.bearer, w.subject, w.on, pending=w.pending, like=_worlds.get(w.on))
    found.run(w.mission)
    assert found.like
    _worlds.setdefault(w.on, found.like)
    return found


@pytest.mark.parametrize("work", WORKS)
def test_each_rule_comes_to_what_its_witnesses_show(work: str) -> None:
    wrong = []
    for w in of(work):
        result, planned = instance(w).comes_to(w.mission)
        if (result, planned) != (w.expect, w.as_planned or w.expect):
            wrong.append(f"{w.rule} {w.shows}: expected {w.expect}, came to {result}, as planned {planned}")
    assert not wrong, "\n".join(wrong)


def test_each_result_of_each_rule_has_a_witness_or_is_accepted() -> None:
    """Missing ones are written by ``python -m regolex.checks.suite INSTRUMENT``."""
    knowledge = base().knowledge
    shown = {(w.rule, w.shows) for work in WORKS for w in of(work)}
    wanted = {(rule.id, word) for rule in knowledge.rules.values() for word in shown_by(knowledge, rule)}
    accepted = {(about, check) for check, about, _ in read_accepted(ROOT)}
    missing = {(rule, word) for rule, word in wanted - shown if (rule, NEVER.get(word, "")) not in accepted}
    files = sorted({f"tests/witnesses/{rule.rpartition('/')[0]}.yaml" for rule, _ in missing | (shown - wanted)})
    write = "\n".join(f".venv/bin/python -m regolex.checks.suite {file}" for file in files)
    assert not missing, f"no witness shows {sorted(missing)}; write the files anew and read what they say:\n{write}"
    assert not shown - wanted, f"witnesses of what no rule can come to: {sorted(shown - wanted)}; write anew:\n{write}"
    assert len(shown) > 2 * len(knowledge.rules)


def test_a_witness_shows_its_result_unless_its_source_is_doubtful() -> None:
    believing = Engine(suite.trusting(base().knowledge))
    for work in WORKS:
        for w in of(work):
            trusted = Instance(believing, w.rule, w.bearer, w.subject, w.on, pending=w.pending, like=_worlds.get(w.on))
            assert trusted.shows(w.mission, w.shows), (w.rule, w.shows)


def test_nothing_more_can_be_left_out_of_a_witness() -> None:
    seen = 0
    for w in (w for work in WORKS for w in of(work)[::25] if w.expect == w.shows):
        tried = instance(w)
        wanted = tried.comes_to(w.mission)

        def holds(less: Mission, tried: Instance = tried, wanted: object = wanted) -> bool:
            return tried.comes_to(less) == wanted

        assert smallest(w.mission, holds) == w.mission, (w.rule, w.shows)
        seen += 1
    assert seen > 10


def test_a_changed_rule_has_another_result(tmp_path: Path) -> None:
    """The suite can fail: a rule read the other way round is noticed."""
    knowledge, name = base().knowledge, "un/treaty/ost-1967/art-06-authorisation"
    rule = knowledge.rules[name]
    assert rule.test is not None
    turned = msgspec.structs.replace(rule, test=m.Not(rule.test))
    engine = Engine(msgspec.structs.replace(knowledge, rules={**knowledge.rules, name: turned}))
    mine = [w for w in of("un/treaty/ost-1967") if w.rule == name]
    assert mine
    for w in mine:
        there = Instance(engine, name, w.bearer, w.subject, w.on, pending=w.pending)
        assert there.comes_to(w.mission) != (w.expect, w.as_planned or w.expect)
    path = tmp_path / "one.yaml"  # what is written reads back to the same
    path.write_text(suite.text("un/treaty/ost-1967", mine, knowledge, mine[0].on), encoding="utf-8")
    assert read_suite(path, "un/treaty/ost-1967", knowledge) == mine
