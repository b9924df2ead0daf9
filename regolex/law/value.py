"""The base of all loaded values: frozen structs without behaviour beyond look-up, and the levels of confidence."""

from __future__ import annotations

from typing import Literal

import msgspec

Confidence = Literal["verified", "secondary", "doubtful"]


class Struct(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of the values of the model."""
