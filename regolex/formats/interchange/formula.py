"""Conditions as RuleML formulas: the closed vocabulary of conditions as relations, facts as functions of what they are about.

The relations are named by the words of a condition (``word:at_least``), a fact found along a path is a function applied to
another (``fact:activity.operator`` of the subject). Negation is strong: what is not known is not false.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from regolex.law import model as m
from regolex.law.vocabulary import BASE

if TYPE_CHECKING:
    from lxml.etree import _Element

LRML = "http://docs.oasis-open.org/legalruleml/ns/v1.0/"
RULEML = "http://ruleml.org/spec"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XS = "http://www.w3.org/2001/XMLSchema"
DIALECT = BASE + "word/"


class Formulas:
    """Writes conditions with one element maker of the RuleML namespace; ``states`` says which words are States."""

    def __init__(self, make: Any, states: Mapping[str, str]) -> None:
        self.r = make
        self.states = states

    def formula(self, condition: m.Condition, depth: int = 0) -> _Element:
        """One condition with all that is inside it; ``depth`` counts the quantifiers around it and numbers their variables."""
        r = self.r
        if isinstance(condition, (m.All, m.Any)):
            inside = [self.formula(item, depth) for item in condition.items]
            return r.And(*inside) if isinstance(condition, m.All) else r.Or(*inside)  # type: ignore[no-any-return]
        if isinstance(condition, m.Not):
            return r.Neg(self.formula(condition.item, depth))  # type: ignore[no-any-return]
        if isinstance(condition, m.Named):  # the standard has no place for the name: its meaning is written out
            return self.formula(condition.inner, depth)
        if isinstance(condition, m.Quantified):
            return self._quantified(condition, depth)
        if isinstance(condition, m.Given):
            return self.atom("given", self._fact(condition.fact, condition.path))
        if isinstance(condition, m.Under):
            read = [self.reading(condition.question, reading) for reading in condition.readings]
            return read[0] if len(read) == 1 else r.Or(*read)
        if isinstance(condition, m.HasRole):
            subject = [self._path(condition.subject)] if condition.subject else []
            return self.atom("", self._path(condition.path), *subject, iri=f"role:{condition.role}")
        return self._compare(condition)

    def atom(self, word: str, *terms: _Element, iri: str = "") -> _Element:
        """A relation of the vocabulary (or one with its own IRI) applied to terms."""
        return self.r.Atom(self.r.Rel(iri=iri or f"word:{word}"), *terms)  # type: ignore[no-any-return]

    def reading(self, question: str, reading: str) -> _Element:
        """The atom for one reading of a question."""
        asked, read = self.r.Ind(iri=f"reading:{question}"), self.r.Ind(iri=f"reading:{question}#{reading}")
        return self.atom("read-as", asked, read)

    def _quantified(self, q: m.Quantified, depth: int) -> _Element:
        """``some`` as an existential; ``every`` as "no part for which the condition is not true"."""
        r = self.r
        name = f"item{depth}"
        item = r.Var(name)
        whole = self._fact(q.fact, q.path) if q.fact else r.Ind(q.kind)
        member = self.atom("member", item, whole)
        such = self.formula(q.that, depth + 1)
        if q.word == "some":
            return r.Exists(r.Var(name), r.And(member, such))  # type: ignore[no-any-return]
        return r.Neg(r.Exists(r.Var(name), r.And(member, r.Neg(such))))  # type: ignore[no-any-return]

    def _compare(self, c: m.Compare) -> _Element:
        if c.operand.words:
            words = [self.atom("is", self._fact(c.fact, c.path), self._word(word)) for word in c.operand.words]
            return self.r.Or(*words)  # type: ignore[no-any-return]
        return self.atom(c.word, self._fact(c.fact, c.path), self._operand(c.operand))

    def _operand(self, o: m.Operand) -> _Element:
        r = self.r
        if o.how in ("bearer", "subject"):
            return r.Var(o.how)  # type: ignore[no-any-return]
        if o.how == "fact":
            return self._fact(o.word, o.path)
        if o.how == "part":
            return self._path(o.path)
        if o.how == "parameter":
            return r.Expr(r.Fun(iri="word:parameter"), r.Ind(o.word))  # type: ignore[no-any-return]
        if o.how == "months-before":
            return r.Expr(r.Fun(iri="word:months-before"), self._data("decimal", str(o.number)))  # type: ignore[no-any-return]
        if o.number is not None:
            return self._data("decimal", format(o.number, "f"))
        if o.day is not None:
            return self._data("date", o.day.isoformat())
        return self._word(o.word) if o.word else self._data("boolean", str(o.flag).lower())

    def _word(self, word: str) -> _Element:
        return self.r.Ind(iri=f"state:{word}") if word in self.states else self.r.Ind(word)  # type: ignore[no-any-return]

    def _data(self, sort: str, text: str) -> _Element:
        return self.r.Data(text, {f"{{{XSI}}}type": f"xs:{sort}"})  # type: ignore[no-any-return]

    def _fact(self, fact: str, path: tuple[str, ...]) -> _Element:
        return self.r.Expr(self.r.Fun(iri=f"fact:{fact}"), self._path(path))  # type: ignore[no-any-return]

    def _path(self, path: tuple[str, ...]) -> _Element:
        """The location of a fact: a variable, and the links to follow from it."""
        first, *links = path or ("mission",)
        term = self.r.Var(first)
        for link in links:
            term = self.r.Expr(self.r.Fun(iri=f"fact:{link}"), term)
        return term  # type: ignore[no-any-return]
