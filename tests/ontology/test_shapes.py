"""The shapes hold for what we publish, and each of them notices what it is there for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import regolex
from regolex.formats.rdf.writer import mission_graph
from regolex.graph.dataset import modules, quads
from regolex.graph.export import beside
from regolex.graph.odrl import policy_graph
from regolex.law.vocabulary import BASE

pyshacl = pytest.importorskip("pyshacl")

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "ontology" / "shapes"
PREFIXES = f"""
@prefix : <{BASE}> .
@prefix fact: <{BASE}fact/> .
@prefix state: <{BASE}state/> .
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def shapes(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES / f"{name}.ttl")


def validate(data: rdflib.Graph, name: str) -> str:
    """The report, empty where everything conforms."""
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes(name), inference="none", advanced=False)
    return "" if conforms else str(text)


def test_the_ontology_is_written_in_our_style() -> None:
    ontology = rdflib.Graph()
    for path in modules(ROOT):
        ontology.parse(path)
    assert validate(ontology, "style") == ""


def test_the_graph_keeps_its_promises() -> None:
    data = rdflib.Graph()
    data.parse(data="\n".join(f"{quad.triple} ." for quad in quads(regolex.load(ROOT).knowledge)), format="nt")
    for path in modules(ROOT):
        data.parse(path)
    assert validate(data, "graph") == ""


def of(quads_of: list[ox.Quad]) -> rdflib.Graph:
    return rdflib.Graph().parse(data="\n".join(f"{quad.triple} ." for quad in quads_of), format="nt")


@pytest.mark.parametrize("path", ["examples/nereus-water", "examples/astroforge-odin", "corpus/precedents/hayabusa"])
def test_a_mission_fits_the_shapes_of_missions_and_of_facts(path: str) -> None:
    kb = regolex.load(ROOT)
    mission = kb.read_mission(ROOT / f"{path}.yaml")
    data = of(mission_graph(mission, kb.knowledge).quads)
    assert validate(data, "missions") == ""
    assert validate(data, "facts") == ""


@pytest.mark.parametrize("sets", [[], ["all"]], ids=["on-the-answers-alone", "with-all-sets"])
def test_an_assessment_and_its_policy_fit_their_shapes(sets: list[str]) -> None:
    kb = regolex.load(ROOT)
    a = kb.assess(ROOT / "examples" / "astroforge-odin.yaml", on=date(2025, 2, 20), assume=sets)
    assert validate(of(beside(a)), "assessments") == ""
    assert validate(of(policy_graph(a).quads), "odrl") == ""


@pytest.mark.parametrize(
    ("name", "wrong", "says"),
    [
        ("style", ':Thing a owl:Class ; skos:prefLabel "thing"@en .', "one definition in English"),
        (
            "style",
            ':Thing a owl:Class ; skos:prefLabel "thing"@en ; skos:definition "object of some sort."@en .',
            "without a full stop",
        ),
        (
            "style",
            ':thing a owl:Class ; skos:prefLabel "thing"@en ; skos:definition "object of some sort"@en .',
            "UpperCamel",
        ),
        ("style", 'fact:Party-kind a :Fact ; rdfs:domain :Party ; rdfs:range :State ; :cardinality "one" .', "pattern"),
        ("style", 'fact:party.kind a :Fact ; rdfs:domain :Party ; rdfs:range :State ; :cardinality "two" .', "in"),
        ("graph", ":it a :Rule .", "rests on a provision"),
        ("graph", ":it a :ContestedQuestion . :one :readingOf :it .", "at least two readings"),
        ("graph", ":it a :Holding .", "who says so"),
        (
            "graph",
            ':it a :Participation ; :signedNotBefore "2021-01-01"^^xsd:date ; :signedNotAfter "2020-01-01"^^xsd:date .',
            "LessThanOrEquals",
        ),
        ("missions", ":it a :Mission .", "one title"),
        ("missions", ":one :hasPart :it . :other :hasPart :it .", "one mission"),
        ("missions", ":it a :Answer .", "to which fact"),
        ("missions", ':it a :Answer ; :unknownBecause "undecided" ; :doesNotArise "no crew" .', "not both"),
        ("missions", ":it a :Mission ; :assessedFor :one , :other .", "for one party"),
        ("missions", ":it a :Mission ; :listsEvery :Launch ; :listsSomeOf :Launch .", "not both"),
        ("missions", ":it a :Adoption .", "names its set"),
        ("missions", ":it a :NoEvent .", "up to a day"),
        ("facts", ":it a :Party ; fact:party.organised_under :Luxembourg .", "named by its code"),
        ("facts", ":it a :Party ; fact:party.organised_under state:XYZ .", "named by its code"),
        ("facts", ":it a :Party ; fact:party.organized_under state:LUX .", "closed"),
        ("facts", ":it a :Party ; fact:party.organised_under state:LUX , state:USA .", "maxcount"),
        ("facts", ':it a :Activity ; fact:activity.material_mass_kg "much" .', "datatype"),
        ("facts", ":it a :Activity ; fact:activity.obtained :Perhaps .", "inconstraint"),
        ("facts", ":it a :Activity ; fact:activity.kind :sale . :sale a :Company .", "inconstraint"),
        ("missions", ":it a :Mission ; :hasPart :one .", "of one kind"),
        ("assessments", ":it a :Assessment .", "law of a day"),
        ("assessments", ":it a :Finding .", "names its rule"),
        ("assessments", ":it a :PossibleFinding .", "names its rule"),
        ("assessments", ":it a :UsedFact .", "xone"),
        ("assessments", ':it a :UsedFact ; :answerOrigin "assumed" .', "adoption of a set"),
        ("assessments", ":it a :Assessment .", "on the prevailing ones"),
        ("assessments", ":it a :Conclusion .", "how far it goes"),
        ("assessments", ":it a :UnansweredQuestion .", "who can answer it"),
        ("assessments", ":it a :DormantDuty .", "would wake it"),
        ("odrl", ":it a odrl:Policy .", "a policy has a rule"),
        ("odrl", ":it a odrl:Prohibition .", "has a target"),
        ("odrl", ":it a odrl:Action .", "is included"),
    ],
)
def test_a_shape_notices(name: str, wrong: str, says: str) -> None:
    assert says.lower() in validate(rdflib.Graph().parse(data=PREFIXES + wrong), name).lower()
