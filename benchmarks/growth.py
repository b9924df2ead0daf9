"""How the cost of an assessment grows with the mission: python benchmarks/growth.py [LARGEST]

For each kind of part, and for parties, activities and claims together: the processor time of one assessment with 10, 20, ...
parts, the number of findings (those that concern a bearer for certain and those that might), the time per finding or part,
and the ratio of that time at each doubling. A ratio near 1 says that the cost grows with what a reader gets and no faster.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import Any

import regolex
from regolex.missions.mission import Mission, mission_from_data

ON = date(2026, 11, 30)
STATES = (
    "AUS", "BEL", "BRA", "CAN", "CHL", "CHN", "DEU", "ESP", "FIN", "FRA", "GBR", "IND", "ITA", "JPN", "KOR", "LUX", "MEX",
    "NLD", "NOR", "NZL", "POL", "RUS", "SWE", "USA",
)  # fmt: skip
KINDS = {
    "parties": lambda i: {"organised_under": STATES[i % len(STATES)]},
    "activities": lambda _: {"kind": "extraction"},
    "objects": lambda _: {},
    "launches": lambda _: {},
    "bodies": lambda _: {},
    "claims": lambda _: {"over": "extracted-material"},
    "zones": lambda _: {},
    "authorisations": lambda _: {},
}  # fmt: skip


def mission(kind: str, number: int) -> dict[str, Any]:
    """A mission with so many parts of a kind, or of parties, activities and claims that belong together."""
    data: dict[str, Any] = {"mission": "large", "title": "large"}
    if kind != "all three":
        return data | {kind: {f"x{i}": KINDS[kind](i) for i in range(number)}}
    return data | {
        "parties": {f"p{i}": KINDS["parties"](i) for i in range(number)},
        "activities": {f"a{i}": {"kind": "extraction", "operator": f"p{i}"} for i in range(number)},
        "claims": {
            f"c{i}": {"over": "extracted-material", "claimant": f"p{i}", "activity": f"a{i}"} for i in range(number)
        },
    }


def _fastest(kb: regolex.KnowledgeBase, stated: Mission) -> tuple[float, int]:
    """The shortest of three assessments that take less than a second, and the number of findings."""
    best, found = float("inf"), 0
    for _ in range(3):
        started = time.process_time()
        found = len(kb.assess(stated, on=ON).all_findings)
        best = min(best, time.process_time() - started)
        if best > 1:
            break
    return best, found


def main() -> None:
    """Print the table."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 160
    kb = regolex.load()
    kb.assess(mission_from_data(mission("parties", 1), kb.knowledge), on=ON)
    print(f"{'kind':<16}{'parts':>6}{'seconds':>9}{'findings':>10}{'µs each':>9}{'ratio':>7}")
    for kind in (*KINDS, "all three"):
        number, before = 10, 0.0
        while number <= largest:
            stated = mission_from_data(mission(kind, number), kb.knowledge)
            took, found = _fastest(kb, stated)
            each = took / (found + number)
            ratio = f"{each / before:.2f}" if before else ""
            print(f"{kind:<16}{number:>6}{took:>9.2f}{found:>10}{each * 1e6:>9.0f}{ratio:>7}", flush=True)
            number, before = number * 2, each


if __name__ == "__main__":
    main()
