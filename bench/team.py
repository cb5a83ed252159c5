"""The team's database beside the GeoPackage and beside PostgreSQL's own bare commands, on the same reports.

A private cluster is made with Debian's settings (fsync on), and goes with the run. Import and publication are those of
qgis_process. The peers: ``COPY`` of the rows that the import made into a table of the same columns without rules, and
building the same indexes; ``INSERT … SELECT`` of the rows and columns that are published, in the same database, into a
table with the keys and indexes of the public zone's. Queue and map are asked in one process, by turns with the
GeoPackage, by the log-in of an officer of the whole country, whom rights by unit are asked of. The server is no child
of the programs that are measured, so its processor time is not known: the clock counts.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import jobs
import samples
from jobs import Bench, Row
from measure import Run, Side, by_turns, run

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import open_store
from kmzb_qgis.store.queue import Moments, Queue
from kmzb_qgis.store.queue_filter import LATE, Filter
from kmzb_qgis.store.store import open_connection
from tests import postgres

SETTINGS = {  # Debian's defaults where the tests' cluster takes short cuts; memory as on a small server
    "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on",
    "shared_buffers": "512MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB",
}  # fmt: skip
PAGE, ROUNDS = 256, 15
NAN = float("nan")
_DATABASE = ("timezone TO 'UTC'", "lock_timeout TO '15s'", "jit TO off")  # as migration 13 sets them


def teams(bench: Bench) -> Iterator[Row]:
    """All of it for one size."""
    cluster = postgres.Cluster(SETTINGS)
    before = os.environ.get("PGSERVICEFILE")
    os.environ["PGSERVICEFILE"] = bench.env["PGSERVICEFILE"] = str(cluster.services)
    try:
        yield from _Team(bench, cluster).rows()
    finally:
        cluster.remove()
        bench.env.pop("PGSERVICEFILE", None)
        os.environ.pop("PGSERVICEFILE", None)
        if before is not None:
            os.environ["PGSERVICEFILE"] = before


class _Team:
    def __init__(self, bench: Bench, cluster: postgres.Cluster):
        self.bench, self.cluster, self.size = bench, cluster, bench.size
        self.address = None
        self.rows_file = cluster.folder / "rows"

    def rows(self) -> Iterator[Row]:
        """The table's lines."""
        yield from self._importing()
        self.cluster.sql("VACUUM ANALYZE", self.address.name)
        yield from self._reading()
        yield from self._publishing()
        yield from self._changing()

    def _fresh(self) -> None:
        self.bench._fresh()
        if self.address is not None:
            self.cluster.sql(f"DROP DATABASE {self.address.name} WITH (FORCE)")
        self.address = self.cluster.store()
        for text in _DATABASE:  # which a copy of a template does not take over
            self.cluster.sql(f"ALTER DATABASE {self.address.name} SET {text}")

    def _run(self, name: str, **parameters: object) -> Run:
        """An algorithm; what earlier jobs left to be written is not waited for."""
        self.cluster.sql("CHECKPOINT")
        done = self.bench._run(name, **parameters)
        return Run(done.wall, NAN, done.megabytes, done.output)

    def _importing(self) -> Iterator[Row]:
        bench = self.bench
        ours = Side("kmzb:importfile into PostgreSQL", start=bench._start)
        package = Side("kmzb:importfile into a GeoPackage", start=bench._start)
        peer = Side("COPY of the same rows and its indexes")

        def load() -> Run:
            done = self._run("kmzb:importfile", INPUT=bench.sample, STORE=self.address)
            bench._expect(done, INSERTED=self.size)
            if not self.rows_file.exists():
                self.cluster.sql(f"COPY kmzb.report TO '{self.rows_file}'", self.address.name)
            return done

        def load_package() -> Run:
            return self._run("kmzb:importfile", INPUT=bench.sample, STORE=bench.store)

        by_turns(bench.repeat, self._fresh, (ours, load), (peer, self._bare), (package, load_package))
        yield Row(self.size, "team: import a CSV", ours, peer)
        yield Row(self.size, "team: import a CSV, beside a GeoPackage", ours, package)

    def _bare(self) -> Run:
        """COPY into a table of the same columns without any rule, then the same indexes."""
        name = self.address.name
        indexes = self.cluster.sql(
            "SELECT replace(replace(indexdef, ' ON kmzb.report ', ' ON kmzb.bare '), 'INDEX ' || indexname,"
            " 'INDEX bare_' || indexname) FROM pg_indexes WHERE schemaname = 'kmzb' AND tablename = 'report'",
            name,
        )
        script = [
            "CREATE TABLE kmzb.bare (LIKE kmzb.report)",
            f"COPY kmzb.bare FROM '{self.rows_file}'",
            *(text for (text,) in indexes),
        ]
        words = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.cluster.folder), "-p", self.cluster.port]
        words += ["-U", self.cluster.superuser, "-d", name]
        for text in script:
            words += ["-c", text]
        self.cluster.sql("CHECKPOINT")
        done = run(words, {**self.bench.env, "PGOPTIONS": "-c search_path=kmzb,public"})
        found = self.cluster.sql("SELECT (SELECT count(*) FROM kmzb.bare), (SELECT count(*) FROM kmzb.report)", name)
        self.cluster.sql("DROP TABLE kmzb.bare", name)
        _same(*found[0])
        return Run(done.wall, NAN, NAN)

    def _reading(self) -> Iterator[Row]:
        officer = self.cluster.officer(f"o.{self.address.name}", self.address.name)
        stores = (open_store(officer), open_store(self.bench.store))
        for job, asked in _QUESTIONS:
            sides = [Side("PostgreSQL"), Side("GeoPackage")]
            with (
                closing(open_connection(stores[0].path, True)) as first,
                closing(open_connection(stores[1].path, True)) as second,
            ):
                works = [asked(stores[0], first), asked(stores[1], second)]
                counts = [work() for work in works]
                # an r-tree's boxes are rounded outwards; a cell's point at the view's edge may lie elsewhere
                _same(*counts, 0.02 if "cells" in job else 0.001 if "map" in job else 0)
                for _ in range(ROUNDS):
                    for side, work in zip(sides, works):
                        side.runs.append(Run(_seconds(work), NAN, NAN))
            yield Row(self.size, f"team: {job}: {counts[0]:,} rows", *sides)

    def _publishing(self) -> Iterator[Row]:
        bench, query, name = self.bench, jobs.public_rows(), self.address.name
        ours = Side("kmzb:publish from PostgreSQL", start=bench._start)
        package = Side("kmzb:publish from a GeoPackage", start=bench._start)
        peer = Side("INSERT … SELECT into a table like the zone's")
        made = (
            "SET search_path = kmzb, public; DROP TABLE IF EXISTS bare; CREATE TABLE bare AS"
            f" SELECT 1::bigint AS version, 0 AS fid, now() AS until, q.* FROM ({query}) q LIMIT 0;"
            " ALTER TABLE bare ADD PRIMARY KEY (version, fid); CREATE INDEX ON bare USING gist (geom);"
            " CREATE INDEX ON bare (id)"
        )
        put = "INSERT INTO kmzb.bare SELECT 1, row_number() OVER (), now() + interval '7 days', q.*"
        put = f"SET search_path = kmzb, public; {put} FROM ({query}) q"

        def bare() -> Run:
            self.cluster.sql(made, name)
            self.cluster.sql("CHECKPOINT")
            return Run(_seconds(lambda: self.cluster.sql(put, name)), NAN, NAN)

        def publish(store: object) -> Run:
            bench._unpublished()
            return self._run("kmzb:publish", STORE=store, FOLDER=bench.folder)

        by_turns(
            bench.repeat,
            lambda: None,
            (ours, lambda: publish(self.address)),
            (peer, bare),
            (package, lambda: publish(bench.store)),
        )
        ((count,),) = self.cluster.sql("SELECT count(*) FROM kmzb.bare", name)
        self.cluster.sql("DROP TABLE kmzb.bare", name)
        for done in (*ours.runs, *package.runs):
            bench._expect(done, FEATURES=count)
        yield Row(self.size, f"team: publish: {count:,} reports", ours, peer)
        yield Row(self.size, f"team: publish, beside a GeoPackage: {count:,} reports", ours, package)

    def _changing(self) -> Iterator[Row]:
        """The file again, one row in a hundred changed, anywhere; once, as it cannot be taken back."""
        bench = self.bench
        changed = samples.changed(bench.sample, bench.later)
        sides = []
        for name, store in (("PostgreSQL", self.address), ("GeoPackage", bench.store)):
            side = Side(f"kmzb:importfile into {name}", start=bench._start)
            side.turn(lambda store=store: self._run("kmzb:importfile", INPUT=bench.later, STORE=store))
            bench._expect(side.runs[0], UPDATED=changed, UNCHANGED=self.size - changed)
            sides.append(side)
        yield Row(self.size, f"team: import it again, {changed:,} rows anywhere changed", *sides)


