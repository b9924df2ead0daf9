"""The questionnaire in a real browser: one journey, no request to anywhere else, and no barrier of our making."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from regolex.commands import appserver
from tests.browser import NAMES, REQUIRED, chromium, without

if not os.environ.get(REQUIRED):
    pytest.importorskip("streamlit", reason="the extra `app` is not installed")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
ARGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WAIT = 30_000


@pytest.fixture(scope="module")
def address(knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The questionnaire, served on a loopback port as `regolex app` serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    place = {"REGOLEX_KNOWLEDGE": str(knowledge), "PYTHONPATH": str(ROOT), "HOME": str(log.parent)}
    command = appserver.command(ROOT / "app" / "main.py", port, browser=False)
    with log.open("w") as out, subprocess.Popen(command, env={**os.environ, **place}, stdout=out, stderr=out) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(url: str, server: subprocess.Popen[Any], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not come up:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        without(f"no Chromium found (looked for {', '.join(NAMES)} and REGOLEX_CHROMIUM)")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield launched
        launched.close()


VIEWS = ("Mission", "Questions", "Overview", "Findings", "Assumptions", "To do", "Report")


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide-light", "narrow-dark"])
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    """A fresh page with the questionnaire; whatever it asks of another host is refused and noted."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True)
    context.set_default_timeout(WAIT)
    context.elsewhere = []

    def watch(route: Any) -> None:
        url = route.request.url
        if urlsplit(url).hostname == "127.0.0.1" or url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            context.elsewhere.append(url)
            route.abort()

    context.route("**/*", watch)
    opened = context.new_page()
    opened.on("websocket", lambda socket: watch_socket(context, socket.url))
    opened.goto(address)
    opened.get_by_role("button", name="Open this mission").wait_for()
    yield opened
    context.close()


def watch_socket(context: Any, url: str) -> None:
    if urlsplit(url).hostname != "127.0.0.1":
        context.elsewhere.append(url)


def open_example(page: Any) -> None:
    page.get_by_role("button", name="Open this mission").click()
    page.get_by_role("heading", level=1, name="A licensed dig").wait_for()


def verdict(page: Any, word: str) -> None:
    """Wait until the verdict on top of the page begins with a word."""
    page.get_by_role("status").filter(has_text=word).first.wait_for()


def break_it(page: Any) -> None:
    """Answer one question so that a duty is breached."""
    page.get_by_role("tab", name="Questions").click()
    topic = page.get_by_role("combobox", name="Topic")
    topic.click()
    page.get_by_role("option", name="Conduct").click()
    group = page.get_by_role("radiogroup").filter(has=page.get_by_text("Not decided yet")).filter(has_text="Yes")
    question = page.locator(".st-key-q-activity-dig-activity-excludes_others")
    group.first.wait_for()  # the page draws its questions when the server has sent them
    question.get_by_text("Yes", exact=True).click()


def test_a_journey_from_the_example_to_the_report(page: Any) -> None:
    open_example(page)
    verdict(page, "Clear")
    break_it(page)
    verdict(page, "Blocked")
    page.get_by_role("tab", name="Findings").click()
    page.locator("summary").filter(has_text="Test Treaty, Article II").first.click()
    page.get_by_text("No one may take what belongs to all.").first.wait_for()
    page.get_by_role("link", name="https://example.org/treaty").first.wait_for()
    page.get_by_role("tab", name="Report").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report (HTML)").click()
    report = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == "licensed-2026-01-15.html"
    assert "Test Treaty, Article II" in report
    assert "blocked" in report.lower()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Mission file (YAML)").click()
    assert "excludes_others: true" in Path(waiting.value.path()).read_text(encoding="utf-8")
    assert page.context.elsewhere == [], "the page asked another host"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "the page is wider than the window"


def test_the_journey_can_be_made_with_the_keyboard_alone(page: Any) -> None:
    page.get_by_role("button", name="Open this mission").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="A licensed dig").wait_for()
    page.get_by_role("tab", name="Overview").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Questions by topic").wait_for()
    page.get_by_role("combobox", name="Topic").focus()
    page.keyboard.type("Conduct")
    page.keyboard.press("Enter")
    question = page.locator(".st-key-q-activity-dig-activity-excludes_others")
    question.get_by_role("radio", name="No", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    verdict(page, "Blocked")


def test_an_assumption_is_adopted_and_undone_by_its_name(page: Any) -> None:
    open_example(page)
    page.get_by_role("tab", name="Assumptions").click()
    page.get_by_role("button", name="Adopt: Nothing unusual").click()
    page.get_by_text("On your answers alone, without assumptions").first.wait_for()
    page.get_by_role("button", name="Undo: Nothing unusual").click()
    page.get_by_role("button", name="Adopt: Nothing unusual").wait_for()
    sync_api.expect(page.get_by_text("On your answers alone, without assumptions")).to_have_count(0)


def test_the_page_follows_the_colours_of_the_system(page: Any) -> None:
    open_example(page)
    page.locator(".st-key-strip").first.wait_for()
    paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    strip = page.evaluate("getComputedStyle(document.querySelector('.st-key-strip')).backgroundColor")
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert paper == strip == ("rgb(15, 20, 24)" if dark else "rgb(255, 255, 255)")


def test_headings_come_in_order(page: Any) -> None:
    open_example(page)
    break_it(page)
    for view in VIEWS:
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(800)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), (view, levels)


def test_no_serious_barrier_of_our_making(page: Any) -> None:
    open_example(page)
    break_it(page)
    found = {}
    for view in VIEWS:
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(800)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical") and violation["id"] not in STREAMLITS:
                found[f"{view}: {violation['id']}"] = [node["html"][:300] for node in violation["nodes"]][:3]
    assert found == {}


# barriers that Streamlit's own widgets bring along, with the place where they come from
STREAMLITS: dict[str, str] = {}


def test_a_first_start_in_an_empty_home_asks_for_nothing(tmp_path: Path) -> None:
    """Not headless, as `make app` starts it: the page must come up without anybody typing anything."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "HOME": str(tmp_path), "BROWSER": "true"}
    started = appserver.command(ROOT / "app" / "main.py", port, browser=True)
    server = subprocess.Popen(
        started, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(120):
            assert server.poll() is None, "the server stopped"
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        pytest.fail("no page after a minute")
    finally:
        server.terminate()
        server.wait(timeout=30)
