"""Role by table by action: every cell of rights.json is tried against a real database, and nothing more is allowed.

Statements touch no row (``WHERE false``): PostgreSQL asks the rights before it looks for rows.
"""

from __future__ import annotations

import json
from pathlib import Path

import psycopg2
import pytest

from kmzb_qgis.store.postgres import rights, rights_check
from kmzb_qgis.store.postgres.connection import connect
from tests.unit import team

TOLD = rights.table()
LOGIN = {
    "officer": "anna.kp", "national": "kraj.kgp", "analyst": "ewa.analyst", "publisher": "piotr.publisher",
    "intake": "iza.intake", "admin": "marek.admin",
}  # fmt: skip
DENIED = "42501"
REFUSED = (DENIED, "428C9", "55000")  # a column that is always reckoned, a view that cannot be written to


@pytest.fixture(scope="module")
def database(cluster):
    return team.database(cluster)


@pytest.fixture(scope="module")
def columns(cluster, database):
    """Columns of every table and view of the schema."""
    found: dict[str, list[str]] = {}
    for name, column in cluster.sql(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0"
        " AND NOT a.attisdropped ORDER BY 1, a.attnum",
        database,
    ):
        found.setdefault(name, []).append(column)
    return found


@pytest.fixture
def tries(cluster, database):
    """``tries(role, statement)``: the SQLSTATE of a statement that is rolled back, '' where it was let through."""
    open_ones: dict[str, object] = {}

    def run(role: str, statement: str) -> str:
        if role not in open_ones:
            raw = cluster.connect(database, LOGIN[role])
            raw.autocommit = False
            open_ones[role] = raw
        raw = open_ones[role]
        try:
            with raw.cursor() as cursor:
                cursor.execute(statement)
            return ""
        except psycopg2.Error as error:
            return error.pgcode or "?"
        finally:
            raw.rollback()

    yield run
    for raw in open_ones.values():
        raw.close()


def allowed(table: str, role: str, action: str, every: list[str]) -> set[str]:
    """The columns that the table of rights names for an action."""
    given = TOLD["tables"][table].get("officer" if role == "national" else role, {}).get(action, [])
    return set(every) if given == "*" else set(given)


def test_every_table_and_role_is_decided_on(columns):
    assert set(columns) == set(TOLD["tables"])
    for table, roles in TOLD["tables"].items():
        for role, given in roles.items():
            assert role in LOGIN
            for action in ("select", "insert", "update"):
                told = given.get(action, "*")
                assert told == "*" or set(told) <= set(columns[table]), (table, role, action)


def test_no_name_stands_twice_in_the_table():
    """JSON would believe the last one."""

    def once(pairs):
        names = [name for name, _ in pairs]
        assert len(set(names)) == len(names), names
        return dict(pairs)

    file = Path(rights.__file__).with_name("rights.json")
    told = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)
    assert not set(told["lists"]["tables"] + told["lists"]["fixed"]) & set(told["tables"])


STATEMENTS = {
    "select": 'SELECT "{column}" FROM kmzb."{table}" WHERE false',
    "insert": 'INSERT INTO kmzb."{table}" ("{column}") OVERRIDING SYSTEM VALUE SELECT NULL WHERE false',
    "update": 'UPDATE kmzb."{table}" SET "{column}" = DEFAULT WHERE false',
}


@pytest.mark.parametrize("role", LOGIN)
@pytest.mark.parametrize("action", STATEMENTS)
def test_columns_that_may_be_read_added_and_changed(role, action, columns, tries):
    wrong = []
    for table, every in columns.items():
        may = allowed(table, role, action, every)
        for column in every:
            state = tries(role, STATEMENTS[action].format(table=table, column=column))
            if (state != "") if column in may else (state not in REFUSED):
                wrong.append((table, column, state))
    assert wrong == []


