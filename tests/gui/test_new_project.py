"""The standard project: made, closed, read again, moved; what it shows by day, at night and on paper."""

import json
import re
import shutil
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import look_store
import pytest
from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsLayerTreeModel,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QEventLoop, QSize, Qt, QThread, QTimer
from qgis.PyQt.QtXml import QDomDocument

from kmzb_qgis import editing
from kmzb_qgis.editing import belonging, legend, paper, saving, themes, unit_layers
from kmzb_qgis.geoportal import basemaps
from kmzb_qgis.processing import making
from kmzb_qgis.store import open_store
from kmzb_qgis.toolbelt import paths, settings
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from kmzb_qgis.toolbelt.palette import contrast, luminance
from tests.gui.waiting import wait_idle
from tests.standins import geoportal as standin

TODAY = date.today()
WORDS = editing.project.NAMES


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


def unit(level, code, name, box, since=None, until=None):
    west, south, east, north = box
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    shape = bytes(QgsGeometry.fromWkt(f"MULTIPOLYGON((({ring})))").asWkb())
    blob = b"GP\x00\x01" + (2180).to_bytes(4, "little") + shape
    return blob, code, level, name, since, until


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


def read(path):
    project = QgsProject()
    assert project.read(str(path)), project.error()
    return project


@pytest.fixture
def again(made):
    project = read(made)
    yield project
    project.clear()


def names(group):
    return [node.name() for node in group.children()]


def by_role(project, store):
    return belonging.layers_of(project, store.path)


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
    assert [tab.name() for tab in report.editFormConfig().tabs()][::2] == ["Zgłoszenie", "Historia"]
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


def test_without_the_network_it_is_made_and_told(run, store, portal, speaks_polish, monkeypatch):
    monkeypatch.setattr(basemaps, "PAUSES_S", (0.1,))
    portal.failure = "down"
    output = store.path.with_name("bez sieci.qgz")
    results = run("newproject", STORE=str(store.path), BASEMAP="basemap, orthophoto", OUTPUT=str(output))
    assert "2 basemaps" in results["MISSING"] and "HTTP 500" in results["MISSING"]
    assert results["UNITS"] == 3 and results["STORE"] == str(store.path)
    project = read(output)
    assert names(project.layerTreeRoot())[-1] == "Podkłady" and len(project.mapThemeCollection().mapThemes()) == 3
    project.clear()


def test_a_new_store_without_units(run, tmp_path, speaks_polish):
    path, output = tmp_path / "nowa.gpkg", tmp_path / "nowa.qgs"
    with pytest.raises(QgsProcessingException):
        run("newproject", STORE=str(path), BASEMAP="", OUTPUT=str(output))
    assert not path.exists() and not output.exists()
    results = run("newproject", STORE=str(path), BASEMAP="", OUTPUT=str(output), CREATE=True)
    assert results["MISSING"] == "" and results["UNITS"] == 0
    project = read(output)
    assert names(project.layerTreeRoot()) == ["KMZB", "Podkłady"]
    poland = project.viewSettings().defaultViewExtent()
    assert poland.width() > 600_000
    project.clear()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"OUTPUT": "stoi.qgz"}, "exists already"),
        ({"OUTPUT": "mapa.txt"}, "should end in .qgz"),
        ({"OUTPUT": "nie ma/mapa.qgz"}, "no folder"),
        ({"OUTPUT": "mapa.qgz", "BASEMAP": "ortofoto"}, "the nearest is"),
        ({"OUTPUT": "mapa.qgz", "STORE": "nie ma.gpkg"}, "nie ma.gpkg"),
    ],
)
def test_refusals_leave_everything_as_it_was(run, tmp_path, store, given, words):
    (tmp_path / "stoi.qgz").write_text("cudzy", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    parameters = {"STORE": str(store.path), "BASEMAP": "", **given}
    parameters["OUTPUT"] = str(tmp_path / parameters["OUTPUT"])
    if given.get("STORE"):
        parameters["STORE"] = str(tmp_path / given["STORE"])
    with pytest.raises(QgsProcessingException, match=re.escape(words)):
        run("newproject", **parameters)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "stoi.qgz").read_text(encoding="utf-8") == "cudzy"


