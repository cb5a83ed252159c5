"""The whole public zone on one machine: two clusters in two network namespaces, a firewall that lets nothing in
from the public one, the administrators' own commands, real QGIS Server, and the breaks of links and servers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg2
import pytest

from tests import zone_cluster
from tests.server import harness
from tests.zone_cluster import Cluster
from tests.zone_net import INNER, PUBLIC, Net

PROJECT = "postgresql:?service=kmzb_public&schema=kmzb_public&project=kmzb"
# A push that stops half way through its rows until it is told to go on: the moment to pull the cable.
HALF_WAY = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
from kmzb_qgis.publishing.zone import push
from kmzb_qgis.toolbelt.errors import KmzbError

class Stream(push._Stream):
    reads = 0
    def read(self, size=-1):
        Stream.reads += 1
        if Stream.reads == 3:
            print("half way", flush=True)
            sys.stdin.readline()
        return super().read(size)

push._Stream = Stream
try:
    print(push.push(sys.argv[2]))
except KmzbError as error:
    print(error.code, error)
"""


class Zone:
    """Both sides, set up; jobs of the inner side run there, visitors ask on the public one."""

    def __init__(self, net: Net, inner: Cluster, public: Cluster, installed):
        self.net, self.inner, self.public, self.installed = net, inner, public, installed
        self.site = harness.Site()
        self.service = None

    def run(self, algorithm: str, **parameters) -> dict:
        """One algorithm by qgis_process, from the inner side."""
        with self.net.inside("inner"):
            return self.installed.run(algorithm, **parameters)

    def fails(self, algorithm: str, **parameters) -> str:
        with self.net.inside("inner"):
            return self.installed.fails(algorithm, **parameters)

    def publish(self, rows: list[dict]) -> str:
        with self.net.inside("inner"):
            return self.site.publish(rows)

    def serve(self) -> None:
        file = zone_cluster.service_file(
            self.public.root, self.public.service("kmzb_public", "kmzb_zone_read", local=True)
        )
        with self.net.inside("public"):
            self.service = harness.service(PROJECT, workers=2, environment={"PGSERVICEFILE": str(file)})
            self.service.__enter__()

    def shown(self) -> tuple[str, set[str]]:
        """The version and the reports that a visitor sees."""
        with self.net.inside("public"):
            answer = harness.Client(self.service.url).wfs(OUTPUTFORMAT="GeoJSON")
        assert answer.status_code == 200, answer.text[:300]
        found = {feature["properties"]["id"] for feature in answer.json()["features"]}
        return answer.headers["X-KMZB-Publication"], found

    def send(self, *references: str) -> None:
        """Citizens' reports, as the intake service writes them."""
        connection = psycopg2.connect(
            host=str(self.public.socket), port=self.public.port, dbname="kmzb_public", user="kmzb_zone_intake"
        )
        with connection, connection.cursor() as cursor:
            for reference in references:
                cursor.execute(
                    "INSERT INTO report (reference, terms_version, category, east, north, description)"
                    " VALUES (%s, '2026-01', 'Akty wandalizmu', 567059, 244219, 'Zażółć gęślą jaźń')",
                    (reference,),
                )
        connection.close()

    def arrived(self, count: int) -> None:
        self.inner.wait_for("SELECT count(*) FROM kmzb_intake.report", str(count), "kmzb", 60)

    def subscribe(self, **more) -> dict:
        return self.run("kmzb:subscribeintake", INNER="service=inner_admin", PUBLIC="service=kmzb_zone_collect", **more)


