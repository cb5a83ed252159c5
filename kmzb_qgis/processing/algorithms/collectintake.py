"""``kmzb:collectintake``."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingOutputNumber, QgsProcessingParameterString

from ...sources.intake import collect
from ...store import open_store
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm


class CollectIntake(KmzbAlgorithm):
    """Brings what citizens sent into a store."""

    NAME = "collectintake"
    ICON = "import_service"
    INTAKE, STORE = "INTAKE", "STORE"
    TAKEN, REFUSED = "TAKEN", "REFUSED"

    def title(self) -> str:
        return tr("Take citizens' reports into the store")

    def help(self) -> str:
        return tr(
            "Brings what citizens sent to the public server into the store, from the inner database that subscribes to "
            "it: as new reports of plane 3, each reference once, also where a run was cut off in the middle. Every "
            "field is checked again; what is refused stays in the inner database with its reason "
            "(kmzb_intake.collected). Units are assigned by place. For a timer; in a database the log-in has the role "
            "kmzb_intake."
        )

    def initAlgorithm(self, config=None):
        intake = QgsProcessingParameterString(
            self.INTAKE, tr("Inner database of the intake (service=NAME or connection=NAME)")
        )
        intake.setHelp(tr("The one that kmzb:subscribeintake was given as INNER; here as a log-in with kmzb_intake."))
        self.addParameter(intake)
        self.addParameter(stores.parameter(self.STORE))
        self.addOutput(QgsProcessingOutputNumber(self.TAKEN, tr("Reports taken")))
        self.addOutput(QgsProcessingOutputNumber(self.REFUSED, tr("Reports refused")))

    def work(self, parameters, context, feedback) -> dict:
        from ...publishing.zone import inner  # with PostgreSQL's library, which not every QGIS brings
        from ...store.taking import Taking

        address = self.parameterAsString(parameters, self.INTAKE, context)
        store = open_store(self.store_address(parameters, context))
        if store.notice:
            feedback.pushInfo(store.notice)
        take = Taking(store, address.strip(), QgsApplication.userLoginName() or "", feedback)
        with inner.opened(address) as connection:
            done = collect(connection, take, feedback)
        feedback.pushInfo(tr("%n report(s) of citizens taken.", n=done.taken))
        if done.refused:
            feedback.pushWarning(
                tr("%n report(s) of citizens refused; the reasons stand in kmzb_intake.collected.", n=done.refused)
            )
        return {self.TAKEN: done.taken, self.REFUSED: done.refused}
