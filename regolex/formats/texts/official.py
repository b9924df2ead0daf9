"""Official words of provisions, from the user's own copy: a link holds paths, hashes and positions, but no text.

A file is read on demand, after its hash is compared. A missing or changed file yields a coded problem and no words; all
other files are unaffected.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from regolex.errors import EvaluationError, Problem
from regolex.files import is_plain
from regolex.files import write as write_file
from regolex.formats.texts.markup import MAX_BYTES, Markup
from regolex.law.source import head_of

SCHEMA_ID = "https://w3id.org/regolex/schema/links.json"


class Spot(msgspec.Struct, frozen=True, omit_defaults=True):
    """The position of a provision in a file.

    ``start`` and ``end`` count bytes of a text file, or characters of the text of the element at ``at`` in an XML file (both
    -1: all of it). ``exact`` is false where the words are those around the provision; ``changed`` is the day of a change later
    than the version that the provision belongs to.
    """

    start: int = -1
    end: int = -1
    at: str = ""
    exact: bool = True
    changed: str = ""


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """One linked file: the version of which it is the text, its hash, and the position of each pinpoint."""

    version: str
    file: str
    sha256: str
    kind: str
    language: str
    under: str
    day: str = ""
    spots: dict[str, Spot] = {}


class Links(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every linked file. ``prefer`` names the language to show if there are several."""

    schema: str = SCHEMA_ID
    prefer: str = "en"
    texts: tuple[Text, ...] = ()


class Words(msgspec.Struct, frozen=True):
    """The official words of one provision, and their source.

    ``note`` qualifies them, and is empty if they are exactly those of the provision cited.
    """

    provision: str
    words: str
    language: str
    exact: bool
    file: str
    sha256: str
    day: str = ""
    note: str = ""


def links_path() -> Path:
    """The path of the links file: in the user's data folder, unless ``REGOLEX_LINKS`` overrides it."""
    chosen = os.environ.get("REGOLEX_LINKS")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("regolex") / "links.json"


def read_links(path: Path | None = None) -> Links:
    """The links in a file, empty if there is no file; raises EvaluationError for a file that is not a links file."""
    where = path or links_path()
    try:
        return msgspec.json.decode(where.read_bytes(), type=Links)
    except FileNotFoundError:
        return Links()
    except (OSError, msgspec.DecodeError) as error:
        raise EvaluationError(
            Problem(
                "E322", f"cannot be used: {error}", str(where), expected="a file written by regolex corpus link",
                hint="Delete it and link again, or name another file with REGOLEX_LINKS.",
            )
        ) from None  # fmt: skip


def write_links(links: Links, path: Path | None = None) -> None:
    """Write the links; they contain no text."""
    where = path or links_path()
    where.parent.mkdir(parents=True, exist_ok=True)
    body = msgspec.json.format(msgspec.json.encode(links), indent=1)
    write_file(where, body + b"\n")


def sha256(raw: bytes) -> str:
    """The SHA-256 hash of the bytes of a file, without a prefix."""
    return hashlib.sha256(raw).hexdigest()


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a plain file of the user's; raises EvaluationError where there is none, or more than ``most`` bytes."""
    try:
        if path.exists() and not is_plain(path):
            raise EvaluationError(
                Problem("E321", "it is not a plain file", str(path), expected="the file that was linked")
            )
        raw = head_of(path, most)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise EvaluationError(
            Problem(
                "E321", f"cannot be read: {said}", str(path), expected="the file that was linked",
                hint="Restore it, or link the folder again.",
            )
        ) from None  # fmt: skip
    if len(raw) > most:
        what = f"it has more than {most:,} bytes"
        raise EvaluationError(Problem("E321", what, str(path), expected=f"at most {most:,} bytes"))
    return raw


def changed(path: Path | str, expected: str, found: str) -> Problem:
    """The problem for a file that does not match its hash."""
    return Problem(
        "E320", f"its bytes have the SHA-256 {found}", str(path), expected=expected,
        hint="Its words are not shown. Download the file again; if the change is intended, link the folder again.",
    )  # fmt: skip


class Official:
    """The words behind the links. ``problems`` lists each changed or missing file once, as it is discovered."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.problems: list[Problem] = []
        self._loaded: dict[str, bytes | Markup | None] = {}
        self._spots: dict[str, list[tuple[Text, Spot]]] = {}
        for text in links.texts:
            for pinpoint, spot in text.spots.items():
                self._spots.setdefault(f"{text.version}#{pinpoint}", []).append((text, spot))
        for found in self._spots.values():
            found.sort(key=lambda x: (x[0].language != links.prefer, x[1].changed, not x[1].exact, x[0].kind == "uslm"))

    def __bool__(self) -> bool:
        return bool(self._spots)

    def words(self, provision: str) -> Words | None:
        """The words of one provision in the preferred language, or in another if that is not linked; None if none is.

        If the file is changed or missing, another copy in the same language is used, never another language.
        """
        found = self._spots.get(provision, [])
        for text, spot in (item for item in found if item[0].language == found[0][0].language):
            said = self._read(text, spot)
            if said:
                note = _note(text, spot)
                return Words(provision, said, text.language, spot.exact, text.file, text.sha256, text.day, note)
        return None

    def of(self, provisions: Iterable[str]) -> dict[str, Words]:
        """The words of several provisions, those that have any."""
        return {p: found for p in provisions if (found := self.words(p))}

    def _read(self, text: Text, spot: Spot) -> str:
        content = self._content(text)
        if isinstance(content, Markup):
            whole = content.read(spot.at) or ""
            return whole[spot.start : spot.end] if spot.start >= 0 else whole
        return content[spot.start : spot.end].decode("utf-8", "replace") if content else ""

    def _content(self, text: Text) -> bytes | Markup | None:
        """A linked file, read once and used only if it matches the linked hash."""
        if text.file not in self._loaded:
            self._loaded[text.file] = None
            try:
                raw = read_file(Path(text.file))
                if sha256(raw) != text.sha256:
                    self.problems.append(changed(text.file, text.sha256, sha256(raw)))
                else:
                    self._loaded[text.file] = raw if text.kind == "text" else Markup(raw, text.file)
            except EvaluationError as error:
                self.problems += error.problems
        return self._loaded[text.file]


def _note(text: Text, spot: Spot) -> str:
    said = [] if spot.exact else ["the words around the provision, which the print does not set apart"]
    if spot.changed:
        said.append(f"as amended on {spot.changed}, after the version cited")
    if text.kind == "uslm" and text.day:
        said.append(f"from the code as published on {text.day}")
    return "; ".join(said)


def official() -> Official:
    """The official words that the user has linked; an unusable links file is reported among the problems."""
    try:
        return Official(read_links())
    except EvaluationError as error:
        found = Official(Links())
        found.problems += error.problems
        return found
