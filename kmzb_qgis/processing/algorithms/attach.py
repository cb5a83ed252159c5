"""kmzb:attach: files attached to reports, all or none."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputNumber,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ...store import attachments, open_store
from ...toolbelt import compat
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import handing, stores
from ..base import KmzbAlgorithm


class Attach(KmzbAlgorithm):
    """Copies files beside the store and writes their rows."""

    NAME = "attach"
    ICON = "attach"
    STORE, REPORTS, FILES, COUNT = "STORE", "REPORTS", "FILES", "COUNT"

    def title(self) -> str:
        return tr("Attach files to reports")

    def help(self) -> str:
        return tr(
            "Attaches copies of files to one report or several, each file to each report. Taken are JPG, PNG, PDF, 3gp,"
            " mov, doc and txt of at most 5 MB (the store's setting), judged by their content, never by their name."
            " All files are attached or none. They are kept beside the store as they came, with what cameras and"
            " telephones hide in them, and are never published; what is handed out is cleaned."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORTS, tr("Reports (numbers on the map or public ids, separated by commas)"), multiLine=True
            )
        )
        self.addParameter(QgsProcessingParameterMultipleLayers(self.FILES, tr("Files"), compat.any_files()))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Attached files")))

    def work(self, parameters, context, feedback) -> dict:
        store = open_store(self.store_address(parameters, context))
        if store.notice:
            feedback.pushInfo(store.notice)
        reports = handing.reports(store, self.parameterAsString(parameters, self.REPORTS, context))
        files = self.parameterAsFileList(parameters, self.FILES, context)
        if not files:
            raise KmzbError(tr("Choose at least one file."))
        who = QgsApplication.userLoginName() or ""
        added = attachments.add_all(store, [report.id for report in reports], files, who, feedback)
        asked = {report.number for report in reports}
        for name, others in {one.attachment.name: set(one.also_in) - asked for one in added}.items():
            if others:
                feedback.pushWarning(
                    tr("'{name}' is also attached to: {reports}.", name=name, reports=", ".join(sorted(others)))
                )
        feedback.pushInfo(tr("%n file(s) attached.", n=len(added)))
        return {self.COUNT: len(added)}
