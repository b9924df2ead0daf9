"""The forms of the corpus: cards, provisions, parameters, jurisdictions, and the rows of its tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from regolex.law.form import (
    Condition,
    ConfidenceForm,
    Confirmed,
    Form,
    IsoDay,
    Level,
    ProvisionId,
    Slug,
    State,
    Text,
    VersionId,
    Work,
)
from regolex.law.source_model import KnownLawKind, ResourceClause


class Day(Form):
    """A date, or a window between two dates if sources differ."""

    day: IsoDay | None = None
    not_before: IsoDay | None = None
    not_after: IsoDay | None = None
    settled: bool = True
    conflict: Text | None = None


class ProvisionForm(Form):
    """One provision: its pinpoint and our paraphrase."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
    heading: Text | None = None
    says: Text
    confidence: Level = "verified"
    doubt: Text | None = None
    not_operative: Text | None = Field(None, description="reason why no rule rests on it")
    partly: Text | None = Field(None, description="the part that is not encoded")


class CustomForm(Form):
    """A provision that is held to bind as custom, and the readings on which it does."""

    provision: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
    under: list[Text] = Field(min_length=1, description="readings of one question, as question:reading")


class ChangeForm(Form):
    """A later change of a wording that is otherwise the card's: which provisions it made or made again, and from which day."""

    since: IsoDay
    by: Text
    says: Text
    provisions: list[Text] = Field(min_length=1, description="pinpoints that count from that day and not before")


class EarlierForm(Form):
    """Wordings before the first one encoded: since when there was one, and what is known of them."""

    since: IsoDay
    says: Text
    confidence: Level = "verified"


class CardForm(Form):
    """Source card of one version of an instrument (``card.yaml``)."""

    instrument: Work
    version: IsoDay
    title: Text
    short: Text
    citation: Text
    pinpoints: Literal["treaty", "article", "usc", "cfr", "section"] = Field(description="how provisions are cited")
    pinpoint_prefix: Text | None = None
    legal_order: Text = Field(description="international, or the three-letter code of a State")
    kind: Literal[
        "treaty", "statute", "regulation", "executive-order", "resolution", "guideline", "policy",
        "political-commitment", "administrative-practice", "contract", "bill",
    ]  # fmt: skip
    force: Literal["binding", "non-binding"]
    status: Literal["in-force", "adopted-not-yet-effective", "proposed", "repealed", "superseded"]
    adopted: IsoDay | None = None
    opened: IsoDay | None = None
    in_force: Day | None = None
    ended: Day | None = None
    joining_days: int = Field(0, description="days from deposit to effect for a State that joins later")
    authentic_languages: list[Text]
    official_url: Text
    coverage: Literal["whole", "partly"] = "whole"
    counted: int = Field(description="number of provisions, counted in the source")
    final_clauses: dict[str, Text] = {}
    custom: list[CustomForm] = Field([], description="provisions that bind States that are not parties, as custom")
    confidence: ConfidenceForm
    last_confirmed: Confirmed = Confirmed()
    changes: list[ChangeForm] = Field([], description="later changes of single provisions, with their days")
    earlier_wordings: EarlierForm | None = Field(None, description="older wordings that are not encoded")
    sources: list[Text] = []
    notes: list[Text] = []
    known_as: list[Text] = Field([], description="identifiers of the work in other collections and official XML")


class ProvisionsForm(Form):
    """``provisions.yaml``: the provisions of one version, in the order of the text."""

    version: VersionId
    provisions: list[ProvisionForm]


class DatedForm(Form):
    """A value that holds from a date on; write ``from``."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    since: IsoDay = Field(alias="from")
    value: Decimal
    source: Text


class ParameterForm(Form):
    """A fee, amount or threshold that changes over time."""

    id: Text
    label: Text
    unit: Text = Field(description="ISO 4217 currency, percent, day, month, kilogram ...")
    values: list[DatedForm] = Field(min_length=1)
    on_day_of: Text | None = Field(None, description="the fact that tells the day on which it is taken")


class ParametersForm(Form):
    """``corpus/**/parameters.yaml``."""

    parameters: list[ParameterForm]


class StandInForm(Form):
    """What stands in for a missing law, and from which day on."""

    says: Text
    first_day: IsoDay | None = Field(None, alias="from")


class GapForm(Form):
    """A matter that a mission touches and that is not encoded, or on which the law is silent."""

    id: Slug
    matter: Text
    sort: Literal["not-encoded", "law-is-silent", "commitments-pull-apart"] = "not-encoded"
    instrument: Text
    authority: Text
    about: Text = "mission"
    touched_when: Condition = None
    note: Text
    no: Text | None = Field(None, description="what is not required: No ... is required for this")
    decides: bool = Field(
        False, description="it decides such a plan before any encoded law; the first task is to settle it"
    )
    answers: list[ProvisionId] = []
    stands_in: list[Text | StandInForm] = []
    confidence: Level = "verified"
    first_day: IsoDay | None = Field(None, alias="from", description="first day on which it is as told here")
    last_day: IsoDay | None = Field(None, alias="until", description="last day on which it is as told here")
    earlier_law: bool = Field(
        False, description="before that day the matter was there as well, under law that was not looked at"
    )


class JurisdictionForm(Form):
    """``corpus/nat/<iso3>/jurisdiction.yaml``, and ``corpus/un/jurisdiction.yaml`` for the international order."""

    jurisdiction: State | Literal["international"]
    gaps: list[GapForm] = []
    notes: list[Text] = []


class UnionForm(Form):
    """``corpus/unions/<name>.yaml``: matters of the law of a union, touched in each of its member States alike."""

    union: Text
    members: Annotated[list[State], Field(min_length=1)]
    gaps: list[GapForm] = []
    notes: list[Text] = []


class ParticipationRow(Form):
    """One row of ``corpus/participation/<slug>.csv``: one act of one participant."""

    participant: Text = Field(description="three-letter code of a State, or the name of an organisation")
    act: Literal[
        "signature", "ratification", "accession", "succession", "acceptance-declaration", "withdrawal-notice",
    ]  # fmt: skip
    not_before: IsoDay | None = Field(None, description="earliest day on which the act can have happened")
    not_after: IsoDay | None = Field(None, description="latest day; the same as the earliest if the date is known")
    depositary: str = ""
    status_confidence: Level
    date_confidence: Level
    source: Text
    note: str = ""


class SpecialCaseForm(Form):
    """A participant whose status differs between lists."""

    id: Slug
    participants: list[Text]
    instrument: Work
    claimed: Text
    by: Text
    treated_as: Literal[
        "not-counted", "signatory-only", "counted-with-doubt", "counted-as-successor", "counted-until-withdrawal",
        "counted-as-organisation",
    ]  # fmt: skip
    why: Text
    confidence: Level


class SpecialCasesForm(Form):
    """``corpus/participation/special-cases.yaml``."""

    as_of: IsoDay
    cases: list[SpecialCaseForm]


class DeclarationRow(Form):
    """One row of ``corpus/declarations/declarations.csv``."""

    work: Work
    participant: str = ""
    kind: Slug
    day: IsoDay | None = None
    says: Text
    confidence: Level
    source: Text


class KnownLawRow(Form):
    """One row of ``corpus/nat/known-laws.csv``: a law that exists and is not encoded."""

    state: State
    title: Text
    citation: str = ""
    adopted: str = ""
    in_force: str = ""
    authority: str = ""
    url: str = ""
    confidence: Level
    note: str = ""
    kind: KnownLawKind = "licence"
    permit: str = ""
    cover: str = ""
    sanction: str = ""
    resources: ResourceClause = "not-stated"
