"""What citizens send, from a real public cluster to a real inner one: once each, through every break."""

from __future__ import annotations

import psycopg2
import pytest

from kmzb_qgis.publishing.zone.subscription import subscribe, unsubscribe
from kmzb_qgis.sources import intake
from kmzb_qgis.toolbelt.errors import KmzbError
from tests import zone_cluster
from tests.zone_cluster import Cluster

INNER, PUBLIC = "service=inner_admin", "service=kmzb_zone_collect"
COUNT = "SELECT count(*) FROM kmzb_intake.report"


@pytest.fixture(scope="module")
def public():
    zone_cluster.needed()
    with Cluster("public", settings={"checkpoint_timeout": "30s"}) as made:
        account = made.must("id", "-un").strip() if zone_cluster.os.geteuid() else "root"
        made.intake_words = ("--intake-account", account)
        made.set_up_zone("--inner", "127.0.0.1/32", "--keep-wal", "4MB", *made.intake_words)
        yield made


@pytest.fixture(scope="module")
def inner(public):
    with Cluster("inner", settings={"wal_retrieve_retry_interval": "500ms"}) as made:
        made.sql("CREATE DATABASE kmzb", "postgres")
        made.sql("CREATE DATABASE other", "postgres")
        made.know(
            public.service("kmzb_zone_collect", "kmzb_zone_collect", passfile=made.root / "pgpass"),
            public.service("kmzb_zone_push", "kmzb_zone_push", passfile=made.root / "pgpass"),
            made.service("inner_admin", "postgres", "kmzb", local=True),
            made.service("inner_other", "postgres", "other", local=True),
            made.service("inner_officer", "oficer", "kmzb", local=True),
        )
        # As of the test's own account, and of the one that runs the servers.
        (made.root / "pgpass").chmod(0o600)
        made.sql("CREATE ROLE oficer LOGIN", "postgres")
        with (made.data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write("local all oficer trust\n")
        made.restart()
        yield made


@pytest.fixture
def pair(public, inner, monkeypatch):
    """Both clusters, nothing sent and nothing subscribed."""
    monkeypatch.setenv("PGSERVICEFILE", inner.environment["PGSERVICEFILE"])
    for cluster in (public, inner):
        if not (cluster.data / "postmaster.pid").exists():
            cluster.start()
    yield public, inner
    unsubscribe(INNER, PUBLIC)
    public.sql("TRUNCATE kmzb_intake.report")
    inner.sql("DROP SCHEMA IF EXISTS kmzb_intake CASCADE", "kmzb")


def send(public: Cluster, *references: str, **values) -> None:
    """As the intake service does."""
    connection = psycopg2.connect(
        host=str(public.socket), port=public.port, dbname="kmzb_public", user="kmzb_zone_intake"
    )
    row = {"terms_version": "2026-01", "category": "Akty wandalizmu", "east": 567059.0, "north": 244219.0, **values}
    with connection, connection.cursor() as cursor:
        for reference in references:
            cursor.execute(
                f"INSERT INTO report (reference, {', '.join(row)}) VALUES (%s{', %s' * len(row)})",
                (reference, *row.values()),
            )
    connection.close()


def arrived(inner: Cluster, count: int) -> None:
    inner.wait_for(COUNT, str(count), "kmzb")


def test_set_up_once_and_again_and_rows_come(pair):
    public, inner = pair
    send(public, "KM-000001", description="Zażółć gęślą jaźń")
    done = subscribe(INNER, PUBLIC)
    assert (done.state, done.rows, done.warnings) == ("new", 1, []), inner.log()
    send(public, "KM-000002", "KM-000003")
    arrived(inner, 3)
    assert inner.sql("SELECT description FROM kmzb_intake.report WHERE reference = 'KM-000001'", "kmzb") == (
        "Zażółć gęślą jaźń"
    )
    again = subscribe(INNER, PUBLIC)
    assert (again.state, again.rows, again.errors) == ("running", 3, 0)


def test_restarts_of_either_side_lose_nothing(pair):
    public, inner = pair
    subscribe(INNER, PUBLIC)
    public.restart()
    send(public, "KM-000001")
    arrived(inner, 1)
    inner.stop("immediate")
    send(public, "KM-000002")
    inner.start()
    arrived(inner, 2)
    public.stop("immediate")
    public.start()
    send(public, "KM-000003")
    arrived(inner, 3)


def test_a_lost_slot_is_found_and_made_anew_without_loss_or_doubles(pair):
    public, inner = pair
    send(public, "KM-000001")
    subscribe(INNER, PUBLIC)
    send(public, "KM-000002")
    arrived(inner, 2)
    inner.stop()
    send(public, "KM-000003")
    lose(public)
    inner.start()
    send(public, "KM-000004")
    done = subscribe(INNER, PUBLIC)
    assert done.state == "renewed"
    arrived(inner, 4)
    send(public, "KM-000005")
    arrived(inner, 5)
    assert inner.sql("SELECT count(*) FROM kmzb_intake.doubled", "kmzb") == "0"
    assert subscribe(INNER, PUBLIC).state == "running"


def lose(public: Cluster) -> None:
    """Write more than may be held back: the server gives the slot up."""
    for _round in range(12):
        public.sql("SELECT pg_logical_emit_message(false, 'x', repeat('x', 900000)), pg_switch_wal()")
    public.sql("CHECKPOINT")
    public.wait_for("SELECT wal_status FROM pg_replication_slots", "lost")


def test_a_slot_that_somebody_dropped_is_made_anew(pair):
    public, inner = pair
    subscribe(INNER, PUBLIC)
    inner.stop()
    public.wait_for("SELECT active FROM pg_replication_slots", "f")
    public.sql("SELECT pg_drop_replication_slot('kmzb_intake')")
    send(public, "KM-000001")
    inner.start()
    assert subscribe(INNER, PUBLIC).state == "renewed"
    arrived(inner, 1)


def test_the_same_reference_with_other_words_is_kept_apart(pair):
    public, inner = pair
    send(public, "KM-000001", description="pierwszy")
    subscribe(INNER, PUBLIC)
    public.sql("DELETE FROM kmzb_intake.report")
    send(public, "KM-000001", description="drugi")
    send(public, "KM-000002")
    arrived(inner, 2)
    assert inner.sql("SELECT description FROM kmzb_intake.report WHERE reference = 'KM-000001'", "kmzb") == "pierwszy"
    assert inner.sql("SELECT content ->> 'description' FROM kmzb_intake.doubled", "kmzb") == "drugi"
    assert "kmzb_intake.doubled" in subscribe(INNER, PUBLIC).warnings[0]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE kmzb_intake.report SET description = 'podmienione'",
        "DELETE FROM kmzb_intake.report",
        "TRUNCATE kmzb_intake.report",
    ],
)
def test_a_public_server_that_was_taken_over_cannot_change_or_remove_anything(pair, attack):
    public, inner = pair
    send(public, "KM-000001", description="prawdziwe")
    subscribe(INNER, PUBLIC)
    public.sql("ALTER PUBLICATION kmzb_intake SET (publish = 'insert, update, delete, truncate')")
    try:
        public.sql(attack)
        inner.wait_for(
            "SELECT apply_error_count > 0 FROM pg_stat_subscription_stats WHERE subname = 'kmzb_intake'", "t", "kmzb"
        )
    finally:
        public.sql("ALTER PUBLICATION kmzb_intake SET (publish = 'insert')")
    assert inner.sql("SELECT description FROM kmzb_intake.report", "kmzb") == "prawdziwe"
    assert "permission denied" in inner.log()


