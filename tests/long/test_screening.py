"""The third implementation on many missions: every finding and verdict as the evaluator has it; twenty runs ended midway.

``REGOLEX_ROWS`` sets how many missions are compared, ``REGOLEX_RUNS`` how many runs are ended; ``REGOLEX_ENDED_RECORD`` names a
file that takes what these had by then.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
from regolex.engine.engine import Engine
from regolex.screening import tables
from tests.screening.agreement import Compared, compare, drawn
from tests.screening.test_agreement import EVERY_SET
from tests.screening.test_tables import PARTS, Uninterrupted, ended_and_resumed

ROWS = int(os.environ.get("REGOLEX_ROWS", "20000"))
RUNS = int(os.environ.get("REGOLEX_RUNS", "20"))
DAYS = (date(2026, 11, 22), date(2024, 6, 1))


def compared(engine: Engine, capsys: pytest.CaptureFixture[str], rows: int, **terms: object) -> Compared:
    wrong: list[str] = []
    findings = 0
    seen: set[tuple[str, str]] = set()
    for first in range(0, rows, 2000):
        found = compare(engine, list(drawn(engine, range(first, min(first + 2000, rows)))), **terms)  # type: ignore[arg-type]
        wrong += found.wrong
        findings += found.findings
        seen |= set(found.seen)
    with capsys.disabled():
        print(
            f"\n{rows:,} missions, {findings:,} findings, {len(seen):,} pairs of rule and result, {len(wrong)} disagreements"
        )
    assert not wrong, "\n".join(wrong[:20])
    return found


def test_every_finding_and_verdict_is_that_of_the_evaluator(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    compared(engine, capsys, ROWS, on=DAYS[0])


def test_so_it_is_on_another_day_and_on_other_terms(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    compared(engine, capsys, ROWS // 10, on=DAYS[1])
    compared(engine, capsys, ROWS // 10, on=DAYS[0], assume=EVERY_SET)
    compared(engine, capsys, ROWS // 10, on=DAYS[0], readings={"art-ii-extraction": "P2", "appropriate-state": "P1"})
    compared(engine, capsys, ROWS // 10, on=DAYS[0], pending=True)


def test_twenty_runs_ended_at_any_moment_give_what_an_uninterrupted_one_gives(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tables, "ROWS", 64)
    had, whole = [], Uninterrupted(engine, tmp_path)
    for seed in range(RUNS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        had.append(ended_and_resumed(whole, folder, seed))
        print(f"run {seed + 1}: ended with {had[-1]} of {PARTS} parts, resumed, the same", flush=True)
    with capsys.disabled():
        print(f"\n{RUNS} runs ended when so many of their {PARTS} parts were written: {had}")
    assert sum(0 < parts < PARTS for parts in had) > RUNS / 3
    if "REGOLEX_ENDED_RECORD" in os.environ:
        found = {"runs": RUNS, "parts": PARTS, "had": had, "knowledge": engine.knowledge.hash[:12]}
        Path(os.environ["REGOLEX_ENDED_RECORD"]).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
