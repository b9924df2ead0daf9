"""The form of a case file: true statements about the law, each with its facts."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from regolex.law.form import Form, IsoDay, RuleId, Slug, Text


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


class ConditionCasesForm(Form):
    """``tests/cases/**/conditions/*.yaml``: true statements about one named condition.

    Each expects ``holds``, ``does-not-hold`` or ``open``.
    """

    condition: RuleId
    on: IsoDay
    always: dict[str, Any] = {}
    cases: list[CaseForm] = Field(min_length=1)


class ChosenForm(Form):
    """Which rules of a folder a shared case speaks of: those that bind a role, and those that require a condition to apply."""

    binds: list[Slug] = Field([], description="rules that bind one of these roles")
    requires: list[Slug] = Field([], description="rules that apply only where all of these named conditions hold")
    kinds: list[Text] = Field([], description="rules of these kinds")
    only: list[RuleId] = Field([], description="these rules, by their path below the folder")
    but_not: list[RuleId] = Field([], description="none of these rules")


class SharedCaseForm(Form):
    """What is true of several rules: facts that take the place of those of a case in which the rule applies."""

    name: Text
    rules: ChosenForm
    on: IsoDay | None = None
    given: dict[str, Any] = {}
    bearer: Text | None = None
    expect: Text
    missing: list[Text] | None = None


class SharedCasesForm(Form):
    """``tests/cases/**/shared.yaml``: true statements about several rules of a folder, each said once."""

    shared_by: RuleId = Field(description="the folder of the rules")
    cases: list[SharedCaseForm] = Field(min_length=1)
