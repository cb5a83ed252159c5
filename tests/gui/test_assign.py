"""Assigning units: what is written, what is kept, what is listed, and that nothing else changes."""

from __future__ import annotations

import csv

import pytest
from assigned_units import box, krakow, mazovia, unit
from loading_help import HOUR, MONDAY, bring, counts, officer, one, reports, row
from qgis.core import QgsProcessingException
from test_units_files import file
from units_help import Words, import_units

from kmzb_qgis.store.assigning import assign
from kmzb_qgis.store.assigning_codes import agrees
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.standins.prg import KRAKOW, area


@pytest.fixture
def store(qgis_app, new_store):
    """An empty store of each engine."""
    return new_store()


LEFT, RIGHT, AWAY = {"x": 562000.0, "y": 244000.0}, {"x": 570000.0, "y": 244000.0}, {"x": 500000.0, "y": 700000.0}
CLOCKS = "status_id, status_changed_at, service_modified_at, officer_modified_at, read_by, verify_by, source_digest"


def log_in(store, name: str) -> str:
    """Whom the history names: in a database the log-in, whoever says to be somebody."""
    return name if store.provider == "ogr" else "kmzb_root"


def codes(store) -> list:
    return reports(store, "teryt, unit_id")


def history(store) -> list:
    with store.connect() as connection:
        return connection.execute(
            "SELECT origin, action, was_teryt, was_unit_id, changed_by FROM report_history ORDER BY fid"
        ).fetchall()


def place(store, *points, **values) -> None:
    """Reports without a code at points, by an import."""
    bring(store, *[row(objectid=n + 1, teryt=None, x=x, y=y, **values) for n, (x, y) in enumerate(points)])


class Told:
    def __init__(self, stop_at=101):
        self.words, self.stop_at, self.done = [], stop_at, 0

    def setProgress(self, value):
        self.done = value

    def pushInfo(self, text):
        self.words.append(text)

    pushWarning = pushInfo

    def isCanceled(self):
        return self.done >= self.stop_at


def test_reports_get_municipality_and_most_local_jurisdiction(store):
    place(store, (562000, 244000), (566000, 244000), (570000, 244000), (590000, 244000), (500000, 700000))
    krakow(store)
    before = reports(store, CLOCKS)
    done = assign(store, "ewa")
    assert codes(store) == [
        ("1261011", "KP I"), ("1261011", "KMP Kraków"), ("1206032", "KMP Kraków"), (None, "KWP Kraków"), (None, None),
    ]  # fmt: skip
    assert (done.placed, done.changed) == (5, 4)
    assert done.counts["no_municipality"] == 2
    assert reports(store, CLOCKS) == before
    assert history(store)[0] == ("assignment", "update", None, None, log_in(store, "ewa"))
    assert [version for (version,) in reports(store, "version")] == [2, 2, 2, 2, 1]
    assert one(store, "SELECT count(*) FROM trigger_guard") == (0,)
    assert assign(store, "ewa").changed == 0


def test_radom_and_the_warsaw_command(store):
    points = {
        (650000, 390000): "KMP Radom",
        (610000, 500000): "KWP zs. w Radomiu",
        (637000, 487000): "KRP I",
        (641000, 487000): "KRP II",
        (644000, 487000): "KP Wawer",
        (640000, 475000): "KPP Piaseczno",
        (650000, 505000): "KSP",
    }
    place(store, *points)
    mazovia(store)
    assign(store, "ewa")
    assert [unit_id for _, unit_id in codes(store)] == list(points.values())


def test_a_border_belongs_to_one_side(store):
    place(store, (567000, 244000), (567000, 240000), (566000, 250000), (566000, 250000.9), (566000, 250001.1))
    krakow(store)
    assign(store, "ewa")
    assert [code for code, _ in codes(store)] == ["1206032", "1206032", "1261011", "1261011", None]


def test_units_of_the_day_of_the_report(store):
    place(store, (562000, 244000), (570000, 244000))  # of 25 March 2024
    unit(store, "municipality", "1000011", box(560000, 240000, 565000, 250000), until="2024-03-25")
    unit(store, "municipality", "2000011", box(560000, 240000, 566000, 250000), since="2024-03-25")
    unit(store, "municipality", "3000011", box(566000, 240000, 580000, 250000), until="2024-03-25")
    done = assign(store, "ewa")
    assert [code for code, _ in codes(store)] == ["2000011", None]
    assert done.counts["no_municipality"] == 1


@pytest.mark.parametrize("many", [1, 30])
def test_an_outline_dated_after_the_report_counts_where_there_is_no_other(store, many):
    """PRG dates outlines: a new one of an old unit must not take the unit from the reports before it."""
    points = [(562000 + n, 244000) for n in range(many)]
    place(store, *points, *[(572000 + n, 244000) for n in range(many)])  # of 25 March 2024
    unit(store, "municipality", "1000011", box(560000, 240000, 566000, 250000), since="2025-01-01")
    unit(store, "municipality", "2000011", box(560000, 240000, 566000, 250000), since="2024-06-01", until="2025-01-01")
    unit(store, "municipality", "3000011", box(566000, 240000, 580000, 250000), since="2012-01-01")
    unit(store, "municipality", "0000011", box(570000, 240000, 580000, 250000), since="2024-06-01")
    unit(store, "K02", "KPP", box(560000, 240000, 580000, 250000), since="2024-06-01")
    unit(store, "K01", "KWP", box(560000, 240000, 580000, 250000), since="2012-01-01")
    assign(store, "ewa")
    assert codes(store) == [("2000011", "KPP")] * many + [("3000011", "KPP")] * many


