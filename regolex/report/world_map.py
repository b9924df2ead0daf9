"""Who is bound, on maps: one small map for each instrument with a participation table, drawn from outlines that come with it.

The outlines are those of Natural Earth at 1:110 million (public domain) by way of world-atlas 2.0.2 (ISC licence, beside the
file), projected and simplified. They say nothing about whose territory an area is, and leave out the smallest States.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from regolex.engine.assessment import Assessment
from regolex.engine.truth import FALSE, TRUE
from regolex.law import model as m
from regolex.media import html
from regolex.report.memo_orders import only_named
from regolex.report.paper import Picture
from regolex.report.parties import Party, parties
from regolex.report.whose_law import state_links

NOTE = (
    "Outlines of Natural Earth; they say nothing about whose territory an area is, and the smallest States do not show."
)
_SCALE, _ACROSS, _WIDE, _HIGH, _HEAD = 0.32, 3, 330, 152, 42  # of one map in a row of three
_LINE, _NAMED, _LINES = 17, 2, 3  # height of a line under a map, how many States it names, and how many lines
_WORDS = {"b": "bound", "p": "perhaps bound", "s": "signed only", "": "neither"}
_INK, _LAND = "#1c2530", "#dfe5ea"
_FILLS = {"b": "#0b4f94", "p": "url(#map-perhaps)", "s": "url(#map-signed)"}
# bound is full, perhaps is hatched and signed is dotted: a map in grey says the same
_PATTERNS = (
    '<pattern id="map-perhaps" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#f4e2b8"/>'
    '<path d="M0 4L4 0" stroke="#7a5a10" stroke-width="1"/></pattern>'
    '<pattern id="map-signed" width="3" height="3" patternUnits="userSpaceOnUse"><rect width="3" height="3" fill="#efeaf7"/>'
    '<circle cx="1.5" cy="1.5" r=".8" fill="#5a4488"/></pattern>'
)


class Standing(msgspec.Struct, frozen=True):
    """Who stands how to one instrument on a day: bound for certain, perhaps, or having signed only."""

    bound: frozenset[str]
    perhaps: frozenset[str]
    signed: frozenset[str]

    def of(self, state: str) -> str:
        """The sign of a State: b, p, s or none."""
        return "b" if state in self.bound else "p" if state in self.perhaps else "s" if state in self.signed else ""


def standing(found: Iterable[Party]) -> Standing:
    """The standing of every participant; an entry that is doubtful makes no one bound for certain."""
    rows = list(found)
    sure = {p.entry.participant for p in rows if p.bound == TRUE and p.entry.status_confidence != "doubtful"}
    perhaps = {p.entry.participant for p in rows if p.bound != FALSE} - sure
    signed = {p.entry.participant for p in rows if p.bound == FALSE and p.signed != FALSE}
    return Standing(frozenset(sure), frozenset(perhaps), frozenset(signed))


@cache
def outlines() -> dict[str, str]:
    """The outline of each State as the path of a drawing, by its code."""
    text = resources.files("regolex.report").joinpath("templates", "world.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


@cache
def _small() -> dict[str, str]:
    """The outlines at the size of a small map, without the points that lie too close to be seen."""
    return {code: path for code, whole in outlines().items() if (path := "".join(_rings(whole)))}


def _rings(path: str) -> Iterator[str]:
    for ring in path.split("Z"):
        points: list[tuple[float, float]] = []
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", ring):
            at = round(float(x) * _SCALE, 1), round(float(y) * _SCALE, 1)
            if not points or abs(at[0] - points[-1][0]) + abs(at[1] - points[-1][1]) >= 0.7:
                points.append(at)
        if len(points) > 2:
            yield "M" + " ".join(f"{x:g},{y:g}" for x, y in points) + "Z"


def who_is_bound(a: Assessment) -> Picture | None:
    """The maps of an assessment on its day, with the States of the plan named under each; None without any table."""
    works = dict.fromkeys(e.work for e in a.knowledge.participation)
    if not works:
        return None
    states = [*state_links(a), *only_named(a)]
    maps = [(work, _instrument(a.knowledge, work), standing(parties(a.knowledge, work, a.on))) for work in works]
    maps = [one for one in maps if one[2].bound | one[2].perhaps | one[2].signed]
    lines = 1 + -(-len(states[: _LINES * _NAMED]) // _NAMED)
    down = -(-len(maps) // _ACROSS)
    one_high = _HEAD + _HIGH + _LINE * lines
    high = down * one_high + 36
    said = [_in_words(a.knowledge, i, s, states) for _, i, s in maps]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_ACROSS * _WIDE} {high}" font-size="15" ',
        f'font-family="Libertinus Serif, serif" fill="{_INK}"><title>{html(_title(a.on))}</title>',
        f"<desc>{html(' '.join(said))}</desc><defs>",
        _PATTERNS,
        *(f'<path id="map-{html(code)}" d="{path}"/>' for code, path in _small().items()),
        '<g id="map-land">', *(f'<use href="#map-{html(code)}"/>' for code in _small()), "</g></defs>",
        f'<rect width="{_ACROSS * _WIDE}" height="{high}" fill="#ffffff"/>',
    ]  # fmt: skip
    for n, (_, instrument, found) in enumerate(maps):
        x, y = (n % _ACROSS) * _WIDE, (n // _ACROSS) * one_high
        out += _map(a.knowledge, instrument, found, states, x, y)
    out += _key(high - 14)
    return Picture(_title(a.on), " ".join(said), "".join(out) + "</svg>", _ACROSS * _WIDE)


def _title(on: date) -> str:
    return f"Who is bound on {on}"


def _instrument(knowledge: m.Knowledge, work: str) -> m.Instrument:
    return next(i for i in knowledge.instruments.values() if i.work == work)


def _word(instrument: m.Instrument, sign: str) -> str:
    """A commitment that binds no one is signed by those who follow it."""
    return "signed" if sign == "b" and instrument.kind == "political-commitment" else _WORDS[sign]


def _in_words(knowledge: m.Knowledge, instrument: m.Instrument, found: Standing, states: list[str]) -> str:
    own = "; ".join(f"{knowledge.states[s]} {_word(instrument, found.of(s))}" for s in states)
    return f"{instrument.short}: {len(found.bound)} {_word(instrument, 'b')}{f'; {own}' if own else ''}."


def _map(
    knowledge: m.Knowledge, instrument: m.Instrument, found: Standing, states: list[str], x: int, y: int
) -> Iterator[str]:
    counts = [f"{len(found.bound)} {_word(instrument, 'b')}"]
    counts += [f"{len(found.perhaps)} perhaps"] if found.perhaps else []
    counts += [f"{len(found.signed)} signed only"] if found.signed else []
    yield f'<g transform="translate({x} {y})"><text x="4" y="16" font-weight="bold">{html(instrument.short)}</text>'
    yield f'<text x="4" y="34">{html(", ".join(counts))}</text><g transform="translate(4 {_HEAD})" stroke="#ffffff" '
    yield f'stroke-width=".3"><use href="#map-land" fill="{_LAND}"/>'
    small = _small()
    for sign, group in (("b", found.bound), ("p", found.perhaps), ("s", found.signed)):
        shown = "".join(f'<use href="#map-{html(code)}"/>' for code in sorted(group) if code in small)
        if shown:
            yield f'<g fill="{_FILLS[sign]}">{shown}</g>'
    yield "</g>"
    most = _LINES * _NAMED
    own = [f"{knowledge.states[s]}: {_word(instrument, found.of(s))}" for s in states[:most]]
    for n in range(0, len(own), _NAMED):
        more = f" (+{len(states) - most})" if len(states) > most and n + _NAMED >= len(own) else ""
        text = "; ".join(own[n : n + _NAMED]) + more
        yield f'<text x="4" y="{_HEAD + _HIGH + _LINE * (n // _NAMED) + 12}">{html(text)}</text>'
    yield "</g>"


def _key(y: int) -> Iterator[str]:
    for n, (sign, word) in enumerate(_WORDS.items()):
        said = "bound, or signed where it binds no one" if sign == "b" else word
        x = (4, 310, 450, 580)[n]
        yield f'<rect x="{x}" y="{y - 9}" width="16" height="10" fill="{_FILLS.get(sign, _LAND)}" stroke="{_INK}" '
        yield f'stroke-width=".4"/><text x="{x + 21}" y="{y}">{said}</text>'


__all__ = ["NOTE", "Standing", "outlines", "standing", "who_is_bound"]
