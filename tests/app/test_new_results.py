"""The page on the new results: assumptions by name, answers set aside, the client, and every result in its place."""

from __future__ import annotations

import sys
from datetime import date

import msgspec
import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")

from regolex.engine.concern import harmless
from regolex.engine.results import RESULTS
from regolex.knowledge import load
from regolex.missions.mission import Mission
from regolex.report import beside, view
from regolex.report.disputed import disputes
from regolex.report.first_screen import first_screen
from regolex.tasks.task import by_authority, tasks
from tests.app_pages import ROOT, case, labels, mission_of, opened, run, text, turn

sys.path.insert(0, str(ROOT / "app"))
from regolex_app.words import bucket_mark, escape, plain

KB = load()
ODIN, NEREUS = "astroforge-odin", "nereus-water"


def example(name: str) -> tuple[Mission, date]:
    mission = KB.read_mission(ROOT / "examples" / f"{name}.yaml")
    return mission, date.fromisoformat(mission.on)


def test_a_set_is_adopted_by_name_shows_what_it_puts_in_and_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    mission, on = example(ODIN)
    at = opened(mission, on)
    turn(at, "assumptions")
    for item in KB.knowledge.asking.sets.values():
        assert plain(item.title) in text(at)
        assert plain(item.says) in text(at)
    at.text_input(key="assumptions|by").set_value("A. Founder")
    at.button(key="adopt|nothing-unusual").click()
    run(at)
    assert mission_of(at).assumed["nothing-unusual"].by == "A. Founder"
    a = KB.assess(mission, on=on, assume=["nothing-unusual"])
    assert a.strict is not None
    assert f"Questions on your answers alone</dt><dd>{sum(a.strict.questions.values())}, " in text(at)
    at.session_state["assumed|nothing-unusual"] = True
    run(at)
    put = [p for p in a.prepared.put if p.given_by == "nothing-unusual"]
    first = {e.fact for e in KB.knowledge.asking.sets["nothing-unusual"].entries if e.first}
    expected = sum(p.fact in first for p in put)
    shown = [str(e.value) for e in at.markdown]
    start = next(n for n, value in enumerate(shown) if value.startswith("**Check these first"))
    end = shown.index("**The others**")
    assert end - start - 1 == expected > 0
    labels = {plain(KB.knowledge.facts[fact].label.lower()) for fact in first}
    assert all(any(label in value.lower() for label in labels) for value in shown[start + 1 : end])
    assert sum(b.label == "Except this" for b in at.button) == len(put)
    at.button(key="undo|nothing-unusual").click()
    run(at)
    assert mission_of(at) == mission
    assert mission_of(at).assumed == {}


def test_one_answer_is_left_out_of_a_set_and_put_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    mission, on = example(ODIN)
    at = opened(case.adopting(mission, "nothing-unusual", "", on), on)
    turn(at, "assumptions")
    at.session_state["assumed|nothing-unusual"] = True
    run(at)
    button = next(b for b in at.button if b.label == "Except this")
    answer = " ".join(button.key.split("|")[2:])
    button.click()
    run(at)
    assert mission_of(at).assumed["nothing-unusual"].excepted == (answer,)
    at.button(key=f"again|nothing-unusual|{answer}").click()
    run(at)
    assert mission_of(at).assumed["nothing-unusual"].excepted == ()


def test_an_assumed_answer_is_never_shown_as_one_that_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    mission, on = example(ODIN)
    at = opened(case.adopting(mission, "nothing-unusual", "", on), on)
    turn(at, "answers")
    a = KB.assess(mission, on=on, assume=["nothing-unusual"])
    part, fact = next((p, f) for p, f in a.prepared.assumed() if KB.knowledge.facts[f].type == "boolean")
    at.selectbox(key="topic").set_value(KB.knowledge.facts[fact].group)
    run(at)
    at.toggle(key="only").set_value(False)
    run(at)
    kind = part.partition(":")[0]
    if f"part|{kind}" in at.session_state:
        at.session_state[f"part|{kind}"] = part
        run(at)
    assert at.radio(key=f"a|{part}|{fact}").value == "not-asked"
    assert "**Assumed: " in text(at)


CLOSED = ("activity:extraction", "activity.end_use")  # it arises for what takes material


