"""The picture of the packages, drawn from the contract that the imports are held to."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap

from docs.pages.machinery import PAGES, ROOT, pyproject

WIDTH, LEFT, FLOOR, GAP = 1000, 70, 66, 10
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
        [("corpus, ontology, rules", "The knowledge, as files. No Python here, and no law in the package.", OUTSIDE)]
    )
    height = len(rows) * (FLOOR + GAP) + GAP
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
    for number, row in enumerate(rows):
        width = (WIDTH - LEFT - GAP * len(row)) / len(row)
        for place, (name, says, fill) in enumerate(row):
            out += _room(LEFT + place * (width + GAP), GAP + number * (FLOOR + GAP), width, name, says, fill)
    return "\n".join([*out, "</svg>", ""])


def _room(x: float, y: float, width: float, name: str, says: str, fill: str) -> list[str]:
    lines = wrap(says, int((width - 28) / 7.2))[:2]
    return [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{FLOOR}" rx="6" fill="{fill}" stroke="{LINE}"/>',
        f'<text x="{x + 14:g}" y="{y + 22:g}" font-size="17" font-weight="600">{escape(name)}</text>',
        *(
            f'<text x="{x + 14:g}" y="{y + 41 + 16 * n:g}" font-size="13.5">{escape(line)}</text>'
            for n, line in enumerate(lines)
        ),
    ]


PAGES["house.svg"] = house
