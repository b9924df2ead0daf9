"""Linking: where the provisions of the corpus are in the user's own copy of the official texts.

Three kinds of copy: a folder shaped like the public Space Law Corpus, United States Code in USLM, and statutes in Akoma Ntoso.
Hashes stated in the copy are checked before any of it is used; mismatches are reported in both directions.
"""

from __future__ import annotations

import fnmatch
import json
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.files import is_plain
from regolex.formats.texts.enumeration import number_of
from regolex.formats.texts.markup import MAX_BYTES, Markup
from regolex.formats.texts.official import Links, Spot, Text, changed, read_file, sha256
from regolex.formats.texts.outline import Outline, head_of
from regolex.law import model as m
from regolex.law.source import read

MAX_FILES = 20_000
MAX_TEXT_BYTES = 5_000_000  # the longest code of laws in plain text is shorter
_METADATA = ("corpus_id", "version_id", "language", "text_sha256")


class Matched(msgspec.Struct, frozen=True):
    """One linked text: provisions found exactly, provisions found with the words around them, and those not found.

    ``unread`` lists the articles and sections of the text without a provision in the corpus.
    """

    version: str
    file: str
    language: str
    exact: tuple[str, ...]
    around: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    later: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class Result(msgspec.Struct, frozen=True):
    """The result of linking. ``others`` are texts without a version in the corpus, ``without`` versions without a text."""

    texts: tuple[Text, ...]
    matched: tuple[Matched, ...]
    others: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]

    def without(self, knowledge: m.Knowledge, links: Links) -> list[m.Instrument]:
        """The versions in the corpus without a linked text."""
        linked = {text.version for text in links.texts}
        return [i for i in knowledge.instruments.values() if i.version not in linked]


def link(knowledge: m.Knowledge, folder: Path) -> Result:
    """Match a copy with the knowledge; raises EvaluationError if the folder holds nothing that can be linked."""
    folder = folder.expanduser().resolve()
    cards = _inside(folder, "metadata.yaml") if folder.is_dir() else []
    markup = [folder] if is_plain(folder) else [] if cards else _inside(folder, "*.xml")
    if not cards and not markup:
        raise EvaluationError(
            Problem(
                "E323", "nothing in it can be linked", str(folder),
                expected="a checkout of the Space Law Corpus, or files in USLM or Akoma Ntoso XML",
                hint="Give the folder that holds authoritative/, or the XML file itself.",
            )
        )  # fmt: skip
    linker = _Linker(knowledge, folder)
    for path in cards:
        linker.corpus_text(path)
    for path in markup:
        linker.markup(path)
    return linker.result()


def _inside(folder: Path, pattern: str) -> list[Path]:
    """The plain files of a folder that fit a pattern; what a link leads out of it, a pipe or a device is none of them.

    Raises EvaluationError where there are more than anybody's copy has.
    """
    found = []
    for here, folders, names in os.walk(folder):  # does not follow links
        folders.sort()
        paths = [Path(here, name) for name in fnmatch.filter(sorted(names), pattern)]
        found += [path for path in paths if is_plain(path, folder)]
        if len(found) > MAX_FILES:
            what = f"it holds more than {MAX_FILES:,} texts"
            raise EvaluationError(Problem("E323", what, str(folder), hint="Give a folder further down."))
    return found


def merged(old: Links, new: Result, folder: Path, prefer: str = "") -> Links:
    """The existing links, with those of a folder replaced by the new ones."""
    kept = [t for t in old.texts if t.under != str(folder.expanduser().resolve())]
    texts = sorted([*kept, *new.texts], key=lambda t: (t.version, t.language, t.file))
    return Links(prefer=prefer or old.prefer, texts=tuple(texts))


