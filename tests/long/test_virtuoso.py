"""The questions get the same answers from a real Virtuoso server, loaded as a user loads it.

What its engine does otherwise is a strict expected failure with its reason: one that is mended there is noticed here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

import regolex
from regolex.errors import QueryError
from regolex.graph.competency import named_queries
from regolex.graph.endpoint import EndpointGraph, load_graphs
from regolex.graph.query import Graph, Table
from regolex.graph.store import whole
from tests.interfaces.serving import ROOT
from tests.interfaces.virtuoso import PACKAGE, Virtuoso, program

BOOLEAN = "it has no booleans: it stores true and false as the numbers 1 and 0"
PATH = "it loses rows along rdfs:subClassOf* where both ends are bound already, and we say so (Q417)"
ORDER = "it sorts by a collation of its own"
DIFFERENT = {
    "numbers-in-rules": BOOLEAN, "rules-resting-on-article-ix": BOOLEAN, "duties-before-launch": PATH,
}  # fmt: skip
OTHERWISE_SORTED = ("duties-by-phase-and-authority", "laws-not-encoded", "readings-held-by-states")
QUESTIONS = sorted(name for name, question in named_queries(ROOT).items() if not question.needs_mission)


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    binary = program()
    if binary is None:
        pytest.skip(f"no virtuoso-t here; Debian has it in {PACKAGE}, REGOLEX_MAY_INSTALL=1 lets this test install it")
    server = Virtuoso(binary, tmp_path_factory.mktemp("virtuoso"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def here() -> Graph:
    return Graph(regolex.load(ROOT))


@pytest.fixture(scope="module")
def there(virtuoso: Virtuoso, here: Graph) -> Iterator[EndpointGraph]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REGOLEX_ENDPOINT_USER", "dba")
        patch.setenv("REGOLEX_ENDPOINT_PASSWORD", "dba")  # as every new database of it begins
        loaded = dict(load_graphs(whole(here.kb), f"{virtuoso.url}/sparql-graph-crud-auth"))
        assert sum(loaded.values()) == len(here.store) + 1
        graph = EndpointGraph(here.kb, f"{virtuoso.url}/sparql")
        assert graph.graphs == sorted(loaded)
        yield graph


def rows(graph: Graph, name: str) -> list[tuple[str, ...]]:
    table = graph.answer(name, "table")
    assert isinstance(table, Table)
    return list(table.rows)


def marked(names: list[str], reasons: dict[str, str]) -> list[object]:
    return [
        pytest.param(n, marks=pytest.mark.xfail(strict=True, reason=reasons[n])) if n in reasons else n for n in names
    ]


@pytest.mark.parametrize("name", marked(QUESTIONS, DIFFERENT))
def test_a_question_gets_the_same_rows(here: Graph, there: EndpointGraph, name: str) -> None:
    assert sorted(rows(there, name)) == sorted(rows(here, name))


SORTED = [name for name in QUESTIONS if name not in DIFFERENT]


@pytest.mark.parametrize("name", marked(SORTED, dict.fromkeys(OTHERWISE_SORTED, ORDER)))
def test_the_rows_come_in_the_same_order(here: Graph, there: EndpointGraph, name: str) -> None:
    assert rows(there, name) == rows(here, name)


@pytest.mark.parametrize("name", ["duties-before-launch", "numbers-in-rules"])
def test_lost_or_added_rows_of_its_engine_are_reported_and_not_returned(there: EndpointGraph, name: str) -> None:
    with pytest.raises(QueryError) as error:
        there.answer(name, "table")
    assert error.value.problems[0].code == "Q417"


def test_languages_days_and_graphs_come_back_as_they_were(here: Graph, there: EndpointGraph) -> None:
    moon = "<https://w3id.org/regolex/un/treaty/moon-1979>"
    for query in (
        f"SELECT ?n {{ {moon} skos:prefLabel ?n }}", f"SELECT ?d {{ ?e :toWork {moon} ; :boundFromNotAfter ?d }} ORDER BY ?d",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s a :Rule } }",
    ):  # fmt: skip
        mine, theirs = here.run(query), there.run(query)
        assert isinstance(mine, ox.QuerySolutions)
        assert isinstance(theirs, ox.QuerySolutions)
        assert [list(row) for row in mine] == [list(row) for row in theirs] != []


def test_its_own_graphs_are_not_in_the_default_graph_of_our_queries(there: EndpointGraph) -> None:
    assert there.answer("ASK { ?s ?p ?o FILTER STRSTARTS(STR(?s), 'http://www.openlinksw.com/') }", "table") == Table(
        ("answer",), (("no",),)
    )
    assert there.answer("ASK { ?s a :Rule }", "table") == Table(("answer",), (("yes",),))


def test_a_refusal_is_reported_with_the_message_of_the_server(there: EndpointGraph) -> None:
    with pytest.raises(QueryError, match="400") as error:
        there.run("SELECT * { ?s ?p")
    assert error.value.problems[0].code == "Q413"
