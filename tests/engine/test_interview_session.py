"""A session of an interview can be saved and taken up again, and replays as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import regolex
from regolex.interview import session as s
from regolex.interview.interview import Interview, Question
from regolex.report.published import to_json
from tests.engine.interviews import DAY, KB, ROOT, K, from_file, interview, run


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


def test_a_session_of_an_earlier_interview_is_refused_and_it_is_said_what_replaces_it() -> None:
    old = json.dumps({"mission": {"mission": "m", "title": "m"}, "on": DAY, "knowledge": "x", "steps": []})
    with pytest.raises(regolex.EvaluationError) as refused:
        s.loads(old)
    said = str(refused.value)
    assert "earlier Regolex" in said
    assert s.FORMAT in said
    assert "regolex interview MISSION" in said


def test_a_session_is_plain_json() -> None:
    mission = KB.read_mission(regolex.example("astroforge-odin"))
    session = s.begun(mission, K, on=DAY, readings={"art-ii-extraction": "P1"})
    assert json.loads(s.dumps(session))["mission"]["parties"]["astroforge"]
    with pytest.raises(regolex.EvaluationError):
        s.loads("{}")


def test_piped_answers_are_kept_and_taken_up_again(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    command = [sys.executable, "-m", "regolex", "interview", "--on", DAY, "--session", str(file)]
    for lines in ("none\n", "none\nquit\n"):
        done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
    assert len(s.loads(file.read_text(encoding="utf-8")).steps) == 2
