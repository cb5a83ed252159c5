"""The locator bar's filters through QGIS's own locator, against stand-ins of the services and a real store."""

import threading
from contextlib import closing

import look_store
import pytest
from locator_desk import Desk
from qgis.core import QgsCoordinateReferenceSystem, QgsLocatorContext, QgsProject, QgsRectangle
from qgis.gui import QgsAttributeDialog
from qgis.PyQt.QtCore import QCoreApplication, QEvent

from kmzb_qgis import editing
from kmzb_qgis.geoportal import locate, pace
from kmzb_qgis.gui import locator_filters, report_layer
from kmzb_qgis.gui.locators import Locators
from kmzb_qgis.gui.messages import Messages
from kmzb_qgis.store.store import open_connection
from kmzb_qgis.toolbelt import net, settings
from tests.gui.waiting import run_events, told, wait_until
from tests.standins.locators import Locators as Services

ADDRESS = "adr Kraków, Rynek Główny 1"


@pytest.fixture
def services(qgis_app, tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "SHARED", pace.Pace(calls=100))
    with Services() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "own.json")))
        yield server
        settings.put("catalogue_file", "")


@pytest.fixture
def desk(qgis_iface, qgis_new_project, services, monkeypatch):
    for kind in ("PAUSE_MS", "LOCAL_PAUSE_MS"):
        monkeypatch.setattr(locator_filters, kind, 20)
    qgis_iface.messageBar().clear_messages()
    qgis_iface.messageBar().clearWidgets()
    desk = Desk(qgis_iface)
    desk.face = Locators(desk, Messages(desk))
    desk.face.install()
    yield desk
    desk.face.remove()
    qgis_iface.messageBar().clearWidgets()
    QgsProject.instance().clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def layer(desk, tmp_path):
    """The reports of a real store, 1 to 8, in the project."""
    store = look_store.make(tmp_path / "zgłoszenia.gpkg")
    with store.connect() as db:
        db.execute("UPDATE report SET geom = NULL, base_version = version WHERE fid = 7")
        db.execute("UPDATE report SET description = 'Świętokrzyska, wiata', base_version = version WHERE fid = 3")
        db.execute(
            "INSERT INTO report (fid, id, service_id, plane, category_id, status_id, reported_at, status_changed_at,"
            " geom, import_run_id) SELECT 9, 'r9', 471123, 3, 11, 1, reported_at, reported_at,"
            " kmzb_point(520000, 510000), 1"
            " FROM report WHERE fid = 3"
        )
    return editing.load_layer(store, QgsProject.instance())


def titles(results):
    return [result.displayString for result in results]


def test_filters_are_in_the_locator_and_gone_with_the_plugin(desk, services):
    known = {found.name(): found.activePrefix() for found in desk.locator.filters()}
    assert known == {"kmzb_address": "adr", "kmzb_parcel": "dzi", "kmzb_report": "zgl"}
    assert all(found.displayName().startswith("KMZB") for found in desk.locator.filters())
    assert services.requests == []
    desk.face.remove()
    assert desk.locator.filters() == []


def test_an_address_is_found_by_the_service_outside_the_gui_thread(desk, services, monkeypatch):
    threads, fetch = [], net.fetch

    def noted(*args, **values):
        threads.append(threading.current_thread() is threading.main_thread())
        return fetch(*args, **values)

    monkeypatch.setattr(net, "fetch", noted)
    results = desk.ask(ADDRESS)
    assert titles(results) == ["Kraków, Rynek Główny 1"]
    assert results[0].description == "31-042 · Kraków, małopolskie"
    assert threads == [False]
    (asked,) = services.requests
    assert (asked["service"], asked["request"]) == ("uug", "GetAddress")
    assert asked["address"] == "Kraków, Rynek Główny 1"


@pytest.mark.parametrize(
    "text", ["adr", "adr ", "adr Kr", "dzi 12", "Kraków, Rynek Główny 1", "126105_9.0001.1/1", "zgl"]
)
def test_nothing_is_sent_without_prefix_or_with_few_letters(desk, services, text):
    desk.ask(text)
    assert services.requests == []


