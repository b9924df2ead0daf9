"""Strong Kleene three-valued logic over small integers, so that ``and`` is min and ``or`` is max.

>>> FALSE < UNKNOWN < TRUE
True
>>> conjunction([TRUE, UNKNOWN]), disjunction([FALSE, UNKNOWN]), negation(UNKNOWN)
(1, 1, 1)

Every operator is monotone in information: replacing an unknown operand by true or false can turn an unknown result into
true or false and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

FALSE: Final = 0
UNKNOWN: Final = 1
TRUE: Final = 2

Truth = int
NAMES: Final = ("false", "unknown", "true")


def conjunction(values: Iterable[Truth]) -> Truth:
    """True when all are, false when one is, else unknown. Nothing at all is true."""
    return min(values, default=TRUE)


def disjunction(values: Iterable[Truth]) -> Truth:
    """True when one is, false when all are, else unknown. Nothing at all is false."""
    return max(values, default=FALSE)


def negation(value: Truth) -> Truth:
    """The other way round; unknown stays unknown."""
    return 2 - value
