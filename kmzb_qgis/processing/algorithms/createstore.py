"""kmzb:createstore: an empty working database."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterFile, QgsProcessingParameterFileDestination

from ...store import address, attachment_folder
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm
from ..making import new_store


class CreateStore(KmzbAlgorithm):
    """Makes an empty store with the catalogue's lists."""

    NAME = "createstore"
    STORE, ATTACHMENTS = "STORE", "ATTACHMENTS"

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
        self.addParameter(
            QgsProcessingParameterFile(
                self.ATTACHMENTS,
                tr("Folder of the database's attachments"),
                QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            )
        )

    def work(self, parameters, context, feedback) -> dict:
        path = self.parameterAsFileOutput(parameters, self.STORE, context)
        folder = self.parameterAsFile(parameters, self.ATTACHMENTS, context)
        if folder:  # before anything is made
            attachment_folder.usable(address.parse(path), folder)
        store = new_store(path)
        if folder:
            attachment_folder.name(store, folder)
        feedback.pushInfo(tr("Store {path} made, schema {schema}.", path=store.path, schema=store.schema))
        return {self.STORE: str(store.path)}
