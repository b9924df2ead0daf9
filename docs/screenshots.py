"""Writes a picture of every page of the app into the documents.

    python -m docs.screenshots [FOLDER]

The app is served with an empty database, cases are put into it, and Chromium shows each page: as wide as a desk, some as wide
as a phone, some dark. Pictures have few colours, so that they stay small.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.app_browser import Tab, launched, serving
from tests.app_pages import ROOT
from tests.app_states import STATES, cases, reach

FOLDER = ROOT / "docs" / "pictures"
WIDTH, NARROW, HEIGHT, MOST = 1280, 390, 800, 1100
# the states that are drawn, with what one sees; tests/app_states.py says how each is reached
PAGES = {
    "home": "Home: your cases, and the known missions to start from.",
    "intake-2": "Your mission: the first questions in four steps, all of which can be skipped.",
    "assumptions": "Assumptions: nothing counts until you confirm it.",
    "overview": "Overview: the verdict, you first, what to do, what is disputed, who else.",
    "questions": "Questions: one at a time, the one that decides most first.",
    "answers": "Your answers: all of them by topic, with their sources.",
    "tasks": "Tasks and road map: what to do, for whom, by when and for how much.",
    "findings": "Findings: every duty found, by State and instrument.",
    "findings-one": "A finding: the facts, the paragraph, the readings and the proof.",
    "disputes": "Disputes: the readings with their holders, and what each makes of the plan.",
    "compare": "Compare: the same plan in four places.",
    "change-found": "Change the plan: what would turn the result, and what mends it.",
    "report": "Report: the memo, the packs for the authorities, and the data.",
    "versions": "Versions: every change can be gone back to.",
    "law": "Law: what is encoded, paragraph by paragraph.",
    "law-bound": "Who is bound: a treaty on a day.",
    "atlas-tried": "Atlas: every combination of two answers, and where such a plan is lawful.",
    "ask-answered": "Ask the data: saved questions and SPARQL, answered as a table and files.",
}
PHONE = ("overview", "intake-2", "findings-one")
DARK = ("overview", "disputes")


def main() -> int:
    """Write every picture, and say how large they are together."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png") if folder == FOLDER else ():  # a page that is gone leaves no picture behind
        old.unlink()
    with TemporaryDirectory() as place, serving(Path(place)) as served, launched() as browser:
        names, tab = cases(served, odd=False), Tab(browser, served.address, WIDTH)
        drawn = [
            "# Pictures of the pages",
            "",
            "Written by `python -m docs.screenshots`: an example, and a plan that a founder has described. Each shows the",
            "top of a page.",
        ]
        for state in STATES:
            if state.name not in PAGES:
                continue
            looks = [("", WIDTH, "light")]
            looks += [("-phone", NARROW, "light")] * (state.name in PHONE) + [("-dark", WIDTH, "dark")] * (
                state.name in DARK
            )
            tab.look(WIDTH, "light")
            reach(tab, state, names)
            for mark, width, scheme in looks:
                _draw(tab, folder / f"{state.name}{mark}.png", width, scheme)
                drawn += ["", f"![{PAGES[state.name]}]({state.name}{mark}.png)"]
            drawn += ["", PAGES[state.name]]
        tab.close()
    (folder / "README.md").write_text("\n".join([*drawn, ""]), encoding="utf-8")
    total = sum(path.stat().st_size for path in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {total >> 10} kB, in {folder}")
    return 0


def _draw(tab: Tab, path: Path, width: int, scheme: str) -> None:
    tab.look(width, scheme)
    tall = int(tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
    tab.page.set_viewport_size({"width": width, "height": max(HEIGHT, min(tall, MOST))})
    tab.settle()
    picture = Image.open(io.BytesIO(tab.page.screenshot()))
    picture.convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
