"""Writes a mission as RDF: parts with their classes, answers as properties of their facts, and answer nodes.

A value is a plain triple, ``<#activity-drill> fact:activity.start "2030-01-01"^^xsd:date``. An :class:`Answer` node is
added only for what a triple cannot express: the reason for a missing value, "does not arise", the source of an answer,
an empty list (which is complete), or a list in a particular order. The terms of an assessment (client, lists, adopted
assumption sets, events that have not happened) are statements about the mission.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from regolex.formats.rdf.terms import answer_term
from regolex.formats.rdf.triples import DCT, PROV, SKOS, Term, Writer, code, day, iri, segment, whole
from regolex.law import model as m
from regolex.law.vocabulary import iri_of
from regolex.missions.file import inline
from regolex.missions.hypothetical import MARK
from regolex.missions.mission import Answer, Mission


def mission_iri(mission: Mission) -> ox.NamedNode:
    """The IRI of a mission.

    >>> mission_iri(Mission("nereus", "", {}, {}, {})).value
    'https://w3id.org/regolex/mission/nereus'
    """
    return iri(f"mission/{segment(mission.id)}")


def part_iri(mission: Mission, part: str) -> ox.NamedNode:
    """The IRI of a part, or of the mission itself.

    >>> part_iri(Mission("nereus", "", {}, {}, {}), "activity:drill").value
    'https://w3id.org/regolex/mission/nereus#activity-drill'
    """
    whole_mission = mission_iri(mission)
    if part == "mission":
        return whole_mission
    kind, _, own = part.partition(":")
    return iri(f"{whole_mission.value}#{kind}-{segment('not-yet-described' if own == '?' else own)}")


def mission_graph(mission: Mission, knowledge: m.Knowledge) -> Writer:
    """Every statement about a mission, in the graph ``mission/<id>``."""
    w = Writer(f"mission/{segment(mission.id)}")
    node = mission_iri(mission)
    w.typed(node, "Mission")
    w.add(node, DCT + "identifier", code(mission.id))
    w.add(node, DCT + "title", code(mission.title))
    w.codes(node, reality=mission.about, ownDay=mission.on, **{DCT + "description": mission.summary})
    if mission.expects:
        w.codes(node, expects=inline(mission.expects))
    for place, text in enumerate(mission.sources, 1):
        source = iri(f"{node.value}#source-{place}")
        w.typed(source, "MissionSource")
        w.add(node, "reportedBy", source)
        w.add(source, "place", whole(place))
        w.add(source, DCT + "title", code(text))
    for letters, state in mission.states.items():
        supposed = iri(f"state/{letters}")
        w.typed(supposed, "State", "HypotheticalState")
        w.add(node, "supposes", supposed)
        w.codes(supposed, **{SKOS + "notation": letters, SKOS + "prefLabel": f"{state.name} {MARK}"})
        w.add(supposed, "supposedBoundBy", *map(iri, state.bound_by))
        w.add(supposed, "supposedSigned", *map(iri, state.signed))
        w.add(supposed, "supposedNotBoundBy", *map(iri, state.not_bound_by))
    concepts: set[str] = set()
    for kind, parts in mission.parts.items():
        if not parts:
            w.add(node, "hasNo", iri(knowledge.kinds[kind].term))
        for place, part in enumerate(parts, 1):
            here = part_iri(mission, part)
            w.typed(here, knowledge.kinds[kind].term)
            w.add(node, "hasPart", here)
            w.add(here, DCT + "identifier", code(part.partition(":")[2]))
            w.add(here, "place", whole(place))
            if part in mission.names:
                w.add(here, SKOS + "prefLabel", code(mission.names[part]))
    _terms(w, mission, knowledge)
    for part, answers in mission.answers.items():
        for name, answer in answers.items():
            concepts |= _answer(w, mission, part, knowledge.facts[name], answer)
    for slug in sorted(concepts):
        w.typed(iri(f"concept/{slug}"), knowledge.taxa[slug].term)
    return w


def adoption_iri(mission: Mission, name: str) -> ox.NamedNode:
    """The IRI of the adoption of an assumption set for a mission."""
    return iri(f"{mission_iri(mission).value}#adoption-{segment(name)}")


def _terms(w: Writer, mission: Mission, knowledge: m.Knowledge) -> None:
    """For whom a mission is assessed, how far its lists go, what is assumed, and which events are said not to have happened."""
    node = mission_iri(mission)
    if mission.client:
        w.add(node, "assessedFor", part_iri(mission, mission.client))
    for kind, word in mission.lists.items():
        w.add(node, {"complete": "listsEvery", "so-far": "listsSomeOf"}[word], iri(knowledge.kinds[kind].term))
    for place, (name, own) in enumerate(mission.assumed.items(), 1):
        here = adoption_iri(mission, name)
        w.typed(here, "Adoption", PROV + "Activity")
        w.add(node, "restsOnAdoption", here)
        w.add(here, "ofAssumptionSet", iri(f"assumption-set/{name}"))
        w.add(here, "place", whole(place))
        w.codes(here, statedBy=own.by, statedOn=own.on)
        if own.by:
            agent = iri(f"{node.value}#agent-{segment(own.by)}")
            w.typed(agent, PROV + "Agent")
            w.add(agent, DCT + "title", code(own.by))
            w.add(here, PROV + "wasAssociatedWith", agent)
        w.add(here, "excepts", *map(code, own.excepted))
    if mission.events:
        here = iri(f"{node.value}#no-event")
        w.typed(here, "NoEvent")
        w.add(node, "deniesEvents", here)
        w.add(here, "upToDay", day(mission.events.up_to))
        w.add(here, "ofEvent", *(iri(f"event/{name}") for name in mission.events.of))
        w.add(here, "listedThen", *map(code, mission.events.parts))
        w.codes(here, statedBy=mission.events.by)


def value_terms(mission: Mission, fact: m.Fact, value: Any) -> list[Term]:
    """The terms for the value of a fact, one for each member of a list."""
    values = value if isinstance(value, tuple) else (value,)
    if fact.type == "part":
        return [part_iri(mission, one) for one in values]
    return [answer_term(fact, one) for one in values]


def answer_iri(mission: Mission, part: str, fact: str) -> ox.NamedNode:
    """The IRI of the answer node, which holds everything about an answer except its value."""
    name = fact.partition(".")[2]
    here = part_iri(mission, part).value
    return iri(f"{here}#mission.{name}" if part == "mission" else f"{here}.{name}")


def _answer(w: Writer, mission: Mission, part: str, fact: m.Fact, answer: Answer) -> set[str]:
    """Write one answer; return the slugs of the lists that it names."""
    here, node = part_iri(mission, part), answer_iri(mission, part, fact.id)
    given = answer.known and not answer.does_not_arise
    terms = value_terms(mission, fact, answer.value) if given else []
    w.add(here, iri_of(fact.id), *terms)
    extra = {
        "unknownBecause": answer.missing, "doesNotArise": answer.does_not_arise, "statedBy": answer.by,
        "statedOn": answer.on, DCT + "source": answer.source,
    }  # fmt: skip
    listed = given and isinstance(answer.value, tuple)
    values = _short(fact, answer.value) if listed else []
    in_order = listed and (not values or values != sorted(set(values)))
    if any(extra.values()) or in_order:
        w.typed(node, "Answer")
        w.add(here, "hasAnswer", node)
        w.add(node, "ofFact", ox.NamedNode(iri_of(fact.id)))
        w.codes(node, **extra)
        if in_order:
            w.add(node, "inOrder", code(" ".join(values)))
    if fact.type == "concept" and given:
        return set(answer.value) if listed else {answer.value}
    return set()


def _short(fact: m.Fact, values: tuple[str, ...]) -> list[str]:
    return [value.partition(":")[2] for value in values] if fact.type == "part" else list(values)
