"""The intake: which question comes next, and the mission that the answers describe.

Answers are a mapping of questions to fields to answers, as ``regolex new --answers`` reads it. A field asked of each part takes
one answer for all, or a mapping of part ids to answers. ``dont-know`` and ``undecided`` stand in the mission as such,
``skip`` (or silence) writes nothing; none of them counts as "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from regolex.engine.engine import Engine
from regolex.engine.preparation import prepare
from regolex.errors import MissionError, Problem, nearest
from regolex.interview.answers import EARTH_ORBIT, HEAD, Answered, Answers, flat, slug, slug_of, way_out
from regolex.interview.composition import Composition
from regolex.law.intake import Field, IntakeQuestion, Test
from regolex.missions.mission import Mission, mission_from_data

# why an answer stands nowhere in the file
DOES_NOT_ARISE = "does not arise by the other answers"
NO_FACT = "no fact stands for it, so no rule can turn on it"


class Prompt(msgspec.Struct, frozen=True):
    """What to ask next: a question, one of its fields, and the part it is asked of where it is asked of each."""

    question: IntakeQuestion
    field: Field
    parts: tuple[tuple[str, str], ...] = ()  # ids and names


class Taken(msgspec.Struct, frozen=True):
    """What the intake made of the answers: the mission, its values as a file holds them, and what was left open.

    ``left_open`` holds for each the question in words, and why it is open; ``not_kept`` each answer that stands nowhere in the
    file, and why.
    """

    mission: Mission
    data: dict[str, Any]
    left_open: tuple[tuple[str, str], ...]
    not_kept: tuple[tuple[str, str], ...] = ()


class Intake(Answered):
    """The questions of a knowledge base with the answers given so far."""

    def __init__(self, engine: Engine, answers: Answers | None = None) -> None:
        super().__init__(engine.knowledge, answers)
        self.engine = engine

    # --- asking ---

    def next(self) -> Prompt | None:
        """The first field that arises and has no answer; None at the end."""
        for question, field in self.shown():
            if field.id not in self.answers.get(question.id, {}):
                parts = self.parts_of(field)
                if field.each and not parts:
                    continue
                return Prompt(question, field, tuple(parts.items()))
        return None

    def answer(self, prompt: Prompt, value: Any) -> None:
        """Take an answer, or a way out; raises MissionError where it is not an answer to the question."""
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
            if way_out(one) is not None:
                continue
            if field.type == "entries":
                for entry in one if isinstance(one, list) else [one]:
                    inner = {f.id: f for f in field.fields}
                    for name, own in entry.items() if isinstance(entry, Mapping) else [(entry, None)]:
                        if name not in inner:
                            yield _no_answer(question, field, name, {key: f.asks for key, f in inner.items()})
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
            return {"we": "we do", **{slug_of(e): str(e.get("name")) for e in self.entries("who", "partners")}}
        return {}

    # --- the mission ---

    def take(self, name: str = "mission.yaml") -> Taken:
        """The mission that the answers describe; raises MissionError with everything that is wrong with them."""
        problems = [msgspec.structs.replace(p, file=name) for p in self.problems()]
        if problems:
            raise MissionError(problems)
        work = Composition(self)
        data = work.data()
        mission = mission_from_data(data, self.knowledge)
        day = date.fromisoformat(data["on"]) if data.get("on") else self.knowledge.day
        gone: dict[str, None] = {}
        for put in prepare(self.engine, mission, day).dropped:  # a question that does not arise is not answered
            work.forget(put.part, put.fact)
            answer = mission.answer(put.part, put.fact)
            if answer.known and not answer.does_not_arise:
                gone[self.knowledge.facts[put.fact].label] = None
        data = work.data()
        lost = [*self._not_kept(), *((label, DOES_NOT_ARISE) for label in gone)]
        return Taken(mission_from_data(data, self.knowledge), data, tuple(self._left_open()), tuple(lost))

    def _not_kept(self) -> Iterator[tuple[str, str]]:
        """The answers that write nothing: to a question that does not arise, or a choice for which there is no fact."""
        shown = {(question.id, field.id) for question, field in self.shown()}
        read = set(_read(self.knowledge.intake))
        for question in self.knowledge.intake:
            for name, raw in self.answers.get(question.id, {}).items():
                field = question.field(name)
                if field is None or raw == "skip" or way_out(raw) is not None:
                    continue
                if (question.id, name) not in shown:
                    yield field.asks, DOES_NOT_ARISE
                    continue
                chosen = set(map(str, flat(list(raw.values()) if isinstance(raw, Mapping) else raw)))
                for choice in field.choices:
                    silent = not (choice.writes or choice.adds or choice.alone or field.writes or field.adds)
                    if choice.id in chosen and silent and (f"{question.id}.{name}", choice.id) not in read:
                        yield f"{field.asks} {choice.label}", NO_FACT

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
            if reason and not (field.each and not self.parts_of(field)):
                yield field.asks, reason

    # --- what answers name ---

    def parts_of(self, field: Field) -> dict[str, str]:
        """The parts that a field is asked of, with their names."""
        if not field.each:
            return {}
        work = Composition(self, adds_only=True)
        return {
            part.partition(":")[2]: work.names.get(part, part)
            for part in work.parts_of(field.each, field.kinds)
        }  # fmt: skip


def _read(questions: Iterable[IntakeQuestion]) -> Iterator[tuple[str, str]]:
    """Each answer on which a condition of the intake turns: the field, and the value."""

    def of(test: Test | None) -> Iterator[tuple[str, str]]:
        if test is not None:
            yield from ((test.answer, str(value)) for value in test.one_of)
            for inner in (*test.every, *test.some):
                yield from of(inner)

    for question in questions:
        tests = [question.when, *(w.when for w in question.writes), *(x.when for x in question.adds)]
        for field in question.fields:
            tests += [field.when, *(w.when for w in field.writes), *(x.when for x in field.adds)]
            for choice in field.choices:
                tests += [*(w.when for w in (*choice.writes, *choice.otherwise)), *(x.when for x in choice.adds)]
        for test in tests:
            yield from of(test)


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
    what = f"{item!r} is not an answer to {question.id}.{field.id}: {field.asks}"
    return Problem(
        "M124", what, expected=f"{expected}; or dont-know, undecided, skip", hint=nearest(str(item), options)
    )


def _copied(value: Any) -> Any:
    return {k: _copied(v) for k, v in value.items()} if isinstance(value, Mapping) else value


__all__ = ["DOES_NOT_ARISE", "NO_FACT", "Intake", "Prompt", "Taken", "slug"]
