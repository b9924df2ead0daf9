"""A mission in RDF is the mission in YAML: nothing lost either way, and the same problems named on their nodes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import regolex
from regolex.errors import MissionError
from regolex.formats.rdf.reader import mission_from_quads
from regolex.formats.rdf.writer import mission_graph
from regolex.graph.export import mission_text
from regolex.knowledge import load
from regolex.law.source import Document, read_bytes
from regolex.missions import file as mission_file
from regolex.missions.mission import Mission, mission_from
from regolex.missions.terms import Adopted, NoneSoFar
from regolex.report.published import to_json
from tests.properties.missions import Drawer
from tests.unit.test_mission_file import missions

ROOT = Path(__file__).resolve().parents[2]
KB = load(ROOT)
KNOWLEDGE = KB.knowledge
DRAWER = Drawer(KNOWLEDGE)
FILES = sorted([*(ROOT / "examples").glob("*.yaml"), *(ROOT / "corpus" / "precedents").glob("*.yaml")])
HEAD = """
@prefix : <https://w3id.org/regolex/> .
@prefix fact: <https://w3id.org/regolex/fact/> .
@prefix state: <https://w3id.org/regolex/state/> .
@prefix concept: <https://w3id.org/regolex/concept/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/plan#> .
"""
PLAN = """
ex:plan a :Mission ; dct:title "A plan" ; :hasPart ex:us , ex:dig ; :hasNo :Zone .
ex:us a :Party ; fact:party.organised_under state:LUX ; fact:party.kind :Company .
ex:dig a :Activity ; fact:activity.kind concept:extraction ; fact:activity.operator ex:us ;
    fact:activity.material_mass_kg 12.50 ; fact:activity.controlled_from state:USA , state:LUX .
"""


def by_rdf(mission: Mission) -> Mission:
    return mission_from_quads(mission_graph(mission, KNOWLEDGE).quads, KNOWLEDGE)


def by_yaml(mission: Mission) -> Mission:
    text = mission_file.text(mission, KNOWLEDGE)
    return mission_from(read_bytes(text.encode(), Document("mission.yaml", "M")), KNOWLEDGE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_and_precedent_survives_both_ways(path: Path) -> None:
    mission = KB.read_mission(path)
    assert by_rdf(mission) == mission
    assert by_yaml(by_rdf(mission)) == mission
    assert by_rdf(by_yaml(by_rdf(mission))) == mission


@settings(max_examples=40, deadline=None)
@given(missions())
def test_any_mission_that_can_be_written_survives_both_ways(mission: Mission) -> None:
    assert by_rdf(mission) == mission
    quads = mission_graph(mission, KNOWLEDGE).quads
    assert set(mission_graph(by_yaml(by_rdf(mission)), KNOWLEDGE).quads) == set(quads)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_a_mission_drawn_from_the_vocabulary_survives_or_is_refused_for_the_same_reason(seed: int) -> None:
    mission = DRAWER.mission(Random(seed))
    assert outcome(by_rdf, mission) == outcome(by_yaml, mission)


def outcome(way: Callable[[Mission], Mission], mission: Mission) -> Mission | list[tuple[str, str]]:
    """The mission that comes back, or the problems with it."""
    try:
        return way(mission)
    except MissionError as error:
        return sorted((problem.code, problem.what) for problem in error.problems)


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_a_mission_is_assessed_from_every_format_as_from_yaml(tmp_path: Path, suffix: str) -> None:
    yaml = ROOT / "examples" / "astroforge-odin.yaml"
    path = tmp_path / f"mission.{suffix}"
    form = {"rdf": "rdfxml"}.get(suffix, suffix)
    path.write_text(mission_text(KB, KB.read_mission(yaml), form), encoding="utf-8")
    on = date(2025, 2, 20)
    assert to_json(KB.assess(path, on=on)) == to_json(KB.assess(yaml, on=on))


def test_an_exported_assessment_still_holds_the_mission(tmp_path: Path) -> None:
    from regolex.graph.export import assessment_text

    yaml = ROOT / "examples" / "astroforge-odin.yaml"
    path = tmp_path / "assessed.trig"
    path.write_text(assessment_text(KB, KB.assess(yaml, on=date(2025, 2, 20)), "trig"), encoding="utf-8")
    assert KB.read_mission(path) == KB.read_mission(yaml)


TERMS = """
ex:plan :assessedFor ex:us ; :listsEvery :Authorisation ; :listsSomeOf :Launch .
ex:plan :restsOnAdoption ex:links ; :deniesEvents ex:none .
ex:links a :Adoption ; :ofAssumptionSet <https://w3id.org/regolex/assumption-set/usual-links> ; :statedBy "Ada" ;
    :statedOn "2026-01-31" ; :excepts "object.owner" , "activity:dig activity.purpose" .