def _listing(wanted: Filter):
    """The whole list as the desk asks for it."""

    def asked(_store, connection) -> Callable[[], int]:
        queue, at = Queue(connection), Moments.of(warsaw.now())
        return lambda: len(queue.listing(wanted, "", at))

    return asked


def _page(_store, connection) -> Callable[[], int]:
    """Rows in sight somewhere in the list, other ones each time."""
    queue, at = Queue(connection), Moments.of(warsaw.now())
    fids = queue.listing(Filter(), "", at)
    starts = itertools.count(7919, 7919)

    def ask() -> int:
        first = next(starts) % max(1, len(fids) - PAGE)
        return len(queue.rows(fids[first : first + PAGE].tolist(), at))

    return ask


def _map(table: str, scale: int, columns: list[str]):
    """What a map at a scale asks for, by QGIS's own provider: 1600 by 1000 pixels in the middle of Warsaw."""

    def asked(store, _connection) -> Callable[[], int]:
        import drawing  # starts no QGIS yet, but needs it
        from qgis.core import QgsApplication, QgsFeatureRequest, QgsVectorLayer

        if QgsApplication.instance() is None:
            asked.application = QgsApplication([], False)
            asked.application.initQgis()
        layer = QgsVectorLayer(store.layer_uri(table), table, store.provider)
        if not layer.isValid():
            sys.exit(f"bench: no layer {table} of {store.path}")
        request = QgsFeatureRequest(drawing.around(scale)).setSubsetOfAttributes(columns, layer.fields())
        return lambda: sum(1 for _ in layer.getFeatures(request))

    return asked


_QUESTIONS = (
    ("queue, a page anywhere", _page),
    ("queue, list of the late ones", _listing(Filter(deadline=LATE))),
    ("queue, list of all that is open", _listing(Filter())),
    ("map of a city, 1:50,000, which draws cells", _map("report_cells_1km", 50_000, ["total", "open"])),
    ("map of a city's middle, 1:10,000", _map("report", 10_000, ["category_id", "status_id"])),
    ("map at 1:24,000, the last that draws single reports", _map("report", 24_000, ["category_id", "status_id"])),
)


def _same(one: int, other: int, share: float = 0.0) -> None:
    if not one or abs(one - other) > share * one:
        sys.exit(f"bench: {one} and {other} rows: no fair comparison")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
