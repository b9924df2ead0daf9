"""A team on one server, in Chromium: two people sign in, share a case, and see nothing else of each other."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from regolex.cases import assignments, comments, links, sharing
from regolex.cases.case import READ, WRITE, Case
from regolex.cases.people import called
from regolex.cases.schema import people
from regolex.cases.sharing import shared_with
from regolex.cases.store import Store
from regolex.cases.verify import verify
from regolex.commands import appserver
from tests.browser import NAMES, REQUIRED, chromium, without
from tests.leash import leashed
from tests.oidc import CLIENT, SECRET, Provider
from tests.postgres import free_port

if not os.environ.get(REQUIRED):
    pytest.importorskip("streamlit", reason="the extra `app` is not installed")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api

from tests.app_browser import ARGS

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
WAIT = 120_000  # a machine with two cores runs this beside other tests
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
    with log.open("w") as out, subprocess.Popen(leashed(command), env=given, stdout=out, stderr=out) as server:
        try:
            until = time.monotonic() + WAIT / 1000
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
    """Browsers of different people, each with cookies of its own; a request to anywhere else is noted and goes nowhere."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[Any] = []
        self.elsewhere: list[str] = []

    def fresh(self, path: str = "/") -> Any:
        """A page in a browser that no one has signed in with."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(WAIT)
        context.on("request", lambda asked: self._note(asked.url))
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

    def _note(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1" and not url.startswith(("data:", "blob:")):
            self.elsewhere.append(url)


@pytest.fixture(scope="module")
def windows(browser: Any, served: Served) -> Iterator[Windows]:
    """Windows of all tests; those that have signed in stay signed in."""
    found = Windows(browser, served.address)
    yield found
    for context in found.contexts:
        context.close()
    assert found.elsewhere == []


def accessible(page: Any) -> None:
    """No serious or critical violation, as axe-core sees it, once the page is at rest: what is being redrawn is pale."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("!document.querySelector('[data-stale=true], [data-testid^=stSkeleton]')")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
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
    assert "3" not in subjects(served.store)
    assert "4" not in subjects(served.store)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()


def subjects(store: Store) -> set[str]:
    with store.database.reading() as connection:
        return set(connection.execute(select(people.c.subject)).scalars())


class Both(NamedTuple):
    """Ada and Ben in their browsers, and what each of them may see in the database."""

    ada: Any
    ben: Any
    hers: Store
    his: Store
    him: str


@pytest.fixture(scope="module")
def both(windows: Windows, served: Served) -> Both:
    ada, ben = windows.of("Ada"), windows.of("Ben")
    her, him = (called(served.store, f"{name}@example.org") for name in ("ada", "ben"))
    return Both(ada, ben, served.store.of(her.id), served.store.of(him.id), him.id)


def plan(store: Store, title: str) -> Case:
    """A case with a day, kept as the pages keep it."""
    return store.new(title, f"mission: drill\ntitle: {title}\nabout: invented\non: 2026-11-30\nfacts: {{}}\n")


def opened(page: Any, served: Served, case: Case, path: str = "overview") -> None:
    page.goto(f"{served.address}/{path}?case={case.id}")
    page.get_by_role("button", name="Versions").wait_for()


def told(page: Any, words: str) -> None:
    """Wait for words on the page."""
    page.get_by_text(words).first.wait_for()


def popped(page: Any, name: str) -> Any:
    """What a button of the bar opens; it stays open while one answers in it, and a click would close it."""
    body = page.get_by_test_id("stPopoverBody")
    if not body.is_visible():
        page.get_by_test_id("stPopover").get_by_role("button", name=name, exact=True).first.click()
        body.wait_for()
    return body


def retitle(page: Any, title: str) -> None:
    """Give the case another title, as a person does."""
    field = popped(page, "Case").get_by_label("Title", exact=True)
    field.fill(title)
    field.press("Enter")


def until(check: Callable[[], bool]) -> None:
    """Wait for something to be so in the database."""
    end = time.monotonic() + WAIT / 1000
    while not check():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_case_is_seen_by_those_with_whom_it_is_shared_and_changed_by_those_who_may(
    both: Both, served: Served
) -> None:
    ada, ben = both.ada, both.ben
    case, secret = plan(both.hers, "Drill"), plan(both.hers, "Secret of Ada")

    # Ben sees neither, in the list or by the address
    for one in (case, secret):
        ben.goto(f"{served.address}/overview?case={one.id}")
        told(ben, "There is no case under this address")
    ben.goto(served.address)
    told(ben, "Start your first case")
    assert "Drill" not in ben.content()

    # Ada shares it for reading
    opened(ada, served, case)
    shared = popped(ada, "Share")
    accessible(ada)
    shared.get_by_role("button", name="Share", exact=True).click()
    told(ada, "Ben (ben@example.org), may read")
    assert [(one.person.id, one.access) for one in shared_with(both.hers, case.id)] == [(both.him, READ)]

    # Ben sees the one and not the other, and cannot change it
    ben.goto(served.address)
    told(ben, "Shared with you")
    assert "Secret of Ada" not in ben.content()
    opened(ben, served, case)
    told(ben, "To read only")
    retitle(ben, "Ben was here")
    told(ben, "C505")
    accessible(ben)
    assert both.hers.read(case.id).title == "Drill"

    # Ada lets him write
    shared = ada.get_by_test_id("stPopoverBody")
    shared.get_by_text("read and change", exact=True).click()
    shared.get_by_role("button", name="Share", exact=True).click()
    told(ada, "Ben (ben@example.org), may read and change")
    opened(ben, served, case)
    retitle(ben, "Drill of both")
    until(lambda: both.hers.read(case.id).title == "Drill of both")
    opened(ada, served, case, "versions")
    told(ada, "· Ben")
    accessible(ada)

    # and takes the right away: what Ben has open goes with it
    sharing.stop(both.hers, case.id, both.him)
    retitle(ben, "Too late")
    told(ben, "There is no case under this address")
    assert both.hers.read(case.id).title == "Drill of both"
    assert verify(served.store.database).problems == ()


