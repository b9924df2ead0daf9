"""Requests to one web address, with every failure as a coded error.

A user name and password come from ``REGOLEX_ENDPOINT_USER`` and ``REGOLEX_ENDPOINT_PASSWORD`` or from the netrc file,
never from an address or an option, where others could read them. They are sent only if the server requests them.
"""

from __future__ import annotations

import http.client
import ipaddress
import netrc
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

from regolex.errors import Problem, QueryError

SECONDS = 60
_MOST = 1 << 28  # maximum bytes of an answer


class Http:
    """Requests to one address, with every failure as a coded error."""

    def __init__(self, url: str, seconds: float) -> None:
        try:
            parts = urlsplit(url)
            port_is_one = parts.port is None or parts.port > 0
        except ValueError:
            raise QueryError(
                Problem("Q412", f"{url!r} is not a valid address", expected="http://host:port/path")
            ) from None
        if parts.username is not None or parts.password is not None:
            raise QueryError(
                Problem(
                    "Q412", "an address with a password in it can be read by others", file=parts.hostname or "",
                    hint="Set REGOLEX_ENDPOINT_USER and REGOLEX_ENDPOINT_PASSWORD, or write it into your netrc file.",
                )
            )  # fmt: skip
        if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_one:
            raise QueryError(Problem("Q412", f"{url!r} is not a web address", expected="http:// or https://"))
        self.url = url
        self.seconds = seconds
        self._opener = _opener(url, parts.hostname)

    def send(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str], fine: tuple[int, ...] = ()
    ) -> tuple[bytes, str]:
        """Send a request; returns the body of the answer and its media type.

        Raises QueryError Q412 or Q413; a status in ``fine`` is not an error.
        """
        request = urllib.request.Request(url, data=body, method=method, headers={**headers, "User-Agent": "regolex"})
        try:
            with self._opener.open(request, timeout=self.seconds) as answer:
                found = answer.read(_MOST + 1)
                media = answer.headers.get_content_type() if answer.headers.get("Content-Type") else ""
        except urllib.error.HTTPError as error:
            if error.code in fine:
                return b"", ""
            raise QueryError(_refusal(error, self.url)) from error
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "reason", None) or error
            raise QueryError(
                Problem(
                    "Q412",
                    str(why) or type(error).__name__,
                    file=self.url,
                    hint="Check that it is running and reachable from this machine.",
                )
            ) from error
        if len(found) > _MOST:
            raise QueryError(Problem("Q413", f"the answer is longer than {_MOST >> 20} MB", file=self.url))
        return found, media


def _refusal(error: urllib.error.HTTPError, url: str) -> Problem:
    try:
        said = error.read(2000).decode("utf-8", "replace").strip()
    except OSError:
        said = ""
    hints = {
        401: "Set REGOLEX_ENDPOINT_USER and REGOLEX_ENDPOINT_PASSWORD, or write them into your netrc file.",
        403: "The user does not have this permission.",
        404: "Nothing was found at this address. Ask its operator for the path of the endpoint.",
        405: "This address does not accept such requests. Loading needs the address of the graph store.",
        503: "The server is busy. Try again later.",
    }
    lines = " ".join(said.split())
    text = f"{error.code} {error.reason}" + (f": {lines[:500]}" if lines and "<html" not in lines.lower() else "")
    return Problem("Q413", text, file=url, hint=hints.get(error.code, ""))


def _opener(url: str, host: str) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = []
    if _is_here(host):
        handlers.append(urllib.request.ProxyHandler({}))  # no proxy on loopback
    user, password = _credentials(host)
    if user:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, url, user, password)
        known.add_password(None, f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/", user, password)
        handlers += [_Digest(known), urllib.request.HTTPBasicAuthHandler(known)]
    return urllib.request.build_opener(*handlers)


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Digest authentication that reuses the answer to the first challenge.

    The library sends every request without authorisation first. A server may refuse that before it has read a long body
    and close the connection, and the second try never comes.
    """

    _challenge: dict[str, str] | None = None

    def get_authorization(self, req: urllib.request.Request, chal: Mapping[str, str]) -> str | None:
        self._challenge = dict(chal)
        return super().get_authorization(req, chal)

    def http_request(self, req: urllib.request.Request) -> urllib.request.Request:
        if self._challenge and not req.has_header(self.auth_header):
            said = super().get_authorization(req, self._challenge)
            if said:
                req.add_unredirected_header(self.auth_header, f"Digest {said}")
        return req

    https_request = http_request


def _credentials(host: str) -> tuple[str, str]:
    user = os.environ.get("REGOLEX_ENDPOINT_USER", "")
    if user:
        return user, os.environ.get("REGOLEX_ENDPOINT_PASSWORD", "")
    try:
        found = netrc.netrc().authenticators(host)
    except FileNotFoundError:
        return "", ""
    except (OSError, netrc.NetrcParseError) as error:
        raise QueryError(Problem("Q413", f"the netrc file cannot be used: {error}", file=host)) from error
    return (found[0], found[2] or "") if found else ("", "")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
