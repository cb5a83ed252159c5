"""kmzb:changestatus: one status with one reason for many reports, all or nothing."""

from __future__ import annotations

import re

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from ...catalogue import load
from ...editing import public_text
from ...store import open_store
from ...store.deciding_bulk import Order, change_status
from ...store.deciding_choice import by_id, by_number
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm

_STATUSES = {status.name: status.id for status in load().statuses}


def _reasons() -> dict[str, int]:
    """The public reasons by 'status: reason', those of one status together."""
    book = load()
    ordered = sorted(book.reasons, key=lambda reason: (reason.status_id, reason.id))
    return {f"{book.status(reason.status_id).name}: {reason.name}": reason.id for reason in ordered}


class ChangeStatus(KmzbAlgorithm):
    """Changes the status of reports in a store."""

    NAME = "changestatus"
    ICON = "change_status"
    STORE, REPORTS, LAYER, STATUS, REASON = "STORE", "REPORTS", "LAYER", "STATUS", "REASON"
    REASON_TEXT, NOTE, TAKE, DRY_RUN, CHANGED = "REASON_TEXT", "NOTE", "TAKE", "DRY_RUN", "CHANGED"
    _unsaved = ""  # the layer's name

    def title(self) -> str:
        return tr("Change the status of reports")

    def help(self) -> str:
        return tr(
            "Gives many reports one status with one public reason: all of them, or none where one of them may not take "
            "that step, was changed meanwhile or breaks another rule. The reports are those of a layer (or what is "
            "selected there), of a list of numbers, or both. Each change is recorded in the report's history like any "
            "other, under your account."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterFeatureSource(self.LAYER, tr("Reports of a layer of the store"), optional=True)
        )
        listed = QgsProcessingParameterString(
            self.REPORTS, tr("Reports by number (as the map shows them) or public id"), multiLine=True, optional=True
        )
        listed.setHelp(tr("Separated by commas, semicolons, blanks or lines."))
        self.addParameter(listed)
        self.addParameter(
            QgsProcessingParameterEnum(self.STATUS, tr("New status"), list(_STATUSES), usesStaticStrings=True)
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                self.REASON, tr("Public reason"), list(_reasons()), optional=True, usesStaticStrings=True
            )
        )
        text = QgsProcessingParameterString(self.REASON_TEXT, tr("Public reason in your own words"), optional=True)
        text.setHelp(tr("Everybody can read it. A text that may hold personal data is refused."))
        self.addParameter(text)
        note = QgsProcessingParameterString(self.NOTE, tr("Inner note"), multiLine=True, optional=True)
        note.setHelp(tr("Never public. It is added below the note that a report has."))
        self.addParameter(note)
        self.addParameter(QgsProcessingParameterBoolean(self.TAKE, tr("I am the officer of these reports"), False))
        dry = QgsProcessingParameterBoolean(self.DRY_RUN, tr("Only check and count, change nothing"), False)
        dry.setHelp(tr("Tries all changes in the store and takes them back: what would be refused is told."))
        self.addParameter(dry)
        self.addOutput(QgsProcessingOutputNumber(self.CHANGED, tr("Changed reports")))

    def prepareAlgorithm(self, parameters, context, feedback):
        """In the layer's own thread: what is typed there and not saved must not be passed over."""
        layer = self.parameterAsVectorLayer(parameters, self.LAYER, context)
        self._unsaved = layer.name() if layer is not None and layer.isEditable() and layer.isModified() else ""
        return True

    def work(self, parameters, context, feedback) -> dict:
        if self._unsaved:  # told here: QGIS shows no sentence of a preparation that failed
            raise KmzbError(
                tr("The layer {layer} has changes that are not saved. Save or discard them first.", layer=self._unsaved)
            )
        status = self.parameterAsEnumString(parameters, self.STATUS, context)
        reason = self.parameterAsEnumString(parameters, self.REASON, context)
        order = Order(
            _STATUSES[status],
            _reasons().get(reason),
            public_text.check(self.parameterAsString(parameters, self.REASON_TEXT, context)),
            self.parameterAsString(parameters, self.NOTE, context).strip(),
            self.parameterAsBool(parameters, self.TAKE, context),
        )
        numbers = re.split(r"[\s,;]+", self.parameterAsString(parameters, self.REPORTS, context).strip())
        ids = self._ids(parameters, context, feedback)
        store = open_store(self.store_address(parameters, context))
        if store.notice:
            feedback.pushInfo(store.notice)

        def choose(connection) -> list:
            found = {one.fid: one for one in (*by_id(connection, ids), *by_number(connection, numbers))}
            if not found:
                raise KmzbError(tr("Choose at least one report."), code="report")
            return list(found.values())

        dry_run = self.parameterAsBool(parameters, self.DRY_RUN, context)
        outcome = change_status(store, choose, order, QgsApplication.userLoginName() or "", dry_run, feedback)
        for name, number in outcome.before:
            feedback.pushInfo(tr("%n report(s): {before} → {after}", n=number, before=name, after=status))
        if dry_run:
            feedback.pushInfo(tr("This was a trial: nothing was changed."))
        return {self.CHANGED: 0 if dry_run else outcome.changed}

    def _ids(self, parameters, context, feedback) -> list[str]:
        """The public ids of a layer's reports, of those selected where the caller says so. Raises KmzbError."""
        source = self.parameterAsSource(parameters, self.LAYER, context)
        if source is None:
            return []
        place = source.fields().lookupField("id")
        if place < 0:
            raise KmzbError(tr("The layer {layer} is not the report layer of a store.", layer=source.sourceName()))
        wanted = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry).setSubsetOfAttributes([place])
        return [str(feature.attribute(place)) for feature in source.getFeatures(wanted)]
