"""kmzb:createstore: an empty working database."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFileDestination

from ...editing import install
from ...store import create_store
from ...store.copies import settle
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm


class CreateStore(KmzbAlgorithm):
    """Makes an empty store with the catalogue's lists."""

    NAME = "createstore"
    STORE = "STORE"

    def title(self) -> str:
        return tr("Create a store")

    def help(self) -> str:
        return tr(
            "Makes an empty store: the GeoPackage in which reports are kept, with the lists of categories and statuses"
            " and the rules of verification. An existing file is never overwritten."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(QgsProcessingParameterFileDestination(self.STORE, tr("Store"), tr("GeoPackage (*.gpkg)")))

    def work(self, parameters, context, feedback) -> dict:
        path = self.parameterAsFileOutput(parameters, self.STORE, context)
        store = create_store(path)
        try:
            install(store)
        except BaseException:  # a full disk: no store rather than one without its form
            store.path.unlink(missing_ok=True)
            raise
        # QGIS wrote the styles in WAL mode and leaves the store in it, as a file copied while it was open is.
        settle(store.path, suspected=False)
        feedback.pushInfo(tr("Store {path} made, schema {schema}.", path=store.path, schema=store.schema))
        return {self.STORE: str(store.path)}
