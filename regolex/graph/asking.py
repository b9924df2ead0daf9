"""Assumption sets and events as RDF: what may be taken as usual, and what may befall a mission."""

from __future__ import annotations

import pyoxigraph as ox

from regolex.formats.rdf.triples import DCT, SKOS, Writer, code, english, iri, truth, whole
from regolex.law import model as m
from regolex.law.vocabulary import iri_of


def asking(knowledge: m.Knowledge) -> Writer:
    """Every assumption set with the facts it has a value for, and every event with the fact that records it."""
    w = Writer("asking")
    for item in knowledge.asking.sets.values():
        node = iri(f"assumption-set/{item.name}")
        w.typed(node, "AssumptionSet")
        w.add(node, SKOS + "notation", code(item.name))
        w.add(node, DCT + "title", english(item.title))
        w.texts(node, says=item.says)
        w.codes(node, treatment=item.treatment)
        w.add(node, "place", whole(item.rank))
        w.add(node, "assumes", *(ox.NamedNode(iri_of(fact)) for fact in sorted({entry.fact for entry in item.entries})))
    for event in knowledge.asking.events.values():
        node = iri(f"event/{event.name}")
        w.typed(node, "Event")
        w.add(node, SKOS + "notation", code(event.name))
        w.texts(node, happens=event.happens)
        w.codes(node, phase=event.phase)
        w.add(node, "toldBy", ox.NamedNode(iri_of(event.fact)))
        w.add(node, "waitsForLaunch", truth(event.waits_for_launch))
    return w
