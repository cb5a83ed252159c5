"""Pushing what is served to the public server: one transaction, after which the zone serves it whole.

Everything is opened from the inner side. Rows travel by COPY from the data file; readers see the old version until the
commit and the new one after it. A cut link, a kill or a refusal leaves the old one.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg2

from ...catalogue import Catalogue, load
from ...toolbelt.errors import KmzbError, reason
from ...toolbelt.i18n import tr
from ...toolbelt.progress import Progress
from .. import geopackage
from ..folder import Folder, data_name, sort_key
from . import lines, link, tables
from .remembered import Zone, forget, remember, zone_of
from .what import What

ZONE_SCHEMA = 2
WAIT_S = 45  # for another push; one whose link was cut is given up by the server within 14 seconds
_LOCK = 0x4B4D5A42  # one push at a time
_KNOWN = "SELECT number, sha256, encode(sha256(project), 'hex') FROM kmzb_public.publication WHERE version = %s"
_UNKNOWN = ("3F000", "42P01", "42703", "42883")  # no such schema, table, column, function


@dataclass
class Pushed:
    """What the zone serves now; ``changed`` whether this push made a difference, ``rows`` how many it sent."""

    version: str
    changed: bool
    rows: int = 0
    removed: int = 0  # versions that the zone no longer keeps
    withdrawn: int = 0  # withdrawn reports found in the zone


def push(folder_path, address: str = "", keep: int | None = None, feedback=None) -> Pushed:
    """Push what a folder serves to its zone; ``address`` and ``keep`` are remembered once the push succeeded."""
    progress, catalogue, folder = Progress(feedback), load(), Folder(folder_path)
    folder.require()
    before = zone_of(folder)
    if not address and before is None:
        raise KmzbError(tr("Name the zone's database: service=NAME or connection=NAME."), code="zone")
    zone = Zone(address or before.address, keep or (before.keep if before else Zone.keep))
    with ExitStack() as until_done:
        with folder.lock():
            version = folder.served()
            if version is None or version not in folder.kept():
                raise KmzbError(tr("Nothing is served from {path}: publish first.", path=folder.path), code="folder")
            what = What.of(folder, version, catalogue)
            # The open file stays readable when another publication takes its place meanwhile.
            data = until_done.enter_context(geopackage.reading(folder.public / data_name(version)))
        done = _pushed(zone, what, data, folder, catalogue, progress)
    if zone != before:
        remember(folder, zone)
    progress.percent(100)
    return done


def follow(folder_path, feedback=None) -> tuple[Pushed | None, str]:
    """The last step of what changes a publication: push it where its folder has a zone.

    Never raises for the zone: returns what was done and a sentence, empty where all is well or there is no zone.
    """
    folder = Folder(folder_path)
    try:
        if zone_of(folder) is None:
            return None, ""
        Progress(feedback).say(tr("Pushing to the zone…"))
        return push(folder_path, feedback=feedback), ""
    except KmzbError as error:
        why = reason(error)
    except OSError as error:
        why = reason(error)
    return None, tr(
        "The publication here stands, but the public zone does not have it yet and goes on serving its old one: "
        "{reason}. Run kmzb:pushpublication again.",
        reason=why,
    )


def leave(folder_path) -> None:
    """Push a folder nowhere from now on."""
    folder = Folder(folder_path)
    folder.require()
    with folder.lock():
        forget(folder)


def _pushed(zone: Zone, what: What, data, folder: Folder, catalogue: Catalogue, progress: Progress) -> Pushed:
    connection = link.connect(zone.address, application_name="kmzb push")
    try:
        with connection.cursor() as cursor:
            _ready(cursor, zone, progress)
            done = _transferred(cursor, zone, what, data, catalogue, progress)
            withdrawn = list(folder.withdrawn())  # read last: nothing withdrawn meanwhile comes back
            done.withdrawn = tables.take_out(cursor, withdrawn)
            if not done.changed and done.withdrawn:
                cursor.execute("UPDATE kmzb_public.served SET changes = changes + 1")
            done.changed = done.changed or bool(done.withdrawn)
            if done.changed:
                cursor.execute("SELECT kmzb_public.settle()")
            progress.check()
        _commit(connection, zone)
        return done
    except psycopg2.Error as error:
        raise _failed(error, zone) from error
    finally:
        connection.close()  # without a commit nothing has happened


def _failed(error: Exception, zone: Zone) -> KmzbError:
    if getattr(error, "pgcode", None) in _UNKNOWN:
        found = _wrong_schema(zone, str(error))
    else:
        found = link.refused(error, zone.address)
    stands = tr("The zone goes on serving its old publication.")
    return KmzbError(f"{found.message} {stands}", found.details, found.code)


def _wrong_schema(zone: Zone, details: str = "") -> KmzbError:
    return KmzbError(
        tr(
            "The database {zone} is not set up as this plugin's public zone: run zone-public.sh of the "
            "plugin's version there.",
            zone=zone.address,
        ),
        details,
        "zone-schema",
    )


def _ready(cursor, zone: Zone, progress: Progress) -> None:
    """One push at a time, into tables that are as we know them."""
    cursor.execute("SELECT to_regclass('kmzb_public.zone_schema') IS NOT NULL")
    if not cursor.fetchone()[0]:
        raise _wrong_schema(zone)
    cursor.execute("SELECT version FROM kmzb_public.zone_schema")
    if cursor.fetchone() != (ZONE_SCHEMA,):
        raise _wrong_schema(zone)
    ends = time.monotonic() + WAIT_S
    while True:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_LOCK,))
        if cursor.fetchone()[0]:
            return
        progress.check()
        if time.monotonic() > ends:
            raise KmzbError(tr("Another program is pushing to {zone} just now.", zone=zone.address), code="busy")
        time.sleep(0.5)


def _transferred(cursor, zone: Zone, what: What, data, catalogue: Catalogue, progress: Progress) -> Pushed:
    cursor.execute("SELECT p.version FROM kmzb_public.served s JOIN kmzb_public.publication p ON p.number = s.number")
    now = (cursor.fetchone() or ("",))[0]
    if now and sort_key(now) > sort_key(what.version):
        raise KmzbError(
            tr(
                "The zone serves version {newer}, which is newer than this folder's {version}. Is it another folder's?",
                newer=now,
                version=what.version,
            ),
            code="zone-newer",
        )
    cursor.execute(_KNOWN, (what.version,))
    known = cursor.fetchone()
    if known and known[1] == what.manifest["sha256"]:
        number, rows, changed = known[0], 0, tables.words_changed(cursor, known, what) or now != what.version
    else:
        number, rows = _copied(cursor, what, data, catalogue, progress)
        changed = True
    if changed:
        cursor.execute(
            "INSERT INTO kmzb_public.served (number, changes) VALUES (%s, 1)"
            " ON CONFLICT (one) DO UPDATE SET number = excluded.number, changes = served.changes + 1",
            (number,),
        )
    return Pushed(what.version, changed, rows, tables.forget_old(cursor, number, zone.keep, catalogue))


def _copied(cursor, what: What, data, catalogue: Catalogue, progress: Progress) -> tuple[int, int]:
    """A version's rows in the zone: ``(its number, rows sent)``. Other rows of the same version go first."""
    cursor.execute(
        "INSERT INTO kmzb_public.publication AS p (version, sha256, published_at, valid_until, as_of, record, project)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (version) DO UPDATE SET sha256 = excluded.sha256,"
        " record = excluded.record, project = excluded.project, pushed_at = now() RETURNING number",
        (what.version, what.manifest["sha256"], *what.dates, what.record, psycopg2.Binary(what.project)),
    )
    number = cursor.fetchone()[0]
    tables.empty(cursor, [number], catalogue)
    tables.put_records(cursor, number, what)
    parts = lines.tables(catalogue, data)
    total = sum(table.last(data) for table in parts) or 1
    before = rows = 0
    for table in parts:
        stream = _Stream(table.blocks(data, number), progress, lambda at, start=before: 90 * (start + at) / total)
        try:
            cursor.copy_expert(table.copy, stream, 1 << 18)
        except psycopg2.Error:
            if stream.failure is not None:
                raise stream.failure from None
            raise
        rows += cursor.rowcount
        before += table.last(data)
    return number, rows


class _Stream:
    """What psycopg2 reads for a COPY; remembers why reading stopped, as psycopg2 tells only that it did."""

    def __init__(self, blocks, progress: Progress, share):
        self._blocks, self._progress, self._share = blocks, progress, share
        self._rest = memoryview(b"")
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._progress.check()
                at, block = next(self._blocks, (0, None))
                if block is None:
                    return b""
                self._progress.percent(min(self._share(at), 90))
                self._rest = memoryview(block)
        except BaseException as error:
            self.failure = error
            raise
        part, self._rest = self._rest[:size], self._rest[size:]
        return bytes(part)


def _commit(connection, zone: Zone) -> None:
    try:
        connection.commit()
    except psycopg2.Error as error:
        if not isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)):
            raise
        # Nobody can know whether the server's yes was lost on the way: pushing again settles it.
        raise KmzbError(
            tr(
                "The link to {zone} was cut at the very end, so it is not known whether the new publication is served. "
                "Push again: what is there already is not sent twice.",
                zone=zone.address,
            ),
            code="unreachable",
        ) from error
