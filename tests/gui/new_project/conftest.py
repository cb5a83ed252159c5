"""A store with units, a stand-in geoportal and the standard project made of both."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import look_store
from project_help import read, unit

from kmzb_qgis.processing import making
from kmzb_qgis.toolbelt import settings
from tests.standins import geoportal as standin

TODAY = date.today()


@pytest.fixture
def speaks_polish(monkeypatch):
    for module in ("template", "project", "paper", "paper_key"):
        monkeypatch.setattr(f"kmzb_qgis.editing.{module}.form_language", lambda: "pl")


@pytest.fixture
def portal(qgis_app, tmp_path):
    with standin.Geoportal(look="scene") as server:  # as a map looks: what night makes of it is measured
        settings.put("catalogue_file", str(server.catalogue(tmp_path / "usługi.json")))
        yield server
        settings.put("catalogue_file", "")


@pytest.fixture
def store(qgis_app, tmp_path):
    """Reports of every status, units of three levels; of the stations one has ended, one begins tomorrow."""
    folder = tmp_path / "Komenda Łódź"
    folder.mkdir()
    made = look_store.make(folder / "zgłoszenia & mapa.gpkg")
    day = timedelta(days=1)
    rows = [
        unit("voivodeship", "10", "łódzkie", (400_000, 400_000, 600_000, 600_000)),
        unit("K02", "1061", "Komenda Miejska Policji w Łodzi", (480_000, 480_000, 540_000, 540_000)),
        unit("K05", "106101", "Komisariat I", (495_000, 495_000, 505_000, 505_000), str(TODAY), str(TODAY + 40 * day)),
        unit("K05", "106102", "Komisariat II", (505_000, 495_000, 515_000, 505_000), "2001-01-01", str(TODAY - day)),
        unit("K05", "106103", "Komisariat III", (515_000, 495_000, 525_000, 505_000), str(TODAY + 2 * day)),
    ]
    with made.connect() as connection:
        connection.executemany(
            "INSERT INTO unit (geom, id, level, name, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
    return made


@pytest.fixture
def made(store, portal, speaks_polish):
    """A project of that store with an orthophoto, a map and an overlay, as a file."""
    output = store.path.with_name("Mapa dzienna.qgz")
    making.new_project(store.path, output, ["orthophoto", "basemap", "boundaries"], False, False)
    return output


@pytest.fixture
def again(made):
    project = read(made)
    yield project
    project.clear()
