"""Readings that were not run are listed with the reason, and what they would breach is said; choices are named."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from regolex.engine.assessment import Assessment
from regolex.engine.untested import NotRun
from regolex.errors import EvaluationError
from regolex.knowledge import KnowledgeBase, load
from regolex.law.readings import serious
from regolex.report.disputed import untested_lines
from regolex.report.first_screen import first_screen, sentences
from regolex.report.readings import on_readings
from regolex.report.report import html, markdown
from regolex.report.view import verdict_means

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 1, 15)
EXAMPLES = ("nereus-water", "whole-body-claim", "flyby-survey")


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


@cache
def assessed(name: str = "nereus-water", viewpoint: str = "", **choices: str) -> Assessment:
    readings = {question.replace("_", "-"): reading for question, reading in choices.items()}
    return kb().assess(ROOT / f"examples/{name}.yaml", on=ON, readings=readings, viewpoint=viewpoint)


def not_run(a: Assessment) -> dict[str, NotRun]:
    return {f"{item.question}:{item.reading}": item for item in a.readings_not_run}


def test_a_reading_that_no_one_is_read_to_hold_is_not_run_and_is_listed() -> None:
    a = assessed()
    tried = {f"{q}:{r}" for f in a.findings for c, _ in f.outcomes for q, found in c for r in found}
    listed = not_run(a)
    assert listed
    assert tried.isdisjoint(listed)
    assert listed["appropriate-state:P4"].why == "no-holder"
    assert listed["art-ii-private-persons:P2"].why == "fringe"
    assert listed["art-ii-extraction:P5"].why == "left-open"
    assert listed["customary-status:P3"].why == "beside"


def test_a_plan_that_would_breach_something_on_it_is_untested_on_it() -> None:
    found = not_run(assessed())["appropriate-state:P4"]
    assert found.untested
    assert {b.bearer for b in found.breaches} == {"AUS"}
    assert {b.rule for b in found.breaches} >= {"un/treaty/ost-1967/art-06-authorisation"}
    assert not any(f.contested for f in assessed().findings if f.bearer == "AUS")


@pytest.mark.parametrize("name", ["appropriate-state:P4", "benefit-sharing:P3", "private-launch-attribution:P2"])
def test_what_is_untested_is_breached_once_the_reading_is_chosen(name: str) -> None:
    question, _, reading = name.partition(":")
    chosen = assessed(**{question.replace("-", "_"): reading})
    results = {(f.rule.id, f.bearer, f.subject): f.results for f in chosen.findings}
    breaches = not_run(assessed())[name].breaches
    assert breaches
    assert all("breached" in results[b.rule, b.bearer, b.subject] for b in breaches)


def test_a_reading_whose_breach_a_serious_one_finds_as_well_leaves_nothing_untested() -> None:
    assert not not_run(assessed())["art-ii-extraction:P3b"].untested  # P4 contests the same


def test_a_question_that_is_chosen_leaves_nothing_untested() -> None:
    assert not [name for name in not_run(assessed(appropriate_state="P1")) if name.startswith("appropriate-state")]


def test_the_first_screen_says_what_is_untested() -> None:
    said = list(untested_lines(assessed()))
    assert any(
        'On the reading "control", held by no one whose statement was read: breach by Australia' in one for one in said
    )
    (row,) = [row for row in first_screen(assessed()).rows if row.label == "UNTESTED"]
    assert row.text.startswith(said[0])
    assert not list(untested_lines(assessed("flyby-survey")))
    assert "UNTESTED" not in {row.label for row in first_screen(assessed("flyby-survey")).rows}


def test_a_reading_that_gives_no_answer_cannot_be_chosen() -> None:
    for question, reading in (("art_ii_extraction", "P5"), ("customary_status", "P3")):
        with pytest.raises(EvaluationError):
            assessed(**{question: reading})


PINNED = {q.id.replace("-", "_"): serious(q)[0] for q in kb().knowledge.questions.values()}
STRICT = {"art_ii_extraction": "P4"}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("choice", [{"viewpoint": "RUS"}, {"viewpoint": "USA"}, PINNED, STRICT], ids=str)
def test_nothing_is_said_of_every_reading_where_readings_are_chosen(name: str, choice: dict[str, str]) -> None:
    a = assessed(name, **choice)
    for page in (" ".join(sentences(a)), verdict_means(a), markdown(a), html(a)):
        assert "every reading" not in page
        assert "serious reading" not in page
    assert on_readings(a).removeprefix("on ") in sentences(a)[0]


def test_a_choice_and_a_viewpoint_are_named() -> None:
    assert on_readings(assessed()) == ""
    assert on_readings(assessed(art_ii_extraction="P4")) == "on the readings you chose (art-ii-extraction P4)"
    assert (
        on_readings(assessed(viewpoint="RUS"))
        == "on the readings Russian Federation has stated (art-ii-extraction P3a)"
    )
    both = on_readings(assessed(viewpoint="RUS", benefit_sharing="P1"))
    assert both == "on the readings Russian Federation has stated and you chose (benefit-sharing P1)"


def test_a_breach_on_chosen_readings_is_told_as_one_on_those() -> None:
    a = assessed(**STRICT)
    assert a.verdict == "blocked"
    assert verdict_means(a) == "At least one binding duty is breached on the readings you chose (art-ii-extraction P4)."
    assert sentences(a)[0].startswith("The plan breaches binding law on the prevailing of the readings you chose")
    assert sentences(assessed("whole-body-claim"))[0] == "The plan breaches binding law on the prevailing readings."
