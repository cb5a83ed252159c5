"""The public server's database, made by the administrator's command: public columns only, and each role's rights.

Real clusters; every cell of the matrix is tried as that role, over the doors that the command opens.
"""

from __future__ import annotations

import os
import re

import psycopg2
import psycopg2.errors
import pytest

from kmzb_qgis.catalogue import load
from tests import zone_cluster
from tests.zone_cluster import SECRET, Cluster

ROLES = ("push", "read", "intake", "collect")
TYPES = {"text": "text", "datetime": "timestamp without time zone", "integer": "integer"}
LAYERS = [layer["name"] for layer in load().layers]
READY = ["x", "y", "lon", "lat"]  # a report's place as text, for the server's own WFS
INNER_WORDS = ("description", "note", "officer", "unit_id", "reason_text", "handed_to", "claimed", "modified_by")


@pytest.fixture(scope="module")
def zone():
    zone_cluster.needed()
    with Cluster("zone") as cluster:
        account = cluster.must("id", "-un").strip() if os.geteuid() else "root"
        cluster.words = ("--inner", "127.0.0.1/32", "--server-account", account, "--intake-account", account)
        cluster.said = cluster.set_up_zone(*cluster.words)
        cluster.sql(
            "INSERT INTO kmzb_public.publication (version, sha256, published_at, valid_until, as_of, record, project)"
            " VALUES ('20260101T000000Z-001', 'x', now(), now(), now(), '', ''),"
            " ('20260102T000000Z-001', 'y', now(), now(), now(), '', '');"
            "INSERT INTO kmzb_public.served (number, changes) VALUES (2, 1);"
            "INSERT INTO kmzb_public.dane_zgloszenia (version, fid, until, id) VALUES"
            " (1, 1, 'infinity', 'old'), (2, 1, 'infinity', 'now'), (2, 2, now() - interval '1 s', 'expired');"
            "INSERT INTO kmzb_public.dane_siatka_1km (version, fid, since, until, kod) VALUES"
            " (2, 1, '-infinity', 'infinity', 'now'), (2, 2, now() + interval '1 h', 'infinity', 'later');"
            "INSERT INTO kmzb_intake.report (reference, terms_version, category, east, north)"
            " VALUES ('KM-0001', '1', 'Dzikie kąpieliska', 500000, 500000)"
        )
        yield cluster


def entered(zone: Cluster, role: str, database: str = "kmzb_public", **more):
    """A connection as the role makes one: reading and intake by the socket, the inner side's by TLS."""
    local = role in ("read", "intake")
    place = {"host": str(zone.socket)} if local else {"host": "127.0.0.1", "sslmode": "require", "password": SECRET}
    return psycopg2.connect(dbname=database, user=f"kmzb_zone_{role}", port=zone.port, **{**place, **more})


def tried(zone: Cluster, role: str, statement: str) -> str:
    """'yes', or the refusal's code, of a statement that is rolled back."""
    connection = entered(zone, role)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")  # any session can: it is no right
            connection.commit()
            cursor.execute(statement)
            return "yes"
    except psycopg2.Error as error:
        return error.pgcode
    finally:
        connection.close()


def test_the_layers_have_the_public_columns_and_no_other(zone):
    rows = zone.sql(
        "SELECT table_name || '|' || column_name || '|' || data_type FROM information_schema.columns"
        " WHERE table_schema = 'kmzb_public' ORDER BY table_name, ordinal_position"
    )
    found: dict[str, list] = {}
    for table, column, kind in (row.split("|") for row in rows.splitlines()):
        found.setdefault(table, []).append((column, kind))
    for layer in load().layers:
        wanted = [("OGC_FID", "integer"), ("geom", "USER-DEFINED")]
        wanted += [(column["name"], TYPES[column["type"]]) for column in layer["columns"]]
        assert found[layer["name"]] == wanted, layer["name"]
        ready = READY if layer["name"] == "zgloszenia" else []
        assert found[f"wfs_{layer['name']}"] == [("fid", "integer"), *wanted[1:], *((name, "text") for name in ready)]
        behind = {column for column, _kind in found["dane_" + layer["name"]]}
        public = {column["name"] for column in layer["columns"]} | {"geom"}
        own = set(ready) if ready else {"since"}
        assert behind - public == {"version", "fid", "until"} | own
    others = set(found) - {prefix + name for name in LAYERS for prefix in ("", "dane_", "wfs_")}
    assert others == {
        "zone_schema", "publication", "served", "obszar", "dane_metadane", "publikacja", "metadane", "qgis_projects",
        "dane_licznik", "dane_blok", "dane_gladka", "liczby", "bloki", "gladkie",
    }  # fmt: skip


