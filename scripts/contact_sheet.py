#!/usr/bin/env python3
"""Draw all symbols with QGIS on one sheet: ``contact_sheet.py OUTPUT.png``. Look at it after every change of an icon.

Each category in each status at 48, 24 and 16 px on white, on something like an orthophoto and as on paper; the badges
as people with colour deficiencies see them; the icons of the menus.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import vision  # noqa: E402 - beside this script
from qgis.core import QgsApplication  # noqa: E402 - the path above comes first
from qgis.PyQt.QtCore import QRectF, Qt  # noqa: E402
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QImage, QPainter  # noqa: E402

from kmzb_qgis import catalogue  # noqa: E402
from kmzb_qgis.toolbelt import badges, paths  # noqa: E402

SIZES = (48, 24, 16)
NAME_WIDTH, ROW, MARGIN = 250, 62, 10
STEP = sum(SIZES) + 32


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


def svg(text: str, pixels: int) -> QImage:
    """A symbol as QGIS draws it; ``pixels`` across the disc of a badge, which is 26 of its 32 units, and its edge."""
    none = QColor()
    return QgsApplication.svgCache().svgAsImage(badges.inline(text), pixels, none, none, 0, 1)[0]


def sheet() -> QImage:
    """All symbols."""
    book = catalogue.load()
    grounds = ("white", "orthophoto", "paper")
    actions = sorted(path for path in paths.icons_dir().glob("*.svg"))
    block = STEP * len(book.statuses)
    table, seen = ROW * len(book.categories), 60 * 4
    width = NAME_WIDTH + (block + MARGIN) * len(grounds) + MARGIN
    height = 40 + table + seen + 110 * ((len(actions) + 5) // 6) + 4 * MARGIN
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(QFont("DejaVu Sans", 8))
    painter.drawImage(NAME_WIDTH + block + MARGIN, 34, orthophoto(block, table + MARGIN))
    for side, _ in enumerate(grounds):
        for number, status in enumerate(book.statuses):
            left = NAME_WIDTH + side * (block + MARGIN) + number * STEP
            box = QRectF(left, 0, STEP - 6, 34)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap), status.key)
    for row, category in enumerate(book.categories):
        top = 40 + row * ROW
        painter.drawImage(MARGIN, top + 8, svg(badges.pictogram(category), 32))
        painter.drawText(
            QRectF(MARGIN + 42, top, NAME_WIDTH - 56, ROW - 6),
            int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap),
            f"{category.id}. {category.name}",
        )
        for side, ground in enumerate(grounds):
            for number, status in enumerate(book.statuses):
                left = NAME_WIDTH + side * (block + MARGIN) + number * STEP
                text = badges.symbol(category, status, ground == "paper")
                for pixels in SIZES:
                    grown = round(pixels * badges.GROWN.get(status.key, 1))  # as on the map
                    painter.drawImage(left, top + (ROW - grown) // 2, svg(text, grown))
                    left += grown + 2
    top = 40 + table + 2 * MARGIN
    for line, deficiency in enumerate((None, *vision.DEFICIENCIES)):
        painter.drawText(QRectF(MARGIN, top + line * 60, 200, 50), deficiency or "all colours")
        for number, status in enumerate(book.statuses):
            colour = vision.simulate(status.colour, deficiency) if deficiency else status.colour
            text = badges.badge(status).replace(status.colour, colour)
            painter.drawImage(NAME_WIDTH + number * STEP, top + line * 60, svg(text, 48))
            painter.drawImage(NAME_WIDTH + number * STEP + 52, top + line * 60 + 16, svg(text, 16))
    top += seen
    for number, path in enumerate(actions):
        left, below = MARGIN + (number % 6) * 300, top + (number // 6) * 110
        for back, drop in (("#ffffff", 0), ("#32414b", 50)):
            painter.fillRect(left, below + drop, 120, 46, QColor(back))
            icon, x = QIcon(str(path)), left + 4
            for pixels in (32, 24, 16):
                painter.drawPixmap(x, below + drop + 6, icon.pixmap(pixels, pixels))
                x += pixels + 8
        painter.drawText(left + 124, below + 28, path.stem)
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
