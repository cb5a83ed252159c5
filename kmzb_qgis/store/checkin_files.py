"""Attachments that were added or removed in a working copy: rows through the store's rules, files safe before them."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import attachment_folder, attachment_paths, attachment_writing, attachments, refusals
from .attachments import Attachment
from .checkin_compare import INSIDE, MINE, Conflict
from .checkin_read import FILES, Comparing
from .checkin_replay import NO_RIGHTS
from .store import Store

_PUT = (
    "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at, added_by, name)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_REMOVE = "UPDATE attachment SET removed_at = ?, removed_by = ? WHERE id = ? AND removed_at IS NULL"
_TWIN = "SELECT 1 FROM attachment WHERE report_id = ? AND sha256 = ? AND removed_at IS NULL"


class Files:
    """``entries`` for the record of check-ins; what waits (``conflicts``) and what stays out (``told``)."""

    def __init__(self, copy: Path, store: Store, found: Comparing, dry_run: bool):
        self._copy, self._store, self._found, self._dry = copy, store, found, dry_run
        self.entries: list[tuple] = []
        self.conflicts: list[Conflict] = []
        self.told: list[Conflict] = []
        self._staged: list[tuple[Path, Path]] = []
        self._placed: list[Path] = []
        self._removed: list[str] = []

    def bring(self, missing: set[str], decisions: dict[str, str], progress: Progress) -> int:
        """Bring rows in, and their files under temporary names; returns how many. Not those of ``missing`` reports."""
        rows, count = self._found.copy.execute(FILES).fetchall(), 0
        for number, (*values, new) in enumerate(rows):
            progress.check()
            row = Attachment(*values)
            if row.report_id not in missing:
                count += self._one(row, bool(new), decisions)
            progress.percent(70 + 25 * (number + 1) / len(rows))
        return count

    def place(self) -> None:
        """Give the files their names: the last thing before the rows are committed. Raises OSError."""
        for draft, target in self._staged:
            draft.replace(target)
            self._placed.append(target)
        attachment_writing.keep_names({target.parent for target in self._placed})

    def settle(self) -> None:
        """After the commit: files of removed attachments go to the removed ones; they are found in either place."""
        for path in self._removed:
            with suppress(OSError):
                places = attachment_paths.places(self._store.path, path)
                if len(places) == 2 and places[0].is_file():
                    places[1].parent.mkdir(parents=True, exist_ok=True)
                    places[0].replace(places[1])

    def drop(self) -> None:
        """Nothing came in: take the files away again."""
        attachment_writing.drop([*(draft for draft, _ in self._staged), *self._placed])

    def _one(self, row: Attachment, new: bool, decisions: dict[str, str]) -> int:
        version = int(row.removed_at is not None)
        known = self._found.known("attachment", row.id)
        if known and known[0][0] >= version:
            return 0
        conflict = self._conflict(row, version)
        if not row.sha256:  # erased out there
            return 0
        if row.report_id in self._found.erased_inside and new:
            why = tr(
                "The texts of this report were erased here meanwhile: files added there come in only if you say so."
            )
            waiting = Conflict(**{**vars(conflict), "choices": (MINE, INSIDE), "why": why})
            choice = decisions.get(waiting.key)
            if choice != MINE:
                if choice == INSIDE:
                    self._enter(row, version)
                else:
                    self.conflicts.append(waiting)
                return 0
        try:
            done = self._write(row, new and not known)
        except KmzbError as error:
            self.conflicts.append(Conflict(**{**vars(conflict), "why": error.message}))
            return 0
        except sqlite3.Error as error:
            if getattr(error, "pgcode", "") == NO_RIGHTS:
                why = tr("Refused: {reason}.", reason=reason(error))
            elif isinstance(error, sqlite3.IntegrityError):
                why = refusals.explain(str(error), self._store).message
            else:
                raise
            self.conflicts.append(Conflict(**{**vars(conflict), "why": why}))
            return 0
        self._enter(row, version)
        return int(done)

    def _write(self, row: Attachment, new: bool) -> bool:
        inside, done = self._found.inside, False
        if new:
            if inside.execute(_TWIN, (row.report_id, row.sha256)).fetchone():
                return False  # the very same file was attached here too
            source = attachments.file_of(self._copy, row)
            inside.execute(_PUT, tuple(vars(row).values())[:9])
            self._stage(source, row)
            done = True
        if row.removed_at is not None:
            removed = inside.execute(_REMOVE, (row.removed_at, row.removed_by, row.id)).rowcount
            if removed:
                self._removed.append(row.path)
                done = True
        return done

    def _stage(self, source: Path, row: Attachment) -> None:
        if self._dry:
            return
        folder = attachment_folder.reached(self._store.path)
        target = folder / row.path
        try:
            self._staged.append(
                (attachment_writing.stage(target, source.read_bytes(), self._store.path, folder), target)
            )
        except OSError as error:
            raise attachments._unwritten(row.name, error) from error

    def _enter(self, row: Attachment, version: int) -> None:
        self.entries.append(("attachment", row.id, row.report_id, version, "", version, None, None))

    def _conflict(self, row: Attachment, version: int) -> Conflict:
        by = (row.removed_by or "", row.removed_at) if row.removed_at else (row.added_by or "", row.added_at)
        return Conflict("attachment", row.id, row.report_id, "", there=row.name, there_by=by, versions=(version, 0))
