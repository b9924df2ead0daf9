"""The verbs that write documents: a memo on an assessment, and what an application to an authority has to contain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regolex.commands.arguments import Assume, Client, Folder, choices, known_form, mission_path, names, parse_day, put
from regolex.errors import EvaluationError, Problem
from regolex.files import folder_for, write
from regolex.knowledge import load
from regolex.law.wording import counted

_FORMS = ("html", "pdf", "docx", "md", "jsonld")
_BINARY = ("pdf", "docx")


def report(
    mission: Annotated[Path, typer.Argument(help="Mission file, YAML or RDF. Names of the bundled examples work too.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    form: Annotated[str, typer.Option("--format", "-f", help="html, pdf, docx, md or jsonld.")] = "html",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the memo to this file.")] = None,
    assume: Assume = "",
    client: Client = "",
    paper: Annotated[str, typer.Option("--paper", help="Size of the pages: a4 or letter.")] = "a4",
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[
        str, typer.Option("--viewpoint", help="Use the readings stated by a State, such as LUX.")
    ] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Include law adopted or proposed but not yet in force.")
    ] = False,
    knowledge: Folder = None,
) -> None:
    """Write a memo: the answer, the facts, the law, the disputes, the tasks and the sources, for a board or a ministry."""
    known_form(form, _FORMS)
    known_form(paper, ("a4", "letter"))
    if form in _BINARY and out is None:
        raise EvaluationError(
            Problem("E106", f"a {form} cannot be shown in the terminal", expected="--out with the name of a file")
        )
    day = parse_day(on)
    kb = load(knowledge)
    result = kb.assess(
        mission_path(mission), on=day, readings=choices(reading or []), viewpoint=viewpoint, pending=pending,
        assume=names(assume), client=client,
    )  # fmt: skip
    if form == "jsonld":
        from regolex.graph.export import assessment_text

        put(assessment_text(kb, result, form), out)
        return
    from regolex.alternatives.turns import turning
    from regolex.formats.texts.official import official
    from regolex.report.forms import written
    from regolex.report.memo import memo

    made = written(memo(turning(kb.engine, result), official()), form, paper)
    if out is None:
        put(made.body.decode(), None)
        return
    write(out, made.body)
    if made.pages:
        annexes = made.pages - made.body_pages
        typer.echo(f"{counted(made.body_pages, 'page')} of memo, {counted(annexes, 'page')} of annexes", err=True)


def pack(
    mission: Annotated[
        Path | None, typer.Argument(help="Mission file, YAML or RDF. Names of the bundled examples work too.")
    ] = None,
    authority: Annotated[
        list[str] | None, typer.Option("--authority", help="Name of an authority, such as faa. Repeatable. See --list.")
    ] = None,
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the packs to this folder.")] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="List the authorities and, with a mission, whether the plan meets them.")
    ] = False,
    assume: Assume = "",
    client: Client = "",
    paper: Annotated[str, typer.Option("--paper", help="Size of the pages: a4 or letter.")] = "a4",
    knowledge: Folder = None,
) -> None:
    """Write what an application to an authority has to contain, what the plan states of it, and what is missing."""
    from regolex.tasks.pack import MEETS, filled, meets, pack_of

    kb = load(knowledge)
    packs = kb.knowledge.packs
    if listing and mission is None:
        for name, one in sorted(packs.items()):
            typer.echo(f"{name:<18}{one.title}")
        return
    if mission is None or not on:
        raise EvaluationError(
            Problem(
                "E106",
                "a mission and a date are needed",
                expected="regolex pack MISSION --on 2026-01-31 --authority faa -o FOLDER",
            )
        )
    wanted = [pack_of(kb.knowledge, name) for name in authority or []]
    result = kb.assess(mission_path(mission), on=parse_day(on), assume=names(assume), client=client)
    if listing:
        for name, one in sorted(packs.items()):
            typer.echo(f"{name:<18}{one.title}: {MEETS[meets(result, one)]}")
        return
    if not wanted or out is None:
        raise EvaluationError(
            Problem(
                "E106",
                "an authority and a folder are needed",
                expected="--authority and --out; --list names the authorities",
            )
        )
    known_form(paper, ("a4", "letter"))
    from regolex.report.forms import written
    from regolex.report.pack_paper import pack_paper

    for one in wanted:
        made = filled(result, one)
        document = pack_paper(result, made)
        for form in ("md", "docx"):
            write(folder_for(out) / f"{result.mission.id}-{one.authority}.{form}", written(document, form, paper).body)
        typer.echo(
            f"{one.authority}: {counted(len(made.documents), 'document')}, {counted(len(made.missing), 'answer')} missing; "
            f"{MEETS[made.meets]}"
        )


__all__ = ["pack", "report"]
