"""kmzb:copystore: a whole copy of a store, also of one in use."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingParameterFile, QgsProcessingParameterFileDestination

from ...store.lifecycle import save_copy
from ...toolbelt import settings
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm


class CopyStore(KmzbAlgorithm):
    """Copies a store by SQLite's own means."""

    NAME = "copystore"
    ICON = "copy_store"
    STORE, COPY = "STORE", "COPY"

    def title(self) -> str:
        return tr("Copy a store")

    def help(self) -> str:
        return tr(
            "Makes a whole copy of a store, also while it is open and edited: a backup, or a store to take along."
            " Copying the file by other means may lose what was saved last. An existing file is never overwritten."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(
            QgsProcessingParameterFile(
                self.STORE, tr("Store"), extension="gpkg", defaultValue=settings.get("store") or None
            )
        )
        self.addParameter(QgsProcessingParameterFileDestination(self.COPY, tr("Copy"), tr("GeoPackage (*.gpkg)")))

    def work(self, parameters, context, feedback) -> dict:
        store = Path(self.parameterAsFile(parameters, self.STORE, context))
        copy = Path(self.parameterAsFileOutput(parameters, self.COPY, context))
        save_copy(store, copy)
        feedback.pushInfo(tr("The store {store} was copied to {copy}.", store=store, copy=copy))
        return {self.COPY: str(copy)}
