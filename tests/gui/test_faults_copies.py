"""A store that is copied while it is open: the plugin's own copy is whole, a copy of the mere file is told."""

from __future__ import annotations

import shutil
from contextlib import closing

import pytest
from faults_help import look, make_wal, names, sentence, sound, sqlite_says
from qgis.core import QgsProcessingException, QgsVectorLayer

from kmzb_qgis.store import create_store, open_store
from kmzb_qgis.toolbelt.errors import KmzbError


@pytest.fixture
def store(qgis_app, tmp_path):
    return create_store(tmp_path / "żółw.gpkg")


@pytest.fixture
def edited(store):
    """The store while QGIS edits it and another program saves two reports: they lie in SQLite's log."""
    layer = QgsVectorLayer(store.layer_uri("report"), "reports", "ogr")
    assert layer.startEditing()
    with store.connect() as db:
        for _ in range(2):
            db.execute("INSERT INTO report (category_id, geom) VALUES (11, kmzb_point(567059, 244219))")
    yield store.path
    layer.rollBack()


def test_a_copy_of_the_file_alone_is_told_once(edited, tmp_path):
    assert (tmp_path / f"{edited.name}-wal").stat().st_size > 0
    copy = tmp_path / "kopia.gpkg"
    shutil.copyfile(edited, copy)
    assert sqlite_says(edited, "SELECT count(*) FROM report") == (2,)
    opened = open_store(copy)
    assert "what was saved last may be missing" in sentence(opened.notice)
    assert not opened.read_only
    with closing(look(copy)) as db:
        assert db.execute("SELECT count(*) FROM report").fetchone() == (0,), "that is what such a copy loses"
    assert open_store(copy).notice == "", "said once"
    sound(copy)


def test_one_that_is_only_read_is_told_too(edited, tmp_path):
    copy = tmp_path / "kopia.gpkg"
    shutil.copyfile(edited, copy)
    assert "may be missing" in open_store(copy, read_only=True).notice


def test_the_store_itself_is_not_suspected(edited):
    """Neither while QGIS edits it, nor after a QGIS that died, nor when it is closed."""
    assert open_store(edited).notice == ""
    assert sqlite_says(edited, "PRAGMA journal_mode") == ("wal",), "who edits goes on in it"


def test_a_store_whose_qgis_died_is_not_suspected(store, tmp_path):
    """The log that it left comes into the store at the next opening, and nothing is said."""
    assert make_wal(store.path) == "wal"
    other = tmp_path / "b"
    other.mkdir()
    with closing(look(store.path)) as db:
        db.execute("INSERT INTO report (category_id, geom) VALUES (11, kmzb_point(567059, 244219))")
        for log in ("", "-wal"):  # as the disk is when the power goes
            shutil.copyfile(f"{store.path}{log}", other / f"żółw.gpkg{log}")
    assert open_store(other / "żółw.gpkg").notice == ""
    assert open_store(other / "żółw.gpkg").notice == ""
    assert sqlite_says(other / "żółw.gpkg", "SELECT count(*) FROM report") == (1,)
    assert names(other) == {"żółw.gpkg"}


def test_a_copy_that_is_torn_is_refused(edited, tmp_path):
    copy = tmp_path / "kopia.gpkg"
    data = bytearray(edited.read_bytes())
    for page in range(2, len(data) // 4096, 3):  # pages of another moment
        data[page * 4096 : page * 4096 + 64] = data[4096 : 4096 + 64]
    copy.write_bytes(data)
    with pytest.raises(KmzbError) as caught:
        open_store(copy)
    assert caught.value.code in ("store-damaged", "store-read", "store-foreign")
    sentence(caught.value.message)
    assert copy.read_bytes() == data


def test_the_plugins_copy_has_all_of_it(edited, tmp_path, run):
    copy = tmp_path / "kopia.gpkg"
    assert run("copystore", STORE=str(edited), COPY=str(copy)) == {"COPY": str(copy)}
    sound(copy)
    assert sqlite_says(copy, "SELECT count(*) FROM report") == (2,)
    assert open_store(copy).notice == ""
    before = copy.read_bytes()
    with pytest.raises(QgsProcessingException, match="exists already"):
        run("copystore", STORE=str(edited), COPY=str(copy))
    assert copy.read_bytes() == before
    with pytest.raises(QgsProcessingException, match=r"must end in \.gpkg"):
        run("copystore", STORE=str(edited), COPY=str(tmp_path / "x.csv"))
    with pytest.raises(QgsProcessingException, match="temporary files"):
        run("copystore", STORE=str(edited), COPY="TEMPORARY_OUTPUT")
    with pytest.raises(QgsProcessingException, match="no store"):
        run("copystore", STORE=str(tmp_path / "nie ma.gpkg"), COPY=str(tmp_path / "x.gpkg"))


def test_a_store_just_made_is_not_taken_for_a_torn_copy(tmp_path, run):
    """QGIS writes the styles, and leaves the file in WAL mode: the next program would be warned for nothing."""
    path = tmp_path / "nowa.gpkg"
    run("createstore", STORE=str(path))
    assert sqlite_says(path, "PRAGMA journal_mode") == ("delete",)
    assert open_store(path).notice == ""
