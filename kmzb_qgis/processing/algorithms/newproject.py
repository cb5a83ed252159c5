"""``kmzb:newproject``: the standard project on a store."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import making, stores
from ..base import KmzbAlgorithm


class NewProject(KmzbAlgorithm):
    """Makes a project file with a store's reports and units, basemaps, themes, bookmarks and layouts."""

    NAME = "newproject"
    ICON = "new_project"
    STORE, BASEMAP, OUTPUT, CREATE, OVERWRITE = "STORE", "BASEMAP", "OUTPUT", "CREATE", "OVERWRITE"
    MISSING, UNITS, DEFAULT = "MISSING", "UNITS", "basemap"

    def title(self) -> str:
        return tr("Make a KMZB project")

    def help(self) -> str:
        return tr(
            "Makes the standard QGIS project on a store, in EPSG:2180: reports with form and symbols, a layer for each "
            "level of units that the store holds, the basemaps chosen, bookmarks of the voivodeships, map themes for "
            "day, night and print, and the print layouts. Paths are relative, so project and store move together. "
            "Without the network the project is made without basemaps, and says so. An existing project is overwritten "
            "only where that is asked for."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        basemap = QgsProcessingParameterString(
            self.BASEMAP, tr("Basemaps (ids of the catalogue, separated by commas)"), self.DEFAULT, optional=True
        )
        basemap.setHelp(tr("The first map is seen at first, the others are switched off. Empty: none."))
        self.addParameter(basemap)
        create = QgsProcessingParameterBoolean(self.CREATE, tr("Make the store where there is none"), False)
        self.addParameter(create)
        overwrite = QgsProcessingParameterBoolean(self.OVERWRITE, tr("Overwrite an existing project"), False)
        self.addParameter(overwrite)
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("Project"), tr("QGIS project (*.qgz *.qgs)"))
        )
        self.addOutput(QgsProcessingOutputString(self.MISSING, tr("Basemaps that could not be read")))
        self.addOutput(QgsProcessingOutputNumber(self.UNITS, tr("Levels of units")))

    def work(self, parameters, context, feedback) -> dict:
        output = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        store = self.store_address(parameters, context)
        if not output:
            raise KmzbError(tr("Name the project's file."))
        names = self.parameterAsString(parameters, self.BASEMAP, context).replace(";", ",").split(",")
        made = making.new_project(
            store.absolute() if isinstance(store, Path) else store,
            Path(output).absolute(),
            [name.strip() for name in names if name.strip()],
            self.parameterAsBool(parameters, self.CREATE, context),
            self.parameterAsBool(parameters, self.OVERWRITE, context),
            feedback,
        )
        if made.missing:
            feedback.pushWarning(making.missing_words(made.missing))
        if not made.levels:
            feedback.pushInfo(tr("The store holds no units yet, so the project shows none."))
        feedback.pushInfo(tr("Project {path} made.", path=output))
        missing = making.missing_words(made.missing) if made.missing else ""
        return {
            self.OUTPUT: output,
            self.STORE: str(made.store),
            self.MISSING: missing,
            self.UNITS: len(made.levels),
        }
