"""``regolex verify``: nothing is left to mend in the law as encoded, and each class of defect is found when it is sown."""

from __future__ import annotations

import random
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

import regolex
from regolex.checks.verify import ACCEPTED, SEVERITIES, Verification, read_accepted, verify
from regolex.checks.witness import as_data, required_results, witness
from regolex.engine.finder import Finder
from regolex.engine.run import Run
from regolex.engine.world import World
from regolex.law import model as m
from regolex.missions.mission import mission_from_data
from regolex.solving.answer_sets import program

pytest.importorskip("clingo")
ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 30)
RULE = "un/treaty/ost-1967/art-06-authorisation"
DEFINITION = "un/treaty/ost-1967/art-06-responsible-state"
change = msgspec.structs.replace


@cache
def base() -> regolex.KnowledgeBase:
    return regolex.load()


def test_nothing_is_left_to_mend() -> None:
    kb = base()
    result = verify(kb.knowledge, on=ON, accepted=read_accepted(kb.folder))
    assert result.counts["rules"] > 300
    assert not result.remaining, "\n".join(f"{i.check} {i.about}: {i.says}" for i in result.remaining)


def test_what_is_accepted_has_a_reason() -> None:
    assert all(len(because.split()) >= 4 for _, _, because in read_accepted(base().folder))


def test_witness_missions_do_what_they_are_meant_to_show() -> None:
    """A mission printed for a rule is read back as any other, and the evaluator finds in it what was promised."""
    kb = base()
    rules = [r for r in kb.knowledge.rules.values() if not r.defines and r.confidence != "doubtful"]
    tried = 0
    for rule in random.Random(3).sample(rules, 12):
        for words in required_results(rule).values():
            found = witness(kb.knowledge, rule, words[0], ON)
            if found is None:
                continue
            mission = mission_from_data(as_data(found[0], kb.knowledge, "witness"), kb.knowledge)
            pending = kb.knowledge.instruments[rule.instrument].status != "in-force"
            run = Run(kb.engine, World(kb.knowledge, mission, found[1]), {}, pending=pending)
            outcomes = {
                outcome.result
                for finding in Finder(run).all()
                if finding.rule.id == rule.id
                for _, outcome in finding.outcomes
            }
            if program(kb.knowledge, [rule.id]).doubtful:  # a role from a doubtful source leaves the result open
                outcomes |= set(words) if "open" in outcomes else set()
            assert words[0] in outcomes, rule.id
            tried += 1
    assert tried > 15


# --- defects sown into a copy ---


@dataclass
class Copy:
    """A copy of the knowledge that can be spoiled."""

    knowledge: m.Knowledge

    def rule(self, name: str = RULE, **changes: Any) -> m.Knowledge:
        rules = {**self.knowledge.rules, name: change(self.knowledge.rules[name], **changes)}
        return change(self.knowledge, rules=rules)

    def test_of(self, name: str = RULE) -> m.Condition:
        test = self.knowledge.rules[name].test
        assert test is not None
        return test


def never(condition: m.Condition) -> m.Condition:
    return m.All((condition, m.Not(condition)))


def always(condition: m.Condition) -> m.Condition:
    return m.Any((condition, m.Not(condition)))


def _exception(copy: Copy) -> m.Knowledge:
    item = m.LegalException("sown", "x", f"{copy.knowledge.rules[RULE].cites[0].provision}", never(copy.test_of()))
    return copy.rule(exceptions=(item,))


def _conflict(copy: Copy) -> m.Knowledge:
    rule = copy.knowledge.rules[RULE]
    other = change(rule, id=f"{RULE}-sown", kind="prohibition", act="")
    return change(copy.knowledge, rules={**copy.knowledge.rules, other.id: other})


def _cycle(copy: Copy) -> m.Knowledge:
    rule = copy.knowledge.rules[RULE]
    other = change(rule, id=f"{RULE}-sown", displaces=(m.Displaces(RULE, "x"),))
    there = change(rule, displaces=(m.Displaces(other.id, "x"),))
    return change(copy.knowledge, rules={**copy.knowledge.rules, RULE: there, other.id: other})


