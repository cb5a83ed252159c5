"""A whole store into the other engine, or into another file: all of it, checked by counts and fingerprints.

One transaction on each side: the source is read in one state of it, the target is whole or not there. What does not
move, and why, stands in ``moving_rows.LEFT``; meaning and limits: docs/moving.md.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt import leftovers
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import address, attachment_folder, lifecycle, moving_files, moving_into, moving_rows, refusals, sheet_files
from .moving_rows import Digest, Side
from .store import Store, open_connection

MOVED = lifecycle.MOVED
_NAME_FOLDER = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


@dataclass(frozen=True)
class Moved:
    """A store that arrived. ``tables``: name, rows, fingerprint; ``missing``: attachments without a file."""

    store: Store
    tables: tuple[tuple[str, int, str], ...]
    missing: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return sum(count for _, count, _ in self.tables)


def move(
    source: Store, target: str | os.PathLike | address.Service, files: Path | None = None, finish=None, feedback=None
) -> Moved:
    """Copy a store to where there is none yet: a new GeoPackage, or a database with no store, or with an empty one.

    ``files``: the folder of a database's attachments; those of a file lie beside it. ``finish(store)`` is called of a
    GeoPackage before it gets its name. Raises KmzbError, Cancelled; then there is no target, and a database is as it
    was. The source is only read.
    """
    progress, place = Progress(feedback), address.parse(target)
    if source.schema < lifecycle.migrations.latest():
        raise KmzbError(
            tr("The store {path} is of an older version: open it once for writing, then move it.", path=source.path),
            code="store-older",
        )
    try:
        if isinstance(place, address.Service):
            return _into_database(source, place, files, progress)
        return _into_file(source, place, files, finish, progress)
    except sqlite3.Error as error:
        raise refusals.told(error, Store(place, source.schema), progress) from error
    except OSError as error:
        raise KmzbError(
            tr("The store {path} cannot be written: {reason}.", path=place, reason=reason(error)), code="store-write"
        ) from error
    except Cancelled:
        raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled") from None


def mark(source: Store, target: object) -> None:
    """Write into a store that it was moved: from then on it opens read-only and says where to. Raises KmzbError."""
    words = " ".join((warsaw.to_text(warsaw.now()), str(target)))
    try:
        with source.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM setting WHERE name = ?", (MOVED,))
            connection.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (MOVED, words))
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise refusals.explain(error) from error


def _into_file(source: Store, target: Path, files: Path | None, finish, progress: Progress) -> Moved:
    lifecycle.check_free(target)
    with leftovers.draft_folder(target.parent, lifecycle.DRAFT) as folder:
        draft, own = folder / "store.gpkg", folder / "attachments"
        made = lifecycle.create_store(draft)
        with _reading(source) as there, closing(open_connection(draft)) as connection:
            into = moving_into.IntoFile(Side(connection, target.parent))
            copied = moving_files.Files(there, _folder(source, files), own)
            tables = _move(there, into, progress)
            into.count_cells()
            copied.copy(progress)
        if finish is not None:
            finish(made)
        lifecycle.place(draft, own, target)
    progress.percent(100)
    return Moved(lifecycle.open_store(target), tables, copied.missing)


def _into_database(source: Store, target: address.Service, files: Path | None, progress: Progress) -> Moved:
    from .postgres import lifecycle as postgres  # psycopg2 only where it is needed

    with postgres.making(target) as connection:
        if connection.execute("SELECT 1 FROM report LIMIT 1").fetchone():
            raise KmzbError(
                tr("The store {path} holds reports already. Move into an empty one.", path=target), code="store-exists"
            )
        files = files or _stated(connection)
        with _reading(source) as there:
            copied = moving_files.Files(there, _folder(source, None), files)
            tables = _move(there, moving_into.IntoDatabase(Side(connection, files, True)), progress)
            with copied.undone():
                copied.copy(progress)
                if files is not None:
                    connection.execute(_NAME_FOLDER, (attachment_folder.SETTING, str(files)))
                connection.execute("SELECT 1")  # the last word before the commit: the server is still there
    progress.percent(100)
    return Moved(lifecycle.open_store(target), tables, copied.missing)


def _folder(source: Store, files: Path | None) -> Path | None:
    """Where a store's attachments lie; None: nobody has said."""
    if not isinstance(source.path, address.Service):
        return attachment_folder.of(source.path)
    stated = attachment_folder.stated(source.path)
    return files or (Path(stated) if stated else None)


