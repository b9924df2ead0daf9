"""Export of graphs: the whole data set, some of its graphs, or a mission with its assessment, in an RDF format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from regolex.engine.assessment import Assessment
from regolex.errors import Problem, QueryError, nearest
from regolex.formats.rdf.jsonld import coercions_of
from regolex.formats.rdf.serialisation import serialise
from regolex.formats.rdf.triples import graph_name
from regolex.formats.rdf.writer import mission_graph, mission_iri
from regolex.graph.assessments import assessment_graph, assessment_iri
from regolex.graph.dataset import ONTOLOGY, ontology_quads, quads
from regolex.graph.merged import merged
from regolex.graph.odrl import policy_graph
from regolex.knowledge import KnowledgeBase
from regolex.missions.mission import Mission


def knowledge_text(kb: KnowledgeBase, form: str, graphs: Sequence[str] = ()) -> str:
    """The knowledge in a format: every graph, or those named, such as ``rules``.

    Raises QueryError for a graph or format that does not exist.
    """
    ontology = list(ontology_quads(kb.folder))
    found = [*quads(kb.knowledge), *ontology]
    names = {graph_name(quad.graph_name) for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
    unknown = [name for name in graphs if name not in names]
    if unknown:
        raise QueryError(
            [
                Problem(
                    "Q407", f"there is no graph {name!r}", expected=", ".join(sorted(names)), hint=nearest(name, names)
                )
                for name in unknown
            ]
        )
    if graphs:
        found = [
            quad
            for quad in found
            if isinstance(quad.graph_name, ox.NamedNode) and graph_name(quad.graph_name) in graphs
        ]
    coercions = coercions_of(ontology)
    if not graphs or "ontology" in graphs:
        kept = [quad for quad in found if quad.graph_name != ONTOLOGY]
        found = [*kept, *merged(ontology, kb.knowledge)]
    return serialise(single(found) if form == "jsonld" else found, form, coercions)


def single(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Statements of one graph in the default graph: a program that reads JSON-LD into one graph sees no other."""
    if len({quad.graph_name for quad in quads}) > 1:
        return quads
    return [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]


def mission_text(kb: KnowledgeBase, mission: Mission, form: str) -> str:
    """A mission as RDF that reads back to the same mission."""
    return _text(kb, mission_graph(mission, kb.knowledge).quads, form, {"it": f"{mission_iri(mission).value}#"})


def assessment_text(kb: KnowledgeBase, a: Assessment, form: str) -> str:
    """An assessment as RDF, with its mission; ``odrl`` gives its policy as JSON-LD."""
    if form == "odrl":
        return _text(kb, policy_graph(a).quads, "jsonld", prefixes_of(a))
    return _text(kb, beside(a), form, prefixes_of(a))


def beside(a: Assessment) -> list[ox.Quad]:
    """The statements about a mission and its assessment, to be added to the knowledge graph."""
    return mission_graph(a.mission, a.knowledge).quads + assessment_graph(a).quads


def prefixes_of(a: Assessment) -> dict[str, str]:
    """Prefixes for an assessment: ``it:`` for the parts of the mission, ``finding:`` for the findings."""
    return {"it": f"{mission_iri(a.mission).value}#", "finding": f"{assessment_iri(a).value}#"}


def _text(kb: KnowledgeBase, found: list[ox.Quad], form: str, prefixes: Mapping[str, str]) -> str:
    if form == "jsonld":  # one thing is told in the default graph, which every program sees
        found = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found]
    return serialise(found, form, coercions_of(ontology_quads(kb.folder)), prefixes)
