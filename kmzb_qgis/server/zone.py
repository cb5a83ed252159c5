"""A publication that stands in the public zone's database: the project is pinned by an address of QGIS's, as

    postgresql:?service=kmzb_public&schema=kmzb_public&project=kmzb

Its version changes with a commit, which touches no file: so each request asks the database which version is served.
"""

from __future__ import annotations

import contextlib
from urllib.parse import parse_qs

from ..toolbelt import databases

PREFIX = "postgresql:"
SCHEMA, PROJECT = "kmzb_public", "kmzb"
_ASK = "SELECT version, stamp, record FROM kmzb_public.publikacja"
_ASK_TIMES = """
SELECT to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       to_char(valid_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  FROM kmzb_public.publikacja"""
_KEPT = 4  # connections that QGIS keeps for one address (QgsConnectionPool)
_PATIENCE = {
    "connect_timeout": 3, "tcp_user_timeout": 5000, "keepalives_idle": 10, "keepalives_interval": 5,
    "keepalives_count": 2, "application_name": "kmzb guard",
}  # fmt: skip


def service_of(path: str) -> str | None:
    """The service that a project's address names where it is the zone's project; None for any other."""
    if not path.startswith(PREFIX):
        return None
    query = {name: values[-1] for name, values in parse_qs(path.partition("?")[2]).items()}
    if query.get("schema") != SCHEMA or query.get("project") != PROJECT:
        return None
    return query.get("service", "")


def wake(path: str) -> None:
    """Let QGIS find out that its kept connections are dead, where the database has been away.

    After a crash of the database the first question over each kept connection fails before QGIS opens it anew (3.22):
    better one of ours than a visitor's.
    """
    from qgis.core import QgsApplication

    storage = QgsApplication.projectStorageRegistry().projectStorageFromType("postgresql")
    for _kept in range(_KEPT if storage is not None else 0):
        if storage.readProjectStorageMetadata(path)[0]:
            return


class Gone(Exception):
    """The zone's database does not answer."""


class Served:
    """What a zone serves, asked by a connection that is kept open and opened anew where it was lost."""

    def __init__(self):
        self._connection, self._service = None, ""
        self.opened = 0  # times a connection was made: the layers' own connections may be lost too then

    def now(self, service: str) -> tuple[str, str, str] | None:
        """``(version, stamp, address of the service's record)``; None where nothing was pushed yet.

        Raises Gone where the database does not answer.
        """
        import psycopg2  # servers without a zone do without it

        if service != self._service:
            self._close()
        try:
            if self._connection is not None:
                return self._asked()
        except psycopg2.Error:  # restarted since, or a link cut
            self._close()
        try:
            self._connection = psycopg2.connect(f"service={service}", **_PATIENCE)
            self._connection.autocommit = True  # no transaction stays open between requests
            self._service = service
            self.opened += 1
            return self._asked()
        except (psycopg2.Error, UnicodeDecodeError) as error:
            self._close()
            raise Gone(" ".join(databases.said(error).split()) or "it refuses in words that cannot be read") from error

    def _asked(self) -> tuple[str, str, str] | None:
        with self._connection.cursor() as cursor:
            cursor.execute(_ASK)
            return cursor.fetchone()

    def times(self) -> tuple[str, str]:
        """When the served version was published, and until when it is good; empty where the database does not say.
        Asks over the connection that ``now`` has just used."""
        import psycopg2

        try:
            with self._connection.cursor() as cursor:
                cursor.execute(_ASK_TIMES)
                published, until = cursor.fetchone() or ("", "")
        except (AttributeError, psycopg2.Error):
            return "", ""
        return published or "", until or ""

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):  # it is of no use any more, whatever it says
                self._connection.close()
        self._connection = None
