"""Loading into a database by the intake's log-in: rights, two at once, an officer in between, a link that breaks."""

from __future__ import annotations

import threading
import time

import pytest
from assigned_units import krakow
from loading_help import END, HOUR, MONDAY, bring, counts, one, reports, row

from kmzb_qgis.sources import sample
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store import assigning_write, open_store
from kmzb_qgis.store.assigning import assign, assign_some
from kmzb_qgis.store.checking import check
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.store.postgres.loading import Loading
from kmzb_qgis.store.postgres.loading_write import DatabaseWriter
from kmzb_qgis.toolbelt.errors import KmzbError

EVERYTHING = (
    "report", "report_history", "import_run", "source_line", "service_state", "report_cells_1km", "report_cells_5km",
)  # fmt: skip


@pytest.fixture
def engine():
    return "postgres"


@pytest.fixture
def store(qgis_app, new_store):
    return new_store()


@pytest.fixture
def intake(store, cluster):
    return account(store, cluster, "iga", "intake")


def account(store, cluster, who: str, role: str):
    """The store as somebody with a role opens it."""
    name = store.path.name
    cluster.sql(f"SET search_path = kmzb, public; SELECT add_account('{who}_{name}', '{who}', '{{{role}}}')", name)
    return open_store(cluster.service(f"{name}_{who}", name, f"{who}_{name}"))


def everything(store) -> list:
    with store.connect() as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in EVERYTHING]


def officer(store, sql: str, where: str = "true") -> None:
    with store.connect() as connection:
        connection.execute(f"UPDATE report SET {sql}, base_version = version WHERE {where}")


def test_the_intake_loads_and_changes(store, intake, tmp_path):
    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    assert counts(load(intake, Run("file", "a", "iga"), read_file(tmp_path / "a.csv"))) == (3000, 0, 0, 0, 0)
    assert one(intake, "SELECT count(*) FROM report") == (3000,)
    assert counts(bring(intake, row(objectid=1), row(objectid=2, typ="?"))) == (1, 0, 0, 0, 1)
    later = row(objectid=1, status="Potwierdzone (wyeliminowane)", modified=MONDAY + HOUR, description="opis")
    assert counts(bring(intake, later)) == (0, 1, 0, 0, 0)
    found = one(store, "SELECT status_id, description, version, closed_at FROM report WHERE service_id = 1")
    assert found == (5, "opis", 2, "2024-03-25T09:00:00.000Z")
    kept = one(store, "SELECT changed_by, claimed, origin, action FROM report_history WHERE import_run_id IS NOT NULL")
    assert kept == (f"iga_{store.path.name}", 0, "import", "status")
    assert one(store, "SELECT sum(total) FROM report_cells_1km") == one(
        store, "SELECT count(*) FROM report WHERE geom IS NOT NULL"
    )
    open_ones = one(
        store, "SELECT count(*) FROM report r JOIN status s ON s.id = r.status_id WHERE s.open = 1 AND geom IS NOT NULL"
    )
    assert one(store, "SELECT sum(open) FROM report_cells_5km") == open_ones


@pytest.mark.parametrize("role", ["officer", "analyst", "publisher"])
def test_nobody_else_loads(store, cluster, role):
    name, where = store.path.name, ", 'country'" if role == "officer" else ""
    cluster.sql(f"SET search_path = kmzb, public; SELECT add_account('x_{name}', 'x', '{{{role}}}'{where})", name)
    other = open_store(cluster.service(f"{name}_x", name, f"x_{name}"))
    with pytest.raises(KmzbError, match="no right"):
        bring(other, row())
    assert everything(store)[0] == []


def test_a_table_of_ones_own_is_not_read_with_the_stores_rights(intake):
    with intake.connect() as connection:
        connection.execute("BEGIN")
        connection.script("CREATE TEMP VIEW loading_changes AS SELECT 1 AS fid")
        with pytest.raises(Exception, match=r"already exists|not the store"):
            connection.execute("SELECT loading_begin()")
            connection.execute("SELECT loading_update(1, 'x')")
        connection.execute("ROLLBACK")


