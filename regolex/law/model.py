"""What a loaded knowledge base consists of: frozen values without behaviour beyond look-up.

The loader makes these from the files after every check has passed; the cache stores them; the engine reads them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Confidence = Literal["verified", "secondary", "doubtful"]
RuleKind = Literal["obligation", "condition", "prohibition", "permission", "right", "definition"]
Status = Literal["in-force", "adopted-not-yet-effective", "proposed", "repealed", "superseded"]


class Struct(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of the values below."""


# --- the words -------------------------------------------------------------------------------------------------


class Kind(Struct, frozen=True):
    """A kind of mission part: ``activity`` is listed under ``activities``; the mission itself has no list.

    ``term`` is its class in the ontology, as ``Activity``.
    """

    name: str
    list_name: str
    label: str
    definition: str
    term: str = ""


class Taxon(Struct, frozen=True):
    """One class of a taxonomy: its slug, its parent's slug, every slug above it, and its class in the ontology."""

    slug: str
    scheme: str
    label: str
    definition: str
    parent: str = ""
    above: frozenset[str] = frozenset()
    term: str = ""


class Fact(Struct, frozen=True):
    """One mission attribute, read from the ontology.

    ``type`` is one of state, concept, part, commitment, judgement, boolean, integer, decimal, date, text; ``of`` names
    the taxonomy of a concept or the kind of part that a reference points to. ``aspect`` is what a comparison of plans shows
    the fact under: title or cover. ``lever`` is the class of effort that changing the answer takes, ``effort`` its weight.
    """

    id: str
    kind: str
    type: str
    label: str
    definition: str
    many: bool = False
    of: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    question: str = ""
    help: str = ""
    controlled_by: str = ""
    phase: str = ""
    group: str = ""
    default_link: bool = False
    derived: bool = False
    aspect: str = ""
    lever: str = ""
    effort: int = 0


class LeverClass(Struct, frozen=True):
    """How hard an answer is to change. ``effort`` is an assumed weight; only the order of the classes is meant."""

    slug: str
    label: str
    definition: str
    effort: int


class Role(Struct, frozen=True):
    """A capacity held by a State or a Party, for a kind of mission part or (``subject`` empty) in general.

    ``aspect`` is what a comparison of plans shows the role under: liability or registry.
    """

    slug: str
    holder: str
    subject: str
    label: str
    definition: str
    aspect: str = ""


# --- the sources -----------------------------------------------------------------------------------------------


