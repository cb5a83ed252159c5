"""Loading into a store: what comes in, what is updated, what is refused, and that a second time changes nothing."""

import sqlite3
import threading

import pytest
from loading_help import HOUR, MONDAY, NAMES, bring, counts, new_store, one, reject_rows, reports, row

from kmzb_qgis.catalogue import rules, warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store import open_store
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

END = warsaw.from_text("2026-09-01T12:00:00Z")


@pytest.fixture()
def store(tmp_path):
    return new_store(tmp_path)


def officer(store, sql="status_id = 2", where="1"):
    with store.connect() as connection:
        connection.execute(f"UPDATE report SET {sql}, base_version = version, modified_by = 'jan' WHERE {where}")


def test_a_row_becomes_a_whole_report(store):
    result = bring(store, row(event=MONDAY - HOUR, description=" Zażółć gęślą jaźń "))
    assert counts(result) == (1, 0, 0, 0, 0)
    names = (
        "service_id, source_key, plane, category_id, status_id, description, reported_at, event_at, part_of_day,"
        "days_of_week, status_changed_at, service_modified_at, officer_modified_at, read_by, verify_by, verified_at,"
        "closed_at, teryt, import_run_id, version, base_version, publish_plane2"
    )
    (found,) = reports(store, names)
    assert found == (
        1, None, 3, 11, 1, "Zażółć gęślą jaźń", "2024-03-25T08:00:00.000Z", "2024-03-25T07:00:00.000Z", 1,
        3, "2024-03-25T08:00:00.000Z", "2024-03-25T08:00:00.000Z", None, "2024-03-28T23:00:00.000Z",
        "2024-04-01T22:00:00.000Z", None, None, "1261011", result.run_id, 1, None, 0,
    )  # fmt: skip
    assert one(store, "SELECT ST_MinX(geom), ST_MinY(geom) FROM report") == (567059.5, 244219.25)
    run = one(
        store, "SELECT source_kind, source, rows_read, inserted, rejected, started_by, finished_at FROM import_run"
    )
    assert run[:6] == ("file", "test", 1, 1, 0, "anna")
    assert run[6] >= one(store, "SELECT started_at FROM import_run")[0]


@pytest.mark.parametrize(
    ("name", "value"), [("description_max", "pięćset"), ("earliest_report", "2000"), ("extent_min_x", None)]
)
def test_a_spoilt_setting_of_the_store_is_a_sentence(store, name, value):
    with store.connect() as connection:
        if value is None:
            connection.execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            connection.execute("UPDATE setting SET value = ? WHERE name = ?", (value, name))
    with pytest.raises(KmzbError, match=f"setting '{name}' is missing or wrong"):
        bring(store, row())
    assert one(store, "SELECT count(*) FROM import_run") == (0,)


def test_a_mended_reject_file_comes_in_as_the_source_had_it(store, tmp_path):
    texts = ["- piją w parku", "=1+1", "'cudzysłów", "' - nie ruszać"]
    for number, text in enumerate(texts, 1):
        path = tmp_path / f"{number}.csv"
        bring(store, row(objectid=number, typ="Zebractwo", description=text), rejects=path)
        path.write_text(path.read_text(encoding="utf-8-sig").replace("Zebractwo", "Żebractwo", 1), encoding="utf-8")
        assert load(store, Run("file", "mended", "anna"), read_file(path)).inserted == 1
    assert [found for (found,) in reports(store, "description")] == texts


def test_deadlines_are_the_catalogues(store):
    instants = [MONDAY + number * 5 * HOUR for number in range(200)]  # over the change of clocks of 31 March 2024
    bring(store, *(row(objectid=number + 1, reported=at, modified=at) for number, at in enumerate(instants)))
    for at, (read_by, verify_by) in zip(instants, reports(store, "read_by, verify_by")):
        expected = rules.deadlines(warsaw.from_epoch_ms(at))
        assert (read_by, verify_by) == tuple(map(warsaw.to_text, expected))


def test_texts_and_numbers_mean_the_same(store, tmp_path):
    sample.write_sample(tmp_path / "a.csv", 300, 1, END)
    sample.write_sample(tmp_path / "a.json", 300, 1, END)
    first = load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
    second = load(store, Run("file", "a", "x"), read_file(tmp_path / "a.json"))
    assert counts(first) == (300, 0, 0, 0, 0)
    assert counts(second) == (0, 0, 300, 0, 0)


