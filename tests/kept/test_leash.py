"""A run of the tests that is killed leaves no server behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from tests.postgres import programs, without

ROOT = Path(__file__).resolve().parents[2]
STARTS = """
import sys
from tests.postgres import Server
server = Server()
print(server.process.pid, server.folder, flush=True)
sys.stdin.read()
"""


def test_a_database_server_ends_when_the_tests_that_started_it_are_killed() -> None:
    if programs() is None or not shutil.which("setpriv"):
        without("PostgreSQL or setpriv of util-linux is not installed")
    run = subprocess.Popen(
        [sys.executable, "-c", STARTS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    pid, _, folder = run.stdout.readline().strip().partition(" ")
    server = psutil.Process(int(pid))
    family = [server, *server.children(recursive=True)]
    assert server.name() == "postgres"
    run.kill()
    run.wait()
    try:
        _, alive = psutil.wait_procs(family, timeout=30)
        assert alive == []
    finally:
        shutil.rmtree(folder, ignore_errors=True)
