"""The public zone's database behind real QGIS Server workers: as the publication's own file, at once, and through its
breaks; through PgBouncer, and from a streaming replica."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import psycopg2
import pytest

from tests import zone_cluster
from tests.server import harness
from tests.zone_cluster import Cluster

PROJECT = "postgresql:?service=kmzb_public&schema=kmzb_public&project=kmzb"
READER = "www-data" if os.geteuid() == 0 else zone_cluster.ACCOUNT
PUSH = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
from kmzb_qgis.publishing.{module} import {what} as job
from kmzb_qgis.toolbelt.errors import KmzbError
try:
    print(job(*sys.argv[2:]))
except KmzbError as error:
    sys.exit(str(error))
application.exitQgis()
"""


def job(zone: Cluster, module: str, what: str, *words) -> str:
    """A job of the inner side, in a process of its own; what it says."""
    environment = {**os.environ, "PGSERVICEFILE": str(zone.file), "QT_QPA_PLATFORM": "offscreen"}
    script = PUSH.format(module=module, what=what)
    done = subprocess.run([sys.executable, "-c", script, str(harness.ROOT), *map(str, words)], env=environment,
                          capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def zone():
    zone_cluster.needed()
    with Cluster("served") as made:
        made.words = ("--inner", "127.0.0.1/32", "--replica", "127.0.0.1/32", "--server-account", READER)
        made.set_up_zone(*made.words)
        made.file = zone_cluster.service_file(
            made.root,
            made.service("kmzb_zone_push", "kmzb_zone_push", passfile=made.root / "pgpass"),
            made.service("kmzb_public", "kmzb_zone_read", local=True),
        )
        yield made


def test_nothing_pushed_yet_is_told(zone):
    """The first test of the module: nothing is pushed before it."""
    options = {"workers": 1, "environment": {"PGSERVICEFILE": str(zone.file)}, "ready": False}
    with harness.service(PROJECT, **options) as service:
        reader = harness.Client(service.url)
        for _try in range(150):
            with contextlib.suppress(OSError):
                answer = reader.wfs()
                if answer.status_code != 502:  # nginx is there, the worker not yet
                    break
            threading.Event().wait(0.2)
        assert answer.status_code == 503 and "no data just now" in answer.text


@pytest.fixture(scope="module")
def site(zone):
    with harness.site(harness.rows(60), service_url="https://mapy.example.org/kmzb") as made:
        said = job(zone, "zone.push", "push", made.folder, "service=kmzb_zone_push")
        assert "changed=True" in said, said
        yield made


@contextlib.contextmanager
def serving(file: Path, workers: int = 1):
    with harness.service(PROJECT, workers=workers, environment={"PGSERVICEFILE": str(file)}) as service:
        yield service


@pytest.fixture(scope="module")
def running(zone, site):
    with serving(zone.file, 2) as service:
        yield service


@pytest.fixture(scope="module")
def client(running):
    return harness.Client(running.url)


def publish(zone: Cluster, site: harness.Site, rows: list[dict]) -> str:
    """Publish as the inner side does; the folder remembers its zone."""
    before = os.environ.get("PGSERVICEFILE")
    os.environ["PGSERVICEFILE"] = str(zone.file)
    try:
        return site.publish(rows)
    finally:
        os.environ.pop("PGSERVICEFILE")
        if before:
            os.environ["PGSERVICEFILE"] = before


def ids(answer) -> frozenset[str]:
    assert answer.status_code == 200, answer.text[:300]
    return frozenset(feature["properties"]["id"] for feature in answer.json()["features"])


QUESTIONS = {
    "capabilities": {"REQUEST": "GetCapabilities"},
    "capabilities 1.0.0": {"REQUEST": "GetCapabilities", "VERSION": "1.0.0"},
    "schema": {"REQUEST": "DescribeFeatureType"},
    "GML 3": {},
    "GML 2": {"VERSION": "1.0.0"},
    "GeoJSON": {"OUTPUTFORMAT": "GeoJSON"},
    "hits": {"RESULTTYPE": "hits"},
    "degrees": {"SRSNAME": "urn:ogc:def:crs:EPSG::4326"},
    "box": {"BBOX": "560000,240000,570000,250000,EPSG:2180", "SRSNAME": "EPSG:2180"},
    "filter": {
        "FILTER": '<Filter xmlns="http://www.opengis.net/ogc"><PropertyIsEqualTo><PropertyName>status</PropertyName>'
        "<Literal>Potwierdzone</Literal></PropertyIsEqualTo></Filter>"
    },
    "sorted": {"SORTBY": "data_modyfikacji D", "MAXFEATURES": "5"},
    "counties": {"TYPENAME": "statystyka_powiat"},
    "cells": {"TYPENAME": "siatka_10km", "OUTPUTFORMAT": "GeoJSON"},
}


@pytest.fixture(scope="module")
def of_file(site):
    """The same publication served from its own file."""
    with harness.service(site.project, workers=1) as service:
        yield harness.Client(service.url)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_zone_answers_as_the_file_does(client, of_file, question):
    there, here = client.wfs(**QUESTIONS[question]), of_file.wfs(**QUESTIONS[question])
    assert there.status_code == here.status_code == 200
    told = [there.text.replace(client.url, ""), here.text.replace(of_file.url, "")]
    if question == "box":  # nobody asked for an order, and each spatial index has its own
        told = [sorted(re.split("</?gml:featureMember>", text)) for text in told]
    assert told[0] == told[1]


NEW_QUESTIONS = {
    "capabilities": {"REQUEST": "GetCapabilities"},
    "schema": {"REQUEST": "DescribeFeatureType"},
    "GML": {},
    "a page, sorted": {"COUNT": "7", "STARTINDEX": "5", "SORTBY": "data_modyfikacji DESC,id"},
    "hits": {"RESULTTYPE": "hits"},
    "degrees": {"SRSNAME": "urn:ogc:def:crs:EPSG::4326", "BBOX": "560000,240000,575000,250000,EPSG:2180"},
    "filter": {
        "FILTER": '<Filter xmlns="http://www.opengis.net/fes/2.0"><PropertyIsLike wildCard="*" singleChar="?"'
        ' escapeChar="!"><ValueReference>status</ValueReference><Literal>Potw*</Literal></PropertyIsLike></Filter>'
    },
    "GeoJSON": {"OUTPUTFORMAT": "GeoJSON", "COUNT": "10"},
    "CSV": {"OUTPUTFORMAT": "csv"},
    "values": {"REQUEST": "GetPropertyValue", "VALUEREFERENCE": "typ", "COUNT": "9"},
    "counties": {"TYPENAME": "statystyka_powiat"},
    "nothing there": {"STOREDQUERY_ID": "urn:ogc:def:query:OGC-WFS::GetFeatureById", "ID": "zgloszenia.nic",
                      "TYPENAME": ""},
}  # fmt: skip


@pytest.mark.parametrize("question", NEW_QUESTIONS)
def test_the_zone_answers_wfs_2_as_the_file_does(client, of_file, question):
    told = []
    for asked in (client, of_file):
        answer = asked.wfs(**{"VERSION": "2.0.0", **NEW_QUESTIONS[question]})
        assert answer.status_code == (404 if question == "nothing there" else 200), answer.text[:300]
        assert "zgloszenia" in answer.text or question in ("CSV", "values", "counties", "nothing there")
        # when it was answered, and the page's place, which each source names in its own way
        text = re.sub(r'timeStamp"?[=:] ?"[^"]+"|PAGETOKEN=\w+', "timeStamp", answer.text.replace(asked.url, ""))
        told.append("".join(text.split()) if question == "GeoJSON" else text)
    assert told[0] == told[1]


def test_maps_and_the_api_are_the_same(client, of_file):
    country = {"BBOX": "125000,165000,805000,870000", "WIDTH": "300", "HEIGHT": "300"}
    for layers in ("zgloszenia", "siatka_10km", "statystyka_powiat"):
        assert client.wms(LAYERS=layers, **country).content == of_file.wms(LAYERS=layers, **country).content
    there, here = client.items(limit=200).json(), of_file.items(limit=200).json()
    assert there["numberMatched"] == here["numberMatched"] and there["features"] == here["features"]
    words = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetCapabilities"}
    assert client.ask(params=words).text.replace(client.url, "") == of_file.ask(params=words).text.replace(
        of_file.url, ""
    )


def test_the_check_of_publications_finds_nothing_wrong(zone, site, client):
    with_list = job(zone, "check", "check_publication", client.url, site.folder)  # raises where something failed
    assert "CheckReport" in with_list and "Traceback" not in with_list, with_list


def test_caching_follows_the_zone_and_a_project_named_by_a_stranger_is_refused(client):
    first = client.wfs(OUTPUTFORMAT="GeoJSON")
    assert first.headers["X-KMZB-Publication"] != "unknown" and "max-age" in first.headers["Cache-Control"]
    words = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetFeature", "TYPENAME": "zgloszenia",
             "OUTPUTFORMAT": "GeoJSON"}  # fmt: skip
    assert client.ask(params=words, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    for address in (PROJECT, PROJECT.replace("kmzb_public&schema", "elsewhere&schema")):
        assert client.ask(params={**words, "MAP": address}).status_code == 403


def test_nginx_asks_the_guard_each_time_whether_what_it_keeps_still_holds(running, client):
    for _time in range(3):
        assert client.wfs(RESULTTYPE="hits", MAXFEATURES="7").status_code == 200
    threading.Event().wait(0.3)
    lines = (running.log / "kmzb-requests.log").read_text(encoding="utf-8").splitlines()[-3:]
    assert [line.split()[4] for line in lines] == ["MISS", "REVALIDATED", "REVALIDATED"]


def test_the_health_address_tells_the_zones_version_and_age(client):
    told = client.ask("health").json()
    assert told["status"] == "ok" and told["publication"] == client.wfs().headers["X-KMZB-Publication"]
    assert 0 <= told["age_seconds"] < 3600 and told["good_until"] > told["published"]


def test_a_push_is_served_at_once_and_every_answer_is_whole(zone, site, running, client):
    old = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
    before = client.wfs(RESULTTYPE="hits").headers
    stop, seen, faults = threading.Event(), [], []

    def read():
        reader = harness.Client(running.url)
        while not stop.is_set():
            try:
                seen.append(ids(reader.wfs(OUTPUTFORMAT="GeoJSON")))
            except Exception as error:
                faults.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        changed = [{**row, "status_id": 7} for row in harness.rows(0)] + harness.rows(80)[-20:]
        version = publish(zone, site, changed)
        # Each worker, not only one of them: asked more often than there are workers.
        after = [client.wfs(RESULTTYPE="hits").headers for _ in range(6)]
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    new = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
    assert not faults, faults[:3]
    assert len(new) == 80 and not any(number.startswith("a") for number in new)
    assert set(seen) <= {old, new} and old in seen
    assert {headers["X-KMZB-Publication"] for headers in after} == {version}
    assert before["ETag"] not in {headers["ETag"] for headers in after}
    capabilities = client.wfs(REQUEST="GetCapabilities").text
    assert version in capabilities and before["X-KMZB-Publication"] not in capabilities


def test_a_withdrawn_report_is_gone_with_the_next_request(zone, site, client):
    gone = sorted(ids(client.wfs(OUTPUTFORMAT="GeoJSON")))[0]
    said = job(zone, "withdraw", "withdraw", gone, site.folder)
    assert "pushed=''" not in said and "Traceback" not in said, said
    assert gone not in ids(client.wfs(OUTPUTFORMAT="GeoJSON")) and gone not in client.items(limit=500).text


def test_a_restart_of_the_database_is_hardly_noticed(zone, client):
    before = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
    zone.restart()
    for _ in range(6):
        assert ids(client.wfs(OUTPUTFORMAT="GeoJSON")) == before
    zone.stop("immediate")
    try:
        assert client.ask("health").json()["status"] == "fault"
        for answer in (client.wfs(), client.wms(), client.items(), client.ask("health")):
            assert answer.status_code == 503 and answer.headers["Cache-Control"] == "no-store"
            assert str(zone.root) not in answer.text and "psycopg" not in answer.text
    finally:
        zone.start()
    for _ in range(6):
        assert ids(client.wfs(OUTPUTFORMAT="GeoJSON")) == before


@pytest.fixture
def bouncer(zone):
    """PgBouncer as deploy/ has it, with this test's places."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not installed (make setup-test installs it)")
    place = zone.root / "bouncer"
    place.mkdir(exist_ok=True)
    text = (harness.ROOT / "deploy/pgbouncer-kmzb.ini").read_text(encoding="utf-8")
    port = zone_cluster.free_port()
    for old, new in (("/var/run/postgresql port=5432", f"{zone.socket} port={zone.port}"), ("6432", str(port)),
                     ("/run/kmzb-pgbouncer", str(place)), ("/var/log/postgresql", str(place)),
                     ("default_pool_size = 8", "default_pool_size = 2")):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    (place / "pgbouncer.ini").write_text(text, encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(place, zone_cluster.ACCOUNT)
    prefix = ["runuser", "-u", zone_cluster.ACCOUNT, "--"] if os.geteuid() == 0 else []
    process = subprocess.Popen([*prefix, program, "-q", str(place / "pgbouncer.ini")], cwd="/")
    try:
        file = zone.root / "bounced.conf"
        zone.bounced = zone.service("kmzb_public", "kmzb_zone_read", local=True, host=place, port=port)
        zone.bounced += zone.service("kmzb_zone_push", "kmzb_zone_push", local=True, host=place, port=port)
        file.write_text(zone.bounced, encoding="utf-8")
        for _try in range(50):
            with contextlib.suppress(psycopg2.OperationalError):
                psycopg2.connect(host=str(place), port=port, dbname="kmzb_public", user="kmzb_zone_read").close()
                break
            threading.Event().wait(0.2)
        yield file, place, port
    finally:
        process.terminate()
        process.wait(10)


def test_what_one_client_of_pgbouncer_sets_reaches_no_other(zone, bouncer):
    """In transaction mode clients share PostgreSQL's sessions."""

    def entered():
        made = psycopg2.connect(host=str(bouncer[1]), port=bouncer[2], dbname="kmzb_public", user="kmzb_zone_read")
        made.autocommit = True
        return made

    ours, theirs = [entered() for _ in range(4)], [entered() for _ in range(4)]
    try:
        names = ("search_path", "bytea_output", "statement_timeout", "default_transaction_read_only", "role",
                 "transform_null_equals", "default_transaction_isolation", "work_mem", "enable_indexscan")  # fmt: skip
        with theirs[0].cursor() as cursor:
            before = {}
            for name in names:
                cursor.execute(f"SHOW {name}")
                before[name] = cursor.fetchone()[0]
        for one in ours:
            with one.cursor() as cursor:
                for _round in range(4):
                    cursor.execute("SET search_path = nowhere")
                    cursor.execute("SET bytea_output = 'escape'")
                    cursor.execute("SET statement_timeout = 1")
                    cursor.execute("SET default_transaction_read_only = off")
                    cursor.execute("SET transform_null_equals = on")
                    cursor.execute("SET default_transaction_isolation = 'serializable'")
                    cursor.execute("SET work_mem = '64kB'")
                    cursor.execute("SET enable_indexscan = off")
                    with contextlib.suppress(psycopg2.Error):
                        cursor.execute("PREPARE mine AS SELECT 1")
                        cursor.execute("LISTEN everything")
        for one in theirs:
            with one.cursor() as cursor:
                for _round in range(4):
                    for name in names:
                        cursor.execute(f"SHOW {name}")
                        assert cursor.fetchone()[0] == before[name], name
                    cursor.execute("SELECT count(*) FROM pg_prepared_statements")
                    assert cursor.fetchone()[0] == 0
                    cursor.execute("SELECT count(*) FROM pg_listening_channels()")
                    assert cursor.fetchone()[0] == 0
    finally:
        for one in ours + theirs:
            one.close()


def test_many_readers_through_pgbouncer_in_transaction_mode(zone, site, client, bouncer):
    expected = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
    map_of_all = client.wms(BBOX="125000,165000,805000,870000").content
    with serving(bouncer[0], 3) as service:
        seen, faults = [], []

        def read():
            reader = harness.Client(service.url)
            try:
                for _round in range(5):
                    seen.append(ids(reader.wfs(OUTPUTFORMAT="GeoJSON")))
                    seen.append(ids(reader.wfs(OUTPUTFORMAT="GeoJSON", BBOX="0,0,9000000,9000000,EPSG:2180")))
                    assert reader.wms(BBOX="125000,165000,805000,870000").content == map_of_all
                    assert reader.items(limit=7).json()["numberMatched"] == len(expected)
            except Exception as error:
                faults.append(repr(error))

        readers = [threading.Thread(target=read) for _ in range(6)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert not faults, faults[:3]
        assert set(seen) == {expected} and len(seen) == 60
        # Two connections of PostgreSQL's served three workers with their pools and guards.
        assert int(zone.sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'kmzb_zone_read'"
                            " AND application_name NOT IN ('kmzb guard', '') AND client_port = -1")) >= 1  # fmt: skip
        new = publish(zone, site, [harness.report("zz", "gdansk")])
        after = [reader_headers(service.url) for _ in range(6)]
        assert {headers["X-KMZB-Publication"] for headers in after} == {new}


def reader_headers(url: str):
    return harness.Client(url).wfs(RESULTTYPE="hits").headers


def test_whoever_comes_through_pgbouncer_only_reads(zone, site, bouncer):
    _file, place, port = bouncer
    for user in ("kmzb_zone_push", "postgres", "ktokolwiek"):
        connection = psycopg2.connect(host=str(place), port=port, dbname="kmzb_public", user=user)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == ("kmzb_zone_read", "kmzb_zone_read")
        connection.close()
    own = zone.file
    zone.file = bouncer[0]
    try:
        said = job(zone, "zone.push", "push", site.folder, "service=kmzb_zone_push")
    finally:
        zone.file = own
    assert "no right" in said and "Traceback" not in said, said


def stream(made: Cluster, *words: str) -> None:
    """The administrator's command on the replica, and what Debian keeps on each machine of its own."""
    said = made.must(harness.ROOT / "deploy/zone-replica.sh", "--from", "service=kmzb_zone_replica", "--data",
                     made.data, *words)  # fmt: skip
    assert "follows the public server" in said
    made.certify()
    made.configure()
    (made.data / "pg_hba.conf").write_text("local all postgres trust\n", encoding="utf-8")


@pytest.fixture
def replica(zone):
    """A streaming replica by the administrator's command, on a port of its own."""
    made = Cluster("replica")
    made.make_place()
    made.entry = zone.service("kmzb_zone_replica", "kmzb_zone_replica", "replication", passfile=made.root / "pgpass")
    made.know(made.entry)
    stream(made)
    made.start()
    try:
        made.must(harness.ROOT / "deploy/zone-public.sh", "--server-account", READER,
                  env={**made.environment, "PGUSER": "postgres"})  # fmt: skip
        yield made
    finally:
        made.stop("immediate")
        zone.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active")
        made.__exit__()


def test_a_streaming_replica_serves_and_follows(zone, site, client, replica):
    assert replica.sql("SELECT pg_is_in_recovery()") == "t"
    file = replica.know(replica.entry, replica.service("kmzb_public", "kmzb_zone_read", local=True))
    with serving(file) as service:
        reader = harness.Client(service.url)
        expected = ids(client.wfs(OUTPUTFORMAT="GeoJSON"))
        assert ids(reader.wfs(OUTPUTFORMAT="GeoJSON")) == expected
        version = publish(zone, site, [harness.report("yy", "szczecin")])
        replica.wait_for("SELECT version FROM kmzb_public.publikacja", version)
        answer = reader.wfs(OUTPUTFORMAT="GeoJSON")
        assert answer.headers["X-KMZB-Publication"] == version
        assert ids(answer) - expected == {harness.report("yy", "szczecin")["id"]}
        zone.stop()  # what it has it goes on serving
        try:
            assert ids(reader.wfs(OUTPUTFORMAT="GeoJSON")) == ids(answer)
        finally:
            zone.start()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(
            host=replica.address, port=replica.port, dbname="kmzb_public", user="kmzb_zone_push",
            password=zone_cluster.SECRET, sslmode="require",
        )  # fmt: skip
    # Away for too long: made anew by the same command, which refuses to do so unasked.
    replica.stop()
    words = ("--from", "service=kmzb_zone_replica", "--data", replica.data)
    refused = zone_cluster.as_postgres(harness.ROOT / "deploy/zone-replica.sh", *words, env=replica.environment)
    assert refused.returncode == 2 and "--again" in refused.stderr
    stream(replica, "--again")
    replica.start()
    assert replica.sql("SELECT version FROM kmzb_public.publikacja") == version
