"""Attachments of reports: files beside the store, rows in its table ``attachment``. Rules: migration 0008.

The folder is named after the store's file, ``radom.gpkg.attachments``; a row's path is relative to it, so a store and
its folder are moved and renamed together. A removed file is kept, under ``removed/`` in the same folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import load, warsaw
from ..toolbelt import compat, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import attachment_kinds, pictures, refusals
from .store import Store, open_connection

REMOVED = "removed"
LIMIT = "attachment_max_bytes"  # a row of the table ``setting``
PATIENCE = 0.3  # seconds: a form that reads waits no longer for another program
_PLAIN = re.compile(r"[0-9A-Za-z][-0-9A-Za-z_]{0,63}")
_INSERT = (
    "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at, added_by, name, removed_at,"
    " removed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LISTED = (
    "SELECT id, report_id, path, media_type, size, sha256, added_at, added_by, name, removed_at, removed_by"
    " FROM attachment WHERE report_id = ? AND (removed_at IS NOT NULL) = ? AND sha256 <> '' ORDER BY added_at, fid"
)


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


def folder_of(store: Path) -> Path:
    """The folder of a store's attachments; it is there once the first one is."""
    return store.with_name(f"{store.name}.attachments")


def limit(store: Path) -> int:
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
    return add_prepared(store, report_id, prepare(Path(source), limit(store.path)), who)


def add_prepared(store: Store, report_id: str, file: Prepared, who: str) -> Added:
    """Attach what was prepared. The file takes its name inside the transaction that writes the row, after it is safe
    on the disk: a power cut leaves at most a file that no row names.
    """
    if store.read_only:
        raise KmzbError(tr("The store {path} is open read-only: nothing can be attached.", path=store.path))
    identifier = str(uuid.uuid4())
    path = f"{_shelf(report_id)}/{identifier}.{file.kind.suffix}"
    target = folder_of(store.path) / path
    instant = warsaw.to_text(warsaw.now())
    columns = (file.kind.media_type, len(file.data), file.sha256, instant, who, file.name)
    row = Attachment(identifier, report_id, path, *columns, None, None)
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                also = _twins(connection, row)
                connection.execute(_INSERT, tuple(vars(row).values()))
                _write(target, file.data, store.path)
                connection.execute("COMMIT")
            except BaseException:
                leftovers.discard(target)
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise refusals.explain(str(error), store) from error
    except OSError as error:
        raise KmzbError(
            tr("'{name}' could not be written beside the store: {reason}.", name=file.name, reason=reason(error))
        ) from error
    return Added(row, also)


def listed(store: Path, report_id: str, removed: bool = False) -> list[Attachment]:
    """The attachments of a report, the oldest first; with ``removed`` those that were removed instead.

    Erased ones (their checksum is gone) are not among them. None for a store of an older plugin. Raises KmzbError
    where the store cannot be read.
    """
    try:
        with closing(open_connection(store, read_only=True, patience=PATIENCE)) as connection:
            known = {row[1] for row in connection.execute("PRAGMA table_info(attachment)")}
            if "removed_at" not in known:
                return []
            rows = connection.execute(_LISTED, (report_id, removed)).fetchall()
    except sqlite3.Error as error:
        raise KmzbError(tr("The attachments cannot be read: {reason}.", reason=reason(error))) from error
    return [_row(row) for row in rows]


def file_of(store: Path, attachment: Attachment) -> Path:
    """The file of an attachment, unchanged since it was added. Raises KmzbError where it is missing or another one."""
    folder = folder_of(store)
    for place in (folder / attachment.path, folder / REMOVED / attachment.path):
        try:
            inside = folder.resolve() in place.resolve().parents
            if not inside or not compat.is_file(place):
                continue
            with place.open("rb") as file:
                data = file.read(attachment.size + 1)
        except OSError as error:
            raise KmzbError(
                tr("'{name}' cannot be read: {reason}.", name=attachment.name, reason=reason(error))
            ) from error
        if hashlib.sha256(data).hexdigest() != attachment.sha256:
            raise KmzbError(
                tr(
                    "The file of '{name}' was changed outside the plugin and is not opened: {path}.",
                    name=attachment.name,
                    path=place,
                ),
                code="attachment-changed",
            )
        return place
    raise KmzbError(
        tr(
            "The file of '{name}' is missing: the folder {folder} belongs beside the store.",
            name=attachment.name,
            folder=folder,
        ),
        code="attachment-missing",
    )


def remove(store: Store, identifier: str, who: str) -> None:
    """Mark an attachment as removed; its file is kept in another place. Raises KmzbError."""
    if store.read_only:
        raise KmzbError(tr("The store {path} is open read-only: nothing can be removed.", path=store.path))
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            moved: tuple[Path, Path] | None = None
            try:
                found = connection.execute(
                    "SELECT path FROM attachment WHERE id = ? AND removed_at IS NULL", (identifier,)
                ).fetchone()
                if found is None:
                    raise KmzbError(tr("The attachment was removed already, by somebody else."))
                connection.execute(
                    "UPDATE attachment SET removed_at = ?, removed_by = ? WHERE id = ?",
                    (warsaw.to_text(warsaw.now()), who, identifier),
                )
                place, kept = (folder_of(store.path) / part / found[0] for part in ("", REMOVED))
                if place.exists():  # else the row alone is marked: whoever lost the file should not be stuck with it
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    place.replace(kept)
                    moved = (kept, place)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                if moved is not None:
                    moved[0].replace(moved[1])
                raise
    except sqlite3.Error as error:
        raise refusals.explain(str(error), store) from error
    except OSError as error:
        raise KmzbError(tr("The attachment could not be removed: {reason}.", reason=reason(error))) from error


def _row(values: tuple) -> Attachment:
    row = Attachment(*values)
    return row if row.name else Attachment(**{**vars(row), "name": row.path.rpartition("/")[2]})


def _shelf(report_id: str) -> str:
    """The folder of a report: its id, or a digest where another program gave it one that is no plain name."""
    if _PLAIN.fullmatch(report_id) and report_id.casefold() != REMOVED:
        return report_id
    return hashlib.sha256(report_id.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _twins(connection: sqlite3.Connection, row: Attachment) -> tuple[str, ...]:
    """Numbers of the other reports that have the same file. Raises KmzbError where this one has it."""
    found = connection.execute(
        "SELECT a.report_id, a.name, a.added_at, a.added_by,"
        " coalesce(nullif(trim(r.reference), ''), r.service_id, r.fid)"
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


def _write(target: Path, data: bytes, store: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    leftovers.forget(target.parent, "attachment")
    draft = target.with_name(leftovers.part_name(f"attachment~{target.stem}"))
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(store.stat().st_mode & 0o666)  # who may not read the store may not read this
        draft.replace(target)
    except BaseException:
        leftovers.discard(draft)
        raise
    if os.name == "posix":
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
