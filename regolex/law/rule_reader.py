"""Reads a rule file into a rule with its conditions, checked against the vocabulary and the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law import rule_forms as f
from regolex.law.conditions import ConditionReader
from regolex.law.named_conditions import NamedConditions
from regolex.law.norms import NORMS
from regolex.law.scope import Scope
from regolex.law.source import Document, Where
from regolex.law.validation import compared
from regolex.law.vocabulary import Vocabulary

_TESTS = {name: norm.test for name, norm in NORMS.items()}


class RuleReader:
    """Reads rules, given the vocabulary, instruments, questions and parameters already read."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        instruments: Mapping[str, m.Instrument],
        questions: Mapping[str, m.Question],
        parameters: Mapping[str, m.Parameter],
        states: Mapping[str, str],
        known_provision: Callable[[Document, Where, str], None],
        named: NamedConditions,
    ) -> None:
        self.vocabulary = vocabulary
        self.instruments = instruments
        self.questions = questions
        self.parameters = parameters
        self.states = states
        self.known_provision = known_provision
        self.named = named

    def conditions_of(self, document: Document) -> ConditionReader:
        """A reader for the conditions of one file."""
        return ConditionReader(
            document, self.vocabulary, {q.id: frozenset(r.id for r in q.readings) for q in self.questions.values()},
            frozenset(self.parameters), self.states.__contains__, self.named,
        )  # fmt: skip

    def named_conditions(self) -> dict[str, m.NamedCondition]:
        """Every named condition, read as its own cases try it."""
        found: dict[str, m.NamedCondition] = {}
        for entry in self.named.entries.values():
            form, document = entry.form, entry.document
            if form.about not in self.vocabulary.kinds or form.about == "state":
                document.complain(
                    "K138", (*entry.where, "about"), f"{form.about!r} is not a kind of mission part",
                    expected=", ".join(self.vocabulary.kinds), hint=nearest(form.about, self.vocabulary.kinds),
                )  # fmt: skip
                continue
            if form.provision:
                self.known_provision(document, (*entry.where, "provision"), form.provision)
            holder = form.bearer.title()
            scope = Scope.of_rule(self.vocabulary, holder, form.about)
            test = self.conditions_of(document).read(form.holds_when, (*entry.where, "holds_when"), scope)
            if test:
                found[entry.id] = m.NamedCondition(
                    entry.id, form.means, form.about, holder, test, form.provision or "", document.file
                )
        return found

    def read(self, document: Document, form: f.RuleForm) -> m.Rule | None:
        """The rule, or None with the problems recorded in the document."""
        for i, citation in enumerate(form.cites):
            self.known_provision(document, ("cites", i, "provision"), citation.provision)
        operative = form.cites[0].provision.partition("#")[0]
        binds, holder = self._bearers(document, form)
        if form.about not in self.vocabulary.kinds or form.about == "state":
            document.complain(
                "K138", ("about",), f"{form.about!r} is not a kind of mission part",
                expected=", ".join(self.vocabulary.kinds), hint=nearest(form.about, self.vocabulary.kinds),
            )  # fmt: skip
            return None
        if holder is None:
            return None
        self._role_fits_subject(document, form, binds)
        if form.phase not in self.vocabulary.taxa or self.vocabulary.taxa[form.phase].scheme != "MissionPhase":
            phases = [t.slug for t in self.vocabulary.taxa.values() if t.scheme == "MissionPhase"]
            document.complain(
                "K124", ("phase",), f"{form.phase!r} is not a phase", expected=", ".join(phases),
                hint=nearest(form.phase, phases),
            )  # fmt: skip
        test_key = _TESTS[form.kind]
        for key in set(_TESTS.values()) - {test_key}:
            if getattr(form, key) is not None:
                document.complain("107", (key,), f"a rule of kind {form.kind} cannot have {key}", expected=test_key)
        if getattr(form, test_key) is None:
            document.complain("109", (), f"a rule of kind {form.kind} needs {test_key}", expected=test_key)
        reader = self.conditions_of(document)
        scope = Scope.of_rule(self.vocabulary, holder, form.about)

        def condition(raw: Any, where: Where) -> m.Condition | None:
            return None if raw is None else reader.read(raw, where, scope)

        def exceptions(items: list[f.ExceptionForm], where: Where) -> tuple[m.LegalException, ...]:
            made = []
            for i, item in enumerate(items):
                here = (*where, i)
                self.known_provision(document, (*here, "provision"), item.provision)
                when = condition(item.when, (*here, "when"))
                if when:
                    inner = exceptions(item.exceptions, (*here, "exceptions"))
                    made.append(m.LegalException(item.id, item.reads, item.provision, when, inner, item.no or ""))
            return tuple(made)

        displaces = tuple(
            m.Displaces(d.rule, d.because, condition(d.when, ("displaces", i, "when")))
            for i, d in enumerate(form.displaces)
        )
        test = condition(getattr(form, test_key), (test_key,))
        applies = condition(form.applies_when, ("applies_when",))
        made = exceptions(form.exceptions, ("exceptions",))
        for i, question in enumerate(form.contested):
            if question not in self.questions:
                document.complain(
                    "K127",
                    ("contested", i),
                    f"there is no question {question!r}",
                    hint=nearest(question, self.questions),
                )
        if document.problems or test is None:
            return None
        instrument = self.instruments[operative]
        compared(document, form.confidence.level, form.last_confirmed)
        binding = instrument.binding if form.force is None else form.force == "binding"
        todo, fee = form.to_do, form.to_do.fee if form.to_do else None
        if fee and fee.parameter and fee.parameter not in self.parameters:
            document.complain(
                "K133",
                ("to_do", "fee"),
                f"there is no parameter {fee.parameter!r}",
                hint=nearest(fee.parameter, self.parameters),
            )
            return None
        return m.Rule(
            form.rule, form.title, tuple(m.Citation(c.provision, c.role) for c in form.cites), operative,
            instrument.work, form.kind, binds, holder, form.about, form.reads, test, applies, form.defines or "", made,
            displaces, tuple(form.contested), binding, form.force or "", form.act or "", form.phase,
            form.reaches_company_by or "",
            m.ToDo(
                todo.what, todo.addressed_to, todo.lead_time, (fee.says or "") if fee else "",
                (fee.parameter or "") if fee else "", form.phase,
            ) if todo else None,
            tuple(form.evidence), form.consequence.says if form.consequence else "",
            form.consequence.by if form.consequence else "", tuple(form.on_breach), tuple(form.reading_notes),
            form.fault or "", form.prepare or "", form.gap or "", form.confidence.level, form.confidence.note or "",
            form.last_confirmed.on, form.last_confirmed.against or "", form.last_confirmed.by or "", document.file,
        )  # fmt: skip

    def _bearers(self, document: Document, form: f.RuleForm) -> tuple[tuple[str, ...], str | None]:
        names = [form.binds] if isinstance(form.binds, str) else form.binds
        roles = self.vocabulary.roles
        if form.kind == "definition":
            role = roles.get(form.defines or "")
            if role is None:
                document.complain(
                    "K125", ("defines",), f"there is no role {form.defines!r}", expected="a role of ontology/roles*.ttl",
                    hint=nearest(form.defines, roles),
                )  # fmt: skip
                return (), None
            if role.subject not in ("", form.about):
                document.complain(
                    "K138", ("about",), f"{role.slug} is held for a {role.subject}", expected=role.subject
                )
            if names != [role.holder.lower()] and names != [role.holder]:
                document.complain("K125", ("binds",), f"{role.slug} is held by a {role.holder}", expected=role.holder)
            return (), role.holder
        unknown = [name for name in names if name not in roles]
        for name in unknown:
            document.complain(
                "K125", ("binds",), f"there is no role {name!r}", expected="a role of ontology/roles*.ttl",
                hint=nearest(name, roles),
            )  # fmt: skip
        holders = {roles[name].holder for name in names if name in roles}
        if len(holders) > 1:
            document.complain("K125", ("binds",), "roles of States and of persons cannot be mixed in one rule")
        return tuple(names), holders.pop() if len(holders) == 1 and not unknown else None

    def _role_fits_subject(self, document: Document, form: f.RuleForm, binds: tuple[str, ...]) -> None:
        for name in binds:
            subject = self.vocabulary.roles[name].subject
            if subject and form.about not in (subject, "mission"):
                document.complain(
                    "K128", ("binds",), f"the role {name} is held for a {subject}, but the rule is about a {form.about}",
                    expected=f"about: {subject}, about: mission, or another role",
                )  # fmt: skip
