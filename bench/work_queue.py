#!/usr/bin/env python3
"""The work queue beside its bare SQL: first list, other filters, scrolling. Give it a store: ``work_queue.py STORE``.

The dock's parts run as in QGIS, unseen. A filter's time is from the change to the new list with its first rows read;
its bare SQL is what lists the same reports by one connection: ``SELECT fid … ORDER BY`` what is due, all rows fetched.
``gui`` is the longest the GUI thread computed at a stretch meanwhile (its own CPU time, so that other programs do not
count). Milliseconds, medians of the rounds.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desk_lines import Line, show  # noqa: E402
from qgis.core import QgsApplication  # noqa: E402 - the package lies beside this folder

from kmzb_qgis.catalogue import warsaw  # noqa: E402
from kmzb_qgis.editing import queue_reader  # noqa: E402
from kmzb_qgis.editing.queue_reader import Question, Reader  # noqa: E402
from kmzb_qgis.store import queue  # noqa: E402
from kmzb_qgis.store.queue import DUE, IS_OPEN, Moments, Queue  # noqa: E402
from kmzb_qgis.store.queue_filter import LATE, Filter  # noqa: E402
from kmzb_qgis.store.store import open_connection  # noqa: E402

SIDE = 4000.0  # m, of the drawn area
ME = "jkowalski"
BOUND = 2
NONE = float("nan")
statements: list[str] = []  # of the reader's connections, in the order they began


class Desk:
    """A dock with its reader, and a clock that watches the event loop."""

    def __init__(self, application, path: Path):
        from kmzb_qgis.gui.queue_dock import QueueDock

        self.application, self.dock, self.number = application, QueueDock(), 0
        self.dock.resize(760, 900)
        self.dock.show()
        self.reader = Reader(path)
        self.listed = self.counted = self.longest = 0.0
        self.reader.listed.connect(self._listed)
        self.reader.counted.connect(self._counted)
        self.reader.read.connect(self.dock.model.put)
        self.dock.model.wanted.connect(self.reader.fetch)
        self.dock.filters.changed.connect(self._ask)

    def _listed(self, listing) -> None:
        if listing.number == self.number:
            self.dock.filters.show_answers(listing.has_answers)
            self.dock.filters.show_units(listing.units)
            self.dock.replace(listing.fids, [], False)
            self.listed = time.perf_counter()

    def _counted(self, number, counts) -> None:
        if number == self.number:
            self.dock.show_counts(counts)
            self.counted = time.perf_counter()

    def _ask(self) -> None:
        self.reader.ask(Question(self.number, self.dock.filters.wanted(), ME))

    def ask(self, wanted: Filter) -> tuple[float, float, float]:
        """Seconds until the rows in sight are read, until the counts are there, and the GUI's longest stretch."""
        self.number += 1
        self.listed = self.counted = self.longest = 0.0
        begun = time.perf_counter()
        if wanted == self.dock.filters.wanted():
            self._ask()  # the same again
        self.dock.filters.put(wanted)  # as its widgets do
        self.run(lambda: self.listed)
        self.run(self.in_sight)
        filled = time.perf_counter() - begun
        self.run(lambda: self.counted)
        return filled, self.counted - begun, self.longest

    def in_sight(self) -> bool:
        """Whether the first and the last row in sight are read."""
        model, table = self.dock.model, self.dock.table
        if not len(model.fids):
            return True
        rows = [table.rowAt(0), table.rowAt(table.viewport().height() - 1)]
        return all(model.row(int(model.fids[row])) is not None for row in rows if row >= 0)

    def run(self, condition) -> None:
        """The event loop until something holds."""
        while not condition():
            at = time.thread_time()
            self.application.processEvents()
            self.longest = max(self.longest, time.thread_time() - at)
            time.sleep(0.0005)


def bare(path: Path, wanted: Filter) -> float:
    """Seconds of the plain SQL that lists the same."""
    with closing(open_connection(path, read_only=True)) as connection:
        asked, at = Queue(connection), Moments.of(warsaw.now())
        base = asked._base(wanted, at)
        parts, values = asked._conditions(wanted, ME, at, base)
        # words and places are looked up by one statement here too, not from a set that was kept
        asked.forget()
        where = " AND ".join([base, *parts.values()])
        given = [one for several in values.values() for one in several]
        begun = time.perf_counter()
        if wanted.text or wanted.area:
            asked._conditions(wanted, ME, at, base)
        sql = f"SELECT r.fid FROM report AS r WHERE {where} ORDER BY coalesce({DUE}, '~'), r.fid"
        connection.execute(sql, given).fetchall()
        return time.perf_counter() - begun


