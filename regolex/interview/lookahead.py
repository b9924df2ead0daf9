"""Look-ahead: which question settles a small group of findings soonest, computed exactly over all answers.

Open findings that depend on common questions form one group, called a remainder; for a small one the whole tree
of questions is weighed, every answer alike likely. That a fact does not arise can keep a finding open and is so rarely the
answer that it has no weight. A large remainder is left to the measure of influence.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod
from typing import Any

from regolex.engine.findings import Finding
from regolex.engine.incremental import Key
from regolex.engine.world import NOTHING
from regolex.solving.outlooks import Outlooks

_STATES = 330  # of a remainder: each question open or answered in one of its ways (five yes-or-no questions make 243)
_TRIALS = 320  # evaluations that a remainder may take
Result = tuple[str, ...]  # under each combination of readings
State = tuple[int, ...]  # for each question the number of its answer, or -1


def remainder(start: Key, waiting: Mapping[Key, list[Finding]]) -> tuple[list[Key], list[Finding]]:
    """The questions and findings that interact with one question."""
    of_finding: dict[int, list[Key]] = {}
    for key, findings in waiting.items():
        for f in findings:
            of_finding.setdefault(id(f), []).append(key)
    keys, found, todo = {start}, dict[int, Finding](), [start]
    while todo:
        for f in waiting[todo.pop()]:
            if id(f) not in found:
                found[id(f)] = f
                more = [key for key in of_finding[id(f)] if key not in keys]
                keys.update(more)
                todo += more
    return sorted(keys), list(found.values())


def soonest(outlooks: Outlooks, keys: list[Key], findings: list[Finding]) -> tuple[Key, float] | None:
    """The question that leads to the fewest questions until nothing can change, and how many these are on average.

    None if the group is too large to be computed while the user waits.
    """
    if len(keys) < 2 or not all(fact for _, fact in keys):
        return None
    answers = [outlooks.answers(findings[0], key) for key in keys]
    if not all(answers) or prod(len(a) + 1 for a in answers) > _STATES:
        return None
    budget = [_TRIALS]
    tables: dict[tuple[tuple[int, ...], tuple[Result, ...]], None] = {}
    for f in findings:
        own = tuple(n for n, key in enumerate(keys) if any((x.part, x.fact) == key for x in f.missing))
        table = _table(outlooks, f, [keys[n] for n in own], [answers[n] for n in own], budget)
        if table is None:
            return None
        tables[own, table] = None  # findings with the same questions and results count once
    tree = _Tree([len(a) for a in answers], [_closed(own, answers, table) for own, table in tables])
    best = tree.best((-1,) * len(keys))
    return None if best is None else (keys[best[0]], best[1])


def _table(
    outlooks: Outlooks, f: Finding, keys: list[Key], answers: list[list[Any]], budget: list[int]
) -> tuple[Result, ...] | None:
    """The result for every combination of answers, in the order of a product; None if that exceeds the budget of trials.

    The last answer to each is that it does not arise. A result that is definite early is not tried further.
    """
    rows: list[Result] = []

    def fill(given: dict[Key, Any], n: int) -> bool:
        budget[0] -= 1
        result = outlooks.assuming(f, given)
        if n == len(keys) or "open" not in result:
            rows.extend([result] * prod(len(a) + 1 for a in answers[n:]))
            return True
        return budget[0] > 0 and all(fill({**given, keys[n]: value}, n + 1) for value in (*answers[n], NOTHING))

    return tuple(rows) if fill({}, 0) else None


Closed = tuple[tuple[int, ...], dict[State, bool]]


def _closed(own: tuple[int, ...], answers: list[list[Any]], table: tuple[Result, ...]) -> Closed:
    """For every state of partly answered questions, whether the result of the finding is settled."""
    full = dict(zip(product(*(range(len(answers[n]) + 1) for n in own)), table, strict=True))
    known: dict[State, object] = {}
    mixed = object()

    def result(state: State) -> object:
        if state not in known:
            n = next((n for n, value in enumerate(state) if value < 0), -1)
            if n < 0:
                known[state] = full[state]
            else:
                below = {result((*state[:n], v, *state[n + 1 :])) for v in range(len(answers[own[n]]) + 1)}
                known[state] = below.pop() if len(below) == 1 else mixed
        return known[state]

    ways = product(*(range(-1, len(answers[n])) for n in own))
    return own, {state: result(state) is not mixed for state in ways}


class _Tree:
    """The optimal tree of questions over a few findings."""

    def __init__(self, sizes: list[int], findings: list[Closed]) -> None:
        self.sizes = sizes
        self.findings = findings
        self.known: dict[State, tuple[int, float] | None] = {}

    def best(self, state: State) -> tuple[int, float] | None:
        """The question to ask and the expected number of questions; None if nothing is open any more."""
        if state not in self.known:
            self.known[state] = self._best(state)
        return self.known[state]

    def _best(self, state: State) -> tuple[int, float] | None:
        open_ones = {
            n
            for own, closed in self.findings
            if not closed[tuple(state[n] for n in own)]
            for n in own
            if state[n] < 0
        }  # fmt: skip
        found: tuple[int, float] | None = None
        for n in sorted(open_ones):
            total = 0.0
            for value in range(self.sizes[n]):
                after = self.best((*state[:n], value, *state[n + 1 :]))
                total += after[1] if after else 0.0
            cost = 1.0 + total / self.sizes[n]
            if found is None or cost < found[1] - 1e-9:
                found = n, cost
        return found


__all__ = ["remainder", "soonest"]
