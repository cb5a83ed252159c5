"""The published project: layers, symbols, contact, and nothing of who wrote it."""

from datetime import timedelta
from pathlib import Path

import pytest
from publishing_store import CONFIRMED, KRAKOW, VERIFYING, put
from qgis.core import QgsApplication, QgsProject

from kmzb_qgis.catalogue import load, warsaw
from kmzb_qgis.publishing import renderers
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.toolbelt import palette

pytestmark = pytest.mark.usefixtures("no_grace")


def test_the_project_serves_five_layers_and_tells_nothing_of_its_writer(store, folder, monkeypatch):
    put(store, "a")
    monkeypatch.setenv("USER", "kowalski-konto")
    publish(store.path, folder, contact={"organization": "KWP zs. w Radomiu", "email": "kmzb@example.org"})
    text = (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    home = str(Path.home())
    for word in (
        str(folder),
        str(store.path),
        store.path.name,
        home + "/",
        "saveUser",
        "kowalski-konto",
        QgsApplication.userLoginName() + '"',
    ):
        assert word not in text, word
    full = QgsApplication.userFullName().strip(" ,")
    assert not full or f">{full}<" not in text
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    every = {layer.shortName(): layer for layer in project.mapLayers().values()}
    layers = {name: layer for name, layer in every.items() if name not in renderers.DRAWN}
    assert set(layers) == {layer["name"] for layer in load().layers} and set(every) - set(layers) == set(
        renderers.DRAWN
    )
    assert all(layer.isValid() and layer.crs().authid() == "EPSG:2180" for layer in layers.values())
    assert layers["zgloszenia"].featureCount() == 1 and layers["zgloszenia"].title() == "Zgłoszenia KMZB"
    assert set(project.readListEntry("WFSLayers", "/")[0]) == {layer.id() for layer in layers.values()}
    for action in ("Insert", "Update", "Delete"):
        assert project.readListEntry("WFSTLayers", f"/{action}")[0] == []
    assert project.readListEntry("WMSCrsList", "/")[0] == ["EPSG:2180", "EPSG:4326", "EPSG:3857", "CRS:84"]
    assert project.readEntry("WMSContactOrganization", "/")[0] == "KWP zs. w Radomiu"
    assert project.readEntry("WMSContactMail", "/")[0] == "kmzb@example.org"
    until = warsaw.from_text(project.readEntry("kmzb", "/valid_until")[0])
    assert timedelta(0) < until - warsaw.now() <= timedelta(hours=26)
    assert until.astimezone(warsaw.WARSAW).strftime("%H:%M") == "01:00"
    assert warsaw.shown(until) in layers["zgloszenia"].abstract()
    project.clear()


def test_symbols_carry_their_pictures(store, folder):
    put(store, "a")
    publish(store.path, folder)
    text = (folder / "public" / "kmzb.qgs").read_text(encoding="utf-8")
    pictured = [c for c in load().categories if c.public.value != "never"]
    assert text.count('value="base64:') >= len(pictured) and ".svg" not in text
    assert all(status.name in text for status in load().statuses if status.public.value != "never")


def test_contact_from_the_store_is_used(store, folder, run):
    put(store, "a")
    with store.connect() as connection:
        connection.execute("INSERT INTO setting (name, value) VALUES ('publication.organization', 'KMP w Łodzi')")
    run("publish", STORE=str(store.path), FOLDER=str(folder), PHONE="47 000 00 00")
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    assert project.readEntry("WMSContactOrganization", "/")[0] == "KMP w Łodzi"
    assert project.readEntry("WMSContactPhone", "/")[0] == "47 000 00 00"
    assert project.readEntry("WMSContactPerson", "/")[0] == load().publication["service"]["person"]
    project.clear()


def colours_at(project, scale_m: float) -> set[str]:
    """Colours in a picture of 300 px around Kraków's main square, at metres a pixel."""
    picture = picture_of(project.layerTreeRoot().layerOrder(), scale_m)
    return {picture.pixelColor(x, y).name() for x in range(300) for y in range(300)}


def picture_of(layers, scale_m: float):
    """A picture of 300 px around Kraków's main square, at metres a pixel."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setOutputSize(QSize(300, 300))
    half = 150 * scale_m
    settings.setExtent(QgsRectangle(KRAKOW[0] - half, KRAKOW[1] - half, KRAKOW[0] + half, KRAKOW[1] + half))
    settings.setBackgroundColor(QColor("#ffffff"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def test_the_layers_that_are_drawn_look_as_the_reports_layer(store, folder):
    for number, status in enumerate(s for s in load().statuses if s.public.value != "never"):
        place = (KRAKOW[0] + (number - 3) * 1000, KRAKOW[1])
        put(store, f"r{number}", status_id=status.id, category_id=11 + number, place=place)
    publish(store.path, folder)
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    layers = {layer.shortName(): layer for layer in project.mapLayers().values()}
    dots, pictures = renderers.DRAWN
    for scale_m, name, other in ((20, pictures, dots), (40, dots, pictures)):
        reports = picture_of([layers["zgloszenia"]], scale_m)
        assert picture_of([layers[name]], scale_m) == reports
        assert picture_of([layers[other]], scale_m) != reports
        assert picture_of([layers[name]], 1000) == picture_of([layers["zgloszenia"]], 1000)  # nothing
    project.clear()


def test_the_map_shows_status_colours_when_near_and_the_grid_when_far(store, folder):
    put(store, "red", status_id=CONFIRMED, place=(KRAKOW[0] - 10, KRAKOW[1]))
    put(store, "yellow", status_id=VERIFYING, place=(KRAKOW[0] + 10, KRAKOW[1]))
    publish(store.path, folder)
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    tones = {status.id: status.colour for status in load().statuses}
    near = colours_at(project, 0.5)
    assert {tones[CONFIRMED], tones[VERIFYING]} <= near, "plates of the pictograms"
    assert palette.DARK in near, "a dark picture on yellow, where white could not be read"
    assert palette.glyph_colour(tones[VERIFYING]) == palette.DARK != palette.glyph_colour(tones[CONFIRMED])
    far = colours_at(project, 1000)
    assert tones[CONFIRMED] not in far and len(far) > 1, "beyond 1:500,000 the grid stands for the reports"
    project.clear()


def test_no_description_of_ones_own_drops_the_word_about_emergencies(store, folder):
    """Who needs the police at once must not wait for a map, whatever a unit writes of its service."""
    put(store, "a")
    with store.connect() as connection:
        connection.execute("INSERT INTO setting (name, value) VALUES ('publication.abstract', 'Mapa powiatu żółtego.')")
    publish(store.path, folder)
    project = QgsProject()
    assert project.read(str(folder / "public" / "kmzb.qgs"))
    warning = load().rules["emergency"]
    own = project.readEntry("WMSServiceAbstract", "/")[0]
    (layer,) = project.mapLayersByName(load().layers[0]["title"]["pl"])
    holder = layer.serverProperties() if hasattr(layer.serverProperties(), "abstract") else layer
    assert own.startswith(f"Mapa powiatu żółtego. {warning} Publikacja")
    assert [text.count(warning) for text in (own, project.metadata().abstract(), holder.abstract())] == [1, 1, 1]
    project.clear()
