"""How fast the app is in Chromium, beside an empty Streamlit page measured in the same run.

    python benchmarks/page.py [--rounds N] [--out FILE]

Two times each: from the call of an address to the title of the page, on a server that has started; and from a click to the
changed text, for the app from an answer to the changed verdict of the largest example. Medians and worst of the rounds; the
limit of both is one and a half times the empty page.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from regolex.cases.store import Store
from regolex.engine.assessment import assess
from regolex.knowledge import load
from regolex.missions.mission import Mission
from tests.app_browser import Served, Tab, launched, serving
from tests.app_pages import ROOT, case

LIMIT = 1.5
BADGE = ".st-key-case-bar .stMarkdownBadge"
EMPTY = """import streamlit as st
st.title("Empty")
if st.button("Change"):
    st.session_state.n = st.session_state.get("n", 0) + 1
st.write(f"state {st.session_state.get('n', 0)}")
"""
WHAT = {
    "first page": "from an address to the title",
    "reaction": "from a click to the change; an answer to the verdict",
}


def main() -> int:
    """Measure, print a table, and say whether the limits are kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    rounds = given.rounds
    with TemporaryDirectory() as place, launched() as browser:
        bare, real = Path(place, "bare"), Path(place, "real")
        bare.mkdir()
        real.mkdir()
        script = bare / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        with serving(bare, script=script) as empty, serving(real) as served:
            name, mission = _largest(served)
            part, fact, value = _turning(mission)
            Tab(browser, served.address).open(f"answers?case={name}").close()  # the knowledge is loaded once
            first = _alternating(rounds, _firsts(browser, empty), _firsts(browser, served))
            react = _alternating(
                rounds, _reactions(browser, empty), _answers(browser, served, name, (part, fact, value))
            )
    found = dict(zip((f"{what}, {side}" for what in WHAT for side in ("empty", "app")), (*first, *react), strict=True))
    for label, times in found.items():
        print(f"{label:<20}{statistics.median(times):8.0f} ms  worst {max(times):8.0f} ms  of {len(times)}")
    rows = []
    for what, said in WHAT.items():
        own, empty = (statistics.median(found[f"{what}, {side}"]) for side in ("app", "empty"))
        rows.append({"what": said, "app_ms": own, "empty_ms": empty, "ratio": own / empty})
        print(f"{what}: {own / empty:.2f} times the empty page (limit {LIMIT})")
    if given.out:
        about = {
            "mission": mission.id,
            "answer": f"{fact} of {part}",
            "rounds": rounds,
            "limit": LIMIT,
            "knowledge": load().knowledge.hash[:12],
        }
        given.out.write_text(json.dumps({**about, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    return 0 if all(row["ratio"] <= LIMIT for row in rows) else 1


def _largest(served: Served) -> tuple[str, Mission]:
    """The example with the most answers, kept as a case."""
    kb, store = load(), Store.open(served.database)
    missions = [kb.read_mission(path) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    mission = max(missions, key=lambda m: sum(map(len, m.answers.values())))
    one = case.of(mission)
    made = store.new(mission.title, case.text_of(one, kb.knowledge), settings=case.settings_of(one))
    store.close()
    return made.id, mission


def _turning(mission: Mission) -> tuple[str, str, bool]:
    """A yes or no on which the verdict in the bar turns, of the first part of its kind."""
    engine = load().engine
    one = case.of(mission)
    assert one.on

    def word(other: Mission) -> str:
        a = assess(engine, other, on=one.on, readings=one.readings, viewpoint=one.viewpoint, pending=one.pending)
        return (a.you or a.overall).every_reading.word

    before = word(mission)
    for parts in mission.parts.values():
        for fact, answer in mission.answers[parts[0]].items() if parts else ():
            if isinstance(answer.value, bool):
                turned = msgspec.structs.replace(answer, value=not answer.value)
                if word(mission.with_answer(parts[0], fact, turned)) != before:
                    return parts[0], fact, answer.value
    raise SystemExit(f"no yes or no of {mission.id} turns its verdict")


def _alternating(rounds: int, *measured: Iterator[float]) -> list[list[float]]:
    """The times of each, measured in turn: what else the machine does falls on all of them."""
    found = [[next(one) for one in measured] for _ in range(rounds)]
    return [list(times) for times in zip(*found, strict=True)]


def _firsts(browser: Any, served: Served) -> Iterator[float]:
    while True:
        tab = Tab(browser, served.address)
        begun = time.perf_counter()
        tab.open()
        spent = (time.perf_counter() - begun) * 1000
        tab.close()
        yield spent


def _reactions(browser: Any, served: Served) -> Iterator[float]:
    tab = Tab(browser, served.address).open()
    tab.page.get_by_text("state 0", exact=True).wait_for()
    for n in count(1):
        begun = time.perf_counter()
        tab.page.get_by_role("button", name="Change").click()
        tab.page.get_by_text(f"state {n}", exact=True).wait_for()
        yield (time.perf_counter() - begun) * 1000


def _answers(browser: Any, served: Served, name: str, turning: tuple[str, str, bool]) -> Iterator[float]:
    """From an answer to the changed verdict in the bar, there and back."""
    part, fact, value = turning
    tab = Tab(browser, served.address).open(f"answers?case={name}")
    topic = load().knowledge.facts[fact].group.capitalize()
    tab.page.get_by_role("combobox", name="Topic").click()
    tab.page.get_by_role("option", name=topic, exact=True).click()
    question = tab.page.locator(f".st-key-q-{part.replace(':', '-')}-{fact.replace('.', '-')}")
    question.wait_for()
    badge = tab.page.locator(BADGE).first
    for n in count():
        tab.settle()
        before = badge.inner_text()
        begun = time.perf_counter()
        question.get_by_text("Yes" if (n % 2 == 0) != value else "No", exact=True).click()
        tab.page.wait_for_function(
            "([bar, before]) => { const b = document.querySelector(bar); return b && b.innerText !== before; }",
            arg=[BADGE, before],
        )
        yield (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
