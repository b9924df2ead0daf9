"""A provision asked about in words has its own verdict, its missing facts first, and findings of at most a screen."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

import regolex
from regolex.alternatives.provision import SCREEN, about, as_json, as_lines, finding_lines, names
from regolex.engine.assessment import Assessment
from regolex.errors import EvaluationError
from regolex.report.view import citation

KB = regolex.load()
ON = date(2026, 11, 30)


@cache
def assessed(name: str) -> Assessment:
    return KB.assess(regolex.example(name), on=ON)


@pytest.mark.parametrize(
    ("words", "cited", "named"),
    [
        ("Article II", "Outer Space Treaty, Article II", True),
        ("Outer Space Treaty Article II", "Outer Space Treaty, Article II", True),
        ("Article II", "Outer Space Treaty, Article III", False),
        ("Article VI", "Outer Space Treaty, Article VI, first sentence", True),
        ("Law of 20 July 2017, art 2", "Luxembourg Law of 20 July 2017, Art. 2(2)", True),
        ("Law of 15 December 2020, art 2", "Luxembourg Law of 20 July 2017, Art. 2(2)", False),
        ("51 USC 51303", "51 U.S.C. 51303", True),
        ("section 10", "Artemis Accords, Artemis Accords s. 10, limb (2)", True),
    ],
)
def test_words_name_a_provision_and_what_it_holds(words: str, cited: str, named: bool) -> None:
    assert names(words, cited) == named


def test_article_two_is_that_of_the_outer_space_treaty_where_its_dispute_stands() -> None:
    found = about(assessed("nereus-water"), "Article II")
    assert found.title == "Outer Space Treaty, Article II"
    assert (found.side.dominant.word, found.side.every_reading.word) == ("clear", "contested")
    assert any("Moon Agreement" in other for other in found.others)


def test_every_finding_of_it_and_no_other_is_answered() -> None:
    a = assessed("nereus-water")
    found = about(a, "Outer Space Treaty, Article VI")
    told = {(f.rule.id, f.bearer, f.subject) for f in found.findings}
    expected = {
        (f.rule.id, f.bearer, f.subject)
        for f in a.all_findings
        if citation(a.knowledge, f.rule).startswith("Outer Space Treaty, Article VI,")
        or citation(a.knowledge, f.rule) == "Outer Space Treaty, Article VI"
    }
    assert told == expected
    assert told


def test_what_is_missing_stands_before_the_findings() -> None:
    a = assessed("astroforge-odin")
    found = about(a, "Outer Space Treaty, Article VI")
    said = as_lines(a, found)
    assert found.missing
    first = min(n for n, line in enumerate(said) if line.startswith("- "))
    assert said[first - 1] == f"Missing: {len(found.missing)} answers" or len(found.missing) == 1
    assert all(q.text in "\n".join(said) for q in found.missing)
    heads = [n for n, line in enumerate(said) if " · " in line and n > 0]
    assert not heads or first < heads[0]


@pytest.mark.parametrize("name", ["nereus-water", "astroforge-odin", "whole-body-claim"])
@pytest.mark.parametrize("depth", ["sentence", "chain", "proof"])
def test_a_finding_is_at_most_a_screen(name: str, depth: str) -> None:
    a = assessed(name)
    for f in a.findings[::25]:
        assert len(finding_lines(a, f, depth)) <= SCREEN


def test_a_provision_that_is_not_encoded_is_refused_with_the_nearest() -> None:
    with pytest.raises(EvaluationError) as refused:
        about(assessed("flyby-survey"), "Outer Space Treaty, Article XXX")
    assert "Outer Space Treaty, Article X" in str(refused.value)


def test_the_plain_values_hold_the_verdict_and_the_missing_answers() -> None:
    a = assessed("astroforge-odin")
    found = about(a, "Outer Space Treaty, Article VI")
    plain = as_json(a, found, "sentence")
    assert plain["verdict"]["every_reading"]["word"] == found.side.every_reading.word
    assert [q["text"] for q in plain["missing"]] == [q.text for q in found.missing]
    assert len(plain["findings"]) == len(found.findings)