ex:none a :NoEvent ; :upToDay "2026-01-31"^^xsd:date ; :ofEvent <https://w3id.org/regolex/event/damage-by-mission> ;
    :listedThen "dig" ; :statedBy "Ada" .
"""


def test_client_lists_assumptions_and_events_can_be_stated_in_rdf(tmp_path: Path) -> None:
    mission = plan(tmp_path, TERMS)
    assert mission.client == "party:us"
    assert mission.lists == {"authorisation": "complete", "launch": "so-far"}
    assert mission.assumed == {
        "usual-links": Adopted("Ada", "2026-01-31", ("activity:dig activity.purpose", "object.owner"))
    }
    assert mission.events == NoneSoFar(date(2026, 1, 31), ("damage-by-mission",), ("dig",), "Ada")
    assert by_rdf(mission) == mission == by_yaml(mission)


def test_who_adopted_a_set_is_an_agent_of_the_adoption(tmp_path: Path) -> None:
    store = ox.Store()
    store.extend(mission_graph(plan(tmp_path, TERMS), KNOWLEDGE).quads)
    query = """
        PREFIX : <https://w3id.org/regolex/>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX dct: <http://purl.org/dc/terms/>
        ASK { GRAPH ?g { ?mission :restsOnAdoption ?adoption . ?adoption a prov:Activity ; :statedOn "2026-01-31" ;
            prov:wasAssociatedWith ?who . ?who a prov:Agent ; dct:title "Ada" } }"""
    assert bool(store.query(query))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("ex:plan :assessedFor ex:dig , ex:us .", "M152 , node <https://example.org/plan#plan>: it is assessed for more"),
        ("ex:plan :assessedFor ex:nobody .", "M140 , node <https://example.org/plan#plan>: there is no party"),
        ("ex:plan :listsEvery :Moon .", "M106 , node <https://example.org/plan#plan>"),
        ("ex:plan :listsEvery :Launch ; :listsSomeOf :Launch .", "M152 , node <https://example.org/plan#plan>: its launches"),
        ("ex:plan :restsOnAdoption ex:a . ex:a a :Adoption .", "M109"),
        (
            "ex:plan :restsOnAdoption ex:a . ex:a :ofAssumptionSet <https://w3id.org/regolex/assumption-set/usual> .",
            "M147 , node <https://example.org/plan#a>: there is no assumption set 'usual'",
        ),
        (
            "ex:plan :restsOnAdoption ex:a . ex:a :colour :Red ; :ofAssumptionSet"
            " <https://w3id.org/regolex/assumption-set/usual-links> .",
            "M107 , node <https://example.org/plan#a>: unknown property :colour",
        ),
        ("ex:plan :deniesEvents ex:n . ex:n a :NoEvent .", "M106 , node <https://example.org/plan#n>: '' is not a date"),
        (
            'ex:plan :deniesEvents ex:n . ex:n :upToDay "2026-01-31"^^xsd:date ; :ofEvent :Flood .',
            "M147 , node <https://example.org/plan#n>: there is no event 'Flood'",
        ),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_understood_are_named_with_file_and_node(tmp_path: Path, more: str, says: str) -> None:
    found = problems(tmp_path, more)
    assert any(one.startswith(says) for one in found), found


# --- what people write themselves ---


def plan(tmp_path: Path, more: str = "", text: str = PLAN) -> Mission:
    path = tmp_path / "plan.ttl"
    path.write_text(HEAD + text + more, encoding="utf-8")
    return KB.read_mission(path)


def problems(tmp_path: Path, more: str = "", text: str = PLAN) -> list[str]:
    with pytest.raises(MissionError) as raised:
        plan(tmp_path, more, text)
    assert all("plan.ttl" in problem.file for problem in raised.value.problems)
    return [
        f"{problem.code} {problem.file.rpartition('plan.ttl')[2]}: {problem.what}" for problem in raised.value.problems
    ]


def test_names_of_ones_own_and_words_of_others_are_welcome(tmp_path: Path) -> None:
    mission = plan(tmp_path, 'ex:us rdfs:seeAlso <https://example.org/> . ex:dig <https://example.org/cost> "5" .')
    assert mission.id == "plan"
    assert mission.parts == {"activity": ("activity:dig",), "party": ("party:us",), "zone": ()}
    assert mission.answer("party:us", "party.kind").value == "company"
    assert str(mission.answer("activity:dig", "activity.material_mass_kg").value) == "12.50"
    assert mission.answer("activity:dig", "activity.controlled_from").value == ("LUX", "USA")
    assert mission.answer("activity:dig", "activity.operator").value == "party:us"


def test_unstated_facts_are_unknown_and_no_list_is_closed_by_silence(tmp_path: Path) -> None:
    mission = plan(tmp_path)
    assert "launch" not in mission.parts
    assert mission.answer("party:us", "party.seat") == regolex.missions.mission.NOT_ASKED


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("ex:us fact:party.seat state:XYZ .", "M134 , node <https://example.org/plan#us>: 'XYZ' is not a valid answer"),
        ("ex:dig fact:activity.knd concept:extraction .", "M123 , node <https://example.org/plan#dig>"),
        ("ex:dig fact:activity.purpose concept:sale .", "M124 , node <https://example.org/plan#dig>: 'sale' is not a valid"),
        ("ex:dig fact:activity.body ex:us .", "M140"),
        ('ex:dig fact:activity.start "soon" .', "M106"),
        ('ex:dig fact:activity.start "2031-01-01/2030-01-01" .', "M106"),
        ('ex:us fact:party.seat "LUX" .', "M106 , node <https://example.org/plan#us>: 'LUX' is a text, not"),
        ("ex:us fact:party.seat state:LUX , state:USA .", "M134 , node <https://example.org/plan#us>: ['LUX', 'USA'] is not"),
        ("ex:us :colour :Red .", "M107 , node <https://example.org/plan#us>: unknown property :colour"),
        ("ex:lost a :Launch .", "M153 , node <https://example.org/plan#lost>: it is described, but belongs to no mission"),
        ("ex:plan :hasPart ex:ghost .", "M153 , node <https://example.org/plan#ghost>"),
        ("ex:plan :hasNo :Party .", "M152 , node <https://example.org/plan#plan>: it has parties"),
        ("ex:other a :Mission .", "M151 : missions found"),
        (
            "ex:us fact:party.seat state:LUX ; :hasAnswer ex:a ."
            'ex:a a :Answer ; :ofFact fact:party.seat ; :unknownBecause "undecided" .',
            "M152 , node <https://example.org/plan#us>: there is a value",
        ),
        ('ex:us :hasAnswer ex:a . ex:a a :Answer ; :unknownBecause "undecided" .', "M109 , node <https://example.org/plan#a>"),
        (
            'ex:us :hasAnswer ex:a . ex:a a :Answer ; :ofFact fact:party.seat ; :unknownBecause "forgot" .',
            "M143 , node <https://example.org/plan#us>",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_with_file_and_node(tmp_path: Path, more: str, says: str) -> None:
    found = problems(tmp_path, more)
    assert any(one.startswith(says) for one in found), found


def test_every_problem_of_a_file_is_reported_at_once(tmp_path: Path) -> None:
    more = "ex:us fact:party.seat state:XYZ . ex:dig fact:activity.knd 1 ; :colour :Red . ex:lost a :Launch ."
    assert {one[:4] for one in problems(tmp_path, more)} >= {"M153", "M107"}
    again = "ex:us fact:party.seat state:XYZ . ex:dig fact:activity.knd 1 ; fact:activity.purpose concept:sale ."
    assert {one[:4] for one in problems(tmp_path, again)} >= {"M123", "M124", "M134"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.ttl", b"<no turtle", "M150"),
        ("a.ttl", b"\xff\xfe", "M104"),
        ("a.ttl", b"", "M151"),
        ("a.rdf", b'<!DOCTYPE r [<!ENTITY a "aa">]><r/>', "M150"),
        ("a.jsonld", b"{", "M150"),
        ("a.jsonld", b"[" * 100_000, "M105"),
        ("a.jsonld", b'{"@context": "https://example.org/context.jsonld", "@id": "http://a/"}', "M150"),
        ("a.nt", b"x" * 2_000_001, "M105"),
        ("missing.ttl", None, "M108"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MissionError) as raised:
        KB.read_mission(path)
    assert [problem.code for problem in raised.value.problems] == [code]
    assert name in raised.value.problems[0].file


def test_a_program_can_write_plain_keys_under_our_context(tmp_path: Path) -> None:
    plain = {
        "@context": ["https://w3id.org/regolex/context.jsonld", {"@base": "https://example.org/plan"}],
        "@id": "#plan", "@type": "regolex:Mission", "dct:title": "A plan", "hasNo": "regolex:Zone",
        "hasPart": [
            {"@id": "#us", "@type": "regolex:Party", "party.organised_under": "state:LUX"},
            {
                "@id": "#dig", "@type": "regolex:Activity", "activity.kind": "concept:extraction",
                "activity.operator": "#us", "activity.start": "2030-01-31", "activity.material_mass_kg": "12.50",
            },
        ],
    }  # fmt: skip
    path = tmp_path / "plan.jsonld"
    path.write_text(json.dumps(plain), encoding="utf-8")
    mission = KB.read_mission(path)
    assert mission.parts["activity"] == ("activity:dig",)
    assert mission.answer("activity:dig", "activity.start").value == date(2030, 1, 31)
    assert mission.answer("party:us", "party.organised_under").value == "LUX"


def test_statements_without_a_name_can_be_parts(tmp_path: Path) -> None:
    mission = plan(
        tmp_path, text='ex:plan a :Mission ; dct:title "A plan" ; :hasPart [ a :Party ; dct:identifier "us" ] .'
    )
    assert mission.parts == {"party": ("party:us",)}


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ('"2030"^^xsd:gYear', date(2030, 1, 1), date(2030, 12, 31)),
        ('"2030-07"^^xsd:gYearMonth', date(2030, 7, 1), date(2030, 7, 31)),
        ('"2030-Q3"', date(2030, 7, 1), date(2030, 9, 30)),
        ('"2030-07-05/2031-02-01"', date(2030, 7, 5), date(2031, 2, 1)),
    ],
)
def test_a_day_known_only_as_a_window_survives_both_ways(tmp_path: Path, stated: str, first: date, last: date) -> None:
    mission = plan(tmp_path, f"ex:dig fact:activity.start {stated} .")
    day = mission.answer("activity:dig", "activity.start").value
    assert (day.not_before, day.not_after) == (first, last)
    assert by_rdf(mission) == mission == by_yaml(mission)


def test_a_statement_about_a_statement_is_not_a_value(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD + PLAN + "ex:us fact:party.seat <<( ex:a ex:b ex:c )>> .", encoding="utf-8")
    with pytest.raises(MissionError):
        KB.read_mission(path)


def test_values_stand_as_plain_triples() -> None:
    """Whoever queries a mission needs no answer nodes for what is simply given."""
    mission = KB.read_mission(ROOT / "examples" / "nereus-water.yaml")
    store = ox.Store()
    store.extend(mission_graph(mission, KNOWLEDGE).quads)
    query = """
        PREFIX : <https://w3id.org/regolex/>
        PREFIX fact: <https://w3id.org/regolex/fact/>
        ASK { GRAPH ?g {
            ?mission :hasPart ?activity .
            ?mission :hasPart ?who .
            ?activity a :Activity ; fact:activity.kind/a :Extraction .
            ?who fact:party.organised_under <https://w3id.org/regolex/state/LUX> . } }"""
    assert bool(store.query(query))
