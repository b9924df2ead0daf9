"""The interview asks only what can still matter, comes back to what was left open, and says how far it came."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

import regolex
from regolex.engine.concern import may_become
from regolex.errors import MissionError
from regolex.interview import session as s
from regolex.interview.interview import TICK, Interview, Question
from regolex.interview.prompts import value_of
from regolex.law import model as m
from regolex.missions.file import data as mission_data
from regolex.missions.mission import Answer, Mission
from tests import laws
from tests.engine.interviews import DAY, KB, K, from_file, interview, run


@pytest.mark.parametrize("name", ["whole-body-claim", "flyby-survey"])
def test_it_reaches_the_results_of_the_full_file(name: str) -> None:
    talk = interview()
    asked = run(talk, from_file(name))
    full = KB.assess(regolex.example(name), on=date.fromisoformat(DAY))
    found = {(f.rule.id, f.bearer, f.subject): f for f in talk.work.assessment.all_findings}
    for f in full.findings:
        if f.weighs and f.result in ("breached", "contested"):
            assert f.result in may_become(found[f.rule.id, f.bearer, f.subject]), f.rule.id
    assert full.verdict in talk.work.assessment.overall.every_reading.may_become
    assert len(asked) < sum(len(answers) for answers in full.mission.answers.values()) + len(K.kinds)


def test_it_asks_the_frontier_in_its_order() -> None:
    talk = interview()
    answer = from_file("flyby-survey")
    while question := talk.next():
        places = {}
        for n, item in enumerate(talk.work.assessment.questions.items):
            places.update({(part, item.fact): n for part in item.parts})
        ahead = [q for q in talk.ahead() if q.fact and not q.again]
        order = [places[q.part, q.fact] for q in ahead]
        assert order == sorted(order)
        asked = [item for item in talk.work.assessment.questions.items if item.fact == question.fact and item.fact]
        assert not question.fact or question.reason in {item.why for item in asked}
        talk.answer(question, answer(question))


def test_a_reason_is_a_sentence_in_everyday_words() -> None:
    talk = interview()
    answer = from_file("whole-body-claim")
    while question := talk.next():
        assert question.reason.endswith(".")
        assert len(question.reason.split()) <= 12
        talk.answer(question, answer(question))


@pytest.mark.parametrize("answer", [s.DONT_KNOW, s.UNDECIDED, s.SKIPPED])
def test_nothing_is_asked_twice(answer: Any) -> None:
    talk = interview()
    run(talk, lambda question: {"one": "One"} if question.type == "list" else answer)
    keys = [key for step in talk.session.steps for key in step.keys]
    assert len(keys) == len(set(keys))


def test_what_was_left_open_lies_in_the_tray_and_can_be_taken_up() -> None:
    talk = interview()
    run(talk, lambda question: {"one": "One"} if question.type == "list" else s.DONT_KNOW)
    tray = talk.tray()
    assert {key for q in tray for key in q.keys} <= {key for step in talk.session.steps for key in step.keys}
    kind = next(q for q in tray if q.fact == "activity.kind")
    talk.answer(kind, "flyby")
    assert "activity.kind" not in {q.fact for q in talk.tray()}
    assert "left open" in talk.stopped()


def test_what_the_file_calls_undecided_is_in_the_tray_from_the_start() -> None:
    data = mission_data(KB.read_mission(regolex.example("flyby-survey")), K)
    data["activities"]["flyby"]["operator"] = {"unknown": "undecided"}
    talk = interview(s.mission_of(s.Session(s.FORMAT, data, DAY, K.hash), K))
    asked = run(talk, lambda _: s.UNDECIDED)
    assert ("activity:flyby", "activity.operator") not in asked
    assert "activity.operator" in {q.fact for q in talk.tray()}


def test_a_gate_is_asked_before_what_arises_by_it() -> None:
    talk = interview()
    answer = from_file("whole-body-claim")
    while question := talk.next():
        for item in talk.work.assessment.questions.items:
            assert not set(item.gate_of) & {q.fact for q in talk.ahead()} - {item.fact}
        talk.answer(question, answer(question))


# --- one question for all parts alike ---------------------------------------------------------------------------


def two_activities() -> Mission:
    mission = KB.read_mission(regolex.example("flyby-survey"))
    data = mission_data(mission, K)
    own = dict(data["activities"]["flyby"])
    own["name"] = "second fly-by"
    data["activities"]["second"] = own
    for one in data["activities"].values():
        del one["controlled_from"]
    return s.mission_of(s.Session(s.FORMAT, data, DAY, K.hash), K)


def controlled_from(talk: Interview) -> Question:
    return next(q for q in talk.ahead() if q.fact == "activity.controlled_from")


def test_one_question_asks_for_all_parts_alike_and_one_answer_holds_for_all() -> None:
    talk = interview(two_activities())
    question = controlled_from(talk)
    assert question.parts == ("activity:flyby", "activity:second")
    talk.answer(question, ["GBR"])
    for part in question.parts:
        assert talk.work.mission.answer(part, "activity.controlled_from").value == ("GBR",)


def test_it_may_be_answered_part_by_part() -> None:
    talk = interview(two_activities())
    question = controlled_from(talk)
    talk.answer(question, {"activity:flyby": ["GBR"]})
    assert controlled_from(talk).parts == ("activity:second",)
    assert [q.parts for q in talk.each(question)] == [("activity:flyby",), ("activity:second",)]


def test_the_only_candidate_is_offered() -> None:
    talk = interview()
    talk.answer(Question("party", "", "", "", "list", True), {"one": "One Ltd"})
    talk.answer(Question("activity", "", "", "", "list", True), {"flyby": "the fly-by"})
    question = next(q for q in talk.ahead() if q.fact == "activity.operator")
    assert question.offer == "one"
    assert value_of("", question) == "one"


# --- events and unusual circumstances ---------------------------------------------------------------------------


def a_screen() -> tuple[Interview, Question]:
    """An interview at the screen of events and unusual circumstances: a flight that has begun."""
    mission = KB.read_mission(regolex.example("flyby-survey"))
    answers = {
        part: {fact: a for fact, a in own.items() if K.asking.facts[fact].sort not in ("event", "unusual-circumstance")}
        for part, own in mission.answers.items()
    }
    launched = msgspec.structs.replace(mission, answers=answers, assumed={})
    launch = mission.parts["launch"][0]
    launched = launched.with_answer(launch, "launch.carried_out", Answer("done"))
    talk = Interview(KB.engine, s.begun(launched, K, on="2030-01-01"))
    asked = 0
    while (question := talk.next()) and question.type != TICK and asked < 100:
        asked += 1
        talk.answer(question, s.DONT_KNOW)
    assert question
    assert question.type == TICK
    return talk, question


def test_what_is_left_unticked_has_not_happened_and_is_not_so() -> None:
    talk, question = a_screen()
    facts = {fact for _, fact in question.keys}
    assert facts & {event.fact for event in K.asking.events.values()}
    assert not facts & {name for name, asking in K.asking.facts.items() if asking.never_bundled}
    talk.answer(question, [])
    mission = talk.work.prepared.mission
    for part, fact in question.keys:
        event = K.asking.event_of(fact)
        assert mission.answer(part, fact).value == (event.not_happened if event else False), fact
    assert talk.work.mission.events is None or talk.work.mission.events.up_to == date(2030, 1, 1)


def test_what_is_ticked_is_so_and_the_rest_is_not() -> None:
    talk, question = a_screen()
    ticked = next(value for value, _ in question.choices if K.facts[s.row(value)[1]].type == "boolean")
    talk.answer(question, [ticked])
    for part, fact in question.keys:
        given = talk.work.prepared.mission.answer(part, fact).value
        assert (given is True) == (f"{part} {fact}" == ticked)
    with pytest.raises(MissionError):
        talk.answer(question, ["activity:flyby activity.nothing"])


def test_a_screen_left_open_says_nothing() -> None:
    talk, question = a_screen()
    before = talk.work.mission
    talk.answer(question, s.SKIPPED)
    assert talk.work.mission == before
    after = talk.next()
    assert after is None or after.type != TICK


# --- the end ----------------------------------------------------------------------------------------------------


def test_an_empty_page_of_mostly_dont_know_is_never_called_settled() -> None:
    """What no one described may change everything, and it is said."""
    talk = interview()
    run(talk, lambda _: s.DONT_KNOW)
    said = talk.stopped()
    assert "bodies" in said
    assert "may change the result" in said
    assert "can change the verdict or a task" not in said
    assert talk.conclusion().overall.every_reading.grade == "so-far"


def test_it_never_asks_the_client_what_another_has_to_say() -> None:
    talk = interview()
    answer = from_file("flyby-survey")
    while question := talk.next():
        assert question.who in ("client", "sources")
        talk.answer(question, answer(question))
    assert all(item.who not in ("client", "sources") for item in talk.to_obtain())


def test_it_stops_when_no_question_is_left_that_can_change_a_verdict_or_a_task() -> None:
    talk = interview()
    run(talk, from_file("flyby-survey"))
    assert talk.next() is None
    open_keys = {key for q in talk.tray() for key in q.keys}
    weighing = {(f.rule.id, f.bearer, f.subject) for f in talk.work.assessment.all_findings if f.weighs}
    of = talk.work.assessment.questions.of
    for item in talk.work.assessment.questions.items:
        waits = [key for key, ids in of.items() if item.id in ids and key in weighing]
        if item.who == "client" and waits and item.fact and not item.gate_of:
            left = [(part, item.fact) for part in item.parts if (part, item.fact) not in open_keys]
            found = [f for f in talk.work.assessment.all_findings if (f.rule.id, f.bearer, f.subject) in waits]
            assert not any(talk.outlooks.matters(f, key) for f in found for key in left if f.weighs), item


def test_nothing_is_asked_whose_answer_can_change_nothing() -> None:
    engine = laws.law((laws.ALWAYS, laws.EITHER_WAY))
    begun = s.begun(laws.unanswered(), engine.knowledge, on=DAY, readings=laws.READINGS)
    talk = Interview(engine, begun)
    assert any(item.fact == laws.FACTS[0] for item in talk.work.assessment.questions.items)
    assert talk.next() is None
    assert "1 open finding has the same result" in talk.stopped()
    assert talk.conclusion().verdict == "clear"
    engine = laws.law((laws.ALWAYS, m.All((laws.EITHER_WAY, laws.is_(laws.FACTS[1])))))
    talk = Interview(engine, begun)
    assert run(talk, lambda _: s.DONT_KNOW) == [(laws.PART, laws.FACTS[1])]
    assert "1 question was left open" in talk.stopped()


def test_back_takes_an_answer_back() -> None:
    talk = interview()
    question = talk.next()
    assert question
    talk.answer(question, [])
    talk.back()
    assert talk.next() == question


def test_a_wrong_answer_changes_nothing() -> None:
    talk = interview(KB.read_mission(regolex.example("whole-body-claim")))
    before = s.dumps(talk.session)
    with pytest.raises(MissionError):
        talk.answer(Question("claim:whole-body", "claim.over", "", "", "concept"), "the moon")
    assert s.dumps(talk.session) == before


@pytest.mark.parametrize(
    ("text", "kind", "many", "value"),
    [
        ("yes", "boolean", False, True),
        ("lux", "state", True, ["LUX"]),
        ("none", "state", True, []),
        ("dk", "boolean", False, s.DONT_KNOW),
        ("Not decided", "boolean", False, s.UNDECIDED),
        ("does not arise: nothing is sold", "boolean", False, {"does_not_arise": "nothing is sold"}),
        ("drill=the drill, sale", "list", True, {"drill": "the drill", "sale": "sale"}),
        ("2", "concept", False, "b"),
        ("1, 2", "tick", True, ["a", "b"]),
        ("none", "tick", True, []),
        ("12.5", "decimal", False, 12.5),
    ],
)
def test_a_line_is_read_as_the_answer_it_means(text: str, kind: str, many: bool, value: Any) -> None:
    choices = (("a", "A"), ("b", "B")) if kind in ("concept", "tick") else ()
    assert value_of(text, Question("mission", "x", "", "", kind, many, choices)) == value
