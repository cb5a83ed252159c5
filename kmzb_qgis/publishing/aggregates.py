"""Counts by unit and by grid cell, made only from the publication's own reports.

A row of counts holds for an interval of time: a cell's counts change at each instant at which one of its reports
expires, so they go down together with the reports and nothing can be learnt by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..catalogue import Catalogue
from . import blobs, geopackage, ready
from .geopackage import base_table
from .statements import quoted, sql

_REPORTS = quoted(base_table("zgloszenia"))
_ROWS = 20_000  # reports read, and rows of counts written, at a time
_FAR = 100_000  # cells in a row of the grid, more than Poland has


@dataclass
class Reports:
    """A data file's reports as columns of n: row ids, (n, 2) places in metres, and numbers of words.

    ``kind`` and ``state`` are the catalogue's ids (0: unknown to it); ``teryt`` and ``until`` stand in the lists
    ``codes`` (None: no code) and ``ends`` (ascending).
    """

    fid: np.ndarray
    place: np.ndarray
    kind: np.ndarray
    state: np.ndarray
    teryt: np.ndarray
    until: np.ndarray
    codes: list[str | None]
    ends: list[str]

    def sorted(self, order: np.ndarray) -> Reports:
        """The reports in another order, with row ids from 1 on."""
        columns = (column[order] for column in (self.place, self.kind, self.state, self.teryt, self.until))
        return Reports(np.arange(1, len(order) + 1), *columns, self.codes, self.ends)


def read(connection, progress, source: str, key: str, ends: list[str]) -> Reports:
    """The rows of ``source``, a table with the number ``key`` and columns geom, cid, sid, teryt and koniec, by its key.

    Rows without a place are left out. ``ends`` are the words of koniec. SQLite writes each column of many rows into
    one text, which NumPy reads: no row becomes objects of Python's.
    """
    query = sql(
        # A code gets a 1 before it, which keeps its noughts; without one it is 1.
        "SELECT CAST(group_concat(geom, '') AS BLOB), group_concat({key}), group_concat(cid), group_concat(sid),"
        " group_concat('1' || coalesce(teryt, '')), group_concat(koniec)"
        " FROM {source} WHERE {key} BETWEEN ? AND ? AND geom IS NOT NULL",
        key=key,
        source=source,
    )
    parts: list[list[np.ndarray]] = [[np.empty((0, 2))], *([np.empty(0, "i8")] for _ in range(5))]
    last = connection.execute(sql("SELECT max({key}) FROM {source}", key=key, source=source)).fetchone()[0] or 0
    for start in range(1, last + 1, _ROWS):
        progress.check()
        points, *numbers = connection.execute(query, (start, start + _ROWS - 1)).fetchone()
        if points is None:
            continue
        parts[0].append(blobs.places([points]))
        for column, text in zip(parts[1:], numbers):
            column.append(np.fromstring(text, "i8", sep=","))
    place, fid, kind, state, teryt, until = (np.concatenate(column) for column in parts)
    if any(len(column) != len(fid) for column in (place, kind, state, teryt, until)):
        raise ValueError(f"columns of different lengths were read from {source}")
    found, teryt = np.unique(teryt, return_inverse=True)
    codes = [str(number)[1:] or None for number in found.tolist()]
    kind, state, teryt, until = (a.astype(t) for a, t in ((kind, "u1"), (state, "u1"), (teryt, "i4"), (until, "i4")))
    return Reports(fid, place, kind, state, teryt, until, codes, ends)


def read_published(connection, catalogue: Catalogue, progress) -> Reports:
    """The reports of a data file."""
    connection.execute("CREATE TEMP TABLE slowo (name TEXT PRIMARY KEY, nr INTEGER NOT NULL) WITHOUT ROWID")
    words = [(f"k{one.name}", one.id) for one in catalogue.categories]
    words += [(f"s{one.name}", one.id) for one in catalogue.statuses]
    distinct = sql("SELECT DISTINCT until FROM {reports} ORDER BY 1", reports=_REPORTS)
    ends = [row[0] for row in connection.execute(distinct)]
    words += [(f"u{until}", number) for number, until in enumerate(ends)]
    connection.executemany("INSERT INTO temp.slowo VALUES (?, ?)", words)
    # A name that an old publication has and the catalogue no longer knows counts in the total only.
    connection.execute(
        sql(
            "CREATE TEMP VIEW slowami AS SELECT d.fid AS fid, d.geom AS geom,"
            " coalesce((SELECT nr FROM temp.slowo WHERE name = 'k' || d.typ), 0) AS cid,"
            " coalesce((SELECT nr FROM temp.slowo WHERE name = 's' || d.status), 0) AS sid,"
            " d.teryt AS teryt, (SELECT nr FROM temp.slowo WHERE name = 'u' || d.until) AS koniec"
            " FROM main.{reports} d",
            reports=_REPORTS,
        )
    )
    return read(connection, progress, "temp.slowami", "fid", ends)


def build(connection, catalogue: Catalogue, progress, reports: Reports) -> None:
    """Fill the statistics layers of a data file from its reports. Needs ``temp.jednostka`` (teryt, nazwa, geom)."""
    connection.execute("CREATE TEMP TABLE uzyta (teryt TEXT PRIMARY KEY) WITHOUT ROWID")
    for layer in catalogue.layers:
        if layer["name"] == "zgloszenia":
            continue
        progress.check()
        if layer["area"] == "teryt":
            _units(connection, layer, reports, progress)
        else:
            _grid(connection, layer, reports, progress)
    connection.execute(
        "INSERT INTO obszar (teryt, nazwa, geom) SELECT z.teryt, coalesce(j.nazwa, z.teryt), kmzb_multi(j.geom)"
        " FROM temp.uzyta z LEFT JOIN temp.jednostka j ON j.teryt = z.teryt ORDER BY z.teryt"
    )


def _units(connection, layer: dict, reports: Reports, progress) -> None:
    digits = int(layer["digits"])
    names = sorted({code[:digits] for code in reports.codes if code and len(code) >= digits})
    place = {name: rank for rank, name in enumerate(names)}
    ranks = [place[code[:digits]] if code and len(code) >= digits else -1 for code in reports.codes]
    area = np.array(ranks, "i8")[reports.teryt] if len(reports.fid) else np.empty(0, "i8")
    connection.executemany("INSERT OR IGNORE INTO temp.uzyta VALUES (?)", [(name,) for name in names])
    insert, tally = _insert(layer, "teryt"), ready.Tally(reports.ends)
    for rows in _counts(layer, reports, area):
        progress.check()
        tally.add(rows.fid, rows.since, rows.until)
        areas = [names[rank] for rank in rows.area.tolist()]
        connection.executemany(insert, rows.put(reports.ends, areas))
    tally.write(connection, layer["name"])


def _grid(connection, layer: dict, reports: Reports, progress) -> None:
    size = int(layer["cell_m"])
    column, row = (reports.place / size).astype("i8").T  # towards zero; Poland's coordinates are positive
    insert, step = _insert(layer, "geom, kod"), size // 1000
    fids, boxes, tally = [], [], ready.Tally(reports.ends)
    for rows in _counts(layer, reports, column * _FAR + row):
        progress.check()
        tally.add(rows.fid, rows.since, rows.until)
        corners = np.stack([rows.area // _FAR, rows.area % _FAR], axis=1) * size
        codes = [f"{step}kmE{key // _FAR}N{key % _FAR}" for key in rows.area.tolist()]
        connection.executemany(insert, rows.put(reports.ends, blobs.cells(corners, size), codes))
        fids.append(rows.fid)
        boxes.append(corners[:, [0, 0, 1, 1]] + np.array([0, size, 0, size]))
    if fids:
        geopackage.index(connection, base_table(layer["name"]), np.concatenate(fids), np.concatenate(boxes))
    tally.write(connection, layer["name"])
    ready.smooth_grid(connection, layer["name"])


def _insert(layer: dict, columns: str) -> str:
    names = [quoted(column["name"]) for column in layer["columns"] if _counted(column)]
    places = ", ".join("?" * (len(names) + columns.count(",") + 4))
    return sql(
        "INSERT INTO {table} (fid, {columns}, {names}, since, until) VALUES ({places})",
        table=quoted(base_table(layer["name"])),
        columns=columns,
        names=", ".join(names),
        places=places,
    )


def _counted(column: dict) -> bool:
    return "status_id" in column or "category_id" in column or column["name"] == "razem"


@dataclass
class _Rows:
    """Rows of counts, m of them: ids, areas, (m, k) counts, and numbers of the intervals' ends (since -1: always)."""

    fid: np.ndarray
    area: np.ndarray
    counts: np.ndarray
    since: np.ndarray
    until: np.ndarray

    def put(self, ends: list[str], *columns: list) -> Iterator[tuple]:
        """The rows as tuples: id, the given columns, counts, since, until."""
        words = [*ends, ""]  # number -1 is the last
        rows = zip(self.fid.tolist(), *columns, self.counts.tolist(), self.since.tolist(), self.until.tolist())
        for fid, *values, counts, since, until in rows:
            yield (fid, *values, *counts, words[since], words[until])


