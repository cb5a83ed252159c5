"""Fifty officers change the same reports of one database: nothing is lost, nobody waits for ever, conflicts are told.

Ten seconds by default; ``KMZB_OFFICERS_SECONDS=60`` for the minute that docs/database.md tells of.
"""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest

from kmzb_qgis.store import open_store
from tests import many_officers, postgres

pytestmark = pytest.mark.skipif(postgres.binaries() is None, reason="PostgreSQL is not installed")
OFFICERS, REPORTS = 50, 1000
SECONDS = float(os.environ.get("KMZB_OFFICERS_SECONDS", "10"))
MARK = re.compile(r"\[officer_\d+:\d+\]")
CHANGED_BY = re.compile(r"Report \d+ was changed by (.+?) at \d.+ since you opened it\.")


@pytest.fixture
def team(cluster):
    """A store with reports, and the officers' own ways into it."""
    address = cluster.store()
    with open_store(address).connect() as db:
        db.execute("BEGIN IMMEDIATE")
        db.executemany(
            "INSERT INTO report (geom, category_id, reported_at) VALUES (kmzb_point(?, ?), 11, ?)",
            [(567000 + n, 244000 + n, "2024-07-01T10:15:00.000Z") for n in range(REPORTS)],
        )
        db.execute("COMMIT")
    logins = [f"officer_{n:02}" for n in range(OFFICERS)]
    return address, [open_store(cluster.officer(login, address.name)) for login in logins], logins


def test_nothing_is_lost_and_each_conflict_is_told(team, cluster):
    address, stores, logins = team
    store = open_store(address)
    with store.connect() as db:
        fids = [row[0] for row in db.execute("SELECT fid FROM report ORDER BY fid")]
    # a hot set, so that conflicts happen, and all the others
    found = many_officers.simulate(stores, logins, fids[:20] * 10 + fids, SECONDS)
    assert not [told.failures for told in found if told.failures]
    done = Counter(fid for told in found for fid, _ in told.done)
    marks = {mark for told in found for _, mark in told.done}
    conflicts = [sentence for told in found for _, sentence in told.conflicts]
    print(f"{sum(done.values())} changes, {len(conflicts)} conflicts told by {OFFICERS} officers in {SECONDS:.0f} s")
    assert sum(done.values()) > OFFICERS and conflicts
    with store.connect() as db:
        rows = db.execute("SELECT r.fid, r.note, r.version FROM report r ORDER BY r.fid").fetchall()
        writers = dict(
            db.execute(
                "SELECT r.fid, count(*) FROM report_history h JOIN report r ON r.id = h.report_id"
                " WHERE h.changed_by LIKE 'officer_%' AND h.claimed = 0 GROUP BY r.fid"
            ).fetchall()
        )
    for fid, note, version in rows:
        left = MARK.findall(note)
        assert len(left) == len(set(left)) == done[fid] == version - 1 == writers.get(fid, 0), fid
        assert set(left) <= marks
    told_by = {CHANGED_BY.match(sentence)[1] for sentence in conflicts if CHANGED_BY.match(sentence)}
    assert len(told_by) > 1 and told_by <= set(logins), "each conflict names who was first"
    unexplained = [sentence for sentence in conflicts if not CHANGED_BY.match(sentence)]
    assert not unexplained
    ((deadlocks,),) = cluster.sql(f"SELECT deadlocks FROM pg_stat_database WHERE datname = '{address.name}'")
    assert deadlocks == 0
    assert not cluster.sql(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'kmzb_qgis' AND xact_start IS NOT NULL"
    )