def test_no_inner_column_is_anywhere_in_what_is_served(zone):
    columns = zone.sql("SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = 'kmzb_public'")
    assert not set(columns.split()) & set(INNER_WORDS)
    schemas = zone.sql("SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_'")
    assert schemas == "information_schema kmzb_intake kmzb_public public"


def test_only_the_current_version_and_what_holds_now_is_shown(zone):
    assert zone.sql("SELECT string_agg(id, ' ') FROM kmzb_public.zgloszenia") == "now"
    assert zone.sql("SELECT string_agg(kod, ' ') FROM kmzb_public.siatka_1km") == "now"
    assert zone.sql("SELECT string_agg(id, ' ') FROM kmzb_public.wfs_zgloszenia") == "now"
    assert zone.sql("SELECT string_agg(kod, ' ') FROM kmzb_public.wfs_siatka_1km") == "now"


# object: statements by action
VIEWS = [*LAYERS, *(f"wfs_{name}" for name in LAYERS), "publikacja", "metadane", "qgis_projects", "liczby", "bloki",
         "gladkie"]  # fmt: skip
READY_TABLES = ["dane_licznik", "dane_blok", "dane_gladka"]
BEHIND = ["dane_" + name for name in LAYERS] + ["obszar", "dane_metadane", "publication", *READY_TABLES]
ACTIONS = {
    "select": "SELECT * FROM {name}",
    "insert": "INSERT INTO {name} SELECT * FROM {name} WHERE false",
    "update": "UPDATE {name} SET {column} = {column} WHERE false",
    "delete": "DELETE FROM {name} WHERE false",
    "truncate": "TRUNCATE {name}",
}
COLUMN = {
    "served": "changes", "publication": "version", "metadane": "name", "dane_metadane": "name", "obszar": "nazwa",
    "publikacja": "version", "qgis_projects": "name", "zone_schema": "version", "liczby": "ile",
    "bloki": "ile", "gladkie": "kolumna",
    **dict.fromkeys(("dane_licznik", "dane_blok", "dane_gladka"), "warstwa"),
}  # fmt: skip
ALLOWED = {
    "read": {(f"kmzb_public.{name}", "select") for name in VIEWS},
    "push": {(f"kmzb_public.{name}", action) for name in BEHIND for action in ("select", "delete")}
    | {(f"kmzb_public.{name}", "insert") for name in BEHIND if name != "publication"}
    | {("kmzb_public.served", action) for action in ("select", "insert", "update")}
    | {("kmzb_public.zone_schema", "select")},
    "intake": set(),  # it may insert, but nothing that it would have to read: tried below
    "collect": {("kmzb_intake.report", "select")},
}
REFUSED = ("42501", "42809", "55000", "428C9")  # no right, or no view can do that
TABLES = [f"kmzb_public.{name}" for name in (*VIEWS, *BEHIND, "served", "zone_schema")] + ["kmzb_intake.report"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_on_every_table_in_every_way(zone, role):
    wrong = []
    for name in TABLES:
        bare = name.split(".")[1]
        column = COLUMN.get(bare, "category" if "intake" in name else "fid" if "dane" in name else "razem")
        column = "typ" if bare in ("zgloszenia", "wfs_zgloszenia") else column
        for action, template in ACTIONS.items():
            code = tried(zone, role, template.format(name=name, column=column))
            expected = "yes" if (name, action) in ALLOWED[role] else code in REFUSED and code
            if code != expected:
                wrong.append((name, action, code))
    assert not wrong


FORBIDDEN = {
    "temporary table": "CREATE TEMP TABLE t (i int)",
    "table": "CREATE TABLE public.t (i int)",
    "schema": "CREATE SCHEMA s",
    "function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "code": "DO $$ BEGIN PERFORM 1; END $$",
    "large object": "SELECT lo_from_bytea(0, 'x')",
    "write-ahead log": "SELECT pg_logical_emit_message(true, 'a', 'b')",
    "waiting": "SELECT pg_sleep(0.1)",
    "locks": "SELECT pg_advisory_lock(1)",
    "stop others' questions": "SELECT pg_cancel_backend(-1)",
    "end others' sessions": "SELECT pg_terminate_backend(-1)",
    "no end of temporary files": "SET temp_file_limit = -1",
    "snapshot": "SELECT pg_export_snapshot()",
    "log": "SET log_statement = 'none'",
    "load": "LOAD 'auto_explain'",
    "the other's settings": "ALTER ROLE kmzb_zone_owner SET statement_timeout = 1",
    "settings of all": "ALTER DATABASE kmzb_public SET statement_timeout = 1",
    "replicate": "SET session_replication_role = replica",
    "server's programs": "SELECT pg_read_binary_file('pg_hba.conf')",
    "who comes in": "SELECT * FROM pg_hba_file_rules",
    "cursor for ever": "CREATE MATERIALIZED VIEW public.m AS SELECT 1",
    "file": "SELECT pg_read_file('/etc/passwd')",
    "folder": "SELECT pg_ls_dir('/')",
    "program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "copy out": "COPY (SELECT 1) TO '/tmp/x'",
    "role": "CREATE ROLE other",
    "become": "SET ROLE kmzb_zone_owner",
    "become the superuser": "SET ROLE postgres",
    "other roles": "SELECT * FROM pg_authid",
    "system": "ALTER SYSTEM SET work_mem = '1MB'",
    "extension": "CREATE EXTENSION dblink",
    "read back": "SELECT reference FROM kmzb_intake.report",
    "publication": "CREATE PUBLICATION p FOR TABLE kmzb_intake.report",
    "own view": "CREATE OR REPLACE VIEW kmzb_public.zgloszenia AS SELECT 1",
    "trigger": "CREATE TRIGGER t BEFORE INSERT ON kmzb_intake.report EXECUTE FUNCTION tsvector_update_trigger()",
    "lock a table": "LOCK TABLE kmzb_public.dane_zgloszenia IN ACCESS EXCLUSIVE MODE",
}
# Whoever may delete rows may lock the table; the pusher has to be trusted with what is served anyway.
MAY = {("collect", "read back"), ("push", "lock a table")}


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_any_other_way(zone, role):
    passed = {(role, name) for name, statement in FORBIDDEN.items() if tried(zone, role, statement) == "yes"}
    assert passed == {one for one in MAY if one[0] == role}


def test_the_intake_adds_and_can_do_nothing_else(zone):
    columns = "(reference, terms_version, category, east, north, description)"
    row = "('KM-0002', '1', 'Dzikie kąpieliska', 500000, 500000, 'Żółw')"
    assert tried(zone, "intake", f"INSERT INTO kmzb_intake.report {columns} VALUES {row}") == "yes"
    for more in (" RETURNING reference", " ON CONFLICT (reference) DO NOTHING"):  # both would read
        assert tried(zone, "intake", f"INSERT INTO kmzb_intake.report {columns} VALUES {row}{more}") == "42501"
    early = columns.replace(")", ", received_at)"), row.replace(")", ", '2020-01-01')")
    assert tried(zone, "intake", f"INSERT INTO kmzb_intake.report {early[0]} VALUES {early[1]}") == "42501"
    assert tried(zone, "intake", "SELECT kmzb_intake.forget(ARRAY['KM-0001'])") == "42501"
    again = row.replace("KM-0002", "KM-0001")
    assert tried(zone, "intake", f"INSERT INTO kmzb_intake.report {columns} VALUES {again}") == "23505"


def test_the_disk_is_not_filled_by_what_a_reader_sorts(zone):
    """temp_file_limit is the superuser's to set: a reader's session cannot take it off."""
    with entered(zone, "read") as connection, connection.cursor() as cursor:
        cursor.execute("SHOW temp_file_limit")
        assert cursor.fetchone() == ("1GB",)
    connection.close()
    zone.sql("ALTER ROLE kmzb_zone_read SET temp_file_limit = '4MB'")
    try:
        sort = "SET work_mem = '64kB'; SELECT count(*) FROM (SELECT g FROM generate_series(1, 900000) g ORDER BY -g) x"
        assert tried(zone, "read", sort) == "53400"
    finally:
        zone.sql("ALTER ROLE kmzb_zone_read SET temp_file_limit = '1GB'")


def test_the_disk_is_not_filled_by_the_intake(zone):
    row = "INSERT INTO kmzb_intake.report (reference, terms_version, category, east, north, description)"
    rows = f"{row} SELECT 'KM-full-' || g, '1', 'x', 0, 0, repeat('x', 2000) FROM generate_series(1, 300) g"
    assert tried(zone, "intake", rows) == "yes"
    zone.sql("UPDATE kmzb_intake.room SET bytes = 100000, rows = 100")
    try:
        assert tried(zone, "intake", rows) == "53100"
        assert tried(zone, "intake", f"{row} VALUES ('KM-0009', '1', 'x', 0, 0, '')") == "yes", "few are there"
        assert tried(zone, "intake", "UPDATE kmzb_intake.room SET bytes = 1e12") == "42501"
    finally:
        zone.sql("UPDATE kmzb_intake.room SET bytes = 2147483648, rows = 50000")


def test_what_a_reader_does_to_its_own_settings_goes_with_the_next_run(zone):
    """PostgreSQL lets every role set its own; no right can forbid that."""
    for more in ("", " IN DATABASE kmzb_public"):
        with entered(zone, "read") as connection, connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")
            connection.commit()
            cursor.execute(f"ALTER ROLE kmzb_zone_read{more} SET search_path = nowhere")
            cursor.execute(f"ALTER ROLE kmzb_zone_read{more} SET bytea_output = 'escape'")
        connection.close()
    zone.must(zone_cluster.ROOT / "deploy/zone-public.sh", *zone.words, env={**zone.environment, "PGUSER": "postgres"})
    with entered(zone, "read") as connection, connection.cursor() as cursor:
        for name, value in (("search_path", "kmzb_public, public"), ("bytea_output", "hex"),
                            ("default_transaction_read_only", "on"), ("temp_file_limit", "1GB")):  # fmt: skip
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)
    connection.close()


