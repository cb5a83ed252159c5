"""Making a store in a database and opening one: refusals in one sentence each; migrations take all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from ...catalogue import load
from ...toolbelt.errors import KmzbError, reason
from ...toolbelt.i18n import tr
from .. import account, refusals, seeds
from ..address import Service
from ..lifecycle import moved_notice
from ..store import Store
from . import migrations
from .connection import Connection, connect

# Two programs that make or migrate the same database at once: the second waits, and finds it done.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('kmzb.schema'))"
_FOUND = (
    "SELECT bool_or(c.relname = 'schema_version'), bool_or(c.relname = 'report')"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'kmzb'"
)
_MAY_READ = (
    "SELECT CASE WHEN has_schema_privilege('kmzb', 'USAGE')"
    " THEN has_table_privilege('kmzb.schema_version', 'SELECT') ELSE false END"
)
# A role of the server without an account in this database sees no row of it.
_HAS_ACCOUNT = "SELECT kmzb.is_owner() OR kmzb.has_account()"
# An administrator is a member of the owner without inheriting its rights: he becomes it for the migration alone.
_MAY_MIGRATE = (
    "SELECT pg_has_role(session_user, c.relowner, 'MEMBER') FROM pg_class c WHERE c.oid = 'kmzb.report'::regclass"
)
_AS_OWNER = "SET LOCAL ROLE kmzb_owner; SET LOCAL search_path = kmzb, public"


def create(address: Service) -> Store:
    """Make an empty store in an existing database, as its owner. Raises KmzbError; then nothing was made."""
    with (
        _talking(tr("The store {path} cannot be made", path=address)),
        closing(connect(address)) as connection,
    ):
        if _exists(connection):
            raise KmzbError(
                tr("The database {path} holds a store already. Open it as a store.", path=address), code="store-exists"
            )
        connection.execute("BEGIN IMMEDIATE")
        _make(connection, address)
        connection.execute("COMMIT")
    return Store(address, migrations.latest())


@contextmanager
def making(address: Service) -> Iterator[Connection]:
    """A connection in a transaction in which the database has a store of this schema: the one it had, else a new one.

    What is raised within takes the store back, if it was made here. Raises KmzbError.
    """
    with _talking(tr("The store {path} cannot be made", path=address)), closing(connect(address)) as connection:
        if _exists(connection):
            opened(address, False, True)  # brings an older one up to date
        connection.execute("BEGIN IMMEDIATE")
        if not _exists(connection):
            _make(connection, address)
        elif connection.execute("SELECT max(number) FROM schema_version").fetchone()[0] != migrations.latest():
            raise KmzbError(
                tr("The store {path} was made by a newer version of the plugin. Update the plugin.", path=address),
                code="store-newer",
            )
        yield connection
        connection.execute("COMMIT")


def _make(connection: Connection, address: Service) -> None:
    """Within the caller's transaction."""
    connection.execute(_LOCK)
    _extension(connection, address)
    connection.learn_geometry()
    connection.script("CREATE SCHEMA IF NOT EXISTS kmzb; SET LOCAL search_path = kmzb, public")
    migrations.run(connection, 0, migrations.latest())


def opened(address: Service, read_only: bool, migrate: bool) -> Store:
    """Open a database's store; an older one is migrated where the log-in may, a newer one opens read-only.

    Raises KmzbError where there is none, it cannot be reached, or it is older and another must migrate it.
    """
    with (
        _talking(tr("The store {path} cannot be opened", path=address)),
        closing(connect(address)) as connection,
    ):
        if not _exists(connection):
            raise KmzbError(tr("{path} is not a KMZB store.", path=address), code="store-foreign")
        if not (connection.execute(_MAY_READ).fetchone()[0] and connection.execute(_HAS_ACCOUNT).fetchone()[0]):
            raise KmzbError(
                tr("Your log-in has no role in the store {path}. Ask its administrator for an account.", path=address),
                code="store-role",
            )
        account.note(address, connection)
        found = connection.execute("SELECT max(number) FROM schema_version").fetchone()[0] or 0
        latest = migrations.latest()
        if found > latest:
            notice = tr(
                "The store {path} was made by a newer version of the plugin and is opened read-only."
                " Update the plugin.",
                path=address,
            )
            return Store(address, found, True, notice)
        if found < latest and migrate and not read_only:
            return _migrate(connection, address, latest)
        moved = moved_notice(address)
        if moved:
            return Store(address, found, True, moved)
        if read_only:
            return Store(address, found, True)
        if migrate and connection.execute(_MAY_MIGRATE).fetchone()[0]:
            seeds.follow_settings(connection, load())
        return Store(address, found)


def _migrate(connection: Connection, address: Service, latest: int) -> Store:
    if not connection.execute(_MAY_MIGRATE).fetchone()[0]:
        raise KmzbError(
            tr(
                "The store {path} was made by an older version of the plugin. Its administrator must open it once with"
                " this version, which brings it up to date.",
                path=address,
            ),
            code="store-older",
        )
    connection.execute("BEGIN IMMEDIATE")
    connection.script(_AS_OWNER)
    connection.execute(_LOCK)
    found = connection.execute("SELECT max(number) FROM schema_version").fetchone()[0]
    migrations.run(connection, found, latest)
    connection.execute("COMMIT")
    return Store(address, latest, False, tr("The store was brought up to date."))


def _exists(connection: Connection) -> bool:
    version, report = connection.execute(_FOUND).fetchone()
    return bool(version and report)


def _extension(connection: Connection, address: Service) -> None:
    """PostGIS, which only a superuser can add to a database."""
    if connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone():
        return
    try:
        connection.script("CREATE EXTENSION postgis SCHEMA public")
    except sqlite3.Error as error:
        raise KmzbError(
            tr(
                "The database {path} has no PostGIS, and it could not be added: {reason}. Let the server's"
                " administrator run CREATE EXTENSION postgis in it.",
                path=address,
                reason=reason(error),
            ),
            code="postgis",
        ) from error


@contextmanager
def _talking(tried: str) -> Iterator[None]:
    """Failures of the database as one sentence that begins with what was tried."""
    try:
        yield
    except sqlite3.Error as error:
        if "KMZB-" in str(error):
            raise refusals.explain(str(error)) from error
        raise KmzbError(tr("{what}: {reason}.", what=tried, reason=reason(error)), code="store-database") from error