@pytest.mark.parametrize("count", [300, 5000])
def test_second_import_touches_no_byte_of_the_reports(store, tmp_path, count):
    sample.write_sample(tmp_path / "a.csv", count, 1, END)
    load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
    before, history = reports(store), one(store, "SELECT count(*) FROM report_history")
    result = load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
    assert counts(result) == (0, 0, count, 0, 0)
    assert reports(store) == before
    assert one(store, "SELECT count(*) FROM report_history") == history
    assert one(store, "SELECT count(*) FROM import_run") == (2,)


def test_bulk_and_small_loads_give_the_same(tmp_path, monkeypatch):
    """A large load sets the insert triggers aside: they must have nothing to refuse, and stand again after."""
    from kmzb_qgis.store import loading_write

    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    triggers = "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name)"
    stores = []
    for limit in (1, 10**9):
        monkeypatch.setattr(loading_write, "BULK", limit)
        (tmp_path / str(limit)).mkdir()
        store = new_store(tmp_path / str(limit))
        before = one(store, triggers)
        load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
        assert one(store, triggers) == before
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


TRIGGERS = "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name)"


def test_spatial_filter_of_qgis_finds_them(store, tmp_path, qgis_app):
    from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
    layer = QgsVectorLayer(store.layer_uri("report"), "report", "ogr")
    box = QgsRectangle(620000, 470000, 655000, 505000)
    found = {feature["service_id"] for feature in layer.getFeatures(QgsFeatureRequest(box))}
    data = sample.make(3000, 1, END)
    inside = (data["x"] >= 620000) & (data["x"] <= 655000) & (data["y"] >= 470000) & (data["y"] <= 505000)
    assert found == set(data["objectid"][inside].tolist())
    assert len(found) > 100
    assert layer.featureCount() == 3000


def test_newer_row_updates_and_the_history_says_import(store):
    bring(store, row())
    result = bring(store, row(status="Potwierdzone (wyeliminowane)", modified=MONDAY + HOUR, x=567100.0))
    assert counts(result) == (0, 1, 0, 0, 0)
    found = one(
        store, "SELECT status_id, status_changed_at, service_modified_at, closed_at, version, import_run_id FROM report"
    )
    later = "2024-03-25T09:00:00.000Z"
    assert found == (5, later, later, later, 2, result.run_id)
    assert one(store, "SELECT minx FROM rtree_report_geom")[0] == pytest.approx(567100, abs=0.1)
    history = one(store, "SELECT origin, action, was_status_id, status_id, import_run_id FROM report_history")
    assert history == ("import", "status", 1, 5, result.run_id)
    again = bring(store, row(status="Potwierdzone (wyeliminowane)", modified=MONDAY + HOUR, x=567100.0))
    assert counts(again) == (0, 0, 1, 0, 0)


def test_older_or_equally_old_difference_is_a_conflict(store, tmp_path):
    bring(store, row(status="Weryfikacja"))
    before = reports(store)
    path = tmp_path / "odrzucone.csv"
    result = bring(store, row(status="Nowe"), rejects=path)
    assert counts(result) == (0, 0, 0, 1, 0)
    assert reports(store) == before
    (told,) = reject_rows(path)
    assert (told["Kind"], told["OBJECTID"], told["Status"]) == ("conflict", "1", "Nowe")
    assert "not newer" in told["Reason"]


@pytest.mark.parametrize("change", ["status_id = 2", "description = 'tu'", "geom = kmzb_point(567000, 244000)"])
def test_officers_change_is_not_overwritten(store, tmp_path, change):
    bring(store, row())
    officer(store, change)
    before = reports(store)
    path = tmp_path / "odrzucone.csv"
    result = bring(store, row(status="Niepotwierdzone", modified=MONDAY + HOUR), rejects=path)
    assert counts(result) == (0, 0, 0, 1, 0)
    assert reports(store) == before
    assert "An officer changed this report" in reject_rows(path)[0]["Reason"]
    assert counts(bring(store, row())) == (0, 0, 1, 0, 0)


def test_note_and_unit_cause_no_conflict(store):
    bring(store, row())
    officer(store, "note = 'wewnętrzna', unit_id = '126101'")
    assert counts(bring(store, row(status="Weryfikacja", modified=MONDAY + HOUR))) == (0, 1, 0, 0, 0)
    assert one(store, "SELECT note, unit_id, status_id FROM report") == ("wewnętrzna", "126101", 2)


