"""kmzb:importfile."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingParameterFile

from ...sources import files
from ...toolbelt.i18n import tr
from ..importing import ImportAlgorithm


class ImportFile(ImportAlgorithm):
    """Brings reports from a file into a store."""

    NAME = "importfile"
    ICON = "import_file"
    INPUT = "INPUT"

    def title(self) -> str:
        return tr("Import reports from a file")

    def help(self) -> str:
        return tr(
            "Brings reports into a store from a CSV file (UTF-8) or a saved answer of the KMZB data service (JSON). "
            "All of it comes in or nothing; importing the same file again changes nothing. What cannot be taken and "
            "conflicts with officers' changes go to the reject file, by default beside the input."
        )

    def initAlgorithm(self, configuration=None):
        self.addParameter(
            QgsProcessingParameterFile(self.INPUT, tr("File"), fileFilter=tr("Reports (*.csv *.json);;All files (*)"))
        )
        self.add_common()

    def work(self, parameters, context, feedback):
        path = Path(self.parameterAsFile(parameters, self.INPUT, context))
        store = self.parameterAsFile(parameters, self.STORE, context)
        rejects = self.rejects_path(
            parameters, context, path.with_name(f"{path.stem}.rejects.csv"), (path, Path(store))
        )
        run = self.run_of("file", path.name, rejects, first_row=files.header_rows(path), read_share=files.READ_SHARE)
        return self.bring_in(store, run, files.read_file(path, feedback), feedback)
