"""One attempt a line: what log-ins that know SQL try against the team's database, and what it says. docs/roles.md."""

from __future__ import annotations

import psycopg2
import psycopg2.extras
import pytest

from tests.unit import team

DENIED = "42501"
ROLES = ("officer", "analyst", "publisher", "intake", "admin")


@pytest.fixture(scope="module")
def made(cluster):
    return team.database(cluster)


@pytest.fixture(scope="module")
def name(cluster, made):
    """One copy for all attempts that change nothing: each is rolled back."""
    found = cluster.database(made)
    for role in ROLES:
        cluster.sql(
            f"DO $$ BEGIN CREATE ROLE \"bez.konta.{role}\" LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
            f' GRANT kmzb_{role} TO "bez.konta.{role}"', found,
        )  # fmt: skip
    cluster.sql("DO $$ BEGIN CREATE ROLE nikt LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$", found)
    cluster.sql(
        "INSERT INTO kmzb.import_run (started_at, finished_at, source_kind, source, rows_read, inserted, updated,"
        " unchanged, conflicts, rejected, started_by) VALUES ('', '', '', 'akta.csv', 0, 0, 0, 0, 0, 0, 'ktoś');"
        " INSERT INTO kmzb.publication (version, published_at, as_of, valid_until, folder, features, kind)"
        " VALUES ('1', '', '', '', '', 0, '')", found,
    )  # fmt: skip
    return found


@pytest.fixture
def fresh(cluster, made):
    """A copy of one's own, for what is committed."""
    return cluster.database(made)


def tried(cluster, name: str, login: str, *statements: str):
    """What the last of some statements gives, or the code by which one is refused; rolled back."""
    raw = cluster.connect(name, login)
    raw.autocommit = False
    try:
        with raw.cursor() as cursor:
            for one in statements:
                cursor.execute(one)
            return cursor.fetchall() if cursor.description else cursor.rowcount
    except psycopg2.Error as error:
        text = str(error)
        return text[:8] if text.startswith("KMZB-") else error.pgcode
    finally:
        raw.rollback()
        raw.close()


NEW = "INSERT INTO kmzb.report (category_id, description) VALUES (11, 'x')"
READ_ALL = "SELECT string_agg(fid::text, ',' ORDER BY fid) FROM kmzb.report"

