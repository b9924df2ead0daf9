"""The form of every knowledge file, as a lawyer writes it; from here come validation and the published JSON Schemas.

Conditions are described by :data:`regolex.law.conditions.SCHEMA` and read by :mod:`regolex.law.conditions`, because their
problems are told better by a reader that knows the facts.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from regolex.law.conditions import SCHEMA as CONDITION_SCHEMA


def _day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a day is written as 2026-01-31")
    return value


def _words(value: Any) -> Any:
    """A number where words are meant stays words, and folded text loses its line breaks."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_words), StringConstraints(min_length=1)]
IsoDay = Annotated[date, BeforeValidator(_day)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Work = Annotated[str, StringConstraints(pattern=r"^(un/[a-z]+|nat/[a-z]{3}|soft/[a-z0-9-]+)/[a-z0-9-]+-\d{4}$")]
VersionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+-\d{4}@\d{4}-\d{2}-\d{2}$")]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+-\d{4}@\d{4}-\d{2}-\d{2}#[A-Za-z0-9.-]+$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+$")]
Level = Literal["verified", "secondary", "doubtful"]
# pydantic follows every $ref while it builds a schema, so the reference is put in afterwards
_CONDITION_MARK = {"x-regolex": "condition"}
Condition = Annotated[Any, WithJsonSchema(_CONDITION_MARK)]


class Form(BaseModel):
    """Base of the forms: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Day(Form):
    """A day, or a window between two days where sources differ."""

    day: IsoDay | None = None
    not_before: IsoDay | None = None
    not_after: IsoDay | None = None
    settled: bool = True
    conflict: Text | None = None


class Confirmed(Form):
    """When and against which text the file was last compared; nothing is honest, a guess is not."""

    on: IsoDay | None = None
    against: Text | None = None


class Sure(Form):
    """How sure, and why not surer."""

    level: Level
    note: Text | None = None


class ProvisionForm(Form):
    """One provision: where it stands and what it says in our words."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
    heading: Text | None = None
    says: Text
    confidence: Level = "verified"
    doubt: Text | None = None
    not_operative: Text | None = Field(None, description="why no rule rests on it")
    partly: Text | None = Field(None, description="what of it is not encoded")


class CustomForm(Form):
    """A provision that is held to bind as custom, and the readings on which it does."""

    provision: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
    under: list[Text] = Field(min_length=1, description="readings of one question, as question:reading")


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
    counted: int = Field(description="number of provisions the card vouches for")
    final_clauses: dict[str, Text] = {}
    custom: list[CustomForm] = Field([], description="provisions that bind States that are no party, as custom")
    confidence: Sure
    last_confirmed: Confirmed = Confirmed()
    sources: list[Text] = []
    notes: list[Text] = []
    known_as: list[Text] = Field([], description="what other collections and official XML call the work")


class ProvisionsForm(Form):
    """``provisions.yaml``: the provisions of one version, in the order of the text."""

    version: VersionId
    provisions: list[ProvisionForm]


class CiteForm(Form):
    """A provision cited, in its role."""

    provision: ProvisionId
    role: Literal["operative", "definition", "exception", "sanction", "context", "channel"] = "operative"


class ExceptionForm(Form):
    """A named exception, perhaps with exceptions of its own."""

    id: Slug
    reads: Text
    provision: ProvisionId
    when: Condition
    exceptions: list[ExceptionForm] = []


class DisplacesForm(Form):
    """The rule that gives way to this one."""

    rule: RuleId
    because: Text
    when: Condition = None


class FeeForm(Form):
    """What it costs: words, or a dated parameter."""

    says: Text | None = None
    parameter: Text | None = None


class ToDoForm(Form):
    """What to do about the rule."""

    what: Text
    before: Text = Field(description="the authority or body before which it is done")
    lead_time: Text = Field("none stated", description="statutory time, or 'none stated'")
    fee: FeeForm | None = None


class ConsequenceForm(Form):
    """What follows from a breach, and from whom."""

    says: Text
    by: Text


class RuleForm(Form):
    """One rule: our reading of one provision (``rules/**/*.yaml``)."""

    rule: RuleId
    title: Text = Field(description="citation and subject in a line")
    cites: list[CiteForm] = Field(min_length=1)
    kind: Literal["obligation", "condition", "prohibition", "permission", "right", "definition"]
    binds: list[Text] | Text = Field(description="role or roles of the bearer; State or party for a definition")
    about: Text = Field(description="kind of mission part, or mission")
    defines: Text | None = None
    reads: Text
    applies_when: Condition = None
    met_when: Condition = None
    breached_when: Condition = None
    granted_when: Condition = None
    holds_when: Condition = None
    exceptions: list[ExceptionForm] = []
    displaces: list[DisplacesForm] = []
    contested: list[Slug] = Field([], description="questions that bear on the rule without deciding it")
    force: Literal["binding", "expectation"] | None = None
    act: Slug | None = Field(None, description="the act that is required or forbidden, for finding conflicts")
    phase: Slug = Field(description="mission phase in which the duty bites")
    reaches_company_by: Text | None = None
    to_do: ToDoForm | None = None
    evidence: list[Text] = []
    consequence: ConsequenceForm | None = None
    on_breach: list[RuleId] = []
    gap: Text | None = Field(None, description="said where no binding act answers the duty")
    reading_notes: list[Text] = []
    confidence: Sure
    last_confirmed: Confirmed = Confirmed()


