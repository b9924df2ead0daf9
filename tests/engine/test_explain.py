"""Explanations name what the proof names and nothing else; what they say would change a finding does change it."""

from __future__ import annotations

import html
import json
import random
import re
from itertools import product
from pathlib import Path

import jsonschema
import msgspec
import pytest

import regolex
from regolex.alternatives import asking
from regolex.alternatives.candidates import tried
from regolex.alternatives.whatif import state_of, tried_again, what_if
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding, Missing, Outcome
from regolex.engine.robustness import breach_table, objections, robustness
from regolex.engine.verdict import decides
from regolex.law import model as m
from regolex.missions.mission import Answer, Mission
from regolex.report import explain
from regolex.report.published import to_json
from regolex.report.schemas import assessment_schema
from regolex.report.view import between
from tests.conftest import ROOT
from tests.explanations import (
    MISSIONS,
    SAMPLE,
    assessed,
    chains_told_otherwise,
    knowledge,
    mission_with,
    not_changed,
    proofs_told_otherwise,
    sets,
)

each_mission = pytest.mark.parametrize("path", SAMPLE, ids=[p.stem for p in SAMPLE])


# --- explanations ---


@each_mission
def test_the_full_proof_names_each_fact_and_provision_of_the_finding_and_nothing_else(path: Path) -> None:
    a = assessed(path)
    assert proofs_told_otherwise(a, some(a, 60)) == []


@each_mission
def test_the_chain_names_nothing_that_the_proof_does_not(path: Path) -> None:
    a = assessed(path)
    assert chains_told_otherwise(a, some(a, 60)) == []


def some(a: Assessment, number: int) -> list[Finding]:
    """A seeded sample of the findings; the long suite takes all of them."""
    return random.Random(a.mission.id).sample(a.findings, min(number, len(a.findings)))


@each_mission
def test_each_finding_has_one_sentence_with_its_provision_and_its_bearer(path: Path) -> None:
    a = assessed(path)
    for f in a.findings:
        said = explain.sentence(a, f)
        assert said.endswith(".")
        assert "\n" not in said
        assert a.name(f.bearer).lower() in said.lower()
        assert said.count(": .") == 0


def test_kinds_of_norm_and_results_read_differently() -> None:
    shapes: dict[tuple[str, str], set[str]] = {}
    for path in MISSIONS:
        a = assessed(path)
        for f in a.findings:
            said = explain.sentence(a, f).replace(a.name(f.bearer), "B").partition(":")[0]
            if f.perhaps or f.contested or f.result in ("not-applicable", "open", "judgement", "displaced"):
                continue
            words = re.sub(r"\([^()]*(\([^()]*\))?[^()]*\)|[A-Z0-9][\w.,()-]*", "", said)
            shapes.setdefault((f.rule.kind, f.result), set()).update(words.split())
    assert len(shapes) > 6
    keys = sorted(shapes)
    assert all(shapes[one] != shapes[other] for one, other in product(keys, keys) if one < other)


def test_the_four_formats_tell_the_same() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    f = next(f for f in a.findings if f.contested)
    e = explain.explain(a, f, "chain")
    lines = [line for _, line, _ in explain.rows_of(a, e)]
    for page in (explain.text(a, e), explain.markdown(a, e), html.unescape(explain.html(a, e))):
        assert all(line in page for line in (e.sentence, *lines))
    plain = explain.as_json(a, e)
    assert plain["sentence"] == e.sentence
    assert [s["says"] for case in plain["because"] for s in case["steps"]] == [
        explain.step_line(a, step) for _, steps in e.cases for step in steps
    ]


def test_explanations_are_the_same_every_time() -> None:
    path = ROOT / "examples" / "nereus-water.yaml"
    one = assessed(path)
    other = knowledge().assess(path, on=one.on)
    for f, g in zip(one.findings, other.findings, strict=True):
        assert explain.text(one, explain.explain(one, f, "proof")) == explain.text(
            other, explain.explain(other, g, "proof")
        )
    f, g = one.findings[40], other.findings[40]
    assert what_if(knowledge().engine, one, f, trials=60) == what_if(knowledge().engine, other, g, trials=60)


# --- what would change it ---


