"""Screening side by side, in one run, on the same missions: the program, the evaluator, its peers, and a copy.

Times are processor seconds of all threads together, since other work on the machine stretches the time on a clock; those of
DuckDB are halved, as if neither of its two threads ever waited. What counts are the ratios of one run, of which the middle one
of several and the spread are given. ``python benchmarks/screening.py [rows]`` writes ``docs/measured/screening.json``; with
``--files`` after the rows only what goes from file to file is measured again.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from peers import Counts, Shared

from regolex.engine.assessment import assess
from regolex.knowledge import KnowledgeBase, load
from regolex.law import model as m
from regolex.missions.mission import mission_from_data
from regolex.screening import machine
from regolex.screening.circuit import TRUE, Circuit
from regolex.screening.conditions import Conditions
from regolex.screening.layout import Layout
from regolex.screening.lowering import lowered
from regolex.screening.planes import Batch, Codings
from regolex.screening.scene import Scene
from regolex.screening.screener import Screener, Wanted
from regolex.screening.situation import Situation
from regolex.screening.sources import ROWS
from regolex.screening.tables import Run
from regolex.screening.values import COLUMN, Alternative, Source, Values

ON = date(2026, 11, 22)
ROOT = Path(__file__).resolve().parents[1]
STATES = ("LUX", "USA", "JPN", "FRA", "GBR", "ARE", "IND", "AUS")
LINKS = {
    "activity.operator": "party", "object.owner": "party", "object.operator": "party", "object.launch": "launch",
    "launch.launcher": "party", "activity.objects": "object", "claim.claimant": "party", "claim.activity": "activity",
    "activity.body": "body", "claim.body": "body", "authorisation.holder": "party", "authorisation.activities": "activity",
    "authorisation.objects": "object", "authorisation.launches": "launch", "zone.operator": "party", "zone.body": "body",
}  # fmt: skip
SKIPPED = ("party.controlling_party", "party.holding_change_in", "party.manages", "launch.procurers")


def table(knowledge: m.Knowledge, rows: int) -> pa.Table:
    """Missions with one part of each kind: every closed fact answered at random, a tenth of the cells unknown."""
    generator = np.random.default_rng(7)
    columns = {}
    for fact in knowledge.facts.values():
        if fact.derived or fact.id in SKIPPED or fact.type in ("date", "text"):
            continue
        values: list[object]
        if fact.id in LINKS:
            columns[fact.id] = pa.DictionaryArray.from_arrays(np.zeros(rows, np.int8), [LINKS[fact.id]])
            continue
        if fact.type in ("integer", "decimal"):
            array = np.round(generator.uniform(float(fact.minimum or 0), float(fact.maximum or 400), rows), 0)
            columns[fact.id] = pa.array(array, mask=generator.random(rows) < 0.1)
            continue
        values = {
            "boolean": ["true", "false"], "commitment": ["done", "planned", "not-planned"],
            "judgement": ["satisfied", "not-satisfied"], "state": list(STATES[:4]),
            "concept": [slug for slug, taxon in knowledge.taxa.items() if taxon.scheme == fact.of],
        }.get(fact.type, [])  # fmt: skip
        if not values or (fact.type == "state" and fact.id not in _PLACES):
            continue
        codes = generator.integers(0, len(values), rows).astype(np.int8)
        columns[fact.id] = pa.DictionaryArray.from_arrays(pa.array(codes, mask=generator.random(rows) < 0.1), values)
    return pa.table(columns)


_PLACES = ("party.organised_under", "launch.territory", "object.registry_state", "activity.controlled_from")


# --- what the program does with the shared conditions ---


class Ours:
    """The shared conditions alone, compiled, over the columns of a table; ``unknown`` adds where each is not known."""

    def __init__(self, engine: Any, shared: Shared, *, unknown: bool) -> None:
        screener = Screener(engine, shared.facts, on=ON)  # for its columns alone
        layout = screener.layout
        self.situation, pairs = conditions_program(layout, shared)
        literals = [yes for yes, _ in pairs] + ([self.situation.circuit.either(*p) for p in pairs] if unknown else [])
        self.code = lowered(self.situation.circuit, literals)
        self.keys = list(self.situation.circuit.columns)
        self.reader, self.many = screener.reader, len(pairs)
        self.codings = Codings(SimpleNamespace(layout=layout))  # type: ignore[arg-type]

    def packed(self, batch: pa.RecordBatch) -> machine.Planes:
        """The bit planes of a batch, from its cells."""
        read, words = Batch(self.reader, batch), -(-batch.num_rows // 64)
        kept: dict[int, Any] = {}
        planes = np.empty((len(self.code.inputs), words), np.uint64)
        for n, (column, bit) in enumerate(self.code.inputs):
            if column not in kept:
                kept = {column: self.codings.codes(self.keys[column], read)}
            planes[n] = machine.packed(kept[column], bit, words)
        return planes

    def run(self, planes: machine.Planes) -> machine.Planes:
        """The truths, a plane each."""
        out = np.empty((self.code.outputs, planes.shape[1]), np.uint64)
        machine.run(self.code, planes, out)
        return out

    def counts(self, batches: Iterable[pa.RecordBatch]) -> list[int]:
        """The number of missions in which each condition is known to be true."""
        total = np.zeros(self.many, np.int64)
        for batch in batches:
            total += np.bitwise_count(self.run(self.packed(batch))[: self.many]).sum(axis=1).astype(np.int64)
        return total.tolist()  # type: ignore[no-any-return]

    def written(self, source: Path, out: Path) -> None:
        """From one Parquet file to another: a column of three values for each condition."""
        writer = None
        for batch in read(source, list(self.reader.layout.facts.values())):
            table = self.truths(batch)
            writer = writer or pq.ParquetWriter(out, table.schema, write_statistics=False)
            writer.write_table(table)
        if writer:
            writer.close()

    def truths(self, batch: pa.RecordBatch) -> pa.Table:
        """A column of three values for each condition."""
        buffers = [pa.py_buffer(plane) for plane in self.run(self.packed(batch))]
        pairs = zip(buffers[: self.many], buffers[self.many :], strict=True)
        arrays = [pa.Array.from_buffers(pa.bool_(), batch.num_rows, [known, yes]) for yes, known in pairs]
        return pa.Table.from_arrays(arrays, names=[f"c{n}" for n in range(self.many)])


def read(source: Path, columns: list[str]) -> Iterable[pa.RecordBatch]:
    """The batches of a file, by one thread: several cost more processor time in all."""
    return pq.ParquetFile(source).iter_batches(batch_size=ROWS, columns=columns, use_threads=False)


def timed(work: Callable[[], object], repeat: int = 5) -> list[float]:
    """The processor seconds of some calls, of all threads together: what else runs on the machine counts less in them."""
    found = []
    for _ in range(repeat):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return found


def ratio(slow: list[float], fast: list[float], rows_slow: int, rows_fast: int) -> dict[str, float]:
    """How many times faster for each row: the middle of all pairs, the least and the most."""
    all_pairs = [(s / rows_slow) / (f / rows_fast) for s in slow for f in fast]
    return {"middle": median(all_pairs), "least": min(all_pairs), "most": max(all_pairs)}


def main() -> None:
    """Measure and write the record."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    kb = load()
    knowledge = kb.knowledge
    missions = table(knowledge, rows)
    batches = missions.combine_chunks().to_batches(max_chunksize=ROWS)
    result: dict[str, Any] = {
        "rows": rows, "columns": missions.num_columns, "rules": len(knowledge.rules), "knowledge": knowledge.hash[:12],
        "load": os.getloadavg()[0],
    }  # fmt: skip
    record, shared = ROOT / "docs" / "measured" / "screening.json", Shared(knowledge, missions)
    if "--files" in sys.argv:
        known = json.loads(record.read_text(encoding="utf-8"))
        assert (known["rows"], known["knowledge"]) == (rows, result["knowledge"]), (
            "the rest was measured on something else"
        )
        result = known | {"files_load": os.getloadavg()[0]}
    else:
        whole_law(kb, missions, batches, result)
        print(json.dumps(result), flush=True)
        side_by_side(kb, shared, batches, result)
        print(json.dumps(result), flush=True)
    end_to_end(kb, shared, missions, result)
    if "--files" not in sys.argv:
        result["peak_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    record.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def whole_law(kb: KnowledgeBase, missions: pa.Table, batches: list[pa.RecordBatch], result: dict[str, Any]) -> None:
    """The whole law on one core: from cells to verdicts, the program alone, a copy of the same bytes, the evaluator."""
    rows, batch = missions.num_rows, batches[0]
    begun = time.process_time()
    screener = Screener(kb.engine, missions.schema.names, on=ON, wanted=Wanted(you=False), strict=False)
    read = Batch(screener.reader, batch)
    compiled = screener.compiled(read)
    result["compile_seconds"] = time.process_time() - begun
    code, words = compiled.code, -(-batch.num_rows // 64)
    result["steps"], result["registers"] = len(code.steps), code.registers
    result["planes_in"], result["planes_out"] = len(code.inputs), code.outputs
    screener.screen(batch)
    law = timed(lambda: [screener.screen(own) for own in batches], 3)
    result["law_seconds"] = law
    result["reading_seconds"] = timed(lambda: [Batch(screener.reader, own) for own in batches], 3)
    codes = {column: compiled.codings.codes(compiled.keys[column], read) for column in code.columns}
    inputs = np.array([machine.packed(codes[column], bit, words) for column, bit in code.inputs])
    outputs = np.empty((code.outputs, words), np.uint64)
    program = timed(lambda: machine.run(code, inputs, outputs), 9)
    result["program_rows"], result["program_seconds"] = batch.num_rows, program
    result["step_words_per_second"] = len(code.steps) * words / median(program)

    moved = inputs.nbytes + outputs.nbytes  # what must be read and written, at the speed of a copy
    block = np.empty(64 << 20, np.uint8)
    target = np.empty_like(block)
    copying = timed(lambda: np.copyto(target, block), 9)
    result["copy_gigabytes_per_second"] = 2 * block.nbytes / median(copying) / 1e9
    result["share_of_bandwidth"] = (moved / (2 * block.nbytes) * median(copying)) / median(program)

    random = Random(3)
    chosen = [one_mission(missions, random.randrange(rows), kb.knowledge) for _ in range(20)]
    assess(kb.engine, chosen[0], on=ON)
    single = timed(lambda: [assess(kb.engine, mission, on=ON) for mission in chosen], 3)
    result["evaluator_milliseconds"] = 1000 * median(single) / len(chosen)
    result["times_the_evaluator"] = ratio(single, law, len(chosen), rows)


def side_by_side(kb: KnowledgeBase, shared: Shared, batches: list[pa.RecordBatch], result: dict[str, Any]) -> None:
    """The conditions that every peer can express, each peer on as many of the missions as it gets through."""
    rows = shared.missions.num_rows
    result["shared_conditions"], result["shared_rules"] = len(shared.conditions), shared.rules
    own = [batch.select(shared.facts) for batch in batches]
    ours = Ours(kb.engine, shared, unknown=False)
    ours.counts(own)
    packed = [ours.packed(batch) for batch in own]
    seconds = timed(lambda: ours.counts(own))
    bare = timed(lambda: [np.bitwise_count(ours.run(planes)).sum(axis=1) for planes in packed])
    result["shared_seconds"], result["shared_program_seconds"] = seconds, bare
    connection = duckdb.connect()
    connection.execute("SET threads=2")
    connection.register("missions", shared.missions)
    connection.execute("CREATE TABLE own AS SELECT * FROM missions")
    peers: dict[str, tuple[int, int, Callable[[], Counts]]] = {
        "plain numpy, a byte for each truth": (rows, 1, shared.numpy),
        "DuckDB, own table": (rows, 2, lambda: shared.duckdb(connection, "own")),
        "DuckDB, Arrow table": (rows, 2, lambda: shared.duckdb(connection, "missions")),
        "openfisca-core": (rows, 1, shared.openfisca),
        "zen-engine": (200, 1, lambda: shared.zen(200)),
        "clingo": (100, 1, lambda: shared.clingo(100)),
        "pyshacl": (10, 1, lambda: shared.pyshacl(10)),
    }
    result["peers"] = {}
    for name, (many, threads, made) in peers.items():
        counts, found = made(), []
        many = min(many, rows)
        peer = [one / threads for one in timed(lambda c=counts, f=found: f.append(c()), 3)]  # type: ignore[misc]
        expected = ours.counts(batch.select(shared.facts) for batch in shared.missions.slice(0, many).to_batches(ROWS))
        result["peers"][name] = {
            "rows": many, "threads": threads, "seconds": peer,
            "agree": sum(a == b for a, b in zip(found[0], expected, strict=True)),
            "times": ratio(peer, seconds, many, rows), "times_program": ratio(peer, bare, many, rows),
        }  # fmt: skip
        print(name, result["peers"][name], flush=True)


def end_to_end(kb: KnowledgeBase, shared: Shared, missions: pa.Table, result: dict[str, Any]) -> None:
    """From one Parquet file to another: the whole law, and the shared conditions here and in DuckDB."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "missions.parquet")
        pq.write_table(missions, source, row_group_size=ROWS)
        screener = Screener(kb.engine, missions.schema.names, on=ON, wanted=Wanted(you=False), strict=False)
        screener.screen(next(pq.ParquetFile(source).iter_batches(batch_size=ROWS)))
        run = Run(source, Path(folder, "out.parquet"), screener, rejects=Path(folder, "bad.csv"), findings=None)
        result["parquet_law_seconds"] = timed(run.go, 3)
        ours = Ours(kb.engine, shared, unknown=True)
        result["parquet_reading_seconds"] = timed(lambda: [None for _ in read(source, shared.facts)], 3)
        written = [ours.truths(batch) for batch in read(source, shared.facts)]

        def write() -> None:
            with pq.ParquetWriter(Path(folder, "again.parquet"), written[0].schema, write_statistics=False) as writer:
                for own in written:
                    writer.write_table(own)

        result["parquet_writing_seconds"] = timed(write, 3)
        result["parquet_shared_seconds"] = timed(lambda: ours.written(source, Path(folder, "ours.parquet")), 3)
        sql = ", ".join(f"{shared.sql(c)} AS c{n}" for n, c in enumerate(shared.conditions))
        copy = f"COPY (SELECT {sql} FROM '{source}') TO '{folder}/duck.parquet'"
        connection = duckdb.connect()
        connection.execute("SET threads=2")
        result["parquet_duckdb_seconds"] = timed(lambda: connection.execute(copy), 3)
        mine, theirs = (pq.read_table(Path(folder, f"{name}.parquet")) for name in ("ours", "duck"))
        result["parquet_agree"] = sum(mine.column(name).equals(theirs.column(name)) for name in mine.schema.names)
        seconds = result["parquet_duckdb_seconds"]
        pairs = zip(result["parquet_reading_seconds"], result["parquet_writing_seconds"], strict=True)
        result["parquet_bare_times_duckdb"] = ratio(seconds, [sum(pair) for pair in pairs], 1, 1)
        result["parquet_times_duckdb"] = ratio(seconds, result["parquet_shared_seconds"], 1, 1)
        result["parquet_law_times_duckdb"] = ratio(seconds, result["parquet_law_seconds"], 1, 1)


def conditions_program(layout: Layout, shared: Shared) -> tuple[Situation, list[tuple[int, int]]]:
    """The conditions alone, over the answers as given: known true and known false."""
    circuit = Circuit()
    situation = Situation(circuit, layout, Values(circuit, layout), ON)
    situation.facts = raw(layout)
    return situation, [_pair(situation.conditions, condition) for condition in shared.conditions]


def raw(layout: Layout) -> dict[Any, Any]:
    """Every fact as the table has it, nothing made ready."""
    return {key: (Alternative(TRUE, Source(COLUMN, *key)),) for key in layout.facts}


def _pair(found: Conditions, condition: m.Condition) -> tuple[int, int]:
    c = found.circuit
    if isinstance(condition, (m.All, m.Any)):
        pairs = [_pair(found, item) for item in condition.items]
        if isinstance(condition, m.All):
            return c.all(p[0] for p in pairs), c.any(p[1] for p in pairs)
        return c.any(p[0] for p in pairs), c.all(p[1] for p in pairs)
    if isinstance(condition, m.Not):
        yes, no = _pair(found, condition.item)
        return no, yes
    if isinstance(condition, m.Named):
        return _pair(found, condition.inner)
    kind = condition.fact.partition(".")[0]  # type: ignore[union-attr]
    part = kind if kind == "mission" else f"{kind}:{kind}"
    return found.truth(condition, Scene(bearer=part, subject=part, planned=True))


def one_mission(missions: pa.Table, row: int, knowledge: m.Knowledge):  # type: ignore[no-untyped-def]
    """A row as a mission."""
    lists = {kind.name: kind.list_name for kind in knowledge.kinds.values()}
    data: dict[str, object] = {"mission": "row", "title": "row"}
    for name in missions.schema.names:
        value = missions.column(name)[row].as_py()
        kind, _, own = name.partition(".")
        fact = knowledge.facts[name]
        where = data.setdefault("facts", {}) if kind == "mission" else data.setdefault(lists[kind], {kind: {}})[kind]  # type: ignore[index]
        if value is not None:
            raw_value: object = {"true": True, "false": False}.get(value, value)
            if fact.type == "integer":
                raw_value = int(value)
            where[own] = [raw_value] if fact.many else raw_value  # type: ignore[index]
    return mission_from_data(data, knowledge)


if __name__ == "__main__":
    main()
