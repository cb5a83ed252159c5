"""Rules in the database: each one tried as another program would break it, by SQL that knows nothing of this plugin.

Three programs: SQLite with the four spatial functions that QGIS and QField have, GDAL in a process of its own (the
library under both), and a bare SQLite, which must not change anything either where it lacks these functions.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from unit_shapes import shape

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import create_store
from kmzb_qgis.store.functions import point_blob

sys.path.insert(0, str(Path(__file__).parent))
from people import becomes
from store_rows import change, observe

TODAY = warsaw.day_of(warsaw.now()).isoformat()
TOMORROW = (warsaw.day_of(warsaw.now()) + timedelta(days=2)).isoformat()
RECENT = warsaw.to_text(warsaw.now() - timedelta(days=60))
LATER = warsaw.to_text(warsaw.now() + timedelta(days=2))
PESEL = "44051401359"  # of the public examples: born 14 May 1944, right check digit
BLOB = {place: point_blob(*xy).hex() for place, xy in {"here": (567000, 244000), "sea": (0, 0)}.items()}
SHA = "ab" * 32
REPLACE = "INSERT OR REPLACE INTO"
ATTACHED = (
    "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at)"
    " VALUES ('{id}', '{report}', '{path}', '{kind}', {size}, '{sha}', '2024-07-01T10:00:00.000Z')"
)
STATUSES = {"new": 1, "verifying": 2, "confirmed": 3, "handed": 4, "gone": 5, "joke": 7, "master": 2, "repeat": 1,
            "erased": 6}  # fmt: skip


def to(key, **columns):
    """An officer's change of a report, by its public id, with the version that stands there."""
    columns = {"modified_by": "'Jan'", "base_version": "version", **columns}
    return f"UPDATE report SET {', '.join(f'{name} = {value}' for name, value in columns.items())} WHERE id = '{key}'"


def new(**columns):
    columns = {"category_id": "11", "reported_at": f"'{RECENT}'", "modified_by": "'Jan'", **columns}
    return f"INSERT INTO report ({', '.join(columns)}) VALUES ({', '.join(map(str, columns.values()))})"


def letter(report="confirmed", body=1, **columns):
    columns = {"report_id": f"'{report}'", "body_id": body, "prepared_by": "'Jan'", **columns}
    columns["base_version"] = f"(SELECT version FROM report WHERE id = '{report}')"
    return f"INSERT INTO hand_over ({', '.join(columns)}) VALUES ({', '.join(map(str, columns.values()))})"


def answered(**columns):
    columns = {"modified_by": "'Jan'", **columns}
    columns["base_version"] = "(SELECT version FROM report WHERE id = 'handed')"
    return f"UPDATE hand_over SET {', '.join(f'{name} = {value}' for name, value in columns.items())} WHERE fid = 1"


def attached(**parts):
    parts = {"id": "a2", "report": "new", "path": "ab/cd.jpg", "kind": "image/jpeg", "size": 1000, "sha": SHA, **parts}
    return ATTACHED.format(**parts)


def undo(key, who="Jan"):
    return (
        "INSERT INTO undo_decision (report_fid, base_version, undone_by)"
        f" SELECT fid, version, '{who}' FROM report WHERE id = '{key}'"
    )


