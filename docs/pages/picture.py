"""The picture of a result on the front page: what `regolex assess` prints for an example, drawn as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import StringIO

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from docs.pages.machinery import PAGES, ROOT, kb
from regolex.report.terminal import show

MISSION, DAY, WIDTH = "nereus-water", date(2026, 1, 15), 100
COMMAND = f"regolex assess {MISSION} --on {DAY}"
PAPER = TerminalTheme(
    (255, 255, 255), (33, 37, 41),
    [(33, 37, 41), (176, 42, 55), (25, 110, 62), (138, 90, 0), (20, 90, 160), (120, 50, 140), (0, 108, 122), (108, 117, 125)],
)  # fmt: skip
# rich's own frame asks another host for a typeface; this one uses what the reader has
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; \
line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">\
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
<rect fill="#ffffff" stroke="#ced4da" stroke-width="1" x="1" y="1" width="{width}" height="{height}" rx="8" />
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def assessment() -> str:
    """The first screen of an assessment."""
    screen = Console(file=StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor")
    show(kb().assess(ROOT / "examples" / f"{MISSION}.yaml", on=DAY), screen)
    lines = [Text.from_ansi(line) for line in screen.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    paper = Console(file=StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor", record=True)
    paper.print(f"$ {COMMAND}\n", style="bold", highlight=False)
    for line in _excerpt(lines):
        paper.print(line)
    svg = paper.export_svg(title=COMMAND, theme=PAPER, code_format=FRAME, unique_id="regolex")
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def _excerpt(lines: list[Text]) -> Iterator[Text]:
    """The first screen, without the hash of the knowledge: it would change the picture with every rule."""
    end = next(n for n, line in enumerate(lines) if line.plain.startswith("knowledge of "))
    yield from (*lines[:end], Text("..."))


PAGES["assessment.svg"] = assessment
