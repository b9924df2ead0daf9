"""Every trap of international law that the reference names has its test or case."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "international-traps.md"
PLACE = re.compile(r"\| `([\w/.-]+?)(?:: (.+?))?` \|$", re.MULTILINE)


def places() -> list[tuple[str, str]]:
    return PLACE.findall(PAGE.read_text(encoding="utf-8"))


def test_every_row_of_the_page_names_a_place() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(places()) == len(rows) - 2 > 30


def test_every_trap_has_the_test_or_the_case_that_the_page_names() -> None:
    missing = [
        (file, name)
        for file, name in places()
        if not (path := ROOT / "tests" / file).exists()
        or not re.search(
            rf"def {re.escape(name)}\(" if path.suffix == ".py" else rf"name: [\"']?{re.escape(name)}",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert missing == []
