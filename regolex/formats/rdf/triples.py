"""Statements of one named graph: IRIs, literals, and the writer that collects them in a fixed order.

IRIs are stable: the base ``https://w3id.org/regolex/`` followed by the identity of the thing, which is its path.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pyoxigraph as ox

from regolex.law import model as m
from regolex.law.vocabulary import BASE

DCT = "http://purl.org/dc/terms/"
ELI = "http://data.europa.eu/eli/ontology#"
ODRL = "http://www.w3.org/ns/odrl/2/"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TIME = "http://www.w3.org/2006/time#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "": BASE, "concept": BASE + "concept/", "fact": BASE + "fact/", "role": BASE + "role/", "rule": BASE + "rule/",
    "state": BASE + "state/", "dct": DCT, "eli": ELI, "odrl": ODRL, "prov": PROV, "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "skos": SKOS, "time": TIME, "xsd": XSD,
    "owl": "http://www.w3.org/2002/07/owl#",
}  # fmt: skip
CONTEXT = BASE + "context.jsonld"
Term = ox.NamedNode | ox.Literal
_TYPE = ox.NamedNode(RDF + "type")


def iri(name: str) -> ox.NamedNode:
    """The IRI of a name in the Regolex namespace; a full IRI is returned as it is.

    >>> iri("state/LUX").value
    'https://w3id.org/regolex/state/LUX'
    """
    return ox.NamedNode(name if name.startswith(("http://", "https://")) else BASE + name)


def segment(text: str) -> str:
    """A text percent-encoded as one segment of an IRI.

    >>> segment("a mission/2")
    'a%20mission%2F2'
    """
    return quote(text, safe="-._~") or "unnamed"


def english(value: str) -> ox.Literal:
    """A text in English."""
    return ox.Literal(value, language="en")


def code(value: str) -> ox.Literal:
    """A text without a language: a code, a name, or user input."""
    return ox.Literal(value)


def day(value: date) -> ox.Literal:
    """A date."""
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def number(value: Decimal) -> ox.Literal:
    """A decimal number with all its digits."""
    return ox.Literal(format(value, "f"), datatype=ox.NamedNode(XSD + "decimal"))


def whole(value: int) -> ox.Literal:
    """An integer."""
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def truth(value: bool) -> ox.Literal:
    """True or false."""
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(XSD + "boolean"))


class Writer:
    """Collects the statements of one named graph, in the order in which they are made."""

    def __init__(self, graph: str) -> None:
        self.graph = iri(f"graph/{graph}")
        self.quads: list[ox.Quad] = []

    def add(self, subject: ox.NamedNode, predicate: str, *values: Term | None) -> None:
        """Add a statement for each value that is present."""
        for value in values:
            if value is not None:
                self.quads.append(ox.Quad(subject, iri(predicate), value, self.graph))

    def typed(self, subject: ox.NamedNode, *classes: str) -> None:
        """State the classes of the subject."""
        for name in classes:
            self.quads.append(ox.Quad(subject, _TYPE, iri(name), self.graph))

    def texts(self, subject: ox.NamedNode, **values: str) -> None:
        """State texts in English; an empty one is left out."""
        for name, value in values.items():
            if value:
                self.add(subject, name, english(value))

    def codes(self, subject: ox.NamedNode, **values: str) -> None:
        """State codes; an empty one is left out."""
        for name, value in values.items():
            if value:
                self.add(subject, name, code(value))

    def window(self, subject: ox.NamedNode, name: str, span: m.Day | None) -> None:
        """State the two ends of a window; an unknown end is left out."""
        if span:
            self.add(subject, name + "NotBefore", day(span.not_before) if span.not_before.year > 1 else None)
            self.add(subject, name + "NotAfter", day(span.not_after) if span.not_after.year < 9999 else None)


def graph_name(graph: ox.NamedNode) -> str:
    """The short name of a Regolex graph: ``corpus`` for ``https://w3id.org/regolex/graph/corpus``."""
    return graph.value.removeprefix(f"{BASE}graph/")


def ordered(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Each statement once, in an order that depends only on the statements."""
    return sorted(
        set(quads), key=lambda quad: (str(quad.graph_name), str(quad.subject), *_rank(quad.predicate), str(quad.object))
    )


def _rank(predicate: ox.NamedNode) -> tuple[bool, str]:
    return predicate.value != _TYPE.value, predicate.value  # the class of a resource comes first