def test_rows_that_break_a_rule_are_refused_by_the_database_too(store, intake):
    bring(intake, row())
    for change, code in (
        ("category_id = 999", "KMZB-401"), ("status_id = 99", "KMZB-402"), ("geom = kmzb_point(0, 0)", "KMZB-411"),
        ("reported_at = '2099-01-01'", "KMZB-408"), ("reported_at = '1999-01-01'", "KMZB-410"),
        ("description = repeat('x', 501)", "KMZB-406"), ("changed_at = NULL", "KMZB-417"),
    ):  # fmt: skip
        with intake.connect() as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT loading_begin()")
            connection.script(
                "CREATE TEMP TABLE mine ON COMMIT DROP AS SELECT 77 AS fid, geom, gen_random_uuid()::text AS id,"
                " 77 AS service_id, category_id, status_id, description, reported_at, reported_local,"
                " status_changed_at AS changed_at, read_by, verify_by FROM report"
            )
            connection.script(f"UPDATE mine SET {change}")
            names = (
                "fid, geom, id, service_id, category_id, status_id, description, reported_at, reported_local,"
                " changed_at, read_by, verify_by"
            )
            connection.script(f"INSERT INTO pg_temp.loading_new ({names}) SELECT {names} FROM mine")
            with pytest.raises(Exception, match=code):
                connection.execute("SELECT loading_insert(1, 'x', 3)")
            connection.execute("ROLLBACK")
    assert len(reports(store)) == 1


def test_changes_that_break_a_rule_are_refused_by_the_database_too(store, intake):
    bring(intake, row())
    good = {"geom": "NULL", "category_id": "11", "status_id": "2", "reported_at": "'2024-03-25'", "changed_at": "now()"}
    for change, code in (
        ({"category_id": "999"}, "KMZB-401"), ({"status_id": "NULL"}, "KMZB-402"),
        ({"geom": "kmzb_point(0, 0)"}, "KMZB-411"), ({"reported_at": "'2099-01-01'"}, "KMZB-417"),
    ):  # fmt: skip
        values = {"fid": "1", **good, **change}
        with intake.connect() as connection:
            connection.execute("BEGIN")
            connection.execute("SELECT loading_begin()")
            columns, cells = ", ".join(values), ", ".join(values.values())
            connection.script(f"INSERT INTO pg_temp.loading_changes ({columns}) SELECT {cells}")
            with pytest.raises(Exception, match=code):
                connection.execute("SELECT loading_update(1, 'x')")
            connection.execute("ROLLBACK")
    assert reports(store, "status_id, version") == [(1, 1)]


def test_an_officer_in_between_is_not_overwritten(store, intake, tmp_path, monkeypatch):
    bring(intake, row(), row(objectid=2))
    real = Loading.met

    def met(self, name, rows):
        yield from real(self, name, rows)
        officer(store, "status_id = 2, note = 'moje'", "service_id = 1")  # after it was compared, before it is written

    monkeypatch.setattr(Loading, "met", met)
    rows = [row(objectid=n, status="Niepotwierdzone", modified=MONDAY + HOUR) for n in (1, 2)]
    result = bring(intake, *rows, rejects=tmp_path / "r.csv")
    assert counts(result) == (0, 1, 0, 1, 0)
    assert reports(store, "service_id, status_id, note") == [(1, 2, "moje"), (2, 6, "")]
    assert one(store, "SELECT status_id FROM service_state WHERE fid = 1") == (6,)


def test_two_imports_at_once_bring_each_report_once(store, cluster):
    stores = [account(store, cluster, who, "intake") for who in ("iga", "ola")]
    rows = [row(objectid=n + 1, x=560000.0 + n) for n in range(2500)]
    done, failed = [], []

    def run(one_store):
        try:
            done.append(counts(bring(one_store, *rows)))
        except KmzbError as error:  # pragma: no cover - would fail the test
            failed.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failed
    assert sorted(done) == [(0, 0, 2500, 0, 0), (2500, 0, 0, 0, 0)]
    assert one(store, "SELECT count(*), count(DISTINCT service_id), count(DISTINCT fid) FROM report") == (2500,) * 3


def test_a_change_does_not_read_the_history_that_it_writes(store, intake, cluster):
    """Of a history that the database knows as empty it would read all for every row written: 50,000 took minutes."""
    name, many = store.path.name, 1000
    bring(intake, *(row(objectid=number) for number in range(1, many + 1)))
    cluster.sql("VACUUM ANALYZE kmzb.report_history", name)
    later = {"status": "Potwierdzone", "modified": MONDAY + HOUR}
    done = bring(intake, *(row(objectid=number, **later) for number in range(1, many + 1)))
    assert counts(done) == (0, many, 0, 0, 0)
    asked = "SELECT n_tup_ins, seq_tup_read FROM pg_stat_user_tables WHERE relname = 'report_history'"
    until = time.monotonic() + 20  # a session tells what it did when it ends
    while (found := cluster.sql(asked, name)[0])[0] < many and time.monotonic() < until:
        time.sleep(0.1)
    assert found[0] == many
    assert found[1] <= 5 * many


