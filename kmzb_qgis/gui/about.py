"""What the plugin is, its version, and what it is not for."""

from __future__ import annotations

from configparser import ConfigParser

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMessageBox

from ..toolbelt import paths
from ..toolbelt.i18n import tr


def metadata() -> dict[str, str]:
    """The [general] part of metadata.txt."""
    parser = ConfigParser(interpolation=None)
    parser.read(paths.metadata_file(), encoding="utf-8")
    return dict(parser["general"])


def box(parent=None) -> QMessageBox:
    """The dialog, not yet shown."""
    about = metadata()
    lines = [
        tr("KMZB for QGIS {version}", version=about["version"]),
        tr("Reports of Poland's national map of safety threats: loaded, verified, digitized and published."),
        tr("<b>Not for emergencies: call 112.</b>"),
        tr(
            "Basemaps come from the national geoportal. Its terms forbid collecting its pictures automatically; "
            "look at them, do not harvest them."
        ),
        tr("Free software under the GNU General Public License, version 2 or later."),
        tr('Documentation: <a href="{url}">{url}</a>', url=about["homepage"]),
    ]
    message = QMessageBox(parent)
    message.setWindowTitle(tr("About KMZB"))
    message.setTextFormat(Qt.TextFormat.RichText)
    message.setIconPixmap(QIcon(paths.icon("kmzb")).pixmap(64, 64))
    message.setText("".join(f"<p>{line}</p>" for line in lines))
    message.setStandardButtons(QMessageBox.StandardButton.Close)
    return message
