"""The case being edited, as a plain frozen value, and the edits that lead from one state to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment
from regolex.errors import MissionError, Problem
from regolex.interview import session as interview_session
from regolex.law.model import Knowledge
from regolex.law.source import Document, read_bytes
from regolex.missions import file as mission_file
from regolex.missions.mission import Answer, Mission, mission_from, mission_from_data
from regolex.missions.terms import Adopted

EMPTY = Mission("mission", "", {}, {"mission": {}}, {})


class Case(msgspec.Struct, frozen=True):
    """A mission, the day it is assessed for, and the readings it is assessed under."""

    mission: Mission = EMPTY
    on: date | None = None
    viewpoint: str = ""
    readings: dict[str, str] = {}
    pending: bool = False
    settle: bool = False  # whether open findings are decided exactly
    intake: dict[str, Any] = {}  # what was answered on the pages of the intake
    left: tuple[str, ...] = ()  # questions left open for now: ``part fact``

    def having(self, mission: Mission) -> Case:
        """The same case with another state of its mission."""
        return msgspec.structs.replace(self, mission=mission)


def of(mission: Mission) -> Case:
    """A case for a mission, on the date named in the mission, if there is one."""
    try:
        day = date.fromisoformat(mission.on)
    except ValueError:
        day = None
    return Case(mission, day)


def taken_up(saved: interview_session.Session, knowledge: Knowledge) -> tuple[Case, tuple[Problem, ...]]:
    """The case of a saved session, with its date, viewpoint and readings, and what has changed since."""
    found = interview_session.resumed(saved, knowledge)
    day = date.fromisoformat(saved.on) if saved.on else None
    return Case(found.mission, day, saved.viewpoint, dict(saved.readings), saved.pending), found.problems


def text_of(current: Case, knowledge: Knowledge) -> str:
    """The mission file of a case as it is kept; the answers that do not count as things stand are kept as well."""
    day = current.on.isoformat() if current.on else ""
    return mission_file.text(msgspec.structs.replace(current.mission, on=day or current.mission.on), knowledge)


def settings_of(current: Case) -> dict[str, Any]:
    """What belongs to a case and not to its mission."""
    own = {
        "viewpoint": current.viewpoint, "readings": current.readings, "pending": current.pending, "settle": current.settle,
        "intake": current.intake, "left": list(current.left),
    }  # fmt: skip
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.Encoder(decimal_format="number").encode(own))
    return {key: value for key, value in plain.items() if value}


def kept(text: str, settings: Mapping[str, Any], knowledge: Knowledge) -> Case:
    """The case that was kept; raises MissionError where the mission can no longer be read."""
    document = read_bytes(text.encode("utf-8", "replace"), Document("this case", "M"))
    if document.problems:
        raise MissionError(document.problems)
    found = of(mission_from(document, knowledge))
    return msgspec.structs.replace(
        found, viewpoint=str(settings.get("viewpoint", "")), readings=dict(settings.get("readings", {})),
        pending=bool(settings.get("pending")), settle=bool(settings.get("settle")), intake=dict(settings.get("intake", {})),
        left=tuple(settings.get("left", ())),
    )  # fmt: skip


def what_changed(before: Case, after: Case, knowledge: Knowledge) -> str:
    """What differs between two states of a case, in a few words for its history."""
    one, other = before.mission, after.mission
    labels = list(dict.fromkeys(knowledge.facts[fact].label for _, fact in changed(one, other)))
    if labels:
        return "; ".join(labels[:3]) + (f" and {len(labels) - 3} more" if len(labels) > 3 else "")
    if one.assumed != other.assumed:
        return "assumptions"
    if one.parts != other.parts or one.lists != other.lists:
        return "what the plan consists of"
    return "title" if one.title != other.title else "day, readings or view of the case"


def changed(before: Mission, after: Mission) -> list[tuple[str, str]]:
    """The parts and facts whose answers differ between two states of a mission."""
    places = {
        (part, fact): None
        for mission in (before, after)
        for part, own in mission.answers.items()
        for fact in own
    }  # fmt: skip
    return [key for key in places if before.answer(*key) != after.answer(*key)]


def rebased(base: Mission, mine: Mission, theirs: Mission) -> Mission:
    """Another state of a mission with what I changed since a common state: my answers win where both changed one.

    Parts, lists and names are treated like answers.
    """
    parts: dict[str, tuple[str, ...]] = {}
    for kind in dict.fromkeys([*theirs.parts, *mine.parts]):
        had, own, other = (set(x.parts.get(kind, ())) for x in (base, mine, theirs))
        if kind not in mine.parts and kind in base.parts:
            continue
        gone = had - own
        listed = [p for p in (*theirs.parts.get(kind, ()), *mine.parts.get(kind, ())) if p in other or p not in had]
        parts[kind] = tuple(dict.fromkeys(p for p in listed if p not in gone))
    known = {"mission", *(p for own in parts.values() for p in own)}
    answers = {part: dict(theirs.answers.get(part, mine.answers.get(part, {}))) for part in known}
    for part, fact in changed(base, mine):
        if part in known:
            answer = mine.answers.get(part, {}).get(fact)
            if answer is None:
                answers[part].pop(fact, None)
            else:
                answers[part][fact] = answer

    def over(field: str) -> Any:
        was, own, other = (getattr(x, field) for x in (base, mine, theirs))
        if not isinstance(own, dict):
            return other if own == was else own
        keys = dict.fromkeys([*other, *own])
        merged = {key: other.get(key) if own.get(key) == was.get(key) else own.get(key) for key in keys}
        return {key: value for key, value in merged.items() if value is not None}

    return msgspec.structs.replace(
        theirs, title=over("title"), client=over("client"), names=over("names"), lists=over("lists"),
        assumed=over("assumed"), events=over("events"), on=over("on"), summary=over("summary"), parts=parts,
        answers={"mission": answers.pop("mission"), **answers},
    )  # fmt: skip


_TERMS = ("on", "viewpoint", "readings", "pending", "settle", "left", "intake")


def places(before: Case, after: Case) -> set[tuple[str, ...]]:
    """Where two states of a case differ: answers by part and fact, and what else there is by its name."""
    one, other = before.mission, after.mission
    found: set[tuple[str, ...]] = set(changed(one, other))
    found |= {(field,) for field in _TERMS[:-2] if getattr(before, field) != getattr(after, field)}
    for field in ("title", "client", "names", "lists", "assumed", "events", "summary", "parts"):
        was, now = getattr(one, field), getattr(other, field)
        if isinstance(was, dict):
            found |= {(field, key) for key in {*was, *now} if was.get(key) != now.get(key)}
        elif was != now:
            found.add((field,))
    return found


def together(base: Case, mine: Case, theirs: Case) -> Case:
    """Another state of a case with what I changed since a common state, its terms as well as its mission."""
    merged = theirs.having(rebased(base.mission, mine.mission, theirs.mission))
    own = {field: getattr(mine, field) for field in _TERMS if getattr(mine, field) != getattr(base, field)}
    return msgspec.structs.replace(merged, **own)


def retitled(mission: Mission, title: str) -> Mission:
    """The mission under another title."""
    return msgspec.structs.replace(mission, title=title)


def saved(current: Case, knowledge: Knowledge) -> str:
    """The case as a session that can be resumed here or by ``regolex interview --session``."""
    return interview_session.dumps(
        interview_session.begun(
            current.mission, knowledge, on=current.on.isoformat() if current.on else "", readings=current.readings,
            viewpoint=current.viewpoint, pending=current.pending,
        )
    )  # fmt: skip


def empty(title: str) -> Case:
    """A case without any answers."""
    return Case(msgspec.structs.replace(EMPTY, id=slug(title) or "mission", title=title))


def slug(name: str) -> str:
    """Lower-case words joined by hyphens.

    >>> slug("Drill No. 2")
    'drill-no-2'
    """
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


class Aside(msgspec.Struct, frozen=True):
    """An answer that does not count, because another one closes its question or already settles it."""

    part: str
    fact: str
    because: str


def differs(given: Answer, used: Answer) -> bool:
    """Whether the answer that is used is another than the one given."""
    return (given.value, bool(given.does_not_arise)) != (used.value, bool(used.does_not_arise))


def aside(a: Assessment) -> tuple[Aside, ...]:
    """The answers given that other answers set aside; the mission keeps them, so that they come back by themselves."""
    given, used = a.mission.answers, a.prepared.mission
    found = []
    for part, own in given.items():
        for fact, answer in own.items():
            now = used.answer(part, fact)
            if not answer.missing and now.origin and differs(answer, now):
                found.append(Aside(part, fact, now.by or now.does_not_arise))
    return tuple(found)


def fit(a: Assessment) -> Mission:
    """The mission with the answers that count, as a mission file may hold it."""
    left_out = {(x.part, x.fact) for x in aside(a)}
    answers = {
        part: {fact: answer for fact, answer in own.items() if (part, fact) not in left_out}
        for part, own in a.mission.answers.items()
    }
    return msgspec.structs.replace(a.mission, answers=answers)


def adopting(mission: Mission, name: str, by: str, on: date) -> Mission:
    """The mission with one assumption set adopted."""
    adopted = Adopted(by, on.isoformat())
    return msgspec.structs.replace(mission, assumed={**mission.assumed, name: adopted})


def without(mission: Mission, name: str) -> Mission:
    """The mission without one assumption set."""
    return msgspec.structs.replace(mission, assumed={n: own for n, own in mission.assumed.items() if n != name})


def excepting(mission: Mission, name: str, answer: str, *, excepted: bool) -> Mission:
    """The mission with one answer left out of an assumption set, or put in again; ``part fact`` names it."""
    own = mission.assumed[name]
    kept = tuple(x for x in own.excepted if x != answer)
    changed = msgspec.structs.replace(own, excepted=(*kept, answer) if excepted else kept)
    return msgspec.structs.replace(mission, assumed={**mission.assumed, name: changed})


def for_client(mission: Mission, client: str) -> Mission:
    """The mission assessed for a party; for the one that the answers point to where none is named."""
    return msgspec.structs.replace(mission, client=client)


def answered(mission: Mission, knowledge: Knowledge, part: str, fact: str, raw: Any) -> Mission:
    """The mission with one answer in the form of a mission file; None removes the answer.

    The whole mission is read again, so that a case only holds what a mission file can hold. Raises MissionError.
    """

    def write(data: dict[str, Any]) -> None:
        place = _place(data, knowledge, part)
        short = fact.partition(".")[2]
        if raw is None:
            place.pop(short, None)
        else:
            place[short] = raw

    return _edited(mission, knowledge, write)


def with_part(mission: Mission, kind: str, name: str) -> tuple[Mission, str]:
    """The mission with one more part, and the id of that part."""
    taken = mission.parts.get(kind, ())
    base = slug(name) or kind
    part, n = f"{kind}:{base}", 2
    while part in taken:
        part, n = f"{kind}:{base}-{n}", n + 1
    return (
        msgspec.structs.replace(
            mission,
            parts={**mission.parts, kind: (*taken, part)},
            names={**mission.names, part: name.strip() or base},
            answers={**mission.answers, part: {}},
        ),
        part,
    )


def renamed(mission: Mission, part: str, name: str) -> Mission:
    """The mission with another name for a part; its id, and so every reference to it, stays."""
    return msgspec.structs.replace(mission, names={**mission.names, part: name})


def without_part(mission: Mission, knowledge: Knowledge, part: str) -> Mission:
    """The mission without a part. Lists lose it; single answers that named it become unanswered."""
    kind = part.partition(":")[0]
    answers: dict[str, dict[str, Answer]] = {}
    for where, given in mission.answers.items():
        if where != part:
            kept = {fact: _without(answer, part) for fact, answer in given.items() if _refers(knowledge, fact)}
            answers[where] = {**given, **kept}
            answers[where] = {fact: answer for fact, answer in answers[where].items() if answer is not None}
    return msgspec.structs.replace(
        mission,
        client="" if mission.client == part else mission.client,
        parts={**mission.parts, kind: tuple(p for p in mission.parts.get(kind, ()) if p != part)},
        names={p: name for p, name in mission.names.items() if p != part},
        answers=answers,
    )


NOT_STATED, SO_FAR, COMPLETE = "not-stated", "so-far", "complete"


def list_state(mission: Mission, kind: str) -> str:
    """How far a list goes: not stated at all, so far, or complete."""
    if mission.parts.get(kind) is None:
        return NOT_STATED
    return COMPLETE if mission.complete(kind) else SO_FAR


def with_list(mission: Mission, kind: str, how: str) -> Mission:
    """The mission with a list that goes so far or is complete, or that is not stated, where nothing stands in it."""
    parts = {k: v for k, v in mission.parts.items() if k != kind}
    lists = {k: v for k, v in mission.lists.items() if k != kind}
    if how != NOT_STATED:
        parts[kind] = mission.parts.get(kind, ())
        usual = list_state(msgspec.structs.replace(mission, parts=parts, lists=lists), kind)
        lists |= {} if how == usual else {kind: how}
    return msgspec.structs.replace(mission, parts=parts, lists=lists)


def _refers(knowledge: Knowledge, fact: str) -> bool:
    return knowledge.facts[fact].type == "part"


def _without(answer: Answer, part: str) -> Any:
    if isinstance(answer.value, tuple):
        return msgspec.structs.replace(answer, value=tuple(p for p in answer.value if p != part))
    return None if answer.value == part else answer


def _edited(mission: Mission, knowledge: Knowledge, write: Callable[[dict[str, Any]], None]) -> Mission:
    data = mission_file.data(mission, knowledge)
    write(data)
    return mission_from_data(data, knowledge, name="your answer")


def _place(data: dict[str, Any], knowledge: Knowledge, part: str) -> dict[str, Any]:
    kind, _, name = part.partition(":")
    place: dict[str, Any] = data["facts"] if not name else data[knowledge.kinds[kind].list_name][name]
    return place
