"""Attachments of reports: files beside the store, rows in its table ``attachment``. Rules: migration 0008.

The folder is named after the store's file, ``radom.gpkg.attachments``; a row's path is relative to it, so a store and
its folder are moved and renamed together. A database names its folder by a setting (``attachment_folder``). A removed
file is kept, under ``removed/`` in the same folder.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..catalogue import load, warsaw
from ..toolbelt import compat
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import attachment_folder, attachment_kinds, attachment_paths, attachment_writing, pictures, refusals
from .address import Address
from .attachment_paths import folder_of
from .store import Store, open_connection

LIMIT = "attachment_max_bytes"  # a row of the table ``setting``
PATIENCE = 0.3  # seconds: a form that reads waits no longer for another program
_INSERT = (
    "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at, added_by, name, removed_at,"
    " removed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LISTED = (
    "SELECT id, report_id, path, media_type, size, sha256, added_at, added_by, name, removed_at, removed_by"
    " FROM attachment WHERE report_id = ? AND removed_at @removed AND sha256 <> '' ORDER BY added_at, fid"
)
_BY = "SELECT added_by FROM attachment WHERE id = ?"
_REMOVED = {False: "IS NULL", True: "IS NOT NULL"}


@dataclass(frozen=True)
class Attachment:
    """A row; instants as stored, ``name`` as the file was called, ``size`` in bytes."""

    id: str
    report_id: str
    path: str
    media_type: str
    size: int
    sha256: str
    added_at: str
    added_by: str
    name: str
    removed_at: str | None
    removed_by: str | None

    @property
    def kind(self) -> attachment_kinds.Kind | None:
        """What the store took it for; None for what another program wrote."""
        return attachment_kinds.KINDS.get(self.media_type)


@dataclass(frozen=True)
class Prepared:
    """A file that was read and judged, and waits to be attached."""

    name: str
    data: bytes
    kind: attachment_kinds.Kind
    sha256: str


@dataclass(frozen=True)
class Added:
    """What was attached, and the numbers of other reports that have the very same file."""

    attachment: Attachment
    also_in: tuple[str, ...]


def limit(store: Address) -> int:
    """The most bytes of an attachment of a store: its setting, else the catalogue's."""
    most = int(load().rules[LIMIT])
    with suppress(sqlite3.Error, TypeError, ValueError), closing(open_connection(store, read_only=True)) as connection:
        row = connection.execute("SELECT value FROM setting WHERE name = ?", (LIMIT,)).fetchone()
        most = int(row[0]) if row else most
    return most


def prepare(source: Path, most: int) -> Prepared:
    """Read and judge a file of at most ``most`` bytes. Raises KmzbError that says why it is not taken."""
    try:
        if not compat.is_file(source):
            raise KmzbError(tr("'{name}' is not a file: it was not attached.", name=source.name))
        with source.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise KmzbError(tr("'{name}' cannot be read: {reason}.", name=source.name, reason=reason(error))) from error
    if len(data) > most:
        size = f"{most / 1024 / 1024:.3g}"
        raise KmzbError(
            tr("'{name}' was not attached: it is larger than {size} MB.", name=source.name, size=size),
            code=attachment_kinds.CODE,
        )
    kind = attachment_kinds.judge(data, source.name)
    if kind.picture:
        pictures.check(data, source.name)
    return Prepared(source.name, data, kind, hashlib.sha256(data).hexdigest())


def add(store: Store, report_id: str, source: str | os.PathLike, who: str) -> Added:
    """Attach a copy of a file to a report. Raises KmzbError; then nothing has changed."""
    return add_all(store, [report_id], [source], who)[0]


def add_prepared(store: Store, report_id: str, file: Prepared, who: str) -> Added:
    """Attach what was prepared. Raises KmzbError; then nothing has changed."""
    return _add(store, [report_id], [file], who, Progress())[0]


def add_all(store: Store, report_ids: list[str], sources: list, who: str, feedback=None) -> list[Added]:
    """Attach copies of files to reports, each to each, all or none. Raises KmzbError, Cancelled."""
    most = limit(store.path)
    return _add(store, report_ids, [Path(source) for source in sources], who, Progress(feedback), most)


def _add(store: Store, report_ids: list[str], files: list, who: str, progress: Progress, most: int = 0) -> list[Added]:
    """Files that were prepared, or paths of at most ``most`` bytes each. They are safe on the disk before the
    transaction that writes their rows and gives them their names: a power cut leaves at most files that no row names.
    """
    if store.read_only:
        raise KmzbError(tr("The store {path} is open read-only: nothing can be attached.", path=store.path))
    staged: list[tuple[Attachment, Path, Path]] = []
    try:
        for number, file in enumerate(files):
            progress.check()
            file = prepare(file, most) if isinstance(file, Path) else file
            for report_id in report_ids:
                staged.append(_stage(store, report_id, file, who))
            progress.percent(90 * (number + 1) / len(files))
        return _enter(store, staged, progress)
    except BaseException:
        attachment_writing.drop([draft for _, draft, _ in staged])
        raise


def _stage(store: Store, report_id: str, file: Prepared, who: str) -> tuple[Attachment, Path, Path]:
    identifier = str(uuid.uuid4())
    path = f"{attachment_paths.shelf(report_id)}/{identifier}.{file.kind.suffix}"
    folder = attachment_folder.reached(store.path)
    columns = (file.kind.media_type, len(file.data), file.sha256, warsaw.to_text(warsaw.now()), who, file.name)
    target = folder / path
    try:
        draft = attachment_writing.stage(target, file.data, store.path, folder)
    except OSError as error:
        raise _unwritten(file.name, error) from error
    return Attachment(identifier, report_id, path, *columns, None, None), draft, target


