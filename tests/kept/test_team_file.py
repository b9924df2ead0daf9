"""The file that switches a team on is checked before anything starts, and says who may come in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from regolex.cases.team import Team, read
from regolex.commands import appserver
from regolex.errors import CaseError

GOOD: dict[str, dict[str, Any]] = {
    "team": {"address": "https://law.example", "allowed": ["example.org"]},
    "auth": {
        "redirect_uri": "https://law.example/oauth2callback", "cookie_secret": "s" * 32, "client_id": "regolex",
        "client_secret": "x", "server_metadata_url": "https://login.example/.well-known/openid-configuration",
    },
}  # fmt: skip


def written(path: Path, **changes: Any) -> Path:
    """A file like the good one with some values changed; None takes one out. ``team__address`` is address of team."""
    values = {section: dict(own) for section, own in GOOD.items()}
    for name, value in changes.items():
        section, _, key = name.partition("__")
        values[section][key] = value
    rows = []
    for section, own in values.items():
        rows.append(f"[{section}]")
        for key, value in own.items():
            if value is not None:
                plain = str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
                rows.append(f"{key} = {plain}")
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def told(path: Path) -> list[str]:
    with pytest.raises(CaseError) as wrong:
        read(path)
    assert {problem.code for problem in wrong.value.problems} == {"C513"}
    return [problem.what for problem in wrong.value.problems]


def test_a_complete_file_is_taken(tmp_path: Path) -> None:
    assert read(written(tmp_path / "t.toml")) == Team("https://law.example", ("example.org",))
    more = written(
        tmp_path / "t.toml", team__database="sqlite:///x", team__accept_unverified=True, team__listen="0.0.0.0",
        team__address="http://localhost:8501", auth__redirect_uri="http://localhost:8501/oauth2callback",
    )  # fmt: skip
    assert read(more) == Team("http://localhost:8501", ("example.org",), "sqlite:///x", True, "0.0.0.0")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        *(({f"auth__{key}": None}, f"auth.{key} is missing") for key in GOOD["auth"] if key != "redirect_uri"),
        ({"auth__redirect_uri": "https://other.example/oauth2callback"}, "auth.redirect_uri does not lead"),
        ({"auth__cookie_secret": "s" * 31}, "auth.cookie_secret has 31 signs"),
        ({"auth__server_metadata_url": "http://login.example/x"}, "could be read along"),
        (
            {"team__address": "http://law.example", "auth__redirect_uri": "http://law.example/oauth2callback"},
            "read along",
        ),
        ({"team__allowed": None}, "team.allowed does not say"),
        ({"team__allowed": []}, "team.allowed does not say"),
        ({"team__allowed": "example.org"}, "team.allowed does not say"),
        ({"team__allowed": [""]}, "team.allowed does not say"),
        ({"team__accept_unverified": "yes"}, "team.accept_unverified has the wrong type"),
        ({"team__alowed": ["x"]}, "Did you mean allowed?"),
    ],
)
def test_what_is_missing_or_unsafe_is_told(tmp_path: Path, changes: dict[str, Any], what: str) -> None:
    (only,) = told(written(tmp_path / "t.toml", **changes))
    assert what in only


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_bytes(b"[team\xff")
    assert len(told(tmp_path / "t.toml")) == 1
    (tmp_path / "t.toml").write_text("x = 1", encoding="utf-8")
    assert told(tmp_path / "t.toml") == ["a section is missing"]
    assert len(told(tmp_path / "missing.toml")) == 1


def claims(**changes: Any) -> dict[str, Any]:
    known = {"iss": "https://login.example", "sub": "1", "email": "ada@example.org", "email_verified": True} | changes
    return {key: value for key, value in known.items() if value is not None}


@pytest.mark.parametrize(
    ("given", "comes_in"),
    [
        ({}, True),
        ({"email": "ADA@Example.ORG"}, True),
        ({"email": "counsel@firm.example"}, True),
        ({"email": "other@firm.example"}, False),
        ({"email": "ada@notexample.org"}, False),
        ({"email": "ada@example.org.evil.example"}, False),
        ({"email": "ada@evil.example@example.org"}, False),
        ({"email": "example.org"}, False),
        ({"email": None}, False),
        ({"email_verified": False}, False),
        ({"email_verified": None}, False),
        ({"email_verified": "true"}, False),
        ({"sub": None}, False),
        ({"iss": None}, False),
        ({"iss": "", "email": "ada@example.org"}, False),
    ],
)
def test_those_come_in_whose_confirmed_address_is_allowed(given: dict[str, Any], comes_in: bool) -> None:
    team = Team("https://law.example", ("example.org", "Counsel@firm.example"))
    assert bool(team.refused(claims(**given))) is not comes_in


def test_an_address_that_is_not_confirmed_is_accepted_only_where_the_file_says_so() -> None:
    team = Team("https://law.example", ("example.org",), accept_unverified=True)
    assert team.refused(claims(email_verified=None)) == ""
    assert team.refused(claims(email_verified=False))
    anyone = Team("https://law.example", ("*",))
    assert anyone.refused(claims(email=None)) == ""
    assert anyone.refused(claims(sub=None))


def test_a_team_listens_where_its_file_says_and_opens_no_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    file = written(tmp_path / "t.toml", team__database="sqlite:///elsewhere")
    command = appserver.command(Path("main.py"), 8501, browser=True, team=file)
    assert f"--secrets.files={file}" in command
    assert "--server.headless=true" in command
    assert [part for part in command if part.startswith("--server.address")][-1] == "--server.address=127.0.0.1"
    assert (os.environ["REGOLEX_TEAM"], os.environ["REGOLEX_DATABASE"]) == (str(file), "sqlite:///elsewhere")
