"""What a log-in might try to get round the rules: names put before the store's own, settings, COPY, locks, …"""

from __future__ import annotations

import io

import psycopg2
import pytest

from tests.unit import team

DENIED = "42501"


@pytest.fixture(scope="module")
def made(cluster):
    return team.database(cluster)


@pytest.fixture
def name(cluster, made):
    """A fresh copy of the team's database."""
    return cluster.database(made)


@pytest.fixture
def root(cluster, name):
    return lambda sql: cluster.sql(sql, name)


@pytest.fixture
def anna(cluster, name):
    """An officer of KP-A1a who has a connection of her own and knows SQL."""
    raw = cluster.connect(name, "anna.kp")

    def run(sql: str, *more: str):
        with raw.cursor() as cursor:
            for one in (sql, *more):
                cursor.execute(one)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    run.raw = raw
    yield run
    raw.close()


def code(run, sql: str) -> str:
    """The SQLSTATE or the rule's code by which a statement is refused."""
    with pytest.raises(psycopg2.Error) as caught:
        run(sql)
    text = str(caught.value)
    return text[:8] if text.startswith("KMZB-") else caught.value.pgcode


CHANGE = "UPDATE kmzb.report SET note = 'x', base_version = version WHERE fid = 1"
LAST = "SELECT changed_by, claimed, origin FROM kmzb.report_history WHERE report_id = 'id-1' ORDER BY fid DESC LIMIT 1"


def test_another_name_is_not_believed(anna, root):
    anna("UPDATE kmzb.report SET note = 'x', modified_by = 'adam.kpp', base_version = 1 WHERE fid = 1")
    assert root("SELECT modified_by FROM kmzb.report WHERE fid = 1") == [("anna.kp",)]
    assert root(LAST) == [("anna.kp", 0, "officer")]
    anna("SET application_name = 'marek.admin'", "UPDATE kmzb.report SET status_id = 2, base_version = 2 WHERE fid = 1")
    anna("INSERT INTO kmzb.undo_decision (report_fid, base_version, undone_by) VALUES (1, 3, 'adam.kpp')")
    assert root(LAST) == [("anna.kp", 0, "officer")]


def test_the_role_that_was_set_is_not_the_one_who_did_it(anna, root):
    anna("SET ROLE kmzb_officer", CHANGE)
    assert root(LAST) == [("anna.kp", 0, "officer")]
    assert anna("SELECT count(*) FROM kmzb.report") == [(1,)]
    anna("RESET ROLE")
    for other in ('"adam.kpp"', "kmzb_owner", "kmzb_admin", "kmzb_national", "kmzb_intake", "kmzb_accounts"):
        assert code(anna, f"SET ROLE {other}") == DENIED
    assert code(anna, 'SET SESSION AUTHORIZATION "adam.kpp"') == DENIED


@pytest.mark.parametrize(
    "held", ["1", "2", "12", "13", "443", "1,2,12,13,443", "no number", "''); DROP TABLE kmzb.report; --"]
)
def test_settings_of_ones_own_hold_nothing(anna, root, held):
    for way in ("SET kmzb.held = ", "SELECT set_config('kmzb.held', {}, false) -- "):
        text = "'" + held.replace("'", "''") + "'"
        anna(way.format(text) + text)
        assert code(anna, "UPDATE kmzb.report SET status_id = 6, base_version = 1 WHERE fid = 1") in (
            "KMZB-403",
            "KMZB-451",
        )
        assert code(anna, "UPDATE kmzb.report SET note = 'x' WHERE fid = 1") == "KMZB-428"
        assert (
            code(anna, "INSERT INTO kmzb.report (category_id, status_id, description) VALUES (11, 6, 'x')")
            == "KMZB-404"
        )
        assert code(anna, "UPDATE kmzb.report SET duplicate_of = id, base_version = 1 WHERE fid = 1") == "KMZB-444"
    for setting in ("kmzb.login", "kmzb.role", "kmzb.run", "kmzb.who"):
        anna(f"SET {setting} = 'marek.admin'")
    anna(CHANGE)
    assert root(LAST) == [("anna.kp", 0, "officer")]


