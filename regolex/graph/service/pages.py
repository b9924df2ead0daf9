"""The pages of the service: a start page, an answer as a table, a machine-readable description.

The pages load no external resources and run no scripts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from regolex.graph.competency import NamedQuery
from regolex.graph.dataset import PREFIXES, RDF, XSD
from regolex.law.wording import counted
from regolex.media import html as escape

SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_SERIAL = {
    "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem;
  color: #1a1a1a; background: #fff }
a { color: #0b4f8a } :focus-visible { outline: 3px solid currentColor; outline-offset: 2px } li { margin: 0.6rem 0 }
textarea { width: 100%; box-sizing: border-box; font: 0.9rem/1.4 ui-monospace, monospace; border: 1px solid #595959 }
button, select, input { font: inherit; padding: 0.3rem 0.8rem }
pre { overflow-x: auto; background: #f4f4f4; padding: 1rem } .scroll { overflow-x: auto }
table { border-collapse: collapse } th { background: #f0f0f0 }
th, td { border: 1px solid #767676; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top }
@media (prefers-color-scheme: dark) {
  body { color: #eee; background: #161616 } a { color: #8ec5ff } pre, th { background: #2a2a2a }
  textarea { background: #1f1f1f; color: #eee }
}
"""
_FIRST = "SELECT ?question ?name WHERE {\n  ?question a :ContestedQuestion ; skos:prefLabel ?name .\n} ORDER BY ?name"


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main>\n<h1>{escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )


def home(questions: dict[str, NamedQuery], graphs: dict[str, int], knowledge: str) -> str:
    """The start page: the named questions, and a form for a query."""
    items = "\n".join(_item(question) for question in questions.values())
    prefixes = " ".join(f"{prefix}:" for prefix in PREFIXES)
    data = "\n".join(f"<tr><td>{escape(name)}</td><td>{count}</td></tr>" for name, count in graphs.items())
    return _page(
        "Space-resource law as a graph",
        f"""<p>Treaties, statutes, rules, readings and parties, as RDF. The data is read-only.</p>
<h2>Named questions</h2>
<ul>
{items}
</ul>
<h2 id="ask">Query in SPARQL</h2>
<form action="/sparql" method="get">
<p><label for="query">Query. The prefixes {escape(prefixes)} need not be declared.</label></p>
<textarea id="query" name="query" rows="10" spellcheck="false" required>{escape(_FIRST)}</textarea>
<p><label for="as">Answer as</label> <select id="as" name="as"><option value="">page or Turtle</option>
<option value="json">JSON</option><option value="xml">XML</option><option value="csv">CSV</option>
<option value="tsv">TSV</option></select> <button type="submit">Ask</button></p>
</form>
<h2>Contents</h2>
<div class="scroll" role="region" tabindex="0" aria-label="Named graphs"><table>
<thead><tr><th scope="col">Named graph</th><th scope="col">Triples</th></tr></thead>
<tbody>
{data}
</tbody></table></div>
<p>A query that names no graph is put to the union of all graphs. Knowledge {escape(knowledge[:12])}. For programs: the
SPARQL 1.1 endpoint is <code>/sparql</code>.</p>""",
    )


def _item(q: NamedQuery) -> str:
    """A question with its reason, a form for its parameters, and its text."""
    fields = "".join(
        f'<p><label for="{escape(f"{q.name}.{p.name}")}">{escape(p.means)}</label> '
        f'<input id="{escape(f"{q.name}.{p.name}")}" name="{escape(p.name)}" value="{escape(p.default)}" size="40"></p>'
        for p in q.parameters
    )
    form = (
        f'<form action="/queries/{escape(q.name)}">{fields}<button type="submit">Ask with these values</button></form>'
    )
    return (
        f'<li><a href="/queries/{escape(q.name)}">{escape(q.asks)}</a><br>{escape(q.because)}'
        f"<details><summary>Values and SPARQL of {escape(q.name)}</summary>"
        f"{form if q.parameters else ''}<pre>{escape(q.text)}</pre></details></li>"
    )


