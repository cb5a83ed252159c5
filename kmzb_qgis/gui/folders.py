"""A folder in the system's file manager."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


def open_folder(folder: Path) -> None:
    """Show a folder. Raises KmzbError where the system cannot."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        raise KmzbError(tr("The folder {folder} cannot be opened.", folder=folder))
