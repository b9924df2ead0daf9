"""The commands about what to do and what changed: roadmap and watch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regolex.commands.arguments import Assume, Client, Folder, choices, known_form, mission_path, names, parse_day, put
from regolex.errors import EvaluationError, Problem
from regolex.knowledge import load


def roadmap(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). Names of the bundled examples work too.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    assume: Assume = "",
    client: Client = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, csv, ics, json or svg.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """List every step to the launch: owner, time by law, usual time, what comes first, latest start, fees."""
    from regolex.report.published import dumps
    from regolex.tasks import gantt, written
    from regolex.tasks.roadmap import roadmap as made

    known_form(form, ("text", "csv", "ics", "json", "svg"))
    kb = load(knowledge)
    found = kb.assess(
        mission_path(mission), on=parse_day(on), readings=choices(reading or []), assume=names(assume), client=client
    )
    road = made(found)
    if form == "json":
        put(dumps(written.as_json(road)), out)
    else:
        write = {"text": written.as_text, "csv": written.as_csv, "ics": written.as_ics, "svg": gantt.as_svg}[form]
        put(write(road), out)


def watch(
    folder: Annotated[Path, typer.Argument(help="Folder of mission files, or one mission file.")],
    since: Annotated[str, typer.Option("--since", help="The day of the last look, such as 2026-01-31.")] = "",
    on: Annotated[str, typer.Option("--on", help="The day to look at; without it, today.")] = "",
    against: Annotated[
        Path | None,
        typer.Option("--against", help="An earlier knowledge folder, to see what changed in the knowledge."),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Write a short letter for each mission: what changed in law, memberships, amounts and readings, and whom it touches.

    Exit code 1: at least one mission is touched; 0: none is.
    """
    from datetime import UTC, datetime

    from regolex.alternatives import watch as w
    from regolex.report.published import dumps

    known_form(form, ("text", "json"))
    if not since and against is None:
        raise EvaluationError(
            Problem(
                "E306",
                "the first day to look at is missing",
                expected="--since with a date such as 2026-01-31",
                hint="--against with an earlier knowledge folder compares two versions of the knowledge instead.",
            )
        )
    day = parse_day(on) if on else datetime.now(UTC).date()
    kb = load(knowledge)
    letters = w.watch(
        kb, w.mission_paths(mission_path(folder)), since=parse_day(since) if since else day, on=day,
        before=load(against) if against else None,
    )  # fmt: skip
    put(dumps([w.as_json(one) for one in letters]) if form == "json" else w.as_text(letters), out)
    raise typer.Exit(1 if any(one.touched for one in letters) else 0)
