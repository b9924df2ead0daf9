"""Plans that are lawful, or nearly so, found by trial: answers are changed as long as less is breached or left to do.

Rows drawn at random are nearly all unlawful, since one answer in hundreds is enough. Here each of many plans has offspring that
differ in a few answers; the screening program says what is breached in each, and the best of the offspring goes on. What was
found says nothing of who is right: the evaluator judges these rows like all others.
"""

from __future__ import annotations

import numpy as np

from regolex.screening import machine
from regolex.screening.planes import Batch
from regolex.screening.screener import Screener
from tests.screening.population import NOTHING, Drawn, Plans, Population

PLANS, OFFSPRING, ROUNDS = 60, 128, 60
CHANGES = (1, 2, 4, 8, 16, 32)  # how many answers of one of the offspring are drawn anew, at most
FEWER = (0, 5)  # the aims for which a plan may lose what it has, down to a mission that does little
_BAD = {"breached": 100, "contested": 60, "due": 30, "to-do": 30, "open": 10, "judgement": 10}
AIMS: tuple[
    dict[str, int], ...
] = (  # what each result of a rule weighs, from plan to plan; what is wanted, below nothing
    _BAD | {"met": -3, "respected": -3},
    _BAD | {"open": 40, "judgement": 60, "met": -12, "respected": -12, "granted": -4},
    _BAD | {"due": 10, "to-do": -12, "met": -6, "respected": -6, "granted-as-planned": -4},
    _BAD | {"contested": -40, "due": 10, "met": -6, "respected": -6},
    _BAD | {"judgement": -20, "met": -6, "respected": -6},
    _BAD | {"yes": 5},
)


def found(people: Population, screener: Screener, seed: int = 3) -> Plans:
    """Plans for a population; the screener counts."""
    generator = np.random.default_rng(seed)
    first = people.batch(0)
    answers, none = first.drawn[:, :PLANS].copy(), first.none[:, :PLANS].copy()
    sizes = np.array(people.sizes)
    for n, own in enumerate(people.answers):  # a plan knows what it is
        unknown = answers[n] >= len(own) - 2
        answers[n, unknown] = generator.integers(0, max(1, sizes[n]), int(unknown.sum()))
    for _ in range(ROUNDS):
        answers, none = _round(people, screener, generator, answers, none)
    return Plans(answers, none)


def _round(
    people: Population, screener: Screener, generator: np.random.Generator, answers: Drawn, none: np.ndarray
) -> tuple[Drawn, np.ndarray]:
    """The best of the offspring of each plan, itself among them."""
    many = PLANS * OFFSPRING
    new, without = np.repeat(answers, OFFSPRING, axis=1), np.repeat(none, OFFSPRING, axis=1)
    itself = np.arange(many) % OFFSPRING == 0
    times = np.where(itself, 0, generator.integers(1, generator.choice(CHANGES, many) + 1))
    rows = np.repeat(np.arange(many), times)
    places = generator.integers(0, len(people.answers), len(rows))
    nothing = np.array([len(own) - 3 for own in people.answers])
    new[places, rows] = (generator.random(len(rows)) * np.array(people.sizes)[places]).astype(np.int16)
    arises = generator.random(len(rows)) >= NOTHING
    new[places, rows] = np.where(arises, new[places, rows], nothing[places])
    fewer = np.isin(np.arange(many) // OFFSPRING % len(AIMS), FEWER)
    turned = np.flatnonzero((generator.random(many) < 0.1) & ~itself)
    kinds = generator.integers(0, len(people.kinds), len(turned))
    without[kinds, turned] = fewer[turned] & ~without[kinds, turned]
    shown = new.copy()
    people.emptied(shown, without)
    batch = people.rows_of(shown, without, np.zeros(many, bool))
    weights = _weights(screener, Batch(screener.reader, batch.table))
    best = weights.reshape(PLANS, OFFSPRING).argmin(axis=1) + np.arange(PLANS) * OFFSPRING
    return new[:, best], without[:, best]


def _weights(screener: Screener, read: Batch) -> np.ndarray:
    """How far each row is from its aim; rows with bad cells are furthest."""
    compiled = screener.compiled(read)
    planes = screener.planes(compiled, read)
    aims = np.arange(read.rows) // OFFSPRING % len(AIMS)
    weights = np.zeros(read.rows, np.int64)
    for count, at in compiled.output.counts:
        if count.counted in ("rule", "applies") and planes[at].any():
            own = np.array([aim.get(count.word, 0) for aim in AIMS])
            if own.any():
                weights += machine.unpacked(planes[at], read.rows) * own[aims]
    weights[[bad.row for bad in read.bad]] += 1_000_000
    return weights


__all__ = ["found"]
