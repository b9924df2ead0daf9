"""The command that begins a mission: it asks the intake and writes a mission file to go on with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from regolex.commands.arguments import Assume, Folder, names, new_console, parse_day, put
from regolex.errors import MissionError, Problem
from regolex.knowledge import KnowledgeBase, load
from regolex.law.wording import counted
from regolex.media import seen

if TYPE_CHECKING:
    from regolex.interview.intake import Intake, Taken


def new(
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Take the answers from this file (YAML) and ask nothing.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the mission to this file.")] = None,
    on: Annotated[str, typer.Option("--on", help="Date of assessment, such as 2026-01-31; today by default.")] = "",
    assume: Assume = "",
    by: Annotated[str, typer.Option("--by", help="Who adopts the assumptions, as the file shows it.")] = "",
    knowledge: Folder = None,
) -> None:
    """Ask what describes any mission, write a mission file to go on with, and show the first screen."""
    from regolex.interview.intake import Intake
    from regolex.interview.intake_file import text
    from regolex.interview.intake_prompts import converse

    kb, console = load(knowledge), new_console()
    given = _answers(answers) if answers else {}
    day = parse_day(on) if on else date.fromisoformat(str(given["on"])) if given.get("on") else date.today()
    given["on"] = day.isoformat()
    intake = Intake(kb.engine, given)
    if not answers:
        intake.answers["title"] = _title(console)
        converse(intake, console)
    taken = intake.take(str(answers or "the answers"))
    wanted = names(assume) or [str(name) for name in given.get("assume", ())]
    if "all" in wanted:
        wanted = list(kb.knowledge.asking.sets)
    adopted = {name: _adopted(by, day) for name in wanted}
    path = out or Path(f"{taken.data['mission']}.yaml")
    put(text(taken, adopted), path)
    if not answers and not adopted:
        adopted = _cards(kb, intake, taken, day, by, console)
        if adopted:
            put(text(taken, adopted), path)
    from regolex.interview.intake import DOES_NOT_ARISE

    by_reason: dict[str, list[str]] = {}
    for asks, why in taken.not_kept:
        by_reason.setdefault(why, []).append(asks)
    for why, asked in by_reason.items():
        said = "Left out, since your other answers settle it" if why == DOES_NOT_ARISE else "Noted; no rule turns on it"
        console.print(seen(f"{said}: {'; '.join(asked)}"), markup=False, style="yellow")
    _show(kb, path, day, console)


def _answers(path: Path) -> dict[str, Any]:
    from regolex.law.source import read

    document = read(path, str(path), "M")
    if document.problems:
        raise MissionError(document.problems)
    if not isinstance(document.data, dict):
        raise MissionError(
            [Problem("M106", "the file is not a mapping", str(path), expected="question: {field: answer}")]
        )
    return dict(document.data)


def _title(console: Console) -> str:
    try:
        return console.input("What is the plan called? > ").strip() or "A plan"
    except EOFError:
        return "A plan"


def _adopted(by: str, day: date) -> dict[str, str]:
    return {"by": by or "the author of this file", "on": day.isoformat()}


def _cards(
    kb: KnowledgeBase, intake: Intake, taken: Taken, day: date, by: str, console: Console
) -> dict[str, dict[str, str]]:
    """What is usual, set by set: each is adopted by a yes, and by nothing else."""
    import msgspec

    from regolex.engine.preparation import prepare
    from regolex.missions.terms import Adopted

    found: dict[str, dict[str, str]] = {}
    console.print("\nWhat we take for granted for now, if you say so:", style="bold", markup=False)
    for name, item in kb.knowledge.asking.sets.items():
        console.print(f"\n{item.title}. {item.says}", markup=False)
        mission = msgspec.structs.replace(taken.mission, assumed=dict.fromkeys([*found, name], Adopted()))
        prepared = prepare(kb.engine, mission, day)
        own = [put for put in prepared.assumed().values() if put.given_by == name]
        facts = dict.fromkeys(kb.knowledge.facts[put.fact].label for put in own if put.fact in kb.knowledge.facts)
        if facts:
            console.print(
                f"  It answers {counted(len(own), 'question')}: {'; '.join(list(facts)[:12])}",
                style="dim",
                markup=False,
            )
        try:
            reply = console.input("Adopt it? (no) ").strip().lower()
        except EOFError:
            break
        if reply in ("yes", "y"):
            found[name] = _adopted(by, day)
    return found


def _show(kb: KnowledgeBase, path: Path, day: date, console: Console) -> None:
    from regolex.report.first_screen import lines

    found = kb.assess(path, on=day)
    for line in lines(found):
        console.print(seen(line), markup=False)
    done = f"\nWritten to {path}. Next: regolex assess {path} --on {day}"
    console.print(seen(done, lines=True), markup=False, soft_wrap=True)


__all__ = ["new"]
