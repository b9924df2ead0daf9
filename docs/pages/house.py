"""The picture of the packages, drawn from the contract that the imports are held to."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap
from typing import NamedTuple

from docs.pages.machinery import PAGES, ROOT, pyproject

WIDTH, LEFT, GAP = 1000, 70, 10
HEAD, LINE_HEIGHT = 34, 16  # of a room: what its name takes, and each line of its sentence
INK, LINE, FILL, OUTSIDE = "#212529", "#495057", "#eef4fb", "#f8f9fa"


def floors() -> list[list[str]]:
    """The packages, top floor first, as the contract in ``pyproject.toml`` has them."""
    contract = pyproject()["tool"]["importlinter"]["contracts"][0]
    return [[name.removeprefix("regolex.") for name in floor.split(" | ")] for floor in contract["layers"]]


def sentences() -> dict[str, str]:
    """What the page on the house says of each package, in one sentence."""
    text = (ROOT / "docs" / "explanation" / "house.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", text, re.MULTILINE))


def house() -> str:
    """One floor for each line of the contract, between those who use the package and the files it reads."""
    says = sentences()
    rows: list[list[tuple[str, str, str]]] = [[("app, benchmarks", "Use public names only.", OUTSIDE)]]
    rows += [[(name, says[name], FILL) for name in floor] for floor in floors()]
    rows.append(
        [
            (
                "corpus, ontology, rules",
                "The knowledge, as files: they contain no Python, and the packages contain no law.",
                OUTSIDE,
            )
        ]
    )
    floors_drawn = [_floor(row) for row in rows]
    height = sum(high + GAP for high, _ in floors_drawn) + GAP
    out = [
        f'<svg viewBox="0 0 {WIDTH} {height}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'font-family="system-ui, sans-serif" fill="{INK}">',
        "<title>The packages of Regolex, top floor first; a package imports only from the floors below its own</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<path d="M32 {GAP} V{height - 22} M24 {height - 36} L32 {height - 20} L40 {height - 36}" '
        f'fill="none" stroke="{LINE}" stroke-width="2"/>',
        f'<text x="16" y="{height / 2:g}" font-size="14" text-anchor="middle" '
        f'transform="rotate(-90 16 {height / 2:g})">imports go down</text>',
    ]
    top = GAP
    for high, rooms in floors_drawn:
        for place, room in enumerate(rooms):
            out += _room(LEFT + place * (room.width + GAP), top, high, room)
        top += high + GAP
    return "\n".join([*out, "</svg>", ""])


class Room(NamedTuple):
    """A package on its floor: its sentence is broken into lines, and none is left out."""

    name: str
    lines: list[str]
    fill: str
    width: float


def _floor(row: list[tuple[str, str, str]]) -> tuple[int, list[Room]]:
    """How high a floor is, and its rooms."""
    width = (WIDTH - LEFT - GAP * len(row)) / len(row)
    rooms = [Room(name, wrap(says, int((width - 28) / 7.2)), fill, width) for name, says, fill in row]
    return HEAD + LINE_HEIGHT * max(2, *(len(room.lines) for room in rooms)), rooms


def _room(x: float, y: float, height: int, room: Room) -> list[str]:
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{room.width:g}" height="{height}" rx="6" fill="{room.fill}" stroke="{LINE}"/>',
        f'<text x="{x + 14:g}" y="{y + 22:g}" font-size="17" font-weight="600">{escape(room.name)}</text>',
        *(
            f'<text x="{x + 14:g}" y="{y + 41 + LINE_HEIGHT * n:g}" font-size="13.5">{escape(line)}</text>'
            for n, line in enumerate(room.lines)
        ),
    ]


PAGES["house.svg"] = house
