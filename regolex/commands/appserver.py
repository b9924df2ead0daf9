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
from urllib.parse import urlsplit

from regolex.errors import EvaluationError, Problem

FLAGS = (
    "--browser.gatherUsageStats=false",
    "--server.showEmailPrompt=false",  # the first start must not stop and ask for an e-mail address
    "--client.toolbarMode=minimal",
    "--client.showErrorDetails=none",
    "--client.showErrorLinks=false",  # they would lead to a search engine
    "--server.fileWatcherType=none",
    "--server.address=127.0.0.1",
)


def command(script: Path, port: int, *, browser: bool, team: Path | None = None) -> list[str]:
    """The command that serves the questionnaire."""
    headless = "false" if browser and not team else "true"
    return [
        sys.executable, "-m", "regolex.commands.appserver", "run", str(script), f"--server.port={port}",
        f"--server.headless={headless}", *FLAGS, *(_for_team(team) if team else ()),
    ]  # fmt: skip


def _for_team(file: Path) -> list[str]:
    """The settings of Streamlit for a team: where it listens, how it is reached, and where its sign-in is described.

    Raises CaseError C513 for a file that cannot be used.
    """
    from regolex.cases.team import VARIABLE, read

    if find_spec("authlib") is None or find_spec("httpx") is None:
        raise EvaluationError(Problem("E352", "authlib or httpx is not installed", hint="pip install 'regolex[team]'"))
    team = read(file)
    os.environ[VARIABLE] = str(file.resolve())
    if team.database:
        os.environ["REGOLEX_DATABASE"] = team.database
    host = urlsplit(team.address).hostname or ""
    return [f"--secrets.files={file.resolve()}", f"--server.address={team.listen}", f"--browser.serverAddress={host}"]


def serve(script: Path, port: int, *, browser: bool = True, team: Path | None = None) -> int:
    """Serve until stopped, this machine alone or a team; raises EvaluationError if Streamlit is not installed."""
    if find_spec("streamlit") is None:
        raise EvaluationError(
            Problem("E108", "Streamlit is not installed", expected="the extra `app`", hint="pip install 'regolex[app]'")
        )
    started = command(script, port, browser=browser, team=team)
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
