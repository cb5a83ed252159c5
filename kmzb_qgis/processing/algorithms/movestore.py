"""kmzb:movestore: a whole store from a GeoPackage into a database, back, or into another file."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...editing import install
from ...store import moving, open_store
from ...store.address import is_database
from ...store.copies import settle
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm, apart
from ..moving import store_parameter


class MoveStore(KmzbAlgorithm):
    """Copies everything to the other place and checks it there; the source stays as it is."""

    NAME = "movestore"
    ICON = "move_store"
    STORE, TARGET, FILES, MARK, ROWS = "STORE", "TARGET", "FILES", "MARK", "ROWS"

    def title(self) -> str:
        return tr("Move a store")

    def help(self) -> str:
        return tr(
            "Brings a whole store to another place: from a GeoPackage into a database of PostgreSQL, back, or into "
            "another GeoPackage. Reports, history, hand-overs, attachments, settings and all numbers arrive as they "
            "are; every table is counted and compared by its fingerprint. The target must hold no reports. All arrives "
            "or nothing, and the source stays as it is: only if you say so it is marked as moved, and opens read-only "
            "from then on."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(store_parameter(self.STORE, tr("Store")))
        target = QgsProcessingParameterString(self.TARGET, tr("Where to"))
        target.setHelp(tr("The path of a new GeoPackage, or a database: service=NAME or connection=NAME."))
        self.addParameter(target)
        files = QgsProcessingParameterFile(
            self.FILES,
            tr("Folder of the database's attachments"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        )
        files.setHelp(
            tr("Only where the store has attachments: a GeoPackage's lie beside it, a database's in a folder.")
        )
        self.addParameter(files)
        self.addParameter(
            QgsProcessingParameterBoolean(self.MARK, tr("Mark the store as moved: it opens read-only then"), False)
        )
        self.addOutput(QgsProcessingOutputNumber(self.ROWS, tr("Rows moved")))

    def work(self, parameters, context, feedback) -> dict:
        address = self.parameterAsFile(parameters, self.STORE, context)
        target = self.parameterAsString(parameters, self.TARGET, context).strip()
        apart(target, address)
        store = open_store(address)
        if store.notice:
            feedback.pushInfo(store.notice)
        folder = self.parameterAsFile(parameters, self.FILES, context)

        def finish(made) -> None:
            install(made)
            settle(made.path, suspected=False)

        moved = moving.move(store, target, Path(folder) if folder else None, finish, feedback)
        if is_database(moved.store.path):
            try:
                install(moved.store)  # also the cells of the map of the whole country
            except KmzbError as error:  # the rows are there: no reason to call the move failed
                feedback.pushWarning(error.message)
        for name, count, digest in moved.tables:
            feedback.pushInfo(tr("{table}: {count} rows, {digest}", table=name, count=count, digest=digest))
        if moved.missing:
            feedback.pushWarning(
                tr(
                    "The files of %n attachment(s) were missing beside the store and are not in the copy.",
                    n=len(moved.missing),
                )
                + "\n"
                + "\n".join(moved.missing[:20])
            )
        if self.parameterAsBool(parameters, self.MARK, context):
            moving.mark(store, moved.store.path)
            feedback.pushInfo(tr("The store {path} is marked as moved and opens read-only.", path=store.path))
        feedback.pushInfo(tr("The store {store} is at {path} now.", store=store.path, path=moved.store.path))
        return {self.ROWS: moved.rows, self.TARGET: str(moved.store.path)}
