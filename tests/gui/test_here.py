"""'What is here?': the map tool, the action of a report and the window, against stand-ins of the services."""

import look_store
import pytest
from locator_desk import Desk
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsAttributeDialog, QgsGui, QgsMapMouseEvent
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QAction, QLabel, QPushButton, QTextBrowser

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging
from kmzb_qgis.geoportal import locate, pace
from kmzb_qgis.gui.locators import Locators
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.gui.spot_frame import Frame
from kmzb_qgis.store import open_store
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import run_events, told, wait_idle, wait_until
from tests.standins.locators import Locators as Services
from tests.unit.unit_shapes import shape

MARKET = (567055.0, 244215.0)
RIVER = (567055.0, 243100.0)


@pytest.fixture
def services(qgis_app, tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "SHARED", pace.Pace(calls=100))
    monkeypatch.setattr(locate, "AGAIN_S", (0.02, 0.02))
    with Services() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "own.json")))
        yield server
        settings.put("catalogue_file", "")


@pytest.fixture
def desk(qgis_iface, qgis_new_project, services):
    qgis_iface.messageBar().clear_messages()
    qgis_iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    desk = Desk(qgis_iface)
    desk.face = Locators(desk, Messages(desk))
    desk.face.install()
    desk.entry = QAction("What is here?")
    desk.face.follow(desk.entry)
    yield desk
    desk.face.remove()
    QgsProject.instance().clear()
    wait_idle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def layer(desk, tmp_path):
    """A store with a report in Kraków's market, and with the jurisdictions around it."""
    store = look_store.make(tmp_path / "zgłoszenia.gpkg")
    with store.connect() as db:
        db.execute("UPDATE report SET geom = kmzb_point(567055, 244215), base_version = version WHERE fid = 2")
        db.execute("UPDATE report SET geom = NULL, base_version = version WHERE fid = 3")
        for level, code, name in (
            ("K05", "126101", "Komisariat Policji I w Krakowie"),
            ("K01", "12", "KWP w Krakowie"),
        ):
            db.execute(
                "INSERT INTO unit (geom, id, level, name) VALUES (?, ?, ?, ?)",
                (shape(560000, 240000, 570000, 250000), code, level, name),
            )
    return editing.load_layer(store, QgsProject.instance())


def answer(desk, seconds=20):
    """The window's text once everybody has answered."""
    wait_idle()
    run_events()
    return desk.face.here.window.text()


def click(desk, x, y):
    """A click of the tool on the map."""
    canvas = desk.mapCanvas()
    canvas.resize(400, 400)
    canvas.setExtent(QgsRectangle(x - 200, y - 200, x + 200, y + 200))
    pixel = canvas.mapSettings().mapToPixel().transform(QgsPointXY(x, y))
    place = QPoint(round(pixel.x()), round(pixel.y()))
    tool = canvas.mapTool()
    tool.canvasReleaseEvent(QgsMapMouseEvent(canvas, QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton))


def test_a_click_tells_address_parcel_units_and_police(desk, layer, services):
    desk.face.pick()
    assert desk.entry.isChecked() and services.requests == []
    click(desk, *MARKET)
    text = answer(desk)
    assert "Nearest address: Kraków, Rynek Główny 1, 31-042 (6 m away)" in text
    assert "Parcel id: 126101_1.0001.230/301" in text and "Precinct: Śródmieście" in text
    assert "Voivodeship: małopolskie" in text
    assert "Police station: Komisariat Policji I w Krakowie (126101)" in text and "KWP w Krakowie" in text
    assert "WGS 84: 50.0" in text and "E 5670" in text
    assert [asked["request"] for asked in services.requests] == ["GetParcelByXY", "GetAddressReverse"]
    assert desk.face.spot.marked() == 2  # a ring, and the parcel's outline
    desk.face.here.window.reject()
    assert desk.face.spot.marked() == 0
    desk.mapCanvas().unsetMapTool(desk.face.tool)
    assert not desk.entry.isChecked()


def test_a_click_on_a_map_of_another_system(desk, services):
    place = QgsPointXY(19.93790, 50.06143)
    desk.face.ask_at(place, QgsCoordinateReferenceSystem("EPSG:4326"))
    assert "Rynek Główny" in answer(desk)
    x, y = map(float, services.requests[0]["xy"].split(","))
    assert (x, y) == (pytest.approx(567085, abs=120), pytest.approx(244200, abs=120))


