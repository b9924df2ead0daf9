"""A small OpenID Connect provider on loopback, for tests of the sign-in: whoever comes chooses who they are.

It checks what a provider has to check (client, secret, redirect address, code, PKCE) and signs identity tokens with RS256.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "regolex-tests", "not-a-secret"


class Provider:
    """The provider: ``people`` maps what stands on a button to the claims of that person."""

    def __init__(self, people: Mapping[str, Mapping[str, Any]], redirect_uri: str) -> None:
        self.people, self.redirect_uri = people, redirect_uri
        self.key = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
        self.codes: dict[str, tuple[str, dict[str, str]]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.post(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def metadata_url(self) -> str:
        """Where the provider describes itself."""
        return f"{self.issuer}/.well-known/openid-configuration"

    def stop(self) -> None:
        """Serve no more."""
        self.server.shutdown()
        self.server.server_close()

    def get(self, request: BaseHTTPRequestHandler) -> None:
        """Its description, its key, the page to choose oneself, and the way back."""
        parts = urlsplit(request.path)
        asked = {key: own[0] for key, own in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                _send(request, 200, json.dumps(self._described()), "application/json")
            case "/jwks":
                _send(request, 200, json.dumps(KeySet([self.key]).as_dict(private=False)), "application/json")
            case "/authorize" if asked.get("client_id") == CLIENT and asked.get("redirect_uri") == self.redirect_uri:
                rows = "".join(
                    f'<p><a href="/chosen?{html.escape(urlencode({**asked, "who": who}))}">{html.escape(who)}</a></p>'
                    for who in self.people
                )
                _send(
                    request,
                    200,
                    f"<!doctype html><html lang=en><title>Sign in</title><h1>Who are you?</h1>{rows}</html>",
                )
            case "/chosen" if asked.get("who") in self.people and asked.get("redirect_uri") == self.redirect_uri:
                code = secrets.token_urlsafe(16)
                self.codes[code] = (asked["who"], asked)
                _back(request, f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}")
            case "/out":
                _back(request, asked.get("post_logout_redirect_uri", self.redirect_uri.rpartition("/")[0]))
            case _:
                _send(request, 400, "not as it was registered")

    def post(self, request: BaseHTTPRequestHandler) -> None:
        """A code for an identity token, once."""
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        given = {key: own[0] for key, own in parse_qs(body).items()}
        basic = request.headers.get("Authorization", "").removeprefix("Basic ")
        client = base64.b64decode(basic).decode() if basic else f"{given.get('client_id')}:{given.get('client_secret')}"
        who, asked = self.codes.pop(given.get("code", ""), ("", {}))
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not who or client != f"{CLIENT}:{SECRET}" or proof != asked.get("code_challenge"):
            _send(request, 400, json.dumps({"error": "invalid_grant"}), "application/json")
            return
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": asked.get("nonce")}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, {**claims, **self.people[who]}, self.key)
        answer = {
            "access_token": secrets.token_urlsafe(8),
            "token_type": "Bearer",
            "expires_in": 600,
            "id_token": token,
        }
        _send(request, 200, json.dumps(answer), "application/json")

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint": f"{self.issuer}/token", "end_session_endpoint": f"{self.issuer}/out",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip


def _send(request: BaseHTTPRequestHandler, status: int, body: str, kind: str = "text/html") -> None:
    raw = body.encode()
    request.send_response(status)
    request.send_header("Content-Type", f"{kind}; charset=utf-8")
    request.send_header("Content-Length", str(len(raw)))
    request.end_headers()
    request.wfile.write(raw)


def _back(request: BaseHTTPRequestHandler, to: str) -> None:
    request.send_response(302)
    request.send_header("Location", to)
    request.send_header("Content-Length", "0")
    request.end_headers()
