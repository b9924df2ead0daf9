"""Writes a picture of every page of the app into the documents.

    python -m docs.screenshots [FOLDER]

The app is served with an empty database, a case is begun in it, and Chromium shows each page: as wide as a desk and as a phone.
Pictures have at most 256 colours, so that they stay small.
"""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from regolex.cases.store import Store
from regolex.interview.intake import Intake
from regolex.knowledge import load
from regolex.law.source import read
from tests.app_browser import Served, Tab, launched, serving
from tests.app_pages import ROOT, case

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT, MOST = 1280, 800, 1100
# the pages, with what has to stand on each before it is drawn
PAGES = {
    "home": ("", "Your cases"), "intake": ("intake?step=2&case={begun}", "What will you do in space?"),
    "assumptions": ("assumptions?case={begun}", "What we assume"), "overview": ("overview?case={plan}", "Overview"),
    "questions": ("questions?case={begun}", ""), "answers": ("answers?case={plan}", "Your answers"),
    "tasks": ("tasks?case={plan}", "Tasks and road map"), "findings": ("findings?case={plan}", "Findings"),
    "disputes": ("disputes?case={plan}", ""), "compare": ("compare?case={plan}", "The same plan in"),
    "change": ("change?case={plan}", "Change the plan"), "report": ("report?case={plan}", "Report"),
    "law": ("law?view=Who+is+bound", "Law"), "ask": ("ask", "Ask the data"),
}  # fmt: skip
PHONE = ("overview", "intake")
DARK = ("overview",)


def main() -> int:
    """Write every picture, and say how large they are together."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, serving(Path(place)) as served, launched() as browser:
        names = _cases(served)
        for name, (address, title) in PAGES.items():
            _draw(browser, served, folder / f"{name}.png", address.format(**names), title, WIDTH, "light")
            if name in PHONE:
                _draw(browser, served, folder / f"{name}-phone.png", address.format(**names), title, 390, "light")
            if name in DARK:
                _draw(browser, served, folder / f"{name}-dark.png", address.format(**names), title, WIDTH, "dark")
    total = sum(path.stat().st_size for path in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {total >> 10} kB, in {folder}")
    return 0


def _cases(served: Served) -> dict[str, str]:
    """A case in the middle of the intake, and one with everything answered."""
    kb, store = load(), Store.open(served.database)
    founder: dict[str, Any] = dict(read(ROOT / "tests" / "intake" / "plans" / "founder.yaml", "founder", "M").data)
    answers = {key: value for key, value in founder.items() if isinstance(value, dict) and key != "expects"}
    mission = Intake(kb.engine, {**answers, "title": founder["title"], "on": str(founder["on"])}).take().mission
    plan = kb.read_mission(ROOT / "examples" / "nereus-water.yaml")
    made = {}
    for name, one in (("begun", case.Case(mission, date(2026, 11, 30), intake=answers)), ("plan", case.of(plan))):
        text, settings = case.text_of(one, kb.knowledge), case.settings_of(one)
        made[name] = store.new(one.mission.title, text, settings=settings).id
    store.close()
    return made


def _draw(browser: Any, served: Served, path: Path, address: str, title: str, width: int, scheme: str) -> None:
    tab = Tab(browser, served.address, width, scheme)
    tab.open(address)
    if title:
        tab.title(title)
    tab.settle()
    if path.stem == "report":
        tab.page.get_by_role("heading", name="2. Short answer").wait_for()
    if path.stem == "compare":
        tab.page.get_by_role("heading", name="Time and money").wait_for()
    tall = tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    tab.page.set_viewport_size({"width": width, "height": max(HEIGHT, min(int(tall), MOST))})
    tab.settle()
    picture = Image.open(io.BytesIO(tab.page.screenshot()))
    picture.convert("RGB").quantize(256).save(path, optimize=True)
    tab.close()


if __name__ == "__main__":
    sys.exit(main())