class CancelsAt(QgsProcessingFeedback):
    """A person who cancels when so much is done."""

    def __init__(self, percent):
        super().__init__()
        self.progressChanged.connect(lambda value: self.cancel() if value >= percent else None)


@pytest.mark.parametrize("percent", [1, 84, 97])
def test_cancelled_half_way_nothing_is_left(qgis_app, tmp_path, portal, percent, speaks_polish):
    path, output = tmp_path / "nowa.gpkg", tmp_path / "mapa.qgz"
    output.write_bytes(b"dawny")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        making.new_project(path, output, ["basemap"], True, True, CancelsAt(percent))
    assert output.read_bytes() == b"dawny" and sorted(tmp_path.iterdir()) == before
    making.new_project(path, output, ["basemap"], True, True)
    read(output).clear()


class Desk:
    """A window whose person answers the question about unsaved changes."""

    def __init__(self, iface, goes_on):
        self._iface, self._goes_on, self.asked = iface, goes_on, []

    def __getattr__(self, name):
        return getattr(self._iface, name)

    def newProject(self, prompt=False):
        self.asked.append(prompt)
        if self._goes_on:
            QgsProject.instance().clear()
        return self._goes_on

    def addProject(self, path):
        return QgsProject.instance().read(path)


def desk_of(iface, goes_on):
    from kmzb_qgis.gui.jobs import Jobs
    from kmzb_qgis.gui.messages import Messages
    from kmzb_qgis.gui.new_project import NewProject
    from kmzb_qgis.gui.stores import Stores

    desk = Desk(iface, goes_on)
    messages, jobs = Messages(desk), Jobs(desk)
    iface.messageBar().clear_messages()
    stores = Stores(desk, messages, jobs)
    return SimpleNamespace(desk=desk, action=NewProject(desk, messages, jobs, stores), iface=iface)


@pytest.mark.parametrize("goes_on", [True, False])
def test_dialog_makes_and_opens(
    dialog_iface, run, store, portal, speaks_polish, qgis_new_project, goes_on, monkeypatch
):
    """From the dialog to the open project; who cancels the question keeps the open one as it was."""
    from tests.gui.waiting import told

    threads, real = [], basemaps.prepare
    monkeypatch.setattr(
        basemaps, "prepare", lambda *args: threads.append(QThread.currentThread()) or real(*args)
    )  # listens only
    QgsProject.instance().setTitle("stary")
    settings.put("store", str(store.path))
    found = desk_of(dialog_iface, goes_on)
    window = found.action.ask()
    assert found.action.ask() is window
    assert window.store.text() == str(store.path) and window.output.text() == str(store.path.with_suffix(".qgz"))
    assert window.ticked() and set(window.ticked()) == {"basemap", "orthophoto"}
    for row in range(window.basemaps.count()):
        if window.basemaps.item(row).data(Qt.ItemDataRole.UserRole) == "orthophoto":
            window.basemaps.item(row).setCheckState(Qt.CheckState.Unchecked)
    window.make.click()
    wait_idle()
    wait_idle()
    assert threads and all(thread != QgsApplication.instance().thread() for thread in threads)
    assert found.desk.asked == [True]
    project = QgsProject.instance()
    if goes_on:
        assert project.title() == "Krajowa Mapa Zagrożeń Bezpieczeństwa"
        assert len([layer for layer in project.mapLayers().values() if belonging.role(layer) == "report"]) == 1
    else:
        assert project.title() == "stary" and not project.mapLayers()
        assert any("stays open" in text for text in told(dialog_iface))
    assert store.path.with_suffix(".qgz").is_file()
    project.clear()
    settings.put("store", "")


