"""The outlook of an open finding: its possible results, and the answers on which they depend."""

from __future__ import annotations

from typing import Any

import msgspec

SETTLED, DEPENDS, DOUBT, UNDECIDED = "settled", "depends", "doubt", "not-decided"
STATES = (SETTLED, DEPENDS, DOUBT, UNDECIDED)
Key = tuple[str, str]  # a part and a fact; or a kind and "", for the list of its parts


class Turn(msgspec.Struct, frozen=True):
    """An answer on which a finding depends, shown by two completions that differ only in it.

    ``given`` are the other answers assumed; with them ``values`` lead to ``results``, one to one. A value of None stands
    for: does not arise.
    """

    part: str
    fact: str
    values: tuple[Any, Any]
    results: tuple[str, str]
    given: tuple[tuple[Key, Any], ...]


class Outlook(msgspec.Struct, frozen=True):
    """The possible results of an open finding.

    ``state`` is *settled* where every completion gives the same result, *depends* where two completions differ, *doubt*
    where it stays open whatever the answers, and *not-decided* where the limit was hit or a list is not stated (``note``
    says which). ``possible`` are the results seen. ``turns`` are answers on which it depends; ``idle`` those it asked for of
    which none changes anything.
    """

    state: str
    possible: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    idle: tuple[Key, ...] = ()
    trials: int = 0
    note: str = ""


__all__ = ["DEPENDS", "DOUBT", "SETTLED", "STATES", "UNDECIDED", "Outlook", "Turn"]
