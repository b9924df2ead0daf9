"""Enumerations in a legal text: numbers, letters and Roman numbers at the beginning of lines, and how they nest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# "(a)", "a)", "1.", "1°": a number or letter with its punctuation
MARKER = re.compile(
    r"(?:(?P<open>\()(?P<inside>\d{1,3}|[A-Za-z]|[ivxl]{1,6})\)|(?P<bare>\d{1,3}|[a-z]|[ivxl]{1,6})"
    r"(?P<close>\)|\.(?=[ \t\u3000\u4e00-\u9fff])|°\)?|º))"
    r"[ \t\u3000]*(?=\S)"
)
# a numbered paragraph that some prints continue on the line of the paragraph before
_RUN_ON = re.compile(
    r"(?:(?<=[.;:!?»”\"] )(?P<bare>\d{1,2})(?P<close>\.) (?=[^\Wa-zß-öø-ÿа-я_])|"
    r"(?<=[。；])(?P<bare_chinese>\d{1,2})(?P<close_chinese>\.)(?=[\u4e00-\u9fff]))"
)
_LINES = re.compile(r"\n\s*")
_MAX_DEPTH = 8  # no statute nests deeper; a text that seems to is not an enumeration
_GOES_ON = re.compile(r"[;,；](?: (?:and|or|et|ou|y|o|и|или))?\Z")
_CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class Item(NamedTuple):
    """One marked item of a list: label, start of marker, start of words, end, and depth."""

    label: str
    start: int
    body: int
    end: int
    depth: int


class _Open(NamedTuple):
    """An item whose end is not reached yet: the style of its marker, the kind and the value of its number."""

    style: str
    sort: str
    value: int
    label: str
    start: int
    body: int


def number_of(text: str) -> int:
    """The value of a Roman, Arabic or Chinese number; 0 if it is not one.

    >>> number_of("XIV"), number_of("14"), number_of("十四"), number_of("premier"), number_of("abc")
    (14, 14, 14, 1, 0)
    """
    low = text.lower()
    if low in ("premier", "first"):
        return 1
    if low.isdecimal():
        return int(low)
    if low and all(ch in _ROMAN for ch in low):
        values = [_ROMAN[ch] for ch in low]
        return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
    if text and all(ch in _CHINESE_DIGITS or ch == "十" for ch in text):
        tens, sign, ones = text.rpartition("十")
        return (_CHINESE_DIGITS.get(tens, 1) * 10 if sign else 0) + _CHINESE_DIGITS.get(ones, 0)
    return 0


def items(text: str, start: int, end: int, gap: re.Pattern[str]) -> list[Item]:
    """Every marked item of a passage, outermost first in the order of the text; ``gap`` matches paragraph breaks.

    >>> [(i.label, i.depth) for i in items("(a) x;\\n(i) y;\\n(ii) z.\\n(b) w.", 0, 28, re.compile("\\n\\n"))]
    [('a', 0), ('i', 1), ('ii', 1), ('b', 0)]
    """
    open_: list[_Open] = []
    done: list[Item] = []
    last: dict[int, Item] = {}  # the previous item at each depth

    def close(depth: int, at: int) -> None:
        while len(open_) > depth:
            _, _, _, label, begin, body = open_.pop()
            stop = at
            while stop > begin and text[stop - 1].isspace():
                stop -= 1
            goes_on = len(open_) in last and _GOES_ON.search(text, last[len(open_)].start, last[len(open_)].end)
            last[len(open_)] = Item(label, begin, body, _short(text, gap, body, stop) if goes_on else stop, len(open_))
            done.append(last[len(open_)])

    for style, label, begin, body in _markers(text, start, end):
        place = _place(open_, style, label)
        if place is None:
            continue
        depth, sort, value = place
        if depth == len(open_):
            last.pop(depth, None)  # a separate list begins
        close(depth, begin)
        open_.append(_Open(style, sort, value, label, begin, body))
    close(0, end)
    return sorted(done, key=lambda item: (item.start, item.depth))


def _markers(text: str, start: int, end: int) -> Iterator[tuple[str, str, int, int]]:
    """Markers at the beginning of a line, several in a row, and run-on numbers."""
    line_starts = [start, *(m.end() for m in _LINES.finditer(text, start, end))]
    found = {}
    for at in line_starts:
        while m := MARKER.match(text, at, end):
            found[m.start()] = m
            at = m.end()
            if not m["open"]:
                break
    for m in _RUN_ON.finditer(text, start, end):
        found.setdefault(m.start(), m)
    for at in sorted(found):
        m = found[at]
        groups = m.groupdict()
        label = groups.get("inside") or groups.get("bare") or groups["bare_chinese"]
        style = "(" if groups.get("open") else (groups.get("close") or ".")[:1]
        yield style, label, m.start(), m.end()


def _short(text: str, gap: re.Pattern[str], body: int, stop: int) -> int:
    """The end of the last item of a list, before any closing words of the enclosing provision."""
    tail = gap.search(text, body, stop)
    while tail and MARKER.match(text, tail.end(), stop):
        tail = gap.search(text, tail.end(), stop)
    return tail.start() if tail and text[tail.start() - 1] in ".。" else stop


def _place(open_: list[_Open], style: str, label: str) -> tuple[int, str, int] | None:
    """The depth of a marker: it continues an open list, deepest first, begins a list, or is not a marker."""
    senses = _senses(label)
    for depth in range(len(open_) - 1, -1, -1):
        for sort, value in senses:
            if open_[depth][:3] == (style, sort, value - 1):
                return depth, sort, value
    first = [sense for sense in senses if sense[1] == 1]
    if first and len(open_) < _MAX_DEPTH:
        return (len(open_), *first[0])
    for depth in range(len(open_) - 1, -1, -1):  # an item is missing, for instance because it was repealed
        for sort, value in senses:
            if open_[depth][:2] == (style, sort) and value > open_[depth].value and sort != "roman":
                return depth, sort, value
    return None


def _senses(label: str) -> list[tuple[str, int]]:
    """What a label can stand for: ``i`` is the ninth letter and the first Roman number."""
    if label.isdecimal():
        return [("digit", int(label))]
    if label.isupper():
        return [("upper", ord(label) - 64)] if len(label) == 1 else []
    letter = [("lower", ord(label) - 96)] if len(label) == 1 else []
    return letter + ([("roman", number_of(label))] if number_of(label) else [])
