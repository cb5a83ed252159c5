"""The field in which a person names a store: a file, or one of the databases that this computer knows by name."""

from __future__ import annotations

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QMenu, QToolButton

from ..store.address import Service
from ..toolbelt import databases
from ..toolbelt.i18n import tr

BUTTON = "kmzb_databases"


def known() -> list[tuple[Service, str]]:
    """The databases that have a name here, with words for a list. Passwords are libpq's and QGIS's own affair."""
    services = [(Service(name), tr("{name} (service)", name=name)) for name in databases.services()]
    connections = [
        (Service(name, databases.CONNECTION), tr("{name} (QGIS connection)", name=name))
        for name in databases.connections()
    ]
    return services + connections


class StoreWidget(QgsFileWidget):
    """QGIS's field for a file, with a button that lists the databases beside the one that opens the file dialog."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setFilter(tr("Store (*.gpkg)"))
        button = QToolButton(self)
        button.setObjectName(BUTTON)
        button.setText(tr("Databases"))
        button.setToolTip(tr("Choose a database: a service of this computer, or a PostgreSQL connection of QGIS"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(button)
        self.menu.aboutToShow.connect(self.list_databases)
        button.setMenu(self.menu)
        self.layout().addWidget(button)

    def list_databases(self) -> None:
        """Fill the menu: a connection may have been made since it was last open."""
        self.menu.clear()
        for address, words in known():
            self.menu.addAction(words.replace("&", "&&")).triggered.connect(
                lambda _=False, text=str(address): self.setFilePath(text)
            )
        if self.menu.isEmpty():
            none = self.menu.addAction(tr("No database is known: make a PostgreSQL connection in the browser panel."))
            none.setEnabled(False)
