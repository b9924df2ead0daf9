"""The shapes hold for what we publish, and each of them notices what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import regolex
from regolex.graph import modules, quads
from regolex.vocabulary import BASE

pyshacl = pytest.importorskip("pyshacl")

ROOT = Path(__file__).resolve().parents[2]
SHAPES = ROOT / "ontology" / "shapes"
PREFIXES = f"""
@prefix : <{BASE}> .
@prefix fact: <{BASE}fact/> .
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
        ("graph", ":it a :ContestedQuestion . :one :readingOf :it .", "one reading alone"),
        ("graph", ":it a :Holding .", "who says so"),
        (
            "graph",
            ':it a :Participation ; :signedNotBefore "2021-01-01"^^xsd:date ; :signedNotAfter "2020-01-01"^^xsd:date .',
            "LessThanOrEquals",
        ),
    ],
)
def test_a_shape_notices(name: str, wrong: str, says: str) -> None:
    assert says.lower() in validate(rdflib.Graph().parse(data=PREFIXES + wrong), name).lower()
