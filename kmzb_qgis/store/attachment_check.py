"""Whether rows and files of attachments belong together: what is missing, changed, or lies there without a row.

Reads only. Files that two rows name, folders that a link leads out of, and half-written files are seen too.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import attachment_folder, attachment_paths
from .address import Address
from .store import open_connection

MISSING, CHANGED, UNREADABLE, PATH, STRAY = STATES = ("missing", "changed", "unreadable", "path", "stray")
_ROWS = (
    "SELECT coalesce(nullif(trim(r.reference), ''), r.service_id || '', r.fid || ''),"
    " a.report_id, a.path, a.name, a.sha256, a.size, a.added_at, a.added_by, a.removed_at"
    " FROM attachment a LEFT JOIN report r ON r.id = a.report_id"
    " WHERE a.sha256 <> '' ORDER BY a.fid"
)


@dataclass(frozen=True)
class Finding:
    """One of ``STATES``. ``report``: the number that people know, or the id of one that is not there; ``place``: below
    the folder of attachments, as the row or the disk has it; ``size`` in bytes; instants as stored.
    """

    state: str
    place: str
    report: str = ""
    name: str = ""
    size: int | None = None
    added_at: str = ""
    added_by: str = ""
    removed: bool = False


@dataclass(frozen=True)
class Checked:
    """How many rows with files were looked at, and what is wrong."""

    rows: int
    findings: tuple[Finding, ...]

    def count(self, state: str) -> int:
        """How many of a state."""
        return sum(finding.state == state for finding in self.findings)


def check(store: Address, feedback=None) -> Checked:
    """Read every file of a store's attachments. Raises KmzbError where the store cannot be read, Cancelled."""
    progress = Progress(feedback)
    rows = _rows(store)
    folder = attachment_folder.reached(store)
    found, known = [], set()
    for number, row in enumerate(rows):
        progress.check()
        finding = _row(store, folder, row, known)
        if finding is not None:
            found.append(finding)
        progress.percent(95 * (number + 1) / len(rows))
    found += _strays(folder, known, progress)
    progress.percent(100)
    return Checked(len(rows), tuple(found))


def words(state: str) -> str:
    """A state for people."""
    return {
        MISSING: tr("file missing"),
        CHANGED: tr("file changed since it was attached"),
        UNREADABLE: tr("file cannot be read"),
        PATH: tr("path leads out of the folder: not looked at"),
        STRAY: tr("file without a row"),
    }[state]


def _rows(store: Address) -> list[tuple]:
    try:
        with closing(open_connection(store, read_only=True)) as connection:
            if "removed_at" not in {row[1] for row in connection.execute("PRAGMA table_info(attachment)")}:
                return []  # of an older plugin, which attached nothing
            return connection.execute(_ROWS).fetchall()
    except sqlite3.Error as error:
        raise KmzbError(tr("The attachments cannot be read: {reason}.", reason=reason(error))) from error


def _row(store: Address, folder: Path, row: tuple, known: set) -> Finding | None:
    number, report, path, name, sha256, size, added_at, added_by, removed_at = row
    shown = str(report if number is None else number)
    size = size if isinstance(size, int) else None
    told = (str(path), shown, str(name or ""), size, str(added_at or ""), str(added_by or ""), removed_at is not None)
    try:
        places = attachment_paths.places(store, path, folder)
        if not places:
            return Finding(PATH, *told)
        place = next((place for place in places if place.is_file()), None)
        if place is None:
            return Finding(MISSING, *told)
        known.add(_identity(place))
        return None if attachment_paths.digest(place) == sha256 else Finding(CHANGED, *told)
    except OSError:
        return Finding(UNREADABLE, *told)


def _identity(place: Path) -> tuple:
    """The same file by whatever name: folders that tell no capital letters know it by several."""
    found = place.stat()
    return (found.st_dev, found.st_ino) if found.st_ino else (str(place).casefold(),)


def _strays(folder: Path, known: set, progress: Progress) -> list[Finding]:
    found = []
    for parent, folders, names in os.walk(folder):  # links to folders are not followed
        progress.check()
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted(names + links):
            place = Path(parent, name)
            try:
                if not place.is_symlink() and _identity(place) in known:
                    continue
                size = place.lstat().st_size
            except OSError:  # gone meanwhile, or not ours to look at
                size = None
            found.append(Finding(STRAY, place.relative_to(folder).as_posix(), name=name, size=size))
    return sorted(found, key=lambda finding: finding.place)
