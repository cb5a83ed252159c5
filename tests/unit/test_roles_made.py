"""Making a store without being a superuser, on a server of its own; updating it as an administrator of the store."""

from __future__ import annotations

import os

import pytest

from kmzb_qgis.store import create_store, open_store
from kmzb_qgis.store.postgres import migrations, rights_check
from kmzb_qgis.store.postgres.connection import connect
from kmzb_qgis.toolbelt.errors import KmzbError
from tests import postgres
from tests.unit import team


@pytest.fixture
def fresh(monkeypatch):
    """A server that nobody has prepared."""
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql, postgresql-15-postgis-3)")
    made = postgres.Cluster()
    monkeypatch.setitem(os.environ, "PGSERVICEFILE", str(made.services))
    yield made
    made.remove()


def test_the_administrators_script_lets_others_make_a_store(fresh):
    fresh.sql('CREATE ROLE "anna.nowak" LOGIN')
    name = fresh.database()
    fresh.sql(f'ALTER DATABASE {name} OWNER TO "anna.nowak"')
    address = fresh.service("kmzb", name, "anna.nowak")
    fresh.sql("CREATE EXTENSION postgis", name)
    with pytest.raises(KmzbError) as caught:
        create_store(address)
    assert caught.value.code == "KMZB-460", str(caught.value)
    assert "administrator.sql" in caught.value.message
    assert fresh.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'kmzb'", name) == []
    assert fresh.sql("SELECT 1 FROM pg_roles WHERE rolname LIKE 'kmzb\\_%' AND rolname <> 'kmzb_root'", name) == []

    script = (migrations.FOLDER.parent / "administrator.sql").read_text(encoding="utf-8")
    fresh.sql(script, name)
    fresh.sql(script, name)  # again: nothing changes
    fresh.sql('GRANT kmzb_owner, kmzb_accounts TO "anna.nowak"', name)
    create_store(address)
    fresh.sql('REVOKE kmzb_accounts FROM "anna.nowak"', name)
    connection = connect(address)
    assert rights_check.differences(connection) == []
    connection.execute("SELECT kmzb.add_account('marek.admin', 'Marek', '{admin}')")
    connection.close()
    admin = fresh.service("kmzb-admin", name, "marek.admin")
    assert not open_store(admin).read_only
    other = connect(admin)
    other.execute("SELECT kmzb.add_account('ewa', 'Ewa', '{analyst}')")
    other.close()
    assert open_store(fresh.service("kmzb-ewa", name, "ewa")).schema == migrations.latest()

    # another database of the same server: the roles are there, the log-in of the first is nobody in it
    second = fresh.database()
    create_store(fresh.service("second", second))
    with pytest.raises(KmzbError) as caught:
        open_store(fresh.service("second-ewa", second, "ewa"))
    assert caught.value.code == "store-role"


def test_an_administrator_of_the_store_brings_it_up_to_date(cluster, tmp_path, monkeypatch):
    """As the owner, for the migration alone; an officer is told to ask him."""
    database = team.database(cluster)
    for path in migrations.FOLDER.glob("*.sql"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    later = migrations.latest() + 1
    (tmp_path / f"{later:04d}_more.sql").write_text(
        "CREATE TABLE more (fid integer); CREATE TABLE report_more AS SELECT 1 a;"
    )
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    with pytest.raises(KmzbError) as caught:
        open_store(cluster.service(f"{database}-anna", database, "anna.kp"))
    assert caught.value.code == "store-older"
    store = open_store(cluster.service(f"{database}-marek", database, "marek.admin"))
    assert store.schema == later
    owners = "SELECT DISTINCT c.relowner::regrole::text FROM pg_class c WHERE c.relnamespace = 'kmzb'::regnamespace"
    assert cluster.sql(owners, database) == [("kmzb_owner",)]
    assert cluster.sql("SELECT count(*) FROM kmzb.report", database, "anna.kp") == [(1,)]
    cluster.sql("SELECT kmzb.add_account('after.update', 'X', '{analyst}')", database, "marek.admin")
    cluster.sql("SELECT kmzb.end_account('after.update')", database, "marek.admin")
