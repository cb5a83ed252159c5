"""The catalogue search as a person uses it: real windows, a real pycsw, layers in the project only when all is well."""

from __future__ import annotations

import time

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, Qt, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices

from kmzb_qgis.geoportal import csw
from kmzb_qgis.gui.catalogue import Catalogue
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.toolbelt import settings
from tests.gui.csw_desk import shared_catalogue  # noqa: F401 - a fixture
from tests.gui.waiting import run_events, wait_idle, wait_until
from tests.standins import csw_records as made


@pytest.fixture
def server(qgis_app, shared_catalogue, tmp_path, monkeypatch):  # noqa: F811
    shared_catalogue.failure, shared_catalogue.maps.failure = "", ""
    shared_catalogue.asked.clear()
    monkeypatch.setattr(csw, "PAUSES_S", (0.02,))
    settings.put("catalogue_file", str(shared_catalogue.catalogue(tmp_path / "own.json")))
    yield shared_catalogue
    settings.put("catalogue_file", "")


@pytest.fixture
def face(qgis_iface, qgis_new_project, server):
    face = Catalogue(qgis_iface, Messages(qgis_iface))
    face.open()
    yield face
    face.remove()
    QgsProject.instance().clear()
    wait_idle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def look(face, text, kind=""):
    """Type words, choose a kind and press the button; wait for the answer."""
    window = face.window
    window.words.setText(text)
    window.kind.setCurrentIndex(window.kind.findData(kind))
    window.search.click()
    wait_idle()
    return window


def titles(window) -> list[str]:
    return [window.list.topLevelItem(row).text(0) for row in range(window.list.topLevelItemCount())]


def choose(face, text, kind=""):
    """Search, and have the first one's service tell what it offers."""
    look(face, text, kind).add.click()
    wait_until(lambda: face.choice is not None)
    return face.choice


def mark(choice, *names) -> None:
    for row in range(choice.list.topLevelItemCount()):
        item = choice.list.topLevelItem(row)
        item.setSelected(any(name in item.text(1) for name in names))


def test_nothing_is_asked_before_somebody_searches(face, server):
    run_events(0.2)
    assert server.asked == [] and not face.window.add.isEnabled() and not face.window.record.isEnabled()


def test_what_was_found_is_listed_and_read(face):
    window = look(face, "ortofotomapy")
    assert sorted(titles(window)) == [
        "Usługa przeglądania WMS ortofotomapy",
        "Usługa przeglądania WMTS ortofotomapy standardowej rozdzielczości",
    ]
    assert "1–2 of 2" in window.status.text() and not window.after.isEnabled()
    row = titles(window).index("Usługa przeglądania WMTS ortofotomapy standardowej rozdzielczości")
    window.list.setCurrentItem(window.list.topLevelItem(row))
    text = window.text.toPlainText()
    for words in (made.GUGIK, "Kind: WMTS", "Aktualizowana co kwartał.", made.TERMS, made.FREE, "Limits of access"):
        assert words in text, words
    assert window.service.currentText().startswith("WMTS: http://127.0.0.1")


def test_a_record_s_words_are_no_markup(face):
    window = look(face, "zabytków")
    assert titles(window) == ["Mapa zabytków 100% <b>Krakowa</b> & okolic_2"]
    assert "<script>alert(1)</script>" in window.text.toPlainText() and "<b>Krakowa</b>" in window.text.toPlainText()


def test_a_record_without_conditions_says_so(face):
    text = look(face, "morze").text.toPlainText()
    assert "names no conditions of use" in text
    assert face.window.service.currentText() == "No address of a WMS, WMTS or WFS" and not face.window.add.isEnabled()


def test_pages_forth_and_back(face):
    window = look(face, "powiat")
    first = titles(window)
    assert "1–10 of 22" in window.status.text() and not window.before.isEnabled()
    window.after.click()
    wait_idle()
    window.after.click()
    wait_idle()
    assert "21–22 of 22" in window.status.text() and not window.after.isEnabled()
    window.before.click()
    wait_idle()
    window.before.click()
    wait_idle()
    assert titles(window) == first and not window.before.isEnabled()


