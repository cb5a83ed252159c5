"""A store after ordinary work: opened again without a warning, by whoever, and a copy of its file without one too."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from faults_help import make_wal, names, sqlite_says
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProject

from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.leaving import Leaving
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.stores import Stores
from kmzb_qgis.store import copies, create_store, open_store
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import run_events, told, wait_idle, wait_until

ROOT = Path(__file__).resolve().parents[2]
EDIT_AND_QUIT = """
import sys
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsProject
from kmzb_qgis import editing
from kmzb_qgis.store import open_store
from pathlib import Path
app = QgsApplication([], False)
app.initQgis()
layer = editing.load_layer(open_store(sys.argv[1]), QgsProject.instance())
assert layer.startEditing()
report = QgsFeature(layer.fields())
report.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(567059, 244219)))
report["category_id"] = 11
assert layer.addFeature(report) and layer.commitChanges()
if sys.argv[2] == "clear":
    del layer
    QgsProject.instance().clear()
app.exitQgis()
"""


@pytest.fixture
def store(qgis_app, tmp_path):
    return create_store(tmp_path / "żółw.gpkg")


@pytest.fixture
def stores(dialog_iface, qgis_new_project):
    dialog_iface.messageBar().clear_messages()
    yield Stores(dialog_iface, Messages(dialog_iface), Jobs(dialog_iface))
    wait_idle()
    QgsProject.instance().clear()
    settings.put("store", "")


@pytest.fixture
def leaving(stores):
    found = Leaving(QgsProject.instance())
    yield found
    found.stop()


def work(stores, path) -> None:
    """Open a store with all its layers, add a report, save, end editing, close the project."""
    before = len(told(stores._iface))
    stores.open(str(path))
    wait_until(lambda: len(told(stores._iface)) > before)
    layer = stores._iface.activeLayer()
    assert layer.startEditing()
    report = QgsFeature(layer.fields())
    report.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(567059, 244219)))
    report["category_id"] = 11
    assert layer.addFeature(report) and layer.commitChanges()
    assert sqlite_says(path, "PRAGMA journal_mode") == ("wal",)
    del layer
    QgsProject.instance().clear()
    run_events()


def test_the_store_opened_again_after_editing_is_not_suspected(stores, store):
    for _ in range(2):
        work(stores, store.path)
    assert len(told(stores._iface)) == 2
    assert all("is open." in text for text in told(stores._iface))


def test_a_store_that_left_the_project_is_put_away(stores, leaving, store, tmp_path):
    """So its file alone is all of it: a copy says nothing, for there is nothing to say."""
    work(stores, store.path)
    assert names(tmp_path) == {"żółw.gpkg"}
    assert sqlite_says(store.path, "PRAGMA journal_mode") == ("delete",)
    copy = tmp_path / "kopia.gpkg"
    shutil.copyfile(store.path, copy)
    assert open_store(copy).notice == ""
    assert sqlite_says(copy, "SELECT count(*) FROM report") == (1,)


def test_a_store_that_stays_in_the_project_is_left_as_it_is(stores, leaving, store):
    stores.open(str(store.path))
    wait_until(lambda: told(stores._iface))
    layer = stores._iface.activeLayer()
    assert layer.startEditing()
    others = [one.id() for one in QgsProject.instance().mapLayers().values() if one is not layer]
    QgsProject.instance().removeMapLayers(others)
    run_events()
    assert sqlite_says(store.path, "PRAGMA journal_mode") == ("wal",)
    layer.rollBack()


@pytest.mark.parametrize("end", ["clear", "quit"])
def test_another_program_that_quit_leaves_no_suspicion(store, tmp_path, end):
    """A QGIS whose window this plugin does not follow: whatever mode it leaves, the store is the one that it was."""
    words = [sys.executable, "-c", EDIT_AND_QUIT, str(store.path), end]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert open_store(store.path).notice == ""
    assert sqlite_says(store.path, "SELECT count(*) FROM report") == (1,)


def test_a_store_that_is_moved_or_restored_is_no_copy(store, tmp_path):
    """Renamed, or another file at the old place: each in the mode in which QGIS left it."""
    assert make_wal(store.path) == "wal"
    moved = store.path.rename(tmp_path / "gęś.gpkg")
    assert open_store(moved).notice == ""
    assert make_wal(moved) == "wal"
    shutil.copyfile(moved, tmp_path / "zapas")
    moved.unlink()
    (tmp_path / "inny").touch()  # takes the file's number
    shutil.copyfile(tmp_path / "zapas", store.path)
    assert open_store(store.path).notice == ""


def test_nothing_is_said_of_a_store_that_never_noted_its_file(store, tmp_path):
    with store.connect() as db:
        db.execute("DELETE FROM setting WHERE name = ?", (copies.NOTE,))
    assert make_wal(store.path) == "wal"
    copy = tmp_path / "kopia.gpkg"
    shutil.copyfile(store.path, copy)
    assert open_store(copy).notice == ""
    assert make_wal(copy) == "wal"
    again = tmp_path / "znów.gpkg"
    shutil.copyfile(copy, again)
    assert "may be missing" in open_store(again).notice, "from its first opening on it knows which file it is"


def test_the_note_names_no_path_and_is_written_once(store):
    note = "SELECT value FROM setting WHERE name = 'store.file'"
    assert "file:" in sqlite_says(store.path, note)[0] and "żółw" not in sqlite_says(store.path, note)[0]
    before = store.path.read_bytes()
    assert open_store(store.path).notice == ""
    assert store.path.read_bytes() == before