def test_of_two_who_change_one_case_at_once_neither_overwrites_the_other(both: Both, served: Served) -> None:
    ada, ben = both.ada, both.ben
    case = plan(both.hers, "Drill")
    sharing.share(both.hers, case.id, both.him, WRITE)
    for page in (ada, ben):
        opened(page, served, case)

    # both change the title: both are shown, and Ada decides
    retitle(ben, "Title of Ben")
    until(lambda: both.hers.read(case.id).title == "Title of Ben")
    retitle(ada, "Title of Ada")
    dialog = ada.get_by_role("dialog").filter(has_text="Two answers to one question")
    dialog.get_by_text("Ben saved this case").wait_for()
    row = dialog.get_by_role("row").filter(has_text="Title").last
    assert [cell.inner_text() for cell in row.get_by_role("cell").all()][-2:] == ["Title of Ada", "Title of Ben"]
    accessible(ada)
    assert both.hers.read(case.id).title == "Title of Ben"
    dialog.get_by_role("button", name="Keep mine", exact=True).click()
    until(lambda: both.hers.read(case.id).title == "Title of Ada")
    assert [version.title for version in both.hers.versions(case.id)] == ["Title of Ada", "Title of Ben", "Drill"]

    # each changes something else: both changes are kept
    opened(ben, served, case)
    popped(ben, "Case").get_by_text("Include law that is adopted or proposed").click()
    until(lambda: bool(both.hers.read(case.id).settings.get("pending")))
    retitle(ada, "Title of both")
    dialog = ada.get_by_role("dialog").filter(has_text="This case was changed elsewhere")
    dialog.get_by_role("button", name="Keep both", exact=True).click()
    until(lambda: both.hers.read(case.id).title == "Title of both")
    assert both.hers.read(case.id).settings["pending"] is True
    assert verify(served.store.database).problems == ()


def test_a_supervising_lawyer_reads_one_case_by_a_link_and_comments(
    both: Both, windows: Windows, served: Served
) -> None:
    ada, ben = both.ada, both.ben
    case, secret = plan(both.hers, "Drill"), plan(both.hers, "Secret of Ada")
    sharing.share(both.hers, case.id, both.him, READ)
    opened(ada, served, case)
    body = popped(ada, "Share")
    body.get_by_label("For whom?").fill("Maître Dupont")
    body.get_by_role("button", name="Make a link").click()
    link = body.get_by_test_id("stCode").inner_text().strip()
    assert link.startswith(f"{served.address}/?link=")

    guest = windows.fresh(link.removeprefix(served.address))
    guest.get_by_role("heading", name="Drill").wait_for()
    assert guest.get_by_role("link", name="Home").count() == 0
    assert secret.title not in guest.content()
    guest.get_by_label("Your comment").fill("Who supervises <b>this</b>?")
    guest.get_by_role("button", name="Comment", exact=True).click()
    told(guest, "Who supervises <b>this</b>?")
    accessible(guest)
    # the link opens no other page and no other case
    for path in (f"/overview?case={secret.id}", f"/overview?case={case.id}", "/", "/home"):
        guest.goto(served.address + path)
        guest.get_by_role("button", name="Sign in").wait_for()

    # Ben, who may read, sees the comment and answers; a question is assigned to him
    assignments.assign(both.hers, case.id, "question:mission.x mission", "Who operates it?", both.him)
    ben.goto(served.address)
    told(ben, "Assigned to you")
    ben.get_by_role("button", name="Open the case").click()
    ben.get_by_role("button", name="Versions").wait_for()
    body = popped(ben, "Share")
    told(body, "Maître Dupont (by a link)")
    body.get_by_label("Your comment").fill("The agency does.")
    body.get_by_role("button", name="Comment", exact=True).click()
    told(body, "The agency does.")
    body.get_by_role("button", name="Done: ").click()
    until(lambda: assignments.of_mine(both.his) == ())

    # Ada revokes the link
    opened(ada, served, case)
    popped(ada, "Share").get_by_role("button", name="Revoke").click()
    until(lambda: all(one.revoked_at for one in links.of_case(both.hers, case.id)))
    guest.goto(link)
    guest.get_by_role("heading", name="This link opens nothing").wait_for()
    assert [one.name for one in comments.of_case(both.hers, case.id)] == ["Maître Dupont", "Ben"]
    assert verify(served.store.database).problems == ()
