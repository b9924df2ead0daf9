"""Writes what stands between the markers of the documents anew, from the code and the knowledge.

    python -m docs.generate

A marker is ``<!-- begin generated: NAME -->`` with ``<!-- end generated -->`` behind it; NAME is a key of
:data:`docs.sections.machinery.SECTIONS`. A test runs the generator and expects no change. To add a section, write a
function without arguments that returns Markdown into a module of ``docs/sections`` and decorate it with ``section``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docs.sections import graph, law, machinery, measured, package, walkthrough  # noqa: F401  they register what they write
from docs.sections.machinery import ROOT, documents, generated, kb
from regolex.formats.rdf import jsonld
from regolex.graph.dataset import ontology_quads
from regolex.graph.shapes import fact_shapes


def published() -> dict[Path, str]:
    """Files beside the documents that are made from the vocabulary, each with what it has to hold."""
    return {
        ROOT / "ontology" / "context.jsonld": jsonld.published(ontology_quads(ROOT)),
        ROOT / "ontology" / "shapes" / "facts.ttl": fact_shapes(kb().knowledge),
    }


def main() -> int:
    """Write every document; say which changed."""
    for path, text in published().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT).as_posix()}")
    for path in documents():
        old = path.read_text(encoding="utf-8")
        new = generated(old)
        if new != old:
            path.write_text(new, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
