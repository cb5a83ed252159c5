"""How reports look on the map: legend, colours, scales, map tips, the grid, and pixels."""

import itertools
import sys
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsLayerTreeModel,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QDateTime, QSize, Qt
from qgis.PyQt.QtGui import QColor

from kmzb_qgis import editing
from kmzb_qgis import store as stores
from kmzb_qgis.editing import clusters, grid, marks, style, words
from kmzb_qgis.toolbelt import badges, palette
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
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))  # as in a window
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors()
    return job.renderedImage()


def colours(image):
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def place(status):
    return 500_000 + 2_000 * status.id, 500_000


def key(layer):
    """What the layer tree shows under the layer: labels, in order."""
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    model = QgsLayerTreeModel(QgsProject.instance().layerTreeRoot())  # the rows die with it
    return [row.data(0) for row in model.layerLegendNodes(node)]


def test_legend_is_short_and_polish(layer):
    assert key(layer) == [
        "Status (kształt i kolor)", *[s.name for s in BOOK.statuses], "Po terminie weryfikacji",
        "Kategoria (znak)", *[c.name for c in BOOK.categories],
    ]  # fmt: skip


def test_a_window_that_is_open_shows_the_short_legend_too(store):
    """Its model lays a layer's rows out when the layer comes in, and does not ask again."""
    tree = QgsProject.instance().layerTreeRoot()
    model = QgsLayerTreeModel(tree)
    layer = editing.load_layer(store, QgsProject.instance())
    assert len(model.layerLegendNodes(tree.findLayer(layer.id()))) == len(key(layer)) < 40


@pytest.mark.parametrize("status", BOOK.statuses, ids=lambda status: status.key)
def test_badge_has_the_colour_of_its_status_and_a_readable_glyph(layer, status):
    found = colours(picture([layer], *place(status), scale=10_000, pixels=61))
    assert {status.colour, palette.glyph_colour(status.colour), palette.LIGHT} <= found
    # A mean of the dark edge and the white ring is grey too.
    assert not ({s.colour for s in BOOK.statuses if s.key != "niepotwierdzone"} - {status.colour}) & found


