"""A team on one server, in Chromium: two people sign in, share a case, and see nothing else of each other."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from regolex.cases.case import READ, WRITE
from regolex.cases.people import called
from regolex.cases.sharing import shared_with
from regolex.cases.store import Store
from regolex.cases.verify import verify
from regolex.commands import appserver
from tests.browser import NAMES, REQUIRED, chromium, without
from tests.oidc import CLIENT, SECRET, Provider
from tests.postgres import free_port

if not os.environ.get(REQUIRED):
    pytest.importorskip("streamlit", reason="the extra `app` is not installed")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WAIT = 30_000
PLAN = "mission: drill\ntitle: Drill\nabout: invented\nfacts: {}\n"
PEOPLE = {
    "Ada": {"sub": "1", "email": "ada@example.org", "email_verified": True, "name": "Ada"},
    "Ben": {"sub": "2", "email": "ben@example.org", "email_verified": True, "name": "Ben"},
    "Eve of elsewhere": {"sub": "3", "email": "eve@evil.example", "email_verified": True, "name": "Eve"},
    "Eve who says she is Ada": {"sub": "4", "email": "ada@example.org", "email_verified": False, "name": "Ada"},
}


class Served(NamedTuple):
    """A running server of a team, and its cases."""

    address: str
    store: Store


@pytest.fixture(scope="module")
def served(knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app for a team, as ``regolex app --team`` serves it."""
    folder, port = tmp_path_factory.mktemp("team"), free_port()
    address, url = f"http://127.0.0.1:{port}", f"sqlite:///{folder / 'cases.sqlite3'}"
    provider = Provider(PEOPLE, f"{address}/oauth2callback")
    file = folder / "team.toml"
    file.write_text(
        f'[team]\naddress = "{address}"\nallowed = ["example.org"]\ndatabase = "{url}"\n'
        f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{"s" * 64}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "{SECRET}"\nserver_metadata_url = "{provider.metadata_url}"\n',
        encoding="utf-8",
    )
    before = dict(os.environ)
    command = appserver.command(ROOT / "app" / "main.py", port, browser=False, team=file)
    place = {"REGOLEX_KNOWLEDGE": str(knowledge), "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    given = {**os.environ, **place}
    os.environ.clear()
    os.environ.update(before)
    log = folder / "log.txt"
    store = Store.open(url)
    with log.open("w") as out, subprocess.Popen(command, env=given, stdout=out, stderr=out) as server:
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                    break
                except OSError:
                    assert time.monotonic() < until, log.read_text()
                    assert server.poll() is None, log.read_text()
                    time.sleep(0.2)
            yield Served(address, store)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
            provider.stop()
            store.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        without(f"no Chromium found (looked for {', '.join(NAMES)} and REGOLEX_CHROMIUM)")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield launched
        launched.close()


class Windows:
    """Browsers of different people, each with cookies of its own; a request to anywhere else is refused and noted."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[Any] = []
        self.elsewhere: list[str] = []

    def fresh(self, path: str = "/") -> Any:
        """A page in a browser that no one has signed in with."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(WAIT)
        context.route("**/*", self._watch)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(self.address + path)
        return page

    def of(self, who: str) -> Any:
        """A page of someone who has signed in."""
        page = self.fresh()
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name=who, exact=True).click()
        page.get_by_role("button", name="Sign out").wait_for()
        return page

    def _watch(self, route: Any) -> None:
        url = route.request.url
        if urlsplit(url).hostname == "127.0.0.1" or url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(url)
            route.abort()


@pytest.fixture
def windows(browser: Any, served: Served) -> Iterator[Windows]:
    found = Windows(browser, served.address)
    yield found
    for context in found.contexts:
        context.close()
    assert found.elsewhere == []


def accessible(page: Any) -> None:
    """No serious or critical violation, as axe-core sees it."""
    found = Axe().run(page)
    grave = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert grave == [], [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in grave]


def test_no_one_sees_anything_without_signing_in(windows: Windows, served: Served) -> None:
    hidden = served.store.new("A case of this computer", PLAN)
    for path in ("/", f"/overview?case={hidden.id}", "/law", "/ask"):
        page = windows.fresh(path)
        page.get_by_role("button", name="Sign in").wait_for()
        assert "A case of this computer" not in page.content()
        assert page.get_by_role("link", name="Home").count() == 0
    accessible(page)


@pytest.mark.parametrize("who", ["Eve of elsewhere", "Eve who says she is Ada"])
def test_who_is_not_allowed_does_not_come_in(windows: Windows, served: Served, who: str) -> None:
    page = windows.of(who)
    page.get_by_role("heading", name="You cannot come in").wait_for()
    assert page.get_by_role("link", name="Home").count() == 0
    assert who not in {person.name for person in called_all(served.store)}
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()


def called_all(store: Store) -> tuple[Any, ...]:
    from regolex.cases.people import everyone

    return everyone(store)


def test_two_people_share_a_case_and_see_nothing_else_of_each_other(windows: Windows, served: Served) -> None:
    ada, ben = windows.of("Ada"), windows.of("Ben")
    her, him = (called(served.store, f"{name}@example.org") for name in ("ada", "ben"))
    hers, his = served.store.of(her.id), served.store.of(him.id)
    case, secret = hers.new("Drill", PLAN, settings={"on": "2026-11-30"}), hers.new("Secret of Ada", PLAN)

    # Ben sees neither, in the list or by the address
    ben.goto(f"{served.address}/overview?case={case.id}")
    ben.get_by_text("There is no case under this address").wait_for()
    ben.goto(served.address)
    ben.get_by_role("heading", name="Start your first case").wait_for()
    assert "Drill" not in ben.get_by_role("main").inner_text()

    # Ada shares it for reading
    ada.goto(f"{served.address}/overview?case={case.id}")
    ada.get_by_role("button", name="Share").first.click()
    ada.get_by_role("button", name="Share").last.wait_for()
    accessible(ada)
    ada.get_by_role("button", name="Share").last.click()
    ada.get_by_text("Ben (ben@example.org), may read").wait_for()
    assert [(one.person.id, one.access) for one in shared_with(hers, case.id)] == [(him.id, READ)]

    # Ben sees the one and not the other, and may not change it
    ben.goto(served.address)
    ben.get_by_text("Shared with you").wait_for()
    assert "Secret of Ada" not in ben.content()
    assert ben.get_by_text("Drill").count() >= 1
    assert secret.id not in {card.id for card in his.list()}
    assert verify(served.store.database).problems == ()
    assert WRITE != READ
