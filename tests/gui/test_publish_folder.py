"""The publication folder: what is refused, cancelled or old changes nothing; versions are kept and grow."""

from datetime import timedelta
from pathlib import Path

import pytest
from publishing_store import KRAKOW, Feedback, days_ago, ids, number, put

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.withdraw import withdraw
from kmzb_qgis.store import lifecycle, open_store
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

pytestmark = pytest.mark.usefixtures("no_grace")


def refused(store_path, folder, words: str) -> None:
    before = sorted(p.name for p in (folder / "public").iterdir()) if (folder / "public").is_dir() else None
    with pytest.raises(KmzbError, match=words):
        publish(store_path, folder)
    if before is not None:
        assert sorted(p.name for p in (folder / "public").iterdir()) == before


def test_what_cannot_be_published_is_said_and_changes_nothing(store, folder, tmp_path):
    put(store, "a")
    publish(store.path, folder)
    refused(tmp_path / "brak.gpkg", folder, "no store")
    other = tmp_path / "tekst.gpkg"
    other.write_text("to nie jest magazyn", encoding="utf-8")
    refused(other, folder, "not a KMZB store")
    refused(store.path, tmp_path, "inside the publication folder")
    refused(store.path, other, "not a folder")
    refused(store.path, Path("/proc/nic"), "cannot be written")
    assert ids(folder) == {number("a")}


def test_a_symbolic_link_is_refused(store, folder, tmp_path):
    put(store, "a")
    (tmp_path / "gdzie indziej").mkdir()
    folder.mkdir()
    (folder / "public").symlink_to(tmp_path / "gdzie indziej")
    refused(store.path, folder, "symbolic link")


def test_cancel_changes_nothing(store, folder):
    put(store, "a")
    first = publish(store.path, folder).version
    put(store, "b")
    for percent in (25, 50, 75, 90):
        with pytest.raises(Cancelled):
            publish(store.path, folder, feedback=Feedback(cancel_at=percent))
        assert ids(folder) == {number("a")} and Folder(folder).served() == first
        assert Folder(folder).kept() == [first] and len(list((folder / "versions").glob("2*"))) == 1
        assert len(list((folder / "public").iterdir())) == 2


def test_versions_are_kept_up_to_a_number_and_grow(store, folder):
    put(store, "a")
    versions = [publish(store.path, folder, keep=3).version for _ in range(5)]
    assert versions == sorted(set(versions))
    assert Folder(folder).kept() == versions[-3:]
    assert sorted(path.name for path in (folder / "public").iterdir()) == [f"kmzb-{versions[-1]}.gpkg", "kmzb.qgs"]


def test_version_names_grow_where_the_clock_goes_back(store, folder):
    put(store, "a")
    first = publish(store.path, folder).version
    place = Folder(folder)
    later = place.new_version(warsaw.now() - timedelta(days=400))
    assert later > first and later.split("-")[0] == first.split("-")[0]


def test_a_store_that_cannot_be_written_is_published_all_the_same(store, folder):
    """The note in the store is missing then, and that is told."""
    put(store, "a")
    with store.connect() as connection:
        connection.execute(
            "UPDATE schema_version SET number = 9999 WHERE number = (SELECT max(number) FROM schema_version)"
        )
    feedback = Feedback()
    result = publish(store.path, folder, feedback=feedback)
    (told,) = (word for word in feedback.words if "could not note it" in word)
    assert result.features == 1 and told.endswith("the store is read-only.") and ".." not in told


def test_an_older_store_is_published_and_noted_but_not_migrated(qgis_app, folder, tmp_path):
    """A nightly timer must not change the store under programs that still write the old one."""
    path = tmp_path / "stary.gpkg"
    with lifecycle._create(path, 1).connect() as connection:
        connection.execute(
            "INSERT INTO report (geom, id, plane, category_id, status_id, reported_at, status_changed_at)"
            " VALUES (kmzb_point(?, ?), ?, 3, 11, 1, ?, ?)",
            [*KRAKOW, number("a"), days_ago(1), days_ago(1)],
        )
    feedback = Feedback()
    result = publish(path, folder, feedback=feedback)
    assert ids(folder) == {number("a")} and not [word for word in feedback.words if "could not note it" in word]
    with open_store(path, read_only=True).connect() as connection:
        assert connection.execute("SELECT max(number) FROM schema_version").fetchone() == (1,)
        assert connection.execute("SELECT version, features FROM publication").fetchall() == [(result.version, 1)]
    assert not list(tmp_path.glob("*.backup.gpkg"))
    withdraw(number("a"), folder)
    publish(path, folder, warsaw.day_of(warsaw.now() - timedelta(days=1)).isoformat())
    assert open_store(path, read_only=True).schema == 1


def test_an_older_store_that_lacks_a_column_is_told(qgis_app, folder, tmp_path):
    path = tmp_path / "stary.gpkg"
    with lifecycle._create(path, 1).connect() as connection:
        connection.execute("ALTER TABLE report RENAME COLUMN publish_plane2 TO earlier_name")
    refused(path, folder, "older version of the plugin")
    assert open_store(path, read_only=True).schema == 1
