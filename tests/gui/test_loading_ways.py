"""Large loads go another way than small ones: the same comes of both, to the last column."""

import pytest
from loading_help import END, HOUR, MONDAY, bring, counts, new_store, officer, one, reports, row

from kmzb_qgis.sources import sample
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store.loading import Run, load

TRIGGERS = "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name)"


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


def reports_of_new(folder, sql):
    (folder / "n").mkdir()
    with new_store(folder / "n").connect() as connection:
        return connection.execute(sql).fetchall()


def reports_of(store, sql):
    with store.connect() as connection:
        return connection.execute(sql).fetchall()


def columns_of(store):
    with store.connect() as connection:
        return [name for _, name, *_ in connection.execute("PRAGMA table_info(report)")]


def test_bulk_and_small_loads_give_the_same(tmp_path, monkeypatch):
    """A large load sets the insert triggers aside: they must have nothing to refuse, and stand again after."""
    from kmzb_qgis.store import loading_write

    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    stores = []
    for limit in (1, 10**9):
        monkeypatch.setattr(loading_write, "BULK", limit)
        (tmp_path / str(limit)).mkdir()
        store = new_store(tmp_path / str(limit))
        before = one(store, TRIGGERS)
        load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
        assert one(store, TRIGGERS) == before
        assert one(store, "PRAGMA integrity_check") == ("ok",)
        stores.append(store)
    columns = "fid, geom, service_id, source_digest, category_id, status_id, reported_at, event_at, status_changed_at,"
    columns += "read_by, verify_by, verified_at, closed_at, teryt, version, plane, publish_plane2, description, note,"
    columns += "reason_text, reported_local, event_local, part_of_day, days_of_week, base_version"
    assert reports(stores[0], columns) == reports(stores[1], columns)
    index = "SELECT count(*), sum(minx), sum(maxx), sum(miny), sum(maxy) FROM rtree_report_geom"
    assert one(stores[0], index) == pytest.approx(one(stores[1], index), rel=1e-6)  # boxes are 32-bit numbers
    boxes = "SELECT count(*) FROM report JOIN rtree_report_geom AS box ON box.id = fid"
    boxes += " WHERE ST_MinX(geom) NOT BETWEEN minx AND maxx OR ST_MinY(geom) NOT BETWEEN miny AND maxy"
    assert one(stores[0], boxes) == one(stores[1], boxes) == (0,)
    assert one(stores[0], "SELECT count(*), count(DISTINCT id) FROM report") == (3000, 3000)


def test_many_changes_and_few_give_the_same(tmp_path, monkeypatch):
    """Many changed reports are written without the triggers: every column and all history must be as with them."""
    from kmzb_qgis.store import loading_update

    names = [status for (status,) in reports_of_new(tmp_path, "SELECT name FROM status ORDER BY id")]
    first, second = [], []
    for number in range(400):
        at = MONDAY + number * HOUR
        old, new = names[number % len(names)], names[number // len(names) % len(names)]
        cells = {"objectid": number + 1, "reported": at, "status": old, "modified": at + 60_000, "event": at - HOUR}
        first.append(row(**cells, description="opis" if number % 3 else None))
        later = {**cells, "status": new, "modified": at + HOUR}
        later["reported"] += HOUR * (number % 5)
        later["x"], later["y"] = (None, None) if number % 7 == 0 else (567059.5 + number % 90 * 70, 244219.25)
        later["event"] = None if number % 11 == 0 else later["event"]
        second.append(row(**later, description="nowy opis" if number % 4 else None))
    found = []
    for limit in (1, 10**9):
        monkeypatch.setattr(loading_update, "BULK", limit)
        (tmp_path / str(limit)).mkdir()
        store = new_store(tmp_path / str(limit))
        bring(store, *first)
        with store.connect() as connection:
            connection.execute("INSERT INTO body (id, name) VALUES (1, 'Zarząd Dróg')")
        officer(store, "note = 'n', unit_id = 'u', officer = 'o', handed_to = 1")
        before = one(store, TRIGGERS)
        assert counts(bring(store, *second)) == (0, 400, 0, 0, 0)
        assert one(store, TRIGGERS) == before
        ids = dict(reports(store, "id, fid"))
        with store.connect() as connection:
            history = connection.execute("SELECT * FROM report_history ORDER BY fid").fetchall()
        history = [(ids[line[1]], *line[2:3], *line[4:]) for line in history]  # without the moment
        columns = [name for name in columns_of(store) if name not in ("id", "officer_modified_at")]
        boxes = [reports_of(store, f"SELECT * FROM report_cells_{size}km ORDER BY fid") for size in (1, 5)]
        boxes += [reports_of(store, f"SELECT * FROM rtree_report_cells_{size}km_geom ORDER BY id") for size in (1, 5)]
        boxes.append(one(store, "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = 'report'"))
        index = one(store, "SELECT count(*), sum(minx), sum(maxy) FROM rtree_report_geom")
        found.append((reports(store, ", ".join(columns)), history, boxes, index))
    assert found[0] == found[1]
    assert len(found[0][1]) == 800