def test_the_sources_code_is_told_beside_the_places(store, tmp_path):
    bring(
        store,
        row(objectid=1, teryt="1206", **RIGHT),
        row(objectid=2, teryt="1206011", **RIGHT),
        row(objectid=3, teryt="1206034", **RIGHT),
        row(objectid=4, teryt="1465011", **AWAY),
    )
    krakow(store)
    listed = tmp_path / "do sprawdzenia.csv"
    assert assign(store, "ewa", listed).counts["differs"] == 1
    assert [code for code, _ in codes(store)] == ["1206032", "1206032", "1206032", "1465011"]
    with listed.open(encoding="utf-8-sig", newline="") as file:
        lines = [(line[1], line[3], line[4]) for line in list(csv.reader(file))[1:]]
    assert lines == [("2", "1206011", "1206032"), ("4", "1465011", "")]
    again = assign(store, "ewa", listed)
    assert (again.changed, again.counts["differs"], again.counts["earlier"]) == (0, 0, 1)
    assert "1206011" in listed.read_text(encoding="utf-8-sig")


def test_what_an_officer_set_stays(store):
    place(store, (562000, 244000), (570000, 244000), (566000, 244000))
    krakow(store)
    officer(store, "teryt = '1465011'", "fid = 1")
    officer(store, "unit_id = 'Straż Miejska'", "fid = 2")
    officer(store, "teryt = '1465011'", "fid = 3")
    officer(store, "teryt = NULL", "fid = 3")
    told = Told()
    done = assign(store, "ewa", feedback=told)
    assert codes(store) == [("1465011", "KP I"), ("1206032", "Straż Miejska"), ("1261011", "KMP Kraków")]
    assert "Report 1: 1465011 was set by hand and stays; its place says 1261011." in told.words
    assert "Report 2: Straż Miejska was set by hand and stays; its place says KMP Kraków." in told.words
    assert done.counts["by_hand"] == 2
    assert assign(store, "ewa", replace=True).changed == 2
    assert codes(store)[:2] == [("1261011", "KP I"), ("1206032", "KMP Kraków")]
    assert ("assignment", "update", "1465011", "KP I", log_in(store, "ewa")) in history(store)


def test_a_later_import_finds_nothing_new(store):
    rows = [row(objectid=n, teryt=None, **LEFT) for n in (1, 2)]
    bring(store, *rows)
    krakow(store)
    assign(store, "ewa")
    assert counts(bring(store, *rows)) == (0, 0, 2, 0, 0)
    changed = row(objectid=1, teryt=None, status="Weryfikacja", modified=MONDAY + HOUR, **LEFT)
    assert counts(bring(store, changed)) == (0, 1, 0, 0, 0)
    assert codes(store) == [("1261011", "KP I")] * 2


@pytest.mark.parametrize("many", [1, 2500])
def test_an_import_assigns_what_it_brings(store, many):
    krakow(store)
    rows = [row(objectid=n, teryt=("12" if n % 2 else "1206011"), **RIGHT) for n in range(1, many + 1)]
    told = Told()
    bring(store, *rows, row(objectid=9999, teryt="1465011", **AWAY), feedback=told)
    assert set(codes(store)[:-1]) == {("1206032", "KMP Kraków")}
    assert codes(store)[-1] == ("1465011", None)
    assert len(history(store)) == many // 2  # only what said another municipality is kept there
    assert {was for _, _, was, *_ in history(store)} <= {"1206011"}
    assert any("municipality" in text for text in told.words)
    assert counts(bring(store, *rows)) == (0, 0, many, 0, 0)
    assert assign(store, "ewa").changed == 0


def test_an_import_moves_a_report_and_spares_the_officers_code(store):
    krakow(store)
    bring(store, row(objectid=1, teryt=None, **LEFT), row(objectid=2, teryt="1261011", **LEFT))
    officer(store, "teryt = '1465011'", "service_id = 2")
    later = {"modified": MONDAY + HOUR, "teryt": "1261011", **RIGHT}
    assert counts(bring(store, row(objectid=1, **later), row(objectid=2, **later))) == (0, 2, 0, 0, 0)
    assert codes(store) == [("1206032", "KMP Kraków"), ("1465011", "KMP Kraków")]


def test_without_units_nothing_is_assigned_or_told(store):
    told = Told()
    bring(store, row(teryt="1206", **RIGHT), feedback=told)
    assert codes(store) == [("1206", None)]
    assert not any("report" in text and "lie" in text for text in told.words)
    with pytest.raises(KmzbError, match="Load units first"):
        assign(store, "ewa")


