"""Journeys through the app in a real browser, each without a request to anywhere else; and no barrier of our making."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from regolex.cases.store import Store
from regolex.commands import appserver
from regolex.engine.assessment import assess
from regolex.knowledge import load
from regolex.report.disputed import disputes
from regolex.tasks.task import by_authority, tasks
from tests.browser import REQUIRED

if not os.environ.get(REQUIRED):
    pytest.importorskip("streamlit", reason="the extra `app` is not installed")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright import sync_api

from tests.app_browser import WAIT, Served, Tab, launched, serving
from tests.app_pages import ROOT, case
from tests.app_states import STATES, barriers, cases, keep
from tests.leash import leashed

pytestmark = pytest.mark.browser
KB = load()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def tab(browser: Any, served: Served) -> Iterator[Tab]:
    """A tab; at the end nothing was asked of another host."""
    one = Tab(browser, served.address)
    yield one
    one.close()
    assert one.elsewhere == [], "the page asked another host"


@pytest.fixture
def phone(browser: Any, served: Served) -> Iterator[Tab]:
    """The same on a narrow, dark screen."""
    one = Tab(browser, served.address, 390, "dark")
    yield one
    one.close()
    assert one.elsewhere == [], "the page asked another host"


def kept(served: Served, name: str) -> str:
    """An example in the database of the server."""
    return keep(served, case.of(KB.read_mission(ROOT / "examples" / f"{name}.yaml")))


def on_disk(served: Served, case_id: str) -> Any:
    store = Store.open(served.database)
    try:
        found = store.read(case_id)
        return case.kept(found.text, found.settings, KB.knowledge)
    finally:
        store.close()


def test_a_request_to_another_host_is_noted_and_goes_nowhere(browser: Any, served: Served) -> None:
    tab = Tab(browser, served.address).open()
    came = tab.page.evaluate("fetch('http://192.0.2.1/x').then(() => 'an answer', () => 'nothing')")
    tab.close()
    assert came == "nothing"
    assert tab.elsewhere == ["http://192.0.2.1/x"]


# --- the founder ---

ANSWERS, CLICKS = 15, 40


def test_a_founder_has_a_first_screen_after_15_answers_and_40_clicks_and_takes_a_memo_along(
    tab: Tab, served: Served
) -> None:
    tab.open()
    tab.press("Start with fourteen questions")
    tab.title("Who are you?")
    tab.page.get_by_label("What is the plan called?").fill("Water from an asteroid")
    tab.page.keyboard.press("Tab")
    tab.page.locator(".rx-case").filter(has_text="Water from an asteroid").wait_for()
    tab.chip("who", "What kind of party are you?", "A company")
    tab.pick("who", "Under the law of which State", "Luxembourg")
    tab.chip("who", "Are your registered office", "Yes")
    tab.press("Continue")
    tab.title("What will you do in space?")
    tab.chip(
        "steps",
        "Which steps?",
        "Touch and measure without taking",
        "Take more: dig, drill or heat",
        "Sell what was taken",
    )
    tab.chip("steps", "What is the material?", "Water or ice")
    tab.chip("steps", "Or instead: Do you push", "None of these")
    tab.chip("claims", "What do you intend to own or sell", "We sell the material")
    tab.chip("claims", "Where does the buyer", "Elsewhere in space")
    tab.pick("where", "At which celestial body", "Near-Earth asteroid")
    tab.chip("ends", "What is the plan for", "To earn money")
    tab.press("Continue")
    tab.title("How do you get there?")
    tab.pick("launch", "Which launch vehicle", "Falcon 9")
    tab.pick("launch", "From which launch site", "Cape Canaveral")
    tab.chip("launch", "Who buys the launch", "We do")
    tab.pick("flight", "In which States are the control", "Luxembourg")
    tab.page.keyboard.press("Escape")
    tab.chip("flight", "Do you own and operate", "Yes")
    tab.chip("craft", "Which craft?", "A digging or heating device")
    tab.chip("craft", "Is anyone aboard", "No")
    tab.chip("craft", "Is a radioactive", "No")
    tab.press("Continue")
    tab.title("Permits, return and time")
    tab.chip("back", "What comes back", "Nothing")
    tab.chip("when", "Is it true that none", "Yes")
    tab.press("Go on to the assumptions")
    tab.title("What we assume for now")
    tab.press("Go to the overview")
    counted = tab.clicks
    tab.title("Overview")
    tab.link("Your mission")
    tab.title("Who are you?")
    tab.page.go_back()
    tab.title("Overview")
    answers = on_disk(served, tab.case_id).intake
    assert len(answers) <= ANSWERS, "a question with its follow-ups is one answer"
    assert counted <= CLICKS, f"{counted} clicks"
    print(f"the founder's run: {len(answers)} answers, {counted} clicks")

    tab.page.goto(f"{served.address}/assumptions?case={tab.case_id}")
    tab.title("What we assume for now")
    tab.page.get_by_role("button", name="Confirm all").click()  # confirming the cards counts apart
    tab.page.get_by_role("button", name="Undo: ").first.wait_for()
    tab.settle()
    tab.press("Go to the overview")
    tab.title("Overview")
    current = on_disk(served, tab.case_id)
    a = assess(KB.engine, current.mission, on=current.on)
    shown = tab.page.locator('[data-testid="stMain"]')
    divided = disputes(a)
    assert divided, "the founder's plan is disputed"
    shown.get_by_text(divided[0][0].asks).first.wait_for()
    for task, _ in by_authority(tasks(a))[:3]:
        shown.locator(".st-key-card-tasks").get_by_text(task.what).first.wait_for()
    others = {a.name(task.who) for task in tasks(a) if task.who and task.who != a.client}
    listed = shown.locator("ul.rx-rows").first.inner_text()
    assert sum(f"{name}:".lower() in listed.lower() for name in others) >= min(3, len(others))

    tab.link("Report")
    tab.title("Report")
    tab.page.get_by_role("heading", name="2. Short answer").wait_for()
    for label, ending in (("Word", "docx"), ("PDF", "pdf"), ("HTML", "html"), ("Markdown", "md")):
        with tab.page.expect_download() as waiting:
            tab.page.get_by_role("button", name=label, exact=True).first.click()
        memo = Path(waiting.value.path())
        assert waiting.value.suggested_filename.endswith(f"-memo.{ending}")
        if ending == "docx":
            assert "word/document.xml" in zipfile.ZipFile(memo).namelist()
        elif ending == "pdf":
            assert memo.read_bytes().startswith(b"%PDF")
        else:
            assert "Water from an asteroid" in memo.read_text(encoding="utf-8")


# --- from a precedent to the paragraph ---


def test_a_precedent_leads_to_the_paragraph_of_a_contested_finding(phone: Tab) -> None:
    phone.open()
    phone.page.get_by_label("Search by name").fill("Nereus")
    phone.page.keyboard.press("Enter")
    sync_api.expect(phone.page.get_by_role("button", name="Start from it")).to_have_count(1, timeout=WAIT)
    phone.page.get_by_role("button", name="Start from it").click()
    phone.title("Overview")
    phone.link("Disputes")
    phone.title("Does Article II")
    phone.begins_at_its_title()
    phone.link("Disputes")  # the page that is open already: the menu goes as well
    phone.page.reload()
    phone.title("Does Article II")
    phone.settle()
    phone.uncovered()
    phone.page.locator("[class*='st-key-bites-']").get_by_role("button").first.click()
    phone.page.get_by_role("heading", name="The paragraph").wait_for()
    phone.page.get_by_role("heading", name="The readings").wait_for()
    phone.page.locator("blockquote").get_by_role("link").first.wait_for()
    assert "finding=" in phone.page.url, "a finding has an address"
    assert phone.wide() <= 0, "the page is wider than the window"


# --- compare, plan, keep ---


def test_a_plan_is_compared_in_four_places_and_its_road_map_goes_to_a_calendar(tab: Tab, served: Served) -> None:
    name = kept(served, "nereus-water")
    tab.open(f"compare?case={name}")
    tab.title("The same plan in 4 places")
    tab.page.get_by_role("heading", name="Time and money").wait_for()
    tab.page.locator("table thead th").nth(4).wait_for()
    tab.link("Tasks and road map")
    tab.title("Tasks and road map")
    tab.page.locator('img[alt^="Road map"]').wait_for()
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="Calendar file").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")


def test_a_case_outlives_a_reload_a_second_tab_a_duplicate_and_a_restore(
    tab: Tab, browser: Any, served: Served
) -> None:
    name = kept(served, "flyby-survey")
    tab.open(f"overview?case={name}")
    rename(tab, "First name")
    assert on_disk(served, name).mission.title == "First name", "what the page shows is on disk"
    tab.page.reload()
    tab.page.locator(".rx-case").filter(has_text="First name").wait_for()
    second = Tab(browser, served.address).open(f"overview?case={name}")
    rename(second, "Second name")
    rename(tab, "Third name", saved=False)
    dialog = tab.page.get_by_role("dialog")
    dialog.get_by_text("Second name").first.wait_for()
    dialog.get_by_text("Third name").first.wait_for()
    dialog.get_by_role("button", name="Keep mine", exact=True).click()
    tab.page.locator(".rx-case").filter(has_text="Third name").wait_for()
    tab.page.get_by_role("button", name="Versions").click()
    tab.page.get_by_role("button", name="Restore").last.click()
    tab.page.locator(".rx-case").filter(has_text="Fly-by").wait_for()
    assert second.elsewhere == []
    second.close()
    tab.open()
    card = tab.page.locator("[class*='st-key-more']").first
    card.get_by_role("button").click()
    tab.page.get_by_role("button", name="Duplicate").click()
    tab.page.get_by_role("heading", name="(copy)").wait_for()
    # the copy is deleted, and taken back
    tab.open()
    tab.page.get_by_role("heading", name="(copy)").wait_for()
    tab.settle()
    tab.page.locator("[class*='st-key-more']").first.get_by_role("button").click()
    tab.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Delete").click()
    tab.page.get_by_role("heading", name="(copy)").wait_for(state="detached")
    folded = tab.page.locator("summary").filter(has_text="can be taken back")
    folded.click()
    tab.page.get_by_role("button", name="Take it back").click()
    folded.wait_for(state="detached")
    tab.page.get_by_role("heading", name="(copy)").wait_for()


def rename(tab: Tab, title: str, *, saved: bool = True) -> None:
    tab.page.get_by_role("button", name="Case", exact=True).click()
    field = tab.page.get_by_label("Title")
    field.fill(title)
    field.press("Enter")
    if saved:
        tab.page.locator(".rx-case").filter(has_text=title).wait_for()
        tab.settle()
        assert field.is_visible(), "what one is writing in stays open"
    tab.page.keyboard.press("Escape")


# --- the library, and files of others ---


def test_a_question_in_sparql_is_answered_and_an_update_is_refused(tab: Tab) -> None:
    tab.open("ask")
    tab.page.get_by_role("radio", name="SPARQL").or_(tab.page.get_by_text("SPARQL", exact=True)).first.click()
    field = tab.page.get_by_role("textbox", name="SPARQL")
    field.fill("SELECT (COUNT(?rule) AS ?rules) { ?rule a :Rule }")
    tab.page.get_by_role("button", name="Run").click()
    tab.page.get_by_role("cell", name=str(len(KB.knowledge.rules)), exact=True).wait_for()
    field.fill("INSERT DATA { <a:a> <a:b> <a:c> }")
    tab.page.get_by_role("button", name="Run").click()
    tab.page.get_by_text("Q403").first.wait_for()


HOSTILE = """mission: hostile
title: "<img src=http://192.0.2.1/a.png onerror=alert(1)> ![x](http://192.0.2.1/b.png) <script>alert(2)</script>"
summary: "[click](javascript:alert(3)) :material/home: $x$ <iframe src=http://192.0.2.1/></iframe>"
on: 2026-01-15
facts: {crewed: false}
parties: {us: {name: "<b>Us</b> http://192.0.2.1/", kind: company, organised_under: LUX}}
"""


def test_a_broken_file_is_explained_and_a_hostile_one_stays_text(tab: Tab, tmp_path: Path) -> None:
    broken, hostile = tmp_path / "broken.yaml", tmp_path / "hostile.yaml"
    broken.write_text("mission: b\ntitle: B\nactivities: {dig: {kind: extracton}}\n", encoding="utf-8")
    hostile.write_text(HOSTILE, encoding="utf-8")
    dialogs: list[str] = []
    tab.page.on("dialog", lambda shown: (dialogs.append(shown.message), shown.dismiss()))
    tab.open()
    tab.page.get_by_role("button", name="Import").click()
    tab.page.locator('input[type="file"]').set_input_files(broken)
    tab.page.get_by_text("Did you mean extraction").first.wait_for()
    tab.page.locator('input[type="file"]').set_input_files(hostile)
    tab.title("Overview")
    tab.page.locator(".rx-case").filter(has_text="<img src=http://192.0.2.1/a.png").wait_for()
    for page in ("intake", "answers", "findings", "tasks"):
        tab.open(f"{page}?case={tab.case_id}")
        tab.settle()
    assert (
        tab.page.evaluate("document.querySelectorAll('[data-testid=stMain] iframe, script[src*=\"192.0\"]').length")
        == 0
    )
    assert dialogs == []


# --- barriers ---

# how each page looks when one first comes to it with a case; the other states are in tests/long
USUAL = tuple(state for state in STATES if state.usual)


def test_no_page_has_a_serious_barrier_a_gap_in_its_headings_or_a_sideways_scroll(tab: Tab, served: Served) -> None:
    assert barriers(tab, USUAL, cases(served)) == {}


def test_the_way_from_home_to_an_answer_can_be_made_with_the_keyboard_alone(tab: Tab, served: Served) -> None:
    name = cases(served)["vague"]
    tab.open(f"questions?case={name}")
    tab.settle()
    title = tab.page.locator("h1").inner_text()
    tab.begins_at_its_title()
    before = on_disk(served, name)
    for _ in range(60):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.innerText || ''").endswith("Leave open"):
            break
    else:
        pytest.fail("the button cannot be reached")
    tab.page.keyboard.press("Enter")
    sync_api.expect(tab.page.locator("h1")).not_to_have_text(title, timeout=WAIT)
    after = on_disk(served, name)
    assert len(after.left) == len(before.left) + 1


def test_a_first_start_in_an_empty_home_asks_for_nothing(tmp_path: Path) -> None:
    """Not headless, as `make app` starts it: the page must come up without anybody typing anything."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "HOME": str(tmp_path), "BROWSER": "true"}
    started = appserver.command(ROOT / "app" / "main.py", port, browser=True)
    server = subprocess.Popen(
        leashed(started),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(240):
            assert server.poll() is None, "the server stopped"
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        pytest.fail("no page after two minutes")
    finally:
        server.terminate()
        server.wait(timeout=30)
