"""The parameter in which an algorithm takes a store: a GeoPackage's path, or a database by the name of a service or of
a QGIS connection (``store.address``)."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFile

from ..toolbelt import settings
from ..toolbelt.i18n import tr

WIDGET = "kmzb_qgis.gui.store_wrapper.StoreWrapper"


def parameter(name: str = "STORE", label: str = "", last: bool = True, optional: bool = False):
    """The parameter. ``last``: it begins with the store that was used last."""
    # A filter and no extension, which QGIS would ask of a database's name too. The dialog offers GeoPackages first.
    made = QgsProcessingParameterFile(
        name,
        label or tr("Store"),
        fileFilter=tr("Store (*.gpkg)") + ";;" + tr("All files (*)"),
        defaultValue=(settings.get("store") or None) if last else None,
        optional=optional,
    )
    made.setHelp(tr("A GeoPackage, or a database as service=NAME or connection=NAME."))
    made.setMetadata({"widget_wrapper": {"class": WIDGET}})
    return made
