"""A population of missions, drawn column by column: as many rows as one likes, each of which is a mission file as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

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
BARE = 0.03  # of the rows: the answers of the witness, and no other
CALM = 0.1  # of the rows: what can be done is done or planned, what is judged is satisfied
CLIENT = 0.5  # of the rows name the party they are screened for
PLANNED = 0.34  # of the rows: a plan that was found to be lawful, or nearly so, changed here and there
CHANGED = (0.0, 0.0, 0.002, 0.01)  # of the cells of such a row, one of these shares is drawn anew
FORGOTTEN = (0.0, 0.0, 0.003, UNKNOWN)  # and one of these is unknown
UNJUDGED = 0.3  # of such rows: no authority has spoken yet
MOST = {"party": 2}  # the parts of a kind; of the others, one
CONTROL, START = "party.controlling_party", "activity.start"
Drawn = npt.NDArray[np.int16]


def seeds(knowledge: m.Knowledge, *, pending: bool = False) -> Iterator[Mission]:
    """The witnesses of the rules that fit into the columns, so that every rule can be met with and without effect."""
    for path in sorted(FOLDER.rglob("*.yaml")):
        for witness in read_suite(path, path.relative_to(FOLDER).with_suffix("").as_posix(), knowledge):
            parts = witness.mission.parts
            if all(len(ids) <= MOST.get(kind, 1) for kind, ids in parts.items()) and (pending or not witness.pending):
                yield renamed(witness.mission, knowledge)


class Population:
    """Missions of which each begins with the answers of a witness; every other answer is drawn by itself from a few values.

    Some rows have the answers of the witness alone, and in some all is done as it should be: verdicts differ. Once ``plans``
    are set, as :mod:`tests.screening.plans` finds them, a third of the rows are such plans, changed and forgotten in part.

    A kind of which the witness has none has none; of the others there is one, and there are two parties. Row *n* is the same
    whatever rows are asked for.
    """

    def __init__(self, engine: Engine, rows: int, seed: int = 11, *, pending: bool = False) -> None:
        self.rows, self.seed = rows, seed
        knowledge, random = engine.knowledge, Random(seed)
        self.kinds = {k.name: k.list_name for k in knowledge.kinds.values() if k.list_name and k.name != "state"}
        self.parts = {k: tuple(part_of(k, n + 1) for n in range(MOST.get(k, 1))) for k in self.kinds}
        self._drawer = Drawer(knowledge)
        self._drawer.states = [
            *random.sample(self._drawer.states, 2),
            "LUX",
        ]  # with each State of a row, the program grows
        started = list(seeds(knowledge, pending=pending))
        self._none = np.array([[not one.parts.get(k, (k,)) for one in started] for k in self.kinds])
        self.names: list[str] = []
        self.keys: list[tuple[str, str]] = []
        self.answers: list[list[Answer]] = []  # of each column: the answers drawn from, the last three are none
        self.cells: list[list[str | None]] = []
        self._calm: list[
            int
        ] = []  # of each column: the first of so many of its values are good ones; 0 where none is known
        self._own: list[Drawn] = []  # of each column: the answer of each witness, -1 for none
        self._hangs: list[list[int]] = []  # of each column: the kinds without which it is empty
        self._types: list[str] = []
        self.sizes: list[int] = []  # of each column: how many answers a plan chooses from
        self.plans: Plans | None = None
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
        good = {"commitment": ("done", "planned"), "judgement": ("satisfied",)}.get(fact.type, ())
        pool = dict(sorted(pool.items(), key=lambda pair: pair[0] not in good))
        self._calm.append(sum(text in good for text in pool))
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
        self._types.append(fact.type)
        # the States of witnesses are left to witnesses: the more States in one row, the larger the program
        self.sizes.append(drawn if fact.type == "state" or not drawn else len(pool))
        kinds = list(self.kinds)
        self._hangs.append([kinds.index(k) for k in {fact.kind, fact.of if fact.type == "part" else ""} if k in kinds])

    def _drawn(self, number: int) -> tuple[Drawn, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """For each column and row the number of its answer; for each kind and row whether it has none; which name a client."""
        generator = np.random.default_rng((self.seed, number))
        rows = min(BATCH, self.rows - number * BATCH)
        found = np.empty((len(self.keys), rows), np.int16)
        witness, mood = generator.integers(0, self._none.shape[1], rows), generator.random(rows)
        bare, calm = mood < BARE, mood > 1 - CALM
        none = self._none[:, witness]
        for n, answers in enumerate(self.answers):
            values, lot, drawn = len(answers) - 3, generator.random(rows, np.float32), int(self._own[n][-1])
            own = generator.integers(0, drawn, rows, dtype=np.int16) if drawn else np.full(rows, values, np.int16)
            if self._calm[n]:
                own[calm] %= self._calm[n]
            own[lot < UNKNOWN + (1 - UNKNOWN) * NOTHING] = values
            own[bare] = values + 2
            first = self._own[n][witness]
            own = np.where(first >= 0, first, own)
            own[lot < UNKNOWN] = values + 1
            own[lot < UNKNOWN * 0.7] = values + 2
            found[n] = own
        if self.plans is not None:
            chosen = np.flatnonzero(generator.random(rows) < PLANNED)
            found[:, chosen], none[:, chosen] = self._varied(generator, self.plans, len(chosen))
        self.emptied(found, none)
        party = list(self.kinds).index("party")
        return found, none, (generator.random(rows) < CLIENT) & ~none[party]

    def _varied(self, generator: np.random.Generator, plans: Plans, rows: int) -> tuple[Drawn, npt.NDArray[np.bool_]]:
        """Plans changed here and there, with answers that are unknown."""
        own = generator.integers(0, plans.none.shape[1], rows)
        found, none = plans.answers[:, own], plans.none[:, own]
        changed, forgotten = generator.choice(CHANGED, rows), generator.choice(FORGOTTEN, rows)
        unjudged = generator.random(rows) < UNJUDGED
        for n, answers in enumerate(self.answers):
            values, lot = len(answers) - 3, generator.random(rows, np.float32)
            again = lot < changed
            if values:
                found[n, again] = generator.integers(0, values, int(again.sum()))
            found[n, lot > 1 - forgotten] = values + 1
            if self._types[n] == "judgement":
                found[n, unjudged] = values + 1
        return found, none

    def emptied(self, found: Drawn, none: npt.NDArray[np.bool_]) -> None:
        """Leave out what is said about kinds of which there is none."""
        for n, answers in enumerate(self.answers):
            for kind in self._hangs[n]:
                found[n, none[kind]] = len(answers) - 1

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [*self.names, *self.kinds.values(), "client"]

    @property
    def numbers(self) -> range:
        """The numbers of the batches."""
        return range(-(-self.rows // BATCH))

    def batch(self, number: int) -> Rows:
        """Some of the rows."""
        return self.rows_of(*self._drawn(number))

    def rows_of(self, drawn: Drawn, none: npt.NDArray[np.bool_], client: npt.NDArray[np.bool_]) -> Rows:
        """The rows with these answers."""
        arrays = [
            pa.DictionaryArray.from_arrays(pa.array(own, mask=own == len(cells) - 1), cells[:-1])
            for own, cells in zip(drawn, self.cells, strict=True)
        ]
        arrays += [
            pa.array(np.where(own, 0, len(self.parts[kind]))) for kind, own in zip(self.kinds, none, strict=True)
        ]
        name = self.parts["party"][0].partition(":")[2]
        arrays.append(pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(client), np.int8), mask=~client), [name]))
        return Rows(self, pa.RecordBatch.from_arrays(arrays, names=self.columns), drawn, none, client)

    def batches(self) -> Iterator[Rows]:
        """All rows, batch by batch."""
        return map(self.batch, self.numbers)


class Plans(NamedTuple):
    """Plans as columns of numbers of answers, and for each kind and plan whether it has none."""

    answers: Drawn
    none: npt.NDArray[np.bool_]


class Rows(NamedTuple):
    """A batch of a population as a table, with what was drawn for it."""

    people: Population
    table: pa.RecordBatch
    drawn: Drawn
    none: npt.NDArray[np.bool_]
    client: npt.NDArray[np.bool_]

    @property
    def unknown(self) -> float:
        """The share of the cells about parts that are there in which no one was asked or the answer is unknown."""
        people, kinds = self.people, list(self.people.kinds)
        unknown = there = 0
        for (part, _), answers, own in zip(people.keys, people.answers, self.drawn, strict=True):
            kind = part.partition(":")[0]
            is_there = ~self.none[kinds.index(kind)] if kind in kinds else np.ones(len(own), bool)
            unknown += int(((own >= len(answers) - 2) & is_there).sum())
            there += int(is_there.sum())
        return unknown / there

    def mission(self, row: int) -> Mission:
        """One row as a mission."""
        people = self.people
        pairs = zip(people.kinds, self.none, strict=True)
        parts = {kind: () if own[row] else people.parts[kind] for kind, own in pairs}
        found: dict[str, dict[str, Answer]] = {"mission": {}, **{p: {} for own in parts.values() for p in own}}
        for (part, fact), answers, at in zip(people.keys, people.answers, self.drawn[:, row].tolist(), strict=True):
            if at < len(answers) - 1:
                found[part][fact] = answers[at]
        names = {p: "a part" for p in found if p != "mission"}
        client = people.parts["party"][0] if self.client[row] else ""
        return Mission("drawn", "A row of a population", parts, found, names, client=client)


__all__ = ["BATCH", "Plans", "Population", "Rows"]
