"""Bodies of the catalogue in the questionnaire: what has a source is filled in, what is doubtful is only proposed."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from streamlit.testing.v1 import AppTest

from tests.app_pages import ROOT, fresh, run, started_from, turn


def told(at: AppTest) -> str:
    return "\n".join(str(caption.value) for caption in at.caption)


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch, knowledge: Path, tmp_path: Path) -> AppTest:
    """The page at the topic of bodies, over the invented knowledge with three bodies of the real catalogue."""
    folder = tmp_path / "with-catalogue"
    shutil.copytree(knowledge, folder)
    table = folder / "corpus" / "catalogue" / "bodies.csv"
    table.parent.mkdir()
    with (ROOT / "corpus" / "catalogue" / "bodies.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["id"] in ("sun", "nereus", "ryugu", "kamooalewa"))
    monkeypatch.setenv("REGOLEX_KNOWLEDGE", str(folder))
    at = started_from(run(fresh()), "licensed")
    turn(at, "answers")
    at.selectbox(key="topic").set_value("bodies")
    run(at)
    at.toggle(key="only").set_value(False)
    return run(at)


def choose(at: AppTest, name: str) -> AppTest:
    at.selectbox(key="catalogue|body").set_value(name)
    return run(at)


def test_choosing_a_body_fills_in_what_has_a_source_and_names_it(bodies: AppTest) -> None:
    choose(bodies, "nereus")
    mission = bodies.session_state["case"].mission
    assert mission.name("body:nereus") == "Nereus"
    kind = mission.answer("body:nereus", "body.kind")
    assert kind.value == "apollo-asteroid"
    assert kind.source.startswith("from the catalogue, from a secondary source: SBDB 2023")
    assert mission.answer("body:nereus", "body.diameter_m").value == Decimal(330)
    assert "Source: from the catalogue" in told(bodies)


def test_a_doubtful_value_is_suggested_and_accepted_by_a_click(bodies: AppTest) -> None:
    choose(bodies, "nereus")
    place = "body:nereus", "body.spectral_class"
    assert bodies.session_state["case"].mission.answer(*place).missing == "not-asked"
    assert "The catalogue suggests: E type (doubtful" in told(bodies)
    bodies.button(key="proposal|body:nereus|body.spectral_class").click()
    run(bodies)
    taken = bodies.session_state["case"].mission.answer(*place)
    assert taken.value == "e-type"
    assert taken.source.startswith("from the catalogue, doubtful")
    assert "suggests" not in told(bodies)


def test_an_answer_of_the_reader_replaces_that_of_the_catalogue_and_its_origin(bodies: AppTest) -> None:
    choose(bodies, "ryugu")
    bodies.selectbox(key="a|body:ryugu|body.spectral_class").set_value("s-type")
    run(bodies)
    answer = bodies.session_state["case"].mission.answer("body:ryugu", "body.spectral_class")
    assert (answer.value, answer.source) == ("s-type", "")


def test_a_size_known_only_as_a_range_is_shown_but_not_filled_in(bodies: AppTest) -> None:
    choose(bodies, "kamooalewa")
    part = bodies.session_state["part|body"]
    assert bodies.session_state["case"].mission.answer(part, "body.diameter_m").missing == "not-asked"
    assert "only gives a range: 40 to 100 m" in told(bodies)


def test_a_body_named_by_hand_is_recognised(bodies: AppTest) -> None:
    bodies.text_input(key="new|body").set_value("Ryugu")
    next(b for b in bodies.button if b.label == "Add celestial body").click()
    run(bodies)
    assert bodies.session_state["case"].mission.answers["body:ryugu"] == {}
    assert "The catalogue suggests: Apollo asteroid" in told(bodies)
