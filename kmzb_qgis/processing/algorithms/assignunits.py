"""kmzb:assignunits: each report's municipality and most local jurisdiction."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
)

from ...store import open_store
from ...store.assigning import assign
from ...store.assigning_list import BY_HAND, DIFFERS, EARLIER, NO_JURISDICTION, NO_MUNICIPALITY
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm, apart


class AssignUnits(KmzbAlgorithm):
    """Writes municipalities and jurisdictions to the reports of a store."""

    NAME = "assignunits"
    ICON = "assign_units"
    STORE, REPLACE, LIST = "STORE", "REPLACE", "LIST"
    CHANGED, OUTPUTS = (
        "CHANGED",
        {"DIFFERING": DIFFERS, "BY_HAND": BY_HAND, "OUTSIDE": NO_MUNICIPALITY, "NO_JURISDICTION": NO_JURISDICTION},
    )

    def title(self) -> str:
        return tr("Assign units to reports")

    def help(self) -> str:
        return tr(
            "Gives each report the municipality (TERYT code) and the most local police jurisdiction that its place "
            "lies in, of the units valid on the report's day. New and moved reports get theirs by themselves; this is "
            "for all of them, after units were loaded. What officers set by hand stays. Reports in no unit, and those "
            "whose source names another municipality, are listed with both codes. No status, date or visibility "
            "changes, and the old values stay in the history."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        replace = QgsProcessingParameterBoolean(self.REPLACE, tr("Replace also what officers set by hand"), False)
        replace.setHelp(tr("The values set by hand stay in the history."))
        self.addParameter(replace)
        listed = QgsProcessingParameterFileDestination(
            self.LIST, tr("List of reports that need a look"), tr("CSV (*.csv)"), optional=True
        )
        listed.setCreateByDefault(False)
        self.addParameter(listed)
        self.addOutput(QgsProcessingOutputNumber(self.CHANGED, tr("Changed reports")))
        labels = (
            tr("With the code of another municipality"),
            tr("Set by hand otherwise, kept"),
            tr("In no municipality"),
            tr("In no jurisdiction"),
        )
        for name, label in zip(self.OUTPUTS, labels):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def work(self, parameters, context, feedback) -> dict:
        path = self.store_address(parameters, context)
        asked = self.parameterAsFileOutput(parameters, self.LIST, context)
        listed = Path(asked) if asked else None
        if listed is not None:
            apart(listed, path)
        store = open_store(path)
        if store.notice:
            feedback.pushInfo(store.notice)
        replace = self.parameterAsBool(parameters, self.REPLACE, context)
        done = assign(store, QgsApplication.userLoginName() or "", listed, replace, feedback)
        feedback.pushInfo(tr("%n report(s) with a place looked at.", n=done.placed))
        feedback.pushInfo(tr("%n report(s) got another municipality or jurisdiction.", n=done.changed))
        self._warn(done, feedback)
        if done.listed:
            feedback.pushInfo(tr("The list is in {path}.", path=done.listed))
        numbers = {name: done.counts[kind] for name, kind in self.OUTPUTS.items()}
        return {self.CHANGED: done.changed, **numbers, self.LIST: done.listed}

    def _warn(self, done, feedback) -> None:
        """Tell what needs a look."""
        counts = done.counts
        sentences = {
            DIFFERS: lambda n: tr("%n report(s) with the code of another municipality than the place's.", n=n),
            EARLIER: lambda n: tr("%n report(s) with a code of another municipality that was replaced earlier.", n=n),
            BY_HAND: lambda n: tr("%n report(s) kept as set by hand, against the place.", n=n),
            NO_MUNICIPALITY: lambda n: tr("%n report(s) in no municipality.", n=n),
            NO_JURISDICTION: lambda n: tr("%n report(s) in no jurisdiction.", n=n),
        }
        for kind, sentence in sentences.items():
            if counts[kind]:
                feedback.pushWarning(sentence(counts[kind]))
        if done.waiting:
            feedback.pushWarning(
                tr("%n report(s) left out: another program is just saving there. Run this again.", n=done.waiting)
            )
