"""Rights by unit: what each log-in sees and changes, reports that go from one unit to another, new ones, accounts."""

from __future__ import annotations

import psycopg2
import pytest

from tests.unit import team

DENIED = "42501"


@pytest.fixture(scope="module")
def made(cluster):
    """The team's database once, to be copied."""
    return team.database(cluster)


@pytest.fixture
def db(cluster, made):
    """``db(login, sql)`` runs something in a fresh database as a log-in; without a log-in as the superuser."""
    name = cluster.database(made)
    return lambda login, sql: cluster.sql(sql, name, login)


def refused(db, login: str, sql: str) -> str:
    """The SQLSTATE or the rule's code by which a statement is refused."""
    with pytest.raises(psycopg2.Error) as caught:
        db(login, sql)
    text = str(caught.value)
    return text[:8] if text.startswith("KMZB-") else caught.value.pgcode


def fids(db, login: str, what: str = "SELECT fid FROM kmzb.report") -> set[int]:
    return {row[0] for row in db(login, what)}


@pytest.mark.parametrize("login", team.LOGINS)
def test_each_sees_the_reports_of_his_units(db, login):
    assert fids(db, login) == team.SEES[login]


@pytest.mark.parametrize("login", [name for name in team.LOGINS if team.LOGINS[name][0] == "{officer}"])
def test_each_officer_changes_what_he_sees_and_nothing_else(db, login):
    changed = fids(
        db, login, "UPDATE kmzb.report SET note = 'byłem', base_version = version WHERE fid IS NOT NULL RETURNING fid"
    )
    assert changed == team.SEES[login]
    assert fids(db, "", "SELECT fid FROM kmzb.report WHERE note = 'byłem'") == team.SEES[login]
    assert set(db("", "SELECT changed_by, claimed FROM kmzb.report_history WHERE version = 2")) == {(login, 0)}


def test_what_hangs_on_a_report_is_seen_with_it(db):
    db("anna.kp", "UPDATE kmzb.report SET note = 'a', base_version = 1 WHERE fid = 1")
    db("bogdan.kwp", "UPDATE kmzb.report SET note = 'b', base_version = 1 WHERE fid = 4")
    take = "UPDATE kmzb.report SET status_id = {}, base_version = version WHERE fid = {}"
    for login, fid in (("anna.kp", 1), ("bogdan.kwp", 4)):
        db(login, take.format(2, fid))
        db(login, take.format(3, fid))
        db(login, f"INSERT INTO kmzb.hand_over (report_id, body_id, base_version) VALUES ('id-{fid}', 1, 4)")
        db(login, f"UPDATE kmzb.hand_over SET number = 'ZD/{fid}', base_version = 5 WHERE report_id = 'id-{fid}'")
        db(login,
           "INSERT INTO kmzb.attachment (id, report_id, path, media_type, size, sha256, added_at, name)"
           f" VALUES ('a{fid}', 'id-{fid}', 'f{fid}.jpg', 'image/jpeg', 5, repeat('0', 64),"
           " '2026-01-01T00:00:00.000Z', 'z')")  # fmt: skip
    for login, mine in (("anna.kp", "id-1"), ("adam.kpp", "id-1"), ("alina.kwp", "id-1"), ("bogdan.kwp", "id-4")):
        seen = {row[0] for row in db(login, "SELECT report_id FROM kmzb.report_history WHERE version > 1")}
        assert seen == {mine}
        assert {row[0] for row in db(login, "SELECT report_id FROM kmzb.hand_over")} == {mine}
        assert {row[0] for row in db(login, "SELECT report_id FROM kmzb.attachment")} == {mine}
        assert len(db(login, "SELECT * FROM kmzb.hand_over_history")) == 1
    everything = "SELECT count(*) FROM kmzb.hand_over"
    assert db("kraj.kgp", everything) == db("marek.admin", everything) == [(2,)]
    assert refused(db, "anna.kp", "INSERT INTO kmzb.hand_over (report_id, body_id, base_version) VALUES ('id-4', 1, 5)")
    assert refused(
        db, "anna.kp",
        "INSERT INTO kmzb.attachment (id, report_id, path, media_type, size, sha256, added_at, name)"
        " VALUES ('x', 'id-4', 'x.jpg', 'image/jpeg', 5, repeat('0', 64), '2026-01-01T00:00:00.000Z', 'z')",
    ) in ("KMZB-436", DENIED)  # fmt: skip
    db("anna.kp", "UPDATE kmzb.hand_over SET number = 'mine', base_version = 5 WHERE report_id = 'id-4'")
    assert db("", "SELECT number FROM kmzb.hand_over WHERE report_id = 'id-4'") == [("ZD/4",)]


