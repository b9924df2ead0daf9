"""JSON-LD with a context of its own, which gives the terms short names that programs read as plain keys.

The context is made from the vocabulary: a property that always leads to a resource is coerced to ``@id``, one with a fixed
datatype to that. It is published as ``ontology/context.jsonld``; a document carries the part of it that it uses, so that it
can be read without fetching anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from regolex.formats.rdf.triples import PREFIXES, RDF, XSD
from regolex.law.vocabulary import BASE

Coercion = str  # "@id", or the IRI of a datatype
_TO_A_CLASS = ("hasNo", "listsEvery", "listsSomeOf")  # annotations that lead to a kind of part
_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE, _STRING, _LANG = RDF + "type", XSD + "string", RDF + "langString"


def coercions_of(ontology: Iterable[ox.Quad]) -> dict[str, Coercion]:
    """For each property of the ontology, the type of its values: resource, or a datatype."""
    kinds: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    for quad in ontology:
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
            continue
        if quad.predicate.value == _TYPE:
            kinds.setdefault(quad.subject.value, set()).add(quad.object.value)
        elif quad.predicate.value == _RDFS + "range":
            ranges[quad.subject.value] = quad.object.value
    found = {}
    for name in sorted(kinds):
        if f"{_OWL}ObjectProperty" in kinds[name]:
            found[name] = "@id"
        elif f"{_OWL}DatatypeProperty" in kinds[name]:
            kind = ranges.get(name, "")
            found[name] = kind if kind.startswith(XSD) and kind != _STRING else ""
        elif f"{_OWL}AnnotationProperty" in kinds[name]:
            found[name] = "@id" if name.removeprefix(BASE) in _TO_A_CLASS else ""
    return found


def context(coercions: Mapping[str, Coercion], prefixes: Mapping[str, str] = PREFIXES) -> dict[str, Any]:
    """The context for some properties: prefixes, then terms in alphabetical order."""
    terms: dict[str, Any] = {name or "regolex": iri for name, iri in sorted(prefixes.items())}
    for name, kind in sorted(coercions.items(), key=lambda item: short(item[0])):
        terms[short(name)] = {"@id": name, "@type": kind} if kind else {"@id": name}
    return terms


def short(name: str) -> str:
    """The key of a property: ours by its own name, a fact by its id, another by its prefix.

    >>> short(BASE + "hasPart"), short(BASE + "fact/party.kind"), short("http://purl.org/dc/terms/title")
    ('hasPart', 'party.kind', 'dct:title')
    """
    for prefix in (BASE + "fact/", BASE):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return _compact(name, PREFIXES)


def published(ontology: Iterable[ox.Quad]) -> str:
    """The text of ``ontology/context.jsonld``."""
    return json.dumps({"@context": context(coercions_of(ontology))}, indent=1, ensure_ascii=False) + "\n"


def document(quads: list[ox.Quad], prefixes: Mapping[str, str], coercions: Mapping[str, Coercion]) -> str:
    """Ordered statements as one JSON-LD document, with the context that they need."""
    predicates = {quad.predicate.value for quad in quads} - {_TYPE}
    used = {name: coercions.get(name, "") for name in predicates}
    graphs = []
    for graph, members in groupby(quads, key=lambda quad: quad.graph_name):
        nodes = _nodes(list(members), prefixes, used)
        if isinstance(graph, ox.DefaultGraph):
            graphs += nodes
        else:
            graphs.append({"@id": _name(graph, prefixes), "@graph": nodes})
    text = {"@context": context(used, prefixes), "@graph": graphs}
    return json.dumps(text, indent=1, ensure_ascii=False) + "\n"


def _nodes(quads: list[ox.Quad], prefixes: Mapping[str, str], used: Mapping[str, Coercion]) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for subject, about in groupby(quads, key=lambda quad: quad.subject):
        node: dict[str, Any] = {"@id": _name(subject, prefixes)}
        for predicate, said in groupby(about, key=lambda quad: quad.predicate.value):
            if predicate == _TYPE:
                values = [_name(quad.object, prefixes) for quad in said]
            else:
                values = [_value(quad.object, prefixes, used[predicate]) for quad in said]
            node["@type" if predicate == _TYPE else short(predicate)] = values[0] if len(values) == 1 else values
        nodes.append(node)
    return nodes


def _value(term: Any, prefixes: Mapping[str, str], kind: Coercion) -> Any:
    if not isinstance(term, ox.Literal):
        return _name(term, prefixes) if kind == "@id" else {"@id": _name(term, prefixes)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == kind or (not kind and datatype == _STRING):
        return term.value
    return {"@value": term.value} if datatype == _STRING else {"@value": term.value, "@type": datatype}


def _name(term: Any, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    return _compact(str(term.value), prefixes)


def _compact(name: str, prefixes: Mapping[str, str]) -> str:
    """A name with the longest matching prefix; the full IRI if none matches."""
    fitting = [prefix for prefix, iri in prefixes.items() if name.startswith(iri) and len(name) > len(iri)]
    if not fitting:
        return name
    best = max(fitting, key=lambda prefix: len(prefixes[prefix]))
    rest = name[len(prefixes[best]) :]
    return name if rest.startswith("//") else f"{best or 'regolex'}:{rest}"