def test_holding_by_the_stores_own_function_holds_nothing(anna, root):
    anna("BEGIN", "SELECT kmzb.hold(1), kmzb.hold(2), kmzb.hold(13), kmzb.hold(443)")
    assert code(anna, "UPDATE kmzb.report SET note = 'x' WHERE fid = 1") == "KMZB-428"
    anna("ROLLBACK")
    assert code(anna, "INSERT INTO kmzb.trigger_guard (held) VALUES (1)") == DENIED
    anna("BEGIN", "SELECT kmzb.hold(1), kmzb.hold(13)", CHANGE, "COMMIT")
    assert root(LAST) == [("anna.kp", 0, "officer")]
    assert root("SELECT version FROM kmzb.report WHERE fid = 1") == [(2,)]


def test_a_hold_of_ones_own_skips_nothing_that_follows_a_change(anna, root):
    """History, the service's word, places that wait and units: the triggers ask in the caller's name."""
    root("INSERT INTO kmzb.import_run (started_at, finished_at, source_kind, source, rows_read, inserted,"
         " updated, unchanged,"
         " conflicts, rejected, started_by) VALUES ('', '', '', '', 0, 0, 0, 0, 0, 0, ''); ALTER TABLE"
         " kmzb.report DISABLE TRIGGER ALL;"
         " UPDATE kmzb.report SET import_run_id = 1; ALTER TABLE kmzb.report ENABLE TRIGGER ALL")  # fmt: skip
    root("DELETE FROM kmzb.place_due")
    anna("SET kmzb.held = '1,2,12,13,443'")
    anna(
        "UPDATE kmzb.report SET status_id = 2, geom = ST_SetSRID(ST_MakePoint(515000, 420000), 2180),"
        " base_version = 1 WHERE fid = 1"
    )
    assert root(LAST) == [("anna.kp", 0, "officer")]
    assert root("SELECT status_id FROM kmzb.service_state WHERE fid = 1") == [(1,)]
    assert root("SELECT fid FROM kmzb.place_due WHERE fid = 1") == [(1,)]
    assert code(anna, "UPDATE kmzb.report SET unit_id = 'KP-B1a', base_version = 2 WHERE fid = 1") == "KMZB-470"
    anna("UPDATE kmzb.report SET unit_id = 'KP-A1b', base_version = 2 WHERE fid = 1")
    assert root("SELECT unit_id, version FROM kmzb.report WHERE fid = 1") == [("KP-A1b", 3)]


@pytest.mark.parametrize(
    "setting",
    ["session_replication_role = replica", "row_security = off", "zero_damaged_pages = on",
     "allow_system_table_mods = on",
     "session_preload_libraries = 'x'", "log_statement = 'none'"],
)  # fmt: skip
def test_settings_of_the_server(anna, setting):
    if setting.startswith("row_security"):
        anna(f"SET {setting}")
        assert code(anna, "SELECT * FROM kmzb.report") == DENIED
    else:
        assert code(anna, f"SET {setting}") == DENIED


