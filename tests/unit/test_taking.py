"""What citizens sent comes into a store of either engine: once each, whatever cuts a run off; the rest with why."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from kmzb_qgis.editing import history
from kmzb_qgis.publishing.zone import inner
from kmzb_qgis.sources import intake
from kmzb_qgis.store import checking, create_store, open_store, taking
from kmzb_qgis.store.differences import differences
from kmzb_qgis.store.loading_marks import Memory
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from both_engines import of_database
from unit_shapes import shape

ROOT = Path(__file__).resolve().parents[2]
INNER_SQL = (ROOT / "kmzb_qgis/publishing/zone/inner.sql").read_text(encoding="utf-8")
SENT = "2024-03-01T11:30:00.000Z"
# A collector that stops at a moment of its work, for its parent to kill it.
STOPPING = """
import sys
root, moment, address, store = sys.argv[1:]
sys.path.insert(0, root)
from kmzb_qgis.publishing.zone import inner
from kmzb_qgis.sources.intake import collect
from kmzb_qgis.store import contents, open_store, taking

def stop(*_values):
    print(moment, flush=True)
    sys.stdin.readline()

take = taking.Taking(open_store(store), address, "zegar")
if moment == "before the store's commit":
    taking.contents.grown = stop
    use = take
else:
    def use(reports):
        refused = take(reports)
        stop()
        return refused
with inner.opened(address) as connection:
    collect(connection, use)
"""


class Copy:
    """An inner copy of the intake; ``address`` is that of a log-in with the role kmzb_intake."""

    def __init__(self, cluster, login: str):
        self.cluster, self.name = cluster, cluster.database()
        with psycopg2.connect(
            host=str(cluster.folder), port=cluster.port, dbname=self.name, user=cluster.superuser
        ) as raw:
            raw.cursor().execute(INNER_SQL)
            # As administrator.sql does where the store is in the same database.
            raw.cursor().execute("REVOKE EXECUTE ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC")
        raw.close()
        self.login = login
        if not cluster.sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{login}'"):
            cluster.sql(f'CREATE ROLE "{login}" LOGIN')
        cluster.sql(f'GRANT kmzb_intake TO "{login}"')
        self.address = str(cluster.service(f"{self.name}_collect", self.name, login))

    def send(self, *references: str, **values) -> None:
        row = {"received_at": SENT, "terms_version": "2026-01", "category": "Akty wandalizmu", "east": 567059.0,
               "north": 244219.0, "description": "Zażółć gęślą jaźń", **values}  # fmt: skip
        raw = self.cluster.connect(self.name)
        for reference in references:
            raw.cursor().execute(
                f"INSERT INTO kmzb_intake.report (reference, {', '.join(row)}) VALUES (%s{', %s' * len(row)})",
                (reference, *row.values()),
            )
        raw.close()

    def collected(self) -> dict[str, tuple[int, str]]:
        rows = self.cluster.sql("SELECT reference, taken, why FROM kmzb_intake.collected ORDER BY 1", self.name)
        return {reference: (taken, why or "") for reference, taken, why in rows}

    def collect(self, store, feedback=None) -> intake.Collected:
        with inner.opened(self.address) as connection:
            return intake.collect(connection, taking.Taking(store, self.address, "zegar", feedback), feedback)


@pytest.fixture
def made(new_store):
    """The store as its maker has it."""
    return new_store()


@pytest.fixture
def login(made, cluster):
    """Who collects: in a database a log-in that the store knows as its intake."""
    if made.path.__class__.__name__ != "Service":
        return "zbieracz"
    name = f"zbieracz_{made.path.name}"
    cluster.sql(f"SELECT kmzb.add_account('{name}', 'zegar', '{{intake}}')", made.path.name)
    return name


@pytest.fixture
def copy(cluster, login):
    return Copy(cluster, login)


@pytest.fixture
def store(made, cluster, login):
    """The store as the collector opens it."""
    if login == "zbieracz":
        return made
    return open_store(cluster.service(f"{made.path.name}_intake", made.path.name, login))


def rows(store, sql: str) -> list:
    with store.connect() as db:
        return db.execute(sql).fetchall()


def references(store) -> list[str]:
    return [row[0] for row in rows(store, "SELECT reference FROM report ORDER BY 1")]


def test_a_report_is_new_since_it_was_sent_and_has_its_units(made, store, copy, login):
    with made.connect() as db:
        for level, key in (("municipality", "1261011"), ("K02", "KMP Kraków")):
            db.execute(
                "INSERT INTO unit (geom, id, level, name) VALUES (?, ?, ?, ?)",
                (shape(560000, 240000, 575000, 250000), key, level, key),
            )
    copy.send("KM-000001", event_at="2024-02-29T23:15:00Z", part_of_day=2, days_of_week=65)
    done = copy.collect(store)
    assert (done.taken, done.refused) == (1, 0)
    assert copy.collected() == {"KM-000001": (1, "")}
    found = rows(
        made,
        "SELECT reference, plane, category_id, status_id, description, reported_at, status_changed_at, reported_local,"
        " event_at, part_of_day, days_of_week, teryt, unit_id, officer_modified_at, service_id, source_key, version,"
        " verify_by, ST_MinX(geom), ST_MinY(geom), note, length(id) FROM report",
    )
    assert found == [
        ("KM-000001", 3, 1, 1, "Zażółć gęślą jaźń", SENT, SENT, "2024-03-01T12:30:00", "2024-02-29T23:15:00.000Z", 2,
         65, "1261011", "KMP Kraków", None, None, None, 1, "2024-03-08T23:00:00.000Z", 567059.0, 244219.0, "", 36)
    ]  # fmt: skip
    who = login if of_engine(made) else "zegar"
    run = rows(made, "SELECT id, source_kind, source, started_by, rows_read, inserted, rejected FROM import_run")
    assert run == [(1, "intake", copy.address, who, 1, 1, 0)]
    (step,) = history.read(made.path, 1)
    assert (step.action, step.who, step.collected, step.version) == ("insert", who, True, 1)
    assert not checking.check(made)


def of_engine(store) -> bool:
    with store.connect() as db:
        return of_database(db)


def test_what_was_taken_is_not_taken_again(store, copy):
    copy.send("KM-000001", "KM-000002")
    assert copy.collect(store).taken == 2
    assert copy.collect(store).taken == 0
    copy.send("KM-000003")
    assert copy.collect(store).taken == 1
    assert references(store) == ["KM-000001", "KM-000002", "KM-000003"]


@pytest.mark.parametrize("moment", ["before the store's commit", "before the note"])
def test_a_run_that_is_killed_brings_every_report_once(made, store, copy, moment):
    copy.send("KM-000001", "KM-000002")
    running = subprocess.Popen(
        [sys.executable, "-c", STOPPING, str(ROOT), moment, copy.address, str(store.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ},
    )  # fmt: skip
    try:
        assert running.stdout.readline().strip() == moment
        os.kill(running.pid, signal.SIGKILL)
    finally:
        running.kill()
        running.communicate(timeout=30)
    there = [] if "store" in moment else ["KM-000001", "KM-000002"]
    wait(copy)
    assert references(store) == there and copy.collected() == {}
    copy.send("KM-000003")
    assert copy.collect(store).taken == 3
    assert references(store) == ["KM-000001", "KM-000002", "KM-000003"]
    assert [taken for taken, _why in copy.collected().values()] == [1, 1, 1]
    assert not checking.check(made)


def wait(copy) -> None:
    """Until the server has noticed that the killed collector's connections are gone."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'kmzb intake'"
    for _try in range(200):
        if copy.cluster.sql(asked) == [(0,)]:
            return
        copy.cluster.sql("SELECT pg_sleep(0.05)")


