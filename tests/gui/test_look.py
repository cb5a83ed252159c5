"""How reports look on the map: legend, colours, scales, map tips, the grid, and pixels."""

import sys
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from kmzb_qgis import editing
from kmzb_qgis import store as stores
from kmzb_qgis.editing import grid, palette, style
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import look_store

BOOK = look_store.BOOK


@pytest.fixture
def store(tmp_path, qgis_new_project):
    return look_store.make(tmp_path / "store.gpkg")


@pytest.fixture
def layer(store):
    return editing.load_layer(store, QgsProject.instance())


def picture(layers, x, y, scale, pixels=101):
    """The map around a place, 0.28 mm a pixel (OGC's), without smoothing of edges between pixels."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    settings.setOutputSize(QSize(pixels, pixels))
    settings.setBackgroundColor(QColor("white"))
    half = scale * 0.0254 / settings.outputDpi() * pixels / 2
    settings.setExtent(QgsRectangle(x - half, y - half, x + half, y + half))
    assert settings.scale() == pytest.approx(scale, rel=0.02)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors()
    return job.renderedImage()


def colours(image):
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def place(status):
    return 500_000 + 2_000 * status.id, 500_000


def test_legend_is_short_and_polish(layer):
    labels = [item.label() for item in layer.renderer().legendSymbolItems()]
    assert labels == [
        "Status (kolor)", *[s.name for s in BOOK.statuses], "Kategoria (znak)", *[c.name for c in BOOK.categories],
    ]  # fmt: skip


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_dot_has_the_colour_of_its_status(layer, status):
    image = picture([layer], *place(status), scale=200_000, pixels=31)
    assert image.pixelColor(15, 15).name() == status.colour
    others = {other.colour for other in BOOK.statuses} - {status.colour}
    # The neighbour is 2 km away, 10 mm on this map: outside the picture.
    assert not others & colours(image)


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_pictogram_has_the_colour_of_its_status_and_a_readable_glyph(layer, status):
    found = colours(picture([layer], *place(status), scale=10_000, pixels=61))
    assert status.colour in found
    assert palette.glyph_colour(status.colour) in found
    assert style.NEUTRAL not in found
    assert not ({other.colour for other in BOOK.statuses} - {status.colour}) & found


def test_each_category_draws_another_picture(layer):
    drawn = {
        bytes(style.pictogram(category, BOOK).asImage(QSize(24, 24)).bits().asarray(24 * 24 * 4))
        for category in BOOK.categories
    }
    assert len(drawn) == len(BOOK.categories)


def test_grid_stands_for_the_reports_on_small_scales(layer):
    cells = QgsProject.instance().mapLayersByName("Zgłoszenia: siatka 10 km")[0]
    for scale, grid_shown, reports_shown in ((1_000_000, True, False), (300_000, False, True), (20_000, False, True)):
        assert cells.isInScaleRange(scale) is grid_shown
        assert layer.isInScaleRange(scale) is reports_shown
    image = picture([layer, cells], 515_000, 505_000, scale=2_000_000, pixels=41)
    shade = image.pixelColor(20, 20)
    assert shade.blue() > shade.red()  # a cell of the lowest class
    assert image.pixelColor(1, 1).name() == "#ffffff"


def test_grid_counts_what_the_store_holds(store, layer):
    cells = QgsProject.instance().mapLayersByName("Zgłoszenia: siatka 10 km")[0]
    found = {f["code"]: (int(f["total"]), int(f["open"]), f.geometry().boundingBox()) for f in cells.getFeatures()}
    with store.connect() as connection:
        total, still_open = connection.execute(
            "SELECT count(*), sum(s.open) FROM report r JOIN status s ON s.id = r.status_id"
        ).fetchone()
    assert sum(entry[0] for entry in found.values()) == total == 8
    assert sum(entry[1] for entry in found.values()) == still_open
    assert found["5050"][0] == 4  # 502, 504, 506, 508 km
    assert found["5050"][2] == QgsRectangle(500_000, 500_000, 510_000, 510_000)


def test_map_tip_tells_in_polish_and_escapes(layer):
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFeature(layer.getFeature(1))
    tip = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
    assert "Akty wandalizmu" in tip
    assert "Nowe" in tip
    assert "01.07.2024 23:30" in tip
    assert "08.07.2024" in tip
    assert "Zażółć &lt;b&gt;gęślą&lt;/b&gt; jaźń" in tip


def test_project_is_in_2180_and_lists_stay_out_of_the_tree(layer):
    project = QgsProject.instance()
    assert project.crs().authid() == "EPSG:2180"
    shown = [node.name() for node in project.layerTreeRoot().findGroup("KMZB").findLayers()]
    assert shown == ["Zgłoszenia", "Zgłoszenia: siatka 10 km"]
    assert len(project.mapLayers()) == 7


def test_pictures_travel_inside_the_style(store):
    with store.connect() as connection:
        (qml,) = connection.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'report'").fetchone()
    assert qml.count("base64:") >= len(BOOK.categories)
    assert ".svg" not in qml


def test_cells_cover_the_extent(store):
    with store.connect() as connection:
        (count,) = connection.execute("SELECT count(*) FROM grid_10km").fetchone()
    assert count == 72 * 69  # 160–870 km east, 120–800 km north
    assert grid.polygon(16, 12)[:4] == b"GP\0\x03"


def without_styles(store):
    with store.connect() as connection:
        connection.execute("DELETE FROM layer_styles")


def test_a_store_without_styles_gets_them(store):
    without_styles(store)
    layer = editing.load_layer(store, QgsProject.instance())
    assert len(layer.renderer().legendSymbolItems()) == 36
    assert layer.editFormConfig().tabs()
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM layer_styles").fetchone() == (2,)


def test_a_read_only_store_without_styles_is_shown_and_left_alone(store):
    without_styles(store)
    layer = editing.load_layer(stores.open_store(store.path, read_only=True), QgsProject.instance())
    assert len(layer.renderer().legendSymbolItems()) == 36
    assert layer.editFormConfig().tabs()
    assert not layer.startEditing()
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM layer_styles").fetchone() == (0,)


def test_nothing_is_written_into_a_read_only_store(store):
    with pytest.raises(KmzbError, match=r"read-only|tylko do odczytu"):
        editing.install(stores.open_store(store.path, read_only=True))