def test_a_report_goes_to_the_unit_in_whose_area_it_lies_and_is_gone(db):
    """The statement succeeds though its row is out of sight behind it; the history has both sides."""
    db(
        "anna.kp",
        "UPDATE kmzb.report SET geom = ST_SetSRID(ST_MakePoint(515000, 420000), 2180), base_version = 1 WHERE fid = 1",
    )
    assert fids(db, "anna.kp") == {1}
    assert (
        refused(db, "anna.kp", "UPDATE kmzb.report SET unit_id = 'KP-B1a', base_version = 2 WHERE fid = 1")
        == "KMZB-470"
    )
    assert (
        refused(db, "anna.kp", "UPDATE kmzb.report SET unit_id = 'nowhere', base_version = 2 WHERE fid = 1")
        == "KMZB-470"
    )
    db("anna.kp", "UPDATE kmzb.report SET unit_id = 'KP-A1b', note = 'oddaję', base_version = 2 WHERE fid = 1")
    assert fids(db, "anna.kp") == set()
    assert db("", "SELECT unit_id, note, version, modified_by FROM kmzb.report WHERE fid = 1") == [
        ("KP-A1b", "oddaję", 3, "anna.kp")
    ]
    assert db(
        "", "SELECT version, was_unit_id, changed_by FROM kmzb.report_history WHERE report_id = 'id-1' AND version > 2"
    ) == [(3, "KP-A1a", "anna.kp")]
    assert db("", "SELECT * FROM kmzb.unit_leaving") == []
    assert 1 in fids(db, "adam.kpp")
    db("anna.kp", "UPDATE kmzb.report SET note = 'jeszcze', base_version = 3 WHERE fid = 1")
    assert db("", "SELECT note FROM kmzb.report WHERE fid = 1") == [("oddaję",)]


def test_a_coordinator_moves_reports_among_his_units_as_he_likes(db):
    db("adam.kpp", "UPDATE kmzb.report SET unit_id = 'KP-A1b', base_version = 1 WHERE fid = 1")
    assert db("", "SELECT unit_id FROM kmzb.report WHERE fid = 1") == [("KP-A1b",)]
    assert (
        refused(db, "adam.kpp", "UPDATE kmzb.report SET unit_id = 'KP-A2a', base_version = 2 WHERE fid = 1")
        == "KMZB-470"
    )
    db("alina.kwp", "UPDATE kmzb.report SET unit_id = 'KP-A2a', base_version = 2 WHERE fid = 1")
    assert 1 not in fids(db, "adam.kpp") and 1 in fids(db, "alina.kwp")


def test_an_emptied_unit_is_given_back_to_the_place(db):
    db("anna.kp", "UPDATE kmzb.report SET unit_id = NULL, base_version = 1 WHERE fid = 1")
    assert db("", "SELECT unit_id FROM kmzb.report WHERE fid = 1") == [("KP-A1a",)]
    db("adam.kpp", "UPDATE kmzb.report SET unit_id = '', base_version = version WHERE fid = 2")
    assert db("", "SELECT coalesce(unit_id, '') FROM kmzb.report WHERE fid = 2") == [("",)]
    assert fids(db, "adam.kpp") == team.SEES["adam.kpp"]


def test_the_code_of_a_report_without_unit_follows_its_place(db):
    assert (
        refused(db, "adam.kpp", "UPDATE kmzb.report SET teryt = '1601011', base_version = 1 WHERE fid = 5")
        == "KMZB-470"
    )
    db(
        "adam.kpp",
        "UPDATE kmzb.report SET geom = ST_SetSRID(ST_MakePoint(525000, 420000), 2180), base_version = 1 WHERE fid = 5",
    )
    db("adam.kpp", "UPDATE kmzb.report SET teryt = '1402011', base_version = 2 WHERE fid = 5")
    assert 5 not in fids(db, "adam.kpp") and 5 in fids(db, "alina.kwp")


NEW = (
    "INSERT INTO kmzb.report (geom, category_id, description{more}) VALUES"
    " (ST_SetSRID(ST_MakePoint({x}, 420000), 2180), 11, 'nowe'{values}) RETURNING fid"
)


