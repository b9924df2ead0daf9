"""How a command ends: what it could not do is told with a code on the error stream, and the exit code says so."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper

import typer

from regolex.errors import Problem, RegolexError
from regolex.media import seen

FAILED = 3
_MOST = 100  # problems told at once; a file that is wrong throughout is not read better for more


def ended(run: Callable[[], int]) -> int:
    """Run a command; its exit code, or 3 with the problem told where it could not be carried out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is shown in simpler signs
            stream.reconfigure(errors="regolex")
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        _silence()  # whoever read along has read enough
    except SystemExit as error:  # what rich makes of the same
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        _silence()
    except typer.Abort:
        pass
    except RegolexError as error:
        _tell(error.problems)
    except Exception as error:
        show = getattr(error, "show", None)  # a usage error of the command line itself
        if show is None:
            _tell((unexpected(error),))
        else:
            show()
    return FAILED


def unexpected(error: Exception) -> Problem:
    """The problem of an error that no one foresaw: of the machine, of a package that is missing, or of the code here."""
    if os.environ.get("REGOLEX_TRACE"):
        traceback.print_exception(error)
    if isinstance(error, ImportError) and error.name:
        return Problem("E352", f"{error.name} is not installed", hint="pip install 'regolex[all]'")
    if isinstance(error, OSError):
        where = str(error.filename or "")
        return Problem(
            "E351",
            f"{error.strerror or error}",
            where,
            hint="Free some space or correct the permissions, and run it again.",
        )
    what = f"{type(error).__name__}: {error}"[:500]
    return Problem("E399", what, hint="This is a bug in Regolex. REGOLEX_TRACE=1 shows where; please report it.")


def _tell(problems: tuple[Problem, ...]) -> None:
    with contextlib.suppress(OSError, AttributeError):  # where no one is there to read it
        for problem in problems[:_MOST]:
            print(seen(str(problem), lines=True), file=sys.stderr, end="\n\n")
        if len(problems) > _MOST:
            print(f"{len(problems) - _MOST} more problems are not shown.", file=sys.stderr)
    _silence()


def _silence() -> None:
    """Let nothing that is still to be written fail once more as the process ends."""
    try:
        sys.stdout.flush()
    except (OSError, AttributeError, ValueError):
        with contextlib.suppress(OSError, AttributeError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
