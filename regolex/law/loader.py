"""From a folder of knowledge files to a checked :class:`~regolex.law.model.Knowledge`, or to every problem in it.

Nothing half-loaded is ever returned: :func:`read_knowledge` gives the knowledge only where no file has a problem.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pycountry

from regolex.errors import Problem, nearest
from regolex.law import formats as f
from regolex.law import model as m
from regolex.law.catalogue import packed
from regolex.law.catalogue_tables import Tables
from regolex.law.citation import cite
from regolex.law.conditions import ConditionReader, Scope
from regolex.law.custom import check_custom, stated_custom, with_custom
from regolex.law.order import asked, evaluation_order
from regolex.law.participation import Act, bindings
from regolex.law.readings import serious
from regolex.law.rule_reader import RuleReader
from regolex.law.source import Document, Where, read
from regolex.law.validation import FormT, validated
from regolex.law.vocabulary import Vocabulary, read_vocabulary

# States that acted under the treaties or in the precedents and are in no current list of codes
HISTORIC_STATES = {"SUN": "Soviet Union", "XKX": "Kosovo"}


def states() -> dict[str, str]:
    """Every State code with a short name."""
    named = {c.alpha_3: getattr(c, "common_name", None) or c.name.split(",")[0] for c in pycountry.countries}
    return dict(sorted({**named, **HISTORIC_STATES}.items()))


class Loader:
    """Reads one knowledge folder; ``problems`` fills on the way, file by file, to the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.states = states()
        self.vocabulary: Vocabulary
        self.instruments: dict[str, m.Instrument] = {}
        self.provisions: dict[str, m.Provision] = {}
        self.questions: dict[str, m.Question] = {}
        self.parameters: dict[str, m.Parameter] = {}
        self.rules: dict[str, m.Rule] = {}
        self.jurisdictions: dict[str, m.Jurisdiction] = {}
        self.rule_documents: dict[str, Document] = {}

    # --- plumbing ---

    def _files(self, pattern: str) -> Iterator[tuple[Path, str]]:
        for path in sorted(self.folder.glob(pattern)):
            yield path, path.relative_to(self.folder).as_posix()

    def _document(self, path: Path, name: str) -> Document:
        return read(path, name, "K")

    def _form(self, document: Document, form: type[FormT]) -> FormT | None:
        if document.problems:
            return None
        if not isinstance(document.data, dict):
            document.complain("106", (), "the file holds no mapping", expected="keys and values")
            return None
        return validated(document, form, document.data, ())

    def _done(self, document: Document) -> None:
        self.problems += document.problems

    # --- the whole ---

    def load(self, digest: str, version: str) -> m.Knowledge | None:
        """Read everything; None if there is any problem."""
        self.vocabulary, found = read_vocabulary(self.folder / "ontology")
        self.problems += found
        self._cards()
        self._parameters()
        self._questions()
        self._custom()
        participation = self._participation()
        special = self._special_cases()
        known = self._known_laws()
        declarations = self._declarations()
        self._rules()
        self._jurisdictions()
        self._cross_check()
        catalogue = self._catalogue()
        if self.problems:
            return None
        confirmed = [r.last_confirmed for r in self.rules.values() if r.last_confirmed]
        confirmed += [i.last_confirmed for i in self.instruments.values() if i.last_confirmed]
        first = [i.in_force.not_before for i in self.instruments.values() if i.in_force and i.binding]
        v = self.vocabulary
        return m.Knowledge(
            digest, version, max(confirmed, default=date.min), min(first, default=date.min), v.kinds, v.taxa, v.facts,
            v.roles, self.states, self.instruments, participation, self.parameters, self.questions, self.rules,
            self.jurisdictions, known, special, declarations, v.levers, catalogue,
        )  # fmt: skip

    # --- corpus ---

    def _cards(self) -> None:
        for path, name in self._files("corpus/**/card.yaml"):
            document = self._document(path, name)
            card = self._form(document, f.CardForm)
            if card:
                expected = f"corpus/{card.instrument}/{card.version}/card.yaml"
                if name != expected:
                    document.complain("K120", ("instrument",), f"the card names {expected}", expected=name)
                self._instrument(card, path.parent / "provisions.yaml", document)
            self._done(document)

    def _instrument(self, card: f.CardForm, path: Path, document: Document) -> None:
        version = f"{card.instrument}@{card.version}"
        if card.legal_order != "international" and card.legal_order not in self.states:
            document.complain(
                "K134", ("legal_order",), f"there is no State {card.legal_order!r}",
                expected="international or a three-letter code", hint=nearest(card.legal_order, self.states),
            )  # fmt: skip
        in_force, ended = _window(document, "in_force", card.in_force), _window(document, "ended", card.ended)
        if card.status == "in-force" and in_force is None:
            document.complain("109", (), "law in force needs the day of entry into force", expected="in_force")
        if in_force and ended and ended.not_before < in_force.not_before:
            document.complain("K132", ("ended",), "it ends before it begins")
        provisions = self._provisions(card, version, path, document)
        if provisions is not None and len(provisions) != card.counted:
            document.complain(
                "K137", ("counted",), f"the card counts {card.counted} provisions, the file holds {len(provisions)}",
                expected=str(len(provisions)), hint="Count the source again before you change the number.",
            )  # fmt: skip
        self.instruments[version] = m.Instrument(
            card.instrument, version, card.title, card.short, card.citation, card.legal_order, card.kind,
            card.force == "binding", card.status, in_force, ended, tuple(card.authentic_languages), card.official_url,
            card.adopted, card.coverage, card.counted, card.confidence.level, card.last_confirmed.on,
            card.last_confirmed.against or "", card.joining_days, card.kind == "treaty", dict(card.final_clauses),
            tuple(provisions or ()), tuple(card.sources), tuple(card.notes), tuple(card.known_as),
            stated_custom(card, version),
        )  # fmt: skip

    def _provisions(
        self, card: f.CardForm, version: str, path: Path, card_document: Document
    ) -> list[m.Provision] | None:
        document = self._document(path, path.relative_to(self.folder).as_posix())
        form = self._form(document, f.ProvisionsForm)
        found: list[m.Provision] | None = None
        if form:
            found = []
            if form.version != version:
                document.complain("K120", ("version",), f"it says {form.version}", expected=version)
            for i, item in enumerate(form.provisions):
                full = f"{version}#{item.id}"
                if full in self.provisions:
                    document.complain("K130", ("provisions", i, "id"), f"{item.id} stands here a second time")
                    continue
                provision = m.Provision(
                    full, item.id, cite(item.id, card.pinpoints, card.pinpoint_prefix or ""), item.says,
                    item.heading or "", item.confidence, item.doubt or "", item.not_operative or "", item.partly or "",
                )  # fmt: skip
                self.provisions[full] = provision
                found.append(provision)
        self._done(document)
        return found

    def _parameters(self) -> None:
        for path, name in self._files("corpus/**/parameters.yaml"):
            document = self._document(path, name)
            form = self._form(document, f.ParametersForm)
            for i, item in enumerate(form.parameters if form else ()):
                days = [value.since for value in item.values]
                if days != sorted(set(days)):
                    document.complain("K132", ("parameters", i, "values"), f"{item.id}: days not in rising order")
                if item.id in self.parameters:
                    document.complain("K130", ("parameters", i, "id"), f"{item.id} stands here a second time")
                values = tuple(m.Dated(v.since, v.value, v.source) for v in item.values)
                self.parameters[item.id] = m.Parameter(item.id, item.label, item.unit, values)
            self._done(document)

    def _rows(self, pattern: str, form: type[FormT]) -> Iterator[tuple[Document, str, int, FormT]]:
        for path, name in self._files(pattern):
            document = Document(name, "K")
            try:
                rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True))
            except (UnicodeDecodeError, csv.Error) as error:
                document.complain("106", (), f"the table cannot be read: {error}", expected="UTF-8, commas, a header")
                rows = []
            for i, row in enumerate(rows):
                document.lines[(i,)] = i + 2
                raw = {key: value for key, value in row.items() if value or key is None}
                item = validated(document, form, raw, (i,))
                if item:
                    yield document, path.stem, i, item
            self._done(document)

    def _participation(self) -> tuple[m.Participation, ...]:
        acts: dict[str, list[Act]] = {}
        by_slug = {i.work.rsplit("/", 1)[-1]: i for i in self.instruments.values()}
        for document, slug, i, row in self._rows("corpus/participation/*.csv", f.ParticipationRow):
            if slug not in by_slug:
                document.complain("K122", (i,), f"no card for {slug}", hint=nearest(slug, by_slug))
            elif row.not_before and row.not_after and row.not_before > row.not_after:
                document.complain("K132", (i,), "not_before is later than not_after")
            elif re.fullmatch(r"[A-Z]{3}", row.participant) and row.participant not in self.states:
                document.complain(
                    "K134", (i,), f"there is no State {row.participant!r}", hint=nearest(row.participant, self.states),
                    expected="a three-letter code, or the full name of an organisation",
                )  # fmt: skip
            elif row.act == "withdrawal-notice" and not (row.not_before and row.not_after):
                document.complain("109", (i,), "a withdrawal without its days", expected="not_before and not_after")
            else:
                acts.setdefault(slug, []).append(Act(row, row.participant in self.states))
        found: list[m.Participation] = []
        for slug, of_slug in acts.items():
            found += bindings(by_slug[slug], of_slug)
        return tuple(found)

    def _special_cases(self) -> tuple[m.SpecialCase, ...]:
        found: list[m.SpecialCase] = []
        for path, name in self._files("corpus/participation/special-cases.yaml"):
            document = self._document(path, name)
            form = self._form(document, f.SpecialCasesForm)
            for i, item in enumerate(form.cases if form else ()):
                if not any(instrument.work == item.instrument for instrument in self.instruments.values()):
                    document.complain("K122", ("cases", i, "instrument"), f"no card for {item.instrument}")
                found.append(
                    m.SpecialCase(
                        item.id, item.instrument, tuple(item.participants), item.claimed, item.by, item.treated_as,
                        item.why, item.confidence,
                    )
                )  # fmt: skip
            self._done(document)
        return tuple(found)

    def _declarations(self) -> tuple[m.Declaration, ...]:
        return tuple(
            m.Declaration(row.work, row.participant, row.kind, row.day, row.says, row.confidence, row.source)
            for _, _, _, row in self._rows("corpus/declarations/declarations.csv", f.DeclarationRow)
        )

    def _known_laws(self) -> tuple[m.KnownLaw, ...]:
        return tuple(
            m.KnownLaw(
                row.state, row.title, row.citation, row.authority, row.adopted, row.in_force, row.url, row.confidence,
                row.note,
            )
            for _, _, _, row in self._rows("corpus/nat/known-laws.csv", f.KnownLawRow)
        )  # fmt: skip

    def _catalogue(self) -> bytes:
        # what could not be read is told once, and not again by every precedent that names it: so rules go by their paths
        rules = {name.removeprefix("rules/").removesuffix(".yaml") for _, name in self._files("rules/**/*.yaml")}
        unread = {path.stem for path, _ in self._files("rules/readings/*.yaml")} - set(self.questions)
        readings = {f"{q.id}:{r.id}" for q in self.questions.values() for r in q.readings}
        tables = Tables(
            self.folder, self.states, self.vocabulary.taxa, rules.__contains__,
            lambda name: name in readings or name.partition(":")[0] in unread,
        )  # fmt: skip
        found = tables.read()
        for document in tables.documents:
            self._done(document)
        return packed(found)

    # --- readings and rules ---

    def _questions(self) -> None:
        for path, name in self._files("rules/readings/*.yaml"):
            document = self._document(path, name)
            form = self._form(document, f.QuestionForm)
            if form:
                if form.question != path.stem:
                    document.complain("K120", ("question",), f"it says {form.question}", expected=path.stem)
                for i, provision in enumerate(form.text_at_issue):
                    self._known_provision(document, ("text_at_issue", i), provision)
                ids = [reading.id for reading in form.readings]
                if len(set(ids)) != len(ids):
                    document.complain("K130", ("readings",), "two readings share a letter")
                question = self.questions[form.question] = _question(form, self._checked_holder(document))
                if not serious(question):
                    document.complain(
                        "K145", ("readings",), "no reading of the question is serious",
                        expected="a dominant reading, or one above fringe with a holder whose conclusion was read",
                    )  # fmt: skip
            self._done(document)

    def _custom(self) -> None:
        """The cards once more, now that the questions are known."""
        for path, name in self._files("corpus/**/card.yaml"):
            document = self._document(path, name)
            card = self._form(document, f.CardForm) if "custom" in (document.data or ()) else None
            instrument = card and self.instruments.get(f"{card.instrument}@{card.version}")
            if card and instrument:
                check_custom(document, card, instrument, self.questions)
                self._done(document)

    def _checked_holder(self, document: Document) -> Callable[[f.HolderForm, Where], None]:
        def check(holder: f.HolderForm, where: Where) -> None:
            if holder.state and holder.state not in self.states:
                document.complain("K134", where, f"there is no State {holder.state!r}")

        return check

    def _known_provision(self, document: Document, where: Where, provision: str) -> None:
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

    def _rules(self) -> None:
        reader = RuleReader(
            self.vocabulary, self.instruments, self.questions, self.parameters, self.states, self._known_provision
        )
        for path, name in self._files("rules/**/*.yaml"):
            if name.startswith("rules/readings/"):
                continue
            document = self._document(path, name)
            form = self._form(document, f.RuleForm)
            if form:
                expected = name.removeprefix("rules/").removesuffix(".yaml")
                if form.rule != expected:
                    document.complain("K120", ("rule",), f"it says {form.rule}", expected=expected)
                rule = reader.read(document, form)
                if rule:
                    self.rules[rule.id] = asked(with_custom(rule, self.instruments[rule.instrument]))
                    self.rule_documents[rule.id] = document
                    continue
            self._done(document)

    def _jurisdictions(self) -> None:
        for path, name in self._files("corpus/nat/*/jurisdiction.yaml"):
            document = self._document(path, name)
            form = self._form(document, f.JurisdictionForm)
            if form:
                if path.parent.name != form.jurisdiction.lower():
                    document.complain("K120", ("jurisdiction",), f"it says {form.jurisdiction}", expected=name)
                self.jurisdictions[form.jurisdiction] = self._jurisdiction(document, form)
            self._done(document)

    def _jurisdiction(self, document: Document, form: f.JurisdictionForm) -> m.Jurisdiction:
        encoded = tuple(i.version for i in self.instruments.values() if i.legal_order == form.jurisdiction)
        gaps = []
        for i, gap in enumerate(form.gaps):
            if gap.about not in self.vocabulary.kinds:
                document.complain("K138", ("gaps", i, "about"), f"{gap.about!r} is no kind of mission part")
                continue
            for j, provision in enumerate(gap.answers):
                self._known_provision(document, ("gaps", i, "answers", j), provision)
            reader = ConditionReader(document, self.vocabulary, {}, frozenset(), self.states.__contains__)
            scope = Scope.of_rule(self.vocabulary, "State", gap.about)
            when = None
            if gap.touched_when is not None:
                when = reader.read(gap.touched_when, ("gaps", i, "touched_when"), scope)
            gaps.append(
                m.Gap(
                    gap.id, gap.matter, form.jurisdiction, gap.instrument, gap.authority, gap.note, gap.about, when,
                    gap.confidence, gap.sort, tuple(gap.answers), tuple(gap.stands_in),
                )
            )  # fmt: skip
        return m.Jurisdiction(form.jurisdiction, encoded, tuple(gaps), tuple(form.notes))

    # --- what only the whole can tell ---

    def _cross_check(self) -> None:
        for rule in self.rules.values():
            document = self.rule_documents[rule.id]
            for i, displaced in enumerate(rule.displaces):
                self._known_rule(document, ("displaces", i, "rule"), displaced.rule)
            for i, other in enumerate(rule.on_breach):
                self._known_rule(document, ("on_breach", i), other)
        if not self.problems and not any(d.problems for d in self.rule_documents.values()):
            for cycle in evaluation_order(self.rules).cycles:
                self.rule_documents[cycle[0]].complain(
                    "K129", (), "these rules wait for one another: " + " -> ".join(cycle),
                    expected="displacement, roles and duties after breach without a circle",
                )  # fmt: skip
        if not self.problems and not any(d.problems for d in self.rule_documents.values()):
            self._accounted()  # a rule that could not be read would make its provisions look forgotten
        for document in self.rule_documents.values():
            self._done(document)

    def _known_rule(self, document: Document, where: Where, rule: str) -> None:
        if rule not in self.rules:
            document.complain("K126", where, f"there is no rule {rule!r}", hint=nearest(rule, self.rules))

    def _accounted(self) -> None:
        cited = {citation.provision for rule in self.rules.values() for citation in rule.cites}
        cited |= {e.provision for rule in self.rules.values() for e in all_exceptions(rule.exceptions)}
        for instrument in self.instruments.values():
            if instrument.coverage == "partly":
                continue
            for provision in instrument.provisions:
                if provision.id not in cited and not provision.not_operative:
                    file = f"corpus/{instrument.work}/{instrument.version.rpartition('@')[2]}/provisions.yaml"
                    self.problems.append(
                        Problem(
                            "K135", f"{provision.label} ({provision.pinpoint}) has no rule and no reason", file,
                            expected="a rule that cites it, or not_operative with the reason",
                        )
                    )  # fmt: skip