def test_missing_reports_stay(store):
    bring(store, row(), row(objectid=2))
    assert counts(bring(store, row())) == (0, 0, 1, 0, 0)
    assert len(reports(store)) == 2


def test_descriptions_of_a_file_outlive_the_service(store):
    bring(store, row(description="opis"))
    assert counts(bring(store, row()[:-1], columns=NAMES[:-1], kind="service")) == (0, 0, 1, 0, 0)
    moved = row(status="Weryfikacja", modified=MONDAY + HOUR)
    assert counts(bring(store, moved[:-1], columns=NAMES[:-1], kind="service")) == (0, 1, 0, 0, 0)
    assert one(store, "SELECT description, status_id FROM report") == ("opis", 2)
    assert counts(bring(store, row(status="Weryfikacja", modified=MONDAY + HOUR, description="opis"))) == (
        0,
        0,
        1,
        0,
        0,
    )


def test_a_description_may_follow_later(store):
    bring(store, row()[:-1], columns=NAMES[:-1])
    assert counts(bring(store, row(description="opis"))) == (0, 1, 0, 0, 0)
    assert counts(bring(store, row(description="opis"))) == (0, 0, 1, 0, 0)


def test_without_objectid_a_report_is_known_by_its_content(store):
    assert counts(bring(store, row(objectid=None), row(objectid="", reported=MONDAY + 1, modified=MONDAY + 1))) == (
        2,
        0,
        0,
        0,
        0,
    )
    result = bring(store, row(objectid=None, status="Weryfikacja", modified=MONDAY + HOUR))
    assert counts(result) == (0, 1, 0, 0, 0)
    assert one(store, "SELECT count(*), count(service_id), count(DISTINCT source_key) FROM report") == (2, 0, 2)


def test_without_a_place_it_is_kept_to_be_placed(store):
    assert counts(bring(store, row(x=None, y=None), row(objectid=2, x="", y=" "))) == (2, 0, 0, 0, 0)
    assert one(store, "SELECT count(*) FROM report WHERE geom IS NULL") == (2,)


def test_sentinel_dates_and_ended_categories_are_taken(store):
    result = bring(store, row(typ="Utonięcia", event=-62135596800000), row(objectid=2, event=0))
    assert counts(result) == (2, 0, 0, 0, 0)
    assert reports(store, "event_at, category_id") == [(None, 20), (None, 11)]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"typ": "Zebractwo"}, "Unknown category 'Zebractwo'. Did you mean 'Żebractwo'?"),
        ({"typ": None}, "Unknown category ''."),
        ({"status": "nowe "}, "Did you mean 'Nowe'?"),
        ({"reported": None}, "The report's date '' is not epoch milliseconds."),
        ({"reported": "2024-03-25"}, "'2024-03-25' is not epoch milliseconds"),
        ({"reported": 1.5}, "'1.5' is not epoch"),
        ({"reported": 900000000000}, "earlier than 2000-01-01"),
        ({"reported": 32503680000000, "modified": 32503680000000}, "lies in the future"),
        ({"modified": ""}, "The change date '' is not"),
        ({"modified": 32503680000000}, "The change date lies in the future"),
        ({"event": "wczoraj"}, "'wczoraj' is not epoch"),
        ({"event": 10**17}, "is not epoch"),
        ({"part_of_day": "rano"}, "'rano' is not a whole number"),
        ({"days_of_week": 1.5}, "'1.5' is not a whole number"),
        ({"x": "567059,5"}, "The place '567059,5'"),
        ({"x": None}, "is not two numbers"),
        ({"y": "NaN"}, "is not two numbers"),
        ({"x": float("inf")}, "outside Poland's extent"),
        ({"x": 0, "y": 0}, "outside Poland's extent"),
        ({"x": 120000.0, "y": 830000.0}, "outside Poland's extent"),
        ({"x": 150000.0, "y": 830000.0}, "x and y seem to be swapped"),
        ({"description": "ż" * 501}, "longer than 500 characters"),
        ({"teryt": "krakowski"}, "not a TERYT code"),
        ({"objectid": "siedem"}, "OBJECTID 'siedem'"),
        ({"objectid": -7}, "OBJECTID '-7'"),
        ({"objectid": 2**70}, "OBJECTID '1.1805916207"),
        ({"typ": {"a": ["ż"]}}, 'Unknown category \'{"a": ["ż"]}\'.'),
        ({"typ": "\ud800"}, "Unknown category '?'"),
    ],
)
def test_rows_that_cannot_be_taken(store, tmp_path, cells, words):
    path = tmp_path / "odrzucone.csv"
    result = bring(store, row(objectid=50), row(**cells), row(objectid=51), rejects=path, first_row=1)
    assert counts(result) == (2, 0, 0, 0, 1)
    assert result.rejects == str(path)
    (told,) = reject_rows(path)
    assert words in told["Reason"]
    assert (told["Kind"], told["Row"]) == ("rejected", "3")
    assert [number for (number,) in reports(store, "service_id")] == [50, 51]
    assert one(store, "SELECT rejected, inserted FROM import_run") == (1, 2)