def loosen(public: Cluster) -> None:
    """What a public server that was taken over may send: nothing of its own checks holds."""
    public.sql(
        "DO $$ DECLARE c record; BEGIN FOR c IN SELECT conname FROM pg_constraint WHERE contype IN ('c', 'p')"
        " AND conrelid = 'kmzb_intake.report'::regclass LOOP EXECUTE format('ALTER TABLE kmzb_intake.report DROP"
        " CONSTRAINT %I', c.conname); END LOOP; FOR c IN SELECT attname FROM pg_attribute WHERE attnotnull"
        " AND attnum > 0 AND attrelid = 'kmzb_intake.report'::regclass LOOP"
        " EXECUTE format('ALTER TABLE kmzb_intake.report ALTER COLUMN %I DROP NOT NULL', c.attname); END LOOP; END $$"
    )


def tighten(public: Cluster) -> None:
    public.sql("DROP TABLE kmzb_intake.report CASCADE")
    public.set_up_zone("--inner", "127.0.0.1/32", "--keep-wal", "4MB", *public.intake_words)


HOSTILE = {
    "no reference": "(reference) VALUES (NULL)",
    "a reference that no index takes": "(reference) SELECT string_agg(md5(g::text), '')"
    " FROM generate_series(1, 3000) g",
    "a text without end": "(reference, description) VALUES ('KM-LONG', repeat('x', 3000000))",
    "a field without end": "(reference, more) VALUES ('KM-MORE', to_jsonb(repeat('x', 3000000)))",
    "a field of depth": "(reference, more) VALUES ('KM-DEEP', (repeat('[', 4000) || repeat(']', 4000))::jsonb)",
    "no time": "(reference, received_at, event_at) VALUES ('KM-EVER', 'infinity', '-infinity')",
    "a time of nobody": "(reference, received_at, event_at) VALUES ('KM-YEAR', '294276-01-01', '4713-01-01 BC')",
    "no numbers": "(reference, east, north) VALUES ('KM-NANS', 'NaN', 'Infinity')",
    "no fields": "(reference, category, terms_version, east, north) VALUES ('KM-NONE', NULL, NULL, NULL, NULL)",
    "strange signs": "(reference, category, description) VALUES ('KM-SIGN', E'\\u200b\\u202e', E'\\x01\\x7f')",
}


