"""``kmzb:rollback``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...publishing.rollback import rollback
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm

PLUGIN = __name__.split(".", 1)[0]


class Rollback(KmzbAlgorithm):
    """Serves an earlier version again, without what is not public now."""

    NAME = "rollback"
    ICON = "rollback"
    FOLDER, VERSION, STORE = "FOLDER", "VERSION", "STORE"
    FEATURES, DROPPED = "FEATURES", "DROPPED"

    def title(self) -> str:
        return tr("Roll a publication back")

    def help(self) -> str:
        return tr(
            "Serves an earlier version again, as a new version: its rows minus every row that is not public now. "
            "The store decides what is public; it is remembered from publishing. "
            "Without it only rows that are served now are kept."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterFile(
                self.FOLDER, tr("Publication folder"), QgsProcessingParameterFile.Behavior.Folder
            )
        )
        version = QgsProcessingParameterString(self.VERSION, tr("Version to go back to"))
        # By name, so that qgis_process loads no widgets: Processing imports it when a dialog opens.
        version.setMetadata({"widget_wrapper": {"class": f"{PLUGIN}.gui.version_list.VersionList"}})
        self.addParameter(version)
        self.addParameter(
            stores.parameter(self.STORE, tr("Store (empty: the one published last)"), last=False, optional=True)
        )
        self.addOutput(QgsProcessingOutputString(self.VERSION, tr("New version")))
        self.addOutput(QgsProcessingOutputNumber(self.FEATURES, tr("Published reports")))
        self.addOutput(QgsProcessingOutputNumber(self.DROPPED, tr("Rows that are no longer public")))
        self.addOutput(QgsProcessingOutputString("PUSHED", tr("Version that the public zone serves")))

    def work(self, parameters, context, feedback) -> dict:
        done = rollback(
            self.parameterAsFile(parameters, self.FOLDER, context),
            self.parameterAsString(parameters, self.VERSION, context),
            str(self.store_address(parameters, context)),
            feedback,
        )
        feedback.pushInfo(tr("%n report(s) published as {version}.", n=done.features, version=done.version))
        return {
            self.VERSION: done.version,
            self.FEATURES: done.features,
            self.DROPPED: done.dropped,
            "PUSHED": done.pushed,
        }