def test_rejected_rows_can_be_mended_and_imported(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="Zebractwo", teryt="0264011", x=245059.5, y=375219.25, description='=1+1;"ż"\n'), rejects=path)
    (told,) = reject_rows(path)
    assert told["Opis"] == '\'=1+1;"ż"\n'
    assert told["x"] == "245059.5"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Zebractwo", "Żebractwo"), encoding="utf-8")
    assert counts(load(store, Run("file", "a", "x"), read_file(path))) == (1, 0, 0, 0, 0)
    assert one(store, "SELECT teryt FROM report") == ("0264011",)


def test_formulas_are_made_harmless_and_numbers_stay(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="@SUM(A1)", status="+cmd", teryt="-1"), row(objectid=-2, typ=" =1"), rejects=path)
    first, second = reject_rows(path)
    assert (first["Typ"], first["Status"], first["TERYT"]) == ("'@SUM(A1)", "'+cmd", "-1")
    assert (second["OBJECTID"], second["Typ"]) == ("-2", "' =1")


def test_reject_file_of_an_earlier_run_does_not_speak_for_this_one(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="?"), rejects=path)
    assert len(reject_rows(path)) == 1
    assert bring(store, row(), rejects=path).rejects == ""
    assert reject_rows(path) == []
    assert sorted(entry.suffix for entry in tmp_path.iterdir()) == [".csv", ".gpkg"]


def test_repeated_rows(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    result = bring(
        store,
        row(), row(), row(),
        row(objectid=2), row(objectid=2, status="Weryfikacja", modified=MONDAY + HOUR),
        row(objectid=3), row(objectid=3, status="Weryfikacja"),
        row(objectid=None), row(objectid=None),
        rejects=path,
    )  # fmt: skip
    assert counts(result) == (3, 0, 0, 0, 3)
    assert result.repeats == 3
    assert reports(store, "service_id, status_id") == [(1, 1), (2, 2), (None, 1)]
    reasons = [entry["Reason"] for entry in reject_rows(path)]
    assert ["newer change date" in reason for reason in reasons] == [True, False, False]
    assert all("different content" in reason for reason in reasons[1:])


def test_broken_lines_are_rejected_and_blank_ones_skipped(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    flaws = {0: "", 1: "The row has only 2 columns."}
    result = bring(store, row(), row(objectid=2), row(objectid=3), flaws=flaws, rejects=path, first_row=1)
    assert counts(result) == (1, 0, 0, 0, 1)
    assert reject_rows(path)[0]["Reason"] == "The row has only 2 columns."
    assert one(store, "SELECT rows_read FROM import_run") == (2,)


def test_nothing_to_read_changes_nothing(store):
    with pytest.raises(KmzbError, match="no report"):
        bring(store)
    with pytest.raises(KmzbError, match="no report"):
        bring(store, row(), flaws={0: ""})
    assert one(store, "SELECT count(*) FROM import_run") == (0,)


def test_a_source_that_fails_in_the_middle_changes_nothing(store):
    def batches():
        yield NAMES, [row()], {}
        raise KmzbError("tile")

    with pytest.raises(KmzbError, match="tile"):
        load(store, Run("service", "test", "anna"), batches())
    assert one(store, "SELECT (SELECT count(*) FROM import_run) + (SELECT count(*) FROM report)") == (0,)


def test_no_word_of_a_source_becomes_sql(store):
    with pytest.raises(ValueError, match="unknown columns"):
        bring(store, (1,), columns=("x) VALUES (1); DROP TABLE report --",))


def test_cancel_changes_nothing(store, tmp_path):
    class Feedback:
        share = 0

        def isCanceled(self):
            return self.share > 60

        def setProgress(self, value):
            self.share = value

    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    with pytest.raises(Cancelled):
        load(store, Run("file", "a", "x", tmp_path / "r.csv"), read_file(tmp_path / "a.csv"), Feedback())
    assert one(store, "SELECT (SELECT count(*) FROM import_run) + (SELECT count(*) FROM report)") == (0,)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["a.csv"]
    assert counts(load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))) == (3000, 0, 0, 0, 0)


