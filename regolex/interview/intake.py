"""The intake: which question comes next, and the mission that the answers describe.

Answers are a mapping of questions to fields to answers, as ``regolex new --answers`` reads it. A field asked of each part takes
one answer for all, or a mapping of part ids to answers. ``dont-know`` and ``undecided`` stand in the mission as such,
``skip`` (or silence) writes nothing; none of them counts as "no".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from regolex.engine.engine import Engine
from regolex.engine.preparation import prepare
from regolex.errors import MissionError, Problem, nearest
from regolex.law import model as m
from regolex.law.catalogue import Catalogue, catalogue_of
from regolex.law.intake import REFERENCE, Adding, Choice, Field, IntakeQuestion, Test, Writing
from regolex.missions.mission import Mission, mission_from_data

WAYS_OUT = {"dont-know": {"unknown": "dont-know"}, "undecided": {"unknown": "undecided"}, "skip": None}
HEAD = ("mission", "title", "summary", "on", "assume")  # keys of an answer file beside the questions
TAKING = (
    "extraction",
    "sampling",
    "processing",
    "in-situ-use",
    "manufacture-in-space",
    "return-raw",
    "return-processed",
)
_NOTHING_DONE = {"does_not_arise": "nothing is done there"}
_IN_EARTH_ORBIT = {"does_not_arise": "in Earth orbit"}
EARTH_ORBIT = "earth-orbit"
Answers = Mapping[str, Any]


class Prompt(msgspec.Struct, frozen=True):
    """What to ask next: a question, one of its fields, and the part it is asked of where it is asked of each."""

    question: IntakeQuestion
    field: Field
    parts: tuple[tuple[str, str], ...] = ()  # ids and names


class Taken(msgspec.Struct, frozen=True):
    """What the intake made of the answers: the mission, its values as a file holds them, and what was left open.

    ``left_open`` holds for each the question in words, and why it is open.
    """

    mission: Mission
    data: dict[str, Any]
    left_open: tuple[tuple[str, str], ...]


class Intake:
    """The questions of a knowledge base with the answers given so far."""

    def __init__(self, engine: Engine, answers: Answers | None = None) -> None:
        self.engine = engine
        self.knowledge: m.Knowledge = engine.knowledge
        self.catalogue: Catalogue = catalogue_of(self.knowledge)
        self.answers: dict[str, Any] = {key: _copied(value) for key, value in (answers or {}).items()}

    # --- asking ---

    def shown(self) -> Iterator[tuple[IntakeQuestion, Field]]:
        """The fields that arise on the answers so far, in their order."""
        for question in self.knowledge.intake:
            if self.holds(question.when):
                for field in question.fields:
                    if self.holds(field.when):
                        yield question, field

    def next(self) -> Prompt | None:
        """The first field that arises and has no answer; None at the end."""
        for question, field in self.shown():
            if field.id not in self.answers.get(question.id, {}):
                parts = self._parts_of(field)
                if field.each and not parts:
                    continue
                return Prompt(question, field, tuple(parts.items()))
        return None

    def answer(self, prompt: Prompt, value: Any) -> None:
        """Take an answer, or a way out; raises MissionError where it is no answer to the question."""
        problems = list(self.wrong(prompt.question, prompt.field, value))
        if problems:
            raise MissionError(problems)
        self.answers.setdefault(prompt.question.id, {})[prompt.field.id] = value

    def problems(self) -> list[Problem]:
        """What is wrong with the answers."""
        questions = {q.id: q for q in self.knowledge.intake}
        found = []
        for key, own in self.answers.items():
            if key in HEAD:
                continue
            question = questions.get(key)
            if question is None or not isinstance(own, Mapping):
                what = f"there is no question {key!r}" if question is None else f"{key} is not a mapping"
                found.append(Problem("M123", what, expected=", ".join(questions), hint=nearest(key, questions)))
                continue
            for name, value in own.items():
                field = question.field(name)
                if field is None:
                    known = [f.id for f in question.fields]
                    what = f"question {key!r} does not ask {name!r}"
                    found.append(Problem("M123", what, expected=", ".join(known), hint=nearest(name, known)))
                else:
                    found += self.wrong(question, field, value)
        return found

    def wrong(self, question: IntakeQuestion, field: Field, value: Any) -> Iterator[Problem]:
        """What is wrong with one answer."""
        values = [value]
        if field.each and isinstance(value, Mapping) and "unknown" not in value:
            values = list(value.values())
        for one in values:
            if _way_out(one):
                continue
            if field.type == "entries":
                for entry in one if isinstance(one, list) else [one]:
                    inner = {f.id: f for f in field.fields}
                    for name, own in entry.items() if isinstance(entry, Mapping) else [(entry, None)]:
                        if name not in inner:
                            yield _no_answer(question, field, name, inner)
                        else:
                            yield from self.wrong(question, inner[name], own)
                continue
            options = self.options(field)
            many = field.type in ("choices", "states", "crafts", "body")
            for item in one if many and isinstance(one, list) else [one]:
                if not _fits(field, item, options):
                    yield _no_answer(question, field, item, options)

    def options(self, field: Field) -> dict[str, str]:
        """What can be answered, with labels; empty where anything of the type can."""
        if field.type in ("choice", "choices"):
            return {c.id: c.label for c in field.choices}
        if field.type in ("state", "states"):
            return dict(self.knowledge.states)
        if field.type == "body":
            kinds = {s: t.label for s, t in self.knowledge.taxa.items() if t.scheme == "CelestialBodyKind"}
            bodies = {b.id: b.name for b in self.catalogue.bodies.values() if b.sort == "body"}
            return {**bodies, **kinds, EARTH_ORBIT: "Earth orbit only"}
        if field.type == "vehicle":
            return {v.id: f"{v.name} ({v.company})" for v in self.catalogue.vehicles.values()} | self.knowledge.states
        if field.type == "site":
            return {s.id: s.name for s in self.catalogue.sites.values()} | self.knowledge.states
        if field.type == "party":
            return {"we": "we do", **{self._slug(e): str(e.get("name")) for e in self._entries("who", "partners")}}
        return {}

    # --- conditions ---

    def value(self, name: str) -> Any:
        """An earlier answer: a plain value, or None where there is none (don't know is none)."""
        question, field_name, *more = name.split(".")
        if name == "where.several":
            return len(self._bodies()) > 1
        if name == "craft.several":
            return len(self._many("craft", "list")) > 1
        raw = self.answers.get(question, {}).get(field_name)
        if more:
            return self._attribute(question, field_name, raw, more[0])
        return None if _way_out(raw) else raw

    def _attribute(self, question: str, name: str, raw: Any, key: str) -> Any:
        if isinstance(raw, list):
            return [entry.get(key) for entry in raw if isinstance(entry, Mapping)]
        if name == "vehicle":
            return self._vehicle(raw).get(key)
        return raw.get(key) if isinstance(raw, Mapping) else None

    def holds(self, test: Test | None) -> bool:
        """Whether a condition on the answers holds; a missing answer is no value."""
        if test is None:
            return True
        if test.answer:
            found = self.value(test.answer)
            values = set(map(str, _flat(found)))
            result = bool(values & set(map(str, test.one_of))) if test.one_of else bool(values)
        elif test.some:
            result = any(map(self.holds, test.some))
        else:
            result = all(map(self.holds, test.every))
        return result != test.negated

    # --- the mission ---

    def take(self, name: str = "mission.yaml") -> Taken:
        """The mission that the answers describe; raises MissionError with everything that is wrong with them."""
        problems = [msgspec.structs.replace(p, file=name) for p in self.problems()]
        if problems:
            raise MissionError(problems)
        work = _Composition(self)
        data = work.data()
        mission = mission_from_data(data, self.knowledge)
        day = date.fromisoformat(data["on"]) if data.get("on") else self.knowledge.day
        for put in prepare(self.engine, mission, day).dropped:  # a question that does not arise is not answered
            work.forget(put.part, put.fact)
        data = work.data()
        return Taken(mission_from_data(data, self.knowledge), data, tuple(self._left_open()))

    def _left_open(self) -> Iterator[tuple[str, str]]:
        words = {"dont-know": "don't know", "undecided": "not decided yet"}
        for question, field in self.shown():
            own = self.answers.get(question.id, {})
            raw = own.get(field.id)
            reason = words.get(raw if isinstance(raw, str) else "", "")
            if isinstance(raw, Mapping) and "unknown" in raw:
                reason = words.get(str(raw["unknown"]), "")
            if not reason and raw in (None, "skip") and not field.completes and field.type != "entries":
                reason = "skipped"
            if reason and not (field.each and not self._parts_of(field)):
                yield field.asks, reason

    # --- what answers name ---

    def _parts_of(self, field: Field) -> dict[str, str]:
        """The parts that a field is asked of, with their names."""
        if not field.each:
            return {}
        work = _Composition(self, adds_only=True)
        return {
            part.partition(":")[2]: work.names.get(part, part)
            for part in work.parts_of(field.each, field.kinds)
        }  # fmt: skip

    def _many(self, question: str, name: str) -> list[Any]:
        return _flat(self.value(f"{question}.{name}"))

    def _entries(self, question: str, name: str) -> list[Mapping[str, Any]]:
        return [e for e in self._many(question, name) if isinstance(e, Mapping)]

    def _bodies(self) -> list[str]:
        return [b for b in self._many("where", "target") if b != EARTH_ORBIT]

    def _slug(self, entry: Mapping[str, Any]) -> str:
        return slug(str(entry.get("name") or entry.get("kind") or "entry"))

    def _vehicle(self, raw: Any) -> dict[str, Any]:
        """A launch company: of the catalogue, or of a State alone."""
        vehicle = self.catalogue.vehicles.get(raw) if isinstance(raw, str) else None
        if vehicle:
            public = vehicle.company_kind != "company"
            return {
                "company": vehicle.company, "kind": vehicle.company_kind, "state": vehicle.state,
                "acts_for": [vehicle.state] if public else [],
            }  # fmt: skip
        if isinstance(raw, str) and raw in self.knowledge.states:
            company = f"a launch company of {self.knowledge.states[raw]}"
            return {"company": company, "kind": "company", "state": raw, "acts_for": []}
        return {}

    def _site(self, raw: Any) -> dict[str, Any]:
        site = self.catalogue.sites.get(raw) if isinstance(raw, str) else None
        if site:
            return {"territory": site.territory or None, "facility_states": list(site.facility_states)}
        known = isinstance(raw, str) and raw in self.knowledge.states
        return {"territory": raw, "facility_states": [raw]} if known else {}


class _Composition:
    """The parts and facts that the answers of an intake write."""

    def __init__(self, intake: Intake, adds_only: bool = False) -> None:
        self.intake = intake
        self.knowledge = intake.knowledge
        self.parts: dict[str, dict[str, Any]] = {}
        self.names: dict[str, str] = {}
        self.mission: dict[str, Any] = {}
        self.unlisted: set[str] = set()
        self.client = f"party:{slug(str(intake.value('who.name') or 'our company'))}"
        # first every part, so that what is written for all parts of a kind finds them
        for question in intake.knowledge.intake:
            if question.id == "where" and intake.holds(question.when):
                self._bodies()
            if intake.holds(question.when):
                self._add(question.adds, {})
        for question, field in intake.shown():
            self._adds_of(question, field)
        if adds_only:
            return
        for question in intake.knowledge.intake:
            if intake.holds(question.when) or not question.fields:
                for adding in question.adds:
                    if intake.holds(adding.when):
                        self._values(self._id(adding.part, {}), adding, {})
                self._write(question.writes, {}, ())
                for field in question.fields:
                    if intake.holds(field.when):
                        self._writes_of(question, field)
            elif question.id == "when":
                self._write(question.writes, {}, ())

    # --- parts ---

    def parts_of(self, kind: str, kinds: Iterable[str] = ()) -> list[str]:
        """The parts of a kind, or those of certain kinds of it."""
        wanted = set(kinds)
        return [
            part for part in self.parts
            if part.startswith(f"{kind}:")
            and (not wanted or bool(wanted & self._wider(self.parts[part].get(f"{kind}.kind", ""))))
        ]  # fmt: skip

    def _wider(self, name: Any) -> set[str]:
        return {str(name)}

    def _bodies(self) -> None:
        for target in self.intake._bodies():
            body = self.intake.catalogue.bodies.get(target)
            part = f"body:{slug(target)}"
            self.parts[part] = {"body.kind": (body.kind or {"unknown": "dont-know"}) if body else target}
            self.names[part] = body.name if body else f"{self.knowledge.taxa[target].label}, not chosen yet"

    def _adds_of(self, question: IntakeQuestion, field: Field) -> None:
        raw = self.intake.answers.get(question.id, {}).get(field.id)
        if raw is None or _way_out(raw):
            if field.speaks_for:
                self.unlisted.add(field.speaks_for)
            return
        if field.type == "entries":
            for entry in _flat(raw):
                self._add(field.adds, {"entry": entry})
            return
        self._add(field.adds, {"answer": raw})
        chosen = set(map(str, _flat(list(raw.values()) if isinstance(raw, Mapping) else raw)))
        for choice in field.choices:
            if choice.id in chosen:
                self._add(choice.adds, {"answer": raw})

    def _add(self, adds: Iterable[Adding], scope: Mapping[str, Any]) -> list[str]:
        made = []
        for adding in adds:
            if not self.intake.holds(adding.when):
                continue
            part = self._id(adding.part, scope)
            self.parts.setdefault(part, {})
            name = self.resolve(adding.name, scope, part) if adding.name else None
            if isinstance(name, str):
                self.names[part] = name
            for fact, value in adding.values.items():
                if fact.endswith(".kind"):
                    self._set(part, fact, value, scope)
            made.append(part)
        return made

    def _id(self, part: str, scope: Mapping[str, Any]) -> str:
        if part == "party:client":
            return self.client
        if part.endswith(":$entry"):
            return part.replace("$entry", self.intake._slug(scope["entry"]))
        return part

    # --- facts ---

    def _writes_of(self, question: IntakeQuestion, field: Field) -> None:
        raw = self.intake.answers.get(question.id, {}).get(field.id)
        if raw is None or raw == "skip":
            return
        if field.type == "entries":
            for entry in [] if _way_out(raw) else _flat(raw):
                self._entry(field, entry)
            return
        each = field.each and isinstance(raw, Mapping) and "unknown" not in raw
        for part, one in raw.items() if each else [("", raw)]:
            only = (f"{field.each}:{part}",) if part else ()
            self._writes_of_one(field, one, only, {})
        if not _way_out(raw):
            for adding in field.adds:
                self._values(self._id(adding.part, {}), adding, {"answer": raw})

    def _writes_of_one(self, field: Field, one: Any, only: tuple[str, ...], scope: Mapping[str, Any]) -> None:
        way_out = _way_out(one)
        if way_out or one == "skip":
            if way_out:
                for writing in _all_writings(field):
                    if self.intake.holds(writing.when) or field.choices or writing.when:
                        self._unknown(writing, field, way_out, only, scope)
            return
        scope = {**scope, "answer": one}
        self._write(field.writes, scope, only, field)
        chosen = set(map(str, _flat(one)))
        for choice in field.choices:
            self._write(choice.writes if choice.id in chosen else choice.otherwise, scope, only, field)
            if choice.id in chosen and not only:
                for adding in choice.adds:
                    if self.intake.holds(adding.when):
                        self._values(self._id(adding.part, scope), adding, scope)

    def _entry(self, field: Field, entry: Mapping[str, Any]) -> None:
        scope = {"entry": entry}
        for adding in field.adds:
            part = self._id(adding.part, scope)
            self._values(part, adding, scope)
            for inner in field.fields:
                if inner.id in entry:
                    self._writes_of_one(inner, entry[inner.id], (), {**scope, "added": part})

    def _values(self, part: str, adding: Adding, scope: Mapping[str, Any]) -> None:
        for fact, value in adding.values.items():
            self._set(part, fact, value, scope)

    def _targets(
        self, writing: Writing, fact: str, only: tuple[str, ...], scope: Mapping[str, Any], field: Field | None
    ) -> list[str]:
        kind = fact.partition(".")[0]
        if kind == "mission":
            return ["mission"]
        if writing.to:
            return [scope["added"] if writing.to == "added" else self._id(writing.to, scope)]
        kinds = writing.kinds or (field.kinds if field and field.each == kind else ())
        found = self.parts_of(kind, kinds)
        return [p for p in found if p in only] if only and only[0].startswith(f"{kind}:") else found

    def _write(
        self, writings: Iterable[Writing], scope: Mapping[str, Any], only: tuple[str, ...], field: Field | None = None
    ) -> None:
        for writing in writings:
            if self.intake.holds(writing.when):
                for fact, value in writing.values.items():
                    for part in self._targets(writing, fact, only, scope, field):
                        self._set(part, fact, value, scope)

    def _unknown(
        self, writing: Writing, field: Field, why: Mapping[str, str], only: tuple[str, ...], scope: Mapping[str, Any]
    ) -> None:
        for fact in writing.values:
            for part in self._targets(writing, fact, only, scope, field):
                own = self.mission if part == "mission" else self.parts[part]
                own.setdefault(fact, dict(why))

    def _set(self, part: str, fact: str, value: Any, scope: Mapping[str, Any]) -> None:
        found = self.resolve(value, scope, part)
        if found is None:
            return
        own = self.mission if part == "mission" else self.parts.setdefault(part, {})
        if self.knowledge.facts[fact].many and not isinstance(found, (list, Mapping)):
            found = [found]
        own[fact] = found

    def resolve(self, value: Any, scope: Mapping[str, Any], part: str = "") -> Any:
        """A value with the answers it takes up; None where an answer that it needs is missing."""
        if isinstance(value, list):
            found = [self.resolve(one, scope, part) for one in value]
            unknown = next((x for x in found if isinstance(x, Mapping)), None)
            return unknown if unknown else None if None in found else found
        if not isinstance(value, str) or not value.startswith(REFERENCE):
            return value
        word, _, rest = value[1:].partition(".")
        if word == "answer":
            return self._party(scope.get("answer"), part)
        if word == "entry":
            return _way_out(scope["entry"].get(rest)) or scope["entry"].get(rest)
        found = self._word(word, rest)
        return self._party(found, part) if word == "launch" and rest else found

    def _party(self, value: Any, part: str) -> Any:
        return self.client.partition(":")[2] if value == "we" else value

    def _word(self, word: str, rest: str) -> Any:
        ids = lambda kind: [part.partition(":")[2] for part in self.parts_of(kind)]  # noqa: E731
        raw = self.intake.answers.get("launch", {})
        if word == "client":
            return self.client.partition(":")[2]
        if word == "body":
            if EARTH_ORBIT in self.intake._many("where", "target"):
                return dict(_IN_EARTH_ORBIT)
            return ids("body")[0] if len(ids("body")) == 1 else None
        if word == "launch" and not rest:
            return ids("launch")[0] if ids("launch") else None
        if word in ("launches", "steps", "crafts"):
            return ids({"launches": "launch", "steps": "activity", "crafts": "object"}[word])
        if word == "taking":
            steps = [p for kind in TAKING for p in self.parts_of("activity", (kind,))]
            return steps[0].partition(":")[2] if steps else dict(_NOTHING_DONE)
        if word == "vehicle":
            return self.intake._vehicle(raw.get("vehicle")).get(rest)
        if word == "site":
            return self.intake._site(raw.get("site")).get(rest)
        stated = self.intake.answers.get(word, {}).get(rest)
        return _way_out(stated) or stated

    # --- the file ---

    def forget(self, part: str, fact: str) -> None:
        """Take a fact out again."""
        (self.mission if part == "mission" else self.parts[part]).pop(fact, None)

    def data(self) -> dict[str, Any]:
        """The mission in the shape of a mission file."""
        intake, answers = self.intake, self.intake.answers
        title = str(answers.get("title") or "A plan")
        out: dict[str, Any] = {
            "mission": str(answers.get("mission") or slug(title)),
            "title": title,
            "about": "invented",
        }
        if answers.get("summary"):
            out["summary"] = str(answers["summary"])
        if answers.get("on"):
            out["on"] = str(answers["on"])
        out["client"] = self.client.partition(":")[2]
        completed = {f.completes for q, f in intake.shown() if f.completes and intake.value(f"{q.id}.{f.id}") is True}
        if "authorisation" in completed:
            out["lists"] = {"authorisations": "complete"}
        if "event" in completed and out.get("on"):
            out["events"] = {"none_up_to": out["on"]}
        out["facts"] = {fact.partition(".")[2]: value for fact, value in self.mission.items()}
        for kind in self.knowledge.kinds.values():
            if not kind.list_name or kind.name == "state" or kind.name in self.unlisted:
                continue
            out[kind.list_name] = {
                part.partition(":")[2]: {
                    **({"name": self.names[part]} if part in self.names else {}),
                    **{fact.partition(".")[2]: value for fact, value in self.parts[part].items()},
                }
                for part in self.parts_of(kind.name)
            }
        return out


def slug(text: str) -> str:
    """A name as the id of a part."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


def _all_writings(field: Field) -> list[Writing]:
    return [*field.writes, *(w for c in field.choices for w in (*c.writes, *c.otherwise))]


def _way_out(value: Any) -> dict[str, str] | None:
    """The mark that an answer "don't know" or "not decided" leaves in the file; None for any other answer."""
    if isinstance(value, str) and value in WAYS_OUT:
        return WAYS_OUT[value] or {}
    return {"unknown": str(value["unknown"])} if isinstance(value, Mapping) and set(value) == {"unknown"} else None


def _flat(value: Any) -> list[Any]:
    if value is None or _way_out(value) is not None:
        return []
    if isinstance(value, Mapping):
        return [value] if not all(isinstance(v, (str, list, bool)) for v in value.values()) or "name" in value else [
            x for v in value.values() for x in _flat(v)
        ]  # fmt: skip
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _fits(field: Field, item: Any, options: Mapping[str, str]) -> bool:
    if field.type == "yes-no":
        return isinstance(item, bool)
    if field.type == "number":
        return not isinstance(item, (bool, str, list, Mapping))
    if field.type in ("text", "day", "crafts", "craft", "step"):
        return isinstance(item, (str, date))
    return isinstance(item, str) and item in options


def _no_answer(question: IntakeQuestion, field: Field, item: Any, options: Mapping[str, str]) -> Problem:
    expected = ", ".join(options) if len(options) <= 40 else f"one of {len(options)}"
    if not options:
        expected = {"yes-no": "true or false", "number": "a number"}.get(field.type, "text")
    what = f"{item!r} is no answer to {question.id}.{field.id}: {field.asks}"
    return Problem(
        "M124", what, expected=f"{expected}; or dont-know, undecided, skip", hint=nearest(str(item), options)
    )


def _copied(value: Any) -> Any:
    return {k: _copied(v) for k, v in value.items()} if isinstance(value, Mapping) else value


__all__ = ["Choice", "Intake", "Prompt", "Taken", "slug"]
