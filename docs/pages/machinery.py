"""What the generated pages share: where they lie, who writes them, and how a command is run for them."""

from __future__ import annotations

import contextlib
import io
import os
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
GENERATED = ROOT / "docs" / "generated"

# folders without documents
SKIPPED = {".venv", "dist", "build", "node_modules"}
PAGES: dict[str, Callable[[], str]] = {}


def page(name: str, title: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register the writer of what stands below the title of a Markdown page."""

    def register(writer: Callable[[], str]) -> Callable[[], str]:
        assert name not in PAGES, name
        PAGES[name] = lambda: f"<!-- Written by `make docs`. Do not edit. -->\n\n# {title}\n\n{writer().strip()}\n"
        return writer

    return register


def documents() -> Iterator[Path]:
    """Every Markdown file of the repository."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".md"))


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
    """What a ``regolex`` command line prints on a terminal of a fixed width, and its exit code."""
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
