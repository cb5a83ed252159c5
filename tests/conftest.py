"""What all tests share: the two engines of the store."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session")
def cluster():
    """A private PostgreSQL server for this run."""
    from tests import postgres

    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql, postgresql-15-postgis-3)")
    made = postgres.Cluster()
    before = os.environ.get("PGSERVICEFILE")
    os.environ["PGSERVICEFILE"] = str(made.services)
    yield made
    if before is None:
        os.environ.pop("PGSERVICEFILE", None)
    else:
        os.environ["PGSERVICEFILE"] = before
    made.remove()


@pytest.fixture(params=["gpkg", "postgres"])
def engine(request):
    """The store's engine: each test that asks for it runs on both."""
    return request.param


@pytest.fixture
def new_store(engine, request, tmp_path):
    """Makes empty stores of the engine: ``new_store()``, ``new_store("żółw")``."""
    from kmzb_qgis.store import create_store, open_store

    def make(name: str = "żółw"):
        if engine == "gpkg":
            return create_store(tmp_path / f"{name}.gpkg")
        return open_store(request.getfixturevalue("cluster").store())

    return make
