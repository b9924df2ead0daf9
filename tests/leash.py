"""Servers of tests end with the tests, however these end: a run that is killed leaves none behind (on Linux)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path


def leashed(command: Sequence[str | Path], signal: str = "KILL") -> list[str | Path]:
    """The command of a server that gets this signal when whoever starts it is no more."""
    setpriv = shutil.which("setpriv")  # of util-linux
    leash = [setpriv, "--pdeathsig", signal] if setpriv else []
    return [*leash, *command]