def _enter(store: Store, staged: list[tuple[Attachment, Path, Path]], progress: Progress) -> list[Added]:
    added, named = [], []
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for row, draft, target in staged:
                    progress.check()
                    also = _twins(connection, row)
                    connection.execute(_INSERT, tuple(vars(row).values()))
                    (who,) = connection.execute(_BY, (row.id,)).fetchone()  # a database writes its log-in
                    named.append(target)
                    draft.replace(target)
                    added.append(Added(replace(row, added_by=who), also))
                attachment_writing.keep_names({target.parent for target in named})
                connection.execute("COMMIT")
            except BaseException:
                attachment_writing.drop(named)
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise refusals.explain(error, store) from error
    except OSError as error:
        raise _unwritten(staged[len(named) - 1][0].name if named else "", error) from error
    return added


def _unwritten(name: str, error: OSError) -> KmzbError:
    return KmzbError(tr("'{name}' could not be written beside the store: {reason}.", name=name, reason=reason(error)))


def listed(store: Address, report_id: str, removed: bool = False) -> list[Attachment]:
    """The attachments of a report, the oldest first; with ``removed`` those that were removed instead.

    Erased ones (their checksum is gone) are not among them. None for a store of an older plugin. Raises KmzbError
    where the store cannot be read.
    """
    try:
        with closing(open_connection(store, read_only=True, patience=PATIENCE)) as connection:
            known = {row[1] for row in connection.execute("PRAGMA table_info(attachment)")}
            if "removed_at" not in known:
                return []
            rows = connection.execute(_LISTED.replace("@removed", _REMOVED[removed]), (report_id,)).fetchall()
    except sqlite3.Error as error:
        raise KmzbError(tr("The attachments cannot be read: {reason}.", reason=reason(error))) from error
    return [_row(row) for row in rows]


def file_of(store: Address, attachment: Attachment) -> Path:
    """The file of an attachment, unchanged since it was added. Raises KmzbError where it is missing or another one."""
    if not attachment.sha256:
        raise KmzbError(tr("The attachment was erased."), code="attachment-erased")
    try:
        place = next(filter(compat.is_file, attachment_paths.places(store, attachment.path)), None)
        digest = attachment_paths.digest(place) if place is not None else ""
    except OSError as error:
        raise KmzbError(tr("'{name}' cannot be read: {reason}.", name=attachment.name, reason=reason(error))) from error
    if place is None:
        raise KmzbError(
            tr(
                "The file of '{name}' is missing: the folder {folder} belongs beside the store.",
                name=attachment.name,
                folder=folder_of(store),
            ),
            code="attachment-missing",
        )
    if digest != attachment.sha256:
        raise KmzbError(
            tr(
                "The file of '{name}' was changed outside the plugin and is not opened: {path}.",
                name=attachment.name,
                path=place,
            ),
            code="attachment-changed",
        )
    return place


def remove(store: Store, identifier: str, who: str) -> None:
    """Mark an attachment as removed; its file is kept in another place. Raises KmzbError; then it is where it was."""
    if store.read_only:
        raise KmzbError(tr("The store {path} is open read-only: nothing can be removed.", path=store.path))
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            moved: tuple[Path, Path] | None = None
            try:
                marked = connection.execute(
                    "UPDATE attachment SET removed_at = ?, removed_by = ? WHERE id = ? AND removed_at IS NULL",
                    (warsaw.to_text(warsaw.now()), who, identifier),
                )
                if not marked.rowcount:
                    raise KmzbError(tr("The attachment was removed already, by somebody else."))
                found = connection.execute("SELECT path FROM attachment WHERE id = ?", (identifier,)).fetchone()
                places = attachment_paths.places(store.path, found[0])
                # Else the row alone is marked: whoever lost the file should not be stuck with it.
                if len(places) == 2 and places[0].is_file():
                    places[1].parent.mkdir(parents=True, exist_ok=True)
                    places[0].replace(places[1])
                    moved = (places[1], places[0])
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                if moved is not None:
                    moved[0].replace(moved[1])
                raise
    except sqlite3.Error as error:
        raise refusals.explain(error, store) from error
    except OSError as error:
        raise KmzbError(tr("The attachment could not be removed: {reason}.", reason=reason(error))) from error


def _row(values: tuple) -> Attachment:
    row = Attachment(*values)
    return row if row.name else Attachment(**{**vars(row), "name": row.path.rpartition("/")[2]})


def _twins(connection: sqlite3.Connection, row: Attachment) -> tuple[str, ...]:
    """Numbers of the other reports that have the same file. Raises KmzbError where this one has it."""
    found = connection.execute(
        "SELECT a.report_id, a.name, a.added_at, a.added_by,"
        " coalesce(nullif(trim(r.reference), ''), r.service_id || '', r.fid || '')"
        " FROM attachment a LEFT JOIN report r ON r.id = a.report_id WHERE a.sha256 = ? AND a.removed_at IS NULL",
        (row.sha256,),
    ).fetchall()
    for report, name, instant, who, _ in found:
        if report == row.report_id:
            raise KmzbError(
                tr(
                    "'{name}' is attached to this report already: '{other}', {when}, {who}.",
                    name=row.name,
                    other=name or "?",
                    when=warsaw.shown(warsaw.from_text(instant)),
                    who=who or tr("unknown person"),
                ),
                code="attachment-twice",
            )
    return tuple(sorted({str(number) for *_, number in found if number is not None}))
