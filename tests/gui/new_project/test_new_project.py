"""The standard project: made, closed, read again, moved: what lies in it."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from project_help import by_role, names, read
from qgis.core import QgsRectangle
from qgis.PyQt.QtXml import QDomDocument

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging, legend, paper, unit_layers
from kmzb_qgis.geoportal import basemaps
from kmzb_qgis.store import open_store
from kmzb_qgis.toolbelt import paths


def text_of(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [f"{path.stem}.qgs"]
        return archive.read(f"{path.stem}.qgs").decode("utf-8")


def test_settings_and_view(again, store):
    assert (again.crs().authid(), again.ellipsoid()) == ("EPSG:2180", "EPSG:7019")
    assert again.readEntry("Measurement", "/DistanceUnits")[0] == "meters"
    assert again.title() == "Krajowa Mapa Zagrożeń Bezpieczeństwa"
    view = again.viewSettings().defaultViewExtent()
    reports = by_role(again, store)["report"].extent()
    assert view.crs().authid() == "EPSG:2180"
    assert view.contains(reports) and view.width() < reports.width() + 30_000


def test_tree(again):
    root = again.layerTreeRoot()
    assert names(root) == ["KMZB", "Jednostki", "Podkłady"]
    assert names(root.findGroup("KMZB")) == ["Zgłoszenia", "Z daleka"]
    assert names(root.findGroup("Jednostki")) == [
        "K05 Komisariaty",
        "K02 Komendy powiatowe i miejskie",
        "Województwa",
    ]
    assert not root.findGroup("KMZB").findLayers()[0].isExpanded()  # the groups below its legend stay in sight
    ground = root.findGroup("Podkłady")
    shown = [node.itemVisibilityChecked() for node in ground.children()]
    assert len(shown) == 4 and shown == [True, False, True, False]  # overlay, photo, map, the dark ground
    assert [basemaps.LAYER_PROPERTY in node.layer().customPropertyKeys() for node in ground.children()][:3] == [
        True
    ] * 3
    assert all(layer.isValid() for layer in again.mapLayers().values())


def test_units_of_today_are_shown_and_cannot_be_edited(again, store):
    own = by_role(again, store)
    found = {role: [f["name"] for f in own[role].getFeatures()] for role in own if role.startswith(unit_layers.ROLE)}
    assert found == {
        "unit:voivodeship": ["łódzkie"],
        "unit:K02": ["Komenda Miejska Policji w Łodzi"],
        "unit:K05": ["Komisariat I"],
    }
    for role in found:
        assert own[role].readOnly() and not own[role].startEditing()
        assert own[role].labelsEnabled() and own[role].labeling().settings().fieldName == "name"
    assert own["unit:K05"].hasScaleBasedVisibility() and not own["unit:voivodeship"].hasScaleBasedVisibility()


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2024-03-30 22:59:00", "2024-03-30"),
        ("2024-03-30 23:00:00", "2024-03-31"),
        ("2024-07-01 21:59:00", "2024-07-01"),
        ("2024-07-01 22:00:00", "2024-07-02"),
        ("2024-10-27 00:30:00", "2024-10-27"),
        ("2024-10-27 22:30:00", "2024-10-27"),
        ("2024-10-26 22:30:00", "2024-10-27"),
        ("2024-12-31 23:30:00", "2025-01-01"),
        ("2025-03-30 22:30:00", "2025-03-31"),
    ],
)
def test_today_is_the_day_in_poland(store, instant, day):
    with store.connect() as connection:
        asked = "SELECT " + unit_layers.TODAY.replace("'now'", f"'{instant}'")
        assert connection.execute(asked).fetchone()[0] == day


def test_bookmarks(again):
    found = again.bookmarkManager().bookmarks()
    assert len(found) == 16 and {mark.group() for mark in found} == {"Województwa"}
    places = {mark.name(): mark.extent() for mark in found}
    assert {"łódzkie", "świętokrzyskie", "warmińsko-mazurskie"} <= set(places)
    assert places["małopolskie"].crs().authid() == "EPSG:2180"
    assert places["małopolskie"].contains(QgsRectangle(560_000, 240_000, 575_000, 248_000))  # Kraków
    assert not places["małopolskie"].contains(QgsRectangle(630_000, 480_000, 640_000, 490_000))  # Warszawa


def form_of(layer):
    document = QDomDocument()
    layer.exportNamedStyle(document)
    return re.search(r"<attributeEditorForm>.*</attributeEditorForm>", document.toString(), re.DOTALL)[0]


def test_reports_keep_form_and_style(again, store):
    report = by_role(again, store)["report"]
    assert report.isValid() and not report.readOnly()
    config = report.editorWidgetSetup(report.fields().lookupField("category_id")).config()
    assert config["Layer"] in again.mapLayers()
    assert [tab.name() for tab in report.editFormConfig().tabs()][::2] == ["Zgłoszenie", "Przekazanie", "Historia"]
    assert legend.STATUSES in {legend.number(category) for category in report.renderer().categories()}
    # The day's is the store's default style: QGIS 3.40 and later keep the name that it has there.
    day, *others = report.styleManager().styles()
    assert day in ("default", "KMZB zgłoszenia") and others == ["druk", "noc"]
    relation = next(iter(again.relationManager().relations().values()))
    assert relation.isValid() and relation.referencedLayer().id() == report.id()
    for name in ("noc", "druk"):  # each style brings the same form, lists and history along
        report.styleManager().setCurrentStyle(name)
        config = report.editorWidgetSetup(report.fields().lookupField("category_id")).config()
        assert config["Layer"] in again.mapLayers()
        assert relation.id() in form_of(report)
        assert legend.STATUSES in {legend.number(category) for category in report.renderer().categories()}


def test_layouts(again):
    layouts = {layout.name(): layout for layout in again.layoutManager().layouts()}
    assert set(layouts) == {paper.name(shape) for shape in paper.PLACES}
    for layout in layouts.values():
        drawn = layout.itemById("kmzb_map")
        assert drawn.keepLayerStyles() and drawn.layerStyleOverrides()
        assert layout.itemById("kmzb_key") is not None and "KMZB" in layout.itemById("kmzb_title").text()


def test_nothing_of_the_machine_is_in_the_file(made, store):
    text = text_of(made)
    for secret in (str(store.path.parent), str(Path.home()) + "/", str(paths.PACKAGE), "saveUser"):
        assert secret not in text, text[text.index(secret) - 200 : text.index(secret) + 100]
    assert "./zgłoszenia &amp; mapa.gpkg|layername=report" in text
    assert not re.search(r"password|authcfg=[^\"&]", text)
    assert [path.name for path in made.parent.iterdir() if ".part" in path.name] == []


def test_moved_together_all_of_it_is_there(made, store, tmp_path):
    """Another folder, the old one gone: sources, lists, the store that the plugin knows."""
    folder = tmp_path / "gdzie indziej"
    shutil.move(str(made.parent), folder)
    project = read(folder / made.name)
    assert all(layer.isValid() for layer in project.mapLayers().values())
    own = belonging.layers_of(project, folder / store.path.name)
    assert own["report"].featureCount() == 8 and "unit:K05" in own
    assert belonging.store_of(own["report"]) == (folder / store.path.name).resolve()
    assert editing.load_layer(open_store(folder / store.path.name), project) is own["report"]
    assert len(project.mapThemeCollection().mapThemes()) == 3
    project.clear()