def test_nothing_that_is_sent_stops_the_replication_or_the_collecting(pair):
    public, inner = pair
    loosen(public)
    try:
        subscribe(INNER, PUBLIC)
        for row in HOSTILE.values():
            public.sql(f"INSERT INTO kmzb_intake.report {row}")
        public.sql("INSERT INTO kmzb_intake.report SELECT * FROM kmzb_intake.report")  # and each again
        send(public, "KM-000009")
        inner.wait_for("SELECT count(*) FROM kmzb_intake.report WHERE reference = 'KM-000009'", "1", "kmzb")
        done = subscribe(INNER, PUBLIC)
        assert done.state == "running" and done.errors == 0
        passed = "SELECT string_agg(why || ':' || rows, ' ' ORDER BY why) FROM kmzb_intake.passed_over"
        found = inner.sql(passed, "kmzb")
        assert found == "reference:4 size:4"
        assert any("passed_over" in sentence for sentence in done.warnings)
        connection = psycopg2.connect("service=inner_admin")
        taken = []
        try:
            intake.collect(connection, taken.extend)
        finally:
            connection.close()
        assert [one.reference for one in taken] == ["KM-000009"]
    finally:
        unsubscribe(INNER, PUBLIC)
        tighten(public)


def test_the_inner_disk_is_not_filled_from_outside(pair):
    public, inner = pair
    subscribe(INNER, PUBLIC)
    inner.sql("UPDATE kmzb_intake.room SET bytes = 200000", "kmzb")
    public.sql(
        "INSERT INTO kmzb_intake.report (reference, terms_version, category, east, north, description)"
        " SELECT 'KM-flood-' || g, '1', 'x', 0, 0, repeat(md5(g::text), 50) FROM generate_series(1, 2000) g"
    )
    inner.wait_for("SELECT rows > 100 FROM kmzb_intake.passed_over WHERE why = 'room'", "t", "kmzb")
    assert int(inner.sql("SELECT pg_total_relation_size('kmzb_intake.report')", "kmzb")) < 400000
    # nothing is lost: it lies on the public server, and where there is room it is copied anew
    inner.sql("UPDATE kmzb_intake.room SET bytes = 4294967296", "kmzb")
    unsubscribe(INNER, PUBLIC)
    subscribe(INNER, PUBLIC)
    arrived(inner, 2000)


def test_no_other_table_is_filled_by_what_the_public_side_publishes(pair):
    public, inner = pair
    inner.sql("CREATE TABLE public.cel (i int, t text)", "kmzb")
    public.sql("CREATE TABLE public.cel (i int, t text); INSERT INTO public.cel VALUES (1, 'x')")
    public.sql("ALTER PUBLICATION kmzb_intake ADD TABLE public.cel")
    try:
        with pytest.raises(KmzbError) as caught:
            subscribe(INNER, PUBLIC)
        assert caught.value.code == "published"
        assert inner.sql("SELECT count(*) FROM public.cel", "kmzb") == "0"
        assert inner.sql("SELECT count(*) FROM pg_subscription", "kmzb") == "0"
        assert public.sql("SELECT count(*) FROM pg_replication_slots") == "0"
    finally:
        public.sql("ALTER PUBLICATION kmzb_intake SET TABLE kmzb_intake.report; DROP TABLE public.cel")
        inner.sql("DROP TABLE public.cel", "kmzb")


def test_rows_that_arrived_leave_the_public_server_and_stay_here(pair):
    public, inner = pair
    send(public, "KM-000001", "KM-000002")
    subscribe(INNER, PUBLIC)
    inner.sql("UPDATE kmzb_intake.report SET arrived_at = now() - interval '8 days' WHERE reference ~ '1$'", "kmzb")
    done = subscribe(INNER, PUBLIC, forget_days=7)
    assert done.forgotten == 1 and public.sql("SELECT reference FROM kmzb_intake.report") == "KM-000002"
    send(public, "KM-000003")
    arrived(inner, 3)


