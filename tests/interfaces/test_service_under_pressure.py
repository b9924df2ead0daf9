"""Clients that send nothing, send slowly, or send much: the service goes on answering the others, and its log stays short."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

pytest.importorskip("uvicorn", reason="the extra `serve` is not installed")
from regolex.graph.service.connection import HEAD, Connection, Sparing
from tests.interfaces.serving import Service, eventually

GOOD = "ASK { ?rule a :Rule }"
_MANY = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(2_000)))} }}" for name in "abcd")
HOSTILE = "SELECT (COUNT(*) AS ?n) { " + _MANY + " FILTER(?c != %d) }"  # long, and needs no memory


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    started = Service("--workers", "2", "--seconds", "4")
    yield started
    started.stop()


def opened(service: Service, sent: bytes = b"") -> socket.socket:
    place = urlsplit(service.url)
    client = socket.create_connection((place.hostname, place.port), timeout=60)
    client.sendall(sent)
    return client


def closed_after(client: socket.socket) -> float:
    """Seconds until the other side ends a connection."""
    start = time.monotonic()
    while client.recv(4096):
        pass
    return time.monotonic() - start


def test_half_open_connections_are_closed_and_hold_up_nobody(service: Service) -> None:
    half = [opened(service, b"" if n % 2 else b"GET / HTTP/1.1\r\nHost: x\r\n") for n in range(200)]
    assert service.ask(GOOD).status == 200
    assert max(map(closed_after, half)) < HEAD + 20
    for client in half:
        client.close()


def test_a_request_that_trickles_in_gets_no_more_time_for_it(service: Service) -> None:
    client = opened(service, b"GET / HTTP/1.1\r\n")
    start = time.monotonic()
    client.settimeout(0.5)
    while time.monotonic() - start < HEAD + 20:
        try:
            client.sendall(b"X: y\r\n")
            if client.recv(1) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    assert time.monotonic() - start < HEAD + 15


def test_trivial_queries_from_a_hundred_clients_are_all_answered(service: Service) -> None:
    with ThreadPoolExecutor(100) as many:
        statuses = Counter(answer.status for answer in many.map(lambda _: service.ask(GOOD), range(200)))
    assert statuses == {200: 200}


def test_good_queries_are_answered_beside_hostile_ones(service: Service) -> None:
    stop = threading.Event()

    def hostile(n: int) -> None:
        while not stop.is_set():
            service.ask(HOSTILE % n)

    with ThreadPoolExecutor(60) as many:
        running = [many.submit(hostile, n) for n in range(20)]
        time.sleep(2)
        # who is told to come back in a moment does so
        answered = list(many.map(lambda _: eventually(lambda: service.ask(GOOD).status == 200, 60), range(20)))
        stop.set()
        assert all(one.exception() is None for one in running)
    assert all(answered)


def test_more_connections_than_the_limit_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[bytes] = []

    class Transport:
        def write(self, data: bytes) -> None:
            sent.append(data)

        def close(self) -> None:
            sent.append(b"closed")

        def get_extra_info(self, name: str) -> None:
            return None

    import asyncio

    from uvicorn import Config
    from uvicorn.server import ServerState

    async def connected() -> None:
        config = Config(lambda: None, http=Connection, log_config=None)
        config.load()
        one = Connection(config, ServerState(), {})
        monkeypatch.setattr(Connection, "most", 0)
        one.connection_made(Transport())  # type: ignore[arg-type]

    asyncio.run(connected())
    assert sent[0].startswith(b"HTTP/1.1 503 ")
    head, _, body = sent[0].partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert sent[1:] == [b"closed"]


def test_a_log_that_is_flooded_says_so_once_and_then_nothing() -> None:
    spare = Sparing(5)
    records = [logging.LogRecord("x", 30, "", 1, "Invalid HTTP request received.", (), None) for _ in range(100)]
    kept = [record for record in records if spare.filter(record)]
    assert len(kept) == 5
    assert "left out" in kept[-1].getMessage()
