"""``kmzb:handoversheet``."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ...editing import sheet_layout
from ...store import open_store
from ...toolbelt import main_thread
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import handing, stores
from ..base import KmzbAlgorithm


class HandOverSheet(KmzbAlgorithm):
    """Writes the sheets of reports, handed over or not, as PDF."""

    NAME = "handoversheet"
    ICON = "sheet"
    STORE, REPORTS, KEEP = "STORE", "REPORTS", "SAVE_TEMPLATE"
    SHEETS, ALL, LIST, PAGES = "SHEETS", "ALL_SHEETS", "LIST", "PAGES"

    def title(self) -> str:
        return tr("Hand-over sheet (PDF)")

    def help(self) -> str:
        return tr(
            "Writes the verification card of each report, which is its hand-over sheet where it was handed over: map, "
            "coordinates in EPSG:2180 and WGS 84, all fields, history, photo and note, on as many pages as they take. "
            "A template of your own replaces the plugin's layout; 'Save the plugin's own sheet' writes one to begin "
            "with. Sheets are inner documents and never published. No file is written over."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORTS,
                tr("Reports (numbers on the map or public ids, separated by commas)"),
                multiLine=True,
                optional=True,
            )
        )
        handing.add_sheet_parameters(self, True)
        keep = QgsProcessingParameterFileDestination(
            self.KEEP,
            tr("Save the plugin's own sheet as a template to change"),
            tr("QGIS layout template (*.qpt)"),
            optional=True,
        )
        keep.setCreateByDefault(False)
        self.addParameter(keep)
        self.addOutput(QgsProcessingOutputString(self.SHEETS, tr("Sheets")))
        self.addOutput(QgsProcessingOutputFile(self.ALL, tr("All sheets in one PDF")))
        self.addOutput(QgsProcessingOutputFile(self.LIST, tr("List of the sheets")))
        self.addOutput(QgsProcessingOutputNumber(self.PAGES, tr("Pages")))

    def work(self, parameters, context, feedback) -> dict:
        keep = self.parameterAsFileOutput(parameters, self.KEEP, context)
        if keep:
            main_thread.run(lambda: sheet_layout.save_template(Path(keep)), feedback)
            feedback.pushInfo(tr("Template {path} written.", path=keep))
        text = self.parameterAsString(parameters, self.REPORTS, context)
        results = {self.SHEETS: "", self.ALL: "", self.LIST: "", self.PAGES: 0, self.KEEP: keep}
        if keep and not text.strip():
            return results
        look = handing.style(self, parameters, context)
        store = open_store(self.store_address(parameters, context))
        if store.notice:
            feedback.pushInfo(store.notice)
        wanted = [(report.fid, None) for report in handing.reports(store, text)]
        folder = handing.folder_of(self, parameters, context)
        if folder is None:
            raise KmzbError(tr("Name the folder of the sheets."), code="folder")
        combined = self.parameterAsBool(parameters, handing.COMBINED, context)
        made, listed = handing.sheets(store, wanted, folder, look, combined, feedback)
        feedback.pushInfo(tr("%n sheet(s) written to {folder}.", n=len(made.files), folder=folder))
        results[self.SHEETS], results[self.PAGES] = "\n".join(map(str, made.files)), made.pages
        results[self.ALL], results[self.LIST] = str(made.combined or ""), str(listed or "")
        results[handing.OUTPUT] = str(folder)
        return results
