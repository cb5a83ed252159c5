"""Basemaps in real QGIS from the stand-in geoportal: pictures in their places, and a sentence for each failure."""

import json
import math

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QEventLoop, QSize, QTimer

from kmzb_qgis.geoportal import basemaps, services
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.standins import geoportal as standin
from tests.standins.odd_server import odd_server, self_signed

KRAKOW = (567300.0, 243900.0)
SIZE = QSize(720, 520)


@pytest.fixture
def portal(qgis_app, tmp_path):
    """The stand-in, with the plugin's settings sent to it."""
    with standin.Geoportal() as server:
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "usługi.json")))
        settings.put("service_timeout_s", 20)
        yield server
        settings.put("catalogue_file", "")
        settings.put("service_timeout_s", settings.DEFAULTS["service_timeout_s"])


@pytest.fixture
def project(qgis_app):
    project = QgsProject()
    yield project
    project.clear()


def render(layer, crs: str, centre: tuple[float, float], metres_per_pixel: float):
    """The layer drawn by QGIS: image and map-to-pixel."""
    config = QgsMapSettings()
    config.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    config.setLayers([layer])
    config.setOutputSize(SIZE)
    config.setOutputDpi(96)
    half_w, half_h = SIZE.width() * metres_per_pixel / 2, SIZE.height() * metres_per_pixel / 2
    x, y = centre
    config.setExtent(QgsRectangle(x - half_w, y - half_h, x + half_w, y + half_h))
    job, loop = QgsMapRendererParallelJob(config), QEventLoop()
    job.finished.connect(loop.quit)
    QTimer.singleShot(60000, loop.quit)
    job.start()
    loop.exec()
    assert not job.isActive()
    return job.renderedImage(), config.mapToPixel()


def close(pixel: int, expected: tuple[int, int, int], tolerance: int = 14) -> bool:
    got = (pixel >> 16) & 255, (pixel >> 8) & 255, pixel & 255
    return all(abs(a - b) <= tolerance for a, b in zip(got, expected))


def check_tiles(layer, crs, centre, level):
    """Every sampled pixel shows the tile that the matrix puts there, reckoned from the map coordinates."""
    west, north, res, size, _, _ = standin.matrix(crs, level)
    image, to_pixel = render(layer, crs, centre, res)
    sampled = right = 0
    for px in range(15, SIZE.width(), 29):
        for py in range(15, SIZE.height(), 31):
            point = to_pixel.toMapCoordinates(px, py)
            column, row = (point.x() - west) / (res * size), (north - point.y()) / (res * size)
            in_x, in_y = column % 1 * size, row % 1 * size
            if not (8 < in_x < size - 8 and 24 < in_y < size - 8):
                continue  # an edge, or the number
            sampled += 1
            right += close(image.pixel(px, py), standin.colour(math.floor(column), math.floor(row)))
    assert sampled > 200
    assert right == sampled, f"level {level}: {right} of {sampled}"


@pytest.mark.parametrize("level", [5, 8, 12, 15])
def test_wmts_2180_in_place(portal, project, level):
    layer = basemaps.add(project, "orthophoto")
    assert project.crs().authid() == "EPSG:2180" == layer.crs().authid()
    check_tiles(layer, "EPSG:2180", KRAKOW, level)


@pytest.mark.parametrize("level", [9, 14, 18])
def test_wmts_3857_in_place(portal, project, level):
    layer = basemaps.add(project, "orthophoto", "EPSG:3857")
    assert layer.crs().authid() == "EPSG:3857"
    to_mercator = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:2180"), QgsCoordinateReferenceSystem("EPSG:3857"), project
    )
    point = to_mercator.transform(QgsPointXY(*KRAKOW))
    check_tiles(layer, "EPSG:3857", (point.x(), point.y()), level)


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
@pytest.mark.parametrize("crs", ["EPSG:2180", "EPSG:3857"])
def test_wms_in_place(portal, project, version, crs, tmp_path):
    """10 km squares of EPSG:2180 stand where they should in both versions of WMS."""
    entry = services.load()["boundaries"]
    own = {"id": "boundaries", "url": entry.url, "version": version, "layers": ["A03_Granice_gmin"]}
    (tmp_path / "own.json").write_text(json.dumps({"services": [own]}), encoding="utf-8")
    settings.put("catalogue_file", str(tmp_path / "own.json"))
    layer = basemaps.add(project, "boundaries", crs)
    image, to_pixel = render(layer, "EPSG:2180", KRAKOW, 180)
    assert any(f"VERSION={version}" in line and "REQUEST=GetMap" in line for line in portal.requests)
    sampled = right = 0
    for px in range(10, SIZE.width(), 17):
        for py in range(10, SIZE.height(), 17):
            point = to_pixel.toMapCoordinates(px, py)
            column, row = point.x() / 10000, point.y() / 10000
            if min(column % 1, row % 1) < 0.12 or max(column % 1, row % 1) > 0.88:
                continue
            sampled += 1
            right += close(image.pixel(px, py), standin.colour(math.floor(column), math.floor(row)), 2)
    assert sampled > 300 and right == sampled, f"{right} of {sampled}"


