"""Queries of the page: in processes of their own under limits of time and memory, as the service runs them."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import threading
from typing import Any

import streamlit as st

from regolex.engine.assessment import Assessment
from regolex.errors import Problem, QueryError
from regolex.graph.export import beside, prefixes_of
from regolex.graph.query import Graph, Table
from regolex.graph.sparql_text import form_of, unescaped
from regolex.knowledge import KnowledgeBase
from regolex_app import session, waiting

_SECONDS, _MEMORY, _ROWS = 20.0, 512 << 20, 10_000
_RESULT = {"rows": "Q416", "syntax": "Q401", "refused": "Q403", "form": "Q401", "failed": "Q416"}


class Runner:
    """A pool of workers with an event loop of its own."""

    def __init__(self, folder: str) -> None:
        from regolex.graph.service.pool import QueryPool
        from regolex.graph.service.worker import Settings

        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True, name="regolex-queries").start()
        self.pool = QueryPool(Settings(folder, "", _SECONDS, _MEMORY, _ROWS, _MEMORY // 8), 1)
        asyncio.run_coroutine_threadsafe(self.pool.start(), self.loop).result()

    def begin(self, text: str, form: str) -> Any:
        """Start a query; cancelling what is returned ends its process."""
        from regolex.graph.service.worker import Job

        return asyncio.run_coroutine_threadsafe(self.pool.answer(Job(text, form)), self.loop)


@st.cache_resource(show_spinner="Loading the data set …")
def runner(folder: str) -> Runner:
    """The workers of this server, started with the first query."""
    return Runner(folder)


@st.cache_resource(show_spinner="Loading the data set …")
def _in_memory(folder: str) -> Graph:
    return Graph(session.knowledge_base(folder))


def asked(kb: KnowledgeBase, text: str) -> Table | str | None:
    """The answer to a query; None where the user stopped waiting. Raises QueryError."""
    if not hasattr(os, "fork"):  # no limits can be set there
        return _in_memory(session.folder()).answer(text, "table")
    graph = form_of(unescaped(text)) in ("CONSTRUCT", "DESCRIBE")
    reply = waiting.held("Asking …", runner(str(kb.folder.resolve())).begin(text, "ttl" if graph else "csv"), "ask")
    if reply.status != "ok":
        raise QueryError(
            Problem(_RESULT.get(reply.status, "Q401"), reply.why or "the query was refused", expected="SPARQL 1.1")
        )
    body = reply.body.decode()
    if graph:
        return str(body)
    if body.strip() in ("true", "false"):
        return Table(("answer",), (("yes" if body.strip() == "true" else "no",),))
    rows = [tuple(row) for row in csv.reader(io.StringIO(body, newline=""))]
    return Table(rows[0], tuple(rows[1:])) if rows else Table((), ())


def with_case(kb: KnowledgeBase, a: Assessment) -> Graph:
    """The knowledge with a case and its assessment; kept for one state of the case."""
    known: tuple[object, Graph] | None = st.session_state.get("graph")
    if known is None or known[0] is not session.case():
        graph = Graph(kb)
        graph.include(beside(a), prefixes_of(a))
        known = st.session_state.graph = (session.case(), graph)
    return known[1]
