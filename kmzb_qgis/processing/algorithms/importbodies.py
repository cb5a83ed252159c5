"""``kmzb:importbodies``."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFile

from ...store import bodies_file, open_store
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class ImportBodies(KmzbAlgorithm):
    """Brings a list of bodies in from a CSV."""

    NAME = "importbodies"
    ICON = "bodies"
    STORE, INPUT, NEW, CHANGED, SAME = "STORE", "INPUT", "NEW", "CHANGED", "SAME"

    def title(self) -> str:
        return tr("Import bodies (CSV)")

    def help(self) -> str:
        return tr(
            "Brings the bodies that reports are handed over to in from a CSV as 'Export bodies' writes it. Bodies of a "
            "known name are changed, new ones added, none is removed. All lines or none."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(QgsProcessingParameterFile(self.INPUT, tr("List of bodies"), extension="csv"))
        self.addOutput(QgsProcessingOutputNumber(self.NEW, tr("New bodies")))
        self.addOutput(QgsProcessingOutputNumber(self.CHANGED, tr("Changed bodies")))
        self.addOutput(QgsProcessingOutputNumber(self.SAME, tr("Unchanged bodies")))

    def work(self, parameters, context, feedback) -> dict:
        store = open_store(self.store_address(parameters, context))
        done = bodies_file.read(store, Path(self.parameterAsFile(parameters, self.INPUT, context)))
        feedback.pushInfo(
            tr("New bodies: {new}; changed: {changed}; as they were: {same}.", new=done.new, changed=done.changed,
               same=done.same)
        )  # fmt: skip
        return {self.NEW: done.new, self.CHANGED: done.changed, self.SAME: done.same}
