"""The interview asks only what can still matter, comes back to what was left open, and can be taken up again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

import regolex
from regolex.errors import MissionError
from regolex.interview import session as s
from regolex.interview.interview import Interview, Question
from regolex.interview.prompts import value_of
from regolex.law import model as m
from regolex.missions.file import data as mission_data
from regolex.missions.mission import Mission
from regolex.report.published import to_json
from tests import laws

ROOT = Path(__file__).resolve().parents[2]
KB = regolex.load()
K = KB.knowledge
DAY = "2026-01-15"
USED = {f for rule in K.rules.values() for f in K.facts if f in repr((rule.applies_when, rule.test, rule.exceptions))}


def interview(mission: Mission | None = None, **how: Any) -> Interview:
    return Interview(KB.engine, s.begun(mission or s.blank(), K, on=DAY, **how))


def from_file(name: str) -> Callable[[Question], Any]:
    """Answers as an example file has them; what it does not say is not known."""
    data = mission_data(KB.read_mission(regolex.example(name)), K)

    def answer(question: Question) -> Any:
        kind, _, own = question.part.partition(":")
        items = data.get(K.kinds[kind].list_name) if kind != "mission" else {"": data["facts"]}
        if items is None:
            return s.DONT_KNOW
        if not question.fact:
            return {key: value.get("name", key) for key, value in items.items()}
        return items[own].get(question.fact.partition(".")[2], s.DONT_KNOW)

    return answer


def run(talk: Interview, answer: Callable[[Question], Any], most: int = 400) -> list[tuple[str, str]]:
    asked = []
    while (question := talk.next()) and len(asked) < most:
        asked.append((question.part, question.fact))
        talk.answer(question, answer(question))
    assert len(asked) < most
    return asked


@pytest.mark.parametrize("name", ["whole-body-claim", "flyby-survey"])
def test_it_reaches_the_verdicts_of_the_full_file(name: str) -> None:
    talk = interview()
    asked = run(talk, from_file(name))
    full = KB.assess(regolex.example(name), on=date.fromisoformat(DAY))
    found = {(f.rule.id, f.bearer, f.subject): f.result for f in talk.work.assessment.findings}
    for f in full.findings:
        if f.rule.binding and f.result not in ("not-applicable", "open", "judgement"):
            assert found[f.rule.id, f.bearer, f.subject] in (f.result, "open"), f.rule.id
    assert talk.work.assessment.verdict in (full.verdict, "open")
    assert len(asked) < sum(len(answers) for answers in full.mission.answers.values()) + len(K.kinds)


def test_every_fact_asked_is_used_and_no_question_without_a_waiting_finding() -> None:
    talk = interview()
    answer = from_file("flyby-survey")
    while question := talk.next():
        assert not question.fact or question.fact in USED
        assert question.waiting == len(talk.candidates()[question.part, question.fact][1]) > 0
        assert question.reason.endswith(".")
        talk.answer(question, answer(question))
    assert all(not talk.matters(key, found) for key, (_, found) in talk.candidates().items())
    assert talk.stopped().startswith("No answer that can be had changes anything")


def test_a_mission_of_nothing_is_asked_for_its_lists_and_then_for_nothing() -> None:
    talk = interview()
    asked = run(talk, lambda question: s.DONT_KNOW if question.fact else [])
    assert all(not fact or part == "mission" for part, fact in asked)


def test_what_is_not_known_is_asked_once_more_at_the_end() -> None:
    talk = interview()
    run(talk, lambda _: s.DONT_KNOW)
    keys = [(step.part, step.fact) for step in talk.session.steps]
    half = len(keys) // 2
    assert set(keys[:half]) == set(keys[half:])
    assert len(set(keys[:half])) == half


def test_undecided_in_the_file_comes_last() -> None:
    mission = KB.read_mission(regolex.example("flyby-survey"))
    data = mission_data(mission, K)
    data["activities"]["flyby"]["operator"] = {"unknown": "undecided"}
    del data["activities"]["flyby"]["hazard_found"]
    talk = interview(s.mission_of(s.Session(data, DAY, K.hash), K))
    asked = run(talk, lambda _: s.UNDECIDED)
    first = asked.index(("activity:flyby", "activity.operator"))
    assert first >= len(set(asked) - {asked[first]}) - 1
    assert asked.count(("activity:flyby", "activity.operator")) == 1


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
    assert [problem.code for problem in taken_up.problems] == ["E340", "E341", "E341"]
    assert "Does it move?" in taken_up.problems[0].what
    assert "activity:flyby activity.hazard_found" in taken_up.problems[2].what
    assert taken_up.mission.answer("activity:flyby", "activity.alters_orbit").value is False
    assert not taken_up.mission.answer("activity:flyby", "activity.hazard_found").known
    assert saved.steps == talk.session.steps
    assert s.resumed(saved, K).mission == talk.work.mission
    assert s.resumed(talk.session, K).problems == ()


def test_nothing_is_asked_whose_answer_can_change_nothing() -> None:
    engine = laws.law((laws.ALWAYS, laws.EITHER_WAY))
    begun = s.begun(laws.unanswered(), engine.knowledge, on=DAY, readings=laws.READINGS)
    talk = Interview(engine, begun)
    assert talk.candidates()
    assert talk.next() is None
    assert "1 open finding comes out the same" in talk.stopped()
    assert talk.conclusion().verdict == "clear"
    engine = laws.law((laws.ALWAYS, m.All((laws.EITHER_WAY, laws.is_(laws.FACTS[1])))))
    talk = Interview(engine, begun)
    assert run(talk, lambda _: s.DONT_KNOW) == [(laws.PART, laws.FACTS[1])] * 2
    assert "1 finding stays open for 1 answer that nobody knows" in talk.stopped()


def test_on_a_small_law_it_asks_as_few_questions_as_can_be() -> None:
    """Of three duties, one question decides two; asking it first saves one question in half of the cases."""
    x, y, z, _ = laws.FACTS
    both = m.Any((laws.is_(x), m.All((laws.is_(y), laws.is_(z)))))
    engine = laws.law((laws.ALWAYS, both), (laws.is_(x), m.Not(laws.is_(y))))
    begun = s.begun(laws.unanswered(), engine.knowledge, on=DAY, readings=laws.READINGS)
    counts = []
    for values in product((True, False), repeat=3):
        given = dict(zip((x, y, z), values, strict=True))
        counts.append(len(run(Interview(engine, begun), lambda question: given[question.fact])))  # noqa: B023
    assert sum(counts) / len(counts) <= 2.25


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
        ("12.5", "decimal", False, 12.5),
    ],
)
def test_a_line_is_read_as_the_answer_it_means(text: str, kind: str, many: bool, value: Any) -> None:
    choices = (("a", "A"), ("b", "B")) if kind == "concept" else ()
    assert value_of(text, Question("mission", "x", "", "", kind, many, choices)) == value


def test_piped_answers_are_kept_and_taken_up_again(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    command = [sys.executable, "-m", "regolex", "interview", "--on", DAY, "--session", str(file)]
    for lines in ("none\n", "none\nquit\n"):
        done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
    assert len(s.loads(file.read_text(encoding="utf-8")).steps) == 2
