"""The knowledge as RDF: instruments, provisions, rules, readings and participation beside the ontology itself.

IRIs are stable: the base ``https://w3id.org/regolex/`` followed by the identity of the thing, which is its path. Every
class and property written here is declared in ``ontology/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from regolex import model as m
from regolex.graph_catalogue import catalogue_quads
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
    "": BASE, "concept": BASE + "concept/", "fact": BASE + "fact/", "role": BASE + "role/", "rule": BASE + "rule/", "state": BASE + "state/",
    "dct": DCT, "eli": ELI, "rdf": RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "skos": SKOS, "time": TIME,
    "xsd": XSD, "owl": "http://www.w3.org/2002/07/owl#",
}  # fmt: skip
_TYPE = ox.NamedNode(RDF + "type")


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if name.startswith("http") else BASE + name)


def _text(value: str) -> ox.Literal:
    return ox.Literal(value, language="en")


def _code(value: str) -> ox.Literal:
    return ox.Literal(value)


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

    def codes(self, subject: ox.NamedNode, **values: str) -> None:
        for name, value in values.items():
            if value:
                self.add(subject, name, _code(value))

    def window(self, subject: ox.NamedNode, name: str, day: m.Day | None) -> None:
        """The two days between which a day lies; a side that is not known is left out."""
        if day:
            self.add(subject, name + "NotBefore", _day(day.not_before) if day.not_before.year > 1 else None)
            self.add(subject, name + "NotAfter", _day(day.not_after) if day.not_after.year < 9999 else None)


def quads(knowledge: m.Knowledge) -> Iterator[ox.Quad]:
    """Every statement made from the knowledge, in named graphs corpus, jurisdictions, rules, readings and participation."""
    for write in (_corpus, _jurisdictions, _rules, _readings, _participation):
        yield from write(knowledge).quads
    yield from catalogue_quads(knowledge)


def modules(folder: Path) -> list[Path]:
    """The Turtle files of the ontology in the knowledge folder, without the shapes that check it."""
    ontology = folder / "ontology"
    return sorted(path for path in ontology.rglob("*.ttl") if "shapes" not in path.relative_to(ontology).parts)


def store(knowledge: m.Knowledge, folder: Path) -> ox.Store:
    """An in-memory store with the knowledge and the ontology; the default graph of a query is the union of all."""
    found = ox.Store()
    found.extend(quads(knowledge))
    for path in modules(folder):
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
        w.codes(state, **{SKOS + "notation": code})
        w.texts(state, **{SKOS + "prefLabel": name})
    for i in knowledge.instruments.values():
        _instrument(w, i)
    return w


def _instrument(w: _Writer, i: m.Instrument) -> None:
    work, version = _iri(i.work), _iri(i.version)
    w.typed(work, "Work", ELI + "LegalResource")
    w.texts(work, **{SKOS + "prefLabel": i.short})
    w.typed(version, "Instrument", ELI + "LegalResource")
    w.add(version, "versionOf", work)
    w.add(version, ELI + "is_member_of", work)
    w.texts(version, **{DCT + "title": i.title, SKOS + "prefLabel": i.short, DCT + "bibliographicCitation": i.citation})
    w.add(version, "legalOrder", _iri(f"legal-order/{i.legal_order}"))
    w.codes(version, instrumentKind=i.kind, status=i.status, coverage=i.coverage)
    w.add(version, "binding", ox.Literal(i.binding))
    w.add(version, "officialUrl", ox.Literal(i.official_url, datatype=ox.NamedNode(XSD + "anyURI")))
    w.add(version, "adoptedOn", _day(i.adopted) if i.adopted else None)
    w.window(version, "inForce", i.in_force)
    w.window(version, "ended", i.ended)
    for p in i.provisions:
        provision = _iri(p.id)
        w.typed(provision, "Provision", ELI + "LegalResourceSubdivision")
        w.add(provision, "provisionOf", version)
        w.add(provision, ELI + "is_part_of", version)
        w.codes(provision, pinpoint=p.pinpoint, confidence=p.confidence)
        w.texts(provision, **{SKOS + "prefLabel": p.label, "says": p.says, "doubt": p.doubt})
        w.texts(provision, notOperative=p.not_operative, operativeInPart=p.partly)


def _jurisdictions(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("jurisdictions")
    orders = {i.legal_order for i in knowledge.instruments.values()}
    orders |= set(knowledge.jurisdictions) | {law.state for law in knowledge.known_laws}
    for name in sorted(orders):
        order = _iri(f"legal-order/{name}")
        w.codes(order, **{SKOS + "notation": name})
        if name in knowledge.states:
            w.typed(order, "LegalOrder", "NationalLegalOrder")
            w.add(order, "ofState", _iri(f"state/{name}"))
            w.texts(order, **{SKOS + "prefLabel": f"law of {knowledge.states[name]}"})
        else:
            w.typed(order, "LegalOrder", "InternationalLegalOrder")
            w.texts(order, **{SKOS + "prefLabel": f"{name} law"})
    for jurisdiction in knowledge.jurisdictions.values():
        for item in jurisdiction.gaps:
            gap = _iri(f"gap/{jurisdiction.state}/{item.id}")
            w.typed(gap, "Gap")
            w.add(gap, "legalOrder", _iri(f"legal-order/{item.legal_order}"))
            w.codes(gap, gapSort=item.sort, confidence=item.confidence)
            w.texts(gap, matter=item.matter, authority=item.authority)
    numbers: dict[str, int] = {}
    for law in knowledge.known_laws:
        numbers[law.state] = numbers.get(law.state, 0) + 1
        node = _iri(f"unencoded/{law.state}/{numbers[law.state]}")
        w.typed(node, "UnencodedLaw")
        w.add(node, "legalOrder", _iri(f"legal-order/{law.state}"))
        w.texts(
            node, **{DCT + "title": law.title, DCT + "bibliographicCitation": law.citation}, authority=law.authority
        )
        w.codes(node, confidence=law.confidence)
    return w


def _rules(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("rules")
    for rule in knowledge.rules.values():
        node = _iri(f"rule/{rule.id}")
        w.typed(node, "Rule", rule.kind.title())
        w.texts(node, **{DCT + "title": rule.title}, reads=rule.reads, reachesCompanyBy=rule.reaches_company_by)
        w.codes(node, ruleKind=rule.kind, about=rule.about, phase=rule.phase, confidence=rule.confidence)
        w.add(node, "binding", ox.Literal(rule.binding))
        w.texts(node, confidenceNote=rule.confidence_note, confirmedAgainst=rule.confirmed_against)
        w.add(node, "lastConfirmed", _day(rule.last_confirmed) if rule.last_confirmed else None)
        for n, citation in enumerate(rule.cites):
            w.add(node, "restsOn", _iri(citation.provision))
            if n == 0 or citation.role == "operative":  # the first decides whether the rule is in force
                w.add(node, "operativeProvision", _iri(citation.provision))
        for role in rule.binds:
            w.add(node, "binds", _iri(f"role/{role}"))
        w.add(node, "defines", _iri(f"role/{rule.defines}") if rule.defines else None)
        for other in rule.on_breach:
            w.add(node, "onBreach", _iri(f"rule/{other}"))
        _conditions(w, node, rule)
        _defeat(w, node, rule)
        _in_practice(w, node, rule)
    return w


def _conditions(w: _Writer, node: ox.NamedNode, rule: m.Rule) -> None:
    for condition in conditions_of(rule):
        for part in walk(condition):
            for fact in sorted(_facts(part)):
                w.add(node, "asksFor", ox.NamedNode(iri_of(fact)))
            if isinstance(part, m.Under):
                for reading in part.readings:
                    w.add(node, "dependsOnReading", _iri(f"readings/{part.question}#{reading}"))
    for question in rule.questions:
        w.add(node, "touchesQuestion", _iri(f"readings/{question}"))


def _facts(part: m.Condition) -> set[str]:
    """The facts that one condition compares, and the links along which they are found."""
    names: set[str] = set()
    if isinstance(part, (m.Compare, m.Given, m.Quantified, m.HasRole)):
        names |= set(part.path)
    if isinstance(part, (m.Compare, m.Given, m.Quantified)):
        names.add(part.fact)
    if isinstance(part, m.Compare):
        names |= {*part.operand.path, part.operand.word if part.operand.how == "fact" else ""}
    if isinstance(part, m.HasRole):
        names |= set(part.subject)
    return {name for name in names if "." in name}  # the first word of a path is a variable, not a fact


def _defeat(w: _Writer, node: ox.NamedNode, rule: m.Rule) -> None:
    """Exceptions, exceptions to them, and the rules that give way."""

    def write(above: ox.NamedNode, exceptions: tuple[m.LegalException, ...]) -> None:
        for item in exceptions:
            exception = _iri(f"rule/{rule.id}#{item.id}")
            w.typed(exception, "Exception")
            w.add(above, "hasException", exception)
            w.add(exception, "restsOn", _iri(item.provision))
            w.add(exception, "operativeProvision", _iri(item.provision))
            w.texts(exception, reads=item.reads)
            write(exception, item.exceptions)

    write(node, rule.exceptions)
    for n, item in enumerate(rule.displaces, 1):
        displacement = _iri(f"rule/{rule.id}#displacement-{n}")
        w.typed(displacement, "Displacement")
        w.add(node, "hasDisplacement", displacement)
        w.add(displacement, "displacedRule", _iri(f"rule/{item.rule}"))
        w.texts(displacement, because=item.because)
        w.add(node, "displaces", _iri(f"rule/{item.rule}"))


def _in_practice(w: _Writer, node: ox.NamedNode, rule: m.Rule) -> None:
    if rule.to_do:
        todo = rule.to_do
        w.texts(node, toDo=todo.what, toDoBefore=todo.before, statutoryTime=todo.lead_time, fee=todo.fee)
    for proof in rule.evidence:
        w.texts(node, evidence=proof)
    w.texts(node, consequence=rule.consequence, consequenceBy=rule.consequence_by)


def _readings(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("readings")
    for q in knowledge.questions.values():
        question = _iri(f"readings/{q.id}")
        w.typed(question, "ContestedQuestion")
        w.texts(question, **{SKOS + "prefLabel": q.asks}, commonGround=q.common_ground, caution=q.caution)
        for provision in q.text_at_issue:
            w.add(question, "textAtIssue", _iri(provision))
        for r in q.readings:
            reading = _iri(f"readings/{q.id}#{r.id}")
            w.typed(reading, "Reading")
            w.add(reading, "readingOf", question)
            w.codes(reading, **{SKOS + "notation": r.id}, weight=r.weight)
            w.texts(reading, **{SKOS + "prefLabel": r.name}, says=r.says)
            w.texts(reading, weightBasis=r.weight_basis, restsOnAuthority=r.authority)
            for n, h in enumerate(r.holders, 1):
                held = _iri(f"readings/{q.id}#{r.id}-holder-{n}")
                w.typed(held, "Holding")
                w.add(held, "holdsReading", reading)
                w.texts(held, holderName=h.name, statement=h.statement, **{DCT + "source": h.source})
                w.add(held, "holderState", _iri(f"state/{h.state}") if h.state else None)
                w.codes(held, heldSince=h.since, confidence=h.confidence)
    return w


def _participation(knowledge: m.Knowledge) -> _Writer:
    w = _Writer("participation")
    for entry in knowledge.participation:
        node = _iri(f"participation/{_slug(entry.work)}/{_name(entry.participant)}")
        w.typed(node, "Participation")
        w.add(node, "toWork", _iri(entry.work))
        w.add(node, "participant", _iri(f"state/{entry.participant}") if entry.is_state else None)
        w.codes(
            node, participantName=entry.participant, act=entry.act, statusConfidence=entry.status_confidence,
            dateConfidence=entry.date_confidence,
        )  # fmt: skip
        w.texts(node, **{DCT + "source": entry.source})
        w.window(node, "signed", entry.signed)
        w.window(node, "boundFrom", entry.bound_from)
        w.window(node, "boundUntil", entry.bound_until)
        if entry.bound_from:
            interval = _iri(f"{node.value}#bound")
            w.typed(interval, TIME + "ProperInterval")
            w.add(node, "boundDuring", interval)
            _instant(w, interval, "hasBeginning", entry.bound_from)
            _instant(w, interval, "hasEnd", entry.bound_until)
    for case in knowledge.special_cases:
        node = _iri(f"special-case/{case.id}")
        w.typed(node, "SpecialCase")
        w.add(node, "toWork", _iri(case.work))
        for name in case.participants:
            w.codes(node, participantName=name)
        w.codes(node, treatedAs=case.treated_as, confidence=case.confidence)
        w.texts(node, claimed=case.claimed, claimedBy=case.by, because=case.why)
    for n, said in enumerate(knowledge.declarations, 1):
        node = _iri(f"declaration/{_slug(said.work)}/{n}")
        w.typed(node, "Declaration")
        w.add(node, "toWork", _iri(said.work))
        w.codes(node, participantName=said.participant, declarationKind=said.kind, confidence=said.confidence)
        w.add(node, "declaredOn", _day(said.day) if said.day else None)
        w.texts(node, says=said.says, **{DCT + "source": said.source})
    return w


def _instant(w: _Writer, interval: ox.NamedNode, end: str, day: m.Day | None) -> None:
    """An end of an interval, where its day is known exactly."""
    if day and day.not_before == day.not_after:
        instant = _iri(f"{interval.value}-{'from' if end == 'hasBeginning' else 'until'}")
        w.typed(instant, TIME + "Instant")
        w.add(interval, TIME + end, instant)
        w.add(instant, TIME + "inXSDDate", _day(day.not_before))


def _slug(work: str) -> str:
    return work.rsplit("/", 1)[-1]


def _name(participant: str) -> str:
    return "".join(ch if ch.isalnum() else "-" for ch in participant)
