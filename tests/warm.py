"""Servers of the app that start at once: one process has read the code and the law and waits; each server is a copy of it.

A server that is killed over and over then costs a second and not ten. ``python -m tests.warm`` waits for lines on its input,
each with the port, the log and the environment of a server as JSON, and answers with the number of its process.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.leash import leashed

_READ = (
    "streamlit.web.cli", "streamlit.web.bootstrap", "streamlit.runtime", "regolex.commands.appserver", "regolex.knowledge",
    "regolex.cases.store", "regolex.report.memo", "regolex.alternatives.compare", "sqlalchemy", "alembic.command", "icalendar",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


class Copy:
    """A server that was forked off: what the tests need of a process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs."""
        try:
            state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return 1
        return 1 if state in "ZX" else None

    def kill(self) -> None:
        """End it on the spot."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    terminate = kill

    def wait(self, timeout: float) -> None:
        """Until it is gone."""
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("server", timeout)
            time.sleep(0.01)


class Warm:
    """The process that has read the code; it ends with the test that began it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            leashed([sys.executable, "-m", "tests.warm"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def server(self, arguments: list[str], log: Path, environment: dict[str, str]) -> Copy:
        """A copy that serves."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps([arguments, str(log), environment]), file=self.process.stdin, flush=True)
        return Copy(int(self.process.stdout.readline()))

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait(20)


def _serve(arguments: list[str], log: str, environment: dict[str, str]) -> None:
    """Become a server; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # it ends with the process it is a copy of
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(environment)
    sys.argv = ["streamlit", *arguments]
    from regolex.commands import appserver

    appserver.main()


def _wait() -> None:
    sys.path.insert(0, str(ROOT / "app"))
    pages = sorted(f"regolex_app.{path.stem}" for path in (ROOT / "app" / "regolex_app").glob("[a-z]*.py"))
    for name in (*_READ, *pages):
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no one who asks after them
    from regolex_app import session

    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True  # there is no page yet
    for line in sys.stdin:
        arguments, log, environment = json.loads(line)
        session.knowledge_base(environment["REGOLEX_KNOWLEDGE"])  # read once, and kept for every copy
        pid = os.fork()
        if pid == 0:
            try:
                _serve(arguments, log, environment)
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    _wait()
