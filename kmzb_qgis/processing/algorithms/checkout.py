"""kmzb:checkout: reports of a unit or an area into a working copy."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ...store import checkout, open_store
from ...store.checkout import Wanted
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm
from ..moving import area, store_parameter, take


class CheckOut(KmzbAlgorithm):
    """Takes reports out; changes none."""

    NAME = "checkout"
    ICON = "check_out"
    STORE, UNIT, AREA, EXTENT, FILES, OPEN, OUTPUT = (
        "STORE",
        "UNIT",
        "AREA",
        "EXTENT",
        "WITH_ATTACHMENTS",
        "OPEN",
        "OUTPUT",
    )
    COUNT = "COUNT"

    def title(self) -> str:
        return tr("Take reports out")

    def help(self) -> str:
        return tr(
            "Makes a working copy: the reports of a unit or an area in a store of their own, with history, hand-overs, "
            "attachments, lists, units, form and styles, to be worked on without the network, in QGIS or QField. All "
            "rules hold there too. What was done there comes back with 'Check a working copy in'. Reports that repeat "
            "one of these, or that one of these repeats, come along. The store itself stays as it is."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(store_parameter(self.STORE, tr("Store")))
        unit = QgsProcessingParameterString(self.UNIT, tr("Only this unit"), optional=True)
        unit.setHelp(tr("Its code, TERYT code (2, 4, 6 or 7 digits) or name; a police unit with those below it."))
        self.addParameter(unit)
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.AREA,
                tr("Only within the polygons of a layer"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(QgsProcessingParameterExtent(self.EXTENT, tr("Only within an extent"), optional=True))
        self.addParameter(QgsProcessingParameterBoolean(self.OPEN, tr("Only open reports"), False))
        self.addParameter(QgsProcessingParameterBoolean(self.FILES, tr("With attachments"), True))
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("Working copy"), tr("GeoPackage (*.gpkg)"))
        )
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Reports taken out")))

    def checkParameterValues(self, parameters, context):
        """Also refuses a temporary file, which QGIS offers: it would be gone when QGIS ends."""
        copy = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if copy and Path(QgsProcessingUtils.tempFolder()) in Path(copy).parents:
            return False, tr("Say where the copy is to be kept: QGIS deletes its temporary files when it ends.")
        return super().checkParameterValues(parameters, context)

    def work(self, parameters, context, feedback) -> dict:
        polygon, words = area(self, parameters, context, self.AREA, self.EXTENT)
        unit = self.parameterAsString(parameters, self.UNIT, context).strip()
        only_open = self.parameterAsBool(parameters, self.OPEN, context)
        store = open_store(self.parameterAsFile(parameters, self.STORE, context))
        if store.notice:
            feedback.pushInfo(store.notice)
        target = Path(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        wanted = Wanted(unit, polygon, ", ".join(filter(None, (unit, words))), only_open)
        who = QgsApplication.userLoginName() or ""
        taken = take(store, target, wanted, self.parameterAsBool(parameters, self.FILES, context), who, feedback)
        others, last = checkout.register(store, taken)
        if taken.missing:
            feedback.pushWarning(
                tr(
                    "The files of %n attachment(s) were missing beside the store and are not in the copy.",
                    n=len(taken.missing),
                )
                + "\n"
                + "\n".join(taken.missing[:20])
            )
        if others:
            feedback.pushInfo(
                tr(
                    "Reports of this store were taken out %n time(s) before, last by {who}: on what is changed in two"
                    " places somebody will have to decide.",
                    n=others,
                    who=last or tr("an unknown person"),
                )
            )
        feedback.pushInfo(tr("Taken out to {path}: %n report(s).", n=taken.reports, path=target))
        return {self.OUTPUT: str(target), self.COUNT: taken.reports}
