"""Conditions that several rules share: found by name from the folder of the file that uses them, upwards.

``rules/un/treaty/moon-1979/conditions.yaml`` serves the rules of that instrument, ``rules/un/treaty/conditions.yaml`` those
of every treaty, ``ontology/conditions.yaml`` every rule and the gates of questions. A name stands for the same words
everywhere below its file: no file further down may use it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from regolex.errors import nearest
from regolex.law import rule_forms as f
from regolex.law.source import Document, Where


@dataclass(frozen=True)
class Entry:
    """A named condition as its file states it."""

    id: str
    form: f.NamedConditionForm
    document: Document
    where: Where


class NamedConditions:
    """Every named condition of a knowledge folder, by its id."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.circular: frozenset[str] = frozenset()

    def add(self, document: Document, form: f.NamedConditionsForm) -> None:
        """Add the conditions of one file."""
        folder = folder_of(document.file)
        for i, item in enumerate(form.conditions):
            entry = Entry(f"{folder}conditions/{item.condition}", item, document, ("conditions", i))
            if entry.id in self.entries:
                document.complain("K130", (*entry.where, "condition"), f"{item.condition} occurs a second time")
            else:
                self.entries[entry.id] = entry

    def visible(self, file: str) -> dict[str, str]:
        """The names that a file may use, each with the id of its condition; the nearest folder first."""
        found: dict[str, str] = {}
        for folder in _upwards(folder_of(file)):
            for entry in self.entries.values():
                if entry.id == f"{folder}conditions/{entry.form.condition}":
                    found.setdefault(entry.form.condition, entry.id)
        return found

    def find(self, document: Document, name: Any, where: Where) -> Entry | None:
        """The condition that a name stands for in a file, or None with a problem that names the nearest one."""
        names = self.visible(document.file)
        if isinstance(name, str) and name in names:
            return self.entries[names[name]]
        document.complain(
            "K140", where, f"there is no condition {name!r}", hint=nearest(str(name), names),
            expected="a name declared in conditions.yaml in the folder of the rule or a higher one",
        )  # fmt: skip
        return None

    def check(self) -> None:
        """Record names that hide one another and conditions that use each other in a cycle."""
        for entry in self.entries.values():
            first = entry.id.removesuffix(f"conditions/{entry.form.condition}")
            for above in list(_upwards(first))[1:]:
                if f"{above}conditions/{entry.form.condition}" in self.entries:
                    entry.document.complain(
                        "K130", (*entry.where, "condition"), f"{entry.form.condition} is already declared in a higher folder",
                        expected="another name, or the condition of the higher folder",
                    )  # fmt: skip
        uses = {
            entry.id: [names[n] for n in _names_in(entry.form.holds_when) if n in names]
            for entry in self.entries.values()
            for names in [self.visible(entry.document.file)]
        }
        circular = {name for name in uses if _reaches(uses, name)}
        self.circular = frozenset(circular)
        if circular:
            first_id = min(circular)
            entry = self.entries[first_id]
            entry.document.complain(
                "K129", entry.where, "these conditions use each other in a cycle: " + ", ".join(sorted(circular)),
                expected="conditions without a cycle",
            )  # fmt: skip


def folder_of(file: str) -> str:
    """The folder of a rule file or of a jurisdiction, below ``rules`` or ``corpus``, with a stroke at its end.

    >>> folder_of("rules/nat/usa/ear-1996/conditions.yaml"), folder_of("corpus/nat/usa/jurisdiction.yaml")
    ('nat/usa/ear-1996/', 'nat/usa/')
    """
    parts = PurePosixPath(file).parts[1:-1]
    return "".join(f"{part}/" for part in parts)


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while folder:
        folder = folder.rstrip("/").rpartition("/")[0]
        folder += "/" if folder else ""
        yield folder


def _names_in(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        if isinstance(raw.get("condition"), str):
            yield raw["condition"]
        for value in raw.values():
            yield from _names_in(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _names_in(value)


def _reaches(uses: dict[str, list[str]], name: str) -> bool:
    """Whether following what a condition uses leads back to it."""
    seen: set[str] = set()
    ahead = list(uses[name])
    while ahead:
        at = ahead.pop()
        if at == name:
            return True
        if at not in seen:
            seen.add(at)
            ahead += uses[at]
    return False
