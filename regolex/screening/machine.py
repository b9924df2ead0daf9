"""The machine that runs the steps of a program over bit planes, 64 rows to a word.

With numba the steps run as machine code on blocks that stay in the cache; without it numpy takes each step over a long block.
Both give the same bits.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from regolex.screening.lowering import BOTH, FILL, LOAD, NEITHER, ONE_WITHOUT, STORE, Code

Planes = npt.NDArray[np.uint64]
BLOCK = 64  # words to a step with numba: 4,096 rows, 512 bytes
_LONG = 2048  # words to a step with numpy
ONES = np.uint64(0xFFFFFFFFFFFFFFFF)

Run = Callable[[Any, Any, Any, Any], None]
_COMPILED: dict[str, Any] = {}


def backend() -> str:
    """The way steps are run here: ``numba`` or ``numpy``; ``REGOLEX_SCREENING`` chooses."""
    chosen = os.environ.get("REGOLEX_SCREENING", "")
    if chosen:
        return chosen
    with contextlib.suppress(ImportError):
        import numba  # noqa: F401

        return "numba"
    return "numpy"


def run(code: Code, inputs: Planes, outputs: Planes, *, workers: int = 1) -> None:
    """Run a program: ``inputs`` and ``outputs`` hold one plane a row; their words are shared out among ``workers``."""
    words = inputs.shape[1] if len(inputs) else outputs.shape[1]
    if backend() == "numpy":
        _run_numpy(code, inputs, outputs, words)
        return
    if "run" not in _COMPILED:
        _COMPILED["run"] = _compiled()
    step = _COMPILED["run"]
    if workers == 1:
        step(code.steps, inputs, outputs, np.empty((code.registers, BLOCK), np.uint64), 0, words)
        return
    share = -(-words // workers)
    share = -(-share // BLOCK) * BLOCK
    with ThreadPoolExecutor(workers) as pool:
        for first in range(0, words, share):
            registers = np.empty((code.registers, BLOCK), np.uint64)
            pool.submit(step, code.steps, inputs, outputs, registers, first, min(first + share, words))


def _run_numpy(code: Code, inputs: Planes, outputs: Planes, words: int) -> None:
    for first in range(0, words, _LONG):
        last = min(first + _LONG, words)
        registers = np.empty((code.registers, last - first), np.uint64)
        for word, target, a, b in code.steps.tolist():
            if word == BOTH:
                np.bitwise_and(registers[a], registers[b], out=registers[target])
            elif word == ONE_WITHOUT:
                np.bitwise_and(registers[a], ~registers[b], out=registers[target])
            elif word == NEITHER:
                np.invert(registers[a] | registers[b], out=registers[target])
            elif word == LOAD:
                registers[target] = inputs[a, first:last]
            elif word == STORE:
                outputs[target, first:last] = registers[a]
            elif word == FILL:
                outputs[target, first:last] = ONES if a else 0
            else:
                outputs[target, first:last] = ~registers[a]


def _compiled() -> Any:
    import numba

    signature = "void(int32[:,::1], uint64[:,::1], uint64[:,::1], uint64[:,::1], int64, int64)"
    try:  # kept on disk: compiling takes seconds
        return numba.njit(signature, nogil=True, cache=True)(_step)
    except (OSError, RuntimeError):  # no folder to keep it in
        return numba.njit(signature, nogil=True)(_step)


def _step(steps: Any, inputs: Any, outputs: Any, registers: Any, first: int, end: int) -> None:
    """The steps over the words from ``first`` to ``end``, block by block; numba makes machine code of it."""
    for start in range(first, end, BLOCK):
        size = min(BLOCK, end - start)
        for n in range(steps.shape[0]):
            word, target = steps[n, 0], np.uint32(steps[n, 1])
            a, b = np.uint32(steps[n, 2]), np.uint32(steps[n, 3])
            if word < 3:  # all three in one form: a branch that cannot be foretold costs more than two exclusive ors
                x = ~np.uint64(0) if word == 2 else np.uint64(0)
                y = ~np.uint64(0) if word >= 1 else np.uint64(0)
                into, one, other = registers[target], registers[a], registers[b]
                for i in range(BLOCK):
                    into[i] = (one[i] ^ x) & (other[i] ^ y)
            elif word == 3:
                for i in range(size):
                    registers[target, i] = inputs[a, start + i]
            elif word == 4:
                for i in range(size):
                    outputs[target, start + i] = registers[a, i]
            elif word == 5:
                for i in range(size):
                    outputs[target, start + i] = ~registers[a, i]
            else:
                for i in range(size):
                    outputs[target, start + i] = ~np.uint64(0) if a else np.uint64(0)


def packed(codes: npt.NDArray[Any], bit: int, words: int) -> Planes:
    """One bit of each code as a plane of so many words; rows beyond the last are zero.

    >>> packed(np.array([1, 0, 3], np.uint8), 0, 1).tolist()
    [5]
    """
    bits = np.packbits(codes & codes.dtype.type(1 << bit), bitorder="little")
    plane = np.zeros(8 * words, np.uint8)
    plane[: len(bits)] = bits
    return plane.view(np.uint64)


def unpacked(plane: Planes, rows: int) -> npt.NDArray[np.bool_]:
    """A plane as one flag for each row.

    >>> unpacked(np.array([5], np.uint64), 3).tolist()
    [True, False, True]
    """
    return np.unpackbits(plane.view(np.uint8), bitorder="little", count=rows).view(np.bool_)


def picked(plane: Planes, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """One flag for each of some rows of a plane.

    >>> picked(np.array([5], np.uint64), np.array([0, 1, 2])).tolist()
    [True, False, True]
    """
    if 8 * len(rows) > 64 * len(plane):
        return unpacked(plane, 64 * len(plane))[rows]
    flags: npt.NDArray[np.bool_] = (plane[rows >> 6] >> (rows & 63).astype(np.uint64) & np.uint64(1)).astype(np.bool_)
    return flags


def ones(plane: Planes) -> int:
    """The number of rows in a plane.

    >>> ones(np.array([5, 1], np.uint64))
    3
    """
    if hasattr(np, "bitwise_count"):  # numpy 2
        return int(np.bitwise_count(plane).sum())
    return int(np.unpackbits(plane.view(np.uint8)).sum())


__all__ = ["BLOCK", "Planes", "backend", "ones", "packed", "picked", "run", "unpacked"]
