"""Making, opening, migrating and copying stores; wrong files get one sentence and stay as they were."""

from __future__ import annotations

import re
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from osgeo import gdal

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.store import create_store, functions, lifecycle, migrations, open_store, seeds
from kmzb_qgis.toolbelt.errors import KmzbError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Łódź.gpkg"


def dump(path):
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump()) if path.exists() else []


def test_a_new_store_is_a_sound_geopackage(path):
    store = create_store(path)
    assert [entry.name for entry in path.parent.iterdir()] == ["Łódź.gpkg"]
    with store.connect() as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA application_id").fetchone()[0] == 0x47504B47
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert db.execute("SELECT rtreecheck('rtree_report_geom')").fetchone()[0] == "ok"
        counts = {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("category", "status", "transition", "closing_reason", "report")
        }
        steps = set(db.execute("SELECT from_status, to_status, label FROM transition WHERE from_status IN (0, 6)"))
    assert counts == {"category": 27, "status": 7, "transition": 7 + 1 + 11, "closing_reason": 20, "report": 0}
    assert steps == {(0, 1, "Nowe"), (6, 6, "Niepotwierdzone"), (6, 2, "Weryfikacja")}
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    layers = {dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())}
    assert {"report", "unit", "category", "transition", "report_history", "import_run", "setting"} <= layers
    report = dataset.GetLayerByName("report")
    assert (report.GetFIDColumn(), report.GetGeometryColumn()) == ("fid", "geom")
    assert report.GetSpatialRef().GetAuthorityCode(None) == "2180"
    assert report.TestCapability("FastSpatialFilter")


def test_opening_gives_the_same_store(path):
    made = create_store(path)
    opened = open_store(path)
    assert (opened.path, opened.schema, opened.read_only, opened.notice) == (path, made.schema, False, "")
    assert opened.schema == migrations.latest()
    assert opened.layer_uri("report") == f"{path}|layername=report"


def test_an_existing_file_is_not_overwritten(path):
    path.write_text("letters", encoding="utf-8")
    with pytest.raises(KmzbError, match="exists already"):
        create_store(path)
    assert path.read_text(encoding="utf-8") == "letters"


