"""Values of facts as RDF terms, and back: States, answers of lists, commitments, numbers, dates and texts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from regolex.formats.rdf.triples import XSD, Term, code, day, iri, number, truth, whole
from regolex.law import model as m
from regolex.law.vocabulary import BASE
from regolex.missions.windows import Window

_SPECIAL = {
    "done": "Done", "planned": "Planned", "not-planned": "NotPlanned", "satisfied": "Satisfied",
    "not-satisfied": "NotSatisfied",
}  # fmt: skip
_OF_SPECIAL = {term: word for word, term in _SPECIAL.items()}
_PERIODS = {4: "gYear", 7: "gYearMonth"}  # by the length of a year and of a month
_INTERVAL = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})\Z")
_NUMBERS = ("integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger")


def answer_term(fact: m.Fact, value: Any) -> Term:
    """The term for the value of a fact; a reference to a part is made by the caller, who knows the mission.

    >>> from regolex.knowledge import load
    >>> answer_term(load().knowledge.facts["party.organised_under"], "LUX").value
    'https://w3id.org/regolex/state/LUX'
    """
    if fact.type == "state":
        return iri(f"state/{value}")
    if fact.type == "concept":
        return iri(f"concept/{value}")
    if fact.type in ("commitment", "judgement"):
        return iri(_SPECIAL[value])
    if fact.type == "integer" and isinstance(value, Decimal):
        return whole(int(value))
    return literal(value)


def literal(value: Any) -> ox.Literal:
    """A plain value as a literal: truth, number, day or text; a window in its own datatype, or as an interval of two days.

    >>> from regolex.missions.windows import day_or_window
    >>> literal(day_or_window("2028-07")).datatype.value, literal(day_or_window({"from": "2028", "to": "2029"})).value
    ('http://www.w3.org/2001/XMLSchema#gYearMonth', '2028-01-01/2029-12-31')
    """
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, Window):
        kind = _PERIODS.get(len(value.stated)) if "Q" not in value.stated else None
        if kind:
            return ox.Literal(value.stated, datatype=ox.NamedNode(XSD + kind))
        return code(value.stated or f"{value.not_before}/{value.not_after}")
    if isinstance(value, date):
        return day(value)
    return number(Decimal(value)) if isinstance(value, (int, Decimal)) else code(str(value))


def plain(term: ox.Literal) -> Any:
    """The value of a literal: bool, int, Decimal or text. One that does not fit its datatype stays text, to be refused later.

    >>> plain(number(Decimal("1.50"))), plain(truth(True)), plain(day(date(2026, 1, 31)))
    (Decimal('1.50'), True, '2026-01-31')
    """
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(term.value, term.value)
    if kind in _NUMBERS:
        try:
            value = Decimal(term.value)
        except InvalidOperation:
            return term.value
        return (
            int(value) if kind not in ("decimal", "double", "float") and value == value.to_integral_value() else value
        )
    return term.value


def stated_day(value: Any) -> Any:
    """The plain value of a day as a mission file states it: an interval becomes its first and its last day.

    >>> stated_day("2028-01-01/2029-12-31"), stated_day("2028-07")
    ({'from': '2028-01-01', 'to': '2029-12-31'}, '2028-07')
    """
    found = _INTERVAL.match(value) if isinstance(value, str) else None
    return {"from": found[1], "to": found[2]} if found else value


def short_answer(term: ox.NamedNode, knowledge: m.Knowledge) -> str:
    """The word of a mission file for a State, an answer of a list, a commitment or a judgement.

    A class is taken for its answer. An unknown IRI is reduced to its last segment, to be refused later.
    """
    name = term.value.removeprefix(BASE)
    for folder in ("state/", "concept/"):
        if name.startswith(folder):
            return name.removeprefix(folder)
    if name in _OF_SPECIAL:
        return _OF_SPECIAL[name]
    by_term = {taxon.term: slug for slug, taxon in knowledge.taxa.items()}
    return by_term.get(name) or name.rstrip("/#").replace("#", "/").rpartition("/")[2] or name
