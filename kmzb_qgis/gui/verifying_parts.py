"""Small parts of the verification window."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout

from ..toolbelt.i18n import tr

QUEUE, OPEN, MINE, SELECTED = "queue", "open", "mine", "selected"


def list_box() -> QComboBox:
    """Which list is gone through."""
    box = QComboBox()
    box.setObjectName("kmzb_verifying_lists")
    for source, words in (
        (QUEUE, tr("The work queue: its order and filters")),
        (OPEN, tr("All open reports, late ones first")),
        (MINE, tr("My open reports, late ones first")),
        (SELECTED, tr("Reports selected on the map")),
    ):
        box.addItem(words, source)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(20)
    return box


def row(*parts) -> QHBoxLayout:
    """Widgets side by side, as (widget, stretch)."""
    row = QHBoxLayout()
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
