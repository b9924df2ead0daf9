"""Writes every page that can be read from the code and the knowledge into ``docs/generated``.

    python -m docs.generate

A generated page is wholly generated, and no other page is generated in part; a test runs the generator and expects no
change. To add a page, write a function without arguments that returns Markdown into a module of ``docs/pages`` and
decorate it with ``page``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docs.pages import abroad, asking, graph, house, law, machinery, measured, package, picture, protection, terms  # noqa: F401  they register what they write
from docs.pages.machinery import GENERATED, PAGES, ROOT, kb
from regolex.formats.rdf import jsonld
from regolex.graph.dataset import ontology_quads
from regolex.graph.shapes import fact_shapes


def published() -> dict[Path, str]:
    """Every generated file with what it has to hold: the pages, and two files made from the vocabulary."""
    pages = {GENERATED / name: write() for name, write in PAGES.items()}
    return pages | {
        ROOT / "ontology" / "context.jsonld": jsonld.published(ontology_quads(ROOT)),
        ROOT / "ontology" / "shapes" / "facts.ttl": fact_shapes(kb().knowledge),
    }


def main() -> int:
    """Write every generated file, remove what is generated no more, and say which changed."""
    wanted = published()
    GENERATED.mkdir(exist_ok=True)
    for path in sorted(set(GENERATED.iterdir()) - set(wanted)):
        path.unlink()
        print(f"removed: {path.relative_to(ROOT).as_posix()}")
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