def test_two_that_create_at_once_make_one_store(path):
    results = []

    def make():
        try:
            results.append(create_store(path))
        except KmzbError as error:
            results.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(result, KmzbError) for result in results) == 3
    assert open_store(path).schema == migrations.latest()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_failure_while_creating_leaves_nothing(path, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(seeds, "sow", fail)
    with pytest.raises(KmzbError, match="disk full"):
        create_store(path)
    assert list(path.parent.iterdir()) == []


def test_a_wrong_name_or_folder_is_told(tmp_path):
    with pytest.raises(KmzbError, match=r"\.gpkg"):
        create_store(tmp_path / "store.sqlite")
    with pytest.raises(KmzbError, match="does not exist"):
        create_store(tmp_path / "none" / "store.gpkg")


def test_a_missing_file_is_not_created(path):
    with pytest.raises(KmzbError, match="no store"):
        open_store(path)
    assert not path.exists()


@pytest.mark.parametrize("kind", ["text", "empty", "sqlite", "geopackage"])
def test_other_files_are_refused_and_left_alone(path, kind):
    if kind == "text":
        path.write_text("not a database " * 100, encoding="utf-8")
    elif kind == "empty":
        path.touch()
    elif kind == "sqlite":
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE report (a)")
    else:
        gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    content = path.read_bytes()
    with pytest.raises(KmzbError, match="not a KMZB store"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_newer_store_opens_read_only_with_a_notice(path):
    store = create_store(path)
    with store.connect() as db:
        db.execute("INSERT INTO schema_version VALUES (9999, '2030-01-01T00:00:00.000Z', '9.0')")
    newer = open_store(path)
    assert (newer.schema, newer.read_only) == (9999, True)
    assert "newer version" in newer.notice
    with newer.connect() as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO report (category_id) VALUES (11)")


def test_a_store_asked_for_read_only_is(path):
    create_store(path)
    store = open_store(path, read_only=True)
    assert store.read_only
    with store.connect() as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM setting")


@pytest.fixture
def old(path):
    """A store of schema 1 with reports in it, as they were before the rules."""
    store = lifecycle._create(path, 1)
    with store.connect() as db:
        db.executemany(
            "INSERT INTO report (geom, id, category_id, status_id, plane, reported_at, status_changed_at, note,"
            " description) VALUES (kmzb_point(567059, 244219), ?, 11, ?, 3, ?, ?, 'żółć', NULL)",
            [(f"r{n}", 1 + n % 7, "2024-09-25T10:00:00.000Z", "2024-09-25T10:00:00.000Z") for n in range(20)],
        )
    return path


def test_an_older_store_is_migrated_after_a_backup(old):
    before = dump(old)
    store = open_store(old)
    assert (store.schema, store.read_only) == (migrations.latest(), False)
    (backup,) = old.parent.glob("*.backup.gpkg")
    assert str(backup) in store.notice
    assert dump(backup) == before
    with store.connect() as db:
        assert db.execute("SELECT count(*), min(note) FROM report").fetchone() == (20, "żółć")
        assert db.execute(
            "SELECT DISTINCT read_by, verify_by, version, description, reported_local FROM report"
        ).fetchall() == [("2024-09-28T22:00:00.000Z", "2024-10-02T22:00:00.000Z", 1, "", "2024-09-25T12:00:00")]
        assert db.execute("SELECT count(*) FROM schema_version").fetchone()[0] == migrations.latest()
        assert db.execute("SELECT count(*) FROM rtree_report_geom").fetchone()[0] == 20
        with pytest.raises(sqlite3.IntegrityError, match="KMZB-414"):
            db.execute("DELETE FROM report")
        db.execute("UPDATE report SET status_id = 2, base_version = version WHERE id = 'r0'")
        assert db.execute("SELECT version FROM report WHERE id = 'r0'").fetchone()[0] == 2
    assert open_store(old).notice == ""


def test_a_migrated_store_has_the_same_rules_as_a_new_one(old, tmp_path):
    def rules(store):
        with store.connect() as db:
            return db.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'rtree%' AND name NOT LIKE 'gpkg%'"
                " ORDER BY type, name"
            ).fetchall()

    assert rules(open_store(old)) == rules(create_store(tmp_path / "new.gpkg"))


def test_a_failed_migration_leaves_the_old_store(old, monkeypatch):
    before = dump(old)
    real = migrations.statements

    def broken(sql):
        return [*real(sql), "INSERT INTO nowhere VALUES (1)"]

    monkeypatch.setattr(migrations, "statements", broken)
    with pytest.raises(KmzbError, match="left as it was"):
        open_store(old)
    assert dump(old) == before


def test_an_older_store_that_is_only_read_is_left_old(old):
    before = dump(old)
    assert open_store(old, read_only=True).schema == 1
    assert dump(old) == before
    assert list(old.parent.glob("*.backup.gpkg")) == []


def test_a_backup_of_a_store_in_use_has_every_committed_row(path, tmp_path):
    store = create_store(path)
    with store.connect() as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("INSERT INTO report (category_id) VALUES (11)")
        target = tmp_path / "copy.gpkg"
        lifecycle.copy_store(path, target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT count(*) FROM report").fetchone()[0] == 1
        assert copy.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    with pytest.raises(OSError, match="exists"):
        lifecycle.copy_store(path, target)


def test_connections_are_closed_also_after_an_error(path):
    store = create_store(path)
    with pytest.raises(ZeroDivisionError), store.connect() as db:
        db.execute("BEGIN IMMEDIATE")
        raise ZeroDivisionError
    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")
    with store.connect() as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


def test_migrations_are_numbered_without_gaps_and_end_their_statements():
    found = migrations.available()
    assert list(found) == list(range(1, migrations.latest() + 1))
    for number, file in found.items():
        parts = migrations.statements(file.read_text(encoding="utf-8"))
        assert parts, number
        assert all(sqlite3.complete_statement(part) for part in parts)
        assert not any(re.match(r"(BEGIN|COMMIT|ROLLBACK)\b(?!\n)", part) for part in parts)
    with pytest.raises(ValueError, match="not finished"):
        migrations.statements("SELECT 1")


def test_zone_offsets_are_warsaws_for_every_half_hour_of_nine_years(path):
    with create_store(path).connect() as db:
        spans = db.execute("SELECT since, seconds FROM zone_offset ORDER BY since").fetchall()
    starts = [(warsaw.from_text(since), seconds) for since, seconds in spans]
    assert starts[0][0].year == 1990
    assert starts[-1][0].year == 2100
    position, instant = 0, warsaw.from_text("2019-01-01T00:00:00Z")
    while instant.year < 2028:
        while position + 1 < len(starts) and starts[position + 1][0] <= instant:
            position += 1
        assert instant.astimezone(warsaw.WARSAW).utcoffset().total_seconds() == starts[position][1]
        instant += timedelta(minutes=30)


def test_sowing_again_keeps_settings_and_renews_lists(path):
    with create_store(path).connect() as db:
        db.execute("UPDATE setting SET value = '10' WHERE name = 'verify_days'")
        db.execute("UPDATE category SET name = 'x' WHERE id = 1")
        seeds.sow(db, load())
        assert db.execute("SELECT value FROM setting WHERE name = 'verify_days'").fetchone()[0] == "10"
        assert db.execute("SELECT name FROM category WHERE id = 1").fetchone()[0] == "Akty wandalizmu"
        assert db.execute("SELECT count(*) FROM transition").fetchone()[0] == 19


def test_spatial_functions_agree_with_gdal(path):
    from osgeo import ogr

    shapes = [
        "POINT (567059.25 244219.5)",
        "LINESTRING (1 2, 3 4)",
        "MULTIPOLYGON (((0 0, 10 0, 10 5, 0 5, 0 0)))",
        "POINT EMPTY",
    ]
    dataset = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = dataset.CreateLayer("shape", geom_type=ogr.wkbUnknown, options=["SPATIAL_INDEX=NO"])
    for shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
    sql = "SELECT ST_IsEmpty(geom) AS e, ST_MinX(geom) AS a, ST_MaxX(geom) AS b, ST_MinY(geom) AS c, ST_MaxY(geom) AS d"
    result = dataset.ExecuteSQL(f"{sql} FROM shape ORDER BY fid")
    theirs = [tuple(f.GetField(i) if f.IsFieldSetAndNotNull(i) else None for i in range(5)) for f in result]
    dataset.ReleaseResultSet(result)
    layer = feature = dataset = None
    with closing(lifecycle.open_connection(path)) as db:
        ours = db.execute(f"{sql} FROM shape ORDER BY fid").fetchall()
    assert ours == theirs
    assert functions.envelope(b"no geometry") is None
    big_endian = b"GP\x00\x00\x00\x00\x08\x84" + bytes(ogr.CreateGeometryFromWkt(shapes[0]).ExportToWkb(ogr.wkbXDR))
    assert functions.envelope(big_endian) == (567059.25, 567059.25, 244219.5, 244219.5)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    folder = tmp_path / "file"
    folder.write_text("", encoding="utf-8")
    with pytest.raises(KmzbError):
        create_store(folder / "store.gpkg")
    assert stat.S_ISREG(folder.stat().st_mode)


@pytest.mark.parametrize("table", ["report", "schema_version", "setting", "transition"])
def test_a_damaged_page_of_any_table_that_opening_reads_is_a_sentence(path, table):
    """So SQLite also tells a drive that goes away while the store is opened."""
    create_store(path)
    with closing(sqlite3.connect(path)) as db:
        pages = db.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = ? AND rootpage", (table,)).fetchall()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    for (page,) in pages:  # the table and its indexes
        data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(data)
    with pytest.raises(KmzbError, match=r"cannot be read: the file is damaged\."):
        open_store(path)
    assert path.read_bytes() == data
