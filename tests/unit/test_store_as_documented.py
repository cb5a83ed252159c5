"""A store in a database as docs/administrator.md makes one: the server's administrator prepares, a log-in makes it."""

from __future__ import annotations

from pathlib import Path

from kmzb_qgis.store import create_store, open_store, postgres, styles

SCRIPT = Path(postgres.__file__).parent / "administrator.sql"


def test_a_log_in_that_is_no_superuser_makes_the_store(cluster):
    name = cluster.database()
    cluster.sql(SCRIPT.read_text(encoding="utf-8"), name)
    cluster.sql(SCRIPT.read_text(encoding="utf-8"), name)  # once more does no harm
    if not cluster.sql("SELECT 1 FROM pg_roles WHERE rolname = 'anna.nowak'"):
        cluster.sql('CREATE ROLE "anna.nowak" LOGIN')
    cluster.sql(f'GRANT kmzb_owner, kmzb_accounts TO "anna.nowak"; GRANT CREATE ON DATABASE {name} TO "anna.nowak"')
    store = create_store(cluster.service(f"anna-{name}", name, "anna.nowak"))
    assert open_store(store.path).schema == store.schema
    with store.connect() as db:
        assert styles.may_write(db)
        assert db.execute("SELECT count(*) FROM category").fetchone()[0] > 20
    (kept,) = cluster.sql(
        "SELECT setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
        f" WHERE d.datname = '{name}' AND s.setrole = 0"
    )[0]
    assert "TimeZone=UTC" in kept, "QGIS shows the figures that the server sends"
    assert "jit=off" in kept, "to translate a large question takes longer than to answer it"
