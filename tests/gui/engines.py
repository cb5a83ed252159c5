"""Tests of the desk that run on both engines of the store."""

from __future__ import annotations

from contextlib import closing, contextmanager

import pytest

BOTH = pytest.mark.parametrize("engine", ["gpkg", "postgres"], indirect=True)


def of(request):
    """For a module's fixture ``engine``: a GeoPackage, but for tests that are marked with BOTH."""
    return getattr(request, "param", "gpkg")


def who(store, claimed):
    """Whom the history names: a database its log-in, a file whoever the client says."""
    if store.provider == "ogr":
        return claimed
    with store.connect() as db:
        return db.execute("SELECT session_user::text").fetchone()[0]


@contextmanager
def another(store, name="Ewa"):
    """A connection of another person, whose log-in a database's history names, whatever a client says."""
    if store.provider == "ogr":
        with store.connect() as db:
            yield db
        return
    from kmzb_qgis.store.postgres.connection import connect

    with store.connect() as db:
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = ?", (name,)).fetchone():
            db.script(f'CREATE ROLE "{name}" LOGIN SUPERUSER')
    with closing(connect(store.path, user=name)) as db:
        yield db


def count_on(store):
    """Have new rows numbered after those that were put in with a number; a GeoPackage does so itself."""
    if store.provider == "postgres":
        with store.connect() as db:
            db.execute("SELECT setval(pg_get_serial_sequence('kmzb.report', 'fid'), (SELECT max(fid) FROM report))")
            db.execute("SELECT setval(pg_get_serial_sequence('kmzb.body', 'id'), (SELECT max(id) FROM body))")
    return store