def test_nothing_is_sent_for_text_that_goes_on(desk, services, monkeypatch):
    monkeypatch.setattr(locator_filters, "PAUSE_MS", 300)
    desk.face.remove()
    desk.face.install()
    for end in range(8, len(ADDRESS)):
        desk.locator.fetchResults(ADDRESS[:end], QgsLocatorContext())
        run_events(0.01)
    results = desk.ask(ADDRESS)
    assert titles(results) == ["Kraków, Rynek Główny 1"]
    assert [asked["address"] for asked in services.requests] == ["Kraków, Rynek Główny 1"]


def test_parcels_and_units_are_found(desk, services):
    assert [r.description.split(" ")[0] for r in desk.ask("dzi śródmieście 12/3")] == [
        "126101_1.0001.12/3",
        "143402_1.0001.12/3",
    ]
    (unit,) = desk.ask("dzi 1261011")
    assert "Kraków" in unit.displayString and unit.userData["wkt"].startswith("Polygon")
    assert [asked["request"] for asked in services.requests] == ["GetParcelByIdOrNr", "GetCommuneById"]


def test_a_result_zooms_marks_and_offers(desk, services, qgis_iface):
    (result,) = desk.ask("dzi 126101_1.0001.230/301")
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    canvas.setExtent(QgsRectangle(171000, 133000, 862000, 775000))
    result.filter.triggerResult(result)
    parcel = QgsRectangle(567040, 244200, 567080, 244240)
    assert canvas.extent().contains(parcel) and canvas.extent().width() < 400
    assert desk.face.spot.marked() == 2
    assert set(desk.buttons()) == {"kmzb_spot_report", "kmzb_spot_here"}
    desk.face.spot.clear()
    assert desk.face.spot.marked() == 0