# --- reading --------------------------------------------------------------------------------------------------------
READING = [
    # (log-in, statement, what it gives)
    ("anna.kp", READ_ALL, [("1",)]),
    ("anna.kp", "SELECT count(*) FROM kmzb.report_history WHERE report_id <> 'id-1'", [(0,)]),
    ("anna.kp", "TABLE kmzb.account_history", DENIED),
    ("anna.kp", "SELECT login FROM kmzb.account WHERE login <> 'anna.kp'", []),
    ("anna.kp", "SELECT * FROM kmzb.source_line", DENIED),
    ("anna.kp", "SELECT query_to_xml('SELECT fid FROM kmzb.report WHERE fid = 4', false, true, '')::text !~ '4'",
     [(True,)]),
    ("anna.kp", "SELECT table_to_xml('kmzb.report', false, true, '')::text ~ 'opis [2-9]'", [(False,)]),
    ("anna.kp", "SELECT count(*) FROM ts_stat('SELECT to_tsvector(description) FROM kmzb.report') WHERE word = '4'",
     [(0,)]),
    ("anna.kp", "SELECT count(*) FROM pg_stat_activity WHERE usename <> current_user AND query NOT LIKE '<%' AND"
     " query <> ''", [(0,)]),
    ("anna.kp", "SELECT count(*) FROM pg_stats_ext", [(0,)]),
    ("anna.kp", "SELECT * FROM pg_statistic", DENIED),
    ("anna.kp", "SELECT last_value FROM kmzb.report_fid_seq", DENIED),
    ("anna.kp", "SELECT * FROM kmzb.half_saved", DENIED),
    ("anna.kp", "SELECT * FROM kmzb.unit_leaving", DENIED),
    ("anna.kp", "SELECT sum(total) FROM kmzb.report_cells_1km WHERE fid = 560420", [(None,)]),
    ("anna.kp", "EXPLAIN (ANALYZE, COSTS off, TIMING off) SELECT * FROM kmzb.report WHERE note LIKE '%4'", "plan"),
    ("nikt", READ_ALL, DENIED),
    ("nikt", "SELECT kmzb.my_keys()", DENIED),
    ("nikt", "SELECT * FROM public.layer_styles", DENIED),
    ("ewa.analyst", "SELECT note FROM kmzb.report", DENIED),
    ("ewa.analyst", "SELECT r FROM kmzb.report r", DENIED),
    ("ewa.analyst", "SELECT row_to_json(r) FROM kmzb.report r", DENIED),
    ("ewa.analyst", "SELECT count(r) FROM kmzb.report r", DENIED),
    ("ewa.analyst", "SELECT fid FROM kmzb.report ORDER BY description", DENIED),
    ("ewa.analyst", "SELECT fid FROM kmzb.report WHERE note LIKE '%4'", DENIED),
    ("ewa.analyst", "SELECT 1 FROM kmzb.report a JOIN kmzb.report b USING (note)", DENIED),
    ("ewa.analyst", "SELECT changed_by FROM kmzb.report_history", DENIED),
    ("ewa.analyst", "SELECT was_note FROM kmzb.report_history", DENIED),
    ("ewa.analyst", "SELECT answer FROM kmzb.hand_over", DENIED),
    ("ewa.analyst", "SELECT * FROM kmzb.attachment", DENIED),
    ("ewa.analyst", "SELECT count(*) FROM pg_stats WHERE tablename = 'report'", [(0,)]),
    ("ewa.analyst", "SELECT table_to_xml('kmzb.report', false, true, '')", DENIED),
    ("ewa.analyst", "COPY kmzb.report (note) TO STDOUT", DENIED),
    ("ewa.analyst", "SELECT login FROM kmzb.account", [("ewa.analyst",)]),
    ("piotr.publisher", "SELECT description FROM kmzb.report", DENIED),
    ("piotr.publisher", "SELECT note FROM kmzb.report", DENIED),
    ("piotr.publisher", "SELECT unit_id FROM kmzb.report", DENIED),
    ("iza.intake", "SELECT note FROM kmzb.report", DENIED),
    ("iza.intake", "SELECT officer FROM kmzb.report", DENIED),
    ("iza.intake", "UPDATE kmzb.report SET description = note", DENIED),
    ("iza.intake", "UPDATE kmzb.report SET plane = 2 RETURNING note", DENIED),
    ("iza.intake", "INSERT INTO kmzb.report (category_id, description, note) VALUES (11, 'x', 'y') RETURNING note",
     DENIED),
]  # fmt: skip
# What PostGIS knows of a table's places: its statistics and index ask no rights by row, some no rights at all.
PLACES = (
    "SELECT ST_EstimatedExtent('kmzb', 'report', 'geom')",
    "SELECT ST_EstimatedExtent('kmzb', 'report', 'geom', true)",
    "SELECT _postgis_stats('kmzb.report'::regclass, 'geom')",
    "SELECT _postgis_selectivity('kmzb.report'::regclass, 'geom', ST_MakeEnvelope(559000, 0, 561000, 1e6, 2180))",
    "SELECT _postgis_join_selectivity('kmzb.report'::regclass, 'geom', 'kmzb.unit'::regclass, 'geom')",
    "SELECT _postgis_index_extent('kmzb.report'::regclass, 'geom')",
)  # fmt: skip
READING += [(login, one, DENIED) for one in PLACES for login in ("anna.kp", "piotr.publisher", "nikt")]
READING += [
    (f"bez.konta.{role}", f"SELECT count(*) FROM kmzb.{table}", [(0,)])
    for role in ROLES
    for table in ("report", "report_history", "setting", "account", "import_run", "publication")
]
READING += [
    (f"bez.konta.{role}", f"SELECT count(*) FROM kmzb.{table}", [(0,)])
    for role, table in (("officer", "attachment"), ("officer", "hand_over"), ("officer", "working_copy"),
                        ("officer", "report_cells_1km"), ("analyst", "report_facts"), ("analyst", "hand_over"),
                        ("intake", "source_line"), ("intake", "service_state"), ("admin", "account_history"),
                        ("admin", "erasure"))
]  # fmt: skip