REFUSED = {
    # status and reason
    "a step that is not in the list": (403, to("new", status_id=5, reason_id=1)),
    "an unknown status": (402, to("new", status_id=99)),
    "a new report that is confirmed": (404, new(status_id=3)),
    "closing without a reason": (451, to("verifying", status_id=6)),
    "a joke without a reason": (451, to("verifying", status_id=7, reason_text="'Żart'")),
    "closing with a reason of another status": (413, to("verifying", status_id=6, reason_id=1)),
    "a hand-over without reason and body": (451, to("confirmed", status_id=4)),
    "the next closing without its own reason": (451, to("handed", status_id=5)),
    "taking the reason off a closed report": (451, to("gone", reason_id="NULL")),
    "reopening without a reason": (412, to("gone", status_id=2, reason_id="NULL")),
    "a PESEL in the public reason": (452, to("verifying", status_id=6, reason_id=20, reason_text=f"'od {PESEL}.'")),
    "a PESEL with blanks": (452, to("gone", reason_text="'PESEL 440514 01359'")),
    "an e-mail address in the public reason": (452, to("gone", reason_text="'pisać: jan.k@poczta.pl'")),
    "a PESEL in a new report's reason": (452, new(reason_text=f"'{PESEL}'")),
    # content
    "an unknown category": (401, to("new", category_id=99)),
    "a category that had ended": (405, to("new", category_id=20)),
    "a category without the description it needs": (407, to("new", category_id=8)),
    "a long description": (406, to("new", description=f"'{'x' * 501}'")),
    "a report of tomorrow": (408, to("new", reported_at=f"'{LATER}'")),
    "a report of 1990": (410, to("new", reported_at="'1990-01-01T00:00:00.000Z'")),
    "no time": (417, to("new", reported_at="'wczoraj'")),
    "another plane": (416, to("new", plane=4)),
    "a place in the sea": (411, f"UPDATE report SET geom = X'{BLOB['sea']}' WHERE id = 'new'"),
    # who and what
    "no version": (428, "UPDATE report SET note = 'x' WHERE id = 'new'"),
    "an old version": (409, "UPDATE report SET note = 'x', base_version = 0 WHERE id = 'new'"),
    "the version itself": (418, to("new", version=9)),
    "another public id": (415, to("new", id="'other'")),
    "a report deleted": (414, "DELETE FROM report WHERE id = 'new'"),
    "a report replaced": (420, f"{REPLACE} report (fid, category_id) SELECT fid, 11 FROM report WHERE id = 'new'"),
    "history changed": (419, "UPDATE report_history SET changed_by = 'nikt'"),
    "history deleted": (419, "DELETE FROM report_history"),
    "history replaced": (419, "INSERT OR REPLACE INTO report_history SELECT * FROM report_history LIMIT 1"),
    # duplicates
    "a duplicate of nothing": (443, to("new", duplicate_of="'nobody'")),
    "a duplicate of itself": (444, to("new", duplicate_of="'new'")),
    "two that repeat each other": (445, to("master", duplicate_of="'repeat'")),
    "a new report that repeats nothing": (443, new(duplicate_of="'nobody'")),
    "what links did": (446, "INSERT INTO duplicate_effect (report_id, cause, by_id, version) VALUES (1, 2, 3, 4)"),
    # hand-overs
    "a letter to an ended body": (438, letter(body=2)),
    "a letter to nobody": (438, letter(body=77)),
    "a report with an ended body": (438, to("confirmed", status_id=4, reason_id=10, handed_to=2)),
    "a report with an unknown body": (438, to("confirmed", status_id=4, reason_id=10, handed_to=77)),
    "a new report with an ended body": (438, new(handed_to=2)),
    "a letter about a new report": (439, letter("new")),
    "a letter about nothing": (439, letter("nothing")),
    "a second letter to the same body": (439, letter("handed")),
    "a letter of the day after tomorrow": (440, letter(handed_on=f"'{TOMORROW}'")),
    "a letter of no day": (440, letter(handed_on="'30.02.2026'")),
    "a letter of before the report": (440, letter(handed_on="'2021-01-01'")),
    "a letter deleted": (441, "DELETE FROM hand_over"),
    "a letter to another body": (441, answered(body_id=3)),
    "a letter replaced": (441, "INSERT OR REPLACE INTO hand_over (fid, report_id, body_id) VALUES (1, 'confirmed', 1)"),
    "an answer without a day": (442, answered(outcome="'removed'")),
    "an answer without an outcome": (442, answered(answered_on=f"'{TODAY}'")),
    "a refusal that closes": (442, answered(answered_on=f"'{TODAY}'", outcome="'refused'", closes_report=1)),
    "a cancellation without a reason": (442, answered(cancelled_on=f"'{TODAY}'")),
    "a body with letters deleted": (441, "DELETE FROM body WHERE id = 1"),
    "a body without a name": (438, "INSERT INTO body (name) VALUES (' ')"),
    "history of letters changed": (419, "UPDATE hand_over_history SET was_number = 'x'"),
    "history of letters deleted": (419, "DELETE FROM hand_over_history"),
    "history of letters replaced": (419, f"{REPLACE} hand_over_history SELECT * FROM hand_over_history"),
    # attachments
    "a program attached": (434, attached(kind="application/x-msdownload")),
    "an attachment of 6 MB": (434, attached(size=6_000_000)),
    "an empty attachment": (434, attached(size=0)),
    "an attachment without its sum": (434, attached(sha="x")),
    "a path out of the folder": (435, attached(path="../../etc/passwd")),
    "a path from the root": (435, attached(path="/etc/passwd")),
    "a path that is taken": (435, attached(path="AA/a1.jpg")),
    "an attachment of no report": (436, attached(report="nobody")),
    "an attachment changed": (437, "UPDATE attachment SET size = 5 WHERE id = 'a1'"),
    "an attachment deleted": (437, "DELETE FROM attachment WHERE id = 'a1'"),
    "an erased attachment filled": (449, f"UPDATE attachment SET sha256 = '{SHA}' WHERE id = 'gone'"),
    # erasure, the service's word, decisions taken back
    "an erased text in the history": (419, "UPDATE report_history SET was_note = 'x' WHERE report_id = 'erased'"),
    "the record of an erasure changed": (448, "UPDATE erasure SET texts = 0"),
    "the record of an erasure deleted": (448, "DELETE FROM erasure"),
    "the record of an erasure replaced": (448, "INSERT OR REPLACE INTO erasure SELECT * FROM erasure"),
    "what the service said": (450, "DELETE FROM service_state"),
    "an undo of nothing": (431, undo("new")),
    "an undo of somebody else's decision": (432, undo("decided", "Ewa")),
}  # fmt: skip

