"""The attachments of a store beside its copy: what the copy's rows name, from one store's folder to the other's."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..toolbelt.progress import Progress
from . import attachments


def named(copy: Path) -> list[tuple[str, bool]]:
    """The paths that a store's rows name, and whether they were removed; none in a store of an older plugin."""
    with closing(sqlite3.connect(copy)) as connection, suppress(sqlite3.OperationalError):  # no such column
        rows = connection.execute("SELECT path, removed_at IS NOT NULL FROM attachment ORDER BY fid")
        return [(path, bool(removed)) for path, removed in rows]
    return []


def copy_files(store: Path, wanted: list[tuple[str, bool]], draft: Path, feedback=None) -> list[str]:
    """Copy the files of a store into a new folder; the paths of those that are missing come back.

    Nothing outside the store's folder is copied, whatever a row or a link says. Raises OSError, Cancelled.
    """
    folder, progress, missing = attachments.folder_of(store), Progress(feedback), []
    inside = folder.resolve()
    for number, (path, removed) in enumerate(wanted):
        progress.check()
        places = [Path(path), Path(attachments.REMOVED) / path]
        for part in reversed(places) if removed else places:
            source = folder / part
            if inside in source.resolve().parents and source.is_file():
                target = draft / part
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
                break
        else:
            missing.append(path)
        progress.percent(100 * (number + 1) / len(wanted))
    return missing
