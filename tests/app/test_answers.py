"""Answers given, left open, and refused, on the pages of the app."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from streamlit.testing.v1 import AppTest

from regolex.knowledge import load
from regolex.report.beside import WHO
from tests.app_pages import ROOT, answer, bar, on_disk, open_bearer, run, started, started_from, text, topic, turn

sys.path.insert(0, str(ROOT / "app"))
from regolex_app.words import plain

TAKING = "finding|LUX|{}|un/treaty/test-1967/art-02-taking|1"


def test_changing_an_answer_changes_the_verdict_at_once_and_on_disk(app: AppTest) -> None:
    topic(app, "activities")
    assert "Clear" in bar(app)
    topic(app, "conduct")
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "yes")
    assert "Blocked" in bar(app)
    assert on_disk(app).answer("activity:dig", "activity.excludes_others").value is True
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "no")
    assert "Clear" in bar(app)
    assert on_disk(app).answer("activity:dig", "activity.excludes_others").value is False


def test_an_unknown_answer_stays_open_and_is_never_taken_for_a_no(app: AppTest) -> None:
    topic(app, "conduct")
    for choice, said in (("dont-know", "dont-know"), ("undecided", "undecided"), ("not-asked", "not-asked")):
        answer(app, "radio", "a|activity:dig|activity.excludes_others", choice)
        assert "Undetermined" in bar(app)
        assert app.session_state["case"].mission.answer("activity:dig", "activity.excludes_others").missing == said
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "does-not-arise")
    app.text_input(key="why|activity:dig|activity.excludes_others").set_value("no one else is there")
    run(app)
    given = app.session_state["case"].mission.answer("activity:dig", "activity.excludes_others")
    assert given.does_not_arise == "no one else is there"


def test_a_missing_answer_leads_to_its_question_and_back(app: AppTest) -> None:
    topic(app, "conduct")
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "dont-know")
    open_bearer(app, "LUX")
    app.session_state[TAKING.format("open")] = True
    run(app)
    app.button(key=f"{TAKING.format('open')}|missing|0").click()
    run(app)
    assert app.title[0].value == "Your answers"
    assert app.header[0].value == "Your question"
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "no")
    assert "Clear" in bar(app)
    app.button(key="asked|back").click()
    run(app)
    assert app.title[0].value == "Overview"


def test_a_question_that_is_left_leads_to_its_place_and_one_left_open_says_so(app: AppTest) -> None:
    topic(app, "authorisations")
    answer(app, "radio", "a|authorisation:licence|authorisation.granted", "undecided")
    asked = [b for b in app.button if (b.key or "").startswith("next|beside|")]
    assert "you left it open: not decided yet" in text(app)
    asked[-1].click()
    run(app)
    assert app.session_state["asked"] == ("authorisation.granted", ("authorisation:licence",))


def test_whether_a_question_arises_is_asked_before_the_question(app: AppTest) -> None:
    topic(app, "conduct")
    answer(app, "radio", "a|activity:dig|activity.excludes_others", "not-asked")
    next(b for b in app.button if (b.key or "").startswith("next|beside|")).click()
    run(app)
    assert app.session_state["asked"] == ("activity.body", ("activity:dig",))


def test_a_list_not_given_is_open_and_no_list_at_all_is_an_answer(app: AppTest) -> None:
    topic(app, "authorisations")
    app.button(key="remove|authorisation:licence").click()
    run(app)
    assert app.session_state["case"].mission.parts["authorisation"] == ()
    assert "Blocked" in bar(app)
    answer(app, "radio", "list|authorisation", "not-stated")
    assert "authorisation" not in app.session_state["case"].mission.parts
    assert "To do" in bar(app)
    turn(app, "overview")
    assert "So far; may become clear or blocked." in text(app)
    topic(app, "authorisations")
    answer(app, "radio", "list|authorisation", "so-far")
    assert app.session_state["case"].mission.parts["authorisation"] == ()
    turn(app, "overview")
    assert "So far; may become clear or blocked." in text(app)


def test_no_value_and_no_answer_are_distinguished(app: AppTest) -> None:
    topic(app, "activities")
    where = "activity:dig", "activity.controlled_from"
    assert app.session_state["case"].mission.answer(*where).value == ()
    answer(app, "selectbox", "h|activity:dig|activity.controlled_from", "dont-know")
    assert app.session_state["case"].mission.answer(*where).missing == "dont-know"
    answer(app, "multiselect", "a|activity:dig|activity.controlled_from", ["USA"])
    assert app.session_state["case"].mission.answer(*where).value == ("USA",)
    answer(app, "multiselect", "a|activity:dig|activity.controlled_from", [])
    assert not app.session_state["case"].mission.answer(*where).known
    answer(app, "selectbox", "h|activity:dig|activity.controlled_from", "none")
    assert app.session_state["case"].mission.answer(*where).value == ()


def test_a_judgement_is_attributed(app: AppTest) -> None:
    topic(app, "conduct")
    app.toggle(key="only").set_value(False)
    run(app)
    place = "mission|mission.international_law_compliance"
    answer(app, "radio", f"a|{place}", "satisfied")
    answer(app, "text_input", f"by|{place}", "A. Counsel")
    answer(app, "text_input", f"on|{place}", "2026-01-10")
    given = app.session_state["case"].mission.answer("mission", "mission.international_law_compliance")
    assert (given.value, given.by, given.on) == ("satisfied", "A. Counsel", "2026-01-10")


def test_parts_are_added_named_and_removed(app: AppTest) -> None:
    topic(app, "parties")
    app.text_input(key="new|party").set_value("Second Ltd.")
    next(b for b in app.button if b.label == "Add party").click()
    run(app)
    mission = app.session_state["case"].mission
    assert mission.parts["party"] == ("party:digger", "party:second-ltd")
    app.text_input(key="name|party:second-ltd").set_value("Third Ltd.")
    run(app)
    assert app.session_state["case"].mission.name("party:second-ltd") == "Third Ltd."
    app.button(key="remove|party:digger").click()
    run(app)
    mission = app.session_state["case"].mission
    assert mission.parts["party"] == ("party:second-ltd",)
    assert not mission.answer("activity:dig", "activity.operator").known


def test_an_invalid_answer_is_refused_with_its_code_and_changes_nothing(app: AppTest) -> None:
    before = app.session_state["case"]
    topic(app, "mission")
    app.toggle(key="only").set_value(False)
    run(app)
    app.text_input(key="a|mission|mission.duration_days").set_value("a month")
    run(app)
    assert "M106" in text(app)
    assert app.session_state["case"] == before
    assert app.text_input(key="a|mission|mission.duration_days").value == "a month"
    app.text_input(key="a|mission|mission.duration_days").set_value("30")
    run(app)
    assert "M106" not in text(app)
    assert app.session_state["case"].mission.answer("mission", "mission.duration_days").value == 30


def test_only_questions_on_which_a_rule_depends_are_shown_until_all_are_requested(app: AppTest) -> None:
    topic(app, "mission")
    before = {w.key for w in (*app.radio, *app.selectbox, *app.text_input)}
    assert "a|mission|mission.crewed" in before
    assert "a|mission|mission.duration_days" not in before
    assert "questions are not shown" in text(app)
    app.toggle(key="only").set_value(False)
    run(app)
    assert "a|mission|mission.duration_days" in {w.key for w in app.text_input}


def test_every_topic_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    at = started_from(started(monkeypatch, ""), "astroforge-odin")
    turn(at, "answers")
    names = {f.group for f in load().knowledge.facts.values() if not f.derived}
    assert len(names) > 5
    for name in sorted(names):
        at.selectbox(key="topic").set_value(name)
        run(at)


def test_the_questions_left_are_those_of_the_assessment_in_its_order_by_who_can_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = started_from(started(monkeypatch, ""), "astroforge-odin")
    turn(at, "answers")
    a = load().assess(ROOT / "examples" / "astroforge-odin.yaml", on=at.session_state["case"].on)
    headings = [h.value for h in at.subheader]
    for who, count in a.questions.by_who().items():
        assert f"{WHO[who]} ({count})" in headings
    expected = [q for q in a.questions.items if q.who == "client"]
    shown = [b for b in at.button if (b.key or "").startswith("next|beside|")]
    assert [b.label for b in shown[: min(6, len(expected))]] == [plain(q.text) for q in expected[:6]]
    assert all(plain(q.why.rstrip(".")) in text(at) for q in expected[:6])
