"""``kmzb:importunits``."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ...geoportal import services
from ...geoportal.boundaries import Options
from ...geoportal.unit_levels import LEVELS
from ...store import open_store
from ...toolbelt import settings
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores, units
from ..base import KmzbAlgorithm, apart
from ..reading import SWAPPED, axis_names


class ImportUnits(KmzbAlgorithm):
    """Brings administrative units or police jurisdictions into a store."""

    NAME = "importunits"
    ICON = "import_units"
    SOURCE, LEVEL, STORE, COMPLETE, DRY_RUN = "SOURCE", "LEVEL", "STORE", "COMPLETE", "DRY_RUN"
    CRS, AXIS, LAYER, REPORT = "CRS", "AXIS", "LAYER", "REPORT"
    SERVICE = "boundaries-wfs"  # of the service catalogue

    def title(self) -> str:
        return tr("Import units and police jurisdictions")

    def help(self) -> str:
        return tr(
            "Brings voivodeships, counties, municipalities or areas of police commands and stations into a store: from "
            "the state register of boundaries (PRG) at the national geoportal, or from a file (GeoJSON, GeoPackage, "
            "Shapefile, GML). The order of coordinates is checked by known places, invalid areas are mended, gaps and "
            "overlaps are told. Units that a complete source no longer has stay and end today. The same source again "
            "changes nothing; a source that fails or is not whole changes nothing either."
        )

    def initAlgorithm(self, configuration=None):
        source = QgsProcessingParameterFile(
            self.SOURCE, tr("File, or address of a WFS (empty: the geoportal's)"), optional=True,
            fileFilter=tr("Boundaries (*.geojson *.json *.gpkg *.shp *.gml *.xml);;All files (*)"),
        )  # fmt: skip
        source.setHelp(tr("Empty: the PRG service of the catalogue of services, which your own catalogue may change."))
        self.addParameter(source)
        self.addParameter(
            QgsProcessingParameterEnum(self.LEVEL, tr("Level"), [level.title for level in LEVELS], defaultValue=2)
        )
        self.addParameter(stores.parameter(self.STORE))
        complete = QgsProcessingParameterBoolean(self.COMPLETE, tr("The source is complete"), True)
        complete.setHelp(tr("Units of that level that the source lacks end today. Off: they stay as they are."))
        self.addParameter(complete)
        dry = QgsProcessingParameterBoolean(self.DRY_RUN, tr("Only check, change nothing"), False)
        self.addParameter(dry)
        crs = QgsProcessingParameterCrs(self.CRS, tr("Coordinate system (empty: as the source says)"), optional=True)
        axis = QgsProcessingParameterEnum(
            self.AXIS, tr("Order of the coordinates"), axis_names(), defaultValue=0, optional=True
        )
        axis.setHelp(tr("As GDAL gives them. Needed only where no known place shows it."))
        layer = QgsProcessingParameterString(self.LAYER, tr("Layer (empty: the one that fits)"), optional=True)
        for parameter in (crs, axis, layer):
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.addParameter(parameter)
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.REPORT, tr("Report of gaps, overlaps and mended areas"), tr("HTML (*.html);;CSV (*.csv)"), None,
                optional=True, createByDefault=False,
            )
        )  # fmt: skip
        for name, label in (
            ("NEW", tr("New")), ("CHANGED", tr("Changed")), ("UNCHANGED", tr("Unchanged")),
            ("RETURNED", tr("Valid again")), ("ENDED", tr("Ended")), ("GAPS", tr("Gaps")),
            ("OVERLAPS", tr("Overlaps")), ("MENDED", tr("Mended")),
        ):  # fmt: skip
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def work(self, parameters, context, feedback):
        level = LEVELS[self.parameterAsEnum(parameters, self.LEVEL, context)]
        dry = self.parameterAsBool(parameters, self.DRY_RUN, context)
        source = self._source(parameters, context)
        report = self.parameterAsFileOutput(parameters, self.REPORT, context)
        path = self.store_address(parameters, context)
        if report:
            apart(report, path, "" if source.remote else source.text)
        store = open_store(path, read_only=dry)
        if store.notice:
            feedback.pushInfo(store.notice)
        if store.read_only and not dry:
            raise KmzbError(store.notice)
        edition, parents = units.read(source, level, self._options(parameters, context), store, feedback)
        counts = {
            "GAPS": len(edition.topology.of(False)),
            "OVERLAPS": len(edition.topology.of(True)),
            "MENDED": len(edition.outlines.mended),
        }
        if dry:
            feedback.pushInfo(tr("Only checked, nothing was changed."))
        else:
            whole = self.parameterAsBool(parameters, self.COMPLETE, context)
            changes = units.write(edition, parents, store, whole, feedback)
            units.tell(changes, edition, store, feedback)
            for name in ("new", "changed", "unchanged", "returned", "ended"):
                counts[name.upper()] = getattr(changes, name)
        if report:
            units.save_report(report, edition, feedback)
            counts[self.REPORT] = report
        return counts

    def _source(self, parameters, context) -> units.Source:
        text = self.parameterAsFile(parameters, self.SOURCE, context).strip()
        timeout = float(settings.get("service_timeout_s"))
        if not text:
            service = services.find(self.SERVICE)
            return units.Source(service.url, service.authcfg, timeout)
        return units.Source(text, "", timeout)

    def _options(self, parameters, context) -> Options:
        crs = self.parameterAsCrs(parameters, self.CRS, context)
        given = parameters.get(self.CRS)
        if given not in (None, "") and not (crs.isValid() and crs.authid()):
            raise KmzbError(tr("The coordinate system '{crs}' is not known; give one such as EPSG:2180.", crs=given))
        return Options(
            crs.authid() if crs.isValid() else "",
            SWAPPED[self.parameterAsEnum(parameters, self.AXIS, context)],
            self.parameterAsString(parameters, self.LAYER, context).strip(),
        )
