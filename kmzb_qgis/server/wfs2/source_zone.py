"""Features from the public zone's database (PostgreSQL with PostGIS), which writes their text itself.

Only the views of the reading role are asked: ``wfs_<layer>`` (rows of the served version that hold now), ``liczby`` and
``bloki`` (counts from any instant on), ``gladkie`` (columns that need no escaping). A request reads in one transaction
that sees one state, so its counts and its rows agree. Rows come by COPY: the server writes while we send.
"""

from __future__ import annotations

import contextlib
import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg2

from ...toolbelt import databases, log
from ..refusal import Refused
from .encoders.lines import Line
from .encoders.postgres_text import Dialect
from .query import Query
from .source import CODE, Clock, Page, busy, no_data
from .statements import sql

_PATIENCE = {
    "connect_timeout": 3, "tcp_user_timeout": 15_000, "keepalives_idle": 10, "keepalives_interval": 5,
    "keepalives_count": 2, "application_name": "kmzb wfs", "client_encoding": "UTF8",
}  # fmt: skip
_MISSING = ("42P01", "3F000", "42501", "42703")  # no such view, schema, right, column
_CHOICES, _CHOSEN = 8, 3_000_000  # kept choices and their rows
_AT_ONCE = 5000  # rows of a choice asked for at a time
_PIECE = 256 * 1024  # bytes gathered before they are given on
_QUOTE = b"\x01"  # no text that goes out holds it: JSON spells it otherwise, XML and CSV do without
_COUNT = "SELECT count(*) FROM kmzb_public.wfs_{layer} d WHERE {condition}"
_CHOOSE = (
    "SELECT string_agg(r.fid::text, ',') FROM"
    " (SELECT d.fid FROM kmzb_public.wfs_{layer} d WHERE {condition} ORDER BY {order}) r"
)
_BLOCKS = (
    "SELECT DISTINCT ON (fid) fid, ile FROM kmzb_public.bloki WHERE warstwa = %s AND od <= now() ORDER BY fid, od DESC"
)
_NTH = "SELECT d.fid FROM kmzb_public.wfs_{layer} d WHERE d.fid >= %s ORDER BY d.fid OFFSET %s LIMIT 1"
_ROWS = "SELECT {line} FROM kmzb_public.wfs_{layer} d WHERE {condition} ORDER BY d.fid"
_LISTED = (
    "SELECT {line} FROM unnest(%s::int[]) WITH ORDINALITY AS u (fid, n)"
    " JOIN kmzb_public.wfs_{layer} d ON d.fid = u.fid ORDER BY u.n"
)
_COPY = "COPY ({rows}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', NULL E'\\x03')"


class ZoneSource:
    """The zone of a libpq service. Its version is asked anew for each request."""

    def __init__(self, service: str):
        self._service, self._connection = service, None
        self.served_version = ""
        self.choices: OrderedDict[tuple, array] = OrderedDict()

    def close(self) -> None:
        """Let the connection go."""
        with contextlib.suppress(Exception):  # it is of no use any more, whatever it says
            if self._connection is not None:
                self._connection.close()
        self._connection = None

    @contextmanager
    def reading(self, _now: datetime, seconds: float, client=None) -> Iterator[ZoneReading]:
        """See :class:`source.Source`. What holds now is told by the database's clock, which its views go by."""
        try:
            cursor, stamp = self._begun(seconds)
            self.served_version = stamp[0]
            yield ZoneReading(self, cursor, stamp, Clock(seconds, client).check)
            self._connection.rollback()  # nothing was written
        except psycopg2.Error as error:
            self.close()
            raise _told(error) from error
        except BaseException:
            self.close()  # a COPY may be under way
            raise

    def _begun(self, seconds: float):
        """A transaction's cursor and what is served; a connection that was lost is opened anew, once."""
        for last in (False, True):
            try:
                if self._connection is None:
                    self._connection = psycopg2.connect(f"service={self._service}", **_PATIENCE)
                    self._connection.set_session("REPEATABLE READ", readonly=True)
                cursor = self._connection.cursor()
                cursor.execute("SET LOCAL statement_timeout = %s", (int(seconds * 1000),))
                cursor.execute("SELECT version, stamp FROM kmzb_public.publikacja")
                stamp = cursor.fetchone()
                if stamp is None:
                    raise no_data()
                return cursor, stamp
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                self.close()
                if last:
                    raise
        raise no_data()

    def keep(self, key: tuple, make) -> array:
        """The row numbers of a choice: the kept ones, or new ones."""
        if key in self.choices:
            self.choices.move_to_end(key)
            return self.choices[key]
        found = self.choices[key] = make()
        while len(self.choices) > 1 and (
            len(self.choices) > _CHOICES or sum(map(len, self.choices.values())) > _CHOSEN
        ):
            self.choices.popitem(last=False)
        return found


