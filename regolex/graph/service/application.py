"""The SPARQL service: SPARQL 1.1 Protocol over HTTP, read-only, each query in a process of its own.

`/sparql` is the endpoint, `/queries/NAME` answers a named question, `/` is for people. Requests that are
wrong by themselves are refused here; everything else happens in the workers of :mod:`regolex.graph.service.pool`.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import msgspec

from regolex.errors import Problem, QueryError
from regolex.graph.competency import named_queries
from regolex.graph.service import pages
from regolex.graph.service.media import GRAPHS, ROWS, accepted
from regolex.graph.service.pool import BusyError, CrashedError, MemoryUpError, QueryPool, TimeUpError, TooDeepError
from regolex.graph.service.worker import Job, Reply
from regolex.graph.sparql_text import form_of, unescaped
from regolex.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

BODY = 1 << 20  # maximum bytes of a request; queries written by people are far shorter
_KINDS = ("application/x-www-form-urlencoded", "application/sparql-query")
RETRY = "2"  # seconds
_STATUS = {"syntax": 400, "refused": 403, "rows": 403, "form": 406, "failed": 500}


class RefusedError(Exception):
    """A request to be answered with an error status and a sentence that says why."""

    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Asked(msgspec.Struct, frozen=True):
    """A query as transmitted by the protocol."""

    query: str | None
    default: list[str] | None = None
    named: list[str] | None = None
    form: str = ""  # the Regolex parameter ``as``, for clients that cannot set a header


class Service:
    """Answers requests from a pool of workers and the library of named questions."""

    def __init__(self, pool: QueryPool, kb: KnowledgeBase) -> None:
        self.pool = pool
        self.knowledge = kb.knowledge
        # no mission is served, so a question about one would have no rows, which reads as a "no"
        self.questions = {name: q for name, q in named_queries(kb.folder).items() if not q.needs_mission}

    async def sparql(self, request: Request) -> Response:
        """The endpoint: a query, or without one the service description."""
        asked = await read_request(request)
        if asked.query is None:
            return self._description(request)
        return await self._answer(request, asked, "SPARQL")

    async def question(self, request: Request) -> Response:
        """A named question, with the parameter values in the address."""
        name = request.path_params["name"]
        if name not in self.questions:
            raise RefusedError(404, f"there is no question {name!r}; {request.url_for('home')} lists them")
        question = self.questions[name]
        found = fields(request.scope["query_string"])
        form = one(found, "as") or ""
        values = {key: one(found, key) or "" for key, _ in found if key != "as"}
        try:
            text = question.bound(values, self.knowledge)
        except QueryError as error:
            raise RefusedError(400, "\n".join(_sentence(problem) for problem in error.problems)) from None
        return await self._answer(request, Asked(text, form=form), question.asks)

    async def home(self, request: Request) -> Response:
        """The web page."""
        from starlette.responses import HTMLResponse

        return HTMLResponse(pages.home(self.questions, self.pool.graphs, self.knowledge.hash), headers=pages.SAFE)

    def _description(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse, Response

        chosen = accepted(request.headers.get("accept"), {**GRAPHS, "html": ROWS["html"]})
        if chosen is None:
            raise RefusedError(406, f"the description is available as {types(GRAPHS)}", Vary="Accept")
        if chosen[0] == "html":
            return RedirectResponse(str(request.url_for("home")), 303, headers={"Vary": "Accept"})
        body = pages.description(str(request.url_for("sparql")), self.pool.graphs, self.knowledge.hash, chosen[0])
        return Response(body, media_type=chosen[1], headers={"Vary": "Accept"})

    async def _answer(self, request: Request, asked: Asked, title: str) -> Response:
        from starlette.responses import HTMLResponse, Response

        text = asked.query or ""
        offers = GRAPHS if form_of(unescaped(text)) in ("construct", "describe") else ROWS
        form, media = choose(asked.form, request.headers.get("accept"), offers)
        job = Job(text, "json" if form == "html" else form, asked.default, asked.named)
        reply = await self._while_there(request, job)
        if reply.status != "ok":
            raise RefusedError(_STATUS[reply.status], reply.why, Vary="Accept")
        headers = {"Vary": "Accept"}
        if form == "html":
            return HTMLResponse(pages.answer(title, text, reply.body), headers={**headers, **pages.SAFE})
        return Response(reply.body, media_type=media, headers=headers)

    async def _while_there(self, request: Request, job: Job) -> Reply:
        """Run a query while the client waits for it."""
        running = asyncio.ensure_future(self.pool.answer(job))
        leaving = asyncio.ensure_future(_left(request))
        try:
            await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                raise RefusedError(499, "the client has disconnected")
            return running.result()
        except asyncio.CancelledError:  # on shutdown, the server cancels requests after a grace period
            raise RefusedError(503, "the service is being stopped") from None
        except BusyError:
            raise RefusedError(503, "too many queries at once; try again in a moment", Retry_After=RETRY) from None
        except TimeUpError:
            raise RefusedError(504, f"the query took longer than {self.pool.settings.seconds:g} seconds") from None
        except MemoryUpError:
            megabytes = self.pool.settings.memory >> 20
            raise RefusedError(507, f"the query needed more than {megabytes} MB of memory") from None
        except TooDeepError:
            raise RefusedError(400, "the query is nested too deeply") from None
        except CrashedError:
            raise RefusedError(500, "the process that ran the query has ended") from None
        finally:
            leaving.cancel()
            running.cancel()


def _sentence(problem: Problem) -> str:
    """A problem as one line."""
    more = f" Expected: {problem.expected[:500]}." if problem.expected else ""
    return f"{problem.code} {problem.what}.{more} {problem.hint}".strip()


# --- requests ---


async def read_request(request: Request) -> Asked:
    """The query of a GET, POST form or POST body request; raises RefusedError with the status required by the protocol."""
    found = fields(request.scope["query_string"])
    query = None
    if request.method == "POST":
        kind, _, parameters = request.headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        if kind == "application/sparql-update":
            raise RefusedError(403, "the data set is read-only; this is an update")
        if kind not in _KINDS:
            raise RefusedError(415, f"a POST request must be {' or '.join(_KINDS)}", Accept_Post=", ".join(_KINDS))
        charset = re.search(r"charset\s*=\s*\"?([\w.-]+)", parameters, re.IGNORECASE)
        if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
            raise RefusedError(415, f"a query must be in UTF-8, not in {charset[1]}", Accept_Post=", ".join(_KINDS))
        body = await _body(request)
        if kind == _KINDS[0]:
            found += fields(body)
            if not any(name in ("query", "update") for name, _ in found):
                raise RefusedError(400, "the form has no field `query`")
        elif any(name == "query" for name, _ in found):
            raise RefusedError(400, "one query at a time: there is one in the body and another in the address")
        else:
            query = decoded(body)
    if any(name == "update" for name, _ in found):
        raise RefusedError(403, "the data set is read-only; this is an update")
    query = query if query is not None else one(found, "query")
    default = [value for name, value in found if name == "default-graph-uri"]
    named = [value for name, value in found if name == "named-graph-uri"]
    given = bool(default or named)
    for graph in default + named:
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*$", graph):
            raise RefusedError(400, f"{graph!r} is not the IRI of a graph")
    return Asked(query, default if given else None, named if given else None, one(found, "as") or "")


def fields(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a form or an address, in UTF-8."""
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(400, f"the fields are not percent-encoded UTF-8: {error}") from None