def test_a_report_tells_its_surroundings(desk, layer, services):
    registry = QgsGui.mapLayerActionRegistry()
    (action,) = [entry for entry in registry.mapLayerActions(layer) if entry.objectName() == "kmzb_here_action"]
    other = next(one for one in QgsProject.instance().mapLayers().values() if one.name() != layer.name())
    assert "kmzb_here_action" not in [entry.objectName() for entry in registry.mapLayerActions(other)]
    action.triggerForFeature(layer, layer.getFeature(2))
    text = answer(desk)
    assert text.startswith("Report 2\n") and "Rynek Główny 1" in text
    before = len(services.requests)
    action.triggerForFeature(layer, layer.getFeature(3))
    assert any("Report 3 has no place yet." in sentence for sentence in told(desk))
    assert len(services.requests) == before


def test_on_water_the_precinct_is_told(desk, services):
    desk.face.here.ask(*RIVER)
    text = answer(desk)
    assert "Parcel:" not in text and "Precinct: Śródmieście" in text and "TERYT code: 126101_1.0001" in text
    assert "the store has no jurisdictions" in text


@pytest.mark.parametrize(
    ("failure", "words"),
    [("503", "busy"), ("html", "web page"), ("empty404", "404"), ("nonsense", "understood"), ("xml", "Błąd usługi")],
)
def test_what_fails_is_said_and_the_rest_is_shown(desk, layer, services, failure, words):
    services.failure = failure
    desk.face.here.ask(*MARKET)
    text = answer(desk)
    assert words in text and "Komisariat Policji I" in text and "E 567055.00" in text
    assert len([line for line in text.split("\n") if words in line]) in (1, 2)


def test_one_service_fails_the_other_answers(desk, services):
    services.failure, services.failures_left = "503", 1  # ULDK is asked first
    desk.face.here.ask(*MARKET)
    text = answer(desk)
    assert "busy" in text and "Nearest address: Kraków" in text


def test_a_county_that_does_not_answer_leaves_the_units(desk, services):
    services.failure, services.failures_left = "county", 1
    desk.face.here.ask(*MARKET)
    text = answer(desk)
    assert "Municipality: Kraków" in text and "Parcel:" not in text


def test_a_place_outside_poland_is_not_asked_about(desk, services):
    desk.face.here.ask(100.0, 100.0)
    assert "outside Poland" in answer(desk)
    assert services.requests == []
    desk.face.ask_at(QgsPointXY(-60.0, -20.0), QgsCoordinateReferenceSystem("EPSG:4326"))
    wait_idle()
    assert services.requests == []


def test_closing_the_window_cancels(desk, services):
    services.failure, services.failures_left = "slow", 1
    desk.face.here.ask(*MARKET)
    wait_until(lambda: bool(services.requests))
    assert "Asking" in " ".join(
        label.text() for label in desk.face.here.window.findChildren(QLabel) if label.isVisible()
    )
    window = desk.face.here.window
    window.reject()
    wait_idle()  # long before the service would answer
    assert desk.face.here.window is None and len(services.requests) == 1
    desk.face.here.ask(*MARKET)
    assert "Rynek Główny" in answer(desk)


def test_only_the_last_place_is_shown(desk, services):
    services.failure, services.failures_left = "slow", 1
    desk.face.here.ask(646384.0, 499203.0, "first")
    wait_until(lambda: bool(services.requests))
    desk.face.here.ask(*MARKET, "second")
    text = answer(desk)
    assert text.startswith("second") and "Rynek" in text and "Marki" not in text


def test_everything_can_be_copied_and_markup_is_text(desk, services):
    desk.face.here.ask(*MARKET, "<b>Zażółć</b>")
    text = answer(desk)
    window = desk.face.here.window
    window.findChild(QPushButton, "kmzb_here_copy").click()
    assert QGuiApplication.clipboard().text() == text and text.startswith("<b>Zażółć</b>\n")
    shown = window.findChild(QTextBrowser, "kmzb_here_text")
    assert shown.toPlainText().startswith("<b>Zażółć</b>\n") and "Rynek Główny 1, 31-042" in shown.toPlainText()
    assert shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert shown.verticalScrollBar().maximum() == 0  # all of it is in sight


def test_the_window_shows_the_place_and_begins_a_report_there(desk, layer, services):
    desk.face.here.ask(*MARKET)
    answer(desk)
    window = desk.face.here.window
    desk.mapCanvas().setExtent(QgsRectangle(200000, 200000, 201000, 201000))
    window.findChild(QPushButton, "kmzb_here_map").click()
    assert desk.mapCanvas().extent().contains(QgsPointXY(*MARKET))
    assert desk.face.spot.marked() == 2  # the parcel's outline too, and as long as the window is open
    assert not desk.face.spot._timer.isActive()
    window.findChild(QPushButton, "kmzb_here_report").click()
    dialog = next(child for child in desk.mainWindow().findChildren(QgsAttributeDialog) if child.isVisible())
    assert dialog.feature().geometry().asPoint() == QgsPointXY(*MARKET)
    dialog.reject()
    layer.rollBack()


