"""The form of every knowledge file, as a lawyer writes it; from here come the published JSON Schemas.

Conditions are described by :data:`regolex.law.conditions.SCHEMA` and read by :mod:`regolex.law.conditions`, because their
a reader that knows the facts can explain problems better.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from regolex.law import case_forms, corpus_forms, intake_forms, pack_forms, rule_forms
from regolex.law.conditions import SCHEMA as CONDITION_SCHEMA
from regolex.law.lead_time_reader import LeadTimesForm

FORMS: dict[str, type[BaseModel]] = {
    "card": corpus_forms.CardForm,
    "provisions": corpus_forms.ProvisionsForm,
    "rule": rule_forms.RuleForm,
    "conditions": rule_forms.NamedConditionsForm,
    "question": rule_forms.QuestionForm,
    "parameters": corpus_forms.ParametersForm,
    "jurisdiction": corpus_forms.JurisdictionForm,
    "union": corpus_forms.UnionForm,
    "participation": corpus_forms.ParticipationRow,
    "special-cases": corpus_forms.SpecialCasesForm,
    "declaration": corpus_forms.DeclarationRow,
    "known-law": corpus_forms.KnownLawRow,
    "lead-times": LeadTimesForm,
    "cases": case_forms.CasesForm,
    "condition-cases": case_forms.ConditionCasesForm,
    "shared-cases": case_forms.SharedCasesForm,
    "pack": pack_forms.PackForm,
    "intake": intake_forms.IntakeForm,
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
