"""Contested questions as RDF: their readings and holders."""

from __future__ import annotations

from regolex.formats.rdf.triples import DCT, SKOS, Writer, iri, truth
from regolex.law import model as m
from regolex.law.readings import is_serious


def readings(knowledge: m.Knowledge) -> Writer:
    """Contested questions with their readings, and the holders of each with the date of the statement."""
    w = Writer("readings")
    for q in knowledge.questions.values():
        question = iri(f"readings/{q.id}")
        w.typed(question, "ContestedQuestion")
        w.texts(question, **{SKOS + "prefLabel": q.asks}, commonGround=q.common_ground, caution=q.caution)
        w.texts(question, **{DCT + "abstract": q.summary})
        for provision in q.text_at_issue:
            w.add(question, "textAtIssue", iri(provision))
        for r in q.readings:
            reading = iri(f"readings/{q.id}#{r.id}")
            w.typed(reading, "Reading")
            w.add(reading, "readingOf", question)
            w.codes(reading, **{SKOS + "notation": r.id}, weight=r.weight, standsApart=r.apart)
            w.add(reading, "serious", truth(is_serious(r)))
            w.texts(reading, **{SKOS + "prefLabel": r.name}, says=r.says)
            w.texts(reading, weightBasis=r.weight_basis, restsOnAuthority=r.authority)
            for n, h in enumerate((h for h in r.holders if h.read), 1):
                held = iri(f"readings/{q.id}#{r.id}-holder-{n}")
                w.typed(held, "Holding")
                w.add(held, "holdsReading", reading)
                w.texts(held, holderName=h.name, statement=h.statement, **{DCT + "source": h.source})
                w.add(held, "holderState", iri(f"state/{h.state}") if h.state else None)
                w.codes(held, spokeAs=h.kind, heldSince=h.since, heldUntil=h.until, confidence=h.confidence)
                w.add(held, "nearestView", truth(h.nearest))
    return w
