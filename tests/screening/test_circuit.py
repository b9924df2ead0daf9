"""A circuit, lowered and run by either machine, gives the bits that its meaning demands."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from regolex.screening import machine
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.lowering import lowered
from regolex.screening.planes import distinct

SIZES = (2, 3, 5, 7, 9, 250)


def drawn(seed: int, rows: int) -> tuple[Circuit, list[int], list[np.ndarray], list[np.ndarray]]:
    """A random circuit with its columns, some of its literals, and what each of these means, row by row."""
    random = Random(seed)
    generator = np.random.default_rng(seed)
    circuit = Circuit()
    columns = [generator.integers(0, size, rows).astype(np.uint8) for size in SIZES]
    literals, meanings = [FALSE, TRUE], [np.zeros(rows, bool), np.ones(rows, bool)]
    for n, size in enumerate(SIZES):
        for _ in range(4):
            codes = random.getrandbits(size)
            literals.append(circuit.leaf(circuit.column(n, size), codes))
            meanings.append(np.array([bool(codes >> int(code) & 1) for code in columns[n]]))
    for _ in range(400):
        a, b = random.randrange(len(literals)), random.randrange(len(literals))
        one, two = literals[a], literals[b]
        first, second = meanings[a], meanings[b]
        if random.random() < 0.5:
            one, first = one ^ 1, ~first
        if random.random() < 0.5:
            literals.append(circuit.either(one, two))
            meanings.append(first | second)
        else:
            literals.append(circuit.both(one, two))
            meanings.append(first & second)
    return circuit, literals, meanings, columns


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("rows", [1, 63, 64, 65, 9000])
def test_each_machine_computes_what_a_circuit_means(backend: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if backend == "numba":
        pytest.importorskip("numba")
    monkeypatch.setenv("REGOLEX_SCREENING", backend)
    circuit, literals, meanings, columns = drawn(rows, rows)
    code = lowered(circuit, literals)
    words = -(-rows // 64)
    inputs = np.array([machine.packed(columns[column], bit, words) for column, bit in code.inputs])
    for workers in (1, 3):
        outputs = np.empty((code.outputs, words), np.uint64)
        machine.run(code, inputs, outputs, workers=workers)
        for plane, meaning in zip(outputs, meanings, strict=True):
            assert np.array_equal(machine.unpacked(plane, rows), meaning)


def test_many_literals_join_as_two_do() -> None:
    circuit, literals, meanings, _ = drawn(5, 500)
    random = Random(1)
    for _ in range(100):
        some = random.sample(range(len(literals)), random.randint(0, 6))
        joined, chosen = circuit.all(literals[n] for n in some), circuit.any(literals[n] for n in some)
        for literal, meaning in ((joined, np.logical_and.reduce), (chosen, np.logical_or.reduce)):
            expected = meaning([meanings[n] for n in some], axis=0) if some else np.full(500, literal == TRUE)
            literals.append(literal)
            meanings.append(expected)
    test = lowered(circuit, literals)
    columns = drawn(5, 500)[3]
    inputs = np.array([machine.packed(columns[column], bit, 8) for column, bit in test.inputs])
    outputs = np.empty((test.outputs, 8), np.uint64)
    machine.run(test, inputs, outputs)
    for plane, meaning in zip(outputs, meanings, strict=True):
        assert np.array_equal(machine.unpacked(plane, 500), meaning)


def test_the_different_states_of_a_row_are_numbered_once_each() -> None:
    codes = np.random.default_rng(2).integers(0, 6, (9, 400)).astype(np.uint16)
    bearers, ranks, most = distinct(codes)
    assert most == max(len(set(column.tolist()) - {0}) for column in codes.T)
    for row in range(400):
        named = {int(code) for code in codes[:, row]} - {0}
        listed = [int(code) for code in bearers[:, row] if code]
        assert sorted(listed) == sorted(named)
        for code, rank in zip(codes[:, row], ranks[:, row], strict=True):
            assert (rank == 0) == (code == 0)
            assert code == 0 or bearers[rank - 1, row] == code
