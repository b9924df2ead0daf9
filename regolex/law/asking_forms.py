"""The forms of the files that say how facts are asked, which events there are, and what may be assumed."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from regolex.law.asking import Sort, Treatment, Who
from regolex.law.form import Condition, Form, Slug, Text


class SourceForm(Form):
    """Where a value comes from: one of the keys below."""

    value: Any = Field(None, description="a plain answer; [] for a list that names no one")
    only: Slug | None = Field(None, description="a kind of mission part: the only one there is")
    client: bool = Field(False, description="the client of the mission")
    same_as: Text | None = Field(None, description="another fact, found from the part asked about")
    of: Text | None = Field(None, description="the fact that links to the part on which `same_as` is found")
    via: Text | None = Field(
        None, description="take `same_as` from the parts that name the part asked about by this fact"
    )
    does_not_arise: bool = Field(False, description="the fact does not arise")


class EntailedForm(SourceForm):
    """A value that a fact has for certain while a condition holds."""

    when: Condition
    because: Text


class AskingForm(Form):
    """How one fact is asked."""

    who: Who = Field(description="who can answer it")
    sort: Sort = Field(description="what kind of question it is")
    needed_by: Slug | None = Field(None, description="the phase by which the answer is needed")
    why: Text = Field(description="the reason in everyday words, at most 12 of them")
    gate: Condition | None = Field(None, description="the condition under which the fact arises at all")
    entailed: list[EntailedForm] = Field([], description="values that follow from other answers")
    event: Slug | None = Field(None, description="the event that the fact belongs to")
    never_bundled: bool = Field(False, description="never assumed together with others")
    watched: bool = Field(False, description="answered with yes, it has a line of its own on the first screen")
    rank: int = Field(50, description="its place among questions of its sort, the lowest first")


class AskingFileForm(Form):
    """How the facts of one kind of mission part are asked."""

    asking: Slug = Field(description="the kind of mission part")
    facts: dict[str, AskingForm]


class EventForm(Form):
    """Something that may happen and is not an act of the plan."""

    happens: Text = Field(description='what happens, as it completes "If ..."')
    phase: Slug = Field(description="the earliest phase in which it can happen")
    about: Slug = Field(description="the kind of mission part it concerns")
    fact: Text = Field(description="the fact that tells whether it has happened")
    not_happened: Any = Field(description='the answer that says "no"')
    waits_for_launch: bool = Field(description="whether it needs the launch of the part it concerns")
    accident: bool = Field(False, description="whether it is a crash or damage, or follows one")
    harm: bool = Field(False, description="whether someone or something else is harmed")


class EventsForm(Form):
    """All events."""

    events: dict[Slug, EventForm]


class AssumedForm(SourceForm):
    """One entry of an assumption set."""

    fact: Text
    when: Condition | None = Field(None, description="the condition under which it is assumed; must be certainly true")
    because: Text
    first: bool = Field(False, description="whether it is shown first, since a breach could hide behind it")


class AssumptionSetForm(Form):
    """A set of working assumptions, adopted by name."""

    assumptions: Slug
    title: Text
    says: Text = Field(description="one sentence")
    treatment: Treatment = Field("facts", description="what it changes: facts, lists, States, or how results count")
    rank: int = Field(description="sets apply in the order of their ranks")
    entries: list[AssumedForm] = []
