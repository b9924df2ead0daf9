"""A memo says whose what is taken becomes and who may object, and what would bring a State in that has no duty yet."""

from __future__ import annotations

from functools import cache

import pytest

from regolex.alternatives.turns import turning
from regolex.engine.assessment import Assessment
from regolex.report.memo import memo
from regolex.report.memo_facts import asked, by_weight
from regolex.report.paper import Heading, Paper, Table, plain
from regolex.tasks.pack import meets
from tests.report.conftest import KB, PLANS, assessed, memo_on
from tests.report.test_memo import section, section_of, text_of


@cache
def turned() -> tuple[Assessment, Paper]:
    a = turning(KB.engine, assessed("nereus-water"))
    return a, memo(a)


def rows_of(paper: Paper, title: str) -> list[list[str]]:
    return [
        [plain(cell) for cell in row]
        for b in paper.blocks
        if isinstance(b, Table) and b.title == title
        for row in b.rows
    ]


def test_the_object_stays_its_owners_the_ground_is_no_ones_and_what_is_taken_is_the_clients_by_the_law_that_gives_it() -> (
    None
):
    rows = rows_of(memo_on("nereus-water"), "Rights and title")
    said = {row[0]: row for row in rows}
    assert "stays with its owner" in said["The extractor"][1]
    assert said["A body, a site, what is still in the ground"][1].endswith("Outer Space Treaty, Article II")
    taken = said["What is taken"]
    assert taken[1].startswith("Yours: Under Luxembourg law")
    assert "Law of 20 July 2017, Art. 1" in taken[1]
    assert "silent on when and how title" in taken[1]


def test_it_says_who_may_object_and_that_no_state_was_read_to_do_so() -> None:
    taken = next(r for r in rows_of(memo_on("nereus-water"), "Rights and title") if r[0] == "What is taken")
    assert "No State was read to hold it in its own words; an official of a State did: Roscosmos" in taken[2]
    assert "S. Hobe" in taken[2]


def test_recognition_abroad_is_a_question_of_its_own_in_the_words_of_the_knowledge() -> None:
    row = next(r for r in rows_of(memo_on("nereus-water"), "Rights and title") if r[0].startswith("Must other States"))
    caution = KB.knowledge.questions["recognition-of-title"].caution
    assert row[1] == caution.strip()
    assert "Council of State of Luxembourg" in row[2]


def test_a_plan_that_takes_nothing_promises_nothing() -> None:
    rows = rows_of(memo_on("flyby-survey"), "Rights and title")
    assert "What is taken" not in [row[0] for row in rows]


def test_the_section_names_the_day_until_which_a_grant_lasts() -> None:
    told = text_of(section("nereus-water", "title"))
    assert "if it were granted today (2026-11-30), it would have to be used by 2029-11-30" in told
    assert "French launch authorisation" not in told  # that of another party stands in the annex
    assert "French launch authorisation" in text_of(section("nereus-water", "annex-road"))


def test_a_state_without_a_duty_has_a_part_that_says_what_would_bring_its_treaties_in() -> None:
    _, paper = turned()
    assert any(h.id == "reach-AUS" for h in paper.headings)
    rows = rows_of(paper, "What would bring the law of Australia in")
    by_answer = next(row for row in rows if "States of control rooms" in row[0])
    assert by_answer[1] == "Moon Agreement, Art. 14(1), first sentence"
    assert by_answer[2].startswith(
        "Blocked on every reading. Breached then: Moon Agreement, Art. 14(1), second sentence"
    )
    by_reading = next(row for row in rows if "“control”" in row[0])
    assert by_reading[1] == "No holder was read, so it is not counted."
    told = text_of(section_of(paper, "disputed"))
    assert "party to the ENMOD Convention and the Moon Agreement, which bind no State that has duties here" in told
    assert "Overseas payload permit, only if an Australian national counts as a responsible party" in told


def test_what_a_turning_answer_would_breach_is_breached_when_it_is_given() -> None:
    a, _ = turned()
    turn = next(t for t in a.turns or () if t.fact == "activity.controlled_from")
    from regolex.missions.mission import Answer

    then = KB.assess(a.mission.with_answer(turn.part, turn.fact, Answer(turn.tried)), on=a.on)
    breached = {(f.rule.id, f.bearer) for f in then.findings if f.weighs and f.result == "breached"}
    assert turn.breached
    assert set(turn.breached) <= breached


@pytest.mark.parametrize("name", PLANS)
def test_a_disputed_question_and_a_reach_are_numbered_in_one_row(name: str) -> None:
    numbers = [h.text.split()[0] for h in memo_on(name).headings if h.level == 2 and h.text.startswith("6.")]
    assert numbers == [f"6.{n}" for n in range(1, len(numbers) + 1)]
    assert isinstance(memo_on(name).headings[0], Heading)


def test_a_memo_names_what_each_application_has_to_contain_also_where_no_permit_is_stated() -> None:
    for name in ("nereus-water", "astroforge-odin"):
        a = assessed(name)
        met = {pack for pack, one in a.knowledge.packs.items() if meets(a, one) != "no"}
        rows = rows_of(memo_on(name), "What the applications have to contain")
        assert {row[3] for row in rows} == met
        assert met
    row = next(
        r for r in rows_of(memo_on("nereus-water"), "What the applications have to contain") if r[3] == "lsa-2017"
    )
    assert row[1].count("; ") + 1 == len(KB.knowledge.packs["lsa-2017"].documents)


def test_the_question_on_which_your_permit_turns_stands_first_and_says_which_permit_is_meant() -> None:
    a = assessed("astroforge-odin")
    assert asked(a, by_weight(a)[0]) == "Is the authorisation granted? (FAA payload review)"
    point = next(
        t for t in text_of(section("astroforge-odin", "answer")).splitlines() if "questions are unanswered" in t
    )
    assert "Is the authorisation granted? (FAA payload review) In which States are the control centres" in point
