"""Missions of every shape: what is drawn from the vocabulary, with the terms, States, days and choices that a user may add.

A shape is a mission with everything that `assess` takes beside it. :func:`named` says which shapes one of them has, so that
a test can show that all of them were reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec

from regolex.engine.assessment import Assessment, assess
from regolex.engine.engine import Engine
from regolex.engine.preparation import ENTAILED, prepare
from regolex.engine.truth import TRUE
from regolex.engine.world import UNNAMED
from regolex.law import model as m
from regolex.law.readings import choosable
from regolex.missions.hypothetical import Supposed
from regolex.missions.mission import Answer, Mission
from regolex.missions.terms import Adopted, NoneSoFar
from regolex.missions.windows import Window
from tests.properties.missions import Drawer, without_list

DAYS = (date(2026, 11, 30), date(2026, 1, 15), date(2019, 6, 1))
VIEWPOINTS = ("RUS", "USA", "LUX", "BEL")
TERRITORIES = ("GUF", "IMN", "HKG", "PRI")
# what stays away from the mission as drawn: everything that is not named by a key stands in the mission itself
KEYS = (
    "hypothetical", "territory", "window", "assumed", "so-far", "none-so-far", "client", "pinned", "viewpoint",
    "pending", "foreign-control", "nobody-named", "list-left-out",
)  # fmt: skip
BEARERS = ("state", "person", "unnamed")


class Shape(msgspec.Struct, frozen=True):
    """A mission, its day and the choices that go with it."""

    mission: Mission
    on: date
    readings: dict[str, str] = {}
    viewpoint: str = ""
    pending: bool = False

    def assess(self, engine: Engine) -> Assessment:
        """The assessment of it; an answer to a question that does not arise is left out."""
        return assess(
            engine, self.mission, on=self.on, readings=self.readings, viewpoint=self.viewpoint, pending=self.pending
        )


class ShapeDrawer:
    """Draws shapes by seed."""

    def __init__(self, engine: Engine, examples: Sequence[Mission] = ()) -> None:
        self.engine = engine
        self.examples = examples
        self.knowledge = knowledge = engine.knowledge
        self.drawer = Drawer(knowledge)
        self.sets = tuple(knowledge.asking.sets)
        self.works = sorted({e.work for e in knowledge.participation})
        readings = [r for q in knowledge.questions.values() for r in q.readings]
        stated = {h.state for r in readings for h in r.holders if h.speaks_for_its_state and h.held_on(DAYS[0])}
        self.viewpoints = tuple(code for code in VIEWPOINTS if code in stated)

    def shape(self, seed: int) -> Shape:
        """The shape of a seed."""
        random = Random(seed)
        mission = self._base(random)
        if random.random() < 0.15:
            mission = _nobody(mission, self.knowledge)
        changes = (self._supposed, self._territory, self._window, self._controlled, self._terms)
        for change in changes:
            if random.random() < 0.35:
                mission = change(random, mission)
        readings = self._pinned(random) if random.random() < 0.3 else {}
        viewpoint = random.choice(self.viewpoints) if random.random() < 0.15 else ""
        on = DAYS[0] if viewpoint else random.choice(DAYS)
        pending = random.random() < 0.2
        return Shape(self._arising(mission, on), on, {} if viewpoint else readings, viewpoint, pending)

    def _base(self, random: Random) -> Mission:
        """An example with a few answers changed, a mission of few parts, or any mission at all."""
        chance = random.random()
        if chance < 0.4 and self.examples:
            mission = random.choice(self.examples)
            stated = [(part, fact) for part, own in mission.answers.items() for fact in own]
            for part, fact in random.sample(stated, min(len(stated), random.choice((0, 2, 6)))):
                value = self.drawer.value(random, self.knowledge.facts[fact], mission.parts)
                mission = mission.with_answer(
                    part, fact, Answer(missing="dont-know") if value is None else Answer(value)
                )
            return mission
        mission = self.drawer.mission(random)
        if chance < 0.6:
            kept = random.sample(sorted(mission.parts), min(2, len(mission.parts)))
            for kind in sorted(set(mission.parts) - set(kept)):
                mission = without_list(mission, kind, self.knowledge)
                mission = msgspec.structs.replace(mission, parts={**mission.parts, kind: ()})
        return mission

    def _arising(self, mission: Mission, on: date) -> Mission:
        """The mission without answers that its own reader would refuse, because their questions do not arise."""
        engine = self.engine.supposing(mission)
        for _ in range(9):
            prepared = prepare(engine, mission, on)
            if not prepared.refused:
                return mission
            gone = {(p.part, p.fact) for p in (*prepared.dropped, *(p for p in prepared.put if p.origin == ENTAILED))}
            answers = {
                part: {fact: answer for fact, answer in own.items() if (part, fact) not in gone}
                for part, own in mission.answers.items()
            }
            mission = msgspec.structs.replace(mission, answers=answers)
        raise AssertionError("answers that do not arise stay")

    def _states_in(self, mission: Mission) -> Iterator[tuple[str, str, Answer]]:
        for part, own in mission.answers.items():
            for fact, answer in own.items():
                if self.knowledge.facts[fact].type == "state" and answer.value:
                    yield part, fact, answer

    def _with_state(self, random: Random, mission: Mission, code: str) -> Mission:
        found = list(self._states_in(mission))
        if not found:
            return mission
        part, fact, answer = random.choice(found)
        value: Any = (code,) if isinstance(answer.value, tuple) else code
        return mission.with_answer(part, fact, Answer(value))

    def _supposed(self, random: Random, mission: Mission) -> Mission:
        works = tuple(random.sample(self.works, 2))
        changed = self._with_state(random, mission, "xaa")
        return msgspec.structs.replace(changed, states={"xaa": Supposed("State A", works[:1], works[1:])})

    def _territory(self, random: Random, mission: Mission) -> Mission:
        return self._with_state(random, mission, random.choice(TERRITORIES))

    def _window(self, random: Random, mission: Mission) -> Mission:
        for part, own in mission.answers.items():
            for fact, answer in own.items():
                if self.knowledge.facts[fact].type == "date" and isinstance(answer.value, date):
                    first = answer.value - timedelta(random.choice((0, 200)))
                    window = Window(first, first + timedelta(random.choice((30, 365))))
                    mission = mission.with_answer(part, fact, Answer(window))
        return mission

    def _controlled(self, random: Random, mission: Mission) -> Mission:
        parties = mission.parts.get("party", ())
        if len(parties) < 2:
            return mission
        return mission.with_answer(parties[0], "party.controlling_party", Answer(parties[1]))

    def _terms(self, random: Random, mission: Mission) -> Mission:
        chosen = random.sample(self.sets, random.randint(0, len(self.sets)))
        assumed = {name: Adopted("a person", "2026-01-01") for name in self.sets if name in chosen}
        lists = {kind: random.choice(("so-far", "complete")) for kind in mission.parts if random.random() < 0.4}
        none = NoneSoFar(DAYS[0], by="a person") if random.random() < 0.4 else None
        parties = mission.parts.get("party", ())
        client = random.choice(parties) if parties and random.random() < 0.6 else ""
        return msgspec.structs.replace(mission, assumed=assumed, lists=lists, events=none, client=client)

    def _pinned(self, random: Random) -> dict[str, str]:
        questions = list(self.knowledge.questions.values())
        chosen = random.sample(questions, min(len(questions), random.randint(1, 3)))
        return {q.id: random.choice(choosable(q)) for q in chosen}


def _nobody(mission: Mission, knowledge: m.Knowledge) -> Mission:
    """The mission of which no one is named: every answer that names a party or a State is forgotten."""
    kept = {
        part: {
            fact: answer
            for fact, answer in own.items()
            if knowledge.facts[fact].type != "state"
            and (knowledge.facts[fact].type, knowledge.facts[fact].of) != ("part", "party")
        }
        for part, own in mission.answers.items()
        if not part.startswith("party:")
    }
    parts = {kind: ids for kind, ids in mission.parts.items() if kind != "party"}
    return msgspec.structs.replace(mission, parts=parts, answers=kept)


def named(shape: Shape, a: Assessment, knowledge: m.Knowledge) -> Iterator[str]:
    """The names of the shapes that one of them has."""
    mission = shape.mission
    values = [
        (knowledge.facts[fact].type, answer.value, fact)
        for own in mission.answers.values() for fact, answer in own.items() if answer.value is not None
    ]  # fmt: skip
    codes = {
        c for kind, value, _ in values if kind == "state" for c in (value if isinstance(value, tuple) else (value,))
    }
    checks = {
        "hypothetical": "xaa" in codes, "territory": not codes.isdisjoint(TERRITORIES),
        "window": any(isinstance(value, Window) for _, value, _ in values), "assumed": bool(a.prepared.sets),
        "so-far": "so-far" in mission.lists.values(), "none-so-far": mission.events is not None,
        "client": bool(mission.client), "pinned": bool(shape.readings), "viewpoint": bool(shape.viewpoint),
        "pending": shape.pending, "foreign-control": any(f == "party.controlling_party" for _, _, f in values),
        "nobody-named": not mission.parts.get("party"),
        "list-left-out": any(k.list_name and k.name not in mission.parts for k in knowledge.kinds.values()),
    }  # fmt: skip
    yield from (key for key, found in checks.items() if found)
    bearers = {f.bearer for f in a.all_findings}
    yield from (f"bearer {word}" for word, found in (
        ("unnamed", UNNAMED in bearers), ("person", any(b.startswith("party:") for b in bearers)),
        ("state", any(b in a.knowledge.states for b in bearers)),
    ) if found)  # fmt: skip
    yield from (f"result {f.result}" for f in a.all_findings)
    yield from (f"mix {' '.join(sorted(f.results))}" for f in a.all_findings if len(f.results) > 1)
    yield from (f"word {side.word} {side.grade}" for side in (a.overall.every_reading, a.overall.dominant))
    yield from (f"role {held.role}" for s in a.standings for held in s.roles if held.truth == TRUE)