def test_the_store_s_own_lists_and_settings_are_asked_and_the_rest_comes_in(made, store, copy):
    with made.connect() as db:
        db.execute("INSERT INTO report (category_id, reference) VALUES (1, 'KM-000002')")
        db.execute("UPDATE setting SET value = '20' WHERE name = 'description_max'")
        db.execute("UPDATE setting SET value = '570000' WHERE name = 'extent_max_x'")
        db.execute("UPDATE category SET valid_to = '2024-02-01' WHERE name = 'Dzikie wysypiska śmieci'")
        db.execute("UPDATE category SET description_required = 1 WHERE name = 'Niszczenie zieleni'")
    copy.send("KM-000001", "KM-000002")
    copy.send("KM-000003", category="Dzikie wysypiska śmieci")
    copy.send("KM-000004", category="Niszczenie zieleni", description=None)
    copy.send("KM-000005", description="Ż" * 21)
    copy.send("KM-000006", east=570001.0)
    copy.send("KM-000007", category="Nie ma takiej")
    copy.send("KM-000008")
    done = copy.collect(store)
    assert (done.taken, done.refused) == (2, 6)
    assert references(made) == ["KM-000001", "KM-000002", "KM-000008"]
    assert copy.collected() == {
        "KM-000001": (1, ""),
        "KM-000002": (0, "Another report of the store has this number, and it did not come from the intake."),
        "KM-000003": (0, "The category was not offered on the day of the report."),
        "KM-000004": (0, "This category needs a description."),
        "KM-000005": (0, "The description is longer than 20 characters."),
        "KM-000006": (0, "The point lies outside Poland. Coordinates are in EPSG:2180."),
        "KM-000007": (0, "the catalogue has no such category"),
        "KM-000008": (1, ""),
    }
    assert rows(made, "SELECT rows_read, inserted, rejected FROM import_run") == [(6, 2, 4)]
    assert copy.collect(store).refused == 0


