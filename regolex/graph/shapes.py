"""SHACL shapes for the facts of missions, made from the vocabulary: published as ``ontology/shapes/facts.ttl``.

They state for each fact how many values it takes and which ones, so that any SHACL tool can check a mission before it is
handed over. Constraints that shapes cannot express (consistent dates) are left to the reader of missions.
"""

from __future__ import annotations

from regolex.formats.rdf.terms import answer_term
from regolex.law import model as m
from regolex.law.vocabulary import BASE

HEAD = f"""@prefix : <{BASE}> .
@prefix concept: <{BASE}concept/> .
@prefix fact: <{BASE}fact/> .
@prefix state: <{BASE}state/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix shape: <{BASE}shape/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# What answers the facts of a mission take. Generated from the vocabulary: python -m docs.generate
# They need nothing but the mission: no word of the ontology has to be loaded beside it. A property that is not a fact of the
# kind is a violation, so that a fact that is misspelt is noticed; those that annotate anything may stand anywhere.
"""
# what may be said of any part beside its facts
_BESIDE = (
    "rdf:type", "rdfs:label", "rdfs:comment", "rdfs:seeAlso", "owl:sameAs", "skos:prefLabel", "skos:altLabel", "skos:note",
    "dct:identifier", "dct:title", "dct:description", "dct:source", "dct:creator", "dct:created", "dct:modified",
    "prov:wasDerivedFrom", "prov:wasAttributedTo", ":hasAnswer", ":place",
)  # fmt: skip
_OF_MISSION = (
    ":hasPart", ":hasNo", ":reality", ":ownDay", ":expects", ":reportedBy", ":supposes", ":assessedFor", ":listsEvery",
    ":listsSomeOf", ":restsOnAdoption", ":deniesEvents",
)  # fmt: skip
# a day, a year, a month, or as text a quarter or two days
_DAYS = (
    "sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] "
    '[ sh:datatype xsd:string ; sh:pattern "^[0-9]{4}-(Q[1-4]|[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2})$" ] )'
)
_WORDS = {"commitment": ("done", "planned", "not-planned"), "judgement": ("satisfied", "not-satisfied")}
_DATATYPES = {"boolean": "boolean", "integer": "integer", "decimal": "decimal", "text": "string"}


def fact_shapes(knowledge: m.Knowledge) -> str:
    """The shapes as Turtle: one for each kind of part, with a property shape for each of its facts."""
    states = " ".join(f"state:{code}" for code in sorted(knowledge.states))
    blocks = [
        HEAD,
        f'shape:KnownState a sh:NodeShape ;\n    sh:in ( {states} ) ;\n    sh:message "a State is named by its code" .\n',
    ]
    for kind in knowledge.kinds.values():
        facts = [f for f in knowledge.facts.values() if f.kind == kind.name and not f.derived]
        if facts:
            rows = [f"shape:{kind.term}Facts a sh:NodeShape ;", f"    sh:targetClass :{kind.term} ;"]
            rows += [
                f"    sh:property [ sh:path fact:{fact.id} ; {' ; '.join(_says(fact, knowledge))} ] ;" for fact in facts
            ]
            beside = (*_BESIDE, *(() if kind.list_name else _OF_MISSION))
            rows.append(f"    sh:closed true ;\n    sh:ignoredProperties ( {' '.join(beside)} ) .")
            blocks.append("\n".join(rows) + "\n")
    return "\n".join(blocks)


def _says(fact: m.Fact, knowledge: m.Knowledge) -> list[str]:
    says = [] if fact.many else ["sh:maxCount 1"]
    if fact.type in _DATATYPES:
        says.append(f"sh:datatype xsd:{_DATATYPES[fact.type]}")
        says += [f"sh:minInclusive {fact.minimum}"] if fact.minimum is not None else []
        says += [f"sh:maxInclusive {fact.maximum}"] if fact.maximum is not None else []
    elif fact.type == "date":
        says.append(_DAYS)
    elif fact.type in _WORDS:
        terms = (answer_term(fact, word).value.removeprefix(BASE) for word in _WORDS[fact.type])
        says.append(f"sh:in ( {' '.join(f':{term}' for term in terms)} )")
    elif fact.type == "state":
        says += ["sh:nodeKind sh:IRI", "sh:node shape:KnownState"]
    elif fact.type == "concept":
        slugs = sorted(slug for slug, taxon in knowledge.taxa.items() if taxon.scheme == fact.of)
        says.append(f"sh:in ( {' '.join(f'concept:{slug}' for slug in slugs)} )")
    else:
        says.append(f"sh:class :{knowledge.kinds[fact.of].term}")
    return says
