"""kmzb:findduplicates: open reports that may repeat an earlier one."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from ...catalogue import warsaw
from ...store import duplicate_search as search
from ...store import open_store
from ...toolbelt import compat, settings
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm

FIELDS = (
    ("later_fid", "long"), ("earlier_fid", "long"), ("later", "text"), ("earlier", "text"), ("category", "text"),
    ("later_status", "text"), ("earlier_status", "text"), ("later_reported", "text"), ("earlier_reported", "text"),
    ("metres", "real"), ("days", "real"),
)  # fmt: skip
_ROW = (
    "SELECT r.fid, coalesce(r.reference, r.service_id || '', r.fid || ''), c.name, s.name,"
    " r.reported_at, ST_MinX(r.geom),"
    " ST_MinY(r.geom) FROM report r LEFT JOIN category c ON c.id = r.category_id"
    " LEFT JOIN status s ON s.id = r.status_id WHERE r.fid IN (SELECT fid FROM temp.wanted)"
)


class FindDuplicates(KmzbAlgorithm):
    """Compares all open reports of a store with each other."""

    NAME = "findduplicates"
    ICON = "duplicates"
    STORE, DISTANCE, DAYS, ANY, OUTPUT, PAIRS = "STORE", "DISTANCE", "DAYS", "ANY_CATEGORY", "OUTPUT", "PAIRS"

    def title(self) -> str:
        return tr("Find duplicates")

    def help(self) -> str:
        return tr(
            "Lists pairs of open reports that may speak of the same thing: of the same category, near each other in "
            "place and in time. The later one may repeat the earlier one. Each pair is a line from the one to the "
            "other. Nothing is linked or changed: 'Link duplicates' does that, for the pairs that a person has kept."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        number = QgsProcessingParameterNumber.Type.Double
        self.addParameter(
            QgsProcessingParameterNumber(
                self.DISTANCE,
                tr("Distance in metres"),
                number,
                settings.get("duplicate_metres"),
                False,
                0.1,
                search.MOST_METRES,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.DAYS, tr("Days apart"), number, settings.get("duplicate_days"), False, 0, search.MOST_DAYS
            )
        )
        self.addParameter(QgsProcessingParameterBoolean(self.ANY, tr("Also reports of different categories"), False))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, tr("Possible duplicates"), QgsProcessing.SourceType.TypeVectorLine
            )
        )
        self.addOutput(QgsProcessingOutputNumber(self.PAIRS, tr("Pairs")))

    def work(self, parameters, context, feedback) -> dict:
        store = open_store(self.store_address(parameters, context), read_only=True)
        found = search.pairs(
            store,
            self.parameterAsDouble(parameters, self.DISTANCE, context),
            self.parameterAsDouble(parameters, self.DAYS, context),
            self.parameterAsBool(parameters, self.ANY, context),
            feedback,
        )
        fields = QgsFields()
        for name, kind in FIELDS:
            fields.append(compat.field(name, kind))
        crs = QgsCoordinateReferenceSystem("EPSG:2180")
        sink, target = self.parameterAsSink(parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.LineString, crs)
        with store.connect() as connection:
            connection.execute("CREATE TEMP TABLE wanted (fid INTEGER PRIMARY KEY)")
            both = sorted({*found.later.tolist(), *found.earlier.tolist()})
            connection.executemany("INSERT INTO temp.wanted VALUES (?)", ((fid,) for fid in both))
            rows = {fid: rest for fid, *rest in connection.execute(_ROW)}
        columns = (found.later.tolist(), found.earlier.tolist(), found.metres.tolist(), found.days.tolist())
        for later, earlier, metres, days in zip(*columns):
            if feedback.isCanceled():
                break
            sink.addFeature(_feature(fields, later, rows[later], earlier, rows[earlier], metres, days),
                            QgsFeatureSink.Flag.FastInsert)  # fmt: skip
        feedback.pushInfo(tr("%n pair(s) of reports that may speak of the same thing.", n=len(found)))
        return {self.OUTPUT: target, self.PAIRS: len(found)}


def _feature(fields, later: int, one: list, earlier: int, other: list, metres: float, days: float) -> QgsFeature:
    feature = QgsFeature(fields)
    feature.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(*one[4:]), QgsPointXY(*other[4:])]))
    when = [warsaw.shown(warsaw.from_text(row[3])) for row in (one, other)]
    names = [str(one[0]), str(other[0]), one[1], one[2], other[2]]
    feature.setAttributes([later, earlier, *names, *when, round(metres, 1), round(days, 2)])
    return feature
