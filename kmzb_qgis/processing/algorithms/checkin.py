"""kmzb:checkin: what was done in a working copy into its store."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...store import checkin, checkin_list, open_store
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm, apart
from ..moving import store_parameter


class CheckIn(KmzbAlgorithm):
    """Brings changes, new reports, hand-overs and attachments in; lists what somebody has to decide."""

    NAME = "checkin"
    ICON = "check_in"
    STORE, COPY, DECISIONS, MERGE, DRY_RUN, OUTPUT = "STORE", "WORKING", "DECISIONS", "MERGE", "DRY_RUN", "OUTPUT"
    CHANGED, NEW, CONFLICTS = "CHANGED", "NEW", "CONFLICTS"

    def title(self) -> str:
        return tr("Check a working copy in")

    def help(self) -> str:
        return tr(
            "Brings what was done in a working copy into the store it was taken out of: each change through the "
            "store's rules, under the name of the officer who made it. What was changed on both sides, and what a rule "
            "refuses, is listed and stays as it is in the store until somebody decides: write 'take theirs', 'keep "
            "here' or, for texts, 'both' into the list's first column and run this again with the list as decisions. "
            "All comes in or nothing; a check-in that is repeated changes nothing."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(store_parameter(self.STORE, tr("Store")))
        self.addParameter(QgsProcessingParameterFile(self.COPY, tr("Working copy"), extension="gpkg"))
        decisions = QgsProcessingParameterFile(
            self.DECISIONS, tr("Decisions (the list of an earlier check-in)"), extension="csv", optional=True
        )
        self.addParameter(decisions)
        merge = QgsProcessingParameterBoolean(
            self.MERGE, tr("Bring in columns that were changed there only, of reports changed on both sides"), False
        )
        merge.setHelp(tr("Else such a report waits as a whole. Status, reason and body count as one column."))
        self.addParameter(merge)
        dry = QgsProcessingParameterBoolean(self.DRY_RUN, tr("Only check and count, change nothing"), False)
        dry.setHelp(tr("Tries all changes in the store and takes them back: what would be refused is told."))
        self.addParameter(dry)
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("What waits for a decision"), tr("CSV (*.csv)"))
        )
        self.addOutput(QgsProcessingOutputNumber(self.CHANGED, tr("Changed reports")))
        self.addOutput(QgsProcessingOutputNumber(self.NEW, tr("New reports")))
        self.addOutput(QgsProcessingOutputNumber(self.CONFLICTS, tr("Reports that wait for a decision")))

    def work(self, parameters, context, feedback) -> dict:
        path = Path(self.parameterAsFile(parameters, self.COPY, context))
        listed = Path(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        given = self.parameterAsFile(parameters, self.DECISIONS, context)
        address = self.parameterAsFile(parameters, self.STORE, context)
        apart(listed, address, path, given)
        decisions = checkin_list.read(Path(given)) if given else {}
        store = open_store(address)
        if store.notice:
            feedback.pushInfo(store.notice)
        merge, dry_run = (self.parameterAsBool(parameters, name, context) for name in (self.MERGE, self.DRY_RUN))
        who = QgsApplication.userLoginName() or ""
        found = checkin.bring(path, store, decisions, who, merge, dry_run, feedback)
        for line in checkin_list.summary(found):
            feedback.pushInfo(line)
        with store.connect() as connection:
            checkin_list.write(listed, connection, found, decisions)
        if found.conflicts or found.told:
            feedback.pushInfo(tr("The list is in {path}.", path=listed))
        return {
            self.CHANGED: found.changed,
            self.NEW: found.new,
            self.CONFLICTS: len({one.report_id for one in found.conflicts}),
            self.OUTPUT: str(listed),
        }
