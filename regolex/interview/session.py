"""An interview as a plain value: the mission it began with, and every question asked with its answer, in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from regolex.errors import EvaluationError, MissionError, Problem
from regolex.files import write as write_file
from regolex.law import model as m
from regolex.missions.file import data
from regolex.missions.mission import Mission, answer_from, mission_from_data, parts_from
from regolex.missions.terms import NoneSoFar

FORMAT: Literal["regolex-interview-2"] = "regolex-interview-2"
DONT_KNOW: dict[str, str] = {"unknown": "dont-know"}
UNDECIDED: dict[str, str] = {"unknown": "undecided"}
SKIPPED: dict[str, str] = {"unknown": "not-asked"}


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question and its answer in the shape of a mission file; without a fact it asked for the list of a kind.

    ``parts`` are further parts for which the same answer was given. ``rows`` are those of a screen of events and unusual
    circumstances; its answer holds the rows that apply, and of the others none had happened up to ``day``.
    """

    part: str
    fact: str
    answer: Any
    asked: str = ""  # the question as worded in the knowledge it came from
    parts: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    day: str = ""

    @property
    def deferred(self) -> bool:
        """Whether the answer was don't know, not decided or not now."""
        return is_deferred(self.answer)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What was asked: parts and facts."""
        if self.rows:
            return tuple(row(one) for one in self.rows)
        return tuple((part, self.fact) for part in (self.part, *self.parts))


def is_deferred(answer: Any) -> bool:
    """Whether an answer is don't know, not decided or not now."""
    return isinstance(answer, dict) and "unknown" in answer


def row(text: str) -> tuple[str, str]:
    """The part and the fact of a row to tick."""
    part, _, fact = text.partition(" ")
    return part, fact


class Session(msgspec.Struct, frozen=True):
    """Everything needed to resume an interview, on this or another machine."""

    format: Literal["regolex-interview-2"]
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
    return Session(FORMAT, plain, knowledge=knowledge.hash, **how)


def blank(title: str = "A mission not yet described") -> Mission:
    """A mission without any answers."""
    return Mission("new-mission", title, {}, {}, {})


def taken(mission: Mission, step: Step, knowledge: m.Knowledge) -> Mission:
    """The mission after one answer; raises MissionError if it is not a valid answer to the question."""
    if step.rows:
        return mission if step.deferred else _ticked(mission, step, knowledge)
    if step.fact:
        for part in (step.part, *step.parts):
            mission = mission.with_answer(
                part, step.fact, answer_from(step.answer, part, step.fact, mission, knowledge)
            )
        return mission
    if step.deferred:
        return mission
    have: dict[str, Any] = {
        part.partition(":")[2]: mission.names.get(part) or {} for part in mission.parts.get(step.part, ())
    }
    more = step.answer if isinstance(step.answer, dict) else {str(one): {} for one in step.answer}
    listed = parts_from({**have, **more}, step.part, mission, knowledge)
    # whoever was asked for all of them has said that these are all
    return msgspec.structs.replace(listed, lists={**listed.lists, step.part: "complete"})


def _ticked(mission: Mission, step: Step, knowledge: m.Knowledge) -> Mission:
    """The mission after a screen of events and unusual circumstances: what was not ticked has not happened, or is not so."""
    asking = knowledge.asking
    rows = [row(one) for one in step.rows]
    ticked = {row(one) for one in step.answer}
    silent: dict[str, list[str]] = {}  # parts by the event that none of them has met
    for part, fact in rows:
        event = asking.event_of(fact)
        if (part, fact) in ticked:
            if knowledge.facts[fact].type == "boolean":  # of another kind it is asked what happened
                mission = mission.with_answer(part, fact, answer_from(True, part, fact, mission, knowledge))
        elif event:
            silent.setdefault(event.name, []).append(part)
        else:
            mission = mission.with_answer(part, fact, answer_from(False, part, fact, mission, knowledge))
    parts = {part for own in silent.values() for part in own}
    together = []
    for name, own in silent.items():
        event = asking.events[name]
        asked_about = {part for part in parts if part.partition(":")[0] == event.about}
        if mission.events is None and set(own) == (asked_about or {"mission"}):
            together.append(name)
            continue
        for part in own:  # one statement for all would say more than was asked
            answer = answer_from(event.not_happened, part, event.fact, mission, knowledge)
            mission = mission.with_answer(part, event.fact, answer)
    if not together:
        return mission
    listed = tuple(sorted(part.partition(":")[2] for part in parts if part != "mission"))
    return msgspec.structs.replace(mission, events=NoneSoFar(date.fromisoformat(step.day), tuple(together), listed))


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
            if step.fact and (fact is None or any(part not in mission.answers for part in (step.part, *step.parts))):
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
        plain = msgspec.json.decode(text)
        if isinstance(plain, dict) and "steps" in plain and plain.get("format") != FORMAT:
            raise EvaluationError(
                Problem(
                    "E106", "the session was saved by an earlier Regolex, whose interview asked other questions",
                    expected=f'a session with "format": "{FORMAT}"',
                    hint="Copy what stands under \"mission\" into a mission file and begin again with it: "
                    "regolex interview MISSION --on DAY --session NEW. The answers under \"steps\" name their part and fact.",
                )
            )  # fmt: skip
        return msgspec.convert(plain, type=Session)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeError) as error:
        raise EvaluationError(
            Problem("E106", f"the session cannot be read: {error}", expected="a file saved by regolex interview")
        ) from None


def save(session: Session, path: Path) -> None:
    """Write the session in one piece: a reader never finds half of one."""
    write_file(path, dumps(session))


__all__ = [
    "DONT_KNOW", "FORMAT", "SKIPPED", "UNDECIDED", "Resumed", "Session", "Step", "begun", "blank", "dumps", "is_deferred",
    "loads", "mission_of", "resumed", "row", "save", "taken",
]  # fmt: skip