class HolderForm(Form):
    """Who holds a reading."""

    holder: Text
    kind: Literal[
        "state-law", "state-statement", "state-official", "joint-text", "court", "body", "scholar", "press",
    ] = Field(description="who speaks: a State in its law or by its own word, one of its officials, ...")  # fmt: skip
    state: State | None = Field(None, description="the State whose organ spoke; none for a joint text")
    since: Text | None = Field(None, description="day, month or year of the statement; without one it is undated")
    until: Text | None = Field(None, description="day, month or year from which the holder no longer holds it")
    nearest: bool = Field(False, description="the nearest view that was found: it does not state the reading in terms")
    statement: Text
    source: Text
    confidence: Level = Field(
        description="verified: the conclusion was read; secondary: in a report; doubtful: not read"
    )


class ReadingForm(Form):
    """One reading of a contested question."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    name: Text
    says: Text
    weight: Literal["dominant", "strong", "strong-minority", "minority", "fringe", "open", "proposal"]
    weight_basis: Text
    apart: Literal["left-open", "beside"] | None = Field(
        None,
        description="why it enters no combination: it only says that the matter is open, or is held beside any other",
    )
    authority: Text
    holders: list[HolderForm] = []
    consequences: dict[str, Text] = {}


class QuestionForm(Form):
    """A contested question with its readings (``rules/readings/*.yaml``)."""

    question: Slug
    asks: Text
    summary: Text = Field(description="the state of the question in two sentences, for a founder")
    text_at_issue: list[ProvisionId]
    readings: list[ReadingForm] = Field(min_length=1)
    common_ground: Text | None = None
    caution: Text | None = None
    catalogue: list[Text] = Field([], description="items of the earlier catalogues merged here")
    notes: list[Text] = []


class DatedForm(Form):
    """A value from a day on; write ``from``."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    since: IsoDay = Field(alias="from")
    value: Decimal
    source: Text


class ParameterForm(Form):
    """A fee, amount or threshold that changes with time."""

    id: Text
    label: Text
    unit: Text = Field(description="ISO 4217 currency, percent, day, month, kilogram ...")
    values: list[DatedForm] = Field(min_length=1)


class ParametersForm(Form):
    """``corpus/**/parameters.yaml``."""

    parameters: list[ParameterForm]


class GapForm(Form):
    """A matter that a mission touches and that is not encoded, or on which the law is silent."""

    id: Slug
    matter: Text
    sort: Literal["not-encoded", "law-is-silent"] = "not-encoded"
    instrument: Text
    authority: Text
    about: Text = "mission"
    touched_when: Condition = None
    note: Text
    answers: list[ProvisionId] = []
    stands_in: list[Text] = []
    confidence: Level = "verified"


class JurisdictionForm(Form):
    """``corpus/nat/<iso3>/jurisdiction.yaml``."""

    jurisdiction: State
    gaps: list[GapForm] = []
    notes: list[Text] = []


class ParticipationRow(Form):
    """One row of ``corpus/participation/<slug>.csv``: one act of one participant."""

    participant: Text = Field(description="three-letter code of a State, or the name of an organisation")
    act: Literal[
        "signature", "ratification", "accession", "succession", "acceptance-declaration", "withdrawal-notice",
    ]  # fmt: skip
    not_before: IsoDay | None = Field(None, description="earliest day on which the act can have happened")
    not_after: IsoDay | None = Field(None, description="latest day; the same day where the date is known")
    depositary: str = ""
    status_confidence: Level
    date_confidence: Level
    source: Text
    note: str = ""


class SpecialCaseForm(Form):
    """A participant whose standing lists tell differently."""

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


class CaseForm(Form):
    """One case: facts, and what follows for a bearer."""

    name: Text
    on: IsoDay | None = None
    given: dict[str, Any] = {}
    bearer: Text | None = None
    subject: Text | None = None
    expect: Any = Field(description="a result, or question:reading to result")
    as_planned: Text | None = None
    missing: list[Text] | None = None
    displaced_by: RuleId | None = None


class CasesForm(Form):
    """``tests/cases/**/*.yaml``: true statements about one rule."""

    rule: RuleId
    on: IsoDay
    always: dict[str, Any] = {}
    cases: list[CaseForm] = Field(min_length=1)


FORMS: dict[str, type[BaseModel]] = {
    "card": CardForm,
    "provisions": ProvisionsForm,
    "rule": RuleForm,
    "question": QuestionForm,
    "parameters": ParametersForm,
    "jurisdiction": JurisdictionForm,
    "participation": ParticipationRow,
    "special-cases": SpecialCasesForm,
    "declaration": DeclarationRow,
    "known-law": KnownLawRow,
    "cases": CasesForm,
}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of knowledge file.

    >>> json_schema("rule")["title"]
    'RuleForm'
    """
    form = FORMS[name]
    schema = form.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = f"https://w3id.org/regolex/schema/{name}.json"
    if _point_to_condition(schema):
        schema.setdefault("$defs", {})["Condition"] = CONDITION_SCHEMA
    return schema


def _point_to_condition(node: Any) -> bool:
    found = False
    if isinstance(node, dict):
        if node.pop("x-regolex", None):
            node["$ref"] = "#/$defs/Condition"
            found = True
        found |= sum(map(_point_to_condition, node.values())) > 0  # every branch, not only the first
    elif isinstance(node, list):
        found = sum(map(_point_to_condition, node)) > 0
    return found