REPORT = "SELECT status_id, reason_id, handed_to FROM report WHERE id = '{}'"
RESULT = {
    "a hand-over by the form gets its letter and its reason": (
        [to("confirmed", status_id=4, handed_to=1)],
        "SELECT r.status_id, r.reason_id, h.body_id, h.reason_id AS why, h.prepared_by, h.version FROM report r"
        " JOIN hand_over h ON h.report_id = r.id WHERE r.id = 'confirmed'",
        [[4, 10, 1, 10, "Jan", 1]],
    ),
    "a letter hands its report over": ([letter()], REPORT.format("confirmed"), [[4, 10, 1]]),
    "an answer closes the report": (
        [answered(answered_on=f"'{TODAY}'", outcome="'removed'", closes_report=1)],
        REPORT.format("handed"),
        [[5, 2, 1]],
    ),
    "an undone hand-over cancels its letter": (
        [to("confirmed", status_id=4, handed_to=1), undo("confirmed")],
        "SELECT r.status_id, r.handed_to, h.cancelled_on || '', h.cancel_reason FROM report r"
        " JOIN hand_over h ON h.report_id = r.id WHERE r.id = 'confirmed'",
        [[3, None, TODAY, "Cofnięto decyzję o przekazaniu"]],
    ),
    "a master closes its duplicates": (
        [to("master", status_id=6, reason_id=20, reason_text="'Pusto'")],
        "SELECT status_id, reason_id, reason_text FROM report WHERE id = 'repeat'",
        [[6, 20, "Pusto"]],
    ),
    "an undone closing opens them": (
        [to("master", status_id=6, reason_id=20), undo("master")],
        REPORT.format("repeat"),
        [[1, None, None]],
    ),
    "a link to a duplicate goes to its master": (
        [to("new", duplicate_of="'repeat'")],
        "SELECT duplicate_of FROM report WHERE id = 'new'",
        [["master"]],
    ),
    "a moved report waits for its units, and its old place is kept": (
        [f"UPDATE report SET geom = X'{BLOB['here']}' WHERE id = 'new'"],
        "SELECT 1 AS waits, (SELECT h.was_geom IS NOT r.geom AND h.was_geom IS NOT NULL FROM report_history h"
        " WHERE h.report_id = r.id ORDER BY h.fid DESC LIMIT 1) AS kept, h.action FROM place_due p JOIN report r"
        " ON r.fid = p.fid"
        " JOIN report_history h ON h.report_id = r.id AND h.version = r.version WHERE r.id = 'new'",
        [[1, 1, "move"]],
    ),
    "a new report waits for its units and has all that the store gives": (
        [new(geom=f"X'{BLOB['here']}'", reference="'KR-77'")],
        "SELECT status_id, plane, version, length(id) AS long, description, read_by < verify_by,"
        " length(reported_local),"
        " (SELECT count(*) FROM place_due p WHERE p.fid = r.fid) FROM report r WHERE reference = 'KR-77'",
        [[1, 2, 1, 36, "", 1, 19, 1]],
    ),
    "a decision is written down with who made it and what stood there": (
        [to("new", status_id=2, officer="'Jan'")],
        "SELECT action, origin, changed_by, was_status_id, status_id FROM report_history"
        " WHERE report_id = 'new' ORDER BY fid DESC LIMIT 1",
        [["status", "officer", "Jan", 1, 2]],
    ),
    "clocks and deadlines stay the store's": (
        [to("new", status_changed_at="'2001-01-01T00:00:00.000Z'", read_by="'2001-01-01T00:00:00.000Z'", note="'x'")],
        f"SELECT status_changed_at || '', read_by > '{RECENT}', note, version FROM report WHERE id = 'new'",
        [[RECENT, 1, "x", 2]],
    ),
    "a closed report's other facts may be edited": (
        [to("handed", note="'telefon'")],
        "SELECT note, reason_id FROM report WHERE id = 'handed'",
        [["telefon", 10]],
    ),
    "an ended body stays with its reports": (
        ["UPDATE body SET valid = 0 WHERE id = 1", to("handed", note="'x'")],
        "SELECT handed_to, note FROM report WHERE id = 'handed'",
        [[1, "x"]],
    ),
}


