"""A mission as stated: its parts and, for each fact, an answer or the reason why there is none.

A mission file is checked to its end against the fact vocabulary of the knowledge; every problem is reported at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from regolex.errors import MissionError, nearest
from regolex.law import model as m
from regolex.law.names import answer_hint, state_hint
from regolex.law.source import Document, Where, read, unknown_keys
from regolex.missions.answers import COMMITMENTS, JUDGEMENTS, NOT_ASKED, REASONS, Answer, Value, plain_value
from regolex.missions.consistency import contradictions
from regolex.missions.heading import MAX_VALUES, heading, small_enough, text
from regolex.missions.heading import day as day_of
from regolex.missions.hypothetical import Supposed, read_states
from regolex.missions.terms import SO_FAR, TO_JUDGE, Adopted, NoneSoFar, read_terms
from regolex.missions.windows import FORMS, Window, day_or_window

_PART_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_HEAD = (
    "mission", "title", "about", "summary", "sources", "on", "states", "client", "lists", "assumed", "events",
    "facts", "expects", "notes",
)  # fmt: skip


class Mission(msgspec.Struct, frozen=True):
    """The parts and answers stated for a mission.

    ``parts`` maps a kind to the ids of its parts, or lacks the kind where the list is not stated; ``answers`` maps
    a part id (``activity:drill``, or ``mission``) to its answers by fact id. A list that is stated is complete, that of
    authorisations only where ``lists`` says so. ``client`` is the party it is assessed for, ``assumed`` the assumption sets
    that were adopted, ``events`` the answer to "has any of these happened?".
    """

    id: str
    title: str
    parts: dict[str, tuple[str, ...]]
    answers: dict[str, dict[str, Answer]]
    names: dict[str, str]
    about: str = "invented"
    summary: str = ""
    sources: tuple[str, ...] = ()
    on: str = ""
    expects: dict[str, Any] = {}
    states: dict[str, Supposed] = {}  # hypothetical ones alone
    client: str = ""
    lists: dict[str, str] = {}
    assumed: dict[str, Adopted] = {}
    events: NoneSoFar | None = None

    def complete(self, kind: str) -> bool:
        """Whether a list holds all there is."""
        if kind not in self.parts:
            return kind in TO_JUDGE and self.lists.get(kind) != "so-far"
        return self.lists.get(kind, "so-far" if kind in SO_FAR else "complete") == "complete"

    def answer(self, part: str, fact: str) -> Answer:
        """The answer for a fact of a part; *not asked* if nothing is stated."""
        return self.answers.get(part, {}).get(fact, NOT_ASKED)

    def name(self, part: str) -> str:
        """The name of a part in a sentence."""
        kind, _, own = part.rpartition(":")
        return self.names.get(part) or (f"the {kind}" if own == "?" else own)

    def with_answer(self, part: str, fact: str, answer: Answer) -> Mission:
        """The same mission with one answer changed."""
        changed = {**self.answers, part: {**self.answers.get(part, {}), fact: answer}}
        return msgspec.structs.replace(self, answers=changed)


def read_mission(path: Path | str, knowledge: m.Knowledge) -> Mission:
    """Read a mission file (YAML 1.2).

    Raises MissionError with every problem of the file.
    """
    document = read(Path(path), str(path), "M")
    if document.problems:
        raise MissionError(document.problems)
    return mission_from(document, knowledge)


def mission_from_data(data: Mapping[str, Any], knowledge: m.Knowledge, *, name: str = "mission") -> Mission:
    """A mission from plain values in the form of a mission file.

    Raises MissionError with every problem.
    """
    document = Document(name, "M")
    document.data = data
    return mission_from(document, knowledge)


def mission_from(document: Document, knowledge: m.Knowledge) -> Mission:
    """A mission from a document already read."""
    reader = _Reader(document, knowledge)
    mission = reader.mission()
    if document.problems or mission is None:
        raise MissionError(document.problems)
    return mission


def answer_from(raw: Any, part: str, fact: str, mission: Mission, knowledge: m.Knowledge) -> Answer:
    """One answer from a plain value as in a mission file.

    Raises MissionError if the value is not a valid answer to the fact.
    """
    document = Document(mission.id or "mission", "M")
    reader = _Reader(document, knowledge)
    reader.parts, reader.supposed = mission.parts, set(mission.states)
    answer = reader._answer(knowledge.facts[fact], raw, (part, fact))
    if document.problems:
        raise MissionError(document.problems)
    return answer or NOT_ASKED


def parts_from(raw: Any, kind: str, mission: Mission, knowledge: m.Knowledge) -> Mission:
    """The same mission with a list of parts: ids, or ids with names. An empty list states that there are none.

    Raises MissionError if an id is not valid.
    """
    named = raw if isinstance(raw, Mapping) else {str(one): {} for one in raw}
    items = {key: {"name": value} if isinstance(value, str) else {} for key, value in named.items()}
    document = Document(mission.id or "mission", "M")
    reader = _Reader(document, knowledge)
    reader._list(kind, items, (knowledge.kinds[kind].list_name,), {})
    if document.problems:
        raise MissionError(document.problems)
    ids = reader.parts[kind]
    names = {f"{kind}:{key}": value["name"] for key, value in items.items() if "name" in value}
    answers = {**{part: {} for part in ids}, **mission.answers}
    parts = {**mission.parts, kind: ids}
    return msgspec.structs.replace(mission, parts=parts, answers=answers, names={**mission.names, **names})


class _Reader:
    def __init__(self, document: Document, knowledge: m.Knowledge) -> None:
        self.document = document
        self.knowledge = knowledge
        self.supposed: set[str] = set()
        self.parts: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, str] = {}
        self.answers: dict[str, dict[str, Answer]] = {}
        self.facts: dict[str, list[m.Fact]] = {}
        for fact in knowledge.facts.values():
            if not fact.derived:
                self.facts.setdefault(fact.kind, []).append(fact)

    def mission(self) -> Mission | None:
        data = self.document.data
        if not isinstance(data, Mapping):
            self.document.complain(
                "106", (), "the file is not a mapping of keys to values", expected="mission: <id> ..."
            )
            return None
        lists = {kind.list_name: kind.name for kind in self.knowledge.kinds.values() if kind.list_name}
        unknown_keys(self.document, (), dict(data), [*_HEAD, *lists])
        for key in ("mission", "title"):
            if not isinstance(data.get(key), str):
                self.document.complain("109", (key,), f"{key!r} is missing or is not text", expected=f"{key}: text")
        states = read_states(self.document, data.get("states"), self.knowledge)
        self.supposed = set(states)
        raw_parts: dict[str, tuple[str, Where, Mapping[str, Any]]] = {}
        for list_name, kind in lists.items():
            if list_name in data and data[list_name] is not None:
                self._list(kind, data[list_name], (list_name,), raw_parts)
        own = data.get("facts") or {}
        if isinstance(own, Mapping):
            raw_parts["mission"] = ("mission", ("facts",), own)
        else:
            self.document.complain("106", ("facts",), "facts is not a mapping", expected="fact: answer")
        if not small_enough(self.document, raw_parts):
            return None
        for part, (kind, where, raw) in raw_parts.items():
            self._part(part, kind, where, raw)
        contradictions(self.document, self.knowledge, self.parts, self.answers)
        head = heading(self.document, data)
        return Mission(
            head["mission"], head["title"], self.parts, self.answers, self.names, head["about"], head["summary"],
            head["sources"], head["on"], head["expects"], states,
            **msgspec.structs.asdict(read_terms(self.document, self.knowledge, self.parts)),
        )  # fmt: skip

    def _list(self, kind: str, raw: Any, where: Where, found: dict[str, tuple[str, Where, Mapping[str, Any]]]) -> None:
        items: list[tuple[str, Where, Any]]
        if isinstance(raw, Mapping):
            items = [(str(key), (*where, key), value) for key, value in raw.items()]
        elif isinstance(raw, (list, tuple)):
            items = []
            for i, value in enumerate(raw):
                default = kind if i == 0 else f"{kind}-{i + 1}"
                name = str(value.get("id", default)) if isinstance(value, Mapping) else ""
                items.append((name, (*where, i), value))
        else:
            self.document.complain("106", where, f"{where[-1]} is not a list of parts", expected="id: {fact: answer}")
            return
        ids = []
        for name, here, value in items:
            if not isinstance(value, Mapping):
                self.document.complain(
                    "106", here, f"{name or 'an item'} is not a mapping of facts", expected="fact: answer"
                )
                continue
            part = f"{kind}:{name}"
            if not _PART_ID.match(name) or part in found:
                self.document.complain(
                    "106", here, f"{name!r} is not a valid id (kind: {kind})", expected="lower-case words, each id once"
                )
                continue
            ids.append(part)
            found[part] = (kind, here, value)
        self.parts[kind] = tuple(ids)

    def _part(self, part: str, kind: str, where: Where, raw: Mapping[str, Any]) -> None:
        answers: dict[str, Answer] = {}
        by_short = {fact.id.partition(".")[2]: fact for fact in self.facts.get(kind, ())}
        for key, value in raw.items():
            if kind != "mission" and key in ("name", "id"):
                if key == "name":
                    self.names[part] = text(self.document, (*where, key), value)
                continue
            fact = by_short.get(key)
            if fact is None:
                self.document.complain(
                    "M123", (*where, key), f"the kind {kind!r} has no fact {key!r}", expected="a fact of the vocabulary",
                    hint=nearest(key, by_short) or "regolex schema mission lists the facts of each kind.",
                )  # fmt: skip
                continue
            answer = self._answer(fact, value, (*where, key))
            if answer is not None:
                answers[fact.id] = answer
        self.answers[part] = answers

    def _answer(self, fact: m.Fact, raw: Any, where: Where) -> Answer | None:
        source = by = day = ""
        if isinstance(raw, Mapping) and not (fact.type == "date" and {"from", "to"} & set(raw)):
            unknown_keys(self.document, where, dict(raw), ["value", "source", "by", "on", "unknown", "does_not_arise"])
            source, by = (text(self.document, (*where, key), raw.get(key)) for key in ("source", "by"))
            day = day_of(self.document, (*where, "on"), raw.get("on"))
            if "does_not_arise" in raw:
                reason = text(self.document, (*where, "does_not_arise"), raw["does_not_arise"]) or "no reason given"
                return Answer(does_not_arise=reason, source=source, by=by, on=day)
            if "unknown" in raw:
                if raw["unknown"] in REASONS:
                    return Answer(missing=raw["unknown"], source=source, by=by, on=day)
                self.document.complain(
                    "M143", (*where, "unknown"), f"{raw['unknown']!r} is not a reason for a missing answer",
                    expected=", ".join(REASONS), hint=nearest(raw["unknown"], REASONS),
                )  # fmt: skip
                return None
            raw = raw.get("value")
        if raw is None:
            return None
        if not fact.many:
            value = self._one(fact, raw, where)
            return None if value is None else Answer(value, source=source, by=by, on=day)
        if not isinstance(raw, (list, tuple)):
            raw = [raw]
        if len(raw) > MAX_VALUES:
            self._wrong(fact, f"{len(raw):,} values", where, f"at most {MAX_VALUES:,}")
            return None
        values = [self._one(fact, item, (*where, i)) for i, item in enumerate(raw)]
        if any(value is None for value in values):
            return None
        return Answer(tuple(str(value) for value in values), source=source, by=by, on=day)

    def _one(self, fact: m.Fact, raw: Any, where: Where) -> Value | None:
        readers: dict[str, Callable[[m.Fact, Any, Where], Value | None]] = {
            "boolean": self._boolean, "text": self._text, "commitment": self._commitment,
            "judgement": self._judgement, "state": self._state, "concept": self._concept, "part": self._reference,
            "integer": self._integer, "decimal": self._decimal, "date": self._date,
        }  # fmt: skip
        return readers[fact.type](fact, raw, where)

    def _wrong(self, fact: m.Fact, raw: Any, where: Where, expected: str, code: str = "106", hint: str = "") -> None:
        shown = repr(raw) if len(repr(raw)) < 60 else repr(raw)[:57] + "..."
        self.document.complain(code, where, f"{shown} is not a valid answer to {fact.id}", expected=expected, hint=hint)

    def _boolean(self, fact: m.Fact, raw: Any, where: Where) -> bool | None:
        if isinstance(raw, bool):
            return raw
        self._wrong(fact, raw, where, "true or false")
        return None

    def _text(self, fact: m.Fact, raw: Any, where: Where) -> str | None:
        if isinstance(raw, str):
            return raw
        self._wrong(fact, raw, where, "a text")
        return None

    def _commitment(self, fact: m.Fact, raw: Any, where: Where) -> str | None:
        if raw in COMMITMENTS:
            return str(raw)
        self._wrong(fact, raw, where, ", ".join(COMMITMENTS), hint=nearest(raw, COMMITMENTS))
        return None

    def _judgement(self, fact: m.Fact, raw: Any, where: Where) -> str | None:
        if raw in JUDGEMENTS:
            return str(raw)
        self._wrong(fact, raw, where, ", ".join(JUDGEMENTS), hint=nearest(raw, JUDGEMENTS))
        return None

    def _state(self, fact: m.Fact, raw: Any, where: Where) -> str | None:
        if isinstance(raw, str) and (raw in self.knowledge.states or raw in self.supposed):
            return str(raw)
        close = state_hint(self.knowledge, raw)
        self._wrong(fact, raw, where, "the three-letter code of a State", "M134", close)
        return None

    def _concept(self, fact: m.Fact, raw: Any, where: Where) -> str | None:
        answers = [slug for slug, taxon in self.knowledge.taxa.items() if taxon.scheme == fact.of]
        if raw in answers:
            return str(raw)
        self._wrong(fact, raw, where, ", ".join(answers), "M124", answer_hint(self.knowledge, raw, answers))
        return None

    def _reference(self, fact: m.Fact, raw: Any, where: Where) -> str | None:
        part = f"{fact.of}:{raw}"
        ids = self.parts.get(fact.of, ())
        if part in ids:
            return part
        names = [item.partition(":")[2] for item in ids]
        self._wrong(
            fact, raw, where, f"the id of one of: {', '.join(names) or 'none are listed'}", "M140", nearest(raw, names)
        )
        return None

    def _integer(self, fact: m.Fact, raw: Any, where: Where) -> Decimal | None:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return self._in_range(fact, Decimal(raw), where)
        self._wrong(fact, raw, where, "a whole number" + (f" of {fact.unit}s" if fact.unit else ""))
        return None

    def _decimal(self, fact: m.Fact, raw: Any, where: Where) -> Decimal | None:
        if isinstance(raw, float):
            raw = Decimal(str(raw))
        if isinstance(raw, (int, Decimal)) and not isinstance(raw, bool) and Decimal(raw).is_finite():
            return self._in_range(fact, Decimal(raw), where)
        self._wrong(fact, raw, where, "a number" + (f" in {fact.unit}" if fact.unit else ""))
        return None

    def _in_range(self, fact: m.Fact, value: Decimal, where: Where) -> Decimal | None:
        low, high = fact.minimum, fact.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            self._wrong(
                fact, str(value), where,
                f"at least {low}" + (f" and at most {high}" if high is not None else ""), "M141",
            )  # fmt: skip
            return None
        return value

    def _date(self, fact: m.Fact, raw: Any, where: Where) -> date | Window | None:
        found = day_or_window(raw)
        if found is None:
            self._wrong(fact, raw, where, FORMS)
        return found


__all__ = [
    "COMMITMENTS", "JUDGEMENTS", "NOT_ASKED", "REASONS", "Answer", "Mission", "Value", "answer_from", "mission_from",
    "mission_from_data", "parts_from", "plain_value", "read_mission",
]  # fmt: skip
