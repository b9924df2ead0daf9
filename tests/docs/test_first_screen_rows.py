"""The rows of the first screen are explained where a reader looks them up."""

from __future__ import annotations

import re
from datetime import date

from regolex.knowledge import load
from regolex.report.first_screen import first_screen
from tests.conftest import ROOT

EXPLAINED = set(
    re.findall(
        r"^\| \*\*([A-Z ]+)\*\* \|", (ROOT / "docs/how-to/read-a-report.md").read_text(encoding="utf-8"), re.MULTILINE
    )
)
SOURCE = (ROOT / "regolex" / "report" / "screen_rows.py").read_text(encoding="utf-8")


def test_every_label_that_the_code_can_print_is_explained_and_no_other() -> None:
    printed = set(re.findall(r'(?:Row|_labelled)\(\s*"([A-Z][A-Z ]+)"', SOURCE))
    assert printed == EXPLAINED
    assert len(printed) > 12


def test_every_row_of_real_missions_is_explained() -> None:
    kb = load(ROOT)
    found: set[str] = set()
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        mission = kb.read_mission(path)
        a = kb.assess(mission, on=date.fromisoformat(mission.on), assume=["all"])
        found |= {row.label for row in first_screen(a).rows if row.label.strip() and not row.label.strip().isdigit()}
    assert found
    assert found <= EXPLAINED