def all_exceptions(exceptions: tuple[m.LegalException, ...]) -> Iterator[m.LegalException]:
    """Exceptions and the exceptions to them, outermost first."""
    for item in exceptions:
        yield item
        yield from all_exceptions(item.exceptions)


def _window(document: Document, key: str, form: f.Day | None) -> m.Day | None:
    if form is None:
        return None
    first, last = form.day or form.not_before, form.day or form.not_after
    if first is None or last is None or first > last:
        document.complain(
            "K132", (key,), "the window has no two days in order", expected="day, or not_before and not_after"
        )
        return None
    if first != last and form.settled:
        document.complain("K132", (key,), "a window of more than one day is not settled", expected="settled: false")
    return m.Day(first, last, form.settled, form.conflict or "")


def _question(form: f.QuestionForm, check: Callable[[f.HolderForm, Where], None]) -> m.Question:
    readings = []
    for i, reading in enumerate(form.readings):
        holders = []
        for j, h in enumerate(reading.holders):
            check(h, ("readings", i, "holders", j, "state"))
            holders.append(
                m.Holder(
                    h.holder, h.statement, h.source, h.confidence, h.kind, h.state or "", h.since or "", h.until or "",
                    h.nearest,
                )
            )  # fmt: skip
        readings.append(
            m.Reading(
                reading.id, reading.name, reading.says, reading.weight, reading.weight_basis, reading.authority,
                tuple(holders), dict(reading.consequences), apart=reading.apart or "",
            )
        )  # fmt: skip
    return m.Question(
        form.question, form.asks, form.summary, tuple(form.text_at_issue), tuple(readings), form.common_ground or "",
        form.caution or "", tuple(form.catalogue), tuple(form.notes),
    )  # fmt: skip
