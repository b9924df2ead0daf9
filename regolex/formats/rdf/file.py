"""The statements of a file of RDF, by its suffix. Nothing is fetched: only the Regolex JSON-LD context is available."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from regolex.errors import MissionError, Problem
from regolex.formats.rdf.triples import CONTEXT
from regolex.law.source import MAX_BYTES

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG, ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip


def statements(path: Path, context: Path) -> list[ox.Quad]:
    """The statements of a file; ``context`` is the file of our own JSON-LD context.

    Raises MissionError if the file cannot be read or is not valid RDF in its format.
    """
    raw = _bytes(path)
    form = FORMATS[path.suffix.lower()]
    # entities can expand without limit, and RDF does not need them
    if form == ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in raw:
        raise _problem(
            "M150", path, "the file has a document type declaration, which can declare entities", "RDF/XML without one"
        )
    try:
        if form == ox.RdfFormat.JSON_LD:
            raw = _with_context(raw, context)
        return list(ox.parse(raw, format=form, base_iri="https://w3id.org/regolex/mission/here"))
    except (SyntaxError, ValueError, RecursionError) as error:
        hint = ""
        if "LoadDocumentCallback" in str(error):
            hint = f"Nothing is fetched: write the context into the file, or name {CONTEXT}."
        line = getattr(error, "lineno", None) or 0
        raise _problem("M150", path, str(error), f"RDF as {form.name}", hint, line) from error


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _problem("M105", path, f"the file has {size:,} bytes", f"at most {MAX_BYTES:,} bytes")
        raw = path.read_bytes()
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
