"""What a publication is made from, out of a database: allowed rows and columns only, in fixed widths for NumPy.

All of it is one state of the store. Of a report only what the publisher's role may read leaves the database: no note,
no officer, no description, and free words only where there are some.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO

import numpy as np

from ...toolbelt.errors import KmzbError, reason
from ...toolbelt.i18n import tr
from ..address import Service
from ..loading_columns import NONE
from ..loading_pack import ROWS, Pack
from ..loading_sql import statement
from ..loading_texts import instants, points
from ..units import blob
from .connection import Connection, connect

_EPOCH_MS = 946_684_800_000  # 2000-01-01T00:00Z
_HEAD, _TAIL = 19, 2  # bytes before and after the rows of a binary COPY
_AT_ONCE = 100_000  # reports
_INSTANTS = ("reported_at", "event_at", "status_changed_at", "service_modified_at", "officer_modified_at")
_TABLES = """
    CREATE TABLE @name.report (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT, reference TEXT, plane INTEGER,
      category_id INTEGER, status_id INTEGER, reported_at TEXT, event_at TEXT, status_changed_at TEXT,
      service_modified_at TEXT, officer_modified_at TEXT, teryt TEXT, reason_id INTEGER, reason_text TEXT,
      publish_plane2 INTEGER);
    CREATE TABLE @name.report_history (fid INTEGER PRIMARY KEY, report_id TEXT, version INTEGER, changed_at TEXT,
      origin TEXT, was_teryt TEXT, was_publish_plane2 INTEGER);
    CREATE TABLE @name.closing_reason (id INTEGER PRIMARY KEY, status_id INTEGER, name TEXT);
    CREATE TABLE @name.unit (fid INTEGER PRIMARY KEY, level TEXT, teryt TEXT, name TEXT, valid_from TEXT, valid_to TEXT,
      geom BLOB)
