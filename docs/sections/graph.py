"""Sections about the knowledge graph: questions, missions in RDF, the ontology in Python, its speed."""

from __future__ import annotations

import json
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, RdfFormat, parse

import regolex
from docs.sections.machinery import (
    ROOT,
    kb,
    section,
    shown,
    table,
)
from regolex.formats.rdf.reader import mission_from_quads
from regolex.formats.rdf.triples import graph_name
from regolex.graph.competency import named_queries
from regolex.graph.dataset import ontology_quads, quads
from regolex.missions import file as mission_file

QUERIES = "docs/reference/queries.json"


@section("query-parameter")
def query_parameter() -> str:
    """A question asked on two days."""
    command = "regolex query bound-and-signed --param treaty=moon-1979 --param day="
    return "\n\n".join(shown(command + day, 14) for day in ("2024-01-04", "2024-01-05"))


@section("query-mission")
def query_mission() -> str:
    """The answers that most findings of an example wait for."""
    return shown("regolex query answers-most-waited-for --mission astroforge-odin --on 2025-02-20", 7)


@section("competency-questions")
def competency_questions() -> str:
    """The library of competency questions."""
    rows = [
        [
            f"`{q.name}`" + (" (mission)" if q.needs_mission else ""), q.asks,
            "; ".join(f"`{p.name}`: {p.means}" for p in q.parameters),
        ]
        for q in named_queries(ROOT).values()
    ]  # fmt: skip
    return table(["Question", "What it asks", "What can be set"], rows)


@section("graphs")
def graphs() -> str:
    """The named graphs with their size."""
    counts: dict[str, int] = {}
    for quad in (*quads(kb().knowledge), *ontology_quads(ROOT)):
        assert not isinstance(quad.graph_name, DefaultGraph | BlankNode)
        name = graph_name(quad.graph_name)
        counts[name] = counts.get(name, 0) + 1
    rows = [[f"`{name}`", f"{count:,}"] for name, count in sorted(counts.items())]
    own = [
        ["`mission/<id>`, with `--mission`", ""],
        ["`assessment/<id>/<day>/<digest>`, with `--mission` and `--on`", ""],
    ]
    return table(["Graph", "Statements"], [*rows, *own])


RDF_PLAN = """\
@prefix : <https://w3id.org/regolex/> .
@prefix fact: <https://w3id.org/regolex/fact/> .
@prefix state: <https://w3id.org/regolex/state/> .
@prefix concept: <https://w3id.org/regolex/concept/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/plan#> .

ex:plan a :Mission ; dct:title "A plan" ; :hasPart ex:us , ex:dig ; :hasNo :Zone .
ex:us a :Party ; fact:party.kind concept:company ; fact:party.organised_under state:LUX .
ex:dig a :Activity ; fact:activity.kind concept:extraction ; fact:activity.operator ex:us .
"""


@section("mission-rdf")
def mission_rdf() -> str:
    """A small mission in Turtle, and how it looks in YAML."""
    mission = mission_from_quads(parse(RDF_PLAN.encode(), format=RdfFormat.TURTLE), kb().knowledge)
    yaml = mission_file.text(mission, kb().knowledge)
    return f"```turtle\n{RDF_PLAN}```\n\nIn YAML the same is:\n\n```yaml\n{yaml}```"


@section("ontology-python")
def ontology_python() -> str:
    """A session with the ontology in Python, run."""
    lines = [
        "words = regolex.ontology()",
        "words.Extraction.definition[0]",
        "sorted(each.name for each in words.ResourceOperation.subclasses())",
        "words.SpaceObject.prefLabel[0]",
        'words["fact/party.organised_under"].range',
    ]
    scope: dict[str, Any] = {"regolex": regolex}
    out = [">>> import regolex"]
    for line in lines:
        out.append(f">>> {line}")
        if " = " in line:
            exec(line, scope)
        else:
            out.append(repr(eval(line, scope)))
    return "```pycon\n" + "\n".join(out) + "\n```"


@section("query-benchmark")
def query_benchmark() -> str:
    """The figures of the last recorded run of the benchmark."""
    done = json.loads((ROOT / QUERIES).read_text(encoding="utf-8"))
    rows = [
        [
            f"`{row['question']}`", f"{row['rows']:,}", f"{row['oxigraph_ms']:.1f}",
            row.get("rdflib") or f"{row['rdflib_ms']:,.0f}", f"{row['ratio']:,.0f}" if "ratio" in row else "",
        ]
        for row in done["rows"]
    ]  # fmt: skip
    heads = ["Question", "Rows", "Oxigraph, ms", "rdflib, ms", "Ratio"]
    told = f"{done['triples']:,} statements, knowledge `{done['knowledge']}`; rdflib was stopped after {done['seconds']:g} s."
    return f"{told}\n\n{table(heads, rows)}"
