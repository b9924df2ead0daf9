"""CI runs what the README tells, and skips no browser test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docs.pages.machinery import ROOT
from tests import browser

RUN = ROOT / ".ci" / "run"


def test_ci_runs_the_test_command_of_the_readme_with_a_browser_required() -> None:
    assert "\n$ make test\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert RUN.read_text(encoding="utf-8").splitlines()[-1] == f"{browser.REQUIRED}=1 make test"
    assert os.access(RUN, os.X_OK)


def without_browser(monkeypatch: pytest.MonkeyPatch, required: str) -> None:
    monkeypatch.setenv("PATH", str(Path(os.devnull)))
    monkeypatch.delenv("REGOLEX_CHROMIUM", raising=False)
    monkeypatch.setenv(browser.REQUIRED, required)
    assert browser.chromium() is None


def test_where_a_browser_is_required_its_absence_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    without_browser(monkeypatch, "1")
    with pytest.raises(pytest.fail.Exception, match="no browser test may be skipped"):
        browser.without("no Chromium found")


def test_elsewhere_its_absence_is_a_skip_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    without_browser(monkeypatch, "")
    with pytest.raises(pytest.skip.Exception, match="no Chromium found"):
        browser.without("no Chromium found")
