"""Counts by unit and by grid cell, made only from the publication's own reports.

A row of counts holds for an interval of time: a cell's counts change at each instant at which one of its reports
expires, so they go down together with the reports and nothing can be learnt by subtraction.
"""

from __future__ import annotations

import numpy as np

from ..catalogue import Catalogue
from . import blobs
from .geopackage import base_table
from .statements import quoted, sql

_REPORTS = quoted(base_table("zgloszenia"))


def build(connection, catalogue: Catalogue, progress) -> None:
    """Fill the statistics layers of a data file from its reports. Needs ``temp.kategoria`` and ``temp.stan``."""
    connection.execute(
        sql(
            "CREATE TEMP TABLE miejsca AS SELECT kmzb_e(d.geom) AS e, kmzb_n(d.geom) AS n, d.teryt AS teryt,"
            " d.until AS until, k.id AS kid, s.id AS sid FROM {reports} d"
            " JOIN temp.kategoria k ON k.name = d.typ JOIN temp.stan s ON s.name = d.status",
            reports=_REPORTS,
        )
    )
    for layer in catalogue.layers:
        if layer["name"] == "zgloszenia":
            continue
        progress.check()
        if layer["area"] == "teryt":
            _group(
                connection,
                layer,
                f"substr(teryt, 1, {int(layer['digits'])})",
                f"length(teryt) >= {int(layer['digits'])}",
            )
            _units(connection, layer)
        else:
            size = int(layer["cell_m"])
            # SQLite has no floor() before 3.35; casting truncates, and Poland's coordinates are positive.
            _group(connection, layer, f"(CAST(e / {size} AS INTEGER) * 100000 + CAST(n / {size} AS INTEGER))", "1")
            _grid(connection, layer, size)
        connection.execute("DROP TABLE temp.grupa")
    connection.execute("DROP TABLE temp.miejsca")


def _counted(layer: dict) -> list[tuple[str, str]]:
    """Names of the count columns, each with its sum over reports."""
    sums = []
    for column in layer["columns"]:
        if "status_id" in column:
            sums.append((column["name"], f"SUM(sid = {int(column['status_id'])})"))
        elif "category_id" in column:
            sums.append((column["name"], f"SUM(kid = {int(column['category_id'])})"))
        elif column["name"] == "razem":
            sums.append(("razem", "COUNT(*)"))
    return sums


def _group(connection, layer: dict, area: str, where: str) -> None:
    sums = ", ".join(f"{total} AS {quoted(name)}" for name, total in _counted(layer))
    connection.execute(
        sql(
            "CREATE TEMP TABLE grupa AS SELECT {area} AS area, until, {sums} FROM temp.miejsca"
            " WHERE {where} GROUP BY 1, 2",
            area=area,
            sums=sums,
            where=where,
        )
    )


def _fill(connection, layer: dict, columns: str, values: str, join: str = "") -> None:
    """Rows by area and interval: what is alive in it is the sum over all reports that expire at its end or later."""
    names = [name for name, _ in _counted(layer)]
    sums = ", ".join(f"SUM(g.{quoted(name)}) OVER w" for name in names)
    connection.execute(
        sql(
            "INSERT INTO {table} (fid, {columns}, {names}, since, until)"
            " SELECT row_number() OVER (ORDER BY g.area, g.until), {values}, {sums},"
            " coalesce(lead(g.until) OVER (PARTITION BY g.area ORDER BY g.until DESC), ''), g.until"
            " FROM temp.grupa g{join}"
            " WINDOW w AS (PARTITION BY g.area ORDER BY g.until DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
            table=quoted(base_table(layer["name"])),
            columns=columns,
            names=", ".join(map(quoted, names)),
            values=values,
            sums=sums,
            join=join,
        )
    )


def _units(connection, layer: dict) -> None:
    connection.execute("INSERT OR IGNORE INTO obszar (teryt, nazwa) SELECT DISTINCT area, area FROM temp.grupa")
    _fill(connection, layer, "teryt", "g.area")


def _grid(connection, layer: dict, size: int) -> None:
    keys = np.array([row[0] for row in connection.execute("SELECT DISTINCT area FROM temp.grupa")], "i8").reshape(-1)
    corners = np.stack([keys // 100000, keys % 100000], axis=1) * size
    connection.execute("CREATE TEMP TABLE oczko (area INTEGER PRIMARY KEY, geom BLOB, kod TEXT)")
    step = size // 1000
    codes = [f"{step}kmE{key // 100000}N{key % 100000}" for key in keys.tolist()]
    connection.executemany(
        "INSERT INTO temp.oczko VALUES (?, ?, ?)", zip(keys.tolist(), blobs.cells(corners, size), codes)
    )
    _fill(connection, layer, "geom, kod", "c.geom, c.kod", " JOIN temp.oczko c ON c.area = g.area")
    connection.execute("DROP TABLE temp.oczko")
