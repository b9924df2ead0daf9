"""How facts are asked: every fact has a question with a reason, every gate can be true and false, every event has its rules."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

import regolex
from regolex.checks.gates import INSIDE, OUTRIGHT, Gated, breaching, gated
from regolex.checks.witness import witness
from regolex.engine.assessment import Assessment
from regolex.engine.dormant import events_of
from regolex.errors import MissionError
from regolex.knowledge import KnowledgeBase
from regolex.law import model as m
from regolex.law.asking import Asking, Event
from regolex.missions.mission import mission_from_data
from regolex.solving.answer_sets import program

pytest.importorskip("clingo")
ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 30)
ODD = re.compile(r"\b(somebody|nobody|someone|anybody|FAA|FCC|NOAA|NASA)\b")


@cache
def kb() -> KnowledgeBase:
    return regolex.load(ROOT)


K = kb().knowledge
ASKED = K.asking.facts
NAMES = {"activity.heritage_terms", "activity.heritage_waiver"}  # facts that are about the terms of one agency


def holds_somewhere(condition: m.Condition, about: str) -> bool:
    """Whether some mission makes a condition about a kind of part true."""
    like = next(r for r in K.rules.values() if r.defines and r.holder == "State" and r.instrument.startswith("un/"))
    rule = msgspec.structs.replace(like, about=about, test=condition, applies_when=None, exceptions=())
    rules = {**K.rules, rule.id: rule}
    return witness(msgspec.structs.replace(K, rules=rules), rule, "holds", ON) is not None


# --- every fact ---


def test_every_fact_that_can_be_asked_has_an_entry() -> None:
    assert [f.id for f in K.facts.values() if not f.derived and f.id not in ASKED] == []


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_reason_is_short_and_in_everyday_words(name: str) -> None:
    why = ASKED[name].why
    assert 4 <= len(why.split()) <= 12
    assert why.startswith(("Decides", "Tells"))
    assert why.endswith(".")
    assert name in NAMES or not ODD.search(why)


@pytest.mark.parametrize("name", sorted(n for n, a in ASKED.items() if a.gate))
def test_a_gate_can_be_open_and_closed(name: str) -> None:
    gate = ASKED[name].gate
    assert gate is not None
    assert holds_somewhere(gate, K.facts[name].kind)
    assert holds_somewhere(m.Not(gate), K.facts[name].kind)


ENTAILED = [(name, i) for name, a in sorted(ASKED.items()) for i in range(len(a.entailed))]


@pytest.mark.parametrize(("name", "place"), ENTAILED)
def test_an_entailment_can_hold_and_has_a_reason(name: str, place: int) -> None:
    derived = ASKED[name].entailed[place]
    assert len(derived.because.split()) >= 3
    assert holds_somewhere(derived.when, K.facts[name].kind)


# --- events ---


@pytest.mark.parametrize("event", K.asking.events.values(), ids=lambda e: e.name)
def test_an_event_wakes_a_rule_and_its_own_fact_is_asked_as_an_event(event: Event) -> None:
    assert [rule for rule, names in events_of(kb().engine).items() if event.name in names]
    asked: Asking = ASKED[event.fact]
    assert (asked.sort, asked.event) == ("event", event.name)
    assert event.phase in K.taxa


@pytest.mark.parametrize("rule", sorted(events_of(kb().engine)))
def test_a_rule_that_an_event_wakes_says_what_to_do_and_what_to_prepare(rule: str) -> None:
    found = K.rules[rule]
    if found.kind in ("obligation", "right"):
        assert found.to_do is not None
        assert found.to_do.addressed_to
        assert found.prepare


# --- gates that duties ask about ---


def test_gated_facts_are_told_apart_by_where_a_duty_asks_for_them() -> None:
    found = gated(K)
    assert Gated("un/treaty/ost-1967/art-09-moving-a-body", "activity.impact_risk_controlled", INSIDE) in found
    assert Gated("un/treaty/ost-1967/art-09-moving-a-body", "activity.consultation_held", OUTRIGHT) in found


def with_gate(fact: str, gate: m.Condition) -> m.Knowledge:
    asking = msgspec.structs.replace(ASKED[fact], gate=gate)
    return msgspec.structs.replace(
        K, asking=msgspec.structs.replace(K.asking, facts={**ASKED, fact: asking})
    )  # fmt: skip


def test_a_gate_by_which_closing_a_place_could_no_longer_be_justified_is_refused() -> None:
    """A place may be closed by an object alone; then, too, it is asked whether safety is the reason."""
    item = Gated("un/treaty/ost-1967/art-02-occupation", "activity.exclusion_agreed", INSIDE)
    narrow = m.Compare("activity.excludes_others", ("subject",), "is", m.Operand("literal", flag=True))
    assert breaching(with_gate(item.fact, narrow), item, ON)
    assert not breaching(K, item, ON)


# --- missions ---


def assessed(on: date = ON, **lists: Any) -> Assessment:
    empty: dict[str, Any] = {kind.list_name: {} for kind in K.kinds.values() if kind.list_name}
    data = {"mission": "m", "title": "m", "facts": {}, **empty, **lists}
    return kb().assess(mission_from_data(data, K), on=on)


COMPANY = {"us": {"kind": "company", "organised_under": "LUX"}}


def results(a: Assessment, rule: str) -> dict[str, str]:
    return {f.bearer: f.result for f in a.all_findings if f.rule.id == rule}


def test_the_commitment_of_a_fly_by_to_keep_the_body_clean_may_be_forgotten_and_is_then_due() -> None:
    def flyby(**more: Any) -> Assessment:
        return assessed(
            parties=COMPANY, bodies={"body": {"kind": "near-earth-asteroid"}},
            activities={"fly": {"kind": "flyby", "operator": "us", "body": "body", "controlled_from": ["LUX"],
                                "environmental_assessment": "planned", "protection_category": "category-ii", **more}},
        )  # fmt: skip

    rule = "un/treaty/ost-1967/art-09-contamination"
    assert results(flyby(contamination_measures="planned"), rule)["LUX"] == "to-do"
    assert results(flyby(contamination_measures="not-planned"), rule)["LUX"] == "breached"
    assert results(flyby(), rule)["LUX"] == "due"


def craft(on: date, **more: Any) -> Assessment:
    return assessed(
        on, parties={"us": {"kind": "company", "organised_under": "FRA"}},
        launches={"up": {"date": "2028-05-01", "launcher": "us", "procurers": ["us"], "territory": "FRA",
                         "facility_state": ["FRA"], "responsible_state": "FRA"}},
        objects={"probe": {"kind": "probe", "operator": "us", "owner": "us", "launch": "up", "registry_state": "FRA", **more}},
    )  # fmt: skip


FALL = "un/treaty/rescue-1968/art-05-1-notice-of-fall"


def test_what_needs_a_launch_is_dormant_before_it_whatever_stage_is_stated() -> None:
    before = craft(date(2027, 1, 1))
    assert {d.rule for d in before.dormant} >= {
        "un/treaty/liability-1972/art-02-absolute-liability", "un/treaty/liability-1972/art-03-fault-liability",
    }  # fmt: skip
    assert results(before, "un/treaty/liability-1972/art-02-absolute-liability")["FRA"] == "dormant"
    after = craft(date(2029, 1, 1))
    assert results(after, "un/treaty/liability-1972/art-02-absolute-liability")["FRA"] == "open"


def test_an_unplanned_fall_wakes_every_party_that_learns_of_it_and_no_other() -> None:
    fell = craft(date(2029, 1, 1), fell_to_earth=True, fell_in_state="CAN", fall_learned_by=["CAN"], found_by="CAN")
    assert results(fell, FALL)["CAN"] == "due"
    assert results(fell, FALL)["FRA"] == "not-applicable"
    assert results(fell, "un/treaty/ost-1967/art-08-return-after-fall")["CAN"] == "due"


def test_an_answer_about_a_fall_that_did_not_happen_is_refused() -> None:
    with pytest.raises(MissionError, match="M145"):
        craft(date(2029, 1, 1), fell_to_earth=False, fell_in_state="CAN")


def test_a_list_of_authorisations_goes_on_unless_it_is_said_to_be_complete() -> None:
    def permits(**more: Any) -> Assessment:
        return assessed(
            parties=COMPANY, bodies={"moon": {"kind": "moon-of-earth"}},
            activities={"dig": {"kind": "extraction", "operator": "us", "body": "moon", "controlled_from": ["LUX"]}}, **more,
        )  # fmt: skip

    rule = "un/treaty/ost-1967/art-06-authorisation"
    assert results(permits(), rule)["LUX"] == "due"
    assert results(permits(lists={"authorisations": "complete"}), rule)["LUX"] == "breached"


def test_the_logic_program_reads_every_rule_about_events() -> None:
    for rule in events_of(kb().engine):
        assert program(K, [rule]).facts