def _stated(connection) -> Path | None:
    """The folder that an empty store in a database has been given already."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (attachment_folder.SETTING,)).fetchone()
    return Path(row[0]) if row and row[0].strip() else None


@contextmanager
def _reading(source: Store) -> Iterator[Side]:
    """The source in one state of it."""
    with source.connect() as connection:
        connection.execute("BEGIN")
        try:
            yield Side(connection, sheet_files.base(source.path), isinstance(source.path, address.Service))
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _move(there: Side, into, progress: Progress) -> tuple[tuple[str, int, str], ...]:
    """Rows of all tables, then the same tables read back. Ends the target's transaction where it is a file's."""
    here, found = into.side, []
    whole = max(1, sum(there.count(table) for table in moving_rows.TABLES if there.has(table)))
    own = not here.connection.in_transaction
    if own:
        here.connection.execute("BEGIN IMMEDIATE")
    try:
        into.open()
        moving_into.empty(here, [table for table in moving_rows.TABLES if here.has(table)])
        done = 0
        for table in (table for table in moving_rows.TABLES if there.has(table)):
            one = _Table(table, there, here)
            for rows in one.pages():
                progress.check()
                into.put(table, one.columns, rows, one.instants)
                done += len(rows)
                progress.percent(70 * done / whole)
            found.append(one)
        into.close(moving_into.last_numbers(there))
        done = 0
        for one in found:
            progress.check()
            one.compare()
            done += one.digest.count
            progress.percent(70 + 20 * done / whole)
        if own:
            here.connection.execute("COMMIT")
    except BaseException:
        if own and here.connection.in_transaction:
            here.connection.execute("ROLLBACK")
        raise
    return tuple((one.name, one.digest.count, one.digest.text) for one in found)


class _Table:
    """One table on its way: what left is reckoned up, what arrived is held against it."""

    def __init__(self, name: str, there: Side, here: Side):
        self.name, self._there, self._here = name, there, here
        if not here.has(name):
            raise _lost(name, there.count(name), 0)
        known = set(here.columns(name))
        self.columns = [column for column in there.columns(name) if column in known]
        lost = [column for column in there.columns(name) if column not in known]
        if lost:
            raise KmzbError(tr("The target has no place for {what}. Nothing was moved.", what=f"{name}.{lost[0]}"))
        self.instants = moving_rows.instants(there.connection, name) | moving_rows.instants(here.connection, name)
        self.digest = Digest(self.columns, self.instants)
        self._translated = moving_rows.translator(name, self.columns, there, here)

    def pages(self) -> Iterator[list[tuple]]:
        """Rows to be written, thousands at a time."""
        for rows in self._there.pages(self.name, self.columns):
            rows = self._translated(rows)
            self.digest.add(rows)
            yield rows

    def compare(self) -> None:
        """Read the target back. Raises KmzbError where it holds anything else."""
        arrived = Digest(self.columns, self.instants)
        for rows in self._here.pages(self.name, self.columns):
            arrived.add(rows if self.name != "setting" else self._translated(rows))
        if (arrived.count, arrived.text) != (self.digest.count, self.digest.text):
            raise _lost(self.name, self.digest.count, arrived.count)


def _lost(table: str, left: int, arrived: int) -> KmzbError:
    return KmzbError(
        tr(
            "The table {table} did not arrive as it was ({left} rows left, {arrived} arrived). Nothing was moved.",
            table=table,
            left=left,
            arrived=arrived,
        ),
        code="move",
    )
