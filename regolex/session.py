"""An interview as a plain value: the mission it began with, and every question asked with its answer, in order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from regolex import model as m
from regolex.errors import EvaluationError, Problem
from regolex.mission import Mission, answer_from, mission_from_data, parts_from
from regolex.mission_file import data

DONT_KNOW: dict[str, str] = {"unknown": "dont-know"}
UNDECIDED: dict[str, str] = {"unknown": "undecided"}
SKIPPED: dict[str, str] = {"unknown": "not-asked"}


class Step(msgspec.Struct, frozen=True):
    """One question and its answer in the shape of a mission file; without a fact it asked for the list of a kind."""

    part: str
    fact: str
    answer: Any

    @property
    def deferred(self) -> bool:
        """Whether the answer was don't know, not decided or not now."""
        return isinstance(self.answer, dict) and "unknown" in self.answer


class Session(msgspec.Struct, frozen=True):
    """Everything needed to take an interview up again, on this or another machine."""

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
    """A session without answers yet; ``how`` are its day and, where chosen, readings, viewpoint and pending law."""
    plain = msgspec.json.decode(msgspec.json.Encoder(decimal_format="number").encode(data(mission, knowledge)))
    return Session(plain, knowledge=knowledge.hash, **how)


def blank(title: str = "A mission not yet described") -> Mission:
    """A mission of which nothing is known."""
    return Mission("new-mission", title, {}, {}, {})


def taken(mission: Mission, step: Step, knowledge: m.Knowledge) -> Mission:
    """The mission after one answer; raises MissionError where it is no answer to the question."""
    if step.fact:
        return mission.with_answer(
            step.part, step.fact, answer_from(step.answer, step.part, step.fact, mission, knowledge)
        )
    return mission if step.deferred else parts_from(step.answer, step.part, mission, knowledge)


def mission_of(session: Session, knowledge: m.Knowledge) -> Mission:
    """The mission as it stands after every answer of the session."""
    mission = mission_from_data(session.mission, knowledge, name="session")
    for step in session.steps:
        mission = taken(mission, step, knowledge)
    return mission


def dumps(session: Session) -> str:
    """The session as JSON text, the same bytes for the same session."""
    return msgspec.json.format(msgspec.json.encode(session), indent=1).decode() + "\n"


def loads(text: str) -> Session:
    """A session from JSON text; raises EvaluationError where it is none."""
    try:
        return msgspec.json.decode(text, type=Session)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise EvaluationError(
            Problem("E106", f"the session cannot be read: {error}", expected="a file saved by regolex interview")
        ) from None


def save(session: Session, path: Path) -> None:
    """Write the session in one piece: a reader never finds half of one."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(dumps(session), encoding="utf-8")
    os.replace(beside, path)


__all__ = [
    "DONT_KNOW", "SKIPPED", "UNDECIDED", "Session", "Step", "begun", "blank", "dumps", "loads", "mission_of", "save",
    "taken",
]  # fmt: skip
