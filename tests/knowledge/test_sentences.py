"""A rule's sentence and its condition name the same numbers, dates and States."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

import regolex
from regolex.checks.check import check
from regolex.checks.sentences import contradictions, dates, numbers
from regolex.law import model as m
from tests.conftest import ROOT

MANAGERS = "nat/lux/space-activities-2020/art-06-1-two-managers"
DENIED = "nat/usa/itar-1993/126-1-denied-destinations"
INDEMNITY = "nat/usa/51-usc-ch-509-1984/50915-government-pays-above-cover"
UNUSED = "nat/lux/space-activities-2020/art-09-1-disuse"


@pytest.fixture(scope="module")
def knowledge() -> m.Knowledge:
    return regolex.load().knowledge


def reworded(knowledge: m.Knowledge, rule: str, old: str, new: str) -> dict[str, str]:
    """The contradictions found once a sentence says something else."""
    was = knowledge.rules[rule]
    assert old in was.reads
    rules = {**knowledge.rules, rule: msgspec.structs.replace(was, reads=was.reads.replace(old, new))}
    return dict(contradictions(msgspec.structs.replace(knowledge, rules=rules)))


def test_no_sentence_contradicts_its_condition(knowledge: m.Knowledge) -> None:
    assert dict(contradictions(knowledge)) == {}


@pytest.mark.parametrize(
    ("rule", "old", "new", "says"),
    [
        (MANAGERS, "two persons", "three persons", "its conditions use the numbers 2, its text says 3"),
        (MANAGERS, "two persons", "12 persons", "its conditions use the numbers 2, its text says 12"),
        (UNUSED, "thirty-six months", "twenty-four months", "its conditions use the numbers 36, its text says 24"),
        (DENIED, "North Korea", "South Korea", "its conditions use the States PRK, its text says KOR"),
        (
            INDEMNITY, "30 September 2028", "30 September 2025",
            "its conditions use the dates 2028-09-30, its text says 2025-09-30",
        ),
    ],
)  # fmt: skip
def test_a_sentence_that_says_something_else_is_reported(
    knowledge: m.Knowledge, rule: str, old: str, new: str, says: str
) -> None:
    assert reworded(knowledge, rule, old, new) == {rule: says}


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        (MANAGERS, "two persons", "2 persons"),
        (UNUSED, "thirty-six months", "36 months"),
        (MANAGERS, "At least two persons", "Under Article 6(1) of the Law of 15 December 2020, at least two persons"),
        (MANAGERS, "At least two persons", "From 3 May 2021 at least two persons"),
        (INDEMNITY, "not later than 30 September 2028", "before 1 October 2028"),
        (DENIED, "may not go to China", "may not go from the United States to China"),
    ],
)
def test_the_same_in_other_words_is_not_a_contradiction(knowledge: m.Knowledge, rule: str, old: str, new: str) -> None:
    assert reworded(knowledge, rule, old, new) == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("at least ten per cent of 2,000 votes", ["10", "2000"]),
        ("twenty-one days, or one year", ["21"]),
        ("at most 1e-4, that is one in ten thousand", ["0.0001"]),
        ("500 million dollars", ["500000000"]),
        ("Articles 4 and 7(1), section 50904(a) and 47 CFR 25.122", []),
        ("on 10 July 1984", []),
    ],
)
def test_numbers_are_read_in_figures_and_words(text: str, named: list[str]) -> None:
    assert numbers(text) == {Decimal(n) for n in named}


def test_the_date_of_a_law_is_its_name() -> None:
    assert dates("Under the Law of 20 July 2017, before 2 August 2018") == {date(2018, 8, 2)}


def test_check_reports_three_managers_against_a_text_that_says_two(tmp_path: Path) -> None:
    for folder in ("rules", "corpus", "ontology"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "rules" / f"{MANAGERS}.yaml"
    text = file.read_text(encoding="utf-8")
    assert "at_least: 2" in text
    file.write_text(text.replace("at_least: 2", "at_least: 3"), encoding="utf-8")
    problems, _ = check(tmp_path)
    assert [(p.code, p.file, p.what) for p in problems] == [
        ("K145", f"rules/{MANAGERS}.yaml", "its conditions use the numbers 3, its text says 2")
    ]
    assert problems[0].line == text.splitlines().index(next(x for x in text.splitlines() if x.startswith("reads:"))) + 1