@pytest.mark.parametrize(("login", "statement", "gives"), READING)
def test_nobody_reads_what_is_not_his(cluster, name, login, statement, gives):
    found = tried(cluster, name, login, "SET search_path = kmzb, public" if login != "nikt" else "SELECT 1", statement)
    if gives == "plan":
        assert "rows=0" in str(found) and "kmzb.my_keys" not in str(found).replace("(kmzb.my_keys())", "")
    else:
        assert found == gives


# --- writing --------------------------------------------------------------------------------------------------------
WRITING = [
    ("anna.kp", NEW.replace("category_id,", "unit_id, category_id,").replace("(11", "('KP-B1a', 11"), DENIED),
    ("anna.kp", "SELECT nextval('kmzb.report_fid_seq')", DENIED),
    ("anna.kp", "SELECT count(nextval('kmzb.hand_over_fid_seq')) FROM generate_series(1, 1000)", DENIED),
    ("anna.kp", "SELECT setval('kmzb.report_fid_seq', 2147483647)", DENIED),
    ("anna.kp", "LOCK TABLE kmzb.refused_save IN ACCESS EXCLUSIVE MODE", DENIED),
    ("anna.kp", "LOCK TABLE kmzb.setting IN SHARE MODE", DENIED),
    ("anna.kp", "SELECT count(pg_advisory_lock(g)) FROM generate_series(1, 3) g", DENIED),
    ("anna.kp", "SELECT pg_try_advisory_xact_lock(hashtext('kmzb.links'))", DENIED),
    ("nikt", "SELECT pg_advisory_lock_shared(1)", DENIED),
    ("anna.kp", "LOCK TABLE kmzb.working_copy IN EXCLUSIVE MODE", DENIED),
    ("anna.kp", "SELECT * FROM kmzb.setting FOR SHARE", DENIED),
    ("anna.kp", "SELECT * FROM kmzb.category FOR KEY SHARE", DENIED),
    ("anna.kp", "SELECT kmzb.loading_numbers(1000000)", DENIED),
    ("anna.kp", "SELECT kmzb.loading_begin()", DENIED),
    ("anna.kp", "SELECT kmzb.assigning_write()", DENIED),
    ("anna.kp", "SELECT kmzb.lock_rows(ARRAY[4]::bigint[])", DENIED),
    ("anna.kp", "SELECT kmzb.fold_cells()", DENIED),
    ("anna.kp", "SELECT kmzb.set_back(4, now(), NULL, NULL)", [(False,)]),
    ("anna.kp", "SELECT kmzb.assign_units(ARRAY[4]::bigint[], ARRAY['1601011'], ARRAY['KPP-B1'])", [(0,)]),
    ("anna.kp", "SELECT kmzb.assign_units(ARRAY[1]::bigint[], ARRAY['1601011'], ARRAY['KP-B1a'])", "KMZB-470"),
    ("anna.kp", "INSERT INTO kmzb.undo_decision (report_fid, base_version) VALUES (4, 1)", "KMZB-431"),
    ("anna.kp", "INSERT INTO kmzb.hand_over (report_id, body_id, base_version) VALUES ('id-4', 1, 1)", "KMZB-439"),
    ("anna.kp", "INSERT INTO kmzb.attachment (id, report_id, path, media_type, size, sha256, added_at) VALUES ('a',"
     " 'id-4', 'a.jpg', 'image/jpeg', 1, repeat('0', 64), '2026-01-01T00:00:00Z')", "KMZB-436"),
    ("anna.kp", "INSERT INTO kmzb.sheet_file (report_id, path, made_at) VALUES ('id-4', 'a', '')", DENIED),
    ("anna.kp", "INSERT INTO kmzb.checked_in_step (copy_id, report_id, version, made_at, came_at, came_by) VALUES"
     " ('c', 'id-4', 1, now(), now(), '')", DENIED),
    ("anna.kp", "INSERT INTO kmzb.report_history (report_id, version, changed_at, origin, action) VALUES ('id-1', 2,"
     " now(), 'officer', 'status')", DENIED),
    ("anna.kp", "UPDATE kmzb.report_history SET changed_by = 'adam.kpp'", DENIED),
    ("anna.kp", "DELETE FROM kmzb.report_history", DENIED),
    ("anna.kp", "DELETE FROM kmzb.report", DENIED),
    ("anna.kp", "TRUNCATE kmzb.report", DENIED),
    ("anna.kp", "UPDATE kmzb.account SET unit_id = 'KWP-A'", DENIED),
    ("anna.kp", "UPDATE kmzb.unit SET parent_id = 'KP-A1a' WHERE id = 'KPP-A1'", DENIED),
    ("anna.kp", "UPDATE kmzb.report SET version = 9 WHERE fid = 1", DENIED),
    ("anna.kp", "UPDATE kmzb.report SET status_changed_at = '2020-01-01' WHERE fid = 1", DENIED),
    ("anna.kp", "UPDATE kmzb.report SET note = 'x', base_version = 7 WHERE fid = 1", "KMZB-409"),
    ("anna.kp", "UPDATE kmzb.report SET reported_at = 'infinity', base_version = 1 WHERE fid = 1", "KMZB-417"),
    ("anna.kp", "MERGE INTO kmzb.report r USING (SELECT 4 AS fid) s ON r.fid = s.fid WHEN MATCHED THEN UPDATE SET"
     " note = 'x' WHEN NOT MATCHED THEN DO NOTHING", 0),
    ("anna.kp", "ALTER DEFAULT PRIVILEGES FOR ROLE kmzb_owner GRANT ALL ON TABLES TO PUBLIC", DENIED),
    ("anna.kp", "ALTER ROLE \"anna.kp\" BYPASSRLS", DENIED),
    ("anna.kp", "GRANT kmzb_national TO \"anna.kp\"", DENIED),
    ("anna.kp", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user AND datname ="
     " current_database()", []),
    ("ewa.analyst", "UPDATE kmzb.report SET plane = 1", DENIED),
    ("ewa.analyst", "SELECT fid FROM kmzb.report FOR UPDATE", DENIED),
    ("ewa.analyst", "UPDATE kmzb.report_facts SET plane = 1", DENIED),
    ("ewa.analyst", "SELECT kmzb.lock_reports(ARRAY[1]::bigint[])", DENIED),
    ("piotr.publisher", "UPDATE kmzb.report SET publish_plane2 = 1", DENIED),
    ("piotr.publisher", "UPDATE kmzb.setting SET value = '0' WHERE name = 'read_days'", 0),
    ("piotr.publisher", "INSERT INTO kmzb.setting (name, value) VALUES ('undo_minutes2', '1')", DENIED),
    ("piotr.publisher", "UPDATE kmzb.setting SET name = 'read_days2' WHERE name LIKE 'publication.%'", "own"),
    ("iza.intake", "UPDATE kmzb.report SET note = 'x'", DENIED),
    ("iza.intake", "UPDATE kmzb.report SET publish_plane2 = 1", DENIED),
    ("iza.intake", "INSERT INTO kmzb.publication (version) VALUES ('x')", DENIED),
    ("marek.admin", "UPDATE kmzb.report SET note = 'x'", DENIED),
    ("marek.admin", "SELECT kmzb.add_account('kmzb_owner', 'X', '{admin}')", "KMZB-464"),
    ("bez.konta.admin", "SELECT kmzb.add_account('nowy', 'X', '{admin}')", "KMZB-461"),
    ("bez.konta.admin", "SELECT kmzb.end_account('anna.kp')", "KMZB-461"),
    ("bez.konta.officer", NEW, DENIED),
    ("bez.konta.intake", NEW, DENIED),
    ("bez.konta.intake", "SELECT kmzb.loading_numbers(10)", "KMZB-469"),
    ("bez.konta.officer", "SELECT kmzb.assign_units(ARRAY[1]::bigint[], ARRAY['1401011'], ARRAY['KPP-A1'])", [(0,)]),
    ("bez.konta.intake", "SELECT kmzb.assigning_begin()", "KMZB-469"),
    ("bez.konta.intake", "SELECT kmzb.loading_begin()", "KMZB-469"),
    ("nikt", "CREATE TABLE public.mine ()", DENIED),
    ("nikt", "INSERT INTO public.spatial_ref_sys VALUES (1)", DENIED),
]  # fmt: skip


