"""kmzb:checkstore: nothing to say of a sound store, one line for each thing that somebody changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from loading_help import bring, row
from qgis.core import QgsProcessingException
from units_help import Words

from kmzb_qgis.store import lifecycle, open_store
from kmzb_qgis.store.checking import check


@pytest.fixture(params=["gpkg", "postgres"])
def engine(request):
    """Each test runs on both engines."""
    return request.param


@pytest.fixture
def store(qgis_app, new_store):
    return new_store()


def change(store, *statements) -> None:
    """As somebody who goes round the plugin."""
    if store.provider == "ogr":
        with closing(sqlite3.connect(store.path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return
    with store.connect() as connection:
        for statement in statements:
            connection.script(statement)


def told(store) -> list[str]:
    return [drift.sentence for drift in check(open_store(store.path, read_only=True))]


def test_a_sound_store_in_use_has_no_difference(store):
    bring(store, row(), row(objectid=2, typ="?"))
    with store.connect() as connection:  # a headquarters' own reason, a setting, a layer of one's own
        connection.execute("INSERT INTO closing_reason (id, status_id, name) VALUES (900, 6, 'Własny powód')")
        connection.execute("UPDATE setting SET value = '400' WHERE name = 'description_max'")
    change(
        store, "CREATE TABLE notatki (id integer)" if store.provider == "ogr" else "CREATE TABLE public.notatki (i int)"
    )
    assert told(store) == []


COMMON = [
    ("ALTER TABLE report ADD COLUMN extra text", "The column 'report.extra' is none of the store's."),
    ("DROP INDEX report_queue", "The index 'report_queue' is missing."),
    ("CREATE INDEX fremd ON report (note)", "The index 'fremd' is none of the store's."),
    ("DELETE FROM transition WHERE from_status = 1", "The row 'transition 1-"),
    ("DELETE FROM closing_reason WHERE id = 20", "The row 'closing_reason 20' is missing."),
]


@pytest.mark.parametrize(("statement", "line"), COMMON, ids=[line for _, line in COMMON])
def test_each_difference_is_a_line(store, statement, line):
    change(store, statement)
    found = told(store)
    assert found and all(text.startswith(line) for text in found)


@pytest.mark.parametrize("engine", ["gpkg"], indirect=True)
def test_a_rule_that_was_dropped_or_rewritten(store):
    text = "CREATE TRIGGER report_refuse_delete BEFORE DELETE ON report BEGIN SELECT 1; END"
    change(store, "DROP TRIGGER report_refuse_delete", text, "DROP TRIGGER report_fill")
    assert told(store) == [
        "The trigger 'report_fill' is missing.",
        "The trigger 'report_refuse_delete' is not as it was made.",
    ]


@pytest.mark.parametrize("engine", ["gpkg"], indirect=True)
def test_an_older_store_is_held_to_its_own_number(store, tmp_path):
    old = lifecycle.empty(tmp_path / "alt.gpkg", 9)
    found = check(open_store(old.path, read_only=True))
    assert [drift.sentence for drift in found if drift.kind != "row"] == []


DATABASE = [
    (
        "ALTER TABLE report DISABLE TRIGGER report_30_update",
        ["The trigger 'report.report_30_update' is not as it was made."],
    ),
    ("DROP TRIGGER report_50_update ON report", ["The trigger 'report.report_50_update' is missing."]),
    (
        "CREATE OR REPLACE FUNCTION kmzb.is_held() RETURNS boolean LANGUAGE sql STABLE RETURN true",
        ["The function 'is_held()' is not as it was made."],
    ),
    ("ALTER TABLE report ALTER note SET DEFAULT 'x'", ["The column 'report.note' is not as it was made."]),
    ("CREATE RULE r AS ON INSERT TO body DO ALSO NOTHING", ["The rule 'body.r' is none of the store's."]),
    (
        "DROP POLICY officer ON report",
        ["The policy 'report.officer' is missing.", "Rights of the database: rows of report"],
    ),
    ("GRANT DELETE ON report TO kmzb_officer", ["Rights of the database: too much: report officer delete"]),
    ("ALTER TABLE body OWNER TO CURRENT_USER", ["The table 'body' is not as it was made.", "Rights"]),
]


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
@pytest.mark.parametrize(("statement", "lines"), DATABASE, ids=[statement for statement, _ in DATABASE])
def test_a_database_tells_rules_functions_and_rights(store, statement, lines):
    change(store, statement)
    found = told(store)
    assert found[: len(lines)] and all(any(text.startswith(line) for text in found) for line in lines[:1])
    assert all(any(text.startswith(line) for line in lines) for text in found)


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_a_database_made_by_other_scripts_says_so(store, monkeypatch):
    monkeypatch.setattr("kmzb_qgis.store.postgres.manifest.scripts", lambda number: "other")
    assert told(store) == [f"The schema {store.schema} was made by other scripts than this plugin's."]


def test_the_algorithm_ends_as_an_error(store, run):
    import processing

    assert run("checkstore", STORE=str(store.path))["COUNT"] == 0
    change(store, "DROP INDEX report_queue")
    words = Words()
    with pytest.raises(QgsProcessingException, match="1 difference"):
        processing.run("kmzb:checkstore", {"STORE": str(store.path)}, feedback=words)
    assert "report_queue" in words.text


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_any_role_may_check_a_database(store, cluster):
    name = store.path.name
    cluster.sql(f"SELECT kmzb.add_account('ewa_{name}', 'Ewa', '{{analyst}}')", name)
    assert told(open_store(cluster.service(f"{name}_ewa", name, f"ewa_{name}"), read_only=True)) == []
