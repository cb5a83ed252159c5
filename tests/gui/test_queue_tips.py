"""The queue's tool tips: what citizens wrote is shown, never run."""

from __future__ import annotations

import numpy as np
from qgis.PyQt.QtCore import Qt

from kmzb_qgis.editing.queue_model import NUMBER, PLACE, QueueModel
from kmzb_qgis.store.queue import Row

WILD = "<img src='file:////obcy/x.png'> Rada & Gmina"


def test_a_description_with_markup_is_no_markup_in_its_tip(qgis_app):
    at = "2024-07-01T10:15:00.000Z"
    row = Row(1, 11, 1, at, at, at, "", "", "", "", None, None, "KR-1", WILD, "", "")
    model = QueueModel()
    model.set_fids(np.array([1], dtype=np.int64))
    model.put([1], [row])
    for column in (PLACE, NUMBER):
        tip = model.data(model.index(0, column), Qt.ItemDataRole.ToolTipRole)
        assert "<img" not in tip and "&lt;img" in tip
        spoken = model.data(model.index(0, column), Qt.ItemDataRole.AccessibleDescriptionRole)
        assert WILD in spoken  # no markup for who hears it
