"""A team on one server: the file that switches it on, and who of those the sign-in names may come in.

Off by default. Where it is on, no one sees anything without having signed in, save with a link to one case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from regolex.errors import CaseError, Problem, nearest
from regolex.law.source import head_of

VARIABLE = "REGOLEX_TEAM"  # the path of the file, handed from the command to the pages
ANYONE = "*"
_AUTH = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_TEAM = ("address", "database", "allowed", "accept_unverified", "listen")
_SECRET = 32  # signs that a cookie secret has at least
_MOST = 100_000


class Team(msgspec.Struct, frozen=True):
    """The settings of a team. ``address`` is how colleagues reach the server, ``allowed`` who of them may come in."""

    address: str
    allowed: tuple[str, ...]
    database: str = ""
    accept_unverified: bool = False
    listen: str = "127.0.0.1"

    def refused(self, claims: Mapping[str, Any]) -> str:
        """Why someone who has signed in may not come in, or nothing if they may.

        >>> team = Team("https://law.example", ("example.org",))
        >>> team.refused({"iss": "i", "sub": "s", "email": "ada@example.org", "email_verified": True})
        ''
        """
        if not claims.get("iss") or not claims.get("sub"):
            return "The sign-in does not say who you are."
        if ANYONE in self.allowed:
            return ""
        email = str(claims.get("email") or "").casefold()
        if claims.get("email_verified") is not True and not (
            self.accept_unverified and claims.get("email_verified") is None
        ):
            return "The sign-in does not confirm your e-mail address."
        domain = email.rpartition("@")[2]
        if email.count("@") == 1 and {email, domain} & {one.casefold().removeprefix("@") for one in self.allowed}:
            return ""
        return "Your e-mail address is not among those allowed on this server."


def read(path: Path) -> Team:
    """The settings in a file, which is also the one in which Streamlit looks for the sign-in.

    Raises CaseError C513 with everything that is missing or would be unsafe.
    """
    try:
        raw = tomllib.loads(head_of(path, _MOST).decode("utf-8"))
    except (OSError, ValueError) as error:  # TOML and UTF-8 errors are ValueErrors
        said = getattr(error, "strerror", None) or error
        raise CaseError(Problem("C513", f"the file cannot be read: {said}", str(path), expected="TOML")) from None
    problems = [Problem("C513", what, str(path), expected=expected) for what, expected in _wrong(raw)]
    if problems:
        raise CaseError(problems)
    own = raw["team"]
    return Team(
        own["address"].rstrip("/"), tuple(own["allowed"]), own.get("database", ""), own.get("accept_unverified", False),
        own.get("listen", "127.0.0.1"),
    )  # fmt: skip


def _wrong(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong, with what was expected."""
    auth, team = raw.get("auth"), raw.get("team")
    if not isinstance(auth, Mapping) or not isinstance(team, Mapping):
        yield "a section is missing", "[team] and [auth]"
        return
    for key in _AUTH:
        if not isinstance(auth.get(key), str) or not auth[key]:
            yield f"auth.{key} is missing", "a text"
    secret = auth.get("cookie_secret")
    if isinstance(secret, str) and 0 < len(secret) < _SECRET:
        what = f"auth.cookie_secret has {len(secret)} signs, so that it can be guessed"
        yield what, f'at least {_SECRET}, such as of python -c "import secrets; print(secrets.token_hex(32))"'
    for key in set(team) - set(_TEAM):
        yield f"team.{key} does not exist. {nearest(key, _TEAM)}".rstrip(), ", ".join(_TEAM)
    address = team.get("address")
    if not isinstance(address, str) or not address:
        yield "team.address is missing", "how colleagues reach the server, such as https://regolex.example.org"
    for name, value in (("team.address", address), ("auth.server_metadata_url", auth.get("server_metadata_url"))):
        if isinstance(value, str) and value and not _safe(value):
            yield f"{name} is {value!r}, over which passwords and cases could be read along", "an address with https://"
    if isinstance(address, str) and auth.get("redirect_uri") != f"{address.rstrip('/')}/oauth2callback":
        yield "auth.redirect_uri does not lead to this server", f"{str(address).rstrip('/')}/oauth2callback"
    allowed = team.get("allowed")
    if not isinstance(allowed, list) or not allowed or not all(isinstance(one, str) and one for one in allowed):
        yield "team.allowed does not say who may come in", 'a list of domains and e-mail addresses, or ["*"]'
    for key, kind in (("database", str), ("listen", str), ("accept_unverified", bool)):
        if key in team and not isinstance(team[key], kind):
            yield f"team.{key} has the wrong type", {str: "a text", bool: "true or false"}[kind]


def _safe(address: str) -> bool:
    """Whether what goes to an address cannot be read along: by https, or within this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
    )


__all__ = ["ANYONE", "VARIABLE", "Team", "read"]