@pytest.mark.parametrize(
    ("login", "x", "unit"),
    [("anna.kp", 505000, "KP-A1a"), ("anna.kp", 515000, "KP-A1a"), ("adam.kpp", 515000, "KP-A1b"),
     ("adam.kpp", 560000, "KPP-A1"), ("alina.kwp", 530000, "KP-A2a"), ("bogdan.kwp", 545000, "KP-B1a"),
     ("kraj.kgp", 505000, None)],
)  # fmt: skip
def test_a_new_report_belongs_to_a_unit_of_who_enters_it(db, login, x, unit):
    ((fid,),) = db(login, NEW.format(more="", values="", x=x))
    assert db("", f"SELECT unit_id, modified_by, version FROM kmzb.report WHERE fid = {fid}") == [(unit, login, 1)]
    assert fid in fids(db, login)
    assert db("", "SELECT * FROM kmzb.unit_filled") == []
    # no word of an officer's: an assignment may put it right (store/assigning_write.py asks the same of the history)
    origins = [row[0] for row in db("", "SELECT h.origin FROM kmzb.report_history h JOIN kmzb.report r ON r.id"
                                        f" = h.report_id WHERE r.fid = {fid} ORDER BY h.fid")]  # fmt: skip
    assert origins == (["officer", "assignment"] if unit else ["officer"])


def test_a_new_report_of_a_foreign_unit_is_refused_and_a_number_ahead_is_not_taken(db):
    assert refused(db, "anna.kp", NEW.format(more=", unit_id", values=", 'KP-B1a'", x=560000)) == DENIED
    ((fid,),) = db("anna.kp", NEW.format(more=", fid", values=", 5000", x=505000))
    assert fid < 105
    ((next_one,),) = db("adam.kpp", NEW.format(more="", values="", x=505000))
    assert next_one == fid + 1


def test_a_place_assigned_by_the_plugin(db):
    """Only reports in sight, only units that the place lies in; out of sight afterwards where it is another's."""
    call = "SELECT kmzb.assign_units(ARRAY[{}]::bigint[], ARRAY['{}'], ARRAY['{}'])"
    db(
        "anna.kp",
        "UPDATE kmzb.report SET geom = ST_SetSRID(ST_MakePoint(530000, 420000), 2180), base_version = 1 WHERE fid = 1",
    )
    assert db("", "SELECT fid FROM kmzb.place_due WHERE fid = 1") == [(1,)]
    assert refused(db, "anna.kp", call.format(1, "1402011", "KP-B1a")) == "KMZB-470"
    assert refused(db, "anna.kp", call.format(1, "1601011", "KP-A2a")) == "KMZB-470"
    assert db("anna.kp", call.format(4, "1601011", "KP-B1a")) == [(0,)]
    assert db("anna.kp", call.format(1, "1402011", "KP-A2a")) == [(1,)]
    assert db("", "SELECT unit_id, teryt, version FROM kmzb.report WHERE fid = 1") == [("KP-A2a", "1402011", 3)]
    assert db(
        "", "SELECT origin, changed_by, was_unit_id FROM kmzb.report_history WHERE report_id = 'id-1' AND version = 3"
    ) == [("assignment", "anna.kp", "KP-A1a")]
    assert db("", "SELECT fid FROM kmzb.place_due WHERE fid = 1") == []
    assert fids(db, "anna.kp") == set()
    assert refused(db, "ewa.analyst", call.format(1, "1402011", "KP-A2a")) == DENIED


def test_an_undo_of_a_report_that_is_another_units_now_is_refused(db):
    db("anna.kp", "UPDATE kmzb.report SET status_id = 2, base_version = 1 WHERE fid = 1")
    undo = "INSERT INTO kmzb.undo_decision (report_fid, base_version) VALUES (1, {})"
    db("anna.kp", undo.format(2))
    db("anna.kp", "UPDATE kmzb.report SET status_id = 2, base_version = 3 WHERE fid = 1")
    db("", "UPDATE kmzb.account SET unit_id = 'KP-A1b' WHERE login = 'anna.kp'")
    assert refused(db, "anna.kp", undo.format(4)) == "KMZB-431"


def test_units_that_move_in_the_tree_take_their_reports_along(db):
    db("marek.admin", "UPDATE kmzb.unit SET parent_id = 'KPP-A2' WHERE id = 'KP-A1b'")
    assert fids(db, "adam.kpp") == {1, 5, 9}
    db("marek.admin", "UPDATE kmzb.unit SET valid_to = '2026-01-01' WHERE id = 'KP-A1a'")
    assert fids(db, "adam.kpp") == {1, 5, 9}, "an ended unit's reports stay with the unit above"
    # another outline: the county is another command's
    db("marek.admin",
       "UPDATE kmzb.unit SET geom = ST_Multi(ST_MakeEnvelope(500000, 400000, 501000, 440000, 2180)) WHERE id"
       " = 'KPP-A1'")  # fmt: skip
    assert fids(db, "adam.kpp") == {1, 9}
    assert db("", "SELECT * FROM kmzb.reach_due") == []


