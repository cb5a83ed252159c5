"""kmzb:differences: reports whose status here is not what the service last said."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ...store import differences_list, differences_paper, open_store
from ...store.differences import differences
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm, instant_of


class ListDifferences(KmzbAlgorithm):
    """Lists them for entry by hand; changes nothing."""

    NAME = "differences"
    ICON = "differences"
    STORE, OUTPUT, PDF, UNIT, SINCE, UNSEEN, MARK = "STORE", "OUTPUT", "PDF", "UNIT", "SINCE", "UNSEEN", "BOM"
    COUNT, COUNT_UNSEEN = "COUNT", "COUNT_UNSEEN"

    def title(self) -> str:
        return tr("List differences from the service")

    def help(self) -> str:
        return tr(
            "Lists the reports whose status here is another one than what the KMZB service last said, to be entered "
            "there by hand: a CSV for a spreadsheet, a PDF with boxes to tick. A report goes off the list by itself "
            "when a later import brings the same status. What the service said is known from imports: import before "
            "listing. Nothing is changed and no service is asked."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        unit = QgsProcessingParameterString(self.UNIT, tr("Only this unit"), optional=True)
        unit.setHelp(tr("Its code, TERYT code (2, 4, 6 or 7 digits) or name; a police unit with those below it."))
        self.addParameter(unit)
        since = QgsProcessingParameterString(self.SINCE, tr("Only what came to differ since"), optional=True)
        since.setHelp(tr("A day or time of Warsaw in ISO 8601: 2024-09-28 or 2024-09-28T10:15."))
        self.addParameter(since)
        unseen = QgsProcessingParameterBoolean(
            self.UNSEEN, tr("Also reports entered here that the service never gave"), False
        )
        unseen.setHelp(tr("Listed apart, after the others: there they are to be entered as a whole."))
        self.addParameter(unseen)
        self.addParameter(
            QgsProcessingParameterBoolean(self.MARK, tr("Begin the CSV with UTF-8's mark (for spreadsheets)"), True)
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, tr("List for a spreadsheet"), tr("CSV (*.csv)"), optional=True
            )
        )
        paper = QgsProcessingParameterFileDestination(
            self.PDF, tr("List to print, with boxes to tick"), "PDF (*.pdf)", optional=True
        )
        paper.setCreateByDefault(False)
        self.addParameter(paper)
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Differences")))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT_UNSEEN, tr("Never given by the service")))

    def work(self, parameters, context, feedback) -> dict:
        path = self.store_address(parameters, context)
        table, paper = (self._target(parameters, context, name, path) for name in (self.OUTPUT, self.PDF))
        if table and paper and table.resolve() == paper.resolve():
            raise KmzbError(tr("The two lists must not have one name."))
        unit = self.parameterAsString(parameters, self.UNIT, context)
        since = instant_of(self.parameterAsString(parameters, self.SINCE, context))
        unseen = self.parameterAsBool(parameters, self.UNSEEN, context)
        store = open_store(path)
        if store.notice:
            feedback.pushInfo(store.notice)
        found = differences(store.path, unit, since, unseen, feedback)
        asked = differences_paper.narrowed(unit, since)
        if asked:
            feedback.pushInfo(asked)
        feedback.pushInfo(differences_list.summary(found, unseen))
        if table:
            mark = self.parameterAsBool(parameters, self.MARK, context)
            differences_list.write_csv(table, found, mark, feedback)
        if paper:
            drawn = differences_paper.pdf(found, store.path.name, asked, unseen, feedback)
            differences_list.write_bytes(paper, drawn)
        for written in filter(None, (table, paper)):
            feedback.pushInfo(tr("The list is in {path}.", path=written))
        return {
            self.COUNT: len(found.different),
            self.COUNT_UNSEEN: len(found.unseen),
            self.OUTPUT: str(table or ""),
            self.PDF: str(paper or ""),
        }

    def _target(self, parameters, context, name: str, store: Path) -> Path | None:
        asked = self.parameterAsFileOutput(parameters, name, context)
        if not asked:
            return None
        if Path(asked).resolve() == store.resolve():
            raise KmzbError(tr("The list must not be kept under the name of the store."))
        return Path(asked)
