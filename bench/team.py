"""The team's database beside the GeoPackage and beside PostgreSQL's own bare commands, on the same reports.

A private cluster is made with Debian's settings (fsync on), and goes with the run. Import and publication are those of
qgis_process; the peers are ``COPY`` of the same rows into a bare table and building its indexes, and
``INSERT … SELECT`` of the public rows. The queue's page and the map's view of a city are asked in one process, by turns
with the peer.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import jobs
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
CITY = (561000.0, 239000.0, 573000.0, 249000.0)  # Kraków, 12 by 10 km in EPSG:2180
PAGE, ROUNDS = 256, 15
NAN = float("nan")


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
        self.database = self.address = None
        self.rows_file = cluster.folder / "rows"

    def rows(self) -> Iterator[Row]:
        """The table's lines."""
        yield from self._importing()
        self.bench._stored(self.bench.sample)
        self.cluster.sql("VACUUM ANALYZE", self.address.name)
        yield from self._reading()
        yield from self._publishing()

    def _fresh(self) -> None:
        if self.address is not None:
            self.cluster.sql(f"DROP DATABASE IF EXISTS {self.address.name} WITH (FORCE)")
        self.address = self.cluster.store()
        self.cluster.sql("DROP TABLE IF EXISTS bare")

    def _importing(self) -> Iterator[Row]:
        bench = self.bench
        ours = Side("kmzb:importfile into PostgreSQL", start=bench._start)
        package = Side("kmzb:importfile into a GeoPackage", start=bench._start)
        peer = Side("COPY of the same rows and its indexes")

        def load() -> Run:
            done = bench._run("kmzb:importfile", INPUT=bench.sample, STORE=self.address)
            bench._expect(done, INSERTED=self.size)
            if not self.rows_file.exists():
                self.cluster.sql(f"COPY kmzb.report TO '{self.rows_file}'", self.address.name)
            return done

        def load_package() -> Run:
            return bench._run("kmzb:importfile", INPUT=bench.sample, STORE=bench.store)

        def fresh() -> None:
            bench._fresh()
            self._fresh()

        by_turns(bench.repeat, fresh, (ours, load), (peer, self._bare), (package, load_package))
        yield Row(self.size, "import a CSV into a team's database", ours, peer)
        yield Row(self.size, "import a CSV: database beside GeoPackage", ours, package)

    def _bare(self) -> Run:
        """COPY into a table of the same columns without any rule, then the same indexes."""
        name = self.address.name
        indexes = self.cluster.sql(
            "SELECT replace(replace(indexdef, ' ON kmzb.report ', ' ON kmzb.bare '), 'INDEX ' || indexname,"
            " 'INDEX bare_' || indexname) FROM pg_indexes WHERE schemaname = 'kmzb' AND tablename = 'report'",
            name,
        )
        script = [
            "DROP TABLE IF EXISTS kmzb.bare; CREATE TABLE kmzb.bare (LIKE kmzb.report)",
            f"COPY kmzb.bare FROM '{self.rows_file}'",
            *(text for (text,) in indexes),
        ]
        words = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.cluster.folder), "-p", self.cluster.port]
        words += ["-U", self.cluster.superuser, "-d", name]
        for text in script:
            words += ["-c", text]
        done = run(words, {**self.bench.env, "PGOPTIONS": "-c search_path=kmzb,public"})
        self.cluster.sql("DROP TABLE kmzb.bare", name)
        return done

    def _reading(self) -> Iterator[Row]:
        stores = (open_store(self.address), open_store(self.bench.store))
        for job, asked in (("queue: late ones, first page", _page), ("map: all reports of a city", _city)):
            sides = [Side("PostgreSQL"), Side("GeoPackage")]
            with (
                closing(open_connection(stores[0].path, True)) as first,
                closing(open_connection(stores[1].path, True)) as second,
            ):
                works = [asked(stores[0], first), asked(stores[1], second)]
                found = [[], []]
                for _ in range(ROUNDS):
                    for place, work in enumerate(works):
                        found[place].append(_seconds(work))
            for side, times in zip(sides, found):
                side.runs.append(Run(statistics.median(times), NAN, NAN))
            yield Row(self.size, job, *sides)

    def _publishing(self) -> Iterator[Row]:
        bench = self.bench
        ours = Side("kmzb:publish from PostgreSQL", start=bench._start)
        package = Side("kmzb:publish from a GeoPackage", start=bench._start)
        peer = Side("INSERT … SELECT of the same rows and columns")

        def bare() -> Run:
            text = f"DROP TABLE IF EXISTS kmzb.bare; CREATE TABLE kmzb.bare AS {jobs.public_rows()} LIMIT 0;"
            text += f" INSERT INTO kmzb.bare {jobs.public_rows()}; CREATE INDEX ON kmzb.bare USING gist (geom)"
            seconds = _seconds(lambda: self.cluster.sql(f"SET search_path = kmzb, public; {text}", self.address.name))
            return Run(seconds, NAN, NAN)

        by_turns(
            bench.repeat,
            bench._unpublished,
            (ours, lambda: bench._run("kmzb:publish", STORE=self.address, FOLDER=bench.folder)),
            (peer, bare),
            (package, lambda: self._again(bench.store)),
        )
        yield Row(self.size, "publish from a team's database", ours, peer)
        yield Row(self.size, "publish: database beside GeoPackage", ours, package)

    def _again(self, store: Path) -> Run:
        self.bench._unpublished()
        return self.bench._run("kmzb:publish", STORE=store, FOLDER=self.bench.folder)


def _page(_store, connection) -> Callable[[], object]:
    queue = Queue(connection)

    def ask() -> object:
        at = Moments.of(warsaw.now())
        queue.forget()
        fids = queue.listing(Filter(deadline=LATE), "", at)
        return queue.rows(fids[:PAGE].tolist(), at)

    return ask


def _city(store, _connection) -> Callable[[], object]:
    from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

    if QgsApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _city.application = QgsApplication([], False)
        _city.application.initQgis()
    layer = QgsVectorLayer(store.layer_uri("report"), "report", store.provider)
    request = QgsFeatureRequest(QgsRectangle(*CITY)).setSubsetOfAttributes(["category_id", "status_id"], layer.fields())
    return lambda: sum(1 for _ in layer.getFeatures(request))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
