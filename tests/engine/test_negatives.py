"""A no is an answer: what is not required is said, with the provision and why, and only where it is certain."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from typing import Any

import pytest
from rich.console import Console

import regolex
from regolex.knowledge import KnowledgeBase, load
from regolex.missions.mission import mission_from_data
from regolex.report.negatives import negative_words, negatives
from regolex.report.report import html, markdown
from regolex.report.terminal import show
from tests.conftest import ROOT

DAY = date(2026, 11, 30)


@cache
def base() -> KnowledgeBase:
    return load(ROOT)


def camera(navigation: bool | None, state: str = "USA", on: date = DAY) -> Any:
    craft = {"operator": "company", "owner": "company", "can_image_earth": True}
    if navigation is not None:
        craft["imaging_for_mission_assurance"] = navigation
    empty: dict[str, Any] = {kind.list_name: {} for kind in base().knowledge.kinds.values() if kind.list_name}
    data = {
        "mission": "m", "title": "m", "facts": {}, **empty,
        "parties": {"company": {"kind": "company", "organised_under": state}}, "objects": {"craft": craft},
    }  # fmt: skip
    return base().assess(mission_from_data(data, base().knowledge), on=on)


def shown(a: Any) -> str:
    console = Console(record=True, width=400, file=io.StringIO())
    show(a, console)
    return console.export_text()


def lines(a: Any) -> list[str]:
    return [negative_words(a, n) for n in negatives(a)]


def test_an_exception_that_holds_for_certain_gives_the_no_with_its_provision_and_why() -> None:
    (line,) = [line for line in lines(camera(True)) if "remote sensing" in line]
    assert line.startswith("No licence for remote sensing is required for this")
    assert "15 CFR 960.2(b)" in line
    assert "navigation" in line


@pytest.mark.parametrize("navigation", [False, None])
def test_no_no_is_given_where_the_exception_fails_or_is_open(navigation: bool | None) -> None:
    assert not [line for line in lines(camera(navigation)) if "remote sensing" in line]


def test_no_no_is_given_before_the_exception_was_law() -> None:
    assert not [line for line in lines(camera(True, on=date(2020, 7, 19))) if "remote sensing" in line]


def test_every_display_gives_the_no() -> None:
    a = camera(True)
    assert lines(a)
    for page in (markdown(a), html(a), shown(a)):
        assert "No licence for remote sensing is required" in " ".join(page.split())
    assert [n["what"] for n in regolex.to_json(a)["not_required"]] == [n.what for n in negatives(a)]


def test_what_the_law_does_not_require_is_said_of_a_matter_on_which_it_is_silent() -> None:
    known = [gap.no for j in base().knowledge.jurisdictions.values() for gap in j.gaps if gap.no]
    assert "authorisation of what a company does in space" in known
    silent = {gap.no for j in base().knowledge.jurisdictions.values() for gap in j.gaps if gap.sort == "law-is-silent"}
    assert set(known) <= silent
