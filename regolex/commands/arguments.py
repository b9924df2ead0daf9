"""Arguments shared by the commands: dates, missions by path or name, readings, formats; and their output."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from regolex.errors import EvaluationError, Problem
from regolex.files import write as write_file
from regolex.knowledge import home
from regolex.media import seen

Assume = Annotated[
    str,
    typer.Option(
        "--assume", help="Assumption sets to adopt, separated by commas, or all. See docs/generated/assumptions.md."
    ),
]
Client = Annotated[str, typer.Option("--client", help="The party to assess it for, where the file names no one.")]
EXIT_ON = ("mission", "you", "prevailing", "strict")
if TYPE_CHECKING:
    from regolex.engine.assessment import Assessment
    from regolex.knowledge import KnowledgeBase
    from regolex.missions.mission import Mission

Folder = Annotated[
    Path | None, typer.Option("--knowledge", help="Knowledge folder to use instead of the installed one.")
]


def exit_code(a: Assessment, which: str = "mission") -> int:
    """0 for a verdict that nothing stands against and that no answer can change, 1 for blocked, 2 for everything else."""
    side = a.overall
    if which == "you":
        side = a.you or a.overall
    elif which == "strict" and a.strict:
        side = a.strict.mission
    v = side.dominant if which == "prevailing" else side.every_reading
    if v.word == "blocked":
        return 1
    return 0 if v.word in ("clear", "to-do", "no-duty-found") and v.grade != "so-far" else 2


def names(text: str) -> list[str]:
    """Names separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def stated(kb: KnowledgeBase, mission: Path, assume: str, client: str) -> Mission:
    """The mission of a file or an example, with the sets adopted and the client chosen on the command line.

    Raises MissionError for a bad file, and EvaluationError for a set or a party that does not exist.
    """
    from regolex.missions.adopting import on_terms

    return on_terms(kb.read_mission(mission_path(mission)), kb.knowledge, names(assume), client)


def new_console(stderr: bool = False) -> Console:
    tty = sys.stdout.isatty()  # output to a file or pipe is not wrapped
    return Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=not tty, width=None if tty else 200)


def parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EvaluationError(
            Problem("E305", f"{text!r} is not a date", expected="a date such as 2026-01-31")
        ) from None


def put(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    else:
        write_file(out, text)


def known_form(form: str, known: tuple[str, ...]) -> None:
    if form not in known:
        raise EvaluationError(Problem("E106", f"there is no format {form!r}", expected=", ".join(known)))


def mission_path(path: Path) -> Path:
    """A path as it is; a bare name is an example's where no file here is called so, and that is said."""
    if path.exists() or path.name != str(path) or path.suffix:
        return path
    for folder in ("examples", "corpus/precedents"):
        found = home() / folder / f"{path.name}.yaml"
        if found.is_file():
            print(f"The example {path.name} of Regolex: {seen(str(found))}", file=sys.stderr)
            return found
    return path


def choices(pairs: list[str]) -> dict[str, str]:
    chosen = {}
    for pair in pairs:
        question, sign, reading = pair.partition("=")
        if not sign:
            raise EvaluationError(
                Problem(
                    "E302",
                    f"{pair!r} does not choose a reading",
                    expected="question=reading, such as art-ii-extraction=P1",
                )
            )
        chosen[question] = reading
    return chosen