def fill(db, decider="Jan"):
    """Reports in every status with what hangs on them; in a database ``decider`` is another log-in than the rest's."""
    db.row_factory = sqlite3.Row
    becomes(db, "Jan")
    db.execute(
        "INSERT INTO body (id, name, kind, answer_days) VALUES (1, 'Zarząd Dróg', 'road', 14),"
        " (2, 'Dawny', 'road', 14), (3, 'PKP', 'railway', 30)"
    )
    reasons = {"gone": 1, "joke": 30, "erased": 20}
    for key, status in {**STATUSES, "decided": 1}.items():
        status = 3 if key == "handed" else status
        observe(db, id=key, status_id=status, reported_at=RECENT, status_changed_at=RECENT, category_id=11,
                reason_id=reasons.get(key), plane=2)  # fmt: skip
    db.execute(
        "INSERT INTO unit (geom, id, level, name) VALUES (?, '1261011', 'municipality', 'Kraków')",
        (shape(555000, 235000, 585000, 255000),),
    )
    fid = dict(tuple(one) for one in db.execute("SELECT id, fid FROM report"))
    db.execute(letter("handed"))
    db.execute("UPDATE hand_over SET number = 'RD-1', base_version = 2 WHERE fid = 1")
    change(db, fid["repeat"], duplicate_of="master")
    change(db, fid["decided"], status_id=2, modified_by=becomes(db, decider))
    becomes(db, "Jan")
    db.execute(attached(id="a1", path="aa/a1.jpg"))
    db.execute(attached(id="gone", path="aa/gone.jpg"))
    db.execute("UPDATE body SET valid = 0 WHERE id = 2")
    db.execute(
        "INSERT INTO erasure (erased_at, erased_by, rule, report_id, columns, texts, history_texts, attachments,"
        " answers, sheets) VALUES (?, 'Jan', 'choice', 'erased', 'note', 1, 1, 1, 0, 0)",
        (RECENT,),
    )
    change(db, fid["erased"], note="notatka")
    db.execute("INSERT INTO trigger_guard (held) VALUES (2)")
    db.execute("UPDATE attachment SET sha256 = '', path = 'erased' WHERE id = 'gone'")
    db.execute("DELETE FROM trigger_guard")
    assert db.execute("SELECT count(*) FROM service_state").fetchone()[0] >= 1


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = create_store(tmp_path_factory.mktemp("rules") / "żółw.gpkg")
    with made.connect() as db:
        fill(db)
    return made


@pytest.fixture(scope="module")
def functional(store):
    with store.connect() as db:
        yield db


@pytest.fixture(scope="module")
def bare(store):
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        yield db