@each_mission
def test_every_finding_is_changed_by_what_is_said_to_change_it(path: Path) -> None:
    """Every single answer, for a seeded sample of the findings; the long suite takes all of them."""
    a = assessed(path)
    assert not_changed(a, some(a, 4), largest=1, trials=60)[0] == []


def test_a_whole_new_assessment_agrees_with_the_trials() -> None:
    chance = random.Random(11)
    for path in SAMPLE[:5]:
        a, engine = assessed(path), knowledge().engine
        for f in chance.sample(a.findings, min(2, len(a.findings))):
            found = sets(what_if(engine, a, f, largest=2, trials=200))
            for result, changes in chance.sample(found, min(2, len(found))):
                again = knowledge().assess(mission_with(a, changes), on=a.on)
                same = [g for g in again.findings if (g.rule, g.bearer, g.subject) == (f.rule, f.bearer, f.subject)]
                assert state_of(same[0] if same else None) == result


def test_the_sets_are_the_smallest() -> None:
    """For a seeded sample of the findings: each costs a hundred assessments of its rule."""
    a, engine = assessed(ROOT / "examples" / "flyby-survey.yaml"), knowledge().engine
    pairs_seen = 0
    for f in random.Random(5).sample(a.all_findings, 24):
        w = what_if(engine, a, f)
        pairs = [(result, changes) for result, changes in sets(w) if len(changes) > 1]
        pairs_seen += len(pairs)
        for result, changes in pairs:
            for n in range(len(changes)):
                fewer = mission_with(a, changes[:n] + changes[n + 1 :])
                assert state_of(tried_again(engine, a, f, fewer)) != result
    assert pairs_seen > 10


def test_a_claim_to_extracted_material_mends_a_claim_to_the_whole_body() -> None:
    a = assessed(ROOT / "examples" / "whole-body-claim.yaml")
    (f,) = (f for f in a.findings if f.result == "breached")
    (mended,) = (r for r in what_if(knowledge().engine, a, f).reached if r.result == "respected")
    assert [(c.fact, c.answer.value) for changes in mended.sets for c in changes] == [
        ("claim.over", "extracted-material")
    ]


def test_where_a_list_decides_an_item_is_added_or_taken_away() -> None:
    a, engine = assessed(ROOT / "examples" / "astroforge-odin.yaml"), knowledge().engine
    f = next(f for f in a.findings if f.rule.id.endswith("50904-a-licence-to-launch"))
    changed = [(result, c) for result, changes in sets(what_if(engine, a, f, largest=1)) for c in changes]
    assert ("breached", "remove") in {(result, c.sort) for result, c in changed}
    b = knowledge().assess(without_parts(a.mission, "authorisation"), on=a.on)
    g = next(g for g in b.findings if g.rule.id == f.rule.id)
    assert g.result == "breached"
    assert ("met", "add") in {(r, c.sort) for r, changes in sets(what_if(engine, b, g, largest=1)) for c in changes}


def without_parts(mission: Mission, kind: str) -> Mission:
    return msgspec.structs.replace(mission, parts={**mission.parts, kind: ()})


@pytest.mark.parametrize("name", ["nereus-water", "flyby-survey"])
def test_facts_reported_as_irrelevant_are_irrelevant(name: str) -> None:
    a, engine = assessed(ROOT / "examples" / f"{name}.yaml"), knowledge().engine
    seen = 0
    chance = random.Random(5)
    for f in chance.sample(a.findings, min(40, len(a.findings))):
        w = what_if(engine, a, f, largest=1, trials=0)
        for part, fact in w.stays:
            if part.endswith(":?") or part == "?":
                continue
            for one in possible_answers(a, part, fact):
                again = tried_again(engine, a, f, a.mission.with_answer(part, fact, one))
                asleep = {"dormant": "not-applicable"}  # a dormant duty does not apply today
                now, before = state_of(again), explain.state_of(f)
                assert asleep.get(now, now) == asleep.get(before, before)
                seen += 1
    assert seen


def possible_answers(a: Assessment, part: str, fact: str) -> list[Answer]:
    return tried(a.knowledge, a.mission, (part, fact), [], "LUX")


# --- readings ---


