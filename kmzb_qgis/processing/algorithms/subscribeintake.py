"""``kmzb:subscribeintake``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm


class SubscribeIntake(KmzbAlgorithm):
    """Lets the inner server collect what citizens send to the public one, and looks after it."""

    NAME = "subscribeintake"
    ICON = "import_service"
    INNER, PUBLIC, FORGET_DAYS, REMOVE = "INNER", "PUBLIC", "FORGET_DAYS", "REMOVE"
    STATE, ROWS, BEHIND, ERRORS, FORGOTTEN = "STATE", "ROWS", "BEHIND", "ERRORS", "FORGOTTEN"

    def title(self) -> str:
        return tr("Collect from the public zone's intake")

    def help(self) -> str:
        return tr(
            "Subscribes an inner database to the reports that citizens send to the public server, by PostgreSQL's "
            "logical replication; the inner server opens the connection. Run again it checks, and where the public "
            "server no longer holds what was not collected, it copies everything anew: nothing is lost or comes twice."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterString(self.INNER, tr("Inner database, as its superuser (service=NAME)"))
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.PUBLIC,
                tr("Public server (service=NAME, known here and to the inner server)"),
                "service=kmzb_zone_collect",
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.FORGET_DAYS,
                tr("Take off the public server what arrived here so many days ago (empty: nothing)"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(self.REMOVE, tr("Collect nothing more: end the subscription"), False)
        )
        self.addOutput(QgsProcessingOutputString(self.STATE, tr("What was done (new, running, renewed, removed)")))
        self.addOutput(QgsProcessingOutputNumber(self.ROWS, tr("Reports in the inner copy")))
        self.addOutput(QgsProcessingOutputNumber(self.BEHIND, tr("Bytes that the public server holds back")))
        self.addOutput(QgsProcessingOutputNumber(self.ERRORS, tr("Failures of the replication so far")))
        self.addOutput(QgsProcessingOutputNumber(self.FORGOTTEN, tr("Reports taken off the public server")))

    def work(self, parameters, context, feedback) -> dict:
        from ...publishing.zone.subscription import subscribe, unsubscribe  # with PostgreSQL's library

        inner = self.parameterAsString(parameters, self.INNER, context)
        public = self.parameterAsString(parameters, self.PUBLIC, context)
        if self.parameterAsBool(parameters, self.REMOVE, context):
            done = unsubscribe(inner, public, feedback)
        else:
            days = None
            if parameters.get(self.FORGET_DAYS) not in (None, ""):
                days = self.parameterAsDouble(parameters, self.FORGET_DAYS, context)
            done = subscribe(inner, public, days, feedback)
        said = {
            "new": tr("The inner server collects from now on."),
            "running": tr("The inner server collects as before."),
            "renewed": tr("The inner server collects again; everything was copied anew, nothing is there twice."),
            "removed": tr("The inner server collects no more. What arrived stays."),
        }
        feedback.pushInfo(said[done.state])
        return {
            self.STATE: done.state,
            self.ROWS: done.rows,
            self.BEHIND: done.behind,
            self.ERRORS: done.errors,
            self.FORGOTTEN: done.forgotten,
        }
