"""The mark of the chosen report: seen on an orthophoto and on white paper, no ring, and what it surrounds is free."""

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from kmzb_qgis.gui import spot_frame
from kmzb_qgis.gui.spot import Spot

MIDDLE = 100  # pixels


def drawn(ground: str) -> QImage:
    """The mark alone, as QGIS paints it, around the middle."""
    image = QImage(2 * MIDDLE, 2 * MIDDLE, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.translate(MIDDLE, MIDDLE)
    spot_frame.Frame.paint(None, painter)
    painter.end()
    return image


def light(colour: QColor) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3])
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(one: QColor, other: QColor) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["#ffffff", "#5b5e4c", "#20281c", "#c9b79c", "#7d7d7d"])
def test_it_is_seen_on_every_ground(ground):
    image = drawn(ground)
    colours = {image.pixelColor(x, y).name() for x in range(2 * MIDDLE) for y in range(2 * MIDDLE)}
    best = max(contrast(QColor(name), QColor(ground)) for name in colours)
    assert best >= 3
    assert {spot_frame.COLOUR.name(), "#ffffff"} <= colours  # its two lines keep each other off any ground
    assert contrast(spot_frame.COLOUR, spot_frame.AROUND) >= 7


def test_it_is_no_ring_and_leaves_the_report_free():
    image, ground = drawn("#808080"), QColor("#808080")
    for x in range(-18, 19):
        for y in range(-18, 19):
            assert image.pixelColor(MIDDLE + x, MIDDLE + y) == ground
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):  # open sides, closed corners
        side = [image.pixelColor(MIDDLE + dx * d, MIDDLE + dy * d) for d in range(18, 40)]
        assert all(colour == ground for colour in side)
    corner = spot_frame.HALF
    assert image.pixelColor(MIDDLE + corner, MIDDLE - corner) == spot_frame.COLOUR


def test_one_mark_follows_the_map(qgis_iface, qgis_new_project):
    crs = QgsCoordinateReferenceSystem("EPSG:2180")
    QgsProject.instance().setCrs(crs)
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(crs)
    canvas.setExtent(QgsRectangle(566000, 243000, 568000, 245000))
    size = canvas.mapSettings().outputSize()  # whatever tests before have made of the window
    spot = Spot(qgis_iface)
    spot.mark(567000, 244000)
    (mark,) = spot._marks
    assert abs(mark.pos().x() - size.width() / 2) < 2 and abs(mark.pos().y() - size.height() / 2) < 2
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    (mark,) = spot._marks
    canvas.setExtent(QgsRectangle(19.9, 50.0, 20.0, 50.1))
    mark.updatePosition()
    assert 0 < mark.pos().x() < size.width() and 0 < mark.pos().y() < size.height()
    spot.clear()
    assert spot.marked() == 0
