"""The questions that an assessment leaves, and whom law might concern by their answers, as RDF."""

from __future__ import annotations

import pyoxigraph as ox

from regolex.engine.assessment import Assessment
from regolex.engine.concern import concerns as groups_of
from regolex.formats.rdf.triples import SKOS, Writer, english, iri, segment, whole
from regolex.graph.names import bearer_iri
from regolex.law.vocabulary import iri_of


def question_iri(assessment: ox.NamedNode, name: str) -> ox.NamedNode:
    """The IRI of a question that an assessment leaves."""
    return iri(f"{assessment.value}#{name}")


def questions(w: Writer, node: ox.NamedNode, a: Assessment) -> None:
    """Every question that is left, in its place, with who can answer it and how much hangs on it."""
    for place, item in enumerate(a.questions.items, 1):
        here = question_iri(node, item.id)
        w.typed(here, "UnansweredQuestion")
        w.add(node, "leavesQuestion", here)
        w.add(here, "place", whole(place))
        w.add(here, SKOS + "prefLabel", english(item.label))
        w.texts(here, asksWhether=item.text, reasonToAsk=item.why)
        w.codes(
            here, answerableBy=item.who, questionSort=item.sort, neededBy=item.needed_by, missingBecause=item.missing
        )
        w.add(here, "findingsWaiting", whole(item.hangs))
        w.add(here, "breachesAtStake", whole(item.decides))
        w.add(here, "ofFact", ox.NamedNode(iri_of(item.fact)) if item.fact else None)
        for part in item.parts:
            w.add(here, "askedOf", bearer_iri(a, part))
        w.add(here, "gateOf", *(ox.NamedNode(iri_of(fact)) for fact in item.gate_of))


def concerns(w: Writer, node: ox.NamedNode, a: Assessment) -> None:
    """Whom law might concern, by the questions that decide it."""
    for place, group in enumerate(groups_of(a), 1):
        here = iri(f"{node.value}#concern-{place}")
        w.typed(here, "PossibleConcern")
        w.add(node, "leavesConcern", here)
        w.add(here, "decidedByQuestion", *(question_iri(node, name) for name in group.questions))
        for entry in group.entries:
            bearer = iri(f"{here.value}~{segment(entry.bearer.replace(':', '-'))}")
            w.typed(bearer, "PossibleBearer")
            w.add(here, "mightReach", bearer)
            w.add(bearer, "possibleBearer", bearer_iri(a, entry.bearer))
            w.add(bearer, "inRole", *(iri(f"role/{role}") for role in entry.roles))
            w.add(bearer, "byRule", *(iri(f"rule/{rule}") for rule in entry.rules))


__all__ = ["concerns", "question_iri", "questions"]
