"""What the service claims of the SPARQL 1.1 Protocol and of the formats of results: one behaviour, one test.

The list of behaviours follows the W3C protocol test suite; the requests and the data are our own.
"""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.interfaces.serving import DIRECT, FORM, Answer, Service

BASE = "https://w3id.org/regolex/"
CORPUS, RULES, READINGS = (f"{BASE}graph/{name}" for name in ("corpus", "rules", "readings"))
WORK = f"<{BASE}un/treaty/moon-1979> a <{BASE}Work>"  # said in the graph of the corpus alone
RULE = f"<{BASE}rule/un/treaty/ost-1967/art-02-appropriation> a <{BASE}Rule>"  # and this in that of the rules
QUESTION = f"<{BASE}readings/art-ii-extraction> a <{BASE}ContestedQuestion>"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
ODD = 'SELECT * { VALUES (?a ?b ?c) { ("x<&>\\"\\n\\t," 1 <http://e.org/>) ("é"@fr UNDEF "2026-01-31"^^xsd:date) } }'
CONSTRUCT = (
    f"CONSTRUCT {{ ?s a ?c ; skos:prefLabel ?n }} WHERE {{ GRAPH <{READINGS}> {{ ?s a ?c ; skos:prefLabel ?n }} }}"
)
SRX = "{http://www.w3.org/2005/sparql-results#}"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    running = Service("--workers", "2")
    yield running
    running.stop()


def truth(answer: Answer) -> bool:
    assert answer.status == 200, answer.text
    return bool(json.loads(answer.body)["boolean"])


# --- the query operation ---


def test_a_query_comes_by_get(service: Service) -> None:
    assert truth(service.get({"query": f"ASK {{ {WORK} }}"}))


def test_a_query_comes_by_post_of_a_form(service: Service) -> None:
    body = urlencode({"query": f"ASK {{ {WORK} }}"}).encode()
    assert truth(service.send("POST", "/sparql", body, Content_Type=FORM))


def test_a_query_comes_as_the_body_of_a_post(service: Service) -> None:
    assert truth(service.ask(f"ASK {{ {WORK} }}"))


def test_a_query_may_say_its_charset(service: Service) -> None:
    query = 'ASK { FILTER ("é" = "\\u00E9") }'.encode()
    assert truth(service.send("POST", "/sparql", query, Content_Type=f"{DIRECT}; charset=UTF-8"))


def test_get_and_post_give_the_same(service: Service) -> None:
    query = f"SELECT ?s WHERE {{ GRAPH <{READINGS}> {{ ?s a :Reading }} }} ORDER BY ?s"
    assert service.get({"query": query}, JSON).body == service.ask(query, JSON).body


def test_head_answers_like_get_without_a_body(service: Service) -> None:
    path = f"/sparql?{urlencode({'query': 'ASK {}'})}"
    head, get = service.send("HEAD", path), service.send("GET", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.body))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_not_allowed(service: Service, method: str) -> None:
    answer = service.send(method, f"/sparql?{urlencode({'query': 'ASK {}'})}")
    assert answer.status == 405
    assert {"GET", "POST", "HEAD"} <= {word.strip() for word in answer.headers["Allow"].split(",")}


def test_two_queries_in_one_request_are_a_bad_request(service: Service) -> None:
    assert service.get([("query", "ASK {}"), ("query", "SELECT * {}")]).status == 400


def test_a_query_in_the_address_and_one_in_the_body_are_a_bad_request(service: Service) -> None:
    answer = service.send("POST", "/sparql?query=ASK%20%7B%7D", b"ASK {}", Content_Type=DIRECT)
    assert answer.status == 400


def test_a_form_without_a_query_is_a_bad_request(service: Service) -> None:
    assert service.send("POST", "/sparql", b"quest=ASK", Content_Type=FORM).status == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_a_post_of_another_media_type_is_unsupported(service: Service, kind: str) -> None:
    answer = service.send("POST", "/sparql", b"ASK {}", Content_Type=kind)
    assert answer.status == 415
    assert DIRECT in answer.headers["Accept-Post"]


