"""A data file's tables as lines for PostgreSQL's COPY. SQLite writes the lines, many in one text: no row becomes an
object of Python's."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ...catalogue import Catalogue
from .. import ready
from ..blobs import SRS
from ..geopackage import base_table
from ..statements import quoted, sql

ROWS = 2_000  # a block of lines, about half a megabyte
_NULL = "\\N"
_SHAPES = {"Point": (1, 0x01, 8), "Polygon": (3, 0x03, 40), "MultiPolygon": (6, 0x03, 40)}  # kind, flags, header


def _text(column: str) -> str:
    """An SQL expression: a text column in COPY's spelling."""
    for plain, spelt in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        put = "".join(f"char({ord(letter)}) || " for letter in spelt)[:-4]
        column = f"replace({column}, char({ord(plain)}), {put})"
    return f"coalesce({column}, '{_NULL}')"


def _shape(column: str, shape: str) -> str:
    """An SQL expression: a shape as PostGIS reads it. Only what the publisher writes passes; else the server refuses.

    A GeoPackage blob is a header, then WKB; in EWKB the kind has a flag and the reference system after it.
    """
    kind, flags, header = _SHAPES[shape]
    begins = struct.pack("<2sBBi", b"GP", 0, flags, SRS).hex().upper()
    wkb = struct.pack("<BI", 1, kind).hex().upper()
    ewkb = struct.pack("<BIi", 1, kind | 0x20000000, SRS).hex().upper()
    return (
        f"CASE WHEN {column} IS NULL THEN '{_NULL}' WHEN hex(substr({column}, 1, 8)) = '{begins}'"
        f" AND hex(substr({column}, {header + 1}, 5)) = '{wkb}'"
        f" THEN '{ewkb}' || hex(substr({column}, {header + 6})) ELSE 'no shape of a publication' END"
    )


def _since(column: str) -> str:
    return f"CASE WHEN {column} = '' THEN '-infinity' ELSE {column} END"


_READY = {
    "licznik": [("warstwa", _text("warstwa")), ("od", _since("od")), ("ile", "ile")],
    "blok": [("warstwa", _text("warstwa")), ("fid", "fid"), ("od", _since("od")), ("ile", "ile")],
    "gladka": [("warstwa", _text("warstwa")), ("kolumna", _text("kolumna"))],
}


class Table:
    """One table of a data file: where its lines go (``there``: a table of another name), and the lines."""

    def __init__(self, name: str, key: str, columns: list[tuple[str, str]], there: str = ""):
        self.name, self.key = there or name, key
        self._source = name
        self.columns = [column for column, _expression in columns]
        self._line = " || char(9) || ".join(expression for _column, expression in columns)

    @property
    def copy(self) -> str:
        """The COPY statement."""
        names = ", ".join(quoted(name) for name in ("version", *self.columns))
        return f"COPY kmzb_public.{quoted(self.name)} ({names}) FROM STDIN"

    def last(self, connection) -> int:
        """The highest row number; 0 where there are no rows."""
        found = connection.execute(sql("SELECT max({key}) FROM {table}", key=self.key, table=quoted(self._source)))
        return found.fetchone()[0] or 0

    def blocks(self, connection, number: int) -> Iterator[tuple[int, bytes]]:
        """``(row number reached, lines)`` of the table, each line led by the version's number."""
        query = sql(
            "SELECT group_concat(line, '') FROM (SELECT ? || char(9) || {line} || char(10) AS line FROM {table}"
            " WHERE {key} BETWEEN ? AND ?)",
            line=self._line,
            table=quoted(self._source),
            key=self.key,
        )
        for start in range(1, self.last(connection) + 1, ROWS):
            text = connection.execute(query, (str(number), start, start + ROWS - 1)).fetchone()[0]
            yield start + ROWS - 1, (text or "").encode("utf-8")


def tables(catalogue: Catalogue, connection) -> list[Table]:
    """The tables of a data file that make a publication, areas first.

    A file of an older version of the plugin lacks what the server's own WFS 2.0 finds ready: it goes without.
    """
    found = [
        Table("obszar", "rowid", [("teryt", _text("teryt")), ("nazwa", _text("nazwa")),
                                  ("geom", _shape("geom", "MultiPolygon"))]),
    ]  # fmt: skip
    for layer in catalogue.layers:
        by_unit = layer.get("area") == "teryt"
        columns = [("fid", "fid"), ("until", "until")]
        if layer["geometry"] != "Point":
            columns.append(("since", _since("since")))
        elif ready.has_places(connection, "main", base_table(layer["name"])):
            columns += [(name, _text(name)) for name in ready.COLUMNS]
        if not by_unit:
            columns.append(("geom", _shape("geom", layer["geometry"])))
        for column in layer["columns"]:
            if by_unit and column["name"] == "nazwa":
                continue  # stands with the area
            name = quoted(column["name"])
            columns.append(
                (column["name"], _text(name) if column["type"] == "text" else f"coalesce({name}, '{_NULL}')")
            )
        found.append(Table(base_table(layer["name"]), "fid", columns))
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return found + [Table(name, "rowid", columns, f"dane_{name}") for name, columns in _READY.items() if name in known]
