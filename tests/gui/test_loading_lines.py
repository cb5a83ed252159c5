"""Lines of CSV that the store knows are not read again, and nothing else comes of it than of reading all."""

import csv
import random

import pytest
from loading_help import HOUR, MONDAY, bring, counts, new_store, one, reject_rows, reports, row

from kmzb_qgis.sources import lines as source_lines
from kmzb_qgis.sources.columns import COLUMNS, NAMES
from kmzb_qgis.sources.files import read_file
from kmzb_qgis.sources.options import ReadOptions
from kmzb_qgis.store import loading_marks
from kmzb_qgis.store.loading import Run, load
from kmzb_qgis.toolbelt.errors import KmzbError

HOME = ReadOptions(crs="EPSG:2180", swapped=False)

pytestmark = pytest.mark.usefixtures("small_blocks")


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


@pytest.fixture()
def read(monkeypatch):
    """How many lines were read, by batch."""
    found = []
    take = source_lines.Lines.take

    def counted(self, wanted):
        found.append(int(wanted.sum()))
        return take(self, wanted)

    monkeypatch.setattr(source_lines.Lines, "take", counted)
    return found


def cells(number, **changed):
    base = {"objectid": number, "reported": MONDAY + number, "modified": MONDAY + number}
    return row(**{**base, **changed})


def write(path, rows, names=NAMES, end="\n"):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=end)
        writer.writerow([COLUMNS[name] for name in names])
        writer.writerows(rows)
    return path


def bring_file(store, path, rejects=None, **options):
    run = Run("file", path.name, "anna", rejects, names=COLUMNS, first_row=1, **options)
    return load(store, run, read_file(path, None, HOME))


def test_known_lines_are_not_read(store, tmp_path, read):
    rows = [cells(number, description="a, b" if number % 3 else 'z "cudzysłowem"\nżółw') for number in range(1, 501)]
    assert counts(bring_file(store, write(tmp_path / "a.csv", rows, end="\r\n"))) == (500, 0, 0, 0, 0)
    assert sum(read) == 500
    read.clear()
    before = reports(store)
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, 500, 0, 0)
    assert sum(read) < 60  # the first block shows how the file is to be read
    assert reports(store) == before
    assert one(store, "SELECT rows_read, unchanged FROM import_run WHERE id = 2") == (500, 500)
    rows[250] = cells(251, status="Weryfikacja", modified=MONDAY + HOUR)
    rows[300:300] = [cells(900), cells(901)]
    del rows[400]
    read.clear()
    assert counts(bring_file(store, write(tmp_path / "b.csv", rows, end="\r\n"))) == (2, 1, 498, 0, 0)
    assert sum(read) < 70
    assert one(store, "SELECT status_id FROM report WHERE service_id = 251") == (2,)
    read.clear()
    assert counts(bring_file(store, tmp_path / "b.csv")) == (0, 0, 501, 0, 0)
    assert sum(read) < 60


