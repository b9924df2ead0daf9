"""Charts of a paper, drawn as SVG from their data; a mark differs by its shape, never by its colour alone."""

from __future__ import annotations

from regolex.media import html
from regolex.report.paper import Chart

_ROW, _HEAD, _SIGN = 18, 34, 6  # heights in points, and the radius of a mark
_LETTER = 4.6  # the width of a letter of the chart, on average
_INK, _SOFT, _LINE = "currentColor", "currentColor", "currentColor"


def size(chart: Chart) -> tuple[int, int, int]:
    """The width of the first column, the width of the others, and the height of the head."""
    longest = max([len(chart.corner), *(len(name) for name, _ in chart.rows)], default=1)
    first = int(min(220, max(70, longest * _LETTER + 12)))
    said = [word for _, cells in chart.rows for _, word in cells]
    wide = max(
        [len(word) * _LETTER + 26 for word in said] + [max(map(len, _lines(c))) * _LETTER + 12 for c in chart.columns]
    )
    return first, int(max(56, wide)), _HEAD


def svg(chart: Chart, ink: str = _INK, font: str = "serif") -> str:
    """The chart as an SVG picture with its description."""
    first, wide, head = size(chart)
    width, height = first + wide * len(chart.columns), head + _ROW * len(chart.rows) + 2
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{font}" font-size="9" fill="{ink}">',
        f"<title>{html(chart.title)}</title><desc>{html(chart.alt)}</desc>",
        _text(2, head - 6, chart.corner, bold=True),
    ]
    for n, column in enumerate(chart.columns):
        lines = _lines(column)
        for i, line in enumerate(lines):
            out.append(_text(first + n * wide + 4, head - 6 - 10 * (len(lines) - 1 - i), line, bold=True))
    out.append(_rule(head, width, ink, 0.8))
    for m, (name, cells) in enumerate(chart.rows):
        y = head + m * _ROW
        out.append(_text(2, y + 13, _cut(name, first)))
        for n, (mark, word) in enumerate(cells):
            x = first + n * wide + 4
            out.append(_mark(mark, x + _SIGN, y + _ROW / 2, ink))
            out.append(_text(x + 2 * _SIGN + 5, y + 13, word))
        out.append(_rule(y + _ROW, width, ink, 0.3))
    return "".join(out) + "</svg>"


def _lines(text: str) -> list[str]:
    """A heading on at most three lines."""
    words, lines = text.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= max(12, len(text) // 3 + 2) and len(lines) < 3:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _cut(text: str, width: int) -> str:
    most = int(width / _LETTER)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _text(x: float, y: float, text: str, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}"{weight}>{html(text)}</text>'


def _rule(y: float, width: int, ink: str, thick: float) -> str:
    return f'<path d="M0 {y:g}H{width}" stroke="{ink}" stroke-width="{thick}" stroke-opacity=".6" fill="none"/>'


def _mark(mark: str, x: float, y: float, ink: str) -> str:
    r = _SIGN - 1
    ring = f'<circle cx="{x:g}" cy="{y:g}" r="{r}" fill="none" stroke="{ink}" stroke-width="1.2"/>'
    if mark == "full":
        return f'<circle cx="{x:g}" cy="{y:g}" r="{r}"/>'
    if mark == "half":
        return ring + f'<path d="M{x:g} {y - r:g}A{r} {r} 0 0 0 {x:g} {y + r:g}Z"/>'
    if mark == "empty":
        return ring
    if mark == "cross":
        d = f"M{x - r + 1:g} {y - r + 1:g}L{x + r - 1:g} {y + r - 1:g}M{x + r - 1:g} {y - r + 1:g}L{x - r + 1:g} {y + r - 1:g}"
        return f'<path d="{d}" stroke="{ink}" stroke-width="2" fill="none"/>'
    return f'<path d="M{x - r + 1:g} {y:g}H{x + r - 1:g}" stroke="{ink}" stroke-width="1" fill="none"/>'


__all__ = ["size", "svg"]
