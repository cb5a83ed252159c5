"""Where the files of a store's attachments lie, and which paths of rows are believed.

A row's path may have been written by any program, also past the rules of migration 0008. What is not such a path as
this plugin writes is never joined to a folder: on Windows even asking whether a file of another computer is there
tells that computer who asks.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from . import attachment_folder
from .address import Address

REMOVED = "removed"
_ALLOWED = re.compile(r"[-0-9A-Za-z_.]+(/[-0-9A-Za-z_.]+)*")  # as in the trigger attachment_refuse_insert
_PLAIN = re.compile(r"[0-9A-Za-z][-0-9A-Za-z_]{0,63}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # on Windows no names of files


def folder_of(store: Address) -> Path:
    """The folder of a store's attachments; beside a file it is there once the first one is. Raises KmzbError."""
    return attachment_folder.of(store)


def is_plain(path: object) -> bool:
    """Whether a row's path leads to a file below the folder, on every system."""
    if not isinstance(path, str) or not _ALLOWED.fullmatch(path) or len(path) > 255 or ".." in path:
        return False
    parts = path.split("/")
    return parts[0].lower() != REMOVED and not any(part.startswith(".") or _DEVICE.fullmatch(part) for part in parts)


def places(store: Address, path: object, folder: Path | None = None) -> list[Path]:
    """Where the file of a row may lie: among the kept ones, and among those that were removed. None for a path that
    is not believed, or that a link leads out of the folder. Raises OSError where the disk cannot be asked, KmzbError
    where the folder cannot be reached. ``folder``: of the attachments, where it is known already.
    """
    if not is_plain(path):
        return []
    folder = attachment_folder.reached(store) if folder is None else folder
    inside = folder.resolve()
    found = [folder / str(path), folder / REMOVED / str(path)]
    return found if all(inside in place.resolve().parents for place in found) else []


def digest(path: Path) -> str:
    """The SHA-256 of a file, of any size. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(2**20), b""):
            found.update(block)
    return found.hexdigest()


def shelf(report_id: str) -> str:
    """The folder of a report: its id, or a digest where another program gave it one that is no plain name."""
    if _PLAIN.fullmatch(report_id) and report_id.casefold() != REMOVED and not _DEVICE.fullmatch(report_id):
        return report_id
    return hashlib.sha256(report_id.encode("utf-8", "surrogatepass")).hexdigest()[:40]
