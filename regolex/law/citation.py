"""How a provision is cited in the tradition of its instrument, from its pinpoint: one formatter for all of them.

A pinpoint has levels divided by dots: ``art-6.s2`` is Article VI, second sentence; ``art-8.1`` is Art. 8(1);
``50904.a.1`` is 50904(a)(1); in a regulation ``450-43.a`` is 450.43(a).
"""

from __future__ import annotations

import re
from itertools import pairwise

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WORD = re.compile(r"[a-z]{3,}(-[a-z0-9]+)*")  # an entry with a name instead of a number
_NUMERAL = re.compile(r"[ivxl]+")
_COUNTED = re.compile(r"[sp]\d+")
_CATEGORY = re.compile(r"(i{1,3}|iv|v)([a-c]?)")
_ALONE = re.compile(r"(Article|Art\.|art\.|s\.|reg\.|Sch\.|block|table,) |\d+[A-Z]?(\W|$)(?!U\.S\.C|CFR)")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """
    >>> roman(9), roman(14), roman(21)
    ('IX', 'XIV', 'XXI')
    """
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out


def _level(part: str, before: str) -> str:
    if len(part) > 1 and part[0] == "s" and part[1:].isdigit():
        return f", {_ORDINALS[int(part[1:]) - 1]} sentence"
    if len(part) > 1 and part[0] == "p" and part[1:].isdigit():
        return f", {_ORDINALS[int(part[1:]) - 1]} paragraph"
    if part == "closing":
        return ", closing sentence"
    if before.startswith("sch-"):
        return f", para. {part}"
    if before == "table":
        return f", item {part}"
    if "supp" in before:
        return f", {part}"
    if (_WORD.fullmatch(part) and not _NUMERAL.fullmatch(part)) or (
        _CATEGORY.fullmatch(part) and _WORD.fullmatch(before)
    ):
        return f", {_words(part)}"
    return f", limb ({part})" if _COUNTED.fullmatch(before) else f"({part})"


def _words(entry: str) -> str:
    """An entry that is named and not numbered, as words: ``category-iv`` is category IV."""
    return " ".join(
        f"{found[1].upper()}{found[2]}" if (found := _CATEGORY.fullmatch(w)) else w for w in entry.split("-")
    )


def _head(head: str, style: str, prefix: str) -> str:
    """The first level of a pinpoint."""
    if style == "cfr":
        found = re.fullmatch(r"(\d+)-supp(\d+)", head)
        return f"Part {found[1]}, Supp. No. {found[2]}" if found else re.sub(r"(?<=\d)-(?=\d)", ".", head)
    if head.startswith("art-"):
        number = head.removeprefix("art-")
        return f"Article {roman(int(number))}" if style == "treaty" and number.isdigit() else f"Art. {number}"
    if style == "article" and re.match(r"[rl]\d", head):
        return f"Art. {head.upper()}"
    if style == "section":
        if re.fullmatch(r"s\d[\d-]*[A-Z]*", head) or (head[0].isdigit() and not prefix):
            return f"s. {head.removeprefix('s').replace('-', '.')}"
        if found := re.fullmatch(r"(b|sch-)(\d+)", head):
            return f"{'block' if found[1] == 'b' else 'Sch.'} {found[2]}"
    return _words(head) if _WORD.fullmatch(head) and style == "section" else head


def cite(pinpoint: str, style: str, prefix: str = "") -> str:
    """The citation of one provision.

    >>> cite("art-6.s2", "treaty"), cite("art-11.3.s1", "article"), cite("50904.a.1", "usc", "51 U.S.C.")
    ('Article VI, second sentence', 'Art. 11(3), first sentence', '51 U.S.C. 50904(a)(1)')
    >>> cite("art-1.s2.a", "treaty")
    'Article I, second sentence, limb (a)'
    >>> cite("450-43.a", "cfr", "14 CFR"), cite("s403", "section", "Pub. L. 114-90")
    ('14 CFR 450.43(a)', 'Pub. L. 114-90 s. 403')
    >>> cite("48.1", "section"), cite("sch-1.35", "section"), cite("13-14", "section", "reg.")
    ('s. 48(1)', 'Sch. 1, para. 35', 'reg. 13-14')
    >>> cite("774-supp1.9A515", "cfr", "15 CFR"), cite("category-iv.measures", "section", "COSPAR policy,")
    ('15 CFR Part 774, Supp. No. 1, 9A515', 'COSPAR policy, category IV, measures')
    """
    head, *levels = pinpoint.split(".")
    section = "" if style == "section" and head[:1] == "s" and not head.startswith("sch-") else head
    tail = "".join(_level(part, before) for before, part in pairwise([section, *levels]))
    return f"{prefix} {_head(head, style, prefix)}{tail}".strip()


def in_full(short: str, label: str) -> str:
    """A provision with its instrument, which is named once: by its short name, unless the label names it already.

    >>> in_full("Outer Space Treaty", "Article II"), in_full("51 U.S.C. ch. 513", "51 U.S.C. 51303")
    ('Outer Space Treaty, Article II', '51 U.S.C. 51303')
    >>> in_full("Artemis Accords", "Artemis Accords s. 10(2)"), in_full("Outer Space Act 1986", "s. 3(1)")
    ('Artemis Accords s. 10(2)', 'Outer Space Act 1986, s. 3(1)')
    """
    named = label.startswith(short) or (not _ALONE.match(label) and any(ch.isdigit() for ch in label))
    return label if named else f"{short}, {label}"
