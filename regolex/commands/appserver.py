"""Starts the questionnaire: Streamlit on a loopback address, with everything that talks to elsewhere switched off.

``python -m regolex.commands.appserver`` is Streamlit's command without the look-ups of this machine's addresses: a page of
someone else's that knocks at the port would make it ask a service abroad for them.
"""

from __future__ import annotations

import os
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
        sys.executable, "-m", "regolex.commands.appserver", "run", str(script), f"--server.port={port}",
        f"--server.headless={headless}", *FLAGS,
    ]  # fmt: skip


def serve(script: Path, port: int, *, browser: bool = True) -> int:
    """Serve until stopped; raises EvaluationError if Streamlit is not installed."""
    if find_spec("streamlit") is None:
        raise EvaluationError(
            Problem("E108", "Streamlit is not installed", expected="the extra `app`", hint="pip install 'regolex[app]'")
        )
    started = command(script, port, browser=browser)
    if os.name == "posix":  # the server takes the place of this process, so that what ends the one ends the other
        sys.stdout.flush()
        os.execv(started[0], started)
    try:
        return subprocess.call(started)
    except KeyboardInterrupt:
        return 0


def quiet() -> None:
    """Let Streamlit look up no address of this machine: the page is served to this machine alone."""
    from streamlit import net_util

    net_util.get_external_ip = net_util.get_internal_ip = lambda: None


def main() -> None:
    """Streamlit's own command, made quiet."""
    from streamlit.web import cli

    quiet()
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
