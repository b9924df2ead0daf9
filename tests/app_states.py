"""The states in which a page can be, each with the way to it: for the search of barriers, and for pictures of all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from axe_playwright_python.sync_playwright import Axe

from regolex.cases.store import Store
from regolex.interview.intake import Intake
from regolex.knowledge import load
from regolex.law.source import read
from tests.app_browser import Served, Tab
from tests.app_pages import ROOT, case

Way = Callable[[Tab], None]
BROKEN = "mission: b\ntitle: B\nactivities: {dig: {kind: extracton}}\n"


class State(NamedTuple):
    """A page at an address, in which ``{plan}`` and the like are cases, and what is done there before it is looked at."""

    name: str
    address: str
    way: Way = lambda tab: None
    usual: bool = False  # how the page looks when one first comes to it with a case


def keep(served: Served, one: Any) -> str:
    """A case in the database of the server."""
    store, knowledge = Store.open(served.database), load().knowledge
    try:
        text, settings = case.text_of(one, knowledge), case.settings_of(one)
        return store.new(one.mission.title, text, settings=settings).id
    finally:
        store.close()


def keep_again(served: Served, one: Any) -> str:
    """A case of three versions: under another title, and then under the law of another day."""
    store, knowledge = Store.open(served.database), load().knowledge
    name = keep(served, one)
    titled = one.having(case.retitled(one.mission, "Two asteroids, one launch"))
    later = msgspec.structs.replace(titled, on=titled.on + timedelta(days=1))
    try:
        for number, (before, after) in enumerate(((one, titled), (titled, later)), 1):
            text, settings = case.text_of(after, knowledge), case.settings_of(after)
            what = case.what_changed(before, after, knowledge)
            store.save(name, text, number, title=after.mission.title, settings=settings, what=what)
        return name
    finally:
        store.close()


def cases(served: Served, *, odd: bool = True) -> dict[str, str]:
    """A plan with everything answered, a whole intake, and one saved three times.

    The ``odd`` ones beside them: hardly begun, without answers, without a day, unreadable, and one that is deleted.
    """
    kb = load()
    founder: dict[str, Any] = dict(read(ROOT / "tests" / "intake" / "plans" / "founder.yaml", "founder", "M").data)
    whole = {key: value for key, value in founder.items() if isinstance(value, dict) and key != "expects"}
    day = date(2026, 11, 30)

    def taken(title: str, answers: dict[str, Any]) -> Any:
        mission = Intake(kb.engine, {**answers, "title": title, "on": str(day)}).take().mission
        return case.Case(mission, day, intake=answers)

    found = {"saved": keep_again(served, taken(founder["title"], whole))}
    found["plan"] = keep(served, case.of(kb.read_mission(ROOT / "examples" / "nereus-water.yaml")))
    found["begun"] = keep(served, taken(founder["title"], whole))
    if not odd:
        return found
    vague = {"who": {"kind": "company"}, "steps": {"do": ["extraction"]}}
    found["vague"] = keep(served, taken("Not much chosen yet", vague))
    found["empty"] = keep(served, case.Case(case.empty("Nothing yet").mission, day))
    found["dayless"] = keep(served, case.Case(case.empty("No day yet").mission, None))
    store = Store.open(served.database)
    found["unreadable"] = store.new("Old", "mission: old\ntitle: Old\nactivities: {dig: {kind: no-such-kind}}\n").id
    gone = store.new("Deleted", "mission: gone\ntitle: Deleted\n").id
    store.delete(gone)
    store.close()
    return found


def button(name: str, *, exact: bool = False) -> Way:
    """Press a button."""
    return lambda tab: tab.page.get_by_role("button", name=name, exact=exact).first.click()


def then(*ways: Way) -> Way:
    """One after the other, each when the page is at rest."""

    def go(tab: Tab) -> None:
        for way in ways:
            tab.settle()
            way(tab)

    return go


def heading(name: str) -> Way:
    """Wait for what takes a while to be worked out."""
    return lambda tab: tab.page.get_by_role("heading", name=name).first.wait_for()


def popped(name: str) -> Way:
    """Open what stands behind a button of the bar."""

    def go(tab: Tab) -> None:
        tab.settle()
        own = re.compile(f"^{name}(:|$)")  # what is heard may go on with what the button is about
        tab.page.get_by_test_id("stPopover").get_by_role("button", name=own).first.click()
        tab.page.get_by_test_id("stPopoverBody").wait_for()

    return go


def written(label: str, text: str) -> Way:
    """Write into a field."""

    def go(tab: Tab) -> None:
        tab.page.get_by_label(label).first.fill(text)
        tab.page.keyboard.press("Enter")

    return go


def chosen(text: str) -> Way:
    """Choose a chip, by what stands on it."""
    return lambda tab: tab.page.get_by_text(text, exact=True).first.click()


def told(words: str) -> Way:
    """Wait for some words."""
    return lambda tab: tab.page.get_by_text(words).first.wait_for()


def unfolded(text: str) -> Way:
    """Open what is folded."""
    return lambda tab: tab.page.locator("summary").filter(has_text=text).first.click()


def uploaded(name: str, text: str) -> Way:
    """Import a file."""

    def go(tab: Tab) -> None:
        popped("Import")(tab)
        file = {"name": name, "mimeType": "text/yaml", "buffer": text.encode()}
        tab.page.locator('input[type="file"]').set_input_files(file)
        tab.page.locator(".rx-problem").first.wait_for()

    return go


def finding(tab: Tab) -> None:
    """From a dispute to the first finding that it divides."""
    tab.settle()
    tab.page.locator("[class*='st-key-bites-']").get_by_role("button").first.click()
    heading("The paragraph")(tab)


def proof(tab: Tab) -> None:
    """A finding down to the last step of its proof."""
    finding(tab)
    chosen("Full proof")(tab)


def mended(tab: Tab) -> None:
    """Wait until the changes are found."""
    tab.page.locator("p[role=status] strong").first.wait_for()


STATES = (
    State("home", "", usual=True),
    State("home-import-refused", "", uploaded("broken.yaml", BROKEN)),
    State("home-more", "", popped("More")),
    State("home-deleted", "", unfolded("Deleted")),
    State("home-nothing-found", "", written("Search by name", "no such mission")),
    State("intake-1", "intake?case={begun}"),
    State("intake-2", "intake?step=2&case={begun}", usual=True),
    State("intake-3", "intake?step=3&case={begun}"),
    State("intake-4", "intake?step=4&case={begun}"),
    State("intake-empty", "intake?case={empty}"),
    State("intake-of-a-file", "intake?case={plan}"),
    State("assumptions", "assumptions?case={begun}", usual=True),
    State("assumptions-looked-through", "assumptions?case={begun}", unfolded("Look through")),
    State("assumptions-empty", "assumptions?case={empty}"),
    State("overview", "overview?case={plan}", usual=True),
    State("overview-vague", "overview?case={vague}"),
    State("overview-empty", "overview?case={empty}"),
    State("overview-dayless", "overview?case={dayless}"),
    State("overview-case", "overview?case={plan}", popped("Case")),
    State("overview-versions", "overview?case={plan}", popped("Versions")),
    State("overview-if-it-happens", "overview?case={plan}", unfolded("If ")),
    State("overview-missing", "overview?case=none"),
    State("overview-unreadable", "overview?case={unreadable}"),
    State("questions", "questions?case={begun}", usual=True),
    State("questions-vague", "questions?case={vague}"),
    State("questions-left-open", "questions?case={vague}", then(button("Leave open"))),
    State("questions-dayless", "questions?case={dayless}"),
    State("answers", "answers?case={plan}", usual=True),
    State("answers-empty", "answers?case={empty}"),
    State("tasks", "tasks?case={plan}", usual=True),
    State("tasks-list", "tasks?case={plan}", then(chosen("List"))),
    State("tasks-empty", "tasks?case={empty}"),
    State("findings", "findings?case={plan}", usual=True),
    State("findings-one", "disputes?case={plan}", finding),
    State("findings-proof", "disputes?case={plan}", proof),
    State("findings-empty", "findings?case={empty}"),
    State("disputes", "disputes?case={plan}", usual=True),
    State("disputes-empty", "disputes?case={empty}"),
    State("compare", "compare?case={plan}", heading("Time and money"), usual=True),
    State("compare-one", "compare?case={plan}", then(heading("Time and money"), chosen("One by one"))),
    State("compare-vague", "compare?case={vague}"),
    State("change", "change?case={plan}", usual=True),
    State("change-found", "change?case={plan}", then(button("Find the smallest"), mended)),
    State("change-empty", "change?case={empty}"),
    State("report", "report?case={plan}", heading("2. Short answer"), usual=True),
    State("report-vague", "report?case={vague}", heading("2. Short answer")),
    State("report-dayless", "report?case={dayless}"),
    State("versions", "versions?case={saved}", usual=True),
    State("law", "law", usual=True),
    State("law-found", "law", written("Search the law", "registration convention")),
    State("law-nothing-found", "law", written("Search the law", "no such words")),
    State("law-readings", "law?view=Disputed+questions", then(unfolded("Article II"))),
    State("law-bound", "law?view=Who+is+bound", usual=True),
    State("law-gaps", "law?view=Not+encoded"),
    State("atlas", "atlas?case={plan}"),
    State("atlas-tried", "atlas", then(button("Try "), heading("Which answer decides"))),
    State("ask", "ask", usual=True),
    State("ask-answered", "ask", then(button("Ask", exact=True), told("The query"))),
    State("ask-refused", "ask", then(chosen("SPARQL"), written("SPARQL 1.1", "INSERT DATA { <a> <b> <c> }"), button("Run"))),
)  # fmt: skip


def reach(tab: Tab, state: State, names: dict[str, str]) -> None:
    """Bring a tab into a state, and wait until it is at rest."""
    tab.open(state.address.format(**names))
    state.way(tab)
    tab.page.wait_for_timeout(200)  # a click begins a run of the server
    tab.settle()


LOOKS = ((1366, "light"), (390, "dark"))
QUICK = {"resultTypes": ["violations"]}  # what passes need not be described
# the names of our buttons that one can hear, in the page and over it; those inside a field belong to the field
NAMES = """[...document.querySelectorAll(':is([data-testid=stMain], [data-testid=stPopoverBody], [role=dialog]) ' +
  ':is([data-testid=stButton], [data-testid=stDownloadButton], [data-testid=stPopover], [data-testid^=stFormSubmit]) button')]
  .filter(b => b.checkVisibility()).map(b => b.getAttribute('aria-label') || b.innerText.trim()).filter(name => name)"""
LEVELS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"


def barriers(
    tab: Tab, states: Iterable[State], names: dict[str, str], *, told_apart: bool = False
) -> dict[str, object]:
    """Serious and critical violations as axe-core sees them, gaps between headings, pages wider than their window.

    ``told_apart``: and buttons that have the name of another.
    """
    found: dict[str, object] = {}
    for state in states:
        tab.look(*LOOKS[0])
        reach(tab, state, names)
        for width, scheme in LOOKS:
            tab.look(width, scheme)
            where = f"{state.name}, {width}, {scheme}"
            for violation in Axe().run(tab.page, options=QUICK).response["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    found[f"{where}: {violation['id']}"] = [node["html"][:300] for node in violation["nodes"]][:3]
            levels = tab.page.evaluate(LEVELS)
            if not levels or levels[0] != 1 or levels.count(1) != 1 or any(b > a + 1 for a, b in pairwise(levels)):
                found[f"{where}: headings"] = levels
            twice = [name for name, times in Counter(tab.page.evaluate(NAMES)).items() if times > 1]
            if told_apart and twice:
                found[f"{where}: buttons of one name"] = twice
            if tab.wide() > 0:
                found[f"{where}: wide"] = tab.wide()
    return found
