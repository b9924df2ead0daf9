"""The page about the knowledge graph: the questions it answers by name, and its parts."""

from __future__ import annotations

from pyoxigraph import BlankNode, DefaultGraph

from docs.pages.machinery import ROOT, kb, page, table
from regolex.formats.rdf.triples import graph_name
from regolex.graph.competency import named_queries
from regolex.graph.dataset import ontology_quads, quads


@page("graph.md", "Named questions and named graphs")
def graph_page() -> str:
    """The library of named questions, and the graphs that a query sees."""
    return "\n".join(
        [
            "How to query it: [query the graph](../how-to/ask-the-graph.md).",
            "",
            "## Named questions",
            "",
            _questions(),
            "",
            "## Named graphs",
            "",
            "The IRI of each is `https://w3id.org/regolex/graph/` followed by its name.",
            "",
            _graphs(),
        ]
    )


def _questions() -> str:
    rows = [
        [
            f"`{q.name}`" + (" (mission)" if q.needs_mission else ""), q.asks,
            "; ".join(f"`{p.name}`: {p.means}" for p in q.parameters),
        ]
        for q in named_queries(ROOT).values()
    ]  # fmt: skip
    return table(["Question", "Meaning", "Parameters"], rows)


def _graphs() -> str:
    counts: dict[str, int] = {}
    for quad in (*quads(kb().knowledge), *ontology_quads(ROOT)):
        assert not isinstance(quad.graph_name, DefaultGraph | BlankNode)
        name = graph_name(quad.graph_name)
        counts[name] = counts.get(name, 0) + 1
    rows = [[f"`{name}`", f"{count:,}"] for name, count in sorted(counts.items())]
    own = [
        ["`mission/<id>`, with `--mission`", ""],
        ["`assessment/<id>/<day>/<digest>`, with `--mission` and `--on`", ""],
    ]
    return table(["Graph", "Statements"], [*rows, *own])
