"""Comparisons: which words fit which fact, and what may be on the right-hand side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from regolex.errors import nearest
from regolex.law import model as m
from regolex.law.scope import Scope
from regolex.law.source import Document, Where
from regolex.law.vocabulary import Vocabulary

WORDS = (
    "is", "already", "is_a", "includes", "includes_itself", "one_of", "at_least", "more_than", "at_most", "below", "before",
    "after",
)  # fmt: skip
_NUMBER_WORDS = ("at_least", "more_than", "at_most", "below")


class ComparisonReader:
    """Reads comparisons and their facts, and records their problems."""

    def __init__(
        self, document: Document, vocabulary: Vocabulary, parameters: frozenset[str], known_state: Callable[[str], bool]
    ) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.parameters = parameters
        self.known_state = known_state

    def fact(self, name: Anything, where: Where) -> m.Fact | None:
        """The fact of this name, or None with a problem that names the nearest fact."""
        fact = self.vocabulary.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            self.document.complain(
                "K123", where, f"there is no fact {name!r}", expected="a fact declared under ontology/attributes/",
                hint=nearest(name, self.vocabulary.facts),
            )  # fmt: skip
        return fact

    def path(self, fact: m.Fact, raw: dict[str, Anything], where: Where, scope: Scope) -> tuple[str, ...] | None:
        """The path to the part from which the fact is read, or None with the problem recorded."""
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
            link = self.fact(link_name, (*where, "of"))
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

    def read(
        self, fact: m.Fact, path: tuple[str, ...], raw: dict[str, Anything], where: Where, scope: Scope, label: str
    ) -> m.Condition | None:
        """One comparison; None, with the problem recorded, if it does not fit the fact."""
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
            return {"concept": ("includes", "is_a"), "state": ("includes", "includes_itself")}.get(
                fact.type, ("includes",)
            )
        return {
            "concept": ("is", "is_a", "one_of"),
            "state": ("is", "one_of"),
            "text": ("is", "one_of"),
            "integer": ("is", *_NUMBER_WORDS),
            "decimal": ("is", *_NUMBER_WORDS),
            "date": ("is", "before", "after"),
            "commitment": ("is", "already"),
        }.get(fact.type, ("is",))

    def _operand(self, fact: m.Fact, word: str, raw: Anything, where: Where, scope: Scope) -> m.Operand | None:
        if word == "includes_itself":  # a State by name: a bearer is always one whose acts count
            return self._literal(fact, raw, where)
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
            other = self.fact(value, where)
            path = self.path(other, {}, where, scope) if other else None
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
            self.document.complain("K134", where, f"unknown State {raw!r}", expected="a three-letter code")
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