def test_all_maps_of_the_standin_are_drawn(portal, project):
    """Every map service the stand-in has is added by the same mechanism, names with spaces and many layers included."""
    for _, (name, *_) in standin.SERVICES.items():
        assert basemaps.add(project, name).isValid(), name
    assert len(project.mapLayers()) == len(standin.SERVICES)


def test_order_in_the_tree(portal, project):
    """Group at the bottom; overlays above backgrounds; the newest of each on top; a second call adds nothing."""
    root = project.layerTreeRoot()
    root.addGroup("Zgłoszenia")
    for name in ("boundaries", "orthophoto", "names", "basemap"):
        basemaps.add(project, name)
    again = basemaps.add(project, "orthophoto")
    group = root.children()[-1]
    titles = [services.find(name).title for name in ("names", "boundaries", "basemap", "orthophoto")]
    assert [node.name() for node in group.children()] == titles
    assert group.customProperty("kmzb/group") == "basemaps"
    assert again.id() in project.mapLayers()
    assert "GUGiK" in again.metadata().rights()[0] or "Geodezji" in again.metadata().rights()[0]


def test_sporadic_404_is_tried_again(portal, project):
    portal.failure = "empty404"
    assert basemaps.add(project, "basemap").isValid()
    assert len([line for line in portal.requests if "GetCapabilities" in line]) >= 2  # an empty one, a good one


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("down", "HTTP 500"),
        ("html", "web page"),
        ("exception", "Usługa chwilowo niedostępna"),
        ("cut", "cut off"),
        ("nothing", "empty answer"),
        ("changed", "ORTOFOTOMAPA_2"),
    ],
)
def test_each_failure_is_one_sentence(portal, project, failure, words, monkeypatch):
    monkeypatch.setattr(basemaps, "PAUSES_S", (0.1,))
    portal.failure = failure
    with pytest.raises(KmzbError) as caught:
        basemaps.add(project, "orthophoto")
    assert words in caught.value.message
    assert services.find("orthophoto").title in caught.value.message
    assert "\n" not in caught.value.message and "Traceback" not in str(caught.value)
    assert not project.mapLayers()


def test_timeout_and_nobody_there(portal, project):
    portal.failure, portal.delay_s = "slow", 4
    settings.put("service_timeout_s", 1)
    with pytest.raises(KmzbError, match="did not answer within 1 s"):
        basemaps.add(project, "orthophoto")
    portal.shutdown()
    portal.server_close()
    with pytest.raises(KmzbError, match="refuses the connection"):
        basemaps.add(project, "orthophoto")


def test_cancel(portal, project):
    from qgis.core import QgsFeedback

    feedback = QgsFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        basemaps.add(project, "orthophoto", feedback=feedback)


def test_crs_that_is_not_listed(portal, project):
    with pytest.raises(KmzbError, match=r"EPSG:2180, not in EPSG:3857"):
        basemaps.add(project, "basemap", "EPSG:3857")


def test_data_services_are_no_maps(portal, project):
    with pytest.raises(KmzbError, match="ULDK services are not maps"):
        basemaps.add(project, "uldk")


def test_certificate_nobody_vouches_for_is_refused(qgis_app, project, tmp_path):
    """Checks of certificates stay on: a sentence, and no layer."""
    with odd_server(self_signed(tmp_path)) as server:
        own = tmp_path / "own.json"
        own.write_text(json.dumps({"services": [{"id": "basemap", "url": server.address}]}), encoding="utf-8")
        settings.put("catalogue_file", str(own))
        with pytest.raises(KmzbError, match=r"certificate of '127\.0\.0\.1.*self-signed"):
            basemaps.add(project, "basemap")
    settings.put("catalogue_file", "")
    assert not project.mapLayers()
