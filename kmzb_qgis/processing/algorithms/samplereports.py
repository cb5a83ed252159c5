"""kmzb:samplereports."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...catalogue import warsaw
from ...sources import sample
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm, instant_of


class SampleReports(KmzbAlgorithm):
    """Makes a synthetic file of reports."""

    NAME = "samplereports"
    ICON = "sample"
    COUNT, SEED, END, OUTPUT = "COUNT", "SEED", "END", "OUTPUT"

    def title(self) -> str:
        return tr("Make sample reports")

    def help(self) -> str:
        return tr(
            "Writes synthetic reports around Polish cities, for trying the plugin out. No row is a real report. "
            "The name decides the format: .csv, or .json for a saved answer of the KMZB data service. "
            "The same count, seed and end give the same file."
        )

    def initAlgorithm(self, configuration=None):
        integer = QgsProcessingParameterNumber.Type.Integer
        self.addParameter(
            QgsProcessingParameterNumber(
                self.COUNT, tr("Number of reports"), integer, 1000, minValue=1, maxValue=sample.LIMIT
            )
        )
        self.addParameter(QgsProcessingParameterNumber(self.SEED, tr("Seed"), integer, 1, minValue=0))
        self.addParameter(
            QgsProcessingParameterString(
                self.END, tr("Time of the last report (ISO 8601, Warsaw time; empty: now)"), optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("File"), tr("CSV (*.csv);;Saved answer (*.json)"))
        )

    def work(self, parameters, context, feedback):
        count = self.parameterAsInt(parameters, self.COUNT, context)
        seed = self.parameterAsInt(parameters, self.SEED, context)
        end = instant_of(self.parameterAsString(parameters, self.END, context)) or warsaw.now()
        path = Path(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        sample.write_sample(path, count, seed, end, feedback)
        feedback.pushInfo(tr("%n synthetic report(s) written; none is a real one.", n=count))
        return {self.OUTPUT: str(path), self.COUNT: count}
