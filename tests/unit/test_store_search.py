"""Finding reports by what a person types, and the units around a place, in real stores."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from store_rows import observe
from unit_shapes import shape

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import search
from kmzb_qgis.store.units_at import LEVELS, units_at
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError


@pytest.fixture
def store(new_store):
    store = new_store("zgłoszenia")
    units = [
        ("voivodeship", "12", "małopolskie", (510000, 150000, 670000, 290000)),
        ("county", "1261", "Kraków", (555000, 235000, 585000, 255000)),
        ("municipality", "1261011", "Kraków", (555000, 235000, 585000, 255000)),
        ("municipality", "1465011", "Warszawa", (625000, 475000, 650000, 500000)),
        ("K05", "K-5", "Komisariat Policji I w Krakowie", (560000, 240000, 570000, 250000)),
        ("K01", "K-1", "KWP Kraków", (510000, 150000, 670000, 290000)),
    ]
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        for level, code, name, box in units:
            db.execute(
                "INSERT INTO unit (geom, id, level, teryt, name) VALUES (?, ?, ?, ?, ?)",
                (shape(*box), code, level, code, name),
            )
        db.execute(
            "INSERT INTO unit (geom, id, level, name, valid_to) VALUES (?, 'K-0', 'K05', 'Dawny', '2019-12-31')",
            (shape(560000, 240000, 570000, 250000),),
        )
        observe(db, id="a", service_id=4711, reference="KMZB/2024/77", teryt="1261011", unit_id="K-5", category_id=11,
                description="Auta stoją na chodniku przy ul. Świętokrzyskiej")  # fmt: skip
        observe(
            db,
            id="b",
            service_id=4712,
            teryt="1465011",
            category_id=18,
            status_id=3,
            description="Wyścigi [nocą] 100%*?",
        )
        observe(db, id="c", teryt="1261011", category_id=18, description=None, point=None)
    return store


def ids(store, text, thorough=True, limit=10):
    with store.connect() as db:
        names = dict(db.execute("SELECT fid, id FROM report"))
    return [names[hit.fid] for hit in search.reports(store.path, text, limit, thorough)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4711", "a"), ("#4712", "b"), ("KMZB/2024/77", "a"), ("KMZB/2024", "a"), ("B", "b"),
        ("1261", "ca"), ("1465011", "b"), ("świętokrzyskiej", "a"), ("SWIETOKRZYSK", "a"), ("ŚWIĘTO", "a"),
        ("krakow", "ca"), ("Kraków parkowanie", "a"), ("warszawa potwierdzone", "b"), ("małopol", "ca"),
        ("komisariat", "a"), ("prędkości", "cb"), ("[nocą]", "b"), ("100%*?", "b"), ("*", "b"), ("nic takiego", ""),
        ("x' OR '1'='1", ""), ('"; DROP TABLE report; --', ""), ("%", "b"), ("   ", ""), ("\x00", ""),
        ("9" * 30, ""), ("-1", ""), ("ąśćżź" * 50, ""),
    ],
)  # fmt: skip
def test_what_is_typed_finds_its_reports(store, text, found):
    assert ids(store, text) == list(found)


def test_without_words_only_numbers_are_looked_up(store):
    assert ids(store, "4711", thorough=False) == ["a"]
    assert ids(store, "krakow", thorough=False) == []


@pytest.mark.parametrize("engine", ["gpkg"])
def test_numbers_go_through_indexes(store):
    with store.connect() as db:
        for condition in (
            "r.reference = ?",
            "r.id = ?",
            "r.reference >= ? AND r.reference < ?",
            "r.service_id = ?",
            "r.fid = ?",
        ):
            values = [1] * (condition.count("?") + 1)
            plan = " ".join(
                row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {search._ROW}{condition} LIMIT ?", values)
            )
            assert "SEARCH r USING" in plan, plan


def test_a_hit_tells_its_report(store):
    (hit,) = search.reports(store.path, "4711", 10, True)
    assert (hit.number, hit.category, hit.status) == ("KMZB/2024/77", "Nieprawidłowe parkowanie", "Nowe")
    assert (hit.reported, hit.place, hit.x, hit.y) == ("01.07.2024", "Kraków", 567059, 244219)
    (nowhere,) = [hit for hit in search.reports(store.path, "1261", 10, True) if hit.x is None]
    assert nowhere.number == "3" and nowhere.description == ""


def test_the_newest_come_first_and_no_more_than_wanted(store):
    assert ids(store, "krakow", limit=1) == ["c"]


def test_a_search_that_nobody_wants_any_more_stops(store, monkeypatch):
    monkeypatch.setattr(search, "_STEPS", 1)
    with pytest.raises(Cancelled):
        search.reports(store.path, "krakow", 10, True, lambda: True)


@pytest.mark.parametrize("engine", ["gpkg"])
def test_the_search_cannot_write_and_tells_what_it_cannot_read(store, tmp_path):
    before = store.path.read_bytes()
    ids(store, "krakow")
    assert store.path.read_bytes() == before
    with pytest.raises(KmzbError, match="cannot be searched"):
        search.reports(tmp_path / "gone.gpkg", "krakow", 10, True)
    assert not (tmp_path / "gone.gpkg").exists()
    with sqlite3.connect(tmp_path / "other.gpkg") as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(KmzbError, match="cannot be searched"):
        search.reports(tmp_path / "other.gpkg", "krakow", 10, True)


def test_units_around_a_place_the_most_local_first(store):
    assert [(unit.level, unit.name) for unit in units_at(store.path, 565000, 245000)] == [
        ("municipality", "Kraków"), ("county", "Kraków"), ("voivodeship", "małopolskie"),
        ("K05", "Komisariat Policji I w Krakowie"), ("K01", "KWP Kraków"),
    ]  # fmt: skip
    assert [unit.level for unit in units_at(store.path, 520000, 160000)] == ["voivodeship", "K01"]
    assert units_at(store.path, 300000, 700000) == []
    assert set(LEVELS) >= {"municipality", "county", "voivodeship", "K01", "K02", "K03", "K04", "K05"}
    with pytest.raises(KmzbError, match="units"):
        units_at(Path("gone.gpkg"), 1, 1)


def test_a_place_lies_in_one_unit_a_level_as_its_report_would(store):
    today = warsaw.day_of(warsaw.now()).isoformat()
    with store.connect() as db:
        for level, code, box, since, until in (
            ("county", "1206", (585000, 235000, 600000, 255000), None, None),
            ("municipality", "0000011", (555000, 235000, 585000, 255000), None, today),  # ends today: no longer
            ("K04", "K-4", (560000, 240000, 570000, 250000), "2999-01-01", None),  # an outline dated later
        ):
            db.execute(
                "INSERT INTO unit (geom, id, level, name, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?)",
                (shape(*box), code, level, code, since, until),
            )
    assert [unit.id for unit in units_at(store.path, 585000, 245000)] == ["1261011", "1206", "12", "K-1"]  # a border
    assert [unit.id for unit in units_at(store.path, 565000, 245000)] == [
        "1261011", "1261", "12", "K-5", "K-4", "K-1",
    ]  # fmt: skip


def test_midnight_is_warsaw_s(store, monkeypatch):
    with store.connect() as db:
        db.execute("UPDATE unit SET valid_to = '2026-07-02' WHERE id = 'K-5'")
    for minute, there in ((59, True), (61, False)):  # of the last UTC hour but one of 1 July
        now = datetime(2026, 7, 1, 21, tzinfo=timezone.utc) + timedelta(minutes=minute)
        monkeypatch.setattr(warsaw, "now", lambda now=now: now)
        assert ("K-5" in [unit.id for unit in units_at(store.path, 565000, 245000)]) is there
