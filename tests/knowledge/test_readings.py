"""The catalogue of contested questions: complete, attributed, and merged without loss."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from regolex.law import model as m
from regolex.law.loader import Loader
from regolex.law.readings import choosable, prevailing, serious, why_not_run

ROOT = Path(__file__).parents[2]
MERGE = (ROOT / "docs/reference/readings-merge.md").read_text(encoding="utf-8")
OPERATIONS = {f"O{i}" for i in range(1, 12)}
VALUE = re.compile(r"(lawful|conditional|unlawful|unsettled)(: \S.*)?")
DAY = re.compile(r"\d{4}(-\d{2}){0,2}")

# readings per question after the pass: a condition that everyone must meet is not a reading, Article II's rules-first is two
READINGS = {
    "Q1": "P1 P2 P3a P3b P4 P5", "Q2": "P1 P2", "Q3": "P1 P2 P3", "Q4": "P1 P2 P3 P4", "Q5": "P1 P2 P3",
    "Q6": "P1 P2 P3 P4 P5", "Q7": "P1 P2", "Q8": "P1 P2 P3", "Q9": "P1 P2", "Q10": "P1 P2 P3", "Q11": "P1 P2 P3",
    "Q12": "P1 P2 P3 P4", "Q13": "P1 P2 P3 P4", "Q14": "P1 P2 P3 P4 P5", "Q15": "P1 P2", "Q16": "P1 P2",
}  # fmt: skip
# positions per question in the notes, each of which the merge table has to account for
POSITIONS = {
    "Q1": 4, "Q2": 2, "Q3": 3, "Q4": 3, "Q5": 3, "Q6": 5, "Q7": 2, "Q8": 3, "Q9": 3, "Q10": 3, "Q11": 3, "Q12": 3,
    "Q13": 4, "Q14": 4, "Q15": 3, "Q16": 2,
}  # fmt: skip
LIMBS = {"C1": "ABCD", "C2": "ABC", "C3": "ABC", "C4": "ABC", "C5": "ABCDE", "C6": "ABC", "C7": "ABC", "C8": "ABCD"}

# what each State has said itself, in its law or its own statement, as far as it was read
OWN_WORDS = {
    "USA": {
        "art-ii-extraction": "P1", "benefit-sharing": "P1", "customary-status": "P3", "moon-agreement-moratorium": "P1",
        "registry-after-transfer": "P2", "sample-return-practice": "P1",
    },
    "LUX": {"art-ii-extraction": "P1"},
    "ARE": {"art-ii-extraction": "P1"},
    "JPN": {"art-ii-extraction": "P1"},
    "CHN": {"art-ii-extraction": "P2"},
    "NZL": {"art-ii-extraction": "P2"},
    "RUS": {"art-ii-extraction": "P3a"},
    "BEL": {"art-ii-extraction": "P2", "benefit-sharing": "P2"},
    "NLD": {"registry-after-transfer": "P2"},
}  # fmt: skip
SILENT = ("AUS", "MEX", "SAU", "IND", "GBR", "DEU", "FRA", "GRC", "IRN")

# readings above fringe of which no holder was read, so that they are logical possibilities
POSSIBILITIES = {
    "appropriate-state:P3", "appropriate-state:P4", "art-ii-extraction:P3b", "benefit-sharing:P3",
    "interference-threshold:P2", "moon-agreement-title-after-removal:P3", "private-launch-attribution:P2",
    "recognition-of-title:P2", "registry-after-transfer:P3", "sample-return-practice:P2", "whole-asteroid:P2",
}  # fmt: skip
KINDS = {"state-law", "state-statement", "state-official", "joint-text", "court", "body", "scholar", "press"}


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
    """Readings that a State itself had stated by a day: a year or month counts from its beginning."""
    found: dict[str, set[str]] = {}
    for name, holder in holders():
        if holder.state == state and holder.speaks_for_its_state and holder.held_on(date.fromisoformat(on)):
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
        assert len(reading.authority) > 15, name
        assert reading.says.endswith("."), name
        assert reading.weight_basis != "estimate, late 2026", name


def test_every_holder_has_statement_source_kind_and_confidence() -> None:
    assert len(holders()) > 90
    for name, holder in holders():
        assert all((holder.statement, holder.source, holder.confidence)), (name, holder.name)
        assert holder.kind in KINDS, (name, holder.name)


def test_no_one_holds_a_reading_as_an_anonymous_crowd() -> None:
    crowd = re.compile(r"\b(most|majority|much of|some|several|part of|a body of|group of 77)\b", re.IGNORECASE)
    for name, holder in holders():
        assert not crowd.search(holder.name), (name, holder.name)


def test_joining_a_joint_text_is_printed_once_and_makes_no_state_a_holder() -> None:
    for name, holder in holders():
        if holder.kind == "joint-text":
            assert not holder.state, (name, holder.name)
        assert "as an Accords signatory" not in holder.name or name == "benefit-sharing:P1", (name, holder.name)


def test_an_official_or_a_court_never_speaks_for_its_state() -> None:
    officials = [h for _, h in holders() if h.kind in ("state-official", "court")]
    assert any(h.state == "RUS" for h in officials)
    assert not any(h.speaks_for_its_state for h in officials)


def test_days_are_days_months_or_years() -> None:
    for name, holder in holders():
        for day in filter(None, (holder.since, holder.until)):
            assert DAY.fullmatch(day), (name, holder.name)
            assert "1957" < day < "2026-12-01", (name, holder.name)


def test_every_question_opens_with_a_summary_of_two_sentences() -> None:
    for question in questions().values():
        text = question.summary.replace("v. ", "")
        assert len(re.findall(r"[.](?= [A-Z]|$)", text)) == 2, (question.id, question.summary)
        assert "P1" not in text, question.id


def test_every_question_has_a_serious_reading_and_prevailing_ones_among_them() -> None:
    for question in questions().values():
        assert serious(question), question.id
        assert set(prevailing(question)) <= set(serious(question)), question.id
        assert prevailing(question), question.id


def test_readings_of_which_no_holder_was_read_are_logical_possibilities() -> None:
    found = {
        f"{q.id}:{r.id}" for q in questions().values() for r in q.readings if why_not_run(r) == "no-holder"
    }  # fmt: skip
    assert found == POSSIBILITIES


def test_a_dominant_reading_is_serious_without_a_named_holder() -> None:
    zones = questions()["safety-zones"]
    assert not any(h.read for h in zones.readings[1].holders)
    assert "P2" in serious(zones)


def test_a_reading_that_leaves_the_point_open_enters_no_combination() -> None:
    apart = {f"{q.id}:{r.id}" for q in questions().values() for r in q.readings if r.apart}
    assert apart == {"art-ii-extraction:P5", "customary-status:P3"}
    for name in apart:
        question, _, reading = name.partition(":")
        assert reading not in serious(questions()[question])
        assert reading not in choosable(questions()[question])


def test_no_state_said_that_extraction_is_unlawful() -> None:
    article = questions()["art-ii-extraction"]
    assert not [h.name for r in article.readings if r.id in ("P3b", "P4") for h in r.holders if h.speaks_for_its_state]


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


def test_the_readings_of_every_question_are_those_of_the_pass() -> None:
    for item, ids in READINGS.items():
        question = next(q for q in questions().values() if item in q.catalogue)
        assert " ".join(r.id for r in question.readings) == ids, item


def test_the_merge_table_tells_where_every_position_went() -> None:
    positions = {f"{q}-P{i}" for q, count in POSITIONS.items() for i in range(1, count + 1)}
    limbs = {f"{point}-{limb}" for point, letters in LIMBS.items() for limb in letters}
    rows = {line.split("|")[1].strip() for line in MERGE.splitlines() if line.startswith("| ")}
    assert positions | limbs <= rows


def test_the_merge_table_points_at_readings_that_exist() -> None:
    targets = set(re.findall(r"`([a-z-]+:P\d[ab]?)`", MERGE))
    known = {name for name, _ in readings()}
    assert targets <= known
    assert known == targets, "a reading that the table does not mention"


@pytest.mark.parametrize("state", OWN_WORDS)
def test_every_state_holds_what_it_said_itself(state: str) -> None:
    assert held_by(state, "2026-11-30") == OWN_WORDS[state]


@pytest.mark.parametrize("state", SILENT)
def test_no_reading_is_put_into_the_mouth_of_a_state_that_was_not_read(state: str) -> None:
    assert held_by(state, "2026-11-30") == {}


@pytest.mark.parametrize(
    ("state", "on", "expected"),
    [
        ("USA", "2015-11-24", None),
        ("USA", "2015-11-25", "P1"),
        ("LUX", "2017-07-19", None),
        ("LUX", "2017-07-20", "P1"),
        ("CHN", "2024-03-05", None),
        ("CHN", "2024-03-06", "P2"),
        ("RUS", "2020-04-01", "P3a"),
        ("NLD", "2026-11-30", None),
    ],
)
def test_a_viewpoint_starts_on_the_day_of_the_statement(state: str, on: str, expected: str | None) -> None:
    assert held_by(state, on).get("art-ii-extraction") == expected


def test_no_scholar_is_printed_for_two_readings_of_one_question() -> None:
    surname = re.compile(r"(?:[A-Z]\. ?)+(?:von |van |de )?([A-Z][\w'’-]+)")
    for question in questions().values():
        held: dict[str, set[str]] = {}
        for reading in question.readings:
            for holder in reading.holders:
                for name in surname.findall(holder.name) if holder.kind == "scholar" else ():
                    held.setdefault(name, set()).add(reading.id)
        assert not {name: ids for name, ids in held.items() if len(ids) > 1}, question.id


def test_objections_and_viewpoints_rest_on_statements_that_were_read_and_say_what_the_reading_says() -> None:
    speaking = [h for _, h in holders() if h.speaks_for_its_state]
    assert speaking
    assert all(h.confidence == "verified" and h.since and not h.nearest for h in speaking)
    assert not [h for h in speaking if "from memory" in h.source.replace("one note from memory", "")]
