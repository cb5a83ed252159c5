"""An edit buffer of the report layer as SQL, with the values that QGIS's OGR provider would write."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import NamedTuple

from qgis.core import NULL, QgsFeatureRequest, QgsFields, QgsGeometry, QgsVectorLayer
from qgis.PyQt.QtCore import QByteArray, QDate, QDateTime, Qt, QTime, QVariant

from ..store import duplicates, functions
from ..store.store import hold
from ..toolbelt import compat

QUIET = {"base_version", "modified_by"}  # what a save sends by itself


class Refusal(NamedTuple):
    """What the store refused: ``text`` is the database's message, ``fid`` the report (None: a new one)."""

    text: str
    fid: int | None


class Refused(Exception):
    """The store refused a part of a save."""

    def __init__(self, text: str, fid: int | None):
        super().__init__(text)
        self.refusal = Refusal(text, fid)


@dataclass
class Changes:
    """What a save would do: columns to set by report (``geom`` as a blob), new rows, reports to delete."""

    updates: dict[int, dict] = field(default_factory=dict)
    additions: list[dict] = field(default_factory=list)
    deletions: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.updates or self.additions or self.deletions)

    @property
    def touched(self) -> list[int]:
        """The reports concerned; 0 stands for new ones."""
        return sorted({*self.updates, *self.deletions, *([0] if self.additions else [])})


def read(layer: QgsVectorLayer) -> Changes:
    """The content of a layer's edit buffer."""
    buffer, changes = layer.editBuffer(), Changes()
    if buffer is None:
        return changes
    fields, convert = layer.fields(), _Converter(layer)
    for fid, values in buffer.changedAttributeValues().items():
        row = changes.updates.setdefault(fid, {})
        sent = {i: value for i, value in values.items() if _stored(fields, i) and not compat.is_unset(value)}
        row.update({fields.at(i).name(): convert(value) for i, value in sent.items()})
    for fid, geometry in buffer.changedGeometries().items():
        changes.updates.setdefault(fid, {})["geom"] = convert.geometry(geometry)
    changes.deletions = sorted(buffer.deletedFeatureIds())
    clauses = [layer.dataProvider().defaultValueClause(i) for i in layer.dataProvider().attributeIndexes()]
    for feature in buffer.addedFeatures().values():
        row = {"geom": convert.geometry(feature.geometry())}
        for index, value in enumerate(feature.attributes()):
            if not _stored(fields, index) or compat.is_unset(value):
                continue
            clause = clauses[fields.fieldOriginIndex(index)]
            if clause and str(value) == clause:
                continue  # the database's own default, e.g. the next fid
            row[fields.at(index).name()] = convert(value)
        if row.get("fid") is None:
            row.pop("fid", None)
        changes.additions.append(row)
    return changes


def write(connection: sqlite3.Connection, changes: Changes) -> None:
    """Apply the changes and try the additions, within the caller's transaction. Raises :class:`Refused`.

    Additions are taken back again: QGIS adds them itself, to learn their numbers.
    """
    hold(connection, [*changes.updates, *changes.deletions])
    for fid in changes.deletions:
        _run(connection, fid, ("DELETE FROM report WHERE fid = ?",), [fid])
    updates = changes.updates
    for fid in duplicates.in_order(connection, updates) if len(updates) > 1 else updates:
        row = updates[fid]
        if row.get("base_version") is None and set(row) - QUIET:
            raise Refused("KMZB-428", fid)
        places = ", ".join(f"{_name(name)} = ?" for name in row)
        if _run(connection, fid, ("UPDATE report SET", places, "WHERE fid = ?"), [*row.values(), fid]) == 0:
            raise Refused("KMZB-409", fid)
    connection.execute("SAVEPOINT additions")
    for row in changes.additions:
        names, places = ", ".join(_name(name) for name in row), ", ".join("?" * len(row))
        _run(connection, None, ("INSERT INTO report (", names, ") VALUES (", places, ")"), list(row.values()))
    connection.execute("ROLLBACK TO additions")
    connection.execute("RELEASE additions")


def _run(connection: sqlite3.Connection, fid: int | None, sql: tuple[str, ...], values: list) -> int:
    try:
        return connection.execute(" ".join(sql), values).rowcount
    except sqlite3.Error as error:
        raise Refused(str(error), fid) from error


def _stored(fields: QgsFields, index: int) -> bool:
    return fields.fieldOrigin(index) == QgsFields.FieldOrigin.OriginProvider


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


class _Converter:
    """QGIS values as SQLite values, instants as this version's OGR provider writes them."""

    def __init__(self, layer: QgsVectorLayer):
        self._layer = layer
        self._zoned: bool | None = None

    def __call__(self, value):
        if value is None or value == NULL or (isinstance(value, QVariant) and value.isNull()):
            return None
        if isinstance(value, QDateTime):
            return self._instant(value)
        if isinstance(value, (QDate, QTime)):
            return value.toString(Qt.DateFormat.ISODate) if value.isValid() else None
        if isinstance(value, QByteArray):
            return bytes(value)
        if isinstance(value, bool):
            return int(value)
        return value if isinstance(value, (int, float, str, bytes)) else str(value)

    def geometry(self, geometry: QgsGeometry) -> bytes | None:
        """A point as the store keeps it; None where there is none."""
        if geometry.isNull() or geometry.isEmpty():
            return None
        if geometry.isMultipart():
            geometry = QgsGeometry(geometry)
            geometry.convertToSingleType()
        point = geometry.asPoint()
        return functions.point_blob(point.x(), point.y())

    def _instant(self, value: QDateTime) -> str | None:
        if not value.isValid():
            return None
        if self._layer.providerType() == "postgres" and value.timeSpec() == Qt.TimeSpec.LocalTime:
            return value.toString("yyyy-MM-ddTHH:mm:ss.zzz")  # the provider sends no zone either: it is taken as UTC
        if self._reads_zones():
            return value.toUTC().toString("yyyy-MM-ddTHH:mm:ss.zzz") + "Z"
        # Older providers drop the zone both ways: the figures that were read as UTC go back as they are.
        return value.toString("yyyy-MM-ddTHH:mm:ss.zzz")

    def _reads_zones(self) -> bool:
        """Whether this provider knows zones: does it read a stored instant, always UTC, as UTC?"""
        if self._layer.providerType() == "postgres":
            return True
        if self._zoned is None:
            index = self._layer.dataProvider().fieldNameIndex("reported_at")
            request = QgsFeatureRequest().setLimit(1).setSubsetOfAttributes([index])
            sample = next(self._layer.dataProvider().getFeatures(request), None)
            value = sample.attribute(index) if sample is not None else None
            self._zoned = isinstance(value, QDateTime) and value.timeSpec() != Qt.TimeSpec.LocalTime
        return self._zoned
