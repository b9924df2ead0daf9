"""The form of the files of the intake, as an editor writes them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from regolex.law.form import Form, Slug, Text
from regolex.law.intake import FieldType


class TestForm(Form):
    """A condition on earlier answers: one of the keys below; `one_of` goes with `answer`."""

    __test__ = False
    answer: Text | None = Field(None, description="an earlier answer, as question.field")
    one_of: list[Any] = Field([], description="it is, or includes, one of these; without them it is answered at all")
    all: list[TestForm] | None = None
    any: list[TestForm] | None = None
    # `not` is a word of Python
    not_: TestForm | None = Field(None, alias="not")


class WritingForm(Form):
    """Facts and values; a value may take up an answer: $answer, $question.field, $client, $body, $launch, $site.territory."""

    to: Text | None = Field(None, description="one part, such as party:client, or added; else every part of the kind")
    kinds: list[Slug] = Field([], description="only parts of these kinds")
    when: TestForm | None = None
    values: dict[Text, Any] = Field(alias="set", description="fact: value")


class AddingForm(Form):
    """A part that an answer adds."""

    part: Text = Field(description="kind:id")
    name: Text | None = None
    when: TestForm | None = None
    values: dict[Text, Any] = Field({}, alias="set", description="fact: value")


class ChoiceForm(Form):
    """One answer to choose."""

    label: Text
    writes: list[WritingForm] = []
    otherwise: list[WritingForm] = Field([], description="written where the question was answered without this choice")
    adds: list[AddingForm] = []
    alone: bool = Field(False, description="excludes every other choice")


class FieldForm(Form):
    """One thing that a question asks."""

    asks: Text
    type: FieldType
    help: Text | None = None
    when: TestForm | None = None
    each: Slug | None = Field(None, description="a kind of part: one answer for all, or one for each")
    kinds: list[Slug] = Field([], description="with `each`: only parts of these kinds")
    scheme: Text | None = Field(None, description="the answers are the entries of this list of the ontology")
    choices: dict[Slug, ChoiceForm] = {}
    writes: list[WritingForm] = []
    adds: list[AddingForm] = []
    speaks_for: Slug | None = Field(
        None, description="the kind of part whose list stays out while this is not answered"
    )
    completes: Slug | None = Field(
        None, description="yes says that the list of this kind of part is complete, or `event`"
    )
    default: Text | None = Field(None, description="offered, never taken for an answer")
    fields: dict[Slug, FieldForm] = Field({}, description="what one entry consists of")


class IntakeForm(Form):
    """One question of the intake."""

    intake: Slug
    number: int = Field(ge=1, description="its place")
    asks: Text
    help: Text
    when: TestForm | None = Field(None, description="the condition under which it is asked")
    fields: dict[Slug, FieldForm]
    writes: list[WritingForm] = Field([], description="written for every answer, each under its own condition")
    adds: list[AddingForm] = []


TestForm.model_rebuild()
FieldForm.model_rebuild()

__all__ = ["AddingForm", "ChoiceForm", "FieldForm", "IntakeForm", "TestForm", "WritingForm"]
