"""kmzb:importfile."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingParameterFile, QgsProcessingParameterMultipleLayers

from ...sources import files, originals, several
from ...toolbelt import compat
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from ...toolbelt.progress import Progress
from .. import reading
from ..importing import ImportAlgorithm


class ImportFile(ImportAlgorithm):
    """Brings reports from one file or several into a store."""

    NAME = "importfile"
    ICON = "import_file"
    INPUT, INPUTS = "INPUT", "INPUTS"

    def title(self) -> str:
        return tr("Import reports from files")

    def help(self) -> str:
        return tr(
            "Brings reports from files into a store: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, or a saved "
            "answer of the KMZB data service (JSON). All of all files comes in or nothing; importing the same again "
            "changes nothing, and a report that stands in two files counts once. Encoding, columns, coordinate system "
            "and dates are seen from each file; what cannot be seen for certain is asked, never guessed: the advanced "
            "parameters are the answers. What cannot be taken and conflicts with officers' changes go to the reject "
            "file, by default beside the (first) input."
        )

    def initAlgorithm(self, configuration=None):
        single = QgsProcessingParameterFile(self.INPUT, tr("File"), optional=True, fileFilter=file_filter())
        single.setHelp(tr("One file. Several are chosen in the next field."))
        self.addParameter(single)
        more = QgsProcessingParameterMultipleLayers(self.INPUTS, tr("Several files"), compat.any_files(), optional=True)
        more.setHelp(tr("Read in one run after the file above: all of them come in or none."))
        self.addParameter(more)
        self.add_common()
        for parameter in reading.parameters():
            self.addParameter(parameter)

    def checkParameterValues(self, parameters, context):
        """Refuse an import of nothing while the dialog is still open."""
        if not (parameters.get(self.INPUT) or parameters.get(self.INPUTS)):
            return False, tr("Choose one file or more to import.")
        return super().checkParameterValues(parameters, context)

    def work(self, parameters, context, feedback):
        names = [self.parameterAsFile(parameters, self.INPUT, context)]
        names += self.parameterAsFileList(parameters, self.INPUTS, context)
        paths = several.chosen([name for name in names if name], Progress(feedback))
        store = self.store_address(parameters, context)
        rejects = self.rejects_path(
            parameters, context, paths[0].with_name(f"{paths[0].stem}.rejects.csv"), (*paths, store)
        )
        options = reading.options(self, parameters, context)
        mapping = self._mapping_path(parameters, context, (*paths, store))
        run = self.run_of(
            "file",
            several.description(paths),
            rejects,
            read_share=files.READ_SHARE,
            dry_run=self.parameterAsBool(parameters, self.DRY_RUN, context),
        )
        outputs = self.bring_in(str(store), run, several.read_files(paths, run.origins, feedback, options), feedback)
        if outputs[self.REJECTS]:
            originals.restore(paths, outputs[self.REJECTS], options, feedback)
        if mapping is not None:
            try:
                reading.kept(paths[0], options).save(mapping)
            except KmzbError as error:  # the reports are in: that must not look like a failed import
                feedback.pushWarning(error.message)
            else:
                feedback.pushInfo(tr("How the file was read is kept in {path}.", path=mapping))
                outputs[reading.SAVE_MAPPING] = str(mapping)
        return outputs

    def _mapping_path(self, parameters, context, untouchable: tuple[Path, ...]) -> Path | None:
        """Where the mapping is to be kept, if it is; never over a file that the run reads or writes."""
        asked = self.parameterAsFileOutput(parameters, reading.SAVE_MAPPING, context)
        if not asked:
            return None
        if any(Path(asked).resolve() == other.resolve() for other in untouchable):
            raise KmzbError(tr("The mapping must not be kept under the name of the input or the store."))
        return Path(asked)


def file_filter() -> str:
    """What a file dialog offers."""
    return tr("Reports (*.csv *.txt *.json *.geojson *.gpkg *.shp *.xlsx);;All files (*)")
