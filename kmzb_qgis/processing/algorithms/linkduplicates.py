"""kmzb:linkduplicates: reports linked to the one they repeat, or unlinked again."""

from __future__ import annotations

import re

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
)

from ...store import duplicates, open_store
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class LinkDuplicates(KmzbAlgorithm):
    """Writes links, all or none."""

    NAME = "linkduplicates"
    ICON = "duplicates"
    STORE, REPORTS, MASTER, UNLINK, LINKED = "STORE", "REPORTS", "MASTER", "UNLINK", "LINKED"

    def title(self) -> str:
        return tr("Link duplicates")

    def help(self) -> str:
        return tr(
            "Says that reports repeat another one, all of them or none. Linking closes nothing by itself: when the "
            "report that is repeated is closed, its open duplicates close with it, with the same status and public "
            "reason. Taking a link off brings back what it changed. Numbers are those of the map: the reference, "
            "else the OBJECTID, else the number in the store; several are separated by commas."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(QgsProcessingParameterString(self.REPORTS, tr("Reports that repeat another one")))
        self.addParameter(QgsProcessingParameterString(self.MASTER, tr("Report that they repeat"), optional=True))
        self.addParameter(QgsProcessingParameterBoolean(self.UNLINK, tr("Take the links off instead"), False))
        self.addOutput(QgsProcessingOutputNumber(self.LINKED, tr("Reports changed")))

    def work(self, parameters, context, feedback) -> dict:
        store = open_store(self.store_address(parameters, context))
        if store.notice:
            feedback.pushInfo(store.notice)
        unlink = self.parameterAsBool(parameters, self.UNLINK, context)
        master = self.parameterAsString(parameters, self.MASTER, context).strip()
        numbers = [
            part for part in re.split(r"[,;\s]+", self.parameterAsString(parameters, self.REPORTS, context)) if part
        ]
        if not numbers:
            raise KmzbError(tr("Say which reports repeat another one."), code="report")
        if not master and not unlink:
            raise KmzbError(tr("Say which report they repeat."), code="report")
        fids = duplicates.numbered(store, numbers)
        who = QgsApplication.userLoginName() or ""
        if unlink:
            before = duplicates.unlink(store, fids, who)
            changed = sum(known is not None for known in before.values())
            feedback.pushInfo(tr("%n link(s) taken off.", n=changed))
        else:
            (target,) = duplicates.numbered(store, [master])
            before = duplicates.link(store, fids, target, who)
            changed = sum(known != target for known in before.values())
            feedback.pushInfo(tr("%n report(s) linked.", n=changed))
        return {self.LINKED: changed}
