"""Making the standard project: the algorithm and its window, refusals, cancelling, what is told."""

import json
import re
import sys
from types import SimpleNamespace

import pytest
from project_help import names, read
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback, QgsProject
from qgis.PyQt.QtCore import Qt, QThread

from kmzb_qgis.editing import belonging
from kmzb_qgis.geoportal import basemaps
from kmzb_qgis.processing import making
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.gui.waiting import wait_idle


def test_without_the_network_it_is_made_and_told(run, store, portal, speaks_polish, monkeypatch):
    monkeypatch.setattr(basemaps, "PAUSES_S", (0.1,))
    portal.failure = "down"
    output = store.path.with_name("bez sieci.qgz")
    results = run("newproject", STORE=str(store.path), BASEMAP="basemap, orthophoto", OUTPUT=str(output))
    assert "2 basemaps" in results["MISSING"] and "HTTP 500" in results["MISSING"]
    assert results["UNITS"] == 3 and results["STORE"] == str(store.path)
    project = read(output)
    assert names(project.layerTreeRoot())[-1] == "Podkłady" and len(project.mapThemeCollection().mapThemes()) == 3
    project.clear()


def test_a_new_store_without_units(run, tmp_path, speaks_polish):
    path, output = tmp_path / "nowa.gpkg", tmp_path / "nowa.qgs"
    with pytest.raises(QgsProcessingException):
        run("newproject", STORE=str(path), BASEMAP="", OUTPUT=str(output))
    assert not path.exists() and not output.exists()
    results = run("newproject", STORE=str(path), BASEMAP="", OUTPUT=str(output), CREATE=True)
    assert results["MISSING"] == "" and results["UNITS"] == 0
    project = read(output)
    assert names(project.layerTreeRoot()) == ["KMZB", "Podkłady"]
    poland = project.viewSettings().defaultViewExtent()
    assert poland.width() > 600_000
    project.clear()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"OUTPUT": "stoi.qgz"}, "exists already"),
        ({"OUTPUT": "mapa.txt"}, "should end in .qgz"),
        ({"OUTPUT": "nie ma/mapa.qgz"}, "no folder"),
        ({"OUTPUT": "mapa.qgz", "BASEMAP": "ortofoto"}, "the nearest is"),
        ({"OUTPUT": "mapa.qgz", "STORE": "nie ma.gpkg"}, "nie ma.gpkg"),
    ],
)
def test_refusals_leave_everything_as_it_was(run, tmp_path, store, given, words):
    (tmp_path / "stoi.qgz").write_text("cudzy", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    parameters = {"STORE": str(store.path), "BASEMAP": "", **given}
    parameters["OUTPUT"] = str(tmp_path / parameters["OUTPUT"])
    if given.get("STORE"):
        parameters["STORE"] = str(tmp_path / given["STORE"])
    with pytest.raises(QgsProcessingException, match=re.escape(words)):
        run("newproject", **parameters)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "stoi.qgz").read_text(encoding="utf-8") == "cudzy"


class CancelsAt(QgsProcessingFeedback):
    """A person who cancels when so much is done."""

    def __init__(self, percent):
        super().__init__()
        self.progressChanged.connect(lambda value: self.cancel() if value >= percent else None)


@pytest.mark.parametrize("percent", [1, 84, 97])
def test_cancelled_half_way_nothing_is_left(qgis_app, tmp_path, portal, percent, speaks_polish):
    path, output = tmp_path / "nowa.gpkg", tmp_path / "mapa.qgz"
    output.write_bytes(b"dawny")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        making.new_project(path, output, ["basemap"], True, True, CancelsAt(percent))
    assert output.read_bytes() == b"dawny" and sorted(tmp_path.iterdir()) == before
    making.new_project(path, output, ["basemap"], True, True)
    read(output).clear()


class Desk:
    """A window whose person answers the question about unsaved changes."""

    def __init__(self, iface, goes_on):
        self._iface, self._goes_on, self.asked = iface, goes_on, []

    def __getattr__(self, name):
        return getattr(self._iface, name)

    def newProject(self, prompt=False):
        self.asked.append(prompt)
        if self._goes_on:
            QgsProject.instance().clear()
        return self._goes_on

    def addProject(self, path):
        return QgsProject.instance().read(path)


@pytest.fixture
def desk_of(dialog_iface):
    """Makes desks; at the end their windows go, as when the plugin is switched off."""
    from kmzb_qgis.gui.jobs import Jobs
    from kmzb_qgis.gui.messages import Messages
    from kmzb_qgis.gui.new_project import NewProject
    from kmzb_qgis.gui.stores import Stores

    made = []

    def make(goes_on):
        desk = Desk(dialog_iface, goes_on)
        messages, jobs = Messages(desk), Jobs(desk)
        dialog_iface.messageBar().clear_messages()
        stores = Stores(desk, messages, jobs)
        made.append(SimpleNamespace(desk=desk, action=NewProject(desk, messages, jobs, stores)))
        return made[-1]

    yield make
    for found in made:
        found.action.leave()


