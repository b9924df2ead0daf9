"""A paper: a document as plain values, the same for every form it is written in.

A text in it is data, never mark-up: each form makes it fit for itself. To add a form, write one function that takes a paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec


class Run(msgspec.Struct, frozen=True):
    """A piece of text; ``to`` is the anchor or the address it links to."""

    text: str
    to: str = ""
    strong: bool = False
    soft: bool = False
    lang: str = ""


Words = tuple[Run, ...]


class Heading(msgspec.Struct, frozen=True, tag=True):
    """A heading of level 1 to 3, with its anchor."""

    text: str
    level: int
    id: str


class Para(msgspec.Struct, frozen=True, tag=True):
    """A paragraph; ``kind`` is plain, soft or quote."""

    words: Words
    kind: str = "plain"


class Items(msgspec.Struct, frozen=True, tag=True):
    """A list with bullets."""

    items: tuple[Words, ...]


class Table(msgspec.Struct, frozen=True, tag=True):
    """A table with a header row; ``widths`` are shares, ``ids`` the anchors of the rows (none where empty)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...]
    ids: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True, tag=True):
    """A drawn matrix. A cell is a mark (full, half, empty, cross or none) and its word; ``alt`` says what it shows.

    ``legend`` says what the marks mean, for the forms that draw them.
    """

    title: str
    alt: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    legend: str = ""

    @property
    def caption(self) -> str:
        """What stands at a drawing: its title and what the marks mean."""
        return f"{self.title}. {self.legend}" if self.legend else self.title


class Picture(msgspec.Struct, frozen=True, tag=True):
    """A picture as SVG with its own words; ``alt`` says the same, for forms that show no SVG."""

    title: str
    alt: str
    svg: str
    width: int


class Annexes(msgspec.Struct, frozen=True, tag=True):
    """Where the body ends: the annexes begin on a new page."""


Block = Heading | Para | Items | Table | Chart | Picture | Annexes


class Paper(msgspec.Struct, frozen=True):
    """A document: its head and its blocks. ``on`` is the only date in it that a form may use as its own."""

    title: str
    kind: str
    running: str  # what stands at the top of every page
    on: date
    head: tuple[tuple[str, Words], ...]
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> list[Heading]:
        """The headings in their order."""
        return [block for block in self.blocks if isinstance(block, Heading)]


def words(*parts: str | Run | Iterable[Run]) -> Words:
    """Text from pieces; empty ones are left out.

    >>> words("Law of ", Run("2017", strong=True))[1].strong
    True
    """
    found: list[Run] = []
    for part in parts:
        if isinstance(part, str):
            found.append(Run(part))
        elif isinstance(part, Run):
            found.append(part)
        else:
            found += part
    return tuple(run for run in found if run.text)


def plain(text: Words) -> str:
    """The text alone."""
    return "".join(run.text for run in text)


__all__ = [
    "Annexes", "Block", "Chart", "Heading", "Items", "Paper", "Para", "Picture", "Run", "Table", "Words", "plain", "words",
]  # fmt: skip
