"""`verified` means a dated comparison with the text itself, and says with whose copy."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from regolex.engine.engine import Engine
from regolex.errors import Problem
from regolex.law.loader import Loader
from regolex.report.phrases import compared
from tests.conftest import ROOT

RULE = "rules/nat/usa/14-cfr-part-440-2006/440-3-customer.yaml"
LINE = 'last_confirmed: {on: 2026-11-22, against: "eCFR snapshot of 3 October 2026, part 440"}'
CARD = "corpus/nat/usa/14-cfr-part-440-2006/2021-03-10/card.yaml"


def problems(folder: Path, file: str, old: str, new: str) -> list[Problem]:
    for name in ("corpus", "ontology", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    loader = Loader(folder)
    loader.load("", "")
    return loader.problems


@pytest.mark.parametrize(
    "line",
    [
        "last_confirmed: {on: null, against: null}",
        "last_confirmed: {on: 2026-11-22, against: null}",
        'last_confirmed: {on: null, against: "eCFR"}',
    ],
)
def test_check_refuses_verified_without_day_and_text(tmp_path: Path, line: str) -> None:
    assert [(p.code, p.file) for p in problems(tmp_path, RULE, LINE, line)] == [("K142", RULE)]


def test_check_takes_who_compared(tmp_path: Path) -> None:
    assert problems(tmp_path, RULE, LINE, LINE.replace("}", ", by: a bar association}")) == []


def test_check_refuses_a_verified_card_without_a_comparison(tmp_path: Path) -> None:
    text = (ROOT / CARD).read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("last_confirmed:")]
    assert ("K142", CARD) in [(p.code, p.file) for p in problems(tmp_path, CARD, line, "last_confirmed: {on: null}")]


def test_no_verified_rule_rests_on_a_summary_of_its_text(engine: Engine) -> None:
    for rule in engine.knowledge.rules.values():
        if rule.confidence == "verified":
            assert rule.last_confirmed, rule.id
            assert not rule.confirmed_against.casefold().startswith(("summary", "notes", "report", "press")), rule.id


def test_displays_say_compared_with_the_text_and_never_that_a_lawyer_confirmed_it() -> None:
    assert compared(date(2026, 11, 22), "eCFR") == "Compared with the text on 2026-11-22 (eCFR)."
    assert compared(date(2026, 11, 22), "eCFR", "a bar association") == (
        "Compared with the text on 2026-11-22 by a bar association (eCFR)."
    )
    assert compared(None, "") == "Not yet compared with the text."
    shown = [*(ROOT / "regolex").rglob("*.py"), *(ROOT / "app").rglob("*.py"), *(ROOT / "regolex").rglob("*.j2")]
    assert not [path for path in shown if "confirmed by a lawyer" in path.read_text(encoding="utf-8").casefold()]
