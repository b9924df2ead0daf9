"""Clients that others wrote get from the service what they ask for."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

import regolex
from regolex.commands import cli
from regolex.errors import QueryError
from regolex.graph.query import Graph, Table, named_queries
from regolex.graph.store import build, card_of, open_store
from tests.interfaces.serving import ROOT, Service, eventually

BASE = rdflib.Namespace("https://w3id.org/regolex/")
MOON = BASE["un/treaty/moon-1979"]
SELECT = f"PREFIX : <{BASE}> SELECT ?s ?kind WHERE {{ ?s a :Instrument ; :instrumentKind ?kind }} ORDER BY ?s"
CONSTRUCT = f"PREFIX : <{BASE}> CONSTRUCT WHERE {{ ?r a :Reading ; :weight ?w }}"


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk, built as a user builds it."""
    folder = tmp_path_factory.mktemp("stores") / "store"
    build(regolex.load(ROOT), folder)
    return folder


@pytest.fixture(scope="module")
def service(store_folder: Path) -> Iterator[Service]:
    running = Service("--workers", "2", "--store", str(store_folder))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(regolex.load(ROOT))


def wrapper(service: Service, query: str, form: str, method: str = GET, how: str = URLENCODED) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{service.url}/sparql", returnFormat=form)
    client.setMethod(method)
    client.setRequestMethod(how)
    client.setQuery(query)
    return client


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_gets_rows_in_json(service: Service, graph: Graph, method: str, how: str) -> None:
    found = wrapper(service, SELECT, JSON, method, how).queryAndConvert()
    expected = graph.answer(SELECT, "table")
    assert isinstance(expected, Table)
    assert len(found["results"]["bindings"]) == len(expected.rows) > 20


def test_sparqlwrapper_gets_rows_in_xml_csv_and_tsv(service: Service) -> None:
    rows = len(wrapper(service, SELECT, JSON).queryAndConvert()["results"]["bindings"])
    assert len(wrapper(service, SELECT, XML).queryAndConvert().getElementsByTagName("result")) == rows
    for form in (CSV, TSV):
        assert len(wrapper(service, SELECT, form).queryAndConvert().decode().splitlines()) == rows + 1


def test_sparqlwrapper_gets_a_truth(service: Service) -> None:
    assert wrapper(service, f"ASK {{ <{MOON}> ?p ?o }}", JSON).queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_gets_a_graph(service: Service, form: str) -> None:
    found = wrapper(service, CONSTRUCT, form).queryAndConvert()
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert len(set(found.subjects(rdflib.RDF.type, BASE.Reading))) > 10


def test_sparqlwrapper_learns_that_a_query_is_malformed(service: Service) -> None:
    with pytest.raises(QueryBadFormed):
        wrapper(service, "SELECT * {", JSON).query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_an_rdflib_graph_over_the_service_answers_as_if_it_held_the_data(service: Service, method: str) -> None:
    remote = rdflib.Graph(store=SPARQLStore(f"{service.url}/sparql", method=method))
    assert (MOON, rdflib.RDF.type, BASE.Work) in remote
    assert {str(label) for label in remote.objects(MOON, rdflib.SKOS.prefLabel)} == {"Moon Agreement"}
    assert len(list(remote.query(SELECT))) > 20
    assert bool(remote.query(f"ASK {{ <{MOON}> ?p ?o }}"))
    assert len(list(remote.query(CONSTRUCT))) > 20


def test_an_rdflib_graph_with_a_name_sees_that_graph_alone(service: Service) -> None:
    store = SPARQLStore(f"{service.url}/sparql")
    corpus = rdflib.Graph(store=store, identifier=BASE["graph/corpus"])
    rules = rdflib.Graph(store=store, identifier=BASE["graph/rules"])
    assert (MOON, rdflib.RDF.type, BASE.Work) in corpus
    assert (MOON, rdflib.RDF.type, BASE.Work) not in rules


QUESTIONS = {name: question for name, question in named_queries(ROOT).items() if not question.needs_mission}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_named_question_gets_the_answer_of_the_command_line(service: Service, graph: Graph, name: str) -> None:
    answer = service.send("GET", f"/queries/{name}", Accept="text/csv")
    assert answer.status == 200
    assert sorted(answer.body.splitlines()) == sorted(str(graph.answer(name, "csv")).encode().splitlines())


def test_a_value_in_the_address_is_set_in_the_question(service: Service) -> None:
    def parties(day: str) -> int:
        answer = service.send("GET", f"/queries/bound-and-signed?day={day}", Accept="text/csv")
        return len(answer.text.splitlines()) - 1

    assert parties("2010-01-01") == 0 < parties("2026-11-22")


@pytest.mark.parametrize(
    "fields", ["day=soon", "night=2026-01-01", "day=2026-01-01&day=2026-01-02", "day=%22%20%7D%20%23"]
)
def test_a_value_that_does_not_fit_is_a_bad_request(service: Service, fields: str) -> None:
    assert service.send("GET", f"/queries/bound-and-signed?{fields}").status == 400


