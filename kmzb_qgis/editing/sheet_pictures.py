"""Photos of a report made small for a sheet: turned upright, without what the camera wrote beside the pixels."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QImage, QImageReader, QPainter

from .sheet_facts import Attachment

LARGEST = 1400  # pixels of the longer side: 200 dpi on a whole page's width
MOST_PIXELS = 120_000_000  # of a file that is opened at all


def small(photo: Attachment, file: Path) -> bool:
    """Write a photo as a plain JPEG of at most LARGEST pixels; False where it cannot be read."""
    if photo.file is None:
        return False
    reader = QImageReader(str(photo.file))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return False
    if max(size.width(), size.height()) > LARGEST:
        reader.setScaledSize(size.scaled(QSize(LARGEST, LARGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return False
    plain = QImage(image.size(), QImage.Format.Format_RGB32)  # a new one: comments and places stay behind
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    return plain.save(str(file), "JPEG", 88)
