"""A circuit of conjunctions: every condition of the law over one row of a table, each distinct part of it once.

A literal is a whole number: twice the number of a node, plus one where it is negated. A node is a conjunction of two
literals, or a *leaf*: that the code of a row in one column is one of some codes. Leaves over one column are merged, so that
everything that depends on one column alone stays a single leaf.

>>> circuit = Circuit()
>>> colour = circuit.column("colour", 3)
>>> red, blue = circuit.leaf(colour, 0b001), circuit.leaf(colour, 0b100)
>>> circuit.both(red, blue) == FALSE
True
>>> circuit.either(circuit.either(red, blue), circuit.leaf(colour, 0b010)) == TRUE
True
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final

FALSE: Final = 0
TRUE: Final = 1


def negated(literal: int) -> int:
    """The opposite of a literal."""
    return literal ^ 1


class Circuit:
    """Nodes in the order in which they can be computed."""

    def __init__(self) -> None:
        self.left: list[int] = [0]  # of a conjunction its two literals; of a leaf -1 - column, and its codes
        self.right: list[int] = [0]
        self.columns: dict[Hashable, int] = {}
        self.sizes: list[int] = []
        self._known: dict[tuple[int, int], int] = {}
        self._both: dict[tuple[int, int], int] = {}

    def column(self, key: Hashable, size: int) -> int:
        """The number of a column whose codes are below ``size``."""
        found = self.columns.get(key)
        if found is None:
            found = self.columns[key] = len(self.sizes)
            self.sizes.append(size)
        return found

    def leaf(self, column: int, codes: int) -> int:
        """That the code in a column is one of those whose bits are set."""
        everything = (1 << self.sizes[column]) - 1
        codes &= everything
        if codes & 1:  # one of a set and its complement is kept: that without the first code
            return negated(self.leaf(column, everything ^ codes))
        return 2 * self._node(-1 - column, codes) if codes else FALSE

    def _node(self, left: int, right: int) -> int:
        key = (left, right)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.left)
            self.left.append(left)
            self.right.append(right)
        return found

    def codes(self, literal: int) -> tuple[int, int] | None:
        """The column and the codes of a leaf literal; None for a conjunction."""
        left = self.left[literal >> 1]
        if left >= 0:
            return None
        column, codes = -1 - left, self.right[literal >> 1]
        return column, codes ^ ((1 << self.sizes[column]) - 1) if literal & 1 else codes

    def both(self, a: int, b: int) -> int:
        """The conjunction of two literals."""
        if a > b:
            a, b = b, a
        if a == FALSE or a == b ^ 1:
            return FALSE
        if a in (TRUE, b):
            return b
        found = self._both.get((a, b))
        if found is None:
            found = self._both[a, b] = self._joined(a, b)
        return found

    def _joined(self, a: int, b: int) -> int:
        one, other = self.left[a >> 1], self.left[b >> 1]
        if one == other and one < 0:
            column, everything = -1 - one, (1 << self.sizes[-1 - one]) - 1
            first, second = self.right[a >> 1], self.right[b >> 1]
            return self.leaf(
                column, (first ^ everything if a & 1 else first) & (second ^ everything if b & 1 else second)
            )
        if one >= 0 or other >= 0:
            simpler = self._absorbed(a, b)
            if simpler >= 0:
                return simpler
        return 2 * self._node(a, b)

    def _absorbed(self, a: int, b: int) -> int:
        """A simpler form where one literal is a conjunction that holds the other or its opposite; -1 where there is none."""
        for one, other in ((a, b), (b, a)):
            left = self.left[other >> 1]
            if left < 0 or other < 2:
                continue
            right = self.right[other >> 1]
            if other & 1:  # not (left and right)
                if one in (left, right):
                    return self.both(one, (right if one == left else left) ^ 1)
                if one ^ 1 in (left, right):
                    return one
            else:
                if one in (left, right):
                    return other
                if one ^ 1 in (left, right):
                    return FALSE
        return -1

    def either(self, a: int, b: int) -> int:
        """The disjunction of two literals."""
        return self.both(a ^ 1, b ^ 1) ^ 1

    def all(self, literals: Iterable[int]) -> int:
        """The conjunction of any number of literals, leaves of one column first."""
        leaves: dict[int, int] = {}
        rest: set[int] = set()
        for literal in literals:
            if literal == FALSE:
                return FALSE
            known = self.codes(literal) if literal > TRUE else None
            if known:
                leaves[known[0]] = leaves.get(known[0], -1) & known[1]
            elif literal != TRUE:
                if literal ^ 1 in rest:
                    return FALSE
                rest.add(literal)
        rest.update(self.leaf(column, codes) for column, codes in leaves.items())
        result = TRUE
        for literal in sorted(rest):
            result = self.both(result, literal)
        return result

    def any(self, literals: Iterable[int]) -> int:
        """The disjunction of any number of literals."""
        return self.all([literal ^ 1 for literal in literals]) ^ 1

    def less(self, a: int, b: int) -> int:
        """The first and not the second."""
        return self.both(a, b ^ 1)

    def chosen(self, condition: int, yes: int, no: int) -> int:
        """One literal where a condition holds, another elsewhere."""
        return self.either(self.both(condition, yes), self.both(condition ^ 1, no))

    def needed(self, roots: Iterable[int]) -> list[int]:
        """The nodes on which some literals rest, in the order in which they can be computed."""
        seen = bytearray(len(self.left))
        todo = [literal >> 1 for literal in roots]
        while todo:
            node = todo.pop()
            if not seen[node]:
                seen[node] = 1
                if self.left[node] >= 0 and node:
                    todo += (self.left[node] >> 1, self.right[node] >> 1)
        return [node for node in range(1, len(seen)) if seen[node]]


__all__ = ["FALSE", "TRUE", "Circuit", "negated"]
