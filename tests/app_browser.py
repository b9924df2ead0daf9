"""The app in a real browser: a server on a loopback port, tabs that note every request to elsewhere, and patient clicks."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright import sync_api

from regolex.commands import appserver
from tests.browser import NAMES, chromium, without
from tests.leash import leashed
from tests.postgres import free_port
from tests.warm import Warm

ROOT = Path(__file__).resolve().parents[1]
ARGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no other host is reached, and the cache of the browser works
]  # fmt: skip
WAIT = 120_000  # ms for a condition: a machine with two cores runs this beside other tests


class Served(NamedTuple):
    """A running server and the address of its database."""

    address: str
    database: str
    process: Any


@contextmanager
def serving(
    folder: Path,
    knowledge: str = "",
    script: Path | None = None,
    database: str = "",
    warm: Warm | None = None,
    port: int = 0,
) -> Iterator[Served]:
    """The app as `regolex app` serves it, with a database of its own unless another is named; at once as a warm copy."""
    port = port or free_port()
    log, database = folder / "log.txt", database or f"sqlite:///{folder / 'cases.sqlite3'}"
    place = {"REGOLEX_KNOWLEDGE": knowledge, "PYTHONPATH": str(ROOT), "REGOLEX_DATABASE": database}
    command = appserver.command(script or ROOT / "app" / "main.py", port, browser=False)
    with ExitStack() as stack:
        server: Any
        if warm is not None:
            server = warm.server(command[3:], log, place)
        else:
            out = stack.enter_context(log.open("w"))
            server = stack.enter_context(
                subprocess.Popen(leashed(command), env={**os.environ, **place}, stdout=out, stderr=out)
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield Served(f"http://127.0.0.1:{port}", database, server)
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_for(url: str, server: Any, log: Path) -> None:
    until = time.monotonic() + WAIT / 1000
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not come up:\n{log.read_text()}")


@contextmanager
def launched() -> Iterator[Any]:
    """Chromium, or a skip that says why there is none."""
    path = chromium()
    if path is None:
        without(f"no Chromium found (looked for {', '.join(NAMES)} and REGOLEX_CHROMIUM)")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield found
        found.close()


class Tab:
    """One tab; it counts clicks, and notes whatever the page asks of another host, which the browser does not reach."""

    def __init__(self, browser: Any, address: str, width: int = 1366, scheme: str = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        self.context.set_default_timeout(WAIT)
        self.elsewhere: list[str] = []
        self.clicks = 0
        self.address = address
        self.context.on("request", lambda asked: self._note(asked.url))
        self.page = self.context.new_page()
        self.page.on("websocket", lambda opened: self._note(opened.url))

    def _note(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1" and not url.startswith(("data:", "blob:")):
            self.elsewhere.append(url)

    def close(self) -> None:
        self.context.close()

    # --- going ---

    def open(self, path: str = "") -> Tab:
        self.page.goto(f"{self.address}/{path}")
        self.page.locator("h1").first.wait_for()
        return self

    def title(self, text: str) -> None:
        """Wait for the title of a page."""
        self.page.get_by_role("heading", level=1, name=text).wait_for()

    def begins_at_its_title(self) -> None:
        """Reading begins at the title: it has the focus, which comes once the page is whole, after the title shows."""
        sync_api.expect(self.page.locator("h1").first).to_be_focused(timeout=WAIT)

    def look(self, width: int, scheme: str) -> None:
        """Make the window so wide, and light or dark, under the page as it stands."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_timeout(400)  # the menu slides, and colours fade
        if width < 640:
            self.uncovered()

    def settle(self) -> None:
        """Wait until the server has nothing more to send."""
        self.page.wait_for_function(
            "() => { const a = document.querySelector('.stApp');"
            " return a && a.getAttribute('data-test-script-state') === 'notRunning' &&"
            " !document.querySelector('[data-stale=true], [data-testid^=stSkeleton]') &&"
            " getComputedStyle(a).getPropertyValue('--rx-soft') &&"
            " document.querySelector('[data-testid=stSidebarContent]').tabIndex === 0; }"
        )

    @property
    def case_id(self) -> str:
        return self.page.url.split("case=")[1].partition("&")[0]

    def link(self, name: str) -> None:
        """Follow a link of the menu, which a narrow window keeps behind a button."""
        found = self.page.get_by_role("link", name=name)
        if self.page.viewport_size["width"] < 640:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        found.first.click()
        if self.page.viewport_size["width"] < 640:
            self.uncovered()

    def uncovered(self) -> None:
        """Wait until the menu of a narrow window covers nothing of the page."""
        self.page.wait_for_function(
            "() => [.02, .3, .6, .98].every(x => [.1, .5, .9].every(y => !document.elementFromPoint("
            "x * innerWidth, y * innerHeight).closest('[data-testid=stSidebar]')))",
            timeout=20_000,
        )

    # --- answering ---

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.clicks += 1

    def chip(self, question: str, field: str, *names: str) -> None:
        """Choose chips of a field, each until the page repeats it beside the questions."""
        own = self.page.locator(f".st-key-intake-{question}")
        for name in names:
            self.settle()
            group = own.locator(f"[data-rac][aria-label^='{field}']").first
            group.get_by_text(name, exact=True).click()
            self.clicks += 1
            if not name.startswith(("None", "Nothing", "Yes", "No")):
                self.answered(name)
            self.settle()

    def pick(self, question: str, field: str, name: str) -> None:
        """Choose from a list that can be searched."""
        box = self.page.locator(f".st-key-intake-{question}").get_by_role("combobox", name=field)
        box.click()
        box.fill(name)
        self.page.get_by_role("option", name=name).first.click()
        self.clicks += 2
        self.answered(name)

    def answered(self, text: str) -> None:
        self.page.locator(".rx-stack dd").filter(has_text=text[1:]).first.wait_for()

    def wide(self) -> int:
        """By how much the page is wider than its window."""
        found: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return found
