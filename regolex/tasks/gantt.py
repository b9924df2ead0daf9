"""A road map drawn: one bar for each step whose length is known, in a fixed order, so that the same input gives the same bytes.

A bar needs a source: no bar is drawn where neither time is known. The words of the chart are in its description as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from regolex.media import html as escape
from regolex.media import seen
from regolex.tasks.roadmap import RoadMap, RoadStep
from regolex.tasks.written import numbered, start_words

_WIDTH, _LEFT, _ROW, _TOP = 1000, 360, 26, 64
_LONGEST = 52  # signs of a label
_COLOURS = {"law": "#1f5f8b", "usual": "#8a6d1d", "late": "#a3262a"}


def as_svg(road: RoadMap, font: str = "sans-serif") -> str:
    """The chart of the steps before and at the launch."""
    names = numbered(road)
    steps = _drawn(road)
    first, last = _span(road, steps)
    height = _TOP + _ROW * (len(steps) + 1) + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="t d" font-family="{font}" font-size="13">',
        f'<title id="t">{_text(road.title)}: road map as of {road.on}</title>',
        f'<desc id="d">{_text(described(road))}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="24" font-size="16" fill="#1c2530">{_text(road.title)}: road map as of {road.on}</text>',
        *_months(first, last, height),
        *(line for n, step in enumerate(steps) for line in _bar(step, names[step.id], n, first, last)),
        *_mark(road, first, last, len(steps)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _drawn(road: RoadMap) -> list[RoadStep]:
    return [step for step in road.steps if step.when in ("before-launch", "launch")]


def _span(road: RoadMap, steps: list[RoadStep]) -> tuple[date, date]:
    days = [road.on, *(step.latest_start for step in steps if step.latest_start)]
    ends = [road.on + timedelta(days=30), *(step.needed for step in steps if step.needed)]
    return min(days).replace(day=1), max(ends) + timedelta(days=31)


def _x(day: date, first: date, last: date) -> int:
    return _LEFT + round((_WIDTH - _LEFT - 20) * (day - first).days / max((last - first).days, 1))


def _months(first: date, last: date, height: int) -> Iterator[str]:
    """A line for each January, April, July and October."""
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if month in (1, 4, 7, 10):
            x = _x(day, first, last)
            yield f'<line x1="{x}" y1="{_TOP - 16}" x2="{x}" y2="{height - 30}" stroke="#d5dbe2"/>'
            yield f'<text x="{x + 2}" y="{_TOP - 20}" font-size="11" fill="#55606d">{year}-{month:02}</text>'
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _bar(step: RoadStep, number: str, n: int, first: date, last: date) -> Iterator[str]:
    y = _TOP + n * _ROW
    label = f"{number} {step.what}"
    label = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
    yield f'<text x="10" y="{y + 14}" fill="#1c2530">{_text(label)}</text>'
    if step.latest_start and step.needed:
        x, end = _x(step.latest_start, first, last), _x(step.needed, first, last)
        colour = _COLOURS["late" if step.late else step.basis]
        dash = "" if step.basis == "law" else ' stroke-dasharray="4 3"'
        yield (
            f'<rect x="{x}" y="{y + 3}" width="{max(end - x, 2)}" height="14" fill="{colour}" fill-opacity="0.75" '
            f'stroke="{colour}"{dash}><title>{_text(f"{label}: {start_words(step)}")}</title></rect>'
        )
    elif step.needed:
        x = _x(step.needed, first, last)
        yield f'<text x="{x - 4}" y="{y + 15}" text-anchor="end" fill="#55606d">? until {step.needed}</text>'


def _mark(road: RoadMap, first: date, last: date, rows: int) -> Iterator[str]:
    """Today and the launch."""
    bottom = _TOP + rows * _ROW
    today = _x(road.on, first, last)
    yield f'<line x1="{today}" y1="{_TOP - 8}" x2="{today}" y2="{bottom}" stroke="#1c2530" stroke-dasharray="2 2"/>'
    yield f'<text x="{today + 3}" y="{bottom + 14}" font-size="11" fill="#1c2530">{road.on}</text>'
    day = getattr(road.launch, "not_before", road.launch)
    if isinstance(day, date) and first <= day <= last:
        x = _x(day, first, last)
        yield f'<line x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}" stroke="#1c2530" stroke-width="2"/>'
        yield f'<text x="{x - 3}" y="{bottom + 14}" font-size="11" text-anchor="end" fill="#1c2530">launch {day}</text>'


def described(road: RoadMap) -> str:
    """The chart in words."""
    names = numbered(road)
    said = [f"{names[step.id]} {step.what}: latest start {start_words(step)}" for step in _drawn(road)]
    launch = f" Launch: {road.launch}." if road.launch else ""
    return ". ".join(said) + "." + launch


def _text(text: str) -> str:
    return escape(seen(text))


__all__ = ["as_svg", "described"]
