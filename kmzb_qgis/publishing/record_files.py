"""The served metadata records as files: ``FOLDER/metadata``, nothing but the records of what is served.

They change with the switch: copied and synced before it, renamed right after it, so each is one whole file at every
instant. A run that is killed between the two leaves the earlier ones until the next run, which begins with ``settle``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from ..geoportal.metadata import FILES
from ..toolbelt.compat import is_file
from .geopackage import sync

KEPT = "metadata"  # in a version's folder


def stage(version_dir: Path, served: Path) -> list[str]:
    """Copy a version's records beside the served ones; returns their names. Raises OSError."""
    if not served.is_dir():
        served.mkdir()
        served.chmod(0o755)  # web server and catalogue read it under accounts of their own
    names = [name for name in FILES if is_file(version_dir / KEPT / name)]
    for name in names:
        part = _part(served, name)
        part.unlink(missing_ok=True)
        shutil.copyfile(version_dir / KEPT / name, part)
        sync(part)
        part.chmod(0o644)
    sync(served)
    return names


def put(served: Path, names: list[str]) -> None:
    """Let the staged records take the place of the served ones; one that this version has not goes."""
    for name in names:
        _part(served, name).replace(served / name)
    for name in FILES:
        if name not in names:
            (served / name).unlink(missing_ok=True)
    sync(served)


def settle(version_dir: Path | None, served: Path) -> None:
    """Bring the served records in step with the version that is served, and remove what a killed run left.

    A folder that an older version of the plugin published has no place for them: it is made with the first record.
    """
    for part in served.glob(".*.part"):
        part.unlink(missing_ok=True)
    if version_dir is None or not version_dir.is_dir():
        return
    for name in FILES:
        kept, shown = version_dir / KEPT / name, served / name
        if (kept.read_bytes() if is_file(kept) else None) != (shown.read_bytes() if is_file(shown) else None):
            put(served, stage(version_dir, served))
            return


def _part(served: Path, name: str) -> Path:
    return served / f".{name}.part"
