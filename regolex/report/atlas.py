"""An atlas of designs in the terminal: counts, shares by value, a heat map of two answers, and what decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from regolex.screening.atlas import Atlas

_SHADES = (" ", "░", "▒", "▓", "█")
_MOST = 30  # lines of one table


def show(atlas: Atlas, console: Console) -> None:
    """Show an atlas."""
    impossible = atlas.size - atlas.possible
    said = f"{atlas.size:,} designs on {atlas.on}" + (f", {impossible:,} of them impossible" if impossible else "")
    console.print(said, markup=False, highlight=False)
    for word, many in sorted(atlas.counts().items(), key=lambda item: -item[1]):
        console.print(f"{many:>12,}  {many / max(atlas.possible, 1):>6.1%}  {word}", markup=False, highlight=False)
    for axis, rows in atlas.shares():
        table = Table(title=f"By {axis.column}", title_justify="left", box=None)
        table.add_column("answer", no_wrap=True)
        for word in (words := list(atlas.counts())):
            table.add_column(word, justify="right")
        for value, shares in list(zip(axis.values, rows, strict=True))[:_MOST]:
            table.add_row(Text(value), *(f"{shares[word]:.0%}" for word in words))
        console.print(table)
    counts = atlas.counts()
    if "lawful" not in counts:
        said = "No design is lawful whatever else is answered."
        if "incomplete" in counts:
            said += " Incomplete ones may still be, and further answers decide: state them with --given or --assume."
        console.print(said, markup=False, highlight=False)
        return
    if len(atlas.axes) > 1:
        _heat(atlas, console)
    if len(counts) > 1:
        _frontier(atlas, console)


def _heat(atlas: Atlas, console: Console) -> None:
    one, two = atlas.axes[:2]
    console.print(f"Share of lawful designs: {one.column} by {two.column}", markup=False, highlight=False)
    wide = max(len(value) for value in one.values)
    for value, row in list(zip(one.values, atlas.heat(), strict=True))[:_MOST]:
        cells = "".join("·" if share != share else _SHADES[min(int(share * 5), 4)] * 2 for share in row[:60])
        console.print(f"  {value:<{wide}} {cells}", markup=False, highlight=False)
    console.print(f"  columns: {', '.join(two.values[:60])}", markup=False, highlight=False)


def _frontier(atlas: Atlas, console: Console) -> None:
    console.print("One answer changed makes a design lawful that was not, in", markup=False, highlight=False)
    for column, share in sorted(atlas.decides().items(), key=lambda item: -item[1]):
        console.print(f"  {share:>6.1%}  of them: {column}", markup=False, highlight=False)
    for change in atlas.frontier()[:10]:
        said = f"{change.designs:>12,}  {change.column}: {change.before} to {change.after}"
        console.print(said, markup=False, highlight=False)


__all__ = ["show"]
