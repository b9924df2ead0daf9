"""How a provision is cited in the tradition of its instrument, from its pinpoint: one formatter for all of them.

A pinpoint has levels divided by dots: ``art-6.s2`` is Article VI, second sentence; ``art-8.1`` is Art. 8(1);
``50904.a.1`` is 50904(a)(1); in a regulation ``450-43.a`` is 450.43(a).
"""

from __future__ import annotations

import re
from itertools import pairwise

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
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
    return f", limb ({part})" if before[:1] in ("s", "p") and before[1:].isdigit() else f"({part})"


def cite(pinpoint: str, style: str, prefix: str = "") -> str:
    """The citation of one provision.

    >>> cite("art-6.s2", "treaty"), cite("art-11.3.s1", "article"), cite("50904.a.1", "usc", "51 U.S.C.")
    ('Article VI, second sentence', 'Art. 11(3), first sentence', '51 U.S.C. 50904(a)(1)')
    >>> cite("art-1.s2.a", "treaty")
    'Article I, second sentence, limb (a)'
    >>> cite("450-43.a", "cfr", "14 CFR"), cite("s403", "section", "Pub. L. 114-90")
    ('14 CFR 450.43(a)', 'Pub. L. 114-90 s. 403')
    """
    head, *levels = pinpoint.split(".")
    tail = "".join(_level(part, before) for before, part in pairwise([head, *levels]))
    if style == "cfr":
        first = head.replace("-", ".")
    elif style == "section" and head[:1] == "s" and head[1:].isdigit():
        first = f"s. {head[1:]}"
    elif head.startswith("art-"):
        number = head.removeprefix("art-")
        first = f"Article {roman(int(number))}" if style == "treaty" and number.isdigit() else f"Art. {number}"
    else:
        first = head
    return f"{prefix} {first}{tail}".strip()


def in_full(short: str, label: str) -> str:
    """A provision with its instrument, which is named once: by its short name, unless the label names it already.

    >>> in_full("Outer Space Treaty", "Article II"), in_full("51 U.S.C. ch. 513", "51 U.S.C. 51303")
    ('Outer Space Treaty, Article II', '51 U.S.C. 51303')
    >>> in_full("Artemis Accords", "Artemis Accords s. 10, limb (2)")
    'Artemis Accords s. 10, limb (2)'
    """
    alone = re.match(r"(Article|Art\.|s\.) ", label)
    named = label.startswith(short) or (not alone and any(ch.isdigit() for ch in label.split("(")[0]))
    return label if named else f"{short}, {label}"
