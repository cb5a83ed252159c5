"""Basemaps in real QGIS from the stand-in geoportal: pictures in their places, and a sentence for each failure."""

import json
import math
import re

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
from qgis.PyQt.QtGui import QColor

from kmzb_qgis.geoportal import basemaps, services
from kmzb_qgis.toolbelt import settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.standins import geoportal as standin
from tests.standins.odd_server import odd_server, self_signed

KRAKOW = (567300.0, 243900.0)
MARKET = (567066.9, 244247.1)  # Rynek Główny, where the stand-in's pictures have a white mark
# Column and row of the market square's tile, worked out by hand from the scale denominators of the real document
# (E - 100000) / (512 * 0.00028 * denominator), (850000 - N) / the same: not by the stand-in's own reckoning.
MARKET_TILES = (
    (0, 0), (0, 0), (0, 0), (0, 1), (1, 2), (3, 4), (6, 8), (13, 17), (34, 44), (68, 89), (137, 178), (344, 447),
    (689, 894), (1723, 2235), (3447, 4471), (6895, 8943), (13791, 17886),
)  # fmt: skip
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


def render(layer, crs: str, centre: tuple[float, float], metres_per_pixel: float, size=SIZE):
    """The layer drawn by QGIS: image and map-to-pixel."""
    config = QgsMapSettings()
    config.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    config.setLayers([layer])
    config.setOutputSize(size)
    config.setOutputDpi(96)
    config.setBackgroundColor(QColor(90, 90, 90))  # not the white of the mark
    half_w, half_h = size.width() * metres_per_pixel / 2, size.height() * metres_per_pixel / 2
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


