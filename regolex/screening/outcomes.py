"""What a rule comes to in each row, under one combination of readings: the total table of results over literals.

The table is that of ``docs/explanation/results.md``; :mod:`regolex.engine.outcome` holds it for single missions, written
independently.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from regolex.engine.results import BREACH, FINE, RESULTS, TASK
from regolex.law.norms import Norm
from regolex.screening.circuit import FALSE, TRUE, Circuit
from regolex.screening.states import Pair


class Case(NamedTuple):
    """One line of the table: a result, the result as planned, and the weights between which answers can move it."""

    result: str
    as_planned: str
    best: int = FINE
    worst: int = FINE
    soft_worst: int = FINE
    harmless: bool = False
    doubt: bool = False
    unmet: bool = False


class Standing(NamedTuple):
    """Whether a rule applies, is satisfied and is displaced, in one mode."""

    applies: Pair
    satisfied: Pair
    displaced: int = FALSE


Outcomes = dict[Case, int]  # the rows of each case; every row has exactly one


def outcomes(c: Circuit, norm: Norm, doubtful: bool, now: Standing, planned: Standing) -> Outcomes:
    """The rows of each case. ``doubtful``: the source of the rule never decides a breach."""
    table = _Table(c)
    displaced = planned.displaced
    table.add(Case("displaced", "displaced"), displaced)
    (apt, apf), (spt, spf) = planned.applies, planned.satisfied
    there = displaced ^ 1
    later_off = c.both(there, apf)
    later_open = c.all([there, apt ^ 1, apf ^ 1])
    later_on = c.both(there, apt)
    if norm.gives:
        _given(table, now, planned, later_off, later_open, later_on)
        return table.found
    good = norm.good
    (ant, anf), (snt, snf) = now.applies, now.satisfied
    unsaid = c.both(snt ^ 1, snf ^ 1)
    open_now = c.both(ant ^ 1, anf ^ 1)
    # as planned it does not apply: a duty of today, judged by today
    table.add(Case("not-applicable", "not-applicable"), c.both(later_off, anf))
    today = c.less(later_off, anf)
    table.add(Case(good, "not-applicable"), c.all([today, snt, ant]))
    table.add(Case(good, "not-applicable", harmless=True), c.all([today, snt, open_now]))
    waiting = c.either(open_now, unsaid) if norm.forbids else open_now
    table.add(Case("open", "not-applicable", FINE, TASK, TASK), c.all([today, snt ^ 1, waiting]))
    rest = c.all([today, snt ^ 1, waiting ^ 1])
    table.add(Case("to-do", "not-applicable", TASK, TASK, TASK), c.both(rest, snf))
    table.add(Case("due", "not-applicable", FINE, TASK, TASK), c.less(rest, snf))
    # whether it applies as planned is open
    table.add(Case(good, good, harmless=True), c.all([later_open, spt, snt]))
    table.add(Case("open", good, FINE, TASK, TASK), c.all([later_open, spt, snt ^ 1]))
    worst = TASK if doubtful else BREACH
    table.add(Case("open", "open", FINE, worst, BREACH, unmet=True), c.both(later_open, spf))
    table.add(Case("open", "open", FINE, worst, BREACH), c.all([later_open, spt ^ 1, spf ^ 1]))
    # it applies as planned
    fails = Case("open", "open", FINE, FINE, BREACH, doubt=True) if doubtful else Case("breached", "breached", 2, 2, 2)
    table.add(fails, c.both(later_on, spf))
    unsure = c.all([later_on, spt ^ 1, spf ^ 1])
    table.add(Case("open" if norm.forbids else "due", "open", FINE, worst, BREACH), unsure)
    done = c.both(later_on, spt)
    table.add(Case(good, good), c.both(done, snt))
    table.add(Case("to-do", good, TASK, TASK, TASK), c.both(done, snf))
    table.add(Case("open" if norm.forbids else "to-do", good, FINE, TASK, TASK), c.both(done, unsaid))
    return table.found


def _given(table: _Table, now: Standing, planned: Standing, off: int, unsure: int, on: int) -> None:
    """A right or a permission: worth nothing while it is not known whether it is this bearer's."""
    c = table.circuit
    held = c.both(now.applies[0], now.satisfied[0])
    not_held = c.either(now.applies[1], now.satisfied[1])
    held_open = c.both(held ^ 1, not_held ^ 1)
    spt, spf = planned.satisfied
    table.add(Case("withheld", "not-applicable"), c.both(off, held))
    table.add(Case("not-applicable", "not-applicable"), c.both(off, now.applies[1]))
    table.add(Case("withheld", "not-applicable"), c.all([off, not_held, now.applies[1] ^ 1]))
    table.add(Case("open", "not-applicable"), c.both(off, held_open))
    later_open = c.both(on, c.both(spt ^ 1, spf ^ 1))
    table.add(Case("open", "open"), c.either(unsure, later_open))
    table.add(Case("withheld", "withheld"), c.both(on, spf))
    arises = c.both(on, spt)
    table.add(Case("granted", "granted"), c.both(arises, held))
    table.add(Case("granted-as-planned", "granted"), c.less(arises, held))


class _Table:
    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.found: Outcomes = {}

    def add(self, case: Case, rows: int) -> None:
        if rows != FALSE:
            self.found[case] = self.circuit.either(self.found.get(case, FALSE), rows)


def judged(c: Circuit, found: Outcomes, rows: int) -> Outcomes:
    """The outcomes where, in some rows, everything an open result waits for is for an authority to judge."""
    table = _Table(c)
    for case, own in found.items():
        if case.result in ("due", "open") and not case.doubt:
            planned = "judgement" if case.as_planned == "open" else case.as_planned
            table.add(Case("judgement", planned, FINE, FINE, case.soft_worst), c.both(own, rows))
            table.add(case, c.less(own, rows))
        else:
            table.add(case, own)
    return table.found


def followed(c: Circuit, found: Outcomes, rows: int, no_task: bool) -> Outcomes:
    """The outcomes where, in some rows, the law is taken to be followed: what is due is to do."""
    table = _Table(c)
    for case, own in found.items():
        other = case
        if case.result == "due":
            other = case._replace(result="to-do", best=TASK, worst=TASK, soft_worst=TASK)
        elif case.result == "open" and not no_task and not case.unmet:
            other = case._replace(worst=min(case.worst, TASK), soft_worst=min(case.soft_worst, TASK))
        table.add(other, c.both(own, rows))
        table.add(case, c.less(own, rows))
    return table.found


def rows_of(c: Circuit, found: Outcomes, results: Iterable[str]) -> int:
    """The rows with one of some results."""
    wanted = set(results)
    return c.any(rows for case, rows in found.items() if case.result in wanted)


UNSETTLED = frozenset(name for name, row in RESULTS.items() if row.unsettled)
EVERY_ROW = TRUE

__all__ = ["UNSETTLED", "Case", "Outcomes", "Standing", "followed", "judged", "outcomes", "rows_of"]
