"""``kmzb:pushpublication``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm


class PushPublication(KmzbAlgorithm):
    """Brings what a folder serves to the public zone's database."""

    NAME = "pushpublication"
    ICON = "push"
    FOLDER, ZONE, KEEP, FORGET = "FOLDER", "ZONE", "KEEP", "FORGET"
    VERSION, CHANGED, ROWS, WITHDRAWN = "VERSION", "CHANGED", "ROWS", "WITHDRAWN"

    def title(self) -> str:
        return tr("Push a publication to the public zone")

    def help(self) -> str:
        return tr(
            "Brings what a publication folder serves to the public server's database in one transaction; QGIS Server "
            "there serves it at once. The folder remembers its zone: from then on publishing, rolling back, "
            "withdrawing and describing push as their last step."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterFile(
                self.FOLDER, tr("Publication folder"), QgsProcessingParameterFile.Behavior.Folder
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.ZONE,
                tr("The zone's database: service=NAME or connection=NAME (empty: the one used before)"),
                "",
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.KEEP, tr("Versions to keep in the zone (empty: as before, at first 2)"), optional=True, minValue=1
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(self.FORGET, tr("Push nothing, now or later: forget the zone"), False)
        )
        self.addOutput(QgsProcessingOutputString(self.VERSION, tr("Version that the public zone serves")))
        self.addOutput(QgsProcessingOutputBoolean(self.CHANGED, tr("The zone was changed")))
        self.addOutput(QgsProcessingOutputNumber(self.ROWS, tr("Rows sent")))
        self.addOutput(QgsProcessingOutputNumber(self.WITHDRAWN, tr("Withdrawn reports taken out")))

    def work(self, parameters, context, feedback) -> dict:
        from ...publishing.zone.push import leave, push  # with PostgreSQL's library, which not every QGIS brings

        folder = self.parameterAsFile(parameters, self.FOLDER, context)
        if self.parameterAsBool(parameters, self.FORGET, context):
            leave(folder)
            feedback.pushInfo(tr("The folder is pushed nowhere from now on. The zone serves what it has."))
            return {self.VERSION: "", self.CHANGED: False, self.ROWS: 0, self.WITHDRAWN: 0}
        keep = None
        if parameters.get(self.KEEP) not in (None, ""):
            keep = self.parameterAsInt(parameters, self.KEEP, context)
        done = push(folder, self.parameterAsString(parameters, self.ZONE, context), keep, feedback)
        if done.changed:
            feedback.pushInfo(tr("The zone serves version {version} now.", version=done.version))
        else:
            feedback.pushInfo(tr("The zone serves version {version} already: nothing changed.", version=done.version))
        return {
            self.VERSION: done.version,
            self.CHANGED: done.changed,
            self.ROWS: done.rows,
            self.WITHDRAWN: done.withdrawn,
        }
