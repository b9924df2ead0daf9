"""The commands that look ahead: interview, repair, replay, diff, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regolex.commands.arguments import (
    Assume,
    Client,
    Folder,
    choices,
    exit_code,
    known_form,
    mission_path,
    names,
    new_console,
    parse_day,
    put,
    stated,
)
from regolex.errors import EvaluationError, Problem
from regolex.knowledge import load
from regolex.media import seen


def interview(
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    mission: Annotated[Path | None, typer.Argument(help="Mission file to complete; without it, a new mission.")] = None,
    session: Annotated[
        Path | None, typer.Option("--session", help="Save the interview in this file, and resume it from there.")
    ] = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[
        str, typer.Option("--viewpoint", help="Use the readings stated by a State, such as LUX.")
    ] = "",
    assume: Assume = "",
    client: Client = "",
    knowledge: Folder = None,
) -> None:
    """Ask the questions that still matter, the most decisive first, until no answer can change anything."""
    from regolex.interview import prompts
    from regolex.interview import session as s
    from regolex.interview.interview import Interview
    from regolex.missions.adopting import on_terms
    from regolex.report.terminal import show

    kb = load(knowledge)
    if session and session.exists():
        known = s.loads(session.read_bytes().decode("utf-8", "replace"))
        if known.on != parse_day(on).isoformat():
            raise EvaluationError(
                Problem("E106", f"the session is for {known.on}", str(session), expected=f"--on {known.on}")
            )
        if assume or client:
            raise EvaluationError(
                Problem(
                    "E106", "the session holds its own assumptions and client", str(session),
                    expected="neither --assume nor --client", hint="Give them when the interview begins.",
                )
            )  # fmt: skip
    else:
        plan = (
            stated(kb, mission, assume, client) if mission else on_terms(s.blank(), kb.knowledge, names(assume), client)
        )
        known = s.begun(
            plan, kb.knowledge, on=parse_day(on).isoformat(), readings=choices(reading or []), viewpoint=viewpoint
        )
    console = new_console()
    talk = Interview(kb.engine, known)
    for problem in talk.problems:
        console.print(seen(str(problem), lines=True), style="yellow", markup=False)
    prompts.converse(talk, console, session)
    found = talk.conclusion()
    show(found, console)
    raise typer.Exit(exit_code(found))


def repair(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). Names of the bundled examples work too.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31. Required.")],
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[
        str, typer.Option("--viewpoint", help="Use the readings stated by a State, such as LUX.")
    ] = "",
    assume: Assume = "",
    client: Client = "",
    cost: Annotated[
        list[str] | None,
        typer.Option("--cost", help="Set the effort of a fact, such as launch.territory=9. Repeatable."),
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Change only this fact. Repeatable.")] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Do not change this fact; also: activity, authorisation. Repeatable."),
    ] = None,
    may_change: Annotated[
        list[str] | None, typer.Option("--may-change", help="design: let design and aim of the mission change as well.")
    ] = None,
    readings: Annotated[
        str, typer.Option("--readings", help="prevailing, or every: the readings on which nothing may be breached.")
    ] = "prevailing",
    more: Annotated[
        int | None,
        typer.Option(
            "--more",
            min=0,
            max=4,
            help="Maximum number of authorisations to add; without it, one, and up to four where that costs less.",
        ),
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Maximum number of proposals.")] = 3,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="Number of solver conflicts after which the search stops.")
    ] = 100_000,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="Seconds after which the search stops.")] = 40,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or md.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Propose the smallest changes that a plan can choose, after which no binding duty is breached.

    Exit code 0: there is a proposal, or none is needed; 1: there is none; 2: the search stopped before it was settled.
    """
    from regolex.alternatives import proposals
    from regolex.alternatives.repair import repair as search
    from regolex.report.published import dumps

    known_form(form, ("text", "json", "md"))
    known_form(readings, ("prevailing", "every"))
    day, kb = parse_day(on), load(knowledge)
    plan = stated(kb, mission, assume, client)
    found = search(
        kb.engine, plan, on=day, readings=choices(reading or []), viewpoint=viewpoint, costs=_efforts(cost or []),
        every=readings == "every", may_change=may_change or (), only=only or (),
        without=without or (), more=more, most=most, conflicts=limit, seconds=seconds,
    )  # fmt: skip
    if form == "json":
        put(dumps(proposals.as_json(found, kb.knowledge, plan)), out)
    else:
        write = proposals.as_markdown if form == "md" else proposals.as_text
        put(write(found, kb.knowledge, plan), out)
    raise typer.Exit(0 if found.found else 1 if found.proved else 2)


