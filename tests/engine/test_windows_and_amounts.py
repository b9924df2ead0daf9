"""A day may be known as a year, a quarter, a month or a window; an amount is that of the day of its event."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from regolex.engine.amounts import amount
from regolex.engine.engine import Engine
from regolex.engine.frame import Frame
from regolex.engine.nodes import ready
from regolex.engine.truth import FALSE, TRUE, UNKNOWN
from regolex.engine.world import World
from regolex.errors import MissionError
from regolex.knowledge import load
from regolex.law import model as m
from regolex.missions.file import text
from regolex.missions.mission import mission_from_data
from regolex.missions.windows import Window, day_or_window
from tests.conftest import ROOT

KB = load(ROOT)
ENGINE: Engine = KB.engine
FEE = KB.knowledge.parameters["nat/usa/faa-user-fee-cap"]


def launch(day: Any) -> Any:
    return mission_from_data({"mission": "x", "title": "x", "launches": {"launch": {"date": day}}}, KB.knowledge)


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ("2028", date(2028, 1, 1), date(2028, 12, 31)), (2028, date(2028, 1, 1), date(2028, 12, 31)),
        ("2028-Q1", date(2028, 1, 1), date(2028, 3, 31)), ("2028-Q4", date(2028, 10, 1), date(2028, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ({"from": "2028-05-03", "to": "2028-06"}, date(2028, 5, 3), date(2028, 6, 30)),
    ],
)  # fmt: skip
def test_a_window_runs_from_its_first_day_to_its_last(stated: Any, first: date, last: date) -> None:
    found = day_or_window(stated)
    assert isinstance(found, Window)
    assert (found.not_before, found.not_after) == (first, last)


@pytest.mark.parametrize(
    "stated", ["2028-13", "2028-Q5", "soon", "2028-02-30", {"from": "2028-06", "to": "2028-05"}, True]
)
def test_what_is_neither_a_day_nor_a_window_is_refused(stated: Any) -> None:
    with pytest.raises(MissionError, match="106"):
        launch(stated)


@pytest.mark.parametrize(
    ("word", "day", "truth"),
    [
        ("before", date(2028, 10, 1), TRUE), ("before", date(2028, 9, 30), UNKNOWN), ("before", date(2028, 7, 1), FALSE),
        ("after", date(2028, 6, 30), TRUE), ("after", date(2028, 7, 1), UNKNOWN), ("after", date(2028, 9, 30), FALSE),
        ("is", date(2028, 8, 1), UNKNOWN), ("is", date(2028, 6, 30), FALSE),
    ],
)  # fmt: skip
def test_a_window_compares_as_all_its_days_do_or_is_unknown(word: str, day: date, truth: int) -> None:
    condition = m.Compare("launch.date", ("subject",), word, m.Operand("day", day=day))
    world = World(KB.knowledge, launch("2028-Q3"), date(2026, 11, 30))
    frame = Frame(world, None, "", "launch:launch", True, {}, "")
    assert ready(condition, KB.knowledge).value(frame) == truth


@pytest.mark.parametrize("stated", ["2028-Q3", "2028", "2028-02", {"from": "2028-05-03", "to": "2028-06-30"}])
def test_a_window_is_written_as_it_was_stated(stated: Any, tmp_path: Any) -> None:
    mission = launch(stated)
    path = tmp_path / "x.yaml"
    path.write_text(text(mission, KB.knowledge), encoding="utf-8")
    assert KB.read_mission(path).answers == mission.answers


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2027-12-31", 40000), ("2028-01-01", 50000), ("2028-Q1", 50000), ({"from": "2027-12-31", "to": "2028-01-01"}, None),
        ("2026-06-30", 30000),
    ],
)  # fmt: skip
def test_a_fee_is_that_of_the_year_of_the_launch(day: Any, value: int | None) -> None:
    found = amount(FEE, KB.knowledge, launch(day), "launch:launch", date(2026, 11, 30))
    assert found.value == (None if value is None else Decimal(value))


def test_a_fee_of_a_launch_without_a_day_is_not_known() -> None:
    mission = mission_from_data({"mission": "x", "title": "x", "launches": {"launch": {}}}, KB.knowledge)
    assert amount(FEE, KB.knowledge, mission, "launch:launch", date(2026, 11, 30)).value is None


def test_after_the_last_known_step_the_last_value_is_marked() -> None:
    found = amount(FEE, KB.knowledge, launch("2040"), "launch:launch", date(2026, 11, 30))
    assert found.value == FEE.values[-1].value
    assert found.last_known
