"""Statutes in XML: United States Code in USLM and any statute in Akoma Ntoso, read without following references.

No entity is expanded, no document type is loaded, nothing is fetched, and the parser's own limits on size and depth stay on; a
file that declares entities is refused. A provision is found by the numbers that the elements carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from regolex.errors import EvaluationError, Problem
from regolex.formats.texts.outline import Outline, head_of, heading_key

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 200_000_000
USLM = "http://xml.house.gov/schemas/uslm/1.0"
AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
# elements of a section that are not part of the law
_ASIDE = {"sourceCredit", "notes", "note", "toc", "footnote", "authorialNote", "meta", "noteRef"}
_UNNUMBERED = {"content", "list", "intro", "chapeau", "wrapUp", "continuation", "alinea", "text", "p"}
_BLOCKS = {"p", "chapeau", "continuation", "wrapUp"}
_RUN_ON = "\x00"


@dataclass(frozen=True)
class Found:
    """A provision in an XML document: the path of its element, and a range of characters if it is only part of it."""

    at: str
    start: int = -1
    end: int = -1
    exact: bool = True


class Markup:
    """One XML document of a known kind.

    ``kind`` is uslm or akn, ``work`` its own identifier, ``day`` the stated date of its wording (of the file, for USLM),
    ``language`` a two-letter code.
    """

    def __init__(self, raw: bytes, file: str) -> None:
        self.root = parsed(raw, file)
        self.file = file
        space = self.root.tag[1:].partition("}")[0] if self.root.tag.startswith("{") else ""
        self.kind = {USLM: "uslm", AKN: "akn"}.get(space, "")
        if not self.kind:
            raise EvaluationError(
                Problem(
                    "E321", f"the root element is {self.root.tag!r}", file, expected="USLM 1.0 or Akoma Ntoso 3.0",
                    hint="Only these two are linked. Leave the file out.",
                )
            )  # fmt: skip
        self.heads: dict[str, _Element] = {}
        self.doubled: set[str] = set()
        for element in self.root.iter(f"{{{space}}}section", f"{{{space}}}article"):
            self._head(element)
        self.work, self.day, self.language, self.ours = self._about()

    def _head(self, element: _Element) -> None:
        number = _label(element)
        if not number or any(_name(a) in ("quotedContent", "quotedStructure", "note", "toc") for a in _above(element)):
            return
        key = heading_key(_name(element), number)
        self.doubled |= {key} if key in self.heads else set()
        self.heads[key] = element

    def _about(self) -> tuple[str, str, str, bool]:
        """Its own identifier, date and language, and whether it is a paraphrase exported by Regolex."""
        if self.kind == "uslm":
            stated = next(iter(self.root.iter("{http://purl.org/dc/terms/}created")), None)
            day = (stated.text or "")[:10] if stated is not None else ""
            return self.root.get("identifier", ""), day, self.root.get(_XML + "lang", "en")[:2], False

        def value(level: str, name: str, attribute: str) -> str:
            found = self.root.find(f".//{{{AKN}}}{level}/{{{AKN}}}{name}")
            return "" if found is None else found.get(attribute, "")

        language = {
            "eng": "en",
            "fra": "fr",
            "fre": "fr",
            "spa": "es",
            "rus": "ru",
            "zho": "zh",
            "deu": "de",
            "ara": "ar",
        }
        said = value("FRBRExpression", "FRBRlanguage", "language")
        ours = any("w3id.org/regolex" in e.get("href", "") for e in self.root.iter(f"{{{AKN}}}TLCOrganization"))
        work = value("FRBRWork", "FRBRuri", "value") or value("FRBRWork", "FRBRthis", "value")
        return work, value("FRBRExpression", "FRBRdate", "date"), language.get(said, said[:2]), ours

    def locate_all(self, pinpoints: list[str]) -> dict[str, Found]:
        """Every pinpoint whose article or section is in the document."""
        return {p: found for p in pinpoints if (found := self._locate(p))}

    def _locate(self, pinpoint: str) -> Found | None:
        key = head_of(pinpoint)
        if key not in self.heads or key in self.doubled:
            return None
        element = self.heads[key]
        levels = pinpoint.split(".")[1:]
        while levels:
            below = [e for e in _numbered(element) if _label(e) == levels[0]]
            if len(below) != 1:
                break
            element, levels = below[0], levels[1:]
        at = element.getroottree().getpath(element)
        if not levels:
            return Found(at)
        text = words(element)
        own = re.match(r"\(?\w{1,6}[).°]+\s+", text) if _label(element) and element not in self.heads.values() else None
        stretch = Outline(text).within(own.end() if own else 0, len(text), levels)  # sentences are not numbered
        if stretch.exact:
            return Found(at, stretch.start, stretch.end)
        return Found(at, exact=False)

    def changed(self, pinpoint: str) -> date | None:
        """The last date on which the section of a pinpoint was changed, if a credit at its end says so."""
        element = self.heads.get(head_of(pinpoint))
        if element is None or self.kind != "uslm":
            return None
        days = [
            date.fromisoformat(d.get("date", ""))
            for credit in element.iter(f"{{{USLM}}}sourceCredit")
            for d in credit.iter(f"{{{USLM}}}date")
            if re.fullmatch(r"\d{4}-\d\d-\d\d", d.get("date", ""))
        ]
        return max(days, default=None)

    def read(self, at: str) -> str | None:
        """The words of the element at a path."""
        found = self.root.getroottree().xpath(at) if re.fullmatch(r"[\w/*\[\]:.-]+", at) else []
        return words(cast("_Element", found[0])) if isinstance(found, list) and len(found) == 1 else None


_XML = "{http://www.w3.org/XML/1998/namespace}"


def parsed(raw: bytes, file: str) -> _Element:
    """The root of an XML document; raises EvaluationError if it is malformed, too large or declares entities."""
    try:
        from lxml import etree
    except ImportError:
        raise EvaluationError(
            Problem(
                "E108",
                "XML needs lxml",
                file,
                expected="pip install 'regolex[formats]'",
                hint="Plain texts need no extra.",
            )
        ) from None
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, attribute_defaults=False, no_network=True,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    if len(raw) > MAX_BYTES:
        raise EvaluationError(
            Problem("E321", f"the file has {len(raw):,} bytes", file, expected=f"at most {MAX_BYTES:,}")
        )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else "the file is empty"
        raise EvaluationError(
            Problem(
                "E321", f"cannot be read as XML: {said}", file, expected="well-formed XML", hint="Download it again."
            )
        ) from None
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and (next(declared.iterentities(), None) is not None or declared.system_url):
        raise EvaluationError(
            Problem(
                "E321", "the file declares entities or an external document type", file,
                expected="self-contained XML",
                hint="Official publishers use neither. No part of the file was used.",
            )
        )  # fmt: skip
    return root


def words(element: _Element) -> str:
    """The text of an element without notes and credits, a line for each block."""
    pieces: list[str] = []

    def add(node: _Element, top: bool) -> None:
        if not isinstance(node.tag, str) or (_name(node) in _ASIDE and not top):
            return
        head = top and _name(node) in ("section", "article")
        runs_on = pieces and pieces[-1] == _RUN_ON  # the words continue on the line of the number or heading
        if not top and not runs_on and (_name(node) in _BLOCKS or node.find(f"{_space(node)}num") is not None):
            pieces.append("\n\n")
        pieces.append("" if head else node.text or "")
        for child in node:
            if not (head and _name(child) in ("num", "heading")):
                add(child, False)
            if not (child.tail or "").strip() and _name(child) in ("num", "heading"):
                pieces.append(_RUN_ON)
            else:
                pieces.append(child.tail or "")

    add(element, True)
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", "".join(" " if piece is _RUN_ON else piece for piece in pieces))
    return re.sub(r"[ \t\u00a0]+", " ", re.sub(r"[ \t\u00a0]*\n\s*\n\s*", "\n\n", joined)).strip()


def _space(node: _Element) -> str:
    return node.tag.rpartition("}")[0] + "}" if "}" in node.tag else ""


def _name(node: _Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _above(node: _Element) -> Iterator[_Element]:
    while (above := node.getparent()) is not None:
        yield above
        node = above


def _label(node: _Element) -> str:
    """The number of an element, without brackets, signs and words."""
    found = node.find(f"{_space(node)}num")
    if found is None:
        return ""
    text = found.get("value") or "".join(map(str, found.itertext()))
    text = re.sub(r"(?i)\b(?:articles?|artículo|section|sec|art)\b\.?|[§()\s\u00a0°º]|[.:—–-]+$", "", text)
    return re.sub(r"[.:]+$", "", re.sub(r"(?i)^(\d+)(?:er|re)$", r"\1", text))


def _numbered(node: _Element) -> Iterator[_Element]:
    """The nearest numbered descendants, looking through unnumbered elements."""
    for child in node:
        if _name(child) in _ASIDE:
            continue
        if _label(child):
            yield child
        elif _name(child) in _UNNUMBERED or _name(child) not in ("num", "heading"):
            yield from _numbered(child)
