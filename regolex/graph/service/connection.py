"""How long the service waits for a client, how many it talks to at once, and how much of that it writes to its log."""

from __future__ import annotations

import asyncio
import logging
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 1000  # connections at once
HEAD = 10.0  # seconds in which the head of a request has to arrive
BODY = 30.0  # seconds in which the rest of it has to arrive
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\nContent-Length: 25\r\n"
    b"Content-Type: text/plain\r\n\r\ntoo many connections now\n"
)


class Connection(H11Protocol):
    """One connection over HTTP/1.1, closed where a request does not arrive in time, byte by byte or not at all."""

    head, body, most = HEAD, BODY, MOST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, unless there are too many."""
        self._deadline: asyncio.TimerHandle | None = None
        self._awaited: object = None
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.write(_FULL)
            transport.close()
        else:
            self._look()

    def data_received(self, data: bytes) -> None:
        """Take what arrives; a part of a request does not buy time for the rest."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        """See which part of a request is waited for, and give it its time from when the wait for it began."""
        state = self.conn.their_state
        if state is self._awaited:
            return
        self._stop()
        self._awaited = state
        seconds = {h11.IDLE: self.head, h11.SEND_BODY: self.body}.get(state)
        if seconds is not None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(seconds, self._late)

    def _late(self) -> None:
        if self.conn.their_state is self._awaited:
            self.transport.close()

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Sparing(logging.Filter):
    """Lets through so many lines a minute, then one that says that more are left out."""

    def __init__(self, lines: int = 20) -> None:
        super().__init__()
        self.lines = lines
        self._since = 0.0
        self._count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        now = time.monotonic()
        if now - self._since >= 60:
            self._since, self._count = now, 0
        self._count += 1
        if self._count == self.lines:
            record.msg, record.args, record.exc_info = "more lines of this minute are left out", (), None
        return self._count <= self.lines


def spare_the_log() -> None:
    """Let no client fill the log, whatever it sends."""
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addFilter(Sparing())
