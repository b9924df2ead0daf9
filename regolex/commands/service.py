"""The commands that publish the graph: build a store, serve it, load it into another endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regolex.commands.arguments import Folder
from regolex.errors import Problem, QueryError
from regolex.files import write as write_file
from regolex.knowledge import KnowledgeBase, load

if TYPE_CHECKING:
    import pyoxigraph as ox

    from regolex.graph.query import Graph


def build(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or a store to replace.")],
    knowledge: Folder = None,
) -> None:
    """Write the whole graph to a store on disk."""
    from regolex.graph.store import build as build_store

    card = build_store(load(knowledge), folder)
    typer.echo(f"{sum(card.graphs.values())} triples in {len(card.graphs)} graphs, knowledge {card.knowledge[:12]}")


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; by default only this machine can connect.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port; 0 chooses a free one.")] = 7878,
    workers: Annotated[int, typer.Option("--workers", help="Number of processes that answer queries.")] = 4,
    seconds: Annotated[float, typer.Option("--seconds", help="Time limit for a query, in seconds.")] = 10,
    memory: Annotated[int, typer.Option("--memory", help="Memory limit for a query, in MB.")] = 512,
    rows: Annotated[int, typer.Option("--rows", help="Maximum number of rows or triples in an answer.")] = 100_000,
    store: Annotated[Path | None, typer.Option("--store", help="Serve from a store made by graph build.")] = None,
    knowledge: Folder = None,
) -> None:
    """Serve the graph by the SPARQL 1.1 Protocol, read-only, until stopped."""
    from regolex.graph.service.run import serve as run

    def ready(address: str) -> None:
        typer.echo(f"Web page: {address}/  SPARQL endpoint: {address}/sparql  Stop with Ctrl-C.")

    run(
        load(knowledge), host, port, workers=workers, seconds=seconds, memory=memory, rows=rows, store=store, ready=ready
    )  # fmt: skip


def load_into(
    endpoint: Annotated[
        str, typer.Option("--endpoint", help="Address of a graph store, such as http://host:3030/data/data.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write N-Quads for a bulk loader instead.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="Load from a store made by graph build.")] = None,
    knowledge: Folder = None,
) -> None:
    """Load the graph into another store by the Graph Store Protocol; each named graph there is replaced."""
    from regolex.graph.endpoint import load_graphs
    from regolex.graph.store import bulk, whole

    if bool(endpoint) == bool(out):
        raise QueryError(Problem("Q412", "exactly one target is needed", expected="--endpoint URL or --out FILE"))
    kb = load(knowledge)
    found = _opened(store, kb) or whole(kb)
    if out:
        write_file(out, bulk(found))
    else:
        for name, triples in load_graphs(found, endpoint):
            typer.echo(f"{name}  {triples} triples")


def graph_to_ask(kb: KnowledgeBase, endpoint: str, store: Path | None) -> Graph:
    """The graph to query: at an endpoint, in a store on disk, or in memory."""
    from regolex.graph.query import Graph

    if endpoint and store:
        raise QueryError(Problem("Q402", "--endpoint and --store exclude each other", expected="--endpoint or --store"))
    if endpoint:
        from regolex.graph.endpoint import EndpointGraph

        return EndpointGraph(kb, endpoint)
    return Graph(kb, _opened(store, kb))


def _opened(store: Path | None, kb: KnowledgeBase) -> ox.Store | None:
    from regolex.graph.store import open_store

    return open_store(store, kb) if store else None