@pytest.mark.parametrize("stop_at", [10, 30, 60, 95])
def test_cancelled_nothing_has_changed(store, tmp_path, stop_at):
    place(store, (562000, 244000), (570000, 244000))
    krakow(store)
    with pytest.raises(Cancelled):
        assign(store, "ewa", tmp_path / "lista.csv", feedback=Told(stop_at))
    assert codes(store) == [(None, None)] * 2
    assert history(store) == []
    assert list(tmp_path.glob("*lista*")) == list(tmp_path.glob(".*lista*")) == []


def test_many_reports_leave_the_triggers_in_place(store):
    rules = "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name)"
    if store.provider != "ogr":
        rules = "SELECT group_concat(pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgrelid = 'report'::regclass"
    before = one(store, rules)
    place(store, *[(562000 + n, 244000) for n in range(600)])
    krakow(store)
    assert assign(store, "ewa").changed == 600
    assert one(store, rules) == before
    assert len(history(store)) == 600
    with pytest.raises(Exception, match="KMZB-428"), store.connect() as connection:
        connection.execute("UPDATE report SET teryt = '1465011'")


@pytest.mark.parametrize("engine", ["gpkg"], indirect=True)  # a database keeps no such shape
def test_a_spoilt_shape_is_named(store):
    place(store, (562000, 244000))
    krakow(store)
    with store.connect() as connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute("UPDATE unit SET geom = substr(geom, 1, 60) WHERE id = '1206032'")
    with pytest.raises(KmzbError, match="1206032"):
        assign(store, "ewa")


def test_the_algorithm_lists_and_counts(store, run, tmp_path):
    bring(store, row(objectid=1, teryt="1206011", **RIGHT), row(objectid=2, teryt=None, **AWAY))
    krakow(store)
    found = run("assignunits", STORE=str(store.path), LIST=str(tmp_path / "lista.csv"))
    assert (found["CHANGED"], found["DIFFERING"], found["OUTSIDE"], found["BY_HAND"]) == (1, 1, 1, 0)
    assert len((tmp_path / "lista.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


def test_an_import_of_units_says_that_reports_wait(store, run, tmp_path):
    """Reports that came before the units get theirs only when somebody runs the algorithm."""
    word = "Reports keep the units they have until"
    source = file(tmp_path / "a.gpkg", (("1261011", "Kraków", area(KRAKOW)),))
    other = file(tmp_path / "b.gpkg")

    def said(level: str, path) -> bool:
        words = Words()
        import_units(store, level, path, words)
        return word in words.text

    assert not said("municipality", source), "no report yet"
    place(store, (562000, 244000))
    assert not said("municipality", source), "nothing changed"
    assert not said("county", other), "nobody is assigned to counties"
    assert said("municipality", file(tmp_path / "c.gpkg", (("1261011", "Miasto Kraków", area(KRAKOW)),)))


@pytest.mark.parametrize("engine", ["gpkg"], indirect=True)
def test_the_list_is_never_written_over_the_store(store, run):
    krakow(store)
    before = store.path.read_bytes()
    with pytest.raises(QgsProcessingException, match="must not be written over"):
        run("assignunits", STORE=str(store.path), LIST=str(store.path))
    assert store.path.read_bytes() == before


def test_a_changed_report_that_comes_without_a_place_keeps_its_units(store):
    krakow(store)
    bring(store, row(objectid=1, teryt=None, **LEFT))
    later = row(objectid=1, teryt=None, x=None, y=None, status="Weryfikacja", modified=MONDAY + HOUR)
    assert counts(bring(store, later)) == (0, 1, 0, 0, 0)
    assert codes(store) == [("1261011", "KP I")]
    assert one(store, "SELECT ST_MinX(geom) FROM report") == (562000.0,)


def test_a_report_that_is_being_refused_elsewhere_waits(store):
    place(store, (562000, 244000), (570000, 244000))
    krakow(store)
    with store.connect() as connection:
        connection.execute(
            "INSERT INTO refused_save (report_fid, code, token, until)"
            " VALUES (1, 'KMZB-403', 'x', julianday('now', '+30 seconds'))"
        )
    done = assign(store, "ewa")
    assert (done.changed, done.waiting) == (1, 1)
    assert [code for code, _ in codes(store)] == [None, "1206032"]


def test_a_list_that_cannot_be_written_changes_nothing(store, tmp_path):
    place(store, (562000, 244000))
    krakow(store)
    with pytest.raises(KmzbError, match="cannot be written"):
        assign(store, "ewa", tmp_path / "nie ma" / "lista.csv")
    assert codes(store) == [(None, None)]


@pytest.mark.parametrize(
    ("code", "municipality", "same"),
    [
        (None, "1206032", True), ("", "1206032", True), ("12", "1206032", True), ("1206", "1206032", True),
        ("120603", "1206032", True), ("1206035", "1206032", True), ("1206042", "1206032", False),
        ("14", "1206032", False), ("1465118", "1465011", True), ("1261049", "1261011", True),
        ("1261049", "1206032", False), ("1206032", None, False),
    ],
)  # fmt: skip
def test_codes_that_say_the_same_municipality(code, municipality, same):
    assert agrees(code, municipality) is same