@pytest.mark.parametrize("body", [b"ASK {}", b"query=ASK%20%7B%7D"])
def test_a_post_without_a_media_type_is_unsupported(service: Service, body: bytes) -> None:
    assert service.send("POST", "/sparql", body).status == 415


def test_a_query_in_another_charset_is_unsupported(service: Service) -> None:
    query = "ASK {}".encode("utf-16")
    assert service.send("POST", "/sparql", query, Content_Type=f"{DIRECT}; charset=UTF-16").status == 415


@pytest.mark.parametrize("kind", [DIRECT, FORM])
def test_bytes_that_are_no_utf_8_are_a_bad_request(service: Service, kind: str) -> None:
    body = b"ASK { ?s ?p '\xff' }" if kind == DIRECT else b"query=ASK%20%7B%3Fs%20%3Fp%20%27%FF%27%7D"
    assert service.send("POST", "/sparql", body, Content_Type=kind).status == 400


def test_a_malformed_query_is_a_bad_request_with_the_place_of_the_error(service: Service) -> None:
    answer = service.ask("SELECT * WHERE {\n ?s ?p")
    assert answer.status == 400
    assert "2:" in answer.text
    assert answer.media == "text/plain"


def test_an_empty_query_is_a_bad_request(service: Service) -> None:
    assert service.get({"query": ""}).status == 400


def test_a_body_that_is_too_long_is_refused_with_the_reason(service: Service) -> None:
    assert service.ask("ASK {}" + " " * (1 << 20)).status == 413


def test_a_body_that_hides_its_length_is_counted_while_it_arrives(service: Service) -> None:
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    answer = service.send(
        "POST", "/sparql", iter([chunk] * 17 + [b"0\r\n\r\n"]), Content_Type=DIRECT, Transfer_Encoding="chunked"
    )
    assert answer.status == 413


@pytest.mark.xfail(strict=True, reason="our prefixes need not be declared, so a text that leaves them out is answered")
def test_a_prefix_that_is_not_declared_is_a_bad_request(service: Service) -> None:
    assert service.ask("ASK { ?s a skos:Concept }").status == 400


def test_an_undeclared_prefix_is_a_bad_request(service: Service) -> None:
    assert service.ask("ASK { ?s a nobody:Knows }").status == 400


@pytest.mark.xfail(
    strict=True, reason="no base is set: an address that stands for the service names nothing in the data"
)
def test_a_relative_iri_is_read_against_the_address_of_the_service(service: Service) -> None:
    assert service.ask("ASK { <moon> ?p ?o }").status == 200


# --- the data set of a query ---


def test_without_a_data_set_a_query_is_put_to_all_graphs_together(service: Service) -> None:
    assert truth(service.ask(f"ASK {{ {WORK} . {RULE} }}"))


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_the_default_graph_is_the_one_that_the_request_names(service: Service, how: str) -> None:
    def asked(query: str, *graphs: str) -> bool:
        data = [("default-graph-uri", graph) for graph in graphs]
        if how == "get":
            return truth(service.get([("query", query), *data]))
        if how == "form":
            body = urlencode([("query", query), *data]).encode()
            return truth(service.send("POST", "/sparql", body, Content_Type=FORM))
        return truth(service.send("POST", f"/sparql?{urlencode(data)}", query.encode(), Content_Type=DIRECT))

    assert asked(f"ASK {{ {WORK} }}", CORPUS)
    assert not asked(f"ASK {{ {WORK} }}", RULES)
    assert asked(f"ASK {{ {WORK} . {RULE} }}", CORPUS, RULES)
    assert not asked(f"ASK {{ {WORK} . {RULE} . {QUESTION} }}", CORPUS, RULES)
    assert not asked("ASK { GRAPH ?g { ?s ?p ?o } }", CORPUS)  # no graph was named, so none can be found by name