def _counts(layer: dict, reports: Reports, area: np.ndarray) -> Iterator[_Rows]:
    """Rows by area and interval, ascending: what is alive in it are all reports that expire at its end or later.

    ``area``: (n,) numbers, those of the rows ascend with them; negative: counts nowhere.
    """
    columns = [column for column in layer["columns"] if _counted(column)]
    of_kind, of_state = np.full(256, len(columns)), np.full(256, len(columns))  # one more column for what has none
    for place, column in enumerate(columns):
        if "category_id" in column:
            of_kind[int(column["category_id"])] = place
        elif "status_id" in column:
            of_state[int(column["status_id"])] = place
    total = [column["name"] for column in columns].index("razem")
    many_ends = max(1, len(reports.ends))
    key = area * many_ends + reports.until
    order = np.argsort(key, kind="stable")
    order = order[np.searchsorted(key[order], 0) :]
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))  # where each row's reports begin
    bounds = np.append(first, len(key))
    row_area, row_until = key[first] // many_ends, key[first] % many_ends
    areas = np.flatnonzero(np.diff(row_area, prepend=-1))  # where each area's rows begin
    start = 0
    while start < len(first):
        after = np.searchsorted(areas, start + _ROWS)
        end = int(areas[after]) if after < len(areas) else len(first)
        mine = order[bounds[start] : bounds[end]]
        many, width = end - start, len(columns) + 1
        local = np.repeat(np.arange(many), np.diff(bounds[start : end + 1])) * width
        table = np.bincount(local + of_kind[reports.kind[mine]], minlength=many * width)
        table += np.bincount(local + of_state[reports.state[mine]], minlength=many * width)
        table = table.reshape(many, width)[:, :-1]
        table[:, total] = np.diff(bounds[start : end + 1])
        begins = areas[np.searchsorted(areas, start) : np.searchsorted(areas, end)] - start
        yield _Rows(
            np.arange(start, end) + 1,
            row_area[start:end],
            _from_the_end(table, begins),
            np.where(np.isin(np.arange(many), begins), -1, np.concatenate([[-1], row_until[start : end - 1]])),
            row_until[start:end],
        )
        start = end


def _from_the_end(table: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Each row plus all later ones of its area; an area's rows begin at ``begins``."""
    later = table[::-1].cumsum(axis=0)[::-1]
    sizes = np.diff(np.append(begins, len(table)))
    beyond = np.concatenate([later[begins[1:]], np.zeros((1, table.shape[1]), later.dtype)])
    return later - np.repeat(beyond, sizes, axis=0)
