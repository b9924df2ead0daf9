"""Screening on a local Spark session with several worker processes, one of which is ended midway: the same rows out.

Spark needs Java 17 (``openjdk-17-jre-headless``) and ``pip install pyspark``; without either the tests are skipped, and fail
instead where ``REGOLEX_SPARK_REQUIRED`` is set.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pyarrow as pa
import pytest

from regolex.engine.engine import Engine
from regolex.screening.screener import Screener
from regolex.screening.tables import screened_table

DAY = date(2026, 11, 22)
ROWS = 1_000


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    missing = [name for name, there in (("java", shutil.which("java")), ("pyspark", _pyspark())) if not there]
    if missing and os.environ.get("REGOLEX_SPARK_REQUIRED"):
        pytest.fail(f"missing: {', '.join(missing)}")
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    found = (
        SparkSession.builder.master("local[2,4]")  # two workers; a task may fail three times
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "250")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield found
    found.stop()


def _pyspark() -> bool:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return False
    return True


def missions(path: Path) -> None:
    import pyarrow.parquet as pq

    random = Random(8)
    table = pa.table(
        {
            "mission": [f"m{n}" for n in range(ROWS)],
            "party.kind": [random.choice(("company", "space-agency", None)) for _ in range(ROWS)],
            "party.organised_under": [random.choice(("LUX", "USA", "JPN", None)) for _ in range(ROWS)],
            "launch.territory": [random.choice(("USA", "FRA", "Atlantis", None)) for _ in range(ROWS)],
        }
    )
    pq.write_table(table, path)


def workers() -> list[psutil.Process]:
    """The Python processes in which tasks run: children of the daemon that Spark starts."""
    found: list[psutil.Process] = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "pyspark.daemon" in " ".join(process.cmdline()):
                found += process.children()
    return found


def test_a_worker_ended_midway_costs_no_row(session: Any, engine: Engine, tmp_path: Path) -> None:
    from regolex.screening.spark import screened

    missions(tmp_path / "t.parquet")
    frame = session.read.parquet(str(tmp_path / "t.parquet")).repartition(4)
    ended: list[int] = []

    def end_one() -> None:
        until = time.monotonic() + 300
        while time.monotonic() < until and not ended:
            for worker in workers():
                with contextlib.suppress(psutil.Error):
                    if worker.cpu_times().user > 1.0:  # in the midst of its rows
                        worker.kill()
                        ended.append(worker.pid)
                        break
            time.sleep(0.05)

    threading.Thread(target=end_one, daemon=True).start()
    found = {row["mission"]: row for row in screened(frame, on=DAY).collect()}
    assert len(ended) == 1
    assert len(found) == ROWS
    table = pa.Table.from_pylist([row.asDict() for row in frame.collect()])
    good = table.filter(pa.array([place != "Atlantis" for place in table.column("launch.territory").to_pylist()]))
    screener = Screener(engine, list(good.schema.names), on=DAY)
    expected = screened_table(screener, good).to_pylist()
    assert len(expected) > ROWS / 2
    for line in expected:
        row = found[line["mission"]]
        assert row["problems"] is None
        for name, value in line.items():
            if "." in name:
                assert row[name.replace(".", "_")] == value
    bad = found.keys() - {line["mission"] for line in expected}
    assert bad
    assert all("M134 launch.territory" in found[name]["problems"] for name in bad)
    assert all(found[name]["mission_word"] is None for name in bad)
