"""Units in the store: read, and replaced level by level, all or nothing.

A unit that a new edition has otherwise is written over: ``valid_from`` is that of the outline that is there. A unit
that a whole edition no longer has stays, for reports name it, and gets ``valid_to``: the day it was found missing.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..catalogue import warsaw
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import contents
from .functions import SRS
from .store import Store

_MULTIPOLYGON = struct.pack("<BI", 1, 6)
_HEAD = struct.Struct("<2sBBi4d")


@dataclass(frozen=True)
class Row:
    """A unit to be kept. ``wkb``: a plane MULTIPOLYGON in EPSG:2180, the smaller end first; ``box`` its west, east,
    south, north (m); ``valid_from``: YYYY-MM-DD or None."""

    id: str
    name: str
    wkb: bytes
    box: tuple[float, float, float, float]
    teryt: str | None = None
    parent_id: str | None = None
    valid_from: str | None = None


@dataclass(frozen=True)
class Changes:
    """How many units came, changed, stayed, came back after an end, and ended; and how many got another parent."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: int = 0
    ended: int = 0
    moved: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the store is as it was."""
        return not (self.new or self.changed or self.returned or self.ended or self.moved)


def blob(wkb: bytes, box: tuple[float, float, float, float]) -> bytes:
    """A GeoPackage geometry in EPSG:2180 of a WKB MULTIPOLYGON. Raises ValueError for another kind of WKB."""
    if not wkb.startswith(_MULTIPOLYGON):
        raise ValueError("units are multipolygons, little end first")
    return _HEAD.pack(b"GP", 0, 0b11, SRS, *box) + wkb


def read(store: Store, level: str, day: str | None = None) -> list[tuple[str, bytes]]:
    """``(id, WKB)`` of a level's units by id, those that ended before ``day`` (default: today in Warsaw) left out."""
    day = day or warsaw.day_of(warsaw.now()).isoformat()
    with store.connect() as connection:
        rows = connection.execute(
            "SELECT id, geom FROM unit WHERE level = ? AND geom IS NOT NULL AND (valid_to IS NULL OR valid_to > ?)"
            " ORDER BY id",
            (level, day),
        ).fetchall()
    return [(name, _wkb(geometry)) for name, geometry in rows]


def _wkb(geometry: bytes) -> bytes:
    """WKB of a GeoPackage geometry: a multipolygon, the smaller end first, as :func:`blob` writes it."""
    body = geometry[8 + (0, 32, 48, 48, 64)[geometry[3] >> 1 & 7] :]
    if body.startswith(_MULTIPOLYGON):
        return body
    from osgeo import ogr  # another program wrote it

    return bytes(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkb(body)).ExportToWkb(ogr.wkbNDR))


def missing(store: Store, level: str, ids: Iterable[str]) -> tuple[int, int]:
    """How many of a level's present units are not among ``ids``, and how many there are."""
    with store.connect() as connection:
        present = {row[0] for row in connection.execute(
            "SELECT id FROM unit WHERE level = ? AND valid_to IS NULL", (level,))}  # fmt: skip
    return len(present - set(ids)), len(present)


def reports_with_a_place(store: Store) -> bool:
    """Whether there are reports that lie somewhere."""
    with store.connect() as connection:
        return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM report WHERE geom IS NOT NULL)").fetchone()[0])


def replace(
    store: Store, level: str, rows: Iterable[Row], *, whole: bool, parents: Mapping | None = None, feedback=None
) -> Changes:
    """Make a level's units those of an edition, in one transaction; the same ones again change nothing.

    ``whole``: the edition has all units, so others end today. ``parents``: ``(level, id)`` of units of other levels to
    their parent's id. Raises KmzbError where the store is read-only, locked or full, and :class:`Cancelled`.
    """
    progress = Progress(feedback)
    if store.read_only:
        raise KmzbError(
            store.notice or tr("The store {path} is write-protected and is opened read-only.", path=store.path)
        )
    try:
        with store.connect() as connection:
            connection.execute(
                "CREATE TEMP TABLE coming (id TEXT PRIMARY KEY, geom GEOMETRY, teryt TEXT, name TEXT, parent_id TEXT,"
                " valid_from TEXT)"
            )
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(
                    "INSERT INTO coming (id, geom, teryt, name, parent_id, valid_from) VALUES (?, ?, ?, ?, ?, ?)",
                    ((r.id, blob(r.wkb, r.box), r.teryt, r.name, r.parent_id, r.valid_from) for r in rows),
                )
                progress.check()
                changes = _replace(connection, level, whole, parents or {})
                progress.check()
                connection.execute("ROLLBACK" if changes.nothing else "COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise KmzbError(
            tr(
                "The units could not be written to the store {path}, which stays as it was: {reason}.",
                path=store.path,
                reason=reason(error),
            ),
            code="locked" if "locked" in str(error) else "store-write",
        ) from error
    return changes


def _replace(connection: sqlite3.Connection, level: str, whole: bool, parents: Mapping) -> Changes:
    today = warsaw.day_of(warsaw.now()).isoformat()
    given = {"level": level, "today": today}
    connection.execute(
        "CREATE TEMP TABLE met AS SELECT u.fid, c.id, u.valid_to IS NOT NULL AS ended, u.geom IS NOT c.geom"
        " OR u.teryt IS NOT c.teryt OR u.name IS NOT c.name OR u.parent_id IS NOT c.parent_id"
        " OR u.valid_from IS NOT c.valid_from AS differs"
        " FROM coming c JOIN unit u ON u.level = :level AND u.id = c.id",
        given,
    )
    returned, changed, unchanged = connection.execute(
        "SELECT coalesce(sum(ended), 0), coalesce(sum(differs AND NOT ended), 0),"
        " coalesce(sum(NOT differs AND NOT ended), 0) FROM met"
    ).fetchone()
    # No upsert: GeoPackage's triggers on the index take an update and an insert, not a mixture.
    connection.execute(
        "UPDATE unit SET valid_to = NULL, (geom, teryt, name, parent_id, valid_from) ="
        " (SELECT c.geom, c.teryt, c.name, c.parent_id, c.valid_from FROM coming c WHERE c.id = unit.id)"
        " WHERE fid IN (SELECT fid FROM met WHERE ended OR differs)"
    )
    new = connection.execute(
        "INSERT INTO unit (geom, id, level, teryt, name, parent_id, valid_from)"
        " SELECT geom, id, :level, teryt, name, parent_id, valid_from FROM coming"
        " WHERE id NOT IN (SELECT id FROM unit WHERE level = :level) ORDER BY id",
        given,
    ).rowcount
    ended = 0
    if whole:
        ended = connection.execute(
            "UPDATE unit SET valid_to = :today WHERE level = :level AND valid_to IS NULL"
            " AND id NOT IN (SELECT id FROM coming)",
            given,
        ).rowcount
    moved = sum(
        connection.execute(
            "UPDATE unit SET parent_id = ? WHERE level = ? AND id = ? AND parent_id IS NOT ?",
            (parent, other, name, parent),
        ).rowcount
        for (other, name), parent in parents.items()
    )
    changes = Changes(new, changed, unchanged, returned, ended, moved)
    if not changes.nothing:
        contents.changed(connection, "unit")
    return changes
