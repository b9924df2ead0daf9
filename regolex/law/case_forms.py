"""The form of a case file: true statements about the law, each with its facts."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from regolex.law.form import Form, IsoDay, RuleId, Text


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
