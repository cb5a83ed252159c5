"""``kmzb:checkpublication``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ...publishing.check import check_publication
from ...publishing.check_report import Result
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm


class CheckPublication(KmzbAlgorithm):
    """Reads a publication back over HTTP and compares it with its folder."""

    NAME = "checkpublication"
    ICON = "check"
    URL, FOLDER, REPORT = "URL", "FOLDER", "REPORT"
    PASSED, FAILED, KNOWN = "PASSED", "FAILED", "KNOWN"

    def title(self) -> str:
        return tr("Check a publication")

    def help(self) -> str:
        return tr(
            "Reads a served publication back over HTTP, through OWSLib and GDAL, and compares it with its folder: "
            "layers, columns, counts, places in every order of coordinates, validity, and that nothing else can be "
            "reached. Stops with a list of what failed. Defects of QGIS Server are listed, never passed as right."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(QgsProcessingParameterString(self.URL, tr("Address of the service")))
        self.addParameter(
            QgsProcessingParameterFile(
                self.FOLDER, tr("Publication folder"), behavior=QgsProcessingParameterFile.Behavior.Folder
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.REPORT,
                tr("Check report"),
                tr("HTML (*.html);;JSON (*.json)"),
                None,
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber(self.PASSED, tr("Passed")))
        self.addOutput(QgsProcessingOutputNumber(self.FAILED, tr("Failed")))
        self.addOutput(QgsProcessingOutputNumber(self.KNOWN, tr("Known defects met")))

    def work(self, parameters, context, feedback) -> dict:
        output = self.parameterAsFileOutput(parameters, self.REPORT, context)
        report = check_publication(
            self.parameterAsString(parameters, self.URL, context),
            self.parameterAsString(parameters, self.FOLDER, context),
            feedback,
            output,
        )
        return {
            self.PASSED: report.count(Result.PASSED),
            self.FAILED: report.count(Result.FAILED),
            self.KNOWN: report.count(Result.KNOWN),
            self.REPORT: output,
        }
