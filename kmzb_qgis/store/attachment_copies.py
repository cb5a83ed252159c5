"""The attachments of a store beside its copy: what the copy's rows name, from one store's folder to the other's."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from ..toolbelt.progress import Progress
from . import attachment_folder, attachment_paths
from .address import Address


def named(copy: Path) -> list[tuple[str, bool]]:
    """The paths that a store's rows name, and whether they were removed; none in a store of an older plugin.

    Erased attachments have neither path nor file: nothing of theirs can be missing.
    """
    with closing(sqlite3.connect(copy)) as connection, suppress(sqlite3.OperationalError):  # no such column
        rows = connection.execute("SELECT path, removed_at IS NOT NULL FROM attachment WHERE sha256 <> '' ORDER BY fid")
        return [(path, bool(removed)) for path, removed in rows]
    return []


def copy_files(store: Address, wanted: list[tuple[str, bool]], draft: Path, feedback=None) -> list[str]:
    """Copy the files of a store into a new folder; the paths of those that are missing come back.

    Nothing outside the store's folder is copied, whatever a row or a link says. Raises OSError, Cancelled.
    """
    progress, missing = Progress(feedback), []
    folder = attachment_folder.reached(store) if wanted else Path()
    for number, (path, removed) in enumerate(wanted):
        progress.check()
        places = attachment_paths.places(store, path, folder)
        for source in reversed(places) if removed else places:
            if source.is_file():
                target = draft / source.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
                break
        else:
            missing.append(str(path))
        progress.percent(100 * (number + 1) / len(wanted))
    return missing
