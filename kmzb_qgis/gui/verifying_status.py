"""Signs of statuses: the badge of the map, its colour and its shape."""

from __future__ import annotations

import functools

from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap

from ..catalogue import UnknownName, load
from ..toolbelt import badges
from .category_list import SIZE


@functools.lru_cache(maxsize=64)
def status_icon(number: int) -> QIcon:
    """The badge of a status; a plain ring for one that the catalogue does not know."""
    try:
        drawn = badges.badge(load().status(number))
    except UnknownName:
        drawn = badges.unknown()
    image, _ = QgsApplication.svgCache().svgAsImage(
        badges.inline(drawn), 2 * SIZE, QColor("#ffffff"), QColor("#1a1a1a"), 1.0, 1.0, 0.0, True
    )
    return QIcon(QPixmap.fromImage(image))
