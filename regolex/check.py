"""Lint of all knowledge: every problem of every file, at once."""

from __future__ import annotations

import sys
from pathlib import Path

from regolex.load import Loader


def main(folder: Path, only: str = "") -> int:
    """Print the problems of files whose path contains ``only``; the exit code is 3 if there is any."""
    loader = Loader(folder)
    loader.load("", "")
    shown = [p for p in loader.problems if only in p.file]
    for problem in shown:
        print(problem, end="\n\n")
    print(f"{len(shown)} problems; {len(loader.rules)} rules, {len(loader.provisions)} provisions")
    return 3 if shown else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1] if len(sys.argv) > 1 else ""))
