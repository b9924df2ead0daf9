"""The tables of names read from their files: those of States, of bodies and of the answers of closed lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pycountry

from regolex.law.catalogue import Body
from regolex.law.folder import Folder
from regolex.law.form import Form, Slug, State, Text
from regolex.law.names import Names, plain

_NUMBERED = re.compile(r"^\(?(\d+)\)? +(?P<name>[^()]*?) *(?:\((?P<provisional>[^()]+)\))?$")
_PROVISIONAL = re.compile(r"^(?P<number>\d+) *\((?P<provisional>[^()]+)\)$")
_COMET = re.compile(r"^(?P<number>\d+[PCDXI])/(?P<name>.+)$")


class StateNames(Form):
    """One row of ``corpus/names/states.csv``: what a State or territory is called besides its current name."""

    code: State
    names: str = ""
    adjectives: str = ""
    former_names: str = ""
    other_codes: str = ""


class BodyNames(Form):
    """One row of ``corpus/names/bodies.csv``: what an entry of the catalogue is called besides its name and designation."""

    id: Slug
    names: Text


class KindNames(Form):
    """One row of ``corpus/names/kinds.csv``: what an answer of a closed list is called in speech."""

    answer: Slug
    names: Text


class NameReader:
    """Reads the tables of names of one folder."""

    def __init__(self, folder: Folder, states: Mapping[str, str]) -> None:
        self.folder = folder
        self.states = states

    def read(self, bodies: Mapping[str, Body], answers: Iterable[str]) -> Names:
        """All names; an entry for a word that does not exist is told in its document."""
        return Names(self._states(), self._bodies(bodies), self._kinds(set(answers)))

    def _states(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for code, name in self.states.items():
            _add(found, code, [code, name, *_listed(pycountry.countries.get(alpha_3=code))])
        for document, _, i, row in self.folder.rows("corpus/names/states.csv", StateNames):
            if row.code not in self.states:
                document.complain("K134", (i,), f"{row.code!r} is not the code of a State")
            cells = (row.names, row.adjectives, row.former_names, row.other_codes)
            _add(found, row.code, [name for cell in cells for name in cell.split(";")])
        return _settled(found)

    def _bodies(self, bodies: Mapping[str, Body]) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for key, body in bodies.items():
            _add(found, key, [key, body.name, body.designation, *_designations(body)])
        for document, _, i, row in self.folder.rows("corpus/names/bodies.csv", BodyNames):
            if row.id not in bodies:
                document.complain("K139", (i,), f"there is no body {row.id!r} in the catalogue")
            _add(found, row.id, row.names.split(";"))
        return _settled(found)

    def _kinds(self, answers: set[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for document, _, i, row in self.folder.rows("corpus/names/kinds.csv", KindNames):
            if row.answer not in answers:
                document.complain("K123", (i,), f"{row.answer!r} is not among the answers")
            _add(found, row.answer, row.names.split(";"))
        return _settled(found)


def _add(found: dict[str, set[str]], word: str, names: Iterable[str]) -> None:
    for name in names:
        if key := plain(name):
            found.setdefault(key, set()).add(word)
            found.setdefault(key.replace(" ", ""), set()).add(word)


def _settled(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(words)) for key, words in sorted(found.items())}


def _listed(country: object) -> list[str]:
    """The names of a country in the list of codes, turned round where they stand in the order of a dictionary."""
    if country is None:
        return []
    names = [getattr(country, key, "") for key in ("alpha_2", "name", "official_name", "common_name")]
    turned = [f"{rest} {first}" for first, comma, rest in (name.partition(", ") for name in names) if comma]
    return [*names, *turned]


def _designations(body: Body) -> list[str]:
    """The number, the name and the provisional designation inside a designation, as ``101955 Bennu (1999 RQ36)``."""
    found = _NUMBERED.match(body.designation)
    if found and plain(found["name"]) == plain(body.name):
        return [found[1], f"{found[1]} {found['name']}", found["provisional"] or ""]
    if found := _PROVISIONAL.match(body.designation):
        return [found["number"], found["provisional"]]
    if found := _COMET.match(body.designation):
        return [found["number"], f"{found['number']} {found['name']}"]
    return []


__all__ = ["BodyNames", "KindNames", "NameReader", "StateNames"]
