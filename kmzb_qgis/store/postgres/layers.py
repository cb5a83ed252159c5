"""How QGIS's layers name a database's tables: by service or QGIS connection, never with a password."""

from __future__ import annotations

from ...toolbelt import databases
from ..address import CONNECTION, Service

PROVIDER = "postgres"
SCHEMA = "kmzb"
SRID = 2180
_GEOMETRY = {
    "report": ("geom", "Point"), "report_facts": ("geom", "Point"), "unit": ("geom", "MultiPolygon"),
    "report_cells_1km": ("geom", "Point"),
    "report_cells_5km": ("geom", "Point"), "grid_10km": ("geom", "Polygon"), "report_grid_10km": ("geom", "Polygon"),
}  # fmt: skip
_REPORTS = ("report", "report_facts")  # the second is an analyst's (0013i)
_KEYS = {
    "category": "id", "status": "id", "closing_reason": "id", "body": "id", "import_run": "id",
    "schema_version": "number",
}  # fmt: skip


def uri(address: Service, table: str, where: str = "") -> str:
    """QGIS's URI of a table or view of the store. Raises KmzbError for an unknown QGIS connection."""
    from qgis.core import QgsDataSourceUri, QgsWkbTypes

    if address.kind == CONNECTION:
        source = databases.source_uri(address.name)
        source.setPassword("")  # QGIS asks for it, or has it in its authentication configuration
    else:
        source = QgsDataSourceUri()
        source.setConnection(address.name, "", "", "")
    column, kind = _GEOMETRY.get(table, ("", ""))
    source.setDataSource(SCHEMA, table, column, where, _KEYS.get(table, "fid"))
    if column:
        source.setSrid(str(SRID))
        source.setWkbType(QgsWkbTypes.parseType(kind))
    source.setUseEstimatedMetadata(True)
    return source.uri(False)


def reports(connection) -> str:
    """The first of the tables of reports that a log-in may read whole, as QGIS must; empty where it may read none."""
    asked = "SELECT coalesce(has_table_privilege(to_regclass(?), 'SELECT'), false)"
    may = (table for table in _REPORTS if connection.execute(asked, (f"{SCHEMA}.{table}",)).fetchone()[0])
    return next(may, "")


def table_of(source: str) -> str:
    """Which table of a store's schema a layer of QGIS shows; empty for any other."""
    from qgis.core import QgsDataSourceUri

    found = QgsDataSourceUri(source)
    return found.table() if found.schema() == SCHEMA else ""


def address_of(source: str, noted: str = "") -> Service | None:
    """The database that a layer of QGIS shows; None where no service and no connection of QGIS leads there.

    ``noted``: the address by which it was opened, as QGIS keeps no connection's name. Asks no database.
    """
    from qgis.core import QgsDataSourceUri

    found = QgsDataSourceUri(source)
    if not table_of(source):
        return None
    if found.service():
        return Service(found.service())
    kind, _, name = noted.partition("=")
    if kind == CONNECTION and name:
        return Service(name, CONNECTION)
    for known in databases.connections():
        other = databases.source_uri(known)
        if not other.service() and _server(other) == _server(found):
            return Service(known, CONNECTION)
    return None


def _server(source) -> tuple[str, str, str]:
    return source.host(), source.port() or "5432", source.database()
