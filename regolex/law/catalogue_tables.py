"""Reading the catalogue: its tables and the precedents, checked against the taxonomies, the States and each other.

A table is read to its end, and every problem is reported with file, line and column. Nothing is filled in: an empty cell
is an unknown value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from regolex.errors import nearest
from regolex.law import catalogue as c
from regolex.law import model as m
from regolex.law.catalogue_rows import (
    AchievementRow,
    BodyRow,
    MissionRow,
    OrganisationRow,
    Row,
    SiteRow,
    TransferRow,
    VehicleRow,
)
from regolex.law.expectations import Expects
from regolex.law.source import Document, read
from regolex.law.validation import validated

FOLDER = "corpus/catalogue"
PRECEDENTS = "corpus/precedents"
# places that are not in the table of bodies
PLACES = (
    "earth-surface", "leo", "leo-28deg", "leo-400km", "leo-407km", "geo", "c3-zero", "tli", "tei", "nrho", "llo",
    "llo-100km", "moon-surface", "eml1", "eml2", "eml4-5", "sun-earth-l2-orbit", "sun-earth-l1-l2-orbit",
    "near-earth-asteroid", "near-earth-object", "near-earth-object-and-back", "phobos-or-deimos",
)  # fmt: skip
RowT = TypeVar("RowT", bound=Row)


class Tables:
    """One reading of the catalogue of a knowledge folder; ``documents`` holds every file with its problems."""

    def __init__(
        self,
        folder: Path,
        states: Mapping[str, str],
        taxa: Mapping[str, m.Taxon],
        is_rule: Callable[[str], bool],
        is_reading: Callable[[str], bool],
    ) -> None:
        self.folder, self.states, self.taxa, self.is_rule, self.is_reading = folder, states, taxa, is_rule, is_reading
        self.documents: list[Document] = []

    def read(self) -> c.Catalogue:
        """Every table, without rows that have a problem; the problem is recorded in its document."""
        bodies = self._rows("bodies", BodyRow)
        missions = self._rows("missions", MissionRow)
        achievements = self._rows("achievements", AchievementRow)
        organisations = self._rows("organisations", OrganisationRow)
        transfers = self._rows("delta-v", TransferRow)
        precedents = self._precedents()
        firms, places, flown = dict(organisations), dict(bodies), dict(missions)
        for key, body in bodies.items():
            check = partial(self._check, bodies.document, bodies.places[key])
            check("parent", body.parent, places)
            check("kind", body.kind, self._taxa("CelestialBodyKind"), "K124")
            check("spectral_class", body.spectral_class, self._taxa("SpectralClass"), "K124")
            for hint in body.protection_hints:
                check("protection_hints", hint, self._taxa("ProtectionCategory"), "K124")
            self._order(bodies, key, "diameter_min_m", "diameter_m", "diameter_max_m")
        for key, mission in missions.items():
            check = partial(self._check, missions.document, missions.places[key])
            check("target", mission.target, places)
            check("precedent", mission.precedent, precedents)
            check("operator_kind", mission.operator_kind, self._taxa("PartyKind"), "K124")
            check("launch_state", mission.launch_state, self.states, "K134")
            for operator in mission.operators:
                check("operators", operator, firms)
            for state in mission.states:
                check("states", state, self.states, "K134")
            for column in ("intended", "achieved"):
                for activity in getattr(mission, column):
                    check(column, activity, self._taxa("SpaceActivity"), "K124")
            self._order(missions, key, "launch_date", "arrival_date", "return_date", code="K132")
            self._order(missions, key, "returned_mass_min_g", "returned_mass_g", "returned_mass_max_g")
        for key, first in achievements.items():
            check = partial(self._check, achievements.document, achievements.places[key])
            check("mission", first.mission, flown)
            check("target", first.target, places)
            check("state", first.state, self.states, "K134")
            check("body_kind", first.body_kind, self._taxa("CelestialBodyKind"), "K124")
            check("by", first.by, self._taxa("PartyKind"), "K124")
        for key, firm in organisations.items():
            check = partial(self._check, organisations.document, organisations.places[key])
            check("successor", firm.successor, firms)
            check("state", firm.state, self.states, "K134")
            check("party_kind", firm.party_kind, self._taxa("PartyKind"), "K124")
            for state in firm.regulates_in:
                check("regulates_in", state, self.states, "K134")
            if bool(firm.regulates_in) != bool(firm.regulatory_task):
                where = (organisations.places[key], "regulatory_task")
                organisations.document.complain("109", where, "regulates_in and regulatory_task must be given together")
        for key, transfer in transfers.items():
            for column in ("from_place", "to_place"):
                known = {**places, **dict.fromkeys(PLACES)}
                self._check(transfers.document, transfers.places[key], column, getattr(transfer, column), known)
        sites, vehicles = self._launching()
        return c.Catalogue(
            _entries(bodies, c.Body), _entries(missions, c.PastMission), _entries(achievements, c.Achievement),
            _entries(organisations, c.Organisation), _entries(transfers, c.Transfer), precedents,
            _entries(sites, c.Site), _entries(vehicles, c.Vehicle),
        )  # fmt: skip

    def _launching(self) -> tuple[_Table[SiteRow], _Table[VehicleRow]]:
        """The tables of launch sites and vehicles."""
        sites = self._rows("launch-sites", SiteRow)
        vehicles = self._rows("launch-vehicles", VehicleRow)
        known = dict(sites)
        for key, site in sites.items():
            for state in (site.territory, *site.facility_states):
                self._check(sites.document, sites.places[key], "facility_states", state, self.states, "K134")
        for key, vehicle in vehicles.items():
            check = partial(self._check, vehicles.document, vehicles.places[key])
            check("state", vehicle.state, self.states, "K134")
            check("company_kind", vehicle.company_kind, self._taxa("PartyKind"), "K124")
            for site_id in vehicle.sites:
                check("sites", site_id, known)
        return sites, vehicles

    def _taxa(self, scheme: str) -> list[str]:
        return [slug for slug, taxon in self.taxa.items() if taxon.scheme == scheme]

    def _rows(self, name: str, form: type[RowT]) -> _Table[RowT]:
        path = self.folder / FOLDER / f"{name}.csv"
        document = Document(f"{FOLDER}/{name}.csv", "K")
        table: _Table[RowT] = _Table(document)
        if not path.is_file():
            return table  # a knowledge folder may do without
        self.documents.append(document)
        try:
            reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True)
            lines = [(reader.line_num, row) for row in reader]
        except (UnicodeDecodeError, csv.Error) as error:
            document.complain("106", (), f"the table cannot be read: {error}", expected="UTF-8, commas, a header")
            return table
        for i, (line, cells) in enumerate(lines):
            document.lines[(i,)] = line
            row = validated(document, form, {key: text for key, text in cells.items() if text or key is None}, (i,))
            if row is None:
                continue
            if row.id in table:
                document.complain("K130", (i, "id"), f"id: {row.id} occurs a second time")
                continue
            for field in row.confidence_by_field:
                if field not in cells or not cells[field]:
                    document.complain(
                        "106", (i,), f"confidence_by_field: {field} is not a filled column of {row.id}",
                        hint=nearest(field, [key for key, text in cells.items() if text]),
                    )  # fmt: skip
            table[row.id], table.places[row.id] = row, i
        return table

    def _check(
        self, document: Document, place: int, column: str, value: str, known: Container[str], code: str = "K139"
    ) -> None:
        if value and value not in known:
            options = list(known) if isinstance(known, (list, dict)) else []
            close = "" if code == "K134" else nearest(value, options)  # a code like another one is not a hint
            document.complain(code, (place, column), f"{column}: there is no {value!r}", hint=close)

    def _order(self, table: _Table[Any], key: str, *columns: str, code: str = "106") -> None:
        """Values of these columns, where they are given, must not fall."""
        given = [(column, getattr(table[key], column)) for column in columns]
        known = [(column, value) for column, value in given if value is not None]
        for (first, low), (second, high) in pairwise(known):
            if low > high:
                table.document.complain(
                    code, (table.places[key], first), f"{first}: {low} is greater than {second} {high} of {key}"
                )

    def _precedents(self) -> dict[str, c.Precedent]:
        found: dict[str, c.Precedent] = {}
        for path in sorted((self.folder / PRECEDENTS).glob("*.yaml")):
            document = read(path, f"{PRECEDENTS}/{path.name}", "K")
            self.documents.append(document)
            data = document.data
            if document.problems or not isinstance(data, dict):
                continue
            try:
                expects = msgspec.convert(data.get("expects") or {}, Expects, strict=False)
                day = date.fromisoformat(str(data.get("on")))
            except (msgspec.ValidationError, ValueError) as error:
                document.complain("106", ("expects",), f"the expectations of the precedent cannot be read: {error}")
                continue
            for where, text in self._unknown(expects):
                document.complain(where, ("expects",), text)
            found[path.stem] = c.Precedent(
                path.stem, str(data.get("title", path.stem)), str(data.get("about", "")), day, expects,
                tuple(map(str, data.get("sources") or ())),
            )  # fmt: skip
        return found

    def _unknown(self, expects: Expects) -> Iterator[tuple[str, str]]:
        signs = [sign for flag in expects.flags for sign in flag.raised_by]
        signs += [sign for flag in expects.missing_law for sign in flag.meanwhile]
        for sign in signs:
            if sign.rule and not self.is_rule(sign.rule):
                yield "K126", f"there is no rule {sign.rule!r}"
            if sign.reading and not self.is_reading(sign.reading):
                yield "K127", f"there is no reading {sign.reading!r}"


class _Table(dict[str, RowT]):
    """Rows by id, the number of each, and the file they come from."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.places: dict[str, int] = {}


def _entries(table: _Table[Any], entry: type[c.EntryT]) -> dict[str, c.EntryT]:
    found = {}
    for key, row in table.items():
        values = row.model_dump(exclude={"confidence_by_field"})
        found[key] = entry(**values, fields=row.confidence_by_field)
    return found
