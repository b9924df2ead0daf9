"""The columns of a table of missions: which part and which fact each one holds, and the codes of its cells.

A column is named after its fact (``launch.territory``); further parts of a kind are numbered (``launch-2.territory``). The
codes of a cell begin with three that are not values: no one was asked, it is said to be unknown, it does not arise.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from regolex.engine.comparison import parameter_on
from regolex.engine.engine import Engine
from regolex.errors import EvaluationError, Problem, nearest
from regolex.law import model as m
from regolex.law.order import conditions_of, walk
from regolex.missions.answers import COMMITMENTS, JUDGEMENTS
from regolex.missions.sovereignty import Sovereignty

SILENT, SAID_UNKNOWN, NOTHING, FIRST = 0, 1, 2, 3
Key = tuple[str, str]  # a part and a fact
MAX_PARTS: Final = 9
_NAME = re.compile(r"([a-z]+)(?:-([2-9]))?\.([a-z_0-9]+)")


class Layout:
    """The columns of a table, checked against the vocabulary.

    ``parts`` are the parts a row may have, by kind; ``facts`` the facts that some column holds, by part; ``elements`` the
    number of States that a list column may name.
    """

    def __init__(self, engine: Engine, columns: Iterable[str], on: date, *, elements: Mapping[str, int] | None = None):
        knowledge = engine.knowledge
        self.engine, self.knowledge, self.on = engine, knowledge, on
        self.elements = dict(elements or {})
        self.facts: dict[Key, str] = {}
        self.counts: dict[str, str] = {}
        self.lists: dict[str, str] = {}
        self.client = self.none_up_to = self.id = ""
        self.ignored: tuple[str, ...] = ()
        by_list = {kind.list_name: kind.name for kind in knowledge.kinds.values() if kind.list_name}
        most: dict[str, int] = {}
        problems: list[Problem] = []
        for name in columns:
            if name == "mission":
                self.id = name
            elif name == "client":
                self.client = name
            elif name == "events.none_up_to":
                self.none_up_to = name
            elif name in by_list:
                self.counts[by_list[name]] = name
            elif name.startswith("lists.") and name[6:] in by_list:
                self.lists[by_list[name[6:]]] = name
            else:
                found = self._fact(name)
                if found is None:
                    problems.append(_unknown(name, knowledge))
                    continue
                kind, number, fact = found
                most[kind] = max(most.get(kind, 0), number)
                self.facts[part_of(kind, number), fact] = name
        if problems:
            raise EvaluationError(problems)
        self.parts = {
            kind: tuple(part_of(kind, n + 1) for n in range(many)) for kind, many in most.items() if kind != "mission"
        }
        for kind in self.counts:
            self.parts.setdefault(kind, ())
        self.thresholds = _thresholds(engine, on)
        self._domains: dict[str, tuple[object, ...]] = {}
        self.state_codes = ("?", *knowledge.states)  # the first stands for no State
        self.state_index = {code: n for n, code in enumerate(self.state_codes)}
        self.sovereignty = Sovereignty(knowledge, on)
        acting = [0, *(self.state_index.get(self.sovereignty.acting(code), 0) for code in self.state_codes[1:])]
        self.acting = np.array(acting, dtype=np.uint16)  # by code: the State that acts for it; 0 where none does
        self.moved = self.acting != np.arange(len(acting))
        self.territories = False

    def widened(self, elements: Mapping[str, int], territories: bool) -> Layout:
        """The same layout for rows that name more States in their lists, or territories."""
        new = copy.copy(self)
        new.elements, new.territories = dict(elements), territories
        return new

    def _fact(self, name: str) -> tuple[str, int, str] | None:
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        kind, number, own = match.groups()
        fact = self.knowledge.facts.get(f"{kind}.{own}")
        if fact is None or fact.derived or (kind == "mission" and number):
            return None
        return kind, int(number or 1), fact.id

    def domain(self, fact: m.Fact) -> tuple[object, ...]:
        """The values of a fact in the order of their codes; of a number, the thresholds of the law and the gaps between."""
        found = self._domains.get(fact.id)
        if found is None:
            found = self._domains[fact.id] = self._domain(fact)
        return found

    def _domain(self, fact: m.Fact) -> tuple[object, ...]:
        if fact.type == "boolean":
            return (True, False)
        if fact.type == "commitment":
            return COMMITMENTS
        if fact.type == "judgement":
            return JUDGEMENTS
        if fact.type == "concept":
            return tuple(slug for slug, taxon in self.knowledge.taxa.items() if taxon.scheme == fact.of)
        if fact.type == "part":
            return self.parts.get(fact.of, ())
        if fact.type in ("integer", "decimal"):
            return tuple(range(2 * len(self.thresholds.get(fact.id, ())) + 1))
        return ()

    def size(self, fact: m.Fact) -> int:
        """The number of codes of a column for a fact with one value."""
        return FIRST + len(self.domain(fact))


def part_of(kind: str, number: int) -> str:
    """The part of a kind by its number in a table, named as a mission file names parts without an id."""
    if kind == "mission":
        return kind
    return f"{kind}:{kind}" if number == 1 else f"{kind}:{kind}-{number}"


def _unknown(name: str, knowledge: m.Knowledge) -> Problem:
    return Problem(
        "E360", f"there is no column {name!r}", expected="a column of regolex schema table",
        hint=nearest(name, [f.id for f in knowledge.facts.values() if not f.derived]),
    )  # fmt: skip


def _thresholds(engine: Engine, on: date) -> dict[str, tuple[Decimal, ...]]:
    """The numbers with which the law compares each fact on a day, in order."""
    found: dict[str, set[Decimal]] = {}
    for condition in all_conditions(engine):
        for node in walk(condition):
            if not isinstance(node, m.Compare) or engine.knowledge.facts[node.fact].type not in ("integer", "decimal"):
                continue
            value = number_of(node.operand, engine.knowledge, on)
            if value is not None:
                found.setdefault(node.fact, set()).add(value)
    asking = engine.knowledge.asking
    values = [(e.fact, e.source.value) for s in asking.sets.values() for e in s.entries]
    values += [(name, d.source.value) for name, own in asking.facts.items() for d in own.entailed]
    for name, value in values:
        if engine.knowledge.facts[name].type in ("integer", "decimal") and value is not None:
            found.setdefault(name, set()).add(Decimal(str(value)))
    return {fact: tuple(sorted(numbers)) for fact, numbers in found.items()}


def number_of(operand: m.Operand, knowledge: m.Knowledge, on: date) -> Decimal | None:
    """The number with which an operand compares on a day; None where it has no number, or none so far."""
    if operand.how == "parameter":
        value = parameter_on(knowledge.parameters[operand.word], on)
        return value if isinstance(value, Decimal) else None
    return operand.number if operand.how == "literal" else None


def all_conditions(engine: Engine) -> Iterable[m.Condition]:
    """Every condition of the rules, of displacements, gates, entailments and assumptions."""
    knowledge = engine.knowledge
    for rule in knowledge.rules.values():
        yield from conditions_of(rule)
        yield from (d.when for d in rule.displaces if d.when)
    for own in knowledge.asking.facts.values():
        if own.gate:
            yield own.gate
        yield from (d.when for d in own.entailed)
    for item in knowledge.asking.sets.values():
        yield from (e.when for e in item.entries if e.when)


__all__ = [
    "FIRST", "MAX_PARTS", "NOTHING", "SAID_UNKNOWN", "SILENT", "Key", "Layout", "all_conditions", "number_of", "part_of",
]  # fmt: skip
