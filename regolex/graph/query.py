"""SPARQL over the knowledge, answered as a table, CSV, TSV, JSON or XML, or as Turtle for a graph."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import pyoxigraph as ox

from regolex.errors import Problem, QueryError, nearest
from regolex.graph.competency import NamedQuery, named_queries
from regolex.graph.dataset import PREFIXES, store
from regolex.graph.sparql_text import Reading, form_of, read, unescaped
from regolex.knowledge import KnowledgeBase
from regolex.media import fit

__all__ = ["FORMATS", "Graph", "NamedQuery", "Table", "named_queries"]

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl")
_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV, "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}  # fmt: skip


class Table(msgspec.Struct, frozen=True):
    """Rows of a SELECT, as texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Graph:
    """The knowledge as a queryable graph. Build it once; it holds everything in memory, or reads a store on disk."""

    def __init__(self, kb: KnowledgeBase, on_disk: ox.Store | None = None) -> None:
        self.kb = kb
        self.store = store(kb.knowledge, kb.folder) if on_disk is None else on_disk
        self.prefixes: dict[str, str] = dict(PREFIXES)

    def include(self, quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> None:
        """Add statements and their prefixes to the knowledge graph: a mission, its assessment.

        Only possible if the graph is held in memory.
        """
        self.store.extend(quads)
        self.prefixes = {**self.prefixes, **(prefixes or {})}

    def text_of(self, query: str) -> str:
        """SPARQL from a text, the name of a competency question, or a file."""
        library = named_queries(self.kb.folder) if query.replace("-", "").isalnum() else {}
        if query in library:
            return library[query].text
        if form_of(unescaped(query)) or "{" in query:
            return query
        path = Path(query)
        if path.is_file():
            return path.read_text(encoding="utf-8")
        library = library or named_queries(self.kb.folder)
        raise QueryError(
            Problem(
                "Q402", f"{query!r} is not SPARQL, a file or a named question", expected="; ".join(library) or "SPARQL",
                hint=nearest(query, library),
            )
        )  # fmt: skip

    def run(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run a query; prefixes of :data:`regolex.graph.dataset.PREFIXES` need not be declared."""
        text = self.text_of(query)
        reading = read(text)
        if reading.update:
            raise QueryError(Problem("Q403", "the graph is read-only", expected="SELECT, ASK, CONSTRUCT or DESCRIBE"))
        if reading.service:
            raise QueryError(Problem("Q403", "SERVICE is refused: queries never leave this machine"))
        return self.evaluate(text, reading)

    def evaluate(self, text: str, reading: Reading) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Put an accepted query to the store. The default graph is the union of all, unless the query says FROM."""
        try:
            return self.store.query(text, prefixes=self.prefixes, use_default_graph_as_union=not reading.dataset)
        except (SyntaxError, ValueError, OSError) as error:
            raise QueryError(Problem("Q401", str(error), expected="SPARQL 1.1")) from error

    def answer(self, query: str, form: str) -> str | Table:
        """The answer in one of :data:`FORMATS`; a Table for ``table``."""
        result = self.run(query)
        if isinstance(result, ox.QueryTriples):
            return (result.serialize(format=ox.RdfFormat.TURTLE) or b"").decode()
        if form == "table":
            if isinstance(result, ox.QueryBoolean):
                return Table(("answer",), (("yes" if result else "no",),))
            columns = tuple(variable.value for variable in result.variables)
            return Table(columns, tuple(tuple(_shown(row[c], self.prefixes) for c in columns) for row in result))
        if form == "ttl":
            raise QueryError(Problem("Q401", "only CONSTRUCT and DESCRIBE return Turtle", expected="table, csv, json"))
        text = (result.serialize(format=_RESULTS[form]) or b"").decode()
        return _for_spreadsheets(text) if form == "csv" and not isinstance(result, ox.QueryBoolean) else text


def _for_spreadsheets(text: str) -> str:
    """Rows of CSV in which no cell is a formula: what a mission says of itself may be opened where formulas act."""
    out = io.StringIO()
    csv.writer(out).writerows([fit(cell, "csv") for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
    return out.getvalue()


def _shown(term: object, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    value = str(getattr(term, "value", term))
    for prefix, iri in prefixes.items():
        if isinstance(term, ox.NamedNode) and value.startswith(iri) and (prefix or "/" not in value[len(iri) :]):
            return f"{prefix}:{value[len(iri) :]}"
    return value
