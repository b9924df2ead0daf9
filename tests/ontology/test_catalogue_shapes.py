"""The shapes of the catalogue hold for what is published of it, and each of them notices what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import regolex
from regolex.graph.dataset import quads
from regolex.law.vocabulary import BASE

pyshacl = pytest.importorskip("pyshacl")

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = f"""
@prefix : <{BASE}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def validate(data: rdflib.Graph) -> str:
    """The report, empty where everything conforms."""
    shapes = rdflib.Graph().parse(ROOT / "ontology" / "shapes" / "catalogue.ttl")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    return "" if conforms else str(text)


def test_the_catalogue_keeps_its_promises() -> None:
    data = rdflib.Graph()
    data.parse(data="\n".join(f"{quad.triple} ." for quad in quads(regolex.load(ROOT).knowledge)), format="nt")
    assert (None, rdflib.RDF.type, rdflib.URIRef(f"{BASE}KnownBody")) in data
    assert validate(data) == ""


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (":it a :KnownBody .", "says of what kind it is"),
        (":it a :KnownBody ; :diameterAtLeast 9.0 ; :diameterAtMost 2.0 .", "LessThanOrEquals"),
        (":it a :Organisation .", "where it is from and how sure it is"),
        (":it a :Organisation ; :regulatesIn <urn:state> .", "which part it has"),
        (":it a :SpaceMission ; :returnedGrams 5.0 .", "without a day of return"),
        (
            ':it a :SpaceMission ; :launchedOn "2020-01-02"^^xsd:date ; :arrivedOn "2020-01-01"^^xsd:date .',
            "LessThanOrEquals",
        ),
        (":it a :SpaceMission ; :missionTarget [] .", "one destination of the catalogue"),
        (":it a :Achievement .", "a day and a kind of body"),
        (":it a :Transfer .", "what it stands for"),
    ],
)
def test_a_shape_notices(wrong: str, says: str) -> None:
    assert says.lower() in validate(rdflib.Graph().parse(data=PREFIXES + wrong)).lower()