def test_tables_and_functions_put_before_the_stores_own(anna, root):
    """Temporary tables come first in everybody's search path, unless a function says otherwise."""
    anna("SET search_path = pg_temp, kmzb, public")
    anna(
        "CREATE TEMP TABLE setting AS SELECT name, '99999' AS value FROM kmzb.setting",
        "CREATE TEMP TABLE transition AS SELECT 1::bigint AS fid, a AS from_status, b AS to_status, ''::text AS label,"
        " 0 AS reopens FROM generate_series(0, 7) a, generate_series(1, 7) b",
        "CREATE TEMP TABLE status AS SELECT g AS id, 'x'::text AS name, 'x'::text AS key, ''::text AS colour,"
        " ''::text AS public,"
        " 1 AS open, 1 AS confirmed FROM generate_series(1, 7) g",
        "CREATE TEMP TABLE category AS SELECT * FROM"
        " kmzb.category", "CREATE TEMP TABLE closing_reason AS SELECT * FROM kmzb.closing_reason",
        "CREATE TEMP TABLE report_history (LIKE kmzb.report_history INCLUDING ALL)",
        "CREATE TEMP TABLE account AS SELECT 'anna.kp'::text AS login, '{officer,admin,intake}'::text[] AS roles,"
        " 'K01'::text AS unit_level, 'KWP-B'::text AS unit_id, '{1601}'::text[] AS counties, 1 AS valid",
        "CREATE TEMP TABLE unit AS SELECT 'KP-B1a'::text AS id, 'K05'::text AS level, 'KP-A1a'::text AS parent_id,"
        " ST_MakeEnvelope(0, 0, 900000, 900000, 2180) AS geom, NULL::text AS valid_to, NULL::text AS teryt,"
        " 'x'::text AS name",
        "CREATE TEMP TABLE refused_save (LIKE kmzb.refused_save)", "CREATE TEMP TABLE trigger_guard (held int)",
        "INSERT INTO trigger_guard VALUES (1)", "CREATE TEMP TABLE report AS SELECT * FROM kmzb.report",
    )  # fmt: skip
    anna(
        "CREATE FUNCTION pg_temp.is_held() RETURNS boolean LANGUAGE sql RETURN true",
        "CREATE FUNCTION pg_temp.acts_as(text) RETURNS boolean LANGUAGE sql RETURN true",
        "CREATE FUNCTION pg_temp.my_keys() RETURNS text[] LANGUAGE sql RETURN ARRAY['KP-B1a', '?']",
        "CREATE FUNCTION pg_temp.refuse(text) RETURNS void LANGUAGE sql AS 'SELECT'",
    )
    assert code(anna, "UPDATE kmzb.report SET status_id = 6, base_version = 1 WHERE fid = 1") in (
        "KMZB-403",
        "KMZB-451",
    )
    assert (
        code(anna, f"UPDATE kmzb.report SET description = '{'x' * 501}', base_version = 1 WHERE fid = 1") == "KMZB-406"
    )
    assert anna("SELECT fid FROM kmzb.report") == [(1,)]
    assert anna("UPDATE kmzb.report SET note = 'x' WHERE fid = 4") == 0
    assert code(anna, "UPDATE kmzb.report SET unit_id = 'KP-B1a', base_version = 1 WHERE fid = 1") == "KMZB-470"
    assert code(anna, "SELECT kmzb.add_account('x', 'X', '{admin}')") == DENIED
    anna(CHANGE)
    assert root(LAST) == [("anna.kp", 0, "officer")]
    assert anna("SELECT count(*) FROM pg_temp.report_history") == [(0,)]


def test_operators_and_casts_of_ones_own(anna):
    """Nothing can be made in a schema that the store looks into, and what is in pg_temp is not found as an operator."""
    anna("CREATE FUNCTION pg_temp.eq(text, text) RETURNS boolean LANGUAGE sql RETURN true")
    for schema in ("kmzb", "public", "pg_catalog"):
        assert (
            code(anna, f"CREATE OPERATOR {schema}.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.eq)") == DENIED
        )
        assert code(anna, f"CREATE FUNCTION {schema}.now_ms() RETURNS timestamptz LANGUAGE sql RETURN now()") == DENIED
    anna(
        "CREATE OPERATOR pg_temp.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.eq)",
        "SET search_path = pg_temp, kmzb, public",
    )
    assert anna("SELECT count(*) FROM kmzb.report") == [(1,)]
    assert code(anna, "CREATE CAST (text AS integer) WITH INOUT AS IMPLICIT") == DENIED


