"""What differs between two versions of a case, and what a text must be like to be kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from regolex.cases.case import Case, Change
from regolex.errors import CaseError, Problem
from regolex.law.source import MAX_BYTES, Document, read_bytes

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


def changes(before: Case, after: Case) -> tuple[Change, ...]:
    """The places that differ, answer by answer; where a text is not a mission file, the text as a whole."""
    found = []
    if before.title != after.title:
        found.append(Change(("title of the case",), before.title, after.title))
    found += _between(before.settings, after.settings, ("settings",))
    one, other = (_values(case.text) for case in (before, after))
    if one is None or other is None:
        if before.text != after.text:
            found.append(Change(("text",), before.text, after.text))
    else:
        found += _between(one, other, ())
    return tuple(found)


def _values(text: str) -> Mapping[str, Any] | None:
    document = read_bytes(text.encode(), Document("case", "M"))
    return document.data if not document.problems and isinstance(document.data, Mapping) else None


def _between(one: Any, other: Any, place: tuple[str, ...]) -> list[Change]:
    if _same(one, other):
        return []
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)) or _answer(one) or _answer(other):
        return [Change(place, one, other)]
    found = []
    for key in {**one, **other}:
        if key in one and key in other:
            found += _between(one[key], other[key], (*place, str(key)))
        else:
            found += (
                _alone(one[key], (*place, str(key)), True)
                if key in one
                else _alone(other[key], (*place, str(key)), False)
            )
    return found


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same to a mission file, in which true is not 1."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _alone(value: Any, place: tuple[str, ...], before: bool) -> list[Change]:
    """What only one of the two has, a part answer by answer."""
    if isinstance(value, Mapping) and value and not _answer(value):
        return [change for key, own in value.items() for change in _alone(own, (*place, str(key)), before)]
    return [Change(place, value, None) if before else Change(place, None, value)]


def _answer(value: Mapping[str, Any]) -> bool:
    """Whether a mapping is one answer with its source, and no place with answers in it."""
    return bool({"value", "unknown", "does_not_arise", "from", "to"} & set(value))


def storable(text: str) -> str:
    """The text, if every database can keep it as it is. Raises CaseError C506."""
    wrong = _NOT_KEPT.search(text)
    size = len(text.encode("utf-8", "replace"))
    if wrong or size > MAX_BYTES:
        what = f"it has {size:,} bytes" if not wrong else f"it has a character that cannot be stored: {wrong.group()!r}"
        raise CaseError(
            Problem("C506", what, expected=f"UTF-8 text of at most {MAX_BYTES:,} bytes", hint="Nothing was saved.")
        )
    return text


__all__ = ["changes", "storable"]