@pytest.mark.parametrize(("login", "statement", "gives"), WRITING)
def test_nobody_changes_what_is_not_his(cluster, name, login, statement, gives):
    found = tried(cluster, name, login, statement)
    assert found == gives or (gives == "own" and found in (0, DENIED))


def test_an_import_is_told_in_nobody_elses_name(cluster, name):
    run = (
        "INSERT INTO kmzb.import_run (started_at, finished_at, source_kind, source, rows_read, inserted, updated,"
        " unchanged, conflicts, rejected, started_by) VALUES ('', '', '', '', 0, 0, 0, 0, 0, 0, 'anna.kp')"
        " RETURNING started_by"
    )
    assert tried(cluster, name, "iza.intake", run) == [("iza.intake",)]
    later = "UPDATE kmzb.import_run SET started_by = 'anna.kp', rows_read = 1 RETURNING started_by"
    assert tried(cluster, name, "iza.intake", later) == [("ktoś",)]


TRIGGERS = (
    "report_history_write", "report_place_due", "report_service_state", "hand_over_remember", "hand_over_sheet_made",
    "duplicate_due", "report_unit_left", "report_duplicate_undone", "account_kept", "tell_change", "reach_again",
    "report_cells_log", "undo_decision_insert",
)  # fmt: skip


