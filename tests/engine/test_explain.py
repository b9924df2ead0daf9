"""Explanations name what the proof names and nothing else; what they say would change a finding does change it."""

from __future__ import annotations

import html
import json
import random
import re
from datetime import date
from itertools import product
from pathlib import Path

import jsonschema
import msgspec
import pytest
from regolex.report.summary import summary

import regolex
from regolex.alternatives import asking
from regolex.alternatives.candidates import tried
from regolex.alternatives.whatif import state_of, tried_again, what_if
from regolex.engine.assessment import Assessment
from regolex.engine.findings import Finding
from regolex.engine.robustness import breach_table, objections, robustness
from regolex.engine.verdict import decides
from regolex.missions.mission import Answer, Mission
from regolex.report import explain
from regolex.report.published import to_json
from regolex.report.schemas import assessment_schema
from regolex.report.view import to_dos
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
    a, engine = assessed(ROOT / "examples" / "whole-body-claim.yaml"), knowledge().engine
    for f in a.findings:
        w = what_if(engine, a, f)
        pairs = [(result, changes) for result, changes in sets(w) if len(changes) > 1]
        for result, changes in pairs:
            for n in range(len(changes)):
                fewer = mission_with(a, changes[:n] + changes[n + 1 :])
                assert state_of(tried_again(engine, a, f, fewer)) != result
    assert any(len(changes) > 1 for f in a.findings for _, changes in sets(what_if(engine, a, f)))


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
                assert state_of(again) == explain.state_of(f)
                seen += 1
    assert seen


def possible_answers(a: Assessment, part: str, fact: str) -> list[Answer]:
    return tried(a.knowledge, a.mission, (part, fact), [], "LUX")


# --- readings ---


@each_mission
def test_robustness_is_what_counting_every_combination_gives(path: Path) -> None:
    a = assessed(path)
    r = robustness(a.findings)
    tables = [breach_table(f) for f in a.findings if decides(f)]
    tried: dict[str, set[str]] = {}
    for _, readings in tables:
        for question, found in readings.items():
            tried.setdefault(question, set()).update(found)
    tried = {q: tried[q] for q in sorted(tried)}
    combinations = [dict(zip(tried, chosen, strict=True)) for chosen in product(*(sorted(r) for r in tried.values()))]
    passing = [c for c in combinations if not any(tuple(c[q] for q in names) in bad for (names, bad), _ in tables)]
    assert (r.combinations, r.passing) == (len(combinations), len(passing))
    assert [q.question for q in r.questions] == list(tried)
    for q in r.questions:
        for s in q.readings:
            assert s.combinations == sum(c[q.question] == s.reading for c in combinations)
            assert s.passing == sum(c[q.question] == s.reading for c in passing)


def test_robustness_agrees_with_assessments_under_chosen_readings() -> None:
    a = assessed(ROOT / "examples" / "hakuto-r-m2.yaml")
    r = robustness(a.findings)
    assert r.combinations > 1
    names = [q.question for q in r.questions]
    passing = 0
    every = list(product(*([s.reading for s in q.readings] for q in r.questions)))
    assert len(every) == r.combinations
    for chosen in every:
        one = knowledge().assess(a.mission, on=a.on, readings=dict(zip(names, chosen, strict=True)))
        passing += not any(f.result == "breached" or f.contested for f in one.findings if decides(f))
    assert passing == r.passing < r.combinations


def test_who_would_object_has_stated_the_reading_by_the_day_and_the_finding_is_breached_under_it() -> None:
    a = assessed(ROOT / "examples" / "nereus-water.yaml")
    found = objections(a.findings, a.knowledge.questions, a.on)
    assert found
    for item in found:
        reading = next(r for r in a.knowledge.questions[item.question].readings if r.id == item.reading)
        assert any(h.state == item.state and h.since == item.since for h in reading.holders)
        f = next(f for f in a.findings if (f.rule.id, f.bearer, f.subject) == (item.rule, item.bearer, item.subject))
        assert any(o.result == "breached" and item.reading in dict(c).get(item.question, ()) for c, o in f.outcomes)
    assert not objections(a.findings, a.knowledge.questions, date(1968, 1, 1))


@pytest.mark.parametrize("name", ["flyby-survey", "whole-body-claim"])
def test_the_published_form_holds_robustness_and_objections(name: str) -> None:
    a = assessed(ROOT / "examples" / f"{name}.yaml")
    plain = json.loads(json.dumps(to_json(a)))
    jsonschema.validate(plain, assessment_schema())
    assert plain["robustness"]["passing"] == robustness(a.findings).passing


# --- the summary ---


@each_mission
def test_a_summary_has_five_to_eight_sentences_and_begins_with_the_verdict(path: Path) -> None:
    a = assessed(path)
    said = summary(a)
    assert 5 <= len(said) <= 8
    assert a.on.isoformat() in said[0]
    assert all(sentence.endswith(".") for sentence in said)
    tasks = sum(len(group) for _, group in to_dos(a))
    assert any(sentence.startswith(f"{tasks} task") for sentence in said) or not tasks


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
