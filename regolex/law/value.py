"""What every loaded value is: frozen, without behaviour beyond look-up, and as sure as its confidence says."""

from __future__ import annotations

from typing import Literal

import msgspec

Confidence = Literal["verified", "secondary", "doubtful"]


class Struct(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of the values of the model."""
