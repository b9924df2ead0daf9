"""A service as a user starts it, on a free port, and requests to it as they go over the wire."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import psutil

ROOT = Path(__file__).resolve().parents[2]
START = 90  # seconds; loading takes one or two where the machine is idle
DIRECT, FORM = "application/sparql-query", "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media(self) -> str:
        return self.headers.get_content_type()


class Service:
    """``regolex serve`` in a process of its own."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "regolex", "serve", "--port", "0", *options]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ},
        )  # fmt: skip
        late = threading.Timer(START, self.process.kill)
        late.start()
        assert self.process.stdout
        line = self.process.stdout.readline()
        late.cancel()
        found = re.search(r"(http://\S+)/ ", line)
        if not found:
            self.process.kill()  # else its messages never end
            raise AssertionError(line + (self.process.stderr.read() if self.process.stderr else ""))
        self.url = found[1]

    def send(
        self, method: str, path: str, body: bytes | Iterable[bytes] | None = None, timeout: float = 60, **headers: str
    ) -> Answer:
        """One request, exactly as said; underscores in the names of headers stand for hyphens."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=timeout)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent, encode_chunked=False)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, fields: dict[str, str] | list[tuple[str, str]], accept: str = "*/*", **headers: str) -> Answer:
        return self.send("GET", f"/sparql?{urlencode(fields)}", Accept=accept, **headers)

    def ask(self, query: str, accept: str = "*/*") -> Answer:
        return self.send("POST", "/sparql", query.encode(), Content_Type=DIRECT, Accept=accept)

    def processes(self) -> list[psutil.Process]:
        """The fork server and the workers."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def memory(self) -> int:
        """What all its processes use together, in bytes; memory they share counts once for each part of it (PSS)."""
        everyone = [psutil.Process(self.process.pid), *self.processes()]
        return sum(_pss(process) for process in everyone)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(20)
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()


def _pss(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    except psutil.NoSuchProcess:
        return 0


def eventually(true: object, seconds: float = 10) -> bool:
    """Whether something becomes true in time."""
    assert callable(true)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())
