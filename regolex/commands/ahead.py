"""The commands that look ahead: ask on, mend the plan, go through time, set side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regolex.commands.arguments import EXIT, Folder, choices, known_form, mission_path, new_console, parse_day, put
from regolex.errors import EvaluationError, Problem
from regolex.knowledge import load
from regolex.media import seen


def interview(
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31. There is no default.")],
    mission: Annotated[Path | None, typer.Argument(help="Mission file to complete; a new mission if left out.")] = None,
    session: Annotated[
        Path | None, typer.Option("--session", help="Keep the interview in this file, and take it up again from there.")
    ] = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="Readings stated by a State, as LUX.")] = "",
    knowledge: Folder = None,
) -> None:
    """Ask what still matters, most decisive first, until no answer can change anything."""
    from regolex.interview import prompts
    from regolex.interview import session as s
    from regolex.interview.interview import Interview
    from regolex.report.terminal import show

    kb = load(knowledge)
    if session and session.exists():
        known = s.loads(session.read_text(encoding="utf-8"))
        if known.on != parse_day(on).isoformat():
            raise EvaluationError(
                Problem("E106", f"the session is about {known.on}", str(session), expected=f"--on {known.on}")
            )
    else:
        plan = kb.read_mission(mission_path(mission)) if mission else s.blank()
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
    raise typer.Exit(EXIT[found.verdict])


def repair(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31. There is no default.")],
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="Readings stated by a State, as LUX.")] = "",
    cost: Annotated[
        list[str] | None, typer.Option("--cost", help="Another effort for a fact: launch.territory=9. Repeatable.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Change nothing but this fact. Repeatable.")] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Leave this fact as it is; or activity, authorisation, find-out. Repeatable."),
    ] = None,
    more: Annotated[int, typer.Option("--more", min=0, max=4, help="How many authorisations may be added.")] = 1,
    most: Annotated[int, typer.Option("--most", min=1, help="How many variants to tell at most.")] = 8,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Conflicts after which the search stops.")] = 100_000,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="Time after which the search stops.")] = 60,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or md.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """The changes of least effort that leave nothing binding breached or open: what to do, to decide, to find out.

    Exit code 0 where there is a lawful variant, 1 where there is none, 2 where the search stopped before it knew.
    """
    from regolex.alternatives import proposals
    from regolex.alternatives.repair import repair as search
    from regolex.report.published import dumps

    known_form(form, ("text", "json", "md"))
    day, kb = parse_day(on), load(knowledge)
    plan = kb.read_mission(mission_path(mission))
    found = search(
        kb.engine, plan, on=day, readings=choices(reading or []), viewpoint=viewpoint, costs=_efforts(cost or []),
        only=only or (), without=without or (), more=more, most=most, conflicts=limit, seconds=seconds,
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
            raise EvaluationError(Problem("E306", f"{item!r} names no effort", expected="fact=whole number"))
        found[fact] = int(number)
    return found


def replay(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    start: Annotated[str, typer.Option("--from", help="First day, as 1979-01-01.")],
    end: Annotated[str, typer.Option("--to", help="Last day, as 2026-11-22.")],
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="Readings stated by a State by each day, as LUX.")] = "",
    form: Annotated[str, typer.Option("--format", "-f", help="text, json or md.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """List every day on which something about a mission changes, and why."""
    from regolex.alternatives import timeline
    from regolex.report.published import dumps

    known_form(form, ("text", "json", "md"))
    first, last = parse_day(start), parse_day(end)
    kb = load(knowledge)
    line = timeline.replay(kb, kb.read_mission(mission_path(mission)), first, last, viewpoint=viewpoint)
    if form == "json":
        put(dumps(timeline.as_json(line)), out)
    else:
        put(timeline.as_markdown(line) if form == "md" else timeline.as_text(line), out)


def diff(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Mission files or folders of them, after two knowledge folders if these differ."),
    ],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31.")],
    then: Annotated[str, typer.Option("--then", help="The later day, where two days are compared.")] = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Count law adopted or proposed on the second side.")
    ] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Which findings of which missions move: between two knowledge folders, two days, or enacted and coming law.

    Exit code 1 where something moves, 0 where nothing does.
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
    found = [d.difference(*sides, path) for path in files]
    put(dumps([d.as_json(item) for item in found]) if form == "json" else d.as_text(found), out)
    if all(item.problem for item in found):
        raise EvaluationError(Problem("E306", "no mission could be judged on both sides", hint=found[0].problem))
    raise typer.Exit(1 if any(item.moved for item in found) else 0)


def compare(
    mission: Annotated[Path, typer.Argument(help="Mission file (YAML). The names of the examples work as well.")],
    on: Annotated[str, typer.Option("--on", help="Day of assessment, as 2026-01-31.")],
    vary: Annotated[
        list[str],
        typer.Option("--vary", help="fact=answer,answer; fact+fact=... vary alike; ALL means every State. Repeatable."),
    ],
    part: Annotated[str, typer.Option("--part", help="The part that is varied, as party:ID.")] = "",
    together: Annotated[
        bool, typer.Option("--together/--alone", help="What lies in the same State moves along, as a seat does.")
    ] = True,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Fix a contested question: art-ii-extraction=P1. Repeatable.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text, csv, json or html.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")] = None,
    knowledge: Folder = None,
) -> None:
    """Set the same plan under each choice of its levers side by side: verdicts, tasks, fees, cover, title, exposure."""
    from regolex.alternatives import matrix
    from regolex.alternatives.compare import compare as run
    from regolex.report.published import dumps

    known_form(form, ("text", "csv", "json", "html"))
    day = parse_day(on)
    kb = load(knowledge)
    plan = kb.read_mission(mission_path(mission))
    found = run(kb, plan, vary, on=day, part=part, together=together, readings=choices(reading or []))
    if form == "json":
        put(dumps(matrix.as_json(found)), out)
    else:
        put({"text": matrix.as_text, "csv": matrix.as_csv, "html": matrix.as_html}[form](found), out)
