"""Writing files: whole or not at all, and a coded problem where it cannot be done."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from regolex.errors import EvaluationError, Problem


def write(path: Path, content: str | bytes) -> None:
    """Write a file in one piece: a reader finds the old one or the new one, and never half of one.

    What is not a plain file (a device, a pipe) is written to as it is. Raises EvaluationError E353 where that cannot be done.
    """
    body = content.encode("utf-8", "regolex") if isinstance(content, str) else content
    try:
        replace(path, body)
    except OSError as error:
        raise EvaluationError(
            Problem(
                "E353", f"the file cannot be written: {error.strerror or error}", str(path), expected="a writable file",
                hint="Nothing was written, and an existing file is unchanged. Choose another file or free some space.",
            )
        ) from None  # fmt: skip


def folder_for(path: Path) -> Path:
    """A folder to write into, made if it is not there. Raises EvaluationError E353 where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(
            Problem(
                "E353", f"the folder cannot be made: {error.strerror or error}", str(path), expected="a folder to write into",
                hint="Nothing was written. Choose another folder.",
            )
        ) from None  # fmt: skip
    return path


def replace(path: Path, body: bytes) -> None:
    """Put bytes in place of a file in one step; raises OSError, and then nothing has changed and nothing is left over."""
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    if mode is not None and not stat.S_ISREG(mode):
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "Is a directory")
        with target.open("wb") as file:
            file.write(body)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def is_plain(path: Path, under: Path | None = None) -> bool:
    """Whether a path is a plain file: no folder, device or pipe; with ``under``, one that lies in that folder itself."""
    try:
        real = path.resolve(strict=True)
        return stat.S_ISREG(real.stat().st_mode) and (under is None or real.is_relative_to(under.resolve()))
    except (OSError, RuntimeError, ValueError):  # a circle of links is a RuntimeError
        return False


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
