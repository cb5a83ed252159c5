"""The printed map: both layouts as PDF and as picture, with every text and the map on them."""

import re
import sys
from pathlib import Path

import pytest
from qgis.core import QgsLayoutExporter, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from kmzb_qgis import editing
from kmzb_qgis.editing import legend, paper, paper_key
from kmzb_qgis.gui.printing import Printing
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import look_store

BOOK = look_store.BOOK
NEAR = QgsRectangle(501_000, 499_500, 503_000, 500_500)  # round report 1
RUN = (
    "INSERT INTO import_run (started_at, finished_at, source_kind, source, rows_read, inserted, updated, unchanged,"
    " conflicts, rejected, started_by) VALUES (?1, ?1, 'csv', 'plik.csv', 0, 0, 0, 0, 0, 0, 'Żaneta')"
)
FAR = QgsRectangle(490_000, 490_000, 530_000, 510_000)


@pytest.fixture
def store(tmp_path, qgis_new_project):
    return look_store.make(tmp_path / "store.gpkg")


@pytest.fixture
def layer(store):
    return editing.load_layer(store, QgsProject.instance())


def words(layout):
    """Texts of the key."""
    key = layout.itemById("kmzb_key")
    model, found = key.model(), []
    for node in model.rootGroup().findLayers():
        found.append(node.customProperty("legend/title-label"))
        found += [row.data(0) for row in model.layerLegendNodes(node)]
    return [text.replace(paper_key.WRAP, " ") for text in found]


@pytest.mark.parametrize("shape", ["landscape", "portrait"])
def test_a_sheet_becomes_a_pdf_and_a_picture(store, layer, tmp_path, shape):
    with store.connect() as connection:
        connection.execute(RUN, ("2024-07-01T21:30:00.000Z",))
    layout = paper.prepare(QgsProject.instance(), store, layer, NEAR)[shape]
    exporter = QgsLayoutExporter(layout)
    pdf, png = tmp_path / "map.pdf", tmp_path / "map.png"
    options = QgsLayoutExporter.PdfExportSettings()
    assert exporter.exportToPdf(str(pdf), options) == QgsLayoutExporter.ExportResult.Success
    assert re.search(rb"/MediaBox *\[ *0 0 (8[34]\d|59\d)", pdf.read_bytes())
    settings = QgsLayoutExporter.ImageExportSettings()
    assert settings.dpi <= 0  # the layout's own: 300
    assert exporter.exportToImage(str(png), settings) == QgsLayoutExporter.ExportResult.Success
    image = QImage(str(png))
    wide, tall = (297, 210) if shape == "landscape" else (210, 297)
    assert (image.width(), image.height()) == pytest.approx((wide / 25.4 * 300, tall / 25.4 * 300), abs=2)
    for part, (x, y, width, height) in paper.PLACES[shape].items():
        spots = [
            image.pixelColor(int((x + width * i / 60) * 300 / 25.4), int((y + height * j / 40) * 300 / 25.4))
            for i in range(1, 60)
            for j in range(1, 40)
        ]
        assert min(spot.lightness() for spot in spots) < 100, part  # something is drawn there
        assert all(spot.saturation() < 60 for spot in spots), part  # black and white
    state, source = layout.itemById("kmzb_state").currentText(), layout.itemById("kmzb_source").currentText()
    assert re.search(r"01\.07\.2024 23:30.*\d\d\.\d\d\.\d{4} \d\d:\d\d", state)
    assert "KMZB" in source
    assert "112" in layout.itemById("kmzb_emergency").currentText()


def test_the_state_is_warsaws_time(store):
    with store.connect() as connection:
        connection.execute(RUN, ("2024-07-01T21:30:00.000Z",))
    assert paper.last_change(store) == "01.07.2024 23:30"


def test_the_key_is_short_and_follows_scale_and_ticks(layer, store):
    renderer = layer.renderer()
    renderer.updateCategoryRenderState(renderer.categoryIndexForValue(legend.STATUSES - 1), False)
    layer.styleChanged.emit()
    layout = paper.prepare(QgsProject.instance(), store, layer, NEAR)["landscape"]
    assert words(layout) == [
        "Status zgłoszenia (kształt)", *[s.name for s in BOOK.statuses[1:]], "Po terminie weryfikacji",
        "Kategoria (znak)", *[c.name for c in BOOK.categories],
    ]  # fmt: skip
    layout.itemById("kmzb_map").zoomToExtent(FAR)
    assert words(layout)[0] == "Liczba zgłoszeń w skupieniu"
    assert len(words(layout)) == 6
    assert layout.itemById("kmzb_key").maximumSymbolSize() == 0  # the sizes of the circles are seen


def test_basemaps_bring_their_rights(layer, store):
    layout = paper.prepare(QgsProject.instance(), store, layer, NEAR)["landscape"]
    assert "GUGiK" not in layout.itemById("kmzb_source").currentText()
    base = QgsVectorLayer("Polygon?crs=EPSG:2180", "Podkład", "memory")
    metadata = base.metadata()
    metadata.setRights(["© GUGiK"])
    base.setMetadata(metadata)
    QgsProject.instance().addMapLayer(base)
    assert "; © GUGiK" in layout.itemById("kmzb_source").currentText()


def test_what_a_person_changed_stays_and_nothing_names_a_path(layer, store, tmp_path):
    project = QgsProject.instance()
    layout = paper.prepare(project, store, layer, NEAR)["portrait"]
    layout.itemById("kmzb_title").setText("Moja dzielnica")
    layout.removeLayoutItem(layout.itemById("kmzb_north"))
    again = paper.prepare(project, store, layer, FAR)["portrait"]
    assert again.itemById("kmzb_title").currentText() == "Moja dzielnica"
    assert again.itemById("kmzb_north") is None
    assert again.itemById("kmzb_map").extent().contains(FAR)
    assert len(project.layoutManager().printLayouts()) == 2
    template = tmp_path / "sheet.qpt"
    from qgis.core import QgsReadWriteContext

    assert again.saveAsTemplate(str(template), QgsReadWriteContext())
    text = template.read_text(encoding="utf-8")
    assert str(Path(paper.__file__).parents[2]) not in text


class Desk:
    """What the action needs of QGIS's window, with a designer that is only told of."""

    def __init__(self, layer, extent):
        self._layer, self._extent, self.opened = layer, extent, []

    def activeLayer(self):
        return self._layer

    def mapCanvas(self):
        return self

    def extent(self):
        return self._extent

    def openLayoutDesigner(self, layout):
        self.opened.append(layout.name())


def test_the_menu_opens_the_sheet_that_suits_the_window(layer):
    for extent, name in ((NEAR, paper.name("landscape")), (QgsRectangle(0, 0, 10, 20), paper.name("portrait"))):
        desk = Desk(layer, extent)
        Printing(desk).ask()
        assert desk.opened == [name]


def test_without_reports_it_says_so(qgis_new_project):
    with pytest.raises(KmzbError):
        Printing(Desk(None, NEAR)).ask()
