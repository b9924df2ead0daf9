"""Arguments shared by the commands: dates, missions by path or name, readings, formats; and their output."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from regolex.errors import EvaluationError, Problem
from regolex.knowledge import home

EXIT = {"clear": 0, "clear-if-carried-out": 0, "open": 2, "contested": 2, "blocked": 1}
Folder = Annotated[
    Path | None, typer.Option("--knowledge", help="Knowledge folder to use instead of the installed one.")
]


def new_console(stderr: bool = False) -> Console:
    tty = sys.stdout.isatty()  # output to a file or pipe is not wrapped
    return Console(stderr=stderr, highlight=False, soft_wrap=not tty, width=None if tty else 200)


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
        out.write_text(text, encoding="utf-8")


def known_form(form: str, known: tuple[str, ...]) -> None:
    if form not in known:
        raise EvaluationError(Problem("E106", f"there is no format {form!r}", expected=", ".join(known)))


def mission_path(path: Path) -> Path:
    return path if path.exists() else example_path(path)


def example_path(name: Path) -> Path:
    for folder in ("examples", "corpus/precedents"):
        for candidate in (home() / folder / name.name, home() / folder / f"{name.name}.yaml"):
            if candidate.is_file():
                return candidate
    return name


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
