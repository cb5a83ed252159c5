"""The store's SQL in PostgreSQL's words."""

from __future__ import annotations

import pytest

from kmzb_qgis.store.postgres.dialect import postgres


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT a IS ?, b IS NOT c", "SELECT a IS NOT DISTINCT FROM %s, b IS DISTINCT FROM c"),
        ("SELECT a IS NULL, b IS NOT NULL", "SELECT a IS NULL, b IS NOT NULL"),
        ("SELECT '? IS x 5%' WHERE a = ?", "SELECT '? IS x 5%%' WHERE a = %s"),
        ("SELECT ?1, ?2, ?1", "SELECT %(p1)s, %(p2)s, %(p1)s"),
        ("SELECT :from, a::text", "SELECT %(from)s, a::text"),
        ("INSERT OR IGNORE INTO temp.x VALUES (?)", "INSERT INTO pg_temp.x VALUES (%s) ON CONFLICT DO NOTHING"),
        ("INSERT INTO report (note) VALUES (?);", "INSERT INTO report (note) VALUES (%s) RETURNING fid"),
        ("INSERT INTO import_run (a) VALUES (?)", "INSERT INTO import_run (a) VALUES (%s) RETURNING id"),
        ("BEGIN IMMEDIATE", "BEGIN"),
        ("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ"),
        ("SELECT CAST(a AS REAL), CAST(b AS INTEGER)", "SELECT CAST(a AS double precision), CAST(b AS bigint)"),
        ("a GLOB ? OR b NOT GLOB '[0-9]*'", "a ~ kmzb.glob(%s) OR b !~ kmzb.glob('[0-9]*')"),
        ("FROM a CROSS JOIN report AS r ON r.fid = a.fid", "FROM a JOIN report AS r ON r.fid = a.fid"),
        ("FROM a CROSS JOIN b", "FROM a CROSS JOIN b"),
        ("SELECT x LIMIT -1 OFFSET 2", "SELECT x LIMIT ALL OFFSET 2"),
        ("CREATE TEMP TABLE t (a INTEGER, b DATETIME)", "CREATE TEMP TABLE t (a bigint, b timestamptz)"),
    ],
)  # fmt: skip
def test_words(ours, theirs):
    assert postgres(ours) == theirs


def test_a_per_cent_sign_stays_one_without_values():
    assert postgres("SELECT 5 % 2, '%'", False) == "SELECT 5 % 2, '%'"
    assert postgres("SELECT 5 % 2, ?") == "SELECT 5 %% 2, %s"
