"""Which readings of a contested question are run, which prevail, and which stay logical possibilities.

A reading is serious if it is dominant, or if it lies above fringe and a holder is known whose conclusion was read. Only
serious readings are run; any other is listed and runs where it is chosen. A reading that only says that the matter is
open, or that is held beside any other, is printed and never enters a combination.
"""

from __future__ import annotations

from regolex.law import model as m

# from the least to the greatest; what is open, a proposal or fringe is never serious by itself
RANKS = {"proposal": 0, "open": 0, "fringe": 0, "minority": 1, "strong-minority": 2, "strong": 3, "dominant": 4}


def is_serious(reading: m.Reading) -> bool:
    """Whether a reading is run unless another one is chosen."""
    if reading.apart:
        return False
    rank = RANKS[reading.weight]
    return rank == RANKS["dominant"] or (rank > 0 and any(holder.read for holder in reading.holders))


def serious(question: m.Question) -> tuple[str, ...]:
    """The readings that are run unless one is chosen."""
    return tuple(r.id for r in question.readings if is_serious(r))


def prevailing(question: m.Question) -> tuple[str, ...]:
    """The serious readings of the greatest weight present: *dominant* in the rules, *prevailing* in what people read."""
    found = [r for r in question.readings if is_serious(r)]
    most = max((RANKS[r.weight] for r in found), default=0)
    return tuple(r.id for r in found if RANKS[r.weight] == most)


def choosable(question: m.Question) -> tuple[str, ...]:
    """The readings that may be chosen: those that give an answer to the question."""
    return tuple(r.id for r in question.readings if not r.apart)


def why_not_run(reading: m.Reading) -> str:
    """Why a reading is not run: left-open, beside, fringe or no-holder; empty for a serious one."""
    if reading.apart or is_serious(reading):
        return reading.apart
    return "no-holder" if RANKS[reading.weight] > 0 else "fringe" if reading.weight == "fringe" else reading.weight


__all__ = ["RANKS", "choosable", "is_serious", "prevailing", "serious", "why_not_run"]
