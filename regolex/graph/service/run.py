"""Starts and stops the SPARQL service: data set, workers and server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from regolex.errors import Problem, QueryError
from regolex.graph.store import card_of
from regolex.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from regolex.graph.service.worker import Settings

_ANSWER = 8  # the share of a worker's memory that an answer may take, since it is held more than once


def serve(
    kb: KnowledgeBase, host: str, port: int, *, workers: int, seconds: float, memory: int, rows: int,
    store: Path | None, ready: Callable[[str], None],
) -> None:  # fmt: skip
    """Serve until stopped. ``memory`` is in MB; ``port`` 0 takes a free one; ``ready`` is called with the address.

    Raises QueryError Q416 if the service cannot start.
    """
    for module in ("starlette", "uvicorn"):
        if find_spec(module) is None:
            raise QueryError(Problem("Q416", f"{module} is not installed", hint="pip install 'regolex[serve]'"))
    if not hasattr(os, "fork"):
        raise QueryError(Problem("Q416", "this system cannot fork processes", expected="Linux, macOS or another Unix"))
    if workers < 1 or seconds <= 0 or memory < 1 or rows < 1:
        raise QueryError(
            Problem("Q416", "workers, seconds, memory and rows must be positive", expected="numbers above zero")
        )
    from regolex.graph.service.worker import Settings

    card = card_of(store, kb) if store else None
    settings = Settings(
        str(kb.folder.resolve()), str((store / card.generation).resolve()) if store and card else "", seconds,
        memory << 20, rows, (memory << 20) // _ANSWER,
    )  # fmt: skip
    with (
        _listener(host, port) as listener,
        contextlib.suppress(KeyboardInterrupt),
    ):  # Ctrl-C is the normal way to stop it
        asyncio.run(_run(kb, settings, workers, card.graphs if card else {}, listener, ready))


async def _run(
    kb: KnowledgeBase, settings: Settings, workers: int, graphs: dict[str, int], listener: socket.socket,
    ready: Callable[[str], None],
) -> None:  # fmt: skip
    import uvicorn

    from regolex.graph.service.application import Service, application
    from regolex.graph.service.connection import Connection, spare_the_log
    from regolex.graph.service.pool import QueryPool

    pool = QueryPool(settings, workers)
    try:
        await pool.start()
        pool.graphs = pool.graphs or graphs
        app = application(Service(pool, kb))
        server = uvicorn.Server(
            uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1,
                timeout_keep_alive=15, ws="none", http=Connection, backlog=1024,
            )
        )  # fmt: skip
        spare_the_log()
        host, port = listener.getsockname()[:2]
        ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
        await server.serve(sockets=[listener])
    finally:
        await pool.close()


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        raise QueryError(
            Problem("Q416", f"{host} port {port}: {error}", hint="Try another --port; 0 chooses a free one.")
        ) from error
    return listener