def _efforts(items: list[str]) -> dict[str, int]:
    found = {}
    for item in items:
        fact, _, number = item.partition("=")
        if not number.isdigit():
            raise EvaluationError(Problem("E306", f"{item!r} does not set an effort", expected="fact=whole number"))
        found[fact] = int(number)
    return found


def replay(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). Names of the bundled examples work too.")],
    start: Annotated[str, typer.Option("--from", help="First date, such as 1979-01-01.")],
    end: Annotated[str, typer.Option("--to", help="Last date, such as 2026-11-22.")],
    viewpoint: Annotated[
        str, typer.Option("--viewpoint", help="Use the readings stated by a State by each date, such as LUX.")
    ] = "",
    assume: Assume = "",
    client: Client = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or md.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """List every date on which something about a mission changes, and why."""
    from regolex.alternatives import timeline
    from regolex.report.published import dumps

    known_form(form, ("text", "json", "md"))
    first, last = parse_day(start), parse_day(end)
    kb = load(knowledge)
    line = timeline.replay(kb, stated(kb, mission, assume, client), first, last, viewpoint=viewpoint)
    if form == "json":
        put(dumps(timeline.as_json(line)), out)
    else:
        put(timeline.as_markdown(line) if form == "md" else timeline.as_text(line), out)


def diff(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Mission files or folders of them; two knowledge folders may come first."),
    ],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31.")],
    then: Annotated[str, typer.Option("--then", help="The later date, to compare two dates.")] = "",
    pending: Annotated[
        bool,
        typer.Option("--pending", help="On the second side, include law adopted or proposed but not yet in force."),
    ] = False,
    assume: Assume = "",
    client: Client = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Show which findings change between two knowledge folders, two dates, or law in force and pending law.

    Exit code 1: something changes; 0: nothing does.
    """
    from regolex.alternatives import difference as d
    from regolex.report.published import dumps

    known_form(form, ("text", "json"))
    two = len(paths) > 2 and all(map(d.is_knowledge, paths[:2]))
    old = load(paths[0] if two else knowledge)
    new = load(paths[1]) if two else old
    if not (two or then or pending):
        raise EvaluationError(Problem("E306", "both sides are the same", expected="two folders, --then or --pending"))
    if then:
        d.in_order(parse_day(on), parse_day(then))
    sides = d.Side(old, parse_day(on)), d.Side(new, parse_day(then or on), pending)
    files = d.mission_files(map(mission_path, paths[2:] if two else paths))
    found = [d.difference(*sides, path, assume=names(assume), client=client) for path in files]
    put(dumps([d.as_json(item) for item in found]) if form == "json" else d.as_text(found), out)
    if all(item.problem for item in found):
        raise EvaluationError(Problem("E306", "no mission could be judged on both sides", hint=found[0].problem))
    raise typer.Exit(1 if any(item.moved for item in found) else 0)


def compare(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). Names of the bundled examples work too.")],
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31.")],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            help="home (where to incorporate), launch, registry or control, alone or with =answer,answer; or "
            "fact=answer,answer; fact+fact=... vary together; ALL means every State. Repeatable. Without it: home.",
        ),
    ] = None,
    part: Annotated[str, typer.Option("--part", help="The part to vary, such as party:ID.")] = "",
    together: Annotated[
        bool, typer.Option("--together/--alone", help="Facts in the same State, such as the seat, change with it.")
    ] = True,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Choose a reading, such as art-ii-extraction=P1. Repeatable.")
    ] = None,
    assume: Assume = "",
    client: Client = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, csv, json or html.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the output to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Compare the plan as it would have to be elsewhere: verdicts, tasks, time, fees, cover, title, exposure."""
    from regolex.alternatives import matrix
    from regolex.alternatives.compare import compare as run
    from regolex.report.published import dumps

    known_form(form, ("text", "csv", "json", "html"))
    day = parse_day(on)
    kb = load(knowledge)
    plan = stated(kb, mission, assume, client)
    found = run(kb, plan, vary or ["home"], on=day, part=part, together=together, readings=choices(reading or []))
    if form == "json":
        put(dumps(matrix.as_json(found)), out)
    else:
        put({"text": matrix.as_text, "csv": matrix.as_csv, "html": matrix.as_html}[form](found), out)
