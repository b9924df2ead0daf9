"""Statements as text in the usual formats, with the same bytes for the same statements.

Oxigraph writes every format but JSON-LD; it is given the statements in order, and the prefixes it writes at the top are put
in order afterwards. JSON-LD is written here, with a context that makes it readable: :mod:`regolex.formats.rdf.jsonld`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from regolex.errors import Problem, QueryError
from regolex.formats.rdf.jsonld import Coercion, document
from regolex.formats.rdf.triples import PREFIXES, ordered

FORMATS = ("trig", "ttl", "nt", "nq", "jsonld", "rdfxml")
_OXIGRAPH = {
    "trig": ox.RdfFormat.TRIG, "ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "nq": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip
# characters that XML 1.0 cannot represent
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def serialise(
    quads: Iterable[ox.Quad], form: str, coercions: Mapping[str, Coercion], prefixes: Mapping[str, str] = {}
) -> str:
    """The text of statements in one of :data:`FORMATS`.

    ``ttl``, ``nt`` and ``rdfxml`` have no named graphs: they give the union. ``prefixes`` are added to the default ones.

    Raises QueryError for a format that does not exist or cannot hold a text.
    """
    if form not in FORMATS:
        raise QueryError(Problem("Q401", f"there is no format {form!r}", expected=", ".join(FORMATS)))
    known = {**PREFIXES, **prefixes}
    found = ordered(quads)
    if form == "jsonld":
        return document(found, known, coercions)
    if form in ("trig", "nq"):
        text = ox.serialize(found, format=_OXIGRAPH[form], prefixes=known if form == "trig" else None)
    else:
        if form == "rdfxml" and any(
            _NO_XML.search(quad.object.value) for quad in found if isinstance(quad.object, ox.Literal)
        ):
            raise QueryError(
                Problem("Q401", "a text contains a character that XML does not allow", expected="another format")
            )
        triples = ordered(ox.Quad(q.subject, q.predicate, q.object) for q in found)
        short = None if form == "nt" else known
        text = ox.serialize((quad.triple for quad in triples), format=_OXIGRAPH[form], prefixes=short)
    return _in_order((text or b"").decode(), form)


def _in_order(text: str, form: str) -> str:
    """The same text with its prefixes sorted, because Oxigraph writes them in random order."""
    if form in ("ttl", "trig"):
        lines = text.splitlines(keepends=True)
        heads = [line for line in lines if line.startswith("@prefix ")]
        assert lines[: len(heads)] == heads
        return "".join(sorted(heads) + lines[len(heads) :])
    if form == "rdfxml":

        def again(match: re.Match[str]) -> str:
            return f"<rdf:RDF {' '.join(sorted(match[1].split()))}>"

        return re.sub(r"<rdf:RDF ([^>]*)>", again, text, count=1)
    return text
