"""What the two import algorithms share: their common parameters, and telling what came of a run."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
)

from ..sources.columns import COLUMNS
from ..store import migrations, open_store
from ..store.loading import LoadResult, Run, load
from ..store.store import Store
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import stores
from .base import KmzbAlgorithm


class ImportAlgorithm(KmzbAlgorithm):
    """A job that brings reports into a store."""

    STORE, REJECTS, DRY_RUN = "STORE", "REJECTS", "DRY_RUN"
    COUNTS = ("INSERTED", "UPDATED", "UNCHANGED", "CONFLICTS", "REJECTED")

    def add_common(self) -> None:
        """Add STORE, DRY_RUN, REJECTS and the counted outputs."""
        self.addParameter(stores.parameter(self.STORE))
        dry = QgsProcessingParameterBoolean(self.DRY_RUN, tr("Only check and count, change nothing"), False)
        dry.setHelp(
            tr(
                "Reads and checks everything and says what an import would bring. The store stays as it is; a reject "
                "file is written only where one is named."
            )
        )
        self.addParameter(dry)
        rejects = QgsProcessingParameterFileDestination(
            self.REJECTS, tr("Reject file (rows that were not taken, and why)"), tr("CSV (*.csv)"), optional=True
        )
        rejects.setCreateByDefault(False)
        rejects.setHelp(
            tr("Can be mended and imported again. Empty: beside the input (from the service: beside the store).")
        )
        self.addParameter(rejects)
        labels = (tr("New"), tr("Updated"), tr("Unchanged"), tr("Conflicts"), tr("Rejected"))
        for name, label in zip(self.COUNTS, labels):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def rejects_path(self, parameters, context, default: Path, untouchable: tuple[Path, ...]) -> Path | None:
        """The reject file asked for, or the default; never one of the files that the run reads or writes.

        None for a dry run that was asked for none: who only looks finds no new file afterwards.
        """
        asked = self.parameterAsFileOutput(parameters, self.REJECTS, context)
        if not asked and self.parameterAsBool(parameters, self.DRY_RUN, context):
            return None
        path = Path(asked) if asked else default
        if any(path.resolve() == other.resolve() for other in untouchable):
            raise KmzbError(tr("The reject file must not be the input or the store."))
        return path

    def bring_in(self, store_path: str, run: Run, batches, feedback) -> dict:
        """Load, tell, and return the outputs."""
        with closing(batches):  # a refused import must not hold its file open: Windows would not let it be mended
            store = _to_read(store_path) if run.dry_run else open_store(store_path)
            if store.notice:
                feedback.pushInfo(store.notice)
            result = load(store, run, batches, feedback)
        tell(result, feedback, run.dry_run)
        outputs = (result.inserted, result.updated, result.unchanged, result.conflicts, result.rejected)
        return {**dict(zip(self.COUNTS, outputs)), self.REJECTS: result.rejects}

    @staticmethod
    def run_of(kind: str, source: str, rejects: Path, **more) -> Run:
        """A run by the user who is logged in."""
        return Run(kind, source, QgsApplication.userLoginName(), rejects, names=COLUMNS, **more)


def _to_read(path: str) -> Store:
    """A store that stays as it is to the last byte. Raises KmzbError where it would have to be migrated first."""
    store = open_store(path, read_only=True)
    if store.schema < migrations.latest():
        raise KmzbError(
            tr(
                "The store {path} is of an older version of the plugin, so nothing can be counted in it before it was "
                "brought up to date: open it once, or import without 'only check'.",
                path=path,
            ),
            code="store-old",
        )
    return store


def tell(result: LoadResult, feedback, dry_run: bool = False) -> None:
    """What came of a run, in words."""
    counts = {
        "inserted": result.inserted,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "conflicts": result.conflicts,
        "rejected": result.rejected,
    }
    if dry_run:
        feedback.pushInfo(
            tr(
                "Only checked, nothing was changed. An import would bring: new {inserted}, updated {updated}, "
                "unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.",
                **counts,
            )
        )
    else:
        feedback.pushInfo(
            tr(
                "New {inserted}, updated {updated}, unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.",
                **counts,
            )
        )
    if result.known:
        feedback.pushInfo(
            tr(
                "Not read again: %n row(s) known word for word from an earlier import. What is said above of single "
                "rows and places counts the others only.",
                n=result.known,
            )
        )
    if result.repeats:
        feedback.pushInfo(tr("%n row(s) stood in the source more than once, word for word.", n=result.repeats))
    if result.rejects:
        feedback.pushWarning(tr("What was not taken, and why, stands in {path}.", path=result.rejects))
