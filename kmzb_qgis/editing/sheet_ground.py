"""The basemap under a sheet's map, as a picture in a file: fetched and drawn here, outside the GUI thread.

The layout then draws that file, so nothing is asked of the network while the window waits.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal, osr
from qgis.core import QgsCoordinateReferenceSystem, QgsMapRendererCustomPainterJob, QgsMapSettings, QgsRectangle
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from ..geoportal import basemaps, services
from ..toolbelt import gdal_errors
from ..toolbelt.errors import Cancelled, KmzbError, reason
from ..toolbelt.progress import Progress

CRS = "EPSG:2180"
DPI = 200
MM = 25.4


@dataclass
class Ground:
    """A basemap for many sheets, or why there is none (``problem``, a sentence). ``credit``: whose the map is."""

    layer: object = None
    credit: str = ""
    problem: str = ""


def open_ground(service_id: str, feedback=None) -> Ground:
    """The basemap of the catalogue with this id; what fails is a problem of the sheet, not of the job.

    For any thread but the GUI's; the layer belongs to it. Raises KmzbError for an id that the catalogue does not have,
    Cancelled.
    """
    if not service_id:
        return Ground()
    service = services.find(service_id)
    try:
        layer = basemaps.build(basemaps.prepare(service, CRS, feedback), feedback)
    except Cancelled:
        raise
    except KmzbError as error:
        return Ground(problem=reason(error))
    return Ground(layer, service.attribution)


def around(place: tuple[float, float], millimetres: tuple[float, float], scale: float) -> QgsRectangle:
    """The box of EPSG:2180 that a map of this size (width, height in mm on paper) shows at a scale denominator."""
    x, y = place
    half_w, half_h = (size / 2000 * scale for size in millimetres)
    return QgsRectangle(x - half_w, y - half_h, x + half_w, y + half_h)


def draw(ground: Ground, box: QgsRectangle, width_mm: float, file: Path, feedback=None) -> bool:
    """Draw the basemap of a box into a GeoTIFF; False where nothing came. Raises Cancelled, KmzbError (disk full)."""
    progress = Progress(feedback)
    progress.check()
    wide = max(2, round(width_mm / MM * DPI))
    tall = max(2, round(wide * box.height() / box.width()))
    settings = QgsMapSettings()
    settings.setLayers([ground.layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(CRS))
    settings.setOutputSize(QSize(wide, tall))
    settings.setOutputDpi(DPI)
    settings.setExtent(box)
    settings.setBackgroundColor(QColor(Qt.GlobalColor.white))
    image = QImage(wide, tall, QImage.Format.Format_RGB32)
    image.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(image)
    try:
        job = QgsMapRendererCustomPainterJob(settings, painter)
        with _stoppable(job, progress.feedback):
            job.renderSynchronously()
    finally:
        painter.end()
    progress.check()
    pixels = _pixels(image)
    if (pixels == pixels[0, 0]).all():  # a ground of one colour is none: no tile came
        return False
    _write(pixels, box, file)
    return True


@contextmanager
def _stoppable(job, feedback):
    """The person's cancel ends the drawing: the signal comes from the thread of the person, at once."""
    if feedback is None or not hasattr(feedback, "canceled"):
        yield
        return
    stop = job.cancelWithoutBlocking
    feedback.canceled.connect(stop, Qt.ConnectionType.DirectConnection)
    try:
        yield
    finally:
        feedback.canceled.disconnect(stop)


def _pixels(image: QImage) -> np.ndarray:
    """Red, green, blue of an RGB32 picture, shape (rows, columns, 3)."""
    bits = image.constBits()
    bits.setsize(image.bytesPerLine() * image.height())
    rows = np.frombuffer(bits, dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]
    return np.stack([(rows >> shift & 255).astype(np.uint8) for shift in (16, 8, 0)], axis=2)


def _write(pixels: np.ndarray, box: QgsRectangle, file: Path) -> None:
    rows, columns, bands = pixels.shape
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(2180)
    with gdal_errors.raised():
        dataset = gdal.GetDriverByName("GTiff").Create(str(file), columns, rows, bands, gdal.GDT_Byte)
        dataset.SetGeoTransform((box.xMinimum(), box.width() / columns, 0, box.yMaximum(), 0, -box.height() / rows))
        dataset.SetProjection(reference.ExportToWkt())
        for band in range(bands):
            dataset.GetRasterBand(band + 1).WriteArray(np.ascontiguousarray(pixels[:, :, band]))
        del dataset


def interval(scale: float) -> float:
    """Metres between the lines of the map's grid: some 25 mm on paper, in steps of 1, 2, 5."""
    wanted = scale * 0.025
    power = 10 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= wanted)
