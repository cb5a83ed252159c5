"""Warsaw's wall times beside the instants: kept in step both ways, under the same rules, one edit one version."""

from __future__ import annotations

import sqlite3
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw

sys.path.insert(0, str(Path(__file__).parent))
from store_rows import EXPECTED, REPORTED, change, history, insert, observe, refused, row

NOON = "2024-07-01T12:15:00"  # REPORTED in Warsaw
FIRST, SECOND = "2024-10-27T00:30:00.000Z", "2024-10-27T01:30:00.000Z"  # both 02:30 in Warsaw
TIMES = EXPECTED["local_times"]


@pytest.fixture
def db(new_store):
    with new_store().connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def wall(instant):
    return f"{instant.astimezone(warsaw.WARSAW):%Y-%m-%dT%H:%M:%S}"


def times(report):
    return report["reported_at"], report["reported_local"], report["event_at"], report["event_local"]


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case["local"])
def test_a_wall_time_means_an_instant(db, case):
    expected = (case["utc"], case["kept_as"]) * 2
    assert times(insert(db, reported_at=None, reported_local=case["local"], event_local=case["local"])) == expected
    fid = insert(db)["fid"]
    after = change(db, fid, reported_local=case["local"], event_local=case["local"])
    assert times(after) == expected
    changed = case["utc"] != REPORTED
    assert after["version"] == 2
    assert len(history(db, fid)) == 2
    assert history(db, fid)[-1]["was_reported_at"] == REPORTED
    assert (after["verify_by"] != insert(db)["verify_by"]) == changed
    # What QGIS sends after the plugin's own save: the same values again, with the version read before.
    again = change(db, fid, base=1, reported_local=case["local"], event_local=case["local"])
    assert again == after
    assert len(history(db, fid)) == 2


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case["utc"])
def test_an_instant_has_a_wall_time(db, case):
    expected = (case["utc"], case["kept_as"]) * 2
    assert times(insert(db, reported_at=case["utc"], event_at=case["utc"])) == expected
    assert times(change(db, insert(db)["fid"], reported_at=case["utc"], event_at=case["utc"])) == expected
    assert times(observe(db, reported_at=case["utc"], event_at=case["utc"], reported_local="1999-01-01")) == expected
    fid = observe(db)["fid"]
    db.execute(
        "UPDATE report SET reported_at = ?1, event_at = ?1, import_run_id = 2 WHERE fid = ?2", (case["utc"], fid)
    )
    assert times(row(db, fid)) == expected


def test_every_half_hour_around_the_clock_changes(db):
    instants = [
        datetime(year, month, 1, tzinfo=warsaw.UTC) + timedelta(days=22, minutes=30 * step)
        for year in (1995, 2000, 2019, 2024, 2025)
        for month in (3, 9, 10)
        for step in range(48 * 9)
    ]
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO report (category_id, event_at) VALUES (11, ?)", [(warsaw.to_text(i),) for i in instants]
    )
    db.execute("COMMIT")
    found = db.execute("SELECT event_at, event_local FROM report ORDER BY fid").fetchall()
    assert [tuple(entry) for entry in found] == [(warsaw.to_text(i), wall(i)) for i in instants]
    db.execute("UPDATE report SET event_at = NULL, base_version = version")
    assert db.execute("SELECT count(event_local) FROM report").fetchone()[0] == 0
    db.execute("BEGIN")
    db.executemany(
        "UPDATE report SET event_local = ?, base_version = version WHERE fid = ?",
        [(wall(i), number) for number, i in enumerate(instants, 1)],
    )
    db.execute("COMMIT")
    for number, instant in enumerate(instants, 1):
        first = instant.astimezone(warsaw.WARSAW).replace(fold=0).astimezone(warsaw.UTC)
        assert row(db, number)["event_at"] == warsaw.to_text(first), instant


def test_the_second_of_two_hours_stays_when_it_is_stored(db):
    fid = insert(db, reported_at=SECOND)["fid"]
    assert row(db, fid)["reported_local"] == "2024-10-27T02:30:00"
    for spelling in ("2024-10-27T02:30:00", "2024-10-27T02:30", "2024-10-27 02:30:00.000"):
        after = change(db, fid, reported_local=spelling, note=spelling)
        assert (after["reported_at"], after["reported_local"]) == (SECOND, "2024-10-27T02:30:00")
    change(db, fid, reported_local="2024-10-27T02:31:00")
    assert change(db, fid, reported_local="2024-10-27T02:30:00")["reported_at"] == FIRST


