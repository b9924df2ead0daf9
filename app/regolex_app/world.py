"""The States on a map, drawn from outlines that come with the package; nothing is fetched."""

from __future__ import annotations

from regolex.report.world_map import outlines
from regolex_app.words import picture_html

_WIDTH, _HEIGHT = 1000, 460
_COLOURS = {
    "": ("#e3e8ec", "#28323c"),
    "b": ("#0b4f94", "#8ab8ee"),
    "p": ("#b98a2e", "#f0cf8c"),
    "s": ("#8f7db0", "#a38fce"),
}
_WORDS = {"b": "bound", "p": "perhaps bound", "s": "signed only", "": "neither"}


def drawn(bound: set[str], perhaps: set[str], signed: set[str], title: str) -> str:
    """The map; what it shows stands in the table below it as well."""
    light, dark = ("".join(f"{'.' + k if k else 'path'}{{fill:{c[n]}}}" for k, c in _COLOURS.items()) for n in (0, 1))
    style = (
        f"path{{stroke:#fff;stroke-width:.6}}{light}@media (prefers-color-scheme: dark){{path{{stroke:#11171d}}{dark}}}"
    )
    paths = []
    for code, path in outlines().items():
        kind = "b" if code in bound else "p" if code in perhaps else "s" if code in signed else ""
        paths.append(f'<path{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} d="{path}"/>')
    box = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
    svg = f"{box}<style>{style}</style>{''.join(paths)}</svg>"
    missing = len((bound | perhaps | signed) - set(outlines()))
    small = f" {missing} are too small for this map, or are not States." if missing else ""
    key = "".join(
        f'<span class="rx-key" style="background:light-dark({_COLOURS[kind][0]},{_COLOURS[kind][1]})"></span>{words}'
        for kind, words in _WORDS.items()
    )
    return (
        picture_html(svg, f"{title}. The table below lists them.", "width:100%;height:auto")
        + f'<p class="rx-small">{key}</p><p class="rx-small">Outlines of Natural Earth; they say nothing about whose territory '
        f"an area is. A territory is shown with the State that acts for it.{small}</p>"
    )