def test_one_that_somebody_else_takes_in_between_is_passed_over(made, store, copy, monkeypatch):
    copy.send("KM-000001", "KM-000002")
    assert copy.collect(store).taken == 2
    copy.cluster.sql("DELETE FROM kmzb_intake.collected", copy.name)
    copy.send("KM-000003")
    real, asked = taking._known, []

    def late(connection, some):
        asked.append(some)
        return {} if len(asked) == 1 else real(connection, some)

    monkeypatch.setattr(taking, "_known", late)
    assert copy.collect(store).refused == 0 and len(asked) == 3
    assert references(made) == ["KM-000001", "KM-000002", "KM-000003"]


def test_a_cancelled_run_keeps_what_it_took(store, copy, monkeypatch):
    monkeypatch.setattr(intake, "BATCH", 2)
    copy.send(*(f"KM-00000{number}" for number in range(1, 6)))

    shown: list[float] = []

    class Impatient:
        def setProgress(self, value):
            shown.append(value)

        def isCanceled(self):
            return bool(shown)

    with pytest.raises(KmzbError) as caught:
        copy.collect(store, Impatient())
    assert caught.value.code == "cancelled" and "stays taken" in caught.value.message
    assert shown == [40.0] and len(references(store)) == 2
    assert copy.collect(store).taken == 3


def test_two_at_once_are_one_after_the_other(store, copy):
    with inner.opened(copy.address), pytest.raises(KmzbError) as caught:
        copy.collect(store)
    assert caught.value.code == "busy"
    assert copy.collect(store).taken == 0


def test_a_store_that_cannot_be_written_ends_the_run_and_nothing_is_noted(made, store, copy, cluster, monkeypatch):
    copy.send("KM-000001")
    if of_engine(made):
        name = f"x_{made.path.name}"
        cluster.sql(f"SELECT kmzb.add_account('{name}', 'x', '{{officer}}', 'country')", made.path.name)
        other = open_store(cluster.service(name, made.path.name, name))
        with pytest.raises(KmzbError, match="no right"):
            copy.collect(other)
    else:
        monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.1)
        with made.connect() as db:
            db.execute("BEGIN IMMEDIATE")
            with pytest.raises(KmzbError, match="in use by another program"):
                copy.collect(store)
            db.execute("ROLLBACK")
    assert copy.collected() == {} and references(made) == []
    assert copy.collect(store).taken == 1


@pytest.mark.parametrize(
    ("which", "code", "words"),
    [("empty", "intake", "kmzb:subscribeintake"), ("unknown", "unreachable", "unknown"), ("nobody", "rights", "right")],
)
def test_an_inner_copy_that_is_not_to_be_had_is_one_sentence(cluster, which, code, words):
    address = f"service={which}_inner"
    if which == "empty":
        address = str(cluster.empty())
    if which == "nobody":
        name = Copy(cluster, "zbieracz").name
        if not cluster.sql("SELECT 1 FROM pg_roles WHERE rolname = 'obcy'"):
            cluster.sql("CREATE ROLE obcy LOGIN")
        address = str(cluster.service(f"{name}_obcy", name, "obcy"))
    with pytest.raises(KmzbError) as caught, inner.opened(address):
        pass
    assert caught.value.code == code and words in caught.value.message and "\n" not in caught.value.message


def test_an_import_that_is_just_reading_is_not_disturbed(made, store, copy):
    copy.send("KM-000001")
    with made.connect() as db:
        memory = Memory(db)
        memory.kept.append(())  # a line that it did not read
        copy.collect(store)
        memory.check(db)
        db.execute("UPDATE import_run SET source_kind = 'file'")
        with pytest.raises(KmzbError, match="came between"):
            memory.check(db)


def test_the_service_is_not_said_to_know_it(made, store, copy):
    copy.send("KM-000001")
    copy.collect(store)
    with made.connect() as db:
        db.execute("UPDATE report SET status_id = 2, base_version = version")
    found = differences(made.path, unseen=True)
    assert not found.different and [one.reference for one in found.unseen] == ["KM-000001"]
    steps = history.read(made.path, 1)
    assert [step.action for step in steps] == ["status", "insert"] and steps[1].collected


def test_a_read_only_store_takes_nothing(tmp_path):
    path = create_store(tmp_path / "żółw.gpkg").path
    with pytest.raises(KmzbError) as caught:
        taking.Taking(open_store(path, read_only=True), "service=x", "zegar")
    assert caught.value.code == "read-only"


def test_a_geopackage_knows_the_box_of_what_came(cluster, tmp_path):
    made, copy = create_store(tmp_path / "żółw.gpkg"), Copy(cluster, "zbieracz")
    copy.send("KM-000001")
    copy.send("KM-000002", east=500000.0)
    copy.collect(made)
    with sqlite3.connect(made.path) as db:
        assert db.execute("SELECT min_x, max_x FROM gpkg_contents WHERE table_name = 'report'").fetchone() == (
            500000.0,
            567059.0,
        )