@pytest.mark.parametrize(
    "spelling",
    [NOON, "2024-07-01T12:15", "2024-07-01 12:15", "2024-07-01T12:15:00.000", "2024-07-01T12:15:00Z",
     "2024-07-01T12:15:00.000Z", "2024-07-01T12:15:00+01:00", "2024/07/01 12:15:00"],
)  # fmt: skip
def test_spellings_of_a_wall_time(db, spelling):
    expected = (REPORTED, NOON) * 2
    assert times(insert(db, reported_at=None, reported_local=spelling, event_local=spelling)) == expected
    fid = insert(db, reported_at="2024-01-01T00:00:00.000Z")["fid"]
    assert times(change(db, fid, reported_local=spelling, event_local=spelling)) == expected
    assert change(db, fid, reported_local=spelling)["version"] == 2


def test_an_instant_wins_over_a_wall_time(db):
    assert times(insert(db, reported_local="2020-01-01T00:00:00"))[:2] == (REPORTED, NOON)
    fid = insert(db)["fid"]
    after = change(db, fid, reported_at="2024-01-01T11:00:00Z", reported_local="2020-01-01T00:00:00")
    assert times(after)[:2] == ("2024-01-01T11:00:00.000Z", "2024-01-01T12:00:00")
    assert len(history(db, fid)) == 2


def test_a_fraction_stays_where_the_wall_time_does(db):
    fid = insert(db, reported_at="2024-07-01T10:15:00.789Z")["fid"]
    after = change(db, fid, reported_at="2024-07-01T10:15:00Z", reported_local=NOON, note="x")
    assert times(after)[:2] == ("2024-07-01T10:15:00.789Z", NOON)


def test_an_emptied_wall_time(db):
    for nothing in (None, ""):
        fid = insert(db, event_at=REPORTED)["fid"]
        assert times(change(db, fid, event_local=nothing))[2:] == (None, None)
        assert change(db, fid, event_local=nothing)["version"] == 2
        with refused(417):
            change(db, fid, reported_local=nothing)
        report = insert(db, reported_at=None, reported_local=nothing)
        assert report["reported_local"] == wall(warsaw.from_text(report["reported_at"]))


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        (405, {"category_id": 20, "reported_local": "2022-10-01T00:00:00"}),
        (405, {"category_id": 8, "description": "x", "reported_local": "2019-01-19T23:59:59"}),
        (410, {"reported_local": "1999-12-31T23:59:59"}),
        (410, {"reported_local": "1985-06-01T12:00:00"}),
        (417, {"reported_local": "yesterday"}),
        (417, {"reported_local": "now"}),
        (417, {"reported_local": 2460000}),
        (417, {"event_local": "2024-13-01T00:00:00"}),
    ],
)
def test_wrong_wall_times_are_refused(db, code, columns):
    with refused(code):
        insert(db, **{"reported_at": None, **columns})
    fid = insert(db)["fid"]
    with refused(code):
        change(db, fid, **columns)
    assert times(row(db, fid)) == (REPORTED, NOON, None, None)


@pytest.mark.parametrize(
    "columns",
    [
        {"category_id": 20, "reported_local": "2022-09-30T23:59:59"},
        {"category_id": 8, "description": "x", "reported_local": "2019-01-20T00:00:00"},
        {"reported_local": "2000-01-01T00:00:00"},
        {"event_local": "1985-06-01T12:00:00"},
    ],
)
def test_wall_times_at_the_edge_are_taken(db, columns):
    assert insert(db, **{"reported_at": None, **columns})["version"] == 1
    assert change(db, insert(db)["fid"], **columns)["version"] == 2


def test_the_future_is_refused_as_wall_time_too(db):
    fid = insert(db)["fid"]
    for minutes, fine in ((3, True), (7, False)):
        local = wall(warsaw.now() + timedelta(minutes=minutes))
        if fine:
            assert insert(db, reported_at=None, reported_local=local)["reported_local"] == local
            assert change(db, fid, reported_local=local)["reported_local"] == local
        else:
            with refused(408):
                insert(db, reported_at=None, reported_local=local)
            with refused(408):
                change(db, fid, reported_local=local)


def test_a_wall_time_alone_needs_base_version_and_the_right_one(db):
    fid = insert(db)["fid"]
    with refused(428):
        change(db, fid, base=None, reported_local="2024-06-01T12:00:00")
    change(db, fid, note="other")
    with refused(409):
        change(db, fid, base=1, event_local="2024-06-01T12:00:00")
    assert change(db, fid, event_local="2024-06-01T12:00:00")["officer_modified_at"] is not None


def test_a_new_store_answers_as_the_table_says(new_store):
    with new_store().connect() as connection:
        kinds = dict(connection.execute("SELECT name, type FROM pragma_table_info('report')").fetchall())
    assert (kinds["reported_local"].upper(), kinds["event_local"].upper()) == (
        "TEXT",
        "TEXT",
    )  # no zone for QGIS to think up
