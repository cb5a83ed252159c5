"""Scenes for the handbook's pictures: what a person does in the plugin's windows, done in the real QGIS by steps.

Each scene is a generator like ``desktop_inside.steps``: a yield waits until QGIS is idle. Its files are synthetic.
"""

from __future__ import annotations

import csv
import json
import os
import urllib.request
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import desk_deciding_scene
import desk_handover_scenes
import desktop_differences
import qgis.utils
import queue_scenes
from qgis.core import QgsFeatureRequest, QgsGeometry, QgsNetworkAccessManager, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QPoint, Qt, QTimer, QUrl
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QMenu, QSplitter, QTextBrowser, QTreeView
from qgis.utils import iface

from kmzb_qgis.geoportal import basemap_tree, services

PLAN = json.loads(Path(os.environ["KMZB_DESKTOP_PLAN"]).read_text(encoding="utf-8"))
STATION = {  # what a station's own register calls the columns
    "Typ": "Rodzaj zagrożenia",
    "Status": "Stan",
    "Data utworzenia": "Data zgłoszenia",
    "Data modyfikacji": "Data aktualizacji",
}
LEFT_OUT = ("OBJECTID", "Pora dnia", "Dni tygodnia")


def face():
    """The plugin's window part."""
    return qgis.utils.plugins["kmzb_qgis"]._face


def report_layer():
    """The report layer of the open store."""
    layers = QgsProject.instance().mapLayers().values()
    return next(layer for layer in layers if str(layer.customProperty("kmzb/store", "")).startswith("report@"))


def folder() -> Path:
    """Where the open store lies."""
    return Path(PLAN["store"]).parent


def sample(count: int, seed: int) -> list[dict]:
    """Synthetic reports, as the plugin's own algorithm makes them."""
    import processing

    target = folder() / f"probka{seed}.csv"
    given = {"COUNT": count, "SEED": seed, "END": "2026-01-10T12:00", "OUTPUT": str(target)}
    processing.run("kmzb:samplereports", given)
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    target.unlink()
    for row in rows:  # not the numbers of the demo's reports
        row["OBJECTID"] = str(int(row["OBJECTID"]) + 1_000_000 * seed)
    return rows