def test_units_above_and_units_of_a_login(db):
    assert db("anna.kp", "SELECT * FROM kmzb.my_unit()") == [("K05", "KP-A1a")]
    assert {row[0] for row in db("adam.kpp", "SELECT kmzb.units_of_login()")} == {"KPP-A1", "KP-A1a", "KP-A1b"}
    assert len(db("kraj.kgp", "SELECT kmzb.units_of_login()")) == 9
    assert db("ewa.analyst", "SELECT kmzb.units_of_login()") == []


def test_cells_tell_officers_of_their_area_only(db):
    total = "SELECT coalesce(sum(total), 0) FROM kmzb.report_cells_5km"
    assert db("ewa.analyst", total) == db("kraj.kgp", total) == [(9,)]
    assert db("bogdan.kwp", total) == [(1,)]
    assert db("anna.kp", total) == [(5,)], "those in the outline, whosever they are"
    db("marek.admin", "SELECT kmzb.count_cells_anew()")
    assert db("anna.kp", total) == [(5,)] and db("ewa.analyst", total) == [(9,)]


# Accounts


def test_an_administrator_makes_changes_and_ends_accounts(db):
    db("marek.admin", "SELECT kmzb.add_account('zofia.nowa', 'Zofia Nowa', '{publisher,analyst}')")
    assert fids(db, "zofia.nowa") == set(team.REPORTS), "as a publisher she reads them all"
    db("marek.admin", "SELECT kmzb.change_account('zofia.nowa', '{officer}', 'K02', 'KPP-A2')")
    assert fids(db, "zofia.nowa") == {3, 6}
    assert db("anna.kp", "SELECT login FROM kmzb.account") == [("anna.kp",)]
    assert {row[0] for row in db("alina.kwp", "SELECT login FROM kmzb.account")} == {
        "anna.kp", "adam.kpp", "alina.kwp", "zofia.nowa"
    }  # fmt: skip
    db("marek.admin", "SELECT kmzb.change_account('zofia.nowa', '{officer}', 'country', NULL)")
    assert fids(db, "zofia.nowa") == set(team.REPORTS)
    db("marek.admin", "SELECT kmzb.end_account('zofia.nowa', false)")
    assert fids(db, "zofia.nowa") == set(), "the roles stay on the server, here they count no more"
    db("marek.admin", "SELECT kmzb.change_account('zofia.nowa', '{analyst}')")
    db("marek.admin", "SELECT kmzb.end_account('zofia.nowa')")
    with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
        db("zofia.nowa", "SELECT 1")
    log = db(
        "marek.admin",
        "SELECT changed_by, roles, valid FROM kmzb.account_history WHERE login = 'zofia.nowa' ORDER BY fid",
    )
    assert [row[0] for row in log] == ["marek.admin"] * 6 and [row[2] for row in log] == [1, 1, 1, 0, 1, 0]
    db("", 'DROP ROLE "zofia.nowa"')


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("add_account('x', 'X', '{boss}')", "KMZB-462"),
        ("add_account('x', 'X', '{officer}')", "KMZB-463"),
        ("add_account('x', 'X', '{officer}', 'K05', 'nowhere')", "KMZB-463"),
        ("add_account('x', 'X', '{officer}', 'county', '1401')", "KMZB-463"),
        ("add_account('kmzb_x', 'X', '{analyst}')", "KMZB-464"),
        ("add_account('pg_x', 'X', '{analyst}')", "KMZB-464"),
        ("add_account('x\"; DROP TABLE kmzb.report; --', 'X', '{analyst}')", "KMZB-464"),
        ("add_account('kmzb_root', 'X', '{analyst}')", "KMZB-464"),
        ("add_account('anna.kp', 'X', '{analyst}')", "KMZB-466"),
        ("change_account('nobody', '{analyst}')", "KMZB-468"),
        ("end_account('nobody')", "KMZB-468"),
        ("add_account('x', 'X', '{officer,publisher}', 'K02', 'KPP-A2')", "KMZB-471"),
        ("change_account('ewa.analyst', '{officer,analyst}', 'K02', 'KPP-A2')", "KMZB-471"),
    ],
)
def test_accounts_that_are_refused(db, call, code):
    assert refused(db, "marek.admin", f"SELECT kmzb.{call}") == code


def test_a_login_that_may_do_more_than_the_rules_gets_no_account(db):
    db("", "CREATE ROLE strong LOGIN BYPASSRLS")
    assert refused(db, "marek.admin", "SELECT kmzb.add_account('strong', 'X', '{analyst}')") == "KMZB-465"
    db("", "DROP ROLE strong")


