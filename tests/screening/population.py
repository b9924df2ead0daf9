"""A population of missions, drawn column by column: as many rows as one likes, each of which is a mission file as well."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regolex.engine.engine import Engine
from regolex.missions.answers import Answer
from regolex.missions.mission import Mission
from regolex.screening.layout import part_of
from tests.properties.missions import Drawer
from tests.screening.agreement import cell

BATCH = 65_536
UNKNOWN = 0.1  # of the cells
NOTHING = 0.02  # of the others: the question does not arise
KINDS = {"party": 2}  # the parts of a kind that every mission has; of the others, one


class Population:
    """Missions with parties, and one part of each other kind; every answer is drawn by itself from a few values.

    Row *n* is the same whatever rows are asked for.
    """

    def __init__(self, engine: Engine, rows: int, seed: int = 11) -> None:
        self.rows, self.seed = rows, seed
        knowledge, random = engine.knowledge, Random(seed)
        drawer = Drawer(knowledge)
        kinds = [kind.name for kind in knowledge.kinds.values() if kind.list_name and kind.name != "state"]
        self.parts = {k: tuple(part_of(k, n + 1) for n in range(KINDS.get(k, 1))) for k in kinds}
        self.names: list[str] = []
        self.keys: list[tuple[str, str]] = []
        self.answers: list[list[Answer]] = []  # of each column: the answers drawn from, the last three are none
        self.cells: list[list[str | None]] = []
        for fact in knowledge.facts.values():
            parts = ("mission",) if fact.kind == "mission" else self.parts.get(fact.kind, ())
            for number, part in enumerate(() if fact.derived else parts):
                pool: dict[str | None, Answer] = {}
                for _ in range(40):
                    value = drawer.value(random, fact, self._targets(part))
                    if value is not None:
                        pool.setdefault(cell(Answer(value), fact), Answer(value))
                answers = [*pool.values(), Answer(does_not_arise="drawn so"), Answer(missing="dont-know"), Answer()]
                own = fact.id.partition(".")[2]
                self.names.append(fact.id if number == 0 else f"{fact.kind}-{number + 1}.{own}")
                self.keys.append((part, fact.id))
                self.answers.append(answers)
                self.cells.append([*pool, "does-not-arise", "unknown", None])

    def _targets(self, part: str) -> dict[str, tuple[str, ...]]:
        """The parts that an answer of a part may name: control that runs in a circle would be refused."""
        return {**self.parts, "party": tuple(p for p in self.parts["party"] if p > part or part != "party:party")}

    def _drawn(self, number: int) -> npt.NDArray[np.int16]:
        """For each column and row of a batch, the number of its answer."""
        generator = np.random.default_rng((self.seed, number))
        rows = min(BATCH, self.rows - number * BATCH)
        found = np.empty((len(self.keys), rows), np.int16)
        for n, answers in enumerate(self.answers):
            values, lot = len(answers) - 3, generator.random(rows, np.float32)
            own = generator.integers(0, max(values, 1), rows, dtype=np.int16)
            own[lot < UNKNOWN + (1 - UNKNOWN) * NOTHING] = values
            own[lot < UNKNOWN] = values + 1
            own[lot < UNKNOWN * 0.7] = values + 2
            found[n] = own
        return found

    def batches(self) -> Iterator[tuple[pa.RecordBatch, npt.NDArray[np.int16]]]:
        """The rows as a table, with what was drawn."""
        for number in range(-(-self.rows // BATCH)):
            drawn = self._drawn(number)
            arrays = [
                pa.DictionaryArray.from_arrays(pa.array(own, mask=own == len(cells) - 1), cells[:-1])
                for own, cells in zip(drawn, self.cells, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, names=self.names), drawn

    def mission(self, drawn: npt.NDArray[np.int16], row: int) -> Mission:
        """One row of a batch as a mission."""
        found: dict[str, dict[str, Answer]] = {"mission": {}, **{p: {} for own in self.parts.values() for p in own}}
        for (part, fact), answers, at in zip(self.keys, self.answers, drawn[:, row].tolist(), strict=True):
            if at < len(answers) - 1:
                found[part][fact] = answers[at]
        return Mission(
            "drawn", "A row of a population", self.parts, found, {p: "a part" for p in found if p != "mission"}
        )


__all__ = ["BATCH", "Population"]
