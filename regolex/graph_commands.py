"""The commands over the knowledge graph: ask it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regolex.arguments import Folder, new_console, put
from regolex.errors import Problem, QueryError
from regolex.knowledge import load
from regolex.service_commands import graph_to_ask


def query(
    text: Annotated[str, typer.Argument(help="SPARQL, a file, or the name of a competency question.")],
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, tsv, json, xml or ttl.")] = "table",
    store: Annotated[Path | None, typer.Option("--store", help="Ask a store made by graph build.")] = None,
    endpoint: Annotated[str, typer.Option("--endpoint", help="Ask a SPARQL 1.1 endpoint at this address.")] = "",
    knowledge: Folder = None,
) -> None:
    """Ask the knowledge graph in SPARQL."""
    from rich.table import Table

    from regolex.query import FORMATS
    from regolex.query import Table as Rows

    if form not in FORMATS:
        raise QueryError(Problem("Q401", f"there is no format {form!r}", expected=", ".join(FORMATS)))
    answer = graph_to_ask(load(knowledge), endpoint, store).answer(text, form)
    if not isinstance(answer, Rows):
        put(answer, None)
        return
    table = Table(box=None, pad_edge=False)
    for column in answer.columns:
        table.add_column(column, overflow="fold")
    for row in answer.rows:
        table.add_row(*row)
    new_console().print(table)
    typer.echo(f"{len(answer.rows)} rows")
