"""The URIs under which QGIS opens a database's tables: by service name or QGIS connection, never with a password."""

from __future__ import annotations

from ...toolbelt import databases
from ..address import CONNECTION, Service

SCHEMA = "kmzb"
SRID = 2180
_GEOMETRY = {"report": ("geom", "Point"), "unit": ("geom", "MultiPolygon")}
_KEYS = {
    "category": "id", "status": "id", "closing_reason": "id", "body": "id", "body_kind": "id", "import_run": "id",
    "schema_version": "number",
}  # fmt: skip


def uri(address: Service, table: str, key: str = "", geometry: tuple[str, str] | None = None) -> str:
    """QGIS's URI of a table or view of the store. Raises KmzbError for an unknown QGIS connection."""
    from qgis.core import QgsDataSourceUri, QgsWkbTypes

    if address.kind == CONNECTION:
        source = databases.source_uri(address.name)
        source.setPassword("")  # QGIS asks for it, or has it in its authentication configuration
    else:
        source = QgsDataSourceUri()
        source.setConnection(address.name, "", "", "")
    column, kind = geometry or _GEOMETRY.get(table, ("", ""))
    source.setDataSource(SCHEMA, table, column, "", key or _KEYS.get(table, "fid"))
    if column:
        source.setSrid(str(SRID))
        source.setWkbType(QgsWkbTypes.parseType(kind))
    source.setUseEstimatedMetadata(True)
    return source.uri(False)
