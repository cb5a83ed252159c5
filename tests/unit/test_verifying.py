"""What the verification mode reads of a store, and says of it."""

from __future__ import annotations

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import public_text, verifying_words
from kmzb_qgis.store import verifying
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
from store_rows import KRAKOW, change, insert, observe, row


@pytest.fixture
def db(new_store):
    with new_store().connect() as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def ago(days):
    return warsaw.to_text(warsaw.now() - timedelta(days=days))


def test_what_is_due_first_comes_first(db):
    now = warsaw.to_text(warsaw.now())
    fresh = insert(db, reported_at=now)["fid"]
    late = insert(db, reported_at=ago(20))["fid"]
    later = insert(db, reported_at=ago(5))["fid"]  # to be read by: over; to be verified: not yet
    taken = change(db, insert(db, reported_at=ago(5))["fid"], status_id=2, officer="Jan")["fid"]
    done = change(db, change(db, insert(db, reported_at=ago(30))["fid"], status_id=2)["fid"], status_id=3)["fid"]
    observe(db, status_id=6)
    found = verifying.waiting(db)
    assert [fid for fid, _ in found] == [late, later, taken, fresh, done]
    assert dict(found)[taken] == row(db, taken)["verify_by"] and dict(found)[done] == ""
    assert dict(found)[fresh] == row(db, fresh)["read_by"]
    assert [verifying_words.late(due, warsaw.now()) for _, due in found][:3] == [True, True, False]
    assert [fid for fid, _ in verifying.waiting(db, "jan")] == [taken]
    assert [fid for fid, _ in verifying.among(db, [done, 999, late, late])] == [done, late]


def test_the_facts_of_a_report(db):
    db.execute("INSERT INTO unit (id, level, name) VALUES ('1261011', 'municipality', 'Kraków')")
    fid = insert(db, reference="N-1", teryt="1261011", description="Auta na chodniku", note="a")["fid"]
    insert(db, point=(KRAKOW[0] + 70, KRAKOW[1] + 70))
    insert(db, point=(KRAKOW[0] + 50, KRAKOW[1]), category_id=18)
    insert(db, point=(KRAKOW[0] + 90, KRAKOW[1] + 90))  # in the box, not in the circle
    observe(db, point=(KRAKOW[0] + 1, KRAKOW[1]), status_id=6)  # closed
    found = verifying.facts(db, fid)
    assert (found.number, found.category_name, found.status_name) == ("N-1", "Nieprawidłowe parkowanie", "Nowe")
    assert (found.x, found.y) == KRAKOW and (found.near, found.near_alike) == (2, 1)
    assert found.steps == {2: False} and found.municipality == "Kraków" and found.unread and found.unverified
    assert (20, "Podczas kontroli nie stwierdzono zagrożenia") in found.reasons[6]
    closed = verifying.facts(db, observe(db, status_id=6, point=None)["fid"])
    assert closed.steps == {2: True} and (closed.x, closed.near) == (None, 0) and not closed.unverified
    assert verifying.facts(db, 999) is None


def test_words_of_a_report(db):
    fid = insert(db, reported_at=ago(9), description="<b>x</b>", note="<i>n</i>\ndalej", officer="Łucja <x>")["fid"]
    text = verifying_words.rows(verifying.facts(db, fid), warsaw.now())
    assert "9 days ago" in text and "▲" in text and "2 days late" in text and "6 days late" in text
    assert "&lt;i&gt;n&lt;/i&gt;<br>dalej" in text and "Łucja &lt;x&gt;" in text and "<i>" not in text
    text = verifying_words.rows(verifying.facts(db, insert(db, reported_at=ago(0), point=None)["fid"]), warsaw.now())
    assert "today" in text and "▲" not in text and "not placed" in text and "3 days left" in text


def test_a_public_text_with_personal_data_is_refused():
    assert public_text.check("  Sprawdzono trzykrotnie. ") == "Sprawdzono trzykrotnie."
    assert public_text.problem("") == ""
    with pytest.raises(KmzbError, match="phone number") as told:
        public_text.check("Proszę dzwonić: 501 502 503")
    assert told.value.code == "redaction"