class Day(Struct, frozen=True):
    """A date that may be unsettled: then it lies between two days, and ``conflict`` says who says what."""

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
    """One addressable piece of an instrument, paraphrased in our words."""

    id: str  # full: version#pinpoint
    pinpoint: str
    label: str
    says: str
    heading: str = ""
    confidence: Confidence = "verified"
    doubt: str = ""
    not_operative: str = ""
    partly: str = ""


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
    final_clauses: dict[str, str] = {}
    provisions: tuple[Provision, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    custom: tuple[Custom, ...] = ()


class Participation(Struct, frozen=True):
    """From when until when one State or organisation is bound by one instrument, or that it only signed.

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
    """A participant whose standing lists tell differently, what is claimed, by whom, and how it is treated here."""

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
        """Whether the participant may be bound after all: then being bound is unknown, not false."""
        return self.treated_as == "not-counted" and self.confidence != "verified"


class Declaration(Struct, frozen=True):
    """A declaration, reservation or understanding; no participant means a rule for all."""

    work: str
    participant: str
    kind: str
    day: date | None
    says: str
    confidence: Confidence
    source: str


class Dated(Struct, frozen=True):
    """A value that holds from a day on."""

    since: date
    value: Decimal
    source: str


class Parameter(Struct, frozen=True):
    """A fee, amount or threshold that changes with time."""

    id: str
    label: str
    unit: str
    values: tuple[Dated, ...]


class Holder(Struct, frozen=True):
    """Who holds a reading, in which capacity, since when, and where that was said.

    ``confidence`` tells how the conclusion was read: verified in the source itself, secondary in a report, doubtful not at
    all. ``nearest`` marks the nearest view that was found, which does not state the reading in terms.
    """

    name: str
    statement: str
    source: str
    confidence: Confidence
    kind: str
    state: str = ""
    since: str = ""
    until: str = ""
    nearest: bool = False

    @property
    def read(self) -> bool:
        """Whether the conclusion was read, in the source or in a report: nobody else is shown as a holder."""
        return self.confidence != "doubtful"

    @property
    def speaks_for_its_state(self) -> bool:
        """Whether this is a verified word of the State itself: what a viewpoint and an objection may rest on."""
        own = self.kind in ("state-law", "state-statement")
        return bool(self.state and self.since) and own and self.confidence == "verified" and not self.nearest

    def held_on(self, day: date) -> bool:
        """Whether it was held by a day; a month or a year counts from its beginning."""
        text = day.isoformat()
        begun = not self.since or self.since <= text[: len(self.since)]
        return begun and not (self.until and self.until <= text[: len(self.until)])


class Reading(Struct, frozen=True):
    """One way in which a contested provision is read."""

    id: str
    name: str
    says: str
    weight: str
    weight_basis: str
    authority: str
    holders: tuple[Holder, ...] = ()
    consequences: dict[str, str] = {}
    tags: tuple[str, ...] = ()
    apart: str = ""  # left-open or beside: why it enters no combination


class Question(Struct, frozen=True):
    """A contested question with its readings."""

    id: str
    asks: str
    summary: str
    text_at_issue: tuple[str, ...]
    readings: tuple[Reading, ...]
    common_ground: str = ""
    caution: str = ""
    catalogue: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


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

    def existed(self, day: date) -> bool:
        """Whether it had been adopted, or was in force, by a day; without any day on record it is taken to have been."""
        first = self.adopted or self.in_force
        return not first or first <= day.isoformat()


# --- our reading -----------------------------------------------------------------------------------------------


class All(Struct, frozen=True, tag="all"):
    """True when every item is."""

    items: tuple[Condition, ...]
    label: str = ""


class Any(Struct, frozen=True, tag="any"):
    """True when one item is."""

    items: tuple[Condition, ...]
    label: str = ""


class Not(Struct, frozen=True, tag="not"):
    """True when the item is false."""

    item: Condition
    label: str = ""


class Operand(Struct, frozen=True):
    """The right-hand side of a comparison: a literal, or a reference resolved at evaluation.

    ``how`` says which field counts: word, number, flag, day or words for a literal; bearer or subject; fact (its id in
    ``word``, found along ``path``); part (found along ``path``); parameter (its id in ``word``); months-before (that many
    before the assessment).
    """

    how: str
    word: str = ""
    number: Decimal | None = None
    flag: bool = False
    day: date | None = None
    words: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


class Compare(Struct, frozen=True, tag="fact"):
    """A fact compared by one word of the vocabulary. ``path`` says where the fact is found."""

    fact: str
    path: tuple[str, ...]
    word: str
    operand: Operand
    label: str = ""


class Given(Struct, frozen=True, tag="given"):
    """True when the fact has a value, false when it does not arise, unknown otherwise."""

    fact: str
    path: tuple[str, ...]
    label: str = ""


class Quantified(Struct, frozen=True, tag="quantified"):
    """``some`` or ``every`` part of a list satisfies ``that``. ``fact`` is set when the list is a fact of a part."""

    word: str
    kind: str
    that: Condition
    fact: str = ""
    path: tuple[str, ...] = ()
    label: str = ""


class Under(Struct, frozen=True, tag="under"):
    """True under one of the named readings of a question."""

    question: str
    readings: tuple[str, ...]
    label: str = ""


class HasRole(Struct, frozen=True, tag="role"):
    """True when the bearer (or the party that ``path`` leads to) holds a role."""

    role: str
    path: tuple[str, ...]
    subject: tuple[str, ...] = ()
    label: str = ""


Condition = All | Any | Not | Compare | Given | Quantified | Under | HasRole


class LegalException(Struct, frozen=True):
    """A named exception, resting on its own provision, perhaps with exceptions of its own."""

    id: str
    reads: str
    provision: str
    when: Condition
    exceptions: tuple[LegalException, ...] = ()


class Displaces(Struct, frozen=True):
    """The rule that gives way to this one, and why."""

    rule: str
    because: str
    when: Condition | None = None


class ToDo(Struct, frozen=True):
    """What to do, before whom, how long it takes by law, what it costs, and when in the mission."""

    what: str
    before: str
    lead_time: str = ""
    fee: str = ""
    fee_parameter: str = ""
    phase: str = ""


class Citation(Struct, frozen=True):
    """A provision a rule rests on, and in what role."""

    provision: str
    role: str


class Rule(Struct, frozen=True):
    """Our reading of one provision.

    ``roles_asked`` and ``readings_asked`` (question and the readings one condition names) are taken from the conditions,
    and from the readings under which the rule binds as custom, when the rule is read, so that nobody has to walk them again.
    """

    id: str
    title: str
    cites: tuple[Citation, ...]
    instrument: str  # version of the operative provision
    work: str
    kind: RuleKind
    binds: tuple[str, ...]
    holder: str  # State or Party
    about: str
    reads: str
    test: Condition | None
    applies_when: Condition | None = None
    defines: str = ""
    exceptions: tuple[LegalException, ...] = ()
    displaces: tuple[Displaces, ...] = ()
    questions: tuple[str, ...] = ()
    binding: bool = True
    force: str = ""
    act: str = ""
    phase: str = ""
    reaches_company_by: str = ""
    to_do: ToDo | None = None
    evidence: tuple[str, ...] = ()
    consequence: str = ""
    consequence_by: str = ""
    on_breach: tuple[str, ...] = ()
    reading_notes: tuple[str, ...] = ()
    gap: str = ""
    confidence: Confidence = "verified"
    confidence_note: str = ""
    last_confirmed: date | None = None
    confirmed_against: str = ""
    file: str = ""
    roles_asked: tuple[str, ...] = ()
    readings_asked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    custom: Custom | None = None  # what it rests on towards a State that is no party


class Gap(Struct, frozen=True):
    """A matter of a legal order that is touched and not encoded, or on which the law itself is silent."""

    id: str
    matter: str
    legal_order: str
    instrument: str
    authority: str
    note: str
    about: str
    touched_when: Condition | None
    confidence: Confidence = "verified"
    sort: Literal["not-encoded", "law-is-silent"] = "not-encoded"
    answers: tuple[str, ...] = ()
    stands_in: tuple[str, ...] = ()


class Jurisdiction(Struct, frozen=True):
    """A legal order of which something is encoded."""

    state: str
    encoded: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()


class Knowledge(Struct, frozen=True):
    """Everything, with the hash of the files it was made from."""

    hash: str
    version: str
    day: date
    first_day: date
    kinds: dict[str, Kind]
    taxa: dict[str, Taxon]
    facts: dict[str, Fact]
    roles: dict[str, Role]
    states: dict[str, str]
    instruments: dict[str, Instrument]
    participation: tuple[Participation, ...]
    parameters: dict[str, Parameter]
    questions: dict[str, Question]
    rules: dict[str, Rule]
    jurisdictions: dict[str, Jurisdiction]
    known_laws: tuple[KnownLaw, ...]
    special_cases: tuple[SpecialCase, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    levers: dict[str, LeverClass] = {}
    catalogue: bytes = b""  # packed: regolex.law.catalogue.catalogue_of
