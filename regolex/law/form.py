"""What the forms of all knowledge files have in common: how words, days, States and ids are written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema


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


class Confirmed(Form):
    """When and against which text the file was last compared; nothing is honest, a guess is not."""

    on: IsoDay | None = None
    against: Text | None = None


class Sure(Form):
    """How sure, and why not surer."""

    level: Level
    note: Text | None = None