def check_tiles(layer, crs, centre, level, stretch=1.0):
    """Every sampled pixel shows the cell of the tile that the matrix puts there, reckoned from the map coordinates."""
    west, north, res, size, _, _ = standin.matrix(crs, level)
    image, to_pixel = render(layer, crs, centre, res * stretch)
    inside = layer.extent().buffered(-4 * res * stretch)  # QGIS draws nothing outside
    cell, first_column, last_column, first_row, last_row = size // standin.CELLS, *standin.limits(crs, level)
    sampled = right = 0
    step = (17, 19) if layer.extent().width() > 600 * res else (5, 4)
    for px in range(15, SIZE.width(), step[0]):
        for py in range(15, SIZE.height(), step[1]):
            point = to_pixel.toMapCoordinates(px, py)
            x, y = (point.x() - west) / res, (north - point.y()) / res  # pixels of the level
            if not (first_column <= x // size <= last_column and first_row <= y // size <= last_row):
                continue  # the service has no tile there
            if not inside.contains(point):
                continue
            if not (8 < x % cell < cell - 8 and 8 < y % cell < cell - 8) or (x % size < 160 and y % size < 24):
                continue  # an edge, or the number
            if math.hypot(px - SIZE.width() / 2, py - SIZE.height() / 2) < 30:
                continue  # the mark
            sampled += 1
            right += close(image.pixel(px, py), standin.colour(math.floor(x / cell), math.floor(y / cell)))
    assert sampled > 60
    assert right == sampled, f"level {level}: {right} of {sampled}"
    return image


def check_mark(image):
    """The white mark of the market square lies in the middle of the picture, to the pixel."""
    x, y = SIZE.width() // 2, SIZE.height() // 2
    mark = [
        (px, py)
        for px in range(x - 16, x + 17)
        for py in range(y - 16, y + 17)
        # the tile's number is white too, but has no pixel whose neighbours two pixels off are white on all sides
        if all(close(image.pixel(px + a, py + b), (255,) * 3, 50) for a, b in ((-2, 0), (2, 0), (0, -2), (0, 2)))
    ]
    assert 20 < len(mark) < 200
    middle = [sum(place[i] + 0.5 for place in mark) / len(mark) for i in (0, 1)]
    off = middle[0] - SIZE.width() / 2, middle[1] - SIZE.height() / 2
    # of half a pixel each: the mark, QGIS's picture, the screen; 3.44 stretches some tiles by a pixel, seen at level 5
    assert max(map(abs, off)) < 2.1, off


@pytest.mark.parametrize("level", range(17))
def test_wmts_2180_in_place_at_every_level(portal, project, level):
    """The right tile is asked for, every cell of it lies where it belongs, the market square in the middle."""
    layer = basemaps.add(project, "orthophoto")
    assert project.crs().authid() == "EPSG:2180" == layer.crs().authid()
    portal.requests.clear()
    check_mark(check_tiles(layer, "EPSG:2180", MARKET, level))
    column, row = MARKET_TILES[level]
    wanted = f"TILEMATRIX=EPSG:2180:{level}&TILEROW={row}&TILECOL={column}"
    tiles = [line for line in portal.requests if "GetTile" in line]
    assert any(wanted in line for line in tiles)
    assert all(f"TILEMATRIX=EPSG:2180:{level}&" in line for line in tiles)


@pytest.mark.parametrize(("level", "stretch"), [(8, 1.7), (8, 0.75), (11, 1.6), (13, 0.8), (15, 1.3)])
def test_wmts_2180_in_place_between_levels(portal, project, level, stretch):
    """The steps are 2 and 2.5: whichever level QGIS takes at a scale between two, it is drawn in its place."""
    layer = basemaps.add(project, "orthophoto")
    res = standin.matrix("EPSG:2180", level)[2] * stretch
    portal.requests.clear()
    render(layer, "EPSG:2180", MARKET, res)
    (taken,) = {int(n) for line in portal.requests for n in re.findall(r"TILEMATRIX=EPSG:2180:(\d+)", line)}
    assert abs(taken - level) <= 1
    check_tiles(layer, "EPSG:2180", MARKET, taken, res / standin.matrix("EPSG:2180", taken)[2])


@pytest.mark.parametrize("level", range(5, 20))
def test_wmts_3857_in_place_at_every_level(portal, project, level):
    """From the first level on that shows Poland as more than a few cells to the last, of the truncated set."""
    layer = basemaps.add(project, "orthophoto", "EPSG:3857")
    assert layer.crs().authid() == "EPSG:3857"
    check_mark(check_tiles(layer, "EPSG:3857", moved(MARKET, "EPSG:3857", project), level))


@pytest.mark.parametrize("level", range(17))
def test_wmts_4326_in_place_at_every_level(portal, project, level, tmp_path):
    """The geoportal's third matrix set, corner latitude first, by a user's own entry that puts it into the menu."""
    own = {"id": "orthophoto", "url": services.load()["orthophoto"].url, "menu": ["EPSG:4326"]}
    (tmp_path / "own.json").write_text(json.dumps({"services": [own]}), encoding="utf-8")
    settings.put("catalogue_file", str(tmp_path / "own.json"))
    layer = basemaps.add(project, "orthophoto", "EPSG:4326")
    check_mark(check_tiles(layer, "EPSG:4326", moved(MARKET, "EPSG:4326", project), level))


def moved(point, crs: str, project) -> tuple[float, float]:
    """A point of EPSG:2180 in another CRS, east first."""
    there = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:2180"), QgsCoordinateReferenceSystem(crs), project
    ).transform(QgsPointXY(*point))
    return there.x(), there.y()


@pytest.mark.parametrize("version", ["1.1.1", "1.3.0"])
@pytest.mark.parametrize("crs", ["EPSG:2180", "EPSG:2176", "EPSG:2177", "EPSG:2178", "EPSG:3857", "EPSG:4326"])
def test_wms_in_place(portal, project, version, crs, tmp_path):
    """10 km squares of EPSG:2180 stand where they should in both versions of WMS, whichever axis the CRS has first."""
    entry = services.load()["orthophoto-wms"]
    own = {"id": "orthophoto-wms", "url": entry.url, "version": version}
    (tmp_path / "own.json").write_text(json.dumps({"services": [own]}), encoding="utf-8")
    settings.put("catalogue_file", str(tmp_path / "own.json"))
    layer = basemaps.add(project, "orthophoto-wms", crs)
    image, to_pixel = render(layer, "EPSG:2180", KRAKOW, 180)
    check_squares(portal, image, to_pixel, 16)
    (asked,) = {re.search(r"BBOX=([^&]+)", line).group(1) for line in portal.requests if "REQUEST=GetMap" in line}
    assert all(f"VERSION={version}" in line for line in portal.requests if "REQUEST=GetMap" in line)
    if crs == "EPSG:2180":  # Kraków lies in E 560-578 km, N 238-251 km
        first, second = list(map(float, asked.split(",")))[:2]
        assert (first < second) == (version == "1.3.0")


