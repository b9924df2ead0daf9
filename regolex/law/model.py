"""The data model of a loaded knowledge base: frozen values without behaviour beyond look-up.

The loader makes these from the files after every check has passed; the cache stores them; the engine reads them.
Conditions and sources have their own modules and are re-exported here, so that ``m.All`` and ``m.Instrument`` work.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from regolex.law.asking import Asked
from regolex.law.condition_model import (
    All,
    Any,
    Compare,
    Condition,
    Given,
    HasRole,
    Named,
    Not,
    Operand,
    Quantified,
    Under,
)
from regolex.law.intake import Intake
from regolex.law.lead_times import Procedure
from regolex.law.packs import Pack, PackDocument, PackItem
from regolex.law.source_model import (
    Change,
    Custom,
    Dated,
    Day,
    Declaration,
    Earlier,
    Instrument,
    KnownLaw,
    Parameter,
    Participation,
    Provision,
    Reach,
    SpecialCase,
    Status,
    Territory,
)
from regolex.law.value import Confidence, Struct

__all__ = [
    "All", "Any", "Change", "Citation", "Compare", "Condition", "Confidence", "Custom", "Dated", "Day", "Declaration",
    "Displaces", "Earlier", "Fact", "Gap", "Given", "HasRole", "Holder", "Instrument", "Jurisdiction", "Kind", "Knowledge",
    "KnownLaw", "LegalException", "LeverClass", "Named", "NamedCondition", "Not", "Operand", "Pack", "PackDocument",
    "PackItem", "Parameter", "Participation",
    "Provision", "Quantified", "Question", "Reach", "Reading", "Role", "Rule", "RuleKind", "SpecialCase", "StandIn",
    "Status", "Struct", "Taxon", "Territory", "ToDo", "Under",
]  # fmt: skip

RuleKind = Literal["obligation", "condition", "prohibition", "permission", "right", "definition"]

# --- vocabulary -------------------------------------------------------------------------------------------------


class Kind(Struct, frozen=True):
    """A kind of mission part: ``activity`` is listed under ``activities``; the mission itself has no list.

    ``term`` is its class in the ontology, such as ``Activity``.
    """

    name: str
    list_name: str
    label: str
    definition: str
    term: str = ""


class Taxon(Struct, frozen=True):
    """One class of a taxonomy: its slug, its parent's slug, every slug above it, and its class in the ontology.

    ``names`` are what the law of a State calls it, by legal order, where that is another word than ``label``.
    """

    slug: str
    scheme: str
    label: str
    definition: str
    parent: str = ""
    above: tuple[str, ...] = ()  # from the top down; a set would be written in another order by each process
    term: str = ""
    names: dict[str, str] = msgspec.field(default_factory=dict)

    def called(self, order: str) -> str:
        """Its name in a legal order."""
        return self.names.get(order, self.label)


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
    """The effort of changing an answer. ``effort`` is an assumed ranking, not a measurement.

    ``chosen`` is the whitelist of proposals: *always*, *on-request* (design and aim) or *never*.
    """

    slug: str
    label: str
    definition: str
    effort: int
    chosen: str = "never"


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


# --- rules and readings -----------------------------------------------------------------------------------------------


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
        """Whether the conclusion was read, in the source or in a report: no one else is shown as a holder."""
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
    consequences: dict[str, str] = msgspec.field(default_factory=dict)
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


class NamedCondition(Struct, frozen=True):
    """A condition that several rules share, said once: its name, what it means, and where the text defines it.

    ``test`` is the condition as read for its own cases, on a part of the kind ``about`` and a bearer that is a State or a
    Party; a rule that uses the name reads it for its own bearer and subject.
    """

    id: str  # folder of its file, conditions, name
    means: str
    about: str
    holder: str
    test: Condition
    provision: str = ""
    file: str = ""


class LegalException(Struct, frozen=True):
    """A named exception, resting on its own provision, perhaps with exceptions of its own."""

    id: str
    reads: str
    provision: str
    when: Condition
    exceptions: tuple[LegalException, ...] = ()
    no: str = ""  # what is not required where it holds


class Displaces(Struct, frozen=True):
    """The rule that this one displaces, and why."""

    rule: str
    because: str
    when: Condition | None = None


class ToDo(Struct, frozen=True):
    """A task: the act, the addressee, the time limit, the fee and the phase."""

    what: str
    addressed_to: str
    lead_time: str = ""
    fee: str = ""
    fee_parameter: str = ""
    phase: str = ""


class Citation(Struct, frozen=True):
    """A provision on which a rule rests, and its role for the rule."""

    provision: str
    role: str


class Rule(Struct, frozen=True):
    """Our reading of one provision.

    ``roles_asked`` and ``readings_asked`` (question and the readings one condition names) are collected from the
    conditions when the rule is read.
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
    fault: str = ""  # the standard of fault of a duty that an event wakes
    prepare: str = ""  # what to have ready before it happens
    gap: str = ""
    confidence: Confidence = "verified"
    confidence_note: str = ""
    last_confirmed: date | None = None
    confirmed_against: str = ""
    confirmed_by: str = ""  # nothing: the maintainers
    file: str = ""
    roles_asked: tuple[str, ...] = ()
    readings_asked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    custom: Custom | None = None  # what it rests on towards a State that is not a party


class StandIn(Struct, frozen=True):
    """What stands in for a missing law, from a day on."""

    says: str
    first_day: date | None = None


class Gap(Struct, frozen=True):
    """A matter of a legal order that is not encoded, or on which the law itself is silent."""

    id: str
    matter: str
    legal_order: str
    instrument: str
    authority: str
    note: str
    about: str
    touched_when: Condition | None
    confidence: Confidence = "verified"
    sort: Literal["not-encoded", "law-is-silent", "commitments-pull-apart"] = "not-encoded"
    answers: tuple[str, ...] = ()
    stands_in: tuple[StandIn, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    earlier_law: bool = False
    no: str = ""  # what the law does not require
    decides: bool = False  # before any law that is encoded

    def told(self, on: date) -> str:
        """How it is on a day: ``now`` as told here, ``earlier`` under law that was not looked at, or not at all."""
        if self.last_day and on > self.last_day:
            return ""
        if self.first_day and on < self.first_day:
            return "earlier" if self.earlier_law else ""
        return "now"


class Jurisdiction(Struct, frozen=True):
    """A legal order that is encoded at least in part."""

    state: str
    encoded: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()


class Knowledge(Struct, frozen=True):
    """The whole knowledge, with the hash of the files it was made from."""

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
    levers: dict[str, LeverClass] = msgspec.field(default_factory=dict)
    conditions: dict[str, NamedCondition] = msgspec.field(default_factory=dict)
    territories: tuple[Territory, ...] = ()
    reaches: tuple[Reach, ...] = ()
    names: bytes = b""  # packed: regolex.law.names.names_of
    asking: Asked = Asked()
    intake: Intake = ()
    catalogue: bytes = b""  # packed: regolex.law.catalogue.catalogue_of
    lead_times: dict[str, Procedure] = msgspec.field(default_factory=dict)
    packs: dict[str, Pack] = msgspec.field(default_factory=dict)  # by authority