def test_a_place_is_shown_on_a_map_of_another_system(desk, services, qgis_iface):
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    canvas.setExtent(QgsRectangle(1500000, 6000000, 2700000, 7400000))
    (result,) = desk.ask(ADDRESS)
    result.filter.triggerResult(result)
    middle = canvas.extent().center()
    assert abs(middle.x() - 2219300) < 800 and abs(middle.y() - 6456000) < 1500
    assert canvas.extent().width() < 2000
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("503", "busy"), ("html", "web page"), ("xml", "Błąd usługi źródłowej"), ("empty404", "404"),
        ("empty", "empty answer"), ("nonsense", "cannot be understood"), ("cut", "dropped"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", [ADDRESS, "dzi 126101_1.0001.12/3"])
def test_a_failure_is_one_line_that_tells_more(desk, services, failure, words, text, monkeypatch):
    monkeypatch.setattr(locate, "AGAIN_S", (0.02, 0.02))
    services.failure = failure
    (result,) = desk.ask(text)
    assert words in result.displayString
    result.filter.triggerResult(result)
    assert any(words in sentence for sentence in told(desk))
    assert desk.face.spot.marked() == 0
    services.failure = ""
    assert len(desk.ask(text)) == 1 and "title" in desk.ask(text)[0].userData


def test_a_slow_service_is_left_when_the_person_types_on(desk, services):
    services.failure, services.failures_left = "slow", 1
    desk.locator.fetchResults("adr Kraków, Rynek", QgsLocatorContext())
    wait_until(lambda: bool(services.requests))
    assert titles(desk.ask(ADDRESS, 10)) == ["Kraków, Rynek Główny 1"]


def test_a_service_that_is_too_slow_is_told(desk, services, monkeypatch):
    monkeypatch.setattr(locate, "TIMEOUT_S", 0.5)
    services.failure = "slow"
    (result,) = desk.ask(ADDRESS)
    assert "did not answer within 0.5 s" in result.displayString


def test_faults_that_pass_are_not_seen(desk, services, monkeypatch):
    monkeypatch.setattr(locate, "AGAIN_S", (0.02, 0.02))
    for failure, left in (("empty404", 2), ("cut", 1), ("cp1250", 1), ("swapped", 1)):
        services.failure, services.failures_left = failure, left
        (result,) = desk.ask(ADDRESS)
        assert result.displayString == "Kraków, Rynek Główny 1", failure
        assert (result.userData["x"], result.userData["y"]) == (567059.1, 244219.4), failure


def test_nothing_found_is_said_and_how_to_write_an_address(desk, services):
    assert "Nothing was found for 'Xyz, Nie ma 1'." in titles(desk.ask("adr Xyz, Nie ma 1"))
    assert "comma" in desk.ask("adr Rynek Główny 1")[0].displayString


def test_the_shared_pace_holds_for_the_locator(desk, services, monkeypatch):
    monkeypatch.setattr(pace, "SHARED", pace.Pace(calls=2, seconds=0.5))
    for number in range(5):
        desk.ask(f"adr Kraków, Rynek {number}")
    assert len(services.times) == 5
    assert all(later - first > 0.45 for first, later in zip(services.times, services.times[2:]))


def test_the_catalogue_that_is_wrong_is_told(desk, tmp_path):
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    settings.put("catalogue_file", str(tmp_path / "bad.json"))
    assert "is not valid JSON" in desk.ask(ADDRESS)[0].displayString


def test_reports_are_found_and_shown(desk, layer, services, qgis_iface):
    (result,) = desk.ask("zgl swietokrzysk")
    assert result.displayString == "3 · Dzikie wysypiska śmieci" and "Świętokrzyska" in result.description
    result.filter.triggerResult(result)
    assert qgis_iface.mapCanvas().extent().center().x() == pytest.approx(506_000, abs=1)
    desk.buttons()["kmzb_spot_form"].click()
    assert desk.forms == [(layer.name(), 3)]
    result.filter.triggerResultFromAction(result, locator_filters.OPEN_FORM)
    assert len(desk.forms) == 2
    assert services.requests == []  # reports are nobody's business


def test_without_the_prefix_only_numbers_of_reports_are_listed(desk, layer):
    assert len(desk.ask("swietokrzysk")) == 0
    assert [result.userData["fid"] for result in desk.ask("471123")] == [9]


def _open(layer):
    return closing(open_connection(report_layer.store_of(layer), True))


def test_a_report_without_a_place_opens_its_form(desk, layer):
    results = [
        result for result in desk.ask(f"zgl {look_store.BOOK.status(7).name.split()[0]}") if result.userData["fid"] == 7
    ]
    assert results[0].userData["x"] is None
    results[0].filter.triggerResult(results[0])
    assert desk.forms == [(layer.name(), 7)] and desk.face.spot.marked() == 0
    assert any("no place yet" in text for text in told(desk))


def test_a_closed_store_is_said(desk, layer):
    (result,) = desk.ask("zgl swietokrzysk")
    QgsProject.instance().clear()
    assert "No store is open" in desk.ask("zgl swietokrzysk")[0].displayString
    result.filter.triggerResultFromAction(result, locator_filters.OPEN_FORM)
    assert any("not open any more" in text for text in told(desk))


def test_a_new_report_begins_at_the_place_found(desk, layer):
    (result,) = desk.ask(ADDRESS)
    result.filter.triggerResult(result)
    before = layer.featureCount()
    desk.buttons()["kmzb_spot_report"].click()
    dialog = next(child for child in desk.mainWindow().findChildren(QgsAttributeDialog) if child.isVisible())
    form = dialog.attributeForm()
    form.changeAttribute("category_id", 11)
    form.changeAttribute("description", "Auta na chodniku, Świętej Gertrudy")
    dialog.accept()
    assert layer.featureCount() == before + 1
    assert layer.commitChanges(), layer.commitErrors()
    with _open(layer) as db:
        row = db.execute(
            "SELECT ST_MinX(geom), ST_MinY(geom), description, category_id FROM report ORDER BY fid DESC LIMIT 1"
        ).fetchone()
    assert row == (567059.1, 244219.4, "Auta na chodniku, Świętej Gertrudy", 11)


def test_why_no_report_can_be_made_is_said(desk, services, layer):
    (result,) = desk.ask(ADDRESS)
    layer.setReadOnly(True)
    result.filter.triggerResultFromAction(result, locator_filters.NEW_REPORT)
    assert any("read-only" in text for text in told(desk))
    QgsProject.instance().clear()
    result.filter.triggerResultFromAction(result, locator_filters.NEW_REPORT)
    assert any("No store is open: a new report needs its layer" in text for text in told(desk))


def test_the_plugin_is_switched_off_while_a_service_is_asked(desk, services):
    """QGIS waits for the search's thread then, in the GUI thread: the thread must be able to end."""
    services.failure = "slow"
    desk.locator.fetchResults(ADDRESS, QgsLocatorContext())
    wait_until(lambda: bool(services.requests))
    desk.face.remove()
    assert desk.locator.filters() == [] and not desk.locator.isRunning()