def test_lines_in_another_order_are_known(store, tmp_path, read):
    rows = [cells(number) for number in range(1, 401)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    random.Random(1).shuffle(rows)
    read.clear()
    assert counts(bring_file(store, write(tmp_path / "b.csv", rows))) == (0, 0, 400, 0, 0)
    assert sum(read) < 60


def test_a_known_line_beside_another_of_its_report_is_read(store, tmp_path):
    rows = [cells(number) for number in range(1, 201)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    newer = cells(150, status="Weryfikacja", modified=MONDAY + HOUR)
    other = cells(160, status="Weryfikacja")
    path = tmp_path / "odrzucone.csv"
    result = bring_file(store, write(tmp_path / "b.csv", [*rows, newer, other, rows[169]]), path)
    assert counts(result) == (0, 1, 198, 0, 3)
    assert result.repeats == 1
    told = [(line["Row"], "newer change date" in line["Reason"]) for line in reject_rows(path)]
    assert told == [("151", True), ("161", False), ("203", False)]


def test_what_would_be_refused_now_is_not_taken_as_known(store, tmp_path):
    rows = [cells(number, description="x" * 30) for number in range(1, 201)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    with store.connect() as connection:
        connection.execute("UPDATE setting SET value = '20' WHERE name = 'description_max'")
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, 0, 0, 200)
    with store.connect() as connection:
        connection.execute("UPDATE setting SET value = '500' WHERE name = 'description_max'")
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, 200, 0, 0)


def test_a_line_is_forgotten_when_its_report_changes_by_another_source(store, tmp_path):
    rows = [cells(number) for number in range(1, 201)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    assert counts(bring(store, cells(150, status="Weryfikacja", modified=MONDAY + HOUR))) == (0, 1, 0, 0, 0)
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, 199, 1, 0)


def test_other_settings_of_reading_make_other_lines(store, tmp_path):
    rows = [cells(number, teryt="") for number in range(1, 201)]
    path = write(tmp_path / "a.csv", rows)
    bring_file(store, path)
    result = load(store, Run("file", "a", "x"), read_file(path, None, ReadOptions(crs="EPSG:2180", swapped=True)))
    assert result.unchanged == 0


def test_a_dry_run_knows_lines_too(store, tmp_path, read):
    rows = [cells(number) for number in range(1, 201)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    read.clear()
    assert counts(bring_file(store, tmp_path / "a.csv", dry_run=True)) == (0, 0, 200, 0, 0)
    assert sum(read) < 60


def test_an_import_that_came_between_is_a_sentence(store, tmp_path):
    rows = [cells(number) for number in range(1, 201)]
    path = write(tmp_path / "a.csv", rows)
    bring_file(store, path)

    def batches():
        yield from read_file(path, None, HOME)
        bring(store, cells(150, status="Weryfikacja", modified=MONDAY + HOUR))

    with pytest.raises(KmzbError, match="came between"):
        load(store, Run("file", "a", "x"), batches())
    assert counts(bring_file(store, path)) == (0, 0, 199, 1, 0)


def test_a_clock_set_back_makes_all_be_read(store, tmp_path, read, monkeypatch):
    rows = [cells(number) for number in range(1, 201)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    with store.connect() as connection:
        connection.execute("UPDATE import_run SET started_at = '2099-01-01T00:00:00.000Z'")
    read.clear()
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, 200, 0, 0)
    assert sum(read) == 200


def test_marks_take_eight_bytes_a_report(store, tmp_path):
    bring_file(store, write(tmp_path / "a.csv", [cells(number) for number in range(1, 301)]))
    found = one(store, "SELECT count(*), sum(length(marks)) FROM source_line")
    assert found == (1, 8 * loading_marks.BLOCK)


def test_few_new_marks_stand_beside_the_blocks_until_they_are_many(store, tmp_path, read):
    """Import by import a line changes, by turns up and down the file; what stands beside the blocks is believed, and
    goes into them after a while. Nothing is read twice for it, and none of it comes back later."""
    rows = [cells(number) for number in range(1, 1201)]
    bring_file(store, write(tmp_path / "a.csv", rows))
    beside = []
    for turn in range(1, 2 * loading_marks.LATER + 3):
        for number in (300 + turn % 7, 1200 - turn):
            rows[number - 1] = cells(number, part_of_day=turn % 4, modified=MONDAY + HOUR * turn)
        read.clear()
        path = write(tmp_path / f"{turn}.csv", rows)
        assert counts(bring_file(store, path)) == (0, 2, 1198, 0, 0)
        assert sum(read) < 60
        read.clear()
        assert counts(bring_file(store, path)) == (0, 0, 1200, 0, 0)
        assert sum(read) < 50
        found = one(store, "SELECT count(*), coalesce(sum(length(marks)), 0) FROM source_line WHERE block < 0")
        assert found[1] == 2 * 16 * found[0]
        beside.append(found[0])
    assert max(beside) == loading_marks.LATER
    assert beside[:2] == [1, 2]
    assert beside.count(0) >= 1
    assert counts(bring_file(store, tmp_path / "a.csv")) == (0, 0, 1200 - len(beside) - 7, len(beside) + 7, 0)  # stale


ODD = {
    "objectid": ["", " ", " 7", "8.0", "1e3", "-5", "x", "9" * 20, "+12", "1_0", "007"],
    "typ": ["", " Nieprawidłowe parkowanie ", "Zebractwo", 'Spożywanie "x"', "Żebractwo"],
    "status": ["Nowe", "Weryfikacja", "nowe", "Niepotwierdzone"],
    "teryt": ["", "1261011", "261011", "12", "126101.0", "abc", " 1261011", "12345678"],
    "reported": ["", "2024-03-25", "25.03.2024 12:00", "1e12", "1.5", "-1", "32503680000000", " 1711353600000"],
    "event": ["", "0", "-62135596800000", "wczoraj", "1711353600000", "99999999999999999"],
    "modified": ["", "1711353600001", "1711353600002 ", "32503680000000"],
    "part_of_day": ["", "1", "x", "-3", "1.0"],
    "days_of_week": ["", "127", "9223372036854775807", "-9223372036854775807"],
    "x": ["", "567059,5", "567059.123456", "1e5", ".5", "567059.", "-567059.5", "567059.5.5", "NaN", "inf", "5 67059"],
    "y": ["", "244219.2", "244219", "0", "-", "244219.2500000000001"],
    "description": ["", "opis", " opis ", 'z "cudzysłowem", i przecinkiem', "w\ndwóch", "x" * 600, "=1+1", "'a"],
}


@pytest.mark.parametrize("seed", range(6))
def test_lines_cut_by_numpy_are_as_the_csv_module_reads_them(tmp_path, monkeypatch, seed):
    """Whatever stands in a file: both ways of reading must bring the same reports and refuse the same rows."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, 401):
        line = {**dict(zip(NAMES, map(str, cells(number)))), "event": "", "description": ""}
        for name in chance.sample(NAMES, chance.choice([0, 0, 0, 1, 1, 2])):
            line[name] = chance.choice(ODD[name])
        rows.append([line[name] for name in NAMES])
    path = write(tmp_path / "a.csv", rows, end=chance.choice(["\n", "\r\n"]))
    text = path.read_bytes().splitlines(keepends=True)
    for at in (100, 200, 300):
        text.insert(at, chance.choice([b"\n", b",,,,,,,,,,,\n", b"1,2\n", b"1,2,3,4,5,6,7,8,9,10,11,12,13\n"]))
    path.write_bytes(b"".join(text).rstrip(b"\r\n") if seed % 2 else b"".join(text))
    found = []
    for cut in (True, False):
        if not cut:
            monkeypatch.setattr(source_lines, "can_cut", lambda table: False)
        (tmp_path / str(cut)).mkdir()
        store, rejects = new_store(tmp_path / str(cut)), tmp_path / f"{cut}.rejects.csv"
        results = [counts(bring_file(store, path, rejects)) for _ in range(2)]
        columns = "fid, geom, service_id, source_key, source_digest, category_id, status_id, description, reported_at,"
        columns += "event_at, part_of_day, days_of_week, status_changed_at, read_by, verify_by, teryt"
        found.append((results, reports(store, columns), reject_rows(rejects)))
    assert found[0] == found[1]
    assert len(found[0][1]) > 150
    assert len(found[0][2]) > 50


@pytest.mark.parametrize("damage", [b"\0", b"a\rb", b'a"b', b'"a"b'])
def test_what_cannot_be_cut_is_left_to_the_csv_module(tmp_path, monkeypatch, damage):
    rows = [cells(number) for number in range(1, 301)]
    path = write(tmp_path / "a.csv", rows)
    text = path.read_bytes().split(b"\n")
    text[200] = text[200].rstrip(b",") + b"," + damage
    path.write_bytes(b"\n".join(text))
    found = []
    for cut in (True, False):
        if not cut:
            monkeypatch.setattr(source_lines, "can_cut", lambda table: False)
        (tmp_path / str(cut)).mkdir()
        store = new_store(tmp_path / str(cut))
        try:
            found.append((counts(bring_file(store, path)), reports(store, "fid, service_id, description")))
        except KmzbError as error:
            found.append((type(error), error.code, reports(store)))
    assert found[0] == found[1]