def check_squares(portal, image, to_pixel, tolerance):
    """The 10 km squares of the stand-in's WMS are where the map coordinates say."""
    sampled = right = 0
    for px in range(10, SIZE.width(), 17):
        for py in range(10, SIZE.height(), 17):
            if math.hypot(px - SIZE.width() / 2, py - SIZE.height() / 2) < 40:
                continue  # the mark
            point = to_pixel.toMapCoordinates(px, py)
            column, row = point.x() / 10000, point.y() / 10000
            if min(column % 1, row % 1) < 0.12 or max(column % 1, row % 1) > 0.88:
                continue
            sampled += 1
            right += close(image.pixel(px, py), standin.colour(math.floor(column), math.floor(row)), tolerance)
    assert sampled > 300 and right == sampled, f"{right} of {sampled}"


@pytest.mark.parametrize(("service_id", "right"), [("boundaries", True), ("orthophoto", True), ("boundaries", False)])
def test_a_service_that_has_its_axes_the_wrong_way_round(portal, project, tmp_path, service_id, right):
    """Not a few servers give easting first against the rule: ``east_first`` in a user's entry puts them right."""
    portal.east_first = True
    own = {"id": service_id, "url": services.load()[service_id].url, "east_first": right}
    (tmp_path / "own.json").write_text(json.dumps({"services": [own]}), encoding="utf-8")
    settings.put("catalogue_file", str(tmp_path / "own.json"))
    layer = basemaps.add(project, service_id)
    if service_id == "orthophoto":
        check_mark(check_tiles(layer, "EPSG:2180", MARKET, 12))
        return
    image, to_pixel = render(layer, "EPSG:2180", KRAKOW, 180)
    if right:
        check_squares(portal, image, to_pixel, 16)
    else:
        with pytest.raises(AssertionError, match="of"):
            check_squares(portal, image, to_pixel, 16)


def menu_entries() -> list[tuple[str, str]]:
    """Every row of the plugin's own basemaps menu."""
    return [(service.id, crs) for service, crs in services.menu(services.load(""))]


@pytest.mark.parametrize(("service_id", "crs"), menu_entries())
def test_every_service_of_the_menu_is_drawn_in_place(portal, project, service_id, crs):
    """All maps of the catalogue with their real layers, formats, styles and matrix sets, by pixels."""
    layer = basemaps.add(project, service_id, crs)
    service = services.find(service_id)
    if service.kind == "WMTS":
        level = 12 if crs == "EPSG:2180" else 17
        image = check_tiles(layer, crs, moved(MARKET, crs, project) if crs != "EPSG:2180" else MARKET, level)
    else:
        image, to_pixel = render(layer, crs, KRAKOW, 180)
        check_squares(portal, image, to_pixel, 16)
        image, _ = render(layer, crs, MARKET, 2)
    check_mark(image)
    drawn = [line for line in portal.requests if "GetTile" in line or "GetMap" in line]
    assert drawn and all(f"FORMAT={service.format}" in line for line in drawn)


def test_a_map_wider_than_the_service_gives(portal, project):
    """The orthophoto's WMS refuses more than 4096 pixels: QGIS asks for the parts."""
    layer = basemaps.add(project, "orthophoto-wms")
    image, _ = render(layer, "EPSG:2180", MARKET, 30, QSize(5000, 600))
    widths = [int(n) for line in portal.requests for n in re.findall(r"[?&]WIDTH=(\d+)", line)]
    assert len(widths) > 1 and max(widths) <= 4096
    assert all(QColor(image.pixel(px, 300)) != QColor(90, 90, 90) for px in (30, 2000, 4970))


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


def test_sporadic_404_when_qgis_itself_asks(portal, project, monkeypatch):
    """A service that forbids caching is asked by QGIS a second time: an empty 404 there is tried again too."""
    monkeypatch.setattr(basemaps, "PAUSES_S", (0.1, 0.2))
    portal.cache_control = "no-store"
    plan = basemaps.prepare(services.find("orthophoto"))
    portal.failure = "empty404"  # the next one
    portal.requests.clear()
    assert basemaps.build(plan).isValid()
    assert len(portal.requests) >= 2


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
