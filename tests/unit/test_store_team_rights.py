"""Hand-overs, links and attachments by officers of different units: what is theirs, and what goes along beyond it."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis.store import attachment_folder, attachments, duplicates, handing, open_store
from kmzb_qgis.store.handing import Order
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import attachment_files as files
import team

VERIFYING, CONFIRMED, UNCONFIRMED = 2, 3, 6
ANNA, ADAM, ALINA = "anna.kp", "adam.kpp", "alina.kwp"  # a police station, the county above it, the voivodeship
OWN, NEAR, FAR = 1, 2, 4  # reports: of anna's station, of the next station in adam's county, of another voivodeship


@pytest.fixture
def as_login(cluster):
    """The store as a log-in opens it; '' is the administrator of the server."""
    database = team.database(cluster)
    return lambda login="": open_store(cluster.service(f"{database}-{login or 'root'}", database, login))


def read(store, question, *values):
    with store.connect() as db:
        return db.execute(question, values).fetchall()


def write(store, statement, *values):
    with store.connect() as db:
        db.execute(statement, values)


STATUS = "UPDATE report SET status_id = ?, reason_id = ?, base_version = version WHERE fid = ?"


def test_an_officer_hands_over_reports_of_the_own_unit_alone(as_login):
    anna = as_login(ANNA)
    for fid in (OWN, FAR):
        write(as_login(), STATUS, VERIFYING, None, fid)
        write(as_login(), STATUS, CONFIRMED, None, fid)
    (letter,) = handing.hand_over(anna, Order((OWN,), 1, "kto inny", number="RD-1"))
    assert read(anna, "SELECT prepared_by, report_id FROM hand_over WHERE fid = ?", letter) == [(ANNA, f"id-{OWN}")]
    assert read(anna, "SELECT status_id FROM report WHERE fid = ?", OWN) == [(4,)]
    with pytest.raises(KmzbError):
        handing.hand_over(anna, Order((FAR,), 1, "x"))
    given = "INSERT INTO hand_over (report_id, body_id, base_version) VALUES (?, 1, 3)"
    with pytest.raises(sqlite3.IntegrityError, match=r"^KMZB-439 "):
        write(anna, given, f"id-{FAR}")
    assert read(as_login(), "SELECT status_id FROM report WHERE fid = ?", FAR) == [(CONFIRMED,)]


def test_a_duplicate_of_another_unit_closes_with_its_master_by_whom_that_was_decided(as_login):
    duplicates.link(as_login(ADAM), [NEAR], OWN, "x")
    anna = as_login(ANNA)
    write(anna, STATUS, VERIFYING, None, OWN)
    write(anna, STATUS, UNCONFIRMED, 20, OWN)
    assert read(as_login(), "SELECT status_id, reason_id FROM report WHERE fid = ?", NEAR) == [(UNCONFIRMED, 20)]
    last = "SELECT action, changed_by, claimed FROM report_history WHERE report_id = ? ORDER BY version DESC LIMIT 1"
    assert read(as_login(), last, f"id-{NEAR}") == [("duplicate", ANNA, 0)]
    assert read(anna, "SELECT count(*) FROM report WHERE fid = ?", NEAR) == [(0,)]
    duplicates.unlink(as_login(ADAM), [NEAR], "x")
    assert read(as_login(), "SELECT status_id, reason_id FROM report WHERE fid = ?", NEAR) == [(1, None)]


def test_what_links_changed_is_written_by_nobody_whatever_a_client_holds(as_login):
    anna = as_login(ANNA)
    with anna.connect() as db:
        db.execute("SELECT set_config('kmzb.held', '443', false)")
        for statement in (
            "INSERT INTO duplicate_effect (report_id, cause, by_id, version) VALUES ('id-1', 'closed', 'id-2', 1)",
            "INSERT INTO duplicate_due (kind, report_fid) VALUES ('follow', 1)",
            "SELECT follow_master(1, false)",
            "SELECT restore_duplicate(1)",
            "SELECT lock_rows('{1,4}')",
        ):
            with pytest.raises(sqlite3.Error):
                db.execute(statement)
        with pytest.raises(sqlite3.IntegrityError, match=r"^KMZB-428 "):
            db.execute("UPDATE report SET status_id = 2 WHERE fid = 1")


def test_nobody_locks_another_units_reports(as_login):
    with as_login(ANNA).connect() as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("SELECT lock_reports('{1,4}'), lock_links('{4}')")
        write(as_login("bogdan.kwp"), "UPDATE report SET note = 'x', base_version = version WHERE fid = ?", FAR)
        with as_login(ALINA).connect() as other, pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SET lock_timeout = '100ms'")
            other.execute("UPDATE report SET note = 'x', base_version = version WHERE fid = ?", (OWN,))
        db.execute("ROLLBACK")


def test_a_file_belongs_to_one_report_whoever_may_see_it(as_login, tmp_path):
    folder, photo = tmp_path / "udział", tmp_path / "a.jpg"
    folder.mkdir()
    photo.write_bytes(files.jpeg())
    with pytest.raises(KmzbError):
        attachment_folder.name(as_login(ANNA), folder)
    attachment_folder.name(as_login("marek.admin"), folder)
    added = attachments.add(as_login("bogdan.kwp"), f"id-{FAR}", photo, "x").attachment
    assert added.added_by == "bogdan.kwp"
    anna = as_login(ANNA)
    assert attachments.listed(anna.path, f"id-{FAR}") == []
    with pytest.raises(KmzbError, match="belongs to no report"):
        attachments.add(anna, f"id-{FAR}", photo, "x")
    taken = (
        "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at)"
        " VALUES ('x', ?, ?, 'image/jpeg', 5, ?, '2026-01-01T00:00:00.000Z')"
    )
    with pytest.raises(sqlite3.IntegrityError, match=r"^KMZB-435 "):
        write(anna, taken, f"id-{OWN}", added.path, "0" * 64)
    assert attachments.add(anna, f"id-{OWN}", photo, "x").also_in == (), "what others have is not told"
