"""kmzb:createstore: an empty working database."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFileDestination

from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm
from ..making import new_store


class CreateStore(KmzbAlgorithm):
    """Makes an empty store with the catalogue's lists."""

    NAME = "createstore"
    STORE = "STORE"

    def title(self) -> str:
        return tr("Create a store")

    def help(self) -> str:
        return tr(
            "Makes an empty store, as a GeoPackage or in a database that is there already (service=NAME or"
            " connection=NAME), with the lists of categories and statuses and the rules of verification. An existing"
            " store is never overwritten."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(QgsProcessingParameterFileDestination(self.STORE, tr("Store"), tr("GeoPackage (*.gpkg)")))

    def work(self, parameters, context, feedback) -> dict:
        path = self.parameterAsFileOutput(parameters, self.STORE, context)
        store = new_store(path)
        feedback.pushInfo(tr("Store {path} made, schema {schema}.", path=store.path, schema=store.schema))
        return {self.STORE: str(store.path)}