def shape(image):
    """Pixels that a symbol covers."""
    return {(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 127}


def test_statuses_differ_in_shape_at_16_pixels():
    draw, none = QgsApplication.svgCache().svgAsImage, QColor()
    shapes = {s.key: shape(draw(badges.inline(badges.badge(s)), 16, none, none, 0, 1)[0]) for s in BOOK.statuses}
    for one, other in itertools.combinations(shapes, 2):
        differing = len(shapes[one] ^ shapes[other]) / len(shapes[one] | shapes[other])
        assert differing > 0.1, (one, other, differing)


@pytest.mark.parametrize("paper", [False, True])
def test_each_pair_draws_another_picture(layer, paper):
    none, drawn = QColor(), set()
    found = {status.id: QgsExpression(marks.picture(BOOK, status, paper)) for status in BOOK.statuses}
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    for category, status in itertools.product(BOOK.categories, BOOK.statuses):
        report = QgsFeature(layer.fields())
        report["category_id"], report["status_id"] = category.id, status.id
        context.setFeature(report)
        image = QgsApplication.svgCache().svgAsImage(found[status.id].evaluate(context), 40, none, none, 0, 1)[0]
        drawn.add(bytes(image.constBits().asarray(image.sizeInBytes())))
    assert len(drawn) == len(BOOK.categories) * len(BOOK.statuses)


def heap(store, layer, reports):
    """Colours of a picture of reports at one place, stored in the order of ``(status key, deadline)``."""
    numbers = {status.key: status.id for status in BOOK.statuses}
    with store.connect() as connection:
        connection.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        connection.execute("UPDATE report SET geom = kmzb_point(600000, 600000) WHERE fid > ?", (len(reports),))
        for fid, (key, deadline) in enumerate(reports, start=1):
            connection.execute(
                "UPDATE report SET geom = kmzb_point(502000, 500000), category_id = 1, status_id = ?, verify_by = ?"
                " WHERE fid = ?",
                (numbers[key], deadline, fid),
            )
        connection.execute("DELETE FROM trigger_guard")
    layer.reload()
    return colours(picture([layer], 502_000, 500_000, scale=10_000, pixels=61))


def test_open_reports_lie_above_closed_ones_and_late_ones_on_top(store, layer):
    tint = {status.key: status.colour for status in BOOK.statuses}
    past, later = "2024-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"
    heap(store, layer, [("nowe", later), ("wyeliminowane", later)])
    middle = picture([layer], 502_000, 500_000, scale=10_000, pixels=61)
    row = {middle.pixelColor(x, 30).name() for x in range(61)}
    assert tint["nowe"] in row and tint["wyeliminowane"] not in row
    found = heap(store, layer, [("nowe", past), ("nowe", later), ("wyeliminowane", later)])
    assert {style.HALO, tint["nowe"]} <= found and tint["wyeliminowane"] not in found  # the ring's plate covers it


@pytest.mark.parametrize(("deadline", "late"), [("-1 minutes", True), ("+1 minutes", False)])
def test_a_late_report_has_a_halo_by_the_clock(store, layer, deadline, late):
    with store.connect() as connection:
        connection.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        connection.execute("UPDATE report SET verify_by = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?)", (deadline,))
        connection.execute("DELETE FROM trigger_guard")
    layer.reload()
    for status in BOOK.statuses:
        ringed = style.HALO in colours(picture([layer], *place(status), scale=10_000, pixels=61))
        assert ringed is (late and status.key in ("nowe", "weryfikacja")), status.key


def test_the_map_looks_at_the_clock_from_time_to_time(layer):
    assert layer.autoRefreshInterval() == 600_000
    assert layer.hasAutoRefreshEnabled()


def tick(layer, label, on):
    """Set a tick box as a click in the layer tree does."""
    project = QgsProject.instance()
    model = QgsLayerTreeModel(project.layerTreeRoot())
    model.setFlag(QgsLayerTreeModel.Flag.AllowLegendChangeState)
    rows = model.layerLegendNodes(project.layerTreeRoot().findLayer(layer.id()))
    row = next(row for row in rows if row.data(0) == label)
    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    assert row.setData(state, Qt.ItemDataRole.CheckStateRole)


@pytest.mark.parametrize("label", ["Nowe", "Akty wandalizmu", "Status (kształt i kolor)", "Kategoria (znak)"])
def test_tick_boxes_of_the_key_hide_and_show(layer, label):
    def drawn():
        return BOOK.statuses[0].colour in colours(picture([layer], *place(BOOK.statuses[0]), scale=10_000, pixels=61))

    assert drawn()
    tick(layer, label, False)
    assert not drawn()
    tick(layer, label, True)
    assert drawn()


def test_an_unticked_status_leaves_the_others(layer):
    tick(layer, "Nowe", False)
    found = colours(picture([layer], *place(BOOK.statuses[1]), scale=10_000, pixels=61))
    assert BOOK.statuses[1].colour in found


def test_the_style_of_an_older_plugin_is_left_alone(layer):
    """It had no symbol for each status; classes by status would take one for another."""
    old = layer.renderer().clone()
    old.deleteCategory(old.categoryIndexForValue(BOOK.statuses[6].id))
    old.setClassAttribute('case when "status_id" > 4 then 0 else 1 end')
    layer.setRenderer(old)
    tick(layer, "Akty wandalizmu", False)
    assert layer.renderer().classAttribute().startswith("case when")
    assert "category_id" not in layer.renderer().classAttribute()


def test_halos_can_be_unticked(layer):
    spot = place(BOOK.statuses[0])
    assert style.HALO in colours(picture([layer], *spot, scale=10_000, pixels=61))  # reported in 2024
    tick(layer, "Po terminie weryfikacji", False)
    found = colours(picture([layer], *spot, scale=10_000, pixels=61))
    assert style.HALO not in found
    assert BOOK.statuses[0].colour in found


def test_labels_tell_number_and_short_category(layer):
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFeature(layer.getFeature(4))
    settings = layer.labeling().settings()
    assert QgsExpression(settings.fieldName).evaluate(context) == "4\nMałoletni"
    assert settings.format().buffer().enabled()
    assert (settings.minimumScale, settings.scaleVisibility) == (5000, True)
    assert layer.labelsEnabled()
    assert set(words.SHORT) == {category.icon for category in BOOK.categories}


def in_frame(layer, begin, end):
    """Numbers of the reports that the temporal controller shows."""
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    span = QgsDateTimeRange(
        QDateTime.fromString(begin, "yyyy-MM-ddTHH:mm:ss"), QDateTime.fromString(end, "yyyy-MM-ddTHH:mm:ss")
    )
    request = layer.temporalProperties().createFilterString(context, span)
    return {f.id() for f in layer.getFeatures(request)}


def test_the_temporal_controller_follows_warsaws_time(layer):
    assert layer.temporalProperties().isActive()
    # 21:30 UTC is 23:30 in Warsaw
    assert in_frame(layer, "2024-07-01T23:00:00", "2024-07-02T00:00:00") == set(range(1, 9))
    assert in_frame(layer, "2024-07-01T21:00:00", "2024-07-01T22:00:00") == set()


def test_the_style_for_paper_is_kept_in_the_store_and_needs_no_colour(store, layer):
    with store.connect() as connection:
        names = connection.execute(
            "SELECT styleName, useAsDefault FROM layer_styles WHERE f_table_name = 'report' ORDER BY 2"
        ).fetchall()
    assert names == [("KMZB zgłoszenia: druk", 0), ("KMZB zgłoszenia", 1)]
    manager = layer.styleManager()
    assert manager.styles() == ["domyślny" if "domyślny" in manager.styles() else manager.styles()[0], "druk"]
    assert manager.setCurrentStyle("druk")
    for status in BOOK.statuses[2:]:  # the first two have halos
        found = [QColor(c) for c in colours(picture([layer], *place(status), scale=10_000, pixels=61))]
        assert all(max(c.red(), c.green(), c.blue()) - min(c.red(), c.green(), c.blue()) < 8 for c in found)


def test_clusters_stand_for_the_reports_of_a_region(layer):
    circles = {
        name: QgsProject.instance().mapLayersByName(f"Zgłoszenia: skupienia {name} km")[0] for name in ("1", "5")
    }
    assert {f.id(): (f["total"], f["open"]) for f in circles["5"].getFeatures()} == {
        100100: (2, 2), 101100: (2, 1), 102100: (3, 0), 104100: (1, 1),
    }  # fmt: skip
    for scale, near, far in ((50_000, True, False), (500_000, False, True), (10_000, False, False)):
        assert (circles["1"].isInScaleRange(scale), circles["5"].isInScaleRange(scale)) == (near, far)
        assert not layer.isInScaleRange(scale) or scale == 10_000
    image = picture([circles["1"]], 502_000, 500_000, scale=50_000, pixels=41)
    assert clusters.COLOURS[0] in colours(image)


def test_counts_that_went_wrong_are_mended_when_the_store_is_shown(store):
    with store.connect() as connection:
        connection.execute("DELETE FROM report_cells_1km")
    editing.load_layer(store, QgsProject.instance())
    with store.connect() as connection:
        assert connection.execute("SELECT sum(total) FROM report_cells_1km").fetchone() == (8,)


def test_grid_stands_for_the_reports_on_small_scales(layer):
    cells = QgsProject.instance().mapLayersByName("Zgłoszenia: siatka 10 km")[0]
    for scale, grid_shown, reports_shown in ((1_500_000, True, False), (300_000, False, False), (20_000, False, True)):
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
    assert "po terminie" in tip
    assert "Zażółć &lt;b&gt;gęślą&lt;/b&gt; jaźń" in tip


def test_project_is_in_2180_and_lists_stay_out_of_the_tree(layer):
    project = QgsProject.instance()
    assert project.crs().authid() == "EPSG:2180"
    shown = [node.name() for node in project.layerTreeRoot().findGroup("KMZB").findLayers()]
    assert shown == [
        "Zgłoszenia", "Zgłoszenia: skupienia 1 km", "Zgłoszenia: skupienia 5 km", "Zgłoszenia: siatka 10 km",
    ]  # fmt: skip


def test_pictures_travel_inside_the_style(store):
    with store.connect() as connection:
        (qml,) = connection.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = 'report' AND useAsDefault"
        ).fetchone()
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
    assert len(key(layer)) == 37
    assert layer.editFormConfig().tabs()
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM layer_styles").fetchone() == (5,)


def test_a_read_only_store_without_styles_is_shown_and_left_alone(store):
    without_styles(store)
    layer = editing.load_layer(stores.open_store(store.path, read_only=True), QgsProject.instance())
    assert len(key(layer)) == 37
    assert layer.editFormConfig().tabs()
    assert not layer.startEditing()
    with store.connect() as connection:
        assert connection.execute("SELECT count(*) FROM layer_styles").fetchone() == (0,)


def test_nothing_is_written_into_a_read_only_store(store):
    with pytest.raises(KmzbError, match=r"read-only|tylko do odczytu"):
        editing.install(stores.open_store(store.path, read_only=True))
