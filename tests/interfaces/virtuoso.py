"""A Virtuoso server of one's own: on loopback ports, with its database in a folder of its own, ended by its process id."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

PACKAGE = "virtuoso-opensource-7-bin"
START = 90  # seconds; it writes its database first
_SETTINGS = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 100000
"""


def program() -> str | None:
    """The server, installed from Debian's packages where we may; None where it cannot be had."""
    found = shutil.which("virtuoso-t")
    if not found and os.environ.get("REGOLEX_MAY_INSTALL") and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-y", "--no-install-recommends", PACKAGE]
        subprocess.run(command, env=quiet, capture_output=True, timeout=300, check=False)
        found = shutil.which("virtuoso-t")
    return found


class Virtuoso:
    """The server, up and answering; ``url`` is its web address."""

    def __init__(self, binary: str, folder: Path) -> None:
        sql, port = _free_port(), _free_port()
        (folder / "v.ini").write_text(_SETTINGS.format(folder=folder, sql=sql, http=port), encoding="ascii")
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [binary, "+configfile", str(folder / "v.ini"), "+foreground"], cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + START
        log = folder / "v.log"
        while not (log.exists() and "Server online" in log.read_text(encoding="utf-8", errors="replace")):
            if time.monotonic() > end or self.process.poll() is not None:
                self.stop()
                raise RuntimeError(log.read_text(encoding="utf-8", errors="replace") if log.exists() else "no log")
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.kill()  # its database is thrown away
        self.process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
