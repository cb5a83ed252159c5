"""kmzb:checkstore: whether a store is what its version made."""

from __future__ import annotations

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString

from ...store import checking, open_store
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class CheckStore(KmzbAlgorithm):
    """Compares a store with what its schema number should be."""

    NAME = "checkstore"
    ICON = "check_store"
    STORE, COUNT, LINES = "STORE", "COUNT", "LINES"

    def title(self) -> str:
        return tr("Check a store")

    def help(self) -> str:
        return tr(
            "Compares a store with what its version of the plugin made: tables and columns, indexes, rules, of a"
            " database also functions, policies and rights, and the rows of the lists. Each difference is told in a"
            " line, and where there is one the job ends as an error, so that a timer notices. Nothing is changed."
            " Who may write a store's file, or owns its database, can also change what this compares with."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Differences")))
        self.addOutput(QgsProcessingOutputString(self.LINES, tr("What differs")))

    def work(self, parameters, context, feedback) -> dict:
        store = open_store(self.store_address(parameters, context), read_only=True)
        lines = [drift.sentence for drift in checking.check(store, feedback)]
        for line in lines:
            feedback.pushWarning(line)
        if lines:
            raise KmzbError(
                tr(
                    "The store {path} is not as its version made it: %n difference(s), told above.",
                    n=len(lines),
                    path=store.path,
                ),
                code="drift",
            )
        feedback.pushInfo(tr("The store is as schema {number} makes it.", number=store.schema))
        return {self.COUNT: 0, self.LINES: ""}
