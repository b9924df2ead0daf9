"""From a folder of knowledge files to a checked :class:`~regolex.law.model.Knowledge`, or to every problem in it.

Nothing half-loaded is ever returned: :func:`read_knowledge` gives the knowledge only where no file has a problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pycountry

from regolex.errors import Problem, nearest
from regolex.law import corpus_forms
from regolex.law import model as m
from regolex.law import rule_forms as f
from regolex.law.asking_reader import AskingReader
from regolex.law.catalogue import packed
from regolex.law.catalogue_tables import Tables
from regolex.law.corpus_reader import CorpusReader
from regolex.law.custom import check_custom, with_custom
from regolex.law.folder import Folder
from regolex.law.intake_reader import IntakeReader
from regolex.law.lead_time_reader import LeadTimeReader
from regolex.law.name_reader import NameReader
from regolex.law.named_conditions import NamedConditions
from regolex.law.names import packed_names
from regolex.law.order import asked, evaluation_order
from regolex.law.pack_reader import PackReader
from regolex.law.readings import serious
from regolex.law.rule_reader import RuleReader
from regolex.law.scope import Scope
from regolex.law.source import Document, Where
from regolex.law.territories import CodeRow
from regolex.law.vocabulary import Vocabulary, read_vocabulary

CONDITIONS = "conditions.yaml"


def states() -> dict[str, str]:
    """Every State code of the current list with a short name."""
    short = {c.alpha_3: getattr(c, "common_name", None) or c.name.split(",")[0] for c in pycountry.countries}
    shared = {name for name, bearers in Counter(short.values()).items() if bearers > 1}
    whole = {c.alpha_3: c.name for c in pycountry.countries}
    return {code: _turned(whole[code]) if name in shared else name for code, name in sorted(short.items())}


def _turned(name: str) -> str:
    """A name that stands in the order of a dictionary, turned round.

    >>> _turned("Virgin Islands, British")
    'British Virgin Islands'
    """
    first, _, rest = name.partition(", ")
    return f"{rest.removeprefix('The ')} {first}".strip()


def invented(code: str) -> bool:
    """Whether a code is one of those that ISO 3166 leaves to everyone for uses of their own: XAA to XZZ."""
    return len(code) == 3 and code.isascii() and code.isupper() and code[0] == "X"


class Loader:
    """Reads one knowledge folder; ``problems`` fills on the way, file by file, to the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = Folder(folder)
        self.problems = self.folder.problems
        former = self.folder.rows("corpus/territories/former-codes.csv", CodeRow)
        self.states = dict(sorted({**states(), **{row.code: row.name for _, _, _, row in former}}.items()))
        for path, _ in self.folder.files("corpus/nat/x??"):  # a State made up for a template, a class or a moot court
            if invented(path.name.upper()):
                self.states.setdefault(path.name.upper(), f"the invented State {path.name.upper()}")
        self.corpus = CorpusReader(self.folder, self.states)
        self.vocabulary: Vocabulary
        self.rule_reader: RuleReader
        self.questions: dict[str, m.Question] = {}
        self.named = NamedConditions()
        self.conditions: dict[str, m.NamedCondition] = {}
        self.rules: dict[str, m.Rule] = {}
        self.jurisdictions: dict[str, m.Jurisdiction] = {}
        self.rule_documents: dict[str, Document] = {}

    # --- the whole ---

    def load(self, digest: str, version: str) -> m.Knowledge | None:
        """Read everything; None if there is any problem."""
        self.vocabulary, found = read_vocabulary(self.folder.path / "ontology")
        self.problems += found
        self.corpus.read_cards()
        self.corpus.read_parameters()
        self._questions()
        check_custom(self.folder, self.corpus.instruments, self.questions)
        territories = self.corpus.read_territories()
        participation = self.corpus.read_participation(territories)
        reaches = self.corpus.read_reaches(territories)
        special = self.corpus.read_special_cases()
        known = self.corpus.read_known_laws()
        declarations = self.corpus.read_declarations()
        self.rule_reader = RuleReader(
            self.vocabulary, self.corpus.instruments, self.questions, self.corpus.parameters, self.states,
            self.corpus.known_provision, self.named,
        )  # fmt: skip
        self._named_conditions()
        self._rules()
        self._jurisdictions()
        self._unions()
        self._cross_check()
        asking = AskingReader(self.folder, self.vocabulary, self.states.__contains__, self.named).read()
        packs = PackReader(self.folder, self.vocabulary, self.corpus.known_provision, self.rules, self.states).read()
        intake = IntakeReader(self.folder, self.vocabulary, self.states).read()
        catalogue, names = self._catalogue()
        lead_times = (
            LeadTimeReader(self.folder, self.rules, self.vocabulary.facts, self.corpus.parameters, self.states).read()
            if not self.problems
            else {}
        )  # an unreadable rule is reported once
        if self.problems:
            return None
        confirmed = [r.last_confirmed for r in self.rules.values() if r.last_confirmed]
        confirmed += [i.last_confirmed for i in self.corpus.instruments.values() if i.last_confirmed]
        first = [i.in_force.not_before for i in self.corpus.instruments.values() if i.in_force and i.binding]
        v = self.vocabulary
        return m.Knowledge(
            digest, version, max(confirmed, default=date.min), min(first, default=date.min), v.kinds, v.taxa, v.facts,
            v.roles, self.states, self.corpus.instruments, participation, self.corpus.parameters, self.questions,
            self.rules, self.jurisdictions, known, special, declarations, v.levers, self.conditions, territories, reaches,
            names, asking, intake, catalogue, lead_times, packs,
        )  # fmt: skip

    def _catalogue(self) -> tuple[bytes, bytes]:
        # rules are known by their paths, so that an unreadable one is reported once and not by every precedent that names it
        rules = {name.removeprefix("rules/").removesuffix(".yaml") for _, name in self._rule_files()}
        unread = {path.stem for path, _ in self.folder.files("rules/readings/*.yaml")} - set(self.questions)
        readings = {f"{q.id}:{r.id}" for q in self.questions.values() for r in q.readings}
        tables = Tables(
            self.folder.path, self.states, self.vocabulary.taxa, rules.__contains__,
            lambda name: name in readings or name.partition(":")[0] in unread,
        )  # fmt: skip
        found = tables.read()
        for document in tables.documents:
            self.folder.done(document)
        names = NameReader(self.folder, self.states).read(found.bodies, self.vocabulary.taxa)
        return packed(found), packed_names(names)

    # --- readings and rules ---

    def _questions(self) -> None:
        for path, name in self.folder.files("rules/readings/*.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.QuestionForm)
            if form:
                if form.question != path.stem:
                    document.complain("K120", ("question",), f"it says {form.question}", expected=path.stem)
                for i, provision in enumerate(form.text_at_issue):
                    self.corpus.known_provision(document, ("text_at_issue", i), provision)
                ids = [reading.id for reading in form.readings]
                if len(set(ids)) != len(ids):
                    document.complain("K130", ("readings",), "two readings have the same letter")
                question = self.questions[form.question] = _question(form, self._checked_holder(document))
                if not serious(question):
                    document.complain(
                        "K150", ("readings",), "no reading of the question is serious",
                        expected="a reading of dominant weight, or one above fringe with a holder whose conclusion was read",
                    )  # fmt: skip
            self.folder.done(document)

    def _checked_holder(self, document: Document) -> Callable[[f.HolderForm, Where], None]:
        def check(holder: f.HolderForm, where: Where) -> None:
            if holder.state and holder.state not in self.states:
                document.complain("K134", where, f"unknown State {holder.state!r}")

        return check

    def _rule_files(self) -> Iterator[tuple[Path, str]]:
        for path, name in self.folder.files("rules/**/*.yaml"):
            if not name.startswith("rules/readings/") and path.name != CONDITIONS:
                yield path, name

    def _named_conditions(self) -> None:
        documents = []
        # those of the ontology serve the gates of questions too, which have to do without any rule
        for path, name in (*self.folder.files(f"ontology/{CONDITIONS}"), *self.folder.files(f"rules/**/{CONDITIONS}")):
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.NamedConditionsForm)
            if form:
                self.named.add(document, form)
            documents.append(document)
        self.named.check()
        self.conditions = self.rule_reader.named_conditions()
        for document in documents:
            self.folder.done(document)

    def _rules(self) -> None:
        for path, name in self._rule_files():
            document = self.folder.document(path, name)
            form = self.folder.form(document, f.RuleForm)
            if form:
                expected = name.removeprefix("rules/").removesuffix(".yaml")
                if form.rule != expected:
                    document.complain("K120", ("rule",), f"it says {form.rule}", expected=expected)
                rule = self.rule_reader.read(document, form)
                if rule:
                    self.rules[rule.id] = asked(with_custom(rule, self.corpus.instruments[rule.instrument]))
                    self.rule_documents[rule.id] = document
                    continue
            self.folder.done(document)

    def _jurisdictions(self) -> None:
        files = [
            *self.folder.files("corpus/nat/*/jurisdiction.yaml"),
            *self.folder.files("corpus/un/jurisdiction.yaml"),
        ]
        for path, name in files:
            document = self.folder.document(path, name)
            form = self.folder.form(document, corpus_forms.JurisdictionForm)
            if form:
                if path.parent.name != ("un" if form.jurisdiction == "international" else form.jurisdiction.lower()):
                    document.complain("K120", ("jurisdiction",), f"it says {form.jurisdiction}", expected=name)
                self.jurisdictions[form.jurisdiction] = self._jurisdiction(document, form)
            self.folder.done(document)

    def _unions(self) -> None:
        """Make the matters of a union's law matters of each member State; the bearer in a condition is that State."""
        for path, name in self.folder.files("corpus/unions/*.yaml"):
            document = self.folder.document(path, name)
            form = self.folder.form(document, corpus_forms.UnionForm)
            if form is None:
                continue
            for state in form.members:
                if state not in self.corpus.states:
                    document.complain("K134", ("members",), f"unknown State {state!r}", expected="a three-letter code")
                    continue
                shared = self._jurisdiction(document, _only(state, form))
                own = self.jurisdictions.get(state) or m.Jurisdiction(state, shared.encoded)
                self.jurisdictions[state] = m.Jurisdiction(state, own.encoded, own.gaps + shared.gaps, own.notes)
            self.folder.done(document)

    def _jurisdiction(self, document: Document, form: corpus_forms.JurisdictionForm) -> m.Jurisdiction:
        encoded = tuple(i.version for i in self.corpus.instruments.values() if i.legal_order == form.jurisdiction)
        gaps = []
        for i, gap in enumerate(form.gaps):
            if gap.about not in self.vocabulary.kinds:
                document.complain("K138", ("gaps", i, "about"), f"{gap.about!r} is not a kind of mission part")
                continue
            for j, provision in enumerate(gap.answers):
                self.corpus.known_provision(document, ("gaps", i, "answers", j), provision)
            reader = self.rule_reader.conditions_of(document)
            scope = Scope.of_rule(self.vocabulary, "State", gap.about)
            when = None
            if gap.touched_when is not None:
                when = reader.read(gap.touched_when, ("gaps", i, "touched_when"), scope)
            gaps.append(
                m.Gap(
                    gap.id, gap.matter, form.jurisdiction, gap.instrument, gap.authority, gap.note, gap.about, when,
                    gap.confidence, gap.sort, tuple(gap.answers), tuple(map(_stand_in, gap.stands_in)), gap.first_day,
                    gap.last_day, gap.earlier_law, gap.no or "", gap.decides,
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
                    "K129", (), "these rules depend on one another: " + " -> ".join(cycle),
                    expected="displacement, roles and duties after breach without a cycle",
                )  # fmt: skip
        if not self.problems and not any(d.problems for d in self.rule_documents.values()):
            self._accounted()  # a rule that could not be read would make its provisions look forgotten
        for document in self.rule_documents.values():
            self.folder.done(document)

    def _known_rule(self, document: Document, where: Where, rule: str) -> None:
        if rule not in self.rules:
            document.complain("K126", where, f"there is no rule {rule!r}", hint=nearest(rule, self.rules))

    def _accounted(self) -> None:
        cited = {citation.provision for rule in self.rules.values() for citation in rule.cites}
        cited |= {e.provision for rule in self.rules.values() for e in all_exceptions(rule.exceptions)}
        for instrument in self.corpus.instruments.values():
            if instrument.coverage == "partly":
                continue
            for provision in instrument.provisions:
                if provision.id not in cited and not provision.not_operative:
                    file = f"corpus/{instrument.work}/{instrument.version.rpartition('@')[2]}/provisions.yaml"
                    self.problems.append(
                        Problem(
                            "K135", f"{provision.label} ({provision.pinpoint}) has neither a rule nor a reason", file,
                            expected="a rule that cites it, or not_operative with the reason",
                        )
                    )  # fmt: skip


def _only(state: str, union: corpus_forms.UnionForm) -> corpus_forms.JurisdictionForm:
    """The form of a State that has the matters of a union and no others."""
    return corpus_forms.JurisdictionForm(jurisdiction=state, gaps=union.gaps)


def _stand_in(raw: str | corpus_forms.StandInForm) -> m.StandIn:
    return m.StandIn(raw) if isinstance(raw, str) else m.StandIn(raw.says, raw.first_day)


def all_exceptions(exceptions: tuple[m.LegalException, ...]) -> Iterator[m.LegalException]:
    """Exceptions and the exceptions to them, outermost first."""
    for item in exceptions:
        yield item
        yield from all_exceptions(item.exceptions)


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
                tuple(holders), dict(reading.consequences), reading.apart or "",
            )
        )  # fmt: skip
    return m.Question(
        form.question, form.asks, form.summary, tuple(form.text_at_issue), tuple(readings), form.common_ground or "",
        form.caution or "", tuple(form.catalogue), tuple(form.notes),
    )  # fmt: skip