"""
_PUBLIC = "(r.plane = 3 OR (r.plane = 2 AND r.publish_plane2 = 1)) AND (@worth)"
_ODD_ID = "octet_length(r.id) <> 36"
_ODD_TERYT = "(octet_length(r.teryt) > 7 OR r.teryt <> btrim(r.teryt))"


def _written_out(text: str) -> str:
    for word, meaning in (("@public", _PUBLIC), ("@odd_id", _ODD_ID), ("@odd_teryt", _ODD_TERYT)):
        text = text.replace(word, meaning)
    return text.replace("@instants", ", ".join(f"coalesce(r.{name}, '-infinity')" for name in _INSTANTS))


_FIXED = _written_out("""COPY (SELECT r.fid::bigint, CASE WHEN @odd_id THEN repeat('-', 36) ELSE r.id END,
    coalesce(public.st_x(r.geom), 'NaN'), coalesce(public.st_y(r.geom), 'NaN'), r.plane::bigint, r.category_id::bigint,
    r.status_id::bigint, coalesce(r.reason_id, -1)::bigint, coalesce(r.publish_plane2, -1)::bigint, @instants,
    coalesce((r.reason_text <> '' OR @odd_id OR @odd_teryt)::integer, 0)::bigint,
    CASE WHEN @odd_teryt THEN '       ' ELSE rpad(coalesce(r.teryt, ''), 7) END
    FROM kmzb.report AS r WHERE r.fid BETWEEN @first AND @last AND @public ORDER BY r.fid) TO STDOUT BINARY""")
_WORDS = """SELECT r.id, r.teryt, r.reference, r.reason_text, r.fid FROM kmzb.report AS r
    WHERE r.fid = ANY (?::bigint[]) ORDER BY r.fid"""
_HISTORY = """SELECT h.fid, h.report_id, h.version, h.changed_at, h.origin, h.was_teryt, h.was_publish_plane2
    FROM kmzb.report_history AS h WHERE h.report_id IN (SELECT o.report_id FROM kmzb.report_history AS o
      WHERE o.origin = 'officer' AND o.changed_at > @as_of)"""
_REASONS = "SELECT id, status_id, name FROM kmzb.closing_reason"
_UNITS = """SELECT u.fid, u.level, u.teryt, u.name, u.valid_from, u.valid_to, public.st_asbinary(u.geom, 'NDR'),
    public.st_xmin(u.geom), public.st_xmax(u.geom), public.st_ymin(u.geom), public.st_ymax(u.geom)
    FROM kmzb.unit AS u WHERE u.level IN ('powiat', 'county', 'gmina', 'municipality') ORDER BY u.fid"""
_PUT = 'INSERT INTO "@name".@table VALUES (@places)'
_WHOLE = ("plane", "category_id", "status_id", "reason_id", "publish_plane2")
_ROW = [("fields", ">i2")]
for _name, _kind in (
    ("fid", ">i8"), ("id", "S36"), ("x", ">f8"), ("y", ">f8"), *((name, ">i8") for name in _WHOLE),
    *((name, ">i8") for name in _INSTANTS), ("more", ">i8"), ("teryt", "S7"),
):  # fmt: skip
    _ROW += [(f"{_name}_size", ">i4"), (_name, _kind)]
_ROW = np.dtype(_ROW)


def fetch(target: sqlite3.Connection, store: Service, name: str, wanted, progress=None) -> None:
    """Bring it into a temporary database that is attached to ``target`` as ``name``. Raises KmzbError."""
    try:
        with closing(connect(store, True)) as source:
            if progress is not None:
                source.set_progress_handler(lambda: int(progress.cancelled))
            source.execute("BEGIN")  # one state of the store
            target.execute(f"ATTACH '' AS \"{name}\"")
            for table in _TABLES.replace("@name", f'"{name}"').split(";"):
                target.execute(table)
            target.execute("BEGIN")
            _reports(source, target, name, _condition(wanted), progress)
            _others(source, target, name, wanted)
            target.execute("COMMIT")
    except sqlite3.Error as error:
        if "interrupted" in str(error):
            raise
        raise KmzbError(
            tr("{path} cannot be read: {reason}.", path=store, reason=reason(error)), code="read"
        ) from error


def _condition(wanted) -> str:
    terms = [f"r.status_id IN ({', '.join(str(int(status)) for status in wanted.endless)})"] if wanted.endless else []
    if wanted.since:
        terms.append(f"r.status_changed_at >= {_text(wanted.since)}::timestamptz")
    return " OR ".join(terms) or "false"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _reports(source: Connection, target: sqlite3.Connection, name: str, worth: str, progress) -> None:
    last = source.execute("SELECT coalesce(max(fid), 0) FROM kmzb.report").fetchone()[0]
    target.execute(statement("NUMBERS"))
    target.execute(statement("NUMBERS_PUT"), (ROWS,))
    asked, worded = _FIXED.replace("@worth", worth), []
    for rows in _ahead(source, asked, range(1, last + 1, _AT_ONCE), progress):
        for start in range(0, len(rows), ROWS):
            _put(target, name, rows[start : start + ROWS])
        worded += rows["fid"][rows["more"] == 1].tolist()
    target.execute("DROP TABLE temp.numbers")
    put = 'UPDATE "@name".report SET id = ?, teryt = ?, reference = ?, reason_text = ? WHERE fid = ?'
    for start in range(0, len(worded), _AT_ONCE):
        numbers = "{" + ",".join(map(str, worded[start : start + _AT_ONCE])) + "}"
        for words in source.pieces(_WORDS, (numbers,)):
            target.executemany(put.replace("@name", name), words)


def _ahead(source: Connection, asked: str, starts, progress):
    """Yield reports by range of their numbers; the server reads the next ones while these are put away."""

    def read(first: int) -> np.ndarray:
        if progress is not None:
            progress.check()
        file = BytesIO()
        source.copy_out(asked.replace("@first", str(first)).replace("@last", str(first + _AT_ONCE - 1)), file)
        return np.frombuffer(file.getbuffer()[_HEAD : len(file.getbuffer()) - _TAIL], _ROW)

    with ThreadPoolExecutor(1) as aside:
        following = None
        for first in starts:
            ready, following = following, aside.submit(read, first)
            if ready is not None:
                yield ready.result()
        if following is not None:
            yield following.result()


def _put(target: sqlite3.Connection, name: str, rows: np.ndarray) -> None:
    pack = Pack(len(rows))
    pack.whole("fid", rows["fid"].astype(np.int64))
    x, y = rows["x"].astype(np.float64), rows["y"].astype(np.float64)
    pack.blobs("geom", points(x, y), np.isnan(x))
    pack.texts("id", _bytes(rows["id"], 36))
    for column in _WHOLE:
        values = rows[column].astype(np.int64)
        pack.whole(column, np.where(values < 0, NONE, values))
    for column in _INSTANTS:
        since = rows[column].astype(np.int64)
        absent = since == NONE
        known = np.where(absent, 0, since) // 1000 + _EPOCH_MS
        pack.texts(column, instants(known), absent)
    codes, which = np.unique(rows["teryt"], return_inverse=True)
    pack.words("teryt", [code.decode().strip() for code in codes.tolist()], which)
    columns = ["fid", "geom", "id", *_WHOLE, *_INSTANTS, "teryt"]
    put = 'INSERT INTO "@name".report (@columns) SELECT @values FROM @source'
    for word, meaning in (
        ("@name", name),
        ("@columns", ", ".join(columns)),
        ("@values", ", ".join(pack.sql[column] for column in columns)),
        ("@source", pack.source()),
    ):
        put = put.replace(word, meaning)
    target.execute(put, pack.values)


def _bytes(column: np.ndarray, width: int) -> np.ndarray:
    return np.frombuffer(column.tobytes(), np.uint8).reshape(-1, width)


def _others(source: Connection, target: sqlite3.Connection, name: str, wanted) -> None:
    def put(table: str, rows: list, columns: int) -> None:
        text = _PUT.replace("@name", name).replace("@table", table)
        target.executemany(text.replace("@places", ", ".join("?" * columns)), rows)

    put("closing_reason", source.execute(_REASONS).fetchall(), 3)
    put("unit", [(*row[:6], None if row[6] is None else _shape(row)) for row in source.execute(_UNITS)], 7)
    if wanted.past:
        for steps in source.pieces(_HISTORY.replace("@as_of", f"{_text(wanted.as_of)}::timestamptz")):
            put("report_history", steps, 7)
        target.execute(f'CREATE INDEX "{name}".history_report ON report_history (report_id, version)')


def _shape(row: tuple) -> bytes | None:
    return None if row[7] is None else blob(row[6], row[7:11])
