"""``kmzb:metadata``."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ...publishing.refresh import refresh
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm, apart
from .publish import CONTACT, contact_labels

OWN = {
    "RESOURCE_IDENTIFIER": "resource_identifier",
    "INSPIRE_THEME": "inspire_theme",
    "REGON": "regon",
    "LEGAL_BASIS": "legal_basis",
    "AREA": "area",
    "BOX": "box",
}


class Metadata(KmzbAlgorithm):
    """Writes the metadata records of what is served, and the national register's form."""

    NAME = "metadata"
    ICON = "metadata"
    FOLDER, STORE, FORM, VERSION = "FOLDER", "STORE", "FORM", "VERSION"

    def title(self) -> str:
        return tr("Describe a publication (metadata)")

    def help(self) -> str:
        return tr(
            "Writes the ISO 19139 metadata records of what is served anew, and the prefilled form for the national "
            "register of spatial data sets and services (EZiUDP). What is given here replaces what was said before; "
            "with a store it is kept there, and every later publication uses it. Empty fields change nothing."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterFile(
                self.FOLDER, tr("Publication folder"), QgsProcessingParameterFile.Behavior.Folder
            )
        )
        self.addParameter(stores.parameter(self.STORE, tr("Store that is to remember this"), last=False, optional=True))
        labels = {
            **contact_labels(),
            "RESOURCE_IDENTIFIER": tr("Identifier of the data set, as the register gave it"),
            "INSPIRE_THEME": tr("INSPIRE theme, only where the data belong to one"),
            "REGON": tr("REGON number of the organization"),
            "LEGAL_BASIS": tr("Legal basis of the data set"),
            "AREA": tr("Area: its name"),
            "BOX": tr("Area: west, east, south and north in degrees"),
        }
        for name in (*CONTACT, *OWN):
            self.addParameter(QgsProcessingParameterString(name, labels[name], "", optional=True))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.FORM, tr("Form for the register (EZiUDP)"), tr("HTML (*.html)"), None, optional=True,
                createByDefault=False,
            )
        )  # fmt: skip
        self.addOutput(QgsProcessingOutputString(self.VERSION, tr("Version")))
        self.addOutput(QgsProcessingOutputString("PUSHED", tr("Version that the public zone serves")))

    def work(self, parameters, context, feedback) -> dict:
        form = self.parameterAsFileOutput(parameters, self.FORM, context)
        folder = self.parameterAsFile(parameters, self.FOLDER, context)
        store = str(self.store_address(parameters, context))
        if form:
            apart(form, store)
            if Path(folder).resolve() in Path(form).resolve().parents:
                raise KmzbError(tr("Keep the form outside of the publication folder: what lies there is served."))
        done = refresh(
            folder,
            {key: self.parameterAsString(parameters, name, context) for name, key in {**CONTACT, **OWN}.items()},
            store,
            form,
            feedback,
        )
        for path in done.records:
            feedback.pushInfo(tr("Record: {path}", path=path))
        feedback.pushInfo(tr("Form for the register: {path}", path=done.form))
        return {self.VERSION: done.version, self.FORM: str(done.form), "PUSHED": done.pushed}
