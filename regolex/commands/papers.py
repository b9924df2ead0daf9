"""The verbs that write documents: a memo on an assessment, and what an application to an authority has to contain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regolex.commands.arguments import Assume, Client, Folder, choices, known_form, mission_path, names, parse_day, put
from regolex.commands.memos import BINARY, FORMS, Terms, memos, named
from regolex.errors import EvaluationError, Problem, RegolexError
from regolex.files import folder_for, write
from regolex.knowledge import load
from regolex.law.wording import counted

if TYPE_CHECKING:
    from regolex.knowledge import KnowledgeBase


def report(
    missions: Annotated[
        list[Path],
        typer.Argument(help="Mission files or folders of them. Names of the bundled examples work too."),
    ],
    on: Annotated[
        str,
        typer.Option("--on", help="Date of assessment, such as 2026-01-31. Without it, the day that each file states."),
    ] = "",
    form: Annotated[
        str, typer.Option("--format", "-f", help="html, pdf, docx, md or jsonld; several with commas; all.")
    ] = "html",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Write the memo to this file; of several missions or forms, to this folder."),
    ] = None,
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
    """Write a memo: the answer, the facts, the law, the disputes, the tasks and the sources, for a board or a ministry.

    Several missions or forms give a folder of memos and a line for each mission. Exit code 3: a mission could not be read.
    """
    forms = FORMS if form == "all" else tuple(names(form)) or (form,)
    for one in forms:
        known_form(one, (*FORMS, "all"))
    known_form(paper, ("a4", "letter"))
    paths = [mission_path(path) for path in missions]
    many = len(paths) > 1 or len(forms) > 1 or any(path.is_dir() for path in paths)
    if out is None and (many or forms[0] in BINARY):
        what = "a folder of memos" if many else f"a {forms[0]}"
        raise EvaluationError(
            Problem("E106", f"{what} cannot be shown in the terminal", expected="--out with a name to write to")
        )
    terms = Terms(
        parse_day(on) if on else None, choices(reading or []), viewpoint, pending, tuple(names(assume)), client, paper
    )
    kb = load(knowledge)
    if many and out is not None:
        _folder(kb, paths, forms, terms, out)
        return
    (made,) = memos(kb, paths[0], forms, terms)
    if out is None:
        put(made.body.decode(), None)
        return
    write(out, made.body)
    if made.length:
        typer.echo(made.length, err=True)


def _folder(kb: KnowledgeBase, paths: list[Path], forms: tuple[str, ...], terms: Terms, out: Path) -> None:
    """The memos of many, each named after its mission; what could not be made is told at the end, after all others."""
    problems: list[Problem] = []
    for name, path in named(paths):
        lengths = []
        try:
            for form, made in zip(forms, memos(kb, path, forms, terms), strict=True):
                file = out / f"{name}.{form}"
                folder_for(file.parent)
                write(file, made.body)
                lengths.append(made.length)
        except RegolexError as error:
            problems += error.problems
            typer.echo(f"{name}: not written, see below")
            continue
        typer.echo(f"{name}: {', '.join(filter(None, lengths)) or counted(len(forms), 'form')}")
    if problems:
        raise EvaluationError(problems)


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
    if not wanted:
        raise EvaluationError(
            Problem("E106", "no authority is named", expected="--authority with a name that --list shows, such as faa")
        )
    if out is None:
        raise EvaluationError(
            Problem(
                "E106", "there is no folder to write the packs to", expected="--out with a folder, such as -o packs"
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
