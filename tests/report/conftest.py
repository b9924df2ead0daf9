"""Assessments whose memos are read by several tests."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from regolex.engine.assessment import Assessment
from regolex.knowledge import load
from regolex.report.memo import memo
from regolex.report.paper import Paper

ROOT = Path(__file__).resolve().parents[2]
KB = load(ROOT)
PLANS = {
    "nereus-water": ("examples", date(2026, 11, 30)),
    "astroforge-odin": ("examples", date(2025, 2, 20)),
    "hakuto-r-m2": ("examples", date(2025, 1, 10)),
    "whole-body-claim": ("examples", date(2026, 1, 15)),
    "flyby-survey": ("examples", date(2026, 1, 15)),
    "varda-w1": ("corpus/precedents", date(2023, 6, 12)),
}


@cache
def assessed(name: str, assume: tuple[str, ...] = ()) -> Assessment:
    folder, on = PLANS[name]
    return KB.assess(ROOT / folder / f"{name}.yaml", on=on, assume=assume)


@cache
def memo_on(name: str, assume: tuple[str, ...] = ()) -> Paper:
    return memo(assessed(name, assume))