def test_a_cheap_function_of_ones_own_sees_no_other_rows(anna):
    """Conditions that tell what they see wait behind the rights by unit, however cheap they say they are."""
    anna("CREATE TEMP TABLE leak (fid bigint, words text)")
    anna(
        "CREATE FUNCTION pg_temp.seen(bigint, text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
        " $$ BEGIN RAISE WARNING 'seen %', $2; INSERT INTO pg_temp.leak VALUES ($1, $2); RETURN true; END $$"
    )
    assert (
        code(anna, "CREATE FUNCTION pg_temp.leaky(text) RETURNS boolean LANGUAGE sql LEAKPROOF RETURN true") == DENIED
    )
    assert anna("SELECT fid FROM kmzb.report WHERE pg_temp.seen(fid, note)") == [(1,)]
    assert anna("SELECT fid FROM pg_temp.leak") == [(1,)]
    anna("SELECT total FROM kmzb.report_cells_1km WHERE pg_temp.seen(total, 'cell')", "SELECT 1")
    assert anna("SELECT count(*) FROM kmzb.report WHERE 1 / (fid - 4) <> 77") == [(1,)], (
        "no error of a row out of sight"
    )
    assert anna(
        "SELECT count(*) FROM kmzb.report WHERE geom && ST_MakeEnvelope(559000, 419000, 561000, 421000, 2180)"
    ) == [(0,)]
    plan = " ".join(row[0] for row in anna("EXPLAIN ANALYZE SELECT fid FROM kmzb.report WHERE pg_temp.seen(fid, note)"))
    assert "Rows Removed" in plan or "rows=1" in plan


