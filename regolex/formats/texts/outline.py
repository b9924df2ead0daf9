"""The outline of a legal text: finds the passage that a pinpoint names.

Nothing but the text is known: headings of articles and sections, markers of paragraphs and letters at the beginning of a
line, blank lines, and the ends of sentences. Where a level of the pinpoint is not to be seen in the text, the stretch around it
is given and marked as not exact; a stretch is never guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from regolex.formats.texts.enumeration import MARKER, items, number_of

# "Article VI", "Art. 1er.", "Artículo 2", "Статья IV", "§51301.", "§ 450.43", "Section 8 –", "Sec. 2."; a reference in
# running text continues in lower case and is not a heading
_HEADING = re.compile(
    r"^[ \t]*(?:(?P<article>articles?|art\.|artículo|artikel|articolo|статья)|(?P<section>§+|section|sec\.|sect\.))"
    r"[ \t]*(?P<number>\d+(?:[.-]\d+)*[a-z]?|[ivxlc]+|premier|first)(?P<ordinal>er|re)?\b[.:]?"
    r"(?=[ \t]*(?:$|[–—-]|(?-i:[^\Wa-zß-öø-ÿа-я_])|[(\"“«„]))",
    re.IGNORECASE | re.MULTILINE,
)
_HEADING_CHINESE = re.compile(r"^第(?P<number>[一二三四五六七八九十]+|\d+)条[ \t\u3000]*", re.MULTILINE)
# text after the last article, which belongs to no article
_END = re.compile(
    r"^(?:IN WITNESS WHEREOF|IN FAITH WHEREOF|DONE (?:in|at)\b|EN FOI DE QUOI|FAIT (?:en|à)\b|EN TESTIMONIO DE LO CUAL|"
    r"HECHO en\b|В УДОСТОВЕРЕНИЕ ЧЕГО|为此|Mandons et ordonnons|"
    r"\((?:Added|Pub\. L\.|Aug\.|Amended)\b[^\n]*Stat\.|(?:References in Text|Amendments|Editorial Notes|Statutory Notes)$)",
    re.MULTILINE,
)
_SENTENCE = re.compile(r"(?<=[.?!])[”»\"')]*[ \t\u00a0]+(?=[“«„\"(]?[^\Wa-zß-öø-ÿа-я_])|(?<=[。？！])(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Arts?|Nos?|Pars?|paras?|Sec|Secs|Stat|Pub|Doc|vol|pp?|cf|ff|approx|subsec|St|Mr|Ms|Dr)|e\.g|i\.e|\b[A-Z]|"
    r"\n[ \t]*\(?(?:\d{1,3}|[a-z]))\.$"
)
_ONLY_MARKER = re.compile(r"[ \t]*\(?(?:\d{1,3}|[a-z])\.")
_NEAR = 60  # the number of characters searched back for an abbreviation


class Stretch(NamedTuple):
    """Where words stand, as a half-open range of characters; ``exact`` is false where it is the stretch around them.

    ``found`` counts the levels of the pinpoint that were found, the heading being the first.
    """

    start: int
    end: int
    exact: bool
    found: int


def head_of(pinpoint: str) -> str:
    """The heading that a pinpoint begins with, in one spelling for all prints.

    >>> head_of("art-6.s2"), head_of("450-43.a"), head_of("51301.2.A"), head_of("s8.1"), head_of("preface")
    ('article 6', 'section 450.43', 'section 51301', 'section 8', '')
    """
    head = pinpoint.partition(".")[0]
    if head.startswith("art-"):
        return f"article {head[4:]}"
    if re.fullmatch(r"s\d+", head):
        return f"section {head[1:]}"
    return f"section {head.replace('-', '.')}" if re.fullmatch(r"\d+[a-z]?(?:-\d+[a-z]?)*", head) else ""


def heading_key(kind: str, number: str) -> str:
    """A heading of a text in the spelling of :func:`head_of`.

    >>> heading_key("article", "VI"), heading_key("section", "51301"), heading_key("section", "450-43")
    ('article 6', 'section 51301', 'section 450.43')
    """
    low = number.lower().rstrip(".")
    return f"{kind} {number_of(low) or low.replace('-', '.')}"


class Outline:
    """The headings of one text and, on request, the stretch of any pinpoint.

    >>> text = "Article II\\n\\n1. Stones are stones. They stay.\\n\\n2. Sand may move:\\n\\n(a) by wind;\\n\\n(b) by water."
    >>> outline = Outline(text)
    >>> [text[s.start:s.end] for s in map(outline.locate, ["art-2.1.s2", "art-2.2.b"])]
    ['They stay.', '(b) by water.']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.break_ = re.compile(r"\n[ \t]*\n\s*" if "\n\n" in text else r"\n")
        self.heads: dict[str, tuple[int, int]] = {}
        self.doubled: set[str] = set()
        self._read_headings()

    def _read_headings(self) -> None:
        found = [
            (m.start(), m.end(), heading_key("article" if m["article"] else "section", m["number"]))
            for m in _HEADING.finditer(self.text)
        ]
        found += [
            (m.start(), m.end(), heading_key("article", m["number"])) for m in _HEADING_CHINESE.finditer(self.text)
        ]
        found.sort()
        for n, (_, behind, key) in enumerate(found):
            limit = found[n + 1][0] if n + 1 < len(found) else len(self.text)
            stretch = self._trimmed(self._behind_title(behind, limit), limit)
            if stretch[0] >= stretch[1]:
                continue  # a line in a table of contents
            if key in self.heads:
                self.doubled.add(key)
            self.heads[key] = stretch

    def _behind_title(self, at: int, limit: int) -> int:
        """The start of the words, after a title on the line of the heading."""
        stop = self.text.find("\n", at, limit)
        line = self.text[at : stop if stop >= 0 else limit].strip(" \t–—-.")
        titled = 0 < len(line) < 200 and line[-1] not in ".;:,。" and stop >= 0 and self.text[stop:limit].strip()
        return stop if titled else at

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        over = _END.search(self.text, start, end)
        end = over.start() if over else end
        piece = self.text[start:end]
        return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))

    def locate(self, pinpoint: str) -> Stretch | None:
        """The passage that a pinpoint names, or the nearest one around it; None if the heading is missing or occurs twice."""
        key = head_of(pinpoint)
        if key not in self.heads or key in self.doubled:
            return None
        return self.within(*self.heads[key], pinpoint.split(".")[1:])

    def within(self, start: int, end: int, levels: list[str], found: int = 1) -> Stretch:
        """Follow the levels of a pinpoint inside a passage, as far as the text shows them."""
        body = start
        for level in levels:
            inner = self._level(body, end, level)
            if inner is None:
                return Stretch(start, end, False, found)
            start, body, end = inner
            found += 1
        return Stretch(start, end, True, found)

    def _level(self, start: int, end: int, level: str) -> tuple[int, int, int] | None:
        """Begin, begin of the words, and end of one piece of a stretch."""
        cut = {"s": self.sentences, "p": self.paragraphs}.get(level[0]) if level[1:].isdecimal() else None
        if cut:
            pieces = cut(start, end)
            n = int(level[1:])
            return (pieces[n - 1][0], *pieces[n - 1]) if 1 <= n <= len(pieces) else None
        same = [i for i in items(self.text, start, end, self.break_) if i.depth == 0 and i.label == level]
        return (same[0].start, same[0].body, same[0].end) if len(same) == 1 else None

    def locate_all(self, pinpoints: list[str]) -> dict[str, Stretch]:
        """Every pinpoint that has its heading here.

        Where the text shows fewer sentences or paragraphs than the pinpoints count, none of them is sure to be the one
        meant, and all of them get the stretch around them.

        >>> [s.exact for s in Outline("Art. 1.\\n\\nOne. Two.").locate_all(["art-1.s1", "art-1.s2", "art-1.s3"]).values()]
        [False, False, False]
        """
        found = {p: s for p in pinpoints if (s := self.locate(p))}
        short = {_group(p) for p, s in found.items() if not s.exact and _group(p)}
        for pinpoint, stretch in found.items():
            if stretch.exact and _group(pinpoint) in short:
                around = self.locate(pinpoint.rpartition(".")[0])
                found[pinpoint] = (around or stretch)._replace(exact=False)
        return found

    def pieces(self, pinpoint: str) -> int:
        """The number of sentences or paragraphs at the level at which a pinpoint counts them; 0 if it counts none."""
        above, _, last = pinpoint.rpartition(".")
        around = self.locate(above) if _group(pinpoint) else None
        if around is None or not around.exact:
            return 0
        cut = self.sentences if last[0] == "s" else self.paragraphs
        return len(cut(around.start, around.end))

    def sentences(self, start: int, end: int) -> list[tuple[int, int]]:
        """The sentences of a stretch; a list belongs to the sentence that opens it."""
        pieces, at = [], start
        cuts = {m.end(): m.start() for m in _SENTENCE.finditer(self.text, start, end)}
        for m in self.break_.finditer(self.text, start, end):
            if self.text[max(start, m.start() - _NEAR) : m.start()].rstrip()[-1:] in tuple(".?!。？！”»)"):
                cuts[m.end()] = m.start()
        for nxt, stop in sorted(cuts.items()):
            while stop > at and self.text[stop - 1].isspace():
                stop -= 1
            near = self.text[max(at, stop - _NEAR) : stop].rstrip("”»\"')")
            own = stop - at < _NEAR and _ONLY_MARKER.fullmatch(near)
            if stop > at and nxt < end and not own and not _ABBREVIATED.search(near):
                pieces.append((at, stop))
                at = nxt
        return [*pieces, (at, end)]

    def paragraphs(self, start: int, end: int) -> list[tuple[int, int]]:
        """The paragraphs of a stretch; items with markers belong to the paragraph before them."""
        bounds = [(m.start(), m.end()) for m in self.break_.finditer(self.text, start, end)]
        pieces, at = [], start
        for stop, nxt in bounds:
            if not MARKER.match(self.text, nxt, end):
                pieces.append((at, stop))
                at = nxt
        return [*pieces, (at, end)]


def _group(pinpoint: str) -> str:
    """What a pinpoint that counts sentences or paragraphs counts them in: ``art-4.s`` for ``art-4.s2``; nothing otherwise."""
    above, _, last = pinpoint.rpartition(".")
    return f"{above}.{last[0]}" if above and re.fullmatch(r"[sp]\d+", last) else ""
