"""Loading into a store: what comes in, what is updated, and that a second time changes nothing."""

import pytest
from loading_help import END, HOUR, MONDAY, NAMES, bring, counts, officer, one, reject_rows, reports, row

from kmzb_qgis.catalogue import rules, warsaw
from kmzb_qgis.sources import sample
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.store.loading import Run, load


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


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


def test_spatial_filter_of_qgis_finds_them(store, tmp_path, qgis_app):
    from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

    sample.write_sample(tmp_path / "a.csv", 3000, 1, END)
    load(store, Run("file", "a", "x"), read_file(tmp_path / "a.csv"))
    layer = QgsVectorLayer(store.layer_uri("report"), "report", store.provider)
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
    assert one(store, "SELECT ST_MinX(geom) FROM report")[0] == pytest.approx(567100, abs=0.1)
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