@pytest.mark.parametrize("function", TRIGGERS)
def test_the_stores_triggers_hang_on_no_table_of_ones_own(cluster, name, function):
    """They write with the store's rights whatever row they are given."""
    made = f"CREATE TRIGGER mine AFTER UPDATE ON pg_temp.forged FOR EACH ROW EXECUTE FUNCTION kmzb.{function}()"
    assert tried(cluster, name, "anna.kp", "CREATE TEMP TABLE forged (LIKE kmzb.report)", made) == DENIED


def test_no_word_of_a_number_that_is_taken_but_that_it_is(cluster, name):
    ask = "SELECT * FROM kmzb.report r, LATERAL kmzb.numbers_taken(r, r) AS t"
    assert tried(cluster, name, "anna.kp", ask.replace("*", "pg_typeof(t)::text")) == [("boolean",)]


# --- what is left behind: committed ---------------------------------------------------------------------------------
def blocked(cluster, name: str, statement: str, login: str = "") -> bool:
    """Whether another's statement has to wait."""
    try:
        cluster.sql(f"SET lock_timeout = '300ms'; {statement}", name, login)
    except psycopg2.errors.LockNotAvailable:
        return True
    return False


BOGDANS = "UPDATE kmzb.report SET note = 'y', base_version = version WHERE fid = 4"


@pytest.mark.parametrize(
    "hold",
    ["SELECT kmzb.assign_units(ARRAY[4]::bigint[], ARRAY['1601011'], ARRAY['KPP-B1'])",
     "SELECT kmzb.lock_reports(ARRAY[4]::bigint[])", "SELECT kmzb.lock_links(ARRAY[4]::bigint[])",
     "SELECT fid FROM kmzb.report WHERE fid = 4 FOR UPDATE", "SELECT kmzb.first_half(4, 2)",
     "UPDATE kmzb.report SET duplicate_of = 'id-4', base_version = 1 WHERE fid = 1"],
)  # fmt: skip
def test_an_open_transaction_keeps_no_other_unit_from_saving(cluster, fresh, hold):
    raw = cluster.connect(fresh, "anna.kp")
    try:
        with raw.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(hold)
            assert not blocked(cluster, fresh, BOGDANS, "bogdan.kwp")
            # the program that moves the point first and sends the rest with the version before
            moved = "UPDATE kmzb.report SET geom = ST_Translate(geom, 1, 0) WHERE fid = 4"
            assert not blocked(cluster, fresh, f"SET search_path = kmzb, public; {moved}", "bogdan.kwp")
    finally:
        raw.close()


