"""Reads the questions of the intake and checks them: every fact and value exists, every condition can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from regolex.errors import nearest
from regolex.law import intake_forms as f
from regolex.law import model as m
from regolex.law.folder import Folder
from regolex.law.intake import REFERENCE, Adding, Choice, Field, Intake, IntakeQuestion, Test, Writing
from regolex.law.source import Document, Where
from regolex.law.vocabulary import Vocabulary

FILES = "ontology/intake/*.yaml"
# what a value may take up beside earlier answers
WORDS = (
    "answer", "client", "body", "launch", "launches", "vehicle", "site", "steps", "crafts", "taking", "entry",
)  # fmt: skip
# what a condition may look at beside answers: whether there are several bodies, several craft
COUNTED = ("where.several", "craft.several")
_FOR_NO_VALUE = ("unknown", "does_not_arise")
_PLAIN: dict[str, type | tuple[type, ...]] = {
    "boolean": bool, "text": str, "integer": int, "decimal": (int, float), "judgement": str, "date": str,
}  # fmt: skip


class IntakeReader:
    """Reads the files of one folder; problems go to the folder."""

    def __init__(self, folder: Folder, vocabulary: Vocabulary, states: Mapping[str, str]) -> None:
        self.folder, self.vocabulary, self.states = folder, vocabulary, states
        self.forms: list[tuple[Document, f.IntakeForm]] = []

    def read(self) -> Intake:
        """All questions in their order."""
        documents = []
        for path, name in self.folder.files(FILES):
            document = self.folder.document(path, name)
            documents.append(document)
            form = self.folder.form(document, f.IntakeForm)
            if form:
                if not path.stem.endswith(form.intake):
                    document.complain("K120", ("intake",), f"it says {form.intake}", expected=path.stem)
                self.forms.append((document, form))
        self.forms.sort(key=lambda item: item[1].number)
        numbers = [form.number for _, form in self.forms]
        for (document, form), number in zip(self.forms, numbers, strict=True):
            if numbers.count(number) > 1:
                document.complain("K130", ("number",), f"question {number} occurs a second time ({form.intake})")
        found = tuple(self._question(document, form) for document, form in self.forms)
        for document in documents:
            self.folder.done(document)
        return found

    def _question(self, document: Document, form: f.IntakeForm) -> IntakeQuestion:
        return IntakeQuestion(
            form.intake, form.number, form.asks, form.help,
            tuple(self._field(document, name, item, ("fields", name)) for name, item in form.fields.items()),
            self._test(document, form.when, ("when",)), self._writings(document, form.writes, ("writes",)),
            self._addings(document, form.adds, ("adds",)),
        )  # fmt: skip

    def _field(self, document: Document, name: str, form: f.FieldForm, where: Where) -> Field:
        for kind in (form.each, form.speaks_for):
            if kind and kind not in self.vocabulary.kinds:
                document.complain(
                    "K138", where, f"there is no kind of part {kind!r}", hint=nearest(kind, self.vocabulary.kinds)
                )
        if form.scheme and not self._taxa(form.scheme):
            document.complain("K124", (*where, "scheme"), f"there is no list of answers {form.scheme!r}")
        chosen = form.type in ("choice", "choices")
        if chosen != bool(form.choices or form.scheme) or bool(form.fields) != (form.type == "entries"):
            document.complain(
                "106", where, f"a field of type {form.type} has the wrong keys",
                expected="choices or scheme with choice and choices, fields with entries",
            )  # fmt: skip
        self._kinds(document, form.kinds, form.each or "", (*where, "kinds"))
        choices = [
            Choice(
                key, c.label, self._writings(document, c.writes, (*where, "choices", key, "writes")),
                self._writings(document, c.otherwise, (*where, "choices", key, "otherwise")),
                self._addings(document, c.adds, (*where, "choices", key, "adds")), c.alone,
            )
            for key, c in form.choices.items()
        ]  # fmt: skip
        choices += [Choice(slug, taxon.label) for slug, taxon in self._taxa(form.scheme or "").items()]
        return Field(
            name, form.asks, form.type, form.help or "", tuple(choices), self._test(document, form.when, (*where, "when")),
            form.each or "", tuple(form.kinds), self._writings(document, form.writes, (*where, "writes")),
            self._addings(document, form.adds, (*where, "adds")), form.speaks_for or "", form.completes or "",
            form.default or "", form.scheme or "",
            tuple(self._field(document, key, item, (*where, "fields", key)) for key, item in form.fields.items()),
        )  # fmt: skip

    def _taxa(self, scheme: str) -> dict[str, m.Taxon]:
        return {slug: taxon for slug, taxon in self.vocabulary.taxa.items() if scheme and taxon.scheme == scheme}

    def _kinds(self, document: Document, kinds: Iterable[str], part: str, where: Where) -> None:
        fact = self.vocabulary.facts.get(f"{part}.kind")
        known = self._taxa(fact.of) if fact else self._taxa("ClaimObject")
        for kind in kinds:
            if kind not in known:
                document.complain("K124", where, f"there is no kind {kind!r} of {part}", hint=nearest(kind, known))

    # --- conditions on answers ---

    def _test(self, document: Document, form: f.TestForm | None, where: Where) -> Test | None:
        if form is None:
            return None
        if sum(x is not None for x in (form.answer, form.all, form.any, form.not_)) != 1:
            document.complain("106", where, "it is not one condition", expected="one of answer, all, any, not")
        if form.answer:
            self._known(document, form.answer, form.one_of, where)
        inner = self._test(document, form.not_, (*where, "not"))
        if inner is not None:
            return Test(every=(inner,), negated=True)
        every, some = (
            tuple(t for i, item in enumerate(group or ()) if (t := self._test(document, item, (*where, key, i))))
            for key, group in (("all", form.all), ("any", form.any))
        )
        return Test(form.answer or "", tuple(form.one_of), every, some)

    def _known(self, document: Document, name: str, values: Iterable[Any], where: Where) -> None:
        """An answer that a condition or a value names must be one that is asked, and its values ones that can be given."""
        if name in COUNTED:
            return
        question, field_name = (*name.split("."), "")[:2]
        forms = {form.intake: form for _, form in self.forms}
        field = forms[question].fields.get(field_name) if question in forms else None
        if field is None:
            known = [f"{q}.{key}" for q, form in forms.items() for key in form.fields]
            document.complain("K123", where, f"no question asks {name!r}", hint=nearest(name, known))
            return
        if name.count(".") > 1:  # an attribute of a catalogue entry, or of the entries of a list
            return
        options = {**field.choices, **dict.fromkeys(self._taxa(field.scheme or ""))}
        for value in values:
            if options and value not in options:
                document.complain(
                    "K124", where, f"{value!r} is not an answer to {name}", hint=nearest(str(value), options)
                )

    # --- what is written ---

    def _writings(self, document: Document, forms: list[f.WritingForm], where: Where) -> tuple[Writing, ...]:
        found = []
        for i, form in enumerate(forms):
            at: Where = (*where, i)
            self._values(document, form.values, at)
            parts = {name.partition(".")[0] for name in form.values}
            if form.kinds and len(parts) == 1:
                self._kinds(document, form.kinds, parts.pop(), (*at, "kinds"))
            found.append(
                Writing(form.values, form.to or "", tuple(form.kinds), self._test(document, form.when, (*at, "when")))
            )
        return tuple(found)

    def _addings(self, document: Document, forms: list[f.AddingForm], where: Where) -> tuple[Adding, ...]:
        found = []
        for i, form in enumerate(forms):
            at: Where = (*where, i)
            kind = form.part.partition(":")[0]
            if kind not in self.vocabulary.kinds:
                document.complain(
                    "K138", at, f"there is no kind of part {kind!r}", hint=nearest(kind, self.vocabulary.kinds)
                )
            self._values(document, form.values, at, kind)
            found.append(
                Adding(form.part, form.name or "", form.values, self._test(document, form.when, (*at, "when")))
            )
        return tuple(found)

    def _values(self, document: Document, values: Mapping[str, Any], where: Where, kind: str = "") -> None:
        for name, value in values.items():
            fact = self.vocabulary.facts.get(name)
            if fact is None or fact.derived or (kind and fact.kind != kind):
                expected = f"a fact of {kind} that can be stated" if kind else "a fact that can be stated"
                hint = nearest(name, self.vocabulary.facts)
                document.complain("K123", where, f"there is no fact {name!r} here", expected=expected, hint=hint)
            elif fact.type == "judgement" or name in NEVER_WRITTEN or (name in AS_ANSWERED and value != "$answer"):
                document.complain(
                    "K147", where, f"the intake never writes {name} on its own account", expected="another fact"
                )
            else:
                self._value(document, fact, value, where)

    def _value(self, document: Document, fact: m.Fact, value: Any, where: Where) -> None:
        if isinstance(value, dict):
            if len(value) != 1 or next(iter(value)) not in _FOR_NO_VALUE:
                document.complain("K124", where, f"{value!r} is not an answer to {fact.id}")
            return
        values = value if isinstance(value, list) else [value]
        for one in values:
            if isinstance(one, str) and one.startswith(REFERENCE):
                word, _, rest = one[1:].partition(".")
                if word not in WORDS or (word == "launch" and rest):
                    self._known(document, f"{word}.{rest.partition('.')[0]}", (), where)
            elif not self._good(fact, one):
                document.complain(
                    "K124", where, f"{one!r} is not an answer to {fact.id}", hint=nearest(str(one), self._taxa(fact.of))
                )

    def _good(self, fact: m.Fact, value: Any) -> bool:
        if fact.type == "concept":
            return value in self._taxa(fact.of)
        if fact.type == "state":
            return value in self.states
        if fact.type == "commitment":
            return value in ("done", "planned", "not-planned")
        if fact.type == "part":
            return isinstance(value, str)
        return isinstance(value, _PLAIN[fact.type]) and (fact.type == "boolean" or not isinstance(value, bool))


# told by a person only: who registers, judges or grants
NEVER_WRITTEN = ("authorisation.supervision", "authorisation.granted_on")

AS_ANSWERED = ("object.registry_state",)

__all__ = ["FILES", "NEVER_WRITTEN", "IntakeReader"]
