"""A comparison as text, CSV, JSON and HTML. Rows keep their order and are never added up: weighing is the reader's task."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec

from regolex import __version__
from regolex.alternatives.compare import Comparison, Part, Row
from regolex.media import fit, page, seen

_WIDE = 26  # cells and columns up to which a part is drawn as a table
_MANY = 8
_NOTHING = "-"


def as_text(c: Comparison) -> str:
    """One block for each matter; if cells are long, the variants that share a cell are named together."""
    out = [
        f"{c.title}, compared as of {c.on}",
        f"knowledge {c.knowledge[:12]}; information, not legal advice",
        _varied(c),
    ]
    if c.summary:
        out += ["", "IN SHORT", *(f"  {sentence}" for sentence in c.summary)]
    for part in c.parts:
        out += ["", part.name.upper()]
        short = all(len(cell) <= _WIDE for row in part.rows for cell in row.cells)
        drawn = short and len(c.names) <= _MANY and not part.noted
        out += _drawn(c, part) if drawn else _listed(c, part)
    return page(out)


def _varied(c: Comparison) -> str:
    varied = []
    for axis in c.axes:
        facts = " with ".join(f"{fact} of {part}" for part, fact in axis.facts)
        along = ", ".join(fact for _, fact in axis.along)
        varied.append(facts + (f" (changing with it: {along})" if along else ""))
    return "varied: " + "; ".join(varied)


def _drawn(c: Comparison, part: Part) -> list[str]:
    table = [["", *c.names], *([row.label, *(cell or "-" for cell in row.cells)] for row in part.rows)]
    widths = [max(len(line[n]) for line in table) for n in range(len(table[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table
    ]


def _listed(c: Comparison, part: Part) -> list[str]:
    out = []
    for row in part.rows:
        out.append(f"  {row.label}" + (f": {row.note}" if part.noted and row.note else ""))
        for cell, names in _alike(c, row).items():
            who = ", ".join(names)
            if len(names) == len(c.names):
                who = "all"
            elif len(names) > max(_MANY, len(c.names) // 2):
                who = f"the other {len(names)}"
            out.append(f"    {cell or _NOTHING}: {who}")
    return out


def _alike(c: Comparison, row: Row) -> dict[str, list[str]]:
    """The cells of a row with the variants that share them."""
    found: dict[str, list[str]] = {}
    for name, cell in zip(c.names, row.cells, strict=True):
        found.setdefault(cell, []).append(name)
    # the most common cell and the empty one come last
    return dict(sorted(found.items(), key=lambda item: (len(item[1]) > len(c.names) // 2, not item[0])))


def as_csv(c: Comparison) -> str:
    """One line for each row of the matrix, one column for each variant; no sentences, since it is for a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["matter", "row", "note", *(_code(values) for values in c.variants)])
    for part in c.parts:
        for row in part.rows:
            writer.writerow([fit(text, "csv") for text in (part.name, row.label, row.note, *row.cells)])
    return out.getvalue()


def _code(values: tuple[str, ...]) -> str:
    return " ".join(values)


def as_json(c: Comparison) -> dict[str, Any]:
    """Plain values in a fixed order."""
    return {
        "engine": __version__, "knowledge": c.knowledge, "mission": c.mission, "title": c.title,
        "on": c.on.isoformat(), "varied": [msgspec.to_builtins(axis) for axis in c.axes],
        "variants": [
            {"values": list(values), "name": name, "encoded": encoded}
            for values, name, encoded in zip(c.variants, c.names, c.encoded, strict=True)
        ],
        "summary": list(c.summary),
        "matters": [
            {
                "name": part.name,
                "rows": [{"label": row.label, "note": row.note, "cells": list(row.cells)} for row in part.rows],
            }
            for part in c.parts
        ],
    }  # fmt: skip


def as_html(c: Comparison) -> str:
    """A self-contained page with one table."""
    from importlib import resources

    import jinja2

    source = resources.files("regolex.report").joinpath("templates", "comparison.html.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined, finalize=_visible
    )
    return environment.from_string(source).render(c=c, varied=_varied(c), engine=__version__)


def _visible(value: Any) -> Any:
    return seen(value, lines=True) if type(value) is str else value


__all__ = ["as_csv", "as_html", "as_json", "as_text"]