def test_an_assignment_takes_no_unit_away(cluster, fresh):
    """Emptied, a report would be in nobody's sight but the country's coordinators'."""
    root = "SELECT teryt, unit_id, version FROM kmzb.report WHERE fid = 1"
    before = cluster.sql(root, fresh)
    for teryt, unit in (("NULL", "NULL"), ("''", "''"), ("'1401011'", "NULL"), ("NULL", "'KP-A1a'")):
        call = f"SELECT kmzb.assign_units(ARRAY[1]::bigint[], ARRAY[{teryt}]::text[], ARRAY[{unit}]::text[])"
        assert tried(cluster, fresh, "anna.kp", call) == "KMZB-470", (teryt, unit)
    assert cluster.sql(root, fresh) == before


def test_a_refused_save_binds_nobody_elses_work_in_any_way(cluster, fresh):
    """Also not what the store does by itself for others: undoing, handing on, imports, duplicates that follow."""
    cluster.sql(
        "UPDATE kmzb.report SET duplicate_of = 'id-4', base_version = version WHERE fid = 3;"
        " UPDATE kmzb.report SET unit_id = 'KPP-B1', base_version = version WHERE fid = 4", fresh,
    )  # fmt: skip
    cluster.sql(
        "INSERT INTO kmzb.refused_save (report_fid, code, token, until)"
        " SELECT g, 'KMZB-409', 't', kmzb.julianday(now()) + 0.0003 FROM generate_series(-1, 9) g", fresh, "anna.kp",
    )  # fmt: skip
    step = "UPDATE kmzb.report SET status_id = 2, base_version = version WHERE fid = 4"
    undo = (
        "INSERT INTO kmzb.undo_decision (report_fid, base_version) SELECT fid, version FROM kmzb.report WHERE fid = 4"
    )
    cluster.sql(f"{step}; {undo}", fresh, "bogdan.kwp")
    assert cluster.sql("SELECT status_id FROM kmzb.report WHERE fid = 4", fresh) == [(1,)]
    (closing,) = cluster.sql("SELECT id FROM kmzb.closing_reason WHERE status_id = 6 LIMIT 1", fresh)
    for status, more in ((2, ""), (6, f", reason_id = {closing[0]}")):
        cluster.sql(
            f"UPDATE kmzb.report SET status_id = {status}, base_version = version{more} WHERE fid = 4", fresh,
            "bogdan.kwp",
        )  # fmt: skip
    assert cluster.sql("SELECT status_id FROM kmzb.report WHERE fid = 3", fresh) == [(6,)], "it follows its master"
    assigned = "INSERT INTO pg_temp.assigned VALUES (2, '1401011', 'KPP-A1')"
    settled = "INSERT INTO pg_temp.settled SELECT fid, version FROM kmzb.report WHERE fid = 2"
    cluster.sql(f"BEGIN; SELECT kmzb.assigning_begin(); {assigned}; {settled}; SELECT kmzb.assigning_write(); COMMIT",
                fresh, "iza.intake")  # fmt: skip
    assert cluster.sql("SELECT unit_id FROM kmzb.report WHERE fid = 2", fresh) == [("KPP-A1",)]


STEP = (
    "UPDATE kmzb.report SET status_id = 2, base_version = 1 WHERE fid = 1",
    "INSERT INTO kmzb.checked_in_step (copy_id, report_id, version, made_at, came_at, came_by)"
    " VALUES ('c', 'id-1', 2, now(), now(), '')",
)
CLOCKS = "SELECT status_changed_at > now() - interval '1 hour', verified_at, closed_at FROM kmzb.report WHERE fid = 1"


HERS = "status_changed_at"
NEVER = (
    "NULL, NULL, NULL", f"{HERS}, {HERS}, NULL", f"{HERS}, NULL, {HERS}", f"{HERS}, '2020-01-01', NULL",
    "now(), now(), NULL", "now(), NULL, now()", "'infinity', NULL, NULL", "'-infinity', NULL, NULL",
    "'2016-01-01', NULL, NULL",
)  # fmt: skip