def _fact(copy: Copy, name: str, **changes: Any) -> m.Knowledge:
    fact = change(copy.knowledge.facts["party.organised_under"], **changes)
    return change(copy.knowledge, facts={**copy.knowledge.facts, name: fact})


def _role(copy: Copy, *, bound: bool) -> m.Knowledge:
    role = change(copy.knowledge.roles["responsible-state"], slug="sown", subject="activity")
    roles = {**copy.knowledge.roles, "sown": role}
    return change(copy.rule(binds=("responsible-state", "sown")) if bound else copy.knowledge, roles=roles)


def _question(copy: Copy, **changes: Any) -> m.Knowledge:
    question = next(iter(copy.knowledge.questions.values()))
    sown = change(question, id="sown", **changes)
    rule = copy.rule(questions=("sown",)) if changes else copy.knowledge
    return change(rule, questions={**copy.knowledge.questions, "sown": sown})


def _instrument(copy: Copy, **changes: Any) -> m.Knowledge:
    instruments = copy.knowledge.instruments
    version = copy.knowledge.rules[RULE].instrument
    return change(copy.knowledge, instruments={**instruments, version: change(instruments[version], **changes)})


def _second_version(copy: Copy, apart: int | None) -> m.Knowledge:
    version = copy.knowledge.rules[RULE].instrument
    first = copy.knowledge.instruments[version]
    ended = m.Day(date(2000, 1, 1), date(2000, 1, 1))
    begun = m.Day(date(2000, 1, 1) + timedelta(days=apart or 0), date(2000, 1, 1) + timedelta(days=apart or 0))
    second = change(first, version=f"{first.work}@2000-01-02", in_force=begun, provisions=())
    both = {version: change(first, ended=None if apart is None else ended), second.version: second}
    return change(copy.knowledge, instruments={**copy.knowledge.instruments, **both})


def _provision(copy: Copy, coverage: str) -> m.Knowledge:
    version = copy.knowledge.rules[RULE].instrument
    there = copy.knowledge.instruments[version].provisions
    sown = m.Provision(f"{version}#art-99", "art-99", "Article 99", "x")
    return _instrument(copy, provisions=(*there, sown), coverage=coverage)


def _parameter(copy: Copy) -> m.Knowledge:
    sown = m.Parameter("sown", "x", "euro", ())
    return change(copy.knowledge, parameters={**copy.knowledge.parameters, "sown": sown})


def _condition(copy: Copy) -> m.Knowledge:
    sown = m.NamedCondition("sown/conditions/sown", "x", "mission", "Party", m.All(()))
    return change(copy.knowledge, conditions={**copy.knowledge.conditions, sown.id: sown})


def _no_holder(copy: Copy) -> m.Knowledge:
    question = next(iter(copy.knowledge.questions.values()))
    return _question(copy, readings=(change(question.readings[0], holders=()), *question.readings[1:]))


SOWN: dict[str, Callable[[Copy], m.Knowledge]] = {
    "never-applies": lambda c: c.rule(applies_when=never(c.test_of())),
    "never-met": lambda c: c.rule(test=never(c.test_of())),
    "never-breached": lambda c: c.rule(test=always(c.test_of())),
    "exception-unreachable": _exception,
    "conflict": _conflict,
    "cycle": _cycle,
    "dead-fact": lambda c: _fact(c, "party.sown", id="party.sown"),
    "unasked-fact": lambda c: _fact(c, "party.organised_under", question=""),
    "undefined-role": lambda c: _role(c, bound=True),
    "dead-role": lambda c: _role(c, bound=False),
    "dead-parameter": _parameter,
    "dead-condition": _condition,
    "dead-question": lambda c: _question(c),
    "provision-forgotten": lambda c: _provision(c, "whole"),
    "provision-not-encoded": lambda c: _provision(c, "partly"),
    "reading-without-holder": _no_holder,
    "version-gap": lambda c: _second_version(c, 10),
    "version-overlap": lambda c: _second_version(c, -10),
    "dates-out-of-order": lambda c: _instrument(c, adopted=date(2020, 1, 1)),
    "date-in-the-future": lambda c: c.rule(last_confirmed=ON + timedelta(days=1)),
    "later-part": lambda c: _later_exception(c),
    "gated-fact": lambda c: _gate(c, applies=True),
    "gate-breaches": lambda c: _gate(c, applies=False),
}


