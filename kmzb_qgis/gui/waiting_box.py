"""The desktop's way to wait for a store that another program writes to: a small window with a button to give up."""

from __future__ import annotations

import time
from contextlib import contextmanager

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QProgressDialog

from ..store.address import Address
from ..toolbelt.i18n import tr

QUIET_SECONDS = 0.7  # most locks are shorter: no window then
SECONDS = 120  # a save that nobody watches ends too


def waiting_in(window):
    """What ``editing.patience.waiting`` is to be on a desktop with this main window."""

    @contextmanager
    def wait(path: Address):
        box = None

        def go_on(waited: float) -> bool:
            nonlocal box
            if waited < QUIET_SECONDS:
                return True  # SQLite has waited a tenth of a second already
            if box is None:
                box = _box(window, path)
            # Only this window takes input, so nobody edits or closes what is being saved.
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                QCoreApplication.processEvents()
                time.sleep(0.01)
            return not box.wasCanceled() and waited < SECONDS

        try:
            yield go_on
        finally:
            if box is not None:
                box.close()
                box.deleteLater()

    return wait


def _box(window, path: Address) -> QProgressDialog:
    text = tr(
        "Another program is writing to the store {name}. The save goes on as soon as it is through.", name=path.name
    )
    box = QProgressDialog(text, tr("Cancel the save"), 0, 0, window)
    box.setObjectName("kmzb_waiting")
    box.setWindowTitle("KMZB")
    box.setWindowModality(Qt.WindowModality.ApplicationModal)
    box.setMinimumDuration(0)
    box.setAutoClose(False)
    box.show()
    return box