def test_the_role_that_adds_rows_is_nobody(pair):
    _public, inner = pair
    subscribe(INNER, PUBLIC)
    owner = "SELECT rolname, rolsuper, rolconnlimit FROM pg_subscription JOIN pg_roles r ON r.oid = subowner"
    assert inner.sql(owner, "kmzb") == "kmzb_zone_apply|f|0"
    with (inner.data / "pg_hba.conf").open("a", encoding="utf-8") as rules:  # as if somebody had let it in
        rules.write("local all kmzb_zone_apply trust\n")
    inner.sql("SELECT pg_reload_conf()", "postgres")
    inner.wait_for("SELECT count(*) FROM pg_hba_file_rules WHERE 'kmzb_zone_apply' = ANY (user_name)", "1", "postgres")
    with pytest.raises(psycopg2.OperationalError, match="too many connections"):
        psycopg2.connect(host=str(inner.socket), port=inner.port, dbname="kmzb", user="kmzb_zone_apply")
    words = inner.sql("SELECT subconninfo FROM pg_subscription", "kmzb")
    assert words.startswith("service=kmzb_zone_collect ") and "password" not in words


@pytest.mark.parametrize(
    ("inner_address", "public_address", "code"),
    [
        ("service=inner_officer", PUBLIC, "rights"),
        (INNER, "service=inner_other", "zone-schema"),
        (INNER, "connection=zone", "address"),
        ("service=unknown", PUBLIC, "unreachable"),
    ],
)
def test_what_stands_in_the_way_is_a_sentence(pair, inner_address, public_address, code):
    with pytest.raises(KmzbError) as caught:
        subscribe(inner_address, public_address)
    assert caught.value.code == code and len(caught.value.message) > 20


def test_a_log_kept_without_end_is_refused(pair):
    public, _inner = pair
    public.sql("ALTER SYSTEM RESET max_slot_wal_keep_size")
    public.sql("SELECT pg_reload_conf()")
    public.wait_for("SHOW max_slot_wal_keep_size", "-1")
    try:
        with pytest.raises(KmzbError) as caught:
            subscribe(INNER, PUBLIC)
    finally:
        public.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '4MB'")
        public.sql("SELECT pg_reload_conf()")
        public.wait_for("SHOW max_slot_wal_keep_size", "4MB")
    assert caught.value.code == "keep"


def test_a_second_inner_server_is_refused(pair):
    public, _inner = pair
    subscribe(INNER, PUBLIC)
    public.wait_for("SELECT bool_and(active) FROM pg_replication_slots", "t")
    with pytest.raises(KmzbError) as caught:
        subscribe("service=inner_other", PUBLIC)
    assert caught.value.code == "taken"


def test_the_algorithm(run, pair):
    public, inner = pair
    send(public, "KM-000001")
    done = run("subscribeintake", INNER=INNER, PUBLIC=PUBLIC)
    assert (done["STATE"], done["ROWS"], done["ERRORS"]) == ("new", 1, 0)
    assert run("subscribeintake", INNER=INNER, PUBLIC=PUBLIC, FORGET_DAYS=0)["FORGOTTEN"] == 1
    assert run("subscribeintake", INNER=INNER, PUBLIC=PUBLIC, REMOVE=True)["STATE"] == "removed"
    assert public.sql("SELECT count(*) FROM pg_replication_slots") == "0"
    assert inner.sql(COUNT, "kmzb") == "1"


def test_what_was_collected_is_collected_once_and_the_rest_is_refused_with_its_reason(pair):
    public, inner = pair
    send(public, "KM-000001", "KM-000002", event_at="2026-01-01T10:00:00Z", days_of_week=3)
    send(public, "KM-000003", category="Nie ma takiej")
    send(public, "KM-000004", east=10.0)
    subscribe(INNER, PUBLIC)
    connection = psycopg2.connect("service=inner_admin")
    taken = []

    def take(reports):
        taken.extend(reports)
        return {"KM-000002": "the store has it already"}

    try:
        done = intake.collect(connection, take)
        assert (done.taken, done.refused) == (1, 3)
        assert intake.collect(connection, take).taken == 0
    finally:
        connection.close()
    assert [one.reference for one in taken] == ["KM-000001", "KM-000002"]
    assert (taken[0].category_id, taken[0].days_of_week) == (1, 3)
    found = inner.sql(
        "SELECT string_agg(reference || ':' || taken, ' ' ORDER BY reference) FROM kmzb_intake.collected", "kmzb"
    )
    assert found == "KM-000001:1 KM-000002:0 KM-000003:0 KM-000004:0"


def test_a_run_that_dies_before_its_note_brings_the_same_reports_again(pair):
    public, _inner = pair
    send(public, "KM-000001")
    subscribe(INNER, PUBLIC)
    connection = psycopg2.connect("service=inner_admin")
    seen = []

    def dying(reports):
        seen.append([one.reference for one in reports])
        raise RuntimeError("killed")

    def living(reports):
        seen.append([one.reference for one in reports])

    try:
        with pytest.raises(RuntimeError):
            intake.collect(connection, dying)
        connection.rollback()
        assert intake.collect(connection, living).taken == 1
    finally:
        connection.close()
    assert seen == [["KM-000001"], ["KM-000001"]]
