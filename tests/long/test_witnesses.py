"""The regenerated witness suite equals the committed one."""

from __future__ import annotations

import re
from datetime import date

import pytest

from regolex.checks import suite
from regolex.engine.engine import Engine
from tests.conftest import ROOT

pytest.importorskip("clingo")
FOLDER = ROOT / suite.FOLDER
WORKS = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.yaml"))


@pytest.mark.parametrize("work", WORKS)
def test_the_witnesses_of_the_instrument_are_found_again(engine: Engine, work: str) -> None:
    """Where this fails after a change of a rule, ``python -m regolex.checks.suite INSTRUMENT`` shows the change as a diff."""
    committed = (FOLDER / f"{work}.yaml").read_text(encoding="utf-8")
    asked = re.search(r"--on (\S+)", committed)
    assert asked
    on = date.fromisoformat(asked[1])
    assert suite.text(work, suite.suite(engine, work, on), engine.knowledge, on) == committed
