"""Throughput of one and of two worker processes at the same time, from Parquet to verdicts in memory, each with its own law.

``python benchmarks/cores.py`` writes ``docs/measured/screening-cores.json``: missions a second by the clock, and for each
processor second, which remains to be compared where other work keeps the processors busy; the record says how busy they were.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import tempfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pyarrow.parquet as pq
from screening import ON, ROOT, ROWS, table

from regolex.knowledge import load
from regolex.screening.screener import Screener, Wanted

ROUNDS = 8  # how often each worker screens its rows


def worker(source: Path, ready: Barrier, told: multiprocessing.Queue[tuple[float, float, int]]) -> None:
    """Compile the law, wait for the others, screen; the seconds by the clock and of the processor, and the rows."""
    names = pq.read_schema(source).names
    screener = Screener(load().engine, names, on=ON, wanted=Wanted(you=False), strict=False)
    rows = 0
    for batch in pq.ParquetFile(source).iter_batches(batch_size=ROWS, use_threads=False):
        screener.screen(batch)
    ready.wait()
    clock, used = time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        for batch in pq.ParquetFile(source).iter_batches(batch_size=ROWS, use_threads=False):
            rows += len(screener.screen(batch).rows)
    told.put((time.perf_counter() - clock, time.process_time() - used, rows))


def measured(source: Path, workers: int) -> dict[str, float]:
    """So many workers at once."""
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(workers), context.Queue()
    processes = [context.Process(target=worker, args=(source, ready, told)) for _ in range(workers)]
    for process in processes:
        process.start()
    found = [told.get() for _ in processes]
    for process in processes:
        process.join()
    return {
        "workers": workers,
        "rows": sum(rows for _, _, rows in found),
        "a_second": sum(rows / clock for clock, _, rows in found),
        "a_processor_second": sum(rows for _, _, rows in found) / sum(used for _, used, _ in found),
        "load": os.getloadavg()[0],
    }


def main() -> None:
    """Measure one worker and as many as there are processors."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "missions.parquet")
        pq.write_table(table(load().knowledge, ROWS), source)
        before = os.getloadavg()[0]
        runs = [measured(source, workers) for workers in map(int, sys.argv[1:] or ["1", "2"])]
    record = {
        "knowledge": load().knowledge.hash[:12],
        "processors": os.cpu_count(),
        "load_before": before,
        "runs": runs,
    }
    text = json.dumps(record, indent=2) + "\n"
    (ROOT / "docs" / "measured" / "screening-cores.json").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
