"""Getting at a store's file: odd paths, missing rights, two programs at once, settings that rule the lists."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from kmzb_qgis.store import create_store, open_store
from kmzb_qgis.store.store import file_uri


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PureWindowsPath(r"\\srv\udział 1\a#b.gpkg"), "file:////srv/udzia%C5%82%201/a%23b.gpkg?mode=ro"),
        (PureWindowsPath(r"C:\Mapy KMZB\100%.gpkg"), "file:///C:/Mapy%20KMZB/100%25.gpkg?mode=ro"),
        (PurePosixPath("/srv/co?/ąę.gpkg"), "file:///srv/co%3F/%C4%85%C4%99.gpkg?mode=ro"),
    ],
)
def test_the_address_of_a_database(path, uri):
    """SQLite takes what follows two slashes for a machine's name and refuses it; four slashes begin a network path."""
    assert file_uri(path, "mode=ro") == uri


def test_a_store_under_a_name_full_of_signs(tmp_path):
    folder = tmp_path / "a b#c?d%41 ąęŻ"
    folder.mkdir()
    path = folder / "ź #1? 100%20&mode=memory.gpkg"
    with create_store(path).connect() as db:
        db.execute("UPDATE setting SET value = '11' WHERE name = 'verify_days'")
    with open_store(path, read_only=True).connect() as db:
        assert db.execute("SELECT value FROM setting WHERE name = 'verify_days'").fetchone() == ("11",)
    assert [entry.name for entry in folder.iterdir()] == [path.name]
