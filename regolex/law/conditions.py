"""From the condition a lawyer wrote to the one the engine evaluates.

The vocabulary is closed: ``all any not fact of given some every that under role for`` and the comparison words of
:data:`WORDS`. ``docs/reference/conditions.md`` has the three-valued table of each. Reading a condition resolves where
each fact is found, so that a fact out of reach is a problem of the file and never one of a mission.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law.source import Document, Where
from regolex.law.vocabulary import Vocabulary

WORDS = (
    "is", "is_a", "includes", "one_of", "at_least", "more_than", "at_most", "below", "before", "after",
)  # fmt: skip
_NUMBER_WORDS = ("at_least", "more_than", "at_most", "below")
_FORMS = ("all", "any", "not", "fact", "given", "some", "every", "under", "role")
_EXTRA = {
    "all": [], "any": [], "not": [], "fact": ["of", *WORDS], "given": ["of"], "some": ["that", "of"],
    "every": ["that", "of"], "under": [], "role": ["of", "for"],
}  # fmt: skip

SCHEMA: dict[str, Anything] = {
    "type": "object",
    "description": "One condition. See docs/reference/conditions.md.",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string"},
        "all": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "any": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Condition"}},
        "not": {"$ref": "#/$defs/Condition"},
        "fact": {"type": "string"},
        "of": {"type": "string"},
        "given": {"type": "string"},
        "some": {"type": "string"},
        "every": {"type": "string"},
        "that": {"$ref": "#/$defs/Condition"},
        "under": {"oneOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}]},
        "role": {"type": "string"},
        "for": {"type": "string"},
        **{word: {} for word in WORDS},
    },
    "oneOf": [{"required": [form]} for form in _FORMS],
}


class Scope:
    """Which part each kind of fact is read from: the subject, the bearer, or an item of a list.

    ``named`` maps a kind to the variable that holds such a part. The innermost quantifier wins.
    """

    def __init__(self, vocabulary: Vocabulary, named: Mapping[str, str], holder: str, about: str = "") -> None:
        self.vocabulary = vocabulary
        self.named = dict(named)
        self.holder = holder
        self.about = about

    @classmethod
    def of_rule(cls, vocabulary: Vocabulary, holder: str, about: str) -> Scope:
        """The scope in which the conditions of a rule are read."""
        named = {} if about == "mission" else {about: "subject"}
        if holder == "Party":
            named["party"] = "bearer"
        return cls(vocabulary, named, holder, about)

    def within(self, kind: str, variable: str) -> Scope:
        """The scope inside a quantifier over ``kind``."""
        return Scope(self.vocabulary, {**self.named, kind: variable}, self.holder, self.about)

    def path(self, kind: str) -> tuple[str, ...] | None:
        """Variable and links that lead to a part of this kind; None if there is no way."""
        if kind in self.named:
            return (self.named[kind],)
        if kind == "mission":
            return ("mission",)
        reached: list[tuple[tuple[str, ...], str]] = [
            ((variable,), at) for at, variable in reversed(self.named.items())
        ]
        for _ in range(2):
            onward: list[tuple[tuple[str, ...], str]] = []
            for path, at in reached:
                for fact in self.vocabulary.facts.values():
                    if fact.default_link and fact.kind == at:
                        if fact.of == kind:
                            return (*path, fact.id)
                        onward.append(((*path, fact.id), fact.of))
            reached = onward
        return None


class ConditionReader:
    """Reads the conditions of one file and notes what is wrong with them."""

    def __init__(
        self,
        document: Document,
        vocabulary: Vocabulary,
        questions: Mapping[str, frozenset[str]],
        parameters: frozenset[str],
        known_state: Callable[[str], bool],
    ) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.questions = questions
        self.parameters = parameters
        self.known_state = known_state

    def read(self, raw: Anything, where: Where, scope: Scope, depth: int = 0) -> m.Condition | None:
        """Read one condition; None if it cannot be understood, with the problem noted."""
        if not isinstance(raw, dict):
            self.document.complain("106", where, "a condition is a mapping", expected=" or ".join(_FORMS))
            return None
        forms = [form for form in _FORMS if form in raw]
        if len(forms) != 1:
            found = ", ".join(raw) or "nothing"
            hint = nearest(next(iter(raw), ""), _FORMS)
            self.document.complain(
                "106", where, f"this condition has {found}", expected=f"exactly one of {', '.join(_FORMS)}", hint=hint
            )
            return None
        form = forms[0]
        for key in raw:
            if key not in (form, "label", *_EXTRA[form]):
                self.document.complain(
                    "107", (*where, key), f"the word {key!r} cannot be used with {form!r}",
                    expected=", ".join([form, *_EXTRA[form], "label"]), hint=nearest(key, _EXTRA[form]),
                )  # fmt: skip
        label = str(raw.get("label") or "")
        if form in ("all", "any"):
            items = raw[form]
            if not isinstance(items, list) or not items:
                self.document.complain("106", (*where, form), f"{form!r} is empty or not a list", expected="conditions")
                return None
            read = [self.read(item, (*where, form, i), scope, depth) for i, item in enumerate(items)]
            done = tuple(item for item in read if item is not None)
            return m.All(done, label) if form == "all" else m.Any(done, label)
        if form == "not":
            item = self.read(raw["not"], (*where, "not"), scope, depth)
            return m.Not(item, label) if item else None
        if form in ("some", "every"):
            return self._quantified(form, raw, where, scope, depth, label)
        if form == "under":
            return self._under(raw["under"], (*where, "under"), label)
        if form == "role":
            return self._role(raw, where, scope, label)
        fact = self._fact(raw[form], (*where, form))
        if fact is None:
            return None
        path = self._path(fact, raw, where, scope)
        if path is None:
            return None
        if form == "given":
            return m.Given(fact.id, path, label)
        return self._compare(fact, path, raw, where, scope, label)

    # --- the forms ---

    def _fact(self, name: Anything, where: Where) -> m.Fact | None:
        fact = self.vocabulary.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            self.document.complain(
                "K123", where, f"there is no fact {name!r}", expected="a fact declared under ontology/attributes/",
                hint=nearest(name, self.vocabulary.facts),
            )  # fmt: skip
        return fact

    def _path(self, fact: m.Fact, raw: dict[str, Anything], where: Where, scope: Scope) -> tuple[str, ...] | None:
        if fact.kind == "state":
            if scope.holder != "State":
                self.document.complain("K128", where, f"{fact.id} is about a State, but this rule binds a person")
                return None
            return ("bearer",)
        link_name = raw.get("of")
        if link_name is None:
            path = scope.path(fact.kind)
        elif link_name in ("bearer", "subject"):
            path = (link_name,) if scope.named.get(fact.kind) == link_name else None
        else:
            link = self._fact(link_name, (*where, "of"))
            if link is None:
                return None
            start = scope.path(link.kind)
            path = (*start, link.id) if start and link.of == fact.kind and not link.many else None
        if path is None:
            self.document.complain(
                "K128", where, f"no {fact.kind} can be reached from here for {fact.id}",
                expected="the part that the rule is about, the bearer, or a part to which one of these links",
                hint=f"Name the link with `of:`, or go through the list with `some: {fact.kind}` or `every: {fact.kind}`.",
            )  # fmt: skip
        return path

    def _quantified(
        self, form: str, raw: dict[str, Anything], where: Where, scope: Scope, depth: int, label: str
    ) -> m.Condition | None:
        over = raw[form]
        if "that" not in raw:
            self.document.complain("109", where, f"{form!r} without 'that'", expected="that: a condition")
            return None
        variable = f"item{depth}"
        if over in self.vocabulary.kinds and self.vocabulary.kinds[over].list_name:
            inner = self.read(raw["that"], (*where, "that"), scope.within(over, variable), depth + 1)
            return m.Quantified(form, over, inner, label=label) if inner else None
        fact = self.vocabulary.facts.get(over) if isinstance(over, str) else None
        if fact is None or fact.type != "part" or not fact.many:
            lists = [kind.name for kind in self.vocabulary.kinds.values() if kind.list_name]
            lists += [f.id for f in self.vocabulary.facts.values() if f.type == "part" and f.many]
            self.document.complain(
                "K138", (*where, form), f"{over!r} is not a list of parts", expected=", ".join(lists),
                hint=nearest(over, lists),
            )  # fmt: skip
            return None
        path = self._path(fact, raw, where, scope)
        inner = self.read(raw["that"], (*where, "that"), scope.within(fact.of, variable), depth + 1)
        return m.Quantified(form, fact.of, inner, fact.id, path, label) if inner and path else None

    def _under(self, raw: Anything, where: Where, label: str) -> m.Condition | None:
        names = [raw] if isinstance(raw, str) else raw
        pairs = [str(name).partition(":")[::2] for name in names] if isinstance(names, list) else []
        known = [f"{q}:{r}" for q, readings in self.questions.items() for r in sorted(readings)]
        bad = [f"{q}:{r}" for q, r in pairs if r not in self.questions.get(q, ())]
        if not pairs or bad or len({q for q, _ in pairs}) > 1:
            self.document.complain(
                "K127", where, f"no such reading: {', '.join(bad) or raw}",
                expected="readings of one question, as question:reading", hint=nearest(bad[0] if bad else raw, known),
            )  # fmt: skip
            return None
        return m.Under(pairs[0][0], tuple(r for _, r in pairs), label)

    def _role(self, raw: dict[str, Anything], where: Where, scope: Scope, label: str) -> m.Condition | None:
        role = self.vocabulary.roles.get(raw["role"])
        if role is None:
            self.document.complain(
                "K125", (*where, "role"), f"there is no role {raw['role']!r}", expected="a role of ontology/roles.ttl",
                hint=nearest(raw["role"], self.vocabulary.roles),
            )  # fmt: skip
            return None
        of = raw.get("of", "bearer")
        path: tuple[str, ...] | None
        if of == "bearer":
            path = ("bearer",) if scope.holder == role.holder else None
        elif role.holder == "Party" and of == "party":
            path = scope.path("party")
        else:
            link = self._fact(of, (*where, "of"))
            start = scope.path(link.kind) if link else None
            fits = link and not link.many and (link.of == "party" if role.holder == "Party" else link.type == "state")
            path = (*start, link.id) if link and start and fits else None
        subject: tuple[str, ...] = ()
        if role.subject:
            found = scope.path(role.subject)
            subject = found if found and raw.get("for") != "anything" else ()
        if path is None:
            self.document.complain(
                "K128", where, f"no {role.holder} can be reached from here to hold the role {role.slug}",
                expected="the bearer, or `of:` a fact that names one",
            )  # fmt: skip
            return None
        return m.HasRole(role.slug, path, subject, label)

    # --- comparisons ---

    def _compare(
        self, fact: m.Fact, path: tuple[str, ...], raw: dict[str, Anything], where: Where, scope: Scope, label: str
    ) -> m.Condition | None:
        words = [word for word in WORDS if word in raw]
        if len(words) != 1:
            self.document.complain(
                "106", where, f"{fact.id} is compared {len(words)} times", expected=f"one of {', '.join(WORDS)}"
            )
            return None
        word = words[0]
        fitting = self._fitting_words(fact)
        if word not in fitting:
            self.document.complain(
                "K136", (*where, word), f"{fact.id} ({fact.type}{', many' if fact.many else ''}) cannot be compared "
                f"with {word!r}", expected=" or ".join(fitting),
            )  # fmt: skip
            return None
        operand = self._operand(fact, word, raw[word], (*where, word), scope)
        return m.Compare(fact.id, path, word, operand, label) if operand else None

    @staticmethod
    def _fitting_words(fact: m.Fact) -> tuple[str, ...]:
        if fact.many:
            return ("includes", "is_a") if fact.type == "concept" else ("includes",)
        return {
            "concept": ("is", "is_a", "one_of"),
            "state": ("is", "one_of"),
            "text": ("is", "one_of"),
            "integer": ("is", *_NUMBER_WORDS),
            "decimal": ("is", *_NUMBER_WORDS),
            "date": ("is", "before", "after"),
        }.get(fact.type, ("is",))

    def _operand(self, fact: m.Fact, word: str, raw: Anything, where: Where, scope: Scope) -> m.Operand | None:
        if isinstance(raw, dict) and len(raw) == 1:
            return self._reference(fact, next(iter(raw.items())), where, scope)
        if raw in ("bearer", "subject"):
            holder_type = "state" if scope.holder == "State" else "party"
            fits = raw == "bearer" and holder_type in (fact.type, fact.of)
            if fits or (raw == "subject" and fact.of == scope.about and fact.type == "part"):
                return m.Operand(str(raw))
            self.document.complain("K136", where, f"{fact.id} cannot be compared with the {raw}")
            return None
        if fact.type == "part" and raw == fact.of:
            found = scope.path(fact.of)
            if found:
                return m.Operand("part", path=found)
        if word == "one_of":
            words = raw if isinstance(raw, list) and raw else None
            good = words and all(self._literal(fact, item, (*where, i)) for i, item in enumerate(words))
            if words is None:
                self.document.complain("106", where, "one_of needs a list", expected="a list of answers")
            return m.Operand("literal", words=tuple(str(item) for item in words)) if words and good else None
        return self._literal(fact, raw, where)

    def _reference(self, fact: m.Fact, item: tuple[str, Anything], where: Where, scope: Scope) -> m.Operand | None:
        key, value = item
        if key == "fact":
            other = self._fact(value, where)
            path = self._path(other, {}, where, scope) if other else None
            if other and path and (other.type, other.of) != (fact.type, fact.of):
                self.document.complain("K136", where, f"{other.id} and {fact.id} have different types")
                return None
            return m.Operand("fact", word=value, path=path) if path else None
        if key == "parameter":
            if value in self.parameters:
                return m.Operand("parameter", word=value)
            self.document.complain(
                "K133", where, f"there is no parameter {value!r}", hint=nearest(value, self.parameters)
            )
            return None
        if key == "months_before_assessment" and isinstance(value, int):
            return m.Operand("months-before", number=Decimal(value))
        self.document.complain(
            "106", where, f"{key!r} is not a reference", expected="fact, parameter or months_before_assessment"
        )
        return None

    def _literal(self, fact: m.Fact, raw: Anything, where: Where) -> m.Operand | None:
        if fact.type == "boolean" and isinstance(raw, bool):
            return m.Operand("literal", flag=raw)
        if fact.type == "commitment" and raw == "done":
            return m.Operand("literal", word="done")
        if fact.type == "judgement" and raw in ("satisfied", "not-satisfied"):
            return m.Operand("literal", word=raw)
        if fact.type in ("integer", "decimal") and isinstance(raw, (int, Decimal)) and not isinstance(raw, bool):
            return m.Operand("literal", number=Decimal(raw))
        if fact.type == "date" and isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            try:
                return m.Operand("literal", day=date.fromisoformat(raw))
            except ValueError:
                pass
        if fact.type == "text" and isinstance(raw, str):
            return m.Operand("literal", word=raw)
        if fact.type == "state" and isinstance(raw, str):
            if self.known_state(raw):
                return m.Operand("literal", word=raw)
            self.document.complain("K134", where, f"there is no State {raw!r}", expected="a three-letter code")
            return None
        if fact.type == "concept" and isinstance(raw, str):
            answers = self.vocabulary.answers(fact)
            if raw in answers:
                return m.Operand("literal", word=raw)
            self.document.complain(
                "K124", where, f"{raw!r} is not a valid answer to {fact.id}", expected=f"a class of {fact.of}",
                hint=nearest(raw, answers),
            )  # fmt: skip
            return None
        if fact.type == "text" and isinstance(raw, str):
            return m.Operand("literal", word=raw)
        expected = {
            "boolean": "true or false", "commitment": "done", "judgement": "satisfied or not-satisfied",
            "integer": "a number", "decimal": "a number", "date": "a date such as 2026-01-31",
            "part": "bearer, subject or the kind of part meant",
        }.get(fact.type, fact.type)  # fmt: skip
        self.document.complain("K136", where, f"{raw!r} does not fit {fact.id}", expected=expected)
        return None
