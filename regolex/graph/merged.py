"""The ontology as one file: its modules under one header, with the labels and notes that editors of ontologies look for.

The modules state ``skos:prefLabel`` and ``skos:definition`` once. Here each is said by ``rdfs:label`` and ``rdfs:comment`` as
well, and every term says which ontology defines it. There is nothing left to import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from regolex import __version__
from regolex.formats.rdf.triples import DCT, PREFIXES, RDF, SKOS, code, day, english, iri
from regolex.graph.dataset import ONTOLOGY
from regolex.law import model as m
from regolex.law.vocabulary import BASE

_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_VANN = "http://purl.org/vocab/vann/"
_TITLE = "Regolex: the words of space-resource law and of the missions it governs"
_ABOUT = (
    "Words for missions to the Moon and to asteroids, for the treaties and statutes that govern them, for the rules that are "
    "read from these, and for what trying the rules on a mission gives."
)
_CREATED = "2026-11-22"  # the day of the first module


def merged(ontology: Iterable[ox.Quad], knowledge: m.Knowledge) -> list[ox.Quad]:
    """The statements of all modules without their headers, and one header in place of them."""
    quads = list(ontology)
    headers = {q.subject for q in quads if q.predicate.value == RDF + "type" and _value(q.object) == _OWL + "Ontology"}
    kept = [quad for quad in quads if quad.subject not in headers]
    return [*_header(knowledge), *kept, *_labels(kept)]


def _header(knowledge: m.Knowledge) -> Iterator[ox.Quad]:
    whole = iri(BASE)
    said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (RDF + "type", iri(_OWL + "Ontology")),
        (DCT + "title", english(_TITLE)),
        (_RDFS + "label", english("Regolex")),
        (DCT + "description", english(_ABOUT)),
        (DCT + "creator", code("The Regolex contributors")),
        (DCT + "created", ox.Literal(_CREATED, datatype=iri(PREFIXES["xsd"] + "date"))),
        (DCT + "modified", day(knowledge.day)),
        (DCT + "license", iri("https://creativecommons.org/licenses/by/4.0/")),
        (_OWL + "versionIRI", iri(f"{BASE}ontology/{__version__}")),
        (_OWL + "versionInfo", code(__version__)),
        (_VANN + "preferredNamespacePrefix", code("regolex")),
        (_VANN + "preferredNamespaceUri", code(BASE)),
    ]
    for predicate, value in said:
        yield ox.Quad(whole, iri(predicate), value, ONTOLOGY)
    for name in ("description", "creator", "created", "modified"):
        yield ox.Quad(iri(DCT + name), iri(RDF + "type"), iri(_OWL + "AnnotationProperty"), ONTOLOGY)
    for name in ("preferredNamespacePrefix", "preferredNamespaceUri"):
        yield ox.Quad(iri(_VANN + name), iri(RDF + "type"), iri(_OWL + "AnnotationProperty"), ONTOLOGY)


def _labels(quads: list[ox.Quad]) -> Iterator[ox.Quad]:
    also = {SKOS + "prefLabel": _RDFS + "label", SKOS + "definition": _RDFS + "comment"}
    for quad in quads:
        name = also.get(quad.predicate.value)
        if name:
            yield ox.Quad(quad.subject, iri(name), quad.object, ONTOLOGY)
        if quad.predicate.value == SKOS + "prefLabel" and isinstance(quad.subject, ox.NamedNode):
            yield ox.Quad(quad.subject, iri(_RDFS + "isDefinedBy"), iri(BASE), ONTOLOGY)


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


__all__ = ["merged"]
