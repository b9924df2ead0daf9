"""The same questions put to a SPARQL 1.1 endpoint elsewhere, and the graphs loaded into a store by Graph Store Protocol.

A user name and password come from ``REGOLEX_ENDPOINT_USER`` and ``REGOLEX_ENDPOINT_PASSWORD`` or from the netrc file,
never from an address or an option, where others could read them. They are sent only when the other side asks.
"""

from __future__ import annotations

import http.client
import ipaddress
import netrc
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox

from regolex.errors import Problem, QueryError
from regolex.graph import PREFIXES
from regolex.knowledge import KnowledgeBase
from regolex.query import Graph, named_queries
from regolex.sparql_text import Reading, declared, read
from regolex.vocabulary import BASE

_SECONDS = 60
_MOST = 1 << 28  # bytes of an answer
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
_GRAPHS = f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{BASE}graph/")) }}'


class EndpointGraph(Graph):
    """A graph that is held by a SPARQL endpoint. It is asked like one in memory.

    Where the endpoint holds our named graphs, a query without FROM is put to their union, as everywhere in Regolex;
    what an endpoint takes for its default graph differs. Raises QueryError Q412 to Q415 for what goes wrong there.
    """

    def __init__(self, kb: KnowledgeBase, url: str, seconds: float = _SECONDS) -> None:
        self.kb = kb
        self.http = Http(url, seconds)
        self._graphs: list[str] | None = None

    @property
    def graphs(self) -> list[str]:
        """The names of our graphs that the endpoint holds."""
        if self._graphs is None:
            found = self._ask(_GRAPHS, read(_GRAPHS), [])
            assert isinstance(found, ox.QuerySolutions)
            self._graphs = sorted(row["g"].value for row in found)
        return self._graphs

    def evaluate(self, text: str, reading: Reading) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Put an accepted query to the endpoint."""
        if not self.graphs and any(text == known.text for known in named_queries(self.kb.folder).values()):
            # its answer would be empty, and an empty answer reads as a "no"
            raise QueryError(
                Problem("Q415", "it has no graph of ours", file=self.http.url, hint="regolex graph load --endpoint URL")
            )
        missing = {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in declared(text)}
        head = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in missing.items())
        fields = [] if reading.dataset else [("default-graph-uri", name) for name in self.graphs]
        fields += [] if reading.dataset else [("named-graph-uri", name) for name in self.graphs]
        return self._ask(f"{head} {text}", reading, fields)

    def _ask(
        self, text: str, reading: Reading, fields: list[tuple[str, str]]
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        form = urlencode([("query", text), *fields]).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": _GRAPH if reading.graph else _ROWS,
        }  # fmt: skip
        body, media = self.http.send("POST", self.http.url, form, headers)
        try:
            if not reading.graph:
                result_format = ox.QueryResultsFormat.from_media_type(media)
                if result_format is None:
                    raise SyntaxError(f"it answers in {media or 'no media type'}")
                return ox.parse_query_results(body, result_format)
            rdf_format = ox.RdfFormat.from_media_type(media)
            if rdf_format is None:
                raise SyntaxError(f"it answers in {media or 'no media type'}")
            store = ox.Store()
            store.load(body, rdf_format, base_iri=self.http.url)
            return store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                Problem(
                    "Q414", str(error), file=self.http.url, expected="the address of a SPARQL 1.1 endpoint",
                    hint="often it ends in /sparql or /query",
                )
            ) from error  # fmt: skip


def load_graphs(store: ox.Store, url: str, seconds: float = _SECONDS) -> Iterator[tuple[str, int]]:
    """Replace each named graph at a Graph Store (SPARQL 1.1 Graph Store HTTP Protocol) by ours.

    ``url`` is the address of the graph store, to which ``?graph=`` is added. Yields each graph with its triples as soon
    as it is there; raises QueryError Q412 or Q413 where one is not taken.
    """
    http = Http(url, seconds)
    for name in sorted(store.named_graphs(), key=str):
        assert isinstance(name, ox.NamedNode)
        triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, name)]
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        mark = "&" if urlsplit(url).query else "?"
        # N-Triples are Turtle, and Turtle is what every graph store must take
        http.send("PUT", f"{url}{mark}graph={quote(name.value, safe='')}", body, {"Content-Type": "text/turtle"})
        yield name.value, len(triples)


class Http:
    """Requests to one address, with every failure as a coded error."""

    def __init__(self, url: str, seconds: float) -> None:
        try:
            parts = urlsplit(url)
            port_is_one = parts.port is None or parts.port > 0
        except ValueError:
            raise QueryError(Problem("Q412", f"{url!r} is no address", expected="http://host:port/path")) from None
        if parts.username is not None or parts.password is not None:
            raise QueryError(
                Problem(
                    "Q412", "an address with a password in it can be read by others", file=parts.hostname or "",
                    hint="set REGOLEX_ENDPOINT_USER and REGOLEX_ENDPOINT_PASSWORD, or write it into your netrc file",
                )
            )  # fmt: skip
        if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_one:
            raise QueryError(Problem("Q412", f"{url!r} is no web address", expected="http:// or https://"))
        self.url = url
        self.seconds = seconds
        self._opener = _opener(url, parts.hostname)

    def send(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> tuple[bytes, str]:
        """Send a request; returns the body of the answer and its media type. Raises QueryError Q412 or Q413."""
        request = urllib.request.Request(url, data=body, method=method, headers={**headers, "User-Agent": "regolex"})
        try:
            with self._opener.open(request, timeout=self.seconds) as answer:
                found = answer.read(_MOST + 1)
                media = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
        except urllib.error.HTTPError as error:
            raise QueryError(_refusal(error, self.url)) from error
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "reason", None) or error
            raise QueryError(
                Problem(
                    "Q412",
                    str(why) or type(error).__name__,
                    file=self.url,
                    hint="is it running, and reachable from here?",
                )
            ) from error
        if len(found) > _MOST:
            raise QueryError(Problem("Q413", f"its answer is longer than {_MOST >> 20} MB", file=self.url))
        return found, media


def _refusal(error: urllib.error.HTTPError, url: str) -> Problem:
    try:
        said = error.read(2000).decode("utf-8", "replace").strip()
    except OSError:
        said = ""
    hints = {
        401: "set REGOLEX_ENDPOINT_USER and REGOLEX_ENDPOINT_PASSWORD, or write them into your netrc file",
        403: "the user may not do this there",
        404: "there is nothing at this address; ask its keeper for the path of the endpoint",
        405: "this address takes no such request; loading needs the address of the graph store",
        503: "it is busy; ask again later",
    }
    lines = " ".join(said.split())
    text = f"{error.code} {error.reason}" + (f": {lines[:500]}" if lines and "<html" not in lines.lower() else "")
    return Problem("Q413", text, file=url, hint=hints.get(error.code, ""))


def _opener(url: str, host: str) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = []
    if _is_here(host):
        handlers.append(urllib.request.ProxyHandler({}))  # nothing that stands between us and ourselves
    user, password = _credentials(host)
    if user:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, url, user, password)
        known.add_password(None, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/", user, password)
        handlers += [urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)]
    return urllib.request.build_opener(*handlers)


def _credentials(host: str) -> tuple[str, str]:
    user = os.environ.get("REGOLEX_ENDPOINT_USER", "")
    if user:
        return user, os.environ.get("REGOLEX_ENDPOINT_PASSWORD", "")
    try:
        found = netrc.netrc().authenticators(host)
    except FileNotFoundError:
        return "", ""
    except (OSError, netrc.NetrcParseError) as error:
        raise QueryError(Problem("Q413", f"the netrc file cannot be used: {error}", file=host)) from error
    return (found[0], found[2] or "") if found else ("", "")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
