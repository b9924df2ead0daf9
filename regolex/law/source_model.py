"""The data model of the corpus: instruments with provisions, participation, amounts, and laws that are not encoded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from regolex.law.value import Confidence, Struct

Status = Literal["in-force", "adopted-not-yet-effective", "proposed", "repealed", "superseded"]


class Day(Struct, frozen=True):
    """A date that may be unsettled: it then lies between two dates, and ``conflict`` says which source says what."""

    not_before: date
    not_after: date
    settled: bool = True
    conflict: str = ""


class Custom(Struct, frozen=True):
    """A provision that is held to bind as custom, and the readings of a question on which it does."""

    provision: str  # full: version#pinpoint
    question: str
    readings: tuple[str, ...]


class Provision(Struct, frozen=True):
    """One addressable provision of an instrument, paraphrased."""

    id: str  # full: version#pinpoint
    pinpoint: str
    label: str
    says: str
    heading: str = ""
    confidence: Confidence = "verified"
    doubt: str = ""
    not_operative: str = ""
    partly: str = ""
    since: date | None = None  # where it is younger than the wording it stands in


class Change(Struct, frozen=True):
    """A later change of single provisions of a wording."""

    since: date
    by: str
    says: str
    provisions: tuple[str, ...]


class Earlier(Struct, frozen=True):
    """Wordings before the first one encoded."""

    since: date
    says: str
    confidence: Confidence = "verified"


class Instrument(Struct, frozen=True):
    """The card of one version of an instrument; ``known_as`` lists what other collections call its work."""

    work: str
    version: str  # work@date
    title: str
    short: str
    citation: str
    legal_order: str  # "international" or a State code
    kind: str
    binding: bool
    status: Status
    in_force: Day | None
    ended: Day | None
    languages: tuple[str, ...]
    official_url: str
    adopted: date | None = None
    coverage: Literal["whole", "partly"] = "whole"
    counted: int = 0
    confidence: Confidence = "verified"
    last_confirmed: date | None = None
    confirmed_against: str = ""
    joining_days: int = 0
    is_treaty: bool = False
    final_clauses: dict[str, str] = msgspec.field(default_factory=dict)
    provisions: tuple[Provision, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    earlier: Earlier | None = None
    confirmed_by: str = ""  # nothing: the maintainers
    custom: tuple[Custom, ...] = ()


class Participation(Struct, frozen=True):
    """The period in which one State or organisation is bound by one instrument, or its mere signature.

    ``bound_from`` is the day of effect as a window (not before, not after); ``bound_until`` the first day on which it is
    no longer bound. A status that rests on memory or conflicting lists is doubtful and never decides by itself.
    """

    work: str
    participant: str
    is_state: bool
    signed: Day | None
    bound_from: Day | None
    bound_until: Day | None
    act: str
    status_confidence: Confidence
    date_confidence: Confidence
    depositary: str = ""
    source: str = ""
    note: str = ""


class SpecialCase(Struct, frozen=True):
    """A participant whose status differs between lists: the claim, who makes it, and how it is treated here."""

    id: str
    work: str
    participants: tuple[str, ...]
    claimed: str
    by: str
    treated_as: str
    why: str
    confidence: Confidence

    @property
    def unsettled(self) -> bool:
        """Whether the participant may be bound after all, so that the status is unknown and not false."""
        return self.treated_as == "not-counted" and self.confidence != "verified"


class Territory(Struct, frozen=True):
    """Whose acts count for a code of a territory or of a dissolved State, between two days.

    ``state`` is the State whose acts count (the code itself where it acts for itself), or empty where no State
    holds the territory. ``national_law`` says whether the law of that State on space reaches it.
    """

    code: str
    state: str
    kind: Literal["territory", "succession", "own", "none"]
    status: str
    confidence: Confidence
    source: str
    first_day: date | None = None
    last_day: date | None = None
    national_law: Literal["reaches", "does-not-reach", "own-law", "not-looked-at"] = "not-looked-at"
    law_note: str = ""
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is so on a day."""
        return (self.first_day or on) <= on <= (self.last_day or on)


class Reach(Struct, frozen=True):
    """Whether a treaty reaches a territory through its State, where the general rule does not simply say yes."""

    code: str
    state: str
    work: str
    reaches: Literal["yes", "likely", "unclear"]
    basis: str
    confidence: Confidence
    source: str
    first_day: date | None = None
    last_day: date | None = None
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is so on a day."""
        return (self.first_day or on) <= on <= (self.last_day or on)


class Declaration(Struct, frozen=True):
    """A declaration, reservation or understanding; without a participant, it concerns all."""

    work: str
    participant: str
    kind: str
    day: date | None
    says: str
    confidence: Confidence
    source: str


class Dated(Struct, frozen=True):
    """A value that holds from a date on."""

    since: date
    value: Decimal
    source: str


class Parameter(Struct, frozen=True):
    """A fee, amount or threshold that changes over time."""

    id: str
    label: str
    unit: str
    values: tuple[Dated, ...]
    on_day_of: str = ""  # the fact that tells its day; the day of assessment where empty


KnownLawKind = Literal["licence", "one-matter", "rules", "policy", "agency", "bill", "none"]
ResourceClause = Literal["not-stated", "title", "listed", "policy", "draft", "none-found", "not-read"]
RESOURCE_CLAUSES: dict[ResourceClause, str] = {
    "not-stated": "",
    "title": "It gives title to extracted resources.",
    "listed": "It lists work on space resources among licensed activities; no clause on title was found.",
    "policy": "A policy, not a law, promises that extracted resources may be owned.",
    "draft": "A draft would give title to extracted resources.",
    "none-found": "No clause on space resources was found.",
    "not-read": "Whether it says anything on space resources was not read.",
}


class KnownLaw(Struct, frozen=True):
    """A law that exists and is not encoded, so that it can be named."""

    state: str
    title: str
    citation: str
    authority: str = ""
    adopted: str = ""
    in_force: str = ""
    url: str = ""
    confidence: Confidence = "verified"
    note: str = ""
    kind: KnownLawKind = "licence"
    permit: str = ""  # what needs a permit, so that "permit to ..." can be completed
    cover: str = ""
    sanction: str = ""
    resources: ResourceClause = "not-stated"

    @property
    def licenses(self) -> bool:
        """Whether a permit for space activities in general can be asked for under it."""
        return self.kind in ("licence", "rules")

    @property
    def terms(self) -> str:
        """What it asks for, in a sentence for each point on record: permit, cover, sanction, resources."""
        points = (
            self.permit and f"A permit is needed to {self.permit}.",
            self.cover and f"Cover: {self.cover}.",
            self.sanction and f"Without it: {self.sanction}.",
            RESOURCE_CLAUSES[self.resources],
        )
        return " ".join(filter(None, points))

    def existed(self, day: date) -> bool:
        """Whether it was adopted or in force by a date; assumed to be so if no date is on record."""
        first = self.adopted or self.in_force
        return not first or first <= day.isoformat()
