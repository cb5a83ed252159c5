"""The files of attachments on their way with a store: those that its rows name, into a folder of the other store's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import attachment_paths, attachment_writing
from .moving_rows import Side

_NAMED = "SELECT path, sha256, removed_at FROM attachment WHERE sha256 <> '' ORDER BY fid"


class Files:
    """``missing``: paths of attachments whose files are not there, after :meth:`copy`.

    Raises KmzbError where the store has attachments and a folder is not known.
    """

    def __init__(self, source: Side, folder: Path | None, target: Path | None):
        self._rows = [tuple(row) for row in source.connection.execute(_NAMED).fetchall()]
        self._from, self._into = folder, target
        self.missing: tuple[str, ...] = ()
        self._made: list[Path] = []
        if self._rows and (folder is None or target is None):
            raise KmzbError(
                tr(
                    "The store has %n attachment(s): say in which folder the database's attachments lie.",
                    n=len(self._rows),
                ),
                code="files",
            )

    def copy(self, progress: Progress) -> None:
        """Copy them; what lies there already as the same file stays. Raises OSError, KmzbError, Cancelled."""
        missing = []
        for number, (path, digest, removed) in enumerate(self._rows):
            progress.check()
            source = self._source(path, removed is not None)
            if source is None:
                missing.append(str(path))
            else:
                self._one(source, self._into / source.relative_to(self._from), digest)
            progress.percent(90 + 9 * (number + 1) / len(self._rows))
        self.missing = tuple(missing)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take the copies away again where anything is raised within."""
        try:
            yield
        except BaseException:
            attachment_writing.drop(self._made)
            raise

    def _source(self, path: object, removed: bool) -> Path | None:
        """The file of a row, kept or removed; nothing outside the folder, whatever a row or a link says."""
        if not attachment_paths.is_plain(path):
            return None
        inside = self._from.resolve()
        places = [self._from / str(path), self._from / attachment_paths.REMOVED / str(path)]
        for place in reversed(places) if removed else places:
            if place.is_file() and inside in place.resolve().parents:
                return place
        return None

    def _one(self, source: Path, target: Path, digest: str) -> None:
        if target.exists():
            if attachment_paths.digest(target) == digest:
                return
            raise KmzbError(tr("{path} exists already, with other content. Nothing was moved.", path=target))
        target.parent.mkdir(parents=True, exist_ok=True)
        self._made.append(target)
        shutil.copy2(source, target)
