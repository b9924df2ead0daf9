"""The machinery of generated sections: where they stand, who writes them, and how commands are run and excerpted."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from regolex.commands import cli
from regolex.knowledge import KnowledgeBase, load

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 96
MARK = re.compile(r"(<!-- begin generated: (?P<name>[\w-]+) -->\n).*?(<!-- end generated -->)", re.DOTALL)


# prose that is no document of ours, and folders that hold none
SKIPPED = {".venv", "dist", "build", "node_modules"}
SECTIONS: dict[str, Callable[[], str]] = {}


# from where to where an excerpt goes: two patterns; the second line is left out; None takes one line
Pick = tuple[str, str | None]


def section(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register the writer of a section."""

    def register(writer: Callable[[], str]) -> Callable[[], str]:
        assert name not in SECTIONS, name
        SECTIONS[name] = writer
        return writer

    return register


def documents() -> Iterator[Path]:
    """Every Markdown file of the repository."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".md"))


def generated(text: str) -> str:
    """The text of a document with every generated section written anew."""

    def again(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in SECTIONS:
            raise KeyError(f"no section {name!r}; there are {', '.join(sorted(SECTIONS))}")
        return f"{match[1]}{SECTIONS[name]().strip()}\n{match[3]}"

    return MARK.sub(again, text)


@cache
def kb() -> KnowledgeBase:
    """The knowledge of this checkout."""
    return load(ROOT)


def pyproject() -> dict[str, Any]:
    """The settings of the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


class _Terminal(io.StringIO):
    """Takes what a command prints as a terminal of a fixed width would."""

    def isatty(self) -> bool:
        return True


@cache
def run(command: str) -> tuple[str, int]:
    """What a ``regolex`` command line prints on a terminal, and its exit code."""
    words = shlex.split(command)
    assert words[0].endswith("regolex"), command
    out = _Terminal()
    dumb = {"COLUMNS": str(WIDTH), "LINES": "25", "TERM": "dumb", "REGOLEX_LINKS": str(ROOT / "no-links.json")}
    with (
        mock.patch.dict(os.environ, dumb),
        mock.patch.object(sys, "argv", ["regolex", *words[1:]]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.chdir(ROOT),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()), code


def cut(text: str, picks: Sequence[Pick]) -> str:
    """The picked passages of a text, in its order, with an ellipsis where something was left out."""
    lines = text.splitlines()
    out: list[str] = []
    at = 0
    for start, stop in picks:
        first = next((n for n in range(at, len(lines)) if re.search(start, lines[n])), None)
        if first is None:
            raise LookupError(f"nothing in the output matches {start!r} any more; choose another excerpt")
        last = first + 1
        if stop is not None:
            last = next((n for n in range(first + 1, len(lines)) if re.search(stop, lines[n])), len(lines))
        if first > at:
            out.append("...")
        out += lines[first:last]
        at = last
    if at < len(lines):
        out.append("...")
    return "\n".join(out)


def console(command: str, *picks: Pick, code: bool = False) -> str:
    """A console block: the command and what it prints, whole or the passages picked."""
    text, status = run(command)
    shown = cut(text, picks) if picks else text
    if code:
        shown += f"\n$ echo $?\n{status}"
    return f"```console\n$ {command}\n{shown}\n```"


def quoted_file(path: str) -> str:
    """A file of the repository as a code block."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return f"```yaml\n{text.strip()}\n```"


def shown(command: str, rows: int) -> str:
    """A command with the first lines of what it prints, and its last one."""
    lines = run(command)[0].splitlines()
    kept = lines if len(lines) <= rows + 1 else [*lines[:rows], "...", lines[-1]]
    return "```console\n$ .venv/bin/" + command + "\n" + "\n".join(kept) + "\n```"
