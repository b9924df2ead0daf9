"""Conditions as RDF: every clause is a node with its word, its fact, the comparison, and the location of the fact.

The IRI of a clause is that of what it belongs to, the property that leads to it, and the places of the clauses above it:
``rule/un/treaty/...#appliesWhen.1.2`` is the second clause inside the first.
"""

from __future__ import annotations

import pyoxigraph as ox

from regolex.formats.rdf.terms import answer_term
from regolex.formats.rdf.triples import Writer, code, iri, number, whole
from regolex.law import model as m
from regolex.law.vocabulary import iri_of


def clauses(w: Writer, owner: ox.NamedNode, leads: str, condition: m.Condition | None, knowledge: m.Knowledge) -> None:
    """Write a condition and everything inside it; ``leads`` is the property from its owner to it."""
    if condition is None:
        return
    sign = "/" if "#" in owner.value else "#"
    _Clauses(w, knowledge).write(owner, leads, iri(f"{owner.value}{sign}{leads}"), condition)


def condition_iri(name: str) -> ox.NamedNode:
    """The IRI of a named condition."""
    return iri(f"condition/{name}")


class _Clauses:
    def __init__(self, w: Writer, knowledge: m.Knowledge) -> None:
        self.w = w
        self.knowledge = knowledge

    def write(self, above: ox.NamedNode, leads: str, node: ox.NamedNode, clause: m.Condition) -> None:
        w = self.w
        w.add(above, leads, node)
        w.typed(node, "Clause")
        w.texts(node, clauseLabel=clause.label)
        w.codes(node, operator=_word(clause))
        for place, item in enumerate(_inside(clause), 1):
            inner = iri(f"{node.value}.{place}")
            w.add(inner, "place", whole(place))
            self.write(node, "hasClause", inner, item)
        if isinstance(clause, (m.Compare, m.Given, m.Quantified)):
            w.add(node, "ofFact", ox.NamedNode(iri_of(clause.fact)) if clause.fact else None)
        if isinstance(clause, (m.Compare, m.Given, m.Quantified, m.HasRole)):
            self._path(node, "foundAlong", clause.path)
        if isinstance(clause, m.Compare):
            w.codes(node, comparison=clause.word)
            self._operand(node, clause)
        elif isinstance(clause, m.Quantified):
            w.codes(node, overKind=clause.kind)
        elif isinstance(clause, m.Under):
            for reading in clause.readings:
                w.add(node, "underReading", iri(f"readings/{clause.question}#{reading}"))
        elif isinstance(clause, m.Named):
            w.add(node, "usesCondition", condition_iri(clause.name))
        elif isinstance(clause, m.HasRole):
            w.add(node, "ofRole", iri(f"role/{clause.role}"))
            self._path(node, "roleHeldFor", clause.subject)

    def _path(self, node: ox.NamedNode, name: str, path: tuple[str, ...]) -> None:
        """The location of a fact: a variable, then the links to follow, as text to read and as facts to query."""
        self.w.codes(node, **{name: " > ".join(path)})
        for link in path[1:]:
            self.w.add(node, "followsFact", ox.NamedNode(iri_of(link)) if link in self.knowledge.facts else None)

    def _operand(self, node: ox.NamedNode, clause: m.Compare) -> None:
        w, operand, fact = self.w, clause.operand, self.knowledge.facts[clause.fact]
        w.codes(node, operandSort=operand.how)
        if operand.how == "fact":
            w.add(node, "comparedFact", ox.NamedNode(iri_of(operand.word)))
        elif operand.how == "parameter":
            w.add(node, "comparedParameter", iri(f"parameter/{operand.word}"))
        elif operand.how == "months-before":
            w.add(node, "comparedValue", number(operand.number) if operand.number is not None else None)
        elif operand.how == "literal":
            for value in _values(operand, fact):
                w.add(node, "comparedValue", answer_term(fact, value) if fact.type != "part" else code(str(value)))
        if operand.path:
            self._path(node, "operandFoundAlong", operand.path)


def _word(clause: m.Condition) -> str:
    if isinstance(clause, m.Quantified):
        return clause.word
    words: dict[type, str] = {
        m.All: "all", m.Any: "any", m.Not: "not", m.Compare: "fact", m.Given: "given", m.Under: "under", m.HasRole: "role",
        m.Named: "condition",
    }  # fmt: skip
    return words[type(clause)]


def _inside(clause: m.Condition) -> tuple[m.Condition, ...]:
    if isinstance(clause, (m.All, m.Any)):
        return clause.items
    if isinstance(clause, m.Not):
        return (clause.item,)
    if isinstance(clause, m.Named):
        return (clause.inner,)
    return (clause.that,) if isinstance(clause, m.Quantified) else ()


def _values(operand: m.Operand, fact: m.Fact) -> tuple[object, ...]:
    """The literal values on the right-hand side."""
    if operand.words:
        return operand.words
    if operand.word:
        return (operand.word,)
    if operand.number is not None:
        return (operand.number,)
    return (operand.day,) if operand.day is not None else (operand.flag,) if fact.type == "boolean" else ()
