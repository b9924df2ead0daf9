"""Ten thousand generated missions, every rule both ways: the evaluator against the logic program.

``REGOLEX_MISSIONS`` sets another number of missions. The same figures, with a record of them, come from
``python -m regolex.checks.campaign``.
"""

from __future__ import annotations

import os
from datetime import date

import pytest

from regolex.checks.campaign import campaign
from regolex.engine.engine import Engine

pytest.importorskip("clingo")
MISSIONS = int(os.environ.get("REGOLEX_MISSIONS", "10000"))
TODAY = date(2026, 11, 22)


def test_the_two_implementations_agree_on_every_generated_mission(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    found = campaign(engine, on=TODAY, missions=MISSIONS)
    with capsys.disabled():
        print(f"\n{found.text()}")
    assert not found.wrong, f"{len(found.wrong)} disagreements:\n" + "\n".join(map(str, found.wrong[:20]))
    assert not found.missed, "results that no mission shows"
    assert found.missions >= MISSIONS
