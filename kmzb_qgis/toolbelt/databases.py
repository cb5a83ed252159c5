"""The databases that this computer knows by name: libpq's service files and QGIS's PostgreSQL connections."""

from __future__ import annotations

import os
from configparser import ConfigParser, Error
from contextlib import suppress
from pathlib import Path

from .errors import KmzbError
from .i18n import tr

SERVICE, CONNECTION = "service", "connection"


def service_files() -> list[Path]:
    """The service files in libpq's order (PostgreSQL's manual, 'The Connection Service File')."""
    own = os.environ.get("PGSERVICEFILE")
    if own:
        files = [Path(own)]
    elif os.name == "nt":
        files = [Path(os.environ.get("APPDATA", "")) / "postgresql" / ".pg_service.conf"]
    else:
        files = [Path.home() / ".pg_service.conf"]
    # Debian's libpq is made to look there; where the variable is set, libpq looks nowhere else.
    return [*files, Path(os.environ.get("PGSYSCONFDIR") or "/etc/postgresql-common") / "pg_service.conf"]


def services() -> list[str]:
    """The names in the service files."""
    found: dict[str, None] = {}
    for file in service_files():
        parser = ConfigParser(interpolation=None, strict=False, allow_no_value=True)
        with suppress(OSError, Error, UnicodeDecodeError):
            parser.read(file, encoding="utf-8")
            found.update(dict.fromkeys(parser.sections()))
    return list(found)


def connections() -> list[str]:
    """The names of QGIS's PostgreSQL connections; empty where QGIS does not run."""
    metadata = _metadata()
    return [] if metadata is None else sorted(metadata.connections(False))


def kind_of(name: str) -> str:
    """``service`` or ``connection`` for a known name (a service wins), else empty."""
    if name in services():
        return SERVICE
    return CONNECTION if name in connections() else ""


def said(error: Exception) -> str:
    """What a server answered, as psycopg2 raised it; empty where none of it can be read.

    Until a log-in is accepted a server speaks the encoding of its own system, on a Polish Windows cp1250, and psycopg2
    takes all for UTF-8: from Python 3.12 on PyErr_SetString leaves a UnicodeDecodeError with the bytes, before that an
    OperationalError without a word.
    """
    if isinstance(error, UnicodeDecodeError):
        return error.object.decode("cp1250", "replace").strip()
    return str(error).strip()


def parameters(name: str, kind: str) -> str:
    """What libpq needs to connect, as its text of keywords and values; with what QGIS's authentication holds.

    Raises KmzbError for an unknown connection; whether a service is known is libpq's to say.
    """
    if kind == SERVICE:
        return "service='{}'".format(name.replace("\\", "\\\\").replace("'", "\\'"))
    return source_uri(name).connectionInfo(True)


def source_uri(name: str):
    """QGIS's URI (QgsDataSourceUri) of a PostgreSQL connection, without a password. Raises KmzbError."""
    from qgis.core import QgsDataSourceUri

    metadata = _metadata()
    if metadata is None or name not in metadata.connections(False):
        raise KmzbError(
            tr("QGIS has no PostgreSQL connection called '{name}'. Make one in the browser panel.", name=name),
            code="database-name",
        )
    return QgsDataSourceUri(metadata.findConnection(name).uri())


def _metadata():
    """QGIS's own list; None where QGIS is not there."""
    try:
        from qgis.core import QgsApplication, QgsProviderRegistry
    except ImportError:
        return None
    if QgsApplication.instance() is None:
        return None
    return QgsProviderRegistry.instance().providerMetadata("postgres")
