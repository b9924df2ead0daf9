"""What turns a verdict: a single answer that would change its word, as :mod:`regolex.alternatives.turns` finds it."""

from __future__ import annotations

from typing import Any

import msgspec


class Turning(msgspec.Struct, frozen=True):
    """One answer that would change the word, all others being as they are.

    ``said`` is the answer as it stands, ``tried`` the plausible neighbour. ``every_reading`` and ``dominant`` are the words
    then. ``assumed``: it was not stated but taken from an assumption set. ``breached`` are the rules that are breached then
    and were not before, each with its bearer.
    """

    part: str
    fact: str
    said: Any
    tried: Any
    every_reading: str
    dominant: str
    assumed: bool
    breached: tuple[tuple[str, str], ...] = ()


__all__ = ["Turning"]
