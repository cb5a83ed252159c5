"""The window of the differences, in real widgets: lists, follows, shows on the map, keeps, and goes with the plugin."""

import pytest
from loading_help import HOUR, MONDAY, bring, new_store, officer, row
from pdf_text import pages
from qgis.core import QgsCoordinateReferenceSystem, QgsProject
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtWidgets import QApplication, QFileDialog

from kmzb_qgis.gui.plugin import KmzbPlugin
from kmzb_qgis.processing.making import install
from kmzb_qgis.toolbelt import i18n, settings
from tests.gui.test_differences import rows_of
from tests.gui.test_gui_plugin import Desk
from tests.gui.waiting import told, wait_idle, wait_until


@pytest.fixture
def store(qgis_app, tmp_path):
    store = new_store(tmp_path)
    bring(store, *[row(objectid=100 + n, x=567000.0 + 10 * n) for n in range(1, 5)], row(objectid=9, x=None, y=None))
    officer(store, where="service_id IN (101, 103, 9)")
    install(store)
    return store


@pytest.fixture
def face(dialog_iface, qgis_new_project, store):
    plugin = KmzbPlugin(Desk(dialog_iface))
    i18n.remove()
    try:
        plugin.initGui()
        settings.put("store", str(store.path))
        plugin._face.stores.open(str(store.path))
        wait_idle()
        yield plugin._face
    finally:
        plugin.unload()
        QgsProject.instance().clear()
        settings.put("store", "")
        dialog_iface.messageBar().clear_messages()
        dialog_iface.messageBar().clearWidgets()


@pytest.fixture
def window(face):
    face.menu.entry("differences").trigger()
    wait_idle()
    return face.differences.window


def cells(window, column):
    model = window.model
    return [model.data(model.index(number, column)) for number in range(model.rowCount())]


def again(window):
    window.again.click()
    wait_idle()


def test_it_lists_what_differs_in_the_open_store(window, store):
    assert window.isVisible() and not window.busy.isVisible()
    assert sorted(cells(window, 0)) == ["101", "103", "9"]
    assert set(cells(window, 3)) == {"Nowe"} and set(cells(window, 4)) == {"Weryfikacja"}
    assert window.status.text() == "3 reports with another status here than in the service."
    assert store.path.name in window.windowTitle()
    assert not window.show_report.isEnabled() and window.csv.isEnabled() and window.pdf.isEnabled()


def test_an_empty_list_says_so_and_keeps_nothing(window, store):
    officer(store, "status_id = 6, reason_id = 20", "service_id IN (101, 103, 9)")
    there = [row(objectid=n, status="Niepotwierdzone", modified=MONDAY + HOUR) for n in (101, 103, 9)]
    bring(store, *there)
    again(window)
    assert window.status.text() == "No report has another status here than what the service last said."
    assert window.model.rowCount() == 0
    assert not window.csv.isEnabled() and not window.pdf.isEnabled() and not window.show_report.isEnabled()


def test_in_front_again_it_follows_what_was_saved_meanwhile(window, store):
    window.table.selectRow(cells(window, 0).index("103"))
    officer(store, where="service_id = 102")
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    window.came_back.emit()
    wait_idle()
    assert sorted(cells(window, 0)) == ["101", "102", "103", "9"]
    assert window.report().number == "103"  # the marked one stays marked
    seen = window.found
    window.came_back.emit()
    wait_idle()
    assert window.found is seen  # nothing was written: nothing is read


def test_columns_sort_as_numbers_and_texts(window):
    window.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert cells(window, 0) == ["9", "101", "103"]
    window.table.selectRow(0)
    window.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert cells(window, 0) == ["103", "101", "9"]
    assert window.report().number == "9"


def test_a_report_is_shown_on_the_map_and_opened(window, face, qgis_iface):
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    window.table.selectRow(cells(window, 0).index("103"))
    window.show_report.click()
    assert face.locators.spot.marked() == 1
    place = canvas.extent().center()
    assert abs(place.x() - 2_219_000) < 5_000 and abs(place.y() - 6_458_000) < 10_000  # Kraków in Web Mercator


def test_a_report_without_a_place_opens_its_form(window, face, qgis_iface, monkeypatch):
    opened = []
    monkeypatch.setattr(type(face._iface), "openFeatureForm", lambda _, *given: opened.append(given), raising=False)
    window.table.selectRow(cells(window, 0).index("9"))
    window.table.doubleClicked.emit(window.model.index(window.table.currentIndex().row(), 0))
    assert any("has no place yet" in text for text in told(qgis_iface))
    assert [given[1]["service_id"] for given in opened] == [9]


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_the_list_is_kept_in_a_file(window, tmp_path, monkeypatch, kind):
    target = tmp_path / "lista"
    asked = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (asked.append(given), (str(target), ""))[1])
    getattr(window, kind).click()
    wait_until(lambda: "The list is in" in window.status.text())
    path = target.with_suffix(f".{kind}")
    assert asked[0][2].endswith(f".{kind}") and path.is_file()
    if kind == "csv":
        assert {line[0] for line in rows_of(path)[1:]} == {"101", "103", "9"}
    else:
        assert "103" in pages(path.read_bytes())[0]


def test_what_cannot_be_done_is_a_sentence_in_the_window(window, store, tmp_path, monkeypatch):
    target = tmp_path / "nie ma" / "a.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.csv.click()
    wait_until(lambda: "cannot be written" in window.status.text())
    window.unit.setText("Nigdzie")
    again(window)
    assert window.status.text() == "No unit of the store has the code or name 'Nigdzie'."
    assert window.model.rowCount() == 3  # the list before stays
    window.unit.clear()
    store.path.rename(tmp_path / "gdzie indziej.gpkg")
    again(window)
    assert "There is no store at" in window.status.text()
    assert window.again.isEnabled()


def test_reports_entered_here_are_listed_when_asked(window, store):
    with store.connect() as db:
        db.execute("INSERT INTO report (category_id, reference) VALUES (11, 'E/1')")
    window.unseen.setChecked(True)
    wait_idle()
    assert cells(window, 0)[-1] == "E/1" and cells(window, 3)[-1] == "–"
    assert "1 report entered here" in window.status.text()


def test_without_a_store_it_says_so(face, qgis_iface):
    settings.put("store", "")
    face.menu.entry("differences").trigger()
    assert face.differences.window is None
    assert any("Open a store first" in text for text in told(qgis_iface))


def test_the_plugin_takes_it_away(window, face):
    face.differences.remove()
    assert face.differences.window is None and not window.isVisible()
