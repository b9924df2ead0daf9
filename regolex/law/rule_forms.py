"""The forms of our reading: rules with their exceptions, and contested questions with their readings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from regolex.law.form import Condition, ConfidenceForm, Confirmed, Form, Level, ProvisionId, RuleId, Slug, State, Text
from regolex.law.model import RuleKind


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
    no: Text | None = Field(None, description="what is not required where it holds: No ... is required for this")
    exceptions: list[ExceptionForm] = []


class DisplacesForm(Form):
    """The rule that this one displaces."""

    rule: RuleId
    because: Text
    when: Condition = None


class FeeForm(Form):
    """The fee: a text, or a dated parameter."""

    says: Text | None = None
    parameter: Text | None = None


class ToDoForm(Form):
    """The task that the rule gives rise to."""

    what: Text
    addressed_to: Text = Field(description="the authority, body or person to whom it is addressed")
    lead_time: Text = Field("none stated", description="time limit, or 'none stated'")
    fee: FeeForm | None = None


class ConsequenceForm(Form):
    """The consequence of a breach, and who imposes it."""

    says: Text
    by: Text


class RuleForm(Form):
    """One rule: our reading of one provision (``rules/**/*.yaml``)."""

    rule: RuleId
    title: Text = Field(description="citation and subject in a line")
    cites: list[CiteForm] = Field(min_length=1)
    kind: RuleKind
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
    act: Slug | None = Field(None, description="the act that is required or prohibited, used to find conflicts")
    phase: Slug = Field(description="mission phase in which the duty must be met")
    reaches_company_by: Text | None = None
    to_do: ToDoForm | None = None
    evidence: list[Text] = []
    consequence: ConsequenceForm | None = None
    on_breach: list[RuleId] = []
    gap: Text | None = Field(None, description="shown if no binding act implements the duty")
    reading_notes: list[Text] = []
    fault: Text | None = Field(None, description="standard of fault of a duty that an event wakes")
    prepare: Text | None = Field(None, description="what to have ready before it happens")
    confidence: ConfidenceForm
    last_confirmed: Confirmed = Confirmed()


class NamedConditionForm(Form):
    """A condition that several rules share, said once."""

    condition: Slug
    means: Text = Field(description="what it means, in one sentence")
    provision: ProvisionId | None = Field(None, description="where the text defines it")
    about: Text = Field(description="kind of mission part that its own cases try it on, or mission")
    bearer: Literal["State", "party"] = Field("party", description="whom its own cases try it on")
    holds_when: Condition


class NamedConditionsForm(Form):
    """``rules/**/conditions.yaml``: the conditions that the rules of a folder and of those below it use by name."""

    conditions: list[NamedConditionForm] = Field(min_length=1)


class HolderForm(Form):
    """A holder of a reading."""

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
