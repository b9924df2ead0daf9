"""Starts the questionnaire: Streamlit on a loopback address, without telemetry or other outside connections."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from regolex.errors import EvaluationError, Problem

FLAGS = (
    "--browser.gatherUsageStats=false",
    "--server.showEmailPrompt=false",  # the first start must not stop and ask for an e-mail address
    "--client.toolbarMode=minimal",
    "--server.fileWatcherType=none",
    "--server.address=127.0.0.1",
)


def command(script: Path, port: int, *, browser: bool) -> list[str]:
    """The command that serves the questionnaire."""
    headless = "false" if browser else "true"
    return [
        sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}",
        f"--server.headless={headless}", *FLAGS,
    ]  # fmt: skip


def serve(script: Path, port: int, *, browser: bool = True) -> int:
    """Serve until stopped; raises EvaluationError if Streamlit is not installed."""
    if find_spec("streamlit") is None:
        raise EvaluationError(
            Problem("E108", "Streamlit is not installed", expected="the extra `app`", hint="pip install 'regolex[app]'")
        )
    try:
        return subprocess.call(command(script, port, browser=browser))
    except KeyboardInterrupt:
        return 0