def _gate(copy: Copy, *, applies: bool) -> m.Knowledge:
    """A duty with an alternative that asks for a gated fact, with or without the gate as a condition of the duty."""
    yes = m.Operand("literal", flag=True)
    gate = m.Compare("activity.hazard_found", ("subject",), "is", yes)
    deed = m.Compare("activity.hazard_reported", ("subject",), "is", m.Operand("literal", word="done"))
    test = m.Any((deed, m.Compare("activity.others_nearby", ("subject",), "is", yes)))
    assert copy.knowledge.asking.facts["activity.hazard_reported"].gate is not None
    return copy.rule(test=test, applies_when=gate if applies else None)


def _inner_exception(copy: Copy) -> m.Knowledge:
    when, provision = copy.test_of(), copy.knowledge.rules[RULE].cites[0].provision
    inner = m.LegalException("inner", "x", provision, never(when))
    return copy.rule(exceptions=(m.LegalException("outer", "x", provision, when, (inner,)),))


def _later_exception(copy: Copy) -> m.Knowledge:
    later = next(
        i.provisions[0].id for i in copy.knowledge.instruments.values()
        if i.in_force and i.in_force.not_before > date(2020, 1, 1) and i.provisions
    )  # fmt: skip
    return copy.rule(exceptions=(m.LegalException("later", "x", later, copy.test_of()),))


def _rule_like(copy: Copy, **changes: Any) -> m.Knowledge:
    """A second rule about the same: with what the first has, but for the changes."""
    rule = copy.knowledge.rules[RULE]
    rules = {**copy.knowledge.rules, RULE: change(rule, act="sown-act")}
    return change(copy.knowledge, rules={**rules, f"{RULE}-sown": change(rule, id=f"{RULE}-sown", **changes)})


def _participation(copy: Copy, **changes: Any) -> m.Knowledge:
    first, *others = (entry for entry in copy.knowledge.participation if entry.bound_from and entry.signed)
    return change(copy.knowledge, participation=(*others, change(first, **changes)))


def _day(year: int) -> m.Day:
    return m.Day(date(year, 1, 1), date(year, 1, 1))


def _amounts(copy: Copy) -> m.Knowledge:
    parameter = next(p for p in copy.knowledge.parameters.values() if p.values)
    value = parameter.values[0]
    twice = change(parameter, values=(value, change(value, since=value.since - timedelta(days=1))))
    return change(copy.knowledge, parameters={**copy.knowledge.parameters, parameter.id: twice})


def _later_holder(copy: Copy) -> m.Knowledge:
    question = next(iter(copy.knowledge.questions.values()))
    first, *others = question.readings
    holder = m.Holder("Sown", "x", "x", "verified", "scholar", "", (ON + timedelta(days=1)).isoformat())
    return _question(copy, readings=(change(first, holders=(*first.holders, holder)), *others))


def _right(copy: Copy, **changes: Any) -> m.Knowledge:
    return copy.rule(**{"kind": "right", **changes})


