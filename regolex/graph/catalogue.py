"""The catalogue as RDF: bodies, missions, achievements, organisations, transfers and precedents, each in its own graph.

Kinds are the same concepts as in missions, and a known body has them by the same properties:
``fact:body.kind``, ``fact:body.spectral_class`` and ``fact:body.diameter_m``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from regolex.formats.rdf.triples import DCT, SKOS, XSD, Term, Writer, code, day, iri, number, truth, whole
from regolex.law import catalogue as c
from regolex.law import model as m
from regolex.law.vocabulary import iri_of

WIKIDATA = "http://www.wikidata.org/entity/"
# column of a table to its property
_PROPERTIES = {
    "kind": iri_of("body.kind"), "spectral_class": iri_of("body.spectral_class"),
    "undifferentiated": iri_of("body.undifferentiated"), "metamorphosed": iri_of("body.metamorphosed"),
    "latitude_deg": "latitudeDegrees", "permanent_shadow": "inPermanentShadow", "landing_latitude_deg": "landingLatitude",
    "diameter_m": iri_of("body.diameter_m"), "diameter_min_m": "diameterAtLeast", "diameter_max_m": "diameterAtMost",
    "mass_kg": "massKilograms", "delta_v_m_s": "deltaVFromEarthOrbit", "retrieval_delta_v_m_s": "retrievalDeltaV",
    "easily_retrievable": "easilyRetrievable", "sample_returned": "sampleReturned",
    "protection_hints": "protectionHint", "composition": "composition", "wikidata": SKOS + "exactMatch",
    "launch_date": "launchedOn", "arrival_date": "arrivedOn", "return_date": "returnedOn",
    "returned_mass_g": "returnedGrams", "returned_mass_min_g": "returnedGramsAtLeast",
    "returned_mass_max_g": "returnedGramsAtMost", "cost_usd": "costInDollars", "achieved": "achievedActivity",
    "date": "achievedOn", "founded": "foundedOn",
}  # fmt: skip
_ABOUT = {"doubtful": "doubtfulAbout", "secondary": "knownAbout", "verified": "confirmedAbout"}


def catalogue_quads(knowledge: m.Knowledge) -> Iterator[ox.Quad]:
    """Every statement of the catalogue, in the graphs bodies, missions, achievements, organisations, transfers, precedents."""
    yield from _schemes(knowledge).quads
    found = c.catalogue_of(knowledge)
    writers: tuple[Callable[[c.Catalogue, m.Knowledge], Writer], ...] = (
        _bodies, _missions, _achievements, _organisations, _transfers, _precedents,
    )  # fmt: skip
    for write in writers:
        yield from write(found, knowledge).quads


def _schemes(knowledge: m.Knowledge) -> Writer:
    """The taxonomies as SKOS: every closed list a scheme, every answer of it a concept below its broader one."""
    w = Writer("concepts")
    for taxon in knowledge.taxa.values():
        node, scheme = iri(f"concept/{taxon.slug}"), iri(f"scheme/{taxon.scheme}")
        w.typed(scheme, SKOS + "ConceptScheme")
        w.typed(node, SKOS + "Concept")
        w.texts(node, **{SKOS + "definition": taxon.definition})
        w.add(node, SKOS + "inScheme", scheme)
        if taxon.parent:
            w.add(node, SKOS + "broader", iri(f"concept/{taxon.parent}"))
        else:
            w.add(node, SKOS + "topConceptOf", scheme)
    return w


def _concept(slug: str) -> ox.NamedNode | None:
    return iri(f"concept/{slug}") if slug else None


def _link(kind: str, key: str) -> ox.NamedNode | None:
    return iri(f"{kind}/{key}") if key else None


def _entry(w: Writer, node: ox.NamedNode, entry: c.Entry, name: str) -> None:
    """The properties common to all entries, and the confidence of each field if it differs."""
    w.add(node, SKOS + "prefLabel", code(name))
    w.codes(node, confidence=entry.confidence, **{DCT + "source": entry.source})
    w.texts(node, note=entry.note)
    for field, level in entry.fields.items():
        w.add(node, _ABOUT[level], iri(_PROPERTIES.get(field, field)))


def _bodies(found: c.Catalogue, knowledge: m.Knowledge) -> Writer:
    w = Writer("bodies")
    sorts = {"body": "KnownBody", "region": "BodyRegion", "space": "SpaceRegion"}
    for body in found.bodies.values():
        node = iri(f"body/{body.id}")
        w.typed(node, "Destination", sorts.get(body.sort, "CentralBody"))
        _entry(w, node, body, body.name)
        w.codes(
            node, designation=body.designation, spectralType=body.spectral_type, composition=body.composition,
            deltaVBasis=body.delta_v_basis,
        )  # fmt: skip
        w.add(node, "parentBody", _link("body", body.parent))
        w.add(node, iri_of("body.kind"), _concept(body.kind))
        w.add(node, iri_of("body.spectral_class"), _concept(body.spectral_class))
        for predicate, shown in (
            (iri_of("body.undifferentiated"), body.undifferentiated), (iri_of("body.metamorphosed"), body.metamorphosed),
            ("inPermanentShadow", body.permanent_shadow),
        ):  # fmt: skip
            w.add(node, predicate, truth(shown) if shown is not None else None)
        w.add(node, "latitudeDegrees", number(body.latitude_deg) if body.latitude_deg is not None else None)
        w.add(node, "protectionHint", *map(_concept, body.protection_hints))
        for predicate, value in (
            (iri_of("body.diameter_m"), body.diameter_m), ("diameterAtLeast", body.diameter_min_m),
            ("diameterAtMost", body.diameter_max_m),
        ):  # fmt: skip
            w.add(node, predicate, number(value.normalize()) if value is not None else None)
        w.add(node, "massKilograms", _double(body.mass_kg) if body.mass_kg is not None else None)
        w.add(node, "deltaVFromEarthOrbit", _whole(body.delta_v_m_s))
        w.add(node, "retrievalDeltaV", _whole(body.retrieval_delta_v_m_s))
        w.add(node, "easilyRetrievable", truth(True) if body.easily_retrievable else None)
        w.add(node, "sampleReturned", truth(True) if body.sample_returned else None)
        w.add(node, SKOS + "exactMatch", iri(WIKIDATA + body.wikidata) if body.wikidata else None)
    return w


def _missions(found: c.Catalogue, knowledge: m.Knowledge) -> Writer:
    w = Writer("missions")
    for mission in found.missions.values():
        node = iri(f"space-mission/{mission.id}")
        w.typed(node, "SpaceMission")
        _entry(w, node, mission, mission.name)
        w.codes(node, operatorName=mission.operator_name, missionStatus=mission.status)
        w.add(node, "operatorKind", _concept(mission.operator_kind))
        w.add(node, "operatedBy", *(_link("organisation", key) for key in mission.operators))
        w.add(node, "involvesState", *(_link("state", state) for state in mission.states))
        w.add(node, "launchSiteState", _link("state", mission.launch_state))
        w.add(node, "missionTarget", _link("body", mission.target))
        latitude = mission.landing_latitude_deg
        w.add(node, "landingLatitude", number(latitude) if latitude is not None else None)
        w.add(node, "intendedActivity", *map(_concept, mission.intended))
        w.add(node, "achievedActivity", *map(_concept, mission.achieved))
        for predicate, on in (
            ("launchedOn", mission.launch_date), ("arrivedOn", mission.arrival_date), ("returnedOn", mission.return_date),
        ):  # fmt: skip
            w.add(node, predicate, day(on) if on else None)
        for predicate, grams in (
            ("returnedGrams", mission.returned_mass_g), ("returnedGramsAtLeast", mission.returned_mass_min_g),
            ("returnedGramsAtMost", mission.returned_mass_max_g),
        ):  # fmt: skip
            w.add(node, predicate, number(grams.normalize()) if grams is not None else None)
        w.add(node, "costInDollars", _whole(mission.cost_usd))
        w.add(node, "assessedAs", _link("precedent", mission.precedent))
    return w


def _achievements(found: c.Catalogue, knowledge: m.Knowledge) -> Writer:
    w = Writer("achievements")
    for first in found.achievements.values():
        node = iri(f"achievement/{first.id}")
        w.typed(node, "Achievement")
        _entry(w, node, first, f"{first.craft}: {first.feat}, {knowledge.taxa[first.body_kind].label}")
        w.codes(node, feat=first.feat, actorName=first.actor, craftName=first.craft)
        w.add(node, "featAt", _concept(first.body_kind))
        w.add(node, "actorKind", _concept(first.by))
        w.add(node, "achievedOn", day(first.date))
        w.add(node, "creditedTo", _link("state", first.state))
        w.add(node, "achievedBy", _link("space-mission", first.mission))
        w.add(node, "achievedAt", _link("body", first.target))
    return w


def _organisations(found: c.Catalogue, knowledge: m.Knowledge) -> Writer:
    w = Writer("organisations")
    for firm in found.organisations.values():
        node = iri(f"organisation/{firm.id}")
        w.typed(node, "Organisation")
        _entry(w, node, firm, firm.name)
        w.codes(
            node, organisationKind=firm.kind, organisationStatus=firm.status, regulatoryTask=firm.regulatory_task,
            foundedOn=firm.founded, endedOn=firm.ended, actsUnder=firm.acts,
        )  # fmt: skip
        w.texts(node, organisationRole=firm.role)
        w.add(node, "partyKind", _concept(firm.party_kind))
        w.add(node, "seatedIn", _link("state", firm.state))
        w.add(node, "regulatesIn", *(_link("state", state) for state in firm.regulates_in))
        w.add(node, "succeededBy", _link("organisation", firm.successor))
        w.add(node, "website", ox.Literal(firm.url, datatype=iri(XSD + "anyURI")) if firm.url else None)
        w.add(node, SKOS + "exactMatch", iri(WIKIDATA + firm.wikidata) if firm.wikidata else None)
    return w


def _transfers(found: c.Catalogue, knowledge: m.Knowledge) -> Writer:
    w = Writer("transfers")
    for transfer in found.transfers.values():
        node = iri(f"transfer/{transfer.id}")
        w.typed(node, "Transfer")
        _entry(w, node, transfer, f"{transfer.from_place} to {transfer.to_place}")
        w.codes(node, fromPlace=transfer.from_place, toPlace=transfer.to_place)
        w.texts(node, deltaVDefinition=transfer.definition)
        w.add(node, "deltaV", whole(transfer.delta_v_m_s))
        w.add(node, "toDestination", _link("body", transfer.to_place if transfer.to_place in found.bodies else ""))
    return w


def _precedents(found: c.Catalogue, knowledge: m.Knowledge) -> Writer:
    """Precedents with their flags and the rules that they show to apply: the provisions touched by practice."""
    w = Writer("precedents")
    for precedent in found.precedents.values():
        node = iri(f"precedent/{precedent.id}")
        w.typed(node, "Precedent")
        w.add(node, SKOS + "prefLabel", code(precedent.title))
        w.codes(node, precedentSort=precedent.about)
        w.add(node, DCT + "source", *map(code, precedent.sources))
        w.add(node, "assessedOn", day(precedent.on))
        touched: dict[str, None] = {}
        for raised in precedent.expects.flags:
            flag = _flag(w, node, raised.flag)
            for sign in raised.raised_by:
                if sign.rule:
                    w.add(flag, "shownByRule", iri(f"rule/{sign.rule}"))
                    if sign.result not in ("not-bound", "not-applicable"):
                        touched[sign.rule] = None
                if sign.reading:
                    w.add(flag, "shownByReading", iri(f"readings/{sign.reading.replace(':', '#')}"))
        for waiting in precedent.expects.missing_law:
            flag = _flag(w, node, waiting.flag)
            w.codes(flag, waitsForLaw=waiting.instrument)
        w.add(node, "touchesRule", *(iri(f"rule/{rule}") for rule in touched))
    return w


def _flag(w: Writer, precedent: ox.NamedNode, name: str) -> ox.NamedNode:
    flag = iri(f"{precedent.value}#{name}")
    w.typed(flag, "PrecedentFlag")
    w.codes(flag, **{SKOS + "notation": name})
    w.add(precedent, "hasFlag", flag)
    return flag


def _double(value: float) -> ox.Literal:
    return ox.Literal(f"{value:E}", datatype=iri(XSD + "double"))


def _whole(value: int | None) -> Term | None:
    return whole(value) if value is not None else None