def write(name: str, rows: list[dict], encoding: str, separator: str) -> str:
    """Rows as a CSV file beside the store."""
    path = folder() / name
    with path.open("w", encoding=encoding, errors="replace", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def register(rows: list[dict]) -> list[dict]:
    """Rows as a spreadsheet of a station would hold them: its own names, dates and decimal commas, no OBJECTID."""
    return [{STATION.get(k, k): plain(k, v) for k, v in row.items() if k not in LEFT_OUT} for row in rows]


def plain(name: str, value: str) -> str:
    """A value as a person writes it."""
    if name in ("x", "y"):
        return value.replace(".", ",")
    if name.startswith("Data") and value and int(value) > 0:
        return f"{datetime.fromtimestamp(int(value) / 1000, ZoneInfo('Europe/Warsaw')):%d.%m.%Y %H:%M}"
    return value if not name.startswith("Data") else ""


def import_window(names: list[str]):
    """The import window with files, in the middle of the screen."""
    window = face().import_files()
    window.resize(960, 700)
    window.move(150, 50)
    window.files.add(names)
    yield 2.0
    return window


def import_columns():
    """A station's register, recognised."""
    rows = register(sample(400, 11))
    yield from import_window([write("rejestr_styczeń.csv", rows, "cp1250", ";")])


def import_question():
    """Places without a TERYT code: which coordinate system they are in must be said."""
    rows = [row for row in sample(6000, 12) if row["x"] and row["TERYT"].startswith("30")]
    for row in rows:
        del row["TERYT"]
    window = yield from import_window([write("wielkopolska.csv", rows, "utf-8", ",")])
    window.answers.crs.setFocus()
    yield 0.5


def import_result():
    """Two files at once, with rows that cannot be taken."""
    rows = sample(600, 13)
    rows[3]["Typ"] = "Hałas nocny"
    rows[7]["Status"] = "Załatwione"
    rows[9]["x"] = "1250000"
    files = [write("miasto.csv", rows[:350], "utf-8", ","), write("powiat.csv", register(rows[350:]), "cp1250", ";")]
    window = yield from import_window(files)
    window.run(dry_run=PLAN["dry"])
    yield 3.0
    window.tabs.setCurrentIndex(window.tabs.count() - 1)
    yield 1.0


def refusal():
    """Two people change one report: the second save is told who was first."""
    layer = report_layer()
    number = next(layer.getFeatures(QgsFeatureRequest().setFilterExpression(PLAN["form"]).setLimit(1))).id()
    layer.startEditing()
    layer.changeAttributeValue(number, layer.fields().indexOf("status_id"), 2)
    layer.select(number)
    yield 0.5
    from kmzb_qgis.store import open_store

    with open_store(PLAN["store"]).connect() as other:
        other.execute(
            "UPDATE report SET note = 'Sprawdzono', base_version = version, modified_by = ? WHERE fid = ?",
            ("asp. Jan Wójcik", number),
        )
    iface.messageBar().clearWidgets()
    layer.commitChanges(False)
    yield 1.0


def publish():
    """Publishing, from the menu's own dialog, to its end."""
    target = folder() / "publikacja"
    target.mkdir(exist_ok=True)
    given = {"STORE": PLAN["store"], "FOLDER": str(target)}
    window = face().jobs.dialog("kmzb:publish", given)
    window.resize(960, 640)
    window.move(150, 60)
    yield 1.0
    if not PLAN["dry"]:
        window.runButton().click() if hasattr(window, "runButton") else window.accept()
        yield 3.0
    for part in window.findChildren(QSplitter):
        if part.isVisible():
            part.setSizes([640, 320])
    yield 0.5


def erase():
    """The dialog that erases texts: filled in, or (where only to be shown) after its rehearsal."""
    window = face().jobs.dialog("kmzb:anonymise", {"STORE": PLAN["store"], "MONTHS": 12})
    window.resize(960, 640)
    window.move(150, 60)
    yield 1.0
    if PLAN["dry"]:
        window.runButton().click() if hasattr(window, "runButton") else window.accept()
        yield 3.0
    for part in window.findChildren(QSplitter):
        if part.isVisible():
            part.setSizes([640, 320])
    yield 0.5


def late():
    """Some reports in sight are taken up again, which their deadline has passed: the ring is in the picture then."""
    from kmzb_qgis.store import open_store

    west, south, east, north = map(float, PLAN["extent"].split(","))
    with open_store(PLAN["store"]).connect() as store:
        store.execute(
            "UPDATE report SET status_id = 2, reason_id = 40, base_version = version"
            " WHERE status_id IN (5, 6) AND fid % 9 = 0"
            " AND ST_MinX(geom) BETWEEN ? AND ? AND ST_MinY(geom) BETWEEN ? AND ?",
            (west, east, south, north),
        )
    report_layer().dataProvider().reloadData()
    report_layer().triggerRepaint()
    yield 1.0


def police() -> None:
    """Made-up jurisdictions around Kraków in the store, which a real one takes from the state register."""
    from kmzb_qgis.store import open_store

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


def crowd(count: int = 4):
    """Open reports of one category around a place, of the last days; gives the place."""
    from contextlib import closing

    from kmzb_qgis.store.store import open_connection

    x, y = 566840.0, 243560.0
    texts = (
        "Auta zastawiają cały chodnik przed szkołą", "Codziennie rano samochody na chodniku",
        "Nie da się przejść z wózkiem", "Zaparkowane na pasach",
    )  # fmt: skip
    with closing(open_connection(Path(PLAN["store"]))) as db, db:
        for number in range(count):
            east, north = ((8, 5), (-21, 12), (26, -24), (-9, -38))[number]
            db.execute(
                "INSERT INTO report (geom, category_id, description, plane, reported_at)"
                " VALUES (kmzb_point(?, ?), 11, ?, 2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?))",
                (x + east, y + north, texts[number], f"-{number * 3} days"),
            )
    iface.mapCanvas().setExtent(QgsRectangle(x - 130, y - 70, x + 130, y + 110))
    report_layer().dataProvider().reloadData()
    iface.mapCanvas().refreshAllLayers()
    return x, y


def desk_new_report():
    """A new report placed on the map, and what was reported near it before."""
    police()
    x, y = crowd()
    yield 2.0
    face().locators.begin_report(x, y)
    yield 1.5
    dialog = next(window for window in QApplication.topLevelWidgets() if window.objectName() == "kmzb_new_report")
    dialog.resize(620, 560)
    dialog.move(640, 170)
    form = dialog.attributeForm()
    form.changeAttribute("category_id", 11)
    form.changeAttribute("description", "Na debacie: auta pod szkołą stoją na chodniku od rana")
    yield 1.0
    if PLAN["dry"]:
        return
    dialog.accept()
    yield 0.5
    yield 2.0


def desk_duplicates():
    """A report that repeats another one: candidates in the window and numbered on the map."""
    crowd()
    yield 2.0
    layer = report_layer()
    feature = max(layer.getFeatures(QgsFeatureRequest()), key=lambda one: one.id())
    face().duplicates.ask_about(layer, feature)
    yield 1.0
    window = face().duplicates.window
    yield 1.5
    if not PLAN["dry"]:
        window.table.chosen.emit(window.table.rows()[0])
        yield 2.0


def units_job(algorithm: str, **given):
    """A job of the menu in its own dialog, run to its end."""
    window = face().jobs.dialog(f"kmzb:{algorithm}", {"STORE": PLAN["store"], **given})
    window.resize(960, 640)
    window.move(150, 60)
    yield 1.0
    window.runButton().click() if hasattr(window, "runButton") else window.accept()
    yield 2.0


def units():
    """Police stations from the register of boundaries, into the store."""
    yield from units_job("importunits", LEVEL=7)


def units_everything():
    """All units of the register in the store, each report assigned."""
    for level in (0, 1, 2, 3, 4, 5, 6, 7):
        import processing

        processing.run("kmzb:importunits", {"STORE": PLAN["store"], "LEVEL": level})
        yield 0.1
    yield from units_job("assignunits")


def units_assigned():
    """What assigning tells."""
    yield from units_everything()


def units_project(theme: str):
    """The standard project with units, in one of its looks."""
    yield from units_everything()
    for window in list(face().jobs._dialogs):
        window.close()
    yield from project(theme)


def metadata():
    """The publication described, and the document for the national register."""
    import processing

    target = folder() / "publikacja"
    target.mkdir()
    processing.run("kmzb:publish", {"STORE": PLAN["store"], "FOLDER": str(target)})
    form = folder() / "zgłoszenie do ewidencji.html"
    given = {
        "STORE": PLAN["store"], "FOLDER": str(target), "FORM": str(form),
        "ORGANIZATION": "Komenda Miejska Policji w Krakowie", "PERSON": "Wydział Prewencji",
        "EMAIL": "kmzb@example.org", "PHONE": "+48 12 000 00 00", "SERVICE_URL": "https://mapy.example.org/kmzb",
        "REGON": "012137497", "LEGAL_BASIS": "ustawa z dnia 6 kwietnia 1990 r. o Policji",
    }  # fmt: skip
    processing.run("kmzb:metadata", given)
    iface.kmzb_document = view = QTextBrowser()
    view.setWindowTitle(form.name)
    view.setGeometry(0, 0, 1120, 940)
    view.setSource(QUrl.fromLocalFile(str(form)))
    view.show()
    yield 2.0


def catalogue_window():
    """The catalogue search with words typed and found."""
    window = face().catalogue.open()
    window.move(150, 60)
    window.words.setText("ortofotomapy")
    face().catalogue.search()
    yield 1.5
    window.list.setCurrentItem(window.list.topLevelItem(window.list.topLevelItemCount() - 1))
    yield 0.5
    return window


def catalogue():
    """What the catalogue search finds, and what a record says."""
    yield from catalogue_window()


def catalogue_layers():
    """Layers of a service found there, with its conditions above them."""
    window = yield from catalogue_window()
    window.words.setText("Policji")
    face().catalogue.search()
    yield 1.5
    window.add.click()
    yield 2.0
    choice = face().catalogue.choice
    choice.move(270, 110)
    choice.list.clearSelection()
    for row in range(choice.list.topLevelItemCount()):
        item = choice.list.topLevelItem(row)
        item.setSelected(item.text(0).startswith(("K02", "K05")))
    yield 0.5


def catalogue_added():
    """These layers in the map, and what QGIS tells of one of them."""
    yield from catalogue_layers()
    face().catalogue.choice.accepting.click()
    yield 3.0
    face().catalogue.window.reject()
    layer = next(one for one in QgsProject.instance().mapLayers().values() if one.name().startswith("K02"))
    QTimer.singleShot(0, lambda: iface.showLayerProperties(layer, "mOptsPage_Information"))  # modal
    yield 2.0


def portal(**values) -> None:
    """Have the stand-in geoportal fail, or not (see its FAILURES and PICTURES)."""
    address = urlsplit(services.find("basemap").url)
    with urllib.request.urlopen(f"http://{address.netloc}/set?{urlencode(values)}", timeout=10):  # nosec - the stand-in
        pass


def moved_map() -> None:
    """Another place, whose pictures nobody has asked for yet."""
    iface.mapCanvas().setExtent(QgsRectangle(569500, 243000, 572500, 245000))
    iface.mapCanvas().refresh()


def basemap_down():
    """The basemap's service fails while the map is moved: one sentence after the last try."""
    yield 1.0
    portal(pictures="down")
    moved_map()
    yield 16.0


def basemap_slow():
    """The basemap's service is slow while the map is moved."""
    yield 1.0
    portal(pictures="slow", delay_s=60)
    moved_map()
    yield 18.0


def basemap_refused():
    """A basemap is chosen while the geoportal shows its maintenance page."""
    portal(failure="html")
    face().basemaps.adding.add_by_id("orthophoto")
    yield 2.0


def basemap_lost():
    """A project is opened while the services of its basemaps are down, and QGIS has nothing of them in its cache."""
    yield 1.0
    path = str(Path(PLAN["done"]).with_name("projekt.qgz"))
    QgsProject.instance().write(path)
    iface.newProject(False)
    QgsNetworkAccessManager.instance().cache().clear()
    portal(failure="down")
    QTimer.singleShot(0, lambda: iface.addProject(path))
    yield 3.0
    for window in QApplication.topLevelWidgets():  # QGIS's own question about layers that it cannot read
        if window.isVisible() and window.inherits("QgsHandleBadLayers"):
            window.reject()
    yield 1.0


def basemap_opacity():
    """The menu of a basemap in the project."""
    layer = basemap_tree.layers(QgsProject.instance())[0]
    layer.setOpacity(0.6)
    layer.triggerRepaint()
    yield 1.0
    menu = face().basemaps
    menu.popup(iface.mapCanvas().mapToGlobal(QPoint(40, 20)))
    yield 0.5
    part = menu.findChild(QMenu, f"kmzb_added_{layer.id()}")
    menu.setActiveAction(part.menuAction())
    part.popup(menu.mapToGlobal(menu.actionGeometry(part.menuAction()).topRight()))
    yield 0.5


def project_dialog():
    """What a new project is asked for."""
    window = face().new_project.ask()
    window.store.setText(PLAN["store"])
    window.move(180, 120)
    yield 0.5


def project(theme: str, bookmarks: bool = False):
    """A new project, made by the dialog and opened as QGIS does, in one of its looks."""
    iface.newProject(False)
    yield 1.0
    yield from project_dialog()
    stay_clean = QgsProject.instance().dirtySet.connect  # QGIS would ask about changes, and nobody answers here
    stay_clean(lambda: QgsProject.instance().setDirty(False))
    face().new_project.window.make.click()
    yield 4.0
    project = QgsProject.instance()
    root, model = project.layerTreeRoot(), iface.layerTreeView().layerTreeModel()
    project.mapThemeCollection().applyTheme(theme, root, model)
    for group in root.findGroups(True):
        group.setExpanded(True)
    for layer in root.findLayers():
        layer.setExpanded(False)
    if bookmarks:
        dock = next(d for d in iface.mainWindow().findChildren(QDockWidget) if "ookmark" in d.objectName())
        dock.show()
        dock.findChild(QTreeView).resizeColumnToContents(0)
        iface.mainWindow().resizeDocks([dock], [400], Qt.Orientation.Vertical)
        yield 0.5
    if PLAN["extent"]:
        iface.mapCanvas().setExtent(QgsRectangle(*map(float, PLAN["extent"].split(","))))
    iface.mapCanvas().refresh()
    yield 3.0


SCENES = {
    "differences": desktop_differences.differences,
    "catalogue": catalogue,
    "catalogue_layers": catalogue_layers,
    "catalogue_added": catalogue_added,
    "basemap_down": basemap_down,
    "basemap_slow": basemap_slow,
    "basemap_refused": basemap_refused,
    "basemap_lost": basemap_lost,
    "basemap_opacity": basemap_opacity,
    "project_dialog": project_dialog,
    "project_bookmarks": lambda: project("Dzień", bookmarks=True),
    "units": units,
    "units_assigned": units_assigned,
    "units_project_day": lambda: units_project("Dzień"),
    "units_project_night": lambda: units_project("Noc"),
    "units_project_print": lambda: units_project("Druk"),
    "metadata": metadata,
    "locator": locator,
    "locator_found": locator_found,
    "locator_reports": locator_reports,
    "here": here,
    "desk_new_report": desk_new_report,
    "desk_duplicates": desk_duplicates,
    "import_columns": import_columns,
    "import_question": import_question,
    "import_result": import_result,
    "refusal": refusal,
    "erase": erase,
    "publish": publish,
    "late": late,
    **queue_scenes.SCENES,
    "verifying": lambda: desk_deciding_scene.play(PLAN),
}
SCENES.update(desk_handover_scenes.SCENES)
