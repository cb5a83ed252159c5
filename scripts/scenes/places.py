"""Scenes of the locator bar and of "What is here?"; the jurisdictions are made up."""

from __future__ import annotations

from qgis.core import QgsGeometry
from qgis.utils import iface

from kmzb_qgis.store import open_store

from .desk import PLAN, face


def police() -> None:
    """Made-up jurisdictions around Kraków in the store, which a real one takes from the state register."""
    west, south, east, north = 555000, 235000, 585000, 255000
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    shape = QgsGeometry.fromWkt(f"MULTIPOLYGON((({ring})))")
    blob = b"GP\x00\x01" + (2180).to_bytes(4, "little") + bytes(shape.asWkb())
    units = (
        ("municipality", "1261011", "Kraków"),
        ("K05", "126105", "Komisariat Policji I w Krakowie"),
        ("K02", "1261", "Komenda Miejska Policji w Krakowie"),
        ("K01", "12", "Komenda Wojewódzka Policji w Krakowie"),
    )
    with open_store(PLAN["store"]).connect() as store:
        for level, code, name in units:
            store.execute("INSERT INTO unit (geom, id, level, name) VALUES (?, ?, ?, ?)", (blob, code, level, name))


def locator():
    """Addresses of a street in the locator bar."""
    iface.locatorSearch("adr Kraków, świętokrzyska")
    yield 4.0


def locator_reports():
    """Reports of the store by words, in the locator bar."""
    police()
    iface.locatorSearch("zgl parkowanie krakow")
    yield 4.0


def locator_found():
    """A place chosen in the locator bar: on the map, with what can be done there."""
    iface.messageBar().clearWidgets()
    face().locators.chosen({"title": "Kraków, Rynek Główny 1", "x": 567059.1, "y": 244219.4, "wkt": ""}, 0)
    yield 3.0


def here():
    """A place found in the locator bar, shown on the map, and what lies there."""
    police()
    locators = face().locators
    x, y, name = 567059.1, 244219.4, "Kraków, Rynek Główny 1"
    locators.chosen({"title": name, "x": x, "y": y, "wkt": ""}, 0)
    yield 2.0
    iface.messageBar().clearWidgets()
    locators.here.ask(x, y, name)
    yield 4.0


SCENES = {
    scene.__name__: scene
    for scene in (
        locator,
        locator_reports,
        locator_found,
        here,
    )
}