def test_unwritable_reject_file_changes_nothing(store, tmp_path):
    with pytest.raises(KmzbError, match="reject file"):
        bring(store, row(), row(typ="?"), rejects=tmp_path / "no" / "r.csv")
    assert reports(store) == []


def test_a_passing_lock_is_waited_for(store):
    blocker = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, lambda: blocker.execute("ROLLBACK")).start()
    assert counts(bring(store, row())) == (1, 0, 0, 0, 0)
    blocker.close()


def test_a_lasting_lock_is_a_sentence(store, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.2)
    blocker = sqlite3.connect(store.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(KmzbError, match="in use by another program") as caught:
        bring(store, row())
    assert caught.value.code == "locked"
    blocker.close()
    assert reports(store) == []


def test_a_reader_in_the_way_of_the_commit(store, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.store.BUSY_SECONDS", 0.2)
    reader = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM report").fetchone()
    threading.Timer(0.5, lambda: reader.execute("ROLLBACK")).start()
    assert counts(bring(store, row())) == (1, 0, 0, 0, 0)
    reader.close()


def test_a_dry_run_counts_and_changes_nothing(store, tmp_path):
    bring(store, row(), row(objectid=2), row(objectid=3))
    officer(store, "status_id = 2", "service_id = 3")
    path = tmp_path / "odrzucone.csv"
    rows = [
        row(), row(objectid=2, status="Weryfikacja", modified=MONDAY + HOUR),
        row(objectid=3, status="Niepotwierdzone", modified=MONDAY + HOUR), row(objectid=4), row(objectid=5, typ="?"),
        row(objectid=4),
    ]  # fmt: skip
    before = (store.path.read_bytes(), store.path.stat().st_mtime_ns)
    dry = bring(store, *rows, rejects=path, dry_run=True)
    assert counts(dry) == (1, 1, 1, 1, 1)
    assert (dry.repeats, dry.run_id, dry.rejects) == (1, 0, str(path))
    assert (store.path.read_bytes(), store.path.stat().st_mtime_ns) == before
    told = path.read_bytes()
    wet = bring(store, *rows, rejects=path)
    assert counts(wet) == counts(dry)
    assert path.read_bytes() == told
    assert wet.run_id == 2


def test_a_dry_run_asks_for_no_lock(store):
    bring(store, row())
    blocker = sqlite3.connect(store.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    assert counts(bring(store, row(), row(objectid=2), dry_run=True)) == (1, 0, 1, 0, 0)
    blocker.close()
    readonly = open_store(store.path, read_only=True)
    assert counts(bring(readonly, row(objectid=3), dry_run=True)) == (1, 0, 0, 0, 0)


def test_the_reject_file_names_the_file_of_a_row(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    run = Run("file", "2 files", "anna", path, names=dict(zip(NAMES, NAMES)), first_row=1)

    def batches():
        run.origins.append((1, "żółw.csv"))
        yield NAMES, [row(), row(typ="?"), row(objectid=2)], {}
        run.origins.append((4, "=b.json", 0))
        yield NAMES, [row(objectid=3, typ="??"), row(objectid=4), row(objectid=5, typ="???")], {}

    assert counts(load(store, run, batches())) == (3, 0, 0, 0, 3)
    assert [(told["File"], told["Row"], told["typ"]) for told in reject_rows(path)] == [
        ("żółw.csv", "3", "?"), ("'=b.json", "1", "??"), ("'=b.json", "3", "???"),
    ]  # fmt: skip


def test_one_origin_is_no_column(store, tmp_path):
    path = tmp_path / "odrzucone.csv"
    bring(store, row(typ="?"), row(objectid=2), rejects=path, origins=[(1, "a.csv")], first_row=1)
    (told,) = reject_rows(path)
    assert "File" not in told
    assert told["Row"] == "2"


def test_read_only_store_is_a_sentence(store):
    with pytest.raises(KmzbError, match="read-only"):
        bring(open_store(store.path, read_only=True), row())
