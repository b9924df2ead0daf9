"""What turns it: single answers that change the word when they are given, and none of them a false description."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

import regolex
from regolex.alternatives.turns import neighbours, turning
from regolex.engine.assessment import Assessment, assess
from regolex.missions.mission import Answer
from regolex.report.first_screen import LINES, lines
from regolex.report.published import to_json

KB = regolex.load()
ON = date(2026, 11, 30)
EXAMPLES = ("nereus-water", "astroforge-odin", "flyby-survey")


@cache
def turned(name: str, assume: bool = False) -> Assessment:
    return turning(KB.engine, KB.assess(regolex.example(name), on=ON, assume=("all",) if assume else ()))


def test_a_station_that_only_sends_signals_might_also_command() -> None:
    found = {(t.fact, t.tried, t.every_reading) for t in turned("nereus-water").turns or ()}
    assert ("activity.controlled_from", ("LUX", "AUS"), "blocked") in found


def test_a_permit_might_be_refused() -> None:
    assert "authorisation.granted" in {t.fact for t in turned("flyby-survey").turns or ()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_answer_said_to_turn_it_does(name: str) -> None:
    a = turned(name)
    assert a.turns is not None
    for t in a.turns[:6]:
        again = assess(KB.engine, a.mission.with_answer(t.part, t.fact, Answer(t.tried)), on=ON)
        side, was = again.you or again.overall, a.you or a.overall
        assert (side.every_reading.word, side.dominant.word) == (t.every_reading, t.dominant)
        assert (t.every_reading, t.dominant) != (was.every_reading.word, was.dominant.word)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_description_is_made_false(name: str) -> None:
    described = {f.id for f in KB.knowledge.facts.values() if f.lever == "fixed" and f.type != "judgement"}
    given = {t.fact for t in turned(name).turns or () if not t.assumed}
    assert not given & described
    assert not given & {"object.kind", "party.kind", "activity.kind", "party.organised_under"}


def test_what_the_client_undertakes_is_no_neighbour_of_what_it_says() -> None:
    fact = KB.knowledge.facts["activity.contamination_measures"]
    assert KB.knowledge.asking.facts[fact.id].who == "client"
    assert neighbours(KB.knowledge, fact, "planned", ()) == []
    assert neighbours(KB.knowledge, fact, "planned", (), assumed=True) == ["not-planned"]


def test_only_assumed_facts_are_flips_and_each_changes_the_word() -> None:
    a = turned("flyby-survey", assume=True)
    assumed = {f"{part} {fact}" for part, fact in a.prepared.assumed()}
    assert a.flips is not None
    assert set(a.flips) <= assumed
    assert set(a.flips) == {f"{t.part} {t.fact}" for t in a.turns or () if t.assumed}
    published = to_json(a)["verdict"]["mission"]["assumptions"]["flips"]
    assert list(published) == list(a.flips)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_first_screen_says_what_turns_it_only_where_asked_and_keeps_its_length(name: str) -> None:
    a = turned(name)
    shown = lines(a)
    assert len(shown) <= LINES
    assert sum(line.startswith("TURNS IT") for line in shown) == 1
    assert not any(line.startswith("TURNS IT") for line in lines(KB.assess(regolex.example(name), on=ON)))