@pytest.mark.parametrize("role", LOGIN)
def test_deleting_emptying_locking_and_altering(role, columns, tries):
    wrong = []
    for table in columns:
        given = TOLD["tables"][table].get("officer" if role == "national" else role, {})
        state = tries(role, f'DELETE FROM kmzb."{table}" WHERE false')
        if (state != "") if given.get("delete") else (state not in REFUSED):
            wrong.append((table, "delete", state))
        for statement in (
            f'TRUNCATE kmzb."{table}"',
            f'ALTER TABLE kmzb."{table}" DISABLE TRIGGER ALL',
            f'ALTER TABLE kmzb."{table}" ADD COLUMN more text',
            f'CREATE TRIGGER mine BEFORE INSERT ON kmzb."{table}" FOR EACH ROW EXECUTE FUNCTION'
            " suppress_redundant_updates_trigger()",
            f'CREATE POLICY mine ON kmzb."{table}" USING (true)',
            f'ALTER TABLE kmzb."{table}" DISABLE ROW LEVEL SECURITY',
            f'DROP TABLE kmzb."{table}"',
        ):
            state = tries(role, statement)
            if state not in (DENIED, "42809"):  # 42809: a view, where it takes a table
                wrong.append((table, statement, state))
        # Who changes whole rows of a list may lock it; reports and what hangs on them nobody can.
        if not given.get("delete") and given.get("update") != "*":
            state = tries(role, f'LOCK TABLE kmzb."{table}" IN SHARE ROW EXCLUSIVE MODE')
            if state not in (DENIED, "42809"):
                wrong.append((table, "lock", state))
    assert wrong == []


@pytest.mark.parametrize("role", LOGIN)
def test_functions_that_may_be_called(role, cluster, database, tries):
    """A function with the store's rights only where the table names it; the others carry their caller's rights."""
    wrong = []
    for name, call, definer, trigger in cluster.sql(
        "SELECT p.proname, format('%I.%I(%s)', 'kmzb', p.proname, (SELECT string_agg("
        "CASE WHEN t::regtype::text ~ '^any' THEN 'NULL::text' || CASE WHEN t::regtype::text ~ 'array' THEN"
        " '[]' ELSE '' END"
        " ELSE format('NULL::%s', t::regtype) END, ', ' ORDER BY n) FROM unnest(p.proargtypes::oid[]) WITH"
        " ORDINALITY AS a (t, n))),"
        " p.prosecdef, p.prorettype = 'trigger'::regtype FROM pg_proc p WHERE p.pronamespace = 'kmzb'::regnamespace"
        " AND p.prokind = 'f' ORDER BY 1",
        database,
    ):
        state = tries(role, f"SELECT {call}")
        if trigger:
            may = False
        else:
            may = not definer or ("officer" if role == "national" else role) in TOLD["functions"].get(name, [])
        if trigger and state in (DENIED, "0A000"):
            continue
        if (
            may
            and state == DENIED
            and not cluster.sql(
                f"SELECT has_function_privilege('{LOGIN[role]}', p.oid, 'EXECUTE') FROM pg_proc p"
                f" WHERE p.pronamespace = 'kmzb'::regnamespace AND p.proname = '{name}' LIMIT 1",
                database,
            )[0][0]
        ):
            wrong.append((name, state))
        if not may and state != DENIED:
            wrong.append((name, state))
    assert wrong == []


def test_functions_of_the_table_are_there_and_have_the_stores_rights(cluster, database):
    found = dict(cluster.sql(
        "SELECT p.proname, bool_and(p.prosecdef) FROM pg_proc p WHERE p.pronamespace = 'kmzb'::regnamespace"
        " GROUP BY 1", database
    ))  # fmt: skip
    assert {name: found.get(name) for name in TOLD["functions"]} == dict.fromkeys(TOLD["functions"], True)


@pytest.mark.parametrize("role", LOGIN)
def test_nobody_makes_anything_in_the_schemas(role, tries):
    for statement in (
        "CREATE TABLE kmzb.mine (a text)", "CREATE FUNCTION kmzb.mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE TABLE public.mine (a text)", "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE ROLE mine", "CREATE DATABASE mine", "ALTER SYSTEM SET fsync = off", "COPY kmzb.category TO '/tmp/mine'",
        "COPY kmzb.report TO PROGRAM 'cat'", "SELECT pg_read_file('/etc/hosts')", "SELECT lo_import('/etc/hosts')",
    ):  # fmt: skip
        assert tries(role, statement) in (DENIED, "25001"), statement