def test_the_mark_follows_the_map_into_another_system(desk, services):
    desk.face.here.ask(*MARKET)
    answer(desk)
    desk.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    (frame,) = [mark for mark in desk.face.spot._marks if isinstance(mark, Frame)]
    assert desk.face.spot.marked() == 2
    there = frame._point
    assert (there.x(), there.y()) == (pytest.approx(2219400, abs=300), pytest.approx(6456000, abs=1500))
    desk.face.spot.show(*MARKET)
    desk.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    assert desk.face.spot.marked() == 1 and desk.face.spot._timer.isActive()  # still for half a minute
    desk.face.spot.clear()
    desk.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    assert desk.face.spot.marked() == 0


def test_only_the_place_shown_last_has_buttons(desk, services):
    for number in (1, 2, 3):
        desk.face.chosen({"title": f"Rynek Główny {number}", "x": MARKET[0], "y": MARKET[1], "wkt": ""}, 0)
    items = [item for item in desk.messageBar().items() if item.findChild(QPushButton, "kmzb_spot_here")]
    assert len(items) == 1 and desk.face.spot.marked() == 1
    desk.buttons()["kmzb_spot_here"].click()
    assert answer(desk).startswith("Rynek Główny 3\n")


def test_buttons_over_the_map_leave_with_the_plugin(desk, services):
    desk.face.chosen({"title": "Rynek Główny 1", "x": MARKET[0], "y": MARKET[1], "wkt": ""}, 0)
    assert set(desk.buttons()) == {"kmzb_spot_report", "kmzb_spot_here"}
    desk.face.remove()
    run_events()
    assert desk.buttons() == {}
    desk.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    assert desk.face.spot.marked() == 0


def test_a_form_left_open_survives_its_store(desk, layer, services):
    """The project is closed while the form of a new report stands there: QGIS goes on, and nothing is written."""
    desk.face.begin_report(*MARKET)
    QgsProject.instance().clear()
    run_events(0.2)
    left = [child for child in desk.mainWindow().findChildren(QgsAttributeDialog) if child.isVisible()]
    for dialog in left:
        dialog.accept()
    run_events(0.2)
    assert QgsProject.instance().mapLayers() == {}


def test_a_form_that_is_left_leaves_the_layer_as_it_was(desk, layer, services):
    def form():
        return next(child for child in desk.mainWindow().findChildren(QgsAttributeDialog) if child.isVisible())

    before = layer.featureCount()
    desk.face.begin_report(*MARKET)
    assert layer.isEditable()
    form().reject()
    run_events()
    assert not layer.isEditable() and layer.featureCount() == before  # the plugin began, and ends it
    layer.startEditing()
    desk.face.begin_report(*MARKET)
    form().reject()
    run_events()
    assert layer.isEditable()  # the person's own editing goes on
    layer.rollBack()


def test_nothing_stays_when_the_plugin_is_switched_off(desk, layer):
    desk.face.pick()
    desk.face.remove()
    names = [entry.objectName() for entry in QgsGui.mapLayerActionRegistry().mapLayerActions(layer)]
    assert "kmzb_here_action" not in names and desk.mapCanvas().mapTool() is None


@pytest.mark.parametrize(("place", "side"), [(0.25, "right"), (0.75, "left")])
def test_the_window_does_not_cover_the_place(desk, services, place, side):
    canvas = desk.mapCanvas()
    canvas.resize(1400, 800)
    x, y = MARKET
    canvas.setExtent(QgsRectangle(x - 700 * 2 * place, y - 400, x + 700 * 2 * (1 - place), y + 400))
    desk.face.here.ask(x, y)
    window = desk.face.here.window
    left = window.x() - canvas.mapToGlobal(QPoint(0, 0)).x()
    at = desk.face.spot.pixel(x, y)
    assert left > at if side == "right" else left + window.width() < at
    window.move(77, 66)
    desk.face.here.ask(x + 10, y)
    assert (window.x(), window.y()) == (77, 66)  # a person has put it there
    answer(desk)


def test_a_key_of_the_register_is_not_shown(desk, layer, services):
    """PRG has no codes of voivodeship commands; their keys have 40 letters, which tell nobody anything."""
    with open_store(belonging.store_of(layer)).connect() as db:
        db.execute("UPDATE unit SET id = 'K01-00000000-0000-0000-0000-000000000001' WHERE level = 'K01'")
    desk.face.here.ask(*MARKET)
    text = answer(desk)
    assert "KWP w Krakowie" in text and "K01-0000" not in text and "(126101)" in text
