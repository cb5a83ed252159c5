"""What a GeoPackage says of a table as a whole; a database's own statistics do that there."""

from __future__ import annotations

import sqlite3

from .loading_index import extent
from .loading_sql import statement

_CHANGED = "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?"
_BOX = (
    "UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y) ="
    " (SELECT min(minx), max(maxx), min(miny), max(maxy) FROM rtree_unit_geom) WHERE table_name = 'unit'"
)


def changed(connection, table: str) -> None:
    """Note that rows of ``report`` or ``unit`` were written, within the caller's transaction."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(_CHANGED, (table,))
        if table == "unit":
            connection.execute(_BOX)


def grown(connection) -> None:
    """Note that reports were added, within the caller's transaction: also the box around all of them."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(statement("CONTENTS"), extent(connection))
