"""kmzb:copystore: a whole copy of a store, also of one in use."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingParameterFileDestination, QgsProcessingUtils

from ...catalogue import warsaw
from ...store.address import is_database
from ...store.lifecycle import save_copy
from ...toolbelt import settings
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


def _beside(store: str) -> str | None:
    """A name for a copy of today beside a store."""
    if not store or is_database(store):  # which has its own ways (docs/database.md)
        return None
    path = Path(store)
    if not path.name:  # the setting was spoilt
        return None
    return str(path.with_name(f"{path.stem} {warsaw.day_of(warsaw.now()).isoformat()}{path.suffix}"))


class CopyStore(KmzbAlgorithm):
    """Copies a store by SQLite's own means."""

    NAME = "copystore"
    ICON = "copy_store"
    STORE, COPY = "STORE", "COPY"

    def title(self) -> str:
        return tr("Copy a store")

    def help(self) -> str:
        return tr(
            "Makes a whole copy of a store with its attachments, also while it is open and edited: a backup, or a store"
            " to take along. Copying the file by other means may lose what was saved last. "
            "An existing file is never overwritten."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.COPY, tr("Copy"), tr("GeoPackage (*.gpkg)"), defaultValue=_beside(settings.get("store"))
            )
        )

    def checkParameterValues(self, parameters, context):
        """Also refuses a temporary file, which QGIS offers: it would be gone when QGIS ends."""
        copy = self.parameterAsFileOutput(parameters, self.COPY, context)
        if copy and Path(QgsProcessingUtils.tempFolder()) in Path(copy).parents:
            return False, tr("Say where the copy is to be kept: QGIS deletes its temporary files when it ends.")
        return super().checkParameterValues(parameters, context)

    def work(self, parameters, context, feedback) -> dict:
        store = self.store_address(parameters, context)
        copy = Path(self.parameterAsFileOutput(parameters, self.COPY, context))
        missing = save_copy(store, copy, feedback)
        if missing:
            feedback.pushWarning(
                tr(
                    "The files of %n attachment(s) were missing beside the store and are not in the copy.",
                    n=len(missing),
                )
                + "\n"
                + "\n".join(missing[:20])
            )
        feedback.pushInfo(tr("The store {store} was copied to {copy}.", store=store, copy=copy))
        return {self.COPY: str(copy)}