@each_mission
def test_robustness_is_what_counting_every_combination_gives(path: Path) -> None:
    a = assessed(path)
    r = robustness(a.findings)
    tables = [breach_table(f) for f in a.findings if decides(f) and "breached" in f.results]
    tried: dict[str, set[str]] = {}
    for _, readings in tables:
        for question, found in readings.items():
            tried.setdefault(question, set()).update(found)
    tried = {q: tried[q] for q in sorted(tried)}
    combinations = [dict(zip(tried, chosen, strict=True)) for chosen in product(*(sorted(r) for r in tried.values()))]
    unbroken = [c for c in combinations if not any(tuple(c[q] for q in t.questions) in t.breaching for t, _ in tables)]
    divided = [t for t, _ in tables if t.breaching]
    passing = [c for c in unbroken if not any(tuple(c[q] for q in t.questions) in t.waiting for t in divided)]
    assert (r.combinations, r.passing, r.open) == (len(combinations), len(passing), len(unbroken) - len(passing))
    assert [q.question for q in r.questions] == list(tried)
    for q in r.questions:
        for s in q.readings:
            assert s.combinations == sum(c[q.question] == s.reading for c in combinations)
            assert s.passing == sum(c[q.question] == s.reading for c in passing)
            assert s.passing + s.open == sum(c[q.question] == s.reading for c in unbroken)


def test_robustness_agrees_with_assessments_under_chosen_readings() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    r = robustness(a.findings)
    assert r.combinations > 1
    names = [q.question for q in r.questions]
    divided = {(f.rule.id, f.bearer, f.subject) for f in a.findings if decides(f) and "breached" in f.results}
    passing = 0
    every = list(product(*([s.reading for s in q.readings] for q in r.questions)))
    assert len(every) == r.combinations
    for chosen in every:
        one = knowledge().assess(a.mission, on=a.on, readings=dict(zip(names, chosen, strict=True)))
        again = [f for f in one.findings if (f.rule.id, f.bearer, f.subject) in divided]
        passing += not any("breached" in f.results or "open" in f.results for f in again)
    assert passing == r.passing < r.combinations


def test_an_open_reading_does_not_count_as_passing() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    f = next(f for f in a.findings if f.rule.id.endswith("art-02-extracted-material") and f.bearer == "LUX")
    table, tried = breach_table(_with(f, {"P1": "respected", "P3b": "open", "P4": "breached"}))
    assert (len(table.breaching), len(table.waiting), tried["art-ii-extraction"]) == (1, 1, {"P1", "P3b", "P4"})
    r = robustness([_with(f, {"P1": "respected", "P3b": "open", "P4": "breached"})])
    assert (r.combinations, r.passing, r.open) == (3, 1, 1)
    (share,) = r.questions
    assert [(s.reading, s.passing, s.open) for s in share.readings] == [("P1", 1, 0), ("P3b", 0, 1), ("P4", 0, 0)]


def _with(f: Finding, results: dict[str, str]) -> Finding:
    """A finding whose readings of Article II come out as told."""
    outcomes = tuple(
        ((("art-ii-extraction", (reading,)),), Outcome(result, result)) for reading, result in results.items()
    )
    shown = {f"art-ii-extraction:{reading}": result for reading, result in results.items()}
    return msgspec.structs.replace(
        f, outcomes=outcomes, by_reading=shown, result="contested", results=frozenset(results.values()), weighs=True,
    )  # fmt: skip


def test_an_open_reading_is_a_group_of_its_own_with_the_answer_it_waits_for() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    f = next(f for f in a.findings if f.rule.id.endswith("art-02-extracted-material") and f.bearer == "LUX")
    waiting = Missing("activity:sale", "activity.purpose", "purpose", "What is it for?")
    divided = msgspec.structs.replace(
        _with(f, {"P1": "respected", "P3b": "open", "P4": "breached"}), missing=(waiting,)
    )  # fmt: skip
    (sentence,) = between(a, divided)
    fails, rest = sentence.split("; not breached under ")
    holds, opens = rest.split("; open under ")
    assert ("P4" in fails, "P1" in holds, "P3b" in opens) == (True, True, True)
    assert "P3b" not in holds
    assert opens.endswith("waiting for purpose (sale of water in space).")
    assert "S. Hobe (scholar, 2017)" in fails


