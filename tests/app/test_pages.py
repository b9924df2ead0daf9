"""The pages of a case: addresses, what is on disk, two tabs, questions, tasks, and what is empty."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from streamlit.testing.v1 import AppTest

from regolex.cases.store import Store
from regolex.interview.intake import Intake
from regolex.knowledge import load
from regolex.law.source import read
from tests.app_pages import ROOT, bar, case, fresh, kept, labels, mission_of, on_disk, opened, run, text, turn, words

sys.path.insert(0, str(ROOT / "app"))

KB = load()
NEREUS = KB.read_mission(ROOT / "examples" / "nereus-water.yaml")
FOUNDER: dict[str, Any] = dict(read(ROOT / "tests" / "intake" / "plans" / "founder.yaml", "founder", "M").data)
FOUNDER.pop("expects")
ON = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", "")


# --- addresses ---


def test_an_address_opens_its_case_and_its_finding() -> None:
    at = opened(NEREUS, ON)
    a = at.session_state["result"].assessment
    contested = next(f for f in a.findings if f.contested)
    turn(at, "findings", finding=f"{contested.rule.id} {contested.bearer} {contested.subject}")
    shown = words(at)
    assert "The paragraph" in shown
    assert "The readings" in shown
    assert contested.rule.reads.strip()[:40] in shown
    again = fresh()
    again.query_params["case"] = at.session_state["case_id"]
    turn(again, "disputes", question=next(iter(contested.by_reading)).partition(":")[0])
    assert "Use this reading" in labels(again)


def test_an_address_without_its_case_says_so_and_leads_home() -> None:
    at = fresh()
    at.query_params["case"] = "nothing-of-the-kind"
    turn(at, "overview")
    assert "There is no case under this address" in text(at)
    at.button(key="none|home").click()
    run(at)
    assert at.title[0].value == "Start your first case"


def test_an_address_whose_finding_has_gone_shows_the_findings_there_are() -> None:
    at = opened(NEREUS, ON)
    turn(at, "findings", finding="no/such/rule LUX mission")
    assert "That finding no longer stands" in text(at)
    assert at.title[0].value == "Findings"


# --- what is on disk ---


def test_a_reload_finds_every_answer_and_a_duplicate_goes_its_own_way() -> None:
    at = opened(NEREUS, ON)
    at.text_input(key="title").set_value("Another name")
    run(at)
    assert on_disk(at).title == "Another name"
    again = fresh()
    again.query_params["case"] = at.session_state["case_id"]
    turn(again, "overview")
    assert mission_of(again).title == "Another name"
    home = turn(again, "home")
    home.button(key=f"copy|{at.session_state['case_id']}").click()
    run(home)
    assert {card.title for card in Store.open().list()} == {"Another name", "Another name (copy)"}


def test_an_earlier_version_is_restored_and_none_is_lost() -> None:
    at = opened(NEREUS, ON)
    at.text_input(key="title").set_value("Second")
    run(at)
    at.text_input(key="title").set_value("Third")
    run(at)
    at.button(key="restore|1").click()
    run(at)
    assert mission_of(at).title == NEREUS.title
    assert [v.number for v in Store.open().versions(at.session_state["case_id"])] == [4, 3, 2, 1]


def test_undo_takes_the_last_change_back_on_disk() -> None:
    at = opened(NEREUS, ON)
    at.text_input(key="title").set_value("Second")
    run(at)
    at.button(key="bar|undo").click()
    run(at)
    assert on_disk(at).title == NEREUS.title


def test_a_deleted_case_is_taken_back_from_home() -> None:
    at = opened(NEREUS, ON)
    name = at.session_state["case_id"]
    turn(at, "home")
    at.button(key=f"delete|{name}").click()
    run(at)
    assert at.title[0].value == "Start your first case"
    at.button(key=f"undelete|{name}").click()
    run(at)
    assert NEREUS.title in text(at)


# --- two tabs ---


def change_title(at: AppTest, title: str) -> None:
    at.text_input(key="title").set_value(title)
    run(at)


def test_of_two_tabs_that_change_one_case_the_second_is_shown_both_and_decides() -> None:
    one = opened(NEREUS, ON)
    two = fresh()
    two.query_params["case"] = one.session_state["case_id"]
    turn(two, "overview")
    change_title(one, "From the first tab")
    change_title(two, "From the second tab")
    assert on_disk(two).title == "From the first tab", "nothing is overwritten silently"
    assert "From the first tab" in text(two)
    assert "From the second tab" in text(two)
    two.button(key="conflict|mine").click()
    run(two)
    assert on_disk(two).title == "From the second tab"
    run(one)
    assert "changed in another window" in text(one)
    assert mission_of(one).title == "From the second tab"


def test_keeping_mine_keeps_what_the_other_tab_answered_elsewhere() -> None:
    one = opened(NEREUS, ON)
    two = fresh()
    two.query_params["case"] = one.session_state["case_id"]
    turn(two, "overview")
    craft = NEREUS.parts["object"][0]
    current = one.session_state["case"]
    changed = case.answered(current.mission, KB.knowledge, craft, "object.registry_state", {"unknown": "undecided"})
    store = Store.open()
    store.save(one.session_state["case_id"], case.text_of(current.having(changed), KB.knowledge), 1)
    change_title(two, "From the second tab")
    two.button(key="conflict|mine").click()
    run(two)
    assert on_disk(two).title == "From the second tab"
    assert on_disk(two).answer(craft, "object.registry_state").missing == "undecided"


def test_taking_the_other_gives_up_one_s_own_change_alone() -> None:
    one = opened(NEREUS, ON)
    two = fresh()
    two.query_params["case"] = one.session_state["case_id"]
    turn(two, "overview")
    change_title(one, "From the first tab")
    change_title(two, "From the second tab")
    two.button(key="conflict|theirs").click()
    run(two)
    assert on_disk(two).title == mission_of(two).title == "From the first tab"


# --- questions and tasks ---


def founder() -> AppTest:
    mission = Intake(KB.engine, FOUNDER).take().mission
    return opened(mission, date(2026, 11, 30), "questions")


def test_a_question_left_open_waits_in_the_tray_and_is_not_asked_again() -> None:
    at = founder()
    first = at.title[0].value
    at.button(key="questions|open").click()
    run(at)
    assert at.title[0].value != first
    assert "Left open (0)" not in text(at)
    again = fresh()
    again.query_params["case"] = at.session_state["case_id"]
    turn(again, "questions")
    assert again.title[0].value != first, "it is not asked again in another tab"
    tray = next(b for b in again.button if (b.key or "").startswith("tray|") and b.label == first)
    tray.click()
    run(again)
    assert again.title[0].value == first


def test_saving_nothing_is_refused_in_words() -> None:
    at = founder()
    before = mission_of(at)
    at.button(key="questions|save").click()
    run(at)
    if at.checkbox and not at.radio:
        return  # on the screen to tick, nothing ticked is an answer
    assert "Choose an answer first" in text(at)
    assert mission_of(at) == before


def test_a_task_that_is_done_is_set_on_the_spot() -> None:
    at = opened(NEREUS, ON, "tasks")
    control = next(s for s in at.selectbox if (s.key or "").startswith("road|") and s.value == "planned")
    _, _, part, fact = control.key.split("|", 3)
    control.set_value("done")
    run(at)
    assert on_disk(at).answer(part, fact).value == "done"


def test_the_calendar_the_table_and_the_chart_are_offered() -> None:
    at = opened(NEREUS, ON, "tasks")
    assert {"Calendar file", "CSV", "Chart"} <= {b.proto.label for b in at.get("download_button")}


# --- the pages that are empty ---


@pytest.mark.parametrize(
    "page", ["overview", "questions", "tasks", "findings", "disputes", "compare", "change", "assumptions"]
)
def test_a_page_without_a_day_says_what_to_do(page: str) -> None:
    at = opened(case.empty("Nothing yet").mission, None, page)
    assert "No day is chosen yet." in text(at)
    next(b for b in at.button if (b.key or "").endswith("|day")).click()
    run(at)
    assert "Undetermined" in bar(at)


@pytest.mark.parametrize("page", ["tasks", "findings", "disputes", "compare"])
def test_a_page_of_an_empty_case_says_why_it_is_empty_and_leads_on(page: str) -> None:
    at = opened(case.empty("Nothing yet").mission, ON, page)
    assert [b for b in at.button if (b.key or "").startswith("nothing|")], text(at)


# --- the library ---


def test_the_law_is_found_by_a_word_and_opened() -> None:
    at = turn(run(fresh()), "law")
    at.text_input(key="law|search").set_value("registration convention")
    run(at)
    assert "hits" in text(at) or "hit" in text(at)
    at.button(key="hit|0").click()
    run(at)
    assert at.header[0].value.startswith("Registration Convention")


def test_who_is_bound_follows_the_day() -> None:
    at = turn(run(fresh()), "law", view="Who is bound")
    now = text(at)
    at.date_input(key="law|day").set_value(date(1970, 1, 1))
    run(at)
    assert text(at) != now
    assert "bound on 1970-01-01" in text(at)


def test_a_saved_question_is_answered_with_its_parameters() -> None:
    at = turn(run(fresh()), "ask")
    next(b for b in at.button if b.label == "Ask").click()
    run(at)
    assert "row" in text(at)


def test_what_we_name_ourselves_stands_in_an_answer_without_the_address_before_it() -> None:
    at = turn(run(fresh()), "ask", question="returned-material-by-state")
    next(b for b in at.button if b.label == "Ask").click()
    run(at)
    assert "<td>state/JPN</td>" in text(at)
    assert '<th scope="row">Japan</th>' in text(at), "the chart names what its bars are"


def test_an_update_and_a_broken_query_are_refused_in_words() -> None:
    at = turn(run(fresh()), "ask")
    at.segmented_control(key="ask|how").set_value("SPARQL")
    run(at)
    for query, code in (
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "Q40"),
        ("SELECT ?x { ?x", "Q401"),
        ("/etc/passwd", "Q401"),
    ):
        at.text_area(key="ask|text").set_value(query)
        next(b for b in at.button if b.label == "Run").click()
        run(at)
        assert code in text(at), query


def test_a_case_of_other_knowledge_is_kept_and_said_to_be_unreadable(tmp_path: Path) -> None:
    made = Store.open().new("Old", "mission: old\ntitle: Old\nactivities: {dig: {kind: no-such-kind}}\n")
    at = fresh()
    at.query_params["case"] = made.id
    turn(at, "overview")
    assert "cannot be read with the present knowledge" in text(at)
    assert Store.open().read(made.id).version == 1


def test_a_kept_case_comes_back_as_it_was() -> None:
    one = kept(NEREUS, ON, readings={"art-ii-extraction": "P1"}, left=("mission mission.stage",), pending=True)
    found = Store.open().read(one.id)
    again = case.kept(found.text, found.settings, KB.knowledge)
    assert (again.on, again.readings, again.left, again.pending) == (
        ON, {"art-ii-extraction": "P1"}, ("mission mission.stage",), True,
    )  # fmt: skip


def test_a_click_that_ends_a_run_right_after_the_save_makes_no_conflict_and_loses_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from regolex_app import session
    from streamlit.runtime.scriptrunner_utils.exceptions import StopException

    at = opened(NEREUS, ON, "overview")
    usual, ended = session._kept, []

    def ends(*given: Any) -> None:
        if not ended:
            ended.append(True)
            raise StopException
        usual(*given)

    monkeypatch.setattr(session, "_kept", ends)
    title = next(box for box in at.text_input if box.label == "Title")
    title.set_value("First")
    at.run()
    assert ended, "the run ended between the disk and the page"
    run(at)
    title = next(box for box in at.text_input if box.label == "Title")
    assert title.value == "First"
    title.set_value("Second")
    run(at)
    assert "conflict" not in at.session_state
    assert on_disk(at).title == "Second"