@pytest.mark.parametrize("how", ["get", "direct"])
def test_the_named_graphs_are_those_that_the_request_names(service: Service, how: str) -> None:
    def asked(query: str, *graphs: str) -> bool:
        data = [("named-graph-uri", graph) for graph in graphs]
        if how == "get":
            return truth(service.get([("query", query), *data]))
        return truth(service.send("POST", f"/sparql?{urlencode(data)}", query.encode(), Content_Type=DIRECT))

    both = f"ASK {{ GRAPH ?g1 {{ {WORK} }} GRAPH ?g2 {{ {RULE} }} }}"
    assert asked(both, CORPUS, RULES)
    assert not asked(both, CORPUS)
    assert not asked(f"ASK {{ {WORK} }}", CORPUS)  # the default graph is empty then


def test_default_and_named_graphs_go_together(service: Service) -> None:
    data = [("default-graph-uri", READINGS), ("named-graph-uri", CORPUS), ("named-graph-uri", RULES)]
    query = f"ASK {{ {QUESTION} GRAPH ?g1 {{ {WORK} }} GRAPH ?g2 {{ {RULE} }} }}"
    assert truth(service.get([("query", query), *data]))


def test_the_data_set_of_the_request_overrides_that_of_the_query(service: Service) -> None:
    query = f"ASK FROM <{RULES}> {{ {WORK} }}"
    assert not truth(service.get({"query": query}))
    assert truth(service.get([("query", query), ("default-graph-uri", CORPUS)]))


def test_a_query_may_name_its_own_data_set(service: Service) -> None:
    assert truth(service.ask(f"ASK FROM <{CORPUS}> {{ {WORK} }}"))
    assert truth(service.ask(f"ASK FROM NAMED <{CORPUS}> {{ GRAPH ?g {{ {WORK} }} }}"))
    assert not truth(service.ask(f"ASK FROM NAMED <{CORPUS}> {{ {WORK} }}"))


def test_a_graph_that_is_not_there_is_empty(service: Service) -> None:
    assert not truth(service.get([("query", "ASK { ?s ?p ?o }"), ("default-graph-uri", "http://example.org/none")]))


def test_the_name_of_a_graph_is_an_iri(service: Service) -> None:
    assert service.get([("query", "ASK {}"), ("default-graph-uri", "not an iri")]).status == 400


# --- media types ---


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", JSON), ("", JSON), (JSON, JSON), (XML, XML), ("text/csv", "text/csv"), ("text/*", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"), ("application/json", "application/json"),
        (f"{JSON};q=0.2, {XML};q=0.9", XML), (f"{JSON};q=0, */*;q=0.1", XML), (f"image/png, {XML}", XML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("query", ["SELECT * { ?s a :Reading } LIMIT 1", "ASK {}"])
def test_rows_and_booleans_come_in_the_preferred_media_type(
    service: Service, query: str, accept: str, media: str
) -> None:
    answer = service.ask(query, accept)
    assert (answer.status, answer.media) == (200, media)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"), ("text/turtle", "text/turtle"), ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"), ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.5, text/turtle;q=0.4", "application/rdf+xml"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{BASE}un/treaty/moon-1979>"])
def test_graphs_come_in_the_preferred_media_type(service: Service, query: str, accept: str, media: str) -> None:
    answer = service.ask(query, accept)
    assert (answer.status, answer.media) == (200, media)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("query", ["SELECT * {}", "ASK {}", CONSTRUCT])
def test_a_type_that_there_is_not_is_not_acceptable(service: Service, query: str) -> None:
    answer = service.ask(query, "image/png")
    assert answer.status == 406
    assert "Accept" in answer.headers["Vary"]
    assert "application/" in answer.text  # what there is


def test_a_graph_does_not_come_as_rows(service: Service) -> None:
    assert service.ask(CONSTRUCT, "text/csv").status == 406
    assert service.ask("SELECT * {}", "text/turtle").status == 406


def test_those_who_cannot_set_a_header_say_the_format_in_the_address(service: Service) -> None:
    assert service.get({"query": "SELECT * {}", "as": "csv"}, JSON).media == "text/csv"
    assert service.get({"query": "SELECT * {}", "as": XML}).media == XML
    assert service.get({"query": "SELECT * {}", "as": "ttl"}).status == 406