def test_reading_has_its_limits(zone):
    with entered(zone, "read") as connection, connection.cursor() as cursor:
        told = {}
        for name in ("default_transaction_read_only", "statement_timeout", "max_parallel_workers_per_gather"):
            cursor.execute(f"SHOW {name}")
            told[name] = cursor.fetchone()[0]
        assert told == {
            "default_transaction_read_only": "on", "statement_timeout": "1min", "max_parallel_workers_per_gather": "0",
        }  # fmt: skip
    connection.close()


@pytest.mark.parametrize(
    ("role", "how"),
    [
        ("read", {"host": "127.0.0.1", "password": SECRET, "sslmode": "require"}),  # not from outside
        ("intake", {"host": "127.0.0.1", "password": SECRET, "sslmode": "require"}),
        ("push", {"sslmode": "disable"}),  # not without TLS
        ("push", {"password": "nie to"}),  # pragma: allowlist secret - a wrong one
        ("collect", {"host": "socket", "password": SECRET, "sslmode": "prefer"}),
        ("push", {"database": "postgres"}),
        ("collect", {"database": "postgres"}),
        ("read", {"database": "template1"}),
        ("replica", {}),  # streams, but reads nothing
    ],
)
def test_each_role_comes_in_by_its_own_door_only(zone, role, how):
    how = {**how, **({"host": str(zone.socket)} if how.get("host") == "socket" else {})}
    with pytest.raises(psycopg2.OperationalError):
        entered(zone, role, **how)