def test_a_question_about_a_mission_is_not_there_to_be_answered_with_nothing(service: Service) -> None:
    about = set(named_queries(ROOT)) - set(QUESTIONS)
    assert about
    assert {service.send("GET", f"/queries/{name}").status for name in about} == {404}


class _Page(HTMLParser):
    """What a page links to and loads, and whether its fields have labels."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.fields: set[str] = set()
        self.labels: set[str] = set()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.loads += [given[name] for name in ("src", "srcset", "data", "background") if name in given]
        if tag == "link":
            self.loads.append(given.get("href", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag in ("textarea", "select", "input"):
            self.fields.add(given.get("id", ""))
        if tag == "label":
            self.labels.add(given.get("for", ""))


def test_the_page_lists_every_question_and_loads_nothing(service: Service) -> None:
    answer = service.send("GET", "/", Accept="text/html")
    page = _Page(answer.text)
    questions = QUESTIONS
    assert set(page.links) == {f"/queries/{name}" for name in questions}
    assert all(
        question.asks in answer.text.replace("&#x27;", "'").replace("&quot;", '"') for question in questions.values()
    )
    assert page.loads == []
    assert "script" not in page.tags
    assert not re.search(r"url\(|@import", answer.text)
    assert page.fields == page.labels != set()
    assert answer.text.startswith('<!doctype html>\n<html lang="en">')
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_an_answer_as_a_page_shows_what_is_in_it_and_runs_none_of_it(service: Service) -> None:
    query = "SELECT ?x ?y { VALUES (?x ?y) { ('<script>alert(1)</script>' <javascript:alert(1)>) } }"
    answer = service.get({"query": query}, "text/html")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert _Page(answer.text).links == ["/"]
    assert "1 row" in answer.text


def test_the_description_counts_what_the_store_holds(service: Service, store_folder: Path) -> None:
    card = json.loads((store_folder / "regolex-store.json").read_bytes())
    graph = rdflib.Graph().parse(data=service.send("GET", "/sparql", Accept="text/turtle").body)
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    assert sorted(int(str(n)) for n in graph.objects(None, void.triples)) == sorted(card["graphs"].values())


def test_a_service_on_a_store_continues_when_the_store_is_rebuilt(service: Service, store_folder: Path) -> None:
    build(regolex.load(ROOT), store_folder)
    for worker in service.processes():
        if worker.ppid() != service.process.pid:
            worker.kill()  # its successor opens the store again
    assert eventually(lambda: service.ask(SELECT).status == 200)
    assert [service.ask(SELECT, "text/csv").status for _ in range(4)] == [200] * 4


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc")
def test_a_worker_can_open_neither_file_nor_socket(service: Service) -> None:
    workers = [p for p in service.processes() if p.ppid() != service.process.pid]
    assert workers
    for worker in workers:
        limits = Path(f"/proc/{worker.pid}/limits").read_text(encoding="ascii")
        assert re.search(r"^Max open files\s+0\s+0\s", limits, re.MULTILINE)
        assert not worker.net_connections(kind="inet")
    assert os.getpid() not in [worker.pid for worker in workers]


# --- the store itself ---


def test_a_store_on_disk_answers_like_the_graph_in_memory(graph: Graph, store_folder: Path) -> None:
    on_disk = Graph(graph.kb, open_store(store_folder, graph.kb))
    assert sum(card_of(store_folder, graph.kb).graphs.values()) == len(on_disk.store)
    for name in ("bound-and-signed", "laws-not-encoded"):
        assert on_disk.answer(name, "table") == graph.answer(name, "table")
    with pytest.raises(RuntimeError, match="read-write"):
        on_disk.store.add(ox.Quad(ox.BlankNode(), ox.NamedNode("a:b"), ox.BlankNode()))


def test_the_commands_ask_in_memory_on_disk_and_elsewhere_and_write_a_bulk_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], service: Service, store_folder: Path
) -> None:
    def run(*arguments: str) -> str:
        cli.app(list(arguments), standalone_mode=False)
        return capsys.readouterr().out

    here = run("query", "who-left-a-treaty", "-f", "csv")
    assert "SAU" in here
    assert run("query", "who-left-a-treaty", "-f", "csv", "--store", str(store_folder)) == here
    assert run("query", "who-left-a-treaty", "-f", "csv", "--endpoint", f"{service.url}/sparql") == here
    run("graph", "load", "--out", str(tmp_path / "graph.nq"), "--store", str(store_folder))
    lines = (tmp_path / "graph.nq").read_bytes().splitlines()
    assert len(lines) == sum(card_of(store_folder, regolex.load(ROOT)).graphs.values())
    for wrong in (["query", "ASK {}", "--store", "x", "--endpoint", "http://h/"], ["graph", "load"]):
        with pytest.raises(QueryError):
            cli.app(wrong, standalone_mode=False)
