"""The units of a store for locating: which municipality a place lies in on a day, and which most local jurisdiction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..geoportal import polygons
from ..geoportal.locating import TOLERANCE, Locator
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .rows import put

MUNICIPALITY = ("municipality",)
# From the most local on. K03, the Warsaw command, comes after K02: it also covers counties that have a command of
# their own, as a voivodeship's command (K01) does. Radom's command is a K01 beside Warsaw's K03.
JURISDICTIONS = ("K05", "K04", "K02", "K03", "K01")
LEVELS = (*MUNICIPALITY, *JURISDICTIONS)  # all that reports are assigned to
NONE = -1
_EVER, _NEVER = -(2**31), 2**31 - 1
_EPOCH = date(1970, 1, 1)


@dataclass
class Level:
    """Units of one level in the order of their ids: ``since`` and ``until`` are days since 1970, until exclusive."""

    codes: list[str]
    since: np.ndarray
    until: np.ndarray
    edges: polygons.Edges

    def locate(self, points: np.ndarray, days: np.ndarray, progress) -> np.ndarray:
        """Numbers of the units valid on (n,) days that (n, 2) points lie in, -1 for none.

        Where units overlap, the one with the smaller id. First all units are asked, whatever their days: an answer
        that is valid on the day is right. For the other points those valid on their day are asked; and where none is,
        those that begin later, the earliest first: a register dates the outline, not the unit, and the store has no
        earlier outlines.
        """
        locator = Locator(self.edges)
        found = locator.locate(points)
        hit = np.flatnonzero(found != NONE)
        unit = found[hit]
        wrong = hit[(days[hit] < self.since[unit]) | (days[hit] >= self.until[unit])]
        if not len(wrong):
            return found
        progress.check()
        day, since, until = days[wrong], self.since, self.until
        found[wrong] = locator.locate(
            points[wrong], lambda point, unit: (since[unit] <= day[point]) & (day[point] < until[unit])
        )
        wrong = wrong[found[wrong] == NONE]
        later = np.argsort(since, kind="stable")
        later = later[since[later] > day.min()]
        if not len(wrong) or not len(later):
            return found
        progress.check()
        day, since = days[wrong], since[later]
        again = Locator(self.edges.of(later)).locate(points[wrong], lambda point, unit: since[unit] > day[point])
        found[wrong] = np.where(again == NONE, NONE, later[again])
        return found


class Units:
    """What a store knows of units. ``codes`` of municipalities and ``ids`` of jurisdictions stand for numbers.

    ``levels`` were read, ``known`` are those that the store has at all: of these a place can lie in none.
    """

    def __init__(self, levels: dict[str, Level], known: set[str]):
        self.has_municipalities = not known.isdisjoint(MUNICIPALITY)
        self.has_jurisdictions = not known.isdisjoint(JURISDICTIONS)
        self._municipality = levels.get(MUNICIPALITY[0])
        self._jurisdictions = [levels[name] for name in JURISDICTIONS if name in levels]
        self.codes = self._municipality.codes if self._municipality else []
        self.ids = [code for level in self._jurisdictions for code in level.codes]

    def municipalities(self, points: np.ndarray, days: np.ndarray, progress) -> np.ndarray:
        """Numbers in ``codes`` for (n, 2) points on (n,) days since 1970, -1 for none."""
        if self._municipality is None:
            return np.full(len(points), NONE, dtype=np.int32)
        return self._municipality.locate(points, days, progress)

    def jurisdictions(self, points: np.ndarray, days: np.ndarray, progress) -> np.ndarray:
        """Numbers in ``ids`` of the most local ones, -1 for none."""
        found, first = np.full(len(points), NONE, dtype=np.int32), 0
        for level in self._jurisdictions:
            progress.check()
            open_still = np.flatnonzero(found == NONE)
            number = level.locate(points[open_still], days[open_still], progress)
            found[open_still] = np.where(number == NONE, NONE, number + first)
            first += len(level.codes)
        return found


def there(connection) -> bool:
    """Whether a store has units that reports can be assigned to: cheap."""
    return bool(_known(connection))


def _known(connection) -> set[str]:
    """The levels for assigning of which a store has units."""
    asked = "SELECT 1 FROM unit WHERE level = ? LIMIT 1"
    return {name for name in LEVELS if connection.execute(asked, (name,)).fetchone()}


def read(connection, points: np.ndarray | None = None) -> Units:
    """The units of a store, or only those near (n, 2) points. Raises KmzbError for a spoilt shape or day."""
    if points is not None:
        _near(connection, points)
    levels = {}
    for name in LEVELS:
        rows = connection.execute(_NEAR if points is not None else _ALL, (name,)).fetchall()
        if rows:
            levels[name] = level(name, rows)
    return Units(levels, _known(connection))


def _near(connection, points: np.ndarray) -> None:
    """Fill ``temp.near_unit`` with the units whose boxes hold points."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS near_unit (fid INTEGER PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS near_box (east REAL, west REAL, north REAL, south REAL)")
    connection.execute("DELETE FROM temp.near_unit")
    connection.execute("DELETE FROM temp.near_box")
    around = np.unique(np.column_stack([points + TOLERANCE, points - TOLERANCE])[:, [0, 2, 1, 3]], axis=0)
    put(connection, "temp.near_box", ("east", "west", "north", "south"), around.tolist())
    asked = _IN_BOXES if isinstance(connection, sqlite3.Connection) else _IN_BOXES_POSTGRES
    connection.execute(f"INSERT INTO temp.near_unit (fid) {asked}")


_IN_BOXES = (
    "SELECT DISTINCT u.id FROM temp.near_box b CROSS JOIN rtree_unit_geom u"
    " WHERE u.minx <= b.east AND u.maxx >= b.west AND u.miny <= b.north AND u.maxy >= b.south"
)
_IN_BOXES_POSTGRES = (
    "SELECT DISTINCT u.fid FROM pg_temp.near_box b"
    " JOIN unit u ON u.geom && ST_MakeEnvelope(b.west, b.south, b.east, b.north, 2180)"
)
_ALL = "SELECT id, teryt, valid_from, valid_to, geom FROM unit WHERE level = ? ORDER BY id"
_NEAR = (
    "SELECT u.id, u.teryt, u.valid_from, u.valid_to, u.geom FROM unit u JOIN temp.near_unit n ON n.fid = u.fid"
    " WHERE u.level = ? ORDER BY u.id"
)


def level(name: str, rows: list[tuple]) -> Level:
    """A level of rows ``(id, teryt, valid_from, valid_to, geom)`` by id. Raises KmzbError as :func:`read` does."""
    ids, terytes, since, until, shapes = zip(*rows)
    try:
        edges = polygons.read(list(shapes))
    except polygons.BadShape as error:
        raise KmzbError(
            tr(
                "The shape of the unit {id} ({level}) cannot be read. Load the units again.",
                id=ids[error.index],
                level=name,
            )
        ) from error
    codes = [teryt or key for key, teryt in zip(ids, terytes)] if name in MUNICIPALITY else list(ids)
    days = [
        np.array([_day(text, other, key, name) for text, key in zip(texts, ids)], dtype=np.int64)
        for texts, other in ((since, _EVER), (until, _NEVER))
    ]
    return Level(codes, *days, edges)


def _day(text: str | None, other: int, key: str, level: str) -> int:
    if not text:
        return other
    try:
        return (date.fromisoformat(str(text)[:10]) - _EPOCH).days
    except ValueError as error:
        raise KmzbError(
            tr("The unit {id} ({level}) has a day that is none: '{text}'.", id=key, level=level, text=text)
        ) from error
