"""kmzb:rollback: the old rows minus every row that is not public now."""

import pytest
from publishing_store import (
    CONFIRMED,
    DRUGS,
    ELIMINATED,
    JOKE,
    NEW,
    NOT_CONFIRMED,
    at_clock,
    days_ago,
    ids,
    manifest,
    number,
    observe,
    put,
    served,
)
from qgis.core import QgsProcessingException

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.rollback import rollback
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.toolbelt.errors import KmzbError

pytestmark = pytest.mark.usefixtures("no_grace")


def totals(folder) -> dict[str, int]:
    """The sum of the totals of each statistics layer."""
    with served(folder) as connection:
        return {
            layer["name"]: connection.execute(f"SELECT coalesce(sum(razem), 0) FROM {layer['name']}").fetchone()[0]
            for layer in load().layers[1:]
        }


def test_rows_that_are_not_public_now_do_not_come_back(store, folder, run):
    put(store, "stays")
    put(store, "joke")
    put(store, "drugs")
    put(store, "moved off the map")
    put(store, "unticked", plane=2, publish_plane2=1)
    put(store, "long ago", status_id=CONFIRMED)
    first = publish(store.path, folder).version
    observe(store, "joke", status_id=JOKE)
    observe(store, "drugs", category_id=DRUGS)
    observe(store, "moved off the map", geom=None)
    with store.connect() as connection:
        connection.execute(
            "UPDATE report SET publish_plane2 = 0, import_run_id = 50 WHERE id = ?", (number("unticked"),)
        )
    observe(store, "long ago", status_id=NOT_CONFIRMED, status_changed_at=days_ago(0.001))
    put(store, "newer")
    publish(store.path, folder)
    result = run("rollback", FOLDER=str(folder), VERSION=first)
    assert ids(folder) == {number("stays"), number("long ago")}
    assert result["FEATURES"] == 2 and result["DROPPED"] == 4
    assert set(totals(folder).values()) == {2}
    made = manifest(folder, result["VERSION"])
    assert made["kind"] == "rollback" and made["from_version"] == first and result["VERSION"] > first
    with served(folder) as connection:
        assert dict(connection.execute("SELECT id, status FROM zgloszenia"))[number("long ago")] == "Potwierdzone"
        # The old row says 'confirmed', but the store knows since when it is not: it goes with the store's expiry.
        later = warsaw.midnight(warsaw.add_days(warsaw.day_of(warsaw.now()), 9))
        assert {row["id"] for row in at_clock(connection, "zgloszenia", later)} == {number("stays")}
    raw = next((folder / "public").glob("*.gpkg")).read_bytes()
    assert number("joke").encode() not in raw and number("stays").encode() in raw
    with store.connect() as connection:
        assert connection.execute("SELECT kind FROM publication ORDER BY version DESC").fetchone() == ("rollback",)


def test_a_reason_that_changed_stays_out(store, folder):
    put(store, "changed", status_id=NOT_CONFIRMED, reason_text="Stał tam czerwony rower sąsiada")
    put(store, "same", status_id=NOT_CONFIRMED, reason_text="Brak śladów")
    first = publish(store.path, folder).version
    observe(store, "changed", reason_text=None)
    publish(store.path, folder)
    rollback(folder, first)
    with served(folder) as connection:
        found = dict(connection.execute("SELECT id, powod FROM zgloszenia"))
    assert found == {number("changed"): None, number("same"): "Brak śladów"}


def test_without_the_store_only_rows_served_now_are_taken(store, folder, tmp_path):
    put(store, "stays")
    put(store, "joke")
    first = publish(store.path, folder).version
    observe(store, "joke", status_id=JOKE)
    put(store, "newer")
    publish(store.path, folder)
    store.path.rename(tmp_path / "gdzie indziej.gpkg")
    result = rollback(folder, first)
    assert ids(folder) == {number("stays")} and any("could not be opened" in text for text in result.warnings)
    with pytest.raises(KmzbError, match="no store"):
        rollback(folder, first, str(tmp_path / "nie ma.gpkg"))
    rollback(folder, first, str(tmp_path / "gdzie indziej.gpkg"))
    assert ids(folder) == {number("stays")}


def test_without_store_and_served_version_nobody_knows_what_is_public(store, folder):
    put(store, "a")
    first = publish(store.path, folder).version
    store.path.unlink()
    (folder / "public" / "kmzb.qgs").unlink()
    with pytest.raises(KmzbError, match="Give the store"):
        rollback(folder, first)


def test_expired_and_withdrawn_rows_do_not_come_back(store, folder, monkeypatch):
    """The version is two weeks old: what expired meanwhile stays away, and so does what was withdrawn."""
    put(store, "stays", changed=days_ago(20))
    put(store, "withdrawn", changed=days_ago(20))
    put(store, "expired", status_id=NOT_CONFIRMED, changed=days_ago(16))
    put(store, "expires soon", status_id=ELIMINATED, changed=days_ago(16))
    real = warsaw.now
    monkeypatch.setattr(warsaw, "now", lambda: warsaw.from_text(days_ago_of(real, 14)))
    first = publish(store.path, folder).version
    monkeypatch.setattr(warsaw, "now", real)
    assert ids(folder) == {number("stays"), number("withdrawn"), number("expires soon")}
    withdraw(number("withdrawn"), folder)
    result = rollback(folder, first)
    assert ids(folder) == {number("stays"), number("expires soon")}
    assert manifest(folder, result.version)["as_of_day"] == warsaw.day_of(warsaw.from_text(days_ago(14))).isoformat()
    assert "stan na dzień" in (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    data = next((folder / "public").glob("*.gpkg")).read_bytes()
    assert number("expired").encode() not in data and number("withdrawn").encode() not in data


def days_ago_of(clock, days: float) -> str:
    from datetime import timedelta

    return warsaw.to_text(clock() - timedelta(days=days))


def test_unknown_version_and_folder_are_said(store, folder, run, tmp_path):
    put(store, "a", status_id=NEW)
    first = publish(store.path, folder).version
    with pytest.raises(QgsProcessingException, match=f"no version '2001'[\\s\\S]*{first}"):
        run("rollback", FOLDER=str(folder), VERSION="2001")
    with pytest.raises(QgsProcessingException, match="holds no publication"):
        run("rollback", FOLDER=str(tmp_path), VERSION=first)
    with pytest.raises(QgsProcessingException, match="no version"):
        run("rollback", FOLDER=str(folder), VERSION=f"../versions/{first}")
