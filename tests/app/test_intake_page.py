"""The intake on its page: what an answer writes, and how it is taken back."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from streamlit.testing.v1 import AppTest

from regolex.interview.intake import Intake
from regolex.knowledge import load
from regolex.law.source import read
from tests.app_pages import ROOT, case, fresh, mission_of, on_disk, run, text

sys.path.insert(0, str(ROOT / "app"))

KB = load()
NEREUS = KB.read_mission(ROOT / "examples" / "nereus-water.yaml")
FOUNDER: dict[str, Any] = dict(read(ROOT / "tests" / "intake" / "plans" / "founder.yaml", "founder", "M").data)
FOUNDER.pop("expects")
ON = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", "")


def begun() -> AppTest:
    at = run(fresh())
    at.button(key="start").click()
    return run(at)


def test_an_answer_of_the_intake_is_on_disk_and_says_what_it_changed() -> None:
    at = begun()
    at.get("pills")
    at.selectbox(key="i|who|state").set_value("LUX")
    run(at)
    client = on_disk(at).parts["party"][0]
    assert on_disk(at).answer(client, "party.organised_under").value == "LUX"
    assert "Luxembourg" in text(at)


def test_the_intake_of_the_page_gives_the_mission_of_the_command() -> None:
    """The same answers, one after the other through the controls' own way, give what `regolex new` writes."""
    from regolex_app import intake

    at = begun()
    answers = {k: v for k, v in FOUNDER.items() if isinstance(v, dict)}
    head = {"title": mission_of(at).title, "mission": mission_of(at).id, "on": at.session_state["case"].on.isoformat()}
    wanted = Intake(KB.engine, {**head, **answers}).take().mission
    current = at.session_state["case"]
    given: dict[str, dict[str, object]] = {}
    for question, own in answers.items():
        for field, value in own.items():
            before = Intake(KB.engine, {**head, **given}).take().mission if given else intake._blank(current.mission)
            given.setdefault(question, {})[field] = value
            after = Intake(KB.engine, {**head, **given}).take().mission
            current = current.having(case.rebased(before, after, current.mission))
    assert current.mission.parts == wanted.parts
    assert current.mission.answers == wanted.answers
    assert current.mission.client == wanted.client


def test_what_was_answered_elsewhere_stays_when_the_intake_is_changed() -> None:
    base = Intake(KB.engine, FOUNDER).take().mission
    craft = base.parts["object"][0]
    theirs = case.answered(base, KB.knowledge, craft, "object.registry_state", "LUX")
    changed = {**FOUNDER, "flight": {**FOUNDER["flight"], "control": ["LUX", "DEU"]}}
    mine = Intake(KB.engine, changed).take().mission
    merged = case.rebased(base, mine, theirs)
    activity = base.parts["activity"][0]
    assert merged.answer(craft, "object.registry_state").value == "LUX"
    assert merged.answer(activity, "activity.controlled_from").value == ("LUX", "DEU")


def test_a_part_that_the_intake_takes_out_goes_and_one_that_it_adds_comes() -> None:
    base = Intake(KB.engine, FOUNDER).take().mission
    changed = {**FOUNDER, "steps": {**FOUNDER["steps"], "do": ["contact-survey", "sampling"]}}
    mine = Intake(KB.engine, changed).take().mission
    merged = case.rebased(base, mine, base)
    assert set(merged.parts["activity"]) == set(mine.parts["activity"])
    assert "activity:extraction" not in merged.answers


def test_the_only_answer_can_be_taken_back_and_the_intake_goes_on() -> None:
    at = begun()
    for value in ("LUX", None):
        at.selectbox(key="i|who|state").set_value(value)
        run(at)
    assert at.title[0].value == "Who are you?"
    assert mission_of(at).parts == {}
    assert mission_of(at).answers == {"mission": {}}


def first_value(key: str, at: AppTest) -> object:
    """The first choice of a control of the intake, in the shape of its widget; for what stands apart, don't know."""
    _, question, name, *more = key.split("|")
    asked = Intake(KB.engine, at.session_state["case"].intake)
    field = next(f for q, f in asked.shown() if (q.id, f.id) == (question, name))
    if "or" in more:
        return "dont-know"
    if field.type == "entries":  # a field of the entry with this number
        return None
    if field.type == "yes-no":
        return "yes"
    options = [c.id for c in field.choices if not c.alone] or list(asked.options(field)) or asked.many("craft", "list")
    return [options[0]] if field.type in ("choices", "states", "body", "crafts") else options[0]


def test_every_control_of_the_intake_takes_an_answer_and_what_follows_up_is_shown() -> None:
    at = begun()
    seen: set[str] = set()
    for _ in range(4):
        more = True
        while more:
            more = False
            for w in (*at.button_group, *at.selectbox, *at.multiselect):
                key = w.key or ""
                if not key.startswith("i|") or key in seen or key.endswith("|or"):
                    continue
                seen.add(key)
                value = first_value(key, at)
                if value is not None:
                    w.set_value(value)
                    more = True
                    break
            run(at)
        at.button(key="intake|on").click()
        run(at)
    assert at.title[0].value == "What we assume for now"
    assert len(seen) > 30
    for key in seen:
        _, question, name, *_ = key.split("|")
        assert name in at.session_state["case"].intake.get(question, {}), key


def test_every_block_of_the_intake_can_be_passed_over() -> None:
    at = begun()
    for step in ("2", "3", "4"):
        at.button(key="intake|on").click()
        run(at)
        assert at.query_params["step"] in (step, [step])
    at.button(key="intake|on").click()
    run(at)
    assert at.title[0].value == "What we assume for now"
    assert mission_of(at).answers == {"mission": {}}
