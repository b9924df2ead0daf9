"""The server of the questionnaire ends when it is told to, and asks no one outside whatever knocks at its port."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

pytest.importorskip("streamlit", reason="the extra `app` is not installed")
from regolex.commands import appserver


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = _free_port()
    child = subprocess.Popen(
        [sys.executable, "-m", "regolex", "app", "--port", str(port), "--no-browser"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while not _answers(port):
            assert child.poll() is None
            assert time.monotonic() < end
            time.sleep(0.2)
        yield child, port
    finally:
        child.kill()
        child.wait()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_ending_the_command_ends_the_server() -> None:
    with served() as (child, port):
        child.send_signal(signal.SIGTERM)
        child.wait(20)
        assert not _answers(port)


def test_an_origin_from_elsewhere_is_refused_without_a_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import net_util
    from streamlit.web.server import server_util

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("asked the network")

    for name in ("get_external_ip", "get_internal_ip"):
        monkeypatch.setattr(net_util, name, getattr(net_util, name))
    monkeypatch.setattr(net_util, "_make_blocking_http_get", asked)
    monkeypatch.setattr(socket, "socket", asked)
    appserver.quiet()
    assert not server_util.is_url_from_allowed_origins("http://evil.example")
    assert server_util.is_url_from_allowed_origins("http://127.0.0.1:8501")