def one(found: list[tuple[str, str]], name: str) -> str | None:
    """The one value of a field, or None."""
    values = [value for key, value in found if key == name]
    if len(values) > 1:
        raise RefusedError(400, f"`{name}` is given {len(values)} times; give it once")
    return values[0] if values else None


def decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the query is not UTF-8: {error}") from None


def choose(form: str, header: str | None, offers: dict[str, tuple[str, ...]]) -> tuple[str, str]:
    """Format and media type from the parameter, otherwise from the Accept header; raises RefusedError (406)."""
    if form:
        if form in offers:
            return form, offers[form][0]
        found = accepted(form, offers) if "/" in form else None
        why = f"there is no format {form!r} for this query; the formats are {', '.join(offers)}"
    else:
        found = accepted(header, offers)
        why = f"the answer to this query is available as {types(offers)}"
    if found is None:
        raise RefusedError(406, why, Vary="Accept")
    return found


def types(offers: dict[str, tuple[str, ...]]) -> str:
    """The media types of some formats, for a sentence."""
    return ", ".join(names[0] for names in offers.values())


async def _body(request: Request) -> bytes:
    """The body, as long as it is short enough: counted while it arrives, whatever its header says."""
    from starlette.requests import ClientDisconnect

    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY:
                raise RefusedError(413, f"a query may have at most {BODY >> 20} MB", Connection="close")
    except ClientDisconnect:
        raise RefusedError(499, "the client has gone") from None
    return bytes(body)


async def _left(request: Request) -> None:
    """Return when the client closes the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


# --- the application ---


def application(service: Service) -> Starlette:
    """The ASGI application; its workers run as long as it does."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def refused(request: Request, error: Exception) -> Response:
        """Every error as one sentence of plain text."""
        if isinstance(error, RefusedError):
            return PlainTextResponse(error.why + "\n", error.status, headers=error.headers)
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        why = {404: "there is nothing at this address", 405: f"{request.method} is not allowed here"}
        return PlainTextResponse(why.get(status, "internal error") + "\n", status, headers=headers)

    @contextlib.asynccontextmanager
    async def alive(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await service.pool.close()

    routes = [
        Route("/", service.home, name="home"),
        Route("/sparql", service.sparql, methods=["GET", "HEAD", "POST"], name="sparql"),
        Route("/queries/{name}", service.question, name="question"),
    ]
    # the data is public and read-only, so any web page may query it
    cors = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"],
        expose_headers=["Retry-After"], max_age=86400,
    )  # fmt: skip
    handlers = {RefusedError: refused, HTTPException: refused}
    return Starlette(routes=routes, middleware=[cors], exception_handlers=handlers, lifespan=alive)
