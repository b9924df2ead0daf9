"""Missions drawn from the vocabulary: every list given or not, every fact answered in one of its ways or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from regolex.engine.engine import Engine
from regolex.engine.preparation import ENTAILED, prepare
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from regolex.missions.mission import COMMITMENTS, JUDGEMENTS, Answer, Mission
from regolex.missions.terms import TO_JUDGE

FIRST_DAY = date(2023, 1, 1)


def states(knowledge: m.Knowledge) -> list[str]:
    """A few States that differ: those whose law is encoded, one bound by most treaties, one by few, one by none."""
    bound: dict[str, int] = {}
    for entry in knowledge.participation:
        if entry.is_state and entry.bound_from:
            bound[entry.participant] = bound.get(entry.participant, 0) + 1
    ranked = sorted(bound, key=lambda code: (-bound[code], code))
    none = next(code for code in knowledge.states if code not in bound)
    encoded = {i.legal_order for i in knowledge.instruments.values()} - {"international"}
    return sorted({*encoded, ranked[0], ranked[-1], none})


def numbers(knowledge: m.Knowledge) -> dict[str, list[Decimal]]:
    """For each fact the numbers that rules compare it with, so that drawn values fall on both sides."""
    found: dict[str, list[Decimal]] = {}
    for rule in knowledge.rules.values():
        for node in (node for condition in conditions_of(rule) for node in walk(condition)):
            if isinstance(node, m.Compare) and node.operand.how == "literal" and node.operand.number is not None:
                found.setdefault(node.fact, []).append(node.operand.number)
    return found


_ENGINES: dict[str, Engine] = {}


def _engine(knowledge: m.Knowledge) -> Engine:
    """One engine for all drawers of a knowledge."""
    if knowledge.hash not in _ENGINES:
        _ENGINES[knowledge.hash] = Engine(knowledge)
    return _ENGINES[knowledge.hash]


class Drawer:
    """Draws answers by type of fact."""

    def __init__(self, knowledge: m.Knowledge) -> None:
        self.knowledge = knowledge
        self.engine = _engine(knowledge)
        self.states = states(knowledge)
        self.numbers = numbers(knowledge)
        self.concepts: dict[str, list[str]] = {}
        for taxon in knowledge.taxa.values():
            self.concepts.setdefault(taxon.scheme, []).append(taxon.slug)
        self.facts: dict[str, list[m.Fact]] = {}
        for fact in knowledge.facts.values():
            if not fact.derived:
                self.facts.setdefault(fact.kind, []).append(fact)

    def value(self, random: Random, fact: m.Fact, parts: dict[str, tuple[str, ...]]) -> Any:
        """A valid value, or None where there is none (a reference to a part of a kind that has none)."""
        pool: list[Any] = []
        if fact.type in ("integer", "decimal"):
            near = [n + d for n in self.numbers.get(fact.id, [Decimal(10)]) for d in (-1, 0, 1)]
            low, high = fact.minimum or Decimal(0), fact.maximum
            pool = [n for n in near if n >= low and (high is None or n <= high)] or [low]
        elif fact.type == "date":
            pool = [FIRST_DAY + timedelta(days) for days in (0, 400, 800, 1200, 1600)]
        else:
            pool = {
                "state": self.states, "concept": self.concepts.get(fact.of, []), "part": list(parts.get(fact.of, ())),
                "commitment": list(COMMITMENTS), "judgement": list(JUDGEMENTS), "boolean": [False, True],
                "text": ["one", "other"],
            }[fact.type]  # fmt: skip
        if fact.many:
            return tuple(random.sample(pool, random.randint(0, min(2, len(pool)))))
        return random.choice(pool) if pool else None

    def mission(self, random: Random) -> Mission:
        """A mission; how much of it is stated differs from one to the next."""
        told = random.choice((1.0, 1.0, 0.95, 0.7))
        parts: dict[str, tuple[str, ...]] = {}
        for kind in self.knowledge.kinds.values():
            if kind.list_name and random.random() < (1 + told) / 2:
                some = random.choice((0, 1, 1, 2)) if kind.name not in ("party", "activity") else random.choice((1, 2))
                parts[kind.name] = tuple(f"{kind.name}:{kind.name}-{n}" for n in range(1, some + 1))
        answers: dict[str, dict[str, Answer]] = {}
        for kind_name, ids in (*parts.items(), ("mission", ("mission",))):
            for part in ids:
                answers[part] = dict(self._answers(random, kind_name, parts, told))
        for n, part in enumerate(parts.get("party", ())):  # control that runs in a circle is refused
            by = answers[part].get("party.controlling_party")
            if by and by.value in parts["party"][: n + 1]:
                del answers[part]["party.controlling_party"]
        names = {part: "a part" for part in answers if part != "mission"}
        return self.consistent(Mission("drawn", "A mission drawn from the vocabulary", parts, answers, names))

    def consistent(self, mission: Mission) -> Mission:
        """The mission without answers that its other answers exclude: a file that holds them is refused."""
        while True:
            ready = prepare(self.engine, mission, FIRST_DAY, adopt={})
            wrong = [(put.part, put.fact) for put in ready.dropped]
            wrong += [
                (part, fact)
                for part, own in mission.answers.items()
                for fact, answer in own.items()
                if ready.mission.answer(part, fact).origin == ENTAILED and answer.known
            ]
            if not wrong:
                return mission
            for part, fact in wrong:
                mission = without_fact(mission, part, fact)

    def _answers(
        self, random: Random, kind: str, parts: dict[str, tuple[str, ...]], told: float
    ) -> Iterator[tuple[str, Answer]]:
        for fact in self.facts.get(kind, ()):
            if random.random() >= told:
                continue
            value = self.value(random, fact, parts)
            if value is None or random.random() < 0.05:
                yield fact.id, Answer(does_not_arise="drawn so")
            else:
                yield fact.id, Answer(value)


def missions(knowledge: m.Knowledge) -> st.SearchStrategy[Mission]:
    """Missions drawn by seed: an example is found again by its number and made small by forgetting, not by shrinking."""
    drawer = Drawer(knowledge)
    return st.integers(min_value=0, max_value=2**32).map(lambda seed: drawer.mission(Random(seed)))


# --- forgetting -------------------------------------------------------------------------------------------------


def stated(mission: Mission) -> list[tuple[str, str]]:
    """Every part and fact that has an answer."""
    return [(part, fact) for part, answers in mission.answers.items() for fact in answers]


def without_fact(mission: Mission, part: str, fact: str) -> Mission:
    """The mission with one answer forgotten."""
    kept = {name: answer for name, answer in mission.answers[part].items() if name != fact}
    return msgspec.structs.replace(mission, answers={**mission.answers, part: kept})


def without_list(mission: Mission, kind: str, knowledge: m.Knowledge) -> Mission:
    """The mission with a whole list forgotten, its parts and every answer that pointed to them."""
    gone = set(mission.parts[kind])
    answers = {
        part: {
            fact: answer
            for fact, answer in own.items()
            if answer.value is None or not (knowledge.facts[fact].type == "part" and knowledge.facts[fact].of == kind)
        }
        for part, own in mission.answers.items()
        if part not in gone
    }
    parts = {name: ids for name, ids in mission.parts.items() if name != kind}
    return msgspec.structs.replace(mission, parts=parts, answers=answers)


def forgettings(mission: Mission, knowledge: m.Knowledge) -> Iterator[tuple[str, Mission]]:
    """Every way to forget one answer or one list; acts and contracts to judge are none that a plan could have forgotten."""
    for part, fact in stated(mission):
        yield f"{part} {fact}", without_fact(mission, part, fact)
    for kind in sorted(mission.parts.keys() - set(TO_JUDGE)):
        yield f"the list of {kind}", without_list(mission, kind, knowledge)
