"""``kmzb:handover``."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterString,
)

from ...store import handing as letters
from ...store import open_store
from ...toolbelt.errors import Cancelled, KmzbError
from ...toolbelt.i18n import tr
from .. import handing, stores
from ..base import KmzbAlgorithm


class HandOver(KmzbAlgorithm):
    """Records hand-overs of reports to a body, with their sheets."""

    NAME = "handover"
    ICON = "hand_over"
    STORE, REPORTS, BODY, DATE, NUMBER, DUE = "STORE", "REPORTS", "BODY", "DATE", "NUMBER", "ANSWER_DUE"
    COUNT, SHEETS, ALL, LIST = "COUNT", "SHEETS", "ALL_SHEETS", "LIST"

    def title(self) -> str:
        return tr("Hand reports over")

    def help(self) -> str:
        return tr(
            "Records that confirmed reports were handed over to a body (road manager, municipality, railway, …): their "
            "status becomes 'Potwierdzone (przekazane poza Policję)' with the public reason that fits the body. All "
            "reports or none. The day until which an answer is due follows from the body. With a folder, a sheet in "
            "PDF is written for each report; documents are inner and never published."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORTS, tr("Reports (numbers on the map or public ids, separated by commas)"), multiLine=True
            )
        )
        self.addParameter(QgsProcessingParameterString(self.BODY, tr("Body (name or number of the list)")))
        self.addParameter(
            QgsProcessingParameterString(self.DATE, tr("Day of the hand-over (empty: today)"), optional=True)
        )
        number = QgsProcessingParameterString(self.NUMBER, tr("Number of the letter"), optional=True)
        number.setHelp(
            tr("{place} in it counts the reports, as in {example}.", place="{n}", example="RD-5321/{n}/2026")
        )
        self.addParameter(number)
        self.addParameter(
            QgsProcessingParameterString(self.DUE, tr("Answer due by (empty: as the body's days say)"), optional=True)
        )
        handing.add_sheet_parameters(self, False)
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Hand-overs recorded")))
        self.addOutput(QgsProcessingOutputString(self.SHEETS, tr("Sheets")))
        self.addOutput(QgsProcessingOutputFile(self.ALL, tr("All sheets in one PDF")))
        self.addOutput(QgsProcessingOutputFile(self.LIST, tr("List of the sheets")))

    def work(self, parameters, context, feedback) -> dict:
        look = handing.style(self, parameters, context)
        folder = handing.folder_of(self, parameters, context)
        store = open_store(self.store_address(parameters, context))
        if store.notice:
            feedback.pushInfo(store.notice)
        chosen = handing.reports(store, self.parameterAsString(parameters, self.REPORTS, context))
        body = handing.body(store, self.parameterAsString(parameters, self.BODY, context))
        order = letters.Order(
            tuple(report.fid for report in chosen),
            body.id,
            QgsApplication.userLoginName() or "",
            handing.day(self.parameterAsString(parameters, self.DATE, context)),
            self.parameterAsString(parameters, self.NUMBER, context),
            handing.day(self.parameterAsString(parameters, self.DUE, context)),
            versions={report.fid: report.version for report in chosen},
        )
        made = letters.hand_over(store, order)
        feedback.pushInfo(tr("%n report(s) handed over to {body}.", n=len(made), body=body.name))
        results = {
            self.COUNT: len(made),
            self.SHEETS: "",
            self.ALL: "",
            self.LIST: "",
            handing.OUTPUT: str(folder or ""),
        }
        if folder is None:
            return results
        try:
            wanted = list(zip(order.fids, made))
            combined = self.parameterAsBool(parameters, handing.COMBINED, context)
            sheets, listed = handing.sheets(store, wanted, folder, look, combined, feedback)
        except KmzbError as error:  # what was recorded stays: the letter may have been sent
            feedback.pushWarning(
                tr(
                    "The hand-over is recorded, but its sheets are not made. Make them by 'Hand-over sheet'. {reason}",
                    reason="" if isinstance(error, Cancelled) else error.message,
                ).strip()
            )
            return results
        feedback.pushInfo(tr("%n sheet(s) written to {folder}.", n=len(sheets.files), folder=folder))
        results[self.SHEETS] = "\n".join(map(str, sheets.files))
        results[self.ALL], results[self.LIST] = str(sheets.combined or ""), str(listed or "")
        return results