@pytest.mark.parametrize("clocks", NEVER)
def test_clocks_are_set_back_to_nothing_that_did_not_happen(cluster, name, clocks):
    """Of a step that neither verified nor closed: no such clock, and never none."""
    assert tried(
        cluster, name, "anna.kp", *STEP, f"SELECT kmzb.set_back(1, {clocks}) FROM kmzb.report WHERE fid = 1", CLOCKS
    ) == [(True, None, None)]


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [("hand_over", "report_id, body_id, base_version", "'id-1', 1, 3"),
     ("refused_save", "report_fid, code, token, until", "1, 'KMZB-409', 't', 0"),
     ("working_copy", "copy_id, store_id, store_name, taken_at, taken_by, area, only_open, with_files, reports,"
      " body_max", "'c', 's', 'n', now(), '', '', 0, 0, 0, 0"),
     ("sheet_file", "report_id, path, made_at", "'id-1', 'karty/a.html', ''"),
     ("checked_in_step", "copy_id, report_id, version, made_at, came_at, came_by", "'c', 'id-1', 1, now(), now(), ''"),
     ("attachment", "id, report_id, path, media_type, size, sha256, added_at",
      "'a', 'id-1', 'a.jpg', 'image/jpeg', 1, repeat('0', 64), '2026-01-01T00:00:00Z'"),
     ("report", "category_id, description", "11, 'x'")],
)  # fmt: skip
@pytest.mark.parametrize("fid", ["ahead", "-7", "0"])
def test_no_number_is_taken_from_the_next_row(cluster, name, table, columns, values, fid):
    """A row with the next number would make another's fail, and 0 and less stand for something else."""
    ((last,),) = cluster.sql(f"SELECT coalesce(pg_sequence_last_value('kmzb.{table}_fid_seq'), 0)", name)
    given = last + 5 if fid == "ahead" else int(fid)
    steps = [f"UPDATE kmzb.report SET status_id = {g}, base_version = version WHERE fid = 1" for g in (2, 3)]
    found = tried(cluster, name, "anna.kp", *steps,
                  f"INSERT INTO kmzb.{table} (fid, {columns}) VALUES ({given}, {values}) RETURNING fid")  # fmt: skip
    assert found != [(given,)] and isinstance(found, list) and found[0][0] > 0


@pytest.mark.parametrize("powers", ["pg_read_all_data", "pg_write_all_data", "pg_read_server_files", "kmzb_accounts"])
def test_no_account_for_who_may_more_by_membership(cluster, name, powers):
    made = 'DO $$ BEGIN CREATE ROLE "silny.{0}" LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$'
    cluster.sql(f'{made}; GRANT {{0}} TO "silny.{{0}}"'.format(powers), name)
    call = f"SELECT kmzb.add_account('silny.{powers}', 'X', '{{officer}}', 'K05', 'KP-A1a')"
    assert tried(cluster, name, "marek.admin", call) == "KMZB-465"


def test_an_account_that_ended_reads_nothing_more_in_a_session_that_is_open(cluster, fresh):
    raw = cluster.connect(fresh, "alina.kwp")
    try:
        with raw.cursor() as cursor:
            cursor.execute("PREPARE mine AS SELECT count(*) FROM kmzb.report")
            cursor.execute("EXECUTE mine")
            assert cursor.fetchone() == (7,)
            cluster.sql("SELECT kmzb.end_account('alina.kwp', false)", fresh, "marek.admin")
            cursor.execute("EXECUTE mine")
            assert cursor.fetchone() == (0,)
    finally:
        raw.close()


def test_what_a_log_in_holds_changes_no_undoing(cluster, fresh):
    """A duplicate that closed with its master opens again, whatever the log-in says it holds."""
    for held in ("13", "2", "15", "1,2,12,13,14,15,443"):
        done = tried(
            cluster, fresh, "adam.kpp",
            "UPDATE kmzb.report SET status_id = 2, base_version = version WHERE fid = 2",
            f"SET kmzb.held = '{held}'",
            "INSERT INTO kmzb.undo_decision (report_fid, base_version) SELECT fid, version FROM kmzb.report"
            " WHERE fid = 2",
            "SELECT changed_by, action, claimed FROM kmzb.report_history WHERE report_id = 'id-2'"
            " ORDER BY fid DESC LIMIT 1",
        )  # fmt: skip
        assert done == [("adam.kpp", "undo", 0)], held
