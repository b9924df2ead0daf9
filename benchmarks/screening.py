"""Screening side by side, in one run, on the same missions: the program, the evaluator, DuckDB, numpy, and a copy.

Bare times depend on the machine and on what else runs on it: what counts are the ratios of one run, of which the middle one
of several and the spread are given. ``python benchmarks/screening.py [rows]`` writes ``docs/measured/screening.json``.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from regolex.engine.assessment import assess
from regolex.knowledge import load
from regolex.law import model as m
from regolex.missions.mission import mission_from_data
from regolex.screening import machine
from regolex.screening.conditions import Conditions
from regolex.screening.layout import Layout
from regolex.screening.lowering import lowered
from regolex.screening.planes import Batch, Codings
from regolex.screening.scene import Scene
from regolex.screening.screener import Screener, Wanted
from regolex.screening.tables import Run

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


# --- the same conditions for the peers ---


class Peers:
    """Conditions on closed facts of a mission with one part of each kind, as SQL and as numpy over bytes."""

    def __init__(self, knowledge: m.Knowledge, columns: set[str]) -> None:
        self.knowledge, self.columns = knowledge, columns

    def simple(self, condition: m.Condition) -> bool:
        """Whether a condition asks of closed facts alone."""
        if isinstance(condition, (m.All, m.Any)):
            return all(map(self.simple, condition.items))
        if isinstance(condition, m.Not):
            return self.simple(condition.item)
        if isinstance(condition, m.Named):
            return self.simple(condition.inner)
        if not isinstance(condition, m.Compare) or len(condition.path) != 1 or condition.operand.how != "literal":
            return False
        fact = self.knowledge.facts[condition.fact]
        closed = fact.type in ("boolean", "commitment", "judgement", "concept") and not fact.many
        return closed and condition.fact in self.columns and condition.path[0] in ("subject", "mission", "bearer")

    def classes(self, condition: m.Compare) -> tuple[list[str], list[str]]:
        """The answers for which a comparison is true as planned, and those for which it stays unknown."""
        fact, operand, taxa = self.knowledge.facts[condition.fact], condition.operand, self.knowledge.taxa
        if fact.type == "boolean":
            return [str(operand.flag).lower()], []
        if fact.type == "commitment":
            return ["done", "planned"], []
        words = operand.words if condition.word == "one_of" else (operand.word,)
        if fact.type == "judgement":
            return list(words), []
        domain = [slug for slug, taxon in taxa.items() if taxon.scheme == fact.of]
        yes = [s for s in domain if any(s == w or w in taxa[s].above for w in words)]
        return yes, [s for s in domain if s not in yes and any(s in taxa[w].above for w in words)]

    def sql(self, condition: m.Condition) -> str:
        """Three values by SQL's NULL."""
        if isinstance(condition, (m.All, m.Any)):
            word = " AND " if isinstance(condition, m.All) else " OR "
            return "(" + word.join(map(self.sql, condition.items)) + ")"
        if isinstance(condition, m.Not):
            return f"(NOT {self.sql(condition.item)})"
        if isinstance(condition, m.Named):
            return self.sql(condition.inner)
        assert isinstance(condition, m.Compare)
        yes, unsure = self.classes(condition)
        test = f'("{condition.fact}" IN ({", ".join(map(repr, yes))}))'
        if not unsure:
            return test
        return f'(CASE WHEN "{condition.fact}" IN ({", ".join(map(repr, unsure))}) THEN NULL ELSE {test} END)'

    def numpy(self, condition: m.Condition, codes: dict[str, tuple[np.ndarray, list[str]]]) -> np.ndarray:
        """Three values as 0, 1 and 2: and is the smaller, or the greater."""
        if isinstance(condition, (m.All, m.Any)):
            join = np.minimum if isinstance(condition, m.All) else np.maximum
            found = self.numpy(condition.items[0], codes)
            for item in condition.items[1:]:
                found = join(found, self.numpy(item, codes))
            return found
        if isinstance(condition, m.Not):
            return 2 - self.numpy(condition.item, codes)
        if isinstance(condition, m.Named):
            return self.numpy(condition.inner, codes)
        assert isinstance(condition, m.Compare)
        column, words = codes[condition.fact]
        yes, unsure = self.classes(condition)
        look = np.array([2 if w in yes else 1 if w in unsure else 0 for w in words] + [1], dtype=np.uint8)
        return look[column]


