"""``kmzb:withdraw``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...publishing.withdraw import restore, withdraw
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class Withdraw(KmzbAlgorithm):
    """Takes one report out of what is served and of all kept versions."""

    NAME = "withdraw"
    ICON = "withdraw"
    REPORT, FOLDER, STORE, RESTORE = "REPORT", "FOLDER", "STORE", "RESTORE"
    ID, VERSION, CLEANED = "ID", "VERSION", "CLEANED"

    def title(self) -> str:
        return tr("Withdraw a report from the publication")

    def help(self) -> str:
        return tr(
            "Takes one report out of what is served and of all kept versions at once, and keeps it out of later "
            "publications. Give the report's public id, or its number as the map shows it where the store is known."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(QgsProcessingParameterString(self.REPORT, tr("Report (number on the map, or public id)")))
        self.addParameter(
            QgsProcessingParameterFile(
                self.FOLDER, tr("Publication folder"), QgsProcessingParameterFile.Behavior.Folder
            )
        )
        self.addParameter(
            stores.parameter(self.STORE, tr("Store (empty: the one published last)"), last=False, optional=True)
        )
        self.addParameter(
            QgsProcessingParameterBoolean(self.RESTORE, tr("Take it off the list: it may be published again"), False)
        )
        self.addOutput(QgsProcessingOutputString(self.ID, tr("Public id")))
        self.addOutput(QgsProcessingOutputString(self.VERSION, tr("Version served now")))
        self.addOutput(QgsProcessingOutputNumber(self.CLEANED, tr("Kept versions rewritten")))
        self.addOutput(QgsProcessingOutputString("PUSHED", tr("Version that the public zone serves")))

    def work(self, parameters, context, feedback) -> dict:
        back = self.parameterAsBool(parameters, self.RESTORE, context)
        done = (restore if back else withdraw)(
            self.parameterAsString(parameters, self.REPORT, context),
            self.parameterAsFile(parameters, self.FOLDER, context),
            str(self.store_address(parameters, context)),
            feedback,
        )
        if back:
            said = tr("Report {report} may be published again, with the next publication.", report=done.report)
        elif done.version:
            said = tr(
                "Report {report} was withdrawn and stays out of later publications; version {version} is served now.",
                report=done.report,
                version=done.version,
            )
        else:
            said = tr("Report {report} was not served; it stays out of later publications.", report=done.report)
        feedback.pushInfo(said)
        return {
            self.ID: done.report,
            self.VERSION: done.version,
            self.CLEANED: len(done.cleaned),
            "PUSHED": done.pushed,
        }
