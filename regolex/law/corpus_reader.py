"""Reads the corpus: instruments and provisions, amounts, participation, laws that are not encoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from regolex.errors import nearest
from regolex.law import corpus_forms as f
from regolex.law import model as m
from regolex.law.citation import cite
from regolex.law.custom import stated_custom
from regolex.law.folder import Folder
from regolex.law.participation import Act, bindings
from regolex.law.source import Document, Where
from regolex.law.territories import ReachRow, TerritoryRow, last_days, reaches, territories
from regolex.law.validation import compared


class CorpusReader:
    """Reads the corpus into ``instruments``, ``provisions`` and ``parameters``."""

    def __init__(self, folder: Folder, states: Mapping[str, str]) -> None:
        self.folder = folder
        self.states = states
        self.instruments: dict[str, m.Instrument] = {}
        self.provisions: dict[str, m.Provision] = {}
        self.parameters: dict[str, m.Parameter] = {}

    def read_cards(self) -> None:
        """Every card with its provisions."""
        for path, name in self.folder.files("corpus/**/card.yaml"):
            document = self.folder.document(path, name)
            card = self.folder.form(document, f.CardForm)
            if card:
                expected = f"corpus/{card.instrument}/{card.version}/card.yaml"
                if name != expected:
                    document.complain("K120", ("instrument",), f"the card names {expected}", expected=name)
                self._instrument(card, path.parent / "provisions.yaml", document)
            self.folder.done(document)

    def _instrument(self, card: f.CardForm, path: Path, document: Document) -> None:
        version = f"{card.instrument}@{card.version}"
        if card.legal_order != "international" and card.legal_order not in self.states:
            document.complain(
                "K134", ("legal_order",), f"unknown State {card.legal_order!r}",
                expected="international or a three-letter code",
            )  # fmt: skip
        in_force, ended = _window(document, "in_force", card.in_force), _window(document, "ended", card.ended)
        if card.status == "in-force" and in_force is None:
            document.complain(
                "109", (), "an instrument in force needs the date of entry into force", expected="in_force"
            )
        if in_force and ended and ended.not_before < in_force.not_before:
            document.complain("K132", ("ended",), "the instrument ends before it enters into force")
        compared(document, card.confidence.level, card.last_confirmed)
        if card.earlier_wordings and in_force and card.earlier_wordings.since >= in_force.not_before:
            document.complain("K132", ("earlier_wordings",), "no wording is earlier than the one encoded")
        provisions = self._provisions(card, version, path, document)
        if provisions is not None and len(provisions) != card.counted:
            document.complain(
                "K137", ("counted",), f"the card counts {card.counted} provisions, but the file has {len(provisions)}",
                expected=str(len(provisions)), hint="Count the provisions in the source again before you change the number.",
            )  # fmt: skip
        self.instruments[version] = m.Instrument(
            card.instrument, version, card.title, card.short, card.citation, card.legal_order, card.kind,
            card.force == "binding", card.status, in_force, ended, tuple(card.authentic_languages), card.official_url,
            card.adopted, card.coverage, card.counted, card.confidence.level, card.last_confirmed.on,
            card.last_confirmed.against or "", card.joining_days, card.kind == "treaty", dict(card.final_clauses),
            tuple(provisions or ()), tuple(card.sources), tuple(card.notes), tuple(card.known_as),
            tuple(m.Change(c.since, c.by, c.says, tuple(c.provisions)) for c in card.changes),
            m.Earlier(card.earlier_wordings.since, card.earlier_wordings.says, card.earlier_wordings.confidence)
            if card.earlier_wordings else None,
            card.last_confirmed.by or "", stated_custom(card, version),
        )  # fmt: skip

    def _provisions(
        self, card: f.CardForm, version: str, path: Path, card_document: Document
    ) -> list[m.Provision] | None:
        document = self.folder.document(path, path.relative_to(self.folder.path).as_posix())
        form = self.folder.form(document, f.ProvisionsForm)
        since = {pinpoint: change.since for change in card.changes for pinpoint in change.provisions}
        found: list[m.Provision] | None = None
        if form:
            found = []
            if form.version != version:
                document.complain("K120", ("version",), f"it says {form.version}", expected=version)
            for i, item in enumerate(form.provisions):
                full = f"{version}#{item.id}"
                if full in self.provisions:
                    document.complain("K130", ("provisions", i, "id"), f"{item.id} occurs a second time")
                    continue
                provision = m.Provision(
                    full, item.id, cite(item.id, card.pinpoints, card.pinpoint_prefix or ""), item.says,
                    item.heading or "", item.confidence, item.doubt or "", item.not_operative or "", item.partly or "",
                    since.pop(item.id, None),
                )  # fmt: skip
                self.provisions[full] = provision
                found.append(provision)
            for pinpoint in since:
                card_document.complain("K121", ("changes",), f"{version} has no provision #{pinpoint}")
        self.folder.done(document)
        return found

    def read_parameters(self) -> None:
        """Every fee, amount or threshold that changes over time."""
        for path, name in self.folder.files("corpus/**/parameters.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.ParametersForm)
            for i, item in enumerate(form.parameters if form else ()):
                days = [value.since for value in item.values]
                if days != sorted(set(days)):
                    document.complain("K132", ("parameters", i, "values"), f"{item.id}: dates not in ascending order")
                if item.id in self.parameters:
                    document.complain("K130", ("parameters", i, "id"), f"{item.id} occurs a second time")
                values = tuple(m.Dated(v.since, v.value, v.source) for v in item.values)
                self.parameters[item.id] = m.Parameter(item.id, item.label, item.unit, values, item.on_day_of or "")
            self.folder.done(document)

    def read_territories(self) -> tuple[m.Territory, ...]:
        """Whose acts count for territories and for States that are no more."""
        return territories(self.folder.rows("corpus/territories/territories.csv", TerritoryRow), self.states)

    def read_reaches(self, table: tuple[m.Territory, ...]) -> tuple[m.Reach, ...]:
        """Which treaties reach a territory by a declaration, and of which it is unsettled."""
        works = {instrument.work for instrument in self.instruments.values()}
        return reaches(self.folder.rows("corpus/territories/reach.csv", ReachRow), table, works)

    def read_participation(self, table: tuple[m.Territory, ...] = ()) -> tuple[m.Participation, ...]:
        """The acts of participation in each instrument; a State that is no more is bound until its last day in ``table``."""
        ends = last_days(table)
        acts: dict[str, list[Act]] = {}
        by_slug = {i.work.rsplit("/", 1)[-1]: i for i in self.instruments.values()}
        for document, slug, i, row in self.folder.rows("corpus/participation/*.csv", f.ParticipationRow):
            if slug not in by_slug:
                document.complain("K122", (i,), f"no card for {slug}", hint=nearest(slug, by_slug))
            elif row.not_before and row.not_after and row.not_before > row.not_after:
                document.complain("K132", (i,), "not_before is later than not_after")
            elif re.fullmatch(r"[A-Z]{3}", row.participant) and row.participant not in self.states:
                document.complain(
                    "K134", (i,), f"unknown State {row.participant!r}",
                    expected="a three-letter code, or the full name of an organisation",
                )  # fmt: skip
            elif row.act == "withdrawal-notice" and not (row.not_before and row.not_after):
                document.complain("109", (i,), "a withdrawal without dates", expected="not_before and not_after")
            else:
                acts.setdefault(slug, []).append(Act(row, row.participant in self.states))
        found: list[m.Participation] = []
        for slug, of_slug in acts.items():
            found += bindings(by_slug[slug], of_slug, ends)
        return tuple(found)

    def read_special_cases(self) -> tuple[m.SpecialCase, ...]:
        """Participants whose status differs between lists."""
        found: list[m.SpecialCase] = []
        for path, name in self.folder.files("corpus/participation/special-cases.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.SpecialCasesForm)
            for i, item in enumerate(form.cases if form else ()):
                if not any(instrument.work == item.instrument for instrument in self.instruments.values()):
                    document.complain("K122", ("cases", i, "instrument"), f"no card for {item.instrument}")
                found.append(
                    m.SpecialCase(
                        item.id, item.instrument, tuple(item.participants), item.claimed, item.by, item.treated_as,
                        item.why, item.confidence,
                    )
                )  # fmt: skip
            self.folder.done(document)
        return tuple(found)

    def read_declarations(self) -> tuple[m.Declaration, ...]:
        """Declarations, reservations and understandings."""
        return tuple(
            m.Declaration(row.work, row.participant, row.kind, row.day, row.says, row.confidence, row.source)
            for _, _, _, row in self.folder.rows("corpus/declarations/declarations.csv", f.DeclarationRow)
        )

    def read_known_laws(self) -> tuple[m.KnownLaw, ...]:
        """Laws that exist but are not encoded."""
        return tuple(
            m.KnownLaw(
                row.state, row.title, row.citation, row.authority, row.adopted, row.in_force, row.url, row.confidence,
                row.note, row.kind, row.permit, row.cover, row.sanction, row.resources,
            )
            for _, _, _, row in self.folder.rows("corpus/nat/known-laws.csv", f.KnownLawRow)
        )  # fmt: skip

    def known_provision(self, document: Document, where: Where, provision: str) -> None:
        """Record a problem if no card has this provision."""
        if provision in self.provisions:
            return
        version, _, pinpoint = provision.partition("#")
        if version not in self.instruments:
            document.complain(
                "K122", where, f"no card for {version}", hint=nearest(version, self.instruments),
                expected="a card under corpus/",
            )  # fmt: skip
            return
        there = [p.pinpoint for p in self.instruments[version].provisions]
        document.complain(
            "K121", where, f"{version} has no provision #{pinpoint}", expected="a provision of that version",
            hint=nearest(pinpoint, there) or "If the law was amended, add the new version under corpus/ first.",
        )  # fmt: skip


def _window(document: Document, key: str, form: f.Day | None) -> m.Day | None:
    if form is None:
        return None
    first, last = form.day or form.not_before, form.day or form.not_after
    if first is None or last is None or first > last:
        document.complain(
            "K132", (key,), "the window does not have two dates in order", expected="day, or not_before and not_after"
        )
        return None
    if first != last and form.settled:
        document.complain("K132", (key,), "a window of more than one day cannot be settled", expected="settled: false")
    return m.Day(first, last, form.settled, form.conflict or "")
