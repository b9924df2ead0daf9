"""The mission file that the intake leaves behind: ordinary facts, with comments that say what stands where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any

from regolex.interview.intake import Taken
from regolex.missions.file import inline

WIDTH = 100
# what is said above each list, in the order of the file
SECTIONS = {
    "facts": "The plan as a whole",
    "parties": "Who takes part: you, partners, owners, the launch company",
    "bodies": "Where it goes",
    "activities": "What is done, step by step",
    "objects": "What is flown",
    "launches": "How it gets there",
    "claims": "What is claimed or sold",
    "zones": "Places from which others are warned or kept away",
    "authorisations": "Permits held or asked for; there may be more unless `lists` says that they are complete",
}
_FIRST = ("mission", "title", "about", "summary", "on", "client", "lists", "events", "assumed")


def text(taken: Taken, assumed: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The file, with what was left open at its head and the assumption sets that a person adopted."""
    data = {**taken.data, **({"assumed": dict(assumed)} if assumed else {})}
    rows = [
        "# Written by regolex new. Add an answer as `fact: value` to the part it belongs to;",
        "# `regolex schema mission` lists the facts, `regolex interview` asks for those that still matter.",
    ]
    if taken.left_open:
        rows += ["#", "# Left open:"]
        rows += [row for asks, why in taken.left_open for row in _comment(f"{asks} ({why})")]
    if taken.not_kept:
        rows += ["#", "# Answered, and not kept:"]
        rows += [row for asks, why in taken.not_kept for row in _comment(f"{asks} ({why})")]
    for key in _FIRST:
        if key in data:
            rows += _value(key, data[key], 0)
    for key, heading in SECTIONS.items():
        if key in data:
            rows += ["", f"# {heading}", *_value(key, data[key], 0)]
        elif key != "facts":
            rows += ["", f"# {heading}: left open, so the list `{key}` is left out"]
    return "".join(f"{row}\n" for row in rows)


def _comment(line: str) -> list[str]:
    return wrap(line, WIDTH, initial_indent="#   - ", subsequent_indent="#     ")


def _value(key: str, value: Any, depth: int) -> list[str]:
    """One key: on one line where it fits, as a block otherwise."""
    indent = "  " * depth
    line = f"{indent}{inline({key: value})[1:-1]}"
    block = isinstance(value, Mapping) and value and depth < 2 and key != "value"
    if not block or (len(line) <= WIDTH and depth == 1 and _plain(value.values())):
        return [line]
    rows = [f"{indent}{inline({key: None})[1:-1].removesuffix(' null')}"]
    for name, own in value.items():
        rows += _value(str(name), own, depth + 1)
    return rows


def _plain(values: Iterable[Any]) -> bool:
    return not any(isinstance(value, Mapping) for value in values)


__all__ = ["SECTIONS", "text"]
