"""Sets of reports that no index answers, looked up once and kept in temporary tables: words, places, answers."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import numpy as np
from osgeo import ogr

from ..toolbelt import gdal_errors
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import boxes, functions, search
from .queue_units import Key, Units, is_police

_TABLES = {
    "queue_text": "fid INTEGER PRIMARY KEY",
    "queue_area": "fid INTEGER PRIMARY KEY",
    "queue_answers": "fid INTEGER PRIMARY KEY, due TEXT",
    "queue_units": "id TEXT PRIMARY KEY",
}


# The index hand_over_open has the letters without an answer by the day it was due: no report is read in vain. The
# conditions stand as in its WHERE: else SQLite does not use it.
OVERDUE = (
    "SELECT r.fid, min(h.answer_due) FROM hand_over AS h CROSS JOIN report AS r ON r.id = h.report_id"
    " WHERE h.answered_on IS NULL AND h.cancelled_on IS NULL AND h.answer_due < ?"
    " AND NOT EXISTS (SELECT 1 FROM hand_over AS n WHERE n.report_id = h.report_id AND n.body_id = h.body_id"
    " AND n.fid > h.fid AND n.cancelled_on IS NULL)"
    " AND r.status_id = (SELECT s.id FROM status AS s WHERE s.key = 'przekazane') GROUP BY r.fid"
)
_MATCHING = "SELECT r.fid FROM report AS r WHERE @where"
_EMPTY, _PUT = "DELETE FROM temp.@table", "INSERT OR IGNORE INTO temp.@table VALUES (?)"
_NEAR = "SELECT r.fid, r.geom FROM @reports WHERE @near AND @members"


class Sets:
    """The sets of one connection, to be asked with the condition (on ``report AS r``) of all that can be in them."""

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection
        self._kept: dict[str, object] = {}  # what a table holds the answer to
        self._answers: bool | None = None
        for name, columns in _TABLES.items():
            connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")

    def forget(self) -> None:
        """The store changed."""
        self._kept.clear()
        self._answers = None

    def has_answers(self) -> bool:
        """Whether the store has the table of hand-overs."""
        if self._answers is None:
            asked = "SELECT count(*) FROM pragma_table_info('hand_over') WHERE name IN"
            asked += " ('report_id', 'answer_due', 'answered_on', 'cancelled_on')"
            self._answers = self._connection.execute(asked).fetchone()[0] == 4
        return self._answers

    def answers(self, at) -> None:
        """Reports whose answer is overdue, with the day it was due, into ``queue_answers``: as ``overdue_hand_overs``.

        A day is over when Warsaw's next one began. Only what is still handed over is waited for.
        """
        asked, values = "SELECT r.fid, '' FROM report AS r WHERE 1 = 0", ()
        if self.has_answers():
            asked, values = OVERDUE, (at.today,)
        self._fill("queue_answers", values, asked, values)

    def text(self, text: str, members: str) -> str:
        """The table of reports whose description or number meets every word; empty where no word is asked for."""
        words = " ".join(text.replace("\x00", " ").split())[: search.MOST_LETTERS].split()[: search.MOST_WORDS]
        if not words:
            return ""
        conditions, values = [members], []
        for word in words:
            parts = ["r.description GLOB ?", "r.reference GLOB ?"]
            values += [f"*{search.any_case(word)}*"] * 2
            number = word.lstrip("#")
            if number.isascii() and number.isdigit() and len(number) < 19:
                parts += ["CAST(r.service_id AS TEXT) GLOB ?", "r.fid = ?"]
                values += [f"{number}*", int(number)]
            conditions.append(f"({' OR '.join(parts)})")
        asked = _MATCHING.replace("@where", " AND ".join(conditions))
        self._fill("queue_text", (tuple(words), self._scope(members)), asked, values)
        return "temp.queue_text"

    def area(self, wkt: str, members: str) -> str:
        """The table of reports that lie in a polygon of EPSG:2180; empty where none is given. Raises KmzbError."""
        if not wkt:
            return ""
        what = (wkt, self._scope(members))
        if self._kept.get("queue_area") != what:
            shape = polygon(wkt)
            west, east, south, north = shape.GetEnvelope()
            reports, near = boxes.meeting(self._connection, "report", "r")
            asked = _NEAR.replace("@reports", reports).replace("@near", near).replace("@members", members)
            box = {"west": west, "east": east, "south": south, "north": north}
            found = self._connection.execute(asked, box).fetchall()
            inside = within(functions.places([blob for _, blob in found]), shape)
            self._put("queue_area", what, [(fid,) for (fid, _), good in zip(found, inside.tolist()) if good])
        return "temp.queue_area"

    def units(self, keys: tuple[Key, ...], known: Units) -> tuple[str, list]:
        """The condition of lying in one of some units, those below them included, and its values."""
        parts, values, police = [], [], set()
        for level, code in keys:
            if is_police(level):
                police |= known.below((level, code))
            else:
                parts.append("(r.teryt >= ? AND r.teryt < ?)")
                values += [code, f"{code}:"]  # the sign after 9
        if police:
            if self._kept.get("queue_units") != police:
                self._put("queue_units", police, [(code,) for code in sorted(police)])
            parts.append("r.unit_id IN (SELECT id FROM temp.queue_units)")
        return f"({' OR '.join(parts)})", values

    def _scope(self, members: str) -> tuple:
        return members, self._kept.get("queue_answers") if "queue_answers" in members else None

    def _fill(self, table: str, what: object, asked: str, values) -> None:
        if self._kept.get(table) == what:
            return
        self._empty(table)
        self._connection.execute(f"INSERT INTO temp.{table} {asked}", values)
        self._kept[table] = what

    def _put(self, table: str, what: object, rows: list[tuple]) -> None:
        self._empty(table)
        self._connection.executemany(_PUT.replace("@table", table), rows)
        self._kept[table] = what

    def _empty(self, table: str) -> None:
        self._kept.pop(table, None)
        self._connection.execute(_EMPTY.replace("@table", table))


def polygon(wkt: str) -> ogr.Geometry:
    """The polygon of a text. Raises KmzbError."""
    shape = None
    with suppress(OSError), gdal_errors.raised():
        shape = ogr.CreateGeometryFromWkt(wkt)
    kinds = (ogr.wkbPolygon, ogr.wkbMultiPolygon)
    if shape is None or shape.IsEmpty() or ogr.GT_Flatten(shape.GetGeometryType()) not in kinds:
        raise KmzbError(tr("The drawn area is no polygon. Draw it anew."))
    return shape


def within(places: np.ndarray, shape: ogr.Geometry) -> np.ndarray:
    """Which places, shape (n, 2), lie in a polygon, by the even-odd rule; NaN in none."""
    inside = np.zeros(len(places), dtype=bool)
    x, y = places[:, 0], places[:, 1]
    for ring in _rings(shape):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]]):
            if y1 != y2:
                crosses = (y1 > y) != (y2 > y)
                inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside


def _rings(shape: ogr.Geometry) -> list[list[tuple[float, float]]]:
    if shape.GetGeometryCount() == 0:
        return [[(shape.GetX(i), shape.GetY(i)) for i in range(shape.GetPointCount())]]
    return [ring for i in range(shape.GetGeometryCount()) for ring in _rings(shape.GetGeometryRef(i))]
