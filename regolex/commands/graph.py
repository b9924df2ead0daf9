"""The graph commands: query, export and convert."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regolex.commands.arguments import Assume, Client, Folder, mission_path, names, new_console, parse_day, put, stated
from regolex.commands.service import graph_to_ask
from regolex.errors import MissionError, Problem, QueryError
from regolex.knowledge import KnowledgeBase, load
from regolex.law.wording import counted
from regolex.media import seen

if TYPE_CHECKING:
    from regolex.engine.assessment import Assessment
    from regolex.graph.query import Table as Rows

MissionOption = Annotated[Path | None, typer.Option("--mission", help="Mission file, or the name of an example.")]
DayOption = Annotated[str, typer.Option("--on", help="Date of its assessment, such as 2026-01-31.")]


def query(
    text: Annotated[str, typer.Argument(help="SPARQL, a file, or the name of a competency question.")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv, tsv, json, xml or ttl.")] = "table",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", help="Set a parameter of a question, such as day=2024-01-04. Repeatable."),
    ] = None,
    mission: MissionOption = None,
    on: DayOption = "",
    assume: Assume = "",
    client: Client = "",
    listed: Annotated[bool, typer.Option("--list", help="List the named questions and their parameters.")] = False,
    store: Annotated[Path | None, typer.Option("--store", help="Query a store made by graph build.")] = None,
    endpoint: Annotated[str, typer.Option("--endpoint", help="Query the SPARQL 1.1 endpoint at this address.")] = "",
    knowledge: Folder = None,
) -> None:
    """Query the knowledge graph in SPARQL, on request together with a mission and its assessment."""
    from regolex.graph.query import FORMATS, Table

    kb = load(knowledge)
    if listed or not text:
        _list_questions(kb)
        return
    if form not in FORMATS:
        raise QueryError(Problem("Q401", f"there is no format {form!r}", expected=", ".join(FORMATS)))
    if mission is not None and (store or endpoint):
        raise QueryError(
            Problem(
                "Q406",
                "a mission can only be queried with the graph in memory",
                expected="neither --store nor --endpoint",
            )
        )
    graph = graph_to_ask(kb, endpoint, store)
    sparql = _bound(kb, graph.text_of(text), text, param or [], mission)
    if mission is not None:
        from regolex.graph.export import beside, prefixes_of

        assessed = _assessed(kb, mission, on, assume, client)
        graph.include(beside(assessed), prefixes_of(assessed))
    answer = graph.answer(sparql, form)
    if isinstance(answer, Table):
        _show(answer)
    else:
        put(answer, None)


def _bound(kb: KnowledgeBase, sparql: str, name: str, pairs: list[str], mission: Path | None) -> str:
    """The SPARQL of a question with the values given for its parameters."""
    from regolex.graph.competency import given_values, read_question

    question = read_question(name if name != sparql else "", sparql)
    if question.needs_mission and mission is None:
        raise QueryError(
            Problem(
                "Q406", f"{name} is about a mission and its assessment", expected="--mission FILE --on DAY",
                hint="Without them the answer would have no rows, which would read as a no.",
            )
        )  # fmt: skip
    return question.bound(given_values(pairs), kb.knowledge)


def _assessed(kb: KnowledgeBase, mission: Path, on: str, assume: str, client: str) -> Assessment:
    if not on:
        raise QueryError(
            Problem(
                "Q406",
                "a mission needs a date of assessment",
                expected="--on DAY",
                hint="The law depends on the date: add the date of assessment.",
            )
        )
    return kb.assess(mission_path(mission), on=parse_day(on), assume=names(assume), client=client)


def _show(rows: Rows) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in rows.columns:
        table.add_column(Text(seen(column)), overflow="fold")
    for row in rows.rows:
        table.add_row(*(Text(seen(cell)) for cell in row))
    new_console().print(table)
    typer.echo(counted(len(rows.rows), "row"))


def _list_questions(kb: KnowledgeBase) -> None:
    from regolex.graph.competency import named_queries

    for question in named_queries(kb.folder).values():
        typer.echo(question.name + ("  (needs --mission and --on)" if question.needs_mission else ""))
        typer.echo(f"  {question.asks}")
        typer.echo(f"  {question.because}")
        for p in question.parameters:
            typer.echo(f"  --param {p.name}={p.default}  {p.means} ({p.type})")
        typer.echo()


def export(
    form: Annotated[str, typer.Option("--format", "-f", help="trig, ttl, nt, nq, jsonld or rdfxml.")] = "trig",
    graph: Annotated[
        list[str] | None, typer.Option("--graph", help="Only this graph, such as rules. Repeatable.")
    ] = None,
    mission: MissionOption = None,
    on: DayOption = "",
    assume: Assume = "",
    client: Client = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Export the knowledge, a mission, or a mission with its assessment, as RDF."""
    from regolex.graph import export as e

    kb = load(knowledge)
    if mission is None:
        put(e.knowledge_text(kb, form, graph or ()), out)
    elif graph:
        raise QueryError(
            Problem(
                "Q407", "graphs and a mission cannot be exported together", expected="--graph or --mission, not both"
            )
        )
    elif on:
        put(e.assessment_text(kb, _assessed(kb, mission, on, assume, client), form), out)
    else:
        put(e.mission_text(kb, stated(kb, mission, assume, client), form), out)


def convert(
    mission: Annotated[Path, typer.Argument(help="Mission file in YAML or RDF, or the name of an example.")],
    out: Annotated[Path, typer.Argument(help="File to write: .yaml, .ttl, .trig, .nt, .nq, .jsonld or .rdf.")],
    knowledge: Folder = None,
) -> None:
    """Convert a mission to another format without loss; the suffix of the output file names the format."""
    from regolex.formats.rdf.serialisation import FORMATS
    from regolex.graph.export import mission_text
    from regolex.missions.file import text

    kb = load(knowledge)
    found = kb.read_mission(mission_path(mission))
    form = {"rdf": "rdfxml"}.get(out.suffix[1:], out.suffix[1:])
    if form in ("yaml", "yml"):
        put(text(found, kb.knowledge), out)
    elif form in FORMATS:
        put(mission_text(kb, found, form), out)
    else:
        suffixes = ".yaml, .ttl, .trig, .nt, .nq, .jsonld or .rdf"
        raise MissionError(
            Problem("M106", f"there is no format for the suffix {out.suffix!r}", str(out), expected=suffixes)
        )
