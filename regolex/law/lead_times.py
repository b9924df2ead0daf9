"""How long a procedure takes, what it costs, and which procedures must come first: knowledge beside the law."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

FeeKind = Literal["amount", "none", "not-known", "market"]


class Duration(Struct, frozen=True, omit_defaults=True):
    """A time in its own words, and as months and days where they can be counted.

    ``more_months`` and ``more_days`` are what the authority can add. All zero: it cannot be counted. ``starts`` is what
    starts the clock.
    """

    says: str
    months: int = 0
    days: int = 0
    more_months: int = 0
    more_days: int = 0
    starts: str = ""
    source: str = ""
    confidence: str = "doubtful"

    @property
    def counted(self) -> bool:
        """Whether days can be counted."""
        return bool(self.months or self.days)


class FeeAmount(Struct, frozen=True, omit_defaults=True):
    """One fee by its parameters: the least and the most it can be, and payments that are a part of it."""

    least: str = ""
    most: str = ""
    inside: tuple[str, ...] = ()


class Fee(Struct, frozen=True, omit_defaults=True):
    """What a procedure costs. ``known`` is amount, none (none in the text read), not-known, or market (a price)."""

    says: str
    known: FeeKind
    amounts: tuple[FeeAmount, ...] = ()
    year: str = ""
    source: str = ""
    confidence: str = "doubtful"


class Procedure(Struct, frozen=True, omit_defaults=True):
    """One procedure before an authority.

    ``owner`` is client, other-party or state, ``owner_words`` says who in the law's words. ``statutory`` and ``usual`` time
    are never mixed. ``needed`` is before-launch, before-contract or after-launch, ``days_before`` the days before the launch
    by which it must be done. ``rules`` are the rules whose tasks it carries out; ``touched_by`` the facts that bring it in
    where no rule is encoded, by naming its State or being true. ``needs`` names the procedures that come first. ``as_of`` is
    the day for which its times and its fee are stated: on another day they may be others. Of several procedures for one
    permit, ``lane`` is the fact that decides which is taken, ``lanes`` its values for this one. ``late`` says what can still be
    done, and what follows, where the latest start has passed.
    """

    id: str
    state: str
    procedure: str
    authority: str
    owner: str
    owner_words: str
    statutory: Duration
    usual: Duration
    fee: Fee
    needed: str
    days_before: int = 0
    rules: tuple[str, ...] = ()
    touched_by: tuple[str, ...] = ()
    only_if: str = ""
    needs: tuple[str, ...] = ()
    note: str = ""
    as_of: date | None = None
    lane: str = ""
    lanes: tuple[str, ...] = ()
    late: str = ""


__all__ = ["Duration", "Fee", "FeeAmount", "Procedure"]
