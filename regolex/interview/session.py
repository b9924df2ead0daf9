"""An interview as a plain value: the mission it began with, and every question asked with its answer, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from regolex.errors import EvaluationError, MissionError, Problem
from regolex.files import write as write_file
from regolex.law import model as m
from regolex.missions.file import data
from regolex.missions.mission import Mission, answer_from, mission_from_data, parts_from

DONT_KNOW: dict[str, str] = {"unknown": "dont-know"}
UNDECIDED: dict[str, str] = {"unknown": "undecided"}
SKIPPED: dict[str, str] = {"unknown": "not-asked"}


class Step(msgspec.Struct, frozen=True):
    """One question and its answer in the shape of a mission file; without a fact it asked for the list of a kind."""

    part: str
    fact: str
    answer: Any
    asked: str = ""  # the question as worded in the knowledge it came from

    @property
    def deferred(self) -> bool:
        """Whether the answer was don't know, not decided or not now."""
        return isinstance(self.answer, dict) and "unknown" in self.answer


class Session(msgspec.Struct, frozen=True):
    """Everything needed to resume an interview, on this or another machine."""

    mission: dict[str, Any]
    on: str
    knowledge: str  # hash of the files that the questions came from
    readings: dict[str, str] = {}
    viewpoint: str = ""
    pending: bool = False
    steps: tuple[Step, ...] = ()

    def with_step(self, step: Step) -> Session:
        """The session with one more answer."""
        return msgspec.structs.replace(self, steps=(*self.steps, step))

    def without_last(self) -> Session:
        """The session before its last answer."""
        return msgspec.structs.replace(self, steps=self.steps[:-1])


def begun(mission: Mission, knowledge: m.Knowledge, **how: Any) -> Session:
    """A session without answers; ``how`` holds its day and, if chosen, readings, viewpoint and pending law."""
    plain = msgspec.json.decode(msgspec.json.Encoder(decimal_format="number").encode(data(mission, knowledge)))
    return Session(plain, knowledge=knowledge.hash, **how)


def blank(title: str = "A mission not yet described") -> Mission:
    """A mission without any answers."""
    return Mission("new-mission", title, {}, {}, {})


def taken(mission: Mission, step: Step, knowledge: m.Knowledge) -> Mission:
    """The mission after one answer; raises MissionError if it is not a valid answer to the question."""
    if step.fact:
        return mission.with_answer(
            step.part, step.fact, answer_from(step.answer, step.part, step.fact, mission, knowledge)
        )
    return mission if step.deferred else parts_from(step.answer, step.part, mission, knowledge)


class Resumed(msgspec.Struct, frozen=True):
    """A resumed session: its mission as it stands, and what has changed since the answers were given."""

    mission: Mission
    problems: tuple[Problem, ...] = ()


def mission_of(session: Session, knowledge: m.Knowledge) -> Mission:
    """The mission as it stands after every answer of the session that still fits."""
    return resumed(session, knowledge).mission


def resumed(session: Session, knowledge: m.Knowledge) -> Resumed:
    """Resume a session, under the knowledge it came from or under another.

    No answer is lost: one that no longer fits stays in the session and is set aside, and a problem says which and why
    (E341). Different knowledge is a problem as well (E340), which names the questions that are worded differently now.
    """
    data, problems = _fitting(session.mission, knowledge)
    mission = mission_from_data(data, knowledge, name="session")
    reworded = []
    for step in session.steps:
        fact = knowledge.facts.get(step.fact)
        try:
            if step.fact and (fact is None or step.part not in mission.answers):
                raise LookupError(
                    "this question no longer exists" if fact is None else "the mission does not have this part"
                )
            mission = taken(mission, step, knowledge)
        except (LookupError, MissionError) as error:
            problems.append(_aside(step.part, step.fact, step.answer, error))
        else:
            if fact and step.asked and step.asked != fact.question:
                reworded.append(f"{step.fact}: {step.asked!r} is now {fact.question!r}")
    if session.knowledge != knowledge.hash:
        what = f"the session was begun with knowledge {session.knowledge[:12]}; the current knowledge is {knowledge.hash[:12]}"
        changed = "; ".join(reworded) or "every question answered so far is worded as before"
        hint = "Every answer is kept. Check the answers named here: the law or the question may have changed."
        problems.insert(0, Problem("E340", f"{what}; {changed}", "session", expected="the same knowledge", hint=hint))
    return Resumed(mission, tuple(problems))


def _fitting(data: dict[str, Any], knowledge: m.Knowledge) -> tuple[dict[str, Any], list[Problem]]:
    """The plain mission without the parts and answers that this knowledge cannot read, and those parts and answers."""
    if _refused(data, knowledge) is None:
        return data, []
    problems: list[Problem] = []
    lists = {kind.list_name: kind.name for kind in knowledge.kinds.values() if kind.list_name}
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if key != "facts" and key not in lists:
            kept[key] = value
            continue
        parts = {"": value} if key == "facts" else value
        kept[key] = {}
        for own, facts in parts.items():
            kind = "mission" if key == "facts" else lists[key]
            fine = {}
            for short, raw in facts.items():
                alone = {own: {short: raw}} if own else {short: raw}
                error = _refused(
                    {**_without_facts(data, lists), key: {**_named(parts), **alone} if own else alone}, knowledge
                )
                if error is None:
                    fine[short] = raw
                else:
                    problems.append(_aside(f"{kind}:{own}" if own else kind, f"{kind}.{short}", raw, error))
            kept[key] = {**kept[key], own: fine} if own else fine
    return kept, problems


def _without_facts(data: dict[str, Any], lists: dict[str, str]) -> dict[str, Any]:
    return {key: _named(value) if key in lists else value for key, value in data.items() if key != "facts"}


def _named(parts: dict[str, Any]) -> dict[str, Any]:
    return {own: {} for own in parts}


def _refused(data: dict[str, Any], knowledge: m.Knowledge) -> MissionError | None:
    try:
        mission_from_data(data, knowledge, name="session")
    except MissionError as error:
        return error
    return None


def _aside(part: str, fact: str, answer: Any, error: Exception) -> Problem:
    why = error.problems[0].what if isinstance(error, MissionError) else str(error)
    hint = "The answer stays in the session but is not used. Answer the question again when it comes up."
    return Problem(
        "E341",
        f"{part} {fact}: the answer {answer!r} is set aside: {why}",
        "session",
        expected="a valid answer",
        hint=hint,
    )


def dumps(session: Session) -> str:
    """The session as JSON text, the same bytes for the same session."""
    return msgspec.json.format(msgspec.json.encode(session), indent=1).decode() + "\n"


def loads(text: str) -> Session:
    """A session from JSON text; raises EvaluationError if the text is not a session."""
    try:
        return msgspec.json.decode(text, type=Session)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeError) as error:
        raise EvaluationError(
            Problem("E106", f"the session cannot be read: {error}", expected="a file saved by regolex interview")
        ) from None


def save(session: Session, path: Path) -> None:
    """Write the session in one piece: a reader never finds half of one."""
    write_file(path, dumps(session))


__all__ = [
    "DONT_KNOW", "SKIPPED", "UNDECIDED", "Resumed", "Session", "Step", "begun", "blank", "dumps", "loads", "mission_of",
    "resumed", "save", "taken",
]  # fmt: skip
