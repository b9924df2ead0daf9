"""How long the command line takes to a verdict, against importing rdflib, in one run on one machine.

    python benchmarks/cold_start.py [rounds]

Each command runs as a whole process, in turn, so that both see the same machine; the median counts. The bar is a ratio
below 3 with a warm cache (the compiled knowledge), and it is printed, never tested against a clock.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "astroforge-odin.yaml"
ASSESS = [sys.executable, "-m", "regolex", "assess", str(EXAMPLE), "--on", "2025-02-20"]
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import rdflib'": [sys.executable, "-c", "import rdflib"],
    "regolex assess, text": ASSESS,
    "regolex assess, json": [*ASSESS, "--format", "json"],
}


def once(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process, in seconds."""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1, 2):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Print the medians and their ratios to importing rdflib."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "REGOLEX_CACHE": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python keeps its bytecode
        cold = once(ASSESS, environment)
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                times[name].append(once(command, environment))
    floor = statistics.median(times["python -c 'import rdflib'"])
    print(f"{'command':32} {'median s':>9} {'ratio':>6}")
    for name, found in times.items():
        print(f"{name:32} {statistics.median(found):9.3f} {statistics.median(found) / floor:6.2f}")
    print(f"{'regolex assess, empty cache':32} {cold:9.3f} {cold / floor:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