@pytest.mark.parametrize("goes_on", [True, False])
def test_dialog_makes_and_opens(
    dialog_iface, desk_of, run, store, portal, speaks_polish, qgis_new_project, goes_on, monkeypatch
):
    """From the dialog to the open project; who cancels the question keeps the open one as it was."""
    from tests.gui.waiting import told

    threads, real = [], basemaps.prepare
    monkeypatch.setattr(
        basemaps, "prepare", lambda *args: threads.append(QThread.currentThread()) or real(*args)
    )  # listens only
    QgsProject.instance().setTitle("stary")
    settings.put("store", str(store.path))
    found = desk_of(goes_on)
    window = found.action.ask()
    assert found.action.ask() is window
    assert window.store.text() == str(store.path) and window.output.text() == str(store.path.with_suffix(".qgz"))
    assert window.ticked() and set(window.ticked()) == {"basemap", "orthophoto"}
    for row in range(window.basemaps.count()):
        if window.basemaps.item(row).data(Qt.ItemDataRole.UserRole) == "orthophoto":
            window.basemaps.item(row).setCheckState(Qt.CheckState.Unchecked)
    window.make.click()
    wait_idle()
    wait_idle()
    assert threads and all(thread != QgsApplication.instance().thread() for thread in threads)
    assert found.desk.asked == [True]
    project = QgsProject.instance()
    if goes_on:
        assert project.title() == "Krajowa Mapa Zagrożeń Bezpieczeństwa"
        assert len([layer for layer in project.mapLayers().values() if belonging.role(layer) == "report"]) == 1
    else:
        assert project.title() == "stary" and not project.mapLayers()
        assert any("stays open" in text for text in told(dialog_iface))
    assert store.path.with_suffix(".qgz").is_file()
    project.clear()
    settings.put("store", "")


def test_dialog_asks_before_it_overwrites(desk_of, store, monkeypatch):
    from qgis.PyQt.QtWidgets import QMessageBox

    settings.put("store", str(store.path))
    window = desk_of(True).action.ask()
    heard, kinds = [], QMessageBox.StandardButton
    window.chosen.disconnect()
    window.chosen.connect(heard.append)
    window.output.setText(str(store.path.with_name("stoi")))
    store.path.with_name("stoi.qgz").write_bytes(b"x")
    monkeypatch.setattr(QMessageBox, "question", lambda *args: kinds.No)
    window.make.click()
    assert not heard and window.isVisible()
    monkeypatch.setattr(QMessageBox, "question", lambda *args: kinds.Yes)
    window.make.click()
    assert heard[0]["OVERWRITE"] is True and heard[0]["OUTPUT"].endswith("stoi.qgz") and heard[0]["CREATE"] is False
    settings.put("store", "")


def test_one_wrong_entry_of_the_own_catalogue_spoils_no_other(dialog_iface, desk_of, run, store, portal, tmp_path):
    """As in the menu: the wrong entry is told, the others of the same file stand."""
    from tests.gui.waiting import told

    path = tmp_path / "usługi.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    good = next(entry for entry in document["services"] if entry["id"] == "basemap")
    document["services"] += [
        {**good, "id": "gmina", "kind": "WMTS", "role": "background", "title": {"pl": "Mapa gminy", "en": "Mapa gminy"},
         "layers": ["G2_MOBILE_500"], "matrix_sets": {"EPSG:2180": "EPSG:2180"}},
        {"id": "zepsuta", "kind": "WMS", "adress": "http://x.example.org"},
    ]  # fmt: skip
    path.write_text(json.dumps(document), encoding="utf-8")
    window = desk_of(True).action.ask()
    ids = [window.basemaps.item(row).data(Qt.ItemDataRole.UserRole) for row in range(window.basemaps.count())]
    assert "gmina" in ids and "zepsuta" not in ids
    assert any("'adress' of 'zepsuta'" in text for text in told(dialog_iface))
    window.reject()
    result = run("newproject", STORE=str(store.path), BASEMAP="gmina", OUTPUT=str(tmp_path / "mapa.qgz"))
    assert result["MISSING"] == ""
    with pytest.raises(QgsProcessingException, match="'adress' of 'zepsuta'"):
        run("newproject", STORE=str(store.path), BASEMAP="zepsuta", OUTPUT=str(tmp_path / "druga.qgz"))


def test_a_name_without_a_folder_lies_beside_the_store(desk_of, store, tmp_path, monkeypatch):
    """Never in whatever folder QGIS was started from."""
    monkeypatch.chdir(tmp_path)
    settings.put("store", str(store.path))
    window = desk_of(True).action.ask()
    heard = []
    window.chosen.disconnect()
    window.chosen.connect(heard.append)
    window.output.setText("Mapa nocna")
    window.make.click()
    assert heard[0]["OUTPUT"] == str(store.path.with_name("Mapa nocna.qgz"))
    window = desk_of(True).action.ask()
    window.chosen.disconnect()
    window.chosen.connect(heard.append)
    window.store.setText(store.path.name)
    assert "existing store" in window.state.text()
    window.output.setText("inna.qgz")
    window.make.click()
    assert heard[1]["STORE"] == str(store.path) and heard[1]["CREATE"] is False
    assert heard[1]["OUTPUT"] == str(store.path.with_name("inna.qgz"))
    settings.put("store", "")


def test_a_path_typed_letter_by_letter_is_no_error(desk_of, store, monkeypatch):
    """The first letter of a path is a slash, which is no name of a file."""
    errors = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: errors.append(error))
    window = desk_of(True).action.ask()
    for end in range(len(str(store.path)) + 1):
        window.store.setText(str(store.path)[:end])
    assert errors == [] and window.output.text() == str(store.path.with_suffix(".qgz"))
    for text in (".", "..", "/", "~", "C:\\", "a\0b.gpkg"):
        window.store.setText(text)
    assert errors == []


def test_the_open_project_is_not_written_over(desk_of, made, qgis_new_project):
    found = desk_of(True)
    assert QgsProject.instance().read(str(made))
    with pytest.raises(KmzbError, match="is open now"):
        found.action.make({"OUTPUT": str(made), "STORE": "", "BASEMAP": ""})
    QgsProject.instance().clear()
