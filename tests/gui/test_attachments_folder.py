"""kmzb:attachmentsfolder, and attaching to a database, as Processing runs them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsProcessingException

from kmzb_qgis.store import attachment_folder, attachments, create_store, open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
import attachment_files as files


@pytest.fixture
def store(qgis_app, cluster):
    made = open_store(cluster.store())
    with made.connect() as db:
        db.execute("INSERT INTO report (id, category_id, description) VALUES ('r1', 11, 'x')")
    return made


def test_a_folder_is_named_and_what_it_lacks_is_told(run, store, tmp_path):
    share, other = tmp_path / "udział Łódź", tmp_path / "inny"
    share.mkdir()
    other.mkdir()
    (tmp_path / "a.jpg").write_bytes(files.jpeg())
    assert run("attachmentsfolder", STORE=str(store.path), FOLDER=str(share))["MISSING"] == 0
    added = attachments.add(store, "r1", tmp_path / "a.jpg", "x").attachment
    assert (share / added.path).is_file()
    assert run("attachmentsfolder", STORE=str(store.path), FOLDER=str(other))["MISSING"] == 1
    assert attachment_folder.stated(store.path) == str(other)
    with pytest.raises(QgsProcessingException, match="cannot be reached"):
        run("attachmentsfolder", STORE=str(store.path), FOLDER=str(tmp_path / "nie ma"))


def test_a_geopackage_needs_none(run, qgis_app, tmp_path):
    store = create_store(tmp_path / "a.gpkg")
    with pytest.raises(QgsProcessingException, match="beside its file"):
        run("attachmentsfolder", STORE=str(store.path), FOLDER=str(tmp_path))
