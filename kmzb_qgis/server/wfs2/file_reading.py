"""A publication's data file as of one instant: counts, pages, and the text of their features.

A whole layer is read by stretches of its row numbers, which the tables ``licznik`` and ``blok`` find at once; anything
else is chosen first, as a temporary table of row numbers in the order asked, and then read from there. SQLite writes
the text of many features at a time: no feature becomes an object of Python's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from .encoders import sqlite_text
from .encoders.lines import Line, uses_shape
from .file_shapes import Shapes
from .model import GEOMETRY, FeatureType
from .query import Query
from .source import Page
from .statements import sql

ROWS = 1000  # features put together at a time: above, SQLite copies long texts about
_COUNT = "SELECT count(*) FROM {rows} WHERE {condition}"
_NTH = "SELECT d.fid FROM {rows} WHERE d.fid >= ? AND {condition} ORDER BY d.fid LIMIT 1 OFFSET ?"
_CHOOSE = "INSERT INTO {table} (fid) SELECT d.fid FROM {rows} WHERE {condition} ORDER BY {order}"
_LIST = (
    "INSERT INTO {table} (nr, fid) SELECT ? + row_number() OVER (ORDER BY d.fid), d.fid FROM {rows}"
    " WHERE d.fid BETWEEN ? AND ? AND {condition}"
)
_RANK = (
    "SELECT r.n FROM (SELECT d.fid AS fid, row_number() OVER (ORDER BY {order}) AS n FROM {rows}"
    " WHERE d.fid = ? OR d.fid IN (SELECT fid FROM {table})) r WHERE r.fid = ?"
)
_TEXT = (
    "SELECT CAST(group_concat(l, '') AS BLOB) FROM (SELECT {line} AS l FROM {rows} WHERE {condition} ORDER BY {order})"
)


class FileReading:
    """The data file as of one instant (UTC text)."""

    def __init__(self, source, now: str, check: Callable[[], None]):
        self._source, self._now, self.check = source, now, check
        self._run = source.connection.execute

    def matched(self, query: Query) -> int:
        """See :class:`source.Reading`."""
        kind = query.type
        if query.filter is not None:
            kept = self._source.choices.get(self._choice(query)[0])
            if kept is not None:
                return kept[1]
            condition, values = self._condition(query)
            return self._one(sql(_COUNT, rows=_from(kind), condition=condition), values)
        if "licznik" in self._source.tables:
            found = self._run(
                "SELECT ile FROM licznik WHERE warstwa = ? AND od <= ? ORDER BY od DESC LIMIT 1", (kind.name, self._now)
            ).fetchone()
            if found:
                return found[0]
        condition, values = self._alive(kind)
        return self._one(sql(_COUNT, rows=_table(kind), condition=condition), values)

    def page(self, query: Query, start: int, count: int, after: int | None = None) -> Page:
        """See :class:`source.Reading`."""
        if query.filter is None and not query.sort:
            return self._whole(query, start, count, after)
        return self._chosen(query, start, count, after)

    def _whole(self, query: Query, start: int, count: int, after: int | None) -> Page:
        matched = self.matched(query)
        if after is not None:
            start = self._before(query.type, after)
        returned = max(0, min(count, matched - start))
        if not returned:
            return Page(matched, start, 0)
        first = self._fid(query.type, start)
        last = self._fid(query.type, start + returned - 1)
        return Page(matched, start, returned, last, (first, last))

    def _before(self, kind: FeatureType, after: int) -> int:
        """How many features stand up to the row number ``after``."""
        base, passed = 0, 0
        if "blok" in self._source.tables:
            firsts, before = self._source.blocks(kind.name, self._now)
            place = bisect_right(firsts, after) - 1
            if place >= 0:
                base, passed = firsts[place], before[place]
        condition, values = self._alive(kind)
        return passed + self._one(
            sql(_COUNT, rows=_table(kind), condition=f"d.fid BETWEEN ? AND ? AND {condition}"), [base, after, *values]
        )

    def _fid(self, kind: FeatureType, number: int) -> int:
        """The row number of a layer's feature: 0 is the first."""
        base = 0
        if "blok" in self._source.tables:
            firsts, before = self._source.blocks(kind.name, self._now)
            place = bisect_right(before, number, 0, len(firsts)) - 1
            if place >= 0:
                base, number = firsts[place], number - before[place]
        condition, values = self._alive(kind)
        return self._one(sql(_NTH, rows=_table(kind), condition=condition), [base, *values, number])

    def _choice(self, query: Query) -> tuple:
        condition, values = self._filter(query)
        order = tuple((one.property, one.descending) for one in query.sort)
        epoch = self._source.epoch(query.type.name, self._now)
        return (query.type.name, epoch, condition, tuple(values), order), condition, values

    def _chosen(self, query: Query, start: int, count: int, after: int | None) -> Page:
        key, *_rest = self._choice(query)

        def make(table: str) -> int:
            condition, values = self._condition(query)
            return self._run(
                sql(_CHOOSE, table=table, rows=_from(query.type), condition=condition, order=self._order(query)), values
            ).rowcount

        table, matched = self._source.keep(key, make)
        if after is not None:
            start = self._rank(query, table, after, start)
        returned = max(0, min(count, matched - start))
        if not returned:
            return Page(matched, start, 0)
        last = self._one(sql("SELECT fid FROM {table} WHERE nr = ?", table=table), [start + returned])
        return Page(matched, start, returned, last, table)

    def _rank(self, query: Query, table: str, after: int, otherwise: int) -> int:
        """How many chosen features stand up to the row ``after``, which may itself have expired since."""
        found = self._run(sql("SELECT nr FROM {table} WHERE fid = ?", table=table), (after,)).fetchone()
        if found:
            return found[0]
        ranked = sql(_RANK, order=self._order(query), rows=_from(query.type), table=table)
        found = self._run(ranked, (after, after)).fetchone()
        return found[0] - 1 if found else otherwise

    def _order(self, query: Query) -> str:
        dialect = sqlite_text.Dialect(query.type)
        words = []
        for one in query.sort:
            column = dialect.shape() if one.property == GEOMETRY else dialect.column(one.property)
            words.append(f"{column} DESC NULLS LAST" if one.descending else f"{column} ASC NULLS FIRST")
        return ", ".join([*words, "d.fid"])

    def send(self, query: Query, page: Page, line: Line, give: Callable[[bytes], None]) -> None:
        """See :class:`source.Reading`."""
        if not page.returned:
            return
        kind, where = query.type, page.where
        shapes = Shapes(self._source, query, line) if uses_shape(line) else None
        if shapes is not None and shapes.by_blob and not isinstance(where, str):
            where = self._listed(kind, page)
        if isinstance(where, str):
            self._from_table(query, page, where, line, shapes, give)
            return
        first, last = where
        dialect = self._dialect(kind, shapes)
        condition, values = self._alive(kind)
        within = f"d.fid BETWEEN ? AND ? AND {condition}"
        text = sql(_TEXT, line=dialect.expression(line), rows=_from(kind), condition=within, order="d.fid")
        for begin in range(first, last + 1, ROWS):
            found = self._run(text, [begin, min(begin + ROWS - 1, last), *values]).fetchone()[0]
            if found:
                give(found)

    def _dialect(self, kind: FeatureType, shapes: Shapes | None) -> sqlite_text.Dialect:
        return sqlite_text.Dialect(kind, shapes, frozenset(self._source.plain.get(kind.name, ())))

    def _listed(self, kind: FeatureType, page: Page) -> str:
        """A whole layer's page as a table of row numbers: shapes that are reckoned go by the place in it."""
        first, last = page.where
        condition, values = self._alive(kind)

        def make(table: str) -> int:
            # As if it began at the first feature: the numbers are those of the whole layer
            return self._run(
                sql(_LIST, table=table, rows=_table(kind), condition=condition), [page.start, first, last, *values]
            ).rowcount

        return self._source.keep((kind.name, first, last, self._now), make)[0]

    def _from_table(self, query: Query, page: Page, table: str, line: Line, shapes: Shapes | None, give) -> None:
        kind = query.type
        expression = self._dialect(kind, shapes).expression(line)
        joined = f"{table} w CROSS JOIN {_from(kind).replace(' d', ' d ON d.fid = w.fid', 1)}"
        within = "w.nr BETWEEN :first AND :last"
        text = sql(_TEXT, line=expression, rows=joined, condition=within, order="w.nr")
        end = page.start + page.returned
        for begin in range(page.start + 1, end + 1, ROWS):
            values = {"first": begin, "last": min(begin + ROWS - 1, end)}
            if shapes is not None and shapes.by_blob:
                values |= shapes.blob(joined, values)
            found = self._run(text, values).fetchone()[0]
            if found:
                give(found)

    def _alive(self, kind: FeatureType) -> tuple[str, list]:
        if kind.geometry == "Point":
            return "d.until > ?", [self._now]
        return "d.since <= ? AND d.until > ?", [self._now, self._now]

    def _filter(self, query: Query) -> tuple[str, list]:
        if query.filter is None:
            return "1", []
        from . import sql as filters

        self._source.know_shapes()
        return filters.condition(query.filter, query.type, filters.SQLITE)

    def _condition(self, query: Query) -> tuple[str, list]:
        """The filter and the clock."""
        alive, now = self._alive(query.type)
        if query.filter is None:
            return alive, now
        condition, values = self._filter(query)
        return f"({condition}) AND {alive}", [*values, *now]

    def _one(self, statement: str, values=()):
        found = self._run(statement, values).fetchone()
        return found[0] if found else 0


def _table(kind: FeatureType) -> str:
    """The base table alone."""
    return f'"dane_{kind.name}" d'


def _from(kind: FeatureType) -> str:
    """The base table as ``d``, with the units' outlines as ``o`` where the layer's shapes are theirs."""
    return _table(kind) + (" LEFT JOIN obszar o ON o.teryt = d.teryt" if kind.by_unit else "")
