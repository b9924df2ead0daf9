"""What people call States, bodies and kinds, and what the right word for it is here.

A name leads to one or several words; a name that leads to several is told with all of them. A typing error is mended only
where one name alone is near: a hint is right, or there is none.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from regolex.law import model as m

_LEADING = re.compile(r"^(the|asteroid|comet|dwarf planet|minor planet|planet|near earth asteroid) (?=.)")
_APOSTROPHES = str.maketrans("", "", "'’‘ʻ`´.")
_SHORTEST = 6  # of shorter words, one wrong letter may be another word


class Names(msgspec.Struct, frozen=True):
    """Every name in its plain form, with the words it may stand for: codes, ids of the catalogue, answers."""

    states: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    bodies: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    kinds: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


def packed_names(names: Names) -> bytes:
    """Names as they are kept in the compiled knowledge."""
    return zlib.compress(msgspec.msgpack.encode(names), 9)


def names_of(knowledge: m.Knowledge) -> Names:
    """The names that come with a knowledge.

    >>> from regolex.knowledge import load
    >>> names_of(load().knowledge).states["uk"]
    ('GBR',)
    """
    return _unpacked(knowledge.names)


@lru_cache(maxsize=4)
def _unpacked(raw: bytes) -> Names:
    return msgspec.msgpack.decode(zlib.decompress(raw), type=Names) if raw else Names()


def plain(text: str) -> str:
    """A name without case, accents, articles, points and other signs.

    >>> plain("The U.K."), plain("Côte d'Ivoire"), plain("(4660) Nereus")
    ('uk', 'cote divoire', '4660 nereus')
    """
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES))
    bare = "".join(ch for ch in bare if not unicodedata.combining(ch))
    words = " ".join(re.sub(r"[\W_]+", " ", bare.replace("&", " and ")).split())
    return _LEADING.sub("", words)


# --- from a name to the right word ---


def meant(names: Mapping[str, tuple[str, ...]], text: object, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
    """The words that a name stands for, among those allowed; none where nothing bears it."""
    key = plain(str(text))
    found = names.get(key) or names.get(key.replace(" ", ""), ())
    if allowed is None:
        return found
    kept = set(allowed)
    return tuple(word for word in found if word in kept)


def the_one(names: Mapping[str, tuple[str, ...]], text: object) -> str:
    """The one word that a name stands for, or nothing where it is ambiguous or unknown."""
    found = meant(names, text)
    return found[0] if len(found) == 1 else ""


def hint(
    names: Mapping[str, tuple[str, ...]],
    text: object,
    called: Mapping[str, str] | None = None,
    allowed: Iterable[str] | None = None,
) -> str:
    """A hint that names the word meant, or every one that may be; nothing where none is certain to be among them."""
    found = meant(names, text, allowed) or _near(names, plain(str(text)), allowed)
    shown = [f"{word} ({called[word]})" if called and word in called else word for word in found]
    if not shown:
        return ""
    if len(shown) > 1 and called:
        return f"Several bear that name: {', '.join(shown)}."
    return f"Did you mean {' or '.join(shown)}?"


def _near(names: Mapping[str, tuple[str, ...]], key: str, allowed: Iterable[str] | None) -> tuple[str, ...]:
    """What a name with one wrong letter stands for: only where every name as near stands for the same word."""
    near = {name: words for name, words in names.items() if _alike(name, key)}
    meant_by = {word for words in near.values() for word in words}
    if len(meant_by) != 1 or not any(_apart(name, key) == 1 for name in near):
        return ()
    return tuple(word for word in meant_by if allowed is None or word in set(allowed))


def _alike(name: str, key: str) -> bool:
    """Whether a typing error may lie between two names: in one long word of as many, and never in a number."""
    ours, theirs = name.split(), key.split()
    if len(ours) != len(theirs) or any(ch.isdigit() for ch in name + key):
        return False
    other = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(other) == 1 and min(map(len, other[0])) >= _SHORTEST - 1 and _apart(name, key) <= 2


def _apart(a: str, b: str) -> int:
    """How many letters are missing, wrong or exchanged with their neighbour; counted up to three."""
    if abs(len(a) - len(b)) > 2 or difflib.SequenceMatcher(None, a, b, autojunk=False).quick_ratio() < 0.6:
        return 3
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]


def state_hint(knowledge: m.Knowledge, text: object, allowed: Iterable[str] | None = None) -> str:
    """A hint for a word that is not a code of a State, with the name beside the code."""
    return hint(names_of(knowledge).states, text, knowledge.states, allowed)


def answer_hint(knowledge: m.Knowledge, text: object, answers: Iterable[str]) -> str:
    """A hint for a word outside a closed list: by what it is called in speech, or by one wrong letter."""
    allowed = list(answers)
    return hint(names_of(knowledge).kinds, text, None, allowed) or _mistyped(str(text), allowed)


def _mistyped(text: str, allowed: Iterable[str]) -> str:
    typed = plain(text)
    near = [word for word in allowed if len(typed) >= _SHORTEST - 1 and _apart(plain(word), typed) <= 2]
    close = [word for word in near if _apart(plain(word), typed) <= 1] or near
    return f"Did you mean {' or '.join(close[:2])}?" if 0 < len(close) < 3 else ""


def body_hint(knowledge: m.Knowledge, text: object) -> str:
    """A hint for a word that is not an entry of the catalogue's bodies."""
    return hint(names_of(knowledge).bodies, text)


__all__ = [
    "Names",
    "answer_hint",
    "body_hint",
    "hint",
    "meant",
    "names_of",
    "packed_names",
    "plain",
    "state_hint",
    "the_one",
]
