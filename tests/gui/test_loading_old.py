"""Stores that earlier versions filled, and numbers at the ends of what can be stored."""

import json
from pathlib import Path

import pytest
from loading_help import HOUR, bring, counts, new_store, one, reports, row

from kmzb_qgis.sources.columns import NAMES

# Forty rows, and the keys and digests that version 0.1 (the commit before the digests became 64-bit numbers) stored for
# them: 32 hexadecimal digits of BLAKE2b over the values as SQLite spells them.
OLD = json.loads(Path(__file__).with_name("loading_old_digests.json").read_text(encoding="utf-8"))
ROWS = [tuple(row) for row in OLD["rows"]]


@pytest.fixture()
def old(tmp_path):
    store = new_store(tmp_path)
    assert counts(bring(store, *ROWS)) == (40, 0, 0, 0, 0)
    assert [[number, key] for number, key in reports(store, "service_id, source_key")] == [
        [number, key] for number, key, _ in OLD["stored"]
    ]
    with store.connect() as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report' AND sql LIKE '%UPDATE%'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for fid, (_, _, digest) in enumerate(OLD["stored"], 1):
            connection.execute("UPDATE report SET source_digest = ? WHERE fid = ?", (digest, fid))
        for _, sql in triggers:
            connection.execute(sql)
    assert all(len(digest.partition(":")[0]) == 32 for (digest,) in reports(store, "source_digest"))
    return store


def changed(index, **cells):
    return tuple({**dict(zip(NAMES, ROWS[index])), **cells}[name] for name in NAMES)


def test_what_an_earlier_version_took_is_unchanged(old):
    assert counts(bring(old, *ROWS)) == (0, 0, 40, 0, 0)


def test_a_change_is_seen_beside_an_old_digest(old):
    numbered = next(index for index, line in enumerate(ROWS) if line[0] and not dict(zip(NAMES, line))["description"])
    before = dict(zip(NAMES, ROWS[numbered]))
    same_date = changed(numbered, part_of_day=2)
    assert counts(bring(old, same_date)) == (0, 0, 0, 1, 0)  # not newer
    newer = changed(numbered, part_of_day=2, modified=before["modified"] + HOUR)
    assert counts(bring(old, newer)) == (0, 1, 0, 0, 0)
    assert one(old, "SELECT substr(source_digest, 1, 1) FROM report WHERE fid = ?", numbered + 1) == ("=",)
    assert counts(bring(old, newer)) == (0, 0, 1, 0, 0)


def test_descriptions_beside_an_old_digest(old):
    with_text = next(index for index, line in enumerate(ROWS) if line[0] and dict(zip(NAMES, line))["description"])
    assert counts(bring(old, changed(with_text, description=None))) == (0, 0, 1, 0, 0)  # the service gives none
    without = next(index for index, line in enumerate(ROWS) if line[0] and not dict(zip(NAMES, line))["description"])
    assert counts(bring(old, changed(without, description="żółw"))) == (0, 1, 0, 0, 0)
    assert one(old, "SELECT description FROM report WHERE fid = ?", without + 1) == ("żółw",)


EXTREMES = [-(2**63) + 1, -(2**62), -(10**18), -1, 0, 1, 10**18, 2**62, 2**63 - 1, None]


@pytest.mark.parametrize("spelt", [int, str])
@pytest.mark.parametrize("column", ["part_of_day", "days_of_week"])
def test_numbers_at_the_ends_of_64_bits_come_in_as_they_are(tmp_path, column, spelt):
    store = new_store(tmp_path)
    rows = [
        row(objectid=number, **{column: None if value is None else spelt(value)})
        for number, value in enumerate(EXTREMES, 1)
    ]
    assert counts(bring(store, *rows)) == (len(EXTREMES), 0, 0, 0, 0)
    assert [value for (value,) in reports(store, column)] == EXTREMES
    assert counts(bring(store, *rows)) == (0, 0, len(EXTREMES), 0, 0)


def test_numbers_of_reports_at_the_end_of_64_bits(tmp_path):
    store = new_store(tmp_path)
    numbers = [1, 10**18, 2**63 - 1]
    assert counts(bring(store, *[row(objectid=number) for number in numbers])) == (3, 0, 0, 0, 0)
    assert [number for (number,) in reports(store, "service_id")] == numbers
