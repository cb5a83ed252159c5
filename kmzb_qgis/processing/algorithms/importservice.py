"""kmzb:importservice."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...catalogue import load as load_catalogue
from ...catalogue import warsaw
from ...sources import service
from ...sources.resume_file import HOURS
from ...store.address import beside
from ...toolbelt import settings
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from ...toolbelt.net import shown
from ..base import instant_of
from ..importing import ImportAlgorithm


class ImportService(ImportAlgorithm):
    """Brings reports from the KMZB data service into a store."""

    NAME = "importservice"
    ICON = "import_service"
    URL, EXTENT, SINCE, CATEGORIES, STATUSES, PAUSE = "URL", "EXTENT", "SINCE", "CATEGORIES", "STATUSES", "PAUSE"
    RESUME = "RESUME"

    def title(self) -> str:
        return tr("Import reports from the KMZB data service")

    def help(self) -> str:
        return tr(
            "Reads reports from a KMZB data service, one request after the other with a pause between, and brings them "
            "into a store: all of it or nothing. No address is known to the plugin: whether the service may be read by "
            "a program is the decision of its operator, the police. Reports that the service no longer gives stay. An "
            "import that breaks off changes nothing, but keeps what it has read for a day: the next one with the same "
            "query goes on there and asks what changed since."
        )

    def initAlgorithm(self, configuration=None):
        book = load_catalogue()
        self.addParameter(
            QgsProcessingParameterString(
                self.URL,
                tr("Address of the service, before /imlDataService (empty: from the settings)"),
                settings.get("service_url"),
                optional=True,
            )
        )
        self.addParameter(QgsProcessingParameterExtent(self.EXTENT, tr("Extent (empty: all of Poland)"), optional=True))
        self.addParameter(
            QgsProcessingParameterString(
                self.SINCE, tr("Changed since (ISO 8601, Warsaw time; empty: all)"), optional=True
            )
        )
        for name, label, entries in (
            (self.CATEGORIES, tr("Categories (none: all)"), book.categories),
            (self.STATUSES, tr("Statuses (none: all)"), book.statuses),
        ):
            names = [entry.name for entry in entries]
            self.addParameter(
                QgsProcessingParameterEnum(
                    name, label, names, allowMultiple=True, optional=True, usesStaticStrings=True
                )
            )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.PAUSE,
                tr("Pause between requests (s)"),
                QgsProcessingParameterNumber.Type.Double,
                float(settings.get("service_pause_s")),
                minValue=0.0,
                maxValue=3600.0,
            )
        )
        resume = QgsProcessingParameterBoolean(self.RESUME, tr("Go on where an import broke off"), True)
        resume.setHelp(
            tr(
                "What was read is kept for {hours} hours in your QGIS profile, until the reports are in the store. "
                "Off: everything is read anew, and nothing is kept.",
                hours=HOURS,
            )
        )
        self.addParameter(resume)
        self.add_common()

    def _chosen(self, parameters, name, context) -> tuple[str, ...]:
        """The names picked in a list; QGIS 3.22 gives one empty name where nothing was picked."""
        return tuple(entry for entry in self.parameterAsEnumStrings(parameters, name, context) if entry)

    def work(self, parameters, context, feedback):
        own = settings.get("service_url")
        url = self.parameterAsString(parameters, self.URL, context) or own
        store = self.store_address(parameters, context)
        since = instant_of(self.parameterAsString(parameters, self.SINCE, context))
        query = service.Query(
            self._extent(parameters, context),
            self._chosen(parameters, self.CATEGORIES, context),
            self._chosen(parameters, self.STATUSES, context),
            since,
        )
        reader = service.Service(
            url,
            pause_s=self.parameterAsDouble(parameters, self.PAUSE, context),
            timeout_s=float(settings.get("service_timeout_s")),
            # The password kept in the settings is for the service kept there, for no other one.
            authcfg=settings.get("authcfg") if service.same_host(url, own) else "",
            feedback=feedback,
            keep=Path(QgsApplication.qgisSettingsDirPath()) / "kmzb" / "resume",
        )
        if not self.parameterAsBool(parameters, self.RESUME, context):
            reader.keep_nothing(query)
        rejects = self.rejects_path(parameters, context, beside(store, ".rejects.csv"), (store,))
        run = self.run_of(
            "service",
            shown(reader.base),
            rejects,
            extent=",".join(f"{number:.0f}" for number in query.extent),
            since=warsaw.to_text(since) if since else None,
            read_share=service.READ_SHARE,
            dry_run=self.parameterAsBool(parameters, self.DRY_RUN, context),
        )
        try:
            outputs = self.bring_in(str(store), run, reader.read(query), feedback)
            if not run.dry_run:
                reader.forget()
            return outputs
        finally:
            if kept := reader.kept():
                feedback.pushInfo(kept)
            reader.close()

    def _extent(self, parameters, context) -> tuple:
        """The extent asked for in EPSG:2180, cut to Poland's; all of Poland where none was asked for."""
        poland = tuple(float(number) for number in load_catalogue().rules["extent_2180"])
        if parameters.get(self.EXTENT) in (None, ""):
            return poland
        asked = self.parameterAsExtent(parameters, self.EXTENT, context, QgsCoordinateReferenceSystem("EPSG:2180"))
        low = max(asked.xMinimum(), poland[0]), max(asked.yMinimum(), poland[1])
        high = min(asked.xMaximum(), poland[2]), min(asked.yMaximum(), poland[3])
        if not (low[0] < high[0] and low[1] < high[1]):
            raise KmzbError(tr("The extent does not lie in Poland."))
        return (*low, *high)
