"""Putting a finished version in the place of the served one: data first, under a new name, then the pinned project.

The project is replaced by a rename, so at every instant ``public/kmzb.qgs`` is one whole project whose data file lies
beside it; a kill between two steps leaves the old publication served. Never a symbolic link: a running QGIS Server goes
on serving the old rows behind one.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from ..toolbelt.progress import Progress
from . import record_files
from .folder import PROJECT, Folder, data_name
from .geopackage import sync

GRACE_S = 2.0  # a request that has read the old project may still have to open the old data


def switch(folder: Folder, version: str, progress: Progress, grace_s: float | None = None) -> None:
    """Serve a finished version. Cancel is heeded until the rename, not after it; ``grace_s`` in seconds."""
    source = folder.version_dir(version)
    name = data_name(version)
    _copy(source / name, folder.public / name, 0o444)
    _copy(source / PROJECT, folder.public / ".kmzb-project.part", 0o644)
    sync(folder.public)
    records = record_files.stage(source, folder.records)
    progress.check()
    before = folder.served()
    (folder.public / ".kmzb-project.part").replace(folder.project)
    sync(folder.public)
    record_files.put(folder.records, records)
    if before and before != version:
        time.sleep(GRACE_S if grace_s is None else grace_s)
    folder.clean_public(version)


def _copy(source: Path, target: Path, mode: int) -> None:
    part = target.with_name(target.name + ".part") if not target.name.endswith(".part") else target
    part.unlink(missing_ok=True)
    shutil.copyfile(source, part)
    sync(part)
    part.chmod(mode)
    if part != target:
        part.replace(target)
