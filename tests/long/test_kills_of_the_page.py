"""The server behind the page is killed at random moments while answers are given in Chromium: none that was shown is lost.

REGOLEX_KILLS says how many kills there are, and REGOLEX_KILLS_RECORD a file that gets the counts; each server is a copy of one
that has read the code (`tests/warm.py`).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright import sync_api

from regolex.cases.store import Store
from regolex.cases.verify import verify
from tests.app_browser import WAIT, Served, Tab, launched, serving
from tests.postgres import Server, free_port
from tests.warm import Warm

ROOT = Path(__file__).resolve().parents[2]
TIMES = int(os.environ.get("REGOLEX_KILLS", "200"))
RECORD = os.environ.get("REGOLEX_KILLS_RECORD", "")
PLAN = "mission: drill\ntitle: Answer 0\nabout: invented\non: 2026-11-30\nfacts: {}\n"
SHOWN = "document.querySelector('.rx-case').textContent"


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with launched() as browser:
        yield Tab(browser, f"http://127.0.0.1:{free_port()}")


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    found = Warm()
    yield found
    found.close()


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The three invented rules of the tests of the app, which load at once."""
    folder = tmp_path_factory.mktemp("knowledge") / "invented"
    shutil.copytree(ROOT / "tests" / "app" / "knowledge", folder)
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    return str(folder)


def kill(tab: Tab, warm: Warm, knowledge: str, folder: Path, url: str, chance: random.Random) -> tuple[int, int]:
    """Answer one after the other until the server is killed: the last answer that the page showed, and the last on disk."""
    folder.mkdir()
    store = Store.open(url)
    case = store.new("Answer 0", PLAN)
    store.close()
    port = urlsplit(tab.address).port or 0  # the same each time: the browser has read the code of the page once
    with serving(folder, knowledge, database=url, warm=warm, port=port) as served:
        tab.open(f"disputes?case={case.id}").settle()  # a page with little on it: saving is the same on each
        tab.page.get_by_role("button", name="Case", exact=True).click()
        field = tab.page.get_by_label("Title", exact=True)
        answer, last_answer, spent = 0, chance.randint(1, 4), 2.0
        while served.process.poll() is None:
            answer += 1
            if answer == last_answer:  # within the time that an answer takes on this machine, or a little later
                threading.Timer(chance.uniform(0, 1.3 * spent), served.process.kill).start()
            begun = time.monotonic()
            written(served, field, f"Answer {answer}")
            while served.process.poll() is None and tab.page.evaluate(SHOWN) != f"Answer {answer}":
                time.sleep(0.02)
            spent = time.monotonic() - begun
        tab.page.wait_for_timeout(200)  # what the server had sent before its end
        shown = int(str(tab.page.evaluate(SHOWN)).partition(" ")[2])
    store = Store.open(url)
    found = store.read(case.id)
    last = int(found.title.partition(" ")[2])
    assert last in (shown, shown + 1), "one save at most was under way"
    assert f"Answer {last}" in found.text
    assert [v.title for v in store.versions(case.id)] == [f"Answer {n}" for n in range(last, -1, -1)]
    assert verify(store.database).problems == ()
    store.close()
    return shown, last


def written(served: Served, field: Any, answer: str) -> None:
    """Write into the field and leave it; the page lets no one write while the server is gone."""
    until = time.monotonic() + WAIT / 1000
    while served.process.poll() is None:
        try:
            field.fill(answer, timeout=5000)
            field.press("Enter", timeout=5000)
            return
        except sync_api.TimeoutError:
            assert time.monotonic() < until, "the page lets no one write although the server runs"


def killed(database: str, url: str, tab: Tab, warm: Warm, knowledge: str, folder: Path) -> None:
    """As many kills as are asked for, on one database, and what they came to."""
    chance, found = random.Random(), []
    for n in range(TIMES):
        found.append(kill(tab, warm, knowledge, folder / str(n), url, chance))
        if n % 20 == 19:
            print(f"{database}: {n + 1} kills", flush=True)
    told(database, found)


def told(database: str, found: list[tuple[int, int]]) -> None:
    shown, ahead = sum(one for one, _ in found), sum(last > one for one, last in found)
    assert shown > len(found), "answers were given between the kills"
    print(f"{database}: {len(found)} kills, {shown} answers shown and found, {ahead} saved that were not shown yet")
    if RECORD:
        path = Path(RECORD)
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        known[database] = {"kills": len(found), "shown": shown, "ahead": ahead}
        path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def test_a_server_killed_at_random_loses_no_answer_that_the_page_had_shown_on_sqlite(
    tab: Tab, warm: Warm, knowledge: str, tmp_path: Path
) -> None:
    killed("SQLite", f"sqlite:///{tmp_path / 'cases.sqlite3'}", tab, warm, knowledge, tmp_path)


def test_a_server_killed_at_random_loses_no_answer_that_the_page_had_shown_on_postgresql(
    tab: Tab, warm: Warm, knowledge: str, tmp_path: Path
) -> None:
    server = Server(durable=True)
    try:
        killed("PostgreSQL", server.database(), tab, warm, knowledge, tmp_path)
    finally:
        server.stop()
