"""No page has a serious barrier in any of its states, light on a desk and dark on a phone."""

from __future__ import annotations

from pathlib import Path

from tests.app_browser import Tab, launched, serving
from tests.app_states import STATES, State, barriers, cases


def test_no_page_has_a_serious_barrier_in_any_of_its_states(tmp_path: Path) -> None:
    with serving(tmp_path) as served, launched() as browser:
        tab = Tab(browser, served.address)
        assert barriers(tab, [State("home-first", "")], {}) == {}, "no case is there yet"
        names = cases(served)
        found = {state.name: barriers(tab, [state], names, told_apart=True) for state in STATES}
        assert {name: some for name, some in found.items() if some} == {}
        assert tab.elsewhere == [], "the page asked another host"
        tab.close()
