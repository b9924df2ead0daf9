"""CI runs what the README tells, and skips no test of a browser or of PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docs.pages.machinery import ROOT
from tests import browser, postgres

RUN = ROOT / ".ci" / "run"


def test_ci_runs_the_test_command_of_the_readme_with_browser_and_postgresql_required() -> None:
    assert "\n$ make test\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert RUN.read_text(encoding="utf-8").splitlines()[-1] == f"{browser.REQUIRED}=1 {postgres.REQUIRED}=1 make test"
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


def test_where_postgresql_is_required_its_absence_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgres.programs(tmp_path) is None
    monkeypatch.setenv(postgres.REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="no test of PostgreSQL may be skipped"):
        postgres.without("PostgreSQL is not installed")
    monkeypatch.setenv(postgres.REQUIRED, "")
    with pytest.raises(pytest.skip.Exception, match="PostgreSQL is not installed"):
        postgres.without("PostgreSQL is not installed")
