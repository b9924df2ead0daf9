"""Values that differ from row to row: what a fact may hold, under which condition each, and where that came from.

A value is a list of alternatives of which exactly one holds in each row. A source is a column of the table (with the
cells that hold no value among its codes), a constant, nothing, or a missing answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from regolex.law import model as m
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.layout import FIRST, NOTHING, SAID_UNKNOWN, SILENT, Layout

COLUMN, CONSTANT, NONE, MISSING = "column", "constant", "none", "missing"
GATE, GIVEN = "gate", ""


class Source(NamedTuple):
    """Where a value comes from. ``resolved``: of a territory only the State that acts for it is known."""

    how: str
    part: str = ""
    fact: str = ""
    value: Any = None
    resolved: bool = False


class Alternative(NamedTuple):
    """What a fact holds where a condition is true, and how it came about."""

    when: int
    source: Source
    origin: str = GIVEN


Value = tuple[Alternative, ...]
UNASKED: Final[Value] = (Alternative(TRUE, Source(MISSING)),)


class Values:
    """Questions about values, as literals of a circuit."""

    def __init__(self, circuit: Circuit, layout: Layout) -> None:
        self.circuit = circuit
        self.layout = layout
        self.facts = layout.knowledge.facts
        self._kept: dict[tuple[Any, ...], int] = {}

    # --- one source ---

    def column(self, source: Source) -> int:
        """The column that says whether there is an answer (and, of a fact with one value from a closed list, which)."""
        fact = self.facts[source.fact]
        if fact.many:
            return self.circuit.column(("status", source.part, source.fact), 5)  # a list may be empty
        if fact.type in ("state", "date", "text"):
            return self.circuit.column(("status", source.part, source.fact), 4)
        return self.circuit.column(("code", source.part, source.fact), self.layout.size(fact))

    def _status(self, source: Source, codes: int) -> int:
        return self.circuit.leaf(self.column(source), codes)

    def source_missing(self, source: Source) -> int:
        """That a source holds no answer."""
        if source.how == COLUMN:
            return self._status(source, 1 << SILENT | 1 << SAID_UNKNOWN)
        return TRUE if source.how == MISSING else FALSE

    def source_nothing(self, source: Source) -> int:
        """That the question does not arise."""
        if source.how == COLUMN:
            return self._status(source, 1 << NOTHING)
        return TRUE if source.how == NONE else FALSE

    def source_holds(self, source: Source, value: Any) -> int:
        """That a source has a value, or names it among several."""
        if source.how == CONSTANT:
            values = source.value if isinstance(source.value, tuple) else (source.value,)
            return TRUE if any(v == value and type(v) is type(value) for v in values) else FALSE
        if source.how != COLUMN:
            return FALSE
        fact = self.facts[source.fact]
        if fact.type == "state":
            return self.names_state(source, value)
        if fact.many or fact.type == "text":
            if fact.type in ("concept", "part") and value not in self.layout.domain(fact):
                return FALSE
            return self.circuit.leaf(self.circuit.column(("has", source.part, source.fact, value), 2), 2)
        domain = self.layout.domain(fact)
        return self._status(source, 1 << FIRST + domain.index(value)) if value in domain else FALSE

    def names_state(self, source: Source, code: str, stated: bool = False) -> int:
        """That a column of States names a State: by who acts, or as it was stated."""
        if code not in self.layout.state_index:
            return FALSE
        size, bit = len(self.layout.state_codes), 1 << self.layout.state_index[code]
        way = "stated" if stated else "acting"
        return self.circuit.any(
            self.circuit.leaf(self.circuit.column((way, source.part, source.fact, n), size), bit)
            for n in range(self.elements(source))
        )

    def elements(self, source: Source) -> int:
        """How many States a column may name."""
        return self.layout.elements.get(source.fact, 1) if self.facts[source.fact].many else 1

    def source_empty(self, source: Source) -> int:
        """That a list names no one."""
        if source.how == CONSTANT:
            return TRUE if source.value == () else FALSE
        if source.how == COLUMN and self.facts[source.fact].many:
            return self._status(source, 1 << FIRST)
        return FALSE

    # --- a value: any of its alternatives ---

    def _of(self, value: Value, word: str, ask: Callable[[Source], int]) -> int:
        key = (word, value)
        found = self._kept.get(key)
        if found is None:
            both = self.circuit.both
            found = self._kept[key] = self.circuit.any([both(a.when, ask(a.source)) for a in value])
        return found

    def missing(self, value: Value) -> int:
        """Whether an answer is missing."""
        return self._of(value, "missing", self.source_missing)

    def nothing(self, value: Value) -> int:
        """That the question does not arise."""
        return self._of(value, "nothing", self.source_nothing)

    def known(self, value: Value) -> int:
        """That there is a value."""
        return self.circuit.either(self.missing(value), self.nothing(value)) ^ 1

    def silent(self, value: Value) -> int:
        """That no one was asked: it was not even said to be unknown."""

        def ask(source: Source) -> int:
            if source.how == COLUMN:
                return self._status(source, 1 << SILENT)
            return TRUE if source.how == MISSING else FALSE

        return self._of(value, "silent", ask)

    def stated(self, value: Value) -> int:
        """That someone gave an answer."""
        both = self.circuit.both
        given = (a for a in value if a.origin == GIVEN)
        return self.circuit.any([both(a.when, self.source_missing(a.source) ^ 1) for a in given])

    def gated(self, value: Value) -> int:
        """That it does not arise because of its gate."""
        return self.circuit.any([a.when for a in value if a.origin == GATE])

    def empty(self, value: Value) -> int:
        """That it is a list that names no one."""
        return self._of(value, "empty", self.source_empty)

    def holds(self, value: Value, one: Any) -> int:
        """That it is a value, or names it among several."""
        return self._of(value, f"holds {one!r}", lambda source: self.source_holds(source, one))

    def holds_any(self, value: Value, some: Iterable[Any]) -> int:
        """That it is one of some values, or names one of them."""
        return self.circuit.any([self.holds(value, one) for one in some])

    def same(self, one: Value, other: Value, domain: Iterable[Any]) -> int:
        """That two values are known and the same, for values from a closed list."""
        both = self.circuit.both
        return self.circuit.any([both(self.holds(one, v), self.holds(other, v)) for v in domain])

    # --- changes ---

    def put(self, value: Value, when: int, found: Value, origin: str) -> Value:
        """A value with another in its place where a condition holds."""
        if when == FALSE:
            return value
        both = self.circuit.both
        new = [Alternative(both(when, a.when), _resolved(a.source, origin), origin) for a in found]
        new += [Alternative(both(a.when, when ^ 1), a.source, a.origin) for a in value]
        return tuple(a for a in new if a.when != FALSE)


def _resolved(source: Source, origin: str) -> Source:
    return source._replace(resolved=True) if source.how == COLUMN and origin else source


def constant(value: Any, fact: m.Fact) -> Value:
    """The same value in every row."""
    found = tuple(value) if isinstance(value, list) else value
    if fact.many and not isinstance(found, tuple):
        found = (found,)
    return (Alternative(TRUE, Source(CONSTANT, value=found)),)


DOES_NOT_ARISE: Final[Value] = (Alternative(TRUE, Source(NONE)),)

__all__ = [
    "COLUMN", "CONSTANT", "DOES_NOT_ARISE", "GATE", "GIVEN", "MISSING", "NONE", "UNASKED", "Alternative", "Source", "Value",
    "Values", "constant",
]  # fmt: skip
