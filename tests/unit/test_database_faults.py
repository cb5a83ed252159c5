"""What goes wrong with a team's database: a sentence each, nothing lost, and the same step works afterwards."""

from __future__ import annotations

import os
import random
import shutil
import string
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kmzb_qgis.publishing.zone import link
from kmzb_qgis.server import zone
from kmzb_qgis.store import create_store, deciding, open_store
from kmzb_qgis.store.postgres import errors
from kmzb_qgis.store.postgres.connection import connect
from kmzb_qgis.toolbelt.errors import KmzbError, reason
from tests import postgres

sys.path.insert(0, str(Path(__file__).parent))
from foreign_server import refusing


@pytest.fixture
def own(monkeypatch):
    """A server of this test's own, to be stopped and broken."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    made = postgres.Cluster()
    monkeypatch.setenv("PGSERVICEFILE", str(made.services))
    yield made
    made.remove()


def filled(store, count=3):
    """Fids of some new reports."""
    with store.connect() as db:
        return [
            db.execute(
                "INSERT INTO report (geom, category_id, reported_at) VALUES (kmzb_point(?, ?), 11, ?)",
                (567000 + n, 244000, "2024-07-01T10:15:00.000Z"),
            ).lastrowid
            for n in range(count)
        ]


def decide(store, fids, note="żółć", status=2):
    with store.connect() as db:
        versions = dict(db.execute("SELECT fid, version FROM report").fetchall())
    deciding.decide(store, fids, {"note": note, "status_id": status}, versions, "")


def notes(store):
    with store.connect() as db:
        return [row[0] for row in db.execute("SELECT note FROM report ORDER BY fid")]


def test_the_server_is_down_and_comes_back(own):
    store = open_store(own.store())
    fids = filled(store)
    own.stop()
    with pytest.raises(KmzbError, match="does not answer"):
        open_store(store.path)
    with pytest.raises(KmzbError, match="does not answer"):
        deciding.decide(store, fids, {"note": "x"}, dict.fromkeys(fids, 1), "")
    own.start()
    decide(store, fids)
    assert notes(store) == ["żółć"] * 3


def test_a_save_cut_off_in_the_middle_is_gone_as_a_whole(own):
    store = open_store(own.store())
    fids = filled(store)
    decisions = [deciding.Decision(fid, 1, {"note": "żółć"}) for fid in fids]

    class Cut:
        """Progress that cuts the connection once the first report is written."""

        def isCanceled(self):
            own.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{store.path.name}' AND application_name = 'kmzb_qgis'"
            )
            return False

        def setProgress(self, _):
            pass

    with pytest.raises(KmzbError) as error, deciding.writing(store) as connection:
        deciding.apply(connection, decisions, "", store, Cut())
    assert "connection to the database" in error.value.message
    assert notes(store) == [""] * 3
    decide(store, fids)
    assert notes(store) == ["żółć"] * 3


def test_a_password_that_has_expired(own, monkeypatch):
    address = own.store()
    own.sql("CREATE ROLE jan LOGIN PASSWORD 'abc' VALID UNTIL '2020-01-01'")  # pragma: allowlist secret - a test's own
    rules = own.data / "pg_hba.conf"
    rules.write_text(f"local all jan scram-sha-256\n{rules.read_text()}")
    own.sql("SELECT pg_reload_conf()")
    late = own.service("late", address.name, "jan")
    monkeypatch.setenv("PGPASSWORD", "abc")  # pragma: allowlist secret - a test's own
    for again in ("2020-01-01", "2020-01-01"):
        with pytest.raises(KmzbError, match="password has expired"):
            open_store(late)
        own.sql(f"ALTER ROLE jan VALID UNTIL '{again}'")
    own.sql("SELECT kmzb.add_account('jan', 'Jan', '{analyst}')", address.name)
    own.sql("ALTER ROLE jan VALID UNTIL 'infinity'")
    assert open_store(late).schema


def test_a_log_in_without_a_role_here(own):
    address = own.store()
    own.sql("CREATE ROLE obcy LOGIN")
    with pytest.raises(KmzbError, match="account"):
        open_store(own.service("obcy", address.name, "obcy"))


def test_a_role_that_may_not(own):
    address = own.store()
    store = open_store(address)
    fids = filled(store)
    own.sql("SELECT kmzb.add_account('ewa', 'Ewa', '{analyst}')", address.name)
    analyst = open_store(own.service("ewa", address.name, "ewa"))
    with pytest.raises(KmzbError) as error:
        deciding.decide(analyst, fids, {"note": "x"}, dict.fromkeys(fids, 1), "")
    assert "right" in error.value.message
    assert notes(store) == [""] * 3


def test_a_schema_of_a_newer_plugin(own):
    address = own.store()
    own.sql("INSERT INTO kmzb.schema_version VALUES (999, '2030-01-01T00:00:00.000Z', '9.0')", address.name)
    store = open_store(address)
    assert store.read_only and "newer" in store.notice
    with store.connect() as db, pytest.raises(Exception, match="read-only"):
        db.execute("UPDATE report SET note = ''")


def test_a_store_that_is_there_already(own):
    with pytest.raises(KmzbError, match="holds a store already"):
        create_store(own.store())


def test_a_database_without_a_store(own):
    with pytest.raises(KmzbError, match="is not a KMZB store"):
        open_store(own.empty())


def test_the_disk_of_the_server_is_full(monkeypatch, tmp_path):
    if postgres.binaries() is None or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    tmp_path.chmod(0o755)
    for above in tmp_path.parents:
        if str(above).startswith("/tmp/") and above != above.parent:
            above.chmod(0o755)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "none", str(disk)], check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    own = None
    try:
        shutil.chown(disk, "postgres")
        own = postgres.Cluster(data=disk / "data")
        monkeypatch.setenv("PGSERVICEFILE", str(own.services))
        store = open_store(own.store())
        fids = filled(store, 40)
        dice = random.Random(1)
        long = "".join(dice.choices(string.printable, k=60_000))
        with (disk / "filler").open("wb") as file:
            left = shutil.disk_usage(disk).free
            file.write(b"\0" * left)
        with pytest.raises(KmzbError) as error:
            decide(store, fids, long)
        assert "disk of the database server is full" in error.value.message
        assert notes(store) == [""] * 40
        (disk / "filler").unlink()
        decide(store, fids, long)
        assert notes(store) == [long] * 40
    finally:
        if own is not None:
            own.remove()
        subprocess.run(["umount", str(disk)], check=False)


def test_a_lost_connection_is_told_where_a_reader_meets_it(own):
    store = open_store(own.store())
    with closing(connect(store.path, read_only=True)) as reader:
        own.stop("immediate")
        with pytest.raises(Exception) as error:
            reader.execute("SELECT 1 FROM report")
        assert "connection to the database" in reason(error.value)
    own.start()
    assert notes(store) == []


@pytest.mark.parametrize(
    ("state", "words", "told"),
    [
        ("28P01", 'autoryzacja hasłem nie powiodła się dla użytkownika "żółw"', "refuses the log-in or its password"),
        ("3D000", 'baza danych "zgłoszeń" nie istnieje', "no such database"),
        ("XX000", "coś, czego nikt nie zna: źdźbło", "coś, czego nikt nie zna: źdźbło"),
    ],
)
def test_a_server_that_refuses_in_an_encoding_of_its_own(tmp_path, monkeypatch, state, words, told):
    """Before the log-in no encoding is agreed on: a server on a Polish Windows speaks cp1250, psycopg2 UTF-8."""
    if sys.version_info < (3, 12):  # psycopg2 keeps none of the words there
        told = "words that cannot be read"
    services = tmp_path / "usługi.conf"
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    with refusing(words, state) as port:
        services.write_text(f"[obcy]\nhost=127.0.0.1\nport={port}\ndbname=x\nuser=jan\n", encoding="utf-8")
        with pytest.raises(KmzbError, match=told) as caught:
            open_store("service=obcy")
        assert caught.value.code == "store-database"
        with pytest.raises(KmzbError) as caught:
            link.connect("service=obcy")
        assert told in caught.value.message
        with pytest.raises(zone.Gone, match="cannot be read" if sys.version_info < (3, 12) else words):
            zone.Served().now("obcy")


def test_words_that_are_not_utf_8_are_those_of_a_polish_windows():
    """As psycopg2 raises them from Python 3.12 on."""
    with pytest.raises(UnicodeDecodeError) as raised:
        'KATASTROFALNY:  autoryzacja hasłem nie powiodła się dla użytkownika "żółw"'.encode("cp1250").decode("utf-8")
    assert "refuses the log-in" in str(errors.of(raised.value))
    assert "refuses the log-in" in link.refused(raised.value, "service=x").message
