"""One plan under the law of several States: the cells that the sources leave no doubt about, and what a lever is."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from regolex.alternatives import matrix
from regolex.alternatives.compare import Comparison, compare
from regolex.alternatives.variants import axes, states_of_participation, variants
from regolex.engine.preparation import prepare
from regolex.errors import EvaluationError
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 1, 15)
STATES = ("LUX", "USA", "JPN", "AUS", "NOR")
EXTRACTED = "Outer Space Treaty, Article II: whether extracted material may be owned"
BY_READING = (
    "breached under art-ii-extraction:P4, "
    "respected under art-ii-extraction:P1 or art-ii-extraction:P2 or "
    "art-ii-extraction:P3a"
)


@cache
def kb() -> KnowledgeBase:
    return load(ROOT)


@cache
def found(vary: str = f"party.organised_under={','.join(STATES)}") -> Comparison:
    return compare(kb(), kb().read_mission(ROOT / "examples/nereus-water.yaml"), [vary], on=DAY)


def cells(part: str, label: str) -> dict[str, str]:
    rows = next(p.rows for p in found().parts if p.name == part)
    row = next(r for r in rows if r.label.startswith(label))
    return dict(zip(STATES, row.cells, strict=True))


def test_five_places_give_five_different_columns() -> None:
    columns = {
        tuple(row.cells[n] for part in found().parts for row in part.rows if part.name != "Law")
        for n in range(len(STATES))
    }
    assert len(columns) == len(STATES)
    assert found().encoded == (True, True, True, True, False)


def test_the_company_s_place_is_more_than_one_fact() -> None:
    (axis,) = found().axes
    assert axis.facts == (("party:nereus-water", "party.organised_under"),)
    assert {"party.seat", "party.central_administration"} <= {fact for _, fact in axis.along}
    assert "party.controlled_from" not in {fact for _, fact in axis.along}


CERTAIN = [
    ("Verdicts", "on every serious reading", "LUX", "disputed, open only: 3 doubts"),
    ("Verdicts", "on the prevailing readings", "LUX", "to do, open only: 3 doubts"),
    ("Verdicts", "Nereus Water S.A.", "LUX", "to do"),
    ("Verdicts", "Nereus Water S.A.", "USA", "to do"),
    ("Verdicts", "the State compared", "LUX", "disputed"),
    ("Verdicts", "the State compared", "AUS", "disputed"),
    ("Verdicts", "the State compared", "NOR", "disputed; its own law is not encoded"),
    ("Law", "national law", "LUX", "encoded"),
    ("Law", "national law", "USA", "encoded"),
    ("Law", "national law", "JPN", "encoded"),
    ("Law", "national law", "AUS", "encoded"),
    ("Law", "national law", "NOR", "not encoded: the results below rest on the treaties alone"),
    ("Law", "Moon Agreement", "LUX", "not bound"),
    ("Law", "Moon Agreement", "USA", "not bound"),
    ("Law", "Moon Agreement", "JPN", "not bound"),
    ("Law", "Moon Agreement", "AUS", "bound since 1986-08-06"),
    ("Law", "Registration Convention", "LUX", "bound since 2021-01-27"),
    ("Law", "Registration Convention", "USA", "bound since 1976-09-15"),
    ("Law", "Outer Space Treaty", "USA", "bound since 1967-10-10"),
    ("Law", "Rescue Agreement", "LUX", "not bound"),
    ("Law", "known but not encoded", "LUX", ""),
    ("Law", "known but not encoded", "USA", ""),
    ("Title by rule", "51 U.S.C. 51303", "LUX", ""),
    ("Title by rule", "51 U.S.C. 51303", "USA", "granted once the plan is carried out"),
    ("Title by rule", "51 U.S.C. 51303", "JPN", ""),
    ("Title by rule", "51 U.S.C. 51303", "AUS", ""),
    ("Title by rule", "Luxembourg Law of 20 July 2017, Art. 1", "LUX", "granted"),
    *(("Title by rule", EXTRACTED, state, BY_READING) for state in STATES),
    ("Title by rule", "Moon Agreement, Art. 11(3)", "LUX", ""),
    ("Title by rule", "Moon Agreement, Art. 11(3)", "USA", ""),
    ("Title by rule", "Moon Agreement, Art. 11(3)", "JPN", ""),
    (
        "Title by reading", "art-ii-extraction:P1", "LUX",
        "granted: Luxembourg Law of 20 July 2017, Art. 1; granted: Building Blocks, block 8",
    ),
    (
        "Title by reading", "art-ii-extraction:P4", "LUX",
        "granted: Luxembourg Law of 20 July 2017, Art. 1; granted: Building Blocks, block 8; "
        "breached: Outer Space Treaty, Article II",
    ),
    ("Cover", "Luxembourg Law of 20 July 2017, Art. 10(1)", "LUX", "met"),
    ("Fees", "Advance paid with an application under the Law of 20 July 2017", "LUX", "EUR 5,000"),
    ("Sanctions", "Luxembourg Law of 20 July 2017, Art. 4", "LUX", ""),
    ("Sanctions", "Luxembourg Law of 20 July 2017, Art. 4", "USA", "perhaps open"),
    ("Sanctions", "Luxembourg Law of 20 July 2017, Art. 4", "JPN", "perhaps open"),
    ("Sanctions", "47 U.S.C. 301", "USA", "due: done, planned or not planned?"),
    ("Sanctions", "47 U.S.C. 301", "LUX", ""),
    ("Sanctions", "Moon Agreement, Art. 15(1)", "AUS", "to do"),
    ("Sanctions", "Moon Agreement, Art. 15(1)", "JPN", ""),
    ("To do", "Form a company of one of the four types in Luxembourg", "LUX", ""),
    ("To do", "Form a company of one of the four types in Luxembourg", "JPN", "perhaps open, time limit: none stated"),
    ("Liability", "launching State", "LUX", "France; Luxembourg"),
    ("Liability", "launching State", "JPN", "France; Japan"),
    ("Registry", "State whose registry carries", "LUX", "Luxembourg"),
    ("Registry", "State whose registry carries", "USA", "United States"),
    ("Registry", "State of registry", "LUX", "Luxembourg"),
    ("Registry", "State of registry", "JPN", "Japan"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "label", "state", "cell"), CERTAIN)
def test_a_cell(part: str, label: str, state: str, cell: str) -> None:
    assert cells(part, label)[state] == cell


def test_known_laws_of_a_state_that_is_not_encoded_are_named() -> None:
    named = cells("Law", "known but not encoded")["NOR"]
    titles = [law.title for law in kb().knowledge.known_laws if law.state == "NOR" and law.title]
    assert titles
    assert any(title in named for title in titles)


def test_the_matrix_is_the_same_in_every_form() -> None:
    c = found()
    rows = [(part.name, row.label, *row.cells) for part in c.parts for row in part.rows]
    table = list(csv.reader(io.StringIO(matrix.as_csv(c))))
    assert table[0] == ["matter", "row", "note", *STATES]
    assert [(r[0], r[1], *r[3:]) for r in table[1:]] == rows
    plain = json.loads(json.dumps(matrix.as_json(c)))
    assert [(p["name"], r["label"], *r["cells"]) for p in plain["matters"] for r in p["rows"]] == rows
    assert matrix.as_html(c).count('<th scope="row">') == len(rows)
    text = matrix.as_text(c)
    for part in c.parts:
        for row in part.rows:
            told = f"  {row.label}: {row.note}\n" if part.noted and row.note else f"  {row.label}\n"
            assert told in text or (f"  {row.label}  " in text and not part.noted)


def test_nothing_is_added_up_to_a_score() -> None:
    assert "score" not in matrix.as_text(found()).lower()


# --- levers ---


def vary(*wanted: str, part: str = "", together: bool = True, name: str = "nereus-water") -> list:
    mission = kb().read_mission(ROOT / f"examples/{name}.yaml")
    known = prepare(kb().engine, mission, DAY).mission
    of = axes(kb().knowledge, known, wanted, part=part, together=together)
    return variants(kb().knowledge, mission, of, known=known)


def test_two_levers_give_every_combination_in_order() -> None:
    assert [v.values for v in vary("launch.territory=FRA,USA", "party.organised_under=LUX,JPN")] == [
        ("FRA", "LUX"), ("FRA", "JPN"), ("USA", "LUX"), ("USA", "JPN"),
    ]  # fmt: skip


def test_facts_joined_by_a_plus_change_alike() -> None:
    for v in vary("party.organised_under+authorisation.by=USA,JPN", part="authorisation:mission"):
        (state,) = v.values
        assert v.mission.answer("authorisation:mission", "authorisation.by").value == state
        assert v.mission.answer("party:nereus-water", "party.seat").value == state


def test_alone_moves_one_fact_only() -> None:
    (v,) = vary("party.organised_under=JPN", together=False)
    assert v.mission.answer("party:nereus-water", "party.organised_under").value == "JPN"
    assert v.mission.answer("party:nereus-water", "party.seat").value == "LUX"


def test_what_was_not_answered_stays_unknown() -> None:
    mission = kb().read_mission(ROOT / "examples/nereus-water.yaml")
    del mission.answers["party:nereus-water"]["party.seat"]
    of = axes(kb().knowledge, mission, ["party.organised_under=JPN"])
    (v,) = variants(kb().knowledge, mission, of)
    assert not v.mission.answer("party:nereus-water", "party.seat").known


def test_the_plan_itself_is_not_touched() -> None:
    mission = kb().read_mission(ROOT / "examples/nereus-water.yaml")
    variants(kb().knowledge, mission, axes(kb().knowledge, mission, ["party.organised_under=JPN"]))
    assert mission == kb().read_mission(ROOT / "examples/nereus-water.yaml")


def test_another_part_can_be_named() -> None:
    (v,) = vary("party.organised_under=JPN", part="party:southern-holding")
    assert v.mission.answer("party:southern-holding", "party.seat").value == "JPN"
    assert v.mission.answer("party:nereus-water", "party.seat").value == "LUX"


def test_all_means_every_state_of_the_participation_tables() -> None:
    every = states_of_participation(kb().knowledge)
    assert len(every) > 120
    assert [v.state for v in vary("party.organised_under=ALL")] == list(every)


@pytest.mark.parametrize(
    "wanted",
    [
        "party.organised_under", "party.organised_under=", "party.nowhere=LUX", "party.organised_under=Korea",
        "launch.date=soon", "activity.kind=extraction", "state.bound_by=LUX", "mission.stage=dreaming",
    ],
)  # fmt: skip
def test_what_cannot_be_varied_is_refused_with_a_reason(wanted: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        vary(wanted)
    assert [problem.code for problem in refused.value.problems] == ["E306"]


def test_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(EvaluationError):
        vary("party.organised_under=JPN", part="party:nobody")


def test_a_state_bound_by_nothing_is_not_called_clear() -> None:
    # since the ITU Constitution every State of the tables is bound by something; China in 1976 was party to none
    mission = kb().read_mission(ROOT / "examples/nereus-water.yaml")
    c = compare(kb(), mission, ["party.organised_under=CHN,LUX"], on=date(1976, 1, 1))
    row = next(r for p in c.parts if p.name == "Verdicts" for r in p.rows if r.label == "the State compared")
    assert row.cells[0].startswith("not bound by any encoded treaty")


# --- planned anew ---


def test_no_home_is_blocked_for_a_permit_left_behind() -> None:
    c = found("party.organised_under=LUX,USA,JPN,ARE")
    assert "blocked" not in matrix.as_text(c).lower()
    rows = {row.label: row.cells for part in c.parts for row in part.rows}
    left = rows["permits left behind, which do not count"]
    assert left[0] == ""
    assert all("mission authorisation under the Law of 20 July 2017 (Luxembourg)" in cell for cell in left[1:])


def test_the_permits_of_the_new_home_are_due() -> None:
    (variant,) = vary("home=USA")
    assert not variant.mission.complete("authorisation")
    a = kb().assess(variant.mission, on=DAY)
    radio = [f for f in a.findings if f.rule.id == "nat/usa/communications-act-1934/301-licence"]
    assert {f.result for f in radio} == {"due"}


def test_control_room_registry_and_claim_move_along_and_are_named() -> None:
    (variant,) = vary("home=USA")
    moved = {fact for _, fact in variant.replan.moved}
    assert moved == {"activity.controlled_from", "object.registry_state", "claim.states"}
    assert variant.mission.answer("object:extractor", "object.registry_state").value == "USA"
    assert ("object:extractor", "object.earth_station_states") in variant.replan.stayed


def test_where_it_is_the_plan_stays_as_it_is() -> None:
    (variant,) = vary("home=LUX")
    assert variant.replan.left == ()
    assert variant.mission.parts == kb().read_mission(ROOT / "examples/nereus-water.yaml").parts


def test_without_answers_the_homes_are_those_with_law_on_space_resources() -> None:
    (axis,) = axes(kb().knowledge, kb().read_mission(ROOT / "examples/nereus-water.yaml"), ["home"])
    assert axis.values[0] == "LUX"
    assert {"LUX", "USA", "JPN", "ARE"} <= set(axis.values)


def test_a_launch_varies_over_the_catalogue_with_its_company() -> None:
    (variant,) = vary("launch=NZL/USA")
    answer = variant.mission.answer
    assert answer("launch:launch", "launch.territory").value == "NZL"
    assert answer("party:launch-company", "party.organised_under").value == "USA"
    with pytest.raises(EvaluationError, match="on offer"):
        vary("launch=LUX")


def test_a_launch_from_elsewhere_asks_for_other_permits_and_blocks_nothing_for_want_of_them() -> None:
    c = compare(kb(), kb().read_mission(ROOT / "examples/nereus-water.yaml"), ["launch"], on=DAY)
    assert "blocked" not in matrix.as_text(c).lower()
    assert "France" in c.names


def test_registry_and_control_room_vary_over_the_states_concerned() -> None:
    for name, fact in (("registry", "object.registry_state"), ("control", "activity.controlled_from")):
        (axis,) = axes(kb().knowledge, kb().read_mission(ROOT / "examples/nereus-water.yaml"), [name])
        assert {"LUX", "FRA"} <= set(axis.values)
        assert {key[1] for key in axis.facts} == {fact}


def test_the_road_map_of_each_plan_stands_beside_it() -> None:
    rows = {row.label: row.cells for part in found().parts for row in part.rows}
    assert rows["fees known, yours"] == ("at least EUR 5,000, at most EUR 500,000", "", "", "", "")
    assert all("days" in cell for cell in rows["longest chain that can be counted"])


def test_no_count_of_readings_is_shown_as_a_chance() -> None:
    text = matrix.as_text(found()).lower()
    assert not any(word in text for word in ("probab", "chance", "likel", "per cent of"))
