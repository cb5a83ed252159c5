"""``kmzb:exportbodies``."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFileDestination

from ...store import bodies_file, open_store
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class ExportBodies(KmzbAlgorithm):
    """Writes the list of bodies into a CSV."""

    NAME = "exportbodies"
    ICON = "bodies"
    STORE, OUTPUT, COUNT = "STORE", "OUTPUT", "COUNT"

    def title(self) -> str:
        return tr("Export bodies (CSV)")

    def help(self) -> str:
        return tr("Writes the bodies that reports are handed over to into a CSV, for a spreadsheet or another unit.")

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(QgsProcessingParameterFileDestination(self.OUTPUT, tr("List of bodies"), tr("CSV (*.csv)")))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Bodies")))

    def work(self, parameters, context, feedback) -> dict:
        output = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        path = self.store_address(parameters, context)
        if not output or Path(output).resolve() == path.resolve():
            raise KmzbError(tr("The list must not be kept under the name of the store."))
        count = bodies_file.write(open_store(path), Path(output))
        feedback.pushInfo(tr("Bodies written to {path}: {count}.", path=output, count=count))
        return {self.OUTPUT: output, self.COUNT: count}
