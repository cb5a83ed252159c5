"""The public rules in SQL against the catalogue's rules and the one set of expected dates."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from publishing_store import (
    CONFIRMED,
    CRUELTY,
    DRUGS,
    ELIMINATED,
    ENTERTAINMENT,
    NOT_CONFIRMED,
    PARKING,
    number,
    put,
)

from kmzb_qgis.catalogue import load, rules, warsaw
from kmzb_qgis.publishing import geopackage, snapshot, visibility

EXPECTED = json.loads((Path(__file__).parents[1] / "unit" / "expected_dates.json").read_text(encoding="utf-8"))
RULES = {"week": NOT_CONFIRMED, "month": ELIMINATED}


def chosen(store, tmp_path, at: datetime, shift: int = 0, withdrawn=()) -> dict[str, str]:
    """Public id and expiry of each row that is public at an instant, by the publisher's SQL."""
    path = tmp_path / "nowy.gpkg"
    path.unlink(missing_ok=True)
    geopackage.create(path, load())
    connection = geopackage.connect_new(path)
    try:
        geopackage.attach(connection, store.path, "src")
        snapshot.choose(connection, load(), at, shift, list(withdrawn))
        return dict(connection.execute("SELECT id, until FROM temp.wybrane"))
    finally:
        connection.close()


def fill(store, rows: list[tuple]) -> None:
    """Many reports at once: (name, category, status, changed at)."""
    with store.connect() as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO report (id, geom, plane, category_id, status_id, reported_at, status_changed_at,"
            " import_run_id, read_by, verify_by, version, publish_plane2)"
            " VALUES (?, kmzb_point(567059, 244219), 3, ?, ?,"
            " '2020-01-01T00:00:00.000Z', ?, 1, '2020-01-04T23:00:00.000Z', '2020-01-08T23:00:00.000Z', 1, 0)",
            [(number(name), category, status, changed) for name, category, status, changed in rows],
        )
        connection.execute("COMMIT")


@pytest.mark.parametrize("rule", RULES)
def test_expiry_meets_the_expected_dates(store, tmp_path, rule):
    entries = EXPECTED["visible_until"]
    fill(store, [(e["changed_at"], PARKING, RULES[rule], e["changed_at"]) for e in entries])
    for entry in entries:
        found = chosen(store, tmp_path, warsaw.from_text(entry["changed_at"]))
        assert found[number(entry["changed_at"])] == entry[rule], entry["why"]


@pytest.mark.parametrize("rule", RULES)
def test_choice_meets_the_expected_dates(store, tmp_path, rule):
    """On a Warsaw day the rows since an instant are public, one millisecond earlier they are not."""
    wanted, rows = {}, []
    for entry in EXPECTED["visible_since"]:
        since = warsaw.from_text(entry[rule])
        inside, outside = warsaw.to_text(since), warsaw.to_text(since - timedelta(milliseconds=1))
        rows += [
            (f"{entry['on']} in", PARKING, RULES[rule], inside),
            (f"{entry['on']} out", PARKING, RULES[rule], outside),
        ]
        wanted[entry["on"]] = entry["why"]
    fill(store, rows)
    for on, why in wanted.items():
        found = chosen(store, tmp_path, warsaw.midnight(datetime.fromisoformat(on).date()) + timedelta(hours=12))
        assert number(f"{on} in") in found and number(f"{on} out") not in found, why


def test_sql_and_rules_agree_for_every_category_status_and_day(store, tmp_path):
    """All categories x statuses on some days, and the categories with rules of their own x statuses every few hours."""
    start = warsaw.from_text("2024-01-25T23:30:00.000Z")
    changes = [start + timedelta(hours=7 * step) for step in range(0, 240)]
    every = [(c.id, s.id, changes[17]) for c in load().categories for s in load().statuses]
    some = [
        (category, status.id, changed)
        for category in (PARKING, ENTERTAINMENT, DRUGS, CRUELTY)
        for status in load().statuses
        for changed in changes
    ]
    reports = {f"{c} {s} {warsaw.to_text(at)}": (c, s, at) for c, s, at in every + some}
    fill(store, [(name, c, s, warsaw.to_text(at)) for name, (c, s, at) in reports.items()])
    seen = set()
    for text in (
        "2024-02-05T22:59:59.999Z",
        "2024-02-05T23:00:00.000Z",
        "2024-02-29T12:00:00.000Z",
        "2024-03-31T00:30:00.000Z",
        "2024-03-31T21:59:59.999Z",
        "2024-03-31T22:00:00.000Z",
        "2024-04-30T10:00:00.000Z",
    ):
        at = warsaw.from_text(text)
        found = chosen(store, tmp_path, at)
        public = {
            number(name)
            for name, (c, s, changed) in reports.items()
            if changed <= at and rules.is_public(c, s, changed, at)
        }
        assert set(found) == public, text
        for name, (_c, s, changed) in reports.items():
            if number(name) in public:
                until = rules.visible_until(load().status(s).public, changed)
                assert found[number(name)] == (warsaw.to_text(until) if until else visibility.FOREVER), name
        seen |= public
    assert 0 < len(seen) < len(reports)


def test_expiry_moves_with_the_day_that_is_shown(store, tmp_path):
    """A publication that shows a past day expires as if its clock had stood there when it was published."""
    fill(
        store,
        [
            ("a", PARKING, NOT_CONFIRMED, "2024-03-25T12:00:00.000Z"),
            ("b", PARKING, CONFIRMED, "2024-03-25T12:00:00.000Z"),
        ],
    )
    at = warsaw.from_text("2024-03-26T12:00:00.000Z")
    assert chosen(store, tmp_path, at) == {number("a"): "2024-04-01T22:00:00.000Z", number("b"): visibility.FOREVER}
    assert chosen(store, tmp_path, at, shift=300)[number("a")] == "2025-01-26T23:00:00.000Z"  # winter time by then


def test_withdrawn_reports_are_not_chosen(store, tmp_path):
    put(store, "a")
    put(store, "b")
    assert set(chosen(store, tmp_path, warsaw.now(), withdrawn=[number("a")])) == {number("b")}


def test_an_unknown_rule_hides(store, tmp_path):
    """The store's own copy of the lists decides nothing."""
    put(store, "drugs", category_id=DRUGS)
    with store.connect() as connection:
        connection.execute("UPDATE category SET public = 'always'")
    assert chosen(store, tmp_path, warsaw.now()) == {}
