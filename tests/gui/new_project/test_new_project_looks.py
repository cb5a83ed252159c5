"""The looks of the standard project: what it shows by day, at night and on paper."""

import look_store
from project_help import by_role
from qgis.core import QgsLayerTreeModel, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QEventLoop, QSize, QTimer

from kmzb_qgis.editing import legend, saving, themes
from kmzb_qgis.toolbelt.palette import contrast, luminance


def show(project, theme):
    root = project.layerTreeRoot()
    model = QgsLayerTreeModel(root)
    project.mapThemeCollection().applyTheme(theme, root, model)
    checked = root.checkedLayers()
    return [layer for layer in root.layerOrder() if layer in checked]


def draw(project, layers, box):
    config = QgsMapSettings()
    config.setDestinationCrs(project.crs())
    config.setTransformContext(project.transformContext())
    config.setLayers(layers)
    config.setOutputSize(QSize(400, 300))
    config.setOutputDpi(96)
    config.setBackgroundColor(project.backgroundColor())
    config.setExtent(QgsRectangle(*box))
    job, loop = QgsMapRendererParallelJob(config), QEventLoop()
    job.finished.connect(loop.quit)
    QTimer.singleShot(60000, loop.quit)
    job.start()
    loop.exec()
    assert not job.isActive()
    return job.renderedImage(), config.mapToPixel()


def test_themes_switch_what_is_seen_and_how(again, store):
    assert sorted(again.mapThemeCollection().mapThemes()) == ["Druk", "Dzień", "Noc"]
    own = by_role(again, store)
    report, stations = own["report"], own["unit:K05"]
    grounds = {node.name(): node.layer() for node in again.layerTreeRoot().findGroup("Podkłady").children()}
    photo, drawn, dark = (list(grounds.values())[number] for number in (1, 2, 3))
    wanted = {
        "Noc": ("noc", "noc", (False, True, True)),
        "Druk": ("druk", "druk", (False, False, False)),
        "Dzień": (report.styleManager().styles()[0], "default", (False, True, False)),
    }
    for theme, (reports, units, visible) in wanted.items():
        layers = show(again, theme)
        assert report in layers and stations in layers
        assert report.styleManager().currentStyle() == reports
        assert stations.styleManager().currentStyle() == units
        assert tuple(layer in layers for layer in (photo, drawn, dark)) == visible, theme
    assert drawn.styleManager().currentStyle() == "default"


def spots(image, to_pixel, x, y, reach=14):
    """The colours round a place of the map."""
    centre = to_pixel.transform(x, y)
    px, py = int(centre.x()), int(centre.y())
    around = range(-reach, reach + 1)
    return {image.pixelColor(px + dx, py + dy).name() for dx in around for dy in around}


def test_night_is_dark_and_the_reports_stand_out(again, store):
    """Every status: its badge has a rim of at least 3:1 on the ground of the night (WCAG, graphics)."""
    layers = show(again, "Noc")
    for status in look_store.BOOK.statuses:
        x, y = 500_000 + 2_000 * status.id, 500_000
        image, to_pixel = draw(again, layers, (x - 400, y - 300, x + 400, y + 300))
        sampled = [image.pixelColor(px, py).name() for px in range(5, 400, 13) for py in range(5, 300, 13)]
        ground = sorted(sampled, key=luminance)[len(sampled) // 2]
        assert contrast(ground, "#ffffff") >= 7, ground  # WCAG 2.1 AAA for text
        assert max(contrast(colour, ground) for colour in spots(image, to_pixel, x, y)) >= 3
    assert contrast(themes.LATE, themes.GROUND) >= 3 and contrast(themes.LETTERS, themes.GROUND) >= 7
    night = by_role(again, store)["report"].labeling().settings().format()
    assert night.color().name() == themes.LETTERS and night.buffer().color().name() == themes.GROUND


def test_paper_is_white_and_day_has_its_map(again):
    box = (470_000, 470_000, 478_000, 476_000)  # in no unit but the voivodeship
    image, _ = draw(again, show(again, "Druk"), box)
    assert image.pixelColor(20, 20).name() == "#ffffff"
    image, _ = draw(again, show(again, "Dzień"), box)
    assert image.pixelColor(200, 150).name() != "#ffffff"


def test_the_keys_boxes_work_in_a_project_that_was_read(made, qgis_new_project, store):
    project = QgsProject.instance()
    saving.watch(project)
    try:
        assert project.read(str(made))
        report = by_role(project, store)["report"]
        assert report.findChild(saving.Saver) is not None
        renderer = report.renderer()
        numbers = [legend.number(category) for category in renderer.categories()]
        renderer.updateCategoryRenderState(numbers.index(legend.STATUSES - 1), False)
        report.emitStyleChanged()
        states = {legend.number(c): c.renderState() for c in report.renderer().categories()}
        assert states[1] is False and states[2] is True
    finally:
        saving.unwatch(project)
        project.clear()
