"""The statements of a file of RDF, by its suffix. Nothing is fetched: only the Regolex JSON-LD context is available."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import pyoxigraph as ox

from regolex.errors import MissionError, Problem
from regolex.formats.rdf.triples import CONTEXT
from regolex.law.source import MAX_BYTES, head_of

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


MAX_STATEMENTS = 50_000
MAX_DEPTH = 100
_DECLARED = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
# what nests, apart from texts, names and comments
_NESTING = re.compile(
    rb'\\.|"""(?:[^"\\]|\\.|"(?!""))*"""|'
    rb"'''(?:[^'\\]|\\.|'(?!''))*'''|"
    rb'"(?:[^"\\\n]|\\.)*"|'
    rb"'(?:[^'\\\n]|\\.)*'|"
    rb"<[^<>\"\s{}|^`]*>|#[^\n]*|(?P<in><<|[\[({])|(?P<out>>>|[\])}])",
    re.DOTALL,
)


def statements(path: Path, context: Path) -> list[ox.Quad]:
    """The statements of a file; ``context`` is the file of our own JSON-LD context.

    Raises MissionError where the file cannot be read, is not RDF of its format, or is larger or nested more deeply than a
    mission can be.
    """
    raw = _bytes(path)
    form = FORMATS[path.suffix.lower()]
    # entities can expand without end, and no RDF needs them
    if form == ox.RdfFormat.RDF_XML and _DECLARED.search(raw):
        raise _problem(
            "M150", path, "the file has a document type declaration, which can declare entities", "RDF/XML without one"
        )
    try:
        deep = _deep_xml(raw) if form == ox.RdfFormat.RDF_XML else _too_deep(raw, form == ox.RdfFormat.JSON_LD)
    except ExpatError as error:
        raise _problem("M150", path, f"not XML: {error}", "RDF as RDF/XML", "", error.lineno) from error
    if deep:
        raise _problem("M105", path, f"nested more than {MAX_DEPTH} levels deep", "a mission written out")
    try:
        if form == ox.RdfFormat.JSON_LD:
            raw = _with_context(raw, context)
        parsed = ox.parse(raw, format=form, base_iri="https://w3id.org/regolex/mission/here")
        found = list(islice(parsed, MAX_STATEMENTS + 1))
    except (SyntaxError, ValueError, RecursionError) as error:
        hint = ""
        if "LoadDocumentCallback" in str(error):
            hint = f"Nothing is fetched: write the context into the file, or name {CONTEXT}."
        line = getattr(error, "lineno", None) or 0
        raise _problem("M150", path, str(error)[:500], f"RDF as {form.name}", hint, line) from error
    if len(found) > MAX_STATEMENTS:
        expected = f"at most {MAX_STATEMENTS:,}"
        raise _problem("M105", path, f"it makes more than {MAX_STATEMENTS:,} statements", expected)
    return found


def named_in_order(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The same statements with their blank nodes named by when they first occur: a parser names them by chance."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def named(term: Any) -> Any:
        return names.setdefault(term, ox.BlankNode(f"b{len(names):06}")) if isinstance(term, ox.BlankNode) else term

    return [ox.Quad(named(q.subject), q.predicate, named(q.object), named(q.graph_name)) for q in quads]


def _too_deep(raw: bytes, is_json: bool) -> bool:
    """Whether brackets nest more deeply than a mission needs; told before a parser is asked, which may not survive it."""
    # statements about statements are not part of a mission: however they are hidden, there are few of them
    if not is_json and raw.count(b"<<") > MAX_DEPTH:
        return True
    depth = 0
    for found in _NESTING.finditer(raw):
        if found["in"]:
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif found["out"]:
            depth = max(0, depth - 1)
    return False


def _deep_xml(raw: bytes) -> bool:
    """Whether elements nest more deeply than a mission needs; the parser of RDF takes time in the square of the depth."""
    depth = deepest = 0

    def begun(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)

    def ended(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    parser.Parse(raw, True)
    return deepest > MAX_DEPTH


def _bytes(path: Path) -> bytes:
    try:
        raw = head_of(path)
        if len(raw) > MAX_BYTES:
            raise _problem("M105", path, f"it has more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,} bytes")
        raw.decode("utf-8")
    except OSError as error:
        raise _problem(
            "M108", path, f"the file cannot be read: {error.strerror or error}", "a readable file"
        ) from error
    except UnicodeDecodeError as error:
        raise _problem("M104", path, f"byte {error.start} is not UTF-8", "UTF-8 text") from error
    return raw


def _with_context(raw: bytes, context: Path) -> bytes:
    """The document with the Regolex context in place of its address."""
    data = json.loads(raw)
    found = list(_naming_context(data))
    if found:
        ours = json.loads(context.read_bytes())["@context"]
        for holder, key in found:
            holder[key] = ours
    return json.dumps(data).encode()


def _naming_context(data: Any) -> list[tuple[Any, Any]]:
    """The place of the address of the Regolex context at the top of the document: alone or in a list."""
    if not isinstance(data, dict) or "@context" not in data:
        return []
    said = data["@context"]
    if said == CONTEXT:
        return [(data, "@context")]
    return [(said, n) for n, one in enumerate(said) if one == CONTEXT] if isinstance(said, list) else []


def _problem(code: str, path: Path, what: str, expected: str, hint: str = "", line: int = 0) -> MissionError:
    return MissionError(Problem(code, what, str(path), line, expected, hint))
