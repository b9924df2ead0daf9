"""A section for every term of the ontology: what an address under https://w3id.org/regolex/ stands for."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from docs.pages.machinery import ROOT, page
from regolex.formats.rdf.triples import PREFIXES, RDF, SKOS
from regolex.graph.dataset import ontology_quads
from regolex.law.vocabulary import BASE
from regolex.media import markdown

_RDFS, _OWL = PREFIXES["rdfs"], PREFIXES["owl"]
_KINDS = (("fact/", "Fact"), ("role/", "Role"), ("lever/", "Lever"))
_SAID = (
    (_RDFS + "subClassOf", "Narrower than"), (_RDFS + "subPropertyOf", "Narrower than"), (_RDFS + "domain", "Said of"),
    (_RDFS + "range", "Value"), (RDF + "type", "Is a"),
)  # fmt: skip


@page("terms.md", "Terms of the ontology")
def terms() -> str:
    """Every term with its definition, in the order of their names."""
    said: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for quad in ontology_quads(ROOT):
        if isinstance(quad.subject, ox.NamedNode):
            said[quad.subject.value][quad.predicate.value].append(quad.object)
    named = [name for name, own in said.items() if name.startswith(BASE) and SKOS + "prefLabel" in own]
    sections = sorted((_heading(name, said[name]), name) for name in named)
    lead = f"{len(named)} terms. Each stands for the address below its name; the ontology itself has them in one file: "
    return (
        lead
        + "`regolex graph export --graph ontology`.\n\n"
        + "\n".join(_section(heading, name, said[name]) for heading, name in sections)
    )


def _heading(name: str, own: dict[str, list[object]]) -> str:
    local = name.removeprefix(BASE)
    for folder, kind in _KINDS:
        if local.startswith(folder):
            return f"{kind} {local.removeprefix(folder)}"
    types = {_value(term) for term in own[RDF + "type"]}
    kind = "Class" if _OWL + "Class" in types else "Property" if any("Property" in one for one in types) else "Value"
    return f"{kind} {local}"


def _section(heading: str, name: str, own: dict[str, list[object]]) -> str:
    rows = [f"## {heading}", "", f"`{name}`", ""]
    label, definition = (_value(own[SKOS + key][0]) for key in ("prefLabel", "definition"))
    rows.append(f"**{markdown(label)}**: {markdown(definition)}.")
    rows += [f"{markdown(_value(note))}" for note in own.get(SKOS + "scopeNote", ())]
    for predicate, words in _SAID:
        values = sorted(_short(_value(one)) for one in own.get(predicate, ()) if isinstance(one, ox.NamedNode))
        values = [value for value in values if value and not value.startswith("owl:")]
        if values:
            rows += ["", f"{words}: {', '.join(f'`{value}`' for value in values)}."]
    return "\n".join(rows) + "\n"


def _short(name: str) -> str:
    for prefix, iri in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if name.startswith(iri):
            return f"{prefix}:{name.removeprefix(iri)}" if prefix else name.removeprefix(iri)
    return name


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
