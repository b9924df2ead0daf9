"""A population of missions, drawn column by column: as many rows as one likes, each of which is a mission file as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regolex.checks.suite import FOLDER, read_suite
from regolex.engine.engine import Engine
from regolex.law import model as m
from regolex.missions.answers import Answer
from regolex.missions.mission import Mission
from regolex.screening.layout import part_of
from tests.properties.missions import Drawer
from tests.screening.agreement import cell, renamed

BATCH = 65_536
UNKNOWN = 0.1  # of the cells
NOTHING = 0.02  # of the others: the question does not arise
MOST = {"party": 2}  # the parts of a kind; of the others, one
CONTROL, START = "party.controlling_party", "activity.start"
Drawn = npt.NDArray[np.int16]


def seeds(knowledge: m.Knowledge) -> Iterator[Mission]:
    """The witnesses of the rules that fit into the columns, so that every rule can be met with and without effect."""
    for path in sorted(FOLDER.rglob("*.yaml")):
        for witness in read_suite(path, path.relative_to(FOLDER).with_suffix("").as_posix(), knowledge):
            parts = witness.mission.parts
            if all(len(ids) <= MOST.get(kind, 1) for kind, ids in parts.items()) and not witness.pending:
                yield renamed(witness.mission, knowledge)


class Population:
    """Missions of which each begins with the answers of a witness; every other answer is drawn by itself from a few values.

    A kind of which the witness has none has none; of the others there is one, and there are two parties. Row *n* is the same
    whatever rows are asked for.
    """

    def __init__(self, engine: Engine, rows: int, seed: int = 11) -> None:
        self.rows, self.seed = rows, seed
        knowledge, random = engine.knowledge, Random(seed)
        self.kinds = {k.name: k.list_name for k in knowledge.kinds.values() if k.list_name and k.name != "state"}
        self.parts = {k: tuple(part_of(k, n + 1) for n in range(MOST.get(k, 1))) for k in self.kinds}
        self._drawer = Drawer(knowledge)
        self._drawer.states = [
            *random.sample(self._drawer.states, 2),
            "LUX",
        ]  # with each State of a row, the program grows
        started = list(seeds(knowledge))
        self._none = np.array([[not one.parts.get(k, (k,)) for one in started] for k in self.kinds])
        self.names: list[str] = []
        self.keys: list[tuple[str, str]] = []
        self.answers: list[list[Answer]] = []  # of each column: the answers drawn from, the last three are none
        self.cells: list[list[str | None]] = []
        self._own: list[Drawn] = []  # of each column: the answer of each witness, -1 for none
        self._hangs: list[list[int]] = []  # of each column: the kinds without which it is empty
        for fact in knowledge.facts.values():
            parts = ("mission",) if fact.kind == "mission" else self.parts.get(fact.kind, ())
            for number, part in enumerate(() if fact.derived else parts):
                self._column(random, fact, number, part, started)

    def _column(self, random: Random, fact: m.Fact, number: int, part: str, started: list[Mission]) -> None:
        pool: dict[str | None, Answer] = {}
        circle = fact.id == CONTROL and number == 1  # control that runs in a circle is refused
        for _ in range(0 if circle else 40):
            value: Any = self._drawer.value(
                random, fact, {**self.parts, "party": self.parts["party"][1:]} if fact.id == CONTROL else self.parts
            )
            if fact.id == START and value:
                value += timedelta(2000)  # an activity that begins before its launch is refused
            if value is not None:
                pool.setdefault(cell(Answer(value), fact), Answer(value))
        drawn = len(pool)
        own = np.full(len(started), -1, np.int16)
        for n, mission in enumerate(started):
            answer = mission.answers.get(part, {}).get(fact.id)
            if answer and answer.known and not answer.does_not_arise and not circle:
                text = cell(answer, fact)
                pool.setdefault(text, answer)
                own[n] = list(pool).index(text)
        self.answers.append([*pool.values(), Answer(does_not_arise="drawn so"), Answer(missing="dont-know"), Answer()])
        self.cells.append([*pool, "does-not-arise", "unknown", None])
        name = fact.id.partition(".")[2]
        self.names.append(fact.id if number == 0 else f"{fact.kind}-{number + 1}.{name}")
        self.keys.append((part, fact.id))
        self._own.append(np.append(own, np.int16(drawn)))
        kinds = list(self.kinds)
        self._hangs.append([kinds.index(k) for k in {fact.kind, fact.of if fact.type == "part" else ""} if k in kinds])

    def _drawn(self, number: int) -> tuple[Drawn, npt.NDArray[np.bool_]]:
        """For each column and row of a batch, the number of its answer; and for each kind and row whether it has none."""
        generator = np.random.default_rng((self.seed, number))
        rows = min(BATCH, self.rows - number * BATCH)
        found = np.empty((len(self.keys), rows), np.int16)
        witness = generator.integers(0, self._none.shape[1], rows)
        none = self._none[:, witness]
        for n, answers in enumerate(self.answers):
            values, lot, drawn = len(answers) - 3, generator.random(rows, np.float32), int(self._own[n][-1])
            own = generator.integers(0, drawn, rows, dtype=np.int16) if drawn else np.full(rows, values, np.int16)
            own[lot < UNKNOWN + (1 - UNKNOWN) * NOTHING] = values
            first = self._own[n][witness]
            own = np.where(first >= 0, first, own)
            own[lot < UNKNOWN] = values + 1
            own[lot < UNKNOWN * 0.7] = values + 2
            for kind in self._hangs[n]:
                own[none[kind]] = values + 2
            found[n] = own
        return found, none

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [*self.names, *self.kinds.values()]

    def batches(self) -> Iterator[tuple[pa.RecordBatch, Drawn, npt.NDArray[np.bool_]]]:
        """The rows as a table, with what was drawn."""
        for number in range(-(-self.rows // BATCH)):
            drawn, none = self._drawn(number)
            arrays = [
                pa.DictionaryArray.from_arrays(pa.array(own, mask=own == len(cells) - 1), cells[:-1])
                for own, cells in zip(drawn, self.cells, strict=True)
            ]
            arrays += [
                pa.array(np.where(own, 0, len(self.parts[kind]))) for kind, own in zip(self.kinds, none, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, names=self.columns), drawn, none

    def mission(self, drawn: Drawn, none: npt.NDArray[np.bool_], row: int) -> Mission:
        """One row of a batch as a mission."""
        parts = {kind: () if own[row] else self.parts[kind] for kind, own in zip(self.kinds, none, strict=True)}
        found: dict[str, dict[str, Answer]] = {"mission": {}, **{p: {} for own in parts.values() for p in own}}
        for (part, fact), answers, at in zip(self.keys, self.answers, drawn[:, row].tolist(), strict=True):
            if at < len(answers) - 1:
                found[part][fact] = answers[at]
        return Mission("drawn", "A row of a population", parts, found, {p: "a part" for p in found if p != "mission"})


__all__ = ["BATCH", "Population"]
