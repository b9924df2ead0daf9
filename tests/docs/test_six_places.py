"""The page on one plan in six places: every cell of its tables is one of the comparison that it names."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from regolex.alternatives.compare import Comparison, Row, compare
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explanation" / "six-places.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"regolex compare (\S+) --on (\S+) --vary (\S+)")


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


@cache
def found() -> Comparison:
    said = COMMAND.search(PAGE)
    assert said
    plan, on, vary = said.groups()
    return compare(kb(), kb().read_mission(ROOT / plan), [vary], on=date.fromisoformat(on))


def rows(matter: str) -> list[Row]:
    return [row for part in found().parts if part.name == matter for row in part.rows]


def tables() -> list[list[list[str]]]:
    """The cells of each table of the page, its head first and without the line below it."""
    blocks = re.findall(r"(?:^\|.*\|$\n?)+", PAGE, re.MULTILINE)
    return [
        [
            [cell.strip() for cell in line.strip("|").split(" | ")]
            for line in block.strip().splitlines()
            if "---" not in line
        ]
        for block in blocks
    ]


def test_the_page_shows_three_tables_of_the_six_places() -> None:
    figures, permits, titles = tables()
    assert tuple(figures[0][1:]) == found().names
    assert [line[0] for line in permits[1:]] == list(found().names)
    assert {line[1] for line in titles[1:]} < set(found().names)
    assert all(found().encoded)


def test_every_figure_of_the_page_is_a_cell_of_the_comparison() -> None:
    for label, *cells in tables()[0][1:]:
        matter, _, name = label.partition(": ")
        (row,) = [row for row in rows(matter) if row.label == name]
        assert cells == [cell or "\u2013" for cell in row.cells], label


def test_every_permit_on_the_page_is_a_task_there_and_its_sanction_that_of_the_rule() -> None:
    for state, task, citation, without in tables()[1][1:]:
        n = found().names.index(state)
        (to_do,) = [row for row in rows("To do") if row.label == task]
        (sanction,) = [row for row in rows("Sanctions") if row.label == citation]
        assert to_do.cells[n], task
        assert sanction.cells[n], citation
        assert sanction.note.startswith(without), citation


def test_every_rule_on_title_on_the_page_has_that_result_in_that_place_alone() -> None:
    national = {row.label: row for row in rows("Title by rule")}
    for label, state, result in tables()[2][1:]:
        cells = dict(zip(found().names, national[label].cells, strict=True))
        assert {name: cell for name, cell in cells.items() if cell} == {state: result}
