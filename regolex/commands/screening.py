"""The commands over many missions at once: a table of missions, and a space of designs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from regolex.commands.arguments import Assume, Folder, choices, names, new_console, parse_day
from regolex.knowledge import load

Readings = Annotated[
    list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
]
Viewpoint = Annotated[str, typer.Option("--viewpoint", help="Use the readings stated by a State, such as LUX.")]


def screen(
    table: Annotated[Path, typer.Argument(help="Table of missions: Parquet, CSV or Arrow. See regolex schema table.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Write the verdicts to this file: .parquet, .csv or .arrow.")
    ],
    findings: Annotated[
        Path | None, typer.Option("--findings", help="Write the findings to this file, one for each line.")
    ] = None,
    results: Annotated[
        str, typer.Option("--results", help="The results to list as findings, separated by commas.")
    ] = "breached,contested,to-do,due",
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="Set rows with bad cells aside, and list the cells in this file.")
    ] = None,
    orders: Annotated[bool, typer.Option("--orders", help="Add a verdict for each legal order.")] = False,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Count verdicts and results of rules instead of writing a line for each row."),
    ] = False,
    reading: Readings = None,
    viewpoint: Viewpoint = "",
    assume: Assume = "",
    pending: Annotated[bool, typer.Option("--pending", help="Count law that is not yet in force.")] = False,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Threads; 0 for one for each processor.")] = 0,
    knowledge: Folder = None,
) -> None:
    """Screen a table of missions: a verdict for each row, with the same law as a single assessment.

    A run that was interrupted goes on where it was when the same command is given again.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from regolex.screening.screener import Screener, Wanted
    from regolex.screening.sources import columns_of, known_suffix, rows_of
    from regolex.screening.tables import Run, known_results

    for path in (out, *filter(None, (findings, rejects))):
        known_suffix(path)
    kb = load(knowledge)
    wanted = Wanted(orders, known_results(names(results)) if findings else (), summary=summary)
    screener = Screener(
        kb.engine, columns_of(table), on=parse_day(on), readings=choices(reading or []), viewpoint=viewpoint,
        pending=pending, assume=names(assume), wanted=wanted, workers=workers or os.cpu_count() or 1,
    )  # fmt: skip
    console = new_console()
    columns = (TextColumn("screened {task.completed:,} rows"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=rows_of(table))
        run = Run(table, out, screener, rejects=rejects, findings=findings)
        counts = run.go(lambda rows: progress.advance(task, rows))
    if run.had:
        said = f"An interrupted run had screened {run.had:,} rows; this one went on from there."
        console.print(said, markup=False, highlight=False)
    rejected = counts.pop("rejected", 0)
    total = sum(counts.values())
    for word, many in sorted(counts.items(), key=lambda item: -item[1]):
        console.print(f"{many:>12,}  {many / total:>6.1%}  {word}", markup=False, highlight=False)
    if rejected:
        console.print(f"{rejected:>12,}          rejected: see {rejects}", markup=False, highlight=False)


def atlas(
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    over: Annotated[
        list[str], typer.Option("--over", help="A column to vary, such as body.kind, or launch.territory=USA,JPN,LUX.")
    ],
    given: Annotated[
        list[str] | None, typer.Option("--given", help="An answer that all designs share, such as party.kind=company.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write every design with its verdict here.")] = None,
    reading: Readings = None,
    viewpoint: Viewpoint = "",
    assume: Assume = "",
    prevailing: Annotated[
        bool, typer.Option("--prevailing", help="Take the verdict on the prevailing readings alone.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Threads; 0 for one for each processor.")] = 0,
    knowledge: Folder = None,
) -> None:
    """Try every combination of some answers: where a plan is lawful, and which answer decides."""
    from regolex.report.atlas import show
    from regolex.screening.atlas import Atlas
    from regolex.screening.sources import known_suffix

    if out:
        known_suffix(out)
    kb = load(knowledge)
    found = Atlas(
        kb.engine, over, given or [], on=parse_day(on), readings=choices(reading or []), viewpoint=viewpoint,
        assume=names(assume), prevailing=prevailing, workers=workers or os.cpu_count() or 1,
    )  # fmt: skip
    found.explore(out)
    show(found, new_console())


__all__ = ["atlas", "screen"]
