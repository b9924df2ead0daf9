"""A State may be stated by its treaty status alone, and is marked as hypothetical wherever it appears."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import regolex
from regolex.checks.second_opinion import translated
from regolex.engine.truth import FALSE, TRUE
from regolex.engine.world import World
from regolex.errors import MissionError
from regolex.formats.rdf.writer import mission_graph
from regolex.graph.assessments import assessment_graph
from regolex.missions import file as mission_file
from regolex.missions.hypothetical import supposing
from regolex.missions.mission import Mission, mission_from_data
from regolex.report.report import html, markdown

KB = regolex.load()
K = KB.knowledge
OST, MOON, ACCORDS = "un/treaty/ost-1967", "un/treaty/moon-1979", "soft/artemis/artemis-accords-2020"
TODAY = date(2026, 11, 30)
RURITANIA = {"name": "Ruritania", "bound_by": [OST], "signed": [MOON], "hypothetical": True}


def data(**states: Any) -> dict[str, Any]:
    return {
        "mission": "moot",
        "title": "A moot case",
        "states": states or {"xaa": RURITANIA},
        "parties": {"us": {"kind": "company", "organised_under": "xaa", "seat": "xaa"}},
        "bodies": {"moon": {"kind": "moon-of-earth"}},
        "activities": {"dig": {"kind": "extraction", "operator": "us", "body": "moon", "purpose": "commercial-gain"}},
    }


def mission() -> Mission:
    return mission_from_data(data(), K)


def test_it_is_bound_by_what_is_said_and_by_nothing_else() -> None:
    world = World(supposing(K, mission()), mission(), TODAY)
    assert world.states_named() == ("xaa",)
    assert world.bound("xaa", OST) == TRUE
    assert world.bound("xaa", MOON) == FALSE
    assert world.bound("xaa", ACCORDS) == FALSE
    assert "?" not in str(world.value("xaa", "state.signed"))


def test_its_duties_are_those_of_any_party() -> None:
    a = KB.assess(mission(), on=TODAY)
    bearers = {f.bearer for f in a.all_findings if f.rule.id == "un/treaty/ost-1967/art-06-authorisation"}
    assert "xaa" in bearers
    assert not [n for n in a.not_covered if n.legal_order == "xaa"]


def test_every_display_marks_it() -> None:
    a = KB.assess(mission(), on=TODAY)
    plain = regolex.to_json(a)
    assert [j["name"] for j in plain["jurisdictions"] if j["bearer"] == "xaa"] == ["Ruritania (hypothetical)"]
    for text in (markdown(a), html(a)):
        assert "Ruritania (hypothetical)" in text
        assert "Ruritania" not in text.replace("Ruritania (hypothetical)", "")
    assert "Ruritania (hypothetical)" in " ".join(str(quad) for quad in assessment_graph(a).quads)


def test_it_reads_back_from_a_mission_file() -> None:
    again = mission_from_data(mission_file.data(mission(), K), K)
    assert again == mission()
    assert "hypothetical: true" in mission_file.text(mission(), K)


def test_it_reads_back_from_rdf_and_is_marked_there(tmp_path: Path) -> None:
    writer = mission_graph(mission(), K)
    text = ox.serialize((quad.triple for quad in writer.quads), format=ox.RdfFormat.TURTLE)
    assert b"HypotheticalState" in text
    path = tmp_path / "moot.ttl"
    path.write_bytes(text)
    assert KB.read_mission(path) == mission()


def test_the_knowledge_itself_is_left_as_it_was() -> None:
    KB.assess(mission(), on=TODAY)
    assert "xaa" not in K.states
    assert all(entry.participant != "xaa" for entry in K.participation)


def test_both_implementations_see_it() -> None:
    pytest.importorskip("clingo")
    engine = KB.engine.supposing(mission())
    for rule in ("un/treaty/ost-1967/art-06-authorisation", "un/treaty/moon-1979/art-14-1-responsible-state"):
        assert translated(engine, rule).compare(mission(), TODAY, complete=False)[0] == []
    assert KB.settle(mission(), ["un/treaty/ost-1967/art-06-authorisation"], on=TODAY)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"xaa": {"name": "Ruritania", "bound_by": [OST]}}, "hypothetical: true"),
        ({"QQQ": RURITANIA, "xaa": RURITANIA}, "three small letters"),
        ({"LUX": {"not_bound_by": [ACCORDS]}}, "hypothetical: true"),
        ({"xaa": {**RURITANIA, "bound_by": ["un/treaty/ost"]}}, OST),
    ],
)
def test_what_is_no_supposed_state_is_refused_with_what_to_write(states: dict[str, Any], expected: str) -> None:
    with pytest.raises(MissionError) as refused:
        mission_from_data(data(**states), K)
    assert any(p.code == "M162" and expected in p.expected for p in refused.value.problems)


# --- a State that exists, with another treaty status ---

LEFT = {"LUX": {"not_bound_by": [ACCORDS], "hypothetical": True}}


def company(states: dict[str, Any]) -> Mission:
    plain = data(**states) if states else {**data(), "states": None}
    plain["parties"] = {"us": {"kind": "company", "organised_under": "LUX", "seat": "LUX"}}
    return mission_from_data(plain, K)


def test_a_state_that_exists_may_be_supposed_to_have_left_a_commitment() -> None:
    supposed = World(supposing(K, company(LEFT)), company(LEFT), TODAY)
    assert supposed.bound("LUX", ACCORDS) == FALSE
    assert supposed.bound("LUX", OST) == TRUE
    assert World(K, company({}), TODAY).bound("LUX", ACCORDS) == TRUE


def test_a_state_that_exists_may_be_supposed_to_have_joined_a_treaty() -> None:
    joined = company({"LUX": {"bound_by": [MOON], "hypothetical": True}})
    assert World(supposing(K, joined), joined, TODAY).bound("LUX", MOON) == TRUE
    bearers = {f.bearer for f in KB.assess(joined, on=TODAY).all_findings if f.rule.work == MOON}
    assert "LUX" in bearers


def test_every_output_marks_a_status_that_is_supposed() -> None:
    a = KB.assess(company(LEFT), on=TODAY)
    assert [j["name"] for j in regolex.to_json(a)["jurisdictions"] if j["bearer"] == "LUX"] == [
        "Luxembourg (hypothetical)"
    ]
    for text in (markdown(a), html(a)):
        assert "Luxembourg (hypothetical)" in text
    assert "Luxembourg (hypothetical)" in " ".join(str(quad) for quad in assessment_graph(a).quads)


def test_its_own_law_is_still_looked_at() -> None:
    a = KB.assess(company(LEFT), on=TODAY)
    assert [n for n in a.not_covered if n.legal_order == "LUX"]
    assert [f for f in a.all_findings if f.rule.work.startswith("nat/lux/")]


def test_it_reads_back_from_a_file_and_from_rdf(tmp_path: Path) -> None:
    for states in (LEFT, {"LUX": {"bound_by": [MOON], "not_bound_by": [ACCORDS], "hypothetical": True}}):
        mission = company(states)
        assert mission_from_data(mission_file.data(mission, K), K) == mission
        path = tmp_path / "left.ttl"
        path.write_bytes(
            ox.serialize((quad.triple for quad in mission_graph(mission, K).quads), format=ox.RdfFormat.TURTLE)
        )
        assert KB.read_mission(path) == mission


def test_a_supposed_status_leaves_the_next_mission_alone() -> None:
    KB.assess(company(LEFT), on=TODAY)
    assert World(K, company({}), TODAY).bound("LUX", ACCORDS) == TRUE
    assert "hypothetical" not in K.states["LUX"]
