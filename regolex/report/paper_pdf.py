"""A paper as PDF: tagged, PDF/A and PDF/UA, with bookmarks, links and page numbers, and the same bytes for the same paper."""

from __future__ import annotations

import json
import unicodedata
from importlib import resources
from typing import Any, Final, Literal

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.media import seen
from regolex.report.paper import Chart, Heading, Paper, Picture, Table
from regolex.report.paper_drawing import size, svg

PAPERS = {"a4": "a4", "letter": "us-letter"}
STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]


def _coverage() -> frozenset[int]:
    """The signs that the fonts of typst can draw; any other would be no text in a PDF/A."""
    listed = resources.files("regolex.report").joinpath("templates", "paper-signs.txt").read_text(encoding="ascii")
    found: set[int] = set()
    for line in listed.split():
        first, _, last = line.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


class Drawable:
    """Text in the signs that the fonts have; a sign they lack is named by its number."""

    def __init__(self) -> None:
        self.known = _coverage()

    def __call__(self, text: str) -> str:
        text = unicodedata.normalize("NFC", seen(text))
        if all(ord(sign) in self.known for sign in text):
            return text
        return "".join(sign if ord(sign) in self.known else self._instead(sign) for sign in text)

    def _instead(self, sign: str) -> str:
        if unicodedata.combining(sign):
            return ""
        base = unicodedata.normalize("NFKD", sign)
        if base != sign and all(ord(one) in self.known for one in base if not unicodedata.combining(one)):
            return "".join(one for one in base if not unicodedata.combining(one))
        return f"[U+{ord(sign):04X}]"


def data(paper: Paper, size_of_page: str) -> dict[str, Any]:
    """What the template reads: the paper as plain values."""
    drawable = Drawable()
    plain: dict[str, Any] = _drawn(msgspec.to_builtins(paper), drawable)
    for block, shown in zip(paper.blocks, plain["blocks"], strict=True):
        if isinstance(block, Chart):
            drawn = Chart(**{key: value for key, value in shown.items() if key != "type"})
            shown["title"] = drawn.caption
            shown["svg"] = svg(drawn, "#1c2530", "Libertinus Serif")
            first, wide, _ = size(drawn)
            shown["width"] = first + wide * len(block.columns)
    anchors = [block.id for block in paper.blocks if isinstance(block, Heading)]
    anchors += [name for block in paper.blocks if isinstance(block, Table) for name in block.ids if name]
    plain["anchors"] = anchors
    plain["on"] = [paper.on.year, paper.on.month, paper.on.day]
    plain["paper"] = PAPERS[size_of_page]
    return plain


def _drawn(value: Any, drawable: Drawable) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {key: _drawn(one, drawable) for key, one in value.items()}
    return [_drawn(one, drawable) for one in value] if isinstance(value, (list, tuple)) else value


def png(picture: Picture) -> bytes:
    """A picture as PNG, at twice its size."""
    import typst

    source = (
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 720pt)'
    )
    made: bytes = typst.compile(
        source,
        format="png",
        ppi=144,
        sys_inputs={"svg": Drawable()(picture.svg)},
        ignore_system_fonts=True,
        timestamp=0,
    )
    return made


def pdf(paper: Paper, size_of_page: str = "a4") -> tuple[bytes, int, int]:
    """The document, its number of pages, and on how many of them the body stands."""
    try:
        import typst
    except ImportError:
        raise EvaluationError(
            Problem("E352", "a PDF needs the library typst", expected="the extra `report`",
                    hint="Install regolex[report], or choose html, md or docx.")
        ) from None  # fmt: skip

    template = resources.files("regolex.report").joinpath("templates", "paper.typ").read_bytes()
    inputs = {"paper": json.dumps(data(paper, size_of_page), ensure_ascii=False)}
    stamp = (paper.on.toordinal() - 719163) * 86400  # of the day of assessment: a document has no clock
    body = typst.compile(
        template,
        format="pdf",
        pdf_standards=[*STANDARDS],
        sys_inputs=inputs,
        ignore_system_fonts=True,
        timestamp=stamp,
    )

    found = typst.query(template, "<regolex-page>", field="value", sys_inputs=inputs, ignore_system_fonts=True)
    *annexes, pages = json.loads(found)
    return body, pages, annexes[0] - 1 if annexes else pages


__all__ = ["PAPERS", "STANDARDS", "pdf", "png"]