def timed(work: Callable[[], object], repeat: int = 5) -> list[float]:
    """The seconds of some calls."""
    found = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return found


def ratio(slow: list[float], fast: list[float], rows_slow: int, rows_fast: int) -> dict[str, float]:
    """How many times faster for each row: the middle of all pairs, the least and the most."""
    all_pairs = [(s / rows_slow) / (f / rows_fast) for s in slow for f in fast]
    return {"middle": median(all_pairs), "least": min(all_pairs), "most": max(all_pairs)}


def main() -> None:
    """Measure and write the record."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    kb = load()
    knowledge = kb.knowledge
    missions = table(knowledge, rows)
    batch = missions.combine_chunks().to_batches()[0]
    result: dict[str, object] = {"rows": rows, "columns": missions.num_columns, "rules": len(knowledge.rules)}

    begun = time.perf_counter()
    screener = Screener(kb.engine, missions.schema.names, on=ON, wanted=Wanted(you=False), strict=False)
    read = Batch(screener.reader, batch)
    compiled = screener.compiled(read)
    result["compile_seconds"] = time.perf_counter() - begun
    print(json.dumps(result), flush=True)
    code = compiled.code
    words = -(-rows // 64)
    result["steps"], result["registers"], result["planes_in"] = len(code.steps), code.registers, len(code.inputs)
    codes = {column: compiled.codings.codes(compiled.keys[column], read) for column in code.columns}

    def pack() -> np.ndarray:
        inputs = np.empty((len(code.inputs), words), np.uint64)
        for n, (column, bit) in enumerate(code.inputs):
            inputs[n] = machine.packed(codes[column], bit, words)
        return inputs

    inputs = pack()
    outputs = np.empty((code.outputs, words), np.uint64)
    machine.run(code, inputs[:, :64].copy(), outputs[:, :64].copy())
    program = timed(lambda: machine.run(code, inputs, outputs))
    packing = timed(pack, 3)
    both = timed(lambda: machine.run(code, inputs, outputs, workers=2))
    result["program_seconds"], result["packing_seconds"], result["two_workers_seconds"] = program, packing, both
    result["step_words_per_second"] = len(code.steps) * words / min(program)

    # what must be read and written, at the speed of a copy
    moved = inputs.nbytes + outputs.nbytes
    block = np.empty(64 << 20, np.uint8)
    target = np.empty_like(block)
    copying = timed(lambda: np.copyto(target, block), 9)
    result["share_of_bandwidth"] = (moved / (2 * block.nbytes) * median(copying)) / median(program)

    # one mission at a time
    random = Random(3)
    some = [random.randrange(rows) for _ in range(20)]
    chosen = [one_mission(missions, row, knowledge) for row in some]
    assess(kb.engine, chosen[0], on=ON)
    single = timed(lambda: [assess(kb.engine, mission, on=ON) for mission in chosen], 3)
    result["evaluator_milliseconds"] = 1000 * median(single) / len(chosen)
    whole = [a + median(packing) for a in program]
    result["times_the_evaluator"] = ratio(single, whole, len(chosen), rows)

    print(json.dumps(result), flush=True)

    # the same conditions in DuckDB and in plain numpy
    peers = Peers(knowledge, set(missions.schema.names))
    conditions = [
        c for rule in knowledge.rules.values() for c in (rule.applies_when, rule.test) if c and peers.simple(c)
    ]
    distinct = list({peers.sql(c): c for c in conditions}.values())
    result["shared_conditions"] = len(distinct)
    connection = duckdb.connect()
    connection.register("missions", missions)
    connection.execute("CREATE TABLE own AS SELECT * FROM missions")
    counts = ", ".join(f"count(*) FILTER ({peers.sql(c)})" for c in distinct)
    own, literals = conditions_program(kb.engine, missions, distinct)
    small = lowered(own.circuit, literals)
    keys = list(own.circuit.columns)
    codings = Codings(compiled.program)
    small_codes = {column: codings.codes(keys[column], read) for column in small.columns}
    planes = np.array([machine.packed(small_codes[c], bit, words) for c, bit in small.inputs])
    out = np.empty((small.outputs, words), np.uint64)

    def ours() -> list[int]:
        machine.run(small, planes, out)
        return np.bitwise_count(out).sum(axis=1).tolist()

    bytes_ = {}
    for name in {n for c in distinct for n in facts_of(c)}:
        column = missions.column(name).combine_chunks()
        at = column.indices.fill_null(len(column.dictionary)).to_numpy(zero_copy_only=False)
        bytes_[name] = (at.astype(np.uint8), column.dictionary.to_pylist())

    def vectors() -> list[int]:
        return [int((peers.numpy(c, bytes_) == 2).sum()) for c in distinct]

    ours()
    connection.execute("SET threads=2")
    peer: list[int] = []
    duck = timed(lambda: peer.append(list(connection.execute(f"SELECT {counts} FROM own").fetchone())), 3)
    assert list(peer[0]) == vectors(), "DuckDB and numpy differ"
    plain = timed(vectors, 3)
    mine = timed(ours, 5)
    result["agree"] = agree(ours(), vectors(), rows)
    result["times_duckdb"] = ratio(duck, mine, rows, rows)
    result["times_numpy"] = ratio(plain, mine, rows, rows)

    print(json.dumps(result), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "missions.parquet")
        pq.write_table(missions, source, row_group_size=1 << 17)
        run = Run(source, Path(folder, "out.parquet"), screener, rejects=None, findings=None)
        result["end_to_end_seconds"] = timed(run.go, 1)
        sql = ", ".join(f"{peers.sql(c)} AS c{n}" for n, c in enumerate(distinct))
        copy = f"COPY (SELECT {sql} FROM '{source}') TO '{folder}/duck.parquet'"
        result["duckdb_end_to_end_seconds"] = timed(lambda: connection.execute(copy), 1)
    result["peak_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (ROOT / "docs" / "measured" / "screening.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def agree(ours: list[int], theirs: list[int], rows: int) -> int:
    """The number of conditions with the same count of true rows."""
    return sum(1 for a, b in zip(ours, theirs, strict=True) if a == b)


def facts_of(condition: m.Condition) -> set[str]:
    """The facts of a simple condition."""
    if isinstance(condition, (m.All, m.Any)):
        return {name for item in condition.items for name in facts_of(item)}
    if isinstance(condition, m.Not):
        return facts_of(condition.item)
    return facts_of(condition.inner) if isinstance(condition, m.Named) else {condition.fact}  # type: ignore[union-attr]


def conditions_program(engine, missions, conditions):  # type: ignore[no-untyped-def]
    """The conditions alone, over the answers as given."""
    from regolex.screening.circuit import Circuit
    from regolex.screening.situation import Situation
    from regolex.screening.values import Values

    circuit = Circuit()
    layout = Layout(engine, missions.schema.names, ON)
    situation = Situation(circuit, layout, Values(circuit, layout), ON)
    situation.facts = raw(layout)
    found: Conditions = situation.conditions
    literals = []
    for condition in conditions:
        kind = next(iter(facts_of(condition))).partition(".")[0]
        literals.append(_truth(found, condition, kind))
    return situation, literals


def raw(layout):  # type: ignore[no-untyped-def]
    """Every fact as the table has it, nothing made ready."""
    from regolex.screening.circuit import TRUE
    from regolex.screening.values import COLUMN, Alternative, Source

    return {key: (Alternative(TRUE, Source(COLUMN, *key)),) for key in layout.facts}


def _truth(found: Conditions, condition: m.Condition, kind: str) -> int:
    c = found.circuit
    if isinstance(condition, m.All):
        return c.all(_pair(found, item)[0] for item in condition.items)
    return _pair(found, condition)[0]


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