def test_dialog_asks_before_it_overwrites(dialog_iface, store, monkeypatch):
    from qgis.PyQt.QtWidgets import QMessageBox

    settings.put("store", str(store.path))
    window = desk_of(dialog_iface, True).action.ask()
    heard, kinds = [], QMessageBox.StandardButton
    window.chosen.disconnect()
    window.chosen.connect(heard.append)
    window.output.setText(str(store.path.with_name("stoi")))
    store.path.with_name("stoi.qgz").write_bytes(b"x")
    monkeypatch.setattr(QMessageBox, "question", lambda *args: kinds.No)
    window.make.click()
    assert not heard and window.isVisible()
    monkeypatch.setattr(QMessageBox, "question", lambda *args: kinds.Yes)
    window.make.click()
    assert heard[0]["OVERWRITE"] is True and heard[0]["OUTPUT"].endswith("stoi.qgz") and heard[0]["CREATE"] is False
    settings.put("store", "")


def test_one_wrong_entry_of_the_own_catalogue_spoils_no_other(dialog_iface, run, store, portal, tmp_path):
    """As in the menu: the wrong entry is told, the others of the same file stand."""
    from tests.gui.waiting import told

    path = tmp_path / "usługi.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    good = next(entry for entry in document["services"] if entry["id"] == "basemap")
    document["services"] += [
        {**good, "id": "gmina", "kind": "WMTS", "role": "background", "title": {"pl": "Mapa gminy", "en": "Mapa gminy"},
         "layers": ["G2_MOBILE_500"], "matrix_sets": {"EPSG:2180": "EPSG:2180"}},
        {"id": "zepsuta", "kind": "WMS", "adress": "http://x.example.org"},
    ]  # fmt: skip
    path.write_text(json.dumps(document), encoding="utf-8")
    window = desk_of(dialog_iface, True).action.ask()
    ids = [window.basemaps.item(row).data(Qt.ItemDataRole.UserRole) for row in range(window.basemaps.count())]
    assert "gmina" in ids and "zepsuta" not in ids
    assert any("'adress' of 'zepsuta'" in text for text in told(dialog_iface))
    window.reject()
    result = run("newproject", STORE=str(store.path), BASEMAP="gmina", OUTPUT=str(tmp_path / "mapa.qgz"))
    assert result["MISSING"] == ""
    with pytest.raises(QgsProcessingException, match="'adress' of 'zepsuta'"):
        run("newproject", STORE=str(store.path), BASEMAP="zepsuta", OUTPUT=str(tmp_path / "druga.qgz"))


def test_a_name_without_a_folder_lies_beside_the_store(dialog_iface, store, tmp_path, monkeypatch):
    """Never in whatever folder QGIS was started from."""
    monkeypatch.chdir(tmp_path)
    settings.put("store", str(store.path))
    window = desk_of(dialog_iface, True).action.ask()
    heard = []
    window.chosen.disconnect()
    window.chosen.connect(heard.append)
    window.output.setText("Mapa nocna")
    window.make.click()
    assert heard[0]["OUTPUT"] == str(store.path.with_name("Mapa nocna.qgz"))
    window = desk_of(dialog_iface, True).action.ask()
    window.chosen.disconnect()
    window.chosen.connect(heard.append)
    window.store.setText(store.path.name)
    assert "existing store" in window.state.text()
    window.output.setText("inna.qgz")
    window.make.click()
    assert heard[1]["STORE"] == str(store.path) and heard[1]["CREATE"] is False
    assert heard[1]["OUTPUT"] == str(store.path.with_name("inna.qgz"))
    settings.put("store", "")


def test_a_path_typed_letter_by_letter_is_no_error(dialog_iface, store, monkeypatch):
    """The first letter of a path is a slash, which is no name of a file."""
    errors = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: errors.append(error))
    window = desk_of(dialog_iface, True).action.ask()
    for end in range(len(str(store.path)) + 1):
        window.store.setText(str(store.path)[:end])
    assert errors == [] and window.output.text() == str(store.path.with_suffix(".qgz"))
    for text in (".", "..", "/", "~", "C:\\", "a\0b.gpkg"):
        window.store.setText(text)
    assert errors == []


def test_the_open_project_is_not_written_over(dialog_iface, made, qgis_new_project):
    found = desk_of(dialog_iface, True)
    assert QgsProject.instance().read(str(made))
    with pytest.raises(KmzbError, match="is open now"):
        found.action.make({"OUTPUT": str(made), "STORE": "", "BASEMAP": ""})
    QgsProject.instance().clear()