@pytest.fixture(scope="module")
def zone(installed):
    zone_cluster.needed()
    with Net() as net:
        public = Cluster("public", PUBLIC, {"checkpoint_timeout": "30s"})
        inner = Cluster("inner", INNER, {"wal_retrieve_retry_interval": "500ms"})
        made = None
        with pytest.MonkeyPatch.context() as patched, net_of(net, "public", public), net_of(net, "inner", inner):
            try:
                # The public side's one command.
                with net.inside("public"):
                    public.set_up_zone("--inner", f"{INNER}/32", "--keep-wal", "4MB", "--server-account", "www-data",
                                       "--intake-account", "root")  # fmt: skip
                inner.sql("CREATE DATABASE kmzb", "postgres")
                file = inner.know(
                    public.service("kmzb_zone_push", "kmzb_zone_push", passfile=inner.root / "pgpass"),
                    public.service("kmzb_zone_collect", "kmzb_zone_collect", passfile=inner.root / "pgpass"),
                    inner.service("inner_admin", "postgres", "kmzb", local=True),
                    inner.service("inner_collect", "zbieracz", "kmzb", local=True),
                )
                with (inner.data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
                    rules.write("local kmzb zbieracz trust\n")
                with net.inside("inner"):
                    inner.restart()  # it knows its service file from now on
                patched.setenv("PGSERVICEFILE", str(file))
                made = Zone(net, inner, public, installed)
                yield made
            finally:
                if made is not None:
                    made.site.remove()
                    if made.service is not None:
                        made.service.stop()


class net_of:
    """A cluster that starts and lives in a namespace."""

    def __init__(self, net: Net, side: str, cluster: Cluster):
        self.net, self.side, self.cluster = net, side, cluster

    def __enter__(self):
        with self.net.inside(self.side):
            return self.cluster.__enter__()

    def __exit__(self, *error):
        with self.net.inside(self.side):
            self.cluster.__exit__(*error)


def test_nothing_can_be_opened_from_the_public_side(zone):
    assert zone.net.opens("public", INNER, zone.inner.port) == "open"  # the cable is there, and somebody listens
    zone.net.shut()
    assert zone.net.opens("public", INNER, zone.inner.port) == "no answer"
    assert zone.net.opens("inner", PUBLIC, zone.public.port) == "open"


def test_what_is_published_inside_is_served_outside(zone):
    zone.publish(harness.rows(30))
    done = zone.run("kmzb:pushpublication", FOLDER=zone.site.folder, ZONE="service=kmzb_zone_push")
    assert done["CHANGED"] and done["ROWS"] > 36
    zone.serve()
    version, found = zone.shown()
    assert version == done["VERSION"] and len(found) == 36
    dumped = zone.public.must(zone.public.tools / "pg_dumpall", "-U", "postgres")
    assert "SEKRET" not in dumped and "Przekraczanie dozwolonej" in dumped


def test_the_next_publication_is_there_at_once(zone):
    version = zone.publish([harness.report("b0gdansk", "gdansk")])
    now, found = zone.shown()
    assert now == version and len(found) == 37


def test_what_citizens_send_is_collected(zone):
    zone.send("KM-000001", "KM-000002")
    done = zone.subscribe()
    assert (done["STATE"], done["ROWS"]) == ("new", 2)
    zone.send("KM-000003")
    zone.arrived(3)


def test_either_side_may_be_restarted(zone):
    before = zone.shown()
    with zone.net.inside("inner"):
        zone.inner.stop()
    zone.send("KM-000004")
    assert zone.shown() == before
    with zone.net.inside("inner"):
        zone.inner.start()
    zone.arrived(4)
    with zone.net.inside("public"):
        zone.public.restart()
    assert zone.shown() == before
    zone.send("KM-000005")
    zone.arrived(5)


def test_a_cable_pulled_in_the_middle_of_a_push(zone):
    before = zone.shown()
    zone.run("kmzb:pushpublication", FOLDER=zone.site.folder, FORGET="true")
    version = zone.publish(harness.rows(2000)[-1900:])
    (zone.site.folder / "versions/zone.json").write_text('{"zone": "service=kmzb_zone_push", "keep": 2}')
    with zone.net.inside("inner"):
        pushing = subprocess.Popen(
            [sys.executable, "-c", HALF_WAY, str(harness.ROOT), str(zone.site.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
    assert pushing.stdout.readline().strip() == "half way"
    zone.net.cut()
    try:
        said, _none = pushing.communicate("go on\n", timeout=60)
        assert said.startswith("unreachable") and "goes on serving its old publication" in said
        assert zone.shown() == before
    finally:
        zone.net.mend()
    done = zone.run("kmzb:pushpublication", FOLDER=zone.site.folder)
    assert done["CHANGED"] and done["VERSION"] == version
    now, found = zone.shown()
    assert now == version and len(found) == 37 + 1900 - 30 + 30


def test_a_cable_pulled_while_citizens_send(zone):
    zone.net.cut()
    zone.send("KM-000006")
    threading.Event().wait(2)
    zone.send("KM-000007")
    zone.net.mend()
    zone.arrived(7)


def test_a_link_that_was_broken_for_too_long_is_made_anew(zone):
    zone.net.cut()
    zone.send("KM-000008")
    for _round in range(12):  # more than --keep-wal lets the slot hold back
        zone.public.sql("SELECT pg_logical_emit_message(false, 'x', repeat('x', 900000)), pg_switch_wal()")
    zone.public.sql("CHECKPOINT")
    zone.public.wait_for("SELECT wal_status FROM pg_replication_slots", "lost")
    assert "does not answer" in zone.fails(
        "kmzb:subscribeintake", INNER="service=inner_admin", PUBLIC="service=kmzb_zone_collect"
    )
    zone.net.mend()
    zone.send("KM-000009")
    assert zone.subscribe()["STATE"] == "renewed"
    zone.arrived(9)
    assert zone.inner.sql("SELECT count(*) FROM kmzb_intake.doubled", "kmzb") == "0"
    assert zone.subscribe()["STATE"] == "running"
    held = zone.public.sql("SELECT count(*) FROM pg_replication_slots")
    assert held == "1" and _size(zone.public.data / "pg_wal") < 60e6


def test_every_report_is_in_the_store_once(zone):
    zone.run("kmzb:createstore", STORE="service=inner_admin")
    zone.inner.sql("SELECT kmzb.add_account('zbieracz', 'zegar', '{intake}')", "kmzb")
    words = {"INTAKE": "service=inner_collect", "STORE": "service=inner_collect"}
    done = zone.run("kmzb:collectintake", **words)
    assert (done["TAKEN"], done["REFUSED"]) == (9, 0)
    zone.send("KM-000010")
    zone.arrived(10)
    assert zone.run("kmzb:collectintake", **words)["TAKEN"] == 1
    found = zone.inner.sql(
        "SELECT count(*), count(DISTINCT reference), bool_and(plane = 3 AND status_id = 1 AND modified_by = 'zbieracz'"
        " AND description = 'Zażółć gęślą jaźń') FROM kmzb.report",
        "kmzb",
    )
    assert found == "10|10|t"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def test_a_withdrawn_report_and_the_way_back(zone):
    gone = harness.report("b0gdansk", "gdansk")["id"]
    assert gone in zone.shown()[1]
    done = zone.run("kmzb:withdraw", REPORT=gone, FOLDER=zone.site.folder)
    now, found = zone.shown()
    assert done["PUSHED"] == now and gone not in found
    assert gone not in zone.public.must(zone.public.tools / "pg_dump", "-U", "postgres", "kmzb_public")
    assert zone.net.opens("public", INNER, zone.inner.port) == "no answer"  # as it was all the time