def test_an_answer_that_closes_others_sets_them_aside_and_gives_them_back(monkeypatch: pytest.MonkeyPatch) -> None:
    mission, on = example(NEREUS)
    part, fact = CLOSED
    at = opened(mission, on)
    assert "set aside" not in text(at)
    turn(at, "answers")
    at.selectbox(key="topic").set_value("activities")
    run(at)
    at.radio(key="part|activity").set_value(part)
    run(at)
    kind = f"a|{part}|activity.kind"
    at.selectbox(key=kind).set_value("flyby")
    run(at)
    assert "Your answer is set aside" in text(at)
    assert any("They come back when the question arises again" in str(e.value) for e in at.info)
    assert mission_of(at).answer(part, fact) == mission.answer(part, fact), "the answer is kept"
    a = at.session_state["result"].assessment
    assert CLOSED in {(x.part, x.fact) for x in case.aside(a)}
    KB.assess(case.fit(a), on=on)  # the file that is offered for download is one that the command line takes
    for name in ("overview", "findings", "assumptions", "tasks", "disputes", "intake"):
        turn(at, name)
        assert any("set aside" in str(e.value) for e in at.info)
    turn(at, "answers")
    assert at.radio(key="part|activity").value == part, "the view is as it was left"
    at.selectbox(key=kind).set_value("extraction")
    run(at)
    assert "set aside" not in text(at)
    assert case.aside(at.session_state["result"].assessment) == ()


def test_the_client_is_chosen_and_its_result_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    mission, on = example(NEREUS)
    at = opened(mission, on)
    other = next(p for p in mission.parts["party"] if p != KB.assess(mission, on=on).client)
    at.selectbox(key="client").set_value(other)
    run(at)
    a = KB.assess(mission, on=on, client=other.partition(":")[2])
    assert f"You: {plain(a.name(other))}" in text(at)
    turn(at, "findings")
    assert at.header[0].value == view.GROUPS[0]
    assert plain(a.name(other)) in at.expander[0].label


@pytest.mark.parametrize("name", [ODIN, NEREUS])
def test_every_result_reaches_the_page(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    mission, on = example(name)
    at = opened(mission, on)
    a = KB.assess(mission, on=on)
    turn(at, "findings")
    for s in a.standings:
        at.session_state[f"bearer|{s.bearer}"] = True
    run(at)
    for toggle in at.toggle:
        toggle.set_value(True)
    run(at)
    shown = text(at) + labels(at)
    seen = {view.bucket_of(f) for f in a.all_findings if not (f.perhaps and harmless(f)) and f.bearer != "?"}
    for key in seen - {"perhaps"}:
        assert f"{bucket_mark(key)} {RESULTS[key].heading}" in shown, key
    turn(at, "overview")
    shown = text(at) + labels(at)
    for sentence in first_screen(a).sentences:
        assert escape(sentence) in shown
    for question, _ in disputes(a)[:3]:
        assert escape(question.asks) in shown
    for happening in beside.if_it_happens(a):
        assert f"If {plain(happening.happens)}" in shown
    for might in beside.might_concern(a):
        assert escape(might.roles) in shown
        assert all(escape(question) in shown for question in might.questions)
    for task, _ in by_authority(tasks(a))[:3]:
        assert escape(task.what) in shown
    for matter in a.not_covered:
        assert escape(matter.matter) in shown
    turn(at, "tasks")
    at.segmented_control(key="road|view").set_value("List")
    run(at)
    shown = text(at)
    for task in tasks(a):
        assert escape(task.what[1:]) in shown
        assert escape(task.addressed_to) in shown
        assert escape(task.lead_time) in shown
        assert all(escape(view.citation(a.knowledge, a.knowledge.rules[law])) in shown for law in task.laws)
    turn(at, "disputes")
    shown = text(at) + labels(at)
    for dispute in beside.disputed(a)[:1]:
        assert plain(dispute.asks) in shown
        for name, word, _ in dispute.readings:
            assert name.partition(" (")[0].partition(" ")[2].capitalize() in shown, (name, word)


def test_no_finding_says_that_a_lawyer_confirmed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in sorted((ROOT / "app").rglob("*.py")):
        assert "confirmed by a lawyer" not in path.read_text(encoding="utf-8")


def test_how_a_duty_reaches_a_company_is_told_only_where_there_is_one() -> None:
    from regolex.engine.client import a_company_takes_part

    mission, _ = example(NEREUS)
    assert a_company_takes_part(KB.knowledge, mission)
    agency = mission
    for party in mission.parts["party"]:
        given = msgspec.structs.replace(mission.answer(party, "party.kind"), value="space-agency")
        agency = agency.with_answer(party, "party.kind", given)
    assert not a_company_takes_part(KB.knowledge, agency)
    assert not a_company_takes_part(KB.knowledge, msgspec.structs.replace(mission, parts={}, answers={}))
