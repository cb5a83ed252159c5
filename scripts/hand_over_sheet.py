#!/usr/bin/env python3
"""Draws page 1 of a synthetic report's hand-over sheet (PDF): ``hand_over_sheet.py OUTPUT.png``.

The basemap comes from the stand-in geoportal, the settings from a throw-away folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from osgeo import gdal  # noqa: E402 - the path above comes first
from qgis.core import QgsApplication  # noqa: E402
from qgis.PyQt.QtCore import QPoint, Qt  # noqa: E402
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen  # noqa: E402

from kmzb_qgis.catalogue import warsaw  # noqa: E402
from kmzb_qgis.editing import sheet  # noqa: E402
from kmzb_qgis.store import attachments, create_store, handing  # noqa: E402
from kmzb_qgis.toolbelt import settings  # noqa: E402
from tests.standins import geoportal as standin  # noqa: E402

DPI = "96"
REPORT = "5b0c6f1e-6f0e-4d53-9a5e-1d2f3c4b5a69"


def photo(path: Path) -> None:
    """A drawn road with a hole."""
    image = QImage(1200, 1100, QImage.Format.Format_RGB32)
    image.fill(QColor("#7d8288"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(0, 0, 1200, 320, QColor("#86a86b"))
    painter.setPen(QPen(QColor("#f4f4f0"), 34, Qt.PenStyle.DashLine))
    painter.drawLine(0, 560, 1200, 500)
    painter.setPen(Qt.PenStyle.NoPen)
    for shade, size in (("#5d6166", 270), ("#3b3e42", 210), ("#26282b", 130)):
        painter.setBrush(QColor(shade))
        painter.drawEllipse(QPoint(640, 800), size, size // 2)
    painter.end()
    image.save(str(path), "JPEG")


def store(folder: Path):
    """A store with one report, its photo and its hand-over."""
    made = create_store(folder / "zgłoszenia.gpkg")
    photo(folder / "jezdnia.jpg")
    reported = warsaw.to_text(warsaw.now() - timedelta(days=9))
    with made.connect() as db:
        db.execute(
            "INSERT INTO body (id, name, kind, address, email, phone, answer_days) VALUES (1, 'Zarząd Dróg Miasta"
            " (przykład)', 'road', 'ul. Centralna 53, 31-586 Kraków', 'sekretariat@example.org', '12 000 00 00', 14)"
        )
        db.execute(
            "INSERT INTO report (geom, id, reference, plane, category_id, status_id, description, reported_at,"
            " event_at, status_changed_at, import_run_id, teryt, officer, note) VALUES (kmzb_point(567066.9, 244247.1),"
            " ?2, 'KR-2026/17', 3, 14, 3, 'Głęboka wyrwa w jezdni przed przejściem"
            " dla pieszych; kierowcy omijają ją, zjeżdżając na sąsiedni pas.', ?1, ?1, ?1, 1, '1261011',"
            " 'asp. Kowalska', 'Zarządca powiadomiony telefonicznie.')",
            (reported, REPORT),
        )
    attachments.add(made, REPORT, folder / "jezdnia.jpg", "asp. Kowalska")
    handing.hand_over(made, handing.Order((1,), 1, "asp. Kowalska", number="RD-5321/17/2026"))
    return made


def main(target: str) -> None:
    """Make the sheet and take the picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name, standin.Geoportal(look="scene") as server:
        folder = Path(name)
        os.environ["XDG_CONFIG_HOME"] = name
        application = QgsApplication([], False)
        application.initQgis()
        settings.put("catalogue_file", str(server.catalogue(folder / "usługi.json")))
        made = sheet.make(store(folder), [(1, None)], folder, sheet.Style("basemap", scale=4000, language="pl"))
        gdal.SetConfigOption("GDAL_PDF_DPI", DPI)
        page = gdal.Open(f"PDF:1:{made.files[0]}")
        gdal.Translate(target, page, format="PNG", bandList=[1, 2, 3])
    Path(f"{target}.aux.xml").unlink(missing_ok=True)
    if made.problems:
        sys.exit(f"hand_over_sheet: {made.problems}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("hand_over_sheet: OUTPUT.png")
    main(sys.argv[1])