def _told(error: psycopg2.Error) -> Refused:
    """What a client is told of the database's refusal; its own words go to the log."""
    log.error(f"zone: {' '.join(databases.said(error).split())}")
    if error.pgcode == "57014":
        return busy()
    if error.pgcode in _MISSING:
        return Refused(503, CODE, "WFS 2.0 is not set up in this service's database yet: use VERSION=1.1.0 until then")
    return no_data()


class ZoneReading:
    """The zone in one transaction. ``stamp``: version and state of what is served."""

    def __init__(self, source: ZoneSource, cursor, stamp: tuple, check: Callable[[], None]):
        self._source, self._cursor, self._stamp, self.check = source, cursor, stamp, check
        self._plain: dict[str, frozenset[str]] | None = None
        self._blocks: dict[str, tuple[list[int], list[int]]] = {}

    def matched(self, query: Query) -> int:
        """See :class:`source.Reading`."""
        if query.filter is not None:
            key = self._key(query)
            if key in self._source.choices:
                return len(self._source.choices[key])
            return self._counted(query)
        found = self._all(
            "SELECT ile FROM kmzb_public.liczby WHERE warstwa = %s AND od <= now() ORDER BY od DESC LIMIT 1",
            [query.type.name],
        )
        return found[0][0] if found else self._counted(query)

    def _counted(self, query: Query) -> int:
        condition, values = self._condition(query)
        return self._all(sql(_COUNT, layer=query.type.name, condition=condition), values)[0][0]

    def page(self, query: Query, start: int, count: int, after: int | None = None) -> Page:
        """See :class:`source.Reading`."""
        if query.filter is None and not query.sort:
            return self._whole(query, start, count, after)
        rows = self._source.keep(self._key(query), lambda: self._chosen(query))
        if after is not None:
            start = self._rank(query, rows, after, start)
        found = rows[start : start + count]
        if not found:
            return Page(len(rows), start, 0)
        return Page(len(rows), start, len(found), found[-1], found)

    def _whole(self, query: Query, start: int, count: int, after: int | None) -> Page:
        matched, layer = self.matched(query), query.type.name
        if after is not None:
            base, passed = self._block_of(layer, after)
            within = sql(_COUNT, layer=layer, condition="d.fid BETWEEN %s AND %s")
            start = passed + self._all(within, [base, after])[0][0]
        returned = max(0, min(count, matched - start))
        if not returned:
            return Page(matched, start, 0)
        first, last = self._nth(layer, start), self._nth(layer, start + returned - 1)
        return Page(matched, start, returned, last, (first, last))

    def _known_blocks(self, layer: str) -> tuple[list[int], list[int]]:
        """``(first row number of each block, features before it)``; the last is behind the end."""
        if layer not in self._blocks:
            firsts, before, total = [], [], 0
            for first, count in self._all(_BLOCKS, [layer]):
                firsts.append(first)
                before.append(total)
                total += count
            self._blocks[layer] = firsts, [*before, total]
        return self._blocks[layer]

    def _block_of(self, layer: str, row: int) -> tuple[int, int]:
        firsts, before = self._known_blocks(layer)
        place = bisect_right(firsts, row) - 1
        return (firsts[place], before[place]) if place >= 0 else (0, 0)

    def _nth(self, layer: str, number: int) -> int:
        """The row number of a layer's feature: 0 is the first."""
        firsts, before = self._known_blocks(layer)
        base = 0
        if firsts:
            place = bisect_right(before, number, 0, len(firsts)) - 1
            base, number = firsts[place], number - before[place]
        return self._all(sql(_NTH, layer=layer), [base, number])[0][0]

    def _rank(self, query: Query, rows: array, after: int, otherwise: int) -> int:
        """How many chosen features stand up to the row ``after``; one that expired since is not known any more."""
        if not query.sort:
            return bisect_right(rows, after)
        return rows.index(after) + 1 if after in rows else otherwise

    def _key(self, query: Query) -> tuple:
        condition, values = self._condition(query)
        since = self._all(
            "SELECT max(od) FROM kmzb_public.liczby WHERE warstwa = %s AND od <= now()", [query.type.name]
        )[0][0]
        order = tuple((one.property, one.descending) for one in query.sort)
        # Where nobody says when a layer changes by itself, nothing is kept for another request
        return (query.type.name, *self._stamp, since or time.monotonic_ns(), condition, tuple(map(str, values)), order)

    def _chosen(self, query: Query) -> array:
        condition, values = self._condition(query)
        choose = sql(_CHOOSE, layer=query.type.name, condition=condition, order=_order(query))
        text = self._all(choose, values)[0][0]
        return array("i", map(int, text.split(",") if text else ()))

    def _condition(self, query: Query) -> tuple[str, list]:
        if query.filter is None:
            return "TRUE", []
        from . import sql as filters

        return filters.condition(query.filter, query.type, filters.POSTGRES, "d")

    def send(self, query: Query, page: Page, line: Line, give: Callable[[bytes], None]) -> None:
        """See :class:`source.Reading`."""
        if not page.returned:
            return
        layer = query.type.name
        self._cursor.execute("SET LOCAL statement_timeout = 0")  # a slow reader holds a COPY up: our clock goes on
        expression = Dialect(query.type, query.crs, self._smooth(layer)).expression(_cut(line))
        if isinstance(page.where, tuple):
            rows = sql(_ROWS, line=expression, layer=layer, condition="d.fid BETWEEN %s AND %s")
            self._copy(rows, list(page.where), give)
            return
        for begin in range(0, len(page.where), _AT_ONCE):
            part = page.where[begin : begin + _AT_ONCE].tolist()
            self._copy(sql(_LISTED, line=expression, layer=layer), [part], give)

    def _smooth(self, layer: str) -> frozenset[str]:
        if self._plain is None:
            self._plain = {}
            for name, column in self._all("SELECT warstwa, kolumna FROM kmzb_public.gladkie", []):
                self._plain[name] = self._plain.get(name, frozenset()) | {column}
        return self._plain.get(layer, frozenset())

    def _copy(self, rows: str, values: list, give: Callable[[bytes], None]) -> None:
        whole = self._cursor.mogrify(rows, values).decode("utf-8")
        sink = _Sink(give, self.check)
        self._cursor.copy_expert(sql(_COPY, rows="{rows}").replace("{rows}", whole), sink)
        sink.end()

    def _all(self, statement: str, values: list) -> list[tuple]:
        self.check()
        self._cursor.execute(statement, values)
        return self._cursor.fetchall()


class _Sink:
    """What psycopg2 writes a COPY to, a row at a time: gathers them, and takes out what COPY put around them."""

    def __init__(self, give: Callable[[bytes], None], check: Callable[[], None]):
        self._give, self._check, self._parts = give, check, []
        self._size = 0

    def write(self, row: bytes) -> None:
        """A row."""
        self._parts.append(row)
        self._size += len(row)
        if self._size >= _PIECE:
            self.end()

    def end(self) -> None:
        """Give what was gathered."""
        self._check()
        block, self._parts, self._size = b"".join(self._parts), [], 0
        if block:
            self._give(block.replace(_QUOTE, b""))


def _cut(line: Line) -> Line:
    """A line without its end: COPY puts one."""
    if isinstance(line[-1], str) and line[-1].endswith("\n"):
        return (*line[:-1], line[-1][:-1])
    return line


def _order(query: Query) -> str:
    words = []
    for one in query.sort:
        column = f'd."{one.property}"'
        column += ' COLLATE "C"' if query.type.find(one.property).kind == "text" else ""
        words.append(f"{column} DESC NULLS LAST" if one.descending else f"{column} ASC NULLS FIRST")
    return ", ".join([*words, "d.fid"])
