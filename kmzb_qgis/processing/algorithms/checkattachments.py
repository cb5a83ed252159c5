"""kmzb:checkattachments: rows without their file, changed files, and files without a row."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingOutputNumber, QgsProcessingParameterFileDestination

from ...catalogue import warsaw
from ...store import attachment_check, attachment_paths, open_store
from ...store.attachment_check import CHANGED, MISSING, PATH, STRAY, UNREADABLE, Checked
from ...toolbelt import harmless, leftovers
from ...toolbelt.errors import KmzbError, reason
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm, apart


class CheckAttachments(KmzbAlgorithm):
    """Compares the table with the folder beside the store."""

    NAME = "checkattachments"
    ICON = "check_attachments"
    STORE, OUTPUT = "STORE", "OUTPUT"
    ROWS, COUNT = "ROWS", "COUNT"

    def title(self) -> str:
        return tr("Check attachments")

    def help(self) -> str:
        return tr(
            "Reads every attachment of a store and lists what is wrong: files that are missing or were changed since"
            " they were attached (SHA-256), rows whose path leads out of the folder, and files that no row names."
            " Nothing is changed or deleted. Missing files usually lie where the store was copied or moved from: its"
            " folder belongs beside it."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT, tr("List"), tr("CSV (*.csv)"), optional=True)
        )
        self.addOutput(QgsProcessingOutputNumber(self.ROWS, tr("Attachments looked at")))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Found wrong")))
        for state in attachment_check.STATES:
            self.addOutput(QgsProcessingOutputNumber(state.upper(), attachment_check.words(state)))

    def work(self, parameters, context, feedback) -> dict:
        path = self.store_address(parameters, context)
        target = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        store = open_store(path, read_only=True)
        if target:
            apart(target, store.path)
            if attachment_paths.folder_of(store.path).resolve() in Path(target).resolve().parents:
                raise KmzbError(tr("The list must not lie among the attachments."))
        found = attachment_check.check(store.path, feedback)
        feedback.pushInfo(tr("%n attachment(s) looked at.", n=found.rows))
        for state in attachment_check.STATES:
            if found.count(state):
                feedback.pushWarning(f"{attachment_check.words(state)}: {found.count(state)}")
        if not found.findings:
            feedback.pushInfo(tr("Every attachment is there as it was attached, and no file is left over."))
        if target:
            _write(Path(target), found)
            feedback.pushInfo(tr("The list is in {path}.", path=target))
        counts = {state.upper(): found.count(state) for state in (MISSING, CHANGED, UNREADABLE, PATH, STRAY)}
        return {self.ROWS: found.rows, self.COUNT: len(found.findings), self.OUTPUT: target, **counts}


def _write(path: Path, found: Checked) -> None:
    head = (
        tr("Finding"), tr("Report"), tr("Name"), tr("Path"), tr("Bytes"), tr("Attached"), tr("By"), tr("Removed"),
    )  # fmt: skip
    part = path.with_name(leftovers.part_name(path.name))
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:
            lines = harmless.sheet(file)
            lines.writerow(head)
            for one in found.findings:
                removed = tr("yes") if one.removed else ""
                cells = (
                    attachment_check.words(one.state), one.report, one.name, one.place, one.size, _when(one.added_at),
                    one.added_by, removed,
                )  # fmt: skip
                lines.writerow(harmless.row(cells))
        part.replace(path)
    except OSError as error:
        raise KmzbError(tr("The list '{name}' cannot be written: {why}.", name=path, why=reason(error))) from error
    finally:
        leftovers.discard(part)


def _when(instant: str) -> str:
    try:
        return warsaw.shown(warsaw.from_text(instant)) if instant else ""
    except ValueError:
        return instant  # another program's
