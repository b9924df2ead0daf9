"""Territories and dissolved States: whose acts count, by treaty and by day, told the same by both implementations."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

import regolex
from regolex.alternatives.compare import compare
from regolex.checks.second_opinion import translated
from regolex.engine.incremental import Incremental
from regolex.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from regolex.engine.world import World
from regolex.errors import EvaluationError
from regolex.missions.answers import Answer
from regolex.missions.mission import Mission, mission_from_data
from regolex.report.places import place_words
from regolex.report.report import markdown
from regolex.report.whose_law import whose_law

KB = regolex.load()
K = KB.knowledge
OST, RESCUE, LIABILITY, REGISTRATION, MOON, TEST_BAN, ENMOD = (
    f"un/treaty/{slug}"
    for slug in (
        "ost-1967", "rescue-1968", "liability-1972", "registration-1975", "moon-1979", "test-ban-1963", "enmod-1976",
    )
)  # fmt: skip
TODAY = date(2026, 11, 30)


def mission(company: str = "LUX", territory: str = "", **launch: Any) -> Mission:
    """A company and the launch of its lander."""
    data: dict[str, Any] = {
        "mission": "m",
        "title": "A launch",
        "parties": {"company": {"kind": "company", "organised_under": company, "seat": company}},
        "launches": {
            "launch": {
                "launcher": "company", "territory": territory or company, "facility_state": [territory or company],
                "date": "2028-01-01", "reaches": "beyond-earth-orbit", "carried_out": "planned", **launch,
            },
        },
        "objects": {"lander": {"kind": "lander", "launch": "launch", "owner": "company", "operator": "company"}},
        "bodies": {"moon": {"kind": "moon-of-earth"}},
        "activities": {
            "dig": {
                "kind": "extraction", "operator": "company", "objects": ["lander"], "body": "moon",
                "purpose": "commercial-gain",
            },
        },
    }  # fmt: skip
    return mission_from_data(data, K)


def world(code: str, on: date) -> World:
    return World(K, mission(code), on)


def bound(code: str, work: str, on: date) -> tuple[str, Truth]:
    """The State whose acts count for a mission of a code alone, and whether a treaty binds it there."""
    there = world(code, on)
    (state,) = there.states_named()
    return state, there.bound(state, work)


# --- territories ---


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("GUF", "FRA"), ("NCL", "FRA"), ("IMN", "GBR"), ("GIB", "GBR"), ("BMU", "GBR"), ("CYM", "GBR"), ("JEY", "GBR"),
        ("CUW", "NLD"), ("ABW", "NLD"), ("BES", "NLD"), ("PRI", "USA"), ("GUM", "USA"), ("GRL", "DNK"), ("TKL", "NZL"),
        ("CXR", "AUS"), ("SJM", "NOR"), ("ALA", "FIN"), ("HKG", "CHN"), ("MAC", "CHN"),
    ],
)  # fmt: skip
def test_the_acts_of_the_sovereign_count_for_its_territory(code: str, state: str) -> None:
    assert world(code, TODAY).states_named() == (state,)


@pytest.mark.parametrize("code", ["COK", "NIU", "TWN", "ESH", "PSE", "VAT"])
def test_no_sovereign_is_derived_where_none_speaks_for_the_place(code: str) -> None:
    assert world(code, TODAY).states_named() == (code,)


def test_hong_kong_and_macao_change_hands_on_their_days() -> None:
    assert world("HKG", date(1997, 6, 30)).states_named() == ("GBR",)
    assert world("HKG", date(1997, 7, 1)).states_named() == ("CHN",)
    assert world("MAC", date(1999, 12, 19)).states_named() == ("PRT",)
    assert world("MAC", date(1999, 12, 20)).states_named() == ("CHN",)


@pytest.mark.parametrize(
    ("code", "work", "truth"),
    [
        ("GUF", OST, TRUE), ("GUF", REGISTRATION, TRUE), ("GUF", MOON, FALSE),  # the general rule
        ("IMN", OST, TRUE), ("IMN", RESCUE, UNKNOWN), ("IMN", LIABILITY, UNKNOWN), ("IMN", MOON, FALSE),
        ("CUW", OST, TRUE), ("CUW", RESCUE, TRUE), ("CUW", MOON, UNKNOWN), ("CXR", MOON, TRUE),
        ("HKG", REGISTRATION, TRUE), ("HKG", LIABILITY, UNKNOWN), ("MAC", OST, TRUE), ("MAC", LIABILITY, UNKNOWN),
        ("MAC", REGISTRATION, UNKNOWN), ("TKL", OST, TRUE), ("TKL", REGISTRATION, UNKNOWN),
        ("COK", OST, UNKNOWN), ("COK", REGISTRATION, FALSE), ("ESH", OST, UNKNOWN), ("TWN", OST, UNKNOWN),
        ("TWN", REGISTRATION, FALSE),
    ],
)  # fmt: skip
def test_a_treaty_reaches_a_territory_as_its_declarations_and_the_general_rule_say(
    code: str, work: str, truth: Truth
) -> None:
    assert bound(code, work, TODAY)[1] == truth


def test_what_is_unsettled_for_a_territory_is_settled_where_the_state_itself_is_named() -> None:
    both = World(K, mission("GBR", "IMN"), TODAY)
    assert both.states_named() == ("GBR",)
    assert both.bound("GBR", LIABILITY) == TRUE


def test_antarctica_is_no_states_territory() -> None:
    there = World(K, mission("LUX", "ATA"), TODAY)
    assert there.states_named() == ("LUX",)
    assert "no State's territory" in place_words(KB.assess(mission("LUX", "ATA"), on=TODAY))[0]


def test_france_is_launching_state_of_a_launch_from_french_guiana_and_its_law_is_named() -> None:
    a = KB.assess(mission("LUX", "GUF"), on=TODAY)
    standing = {s.bearer: s for s in a.standings}
    assert "GUF" not in standing
    roles = {(r.role, r.truth) for r in standing["FRA"].roles}
    assert any(role.startswith("launching-state") and truth == TRUE for role, truth in roles)
    licence = "nat/fra/space-operations-2008/art-02-authorisation-to-launch"
    (asked,) = [f for f in a.findings if f.rule.id == licence]
    assert (asked.bearer, asked.result) == ("party:company", "due")
    (said,) = place_words(a)
    assert said.startswith("French Guiana: territory of France")
    assert "French Guiana: territory of France" in markdown(a)


def test_a_dutch_law_that_leaves_curacao_out_is_told_so() -> None:
    def of_the_act(code: str) -> set[str]:
        found = KB.assess(mission(code), on=TODAY).findings
        return {f.rule.id for f in found if f.rule.id.startswith("nat/nld/space-activities-2007/")}

    assert "nat/nld/space-activities-2007/art-3-licence-to-launch" in of_the_act("NLD")
    assert not of_the_act("CUW")
    a = KB.assess(mission("CUW"), on=TODAY)
    (said,) = place_words(a)
    assert "does not reach it" in said
    (gap,) = [n for n in a.not_covered if n.legal_order == "NLD" and "Curaçao" in n.matter]
    assert gap.certain


def test_law_of_the_united_states_reaches_the_territories_that_its_text_names() -> None:
    for code, named in (("PRI", True), ("GUM", True), ("CUW", False)):
        a = KB.assess(mission(code, "NZL"), on=TODAY)
        roles = {r.role for s in a.standings if not s.is_state for r in s.roles if r.truth == TRUE}
        assert ("us-citizen" in roles) is named, code


def test_a_proof_tells_the_territory_that_was_stated() -> None:
    a = KB.assess(mission("LUX", "GUF"), on=TODAY)
    plain = regolex.to_json(a)
    assert '"stated":["GUF"]' in str(plain).replace("'", '"').replace(" ", "")
    assert plain["places"][0]["code"] == "GUF"
    notes = [p.note for f in a.findings if f.bearer == "FRA" for _, proof in f.because for p in _walk(proof)]
    assert any("for French Guiana" in note and "whole territory" in note for note in notes)


def _walk(proof: Any) -> list[Any]:
    return [proof, *(below for part in proof.parts for below in _walk(part))]


def test_a_mission_without_territories_has_no_places() -> None:
    assert "places" not in regolex.to_json(KB.assess(mission("LUX"), on=TODAY))


def test_a_comparison_of_territories_looks_at_the_law_of_their_states() -> None:
    mission_ = mission("LUX", "GUF")
    c = compare(KB, mission_, ["party.organised_under=PRI,IMN,GRL"], on=TODAY, part="party:company")
    law = {row.label: row.cells for p in c.parts if p.name == "Law" for row in p.rows}
    national = next(cells for label, cells in law.items() if "national law" in label)
    assert national[:2] == ("encoded", "encoded")
    assert national[2].startswith("not encoded")
    known = next(cells for label, cells in law.items() if label == "known but not encoded")
    assert known == ("", "", "Act on Activities in Outer Space")


def _national_law(*codes: str) -> dict[str, tuple[str, bool]]:
    c = compare(KB, mission("LUX", "USA"), [f"party.organised_under={','.join(codes)}"], on=TODAY, part="party:company")
    (cells,) = (row.cells for p in c.parts if p.name == "Law" for row in p.rows if row.label == "national law")
    return dict(zip(codes, zip(cells, c.encoded, strict=True), strict=True))


@pytest.mark.parametrize("code", [row.code for row in K.territories if row.national_law == "does-not-reach"])
def test_compare_says_that_encoded_law_does_not_reach_a_territory(code: str) -> None:
    said, encoded = _national_law("NLD", code)[code]
    assert said.startswith("none for this place")
    assert f"does not reach {K.states[code]}" in said
    assert not encoded
    c = compare(KB, mission("LUX", "USA"), [f"party.organised_under={code}"], on=TODAY, part="party:company")
    verdict = next(row for p in c.parts if p.name == "Verdicts" for row in p.rows)
    assert f"does not reach {K.states[code]}" in verdict.cells[0]


def test_compare_tells_the_reached_the_not_reached_and_the_not_examined_apart() -> None:
    said = _national_law("NLD", "BES", "CUW", "GBR", "BMU", "AIA", "FRA", "GUF", "BLM", "HKG")
    assert [code for code, (_, encoded) in said.items() if not encoded] == ["CUW", "HKG"]
    assert [code for code, (words, _) in said.items() if words == "encoded"] == [
        "NLD",
        "BES",
        "GBR",
        "BMU",
        "FRA",
        "GUF",
    ]
    for code in ("AIA", "BLM"):
        assert f"reaches {K.states[code]} was not examined" in said[code][0]


def test_whose_law_names_no_permit_of_a_law_that_stops_short() -> None:
    for code, computed in (("NLD", True), ("BES", True), ("CUW", False)):
        a = KB.assess(msgspec.structs.replace(mission(code), client="party:company"), on=TODAY)
        (line,) = [line for line in whose_law(a) if line.startswith("Netherlands")]
        assert ("not encoded" not in line) is computed, line
        assert ("does not reach" in line) is not computed


# --- States that are no more ---


def test_the_treaties_of_the_soviet_union_bind_its_mission_of_1980() -> None:
    a = KB.assess(mission("SUN", date="1980-06-01", carried_out="done"), on=date(1980, 6, 1))
    (state,) = [s for s in a.standings if s.bearer == "RUS"]
    assert {b.instrument.work for b in state.bound_by} == {OST, RESCUE, LIABILITY, REGISTRATION, TEST_BAN, ENMOD}
    assert "Soviet Union" in place_words(a)[0]


@pytest.mark.parametrize(
    ("code", "day", "state"),
    [
        ("SUN", "1980-06-01", "RUS"), ("SUN", "2026-01-01", "RUS"), ("KAZ", "1980-06-01", "RUS"),
        ("KAZ", "2020-01-01", "KAZ"), ("UKR", "1980-06-01", "UKR"), ("DDR", "1990-10-02", "DDR"),
        ("DDR", "1990-10-03", "DEU"), ("CSK", "1992-12-31", "CSK"), ("CZE", "1992-12-31", "CSK"),
        ("CZE", "1993-01-01", "CZE"), ("SVN", "1980-01-01", "YUG"), ("SRB", "1992-04-26", "YUG"),
        ("SRB", "1992-04-27", "SCG"), ("MNE", "2006-06-02", "SCG"), ("MNE", "2006-06-03", "MNE"),
        ("YMD", "1980-01-01", "YEM"),
    ],
)  # fmt: skip
def test_on_each_day_the_state_of_that_day_acts(code: str, day: str, state: str) -> None:
    assert world(code, date.fromisoformat(day)).states_named() == (state,)


@pytest.mark.parametrize(
    ("code", "work", "day", "truth"),
    [
        ("CSK", OST, "1980-01-01", TRUE), ("CSK", LIABILITY, "1976-09-07", FALSE), ("CSK", LIABILITY, "1980-01-01", TRUE),
        ("CSK", RESCUE, "1980-01-01", UNKNOWN), ("CSK", MOON, "1990-01-01", FALSE), ("DDR", OST, "1980-01-01", TRUE),
        ("DDR", LIABILITY, "1980-01-01", UNKNOWN), ("YUG", OST, "1980-01-01", FALSE),
        ("YUG", REGISTRATION, "1980-01-01", TRUE), ("SCG", REGISTRATION, "2000-01-01", TRUE),
        ("SCG", OST, "2000-01-01", FALSE), ("SCG", RESCUE, "2000-01-01", UNKNOWN),
    ],
)  # fmt: skip
def test_a_dissolved_state_is_bound_by_what_it_joined(code: str, work: str, day: str, truth: Truth) -> None:
    assert bound(code, work, date.fromisoformat(day))[1] == truth


@pytest.mark.parametrize(
    ("code", "day", "heirs"),
    [
        ("CSK", "1993-01-01", ("CZE", "SVK")), ("SCG", "2006-06-03", ("SRB", "MNE")),
        ("YUG", "2026-01-01", ("SVN", "HRV", "BIH", "MKD", "SRB", "MNE")), ("YUG", "1995-01-01", ("SCG",)),
    ],
)  # fmt: skip
def test_a_state_with_several_successors_is_refused_with_the_codes_to_write(
    code: str, day: str, heirs: tuple[str, ...]
) -> None:
    with pytest.raises(EvaluationError) as refused:
        KB.assess(mission(code), on=date.fromisoformat(day))
    (problem,) = refused.value.problems
    assert problem.code == "E350"
    assert all(heir in problem.expected for heir in heirs)


# --- both implementations, and every way to the same answer ---

RULES = (
    "un/treaty/ost-1967/art-06-authorisation", "un/treaty/ost-1967/art-07-launching-state",
    "un/treaty/liability-1972/art-01-c-launching-state", "un/treaty/registration-1975/art-02-1-registration",
    "nat/usa/51-usc-ch-509-1984/50902-1-b-organised-under-us-law", "nat/usa/space-articles-1984/1484a-return-operator",
    "nat/usa/51-usc-ch-509-1984/50904-a-1-anybody-in-us-launch", "un/treaty/moon-1979/art-14-1-responsible-state",
)  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_logic_program_sees_the_same_states(rule: str) -> None:
    pytest.importorskip("clingo")
    judge = translated(KB.engine, rule)
    pairs = [("LUX", "GUF"), ("IMN", "IMN"), ("GBR", "IMN"), ("PRI", "GUM"), ("HKG", "HKG"), ("COK", "ATA")]
    wrong = []
    for company, territory in pairs:
        for on in (TODAY, date(1996, 1, 1)):
            wrong += judge.compare(mission(company, territory), on, complete=False)[0]
    for code, on in (("SUN", date(1980, 6, 1)), ("CSK", date(1980, 6, 1)), ("DDR", date(1995, 6, 1))):
        wrong += judge.compare(mission(code, code), on, complete=False)[0]
    assert not wrong, "\n".join(map(str, wrong[:5]))


def test_answering_piece_by_piece_ends_where_the_whole_mission_does() -> None:
    start, end = mission("LUX", "GBR"), mission("IMN", "IMN")
    work = Incremental(KB.engine, start, on=TODAY)
    for part, answers in end.answers.items():
        for fact, answer in answers.items():
            work.change(work.mission.with_answer(part, fact, answer))
    assert regolex.to_json(work.assessment) == regolex.to_json(KB.assess(end, on=TODAY))


# --- a State named itself, and one named by a territory alone ---

HOME = {
    "nat/nld/space-activities-2007/art-2-operator": (
        "netherlands-space-operator",
        {("NLD",): True, ("CUW", "NLD"): True, ("BES", "CUW"): True, ("CUW",): False, ("ABW", "SXM"): False},
    ),
    "nat/gbr/space-industry-act-2018/s3-activity-at-home": (
        "uk-activity-at-home",
        {("GBR",): True, ("GBR", "GIB"): True, ("GIB",): False, ("GIB", "JEY"): False, ("FRA",): False},
    ),
}  # fmt: skip


def commanded_from(*codes: str) -> Mission:
    """The mission, and the places from which it is commanded."""
    return mission("LUX").with_answer("activity:dig", "activity.controlled_from", Answer(codes))


@pytest.mark.parametrize("rule", HOME)
def test_one_place_of_command_inside_is_enough_whatever_territory_stands_beside_it(rule: str) -> None:
    role, places = HOME[rule]
    for codes, inside in places.items():
        standings = KB.assess(commanded_from(*codes), on=TODAY).standings
        held = {r.role for s in standings for r in s.roles if r.truth == TRUE}
        assert (role in held) is inside, codes


@pytest.mark.parametrize("rule", HOME)
def test_the_logic_program_tells_a_state_itself_from_its_territory(rule: str) -> None:
    pytest.importorskip("clingo")
    judge = translated(KB.engine, rule)
    for codes in HOME[rule][1]:
        wrong, _ = judge.compare(commanded_from(*codes), TODAY, complete=False)
        assert not wrong, f"{codes}: {wrong[:3]}"
    asked = judge.ways(mission("LUX"), TODAY)  # where it is not stated, a territory alone is one of the answers
    acting = {asked.sovereignty.acting(code) for code in asked.codes if code in asked.sovereignty.elsewhere}
    assert judge.law.knowledge.instruments[judge.law.knowledge.rules[rule].instrument].legal_order in acting