def bare_counts(path: Path, wanted: Filter) -> float:
    """Seconds of one GROUP BY for each filter, under all the other filters."""
    with closing(open_connection(path, read_only=True)) as connection:
        asked, at = Queue(connection), Moments.of(warsaw.now())
        base = asked._base(wanted, at)
        parts, values = asked._conditions(wanted, ME, at, base)
        late = f"{DUE} <= '{at.now}', {DUE} <= '{at.tonight}', {DUE} <= '{at.soon}'"
        columns = {
            "statuses": "r.status_id",
            "categories": "r.category_id",
            "deadline": late,
            "units": "r.teryt, r.unit_id",
        }
        columns["mine"] = f"r.officer = '{ME}' COLLATE NOCASE"
        begun = time.perf_counter()
        for facet, what in columns.items():
            kept = [name for name in parts if name != facet]
            where = " AND ".join([base, *(parts[name] for name in kept)])
            sql = f"SELECT {what}, count(*) FROM report AS r WHERE {where} GROUP BY {what}"
            connection.execute(sql, [one for name in kept for one in values[name]]).fetchall()
        return time.perf_counter() - begun


def main() -> None:
    """Print a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    with closing(open_connection(chosen.store, read_only=True)) as connection:
        count = connection.execute(f"SELECT count(*) FROM report AS r WHERE {IS_OPEN}").fetchone()[0]
        x, y = connection.execute(
            f"SELECT ST_MinX(geom), ST_MinY(geom) FROM report AS r WHERE {IS_OPEN} AND geom IS NOT NULL LIMIT 1"
        ).fetchone()
        city = connection.execute(f"SELECT teryt FROM report AS r WHERE {IS_OPEN} AND teryt <> '' LIMIT 1").fetchone()[
            0
        ]
        total = connection.execute("SELECT max(fid) FROM report").fetchone()[0]
    corners = [(x - SIDE, y - SIDE), (x + SIDE, y - SIDE), (x, y + SIDE), (x - SIDE, y - SIDE)]
    ring = ",".join(f"{one:.0f} {other:.0f}" for one, other in corners)
    questions = {
        "all": Filter(),
        "status": Filter(statuses=queue.UNREAD),
        "category": Filter(categories=(11, 18)),
        "late": Filter(deadline=LATE),
        "municipality": Filter(units=(("municipality", city),)),
        "voivodeship": Filter(units=(("voivodeship", city[:2]),)),
        "mine": Filter(mine=True),
        "area": Filter(area=f"POLYGON(({ring}))"),
        "number": Filter(text="4711"),
    }
    print(f"{count:,} open of {total:,} reports; SQLite {sqlite3.sqlite_version}; {chosen.rounds} rounds")
    queue_reader.open_connection = traced
    begun = time.perf_counter()
    desk = Desk(application, chosen.store)
    desk.reader.start()
    show([Line("queue: dock made, first rows read", "", [(time.perf_counter() - begun + desk.ask(Filter())[0], NONE)])])
    for name, wanted in questions.items():
        ours, theirs = [], []
        for _ in range(chosen.rounds):
            desk.ask(Filter(statuses=(3,), mine=True))
            desk.reader._lists._seen = None  # nothing looked up before holds
            ours.append(desk.ask(wanted))
            theirs.append((bare(chosen.store, wanted), bare_counts(chosen.store, wanted)))
        what = f"queue: filter {name}, {len(desk.dock.model.fids):,} rows"
        first = [(one[0], other[0]) for one, other in zip(ours, theirs)]
        whole = [(one[1], sum(other)) for one, other in zip(ours, theirs)]
        longest = 1000 * statistics.median(one[2] for one in ours)
        show([Line(f"{what}: first rows", "its SQL", first, BOUND)])
        show([Line(f"{what}: counts too (window busy {longest:.0f} ms at a stretch)", "its SQL", whole, BOUND)])
    desk.ask(Filter())
    show([scrolled(desk, count)])
    desk.reader.stop()
    sys.stdout.flush()
    os._exit(0)  # QGIS takes its time to leave


def scrolled(desk: Desk, count: int) -> Line:
    """Jumps to anywhere in the list, until the rows in sight are read; what the reader asked the store meanwhile."""
    jumps, rows, asked = [], [], []
    desk.reader.read.connect(lambda fids, _rows: rows.append(len(fids)))
    for step in range(50):
        desk.run(lambda: True)
        before = len(statements)
        begun = time.perf_counter()
        desk.dock.table.verticalScrollBar().setValue((step * 7919 * 31) % max(1, count))
        desk.application.processEvents()
        desk.run(desk.in_sight)
        jumps.append((time.perf_counter() - begun, NONE))
        asked.append(sum(text.startswith("SELECT r.fid, r.category_id") for text in statements[before:]))
    worst = 1000 * max(took for took, _ in jumps)
    what = f"queue: scrolled to anywhere, rows read (at worst {worst:.0f} ms; {max(asked)} statement, {max(rows)} rows)"
    return Line(what, "", jumps)


def traced(path, **named):
    """The reader's connections, whose statements are noted."""
    connection = open_connection(path, **named)
    connection.set_trace_callback(statements.append)
    return connection


if __name__ == "__main__":
    main()
