"""Open findings are certain if no answer can change them, and only then."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from itertools import product
from random import Random
from typing import Any

import jsonschema
import msgspec
import pytest

import regolex
from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine
from regolex.engine.findings import Finding
from regolex.engine.incremental import Incremental
from regolex.engine.outlook import DEPENDS, DOUBT, SETTLED, UNDECIDED
from regolex.engine.results import RESULTS
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission, mission_from_data
from regolex.report.explain import sentence
from regolex.report.phrases import outlook_words
from regolex.report.published import dumps, to_json
from regolex.report.receipt import Receipt, receipt_of, reproduce
from regolex.report.report import html, markdown
from regolex.report.schemas import schema
from regolex.solving.certainty import certain
from regolex.solving.outlooks import Outlooks, law_of
from tests.laws import ALWAYS, EITHER_WAY, FACTS, KB, PART, READINGS, STATE, is_, law, name, unanswered

ON = date(2026, 1, 15)
ASIDE = {"met", "respected", "not-applicable", "displaced", "dormant"}
X, Y, Z, _ = FACTS
UNSETTLED = {name for name, row in RESULTS.items() if row.unsettled}


def findings(engine: Engine, mission: Mission, *, settle: bool = True, bound: int = 400) -> dict[str, Finding]:
    """The findings of a small law on the one State, decided exactly."""
    found = assess(engine, mission, on=ON, readings=READINGS)
    looked = certain(engine, found, bound=bound) if settle else found
    return {f.rule.id: f for f in looked.findings if f.bearer == STATE}


def completed(mission: Mission, values: tuple[Any, ...]) -> Mission:
    """The mission with the facts answered; None stands for does not arise."""
    for fact, value in zip(FACTS, values, strict=False):
        mission = mission.with_answer(PART, fact, Answer(does_not_arise="so") if value is None else Answer(value))
    return mission


def class_of(result: str) -> str:
    return "nothing due" if result in ASIDE else result


def test_a_duty_met_on_both_branches_of_one_fact_is_met() -> None:
    engine = law((ALWAYS, EITHER_WAY))
    assert findings(engine, unanswered(), settle=False)[name(0)].result == "due"
    f = findings(engine, unanswered())[name(0)]
    assert (f.result, f.as_planned, f.missing) == ("met", "met", ())
    assert f.outlook
    assert f.outlook.state == SETTLED
    assert f.outlook.idle == ((PART, X),)


def test_a_duty_breached_on_both_branches_is_breached_and_blocks() -> None:
    engine = law((ALWAYS, m.All((is_(X), m.Not(is_(X))))))
    found = assess(engine, unanswered(), on=ON, readings=READINGS)
    exact = certain(engine, found)
    assert (found.verdict, exact.verdict) == ("to-do", "blocked")
    assert next(s for s in exact.standings if s.bearer == STATE).verdict.word == "blocked"


def test_yes_or_no_is_not_every_answer_for_a_fact_may_not_arise() -> None:
    f = findings(law((ALWAYS, m.Any((is_(X), is_(X, False))))), unanswered())[name(0)]
    assert f.outlook
    assert f.outlook.state == DEPENDS


def test_what_depends_on_an_answer_says_on_which_and_what_has_no_effect() -> None:
    f = findings(law((ALWAYS, m.All((m.Any((is_(X), m.Not(is_(X)))), is_(Y))))), unanswered())[name(0)]
    assert f.result == "due"
    assert f.outlook
    assert [(turn.part, turn.fact) for turn in f.outlook.turns] == [(PART, Y)]
    assert f.outlook.idle == ((PART, X),)
    assert f.outlook.turns[0].results == ("met", "breached")


def test_a_doubtful_source_never_settles_a_breach() -> None:
    engine = law((ALWAYS, m.All((is_(X), m.Not(is_(X))))), confidence="doubtful")
    f = findings(engine, unanswered())[name(0)]
    assert f.result == "due"
    assert f.outlook
    assert f.outlook.state == DOUBT


def test_a_doubtful_definition_keeps_open_what_it_is_about() -> None:
    """The role may or may not be held, and no answer tells."""
    engine = law((ALWAYS, m.All((is_(X), m.Not(is_(X))))))
    kept = {
        rule.id: msgspec.structs.replace(rule, confidence="doubtful") if rule.defines else rule
        for rule in engine.knowledge.rules.values()
    }
    doubtful = Engine(msgspec.structs.replace(engine.knowledge, rules=kept))
    for f in findings(doubtful, unanswered()).values():
        assert f.result == "open"
        assert f.outlook
        assert f.outlook.state == DOUBT


def test_readings_still_divide_what_no_answer_changes() -> None:
    question = "art-ii-extraction"
    read = m.Under(question, ("P1",))
    engine = law((ALWAYS, m.All((EITHER_WAY, read))), readings_asked=((question, ("P1",)),))
    f = findings(engine, unanswered())[name(0)]
    assert f.result == "contested"
    assert {o.result for _, o in f.outcomes} == {"met", "breached"}


def test_a_list_that_was_not_given_is_never_supposed_to_be_short() -> None:
    mission = unanswered()
    bare = msgspec.structs.replace(mission, parts={k: v for k, v in mission.parts.items() if k != "authorisation"})
    some = m.Quantified("some", "authorisation", m.Given("authorisation.granted", ("item0",)))
    f = findings(law((ALWAYS, m.All((is_(X), some)))), completed(bare, (True, True, True, True)))[name(0)]
    assert f.outlook
    assert f.outlook.state == UNDECIDED
    assert "list" in f.outlook.note


def test_beyond_the_bound_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regolex.solving.outlooks._program_results", lambda *_, **__: [])
    tangled = m.Any(tuple(m.All((is_(a), m.Not(is_(a)))) for a in FACTS))
    for bound, state in ((3, UNDECIDED), (400, SETTLED)):
        f = findings(law((ALWAYS, tangled)), unanswered(), bound=bound)[name(0)]
        assert f.outlook
        assert f.outlook.state == state
        assert f.result == ("due" if bound == 3 else "breached")


def drawn(random: Random, depth: int = 3) -> m.Condition:
    """A condition over three facts."""
    if depth == 0 or random.random() < 0.15:
        return is_(random.choice(FACTS[:3]), random.random() < 0.5)
    if random.random() < 0.3:
        return m.Not(drawn(random, depth - 1))
    parts = tuple(drawn(random, depth - 1) for _ in range(random.choice([2, 3])))
    return m.All(parts) if random.random() < 0.5 else m.Any(parts)


@pytest.mark.parametrize("seed", range(3))
def test_settling_agrees_with_trying_every_completion(seed: int) -> None:
    random = Random(seed)
    rules = 12
    engine = law(*((drawn(random, 2), drawn(random)) for _ in range(rules)))
    found = findings(engine, unanswered())
    results: dict[str, set[str]] = {name(n): set() for n in range(rules)}
    work = Incremental(engine, unanswered(), on=ON, readings=READINGS)
    for values in product((True, False, None), repeat=3):
        after = {
            f.rule.id: f.result for f in work.change(completed(unanswered(), values)).findings if f.bearer == STATE
        }
        for rule, seen in results.items():
            seen.add(after.get(rule, "not-applicable"))
    settled = 0
    for rule, seen in results.items():
        f = found[rule]
        classes = {class_of(result) for result in seen}
        if f.outlook is None:
            assert class_of(f.result) in classes
            assert len(classes) == 1
        else:
            assert f.outlook.state == (SETTLED if len(classes) == 1 else DEPENDS), rule
            satisfied = {"met"} if "not-applicable" in seen else set()  # said of a duty whether or not it applies
            assert set(f.outlook.possible) <= seen | satisfied
            settled += f.outlook.state == SETTLED
            if f.outlook.state == SETTLED:
                assert all(class_of(result) == class_of(f.result) for result in seen)
    assert settled or seed


# --- on real law ------------------------------------------------------------------------------------------------


@cache
def odin() -> Assessment:
    return KB.assess(regolex.example("astroforge-odin"), on=date(2026, 11, 22), settle=True)


def test_each_turn_shown_is_true_when_it_is_answered_so() -> None:
    a = odin()
    work = Incremental(KB.engine, a.mission, on=a.on)
    shown = [(f, turn) for f in a.findings if f.outlook and f.bearer != "?" for turn in f.outlook.turns]
    assert len(shown) > 50
    for f, turn in Random(1).sample(shown, 12):
        for value, result in zip(turn.values, turn.results, strict=True):
            mission = a.mission
            for (part, fact), given in (*turn.given, ((turn.part, turn.fact), value)):
                answer = Answer(does_not_arise="so") if given is None else Answer(given)
                mission = mission.with_answer(part, fact, answer)
            again, _ = work.tried_on(f, mission)
            seen = {"not-applicable"} if again is None else {o.result for _, o in again.outcomes}
            assert result in seen, (f.rule.id, turn)


def test_a_settled_result_holds_in_each_completion_tried() -> None:
    a = odin()
    settled = [f for f in a.findings if f.outlook and f.outlook.state == SETTLED]
    assert len(settled) >= 2
    work = Incremental(KB.engine, a.mission, on=a.on)
    outlooks, random = Outlooks(work), Random(7)
    for f in settled:
        law_ = law_of(KB.engine, f.rule.id)
        alternatives = outlooks.alternatives(law_, f.rule.id, f.bearer)
        for _ in range(10):
            mission = a.mission
            for part in mission.answers:
                for fact in sorted(law_.facts):
                    known = KB.knowledge.facts[fact]
                    if (
                        known.kind == part.partition(":")[0]
                        and not known.derived
                        and not mission.answer(part, fact).known
                    ):
                        value = random.choice([*alternatives.of(known)[0], None])
                        answer = Answer(does_not_arise="so") if value is None else Answer(value)
                        mission = mission.with_answer(part, fact, answer)
            again, _ = work.tried_on(f, mission)
            assert class_of(again.result if again else "not-applicable") == class_of(f.result), f.rule.id


def test_the_logic_program_says_the_same() -> None:
    pytest.importorskip("clingo")
    a = odin()
    for f in a.findings:
        if f.outlook and f.outlook.state == SETTLED and f.bearer != "?":
            for item in KB.settle(a.mission, [f.rule.id], on=a.on):
                if (item.bearer, item.subject) == (f.bearer, f.subject):
                    assert {class_of(r) for r in item.results} == {class_of(f.result)}


def test_every_open_finding_names_the_answers_it_depends_on_in_every_format() -> None:
    a = odin()
    told = [f for f in a.findings if f.outlook]
    assert told
    assert all(outlook_words(a, f) and sentence(a, f).endswith(".") for f in told)
    data = json.loads(dumps(to_json(a)))
    jsonschema.validate(data, schema("assessment", KB.knowledge))
    assert data["settled"] is True
    states = {f["outlook"]["state"] for f in data["findings"] if f["outlook"]}
    assert {SETTLED, DEPENDS} <= states
    for page in (html(a), markdown(a)):
        assert "Undetermined. Depending on the answers:" in page
    assert to_json(KB.assess(a.mission, on=a.on))["settled"] is False


def test_a_receipt_of_it_reproduces() -> None:
    receipt = receipt_of(KB.assess(regolex.example("whole-body-claim"), on=ON, settle=True))
    assert receipt["settled"]
    assert reproduce(msgspec.convert(json.loads(json.dumps(receipt)), Receipt), KB) == []


def test_what_was_definite_before_stays_as_it_was() -> None:
    plain = KB.assess(regolex.example("nereus-water"), on=ON)
    exact = KB.assess(regolex.example("nereus-water"), on=ON, settle=True)
    assert {
        (f.rule.id, f.bearer, f.subject): f.result for f in plain.findings if f.result not in UNSETTLED
    }.items() <= {(f.rule.id, f.bearer, f.subject): f.result for f in exact.findings}.items()


# --- parts that no one described --------------------------------------------------------------------------------


def left_out(name: str, parts: dict[str, Any]) -> Assessment:
    """A plan that leaves lists out, decided exactly."""
    data = {"mission": name, "title": name, **parts}
    return KB.assess(mission_from_data(data, KB.knowledge), on=date(2026, 11, 30), settle=True)


FORCE = {"name": "the force", "kind": "armed-force", "acts_for": ["GBR"], "organised_under": "GBR"}
BASE = {"operator": "force", "purpose": "military-end", "military_installation": True, "weapon_test": True}


def test_what_holds_on_no_body_is_not_certain_while_a_body_may_be_described() -> None:
    """Stating the Moon makes the ban on bases breached."""
    plan: dict[str, Any] = {
        "parties": {"force": FORCE}, "activities": {"base": {"name": "the base", "kind": "station-operation", **BASE}},
    }  # fmt: skip
    rule = "un/treaty/ost-1967/art-04-military-bases"
    (f,) = [f for f in left_out("base", plan).all_findings if f.rule.id == rule and f.bearer == "GBR"]
    assert f.result == "open"
    assert f.outlook is None or f.outlook.state != SETTLED
    plan["bodies"] = {"moon": {"kind": "moon-of-earth"}}
    plan["activities"]["base"]["body"] = "moon"
    (f,) = [f for f in left_out("base", plan).all_findings if f.rule.id == rule and f.bearer == "GBR"]
    assert f.result == "breached"


def test_what_holds_without_an_activity_is_not_certain_while_one_may_be_described() -> None:
    """Adding a sale of the material makes some readings fail."""
    company = {"name": "the company", "kind": "company", "organised_under": "LUX"}
    claim = {"claimant": "company", "states": ["LUX"], "over": "extracted-material", "sovereign": False, "body": "rock"}
    plan = {"parties": {"company": company}, "bodies": {"rock": {"kind": "asteroid"}}, "claims": {"title": claim}}
    a = left_out("title", plan)
    f = next(f for f in a.all_findings if f.rule.id.endswith("art-02-extracted-material") and f.bearer == "LUX")
    assert f.outlook is None or f.outlook.state != SETTLED
    assert a.overall.every_reading.grade == "so-far"
