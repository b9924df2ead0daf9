"""Reading YAML 1.2 into plain values, with the line of every key, and with every problem found on the way.

libyaml does the parsing; the scalars are read by the YAML 1.2 core schema here, because libyaml's Python binding
resolves them by YAML 1.1, in which a State called ``NO`` is false and a key called ``on`` is true. Anchors, aliases
and tags are refused: knowledge files do not need them, and a few aliases can expand to gigabytes.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from regolex.errors import Problem, nearest

MAX_BYTES = 2_000_000
MAX_DEPTH = 40

_INT = re.compile(r"[-+]?[0-9]{1,30}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

Where = tuple[str | int, ...]


class Document:
    """The values of one file and the line on which each of them stands.

    ``data`` holds dict, list, str, int, Decimal, bool and None; ``problems`` holds what is wrong with the file.
    """

    def __init__(self, file: str, family: str) -> None:
        self.file = file
        self.family = family
        self.data: Any = None
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []

    def line(self, where: Where) -> int:
        """The line of a value, or of the nearest enclosing value."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def complain(self, code: str, where: Where, what: str, *, expected: str = "", hint: str = "") -> None:
        """Record a problem at a place in the file; a ``code`` without a letter takes the family of the file."""
        full = code if code[0].isalpha() else self.family + code
        self.problems.append(Problem(full, what, self.file, self.line(where), expected, hint))


def scalar(text: str, plain: bool) -> Any:
    """The value of a scalar by the YAML 1.2 core schema; numbers with a fraction become Decimal.

    >>> scalar("NO", True), scalar("on", True), scalar("true", True), scalar("0.10", True)
    ('NO', 'on', True, Decimal('0.10'))
    """
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return Decimal(text)
    return text


def read(path: Path, shown_as: str, family: str) -> Document:
    """Read one file. Never raises for bad content: look at ``problems``."""
    document = Document(shown_as, family)
    try:
        raw = head_of(path)
    except (OSError, ValueError) as error:  # a name with a null in it is a ValueError
        said = getattr(error, "strerror", None) or error
        document.complain("108", (), f"the file cannot be read: {said}", expected="a readable file")
        return document
    if len(raw) > MAX_BYTES:
        size = path.stat().st_size
        document.complain(
            "105", (), f"the file has {size:,} bytes" if size > MAX_BYTES else f"it has more than {MAX_BYTES:,} bytes",
            expected=f"at most {MAX_BYTES:,} bytes",
            hint="No part of it was used. Check that it is the right file, or split it.",
        )  # fmt: skip
        return document
    return read_bytes(raw, document)


def head_of(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file, and no more than one above a limit: a device or a pipe has no size to look at first.

    Raises OSError.
    """
    with path.open("rb") as file:
        return file.read(most + 1)


def read_bytes(raw: bytes, document: Document) -> Document:
    """Parse bytes into ``document``."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        document.lines[()] = raw[: error.start].count(b"\n") + 1
        document.complain(
            "104", (), f"byte {error.start} is not UTF-8", expected="UTF-8 text", hint="Save the file as UTF-8."
        )
        return document
    try:
        events = list(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        document.lines[()] = (mark.line + 1) if mark else 1
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        document.complain(
            "101", (), f"the text is incomplete or not valid YAML: {said}", expected="YAML 1.2",
            hint="No part of the file was used. Check the indentation and the quotes near this line.",
        )  # fmt: skip
        return document
    _Builder(document, events).build()
    return document


class _Builder:
    def __init__(self, document: Document, events: list[Any]) -> None:
        self.document = document
        self.events = iter(events)

    def build(self) -> None:
        for event in self.events:
            if isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                continue
            if isinstance(event, yaml.StreamEndEvent):
                self.document.complain("106", (), "the file is empty", expected="a mapping of keys to values")
                return
            self.document.data = self._value(event, (), 0)
            break
        rest = [event for event in self.events if isinstance(event, yaml.DocumentStartEvent)]
        if rest:
            self.document.complain("106", (), "the file contains more than one document", expected="one document")

    def _value(self, event: Any, where: Where, depth: int) -> Any:
        self.document.lines.setdefault(where, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent) or event.anchor or (event.tag and event.tag != "!"):
            self.document.complain(
                "103", where, "there is an anchor, alias or tag here", expected="the value itself, written out"
            )
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return scalar(event.value, not event.style)
        if depth >= MAX_DEPTH:
            if depth == MAX_DEPTH:
                self.document.complain("105", where, f"nested more than {MAX_DEPTH} levels deep")
            return self._skip(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where, depth)
        return self._mapping(where, depth)

    def _skip(self, event: Any) -> None:
        level = 0
        while True:
            if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
                level += 1
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                level -= 1
            if level == 0:
                return
            event = next(self.events)

    def _sequence(self, where: Where, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, (*where, len(items)), depth + 1))
        return items

    def _mapping(self, where: Where, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                self.document.lines[(*where, "?")] = line
                self.document.complain("106", (*where, "?"), "a key is not a word", expected="a word before the colon")
                self._value(event, (*where, "?"), depth + 1)
                self._value(next(self.events), (*where, "?"), depth + 1)
                continue
            key = event.value
            if key in mapping:
                self.document.complain(
                    "102", (*where, key), f"the key {key!r} occurs here and again on line {line}",
                    expected="each key once",
                )  # fmt: skip
            else:
                self.document.lines[(*where, key)] = line
            value = self._value(next(self.events), (*where, key), depth + 1)
            mapping.setdefault(key, value)
        return mapping


def unknown_keys(document: Document, where: Where, mapping: dict[str, Any], allowed: list[str]) -> None:
    """Complain about every key that is not allowed, with the nearest one that is."""
    for key in mapping:
        if key not in allowed:
            document.complain(
                "107", (*where, key), f"unknown key {key!r}", expected=", ".join(sorted(allowed)),
                hint=nearest(key, allowed),
            )  # fmt: skip
