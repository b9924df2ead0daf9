"""The corpus as RDF: instruments with their provisions, legal orders with their gaps, dated amounts."""

from __future__ import annotations

import pycountry
import pyoxigraph as ox

from regolex.formats.rdf.triples import DCT, ELI, SKOS, XSD, Writer, day, iri, number, truth
from regolex.graph.conditions import clauses
from regolex.law import model as m

COUNTRIES = "http://publications.europa.eu/resource/authority/country/"


def corpus(knowledge: m.Knowledge) -> Writer:
    """States, works, their dated wordings and the provisions of those."""
    w = Writer("corpus")
    ends = {row.code: row.last_day for row in knowledge.territories if row.code == row.state and row.last_day}
    for letters, name in knowledge.states.items():
        state = iri(f"state/{letters}")
        w.typed(state, "State")
        w.codes(state, **{SKOS + "notation": letters})
        w.texts(state, **{SKOS + "prefLabel": name})
        if letters in ends:
            w.add(state, "endedAfter", day(ends[letters]))
        if pycountry.countries.get(alpha_3=letters):  # the European Union uses the same codes for these
            w.add(state, SKOS + "exactMatch", iri(COUNTRIES + letters))
    for i in knowledge.instruments.values():
        _instrument(w, i)
    return w


def _instrument(w: Writer, i: m.Instrument) -> None:
    work, version = iri(i.work), iri(i.version)
    w.typed(work, "Work", ELI + "LegalResource")
    w.texts(work, **{SKOS + "prefLabel": i.short})
    w.typed(version, "Instrument", ELI + "LegalResource")
    w.add(version, "versionOf", work)
    w.add(version, ELI + "is_member_of", work)
    w.texts(version, **{DCT + "title": i.title, SKOS + "prefLabel": i.short, DCT + "bibliographicCitation": i.citation})
    w.add(version, "legalOrder", iri(f"legal-order/{i.legal_order}"))
    w.codes(version, instrumentKind=i.kind, status=i.status, coverage=i.coverage)
    w.add(version, "binding", truth(i.binding))
    w.add(version, "officialUrl", ox.Literal(i.official_url, datatype=ox.NamedNode(XSD + "anyURI")))
    w.add(version, "adoptedOn", day(i.adopted) if i.adopted else None)
    w.window(version, "inForce", i.in_force)
    w.window(version, "ended", i.ended)
    for p in i.provisions:
        provision = iri(p.id)
        w.typed(provision, "Provision", ELI + "LegalResourceSubdivision")
        w.add(provision, "provisionOf", version)
        w.add(provision, ELI + "is_part_of", version)
        w.codes(provision, pinpoint=p.pinpoint, confidence=p.confidence)
        w.texts(provision, **{SKOS + "prefLabel": p.label, "says": p.says, "doubt": p.doubt})
        w.texts(provision, notOperative=p.not_operative, operativeInPart=p.partly)


def jurisdictions(knowledge: m.Knowledge) -> Writer:
    """Legal orders, their gaps, and the laws that are known but not encoded."""
    w = Writer("jurisdictions")
    orders = {i.legal_order for i in knowledge.instruments.values()}
    orders |= set(knowledge.jurisdictions) | {law.state for law in knowledge.known_laws}
    for name in sorted(orders):
        order = iri(f"legal-order/{name}")
        w.codes(order, **{SKOS + "notation": name})
        if name in knowledge.states:
            w.typed(order, "LegalOrder", "NationalLegalOrder")
            w.add(order, "ofState", iri(f"state/{name}"))
            w.texts(order, **{SKOS + "prefLabel": f"law of {knowledge.states[name]}"})
        else:
            w.typed(order, "LegalOrder", "InternationalLegalOrder")
            w.texts(order, **{SKOS + "prefLabel": f"{name} law"})
    for jurisdiction in knowledge.jurisdictions.values():
        for item in jurisdiction.gaps:
            gap = iri(f"gap/{jurisdiction.state}/{item.id}")
            w.typed(gap, "Gap")
            w.add(gap, "legalOrder", iri(f"legal-order/{item.legal_order}"))
            w.codes(gap, gapSort=item.sort, confidence=item.confidence)
            w.texts(gap, matter=item.matter, authority=item.authority)
            clauses(w, gap, "touchedWhen", item.touched_when, knowledge)
    numbers: dict[str, int] = {}
    for law in knowledge.known_laws:
        numbers[law.state] = numbers.get(law.state, 0) + 1
        node = iri(f"unencoded/{law.state}/{numbers[law.state]}")
        w.typed(node, "UnencodedLaw")
        w.add(node, "legalOrder", iri(f"legal-order/{law.state}"))
        w.texts(
            node, **{DCT + "title": law.title, DCT + "bibliographicCitation": law.citation}, authority=law.authority
        )
        w.codes(node, confidence=law.confidence)
    return w


def concepts(knowledge: m.Knowledge) -> Writer:
    """The answers of every closed list, each an instance of the class that the ontology has for it."""
    w = Writer("concepts")
    for taxon in knowledge.taxa.values():
        node = iri(f"concept/{taxon.slug}")
        w.typed(node, taxon.term)
        w.codes(node, **{SKOS + "notation": taxon.slug})
        w.texts(node, **{SKOS + "prefLabel": taxon.label})
    return w


def parameters(knowledge: m.Knowledge) -> Writer:
    """Fees, amounts and thresholds, each with the days from which its values hold."""
    w = Writer("parameters")
    for parameter in knowledge.parameters.values():
        node = iri(f"parameter/{parameter.id}")
        w.typed(node, "Parameter")
        w.codes(node, **{SKOS + "notation": parameter.id}, unit=parameter.unit)
        w.texts(node, **{SKOS + "prefLabel": parameter.label})
        for value, follower in zip(parameter.values, (*parameter.values[1:], None), strict=True):
            dated = iri(f"{node.value}#{value.since.isoformat()}")
            w.typed(dated, "DatedValue")
            w.add(node, "hasValue", dated)
            w.add(dated, "amount", number(value.value))
            w.add(dated, "validFrom", day(value.since))
            w.add(dated, "validUntil", day(follower.since) if follower else None)
            w.texts(dated, **{DCT + "source": value.source})
    return w
