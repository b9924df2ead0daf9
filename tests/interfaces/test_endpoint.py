"""A remote endpoint is queried like the graph in memory, and its failures are reported."""

from __future__ import annotations

import base64
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from regolex.errors import QueryError
from regolex.graph import store as graph_store
from regolex.graph.endpoint import EndpointGraph, load_graphs
from regolex.graph.query import Graph, Table
from regolex.graph.store import ABOUT, build, bulk, card_of, open_store, whole
from regolex.knowledge import KnowledgeBase
from tests.interfaces.serving import Service

NAME, PASSWORD = "keeper", "open sesame"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    running = Service("--workers", "2")
    yield running
    running.stop()


class Elsewhere(http.server.ThreadingHTTPServer):
    """A graph store that records what it is sent, and an endpoint with prepared answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.status, self.media, self.body = 200, "application/sparql-results+json", b"{}"
        self.guarded = False
        self.graphs: list[tuple[str, str]] = []
        self.refuse = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Elsewhere

    def do_POST(self) -> None:
        self._said(self.server.status, self.server.body, self.server.media)

    def do_PUT(self) -> None:
        given = self.headers.get("Authorization", "")
        if self.server.guarded and given != "Basic " + base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode():
            self._said(401, b"who are you", "text/plain", ("WWW-Authenticate", 'Basic realm="graphs"'))
        elif self.server.refuse and self.server.refuse in self.path:
            self._said(507, b"the disk is full", "text/plain")
        else:
            self.server.graphs.append((self.command, self.path))
            self._said(204 if self.command == "DELETE" else 201, b"", "text/plain")

    do_DELETE = do_PUT  # noqa: N815

    def _said(self, status: int, body: bytes, media: str, *headers: tuple[str, str]) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(status)
        for name, value in (("Content-Type", media), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.shutdown()
    server.server_close()


def code(error: pytest.ExceptionInfo[QueryError]) -> str:
    (problem,) = error.value.problems
    return problem.code


# --- asking ---


@pytest.mark.parametrize("name", ["bound-and-signed", "duties-of-a-role", "rules-resting-on-article-ix"])
def test_a_question_gets_the_same_answer_there_as_here(kb: KnowledgeBase, service: Service, name: str) -> None:
    there = EndpointGraph(kb, f"{service.url}/sparql").answer(name, "table")
    assert isinstance(there, Table)
    assert there.rows
    assert there == Graph(kb).answer(name, "table")


def test_a_graph_and_a_truth_come_from_there_as_well(kb: KnowledgeBase, service: Service) -> None:
    there, here = EndpointGraph(kb, f"{service.url}/sparql"), Graph(kb)
    for query in ("ASK { ?s a :Reading }", "ASK { ?s a :Nothing }"):
        assert there.answer(query, "json") == here.answer(query, "json")
    triples = "CONSTRUCT WHERE { ?r a :Reading ; :weight ?w }"
    assert set(map(str, there.run(triples))) == set(map(str, here.run(triples)))


def test_an_update_or_a_call_is_refused_before_anything_is_sent(kb: KnowledgeBase, elsewhere: Elsewhere) -> None:
    for query in ("CLEAR ALL", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"):
        with pytest.raises(QueryError) as error:
            EndpointGraph(kb, elsewhere.url).run(query)
        assert code(error) == "Q403"


def test_an_endpoint_without_our_knowledge_is_not_asked_our_questions(kb: KnowledgeBase, elsewhere: Elsewhere) -> None:
    elsewhere.body = b'{"head": {"vars": ["stamp"]}, "results": {"bindings": []}}'
    with pytest.raises(QueryError) as error:
        EndpointGraph(kb, elsewhere.url).answer("bound-and-signed", "table")
    assert code(error) == "Q415"


def test_an_endpoint_with_other_knowledge_is_not_asked_our_questions(kb: KnowledgeBase, elsewhere: Elsewhere) -> None:
    row = b'{"stamp": {"type": "literal", "value": "0123"}}'
    elsewhere.body = b'{"head": {"vars": ["stamp"]}, "results": {"bindings": [' + row + b"]}}"
    with pytest.raises(QueryError, match="different knowledge") as error:
        EndpointGraph(kb, elsewhere.url).answer("bound-and-signed", "table")
    assert code(error) == "Q415"


def test_an_empty_answer_to_our_question_is_not_taken_on_trust(
    kb: KnowledgeBase, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.body = b'{"head": {"vars": ["state", "name"]}, "results": {"bindings": []}}'
    monkeypatch.setattr(EndpointGraph, "check", lambda _: None)
    with pytest.raises(QueryError) as error:
        EndpointGraph(kb, elsewhere.url).answer("bound-and-signed", "table")
    assert code(error) == "Q417"


@pytest.mark.parametrize(
    ("status", "media", "body", "expected"),
    [
        (200, "text/html", b"<html>hello", "Q414"), (200, "application/sparql-results+json", b'{"head": {"va', "Q414"),
        (200, "application/sparql-results+json", b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s"', "Q414"),
        (400, "text/plain", b"malformed", "Q413"), (404, "text/html", b"<html>", "Q413"), (503, "text/plain", b"", "Q413"),
    ],
)  # fmt: skip
def test_what_goes_wrong_there_has_a_code(
    kb: KnowledgeBase, elsewhere: Elsewhere, status: int, media: str, body: bytes, expected: str
) -> None:
    elsewhere.status, elsewhere.media, elsewhere.body = status, media, body
    with pytest.raises(QueryError) as error:
        EndpointGraph(kb, elsewhere.url).answer("SELECT ?s { ?s ?p ?o }", "table")
    assert code(error) == expected


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/sparql", "file:///etc/passwd", "ftp://127.0.0.1/", "nowhere", "http://[broken", "http://h:x/"],
)
def test_an_address_without_a_server_is_reported(kb: KnowledgeBase, url: str) -> None:
    with pytest.raises(QueryError) as error:
        EndpointGraph(kb, url).answer("ASK {}", "table")
    assert code(error) == "Q412"


def test_a_password_in_an_address_is_refused_and_not_repeated(kb: KnowledgeBase) -> None:
    with pytest.raises(QueryError) as error:
        EndpointGraph(kb, "http://keeper:sesame@127.0.0.1/sparql")
    assert code(error) == "Q412"
    assert "sesame" not in str(error.value)


# --- loading ---


@pytest.fixture(scope="module")
def everything(kb: KnowledgeBase) -> ox.Store:
    return whole(kb)


def test_each_graph_is_put_and_the_one_that_vouches_for_them_last(everything: ox.Store, elsewhere: Elsewhere) -> None:
    loaded = dict(load_graphs(everything, f"{elsewhere.url}/data"))
    assert sum(loaded.values()) == len(everything)
    assert {name.value for name in everything.named_graphs() if isinstance(name, ox.NamedNode)} == set(loaded)
    methods, paths = zip(*elsewhere.graphs, strict=True)
    assert methods == ("DELETE", *["PUT"] * len(loaded))
    assert all(path.startswith("/data?graph=https%3A%2F%2F") for path in paths)
    assert paths[0].endswith("about")
    assert paths[-1].endswith("about")


def test_a_load_that_breaks_off_leaves_nothing_that_vouches_for_it(everything: ox.Store, elsewhere: Elsewhere) -> None:
    elsewhere.refuse = "rules"
    with pytest.raises(QueryError, match="the disk is full") as error:
        list(load_graphs(everything, f"{elsewhere.url}/data"))
    assert code(error) == "Q413"
    assert ("DELETE", elsewhere.graphs[0][1]) == elsewhere.graphs[0]
    assert not any(method == "PUT" and path.endswith("about") for method, path in elsewhere.graphs)


def test_name_and_password_come_from_the_environment(
    everything: ox.Store, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.guarded = True
    monkeypatch.setenv("REGOLEX_ENDPOINT_USER", NAME)
    monkeypatch.setenv("REGOLEX_ENDPOINT_PASSWORD", PASSWORD)
    assert len(list(load_graphs(everything, elsewhere.url))) > 5


def test_name_and_password_come_from_the_netrc_file(
    everything: ox.Store, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere.guarded = True
    monkeypatch.delenv("REGOLEX_ENDPOINT_USER", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / ".netrc"
    file.write_text(f'machine 127.0.0.1 login {NAME} password "{PASSWORD}"\n', encoding="ascii")
    file.chmod(0o600)
    assert len(list(load_graphs(everything, elsewhere.url))) > 5


def test_a_protected_store_is_reported_if_name_and_password_are_missing(
    everything: ox.Store, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere.guarded = True
    monkeypatch.delenv("REGOLEX_ENDPOINT_USER", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(QueryError, match="401") as error:
        list(load_graphs(everything, elsewhere.url))
    assert code(error) == "Q413"


def test_the_bulk_file_has_every_statement_and_reads_back(everything: ox.Store) -> None:
    lines = bulk(everything)
    assert bulk(everything) == lines
    again = ox.Store()
    again.bulk_load(lines, ox.RdfFormat.N_QUADS)
    assert len(again) == len(everything)
    assert any(again.quads_for_pattern(None, None, None, ox.NamedNode(ABOUT)))


# --- the store on disk ---


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, cards and generations are the same for a store of one statement, which is built at once."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.NamedNode("a:o"), ox.NamedNode("a:g")))
    monkeypatch.setattr(graph_store, "whole", lambda _: store)


@pytest.mark.usefixtures("small")
def test_building_again_keeps_the_last_generation_for_those_who_read_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    cards = [build(kb, tmp_path) for _ in range(3)]
    left = {path.name for path in tmp_path.glob("generation-*")}
    assert left == {cards[1].generation, cards[2].generation}
    assert card_of(tmp_path, kb) == cards[2]


@pytest.mark.usefixtures("small")
def test_a_store_of_other_knowledge_is_not_asked(kb: KnowledgeBase, tmp_path: Path) -> None:
    build(kb, tmp_path)
    card = tmp_path / "regolex-store.json"
    card.write_text(card.read_text().replace(card_of(tmp_path, kb).stamp, "0" * 64))
    with pytest.raises(QueryError) as error:
        open_store(tmp_path, kb)
    assert code(error) == "Q411"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("what", ["nothing", "a file", "other files", "a broken card", "a card without its data"])
def test_a_folder_that_is_not_a_store_is_reported_and_not_changed(kb: KnowledgeBase, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "store"
    if what == "a file":
        folder.write_text("mine")
    elif what != "nothing":
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    if what == "a broken card":
        (folder / "regolex-store.json").write_text("{")
    if what == "a card without its data":
        card = build(kb, tmp_path / "good")
        (folder / "regolex-store.json").write_bytes((tmp_path / "good" / "regolex-store.json").read_bytes())
        assert not (folder / card.generation).exists()
    with pytest.raises(QueryError) as error:
        open_store(folder, kb)
    assert code(error) == "Q410"
    if what in ("a file", "other files", "a broken card"):
        with pytest.raises(QueryError) as error:
            build(kb, folder)
        assert code(error) == "Q410"
        assert (folder if what == "a file" else folder / "mine.txt").read_text() == "mine"