def test_a_role_without_an_account_here_sees_nothing(db):
    """Roles are the server's: one who works in another database of it is nobody in this one."""
    db(
        "",
        "CREATE ROLE stranger LOGIN IN ROLE kmzb_officer, kmzb_national, kmzb_analyst, kmzb_publisher,"
        " kmzb_intake, kmzb_admin",
    )
    try:
        for table in ("report", "report_history", "hand_over", "attachment", "setting", "account", "service_state"):
            assert db("stranger", f"SELECT count(*) FROM kmzb.{table}") == [(0,)], table
        assert refused(db, "stranger", NEW.format(more="", values="", x=505000))
        bulk = "BEGIN; SELECT kmzb.loading_begin(); SELECT kmzb.{}"
        for call in (
            "loading_insert(1, 'x', 3)",
            "loading_update(1, 'x')",
            "loading_alone(1)",
            "loading_end(0)",
        ):
            assert refused(db, "stranger", bulk.format(call)) == "KMZB-469", call
        assert refused(db, "stranger", "SELECT kmzb.add_account('x', 'X', '{analyst}')") == "KMZB-461"
    finally:
        db("", "DROP ROLE stranger")


def test_a_publisher_writes_contacts_and_no_other_setting(db):
    db("piotr.publisher", "INSERT INTO kmzb.setting (name, value) VALUES ('publication.email', 'a@b.pl')")
    db("piotr.publisher", "UPDATE kmzb.setting SET value = 'c@d.pl' WHERE name = 'publication.email'")
    assert refused(db, "piotr.publisher", "INSERT INTO kmzb.setting (name, value) VALUES ('more', '1')") == DENIED
    db("piotr.publisher", "UPDATE kmzb.setting SET value = '9999' WHERE name = 'description_max'")
    db("piotr.publisher", "DELETE FROM kmzb.setting WHERE name = 'undo_minutes'")
    assert db("", "SELECT name, value FROM kmzb.setting WHERE name IN ('description_max', 'undo_minutes',"
                  " 'publication.email') ORDER BY 1") == [
        ("description_max", "500"), ("publication.email", "c@d.pl"), ("undo_minutes", "60")
    ]  # fmt: skip
    assert (
        refused(db, "piotr.publisher", "UPDATE kmzb.setting SET name = 'more' WHERE name = 'publication.email'")
        == DENIED
    )


def test_the_intake_jumps_states_as_an_import_only(db):
    run = db("iza.intake",
             "INSERT INTO kmzb.import_run (started_at, finished_at, source_kind, source, rows_read, inserted,"
             " updated, unchanged,"
             " conflicts, rejected, started_by) VALUES ('a', 'b', 'file', 'x', 1, 1, 0, 0, 0, 0, 'iza')"
             " RETURNING id")[0][0]  # fmt: skip
    given = ", status_id, import_run_id, service_id, reported_at, status_changed_at"
    words = f", 6, {run}, 777, now() - interval '1 day', now()"
    ((fid,),) = db("iza.intake", NEW.format(more=given, values=words, x=505000))
    assert db("", f"SELECT status_id FROM kmzb.report WHERE fid = {fid}") == [(6,)]
    assert refused(db, "anna.kp", NEW.format(more=given, values=words.replace("777", "778"), x=505000)) == "KMZB-469"
    assert refused(db, "iza.intake", "UPDATE kmzb.report SET note = 'x' WHERE fid = 1") == DENIED
    assert refused(db, "iza.intake", "SELECT note FROM kmzb.report") == DENIED
    assert (
        refused(db, "iza.intake", "UPDATE kmzb.report SET status_id = 6, base_version = version WHERE fid = 1")
        == "KMZB-403"
    )


def test_the_administrator_becomes_the_owner_by_name_only(db):
    assert refused(db, "marek.admin", "UPDATE kmzb.report SET note = 'x' WHERE fid = 1") == DENIED
    assert refused(db, "marek.admin", "ALTER TABLE kmzb.report DISABLE TRIGGER ALL") == DENIED
    db("marek.admin", "SET ROLE kmzb_owner; ALTER TABLE kmzb.report SET (fillfactor = 90)")
    for login in ("anna.kp", "kraj.kgp", "iza.intake", "piotr.publisher", "ewa.analyst"):
        assert refused(db, login, "SET ROLE kmzb_owner") == DENIED
        assert refused(db, login, "SET ROLE kmzb_accounts") == DENIED