@each_mission
def test_who_would_object_has_said_so_itself(path: Path) -> None:
    a = assessed(path)
    for item in objections(a.findings, a.knowledge.questions, a.on):
        reading = next(r for r in a.knowledge.questions[item.question].readings if r.id == item.reading)
        said = [h for h in reading.holders if (h.state, h.since, h.statement) == (item.state, item.since, item.says)]
        assert said
        assert all(h.speaks_for_its_state and h.held_on(a.on) for h in said)
        f = next(f for f in a.findings if (f.rule.id, f.bearer, f.subject) == (item.rule, item.bearer, item.subject))
        assert any(o.result == "breached" and item.reading in dict(c).get(item.question, ()) for c, o in f.outcomes)


def test_a_state_objects_from_the_day_of_its_own_statement_and_no_official_objects_for_it() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    f = next(f for f in a.findings if f.rule.id.endswith("art-02-extracted-material") and f.bearer == "LUX")
    questions = dict(a.knowledge.questions)
    article = questions["art-ii-extraction"]
    four = next(r for r in article.readings if r.id == "P4")
    assert any(h.state == "RUS" for h in four.holders)  # an official in the press
    assert objections([f], questions, a.on) == ()
    said = m.Holder("Utopia", "Extraction is unlawful.", "x", "verified", "state-statement", "FRA", "2020-05-01")
    for holder, expected in (
        (said, ["FRA"]),
        (msgspec.structs.replace(said, confidence="secondary"), []),
        (msgspec.structs.replace(said, kind="state-official"), []),
        (msgspec.structs.replace(said, nearest=True), []),
        (msgspec.structs.replace(said, since="2026-02"), []),
        (msgspec.structs.replace(said, until="2025"), []),
    ):
        changed = [msgspec.structs.replace(r, holders=(holder,)) if r.id == "P4" else r for r in article.readings]
        questions["art-ii-extraction"] = msgspec.structs.replace(article, readings=tuple(changed))
        assert [o.state for o in objections([f], questions, a.on)] == expected, holder


@pytest.mark.parametrize("name", ["flyby-survey", "whole-body-claim"])
def test_the_published_form_holds_robustness_and_objections(name: str) -> None:
    a = assessed(ROOT / "examples" / f"{name}.yaml")
    plain = json.loads(json.dumps(to_json(a)))
    jsonschema.validate(plain, assessment_schema())
    assert plain["robustness"]["passing"] == robustness(a.findings).passing


# --- asking for one ---


def test_a_rule_is_found_by_the_end_of_its_id() -> None:
    rules = knowledge().knowledge.rules
    assert asking.rule_named(rules, "ost-1967/art-06-authorisation") == "un/treaty/ost-1967/art-06-authorisation"
    for wrong in ("art-06-authorization", "no-such-rule"):
        with pytest.raises(regolex.EvaluationError) as caught:
            asking.rule_named(rules, wrong)
        assert caught.value.problems[0].code == "E308"


def test_the_reason_why_a_rule_does_not_apply_is_explained_too() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    rule = "un/treaty/moon-1979/art-14-1-authorisation"
    (f, *_) = asking.findings_asked(knowledge().engine, a, rule, "LUX", "survey")
    assert f.result == "not-applicable"
    assert "not binding" in explain.sentence(a, f)
    with pytest.raises(regolex.EvaluationError) as caught:
        asking.findings_asked(knowledge().engine, a, rule, "LUXX", "")
    assert caught.value.problems[0].code == "E307"


@pytest.mark.parametrize("form", explain.FORMATS)
@pytest.mark.parametrize("depth", explain.DEPTHS)
def test_an_answer_comes_in_every_depth_and_format(form: str, depth: str) -> None:
    a = assessed(ROOT / "examples" / "whole-body-claim.yaml")
    page = asking.answer(knowledge().engine, a, list(a.findings), depth, form, what=False)
    assert page == asking.answer(knowledge().engine, a, list(a.findings), depth, form, what=False)
    if form == "json":
        assert len(json.loads(page)) == len(a.findings)