def test_the_command_again_changes_nothing_that_is_there(zone):
    rules = (zone.data / "pg_hba.conf").read_text(encoding="utf-8")
    before = zone.sql("SELECT count(*), max(changes) FROM kmzb_public.publication, kmzb_public.served")
    said = zone.must(
        zone_cluster.ROOT / "deploy/zone-public.sh", *zone.words, env={**zone.environment, "PGUSER": "postgres"}
    )
    assert "TO DO" not in said and "is set up" in said
    assert "TO DO: restart PostgreSQL once (wal_level" in zone.said  # the first time
    assert (zone.data / "pg_hba.conf").read_text(encoding="utf-8") == rules
    assert zone.sql("SELECT count(*), max(changes) FROM kmzb_public.publication, kmzb_public.served") == before
    assert zone.sql("SHOW max_slot_wal_keep_size") == "4GB" and zone.sql("SHOW wal_level") == "logical"
    assert not re.search("password", rules)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--inner is missing"),
        (("--inner", "host.example.org"), "is no network"),
        (("--inner", "127.0.0.1/32", "--database", "x; DROP"), "small letters"),
        (("--inner", "127.0.0.1/32", "--keep-wal", "-1"), "--keep-wal"),
        (("--inner", "127.0.0.1/32", "--server-account", "a b"), "no account"),
        (("--inner",), "needs a value"),
        (("--wrong", "x"), "unknown option"),
    ],
)
def test_wrong_words_are_a_sentence(zone, words, said):
    done = zone_cluster.as_postgres(
        zone_cluster.ROOT / "deploy/zone-public.sh", *words, env={**zone.environment, "PGUSER": "postgres"}
    )
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_whoever_is_no_superuser_is_told(zone):
    zone.sql("DO $$ BEGIN IF to_regrole('zwykly') IS NULL THEN CREATE ROLE zwykly LOGIN; END IF; END $$", "postgres")
    rules = zone.data / "pg_hba.conf"
    rules.write_text(rules.read_text(encoding="utf-8") + "local all zwykly trust\n", encoding="utf-8")
    zone.sql("SELECT pg_reload_conf()")
    zone.wait_for("SELECT count(*) FROM pg_hba_file_rules WHERE 'zwykly' = ANY (user_name)", "1")
    done = zone_cluster.as_postgres(
        zone_cluster.ROOT / "deploy/zone-public.sh", *zone.words, env={**zone.environment, "PGUSER": "zwykly"}
    )
    assert done.returncode == 2 and "superuser" in done.stderr
