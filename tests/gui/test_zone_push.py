"""Pushing a publication into a real cluster: whole or not at all, once, and without what was withdrawn."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import psycopg2
import pytest
from publishing_store import (
    DRUGS,
    ELIMINATED,
    JOKE,
    SECRET,
    days_ago,
    number,
    observe,
    put,
)

from kmzb_qgis.catalogue import load
from kmzb_qgis.publishing import blobs
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.refresh import refresh
from kmzb_qgis.publishing.rollback import rollback
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.publishing.zone import push as pushing
from kmzb_qgis.publishing.zone.push import leave, push
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests import zone_cluster
from tests.zone_cluster import Cluster

PUSH = "service=kmzb_zone_push"
WORDS = 'ząb\t"cudzysłów"\\n \\ koniec\r\nżółw'


@pytest.fixture(scope="module")
def cluster():
    zone_cluster.needed()
    with Cluster("push") as made:
        made.set_up_zone("--inner", "127.0.0.1/32")
        made.file = zone_cluster.service_file(
            made.root,
            made.service("kmzb_zone_push", "kmzb_zone_push", passfile=made.root / "pgpass"),
            made.service("reader", "kmzb_zone_collect", passfile=made.root / "pgpass"),
            made.service("elsewhere", "kmzb_zone_push", "gdzie_indziej", passfile=made.root / "pgpass"),
            made.service("nobody", "kmzb_zone_push", port=1),
            made.service("stranger", "kmzb_zone_push", passfile="/nowhere"),
        )
        yield made


@pytest.fixture
def zone(cluster, monkeypatch):
    """The cluster with nothing pushed, known by names of a service file."""
    monkeypatch.setenv("PGSERVICEFILE", str(cluster.file))
    tables = "dane_zgloszenia, dane_statystyka_powiat, dane_statystyka_gmina, dane_siatka_1km, dane_siatka_10km"
    tables += ", dane_licznik, dane_blok, dane_gladka"
    cluster.sql(
        f"SET search_path = kmzb_public; TRUNCATE served, publication, obszar, dane_metadane, {tables} RESTART IDENTITY"
    )
    return cluster


@pytest.fixture
def published(store, folder, no_grace):
    """Two public reports of three."""
    put(store, "a", description=SECRET, note=SECRET)
    put(store, "b", status_id=ELIMINATED, reason_text="Naprawiono oświetlenie.", changed=days_ago(1), teryt="1465011")
    put(store, "hidden", category_id=DRUGS)
    publish(store.path, folder)
    return folder


def shown(zone, layer: str = "zgloszenia", columns: str = "id") -> set[str]:
    return set(zone.sql(f"SELECT {columns} FROM kmzb_public.{layer}").splitlines())


def of_zone(done) -> list[str]:
    """What a job says of the zone."""
    return [sentence for sentence in done.warnings if "zone" in sentence]


def state(zone) -> str:
    return zone.sql("SELECT version, stamp FROM kmzb_public.publikacja")


def test_all_that_is_served_is_in_the_zone_and_nothing_else(zone, store, published):
    push(published, PUSH)
    place = Folder(published)
    data = place.public / f"kmzb-{place.served()}.gpkg"
    with closing(sqlite3.connect(f"file:{data}?mode=ro&immutable=1", uri=True)) as here:
        for layer in load().layers:
            names = [column["name"] for column in layer["columns"]]
            there = ", ".join(f"coalesce({name}::text, '-')" for name in names)
            lines = set(zone.sql(f"SELECT concat_ws('#', {there}) FROM kmzb_public.{layer['name']}").splitlines())
            rows = here.execute(f'SELECT {", ".join(names)} FROM "{layer["name"]}"').fetchall()
            assert len(rows) == len(lines) > 0, layer["name"]
            spelt = {"#".join("-" if value is None else _as_postgres(value) for value in row) for row in rows}
            assert lines == spelt
        points = here.execute("SELECT id, hex(substr(geom, 14)) FROM zgloszenia").fetchall()
    there = shown(zone, columns="id || '#' || upper(substr(encode(ST_AsBinary(geom), 'hex'), 11))")
    assert there == {"#".join(point) for point in points}
    assert zone.sql("SELECT bool_and(ST_SRID(geom) = 2180 AND ST_IsValid(geom)) FROM kmzb_public.siatka_1km") == "t"


def _as_postgres(value) -> str:
    text = str(value)
    if len(text) == 24 and text.endswith("Z"):
        return text[:-1].replace("T", " ").rstrip("0").rstrip(".")
    return text


def test_nothing_inner_lies_anywhere_in_the_cluster(zone, store, published):
    push(published, PUSH)
    dumped = zone.must(zone.tools / "pg_dump", "-U", "postgres", "kmzb_public")
    assert number("a") in dumped and "Naprawiono" in dumped
    for inner in (SECRET, number("hidden"), str(store.path.parent), "withheld"):
        assert inner not in dumped


def test_letters_tabs_and_lines_arrive_as_they_are(zone, store, folder, no_grace):
    put(store, "words", status_id=ELIMINATED, reason_text=WORDS, changed=days_ago(1))
    publish(store.path, folder)
    push(folder, PUSH)
    with closing(sqlite3.connect(Folder(folder).public / f"kmzb-{Folder(folder).served()}.gpkg")) as here:
        kept = here.execute("SELECT powod FROM zgloszenia").fetchone()[0]
    assert "\t" in kept and "\\" in kept and "\n" in kept
    assert (
        zone.sql("SELECT encode(convert_to(powod, 'UTF8'), 'hex') FROM kmzb_public.zgloszenia") == kept.encode().hex()
    )


def test_areas_have_their_outlines(zone, store, folder, no_grace):
    with store.connect() as connection:
        shape = blobs.multipolygon(blobs.cells(np.array([[560000.0, 240000.0]]), 10000)[0])
        connection.execute(
            "INSERT INTO unit (id, level, name, teryt, geom) VALUES ('pow', 'powiat', 'Kraków', '1261', ?)", (shape,)
        )
    put(store, "a")
    publish(store.path, folder)
    push(folder, PUSH)
    found = zone.sql("SELECT nazwa, GeometryType(geom), ST_Area(geom) FROM kmzb_public.statystyka_powiat")
    assert found == "Kraków|MULTIPOLYGON|100000000"


def test_the_same_version_again_changes_nothing(zone, published):
    first = push(published, PUSH)
    before = state(zone)
    again = push(published)
    assert first.changed and first.rows > 2
    assert not again.changed and again.rows == 0 and state(zone) == before
    assert zone.sql("SELECT count(*) FROM kmzb_public.publication") == "1"


def test_publishing_pushes_as_its_last_step_and_old_versions_go(zone, store, published):
    push(published, PUSH, keep=2)
    for step in range(3):
        put(store, f"more {step}")
        done = publish(store.path, published)
        assert done.pushed == done.version and not of_zone(done)
        assert number(f"more {step}") in shown(zone)
    assert zone.sql("SELECT count(*) FROM kmzb_public.publication") == "2"
    assert zone.sql("SELECT count(DISTINCT version) FROM kmzb_public.dane_zgloszenia") == "2"
    assert state(zone).startswith(done.version)


def test_rows_whose_time_is_over_are_deleted_with_the_next_push(zone, store, published):
    push(published, PUSH)
    zone.sql("UPDATE kmzb_public.dane_zgloszenia SET until = now() - interval '1 s' WHERE id = '" + number("b") + "'")
    assert shown(zone) == {number("a")}
    put(store, "c")
    publish(store.path, published)
    old = zone.sql("SELECT string_agg(id, ' ') FROM kmzb_public.dane_zgloszenia WHERE version = 1")
    assert old == number("a")


def test_a_withdrawn_report_leaves_every_version_at_once(zone, store, published):
    push(published, PUSH, keep=3)
    put(store, "c")
    publish(store.path, published)
    assert zone.sql(f"SELECT count(*) FROM kmzb_public.dane_zgloszenia WHERE id = '{number('a')}'") == "2"
    done = withdraw(number("a"), published)
    assert done.pushed == done.version and not of_zone(done)
    assert shown(zone) == {number("b"), number("c")}
    assert zone.sql(f"SELECT count(*) FROM kmzb_public.dane_zgloszenia WHERE id = '{number('a')}'") == "0"
    assert zone.sql("SELECT count(*) FROM kmzb_public.publication") == "1"  # those that counted it went whole


def test_rolling_back_and_describing_reach_the_zone(zone, store, published):
    push(published, PUSH)
    first = Folder(published).served()
    observe(store, "a", status_id=JOKE)
    publish(store.path, published)
    assert shown(zone) == {number("b")}
    done = rollback(published, first)
    assert done.pushed == done.version and shown(zone) == {number("b")}  # a joke does not come back
    before = state(zone)
    told = refresh(published, {"organization": "Komenda Miejska w Łomży"})
    assert told.pushed == done.version and state(zone) != before
    assert "Łomży" in zone.sql("SELECT content FROM kmzb_public.metadane WHERE name = 'kmzb-zbior.xml'")


def test_a_zone_that_is_down_stops_no_publishing_and_is_told(zone, store, published):
    push(published, PUSH)
    before = shown(zone)
    zone.stop()
    try:
        put(store, "c")
        done = publish(store.path, published)
        assert done.pushed == "" and Folder(published).served() == done.version
        assert len(of_zone(done)) == 1 and "goes on serving its old one" in of_zone(done)[0]
        taken = withdraw(number("a"), published)
        assert "goes on serving its old one" in of_zone(taken)[0]
    finally:
        zone.start()
    assert shown(zone) == before
    push(published)
    assert shown(zone) == {number("b"), number("c")}


class Stops:
    """A feedback whose person cancels after so many looks."""

    def __init__(self, looks: int):
        self.looks, self.shares = looks, []

    def isCanceled(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def setProgress(self, share: float) -> None:
        self.shares.append(share)


@pytest.mark.parametrize("looks", [1, 4, 8])
def test_cancelling_leaves_the_old_version(zone, store, published, looks):
    push(published, PUSH)
    before = state(zone), shown(zone)
    leave(published)
    put(store, "c")
    publish(store.path, published)
    with pytest.raises(Cancelled):
        push(published, PUSH, feedback=Stops(looks))
    assert (state(zone), shown(zone)) == before
    assert zone.sql("SELECT count(*) FROM kmzb_public.publication") == "1"
    seen = Stops(10**6)
    assert push(published, PUSH, feedback=seen).changed
    assert seen.shares == sorted(seen.shares) and seen.shares[-1] == 100


def test_a_push_that_dies_in_the_middle_leaves_the_old_version(zone, store, published, monkeypatch):
    push(published, PUSH)
    before = state(zone), shown(zone)
    leave(published)
    put(store, "c")
    publish(store.path, published)

    class Killing(pushing._Stream):
        def read(self, size=-1):
            killed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kmzb_zone_push'"
            zone.sql(killed, "postgres")
            return super().read(size)

    monkeypatch.setattr(pushing, "_Stream", Killing)
    with pytest.raises(KmzbError) as caught:
        push(published, PUSH)
    assert "goes on serving its old publication" in caught.value.message and caught.value.code == "unreachable"
    assert (state(zone), shown(zone)) == before
    monkeypatch.undo()
    monkeypatch.setenv("PGSERVICEFILE", str(zone.file))
    assert push(published, PUSH).changed and number("c") in shown(zone)


def test_readers_see_one_whole_version_while_a_push_runs(zone, store, published):
    push(published, PUSH)
    put(store, "c")
    seen = []

    class Looking(Stops):
        def setProgress(self, share):
            seen.append(frozenset(shown(zone)))

    leave(published)
    publish(store.path, published)
    push(published, PUSH, feedback=Looking(10**6))
    old = {number("a"), number("b")}
    assert set(seen[:-1]) == {frozenset(old)} and len(seen) > 3
    assert shown(zone) == old | {number("c")}


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("service=nobody", "unreachable", "does not answer"),
        ("service=stranger", "unreachable", "password"),
        ("service=reader", "rights", "no right"),
        ("service=unknown", "unreachable", "no service file knows"),
        ("connection=nie ma", "database-name", "QGIS has no PostgreSQL connection called 'nie ma'"),
        ("host=127.0.0.1", "address", "names no database"),
        ("service=x host=y", "address", "names no database"),
        ("", "zone", "Name the zone's database"),
    ],
)
def test_what_stands_in_the_way_is_a_sentence(zone, published, address, code, said):
    with pytest.raises(KmzbError) as caught:
        push(published, address)
    assert caught.value.code == code and said in caught.value.message
    assert zone_cluster.SECRET not in str(caught.value)
    assert not (Path(published) / "versions" / "zone.json").exists()  # what never worked is not remembered


def test_a_database_that_is_no_zone_or_another_versions_is_a_sentence(zone, published):
    zone.sql("UPDATE kmzb_public.zone_schema SET version = 99")
    try:
        with pytest.raises(KmzbError) as caught:
            push(published, PUSH)
    finally:
        zone.sql("UPDATE kmzb_public.zone_schema SET version = 2")
    assert caught.value.code == "zone-schema" and "zone-public.sh" in caught.value.message


def test_a_zone_that_serves_something_newer_is_left_alone(zone, published):
    push(published, PUSH)
    zone.sql("UPDATE kmzb_public.publication SET version = '29991231T000000Z-001'")
    with pytest.raises(KmzbError) as caught:
        push(published)
    assert caught.value.code == "zone-newer" and "29991231T000000Z-001" in caught.value.message


def test_two_pushes_at_once_do_not_mix(zone, published, monkeypatch):
    monkeypatch.setattr(pushing, "WAIT_S", 0)
    holding = psycopg2.connect(f"host={zone.socket} port={zone.port} dbname=kmzb_public user=postgres")
    try:
        holding.cursor().execute("SELECT pg_advisory_xact_lock(%s)", (pushing._LOCK,))
        with pytest.raises(KmzbError) as caught:
            push(published, PUSH)
        assert caught.value.code == "busy"
    finally:
        holding.close()
    assert push(published, PUSH).changed


def test_nothing_served_and_no_folder(zone, folder, tmp_path):
    with pytest.raises(KmzbError):
        push(tmp_path / "nic", PUSH)
    Folder(folder).prepare()
    with pytest.raises(KmzbError) as caught:
        push(folder, PUSH)
    assert "publish first" in caught.value.message


def test_the_algorithm_pushes_remembers_and_forgets(run, zone, store, published):
    done = run("pushpublication", FOLDER=str(published), ZONE=PUSH, KEEP=3)
    assert done["CHANGED"] and done["ROWS"] > 2 and done["VERSION"] == Folder(published).served()
    assert "kmzb_zone_push" in (Path(published) / "versions/zone.json").read_text(encoding="utf-8")
    assert not run("pushpublication", FOLDER=str(published))["CHANGED"]
    put(store, "c")
    told = run("publish", STORE=str(store.path), FOLDER=str(published))
    assert told["PUSHED"] == told["VERSION"] and number("c") in shown(zone)
    run("pushpublication", FOLDER=str(published), FORGET=True)
    put(store, "d")
    told = run("publish", STORE=str(store.path), FOLDER=str(published))
    assert told["PUSHED"] == "" and number("d") not in shown(zone)


def test_a_connection_of_qgis_serves_as_well(zone, published, qgis_app):
    from qgis.core import QgsSettings

    settings = QgsSettings()
    settings.setValue("PostgreSQL/connections/Strefa żółta/service", "kmzb_zone_push")
    try:
        assert push(published, "connection=Strefa żółta").changed
    finally:
        settings.remove("PostgreSQL/connections/Strefa żółta")


def test_the_project_names_a_service_and_nobody(zone, published):
    push(published, PUSH)
    packed = bytes.fromhex(zone.sql("SELECT encode(content, 'hex') FROM kmzb_public.qgis_projects"))
    project = zipfile.ZipFile(io.BytesIO(packed)).read("kmzb.qgs").decode()
    assert project.count("service='kmzb_public'") >= len(load().layers) and ".gpkg" not in project
    for word in ("password", "user=", "host=", "authcfg", str(published), zone_cluster.SECRET):
        assert word not in project


def test_a_full_disk_of_the_zone_is_a_sentence(published, tmp_path, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    zone_cluster.needed()

    class Small(Cluster):
        """Its tables lie on a disk of their own, its log of changes beside it."""

        def make_place(self):
            super().make_place()
            self.space = self.root / "space"
            self.space.mkdir()
            done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "kmzb-small", self.space], check=False)
            if done.returncode:
                pytest.skip("no file system can be mounted here")
            shutil.chown(self.space, zone_cluster.ACCOUNT)

        def __exit__(self, *error):
            if (self.data / "postmaster.pid").exists():
                self.stop("immediate")
            subprocess.run(["umount", self.space], check=False)
            super().__exit__()

    with Small("small") as small:
        small.set_up_zone("--inner", "127.0.0.1/32")
        small.sql(f"CREATE TABLESPACE small LOCATION '{small.space}'")
        small.sql("ALTER TABLE kmzb_public.dane_siatka_1km SET TABLESPACE small")
        entry = small.service("kmzb_zone_push", "kmzb_zone_push", passfile=small.root / "pgpass")
        monkeypatch.setenv("PGSERVICEFILE", str(zone_cluster.service_file(small.root, entry)))
        push(published, PUSH)
        small.sql("TRUNCATE kmzb_public.dane_siatka_1km")
        filler = small.space / "filler"
        with filler.open("wb") as handle, suppress(OSError):
            while True:
                handle.write(b"x" * 65536)
                handle.flush()
        with pytest.raises(KmzbError) as caught:
            push_again(published, small)
        assert caught.value.code == "full" and "goes on serving its old publication" in caught.value.message
        assert shown(small) == {number("a"), number("b")}
        filler.unlink()
        assert push_again(published, small).changed


def push_again(published, zone):
    """As if it were a new version: what the zone has of it is called otherwise."""
    zone.sql("UPDATE kmzb_public.publication SET sha256 = 'other'")
    return push(published, PUSH)
