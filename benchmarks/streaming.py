"""Memory and time of the command itself, from one Parquet file to another, for more and more rows.

``python benchmarks/streaming.py 10000 1000000 100000000`` writes ``docs/measured/screening-rows.json``, size by
size. Each run is a process of its own, so that its greatest memory is its own; its files are removed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "docs" / "measured" / "screening-rows.json"
ROWS = 65_536  # of one row group
VARIED = {
    "party.kind": ("company", "space-agency", "university"),
    "party.organised_under": ("LUX", "USA", "JPN", "FRA", "GBR", "ARE", "IND", "AUS"),
    "launch.territory": ("USA", "FRA", "IND", "NZL"),
    "object.registry_state": ("LUX", "USA", "JPN", "FRA"),
    "activity.kind": ("extraction", "prospecting", "sampling"),
    "activity.controlled_from": ("LUX", "USA", "LUX;USA"),
    "body.kind": ("moon-of-earth", "asteroid", "comet"),
}
SAME = {
    "launch.launcher": "party", "object.launch": "launch", "object.owner": "party", "activity.operator": "party",
    "activity.objects": "object", "activity.body": "body",
}  # fmt: skip


def register(path: Path, rows: int) -> None:
    """A register of missions: thirteen columns, a tenth of the cells unknown; the same few groups of rows over and over."""
    generator = np.random.default_rng(5)
    tables = []
    for _ in range(min(16, -(-rows // ROWS))):
        arrays = {}
        for name, values in VARIED.items():
            codes = generator.integers(0, len(values), ROWS).astype(np.int8)
            empty = pa.array(codes, mask=generator.random(ROWS) < 0.1)
            arrays[name] = pa.DictionaryArray.from_arrays(empty, list(values))
        for name, value in SAME.items():
            arrays[name] = pa.DictionaryArray.from_arrays(pa.array(np.zeros(ROWS, np.int8)), [value])
        tables.append(pa.table(arrays))
    with pq.ParquetWriter(path, tables[0].schema) as writer:
        for n, first in enumerate(range(0, rows, ROWS)):
            writer.write_table(tables[n % len(tables)].slice(0, min(ROWS, rows - first)))


def measured(rows: int, folder: Path, *more: str) -> dict[str, float]:
    """One run of the command: seconds on the clock and of the processors, and its greatest memory."""
    source, out = folder / "register.parquet", folder / "out.parquet"
    program = str(Path(sys.executable).with_name("regolex"))
    command = [program, "screen", str(source), "--on", "2026-11-22", "-o", str(out), *more]
    begun = time.perf_counter()
    pid = os.posix_spawn(program, command, dict(os.environ))
    _, status, used = os.wait4(pid, 0)
    assert status == 0
    seconds, size = time.perf_counter() - begun, out.stat().st_size
    assert more or pq.read_metadata(out).num_rows == rows
    out.unlink()
    return {
        "rows": rows, "wall_seconds": seconds, "processor_seconds": used.ru_utime + used.ru_stime,
        "peak_megabytes": used.ru_maxrss / 1024, "megabytes_in": source.stat().st_size / 1e6, "megabytes_out": size / 1e6,
    }  # fmt: skip


def main() -> None:
    """Measure every size named, smallest first; sizes measured before are kept."""
    found: dict[str, list[dict[str, float]]] = {"rows": [], "summary": []}
    if RECORD.exists():
        found = json.loads(RECORD.read_text(encoding="utf-8"))
    for rows in sorted(map(int, sys.argv[1:] or ["10000", "100000", "1000000", "10000000"])):
        with tempfile.TemporaryDirectory() as folder:
            register(Path(folder, "register.parquet"), rows)
            for name, more in (("summary", ("--summary",)), ("rows", ())):
                own = measured(rows, Path(folder), *more)
                found[name] = sorted(
                    [one for one in found[name] if one["rows"] != rows] + [own], key=itemgetter("rows")
                )
                print(name, own, flush=True)
                RECORD.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
