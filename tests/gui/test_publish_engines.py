"""A publication of a database is the one that the same reports in a GeoPackage give, to the last byte."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from assigned_units import box as ring
from assigned_units import krakow, unit
from publishing_store import CONFIRMED, ELIMINATED, SECRET, days_ago, fill_mixed, ids, manifest, number, observe, put

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.publishing import contacts, snapshot, visibility
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.rollback import rollback
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.store import moving, open_store, publishable
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from kmzb_qgis.toolbelt.progress import Progress

pytestmark = pytest.mark.usefixtures("no_grace")


@pytest.fixture
def both(store, cluster):
    """A GeoPackage with reports of all kinds, and the same store in a database."""
    fill_mixed(store)
    put(store, "words", status_id=ELIMINATED, reason_text="Usunięto <b>znak</b>", reference="KR-1", changed=days_ago(1))
    put(store, "personal", status_id=ELIMINATED, reason_text="tel. 600 700 800", reference="KR-2", changed=days_ago(1))
    put(store, "other", id="zgłoszenie ręczne", status_id=CONFIRMED, teryt=" 1261", place=(567001.123, 244000.5))
    put(store, "spelt", status_id=CONFIRMED, teryt="1261011 stary kod", place=(567001.25, 244000.5))
    put(store, "short", status_id=CONFIRMED, teryt="1261", event_at=days_ago(3), part_of_day=2)
    krakow(store)
    unit(store, "county", "1261", ring(560000, 240000, 567000, 250000), since="2020-01-01")
    database = cluster.empty()
    moving.move(store, database)
    return store, open_store(database)


def made(path, store, at, past=False) -> tuple[bytes, snapshot.Outcome]:
    today = warsaw.day_of(warsaw.now())
    outcome = snapshot.from_store(path, store.path, load(), at, today, [], Progress(), past)
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as connection:  # GDAL notes when it made a file
        connection.execute("UPDATE gpkg_contents SET last_change = '2026-01-01T00:00:00.000Z'")
        connection.commit()
    return path.read_bytes(), outcome


def content(path) -> dict:
    """All rows of all tables of a data file."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(names)}


@pytest.mark.parametrize("days", [0, 2])
def test_the_same_reports_give_the_same_file(both, tmp_path, days):
    file, database = both
    if days:  # changed since the day that is published
        for store in both:
            observe(store, "confirmed", status_id=ELIMINATED, status_changed_at=days_ago(1))
            with store.connect() as connection:
                connection.execute(
                    "UPDATE report SET teryt = '1206032', base_version = version, modified_by = 'x' WHERE id = ?",
                    (number("verifying"),),
                )
    at = warsaw.from_text(days_ago(days))
    first, told = made(tmp_path / "plik.gpkg", file, at, bool(days))
    second, also = made(tmp_path / "baza.gpkg", database, at, bool(days))
    assert content(tmp_path / "plik.gpkg") == content(tmp_path / "baza.gpkg")
    assert (told.features, told.withheld, told.without_place, told.without_teryt) == (
        also.features,
        also.withheld,
        also.without_place,
        also.without_teryt,
    )
    assert told.features >= 3
    assert first == second
    if not days:
        assert told.withheld == [(number("personal"), "KR-2", told.withheld[0][2])]


def test_publishing_withdrawing_and_rolling_back(both, folder):
    _, database = both
    contacts.keep(database, {"organization": "Komenda"})
    first = publish(database.path, folder)
    assert number("new") in ids(folder) and number("joke") not in ids(folder)
    made_of = manifest(folder, first.version)
    assert made_of["store"] == str(database.path) and made_of["contact"]["organization"] == "Komenda"
    assert not any(SECRET.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    withdraw("KR-1", folder)  # by the number that the database knows
    assert number("words") not in ids(folder)
    observe(database, "new", status_id=7, status_changed_at=days_ago(0))
    rollback(folder, first.version)
    assert number("new") not in ids(folder) and number("verifying") in ids(folder)
    with database.connect() as connection:
        kinds = [row[0] for row in connection.execute("SELECT kind FROM publication ORDER BY fid")]
    assert kinds == ["publish", "withdraw", "rollback"]


def test_what_leaves_the_database_has_no_inner_word(both):
    _, database = both
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        publishable.attach(connection, database.path, "src", visibility.wanted(load(), warsaw.now()))
        names = {row[1] for row in connection.execute("PRAGMA src.table_info(report)")}
        assert not names & {"description", "note", "officer", "modified_by", "handed_to", "source_key"}
        rows = connection.execute("SELECT * FROM src.report").fetchall()
        assert rows and not any(SECRET in str(cell) for row in rows for cell in row)
        planes = connection.execute("SELECT DISTINCT plane, publish_plane2 FROM src.report ORDER BY 1").fetchall()
        assert planes == [(2, 1), (3, 0)]


def test_a_publisher_needs_no_other_right(both, cluster, folder):
    _, database = both
    name = database.path.name
    cluster.sql("SET search_path = kmzb, public; SELECT add_account('ewa', 'Ewa', '{publisher}')", name)
    publisher = open_store(cluster.service(f"{name}_ewa", name, "ewa"))
    done = publish(publisher.path, folder)
    assert done.features == len(ids(folder)) and not [text for text in done.warnings if "could not note" in text]
    with publisher.connect() as connection, pytest.raises(sqlite3.Error, match="no right"):
        connection.execute("SELECT note FROM report")


def test_cancel_and_a_cut_leave_what_is_served(both, folder, monkeypatch, cluster):
    _, database = both
    before = publish(database.path, folder).version

    class Feedback:
        def isCanceled(self):
            return True

        def setProgress(self, value):
            pass

    with pytest.raises(Cancelled):
        publish(database.path, folder, feedback=Feedback())
    real = publishable.attach

    def cut(*given):
        cluster.sql(f"ALTER DATABASE {database.path.name} WITH ALLOW_CONNECTIONS false")
        return real(*given)

    monkeypatch.setattr(publishable, "attach", cut)
    with pytest.raises(KmzbError, match="The old publication is still served"):
        publish(database.path, folder)
    cluster.sql(f"ALTER DATABASE {database.path.name} WITH ALLOW_CONNECTIONS true")
    assert manifest(folder, before)["version"] == before
