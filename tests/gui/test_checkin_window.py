"""Taking out and checking in as people do it: the algorithms, and the window in real widgets."""

import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsProcessingException, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFileDialog

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
import checkout_desk as desk
from store_rows import insert

from kmzb_qgis.gui.checkin_window import CheckinWindow
from kmzb_qgis.gui.plugin import KmzbPlugin
from kmzb_qgis.processing.making import new_store
from kmzb_qgis.store import create_store, open_store
from kmzb_qgis.toolbelt import i18n, settings
from tests.gui.test_gui_plugin import Desk
from tests.gui.waiting import wait_idle


@pytest.fixture
def store(qgis_app, qgis_processing, tmp_path):
    return desk.made(new_store(tmp_path / "źródło.gpkg"))


@pytest.fixture
def run(qgis_app, qgis_processing):
    import processing

    from kmzb_qgis.processing.provider import KmzbProvider

    provider = KmzbProvider()
    registry = QgsApplication.processingRegistry()
    added = registry.providerById("kmzb") is None and registry.addProvider(provider)
    i18n.remove()
    yield lambda name, **parameters: processing.run(f"kmzb:{name}", parameters)
    if added:
        registry.removeProvider(provider)


def area(crs: str, wkt: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "rejon", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    layer.dataProvider().addFeature(feature)
    return layer


def test_taken_out_by_a_layer_of_any_crs_and_brought_back(store, run, tmp_path):
    layer = area("EPSG:4326", "POLYGON((19.8 50.0, 20.1 50.0, 20.1 50.1, 19.8 50.1, 19.8 50.0))")
    target = tmp_path / "teren.gpkg"
    done = run("checkout", STORE=str(store.path), AREA=layer, OUTPUT=str(target))
    assert done["COUNT"] == 4
    copy = open_store(target)
    assert copy.notice == ""
    with copy.connect() as db:
        styles = db.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault").fetchall()
        assert ("report",) in styles  # QField and a QGIS without the plugin open it dressed
        assert db.execute("SELECT area FROM working_copy").fetchone() == ("rejon",)
        paths = " ".join(text for (text,) in db.execute("SELECT styleQML FROM layer_styles"))
        assert str(tmp_path) not in paths
    desk.change(copy, "r1", note="z terenu")
    listed = tmp_path / "lista.csv"
    done = run("checkin", STORE=str(store.path), WORKING=str(target), OUTPUT=str(listed))
    assert (done["CHANGED"], done["NEW"], done["CONFLICTS"]) == (1, 0, 0)
    assert desk.value(store, "r1", "note") == "z terenu"


def test_the_copy_is_edited_in_a_qgis_without_the_plugin(store, run, tmp_path):
    target = tmp_path / "teren.gpkg"
    run("checkout", STORE=str(store.path), EXTENT="560000,580000,240000,250000 [EPSG:2180]", OUTPUT=str(target))
    layer = QgsVectorLayer(f"{target}|layername=report", "report", "ogr")
    assert layer.isValid() and layer.featureCount() == 4
    assert layer.startEditing()
    feature = next(f for f in layer.getFeatures() if f["id"] == "r1")
    layer.changeAttributeValue(feature.id(), layer.fields().lookupField("note"), "bez wtyczki")
    layer.changeGeometry(feature.id(), QgsGeometry.fromWkt("POINT(567100 244300)"))
    assert layer.commitChanges(), layer.commitErrors()
    del layer
    done = run("checkin", STORE=str(store.path), WORKING=str(target), OUTPUT=str(tmp_path / "l.csv"))
    assert done["CHANGED"] == 1
    assert (desk.value(store, "r1", "note"), desk.value(store, "r1", "ST_MinX(geom)")) == ("bez wtyczki", 567100)


def test_decisions_of_the_list_are_taken_by_the_next_run(store, run, tmp_path):
    target, listed = tmp_path / "teren.gpkg", tmp_path / "lista.csv"
    run("checkout", STORE=str(store.path), EXTENT="560000,580000,240000,250000 [EPSG:2180]", OUTPUT=str(target))
    desk.change(open_store(target), "r1", note="=1+1 z terenu;\nżółć")
    desk.change(store, "r1", "Ewa", note="z biura")
    done = run("checkin", STORE=str(store.path), WORKING=str(target), OUTPUT=str(listed))
    assert done["CONFLICTS"] == 1
    text = listed.read_text(encoding="utf-8-sig")
    assert "R-1" in text and "z biura" in text and "'=1+1" in text
    decided = tmp_path / "decyzje.csv"
    decided.write_text(text.replace("\n;", "\ntake theirs;", 1), encoding="utf-8-sig")
    done = run("checkin", STORE=str(store.path), WORKING=str(target), DECISIONS=str(decided), OUTPUT=str(listed))
    assert (done["CHANGED"], done["CONFLICTS"]) == (1, 0)
    assert desk.value(store, "r1", "note") == "=1+1 z terenu;\nżółć"
    decided.write_text(text.replace("\n;", "\nperhaps;", 1), encoding="utf-8-sig")
    with pytest.raises(QgsProcessingException, match="perhaps"):
        run("checkin", STORE=str(store.path), WORKING=str(target), DECISIONS=str(decided), OUTPUT=str(listed))


def test_wrong_wishes_get_a_sentence_and_leave_nothing(store, run, tmp_path):
    target = tmp_path / "teren.gpkg"
    with pytest.raises(QgsProcessingException, match="Say what to take out"):
        run("checkout", STORE=str(store.path), OUTPUT=str(target))
    with pytest.raises(QgsProcessingException, match="No unit"):
        run("checkout", STORE=str(store.path), UNIT="Nigdzie", OUTPUT=str(target))
    with pytest.raises(QgsProcessingException, match="exists already"):
        run("checkout", STORE=str(store.path), UNIT="12", OUTPUT=str(store.path))
    assert not target.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["źródło.gpkg"]
    other = create_store(tmp_path / "inny.gpkg")
    with pytest.raises(QgsProcessingException, match="no working copy"):
        run("checkin", STORE=str(store.path), WORKING=str(other.path), OUTPUT=str(tmp_path / "l.csv"))


@pytest.fixture
def face(dialog_iface, qgis_new_project, store):
    plugin = KmzbPlugin(Desk(dialog_iface))
    i18n.remove()
    plugin.initGui()
    settings.put("store", str(store.path))
    plugin._face.stores.open(str(store.path))
    wait_idle()
    yield plugin._face
    plugin.unload()
    QgsProject.instance().clear()
    settings.put("store", "")
    dialog_iface.messageBar().clear_messages()
    dialog_iface.messageBar().clearWidgets()


@pytest.fixture
def copy(store, tmp_path):
    return desk.take(store, tmp_path / "teren.gpkg")


@pytest.fixture
def window(face, copy):
    face.menu.entry("check_in").trigger()
    window = face.checking_in.window
    window.copy.setFilePath(str(copy.path))
    return window


def cells(window, column):
    model = window.model
    return [model.data(model.index(number, column)) for number in range(model.rowCount())]


def press(button):
    assert button.isEnabled()
    button.click()
    wait_idle()


def test_compared_decided_and_brought_in(window, store, copy):
    desk.change(copy, "r1", note="z terenu", officer="Jan")
    desk.change(store, "r1", "Ewa", note="z biura")
    with desk.rows(copy) as db:
        insert(db, id="nowe", modified_by="Jan")
    assert not window.bring.isEnabled()
    press(window.again)
    assert cells(window, 1) == ["R-1", "R-1"]
    assert cells(window, 3) == ["Inner note", "Officer"]
    assert cells(window, 5) == ["z terenu", "Jan"]
    assert cells(window, 6) == ["z biura", ""]
    assert cells(window, 0) == ["choose…"] * 2
    assert "1 new report" in window.status.text() and "To be decided" in window.status.text()
    assert desk.value(store, "nowe", "id") is None
    window.table.selectRow(0)
    press(window.both)
    window.table.selectRow(1)
    assert not window.both.isEnabled()
    press(window.here)
    assert cells(window, 0) == ["both", "keep here"]
    press(window.bring)
    assert window.model.rowCount() == 0
    assert desk.value(store, "nowe", "id") == "nowe"
    assert desk.value(store, "r1", "note") == "z biura\nz terenu"
    assert desk.value(store, "r1", "officer") is None
    assert not window.bring.isEnabled()


def test_a_decision_is_chosen_in_its_cell(window, store, copy):
    desk.change(copy, "r1", note="z terenu")
    desk.change(store, "r1", "Ewa", note="z biura")
    press(window.again)
    index = window.model.index(0, 0)
    assert window.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    delegate = window.table.itemDelegateForColumn(0)
    editor = delegate.createEditor(window.table.viewport(), None, index)
    assert [editor.itemText(n) for n in range(editor.count())] == ["choose…", "take theirs", "keep here", "both"]
    editor.setCurrentIndex(1)
    delegate.setModelData(editor, window.model, index)
    press(window.bring)
    assert desk.value(store, "r1", "note") == "z terenu"


def test_the_list_is_kept_and_its_decisions_are_read(window, store, copy, tmp_path, monkeypatch):
    desk.change(copy, "r1", note="z terenu")
    desk.change(store, "r1", "Ewa", note="z biura")
    press(window.again)
    window.table.selectRow(0)
    press(window.theirs)
    path = tmp_path / "lista.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(window.csv)
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("take theirs;R-1")
    window.model.decide(0, "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    press(window.read)
    assert cells(window, 0) == ["take theirs"]


def test_what_is_wrong_is_said_in_the_window(window, store, copy, tmp_path):
    window.copy.setFilePath("")
    press(window.again)
    assert "Choose the working copy" in window.status.text()
    window.copy.setFilePath(str(store.path))
    press(window.again)
    assert "no working copy" in window.status.text()
    window.copy.setFilePath(str(tmp_path / "niema.gpkg"))
    press(window.again)
    assert "no store at" in window.status.text()


def test_history_in_the_form_says_that_it_came_by_a_check_in(face, store, copy):
    from kmzb_qgis.gui import history_tab

    desk.change(copy, "r1", note="z terenu")
    desk.bring(copy, store)
    text = history_tab.page(store.path, 1)
    assert "by a check-in" in text


def test_a_store_is_moved_headless_with_its_form(store, run, tmp_path, cluster):
    desk.change(store, "r1", note="x")
    database = cluster.empty()
    done = run("movestore", STORE=str(store.path), TARGET=str(database))
    assert done["TARGET"] == str(database) and done["ROWS"] > 100
    assert desk.value(open_store(database), "r1", "note") == "x"
    with open_store(database).connect() as db:
        styled = db.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault").fetchall()
        cells = db.execute("SELECT count(*) FROM grid_10km").fetchone()[0]
    assert ("report",) in styled and cells > 4000  # else the map of the whole country is empty
    target = tmp_path / "powrót.gpkg"
    run("movestore", STORE=str(database), TARGET=str(target), MARK=True)
    back = open_store(target)
    with back.connect() as db:
        assert ("report",) in db.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault").fetchall()
    assert open_store(database).read_only and "powrót" in open_store(database).notice
    with pytest.raises(QgsProcessingException, match="exists already"):
        run("movestore", STORE=str(store.path), TARGET=str(target))


def test_the_heads_of_an_empty_list_are_whole(qgis_app):
    window = CheckinWindow()
    head = window.table.horizontalHeader()
    for column in range(window.model.columnCount() - 1):
        words = window.model.headerData(column, Qt.Orientation.Horizontal)
        assert head.sectionSize(column) > head.fontMetrics().horizontalAdvance(words), words
