"""SHACL shapes for the facts of missions, made from the vocabulary: published as ``ontology/shapes/facts.ttl``.

They state for each fact how many values it takes and which ones, so that any SHACL tool can check a mission before it is
handed over. Constraints that shapes cannot express (consistent dates) are left to the reader of missions.
"""

from __future__ import annotations

from regolex.formats.rdf.terms import answer_term
from regolex.law import model as m
from regolex.law.vocabulary import BASE

HEAD = f"""@prefix : <{BASE}> .
@prefix fact: <{BASE}fact/> .
@prefix shape: <{BASE}shape/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# The answers that the facts of a mission take. Generated from the vocabulary: python -m docs.generate
"""
_WORDS = {"commitment": ("done", "planned", "not-planned"), "judgement": ("satisfied", "not-satisfied")}
_DATATYPES = {"boolean": "boolean", "integer": "integer", "decimal": "decimal", "date": "date", "text": "string"}


def fact_shapes(knowledge: m.Knowledge) -> str:
    """The shapes as Turtle: one for each kind of part, with a property shape for each of its facts."""
    blocks = [HEAD]
    for kind in knowledge.kinds.values():
        facts = [f for f in knowledge.facts.values() if f.kind == kind.name and not f.derived]
        if facts:
            rows = [f"shape:{kind.term}Facts a sh:NodeShape ;", f"    sh:targetClass :{kind.term} ;"]
            rows += [
                f"    sh:property [ sh:path fact:{fact.id} ; {' ; '.join(_says(fact, knowledge))} ] ;" for fact in facts
            ]
            rows[-1] = rows[-1].removesuffix(" ;") + " ."
            blocks.append("\n".join(rows) + "\n")
    return "\n".join(blocks)


def _says(fact: m.Fact, knowledge: m.Knowledge) -> list[str]:
    says = [] if fact.many else ["sh:maxCount 1"]
    if fact.type in _DATATYPES:
        says.append(f"sh:datatype xsd:{_DATATYPES[fact.type]}")
        says += [f"sh:minInclusive {fact.minimum}"] if fact.minimum is not None else []
        says += [f"sh:maxInclusive {fact.maximum}"] if fact.maximum is not None else []
    elif fact.type in _WORDS:
        terms = (answer_term(fact, word).value.removeprefix(BASE) for word in _WORDS[fact.type])
        says.append(f"sh:in ( {' '.join(f':{term}' for term in terms)} )")
    elif fact.type == "state":
        says += ["sh:nodeKind sh:IRI", f'sh:pattern "^{BASE}state/[A-Z]{{3}}$"']
    else:
        says.append(f"sh:class :{fact.of if fact.type == 'concept' else knowledge.kinds[fact.of].term}")
    return says
