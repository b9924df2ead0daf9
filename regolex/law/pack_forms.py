"""The form of a file with an application pack."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from regolex.law.form import ConfidenceForm, Form, ProvisionId, RuleId, Slug, Text

Order = Annotated[str, StringConstraints(pattern=r"^(international|[A-Z]{3})$")]
Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class PackItemForm(Form):
    """One thing that a document has to say."""

    says: Text = Field(description="what has to be said, in our own words")
    provision: ProvisionId | None = Field(None, description="the provision that asks for it")
    basis: Text | None = Field(None, description="what asks for it, where that is not encoded")
    facts: list[Text] = Field([], description="the facts of a mission that fill it; none: it has to be written")
    confidence: ConfidenceForm


class PackDocumentForm(Form):
    """One document or statement."""

    document: Text
    when: Text | None = Field(None, description="when it is needed, if not with the application")
    note: Text | None = None
    items: list[PackItemForm] = Field(min_length=1)


class PackFormForm(Form):
    """The form of the authority, where it prescribes one."""

    name: Text
    url: Address | None = None
    confidence: ConfidenceForm


class PackForm(Form):
    """What an application to one authority has to contain."""

    pack: Slug = Field(description="the name of the file")
    authority: Slug = Field(description="the name by which the command line knows it")
    order: Order = Field(description="the legal order: a State code, or international")
    title: Text
    addressed_to: Text
    filed_by: Text
    applicants: list[Text] = Field(description="the facts that name the parties whose data the application takes")
    authorisations: list[Slug] = Field([], description="the kinds of authorisation that it is about")
    asked_by: list[RuleId] = Field(min_length=1, description="the rules by which a plan meets the authority")
    form: PackFormForm | None = None
    note: Text | None = None
    documents: list[PackDocumentForm] = Field(min_length=1)


__all__ = ["PackForm"]
