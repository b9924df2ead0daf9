"""Elements common to all knowledge files: the form of texts, dates, States and ids."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema


def _day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("a date is written in the form 2026-01-31")
    return value


def _words(value: Any) -> Any:
    """A text: numbers are converted to text, and line breaks of folded text are removed."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_words), StringConstraints(min_length=1)]
IsoDay = Annotated[date, BeforeValidator(_day)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Work = Annotated[str, StringConstraints(pattern=r"^(un/[a-z]+|nat/[a-z]{3}|eu|soft/[a-z0-9-]+)/[a-z0-9-]+-\d{4}$")]
VersionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+-\d{4}@\d{4}-\d{2}-\d{2}$")]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+-\d{4}@\d{4}-\d{2}-\d{2}#[A-Za-z0-9.-]+$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+$")]
Level = Literal["verified", "secondary", "doubtful"]
# pydantic follows every $ref while it builds a schema, so the reference is inserted afterwards
_CONDITION_MARK = {"x-regolex": "condition"}
Condition = Annotated[Any, WithJsonSchema(_CONDITION_MARK)]


class Form(BaseModel):
    """Base of the forms: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Confirmed(Form):
    """The date on which the file was last compared with the source, and the text used; null is honest, a guess is not.

    ``against`` names the text and whose copy of it was read; ``by`` names who compared, where it was not the maintainers.
    """

    on: IsoDay | None = None
    against: Text | None = None
    by: Text | None = None


class ConfidenceForm(Form):
    """The level of confidence, and the reason if it is not verified."""

    level: Level
    note: Text | None = None
