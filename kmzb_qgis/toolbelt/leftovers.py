"""What a killed run leaves: files and folders under temporary names. They say whose they are, so the next run knows.

A name is ``.<something>.<number of the process>.part``. They hold reports, so they must not lie about for ever.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = re.compile(r"^\.(?P<what>.+)\.(?P<process>\d+)\.part$")
HOUR = 3600


@contextmanager
def draft_folder(parent: Path, name: str):
    """A temporary folder in ``parent``, removed at the end; before it, those are that killed runs left."""
    forget(parent, name)
    with tempfile.TemporaryDirectory(prefix=f".{name}~", suffix=f".{os.getpid()}.part", dir=parent) as folder:
        yield Path(folder)


def part_name(name: str) -> str:
    """The temporary name of a file or folder that this process is making."""
    return f".{name}.{os.getpid()}.part"


def forget(folder: Path, name: str, shared: bool = False) -> None:
    """Remove what dead runs left in a folder under names that begin with ``name``; what cannot be removed stays.

    ``shared``: several computers write there, whose processes cannot be asked for; a day tells that they are over.
    """
    try:
        entries = list(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        found = _NAME.match(entry.name)
        if found is None or not found["what"].startswith(name):
            continue
        if _age(entry) < 24 * HOUR if shared else _lives(int(found["process"]), entry):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            discard(entry)


def discard(path: Path) -> None:
    """Remove a file that was not finished, where it is and can be removed; a write-protected disk refuses even that."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _lives(process: int, entry: Path) -> bool:
    if process == os.getpid():
        return True
    if os.name != "posix":  # elsewhere os.kill ends the process instead of asking for it
        return _age(entry) < HOUR
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    # The number may have been given anew since: nothing here takes a day.
    return _age(entry) < 24 * HOUR


def _age(entry: Path) -> float:
    try:
        return time.time() - entry.lstat().st_mtime
    except OSError:
        return 0.0
