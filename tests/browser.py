"""Chromium for tests: found on this machine, or the reason why there is none. In CI a reason is a failure."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# set by .ci/run, which installs what these tests need
REQUIRED = "REGOLEX_BROWSER_REQUIRED"


def chromium() -> str | None:
    """A Chromium on this machine, if there is one."""
    chosen = os.environ.get("REGOLEX_CHROMIUM")
    return chosen or next(filter(None, map(shutil.which, NAMES)), None)


def without(reason: str) -> None:
    """Skip for a reason that is shown; fail for it where a browser is required."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason}; {REQUIRED} is set, so that no browser test may be skipped", pytrace=False)
    pytest.skip(reason)
