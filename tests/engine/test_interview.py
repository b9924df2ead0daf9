"""The interview asks only what can still matter, comes back to what was left open, and can be taken up again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
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
from regolex.report.published import to_json
from tests import laws

ROOT = Path(__file__).resolve().parents[2]
KB = regolex.load()
K = KB.knowledge
DAY = "2026-01-15"


def interview(mission: Mission | None = None, **how: Any) -> Interview:
    return Interview(KB.engine, s.begun(mission or s.blank(), K, on=DAY, **how))


def from_file(name: str) -> Callable[[Question], Any]:
    """Answers as an example file has them; what it does not say is not known."""
    data = mission_data(KB.read_mission(regolex.example(name)), K)

    def answer(question: Question) -> Any:
        if question.type == TICK:
            return [
                value
                for value, _ in question.choices
                if data[K.kinds[value.partition(":")[0]].list_name][value.partition(":")[2].partition(" ")[0]].get(
                    value.rpartition(".")[2]
                )
                is True
            ]
        kind, _, own = question.part.partition(":")
        items = data.get(K.kinds[kind].list_name) if kind != "mission" else {"": data["facts"]}
        if items is None:
            return s.DONT_KNOW
        if not question.fact:
            return {key: value.get("name", key) for key, value in items.items()}
        slug = question.fact.partition(".")[2]
        each = {part: items[part.partition(":")[2]].get(slug, s.DONT_KNOW) for part in question.parts}
        alike = all(one == next(iter(each.values())) for one in each.values())
        return items[own].get(slug, s.DONT_KNOW) if alike else each

    return answer


def run(talk: Interview, answer: Callable[[Question], Any], most: int = 400) -> list[tuple[str, str]]:
    asked = []
    while (question := talk.next()) and len(asked) < most:
        asked.append((question.part, question.fact))
        talk.answer(question, answer(question))
    assert len(asked) < most
    return asked


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


def test_a_session_saved_and_resumed_asks_the_same() -> None:
    answer = from_file("whole-body-claim")
    straight = interview()
    run(straight, answer)
    broken = interview()
    asked = 0
    while question := broken.next():
        broken.answer(question, answer(question))
        asked += 1
        if asked % 4 == 0:
            text = s.dumps(broken.session)
            assert s.dumps(s.loads(text)) == text
            broken = Interview(KB.engine, s.loads(text))
    assert s.dumps(broken.session) == s.dumps(straight.session)
    assert to_json(broken.work.assessment) == to_json(straight.work.assessment)


def test_a_session_replayed_asks_the_same_questions_in_the_same_order() -> None:
    talk = interview()
    run(talk, from_file("whole-body-claim"))
    again = Interview(KB.engine, msgspec.structs.replace(s.loads(s.dumps(talk.session)), steps=()))
    for step in talk.session.steps:
        question = again.next()
        assert question
        assert (question.part, question.fact) == (step.part, step.fact)
        again.answer(question, step.answer)
    assert again.next() is None
    assert again.session == talk.session
    assert again.problems == ()


def test_under_other_knowledge_no_answer_is_lost_and_it_is_said_what_changed() -> None:
    talk = interview(KB.read_mission(regolex.example("flyby-survey")))
    talk.answer(Question("activity:flyby", "activity.hazard_found", "", "", "boolean"), True)
    talk.answer(Question("activity:flyby", "activity.alters_orbit", "", "", "boolean"), False)
    saved = msgspec.structs.replace(talk.session, knowledge="of another day")
    facts = dict(K.facts)
    facts["activity.alters_orbit"] = msgspec.structs.replace(facts["activity.alters_orbit"], question="Does it move?")
    gone = msgspec.structs.replace(facts["activity.hazard_found"], type="commitment")
    other = msgspec.structs.replace(K, facts={**facts, "activity.hazard_found": gone})
    taken_up = s.resumed(saved, other)
    assert [problem.code for problem in taken_up.problems] == ["E340", "E341"]
    assert "Does it move?" in taken_up.problems[0].what
    assert "activity:flyby activity.hazard_found" in taken_up.problems[1].what
    assert taken_up.mission.answer("activity:flyby", "activity.alters_orbit").value is False
    assert not taken_up.mission.answer("activity:flyby", "activity.hazard_found").known
    assert saved.steps == talk.session.steps
    assert s.resumed(saved, K).mission == talk.work.mission
    assert s.resumed(talk.session, K).problems == ()


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


def test_a_session_of_an_earlier_interview_is_refused_and_it_is_said_what_replaces_it() -> None:
    old = json.dumps({"mission": {"mission": "m", "title": "m"}, "on": DAY, "knowledge": "x", "steps": []})
    with pytest.raises(regolex.EvaluationError) as refused:
        s.loads(old)
    said = str(refused.value)
    assert "earlier Regolex" in said
    assert s.FORMAT in said
    assert "regolex interview MISSION" in said


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


def test_a_session_is_plain_json() -> None:
    mission = KB.read_mission(regolex.example("astroforge-odin"))
    session = s.begun(mission, K, on=DAY, readings={"art-ii-extraction": "P1"})
    assert json.loads(s.dumps(session))["mission"]["parties"]["astroforge"]
    with pytest.raises(regolex.EvaluationError):
        s.loads("{}")


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


def test_piped_answers_are_kept_and_taken_up_again(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    command = [sys.executable, "-m", "regolex", "interview", "--on", DAY, "--session", str(file)]
    for lines in ("none\n", "none\nquit\n"):
        done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
    assert len(s.loads(file.read_text(encoding="utf-8")).steps) == 2
