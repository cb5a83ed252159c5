"""Files of attachments written beside a store: safe on the disk under a temporary name, before they get their own."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..toolbelt import leftovers
from . import attachment_folder
from .address import Address, Service

PART = "attachment"  # begins the temporary names


def stage(target: Path, data: bytes, store: Address, folder: Path | None = None) -> Path:
    """Write what is to become ``target`` under a temporary name; returns it. Raises OSError; nothing is left then.

    Who may not read the store, or of a database the ``folder`` of its attachments, may not read the file. Raises
    KmzbError where that folder is not given and cannot be reached.
    """
    team = isinstance(store, Service)
    if team and folder is None:
        folder = attachment_folder.reached(store)
    leftovers.forget(target.parent, PART, shared=team)
    draft = target.with_name(leftovers.part_name(f"{PART}~{target.stem}"))
    try:
        with _opened(draft) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod((folder if team else store).stat().st_mode & 0o666)
    except BaseException:
        leftovers.discard(draft)
        raise
    return draft


def _opened(draft: Path):
    """A new file; its folder is made. Another window's failed job may just be taking the empty folder away."""
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        return draft.open("xb")
    except FileNotFoundError:
        draft.parent.mkdir(parents=True, exist_ok=True)
        return draft.open("xb")


def keep_names(folders: set[Path]) -> None:
    """Have the new names in these folders on the disk too. Raises OSError."""
    for folder in folders if os.name == "posix" else ():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def drop(files: list[Path]) -> None:
    """Remove files of a job that failed, and the folders that are empty then."""
    for file in files:
        leftovers.discard(file)
    for folder in {file.parent for file in files}:
        with suppress(OSError):  # others have files in it
            folder.rmdir()
