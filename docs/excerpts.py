"""Excerpts that stand in hand-written documents: what a command prints and what a file says.

    python -m docs.excerpts

A test holds each excerpt against the command or the file; this command mends those that no longer match, by taking the
lines that are most like the old ones. Read what it wrote: it does not know what the sentences around say.

======================  ==============================================================================
a fence of              is
======================  ==============================================================================
``console``             commands, each with what it prints; a command that shows nothing is not run
``yaml PATH``           a passage of a file
``diff PATH PATH``      what the second file has that the first has not
======================  ==============================================================================

A line of three dots stands for any lines, three dots in a line for any text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from pathlib import Path
from typing import NamedTuple

from docs.pages.machinery import GENERATED, ROOT, documents, run

FENCE = re.compile(r"^ *```(\w*)([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
ANY = "..."


class Excerpt(NamedTuple):
    """Lines shown in a document, beside all the lines that they were taken from."""

    source: str
    shown: tuple[str, ...]
    whole: tuple[str, ...]

    @property
    def true(self) -> bool:
        """Whether the lines shown are still lines of the source, in order and without a gap that is not marked."""
        return re.fullmatch("".join(map(_pattern, self.shown)), "".join(f"{line}\n" for line in self.whole)) is not None

    def complaint(self) -> str:
        """What no longer matches, and what the source says now."""
        gone = [
            line
            for line in self.shown
            if line != ANY and not any(re.fullmatch(_pattern(line), f"{w}\n") for w in self.whole)
        ]
        problem = "\n".join(gone) or "the lines are there, in another order or with lines between them"
        return (
            f"{self.source} no longer says:\n{problem}\n\nIt says:\n"
            + "\n".join(self.whole)
            + "\n\nMend the document by "
            "hand, or run `python -m docs.excerpts` and read what it wrote."
        )


def _pattern(line: str) -> str:
    if line == ANY:
        return r"(?:.*\n)*?"
    return ".*?".join(map(re.escape, line.split(ANY))) + r"\n"


def excerpts(text: str) -> Iterator[Excerpt]:
    """Every excerpt of a document that shows something."""
    for kind, info, body in FENCE.findall(text):
        paths = [ROOT / word for word in info.split()]
        if kind == "console":
            yield from _commands(body)
        elif kind in ("yaml", "turtle") and paths:
            yield Excerpt(info.strip(), tuple(body.splitlines()), tuple(_lines(paths[0])))
        elif kind == "diff" and paths:
            first, second = map(_lines, paths)
            whole = [
                line
                for line in unified_diff(first, second, lineterm="", n=1)
                if not line.startswith(("@@", "---", "+++"))
            ]
            yield Excerpt(info.strip(), tuple(body.splitlines()), tuple(whole))


def _commands(body: str) -> Iterator[Excerpt]:
    code = 0
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        if command == "echo $?":
            yield Excerpt(f"$ {command}", tuple(shown), (str(code),))
        elif any(shown):
            printed, code = run(command)
            yield Excerpt(f"$ {command}", tuple(shown), tuple(printed.rstrip("\n").split("\n")))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def mended(excerpt: Excerpt) -> list[str]:
    """The lines to show instead: from the line most like the first to the one most like the last."""
    out: list[str] = []
    at, end = 0, len(excerpt.whole) - 1
    for place, (dots, passage) in enumerate(passages := list(_passages(excerpt.shown))):
        if dots:
            out.append(ANY)
            continue
        first = _likest(passage[0], excerpt.whole, at) if place else 0
        if place == len(passages) - 1:
            last = end
        elif len(passage) == 1:
            last = first
        else:
            last = _likest(passage[-1], excerpt.whole, first, first + 2 * len(passage) + 4)
        lines = list(excerpt.whole[first : last + 1])
        if len(lines) == len(passage):
            lines = list(map(_as_before, passage, lines))
        out += lines
        at = last + 1
    return out


def _as_before(old: str, new: str) -> str:
    """The new line; what the old one left open stays so, where that can be told."""
    if re.fullmatch(_pattern(old), f"{new}\n"):
        return old
    return re.sub(r"^( *)\S+", rf"\1{ANY}", new) if old.lstrip().startswith(ANY) else new


def _passages(shown: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    passage: list[str] = []
    for line in shown:
        if line != ANY:
            passage.append(line)
            continue
        if passage:
            yield False, passage
        yield True, [line]
        passage = []
    if passage:
        yield False, passage


def _likest(line: str, whole: Sequence[str], start: int, stop: int | None = None) -> int:
    near = range(start, min(len(whole), stop or len(whole))) or range(len(whole) - 1, len(whole))
    return max(near, key=lambda n: SequenceMatcher(None, line, whole[n], autojunk=False).ratio())


def by_hand() -> Iterator[Path]:
    """The documents that are written by hand."""
    yield from (path for path in documents() if GENERATED not in path.parents)


def main() -> int:
    """Mend every excerpt that is no longer true; say where."""
    for path in by_hand():
        text = path.read_text(encoding="utf-8")
        for excerpt in excerpts(text):
            if not excerpt.true:
                old, new = ("\n".join(lines) for lines in (excerpt.shown, mended(excerpt)))
                text = text.replace(f"\n{old}\n", f"\n{new}\n", 1)
                print(f"mended, read it: {path.relative_to(ROOT).as_posix()}: {excerpt.source}")
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
