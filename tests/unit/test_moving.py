"""A whole store into the other engine and back: everything arrives as it was, or nothing does."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import checkout_desk as desk
from store_rows import insert, observe

from kmzb_qgis.store import attachments, create_store, moving, moving_rows, open_store
from kmzb_qgis.store.functions import point_blob
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

VERIFYING, CONFIRMED, HANDED = 2, 3, 4


@pytest.fixture
def gpkg(tmp_path):
    """A GeoPackage with something in nearly every table, and an attachment."""
    store = desk.made(create_store(tmp_path / "źródło.gpkg"))
    with desk.rows(store) as db:
        body = db.execute("INSERT INTO body (name, kind) VALUES ('Zarząd Dróg ąż', 'road')").lastrowid
        db.execute("INSERT INTO unit (geom, id, level, name) VALUES (?, '1261', 'county', 'Kraków')", (square(),))
        db.execute("UPDATE setting SET value = '9' WHERE name = 'read_days'")
        db.execute(
            "INSERT INTO import_run (id, started_at, finished_at, source_kind, source, rows_read, inserted, updated,"
            " unchanged, conflicts, rejected, started_by) VALUES (7, '2024', '2024', 'file', 'plik.csv',"
            " 1, 1, 0, 0, 0, 0, 'Ewa')"
        )
        fid = observe(db, service_id=5, import_run_id=7)["fid"]
        db.execute(
            "UPDATE report SET status_id = 2, modified_by = 'Ewa', base_version = version WHERE fid = ?", (fid,)
        )  # service_state
        db.execute(
            "INSERT INTO publication (version, published_at, as_of, valid_until, folder, features, kind)"
            " VALUES ('v1', '2024', '2024', '2024', '/p', 3, 'full')"
        )
        db.execute("INSERT INTO sheet_file (report_id, path, made_at) VALUES ('r1', 'karty/r1.pdf', '2024')")
        insert(db, None, id="bez", description="bez miejsca\tz\\tabulatorem\nżółć ✓")
    desk.change(store, "r1", status_id=VERIFYING)
    desk.change(store, "r1", status_id=CONFIRMED)
    with store.connect() as db:
        db.execute(
            "INSERT INTO hand_over (report_id, body_id, number, prepared_by, base_version)"
            " SELECT id, ?, 'RD-1', 'Jan', version FROM report WHERE id = 'r1'",
            (body,),
        )
        db.execute(
            "UPDATE hand_over SET answered_on = handed_on, outcome = 'planned', answer = 'w maju', modified_by = 'Ewa'"
        )
    desk.change(store, "r2", duplicate_of="r3")
    note = tmp_path / "notatka.txt"
    note.write_text("treść", encoding="utf-8")
    old = attachments.add(store, "r1", note, "Jan").attachment
    attachments.remove(store, old.id, "Ewa")
    other = tmp_path / "druga.txt"
    other.write_text("inna", encoding="utf-8")
    attachments.add(store, "r2", other, "Jan")
    return store


def square() -> bytes:
    import struct

    x, y = 566000.0, 243000.0
    ring = (x, y, x + 3000, y, x + 3000, y + 3000, x, y + 3000, x, y)
    wkb = struct.pack("<BII", 1, 6, 1) + struct.pack("<BIII10d", 1, 3, 1, 5, *ring)
    return struct.pack("<2sBBi4d", b"GP", 0, 3, 2180, x, x + 3000, y, y + 3000) + wkb


def prints(store) -> dict:
    """Counts and fingerprints of all tables that move, reckoned here."""
    found = {}
    with store.connect() as db:
        for table in moving_rows.TABLES:
            side = moving_rows.Side(db, None)
            columns = sorted(side.columns(table))
            mark = moving_rows.Digest(columns, {"changed_at", "taken_at", "came_at", "made_at"})
            key = "fid" if "fid" in columns else "block" if "block" in columns else "id"
            rows = db.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {key}").fetchall()
            if table == "setting":
                rows = [row for row in rows if row[columns.index("name")] not in moving_rows.OWN_SETTINGS]
            mark.add([tuple(row) for row in rows])
            found[table] = (mark.count, mark.text)
    return found


def test_into_a_database_and_back_everything_is_as_it_was(gpkg, cluster, tmp_path):
    before = prints(gpkg)
    assert sum(count > 0 for count, _ in before.values()) >= 18
    files = tmp_path / "serwer"
    files.mkdir()
    there = moving.move(gpkg, cluster.empty(), files)
    assert there.rows == sum(count for count, _ in before.values())
    assert there.missing == ()
    sheets = {"hand_over", "sheet_file"}  # their paths are absolute in a database
    after = prints(there.store)
    assert {name: after[name] for name in after if name not in sheets} == {
        name: before[name] for name in before if name not in sheets
    }
    with there.store.connect() as db:
        assert db.execute("SELECT path FROM sheet_file").fetchone()[0] == f"{tmp_path.as_posix()}/karty/r1.pdf"
        assert db.execute("SELECT sum(total) FROM report_cells_1km").fetchone()[0] == 6
    assert sorted(path.read_text(encoding="utf-8") for path in files.rglob("*.txt")) == ["inna", "treść"]
    assert [one.name for one in attachments.listed(there.store.path, "r2")] == ["druga.txt"]
    assert attachments.file_of(there.store.path, attachments.listed(there.store.path, "r2")[0]).is_file()
    back = moving.move(there.store, tmp_path / "powrót.gpkg")  # the database says where its attachments lie
    assert prints(back.store) == before
    assert [one.name for one in attachments.listed(back.store.path, "r2")] == ["druga.txt"]
    assert attachments.file_of(back.store.path, attachments.listed(back.store.path, "r1", True)[0]).is_file()
    with back.store.connect() as db:
        assert db.execute("SELECT sum(total) FROM report_cells_1km").fetchone()[0] == 6
        assert db.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == 6
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert prints(gpkg) == before and open_store(gpkg.path).notice == ""


def test_the_rules_hold_and_the_numbers_go_on_where_it_arrived(gpkg, cluster, tmp_path):
    with gpkg.connect() as db:
        db.execute("UPDATE sqlite_sequence SET seq = 4000 WHERE name = 'report'")
    there = moving.move(gpkg, cluster.empty(), tmp_path).store
    back = moving.move(there, tmp_path / "b.gpkg", tmp_path).store
    for store in (there, back):
        with desk.rows(store) as db:
            assert insert(db, id="dalej")["fid"] == 4001
            with pytest.raises(sqlite3.IntegrityError, match="KMZB-403"):
                db.execute("UPDATE report SET status_id = 5, base_version = version WHERE id = 'r3'")
            assert db.execute("SELECT count(*) FROM report_history WHERE report_id = 'dalej'").fetchone()[0] == 1
            with pytest.raises(sqlite3.IntegrityError, match="KMZB-419"):
                db.execute("DELETE FROM report_history")


def test_a_target_with_reports_is_refused_and_left_as_it_is(gpkg, cluster, tmp_path):
    taken = open_store(cluster.store())
    with taken.connect() as db:
        insert_one(db)
        before = prints(taken)
    with pytest.raises(KmzbError, match="holds reports already"):
        moving.move(gpkg, taken.path, tmp_path)
    assert prints(taken) == before
    with pytest.raises(KmzbError, match="exists already"):
        moving.move(gpkg, gpkg.path)


def insert_one(db) -> None:
    db.execute("INSERT INTO report (geom, id, category_id) VALUES (?, 'tam', 11)", (point_blob(*desk.KRAKOW),))


def test_an_empty_store_in_a_database_takes_it(gpkg, cluster, tmp_path):
    there = moving.move(gpkg, cluster.store(), tmp_path)
    assert prints(there.store)["report"] == prints(gpkg)["report"]
    with there.store.connect() as db, gpkg.connect() as old:
        question = "SELECT value FROM setting WHERE name = 'store.id'"
        assert db.execute(question).fetchone()[0] == old.execute(question).fetchone()[0]


class Stop:
    """A person who cancels after so many questions."""

    def __init__(self, when: int):
        self.when = when

    def isCanceled(self) -> bool:
        self.when -= 1
        return self.when < 0

    def setProgress(self, _) -> None:
        pass


@pytest.mark.parametrize("when", [0, 10, 30])
def test_cancelled_nothing_is_there(gpkg, cluster, tmp_path, when):
    target, files = cluster.empty(), tmp_path / "serwer"
    with pytest.raises(Cancelled):
        moving.move(gpkg, target, files, feedback=Stop(when))
    with pytest.raises(KmzbError, match="not a KMZB store"):
        open_store(target)
    with pytest.raises(Cancelled):
        moving.move(gpkg, tmp_path / "nowy.gpkg", feedback=Stop(when))
    left = [path.name for path in tmp_path.rglob("*") if path.is_file() and "źródło" not in str(path)]
    assert sorted(left) == ["druga.txt", "notatka.txt"]


def test_what_does_not_arrive_as_it_was_is_not_moved(gpkg, cluster, tmp_path, monkeypatch):
    from kmzb_qgis.store import moving_into

    put = moving_into.IntoFile.put

    def loses(self, table, columns, rows, instants):
        put(self, table, columns, rows[:-1] if table == "report_history" else rows, instants)

    monkeypatch.setattr(moving_into.IntoFile, "put", loses)
    with pytest.raises(KmzbError, match="report_history did not arrive"):
        moving.move(gpkg, tmp_path / "nowy.gpkg")
    assert not (tmp_path / "nowy.gpkg").exists()


def test_attachments_without_a_folder_are_asked_for(gpkg, cluster):
    target = cluster.empty()
    with pytest.raises(KmzbError, match="in which folder"):
        moving.move(gpkg, target)
    with pytest.raises(KmzbError, match="not a KMZB store"):
        open_store(target)


def test_marked_the_source_opens_read_only_and_says_where_to(gpkg, tmp_path):
    moved = moving.move(gpkg, tmp_path / "nowy.gpkg")
    moving.mark(gpkg, moved.store.path)
    opened = open_store(gpkg.path)
    assert opened.read_only and "nowy.gpkg" in opened.notice
    assert not open_store(moved.store.path).read_only


def test_every_table_of_a_store_is_moved_or_left_for_a_reason(gpkg):
    with gpkg.connect() as db:
        found = {
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "gpkg_", "rtree_"))
        }
    assert found == set(moving_rows.TABLES) | set(moving_rows.LEFT) - {"layer_styles"}


def test_a_working_copy_comes_home_to_where_its_store_moved(gpkg, cluster, tmp_path):
    copy = desk.take(gpkg, tmp_path / "teren.gpkg")
    there = moving.move(gpkg, cluster.empty(), tmp_path).store
    desk.change(copy, "r3", note="z terenu")
    assert desk.bring(copy, there).changed == 1
    assert desk.value(there, "r3", "note") == "z terenu"
