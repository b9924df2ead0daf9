"""PostgreSQL for tests: a server of our own on loopback, run by an unprivileged user; or the reason why there is none.

In CI a reason is a failure.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from tests.leash import leashed

# set by .ci/run, which installs what these tests need
REQUIRED = "REGOLEX_POSTGRES_REQUIRED"
WHERE = Path("/usr/lib/postgresql")  # where Debian puts its programs


def programs(where: Path = WHERE) -> Path | None:
    """The folder with initdb and postgres, if there is one: the one on the path, else the newest of Debian's."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(os.path.realpath(found)).parent
    installed = [path.parent for path in where.glob("*/bin/initdb") if (path.parent / "postgres").is_file()]
    return max(installed, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0, default=None)


def without(reason: str) -> None:
    """Skip for a reason that is shown; fail for it where PostgreSQL is required."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason}; {REQUIRED} is set, so that no test of PostgreSQL may be skipped", pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    """A port that no one uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Server:
    """A PostgreSQL server with a data folder of its own. ``durable`` has it write through, as it does by default."""

    def __init__(self, durable: bool = False) -> None:
        found = programs()
        if found is None:
            without("PostgreSQL is not installed (apt-get install postgresql)")
            raise AssertionError("unreachable")
        self.programs, self.durable = found, durable
        self.port, self.password = free_port(), secrets.token_hex(16)
        self.folder = Path(tempfile.mkdtemp(prefix="regolex-postgres-"))
        self.process: subprocess.Popen[bytes] | None = None
        secret = self.folder / "password"
        secret.write_text(self.password, encoding="utf-8")
        self.who = _unprivileged()
        if self.who:
            for path in (self.folder, secret):
                shutil.chown(path, self.who)
        made = [found / "initdb", "-D", self.folder / "data", "-U", "regolex", f"--pwfile={secret}"]
        how = ["-A", "scram-sha-256", "-E", "UTF8", "--no-locale", *([] if durable else ["--no-sync"])]
        done = subprocess.run(
            [*made, *how], user=self.who, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        slow = [] if self.durable else ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        self.process = subprocess.Popen(
            leashed([
                self.programs / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", "",
                "-c", "listen_addresses=127.0.0.1", *slow,
            ], "QUIT"),
            user=self.who, cwd=self.folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("ab"),
        )  # fmt: skip
        import psycopg

        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.02)

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://regolex:{self.password}@127.0.0.1:{self.port}/{name}"

    def database(self) -> str:
        """The address of a new database."""
        import psycopg

        name = f"cases_{secrets.token_hex(6)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        return self.url(name)

    def kill(self) -> None:
        """End it and its children at once, as a failure would; what was committed must be there after ``start``."""
        assert self.process
        own = psutil.Process(self.process.pid)
        family = [own, *own.children(recursive=True)]
        for one in family:  # the first first, so that it starts no others
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family[1:], timeout=20)
        self.process.wait()

    def stop(self) -> None:
        """End it and remove its folder."""
        if self.process and self.process.poll() is None:
            self.kill()  # nothing in it is needed any more
        shutil.rmtree(self.folder, ignore_errors=True)


def _unprivileged() -> str | None:
    """The user to run it as, since it refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
