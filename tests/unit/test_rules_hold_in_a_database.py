"""The rules of a store in PostgreSQL, tried as other programs would break them: psycopg2, psql and GDAL.

The cases are those of a GeoPackage (test_rules_hold_plain_sql.py). The log-in may do all that rights could forbid,
so that it is the rules that refuse.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from kmzb_qgis.store import open_store
from kmzb_qgis.store.postgres.dialect import postgres
from tests import postgres as server

sys.path.insert(0, str(Path(__file__).parent))
from test_rules_hold_plain_sql import BLOB, REFUSED, RESULT, fill

OPTIONS = "-c search_path=kmzb,public -c timezone=UTC"
KEYS = {"report": ("fid", "category_id"), "report_history": ("fid", "action"), "hand_over": ("fid", "report_id"),
        "hand_over_history": ("fid", "version"), "erasure": ("fid", "texts")}  # fmt: skip
# What is no time or day at all never reaches a rule: the column's type refuses it.
BY_TYPE = {"no time": "22007", "a letter of no day": "22008"}
WORDS = {"22007": "invalid input syntax for type timestamp", "22008": "date/time field value out of range"}


def native(statement: str) -> str:
    """A case in PostgreSQL's words; it has no statement that takes a number by removing the row that has it."""
    taking, into, rest = statement.partition("INSERT OR REPLACE INTO ")
    if into:
        table = rest.split()[0]
        key, column = KEYS[table]
        statement = f"{taking}INSERT INTO {rest} ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
    for name, point in (("here", "567000, 244000"), ("sea", "0, 0")):
        statement = statement.replace(f"X'{BLOB[name]}'", f"kmzb_point({point})")
    statement = statement.replace("status_changed_at || ''", "instant_text(status_changed_at)")
    return postgres(statement, False, True)


@pytest.fixture(scope="module")
def store(cluster):
    made = open_store(cluster.store())
    with made.connect() as db:
        fill(db, decider="Ewa")
    return made


@pytest.fixture(scope="module")
def environment(store):
    return {
        **os.environ, "PGSERVICE": store.path.name, "PGOPTIONS": OPTIONS, "PGCLIENTENCODING": "UTF8",
    }  # fmt: skip


@pytest.fixture(scope="module")
def plain(store, cluster):
    raw = psycopg2.connect(service=store.path.name, user="Jan", options=OPTIONS)
    with closing(raw):
        yield raw


def tried(raw, statements, query=None):
    """What a program is told, or what stands there afterwards; all of it is taken back."""
    try:
        with raw.cursor() as cursor:
            for statement in statements:
                cursor.execute(native(statement))
            if query is None:
                return "nothing was refused"
            cursor.execute(native(query))
            return [list(row) for row in cursor.fetchall()]
    except psycopg2.Error as error:
        return f"{error.pgcode} {error}"
    finally:
        raw.rollback()


@pytest.mark.parametrize("name", REFUSED)
def test_psycopg2_is_refused(plain, name):
    code, statement = REFUSED[name]
    told = tried(plain, [statement])
    assert told.startswith(BY_TYPE.get(name, "KMZ01")), told
    assert name in BY_TYPE or f"KMZB-{code} " in told


@pytest.fixture(scope="module")
def psql(environment):
    """What psql is told, by case; one process, each case in a transaction that is rolled back."""
    script = "".join(
        f"\\warn @@{n}\nBEGIN;\n{native(statement)};\nROLLBACK;\n" for n, (_, statement) in enumerate(REFUSED.values())
    )
    program = server.binaries() / "psql"
    done = subprocess.run(
        [str(program), "-X", "-q", "-U", "Jan"],
        input=script,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = dict(part.split("\n", 1) for part in done.stderr.split("@@")[1:])
    return {name: told[str(n)] for n, name in enumerate(REFUSED)}


@pytest.mark.parametrize("name", REFUSED)
def test_psql_is_refused(psql, name):
    assert (WORDS[BY_TYPE[name]] if name in BY_TYPE else f"KMZB-{REFUSED[name][0]} ") in psql[name], psql[name]


GDAL = """
import json, sys
from osgeo import gdal, ogr
gdal.UseExceptions()
ogr.UseExceptions()
cases = json.load(sys.stdin)
told = {}
store = gdal.OpenEx("PG: user=Jan schemas=kmzb", gdal.OF_VECTOR | gdal.OF_UPDATE)
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
def gdal(environment):
    """What GDAL is told, by case; one process, each case in a transaction that is rolled back."""
    cases = {name: ([native(statement)], None) for name, (_, statement) in REFUSED.items()}
    for name, (statements, query, _) in RESULT.items():
        cases[name] = ([native(one) for one in statements], native(query))
    done = subprocess.run(
        [sys.executable, "-c", GDAL], input=json.dumps(cases), env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", REFUSED)
def test_gdal_is_refused(gdal, name):
    assert (WORDS[BY_TYPE[name]] if name in BY_TYPE else f"KMZB-{REFUSED[name][0]} ") in str(gdal[name]), gdal[name]


@pytest.mark.parametrize("name", RESULT)
def test_what_is_let_through_is_consistent(plain, gdal, name):
    statements, query, expected = RESULT[name]
    assert tried(plain, statements, query) == expected
    assert gdal[name] == expected


def test_a_row_written_back_by_gdal(gdal):
    codes = {"step": 403, "no reason": 451, "pesel": 452, "body": 438, "circle": 445}
    assert {name: f"KMZB-{code} " in str(gdal[f"row: {name}"]) for name, code in codes.items()} == dict.fromkeys(
        codes, True
    )
    assert gdal["row: legal"] == [[6, 20, 2]]


@pytest.mark.parametrize(
    "statement",
    ["TRUNCATE report", "TRUNCATE report_history", "TRUNCATE erasure", "TRUNCATE service_state",
     "COPY report (category_id, status_id) FROM PROGRAM 'echo 11,3' (FORMAT csv)",
     "MERGE INTO report r USING (SELECT 'new' AS id) n ON r.id = n.id WHEN MATCHED THEN DELETE",
     "WITH gone AS (DELETE FROM report RETURNING 1) SELECT count(*) FROM gone",
     "DO $$BEGIN UPDATE report SET status_id = 5; EXCEPTION WHEN others THEN RAISE; END$$"],
)  # fmt: skip
def test_ways_that_only_postgresql_has_are_refused(plain, statement):
    try:
        with plain.cursor() as cursor, pytest.raises(psycopg2.Error, match="KMZB-4"):
            cursor.execute(statement)
    finally:
        plain.rollback()
