"""A circuit made into a straight list of machine steps over bit planes, with as few planes in use at once as may be.

A column of codes becomes one plane for each bit of its code; a leaf is a small circuit over these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from regolex.screening.circuit import FALSE, TRUE, Circuit

BOTH, ONE_WITHOUT, NEITHER, LOAD, STORE, STORE_NOT, FILL = range(7)


class Code(NamedTuple):
    """Steps (operation, target, two operands), and what they need: registers, and a bit plane for each input."""

    steps: npt.NDArray[np.int32]
    registers: int
    inputs: tuple[tuple[int, int], ...]  # for each input plane: a column of the circuit, and a bit of its code
    outputs: int

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns that are needed."""
        return tuple(sorted({column for column, _ in self.inputs}))


class _Lowering:
    """Copies what is needed of a circuit into one whose leaves are single bits."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.bits = Circuit()
        self._leaves: dict[tuple[int, int, int], int] = {}
        self._copies: dict[int, int] = {0: FALSE}

    def copy(self, literal: int) -> int:
        """The literal in the new circuit."""
        todo = [literal >> 1]
        known, left, right = self._copies, self.circuit.left, self.circuit.right
        while todo:
            node = todo[-1]
            if node in known:
                todo.pop()
                continue
            a = left[node]
            if a < 0:
                column = -1 - a
                bits = max(1, (self.circuit.sizes[column] - 1).bit_length())
                known[node] = self._leaf(column, bits, right[node], self.circuit.sizes[column])
                todo.pop()
                continue
            b = right[node]
            waiting = [n for n in (a >> 1, b >> 1) if n not in known]
            if waiting:
                todo += waiting
                continue
            known[node] = self.bits.both(known[a >> 1] ^ (a & 1), known[b >> 1] ^ (b & 1))
            todo.pop()
        return known[literal >> 1] ^ (literal & 1)

    def _leaf(self, column: int, bits: int, codes: int, size: int) -> int:
        """That a code of so many bits is in a set: by its highest bit, then the rest. Codes from ``size`` on never occur."""
        codes &= (1 << size) - 1
        if codes == 0:
            return FALSE
        if codes == (1 << size) - 1:
            return TRUE
        key = (column, bits, codes | size << 4096)
        found = self._leaves.get(key)
        if found is None:
            bit = bits - 1
            half = 1 << bit
            low = self._leaf(column, bit, codes & ((1 << half) - 1), min(size, half)) if bit else codes & 1
            if size <= half:
                found = low
            else:
                high = self._leaf(column, bit, codes >> half, size - half) if bit else codes >> 1 & 1
                plane = self.bits.leaf(self.bits.column((column, bit), 2), 2)
                found = self.bits.chosen(plane, high, low)
            self._leaves[key] = found
        return found


def lowered(circuit: Circuit, outputs: Iterable[int]) -> Code:
    """The steps that compute some literals, in their order."""
    work = _Lowering(circuit)
    roots = [work.copy(literal) for literal in outputs]
    bits = work.bits
    order = _in_depth(bits, roots)
    inputs = {column: n for n, column in enumerate(bits.columns)}
    names: tuple[Any, ...] = tuple(bits.columns)
    last: dict[int, int] = {}
    for at, node in enumerate(order):
        if bits.left[node] >= 0:
            last[bits.left[node] >> 1] = at
            last[bits.right[node] >> 1] = at
    wanted: dict[int, list[int]] = {}
    for n, root in enumerate(roots):
        wanted.setdefault(root >> 1, []).append(n)
    steps: list[tuple[int, int, int, int]] = []
    for n in wanted.get(0, ()):
        steps.append((FILL, n, roots[n] & 1, 0))
    registers = _Registers()
    for at, node in enumerate(order):
        a, b = bits.left[node], bits.right[node]
        if a < 0:
            target = registers.take(node)
            steps.append((LOAD, target, inputs[names[-1 - a]], 0))
        else:
            if a & 1 and not b & 1:
                a, b = b, a
            one, other = registers.at[a >> 1], registers.at[b >> 1]
            word = NEITHER if a & 1 else ONE_WITHOUT if b & 1 else BOTH
            target = registers.take(
                node
            )  # never one of its operands: a loop over planes that may overlap is not vectorised
            for operand in {a >> 1, b >> 1}:
                if last[operand] == at:
                    registers.free(operand)
            steps.append((word, target, one, other))
        for n in wanted.get(node, ()):
            steps.append((STORE_NOT if roots[n] & 1 else STORE, n, target, 0))
        if last.get(node, -1) <= at and node in registers.at:
            registers.free(node)
    array = np.array(steps, dtype=np.int32).reshape(-1, 4)
    return Code(array, max(registers.most, 1), names, len(roots))


class _Registers:
    def __init__(self) -> None:
        self.at: dict[int, int] = {}
        self._free: list[int] = []
        self.most = 0

    def take(self, node: int) -> int:
        if self._free:
            register = self._free.pop()
        else:
            register, self.most = self.most, self.most + 1
        self.at[node] = register
        return register

    def free(self, node: int) -> None:
        self._free.append(self.at.pop(node))


def _in_depth(circuit: Circuit, roots: list[int]) -> list[int]:
    """The nodes on which some literals rest, each after its own two, those that are used together near each other."""
    seen = bytearray(len(circuit.left))
    seen[0] = 1
    order: list[int] = []
    for root in roots:
        todo = [root >> 1]
        while todo:
            node = todo[-1]
            if seen[node]:
                todo.pop()
                continue
            a = circuit.left[node]
            waiting = [] if a < 0 else [n for n in (circuit.right[node] >> 1, a >> 1) if not seen[n]]
            if waiting:
                todo += waiting
                continue
            seen[node] = 1
            order.append(node)
            todo.pop()
    return order


__all__ = ["BOTH", "FILL", "LOAD", "NEITHER", "ONE_WITHOUT", "STORE", "STORE_NOT", "Code", "lowered"]
