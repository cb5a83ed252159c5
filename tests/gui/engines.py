"""Tests of the desk that run on both engines of the store."""

from __future__ import annotations

import pytest

BOTH = pytest.mark.parametrize("engine", ["gpkg", "postgres"], indirect=True)


def count_on(store):
    """Have new rows numbered after those that were put in with a number; a GeoPackage does so itself."""
    if store.provider == "postgres":
        with store.connect() as db:
            db.execute("SELECT setval(pg_get_serial_sequence('kmzb.report', 'fid'), (SELECT max(fid) FROM report))")
            db.execute("SELECT setval(pg_get_serial_sequence('kmzb.body', 'id'), (SELECT max(id) FROM body))")
    return store
