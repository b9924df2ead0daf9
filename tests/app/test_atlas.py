"""The atlas on the page: every combination of two answers, what each comes to, and which answer decides."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
pytest.importorskip("pyarrow", reason="the extra `screening` is not installed")
from streamlit.testing.v1 import AppTest

from regolex.knowledge import load
from regolex.screening.atlas import Atlas
from tests.app_pages import fresh, run, text, turn

ACROSS, DOWN = "activity.excludes_others", "activity.kind"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, knowledge: Path) -> AppTest:
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", str(knowledge))
    return turn(run(fresh()), "atlas")


def chosen(at: AppTest, down: tuple[str, ...], across: tuple[str, ...]) -> AppTest:
    at.selectbox(key="atlas|0").set_value(DOWN)
    run(at)
    at.selectbox(key="atlas|1").set_value(ACROSS)
    run(at)
    at.multiselect(key=f"atlas|0|{DOWN}").set_value(list(down))
    at.multiselect(key=f"atlas|1|{ACROSS}").set_value(list(across))
    return run(at)


def test_the_page_shows_what_the_atlas_finds(at: AppTest, knowledge: Path) -> None:
    down, across = ("extraction", "sale"), ("true", "false")
    chosen(at, down, across)
    at.button(key="atlas|try").click()
    run(at)
    day = at.date_input(key="atlas|day").value
    base = load(knowledge)
    atlas = Atlas(
        base.engine, [f"{DOWN}={','.join(down)}", f"{ACROSS}={','.join(across)}"], [], on=day,
        assume=tuple(base.knowledge.asking.sets),
    )  # fmt: skip
    atlas.explore()
    words = {"lawful": "Lawful", "incomplete": "Open", "contested": "Disputed",
             "blocked": "Blocked"}  # fmt: skip
    assert atlas.counts()
    for word, many in atlas.counts().items():
        assert f"{words[word]}</dt><dd>{many} of {atlas.possible}<" in text(at)
    assert "4 designs on " in " ".join(h.value for h in at.header)


def test_another_choice_says_that_what_is_shown_was_tried_before(at: AppTest) -> None:
    chosen(at, ("extraction",), ("true",))
    at.button(key="atlas|try").click()
    run(at)
    assert not at.info
    at.multiselect(key=f"atlas|1|{ACROSS}").set_value(["true", "false"])
    run(at)
    assert "of the earlier one" in at.info[0].value


def test_nothing_is_tried_where_an_answer_has_no_value_to_vary(at: AppTest) -> None:
    chosen(at, (), ("true",))
    assert "Choose at least one value" in at.info[0].value
    assert not [b for b in at.button if b.key == "atlas|try"]


def test_the_answers_of_the_open_case_are_shared_by_all_designs(at: AppTest) -> None:
    from tests.app_pages import started_from

    opened = started_from(run(fresh()), "licensed")
    turn(opened, "atlas")
    mission = opened.session_state["case"].mission
    given = {
        key: opened.selectbox(key=f"atlas|given|{key}").value
        for key in ("party.kind", "body.kind", "activity.purpose")
        if any(box.key == f"atlas|given|{key}" for box in opened.selectbox)
    }
    answers = {
        key: [mission.answer(part, key) for part in mission.parts.get(key.partition(".")[0], ())] for key in given
    }
    own = {key: next((a.value for a in found if a.known), None) for key, found in answers.items()}
    assert given == own
    assert any(own.values())
