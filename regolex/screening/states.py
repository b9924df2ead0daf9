"""The States of a row: whom it names, when two of them are the same, and which treaties bind them on the day.

The distinct States that a row names are its *bearers*, numbered from 0; beside them stands the State not yet named. A
State in a column is one of the bearers, by its rank.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from regolex.engine.world import UNNAMED, World
from regolex.missions.mission import Mission
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.layout import Layout
from regolex.screening.values import COLUMN, Source, Value, Values

Pair = tuple[int, int]  # known true, known false
UNKNOWN: Final[Pair] = (FALSE, FALSE)
PAIRS: Final[tuple[Pair, ...]] = ((FALSE, TRUE), UNKNOWN, (TRUE, FALSE))  # by truth value


class State(NamedTuple):
    """A State that may differ from row to row: a bearer, what a column names, or the one not yet named."""

    bearer: int = -1
    source: Source | None = None
    element: int = 0

    @property
    def unnamed(self) -> bool:
        """Whether it is the State not yet named."""
        return self.bearer < 0 and self.source is None


NOBODY: Final = State()


class States:
    """Questions about the States of a row, as literals of a circuit. ``most`` is how many different ones a row may name."""

    def __init__(self, circuit: Circuit, layout: Layout, values: Values, most: int, territories: bool) -> None:
        self.circuit, self.layout, self.values = circuit, layout, values
        self.most = most
        self.territories = territories
        self.bearers = tuple(State(n) for n in range(most))
        self.world = World(layout.knowledge, Mission("table", "table", {}, {}, {}), layout.on)

    def _rank(self, source: Source, element: int) -> int:
        return self.circuit.column(("rank", source.part, source.fact, element), 1 + self.most)

    def named(self, source: Source, element: int) -> int:
        """That a column names a State at a place of its list."""
        return self.circuit.leaf(self._rank(source, element), 1) ^ 1

    def same(self, one: State, other: State) -> int:
        """That two States are the same."""
        c = self.circuit
        if one.unnamed or other.unnamed:
            return TRUE if one == other else FALSE
        if one.source is None and other.source is None:
            return TRUE if one == other else FALSE
        if one.source is None or other.source is None:
            bearer, column = (one, other) if one.source is None else (other, one)
            assert column.source is not None
            return c.leaf(self._rank(column.source, column.element), 2 << bearer.bearer)
        return c.any(c.both(self.same(one, b), self.same(other, b)) for b in self.bearers)

    def among(self, value: Value, state: State) -> int:
        """That a value names a State."""
        c = self.circuit
        found = []
        for a in value:
            if a.source.how == COLUMN:
                elements = range(self.values.elements(a.source))
                same = c.any(self.same(State(source=a.source, element=n), state) for n in elements)
                found.append(c.both(a.when, same))
        return c.any(found)

    def is_code(self, state: State, code: str) -> int:
        """That a State is the one with a code."""
        c, index = self.circuit, self.layout.state_index
        if state.unnamed or code not in index:
            return FALSE
        if state.source is not None:
            column = ("acting", state.source.part, state.source.fact, state.element)
            return c.leaf(c.column(column, len(index)), 1 << index[code])
        return c.leaf(c.column(("bearer", state.bearer), len(index)), 1 << index[code])

    def bound(self, state: State, work: str, sources: tuple[tuple[int, Source], ...]) -> Pair:
        """Whether a treaty binds a State on the day. ``sources`` are the columns that name States, each with its rows."""
        if state.unnamed:
            return UNKNOWN
        yes, no = self._joined("bound", state, work)
        if not self.territories:
            return yes, no
        return self.circuit.both(yes, self._reached(state, work, sources)), no

    def signed(self, state: State, work: str) -> Pair:
        """Whether a State has signed a treaty by the day."""
        return UNKNOWN if state.unnamed else self._joined("signed", state, work)

    def _joined(self, way: str, state: State, work: str) -> Pair:
        c = self.circuit
        if state.source is None:
            column = c.column((way, state.bearer, work), 3)
            return c.leaf(column, 0b100), c.leaf(column, 0b001)
        pairs = [(self.same(state, b), self._joined(way, b, work)) for b in self.bearers]
        return c.any(c.both(s, p[0]) for s, p in pairs), c.any(c.both(s, p[1]) for s, p in pairs)

    def _reached(self, state: State, work: str, sources: tuple[tuple[int, Source], ...]) -> int:
        """That the row names the State itself, or a territory of it that the treaty reaches."""
        c = self.circuit
        found = []
        for when, source in sources:
            for n in range(self.values.elements(source)):
                doubt = FALSE
                if not source.resolved:
                    doubt = c.leaf(c.column(("doubt", source.part, source.fact, n, work), 2), 2)
                same = self.same(State(source=source, element=n), state)
                found.append(c.all([when, same, doubt ^ 1]))
        return c.any(found)

    def known_table(self, work: str) -> bool:
        """Whether there is a participation table of a treaty."""
        return work in self.world._by_work

    def joined_truth(self, way: str, code: str, work: str) -> int:
        """Whether a State has joined (or signed) a treaty: what the participation table says, as a truth value."""
        if way == "bound":
            return self.world._is_bound(code, work) if self.known_table(work) else 1
        entry = self.world._by_work.get(work, {}).get(code)
        return self.world._signed(entry) if entry else 0

    def doubtful(self, code: str, work: str) -> bool:
        """Whether it is unsettled that a treaty reaches a territory."""
        sovereignty = self.world.sovereignty
        state = sovereignty.acting(code)
        return bool(state and state != code and sovereignty.doubtful((code,), state, work))


__all__ = ["NOBODY", "PAIRS", "UNKNOWN", "UNNAMED", "Pair", "State", "States"]
