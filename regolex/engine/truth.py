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
    """True if all are true, false if one is false, else unknown; true if there are no values."""
    return min(values, default=TRUE)


def disjunction(values: Iterable[Truth]) -> Truth:
    """True if one is true, false if all are false, else unknown; false if there are no values."""
    return max(values, default=FALSE)


def negation(value: Truth) -> Truth:
    """True for false and false for true; unknown stays unknown."""
    return 2 - value
