"""How long good queries wait at the service, without hostile queries beside them and with one in ten: in one run.

Starts a service in memory and one on a store, and puts the same load on each from a second process. Prints, for each,
the time to start, the memory of all its processes, and percentiles of the latency of good queries with their ratio.

    python benchmarks/service.py [--requests N] [--clients N] [--record]

``--record`` keeps what was printed for the documents (then `make docs`).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "docs" / "measured" / "service.txt"
sys.path.insert(0, str(ROOT))

from benchmarks.service_load import percentile  # noqa: E402
from tests.interfaces.serving import Service  # noqa: E402

SHARES = (0.5, 0.9, 0.95, 0.99)


def load(url: str, requests: int, clients: int, hostile: int) -> dict:
    """Latencies and mishaps of one load, from a process of its own."""
    command = [
        sys.executable, str(ROOT / "benchmarks" / "service_load.py"), url, f"--requests={requests}",
        f"--clients={clients}", f"--hostile={hostile}", "--seconds=300",
    ]  # fmt: skip
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure(name: str, requests: int, clients: int, *options: str) -> Iterator[str]:
    """The lines about one service."""
    begun = time.perf_counter()
    service = Service("--seconds", "5", *options)
    try:
        started = time.perf_counter() - begun
        memory = service.memory() / 2**20
        peace = load(service.url, requests, clients, 0)
        war = load(service.url, requests, clients, 10)
        after = service.memory() / 2**20
    finally:
        service.stop()
    yield f"\n{name}: starts in {started:.1f} s; all processes use {memory:.0f} MB, {after:.0f} MB after the load"
    yield f"  good queries, ms     {'':>6}" + "".join(f"{f'p{share * 100:.0f}':>9}" for share in SHARES)
    for title, run in (("without hostile ones", peace), ("with 1 in 10 hostile", war)):
        figures = "".join(f"{percentile(run['good'], share):9.1f}" for share in SHARES)
        yield f"  {title} {len(run['good']):>6}{figures}"
    ratios = [percentile(war["good"], share) / percentile(peace["good"], share) for share in SHARES]
    yield f"  {'ratio':<27}" + "".join(f"{ratio:9.1f}" for ratio in ratios)
    statuses = {kind: " ".join(f"{s}×{n}" for s, n in counts.items()) for kind, counts in war["hostile"].items()}
    yield "  hostile: " + "; ".join(f"{kind} {said}" for kind, said in statuses.items())
    yield f"  improper answers: {len(peace['wrong']) + len(war['wrong'])}; asked to come again: {war['retried']}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    lines = [
        f"{given.requests} requests from {given.clients} clients, {os.cpu_count()} processors, "
        f"load of the machine before the run {os.getloadavg()[0]:.1f}"
    ]
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "regolex", "graph", "build", f"{folder}/store"]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        lines += measure("in memory", given.requests, given.clients)
        lines += measure("store on disk", given.requests, given.clients, "--store", f"{folder}/store")
    text = "\n".join(lines)
    print(text)
    if given.record:
        RECORD.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