# --- formats of results ---


def rows_of_json(body: bytes) -> list[list[tuple[str, str, str] | None]]:
    found = json.loads(body)
    terms = [[row.get(name) for name in found["head"]["vars"]] for row in found["results"]["bindings"]]
    return [
        [t and (t["type"], t["value"], t.get("xml:lang", "") or t.get("datatype", "")) for t in row] for row in terms
    ]


def rows_of_xml(body: bytes) -> list[list[tuple[str, str, str] | None]]:
    root = ET.fromstring(body)
    names = [variable.attrib["name"] for variable in root.iter(f"{SRX}variable")]
    found = []
    for result in root.iter(f"{SRX}result"):
        terms = {binding.attrib["name"]: binding[0] for binding in result}
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        found.append(
            [
                (terms[n].tag.removeprefix(SRX), terms[n].text or "", terms[n].get(lang) or terms[n].get("datatype") or "")
                if n in terms else None
                for n in names
            ]
        )  # fmt: skip
    return found


def test_json_and_xml_give_the_same_terms_with_language_and_datatype(service: Service) -> None:
    rows = rows_of_json(service.ask(ODD, JSON).body)
    assert rows == rows_of_xml(service.ask(ODD, XML).body)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert rows == [
        [("literal", 'x<&>"\n\t,', ""), ("literal", "1", f"{xsd}integer"), ("uri", "http://e.org/", "")],
        [("literal", "é", "fr"), None, ("literal", "2026-01-31", f"{xsd}date")],
    ]


def test_csv_gives_the_values_and_an_empty_field_for_what_is_not_bound(service: Service) -> None:
    body = service.ask(ODD, "text/csv").body
    assert body.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    assert rows == [["a", "b", "c"], ['x<&>"\n\t,', "1", "http://e.org/"], ["é", "", "2026-01-31"]]


def test_tsv_gives_the_terms_as_in_turtle(service: Service) -> None:
    head, first, second = service.ask(ODD, "text/tab-separated-values").text.splitlines()
    assert head.split("\t") == ["?a", "?b", "?c"]
    assert first.split("\t") == ['"x<&>\\"\\n\\t,"', "1", "<http://e.org/>"]
    assert second.split("\t") == ['"é"@fr', "", '"2026-01-31"^^<http://www.w3.org/2001/XMLSchema#date>']


@pytest.mark.parametrize(("query", "expected"), [("ASK {}", True), ("ASK { FILTER (false) }", False)])
def test_a_truth_is_a_boolean_in_json_and_xml(service: Service, query: str, expected: bool) -> None:
    assert json.loads(service.ask(query, JSON).body)["boolean"] is expected
    found = ET.fromstring(service.ask(query, XML).body).find(f"{SRX}boolean")
    assert found is not None
    assert found.text == str(expected).lower()


def test_no_rows_are_an_empty_list_under_their_names(service: Service) -> None:
    query = "SELECT ?x ?y { FILTER (false) }"
    found = json.loads(service.ask(query, JSON).body)
    assert found["head"]["vars"] == ["x", "y"]
    assert found["results"]["bindings"] == []
    assert service.ask(query, "text/csv").body == b"x,y\r\n"


def test_a_graph_is_the_same_in_every_format(service: Service) -> None:
    formats = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}
    formats["application/ld+json"] = "json-ld"
    graphs = [rdflib.Graph().parse(data=service.ask(CONSTRUCT, media).body, format=f) for media, f in formats.items()]
    assert len(graphs[0]) > 20
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_describing_gives_what_is_said_of_a_thing(service: Service) -> None:
    thing = rdflib.URIRef(f"{BASE}un/treaty/moon-1979")
    graph = rdflib.Graph().parse(data=service.ask(f"DESCRIBE <{thing}>", "text/turtle").body)
    assert (thing, rdflib.RDF.type, rdflib.URIRef(f"{BASE}Work")) in graph


