"""Queries to a remote SPARQL 1.1 endpoint, and loading the graphs into a store by the Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox

from regolex.errors import Problem, QueryError
from regolex.graph.competency import read_question
from regolex.graph.dataset import DCT, PREFIXES
from regolex.graph.query import Graph
from regolex.graph.sparql_text import Reading, declared, read
from regolex.graph.store import ABOUT, stamp
from regolex.graph.web import SECONDS, Http
from regolex.knowledge import KnowledgeBase
from regolex.law.vocabulary import BASE
from regolex.law.wording import counted

_YES, _NO = b'{"head": {}, "boolean": true}', b'{"head": {}, "boolean": false}'
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
_STAMP = f"SELECT ?stamp WHERE {{ GRAPH <{ABOUT}> {{ <{ABOUT}> <{DCT}identifier> ?stamp }} }}"
_GRAPHS = f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{BASE}graph/")) }}'


class EndpointGraph(Graph):
    """A graph held by a SPARQL endpoint, with the interface of a graph in memory.

    If the endpoint holds the Regolex graphs, a query without FROM is put to their union, as everywhere in Regolex,
    regardless of the default graph of the endpoint. Raises QueryError Q412 to Q417 for failures.
    """

    def __init__(self, kb: KnowledgeBase, url: str, seconds: float = SECONDS) -> None:
        self.kb = kb
        self.prefixes = dict(PREFIXES)
        self.http = Http(url, seconds)
        self._graphs: list[str] | None = None

    @property
    def graphs(self) -> list[str]:
        """The names of the Regolex graphs that the endpoint holds."""
        if self._graphs is None:
            self._graphs = sorted(row["g"].value for row in self._rows(_GRAPHS))
        return self._graphs

    def check(self) -> None:
        """Raise QueryError (Q415) unless the endpoint holds this knowledge, whole.

        The graph that says so is loaded last. Without this check, an answer could be empty for lack of data, which would
        read as a "no".
        """
        said = [row["stamp"].value for row in self._rows(_STAMP)]
        if said == [stamp(self.kb)]:
            return
        what = "the endpoint does not hold this knowledge, or not all of it"
        if said:
            what = "the endpoint holds different knowledge, or was loaded by another version of Regolex"
        hint = "Load it with regolex graph load --endpoint and the address of the graph store."
        raise QueryError(Problem("Q415", what, file=self.http.url, hint=hint))

    def evaluate(self, text: str, reading: Reading) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Put an accepted query to the endpoint.

        A named question is put there only if the endpoint holds this knowledge, and the number of rows is checked in
        memory: engines differ in their errors, and a missing row would read as a "no".
        """
        ours = bool(read_question("", text).asks)  # regardless of the parameter values
        if ours:
            self.check()
        missing = {prefix: iri for prefix, iri in self.prefixes.items() if prefix not in declared(text)}
        head = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in missing.items())
        fields = []
        if not reading.dataset:
            fields = [(kind, name) for kind in ("default-graph-uri", "named-graph-uri") for name in self.graphs]
        found, rows = self._ask(f"{head} {text}", reading, fields)
        if ours and isinstance(found, ox.QuerySolutions):
            here = self._here.evaluate(text, reading)
            expected = sum(1 for _ in here) if isinstance(here, ox.QuerySolutions) else rows
            if rows != expected:
                raise QueryError(
                    Problem(
                        "Q417", f"the endpoint returns {counted(rows, 'row')}; the same data in memory gives {expected}",
                        file=self.http.url, hint="Leave --endpoint out for this question: that engine answers it incorrectly.",
                    )
                )  # fmt: skip
        return found

    @cached_property
    def _here(self) -> Graph:
        """The same graph in memory, to check answers against."""
        return Graph(self.kb)

    def _rows(self, text: str) -> ox.QuerySolutions:
        found, _ = self._ask(text, read(text), [])
        assert isinstance(found, ox.QuerySolutions)
        return found

    def include(self, quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> None:
        """Refused: queries never write to an endpoint."""
        raise QueryError(Problem("Q413", "a mission can only be queried with the graph in memory", file=self.http.url))

    def _ask(
        self, text: str, reading: Reading, fields: list[tuple[str, str]]
    ) -> tuple[ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, int]:
        """The answer to a query, and its number of rows; 1 if it does not consist of rows."""
        form = urlencode([("query", text), *fields]).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": _GRAPH if reading.graph else _ROWS,
        }  # fmt: skip
        body, media = self.http.send("POST", self.http.url, form, headers)
        try:
            return _graph_of(body, media, self.http.url) if reading.graph else _rows_of(body, media, reading)
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                Problem(
                    "Q414", str(error), file=self.http.url, expected="the address of a SPARQL 1.1 endpoint",
                    hint="It often ends in /sparql or /query.",
                )
            ) from error  # fmt: skip


def _rows_of(body: bytes, media: str, reading: Reading) -> tuple[ox.QuerySolutions | ox.QueryBoolean, int]:
    form = ox.QueryResultsFormat.from_media_type(media)
    if form is None:
        raise SyntaxError(f"the answer comes {f'as {media}' if media else 'without a media type'}")
    found = ox.parse_query_results(body, form)
    if isinstance(found, ox.QueryBoolean):
        return found, 1
    rows = sum(1 for _ in found)  # read to the end, so that a truncated answer is noticed before any of it is used
    if reading.form == "ask":  # Virtuoso 7 answers yes as one row and no as none
        truth = ox.parse_query_results(_YES if rows else _NO, ox.QueryResultsFormat.JSON)
        assert isinstance(truth, ox.QueryBoolean)
        return truth, 1
    again = ox.parse_query_results(body, form)
    return again, rows


def _graph_of(body: bytes, media: str, base: str) -> tuple[ox.QueryTriples, int]:
    form = ox.RdfFormat.from_media_type(media)
    if form is None:
        raise SyntaxError(f"the answer comes {f'as {media}' if media else 'without a media type'}")
    store = ox.Store()
    store.load(body, form, base_iri=base)
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found, 1


def load_graphs(store: ox.Store, url: str, seconds: float = SECONDS) -> Iterator[tuple[str, int]]:
    """Replace each Regolex graph at a Graph Store (SPARQL 1.1 Graph Store HTTP Protocol).

    ``url`` is the address of the graph store, to which ``?graph=`` is added. Yields each graph with its number of triples as
    soon as it is loaded. The graph that describes the others is deleted first and loaded last, so that an unfinished load
    is never taken for a finished one. Raises QueryError Q412 or Q413 if a graph is refused.
    """
    http = Http(url, seconds)

    def address(name: str) -> str:
        return f"{url}{'&' if urlsplit(url).query else '?'}graph={quote(name, safe='')}"

    http.send("DELETE", address(ABOUT), None, {}, fine=(404,))
    names = [name for name in store.named_graphs() if isinstance(name, ox.NamedNode)]
    for name in sorted(names, key=lambda name: (name.value == ABOUT, name.value)):
        triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, name)]
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        # N-Triples are valid Turtle, which every graph store must accept
        http.send("PUT", address(name.value), body, {"Content-Type": "text/turtle"})
        yield name.value, len(triples)
