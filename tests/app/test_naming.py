"""Buttons that read the same are told apart by whoever hears them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from streamlit.testing.v1 import AppTest

from tests.app_pages import case, fresh, kept, run

HOSTILE = "</script><img src=x onerror=alert(1)> {} \u2028 'a' \"b\""


def script(at: AppTest) -> str:
    """The script that gives the buttons of a page their names."""
    found = [body for e in at.get("html") if "rxCalled = " in (body := str(e.proto.body))]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, knowledge: Path) -> AppTest:
    """Home with two cases."""
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", str(knowledge))
    for title in ("Drill", HOSTILE):
        kept(case.retitled(case.empty("x").mission, title), date(2026, 11, 30), str(knowledge))
    return run(fresh())


def test_buttons_that_read_the_same_are_called_by_what_they_are_about(home: AppTest) -> None:
    said = script(home).partition("rxCalled = ")[2]
    names: dict[str, str] = json.JSONDecoder().raw_decode(said)[0]
    opening = [b for b in home.button if b.label == "Open"]
    assert len(opening) == 2
    assert {"Open: Drill", "More: Drill", f"Open: {HOSTILE}", f"More: {HOSTILE}"} <= set(names.values())
    assert len(set(names.values())) == len(names)
    assert all(key.startswith("st-key-") and "|" not in key for key in names)


def test_a_title_cannot_end_the_script_that_holds_it(home: AppTest) -> None:
    said = script(home)
    assert said.count("</script>") == 1
    assert said.endswith("</script>")
    assert "<img" not in said


def test_the_names_of_a_page_are_not_kept_for_the_next(home: AppTest) -> None:
    first = next(b for b in home.button if b.label == "Open")
    first.click()
    run(home)
    assert not [e for e in home.get("html") if "Open: Drill" in str(e.proto.body)]