def test_only_what_lies_in_the_map_s_view(face, qgis_iface, server):
    canvas = qgis_iface.mapCanvas()
    canvas.resize(400, 400)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    canvas.setExtent(QgsRectangle(470000, 720000, 474000, 724000))  # Gdańsk
    face.window.in_sight.setChecked(True)
    found = titles(look(face, ""))
    assert "Zbiór bez opisu" in found and not [title for title in found if "powiat" in title]
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem())
    before = len(server.asked)
    face.window.search.click()
    assert "no place on earth" in face.window.status.text() and len(server.asked) == before


def test_nothing_found_is_said(face):
    window = look(face, "nie ma takiego")
    assert titles(window) == [] and "Nothing was found" in window.status.text() and not window.add.isEnabled()


@pytest.mark.parametrize(
    ("failure", "words"), [("html", "web page"), ("exception", "Błąd bazy danych"), ("down", "busy"), ("cut", "XML")]
)
def test_a_failure_is_a_sentence_and_the_list_stays(face, server, failure, words):
    window = look(face, "ortofotomapy")
    server.failure = failure
    look(face, "drogi")
    assert words in window.status.text() and len(titles(window)) == 2 and window.search.isEnabled()
    assert not window.busy.isVisible()


def test_a_search_is_cancelled_by_its_button_and_by_closing(face, server):
    server.failure = "slow"
    window = face.window
    window.search.click()
    run_events(0.2)
    assert window.busy.isVisible() and window.cancel.isVisible() and not window.search.isEnabled()
    window.cancel.click()
    wait_idle()
    assert "Cancelled" in window.status.text() and window.search.isEnabled() and titles(window) == []
    window.search.click()
    run_events(0.2)
    window.reject()
    wait_idle()
    assert not window.isVisible() and face._work is None


def test_the_newest_search_is_the_one_that_is_shown(face, server):
    server.failure, server.times = "slow", 1
    face.window.words.setText("powiat")
    face.search()
    run_events(0.3)
    face.window.words.setText("Łańcucki")
    face.search()
    wait_idle()
    assert len(titles(face.window)) == 1


def test_the_record_opens_in_the_browser_and_nothing_else_does(face, qgis_iface):
    class Browser(QObject):
        seen: list = []  # noqa: RUF012 - one instance

        @pyqtSlot(QUrl)
        def show(self, url):
            self.seen.append(url.toString())

    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "show")
    try:
        window = look(face, "Łańcucki")
        window.record.click()
        window.opened.emit("file:///etc/passwd")
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert len(browser.seen) == 1 and browser.seen[0].endswith("&ID=egib-07")


def test_conditions_stand_above_the_layers(face):
    choice = choose(face, "standardowej rozdzielczości")
    assert made.TERMS in choice.text.toPlainText() and choice.isVisible()
    assert choice.crs.currentText() == "EPSG:2180" and choice.format.currentText() == "image/jpeg"
    assert QgsProject.instance().mapLayers() == {}
    choice.reject()
    run_events()
    assert face.choice is None and QgsProject.instance().mapLayers() == {}


def test_layers_of_a_wms_are_added(face):
    choice = choose(face, "Rejestru przeglądania", "view")
    mark(choice, "A01", "A03")
    assert [layer.name for layer in choice.layers()] == ["A01_Granice_wojewodztw", "A03_Granice_gmin"]
    choice.crs.setCurrentText("EPSG:3857")
    choice.accepting.click()
    wait_idle()
    names = [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers()]
    assert names == ["A01_Granice_wojewodztw", "A03_Granice_gmin"]
    assert "2 layers added" in face.window.status.text()
    for layer in QgsProject.instance().mapLayers().values():
        assert layer.isValid() and layer.crs().authid() == "EPSG:3857"
        assert layer.thread() == QCoreApplication.instance().thread()


def test_a_wfs_is_added_and_drawn(face):
    choice = choose(face, "Policji", "download")
    assert not choice.format.isVisible()
    choice.filter.setText("K05")
    mark(choice, "K05")
    assert [layer.name for layer in choice.layers()] == ["ms:K05_Komisariat_policji"]
    choice.accepting.click()
    wait_idle()
    assert "1 layer added" in face.window.status.text()
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.thread() == QCoreApplication.instance().thread()
    names = sorted(row["JPT_NAZWA_"] for row in layer.getFeatures())
    assert len(names) == 3 and names[0] == "Komisariat Policji I w Krakowie"
    assert layer.metadata().rights() == ["Dane PRG do dowolnego użytku."]
    assert (
        layer.renderer().symbol().symbolLayer(0).brushStyle() == Qt.BrushStyle.NoBrush
    )  # the map below stays in sight