# further ways into the same class
FURTHER: dict[str, tuple[str, Callable[[Copy], m.Knowledge]]] = {
    "a definition that no one satisfies": (
        "never-applies", lambda c: c.rule(DEFINITION, test=never(c.test_of(DEFINITION)))
    ),
    "a right that no one is granted": ("never-met", lambda c: _right(c, test=never(c.test_of()))),
    "a right that no one is refused": ("never-breached", lambda c: _right(c, test=always(c.test_of()))),
    "a prohibition that is always breached": (
        "never-met", lambda c: c.rule(kind="prohibition", test=always(c.test_of()))
    ),
    "an exception to an exception that never works": ("exception-unreachable", _inner_exception),
    "an act that is demanded and forbidden": (
        "conflict", lambda c: _rule_like(c, act="sown-act", kind="prohibition")
    ),
    "an act that is granted and forbidden": (
        "conflict", lambda c: change(
            spoiled := _rule_like(c, act="sown-act", kind="prohibition"),
            rules={**spoiled.rules, RULE: change(spoiled.rules[RULE], kind="right")},
        )
    ),
    "a version that has no end when the next begins": ("version-overlap", lambda c: _second_version(c, None)),
    "a law that ends before it begins": ("dates-out-of-order", lambda c: _instrument(c, ended=_day(1900))),
    "amounts in the wrong order": ("dates-out-of-order", _amounts),
    "a State bound before it signs": ("dates-out-of-order", lambda c: _participation(c, signed=_day(2025))),
    "a State that leaves before it joins": ("dates-out-of-order", lambda c: _participation(c, bound_until=_day(1950))),
    "an instrument confirmed tomorrow": (
        "date-in-the-future", lambda c: _instrument(c, last_confirmed=ON + timedelta(days=1))
    ),
    "a reading held from tomorrow on": ("date-in-the-future", _later_holder),
}  # fmt: skip


@cache
def clean() -> Verification:
    """What is found before anything is sown, for the rules that the defects are sown into."""
    return verify(base().knowledge, on=ON, accepted=read_accepted(base().folder), rules=[RULE, DEFINITION])


def found_in(spoiled: m.Knowledge) -> tuple[set[str], Verification]:
    """The checks that find something new in a spoiled copy, and everything found."""
    names = [name for name in (RULE, f"{RULE}-sown", DEFINITION) if name in spoiled.rules]
    result = verify(spoiled, on=ON, accepted=read_accepted(base().folder), rules=names)
    return {item.check for item in result.items if item not in clean().items}, result


@pytest.mark.parametrize("check", sorted(SOWN))
def test_a_defect_sown_into_a_copy_is_found(check: str) -> None:
    new, result = found_in(SOWN[check](Copy(base().knowledge)))
    assert check in new
    assert len(result.remaining) > len(clean().remaining) or SEVERITIES[check] == "note"


@pytest.mark.parametrize("what", FURTHER)
def test_a_class_is_found_whatever_its_shape(what: str) -> None:
    check, sow = FURTHER[what]
    new, result = found_in(sow(Copy(base().knowledge)))
    assert check in new
    assert len(result.remaining) > len(clean().remaining)


def test_the_command_fails_for_a_defect_and_not_for_one_that_is_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from regolex.commands.cli import main

    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    words = ["regolex", "verify", "--rule", RULE, "--knowledge", str(tmp_path), "--on", ON.isoformat()]
    monkeypatch.setattr(sys, "argv", words)

    def ends() -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), capsys.readouterr().out

    assert ends()[0] == 0
    file = tmp_path / "rules" / f"{RULE}.yaml"
    text = file.read_text(encoding="utf-8")
    impossible = "applies_when: {all: [{fact: party.kind, is_a: company}, {not: {fact: party.kind, is_a: company}}]}"
    file.write_text(re.sub(r"(?m)^applies_when:.*(\n .*)*", impossible, text), encoding="utf-8")
    code, told = ends()
    assert (code, "never-applies" in told) == (1, True)
    accepted = tmp_path / ACCEPTED
    entry = f'  - check: never-applies\n    about: {RULE}\n    because: "Sown by a test that accepts it."\n'
    accepted.write_text(accepted.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert ends()[0] == 0


def test_an_acceptance_that_accepts_nothing_is_noted() -> None:
    result = verify(base().knowledge, on=ON, accepted=[("dead-fact", "party.kind", "never so")], rules=[RULE])
    assert ("accepted-in-vain", "party.kind") in {(item.check, item.about) for item in result.remaining}


def test_every_check_is_sown_by_a_test() -> None:
    assert set(SOWN) | {"accepted-in-vain"} == set(SEVERITIES)


def test_every_check_is_documented_with_its_severity() -> None:
    page = (ROOT / "docs/reference/verify.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| `")]
    assert {name.strip(" `"): severity.strip() for name, severity in rows} == SEVERITIES
