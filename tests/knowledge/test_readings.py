"""The catalogue of contested questions: complete, attributed, and merged without loss."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from regolex.law import model as m
from regolex.law.loader import Loader

ROOT = Path(__file__).parents[2]
MERGE = (ROOT / "docs/reference/readings-merge.md").read_text(encoding="utf-8")
OPERATIONS = {f"O{i}" for i in range(1, 12)}
VALUE = re.compile(r"(lawful|conditional|unlawful|unsettled)(: \S.*)?")
DAY = re.compile(r"\d{4}(-\d{2}){0,2}")

# readings per question in the notes, so that none is dropped by accident
POSITIONS = {
    "Q1": 4, "Q2": 2, "Q3": 3, "Q4": 3, "Q5": 3, "Q6": 5, "Q7": 2, "Q8": 3, "Q9": 3, "Q10": 3, "Q11": 3, "Q12": 3,
    "Q13": 4, "Q14": 4, "Q15": 3, "Q16": 2,
}  # fmt: skip
LIMBS = {"C1": "ABCD", "C2": "ABC", "C3": "ABC", "C4": "ABC", "C5": "ABCDE", "C6": "ABC", "C7": "ABC", "C8": "ABCD"}

# the position profiles of States in the notes
PROFILES = {
    "USA": {"art-ii-extraction": "P1", "benefit-sharing": "P1", "safety-zones": "P1", "customary-status": "P3"},
    "LUX": {"art-ii-extraction": "P1", "benefit-sharing": "P1 P2", "safety-zones": "P1"},
    "ARE": {"art-ii-extraction": "P1", "benefit-sharing": "P1 P2", "safety-zones": "P1"},
    "JPN": {"art-ii-extraction": "P1", "benefit-sharing": "P1 P2", "safety-zones": "P1"},
    "CHN": {"art-ii-extraction": "P2", "benefit-sharing": "P2", "safety-zones": "P3"},
    "RUS": {"art-ii-extraction": "P3 P4", "benefit-sharing": "P2 P3", "safety-zones": "P3"},
    "BEL": {
        "art-ii-extraction": "P2", "benefit-sharing": "P2", "safety-zones": "P1", "moon-agreement-moratorium": "P1 P2",
    },
    "AUS": {
        "art-ii-extraction": "P1 P2", "benefit-sharing": "P2", "safety-zones": "P1", "moon-agreement-moratorium": "P1",
    },
    "NLD": {"art-ii-extraction": "P1 P2", "benefit-sharing": "P2", "safety-zones": "P1"},
    "MEX": {"art-ii-extraction": "P1 P2", "benefit-sharing": "P2", "safety-zones": "P1"},
    "SAU": {"art-ii-extraction": "P1", "safety-zones": "P1"},
    "IND": {"art-ii-extraction": "P1"},
}  # fmt: skip


@cache
def questions() -> dict[str, m.Question]:
    loader = Loader(ROOT)
    loader.load("", "")
    broken = [str(p) for p in loader.problems if p.file.startswith("rules/readings/")]
    assert not broken, "\n".join(broken)
    return loader.questions


def readings() -> list[tuple[str, m.Reading]]:
    return [(f"{q.id}:{r.id}", r) for q in questions().values() for r in q.readings]


def holders() -> list[tuple[str, m.Holder]]:
    return [(name, holder) for name, reading in readings() for holder in reading.holders]


def held_by(state: str, on: str) -> dict[str, str]:
    """Readings that a State had stated by a day: a year or month counts from its beginning."""
    found: dict[str, set[str]] = {}
    for name, holder in holders():
        if holder.state == state and holder.since <= on[: len(holder.since)]:
            question, _, reading = name.partition(":")
            found.setdefault(question, set()).add(reading)
    return {question: " ".join(sorted(ids)) for question, ids in found.items()}


def test_every_file_of_the_folder_is_a_question() -> None:
    files = {path.stem for path in (ROOT / "rules/readings").glob("*.yaml")}
    assert files == set(questions())
    assert len(files) == 18


def test_every_question_has_at_least_two_readings_and_its_common_ground() -> None:
    for question in questions().values():
        assert len(question.readings) >= 2, question.id
        assert all((question.common_ground, question.caution, question.catalogue)), question.id


def test_every_question_points_at_the_text_it_is_about() -> None:
    for question in questions().values():
        assert question.text_at_issue, question.id


def test_every_reading_says_on_what_it_rests() -> None:
    for name, reading in readings():
        assert "see notes" not in reading.authority.casefold(), name
        assert len(reading.authority) > 20, name
        assert reading.says.endswith("."), name
        assert reading.weight_basis != "estimate, late 2026", name


def test_every_holder_has_statement_source_and_confidence() -> None:
    assert len(holders()) > 100
    for name, holder in holders():
        assert all((holder.statement, holder.source, holder.confidence)), (name, holder.name)


def test_days_are_days_months_or_years_and_a_state_always_has_one() -> None:
    for name, holder in holders():
        if holder.state:
            assert holder.since, (name, holder.name)
        if holder.since:
            assert DAY.fullmatch(holder.since), (name, holder.name)
            assert "1957" < holder.since < "2026-11-23", (name, holder.name)


def test_what_is_from_memory_is_never_called_verified() -> None:
    for name, holder in holders():
        if holder.confidence == "verified":
            assert "from memory" not in holder.source or "one note" in holder.source, (name, holder.name)
            assert "not opened" not in holder.source, (name, holder.name)


def test_consequences_name_operations_and_values() -> None:
    for name, reading in readings():
        assert set(reading.consequences) <= OPERATIONS, name
        for operation, value in reading.consequences.items():
            assert VALUE.fullmatch(value), (name, operation, value)


def test_the_readings_of_a_question_judge_the_same_operations() -> None:
    for question in questions().values():
        judged = {frozenset(r.consequences) for r in question.readings if r.consequences}
        assert len(judged) <= 1, question.id


def test_an_area_claim_is_lawful_on_no_reading_of_article_ii() -> None:
    assert {r.consequences["O7"] for r in questions()["art-ii-extraction"].readings} == {"unlawful"}


@pytest.mark.parametrize("item", [*POSITIONS, *LIMBS])
def test_every_catalogue_item_is_claimed(item: str) -> None:
    assert any(item in question.catalogue for question in questions().values())


def test_every_limb_of_the_second_catalogue_is_claimed_by_a_question() -> None:
    claimed = {item for question in questions().values() for item in question.catalogue}
    assert {f"{point}-{limb}" for point, limbs in LIMBS.items() for limb in limbs} <= claimed


def test_every_position_of_the_spine_is_a_reading_of_its_question() -> None:
    for item, count in POSITIONS.items():
        question = next(q for q in questions().values() if item in q.catalogue)
        assert [r.id for r in question.readings] == [f"P{i}" for i in range(1, count + 1)], item


def test_the_merge_table_tells_where_every_position_went() -> None:
    positions = {f"{q}-P{i}" for q, count in POSITIONS.items() for i in range(1, count + 1)}
    limbs = {f"{point}-{limb}" for point, letters in LIMBS.items() for limb in letters}
    rows = {line.split("|")[1].strip() for line in MERGE.splitlines() if line.startswith("| ")}
    assert positions | limbs <= rows


def test_the_merge_table_points_at_readings_that_exist() -> None:
    targets = set(re.findall(r"`([a-z-]+:P\d)`", MERGE))
    known = {name for name, _ in readings()}
    assert targets <= known
    assert known == targets, "a reading that the table does not mention"


@pytest.mark.parametrize("state", PROFILES)
def test_every_profile_of_a_state_is_held_today(state: str) -> None:
    held = held_by(state, "2026-11-22")
    for question, expected in PROFILES[state].items():
        assert held.get(question) == expected, question


@pytest.mark.parametrize(
    ("state", "on", "expected"),
    [
        ("USA", "2015-11-24", None),
        ("USA", "2015-11-25", "P1"),
        ("LUX", "2015-12-31", None),
        ("CHN", "2024-03-05", None),
        ("CHN", "2024-03-06", "P2"),
        ("NLD", "2019-11-11", None),
        ("NLD", "2019-11-12", "P2"),
        ("NLD", "2023-11-01", "P1 P2"),
    ],
)
def test_a_viewpoint_starts_on_the_day_of_the_statement(state: str, on: str, expected: str | None) -> None:
    assert held_by(state, on).get("art-ii-extraction") == expected