def test_adding_is_stopped_and_nothing_comes_later(face, server, monkeypatch):
    choice, right, asked = choose(face, "Policji", "download"), server.prg.mapserver, []

    def slow(query):
        asked.append(query)
        if "REQUEST=GetFeature" in query:
            time.sleep(1.5)
        return right(query)

    monkeypatch.setattr(server.prg, "mapserver", slow)
    choice.accepting.click()
    wait_until(lambda: [query for query in asked if "REQUEST=GetFeature" in query])
    assert face.window.cancel.isVisible()
    face.window.cancel.click()
    wait_idle()
    run_events(0.3)
    assert QgsProject.instance().mapLayers() == {} and "Cancelled" in face.window.status.text()


def test_layers_chosen_for_one_project_do_not_come_into_the_next(face):
    choice = choose(face, "Rejestru przeglądania", "view")
    choice.accepting.click()
    QgsProject.instance().clear()  # as by opening another one
    wait_idle()
    assert QgsProject.instance().mapLayers() == {}
    assert "another project was opened" in face.window.status.text()
    choose(face, "Rejestru przeglądania", "view").accepting.click()
    wait_idle()
    assert len(QgsProject.instance().mapLayers()) == 1


def test_features_go_on_top_and_pictures_under_all_but_the_basemaps(face):
    from qgis.core import QgsVectorLayer

    from kmzb_qgis.geoportal import basemaps

    project = QgsProject.instance()
    basemaps.group(project)
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:2180", "Zgłoszenia", "memory"), False)
    project.layerTreeRoot().insertLayer(0, next(iter(project.mapLayers().values())))
    for text, kind in (("standardowej rozdzielczości", "view"), ("Policji", "download")):
        choose(face, text, kind).accepting.click()
        wait_idle()
    names = [node.name() for node in project.layerTreeRoot().children()]
    assert names == ["A01_Granice_wojewodztw", "Zgłoszenia", "ORTOFOTOMAPA", "Basemaps"]


def test_where_one_layer_fails_none_is_added(face, server, monkeypatch):
    right = server.prg.mapserver

    def broken(query):
        """The second layer's fields cannot be had."""
        return (500, "text/plain", b"") if "K03" in query else right(query)

    choice = choose(face, "Policji", "download")
    mark(choice, "A01", "K03")
    monkeypatch.setattr(server.prg, "mapserver", broken)
    choice.accepting.click()
    wait_idle()
    assert QgsProject.instance().mapLayers() == {} and "cannot be shown" in face.window.status.text()
    assert QgsProject.instance().layerTreeRoot().children() == []


def test_a_service_that_is_none_is_a_sentence(face):
    window = look(face, "stroną")
    window.add.click()
    wait_idle()
    assert "does not tell what it offers" in window.status.text() and face.choice is None


def test_too_many_layers_at_once_are_refused(face):
    from kmzb_qgis.geoportal.csw_record import Record
    from kmzb_qgis.geoportal.offers import Layer, Offer
    from kmzb_qgis.gui.offer_window import OfferWindow

    layers = tuple(Layer(f"w{n}", f"W {n}", crs=("EPSG:2180",) if n else ("EPSG:4326",)) for n in range(25))
    choice = OfferWindow(Record("a", "T"), Offer("WFS", "http://x.example.org/?", "", "", (), layers))
    assert choice.accepting.isEnabled() and "does not know EPSG:2180" in choice.hint.text()
    choice.list.selectAll()
    assert not choice.accepting.isEnabled() and "at most 20" in choice.hint.text()
    mark(choice, "w0", "w1")
    choice.list.clearSelection()
    choice.list.topLevelItem(0).setSelected(True)
    choice.list.topLevelItem(1).setSelected(True)
    assert not choice.accepting.isEnabled() and "one by one" in choice.hint.text()
    choice.list.clearSelection()
    assert not choice.accepting.isEnabled()