def test_copy_in_and_out(anna, name, cluster):
    out = io.StringIO()
    anna.raw.cursor().copy_expert("COPY (SELECT fid FROM kmzb.report) TO STDOUT", out)
    assert out.getvalue() == "1\n"
    out = io.StringIO()
    anna.raw.cursor().copy_expert("COPY kmzb.report (fid) TO STDOUT", out)
    assert out.getvalue() == "1\n"
    with pytest.raises(psycopg2.Error, match="COPY FROM not supported with row-level security"):
        anna.raw.cursor().copy_expert("COPY kmzb.report (category_id, description) FROM STDIN", io.StringIO("11\tx\n"))
    for table in ("report_history", "setting", "account", "service_state"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            anna.raw.cursor().copy_expert(f"COPY kmzb.{table} FROM STDIN", io.StringIO(""))


def test_on_conflict_and_returning(anna, root):
    assert code(
        anna,
        "INSERT INTO kmzb.report (fid, category_id, description) VALUES (4, 11, 'x') ON CONFLICT (fid) DO"
        " UPDATE SET note = 'got'",
    ) in ("KMZB-420", DENIED)
    assert code(
        anna,
        "INSERT INTO kmzb.report (id, category_id, description) VALUES ('id-4', 11, 'x') ON CONFLICT (id) DO UPDATE"
        " SET note = 'got' RETURNING description",
    ) in ("KMZB-420", DENIED)
    assert (
        code(
            anna,
            "INSERT INTO kmzb.report (id, category_id, description) VALUES ('id-4', 11, 'x') ON CONFLICT DO NOTHING",
        )
        == "KMZB-420"
    )
    assert anna("UPDATE kmzb.report SET note = 'got', base_version = version WHERE fid = 4 RETURNING description") == []
    assert anna(
        "WITH a AS (UPDATE kmzb.report SET note = 'got', base_version = version RETURNING fid) SELECT fid FROM a"
    ) == [(1,)]
    assert root("SELECT fid FROM kmzb.report WHERE note = 'got'") == [(1,)]


def test_columns_of_the_store_and_of_the_service(anna, root):
    for column, value in (
        ("version", 9), ("import_run_id", 1), ("service_id", 5), ("source_key", "'k'"), ("source_digest", "'d'"),
        ("fid", 77),
        ("id", "'other'"),
        ("read_by", "now()"), ("verify_by", "now()"), ("closed_at", "now()"), ("verified_at", "now()"),
        ("status_changed_at", "now()"), ("service_modified_at", "now()"), ("officer_modified_at", "now()"),
    ):  # fmt: skip
        assert code(anna, f"UPDATE kmzb.report SET {column} = {value}, base_version = 1 WHERE fid = 1") == DENIED, (
            column
        )
    for column, value in (
        ("import_run_id", 1),
        ("service_id", 5),
        ("source_key", "'k'"),
        ("source_digest", "'d'"),
        ("service_modified_at", "now()"),
    ):
        assert code(
            anna, "INSERT INTO kmzb.report (category_id, description, reported_at, status_changed_at,"
                  f" status_id, {column})"
            f" VALUES (11, 'x', now(), now(), 6, {value})"
        ) == "KMZB-469", column  # fmt: skip
    ((fid,),) = anna(
        "INSERT INTO kmzb.report (category_id, description, version, read_by, verify_by, closed_at,"
        " verified_at, status_changed_at,"
        " officer_modified_at, modified_by) OVERRIDING SYSTEM VALUE VALUES (11, 'x', 9, '2030-01-01',"
        " '2030-01-01', '2020-01-01',"
        " '2020-01-01', '2020-01-01', '2020-01-01', 'adam.kpp') RETURNING fid"
    )
    assert root(
        "SELECT version, read_by < '2030-01-01', verify_by < '2030-01-01', closed_at, verified_at,"
        " status_changed_at > '2021-01-01',"
        f" modified_by FROM kmzb.report WHERE fid = {fid}"
    ) == [(1, True, True, None, None, True, "anna.kp")]


def test_locks_that_would_stop_the_others(anna, root):
    for mode in ("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"):
        for table in ("report", "report_history", "setting", "unit", "hand_over", "attachment"):
            anna("BEGIN")
            assert code(anna, f"LOCK TABLE kmzb.{table} IN {mode} MODE") == DENIED
            anna("ROLLBACK")
    assert anna("SELECT fid FROM kmzb.report FOR UPDATE") == [(1,)]


def test_a_refused_save_binds_nobody_else(anna, root, name, cluster):
    save = (
        "INSERT INTO kmzb.refused_save (report_fid, code, token, until{more})"
        " VALUES ({fid}, 'KMZB-409', 't', {until}{values})"
    )
    soon, ever = "kmzb.julianday(now()) + 0.0003", "9999999"
    assert code(anna, save.format(fid=1, until=ever, more="", values="")) == DENIED
    assert code(anna, save.format(fid=4, until=soon, more=", login", values=", 'bogdan.kwp'")) == DENIED
    anna(save.format(fid=4, until=soon, more="", values=""), save.format(fid=0, until=soon, more="", values=""))
    bogdan = "UPDATE kmzb.report SET note = 'y', base_version = version WHERE fid = 4"
    cluster.sql(bogdan, name, "bogdan.kwp")
    assert root("SELECT note FROM kmzb.report WHERE fid = 4") == [("y",)]
    assert code(anna, "INSERT INTO kmzb.report (category_id, description) VALUES (11, 'x')") == "KMZB-409"
    assert code(anna, "DELETE FROM kmzb.refused_save") == DENIED
    cluster.sql("SELECT kmzb.lift_refusals('t')", name, "bogdan.kwp")  # another's stays
    assert root("SELECT count(*) FROM kmzb.refused_save") == [(2,)]
    anna("SELECT kmzb.lift_refusals('t')")
    anna("INSERT INTO kmzb.report (category_id, description) VALUES (11, 'x')")


def test_the_stores_own_functions_change_no_foreign_report(anna, root):
    before = root("SELECT * FROM kmzb.report ORDER BY fid")
    for call in (
        "kmzb.follow_master(4, false)", "kmzb.restore_duplicate(4)", "kmzb.fold_cells()", "kmzb.count_cells_anew()",
        "kmzb.move_duplicate((SELECT r FROM kmzb.report r LIMIT 1), 6, NULL, '', NULL)",
    ):  # fmt: skip
        assert code(anna, f"SELECT {call}") == DENIED, call
    assert code(anna, "INSERT INTO kmzb.duplicate_due (kind, report_fid) VALUES ('follow', 4)") == DENIED
    assert (
        code(
            anna,
            "SELECT kmzb.keep_history(r, r.id, 9, 'officer', 'status', NULL, 6, 1) FROM kmzb.report r",
        )
        == DENIED
    )
    assert root("SELECT * FROM kmzb.report ORDER BY fid") == before


def test_views_show_no_more_than_their_tables(anna):
    anna("CREATE TEMP VIEW mine AS SELECT * FROM kmzb.report")
    assert anna("SELECT count(*) FROM mine") == [(1,)]
    assert code(anna, "SELECT * FROM kmzb.report_facts") == DENIED
    assert anna("SELECT count(*) FROM kmzb.undo_decision") == [(0,)]


def test_rules_and_triggers_of_ones_own(anna):
    anna("CREATE FUNCTION pg_temp.mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    for statement in (
        "CREATE TRIGGER aaa BEFORE UPDATE ON kmzb.report FOR EACH ROW EXECUTE FUNCTION pg_temp.mine()",
        "CREATE RULE aaa AS ON INSERT TO kmzb.report_history DO INSTEAD NOTHING",
        "CREATE TEMP TABLE child () INHERITS (kmzb.report)", "ALTER TABLE kmzb.report DISABLE TRIGGER report_50_update",
        "DROP TRIGGER report_50_update ON kmzb.report", "ALTER FUNCTION kmzb.refuse(text) RENAME TO other",
        "CREATE INDEX ON kmzb.report (fid)", "COMMENT ON TABLE kmzb.report IS 'x'", "ANALYZE kmzb.report; SELECT 1/0",
        "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION"
        " pg_temp.mine()", "CREATE PUBLICATION p FOR TABLE kmzb.report",
        "SELECT setval('kmzb.report_fid_seq', 1)", "GRANT SELECT ON kmzb.report TO PUBLIC; SELECT 1/0",
    ):  # fmt: skip
        assert code(anna, statement) in (DENIED, "22012"), statement


def test_large_objects_tell_nothing_of_the_server(anna):
    for statement in ("SELECT lo_import('/etc/hosts')", "SELECT pg_read_file('postgresql.conf')",
                      "SELECT pg_ls_dir('.')",
                      "SELECT rolpassword FROM pg_authid", "COPY kmzb.report TO PROGRAM 'true'", "LOAD 'x'",
                      "SELECT pg_stat_file('x')",
                      "CREATE EXTENSION dblink", "CREATE EXTENSION file_fdw"):  # fmt: skip
        assert code(anna, statement) in (DENIED, "58P01", "0A000"), statement


def test_statistics_tell_no_foreign_words(anna):
    """Common values of columns: not of tables with rights by row."""
    anna("SET search_path = kmzb, public")
    assert anna(
        "SELECT count(*) FROM pg_stats WHERE schemaname = 'kmzb' AND tablename IN ('report',"
        " 'report_history', 'hand_over')"
    ) == [(0,)]


def test_messages_of_refused_rows_hold_no_foreign_values(anna):
    """A number that is taken is told as taken, not whose it is."""
    with pytest.raises(psycopg2.Error) as caught:
        anna("INSERT INTO kmzb.report (id, category_id, description) VALUES ('id-4', 11, 'x')")
    assert "opis 4" not in str(caught.value) and "notatka" not in str(caught.value)


def test_a_link_to_a_report_out_of_sight_changes_ones_own_only(anna, root):
    before = root("SELECT * FROM kmzb.report WHERE fid = 4")
    anna("UPDATE kmzb.report SET duplicate_of = 'id-4', base_version = 1 WHERE fid = 1")
    assert root("SELECT * FROM kmzb.report WHERE fid = 4") == before
    anna("UPDATE kmzb.report SET duplicate_of = NULL, base_version = 2 WHERE fid = 1")
    assert root("SELECT * FROM kmzb.report WHERE fid = 4") == before


def test_styles_that_run_in_everybodys_qgis(anna):
    """A style may hold actions in Python."""
    assert anna("SELECT count(*) FROM public.layer_styles") == [(0,)]
    assert code(anna, "INSERT INTO public.layer_styles (f_table_name, stylename) VALUES ('report', 'x')") == DENIED
    assert code(anna, "UPDATE public.layer_styles SET styleqml = NULL") == DENIED


def test_reports_out_of_sight_are_not_locked(anna, root):
    """A transaction left open would keep another unit's officers from working."""
    anna("BEGIN", "SELECT kmzb.lock_reports(ARRAY[1, 4]::bigint[])", "SELECT fid FROM kmzb.report FOR UPDATE")
    root("SET lock_timeout = '200ms'; UPDATE kmzb.report SET note = 'y', base_version = version WHERE fid = 4")
    with pytest.raises(psycopg2.errors.LockNotAvailable):
        root("SET lock_timeout = '200ms'; UPDATE kmzb.report SET note = 'y', base_version = version WHERE fid = 1")
    anna("ROLLBACK")