def test_everything_has_the_owner_and_a_search_path_of_its_own(cluster, database):
    """Also what later migrations make: triggers and functions with the store's rights look at pg_temp last."""
    owners = cluster.sql(
        "SELECT c.relname, c.relowner::regrole::text FROM pg_class c WHERE c.relnamespace = 'kmzb'::regnamespace"
        " AND c.relowner <> 'kmzb_owner'::regrole UNION SELECT p.proname, p.proowner::regrole::text FROM pg_proc p"
        " WHERE p.pronamespace = 'kmzb'::regnamespace AND p.proowner <> 'kmzb_owner'::regrole",
        database,
    )
    assert sorted(owners) == [(name, "kmzb_accounts") for name in ("add_account", "change_account", "end_account")]
    paths = cluster.sql(
        "SELECT p.proname, p.proconfig FROM pg_proc p WHERE p.pronamespace = 'kmzb'::regnamespace"
        " AND (p.prosecdef OR p.prorettype = 'trigger'::regtype)",
        database,
    )
    assert paths
    for name, config in paths:
        (path,) = (one for one in config or [""] if one.startswith("search_path="))
        assert path.split(",")[-1].strip(' "') == "pg_temp", name
    views = cluster.sql(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'kmzb'::regnamespace AND c.relkind = 'v'"
        " AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)",
        database,
    )
    assert views == []


def test_rules_believe_no_setting_of_a_client(cluster, database):
    """kmzb.held counts only for the store's own functions (is_held); nothing else may ask a client's settings."""
    asked = cluster.sql(
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'kmzb'::regnamespace AND p.prosrc ~"
        " 'current_setting\\(''kmzb'"
        " ORDER BY 1",
        database,
    )
    assert [name for (name,) in asked] == ["hold", "release", "trigger_guard_write"]


def test_what_differs_from_the_table_is_found(cluster, database):
    connection = connect(cluster.service(f"{database}-differences", database))
    try:
        assert rights_check.differences(connection) == []
        for statement, line in (
            ("GRANT UPDATE (note) ON kmzb.report TO kmzb_analyst", "too much: report analyst update note"),
            ("GRANT SELECT ON kmzb.report TO PUBLIC", "too much: report everybody select"),
            ("REVOKE INSERT ON kmzb.hand_over FROM kmzb_officer", "missing: hand_over officer insert"),
            ("ALTER TABLE kmzb.attachment DISABLE ROW LEVEL SECURITY", "rows of attachment: admin, officer; off"),
            ("DROP POLICY officer ON kmzb.report", "rows of report: admin, analyst, intake, national, publisher; on"),
            (
                "ALTER FUNCTION public.geometry_overlaps(public.geometry, public.geometry) NOT LEAKPROOF",
                "PostGIS's && is not marked LEAKPROOF: run administrator.sql again",
            ),
            (
                "GRANT CREATE ON SCHEMA public TO PUBLIC",
                "everybody may create in the schema public: run administrator.sql again",
            ),
            (
                "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC",
                "everybody may lock by numbers: run administrator.sql again",
            ),
            (
                "GRANT EXECUTE ON FUNCTION public._postgis_index_extent(regclass, text) TO PUBLIC",
                "everybody may ask PostGIS where reports lie: run administrator.sql again",
            ),
        ):
            connection.execute("BEGIN")
            connection.script(statement)
            assert rights_check.differences(connection) == [line]
            connection.execute("ROLLBACK")
        connection.execute("BEGIN")
        connection.script("GRANT ALL ON ALL TABLES IN SCHEMA kmzb TO kmzb_analyst; DROP POLICY officer ON kmzb.report")
        rights.apply(connection)
        assert rights_check.differences(connection) == [], "given anew, nothing stays that the table does not name"
        connection.execute("ROLLBACK")
    finally:
        connection.close()
