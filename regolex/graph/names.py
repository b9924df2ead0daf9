"""The names of bearers, results, verdicts and grades in the graph."""

from __future__ import annotations

import pyoxigraph as ox

from regolex.engine.assessment import Assessment
from regolex.engine.world import UNNAMED
from regolex.formats.rdf.triples import iri
from regolex.formats.rdf.writer import part_iri

_RESULTS = {"to-do": "ToBeDone", "judgement": "AwaitsJudgement"}


def bearer_iri(a: Assessment, bearer: str) -> ox.NamedNode:
    """The IRI of a State, of a party, or of the State not yet named."""
    if bearer == UNNAMED:
        return iri("bearer/not-yet-named")
    return iri(f"state/{bearer}") if bearer in a.knowledge.states else part_iri(a.mission, bearer)


def result_iri(word: str) -> ox.NamedNode:
    """The IRI of the result of a finding.

    >>> result_iri("to-do").value
    'https://w3id.org/regolex/ResultToBeDone'
    """
    return iri("Result" + _RESULTS.get(word, _camel(word)))


def verdict_iri(word: str) -> ox.NamedNode:
    """The IRI of the word of a verdict.

    >>> verdict_iri("no-duty-found").value
    'https://w3id.org/regolex/VerdictNoDutyFound'
    """
    return iri("Verdict" + _camel(word))


def grade_iri(grade: str) -> ox.NamedNode:
    """The IRI of the grade of a verdict."""
    return iri("Grade" + _camel(grade))


def _camel(word: str) -> str:
    return word.title().replace("-", "")


__all__ = ["bearer_iri", "grade_iri", "result_iri", "verdict_iri"]
