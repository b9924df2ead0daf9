"""Screening batches of missions: Arrow record batches in, verdicts and findings out.

A screener compiles the law for the columns of a table when the first batch comes, and again only if a later batch names more
States in one row than any before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regolex.engine.choices import chosen_readings
from regolex.engine.engine import Engine
from regolex.engine.findings import by_readings
from regolex.engine.outcome import Outcome
from regolex.engine.verdict import GRADES, WORDS
from regolex.engine.world import UNNAMED
from regolex.errors import EvaluationError, Problem, nearest
from regolex.screening import machine
from regolex.screening.cells import Bad, Reader
from regolex.screening.findings import Finding
from regolex.screening.layout import Layout
from regolex.screening.lowering import Code, lowered
from regolex.screening.planes import Batch, Codings
from regolex.screening.program import Program, Side
from regolex.screening.summary import Count, counters, counts
from regolex.screening.verdicts import Verdict

Flags = npt.NDArray[np.bool_]
_STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
SIDES = ("mission", "mission_prevailing", "you", "you_prevailing")
PARTS_OF_VERDICT = ("word", "grade", "at_best", "at_worst")


class Wanted(NamedTuple):
    """What is to be computed: verdicts on the mission always, and on request more.

    ``orders``: a verdict for each legal order; ``findings``: the results to be listed finding by finding (empty for none);
    ``summary``: counts of verdicts and of the results of rules; a verdict for each row only with ``findings``.
    """

    orders: bool = False
    findings: tuple[str, ...] = ()
    you: bool = True
    summary: bool = False


class _Output(NamedTuple):
    """Where the planes of a program stand among its outputs."""

    verdicts: dict[str, dict[str, dict[str, int]]]  # side, part of the verdict, word: the output
    orders: dict[str, dict[str, dict[str, int]]]
    touches: dict[str, int]
    client: int
    refusals: list[tuple[int, str, str, str]]
    findings: list[_Listed]
    counts: list[tuple[Count, int]]


class _Listed(NamedTuple):
    finding: Finding
    exists: int
    perhaps: int
    results: dict[str, int]
    planned: dict[str, int]
    readings: list[tuple[Any, dict[str, list[int]]]]


@dataclass
class Compiled:
    """A program with its steps, ready to run."""

    program: Program
    code: Code
    output: _Output
    codings: Codings
    keys: list[Any] = field(default_factory=list)


@dataclass
class Screened:
    """What a batch came to: which rows were screened, their verdicts, and what could not be read."""

    rows: npt.NDArray[np.int64]  # the rows of the batch that were screened
    verdicts: dict[
        str, npt.NDArray[Any]
    ]  # by column: a number into WORDS or GRADES for each of these rows; -1 for none
    bad: list[Bad]
    findings: pa.Table | None = None
    counts: Counter[Count] = field(default_factory=Counter)


class Screener:
    """Screens batches that have the same columns, all on one day and on the same terms."""

    def __init__(
        self,
        engine: Engine,
        columns: Iterable[str],
        *,
        on: date,
        readings: Mapping[str, str] | None = None,
        viewpoint: str = "",
        pending: bool = False,
        assume: Iterable[str] = (),
        wanted: Wanted | None = None,
        workers: int = 1,
        strict: bool = True,
    ) -> None:
        """``strict``: a row with an answer that its other answers exclude is bad; else the answer is left out."""
        self.engine, self.on, self.pending, self.workers = engine, on, pending, workers
        self.wanted, self.strict = wanted or Wanted(), strict
        self.chosen = chosen_readings(engine.knowledge, on, readings or {}, viewpoint)
        self.assume = known_sets(engine, assume)
        self.layout = Layout(engine, columns, on)
        self.reader = Reader(self.layout)
        self._compiled: list[Compiled] = []

    # --- compiling ---

    def compiled(self, batch: Batch) -> Compiled:
        """A program that serves a batch: one made before, or a new one."""
        for known in reversed(self._compiled):
            layout = known.program.layout
            wide = all(layout.elements.get(fact, 1) >= many for fact, many in batch.need.items())
            if known.program.most >= batch.most and wide and (layout.territories or not batch.territories):
                return known
        last = self._compiled[-1].program if self._compiled else None
        most = max(batch.most, 1, last.most if last else 0)
        most = next((step for step in _STEPS if step >= most), most)
        elements = dict(batch.need)
        for fact, many in (last.layout.elements if last else {}).items():
            elements[fact] = max(many, elements.get(fact, 1))
        territories = batch.territories or bool(last and last.territories)
        layout = self.layout.widened(elements, territories)
        program = Program(
            self.engine, layout, self.on, most=most, territories=territories, adopt=self.assume, chosen=self.chosen,
            pending=self.pending,
        )  # fmt: skip
        found = self._made(program)
        self._compiled.append(found)
        return found

    def _made(self, program: Program) -> Compiled:
        literals: list[int] = []

        def out(literal: int) -> int:
            literals.append(literal)
            return len(literals) - 1

        def side(found: Side, name: str) -> dict[str, dict[str, dict[str, int]]]:
            sides = {name: found.every_reading, f"{name}_prevailing": found.dominant}
            return {own: _verdict(verdict, out) for own, verdict in sides.items()}

        refusals = [(out(r.rows), r.code, r.part, r.fact) for r in program.refusals]
        wanted = self.wanted
        rowwise = not wanted.summary or bool(wanted.findings)
        verdicts = side(program.overall, "mission") if rowwise else {}
        if wanted.you and rowwise:
            verdicts |= side(program.you, "you")
        orders = program.orders if wanted.orders and rowwise else ()
        counted = counters(program, out, you=wanted.you, orders=wanted.orders) if wanted.summary else []
        by_order = {name: _verdict(program.order(name).every_reading, out) for name in orders}
        touches = {name: out(program.touches(name)) for name in orders}
        client = out(program.has_client)
        listed = []
        for finding in program.findings if wanted.findings else ():
            if set(finding.results) & set(wanted.findings):
                listed.append(_listed(finding, out, wanted.findings))
        code = lowered(program.circuit, literals)
        output = _Output(verdicts, by_order, touches, client, refusals, listed, counted)
        return Compiled(program, code, output, Codings(program), list(program.circuit.columns))

    # --- running ---

    def screen(self, batch: pa.RecordBatch, *, listed: Sequence[int] | npt.NDArray[np.int64] | None = None) -> Screened:
        """The verdicts on the rows of a batch. Rows with a cell that cannot be read are left out and listed.

        ``listed`` are the rows of which findings are listed, if they are not wanted of all.
        """
        read = Batch(self.reader, batch)
        compiled = self.compiled(read)
        planes = self.planes(compiled, read)
        self._refused(compiled, planes, read)
        keep = np.ones(read.rows, bool)
        keep[[bad.row for bad in read.bad]] = False
        rows = np.flatnonzero(keep)
        verdicts = self._verdicts(compiled, planes, read.rows, rows)
        some = keep
        if listed is not None:
            some = np.zeros(read.rows, bool)
            some[np.asarray(listed, dtype=np.int64)] = True
            some &= keep
        found = _findings(compiled, planes, read, some, self.wanted.findings) if self.wanted.findings else None
        return Screened(rows, verdicts, read.bad, found, counts(compiled.output.counts, planes, keep))

    def planes(self, compiled: Compiled, batch: Batch) -> machine.Planes:
        """The output planes of a program over a batch."""
        code, words = compiled.code, max(1, -(-batch.rows // 64))
        inputs = np.zeros((max(1, len(code.inputs)), words), np.uint64)
        kept: dict[int, Any] = {}
        for n, (column, bit) in enumerate(code.inputs):
            if column not in kept:
                kept = {column: compiled.codings.codes(compiled.keys[column], batch)}
            inputs[n] = machine.packed(kept[column], bit, words)
        outputs = np.empty((code.outputs, words), np.uint64)
        machine.run(code, inputs, outputs, workers=self.workers)
        return outputs

    def _refused(self, compiled: Compiled, planes: machine.Planes, batch: Batch) -> None:
        says = {
            "M145": "the question does not arise from the other answers",
            "M146": "it contradicts other answers, from which it follows",
        }
        for at, code, part, fact in compiled.output.refusals if self.strict else ():
            if planes[at].any():
                name = self.layout.facts[part, fact]
                for row in np.flatnonzero(machine.unpacked(planes[at], batch.rows)):
                    batch.bad.append(Bad(int(row), name, code, says[code]))

    def _verdicts(
        self, compiled: Compiled, planes: machine.Planes, total: int, rows: npt.NDArray[np.int64]
    ) -> dict[str, npt.NDArray[Any]]:
        found: dict[str, npt.NDArray[Any]] = {}
        client = machine.unpacked(planes[compiled.output.client], total)

        def put(name: str, verdict: dict[str, dict[str, int]], there: Flags | None) -> None:
            for part, words in verdict.items():
                names = GRADES if part == "grade" else WORDS
                codes = np.full(total, -1, np.int8)
                for word, at in words.items():
                    codes[machine.unpacked(planes[at], total)] = names.index(word)
                if there is not None:
                    codes[~there] = -1
                found[f"{name}.{part}"] = codes[rows]

        for name, verdict in compiled.output.verdicts.items():
            put(name, verdict, client if name.startswith("you") else None)
        for name, verdict in compiled.output.orders.items():
            put(name, verdict, machine.unpacked(planes[compiled.output.touches[name]], total))
        return found


def known_sets(engine: Engine, assume: Iterable[str]) -> tuple[str, ...]:
    """The assumption sets of these names, or all. Raises EvaluationError for one that does not exist."""
    sets = engine.knowledge.asking.sets
    names = tuple(assume)
    if "all" in names:
        return tuple(sets)
    problems = [
        Problem("E311", f"there is no assumption set {n!r}", expected=", ".join(("all", *sets)), hint=nearest(n, sets))
        for n in names
        if n not in sets
    ]
    if problems:
        raise EvaluationError(problems)
    return names


def _verdict(found: Verdict, out: Any) -> dict[str, dict[str, int]]:
    parts = (found.words, found.grades, found.best, found.worst)
    return {
        name: {word: out(rows) for word, rows in own.items() if rows}
        for name, own in zip(PARTS_OF_VERDICT, parts, strict=True)
    }


def _listed(finding: Finding, out: Any, wanted: tuple[str, ...]) -> _Listed:
    results = {word: out(rows) for word, rows in finding.results.items() if word in wanted}
    planned = {word: out(rows) for word, rows in finding.planned.items()}
    readings = []
    for combination, outcomes in finding.outcomes if len(finding.outcomes) > 1 else ():
        readings.append((combination, _by_result(outcomes, out)))
    return _Listed(finding, out(finding.exists), out(finding.perhaps), results, planned, readings)


def _by_result(outcomes: Any, out: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for case, rows in outcomes.items():
        found.setdefault(case.result, []).append(out(rows))
    return found


FINDINGS = pa.schema(
    [
        ("row", pa.int64()), ("rule", pa.dictionary(pa.int32(), pa.string())), ("bearer", pa.string()),
        ("subject", pa.string()), ("result", pa.string()), ("as_planned", pa.string()), ("concern", pa.string()),
        ("by_reading", pa.map_(pa.string(), pa.string())),
    ]
)  # fmt: skip


def _findings(
    compiled: Compiled, planes: machine.Planes, batch: Batch, keep: Flags, wanted: tuple[str, ...]
) -> pa.Table:
    """The findings with the results wanted, row by row, in the order of the rules."""
    columns: dict[str, list[Any]] = {name: [] for name in FINDINGS.names}
    kept = machine.packed(keep.astype(np.uint8), 0, planes.shape[1])
    codes = np.array(compiled.program.layout.state_codes)
    for one in compiled.output.findings:
        for word, at in one.results.items():
            own = planes[at] & kept
            if not own.any():
                continue
            rows = np.flatnonzero(machine.unpacked(own, batch.rows))
            finding = one.finding
            bearer = finding.bearer
            if isinstance(bearer, str):
                bearers = [bearer] * len(rows)
            else:
                bearers = (
                    [UNNAMED] * len(rows) if bearer.unnamed else codes[batch.bearers[bearer.bearer][rows]].tolist()
                )
            perhaps = machine.picked(planes[one.perhaps], rows)
            columns["row"] += rows.tolist()
            columns["rule"] += [finding.item.rule.id] * len(rows)
            columns["bearer"] += bearers
            columns["subject"] += [finding.subject] * len(rows)
            columns["result"] += [word] * len(rows)
            columns["as_planned"] += _words(one.planned, planes, rows)
            columns["concern"] += ["open" if p else "certain" for p in perhaps.tolist()]
            columns["by_reading"] += _by_readings(one, planes, rows)
    arrays = [pa.array(columns[name], FINDINGS.field(name).type) for name in FINDINGS.names]
    table = pa.Table.from_arrays(arrays, schema=FINDINGS)
    return table.take(np.argsort(np.array(columns["row"], dtype=np.int64), kind="stable"))


def _words(words: Mapping[str, int], planes: machine.Planes, rows: npt.NDArray[np.int64]) -> list[str]:
    found = np.full(len(rows), "", dtype=object)
    for word, at in words.items():
        found[machine.picked(planes[at], rows)] = word
    return found.tolist()


def _by_readings(one: _Listed, planes: machine.Planes, rows: npt.NDArray[np.int64]) -> list[list[tuple[str, str]]]:
    """The result under each reading, where readings differ."""
    if not one.readings:
        return [[] for _ in rows]
    by_combination = []
    for combination, words in one.readings:
        found = np.full(len(rows), "", dtype=object)
        for word, ats in words.items():
            for at in ats:
                found[machine.picked(planes[at], rows)] = word
        by_combination.append((combination, found))
    return [
        list(by_readings(tuple((c, Outcome(str(found[n]), "")) for c, found in by_combination)).items())
        for n in range(len(rows))
    ]


__all__ = ["FINDINGS", "PARTS_OF_VERDICT", "SIDES", "Screened", "Screener", "Wanted"]
