"""The States on a map, drawn from outlines that come with the package; nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping

from regolex.report.world_map import outlines
from regolex_app.words import picture_html

_WIDTH, _HEIGHT = 1000, 460
_NONE = ("#e3e8ec", "#28323c")
_COLOURS = {"b": ("#0b4f94", "#8ab8ee"), "p": ("#b98a2e", "#f0cf8c"), "s": ("#8f7db0", "#a38fce")}
_WORDS = {"b": "bound", "p": "perhaps bound", "s": "signed only", "": "neither"}


def painted(
    kinds: Mapping[str, str], colours: Mapping[str, tuple[str, str]], words: Mapping[str, str], title: str, about: str
) -> str:
    """The map: the kind of each State, the light and the dark colour of each kind, and its words; a table says the same."""
    every = {**colours, "": _NONE}
    light, dark = ("".join(f"{'.' + k if k else 'path'}{{fill:{c[n]}}}" for k, c in every.items()) for n in (0, 1))
    style = (
        f"path{{stroke:#fff;stroke-width:.6}}path{{fill:{_NONE[0]}}}{light}"
        f"@media (prefers-color-scheme: dark){{path{{stroke:#11171d;fill:{_NONE[1]}}}{dark}}}"
    )
    paths = []
    for code, path in outlines().items():
        kind = kinds.get(code, "")
        paths.append(f'<path{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} d="{path}"/>')
    box = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
    svg = f"{box}<style>{style}</style>{''.join(paths)}</svg>"
    missing = len({code for code, kind in kinds.items() if kind} - set(outlines()))
    small = (
        f" {missing} of them {'is' if missing == 1 else 'are'} not on this map: too small, or no State."
        if missing
        else ""
    )
    key = "".join(
        '<span style="white-space:nowrap"><span class="rx-key" '
        f'style="background:light-dark({every[kind][0]},{every[kind][1]})"></span>{said}</span> '
        for kind, said in words.items()
    )
    return (
        picture_html(svg, f"{title}. The table below lists them.", "width:100%;height:auto")
        + f'<p class="rx-small">{key}</p><p class="rx-small">Outlines of Natural Earth; they say nothing about whose territory '
        f"an area is.{about}{small}</p>"
    )


def drawn(bound: set[str], perhaps: set[str], signed: set[str], title: str) -> str:
    """Who is bound; what it shows stands in the table below it as well."""
    kinds = {**dict.fromkeys(signed, "s"), **dict.fromkeys(perhaps, "p"), **dict.fromkeys(bound, "b")}
    return painted(kinds, _COLOURS, _WORDS, title, " A territory is shown with the State that acts for it.")