def test_a_graph_that_no_xml_can_write_is_not_acceptable_as_xml(service: Service) -> None:
    query = "CONSTRUCT { <http://e.org/s> <http://e.org/1> 1 } WHERE {}"
    assert service.ask(query, "text/turtle").status == 200
    assert service.ask(query, "application/rdf+xml").status == 406


# --- description, other origins, people ---


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"]
)
def test_without_a_query_the_endpoint_describes_itself(service: Service, media: str) -> None:
    answer = service.send("GET", "/sparql", Accept=media)
    assert (answer.status, answer.media) == (200, media)
    formats = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}
    graph = rdflib.Graph().parse(data=answer.body, format=formats.get(media, "json-ld"))
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (described,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert graph.value(described, sd.endpoint) == rdflib.URIRef(f"{service.url}/sparql")
    assert graph.value(described, sd.supportedLanguage) == sd.SPARQL11Query
    assert graph.value(described, sd.feature) == sd.UnionDefaultGraph
    names = {str(name) for name in graph.objects(None, sd.name)}
    found = service.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv").text
    assert names == set(found.split()[1:])


def test_the_description_of_something_else_is_not_acceptable(service: Service) -> None:
    assert service.send("GET", "/sparql", Accept="image/png").status == 406


def test_a_browser_at_the_endpoint_is_sent_to_the_page(service: Service) -> None:
    answer = service.send("GET", "/sparql", Accept="text/html")
    assert (answer.status, answer.headers["Location"]) == (303, f"{service.url}/")


def test_a_page_of_another_origin_may_ask_and_read_the_answer(service: Service) -> None:
    answer = service.get({"query": "ASK {}"}, Origin="https://example.org")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    refused = service.get({"query": "ASK {"}, Origin="https://example.org")
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (400, "*")


def test_a_preflight_is_answered(service: Service) -> None:
    answer = service.send(
        "OPTIONS", "/sparql", Origin="https://example.org", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )  # fmt: skip
    assert answer.status in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://example.org")
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_nothing_is_at_another_address(service: Service) -> None:
    assert service.send("GET", "/elsewhere").status == 404
    assert service.send("GET", f"/queries/{quote('../sparql', safe='')}").status == 404


# --- what is refused ---


@pytest.mark.parametrize(
    "fields", [{"update": "CLEAR ALL"}, {"query": "CLEAR ALL"}, {"query": "INSERT DATA { <a:a> a <a:b> }"}]
)
def test_an_update_is_refused_with_the_reason(service: Service, fields: dict[str, str]) -> None:
    by_get, by_form = (
        service.get(fields),
        service.send("POST", "/sparql", urlencode(fields).encode(), Content_Type=FORM),
    )
    assert (by_get.status, by_form.status) == (403, 403)
    assert "read-only" in by_form.text


def test_an_update_as_a_body_is_refused(service: Service) -> None:
    answer = service.send("POST", "/sparql", b"CLEAR ALL", Content_Type="application/sparql-update")
    assert (answer.status, "read-only" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "query",
    [
        "# INSERT DATA {}\nSELECT ?delete { ?delete ?p 'CLEAR ALL' } LIMIT 1",
        "SELECT * {\n  ?s ?p '''\nDELETE WHERE\n''' } LIMIT 1",
        "PREFIX service: <http://service/> SELECT * { ?service service:x ?o } LIMIT 1",
        "SELECT * { ?s ?p 'SERVICE <http://e.org/> {}' } # SERVICE <http://e.org/>",
    ],
)
def test_a_query_that_only_names_what_is_refused_is_answered(service: Service, query: str) -> None:
    assert service.ask(query).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?u . service ?u { ?a ?b ?c } }",
        "ASK { FILTER NOT EXISTS { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { FILTER (?a<'x>') SERVICE <http://127.0.0.1:9/> {} FILTER (?b < 'y') }",
        "SELECT * { LATERAL { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
    ],
)
def test_a_call_of_another_service_is_refused_wherever_it_stands(service: Service, query: str) -> None:
    answer = service.ask(query)
    assert (answer.status, "SERVICE" in answer.text) == (403, True)
