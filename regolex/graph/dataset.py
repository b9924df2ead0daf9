"""The knowledge as RDF: each part in its own named graph, together with the ontology.

``corpus``, ``jurisdictions``, ``parameters``, ``rules``, ``readings`` and ``participation`` hold what the files say;
``bodies``, ``missions``, ``achievements``, ``organisations``, ``transfers`` and ``precedents`` hold the catalogue;
``concepts`` the answers of the closed lists, ``asking`` assumption sets and events, ``ontology`` the vocabulary. A
mission and its assessment are two more
(:mod:`regolex.formats.rdf.writer`, :mod:`regolex.graph.assessments`). Every class and property written is declared in
``ontology/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from regolex.formats.rdf.triples import DCT, ELI, PREFIXES, RDF, SKOS, TIME, XSD, iri
from regolex.graph.asking import asking
from regolex.graph.catalogue import catalogue_quads
from regolex.graph.corpus import concepts, corpus, jurisdictions, parameters
from regolex.graph.participation import participation
from regolex.graph.readings import readings
from regolex.graph.rules import rules
from regolex.law import model as m

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "DCT", "ELI", "PREFIXES", "RDF", "SKOS", "TIME", "XSD", "dataset", "modules", "ontology_quads", "quads", "store",
]  # fmt: skip

ONTOLOGY = iri("graph/ontology")


def quads(knowledge: m.Knowledge) -> Iterator[ox.Quad]:
    """Every statement made from the knowledge, each part of it in its named graph."""
    for write in (concepts, corpus, jurisdictions, parameters, rules, readings, participation, asking):
        yield from write(knowledge).quads
    yield from catalogue_quads(knowledge)


def modules(folder: Path) -> list[Path]:
    """The Turtle files of the ontology in the knowledge folder, without the shapes that check it."""
    ontology = folder / "ontology"
    return sorted(path for path in ontology.rglob("*.ttl") if "shapes" not in path.relative_to(ontology).parts)


def ontology_quads(folder: Path) -> Iterator[ox.Quad]:
    """The statements of the ontology; a blank node is named after its module and its position in it."""
    for path in modules(folder):
        module = path.relative_to(folder / "ontology").with_suffix("").as_posix().replace("/", "-")
        names: dict[str, ox.BlankNode] = {}
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, value = (
                names.setdefault(term.value, ox.BlankNode(f"{module}-{len(names) + 1}"))
                if isinstance(term, ox.BlankNode) else term
                for term in (quad.subject, quad.object)
            )  # fmt: skip
            yield ox.Quad(subject, quad.predicate, value, ONTOLOGY)


def store(knowledge: m.Knowledge, folder: Path) -> ox.Store:
    """An in-memory store with the knowledge and the ontology; the default graph of a query is the union of all."""
    found = ox.Store()
    found.extend(quads(knowledge))
    found.extend(ontology_quads(folder))
    return found


def dataset(knowledge: m.Knowledge, folder: Path) -> rdflib.Dataset:
    """The same as an rdflib data set, with Oxigraph answering its queries."""
    import rdflib
    from oxrdflib import OxigraphStore

    return rdflib.Dataset(store=OxigraphStore(store=store(knowledge, folder)), default_union=True)
