"""The same questions put to a SPARQL 1.1 endpoint elsewhere, and the graphs loaded into a store by Graph Store Protocol."""

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

_YES, _NO = b'{"head": {}, "boolean": true}', b'{"head": {}, "boolean": false}'
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
_STAMP = f"SELECT ?stamp WHERE {{ GRAPH <{ABOUT}> {{ <{ABOUT}> <{DCT}identifier> ?stamp }} }}"
_GRAPHS = f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{BASE}graph/")) }}'


class EndpointGraph(Graph):
    """A graph that is held by a SPARQL endpoint. It is asked like one in memory.

    Where the endpoint holds our named graphs, a query without FROM is put to their union, as everywhere in Regolex;
    what an endpoint takes for its default graph differs. Raises QueryError Q412 to Q417 for what goes wrong there.
    """

    def __init__(self, kb: KnowledgeBase, url: str, seconds: float = SECONDS) -> None:
        self.kb = kb
        self.prefixes = dict(PREFIXES)
        self.http = Http(url, seconds)
        self._graphs: list[str] | None = None

    @property
    def graphs(self) -> list[str]:
        """The names of our graphs that the endpoint holds."""
        if self._graphs is None:
            self._graphs = sorted(row["g"].value for row in self._rows(_GRAPHS))
        return self._graphs

    def check(self) -> None:
        """Raise QueryError (Q415) unless the endpoint holds this knowledge, whole.

        The graph that says so is loaded last. Without it an answer could be empty for want of data, and would read as
        a "no".
        """
        said = [row["stamp"].value for row in self._rows(_STAMP)]
        if said == [stamp(self.kb)]:
            return
        what = "it holds no knowledge of ours, or not all of it"
        if said:
            what = "it holds other knowledge than this, or was loaded by another version of Regolex"
        hint = "regolex graph load --endpoint, with the address of its graph store"
        raise QueryError(Problem("Q415", what, file=self.http.url, hint=hint))

    def evaluate(self, text: str, reading: Reading) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Put an accepted query to the endpoint.

        One of our questions is put there only if the endpoint holds this knowledge, and the number of rows is not taken
        on trust: engines differ in what they get wrong, and a row that is missing reads as a "no".
        """
        ours = bool(read_question("", text).asks)  # whatever values were set in it
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
                        "Q417", f"it answers with {rows} rows, and the same data in memory with {expected}",
                        file=self.http.url, hint="leave --endpoint out for this question; the engine there gets it wrong",
                    )
                )  # fmt: skip
        return found

    @cached_property
    def _here(self) -> Graph:
        """The same graph in memory, to check answers by."""
        return Graph(self.kb)

    def _rows(self, text: str) -> ox.QuerySolutions:
        found, _ = self._ask(text, read(text), [])
        assert isinstance(found, ox.QuerySolutions)
        return found

    def include(self, quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> None:
        """Refused: nothing is written to an endpoint in passing."""
        raise QueryError(Problem("Q413", "a mission is put beside the graph in memory only", file=self.http.url))

    def _ask(
        self, text: str, reading: Reading, fields: list[tuple[str, str]]
    ) -> tuple[ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, int]:
        """The answer to a query, and its number of rows; 1 where it has none to count."""
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
                    hint="often it ends in /sparql or /query",
                )
            ) from error  # fmt: skip


def _rows_of(body: bytes, media: str, reading: Reading) -> tuple[ox.QuerySolutions | ox.QueryBoolean, int]:
    form = ox.QueryResultsFormat.from_media_type(media)
    if form is None:
        raise SyntaxError(f"it answers in {media or 'no media type'}")
    found = ox.parse_query_results(body, form)
    if isinstance(found, ox.QueryBoolean):
        return found, 1
    rows = sum(1 for _ in found)  # to the end, so that an answer that breaks off is noticed before any of it is used
    if reading.form == "ask":  # Virtuoso 7 answers yes as one row and no as none
        truth = ox.parse_query_results(_YES if rows else _NO, ox.QueryResultsFormat.JSON)
        assert isinstance(truth, ox.QueryBoolean)
        return truth, 1
    again = ox.parse_query_results(body, form)
    return again, rows


def _graph_of(body: bytes, media: str, base: str) -> tuple[ox.QueryTriples, int]:
    form = ox.RdfFormat.from_media_type(media)
    if form is None:
        raise SyntaxError(f"it answers in {media or 'no media type'}")
    store = ox.Store()
    store.load(body, form, base_iri=base)
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found, 1


def load_graphs(store: ox.Store, url: str, seconds: float = SECONDS) -> Iterator[tuple[str, int]]:
    """Replace each named graph at a Graph Store (SPARQL 1.1 Graph Store HTTP Protocol) by ours.

    ``url`` is the address of the graph store, to which ``?graph=`` is added. Yields each graph with its triples as soon
    as it is there. The graph that says what the others are goes first and comes last, so that a load that was not
    finished is never taken for one that was. Raises QueryError Q412 or Q413 where a graph is not taken.
    """
    http = Http(url, seconds)

    def address(name: str) -> str:
        return f"{url}{'&' if urlsplit(url).query else '?'}graph={quote(name, safe='')}"

    http.send("DELETE", address(ABOUT), None, {}, fine=(404,))
    names = [name for name in store.named_graphs() if isinstance(name, ox.NamedNode)]
    for name in sorted(names, key=lambda name: (name.value == ABOUT, name.value)):
        triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, name)]
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        # N-Triples are Turtle, and Turtle is what every graph store must take
        http.send("PUT", address(name.value), body, {"Content-Type": "text/turtle"})
        yield name.value, len(triples)