def answer(title: str, text: str, body: bytes) -> str:
    """An answer in SPARQL JSON as a page."""
    found = json.loads(body)
    if "boolean" in found:
        shown = f"<p><strong>{'Yes' if found['boolean'] else 'No'}</strong></p>"
    else:
        columns = found["head"]["vars"]
        rows = found["results"]["bindings"]
        heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
        cells = "\n".join(
            "<tr>" + "".join(f"<td>{_cell(row.get(column))}</td>" for column in columns) + "</tr>" for row in rows
        )
        shown = (
            f"<p>{counted(len(rows), 'row')}</p>\n"
            f'<div class="scroll" role="region" tabindex="0" aria-label="Answer"><table>\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{cells}\n</tbody></table></div>"
        )
    asked = f"<details><summary>SPARQL</summary><pre>{escape(text)}</pre></details>"
    return _page(title, f'{shown}\n{asked}\n<p><a href="/">Other questions</a></p>')


def _cell(term: dict[str, Any] | None) -> str:
    """A table cell; an unbound variable gives an empty one. Only web addresses become links."""
    if term is None:
        return ""
    value = str(term["value"])
    if value.startswith(("https://", "http://")) and (term["type"] == "uri" or term.get("datatype") == XSD + "anyURI"):
        return f'<a href="{escape(value)}">{escape(_short(value))}</a>'
    language = term.get("xml:lang")
    return f'<span lang="{escape(language)}">{escape(value)}</span>' if language else escape(value)


def _short(iri: str) -> str:
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and (prefix or "/" not in iri[len(start) :]):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def description(endpoint: str, graphs: dict[str, int], knowledge: str, form: str) -> bytes:
    """The service description (SPARQL 1.1 Service Description) in one of the formats of a graph."""
    prefixes = {"sd": SD, "void": _VOID, "dct": PREFIXES["dct"], "xsd": XSD}
    return ox.serialize(_described(endpoint, graphs, knowledge), format=_SERIAL[form], prefixes=prefixes) or b""


def _described(endpoint: str, graphs: dict[str, int], knowledge: str) -> Iterator[ox.Triple]:
    service, dataset, union = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("union")

    def says(subject: Any, name: str, value: Any) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(name), value)

    def count(number: int) -> ox.Literal:
        return ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))

    yield says(service, RDF + "type", ox.NamedNode(SD + "Service"))
    yield says(service, SD + "endpoint", ox.NamedNode(endpoint))
    yield says(service, SD + "supportedLanguage", ox.NamedNode(SD + "SPARQL11Query"))
    yield says(service, SD + "feature", ox.NamedNode(SD + "UnionDefaultGraph"))
    for name in (
        "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
        "RDF_XML", "JSON-LD",
    ):  # fmt: skip
        yield says(service, SD + "resultFormat", ox.NamedNode(_FORMATS + name))
    yield says(service, SD + "defaultDataset", dataset)
    yield says(dataset, RDF + "type", ox.NamedNode(SD + "Dataset"))
    yield says(dataset, PREFIXES["dct"] + "identifier", ox.Literal(knowledge))
    yield says(dataset, SD + "defaultGraph", union)
    yield says(union, RDF + "type", ox.NamedNode(SD + "Graph"))
    for n, (name, triples) in enumerate(graphs.items()):
        named, graph = ox.BlankNode(f"named{n}"), ox.BlankNode(f"graph{n}")
        yield says(dataset, SD + "namedGraph", named)
        yield says(named, RDF + "type", ox.NamedNode(SD + "NamedGraph"))
        yield says(named, SD + "name", ox.NamedNode(name))
        yield says(named, SD + "graph", graph)
        yield says(graph, RDF + "type", ox.NamedNode(SD + "Graph"))
        yield says(graph, _VOID + "triples", count(triples))
