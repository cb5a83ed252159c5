"""``kmzb:publish``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...catalogue import load
from ...publishing.publish import publish
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm

CONTACT = {
    "ORGANIZATION": "organization",
    "PERSON": "person",
    "EMAIL": "email",
    "PHONE": "phone",
    "ONLINE_RESOURCE": "online_resource",
    "SERVICE_URL": "service_url",
    "RECORDS_URL": "records_url",
}


def contact_labels() -> dict[str, str]:
    """What the parameters of CONTACT are called."""
    return {
        "ORGANIZATION": tr("Contact: organization"),
        "PERSON": tr("Contact: person or post"),
        "EMAIL": tr("Contact: e-mail"),
        "PHONE": tr("Contact: phone"),
        "ONLINE_RESOURCE": tr("Contact: web address"),
        "SERVICE_URL": tr("Public address of the service, for the metadata"),
        "RECORDS_URL": tr("Public address of the metadata records (empty: /metadata below the service)"),
    }


class Publish(KmzbAlgorithm):
    """Writes the public snapshot and its server project, and switches to it."""

    NAME = "publish"
    ICON = "publish"
    STORE, FOLDER, AS_OF, KEEP = "STORE", "FOLDER", "AS_OF", "KEEP"
    VERSION, FEATURES, WITHHELD = "VERSION", "FEATURES", "WITHHELD"

    def title(self) -> str:
        return tr("Publish the public reports")

    def help(self) -> str:
        return tr(
            "Writes the reports that the public may see, and counts made from them, into a publication folder together "
            "with a QGIS Server project, and switches to it in one step. The store itself is never served."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(stores.parameter(self.STORE, last=False))
        # No destination parameter: QGIS would offer a temporary folder, and nobody serves that.
        self.addParameter(
            QgsProcessingParameterFile(
                self.FOLDER, tr("Publication folder"), QgsProcessingParameterFile.Behavior.Folder
            )
        )
        self.addParameter(
            QgsProcessingParameterString(self.AS_OF, tr("State of the day (YYYY-MM-DD; empty: now)"), "", optional=True)
        )
        labels = contact_labels()
        advanced = [QgsProcessingParameterString(name, labels[name], "", optional=True) for name in CONTACT]
        advanced.append(
            QgsProcessingParameterNumber(
                self.KEEP, tr("Versions to keep"), defaultValue=load().publication["keep_versions"], minValue=1
            )
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputString(self.VERSION, tr("Version")))
        self.addOutput(QgsProcessingOutputNumber(self.FEATURES, tr("Published reports")))
        self.addOutput(QgsProcessingOutputNumber(self.WITHHELD, tr("Withheld texts")))
        self.addOutput(QgsProcessingOutputString("PUSHED", tr("Version that the public zone serves")))

    def work(self, parameters, context, feedback) -> dict:
        done = publish(
            str(self.store_address(parameters, context)),
            self.parameterAsFile(parameters, self.FOLDER, context),
            self.parameterAsString(parameters, self.AS_OF, context),
            feedback,
            {key: self.parameterAsString(parameters, name, context) for name, key in CONTACT.items()},
            self.parameterAsInt(parameters, self.KEEP, context),
        )
        feedback.pushInfo(tr("%n report(s) published as {version}.", n=done.features, version=done.version))
        return {
            self.VERSION: done.version,
            self.FEATURES: done.features,
            self.WITHHELD: len(done.outcome.withheld),
            "PUSHED": done.pushed,
        }
