"""A seeded sample of the mutants: a rule changed in one place is noticed by some case. The long tests try them all."""

from __future__ import annotations

from random import Random

import pytest

from regolex.checks.mutation import ACCEPTED, ALWAYS, Jury, Mutant, Survivor, accepted, mutants, replace, with_rule
from regolex.engine.engine import Engine
from tests.conftest import ROOT

SAMPLE = 300


@pytest.fixture(scope="module")
def jury(engine: Engine) -> Jury:
    return Jury(engine, ROOT / "tests/cases")


def test_a_rule_changed_in_one_place_is_noticed(jury: Jury) -> None:
    knowledge = jury.engine.knowledge
    every = [mutant for rule in knowledge.rules.values() for mutant in mutants(rule, knowledge)]
    sample = Random(20261122).sample(every, min(SAMPLE, len(every)))
    print(f"{len(sample)} of {len(every)} mutants")
    assert len(every) > SAMPLE
    known = accepted(ROOT / ACCEPTED)
    survivors = [Survivor(mutant.rule.id, mutant.what) for mutant in sample if not jury.catches(mutant)]
    strangers = [survivor for survivor in survivors if survivor not in known]
    assert len(strangers) * 20 <= len(sample), strangers


def test_a_rule_that_is_not_changed_is_not_noticed(jury: Jury) -> None:
    """Otherwise the score would come from the way mutants are built."""
    rules = list(jury.engine.knowledge.rules.values())
    sample = Random(20261122).sample(rules, min(60, len(rules)))
    copies = [Mutant(replace(rule, title=rule.title + "."), "the same") for rule in sample]
    assert [mutant.rule.id for mutant in copies if jury.catches(mutant)] == []


def test_an_engine_with_one_rule_changed_leaves_the_first_as_it_was(engine: Engine) -> None:
    rule = next(rule for rule in engine.knowledge.rules.values() if rule.applies_when)
    before = engine.rules[rule.id].applies
    changed = with_rule(engine, replace(rule, applies_when=None))
    assert changed.rules[rule.id].applies is None
    assert engine.rules[rule.id].applies is before


def test_what_a_changed_rule_makes_of_a_plan_stays_with_its_engine(engine: Engine) -> None:
    first = Engine(engine.knowledge)
    defined = {name: items[0].rule for name, items in first.definitions.items() if len(items) == 1}
    role = next(name for name in defined if Engine(engine.knowledge).role_is_planned(name))
    changed = with_rule(first, replace(defined[role], test=ALWAYS, applies_when=None, exceptions=()))
    assert not changed.role_is_planned(role)
    assert first.role_is_planned(role)


def test_every_accepted_survivor_is_a_mutant_of_today(engine: Engine) -> None:
    rules = engine.knowledge.rules
    stale = [
        survivor
        for survivor in accepted(ROOT / ACCEPTED)
        if survivor.rule not in rules
        or survivor.what not in {mutant.what for mutant in mutants(rules[survivor.rule], engine.knowledge)}
    ]
    assert stale == []
