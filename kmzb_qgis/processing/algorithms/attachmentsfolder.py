"""kmzb:attachmentsfolder: where the attachments of a team's database lie."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFile

from ...store import attachment_folder, open_store
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class AttachmentsFolder(KmzbAlgorithm):
    """Names the folder in which a database's attachments lie."""

    NAME = "attachmentsfolder"
    ICON = "attachments_folder"
    STORE, FOLDER, MISSING = "STORE", "FOLDER", "MISSING"

    def title(self) -> str:
        return tr("Folder of attachments")

    def help(self) -> str:
        return tr(
            "Says in which folder the attachments of a team's database lie: a share of the unit that every desk reaches"
            " under the same path and may write to. Files are not moved: copy the old folder's content first. How many"
            " attachments have no file in the new folder is told. Only an administrator of the store may do this. The"
            " attachments of a GeoPackage lie beside its file and need no such folder."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterFile(self.FOLDER, tr("Folder"), QgsProcessingParameterFile.Behavior.Folder)
        )
        self.addOutput(QgsProcessingOutputNumber(self.MISSING, tr("Attachments without a file there")))

    def work(self, parameters, context, feedback) -> dict:
        store = open_store(self.parameterAsFile(parameters, self.STORE, context))
        folder = self.parameterAsFile(parameters, self.FOLDER, context)
        missing = attachment_folder.name(store, folder)
        feedback.pushInfo(tr("The attachments lie in {folder} now.", folder=folder))
        if missing:
            feedback.pushWarning(
                tr("%n attachment(s) have no file in this folder: copy the old folder's content into it.", n=missing)
            )
        return {self.MISSING: missing}
