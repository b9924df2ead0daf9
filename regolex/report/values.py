"""Values of facts as plain JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from regolex.missions.windows import Window, plain_window


def plain(value: Any) -> Any:
    """A number, a day, a text or a list of them as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, Window):
        return plain_window(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
