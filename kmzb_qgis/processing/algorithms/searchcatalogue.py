"""``kmzb:searchcatalogue``."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ...geoportal import csw
from ...geoportal.csw_links import KINDS as SERVICES
from ...geoportal.csw_links import address
from ...geoportal.csw_question import KINDS, Query
from ...geoportal.csw_record import ACCESS, USE, Record
from ...toolbelt.compat import field
from ...toolbelt.errors import KmzbError
from ...toolbelt.harmless import cell
from ...toolbelt.i18n import tr
from ..base import KmzbAlgorithm

MOST = 2000  # records of a table; more are a copy of the catalogue
TEXTS = ("id", "title", "organization", "kind", "abstract", "conditions", "access", "keywords", "day", "record_url")
SIDES = ("west", "south", "east", "north")
SHEETS = (".csv", ".xlsx", ".ods")  # what a spreadsheet opens, and might run as a formula


class SearchCatalogue(KmzbAlgorithm):
    """Writes a table of what a metadata catalogue finds."""

    NAME = "searchcatalogue"
    ICON = "catalogue"
    WORDS, KIND, EXTENT, MOST, OUTPUT = "WORDS", "KIND", "EXTENT", "MOST", "OUTPUT"
    COUNT, MATCHED = "COUNT", "MATCHED"

    def title(self) -> str:
        return tr("Search the metadata catalogue")

    def help(self) -> str:
        return tr(
            "Searches the metadata catalogue (CSW) of the national geoportal and writes a table of what was found: "
            "title, organization, kind, abstract, conditions of use, addresses of services and of the record. Every "
            "word must occur; * stands for any letters. The catalogue's address is in the catalogue of services, "
            "which your own may change."
        )

    def initAlgorithm(self, config=None):
        self.addParameter(QgsProcessingParameterString(self.WORDS, tr("Words"), "", optional=True))
        names = [
            tr("Everything"), tr("Maps to look at (WMS, WMTS)"), tr("Data to load (WFS)"), tr("Data sets and series"),
        ]  # fmt: skip
        self.addParameter(QgsProcessingParameterEnum(self.KIND, tr("Kind"), names, defaultValue=0))
        self.addParameter(QgsProcessingParameterExtent(self.EXTENT, tr("Only what lies in this extent"), optional=True))
        self.addParameter(
            QgsProcessingParameterNumber(
                self.MOST, tr("Records at most"), QgsProcessingParameterNumber.Type.Integer, 200, False, 1, MOST
            )
        )
        self.addParameter(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Table of what was found")))
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, tr("Records in the table")))
        self.addOutput(QgsProcessingOutputNumber(self.MATCHED, tr("Records that the catalogue counts")))

    def work(self, parameters, context, feedback) -> dict:
        query = Query(
            self.parameterAsString(parameters, self.WORDS, context),
            KINDS[self.parameterAsEnum(parameters, self.KIND, context)],
            self._box(parameters, context),
        )
        page = csw.search_all(query, self.parameterAsInt(parameters, self.MOST, context), feedback)
        fields = QgsFields()
        for name in (*TEXTS, *(kind.lower() for kind in SERVICES)):
            fields.append(field(name))
        for name in SIDES:
            fields.append(field(name, "real"))
        sink, target = self.parameterAsSink(
            parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.NoGeometry, QgsCoordinateReferenceSystem()
        )
        if sink is None:
            raise KmzbError(tr("The table of what was found cannot be written."), code="file")
        sheet = str(target).lower().endswith(SHEETS)
        for record in page.records:
            row = QgsFeature(fields)
            values = _values(record)
            row.setAttributes([cell(value) for value in values] if sheet else values)
            if not sink.addFeature(row, QgsFeatureSink.Flag.FastInsert):
                raise KmzbError(tr("The table of what was found cannot be written."), sink.lastError(), "file")
        for note in page.notes:
            feedback.pushWarning(note)
        if page.unread:
            feedback.pushWarning(tr("%n record(s) could not be read.", n=page.unread))
        if page.next:
            feedback.pushWarning(
                tr("The catalogue counts {count} records: add words, or allow more.", count=page.matched)
            )
        feedback.pushInfo(tr("%n record(s) found.", n=len(page.records)))
        return {self.OUTPUT: target, self.COUNT: len(page.records), self.MATCHED: page.matched}

    def _box(self, parameters, context) -> tuple[float, float, float, float] | None:
        """The extent in degrees; None where none is given. Raises KmzbError for one that is nowhere."""
        if parameters.get(self.EXTENT) in (None, ""):
            return None
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        box = self.parameterAsExtent(parameters, self.EXTENT, context, degrees)
        sides = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        if not box.isFinite() or box.isEmpty() or not (-180 <= sides[0] < 180 and -90 <= sides[1] < 90):
            raise KmzbError(tr("The extent '{text}' is nowhere on earth.", text=parameters[self.EXTENT]))
        return (*sides[:2], min(180.0, sides[2]), min(90.0, sides[3]))


def _values(record: Record) -> list:
    """A row of the table, in the order of its columns."""
    texts = [
        record.id, record.title, record.organisation, record.kind, record.abstract, "\n".join(record.texts(USE)),
        "\n".join(record.texts(ACCESS)), ", ".join(record.keywords), record.day, record.url,
    ]  # fmt: skip
    services = [
        "\n".join(dict.fromkeys(address(link) for link in record.candidates if link.kind == kind)) for kind in SERVICES
    ]
    return [*(text or None for text in (*texts, *services)), *(record.box or (None,) * 4)]