GDAL = """
import json, sys
from osgeo import gdal, ogr
gdal.UseExceptions()
ogr.UseExceptions()
cases = json.load(sys.stdin)
told = {}
store = gdal.OpenEx(sys.argv[1], gdal.OF_VECTOR | gdal.OF_UPDATE)
def ask(text):
    layer = store.ExecuteSQL(text)
    if layer is None:
        return []
    rows = [[f.GetField(i) for i in range(f.GetFieldCount())] for f in layer]
    store.ReleaseResultSet(layer)
    return rows
for name, (statements, query) in cases.items():
    store.StartTransaction()
    try:
        for one in statements:
            ask(one)
        told[name] = ask(query) if query else 'nothing was refused'
    except RuntimeError as error:
        told[name] = str(error)
    store.RollbackTransaction()
# As QField writes: a feature that was read, some fields changed, set again.
reports = store.GetLayerByName('report')
def edit(key, **fields):
    reports.SetAttributeFilter("id = '%s'" % key)
    feature = reports.GetNextFeature()
    reports.SetAttributeFilter(None)
    feature['base_version'] = feature['version']
    for field, value in fields.items():
        feature[field] = value
    store.StartTransaction()
    try:
        reports.SetFeature(feature)
        answer = ask("SELECT status_id, reason_id, version FROM report WHERE id = '%s'" % key)
    except RuntimeError as error:
        answer = str(error)
    store.RollbackTransaction()
    return answer
told['row: step'] = edit('new', status_id=5, reason_id=1)
told['row: no reason'] = edit('verifying', status_id=6)
told['row: pesel'] = edit('verifying', status_id=6, reason_id=20, reason_text='od 44051401359')
told['row: body'] = edit('confirmed', status_id=4, reason_id=10, handed_to=2)
told['row: circle'] = edit('master', duplicate_of='repeat')
told['row: legal'] = edit('verifying', status_id=6, reason_id=20)
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def gdal(store):
    """What GDAL is told, by case; one process, each case in a transaction that is rolled back."""
    cases = {name: ([statement], None) for name, (_, statement) in REFUSED.items()}
    cases.update({name: (statements, query) for name, (statements, query, _) in RESULT.items()})
    done = subprocess.run(
        [sys.executable, "-c", GDAL, str(store.path)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def tried(db, statements, query=None):
    """What a program is told, or what stands there afterwards; all of it is taken back."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            db.execute(statement)
        return [list(row) for row in db.execute(query)] if query else "nothing was refused"
    except sqlite3.Error as error:
        return str(error)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@pytest.mark.parametrize("name", REFUSED)
def test_sqlite_is_refused(functional, name):
    code, statement = REFUSED[name]
    assert f"KMZB-{code} " in str(tried(functional, [statement]))


@pytest.mark.parametrize("name", REFUSED)
def test_gdal_is_refused(gdal, name):
    assert f"KMZB-{REFUSED[name][0]} " in str(gdal[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_bare_sqlite_is_refused_too(bare, name):
    """By the rule, or as it lacks the functions that the rules ask for: in no case is anything written."""
    code, statement = REFUSED[name]
    told = str(tried(bare, [statement]))
    assert f"KMZB-{code} " in told or "no such function: ST_" in told, told


@pytest.mark.parametrize("name", RESULT)
def test_what_is_let_through_is_consistent(functional, gdal, name):
    statements, query, expected = RESULT[name]
    assert tried(functional, statements, query) == expected
    assert gdal[name] == expected


def test_a_row_written_back_as_qfield_does(gdal):
    codes = {"step": 403, "no reason": 451, "pesel": 452, "body": 438, "circle": 445}
    assert {name: f"KMZB-{code} " in str(gdal[f"row: {name}"]) for name, code in codes.items()} == dict.fromkeys(
        codes, True
    )
    assert gdal["row: legal"] == [[6, 20, 2]]


def test_a_number_that_is_no_pesel_may_stand_in_a_reason(functional):
    for text in ("sprawa 44051401358", "RD-12345678901/2026", "nr 440514013590", "12.07.2026, godz. 18:30"):
        told = tried(
            functional, [to("gone", reason_text=f"'{text}'")], "SELECT reason_text FROM report WHERE id = 'gone'"
        )
        assert told == [[text]], text


def test_the_guard_is_empty_at_rest(functional):
    for table in ("trigger_guard", "duplicate_due", "refused_save"):
        assert functional.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0
