#!/usr/bin/env python3
"""Draw all icons with QGIS on one sheet: ``contact_sheet.py OUTPUT.png``. Look at it after every change of an icon.

Each category stands at 64, 32, 24 and 16 px in the status colours, over white and over something like an orthophoto.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qgis.core import QgsApplication  # noqa: E402 - the path above comes first
from qgis.PyQt.QtCore import QRectF, Qt  # noqa: E402
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QImage, QPainter  # noqa: E402

from kmzb_qgis import catalogue  # noqa: E402
from kmzb_qgis.editing.palette import glyph_colour  # noqa: E402
from kmzb_qgis.toolbelt import paths  # noqa: E402

SIZES = (64, 32, 24, 16)
NAME_WIDTH, ROW, MARGIN = 330, 72, 10


def orthophoto(width: int, height: int) -> QImage:
    """Something as restless as an aerial picture: patches of field, roof and wood. The same on every run."""
    chance = random.Random(2180)  # noqa: S311 - a picture, not a secret
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor("#6f7a58"))
    painter = QPainter(image)
    tints = ("#5b6a45", "#8c8f6a", "#b8b29a", "#4a5638", "#a0584a", "#d0ccc0", "#3e4a3a", "#96885e", "#7d7d7d")
    for _ in range(width * height // 220):
        painter.fillRect(
            chance.randrange(width),
            chance.randrange(height),
            chance.randrange(4, 26),
            chance.randrange(4, 22),
            QColor(chance.choice(tints)),
        )
    painter.end()
    return image


def svg(path: str, pixels: int, fill: QColor, glyph: QColor):
    """An icon as QGIS tints it on the map."""
    return QgsApplication.svgCache().svgAsImage(path, pixels, fill, glyph, 0, 1)[0]


def sheet() -> QImage:
    """All icons."""
    book = catalogue.load()
    actions = sorted(path for path in paths.icons_dir().glob("*.svg"))
    half = len(book.statuses) * (SIZES[2] + SIZES[3] + 10) + SIZES[0] + SIZES[1] + 30
    width = NAME_WIDTH + 2 * half + 2 * MARGIN
    height = MARGIN * 2 + ROW * len(book.categories) + 110 * ((len(actions) + 3) // 4)
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.drawImage(NAME_WIDTH + half + MARGIN, 0, orthophoto(half + MARGIN, ROW * len(book.categories) + MARGIN))
    painter.setFont(QFont("DejaVu Sans", 9))
    for row, category in enumerate(book.categories):
        top = MARGIN + row * ROW
        painter.drawText(
            QRectF(MARGIN, top, NAME_WIDTH - 20, ROW - 6),
            int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap),
            f"{category.id}. {category.name}",
        )
        for side in (0, 1):
            left = NAME_WIDTH + side * (half + MARGIN)
            colours = [(QColor(s.colour), QColor(glyph_colour(s.colour))) for s in book.statuses]
            file = paths.icon(f"category/{category.icon}")
            painter.drawImage(left, top, svg(file, 64, *colours[row % len(colours)]))
            painter.drawImage(left + 70, top + 16, svg(file, 32, *colours[(row + 2) % len(colours)]))
            for number, pair in enumerate(colours):
                at = left + 110 + number * 50
                painter.drawImage(at, top + 20, svg(file, 24, *pair))
                painter.drawImage(at + 27, top + 24, svg(file, 16, *pair))
    below = MARGIN * 2 + ROW * len(book.categories)
    for number, path in enumerate(actions):
        left, top = MARGIN + (number % 4) * 300, below + (number // 4) * 110
        for back, drop in (("#ffffff", 0), ("#32414b", 50)):
            painter.fillRect(left, top + drop, 120, 46, QColor(back))
            icon, x = QIcon(str(path)), left + 4
            for pixels in (32, 24, 16):
                painter.drawPixmap(x, top + drop + 6, icon.pixmap(pixels, pixels))
                x += pixels + 8
        painter.drawText(left + 124, top + 28, path.stem)
    painter.end()
    return image


def main(output: str) -> int:
    """Write the sheet."""
    application = QgsApplication([], True)
    application.initQgis()
    done = sheet().save(output)
    application.exitQgis()
    return 0 if done else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    sys.exit(main(sys.argv[1]))