class _Linker:
    def __init__(self, knowledge: m.Knowledge, folder: Path) -> None:
        self.knowledge = knowledge
        self.folder = folder
        self.texts: list[Text] = []
        self.matched: list[Matched] = []
        self.others: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        # texts of the Space Law Corpus are matched last, because sentences are counted in the first authentic text
        self.waiting: list[tuple[m.Instrument, Path, bytes, str]] = []

    # --- the Space Law Corpus ---

    def corpus_text(self, card: Path) -> None:
        document = read(card, str(card), "E")
        data = document.data if isinstance(document.data, dict) else {}
        lacking = [key for key in _METADATA if not isinstance(data.get(key), str)]
        if document.problems or lacking:
            what = f"{', '.join(lacking)} missing" if lacking else document.problems[0].what
            self.problems.append(Problem("E321", what, str(card), expected="metadata of the Space Law Corpus"))
            return
        text = card.parent / "text.txt"
        name = f"{data['corpus_id']}@{data['version_id']}"
        raw = self._checked(text, data["text_sha256"], MAX_TEXT_BYTES)
        original = card.parent / str(data.get("original_filename") or "")
        if raw is None or (
            original.is_file() and isinstance(data.get("original_sha256"), str)
            and self._checked(original, data["original_sha256"]) is None
        ):  # fmt: skip
            return
        language = str(data["language"])
        instrument = self._instrument(str(data["corpus_id"]), str(data["version_id"]).removesuffix(f"-{language}"))
        if isinstance(instrument, str):
            self.others.append((name, instrument))
            return
        self._compare_structure(card, raw)
        self.waiting.append((instrument, text, raw, language))

    def _checked(self, path: Path, stated: str, most: int = MAX_BYTES) -> bytes | None:
        """The bytes of a plain file of the folder, where they have the hash stated."""
        if path.exists() and not is_plain(path, self.folder):
            self.problems.append(
                Problem(
                    "E321", "it is not a regular file", str(path), expected="a regular file inside the folder",
                    hint="Links that lead out of the folder, devices and pipes are not read.",
                )
            )  # fmt: skip
            return None
        try:
            raw = read_file(path, most)
        except EvaluationError as error:
            self.problems += error.problems
            return None
        expected = stated.removeprefix("sha256:").lower()
        if sha256(raw) == expected:
            return raw
        self.problems.append(changed(path, expected, sha256(raw)))
        return None

    def _instrument(self, work: str, day: str) -> m.Instrument | str:
        """The version in the corpus with this identity, or the reason why there is none."""
        names = [i for i in self.knowledge.instruments.values() if work == i.work or work in i.known_as]
        same = [i for i in names if i.version.endswith(f"@{day}")]
        if same:
            return same[0]
        if names:
            return f"a version other than that in the corpus ({', '.join(i.version.rpartition('@')[2] for i in names)})"
        return "not an instrument in the corpus"

    def _compare_structure(self, card: Path, raw: bytes) -> None:
        """If the copy has its own outline, report a different number of articles."""
        parts = card.parts
        if "authoritative" not in parts:
            return
        at = len(parts) - 1 - parts[::-1].index("authoritative")
        path = Path(*parts[:at], "derived", *parts[at + 1 : -1], "structure.json")
        if not is_plain(path, self.folder):
            return
        try:
            structure = json.loads(read_file(path, MAX_TEXT_BYTES))
        except (EvaluationError, ValueError, RecursionError):
            return
        if isinstance(structure, dict) and structure.get("unit_type") == "article":
            ours = sum(head.startswith("article ") for head in Outline(raw.decode("utf-8", "replace")).heads)
            listed = structure.get("units")
            units = [
                u
                for u in (listed if isinstance(listed, list) else ())
                if isinstance(u, dict) and number_of(str(u.get("number")))
            ]
            if ours != len(units):
                self.warnings.append(f"{path}: counts {len(units)} articles, the text shows {ours}")

    def _settle(self) -> None:
        """Match the deferred texts; a translation must count the same sentences as the authentic text to be exact."""
        by_version: dict[str, list[tuple[m.Instrument, Path, bytes, str]]] = {}
        for item in self.waiting:
            by_version.setdefault(item[0].version, []).append(item)
        for items in by_version.values():
            order = [language[:2].lower() for language in items[0][0].languages]
            items.sort(key=lambda item: (item[3] != "en", order.index(item[3]) if item[3] in order else 99, item[3]))
            first: Outline | None = None
            for instrument, path, raw, language in items:
                outline = Outline(raw.decode("utf-8", "replace"))
                self._text(instrument, path, raw, language, outline, first)
                first = first or outline

    def _text(
        self, instrument: m.Instrument, path: Path, raw: bytes, language: str, outline: Outline, first: Outline | None
    ) -> None:
        pinpoints = [p.pinpoint for p in instrument.provisions]
        spots, missing = {}, []
        for pinpoint, stretch in outline.locate_all(pinpoints).items():
            if first and first.pieces(pinpoint) != outline.pieces(pinpoint):
                around = outline.locate(pinpoint.rpartition(".")[0])
                stretch = (around or stretch)._replace(exact=False)
            begin = len(outline.text[: stretch.start].encode())
            spots[pinpoint] = Spot(
                begin, begin + len(outline.text[stretch.start : stretch.end].encode()), "", stretch.exact
            )
        for pinpoint in pinpoints:
            if pinpoint not in spots:
                missing.append((pinpoint, _why(pinpoint, outline.doubled)))
        self._add(instrument, path, raw, "text", language, "", spots, missing, heads=outline.heads)

    # --- XML ---

    def markup(self, path: Path) -> None:
        try:
            raw = read_file(path)
            document = Markup(raw, str(path))
        except EvaluationError as error:
            self.problems += error.problems
            return
        if document.ours:
            self.problems.append(
                Problem(
                    "E323", "it is a paraphrase exported by Regolex", str(path), expected="an official text",
                    hint="Link the text of the official publisher, not an export.",
                )
            )  # fmt: skip
            return
        named = document.work.strip("/")
        ours = [
            i
            for i in self.knowledge.instruments.values()
            if any(f"/{named}".endswith("/" + known.strip("/")) for known in (i.work, *i.known_as))
        ]
        if document.kind == "akn":
            fitting = [i for i in ours if document.day in _days(i)]
            if ours and not fitting:
                days = ", ".join(i.version.rpartition("@")[2] for i in ours)
                self.others.append(
                    (document.work, f"wording of {document.day or 'no stated date'}; the corpus has {days}")
                )
                return
            ours = fitting
        if not ours:
            self.others.append((document.work or str(path), "not an instrument in the corpus"))
        for instrument in ours:
            self._from_markup(instrument, path, raw, document)

    def _from_markup(self, instrument: m.Instrument, path: Path, raw: bytes, document: Markup) -> None:
        pinpoints = [p.pinpoint for p in instrument.provisions]
        found = document.locate_all(pinpoints)
        spots, later = {}, []
        version = instrument.version.rpartition("@")[2]
        for pinpoint, place in found.items():
            change = document.changed(pinpoint)
            after = change.isoformat() if change and change.isoformat() > version else ""
            spots[pinpoint] = Spot(place.start, place.end, place.at, place.exact, after)
            later += [pinpoint] if after else []
        missing = [(p, _why(p, document.doubled)) for p in pinpoints if p not in found]
        heads = (
            document.heads if document.kind == "akn" else {}
        )  # a title of the code contains chapters that are separate instruments
        self._add(instrument, path, raw, document.kind, document.language, document.day, spots, missing, later, heads)

    # --- both ---

    def _add(
        self, instrument: m.Instrument, path: Path, raw: bytes, kind: str, language: str, day: str,
        spots: dict[str, Spot], missing: list[tuple[str, str]], later: list[str] | None = None,
        heads: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.texts.append(
            Text(instrument.version, str(path), sha256(raw), kind, language, str(self.folder), day, spots)
        )
        exact = tuple(p for p, spot in spots.items() if spot.exact)
        around = tuple(p for p, spot in spots.items() if not spot.exact)
        ours = {head_of(p.pinpoint) for p in instrument.provisions}
        unread = tuple(head for head in heads if head not in ours)
        self.matched.append(
            Matched(instrument.version, str(path), language, exact, around, tuple(missing), tuple(later or ()), unread)
        )

    def result(self) -> Result:
        self._settle()
        return Result(
            tuple(self.texts), tuple(self.matched), tuple(self.others), tuple(self.problems), tuple(self.warnings)
        )


def _why(pinpoint: str, doubled: set[str]) -> str:
    head = head_of(pinpoint)
    if not head:
        return "identified by subject, not by a number"
    return f"the text has {head} twice" if head in doubled else f"the text has no {head}"


def _days(instrument: m.Instrument) -> set[str]:
    """The dates by which the wording of a version may be identified."""
    days = {instrument.version.rpartition("@")[2]}
    days |= {instrument.adopted.isoformat()} if instrument.adopted else set()
    return days | ({instrument.in_force.not_before.isoformat()} if instrument.in_force else set())
