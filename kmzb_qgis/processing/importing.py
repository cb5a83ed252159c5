"""What the two import algorithms share: their common parameters, and telling what came of a run."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..sources.columns import COLUMNS
from ..store import open_store
from ..store.loading import LoadResult, Run, load
from ..toolbelt import settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .base import KmzbAlgorithm


class ImportAlgorithm(KmzbAlgorithm):
    """A job that brings reports into a store."""

    STORE, REJECTS = "STORE", "REJECTS"
    COUNTS = ("INSERTED", "UPDATED", "UNCHANGED", "CONFLICTS", "REJECTED")

    def add_common(self) -> None:
        """Add STORE, REJECTS and the counted outputs."""
        self.addParameter(
            QgsProcessingParameterFile(
                self.STORE, tr("Store"), extension="gpkg", defaultValue=settings.get("store") or None
            )
        )
        rejects = QgsProcessingParameterFileDestination(
            self.REJECTS, tr("Reject file (rows that were not taken, and why)"), tr("CSV (*.csv)"), optional=True
        )
        rejects.setCreateByDefault(False)
        self.addParameter(rejects)
        labels = (tr("New"), tr("Updated"), tr("Unchanged"), tr("Conflicts"), tr("Rejected"))
        for name, label in zip(self.COUNTS, labels):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def rejects_path(self, parameters, context, default: Path, untouchable: tuple[Path, ...]) -> Path:
        """The reject file asked for, or the default; never one of the files that the run reads or writes."""
        asked = self.parameterAsFileOutput(parameters, self.REJECTS, context)
        path = Path(asked) if asked else default
        if any(path.resolve() == other.resolve() for other in untouchable):
            raise KmzbError(tr("The reject file must not be the input or the store."))
        return path

    def bring_in(self, store_path: str, run: Run, batches, feedback) -> dict:
        """Load, tell, and return the outputs."""
        with closing(batches):  # a refused import must not hold its file open: Windows would not let it be mended
            store = open_store(store_path)
            if store.notice:
                feedback.pushInfo(store.notice)
            result = load(store, run, batches, feedback)
        tell(result, feedback)
        outputs = (result.inserted, result.updated, result.unchanged, result.conflicts, result.rejected)
        return {**dict(zip(self.COUNTS, outputs)), self.REJECTS: result.rejects}

    @staticmethod
    def run_of(kind: str, source: str, rejects: Path, **more) -> Run:
        """A run by the user who is logged in."""
        return Run(kind, source, QgsApplication.userLoginName(), rejects, names=COLUMNS, **more)


def tell(result: LoadResult, feedback) -> None:
    """What came of a run, in words."""
    feedback.pushInfo(
        tr(
            "New {inserted}, updated {updated}, unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.",
            inserted=result.inserted,
            updated=result.updated,
            unchanged=result.unchanged,
            conflicts=result.conflicts,
            rejected=result.rejected,
        )
    )
    if result.repeats:
        feedback.pushInfo(tr("%n row(s) stood in the source more than once, word for word.", n=result.repeats))
    if result.rejects:
        feedback.pushWarning(tr("What was not taken, and why, stands in {path}.", path=result.rejects))
