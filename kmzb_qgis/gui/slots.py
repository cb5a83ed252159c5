"""Slots inside QGIS's own widgets: an error there is logged, and the widget goes on as QGIS made it."""

from __future__ import annotations

import functools
import traceback

from ..toolbelt import log


def safe(slot):
    """The slot; what it raises goes to the log. PyQt would end the program, or open QGIS's window of Python errors."""

    @functools.wraps(slot)
    def guarded(*args):
        try:
            return slot(*args)
        except Exception:
            log.error(traceback.format_exc())
            return None

    return guarded
