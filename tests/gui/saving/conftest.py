"""A store with three reports, edit sessions on it and the refusals told: what every test of saving starts from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import saving_help


@pytest.fixture(params=["gpkg", "postgres"])
def engine(request):
    return request.param


@pytest.fixture()
def store(qgis_app, qgis_new_project, new_store):
    return saving_help.fill(new_store("pałac"))


@pytest.fixture()
def open_layer(store):
    """Opens a layer of its own in an edit session."""
    with saving_help.layers(store) as make:
        yield make


@pytest.fixture()
def refusals(qgis_app):
    """The refusals told, as (layer, error)."""
    with saving_help.listening() as told:
        yield told