@pytest.mark.parametrize("many", [3, 25_000])
def test_a_link_that_breaks_in_the_middle_leaves_the_store_as_it_was(store, intake, cluster, monkeypatch, many):
    bring(intake, row(), row(objectid=2)) if many == 3 else None
    before = everything(store)
    real = DatabaseWriter.remember

    def cut(self, memory):
        cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'iga%'")
        return real(self, memory)

    monkeypatch.setattr(DatabaseWriter, "remember", cut)
    rows = [row(objectid=n + 1, status="Weryfikacja", modified=MONDAY + HOUR) for n in range(many)]
    with pytest.raises(KmzbError, match=r"cut off|was lost") as caught:
        bring(intake, *rows)
    assert "Nothing was changed" in str(caught.value)
    assert everything(store) == before
    with store.connect() as connection:  # also the indexes that a large load sets aside
        assert connection.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'report_queue'").fetchone() == (1,)
    monkeypatch.setattr(DatabaseWriter, "remember", real)
    assert sum(counts(bring(intake, *rows))[:2]) == many
    assert check(store) == []  # what a first large load sets aside is as it was
    with pytest.raises(Exception, match="KMZB-414"), store.connect() as connection:
        connection.execute("DELETE FROM report WHERE service_id = 1")
    with store.connect() as connection:
        connection.execute("INSERT INTO report (category_id, geom) VALUES (11, kmzb_point(567000, 244000))")
    assert one(store, "SELECT count(*), count(DISTINCT fid) FROM report") == (many + 1, many + 1)


def test_words_with_every_sign_arrive(store, intake):
    words = "Zażółć \\N \\. \t i „cudzysłów” 🙂 ' \" % ?"
    bring(intake, row(description=words), row(objectid=2, description="a\0b"))
    found = dict(reports(store, "service_id, description"))
    assert found[1] == words and found[2].startswith("a")
    changed = row(description=words + "!", modified=MONDAY + HOUR)
    bring(intake, changed)
    assert one(store, "SELECT description FROM report WHERE service_id = 1") == (words + "!",)


def test_units_by_the_intake_an_administrator_and_an_officer(store, intake, cluster):
    krakow(store)
    bring(intake, row(teryt=None, x=562000.0, y=244000.0), row(objectid=2, teryt="1465011", x=570000.0, y=244000.0))
    assert reports(store, "teryt, unit_id") == [("1261011", "KP I"), ("1206032", "KMP Kraków")]
    told = one(store, "SELECT origin, changed_by, was_teryt FROM report_history WHERE origin = 'assignment'")
    assert told == ("assignment", f"iga_{store.path.name}", "1465011")
    with store.connect() as connection:
        connection.execute("UPDATE report SET teryt = NULL, unit_id = NULL, base_version = version WHERE fid = 1")
    admin = account(store, cluster, "adam", "admin")
    assert assign(admin, "adam", replace=True).changed == 1
    assert reports(store, "teryt, unit_id")[0] == ("1261011", "KP I")
    name = store.path.name
    who = f"ola_{name}"
    add = f"SELECT kmzb.add_account('{who}', 'Ola', '{{officer}}', 'K02', 'KMP Kraków')"
    cluster.sql(add, name)
    officers = open_store(cluster.service(f"{name}_ola", name, who))
    with officers.connect() as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE report SET geom = kmzb_point(562500, 245000), base_version = version WHERE fid = 2")
        assert assign_some(connection, [2], "ola", clear=True) == 1
        connection.execute("COMMIT")
    assert reports(store, "teryt, unit_id")[1] == ("1261011", "KP I")
    assert one(store, "SELECT count(*) FROM place_due") == (0,)
    with pytest.raises(KmzbError, match="no right"):
        bring(officers, row(objectid=3))


def test_what_an_officer_sets_while_units_are_assigned_stays(store, intake, monkeypatch):
    krakow(store)
    bring(intake, *[row(objectid=n, teryt=None, x=562000.0 + n, y=244000.0) for n in (1, 2)])
    with store.connect() as connection:
        connection.execute("UPDATE report SET teryt = NULL, unit_id = NULL, base_version = version")
    real = assigning_write.write

    def write(connection, who):
        officer(store, "teryt = '1206032', unit_id = 'KMP Kraków'", "fid = 1")
        return real(connection, who)

    monkeypatch.setattr(assigning_write, "write", write)
    assert assign(intake, "iga", replace=True).changed == 1
    assert reports(store, "teryt, unit_id") == [("1206032", "KMP Kraków"), ("1261011", "KP I")]
