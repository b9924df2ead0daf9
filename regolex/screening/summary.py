"""How many missions came to each verdict and each result of a rule, counted on the bit planes without a row being written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from regolex.engine.results import RESULTS
from regolex.screening import machine
from regolex.screening.circuit import FALSE
from regolex.screening.program import Program

if TYPE_CHECKING:
    from regolex.screening.findings import Finding
    from regolex.screening.verdicts import Verdict

SUMMARY = pa.schema([("counted", pa.string()), ("name", pa.string()), ("word", pa.string()), ("missions", pa.int64())])


class Count(NamedTuple):
    """What is counted: ``verdict``, ``grade``, ``order``, ``rule`` or ``applies``; of which side, order or rule; the word.

    ``rule`` counts the results of a rule, ``applies`` whether it applies at all: ``yes``, ``open`` or ``no``, one of these for
    each mission.
    """

    counted: str
    name: str
    word: str


def counters(program: Program, out: Callable[[int], int], *, you: bool, orders: bool) -> list[tuple[Count, int]]:
    """The outputs to be counted. A mission counts once for each result that some finding of a rule has."""
    c = program.circuit
    found: list[tuple[Count, int]] = []

    def put(counted: str, name: str, words: dict[str, int], there: int | None = None) -> None:
        for word, rows in words.items():
            rows = rows if there is None else c.both(rows, there)
            if rows != FALSE:
                found.append((Count(counted, name, word), out(rows)))

    def both(name: str, verdict: Verdict, there: int | None = None) -> None:
        put("verdict", name, verdict.words, there)
        put("grade", name, verdict.grades, there)

    sides = {"mission": (program.overall, None)} | ({"you": (program.you, program.has_client)} if you else {})
    for name, (side, there) in sides.items():
        both(name, side.every_reading, there)
        both(f"{name}_prevailing", side.dominant, there)
    for name in program.orders if orders else ():
        put("order", name, program.order(name).every_reading.words, program.touches(name))
    by_rule: dict[str, list[Finding]] = {}
    for finding in program.findings:
        by_rule.setdefault(finding.item.rule.id, []).append(finding)
    for rule, own in by_rule.items():
        results: dict[str, list[int]] = {}
        for word, rows in (pair for finding in own for pair in finding.results.items()):
            results.setdefault(word, []).append(rows)
        put("rule", rule, {word: c.any(rows) for word, rows in results.items()})
        put("applies", rule, _applies(program, own))
    return found


def _applies(program: Program, findings: list[Finding]) -> dict[str, int]:
    """The rows in which a rule applies to someone for certain, those in which that is open, and the others."""
    c = program.circuit
    certain, some = [], []
    for finding in findings:
        open_ = finding.results.get("open", FALSE)
        own = c.any(rows for word, rows in finding.results.items() if RESULTS[word].applies and word != "open")
        certain.append(c.less(own, finding.perhaps))
        some += [own, open_]
    yes, may = c.any(certain), c.any(some)
    return {"yes": yes, "open": c.less(may, yes), "no": may ^ 1}


def counts(outputs: Iterable[tuple[Count, int]], planes: machine.Planes, keep: np.ndarray) -> Counter[Count]:
    """The number of missions of each count, among the rows that are kept."""
    kept = machine.packed(keep.astype(np.uint8), 0, planes.shape[1])
    return Counter({count: machine.ones(planes[at] & kept) for count, at in outputs})


def count_table(counted: Counter[Count]) -> pa.Table:
    """The counts as a table, those of nothing left out."""
    rows = [(*count, many) for count, many in counted.items() if many]
    return pa.Table.from_pylist([dict(zip(SUMMARY.names, row, strict=True)) for row in rows], schema=SUMMARY)


def added(tables: Iterable[pa.Table]) -> Counter[Count]:
    """The counts of several tables taken together."""
    total: Counter[Count] = Counter()
    for table in tables:
        for row in table.to_pylist():
            total[Count(row["counted"], row["name"], row["word"])] += row["missions"]
    return total


__all__ = ["SUMMARY", "Count", "added", "count_table", "counters", "counts"]
