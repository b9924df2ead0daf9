"""The pages in tests: opened by their addresses, on cases that are kept in a database of the test."""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from regolex.cases.case import Case as Kept
from regolex.cases.store import Store
from regolex.knowledge import load
from regolex.missions.mission import Mission

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))
from regolex_app import case, frame  # noqa: E402
from regolex_app.case import Case  # noqa: E402

PAGES = (
    "intake", "assumptions", "overview", "questions", "answers", "tasks", "findings", "disputes", "compare", "change", "report",
)  # fmt: skip
LIGHT = tuple(
    page for page in PAGES if page not in ("compare", "report")
)  # those that work out nothing beside the case


def fresh() -> AppTest:
    """A tab in which nothing was opened yet."""
    return AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)


def run(at: AppTest) -> AppTest:
    """Run the page and look for an exception."""
    at.run()
    at._page_hash = ""  # from now on the page that the run ended on
    assert not at.exception, [e.value for e in at.exception]
    assert frame.FAILED not in [e.value for e in at.error], "the page broke; its log says how"
    return at


def turn(at: AppTest, page: str, **params: str) -> AppTest:
    """Go to a page of the open case, as its link does."""
    found = at.query_params.get("case") or ([at.session_state["case_id"]] if "case_id" in at.session_state else [])
    name = found[0] if isinstance(found, list) and found else found
    at._page_hash = calc_hash("" if page == "home" else page)
    at.query_params.clear()
    for key, value in ({"case": name} if name and page != "home" else {}).items() | params.items():
        at.query_params[key] = value
    return run(at)


def kept(mission: Mission, on: date | None, knowledge: str = "", **more: object) -> Kept:
    """A case in the database of the test."""
    one = Case(mission, on, **more)  # type: ignore[arg-type]
    k = load(knowledge or None).knowledge
    return Store.open().new(mission.title, case.text_of(one, k), settings=case.settings_of(one))


def opened(mission: Mission, on: date | None, page: str = "overview", **more: object) -> AppTest:
    """A page with a case."""
    at = fresh()
    at.query_params["case"] = kept(mission, on, os.environ.get("REGOLEX_KNOWLEDGE", ""), **more).id
    return turn(at, page)


def started_from(at: AppTest, name: str) -> AppTest:
    """Start a case from a known mission, by the name of its file, on the home page."""
    if not any(b.key == f"from|{name}" for b in at.button):
        at.button(key="known|more").click()
        run(at)
    at.button(key=f"from|{name}").click()
    return run(at)


def mission_of(at: AppTest) -> Mission:
    """The mission in the tab."""
    found: Case = at.session_state["case"]
    return found.mission


def on_disk(at: AppTest) -> Mission:
    """The mission as it is kept."""
    found = Store.open().read(at.session_state["case_id"])
    k = load(os.environ.get("REGOLEX_KNOWLEDGE") or None).knowledge
    return msgspec.structs.replace(case.kept(found.text, found.settings, k).mission)


def text(at: AppTest) -> str:
    """All text on the page outside widgets."""
    shown = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error]
    return "\n".join(
        [str(e.value) for e in shown] + [e.proto.body for e in at.get("html") if not e.proto.body.startswith("<style")]
    )


def labels(at: AppTest) -> str:
    """The labels of what opens or leads on."""
    return "\n".join(w.label for w in (*at.expander, *at.button, *at.toggle))


def words(at: AppTest) -> str:
    """The text of the page without its mark-up."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(at)).split())


def bar(at: AppTest) -> str:
    """The verdict in the bar of the case."""
    return next(str(e.value) for e in at.markdown if "-badge[" in str(e.value))


def started(monkeypatch: pytest.MonkeyPatch, folder: Path | str) -> AppTest:
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", str(folder))
    return run(fresh())


def topic(at: AppTest, name: str) -> AppTest:
    turn(at, "answers")
    at.selectbox(key="topic").set_value(name)
    return run(at)


def answer(at: AppTest, kind: str, key: str, value: object) -> AppTest:
    at.get(kind)
    widget = next(w for w in getattr(at, kind) if w.key == key)
    widget.set_value(value)
    return run(at)


def open_bearer(at: AppTest, bearer: str) -> AppTest:
    turn(at, "findings")
    at.session_state[f"bearer|{bearer}"] = True
    return run(at)
