"""Making a store and opening one: refusals in one sentence each, migration after a backup."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from osgeo import gdal, osr

from ..catalogue import load, warsaw
from ..toolbelt import compat, gdal_errors, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import address, attachment_copies, attachments, copies, functions, migrations, seeds
from .store import Store, open_connection

GPKG_ID = 0x47504B47
MOVED = "store.moved"  # a row of the table ``setting`` of a store that was moved: when, and where to
DRAFT = "kmzb-store"  # begins the names of temporary folders beside a store


def create_store(path: str | os.PathLike | address.Service) -> Store:
    """Make an empty store with its lists. Raises KmzbError where the file exists or its folder cannot be written.

    The file appears whole or not at all; so does a store in a database, which must exist.
    """
    place = address.parse(path)
    if isinstance(place, address.Service):
        from .postgres import lifecycle as postgres

        return postgres.create(place)
    return _create(place, migrations.latest())


def _create(path: Path, schema: int) -> Store:
    if path.suffix.lower() != ".gpkg":
        raise KmzbError(tr("A store is a GeoPackage: {path} must end in .gpkg.", path=path), code="store-name")
    try:
        if path.exists() or path.is_symlink():
            raise KmzbError(
                tr("{path} exists already. Choose another name, or open it as a store.", path=path), code="store-exists"
            )
        if not path.parent.is_dir():
            raise KmzbError(tr("The folder {folder} does not exist.", folder=path.parent), code="store-folder")
        with leftovers.draft_folder(path.parent, DRAFT) as folder:
            draft = folder / "store.gpkg"
            _build(draft, schema)
            with closing(open_connection(draft)) as connection:
                copies.write_note(connection, draft, path)
            _publish(draft, path)
    except (OSError, sqlite3.Error) as error:
        raise KmzbError(
            tr("The store {path} cannot be written: {reason}.", path=path, reason=reason(error)),
            code="store-write",
        ) from error
    return Store(path, schema)


def _build(path: Path, schema: int) -> None:
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(functions.SRS)
    with gdal_errors.raised():
        empty = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
        del empty  # closes it: GDAL has no other way
    with closing(open_connection(path)) as connection:
        connection.execute(
            "INSERT OR IGNORE INTO gpkg_spatial_ref_sys"
            " (srs_name, srs_id, organization, organization_coordsys_id, definition) VALUES (?, ?, 'EPSG', ?, ?)",
            (reference.GetName(), functions.SRS, functions.SRS, reference.ExportToWkt()),
        )
        migrations.run(connection, 0, schema)
    with gdal_errors.raised():
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
        for table in ("report", "unit") if dataset is not None else ():
            result = dataset.ExecuteSQL(f"SELECT CreateSpatialIndex('{table}', 'geom')")
            if result is not None:
                dataset.ReleaseResultSet(result)
        del dataset


def _publish(draft: Path, path: Path) -> None:
    try:
        _name(draft, path)
    except FileExistsError as error:
        raise KmzbError(tr("{path} exists already. Choose another name, or open it as a store.", path=path)) from error


def _name(draft: Path, path: Path) -> None:
    """Give a finished file its name. Raises FileExistsError where that was taken meanwhile."""
    try:
        os.link(draft, path)  # os.replace would overwrite the other file
    except FileExistsError:
        raise
    except OSError:
        draft.replace(path)  # some network drives know no hard links


def open_store(path: str | os.PathLike | address.Service, read_only: bool = False, migrate: bool = True) -> Store:
    """Open a store; an older one is migrated after a backup copy, a newer one opens read-only with a notice.

    With ``migrate`` False an older one opens as it is. Raises KmzbError where the file is missing, cannot be read, is
    no GeoPackage, no store, or cannot be migrated.
    """
    path = address.parse(path)
    if isinstance(path, address.Service):
        from .postgres import lifecycle as postgres

        return postgres.opened(path, read_only, migrate)
    try:
        if not compat.is_file(path):
            raise KmzbError(tr("There is no store at {path}.", path=path), code="store-missing")
        # SQLite does not say why it cannot open a file. Asked without opening it: closing it again would take away
        # the locks that other connections of this process hold.
        if not os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _unreadable(path, error) from error
    had_log = copies.has_log(path)
    found = _schema_of(path)
    suspicion = _suspicion(path, had_log)
    if migrate and not read_only:
        copies.settle(path, bool(suspicion))
    store = _opened(path, found, read_only, migrate)
    if migrate and not store.read_only:
        copies.note(path)
    return replace(store, notice=f"{store.notice} {suspicion}".strip()) if suspicion else store


def _opened(path: Path, found: int, read_only: bool, migrate: bool) -> Store:
    latest = migrations.latest()
    if found > latest:
        notice = tr(
            "The store {path} was made by a newer version of the plugin and is opened read-only. Update the plugin.",
            path=path,
        )
        return Store(path, found, True, notice)
    moved = moved_notice(path)
    if moved:
        return Store(path, found, True, moved)
    if found < latest and migrate and not read_only:
        return _migrate(path, latest)
    if read_only or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        notice = "" if read_only else tr("The store {path} is write-protected and is opened read-only.", path=path)
        return Store(path, found, True, notice)
    leftovers.forget(path.parent, DRAFT)
    if migrate:
        _follow_settings(path)
    return Store(path, found)


def moved_notice(path: address.Address) -> str:
    """The sentence for a store that was moved and marked so; nothing for another."""
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            row = connection.execute("SELECT value FROM setting WHERE name = ?", (MOVED,)).fetchone()
    except sqlite3.Error:
        return ""  # an old or a spoilt one: what is wrong with it is told elsewhere
    if row is None:
        return ""
    instant, _, place = str(row[0]).partition(" ")
    return tr("The store was moved to {place} ({when}) and is opened read-only.", place=place, when=_day(instant))


def _day(instant: str) -> str:
    try:
        return warsaw.shown(warsaw.from_text(instant))
    except ValueError:
        return instant


def check_free(target: Path) -> None:
    """Refuse the name of a store that cannot be made: another ending, a file or attachments that are there. Raises
    KmzbError."""
    if target.suffix.lower() != ".gpkg":
        raise KmzbError(tr("A store is a GeoPackage: {path} must end in .gpkg.", path=target), code="store-name")
    if not target.parent.is_dir():
        raise KmzbError(tr("The folder {folder} does not exist.", folder=target.parent), code="store-folder")
    for path in (target, attachments.folder_of(target)):
        if path.exists() or path.is_symlink():
            raise KmzbError(
                tr("{path} exists already. Choose another name, or open it as a store.", path=path), code="store-exists"
            )


def _suspicion(path: Path, had_log: bool) -> str:
    try:
        return copies.suspicion(path, had_log)
    except (sqlite3.Error, OSError) as error:
        raise _unreadable(path, error) from error


def _follow_settings(path: Path) -> None:
    try:
        with closing(open_connection(path)) as connection:
            seeds.follow_settings(connection, load())
    except sqlite3.DatabaseError as error:  # a page that cannot be read may be told as a damaged one
        if "locked" in str(error):
            raise _locked(path) from error
        raise _unreadable(path, error) from error


def _schema_of(path: Path) -> int:
    not_a_store = KmzbError(tr("{path} is not a KMZB store.", path=path), code="store-foreign")
    try:
        with closing(open_connection(path, read_only=True)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            if application != GPKG_ID:
                raise not_a_store
            number = _number(connection)
            connection.execute("SELECT 1 FROM report LIMIT 1")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise _locked(path) from error
        text = str(error)
        if "malformed" in text or (isinstance(error, sqlite3.OperationalError) and "no such" not in text):
            raise _unreadable(path, error) from error
        raise not_a_store from error
    if number is None:
        raise not_a_store
    return number


def _number(connection: sqlite3.Connection) -> int | None:
    return connection.execute("SELECT max(number) FROM schema_version").fetchone()[0]


def _locked(path: Path) -> KmzbError:
    return KmzbError(tr("The store {path} is locked by another program.", path=path), code="locked")


def _unreadable(path: Path, error: Exception) -> KmzbError:
    return KmzbError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error)), code="store-read")


def _migrate(path: Path, latest: int) -> Store:
    try:
        with closing(open_connection(path)) as connection:
            # Nobody else migrates from here on; who came first may have done it while this one waited.
            connection.execute("BEGIN IMMEDIATE")
            found = _number(connection)
            if found >= latest:
                connection.execute("ROLLBACK")
                return open_store(path)
            backup = _backup(path, found)
            _run(connection, found, latest, backup)
    except (sqlite3.Error, OSError, ValueError) as error:
        raise KmzbError(
            tr(
                "The store {path} could not be brought up to date and was left as it was: {reason}.",
                path=path,
                reason=reason(error),
            ),
            code="store-migration",
        ) from error
    notice = tr("The store was brought up to date; a copy of the old one is {backup}.", backup=backup)
    return Store(path, latest, False, notice)


def _backup(path: Path, schema: int) -> Path:
    """Copy a store beside itself under a name of the time; a name that is taken (a clock set back) gets a number."""
    stamp = f"{warsaw.now():%Y%m%dT%H%M%SZ}"
    for number in itertools.count(1):
        more = f"-{number}" if number > 1 else ""
        backup = path.with_name(f"{path.stem}.schema{schema}.{stamp}{more}.backup.gpkg")
        try:
            copy_store(path, backup)
        except FileExistsError:
            continue
        return backup


def _run(connection: sqlite3.Connection, found: int, latest: int, backup: Path) -> None:
    """Migrate. Where that fails the store is as it was, and its copy would only fill the disk further."""
    try:
        migrations.run(connection, found, latest)
    except BaseException:
        if not connection.in_transaction and _number(connection) == found:
            backup.unlink(missing_ok=True)
        raise


def save_copy(path: Path, target: Path, feedback=None) -> list[str]:
    """A copy for a person: a store of any version that may be in use, with its attachments, under a new name.

    The paths of attachments whose files are missing come back. Raises KmzbError, Cancelled; then there is no copy.
    """
    open_store(path, read_only=True)
    if target.suffix.lower() != ".gpkg":
        raise KmzbError(tr("A store is a GeoPackage: {path} must end in .gpkg.", path=target), code="store-name")
    folder = attachments.folder_of(target)
    if folder.exists():
        raise KmzbError(
            tr("{path} exists already: it holds the attachments of another store. Choose another name.", path=folder),
            code="store-exists",
        )
    try:
        return _copy(path, target, feedback)
    except FileExistsError as error:
        raise KmzbError(
            tr("{path} exists already. Choose another name, or open it as a store.", path=target), code="store-exists"
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise KmzbError(
            tr("The store {path} cannot be written: {reason}.", path=target, reason=reason(error)), code="store-write"
        ) from error


def copy_store(path: Path, target: Path) -> None:
    """A consistent copy of a store that may be in use (SQLite's backup), under a name that must not exist.

    Without its attachments: a backup before a migration, which changes none, lies beside the same folder.
    """
    _copy(path, target, None, False)


def _copy(path: Path, target: Path, feedback, with_files: bool = True) -> list[str]:
    if target.exists():
        raise FileExistsError(None, f"{target} exists")
    with leftovers.draft_folder(target.parent, DRAFT) as folder:
        draft, files, missing = folder / "copy.gpkg", folder / "attachments", []
        with closing(open_connection(path, read_only=True)) as source, closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        shutil.copymode(path, draft)  # who may not read the store may not read its copy
        if with_files:  # after the database: a file that is added meanwhile has no row in the copy
            missing = attachment_copies.copy_files(path, attachment_copies.named(draft), files, feedback)
        place(draft, files, target)
    return missing


def place(draft: Path, files: Path, target: Path) -> None:
    """Give a finished store its name, and the folder ``files`` of its attachments, where there is one, the name for it.

    Raises FileExistsError where the name was taken meanwhile, OSError; then neither has moved.
    """
    own = attachments.folder_of(target)
    moved = files.exists()
    if moved:
        files.rename(own)
    try:
        _name(draft, target)
    except BaseException:
        if moved:
            own.rename(files)  # into the draft's folder, which is removed
        raise
