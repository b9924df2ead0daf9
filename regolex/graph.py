"""The knowledge as RDF: instruments, provisions, rules, readings and participation beside the ontology itself.

IRIs are stable: the base ``https://w3id.org/regolex/`` followed by the identity of the thing, which is its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from regolex import model as m
from regolex.order import conditions_of, walk
from regolex.vocabulary import BASE, iri_of

if TYPE_CHECKING:
    import rdflib

DCT = "http://purl.org/dc/terms/"
ELI = "http://data.europa.eu/eli/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TIME = "http://www.w3.org/2006/time#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "": BASE, "fact": BASE + "fact/", "role": BASE + "role/", "rule": BASE + "rule/", "state": BASE + "state/",
    "dct": DCT, "eli": ELI, "rdf": RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "skos": SKOS, "time": TIME,
    "xsd": XSD, "owl": "http://www.w3.org/2002/07/owl#",
}  # fmt: skip
_TYPE = ox.NamedNode(RDF + "type")


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if name.startswith("http") else BASE + name)


def _text(value: str) -> ox.Literal:
    return ox.Literal(value, language="en")


def _day(value: date) -> ox.Literal:
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(XSD + "date"))


class _Writer:
    """Collects the triples of one named graph."""

    def __init__(self, graph: str) -> None:
        self.graph = _iri(f"graph/{graph}")
        self.quads: list[ox.Quad] = []

    def add(self, subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal | None) -> None:
        if value is not None:
            self.quads.append(ox.Quad(subject, _iri(predicate), value, self.graph))

    def typed(self, subject: ox.NamedNode, *classes: str) -> None:
        for name in classes:
            self.quads.append(ox.Quad(subject, _TYPE, _iri(name), self.graph))

    def texts(self, subject: ox.NamedNode, **values: str) -> None:
        for name, value in values.items():
            if value:
                self.add(subject, name, _text(value))


def quads(knowledge: m.Knowledge) -> Iterator[ox.Quad]:
    """Every statement made from the knowledge, in named graphs corpus, rules, readings and participation."""
    for writer in (_corpus(knowledge), _rules(knowledge), _readings(knowledge), _participation(knowledge)):
        yield from writer.quads


def store(knowledge: m.Knowledge, folder: Path) -> ox.Store:
    """An in-memory store with the knowledge and the ontology; the default graph of a query is the union of all."""
    found = ox.Store()
    found.extend(quads(knowledge))
    for path in sorted((folder / "ontology").rglob("*.ttl")):
        found.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=_iri("graph/ontology"))
    return found


def dataset(knowledge: m.Knowledge, folder: Path) -> rdflib.Dataset:
    """The same as an rdflib data set, with Oxigraph answering its queries."""
    import rdflib
    from oxrdflib import OxigraphStore

    return rdflib.Dataset(store=OxigraphStore(store=store(knowledge, folder)), default_union=True)


def _corpus(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("corpus")
    for code, name in knowledge.states.items():
        state = _iri(f"state/{code}")
        w.typed(state, "State")
        w.add(state, SKOS + "notation", ox.Literal(code))
        w.texts(state, **{SKOS + "prefLabel": name})
    for i in knowledge.instruments.values():
        work, version = _iri(i.work), _iri(i.version)
        w.typed(work, "Work", ELI + "LegalResource")
        w.typed(version, "Instrument", ELI + "LegalExpression")
        w.add(version, ELI + "realizes", work)
        w.texts(
            version, **{DCT + "title": i.title, SKOS + "prefLabel": i.short, DCT + "bibliographicCitation": i.citation}
        )
        w.add(version, "legalOrder", ox.Literal(i.legal_order))
        w.add(version, "instrumentKind", ox.Literal(i.kind))
        w.add(version, "binding", ox.Literal(i.binding))
        w.add(version, "status", ox.Literal(i.status))
        w.add(version, "officialUrl", ox.Literal(i.official_url, datatype=ox.NamedNode(XSD + "anyURI")))
        if i.in_force:
            w.add(version, "inForceNotBefore", _day(i.in_force.not_before))
            w.add(version, "inForceNotAfter", _day(i.in_force.not_after))
        for p in i.provisions:
            provision = _iri(p.id)
            w.typed(provision, "Provision", ELI + "LegalResourceSubdivision")
            w.add(provision, ELI + "is_part_of", version)
            w.add(provision, "pinpoint", ox.Literal(p.pinpoint))
            w.texts(provision, **{SKOS + "prefLabel": p.label, "says": p.says, "notOperative": p.not_operative})
            w.add(provision, "confidence", ox.Literal(p.confidence))
    return w


def _rules(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("rules")
    for rule in knowledge.rules.values():
        node = _iri(f"rule/{rule.id}")
        w.typed(node, "Rule", rule.kind.title())
        w.texts(node, **{DCT + "title": rule.title, "reads": rule.reads, "reachesCompanyBy": rule.reaches_company_by})
        for citation in rule.cites:
            w.add(node, "restsOn", _iri(citation.provision))
            if citation.role == "operative":
                w.add(node, "operativeProvision", _iri(citation.provision))
        for role in rule.binds:
            w.add(node, "binds", _iri(f"role/{role}"))
        if rule.defines:
            w.add(node, "defines", _iri(f"role/{rule.defines}"))
        w.add(node, "about", ox.Literal(rule.about))
        w.add(node, "ruleKind", ox.Literal(rule.kind))
        w.add(node, "binding", ox.Literal(rule.binding))
        w.add(node, "phase", ox.Literal(rule.phase))
        w.add(node, "confidence", ox.Literal(rule.confidence))
        if rule.last_confirmed:
            w.add(node, "lastConfirmed", _day(rule.last_confirmed))
        for condition in conditions_of(rule):
            for part in walk(condition):
                if isinstance(part, (m.Compare, m.Given)):
                    w.add(node, "asksFor", ox.NamedNode(iri_of(part.fact)))
                elif isinstance(part, m.Under):
                    for reading in part.readings:
                        w.add(node, "dependsOnReading", _iri(f"readings/{part.question}#{reading}"))
        for question in rule.questions:
            w.add(node, "touchesQuestion", _iri(f"readings/{question}"))
        for item in rule.displaces:
            w.add(node, "displaces", _iri(f"rule/{item.rule}"))
        for other in rule.on_breach:
            w.add(node, "onBreach", _iri(f"rule/{other}"))
        if rule.to_do:
            w.texts(node, toDo=rule.to_do.what, toDoBefore=rule.to_do.before, statutoryTime=rule.to_do.lead_time)
    return w


def _readings(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("readings")
    for q in knowledge.questions.values():
        question = _iri(f"readings/{q.id}")
        w.typed(question, "ContestedQuestion")
        w.texts(question, **{SKOS + "prefLabel": q.asks, "commonGround": q.common_ground})
        for provision in q.text_at_issue:
            w.add(question, "textAtIssue", _iri(provision))
        for r in q.readings:
            reading = _iri(f"readings/{q.id}#{r.id}")
            w.typed(reading, "Reading")
            w.add(reading, "readingOf", question)
            w.add(reading, SKOS + "notation", ox.Literal(r.id))
            w.add(reading, "weight", ox.Literal(r.weight))
            w.texts(reading, **{SKOS + "prefLabel": r.name, "says": r.says})
            for n, h in enumerate(r.holders, 1):
                held = _iri(f"readings/{q.id}#{r.id}-holder-{n}")
                w.typed(held, "Holding")
                w.add(held, "holdsReading", reading)
                w.texts(held, holderName=h.name, statement=h.statement, **{DCT + "source": h.source})
                w.add(held, "holderState", _iri(f"state/{h.state}") if h.state else None)
                w.add(held, "heldSince", ox.Literal(h.since) if h.since else None)
                w.add(held, "confidence", ox.Literal(h.confidence))
    return w


def _participation(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("participation")
    for entry in knowledge.participation:
        slug = entry.work.rsplit("/", 1)[-1]
        name = "".join(ch if ch.isalnum() else "-" for ch in entry.participant)
        node = _iri(f"participation/{slug}/{name}")
        w.typed(node, "Participation", TIME + "ProperInterval")
        w.add(node, "toInstrument", _iri(entry.work))
        w.add(node, "participantName", ox.Literal(entry.participant))
        w.add(node, "participant", _iri(f"state/{entry.participant}") if entry.is_state else None)
        w.add(node, "act", ox.Literal(entry.act))
        w.add(node, "statusConfidence", ox.Literal(entry.status_confidence))
        w.add(node, "dateConfidence", ox.Literal(entry.date_confidence))
        for key, day in (("signed", entry.signed), ("boundFrom", entry.bound_from), ("boundUntil", entry.bound_until)):
            if day:
                w.add(node, key + "NotBefore", _day(day.not_before) if day.not_before.year > 1 else None)
                w.add(node, key + "NotAfter", _day(day.not_after) if day.not_after.year < 9999 else None)
    return w
