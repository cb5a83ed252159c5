"""Attachments in a report's history: which came and went, by whom and when. Imports no QGIS.

The table of attachments keeps both facts for good; an erasure takes a row's name, and says that it did.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..store.store import open_connection
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .history import PATIENCE, wall

ADDED, REMOVED, ERASED = "added", "removed", "erased"
_ROWS = (
    "SELECT a.name, a.added_at, a.added_by, a.removed_at, a.removed_by, a.sha256 = '', EXISTS (SELECT 1 FROM erasure e"
    " WHERE e.report_id = a.report_id AND e.erased_at = a.removed_at) FROM attachment a"
    " WHERE a.report_id = (SELECT id FROM report WHERE fid = ?) ORDER BY a.fid"
)


@dataclass(frozen=True)
class FileStep:
    """``what`` is added, removed or erased; ``instant`` as stored, ``when`` Warsaw's; ``name`` '' once it is erased."""

    what: str
    instant: str
    when: str
    who: str
    name: str


def read(path: Path, fid: int) -> list[FileStep]:
    """What happened to the attachments of the report with this ``fid``, the newest first; none in older stores.

    Waits for no lock, as forms read it. Raises KmzbError where the store cannot be read.
    """
    try:
        with closing(open_connection(path, read_only=True, patience=PATIENCE)) as connection:
            if not connection.execute("PRAGMA table_info(erasure)").fetchall():
                return []  # of an older plugin, which attached nothing
            rows = connection.execute(_ROWS, (fid,)).fetchall()
    except sqlite3.Error as error:
        raise KmzbError(tr("The history cannot be read: {reason}.", reason=reason(error))) from error
    found = []
    for name, added_at, added_by, removed_at, removed_by, erased, with_erasure in rows:
        found.append(_step(ADDED, added_at, added_by, name))
        if removed_at:
            found.append(_step(ERASED if erased and with_erasure else REMOVED, removed_at, removed_by, name))
    return sorted(found, key=lambda step: step.instant, reverse=True)


def _step(what: str, instant, who, name) -> FileStep:
    return FileStep(what, str(instant or ""), wall(str(instant or "")), str(who or ""), str(name or ""))
