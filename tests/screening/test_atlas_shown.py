"""The atlas in the terminal."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("pyarrow")
from rich.console import Console

from regolex.engine.engine import Engine
from regolex.report.atlas import show
from regolex.screening.atlas import Atlas


def shown(engine: Engine, *over: str) -> str:
    atlas = Atlas(engine, over, ["party.kind=company"], on=date(2026, 11, 22))
    atlas.explore()
    console = Console(record=True, width=120)
    show(atlas, console)
    return console.export_text()


def test_an_atlas_of_few_answers_says_why_nothing_is_lawful(engine: Engine) -> None:
    text = shown(engine, "party.organised_under=LUX,USA", "launch.territory=USA")
    assert "2 designs on 2026-11-22" in text
    assert "No design is lawful whatever else is answered. Incomplete ones may still be" in text
    assert "makes a design lawful" not in text
