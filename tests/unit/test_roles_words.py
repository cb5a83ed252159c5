"""Log-ins that the server refuses, and rights that are missing: each really tried, each a sentence of its own."""

from __future__ import annotations

import sqlite3

import pytest

from kmzb_qgis.store import refusals
from kmzb_qgis.store.postgres.connection import connect
from kmzb_qgis.store.postgres.sentences import sentence
from tests.unit import team

EXPIRED = "the server refuses the log-in or its password, or the password has expired"
NOWHERE = "no password was found for this server, database and log-in"
NOT_IN = "the server does not let this log-in in"


@pytest.fixture(scope="module")
def database(cluster):
    return team.database(cluster)


@pytest.fixture(scope="module")
def locked(cluster):
    """Log-ins that need a password, each with another fault; the server's own file is put back afterwards."""
    file = cluster.data / "pg_hba.conf"
    before = file.read_text()
    rules = "local all wrong,late,good,unknown,full scram-sha-256\nlocal all barred reject\n"
    cluster.write(file, rules + before)
    cluster.sql(
        "SELECT pg_reload_conf(); "
        "CREATE ROLE wrong LOGIN PASSWORD 'dobre'; "  # pragma: allowlist secret - of a cluster of this test
        "CREATE ROLE good LOGIN PASSWORD 'dobre'; "  # pragma: allowlist secret - of a cluster of this test
        "CREATE ROLE late LOGIN PASSWORD 'dobre' VALID UNTIL '2020-01-01'; CREATE ROLE still NOLOGIN;"
        " CREATE ROLE full LOGIN PASSWORD 'dobre' CONNECTION LIMIT 0"
    )
    shut = cluster.database()
    cluster.sql(f"REVOKE CONNECT ON DATABASE {shut} FROM PUBLIC")
    yield shut
    cluster.sql("DROP ROLE wrong, good, late, still")
    cluster.sql('DROP ROLE "full"')
    cluster.write(file, before)
    cluster.sql("SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    ("user", "password", "where", "words"),
    [
        ("wrong", "zle", "", EXPIRED),
        ("wrong", "", "", NOWHERE),
        ("late", "dobre", "", EXPIRED),
        ("unknown", "dobre", "", EXPIRED),
        ("still", "", "", NOT_IN),
        ("nobody", "", "", NOT_IN),
        ("barred", "", "", NOT_IN),
        ("full", "dobre", "", "the database server has no more connections to give; try again later"),
        ("good", "dobre", "shut", "your log-in may not connect to this database; ask its administrator for an account"),
        ("good", "dobre", "nowhere", "there is no such database on the server"),
    ],
)
def test_a_login_that_is_refused_is_told_why(cluster, database, locked, monkeypatch, user, password, where, words):
    monkeypatch.setenv("PGPASSWORD", password)
    name = {"": database, "shut": locked}.get(where, where)
    with pytest.raises(sqlite3.OperationalError) as caught:
        connect(cluster.service(f"words-{user}-{bool(password)}-{where}", name, user))
    assert str(caught.value) == words


def test_a_password_that_is_right_lets_in(cluster, database, locked, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "dobre")
    with connect(cluster.service("words-good", database, "good")) as connection:
        assert connection.execute("SELECT session_user").fetchone() == ("good",)
    connection.close()


@pytest.mark.parametrize(
    ("login", "sql", "words"),
    [
        ("anna.kp", "DELETE FROM report", "your log-in has no right to do this in the database"),
        ("ewa.analyst", "SELECT note FROM report", "your log-in has no right to do this in the database"),
        ("anna.kp", "SELECT fold_cells()", "your log-in has no right to do this in the database"),
        (
            "anna.kp",
            "INSERT INTO report (category_id, description, unit_id) VALUES (11, 'x', 'KP-B1a')",
            "the report belongs to a unit that your log-in does not work for",
        ),
    ],
)
def test_a_right_that_is_missing_is_told(cluster, database, login, sql, words):
    connection = connect(cluster.service(f"words-{login}", database, login))
    try:
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute(sql)
        assert str(caught.value) == words
    finally:
        connection.close()


def test_polish_servers_are_understood():
    """Their texts as an administrator's server in Polish sends them."""
    assert sentence("", 'KATASTROFALNY:  autoryzacja hasłem nie powiodła się dla użytkownika "anna"') == EXPIRED
    assert sentence("", 'KATASTROFALNY:  rola "anna" nie istnieje') == NOT_IN
    assert "the role kmzb_owner:" in sentence("42501", 'musi być członkiem roli "kmzb_owner"')


def test_who_makes_a_store_without_the_role_of_the_accounts_is_told_which(cluster):
    """As the administrator's page says, that role is taken back after the first accounts; a next database needs it."""
    name = team.database(cluster)
    cluster.sql('CREATE ROLE "next" LOGIN; GRANT kmzb_owner TO "next"', name)
    connection = connect(cluster.service("words-next", name, "next"))
    try:
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("ALTER FUNCTION kmzb.refuse(text) OWNER TO kmzb_accounts")
        words = "your log-in must be a member of the role kmzb_accounts: the server's administrator grants it"
        assert str(caught.value) == words
    finally:
        connection.close()
        cluster.sql('DROP OWNED BY "next"; DROP ROLE "next"', name)


@pytest.mark.parametrize("number", [*range(460, 472)])
def test_each_refusal_about_rights_is_a_sentence(number):
    told = refusals.explain(f"KMZB-{number} words of the database")
    assert told.code == f"KMZB-{number}" and not told.details
    assert told.message != refusals.explain("KMZB-499 unknown").message
