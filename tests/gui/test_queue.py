"""The work queue: the real dock over a real store and its layer in a project."""

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import engines
import pytest
import queue_desk
from engines import BOTH
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsMapMouseEvent, QgsMapToolPan
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from queue_desk import NOON, ORDER

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.editing import queue_reader
from kmzb_qgis.editing.queue_model import AGE, ANSWER, CATEGORY, NUMBER, PLACE, READ, STATUS, VERIFY
from kmzb_qgis.gui import queue_saved
from kmzb_qgis.store.queue_filter import ANSWERS, LATE, Filter
from kmzb_qgis.toolbelt import settings
from tests.gui.waiting import run_events, wait_until

OWN = ("queue_open", "queue_zoom", "queue_scale", "queue_saved", "queue_columns")
DISPLAY, RED = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole


@pytest.fixture
def clock(monkeypatch):
    """The time that the queue goes by; a test may change it."""
    hands = {"now": NOON}
    monkeypatch.setattr(warsaw, "now", lambda: hands["now"])
    return hands


@pytest.fixture
def desk(qgis_iface, qgis_new_project, clock, monkeypatch):
    monkeypatch.setattr(queue_reader, "LOOK_S", 0.1)
    for name in OWN:
        settings.put(name, settings.DEFAULTS[name])
    qgis_iface.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    qgis_iface.mapCanvas().resize(400, 400)
    qgis_iface.mapCanvas().setExtent(QgsRectangle(500000, 400000, 600000, 500000))
    desk = queue_desk.Desk(qgis_iface)
    desk.begin()
    yield desk
    desk.queue.remove()
    QgsProject.instance().clear()
    for name in OWN:
        settings.put(name, settings.DEFAULTS[name])


@pytest.fixture(scope="module")
def made(qgis_app, tmp_path_factory):
    return queue_desk.make(tmp_path_factory.mktemp("queue") / "zgłoszenia.gpkg")


@pytest.fixture
def engine(request):
    return engines.of(request)


@pytest.fixture
def store(made, tmp_path, engine, request):
    from kmzb_qgis.store import open_store

    if engine == "postgres":
        return queue_desk.fill(open_store(request.getfixturevalue("cluster").store()))
    shutil.copyfile(made.path, tmp_path / made.path.name)
    return open_store(tmp_path / made.path.name)


@pytest.fixture
def layer(desk, store):
    return desk.open(store)


def write(store, sql, *values):
    """Another program changes the store."""
    with store.connect() as db:
        db.execute(sql, values)


def close(store, fid):
    write(store, "UPDATE report SET status_id = 5, base_version = version, import_run_id = 99,"
                 " status_changed_at = reported_at WHERE fid = ?", fid)  # fmt: skip


@BOTH
def test_reports_stand_by_what_is_due_and_say_it_in_words(desk, layer):
    assert desk.fids() == ORDER
    dock = desk.queue.dock
    assert dock.footer.text() == "7 reports · 2 late"
    assert [desk.text(2, c) for c in (CATEGORY, STATUS, PLACE, AGE, READ, VERIFY, NUMBER)] == [
        "Parkowanie", "Nowe", "Kraków", "5 days", "▲ 2 days late", "2 days", "2",
    ]  # fmt: skip
    assert (desk.text(3, READ), desk.text(3, VERIFY)) == ("until midnight", "4 days")
    assert (desk.text(5, READ), desk.text(5, VERIFY)) == ("", "▲ 13 days late")
    assert (desk.text(6, READ), desk.text(6, VERIFY)) == ("", "")
    assert desk.text(5, PLACE) == "500000 500000" and desk.text(7, PLACE) == "without a place"
    assert desk.text(5, VERIFY, RED).name() == "#b3001b" and desk.text(2, VERIFY, RED) is None
    for column in (CATEGORY, STATUS):
        assert not desk.text(2, column, Qt.ItemDataRole.DecorationRole).isNull()
    assert (
        desk.text(2, STATUS, Qt.ItemDataRole.DecorationRole).cacheKey()
        != desk.text(5, STATUS, Qt.ItemDataRole.DecorationRole).cacheKey()
    )
    assert desk.text(2, CATEGORY, Qt.ItemDataRole.ToolTipRole) == "Nieprawidłowe parkowanie"
    assert "Ławka zniszczona" in desk.text(2, PLACE, Qt.ItemDataRole.ToolTipRole)
    assert desk.text(2, READ, Qt.ItemDataRole.ToolTipRole) == "until the end of 08.07.2024"
    assert dock.table.isColumnHidden(ANSWER)


@BOTH
def test_choosing_a_row_selects_and_shows_it_on_the_map(desk, layer):
    desk.choose(3)
    assert layer.selectedFeatureIds() == [3]
    canvas = desk.mapCanvas()
    centre = canvas.extent().center()
    assert (centre.x(), centre.y()) == (pytest.approx(637000, abs=1), pytest.approx(487000, abs=1))
    assert canvas.scale() == pytest.approx(2500, rel=0.01)
    assert desk.queue.map._spot.marked() == 1
    desk.queue.dock.scale.setScale(10000)
    desk.choose(2)
    assert canvas.scale() == pytest.approx(10000, rel=0.01) and settings.get("queue_scale") == 10000
    desk.queue.dock.zoom.setChecked(False)
    desk.choose(1)  # near by: the map stays
    assert canvas.extent().center().x() == pytest.approx(567159, abs=1)
    desk.choose(4)  # far away: the map moves, its scale stays
    assert canvas.extent().center().x() == pytest.approx(637100, abs=1)
    assert canvas.scale() == pytest.approx(10000, rel=0.01)
    desk.choose(7)  # has no place
    assert layer.selectedFeatureIds() == [7] and desk.queue.map._spot.marked() == 0


def test_the_maps_selection_is_the_lists_and_there_is_no_loop(desk, layer):
    told = []
    layer.selectionChanged.connect(lambda *_: told.append(layer.selectedFeatureIds()))
    before = desk.mapCanvas().extent()
    layer.selectByIds([2, 6])
    run_events(0.5)
    assert sorted(desk.queue.dock.chosen()) == [2, 6]
    assert len(told) == 1 and sorted(layer.selectedFeatureIds()) == [2, 6]
    assert desk.mapCanvas().extent() == before  # who clicks on the map is not moved
    desk.choose(5)
    assert len(told) == 2
    layer.selectByIds([8, 1])
    run_events(0.3)
    assert desk.queue.dock.chosen() == [1]
    assert desk.queue.dock.news.text() == "Selected on the map, but closed or left out by the filter: 1 report."
    layer.removeSelection()
    run_events(0.3)
    assert desk.queue.dock.chosen() == [] and desk.queue.dock.news.text() == ""


def test_keys(desk, layer):
    table = desk.queue.dock.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    run_events(0.4)
    QTest.keyClick(table, Qt.Key.Key_Down)
    run_events(0.4)
    assert layer.selectedFeatureIds() == [2]
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert desk.forms == [(layer.name(), 2)]
    desk.mapCanvas().setExtent(QgsRectangle(0, 0, 10, 10))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert desk.mapCanvas().extent().center().x() == pytest.approx(567159, abs=1)
    QTest.keyClick(table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    text = desk.queue.dock.filters.text
    desk.mainWindow().activateWindow()
    assert desk.queue.dock.focusWidget() is text
    QTest.keyClicks(text, "lawka")
    wait_until(lambda: desk.fids() == [2])
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert desk.queue.dock.focusWidget() is table


@BOTH
def test_filters_and_their_counts(desk, layer):
    filters = desk.queue.dock.filters
    wait_until(lambda: filters.mine.text() == "&Mine (2)")
    filters.statuses.open()
    popup = filters.statuses.popup
    assert {item.text(0): item.text(1) for item in popup.items.values()} == {
        "Nowe": "3", "Weryfikacja": "3", "Potwierdzone": "1",
    }  # fmt: skip
    popup.items[2].setCheckState(0, Qt.CheckState.Checked)
    wait_until(lambda: desk.fids() == [5, 7, 4])
    assert filters.statuses.text() == "&Status: 1 ▾"
    wait_until(lambda: desk.total() == 3)
    assert popup.items[1].text(1) == "3"  # what it would show, not what it shows now
    popup.close()
    filters.deadline.open()
    filters.deadline.popup.items[LATE].setCheckState(0, Qt.CheckState.Checked)
    wait_until(lambda: desk.fids() == [5])
    filters.deadline.popup.close()
    filters.clear.click()
    wait_until(lambda: desk.fids() == ORDER)
    filters.mine.click()
    wait_until(lambda: desk.fids() == [1, 4])
    filters.mine.click()
    wait_until(lambda: desk.fids() == ORDER)
    filters.units.open()
    popup = filters.units.popup
    assert popup.items["K05", "126105"].parent() is popup.items["K02", "1261"]
    wait_until(lambda: popup.items["K02", "1261"].text(1) == "2")
    assert [popup.list.topLevelItem(i).text(0) for i in range(5)] == [
        "małopolskie",
        "Kraków",
        "Łódź",
        "Warszawa",
        "KMP Kraków",
    ]
    popup.search.setText("małopol")
    assert [key for key, item in popup.items.items() if not item.isHidden()] == [("voivodeship", "12")]
    popup.items["K02", "1261"].setCheckState(0, Qt.CheckState.Checked)
    wait_until(lambda: desk.fids() == [2, 1])
    assert filters.wanted() == Filter(units=(("K02", "1261"),))
    popup.all.click()
    wait_until(lambda: desk.fids() == ORDER)


def test_a_filters_list_by_keys(desk, layer):
    button = desk.queue.dock.filters.categories
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Down)
    popup = button.popup
    assert popup.isVisible() and popup.search.isVisibleTo(popup)
    QTest.keyClicks(popup.search, "parkow")
    assert [key for key, item in popup.items.items() if not item.isHidden()] == [11]
    popup.list.setCurrentItem(popup.items[11])
    QTest.keyClick(popup.list, Qt.Key.Key_Space)
    wait_until(lambda: desk.fids() == [2, 1])
    QTest.keyClick(popup.list, Qt.Key.Key_Space)
    wait_until(lambda: desk.fids() == ORDER)
    QTest.keyClick(popup.list, Qt.Key.Key_Escape)
    run_events()
    assert button.popup is None


def test_saved_filters_belong_to_a_store_where_they_name_its_units(desk, layer, store, tmp_path):
    filters = desk.queue.dock.filters

    def keep(name, wanted):
        filters.put(wanted)
        filters.ask_name = lambda *_: (name, True)
        filters._list_saved()
        next(a for a in filters.saved.menu().actions() if a.objectName() == "kmzb_queue_keep").trigger()

    keep("Moje pilne", Filter(mine=True, deadline=LATE))
    keep("Komisariat V", Filter(units=(("K05", "126105"),)))
    assert [one.name for one in queue_saved.of(store.path)] == ["Komisariat V", "Moje pilne"]
    assert [one.name for one in queue_saved.of(tmp_path / "inny.gpkg")] == ["Moje pilne"]
    filters.clear.click()
    wait_until(lambda: desk.fids() == ORDER)
    filters._list_saved()
    filters.saved.menu().actions()[0].trigger()
    wait_until(lambda: desk.fids() == [2, 1])
    queue_saved.forget("Komisariat V", store.path)
    assert [one.name for one in queue_saved.everything()] == ["Moje pilne"]
    settings.put("queue_saved", '[{"name": "x"}, 3, {"name": "y", "store": "", "filter": "nonsense"}]')
    assert queue_saved.everything() == []
    settings.put("queue_saved", "nonsense")
    assert queue_saved.of(store.path) == []


def click(desk, x, y, button=Qt.MouseButton.LeftButton, kind=QEvent.Type.MouseButtonRelease):
    canvas = desk.mapCanvas()
    pixel = canvas.mapSettings().mapToPixel().transform(QgsPointXY(x, y))
    event = QgsMapMouseEvent(canvas, kind, QPoint(round(pixel.x()), round(pixel.y())), button)
    if kind == QEvent.Type.MouseButtonPress:
        canvas.mapTool().canvasPressEvent(event)
    else:
        canvas.mapTool().canvasReleaseEvent(event)


@BOTH
def test_a_drawn_area_limits_the_list(desk, layer):
    canvas = desk.mapCanvas()
    canvas.setExtent(QgsRectangle(566000, 243000, 568000, 245000))
    draw = desk.queue.dock.filters.area.menu().actions()
    draw[0].trigger()
    assert "Click the corners" in desk.queue.dock.news.text()
    for x, y in ((566900, 244100), (567120, 244100), (567120, 244270), (566900, 244270)):
        click(desk, x, y)
    click(desk, 0, 0, Qt.MouseButton.RightButton)
    wait_until(lambda: desk.fids() == [1])
    assert desk.queue.map._band is not None and desk.queue.dock.news.text() == ""
    draw[1].trigger()
    click(desk, 566900, 244100, kind=QEvent.Type.MouseButtonPress)
    click(desk, 567600, 244900)
    wait_until(lambda: desk.fids() == [2, 1])
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))  # the area and the mark go with the map
    run_events()
    assert desk.queue.map._band.asGeometry().boundingBox().width() > 1000
    desk.choose(2)
    assert canvas.extent().center().x() == pytest.approx(2219555, abs=100)
    draw[2].trigger()
    wait_until(lambda: desk.fids() == ORDER)
    assert desk.queue.map._band is None
    draw[0].trigger()
    click(desk, 566900, 244100)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert desk.queue.dock.news.text() == "" and desk.fids() == ORDER
    draw[0].trigger()
    other = QgsMapToolPan(canvas)
    canvas.setMapTool(other)
    assert desk.queue.dock.news.text() == ""
    canvas.unsetMapTool(other)


@BOTH
def test_edits_in_the_layer_are_marked_until_they_are_saved(desk, layer):
    assert layer.startEditing()
    layer.changeAttributeValue(2, layer.fields().indexOf("status_id"), 2)
    layer.changeGeometry(6, QgsGeometry.fromPointXY(QgsPointXY(637300, 487300)))
    layer.addFeature(QgsFeature(layer.fields()))
    wait_until(lambda: desk.text(2, STATUS) == "● Weryfikacja")
    assert desk.text(2, READ) == "" and desk.text(6, STATUS) == "● Potwierdzone" and desk.text(1, STATUS) == "Nowe"
    assert desk.queue.dock.news.text() == "1 new report in the layer not saved yet."
    assert desk.fids() == ORDER  # as it is stored
    layer.rollBack()
    wait_until(lambda: desk.text(2, STATUS) == "Nowe" and desk.queue.dock.news.text() == "")
    assert layer.startEditing()
    layer.changeAttributeValue(2, layer.fields().indexOf("status_id"), 2)
    assert layer.commitChanges()
    wait_until(lambda: desk.fids() == [5, 3, 7, 1, 2, 4, 6])
    wait_until(lambda: desk.text(2, STATUS) == "Weryfikacja")


@BOTH
def test_others_changes_come_by_themselves_and_keep_selection_and_place(desk, new_store):
    store = queue_desk.fill(new_store("wiele"), copies=60)
    layer = desk.open(store)
    wait_until(lambda: desk.total() == 420)
    table = desk.queue.dock.table
    fid = desk.fids()[200]
    desk.choose(fid)
    table.verticalScrollBar().setValue(190)
    run_events(0.3)
    top = desk.fids()[table.rowAt(0)]
    extent = desk.mapCanvas().extent()
    close(store, desk.fids()[0])
    close(store, desk.fids()[100])
    wait_until(lambda: desk.total() == 418)
    run_events(0.3)
    assert desk.queue.dock.chosen() == [fid] and desk.queue.dock.current() == fid
    assert desk.fids()[table.rowAt(0)] == top and desk.mapCanvas().extent() == extent
    assert layer.selectedFeatureIds() == [fid]
    close(store, fid)
    wait_until(lambda: desk.total() == 417)
    assert desk.queue.dock.chosen() == []
    assert table.currentIndex().row() == 198  # where it stood: the next one is one key away


def test_only_what_is_in_sight_is_read(desk, tmp_path):
    store = queue_desk.make(tmp_path / "wiele.gpkg", copies=120)
    asked = []
    desk.queue.dock.model.wanted.connect(asked.extend)
    desk.open(store)
    wait_until(lambda: desk.total() == 840)
    assert 0 < len(set(asked)) <= 256
    desk.queue.dock.table.scrollToBottom()
    last = desk.fids()[-1]
    wait_until(lambda: desk.queue.dock.model.row(last) is not None)
    assert len(set(asked)) <= 512 and desk.text(last, NUMBER) == str(last)


def test_a_new_day_begins_in_warsaw(desk, layer, clock):
    assert desk.text(3, READ) == "until midnight"
    clock["now"] = NOON + timedelta(hours=13)  # 01:00 in Warsaw, still the 10th in UTC
    desk.queue._tick()
    wait_until(lambda: desk.queue.dock.footer.text() == "7 reports · 3 late")
    assert desk.text(3, READ) == "▲ 1 day late" and desk.text(1, AGE) == "2 days"


@BOTH
def test_overdue_answers_have_a_view(desk, layer, store):
    filters = desk.queue.dock.filters
    write(store, "INSERT INTO body (id, name, kind) VALUES (1, 'Zarząd Dróg', 'road')")
    write(store, "UPDATE report SET status_id = 3, base_version = version WHERE fid = 5")
    for fid, due in ((6, "2024-07-05"), (5, "2024-07-20")):
        write(store, "INSERT INTO hand_over (report_id, body_id, handed_on, answer_due, base_version)"
                     " SELECT id, 1, '2024-07-01', ?, version FROM report WHERE fid = ?", due, fid)  # fmt: skip
    filters.view.setCurrentIndex(filters.view.findData(ANSWERS))
    wait_until(lambda: desk.fids() == [6])
    desk.settle()
    table = desk.queue.dock.table
    assert desk.text(6, ANSWER) == "▲ 5 days late" and not table.isColumnHidden(ANSWER) and table.isColumnHidden(READ)
    assert not filters.deadline.isEnabled()
    write(store, "UPDATE hand_over SET answered_on = '2024-07-10', outcome = 'planned', base_version ="
                 " (SELECT version FROM report r WHERE r.id = report_id)")  # fmt: skip
    wait_until(lambda: desk.fids() == [])


def test_a_locked_store_is_said_and_goes_on_by_itself(desk, store, monkeypatch):
    """Not in WAL mode, in which nobody who reads is locked out: a store that no layer has open for editing."""
    monkeypatch.setattr(queue_reader, "PATIENCE", 0.02)
    reader, told, lists = queue_reader.Reader(store.path), [], []
    reader.troubled.connect(told.append)
    reader.listed.connect(lists.append)
    reader.start()
    reader.ask(queue_reader.Question(1, Filter(), ""))
    wait_until(lambda: len(lists) == 1)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    reader.ask(queue_reader.Question(2, Filter(statuses=(1,)), ""))
    wait_until(lambda: bool(told))
    assert "Another program is writing" in told[0] and len(lists) == 1
    other.execute("ROLLBACK")
    other.close()
    wait_until(lambda: told[-1] == "" and len(lists) == 2)  # what was asked meanwhile is answered
    assert lists[-1].fids.tolist() == [2, 3, 1] and len(told) == 2
    reader.stop()


def test_a_store_that_vanished_is_said_and_comes_back(desk, layer, store):
    away = store.path.with_name("away.gpkg")
    store.path.rename(away)
    notice = desk.queue.dock.notice
    wait_until(lambda: "is not there any more" in notice.text())
    assert desk.fids() == ORDER
    with sqlite3.connect(away) as db:
        db.execute("DROP TRIGGER report_change")
        db.execute("DELETE FROM report WHERE 0")
    away.rename(store.path)
    wait_until(lambda: notice.isHidden())
    run_events(0.3)
    assert desk.fids() == ORDER


def test_layer_removed_project_closed_another_store(desk, store, made, tmp_path):
    assert "No store is open" in desk.queue.dock.notice.text()
    layer = desk.open(store)
    reader = desk.queue.reader
    QgsProject.instance().removeMapLayer(layer.id())
    assert desk.queue.reader is None  # at once: the store is let go before its layer closes it
    assert not reader._rows.is_alive() and not reader._lists.is_alive()
    run_events(0.2)
    assert desk.fids() == [] and "is not in the project any more" in desk.queue.dock.notice.text()
    QgsProject.instance().clear()
    run_events(0.2)
    desk.open(store)
    assert desk.fids() == ORDER and desk.queue.dock.notice.isHidden()
    other = queue_desk.make(tmp_path / "drugi.gpkg", copies=2)
    QgsProject.instance().clear()
    run_events(0.2)
    desk.open(other)
    wait_until(lambda: desk.total() == 14)
    assert desk.queue.reader.path == other.path.resolve()


def test_what_is_removed_lets_the_store_be_put_away(desk, store):
    desk.open(store)
    QgsProject.instance().clear()
    run_events(0.3)
    assert not Path(f"{store.path}-wal").exists()


def test_the_dock_remembers_being_open_and_hidden_reads_nothing(desk, layer):
    assert settings.get("queue_open") == 1
    desk.queue.toggle()
    run_events(0.2)
    assert settings.get("queue_open") == 0 and desk.queue.reader is None
    desk.queue.toggle()
    wait_until(lambda: desk.queue.reader is not None)
    assert settings.get("queue_open") == 1
    header = desk.queue.dock.table.horizontalHeader()
    header.resizeSection(PLACE, 231)
    header.moveSection(header.visualIndex(VERIFY), 0)
    desk.queue.remove()
    assert settings.get("queue_open") == 1
    desk.queue.install()
    header = desk.queue.dock.table.horizontalHeader()
    assert header.sectionSize(PLACE) == 231 and header.visualIndex(VERIFY) == 0 and header.isSectionHidden(ANSWER)
    desk.queue.dock.put_columns("nonsense żółć")
    assert header.sectionSize(PLACE) == 231
    run_events(0.2)
    assert not desk.queue.dock.isHidden()
    wait_until(lambda: desk.total() == 7)


def test_a_map_that_does_not_reach_poland_is_told(desk, layer):
    desk.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32733"))  # its formulas end before
    run_events()
    desk.choose(2)  # where it can be reached it is shown, where not it is said: never an error of Python's
    assert layer.selectedFeatureIds() == [2]


def test_an_area_that_cannot_be_read_is_told(desk, layer):
    desk.queue.dock.filters.put(Filter(area="POINT(1 1)"))
    wait_until(lambda: "no polygon" in desk.queue.dock.notice.text())
    assert desk.fids() == []
    desk.queue.dock.filters.clear.click()
    wait_until(lambda: desk.fids() == ORDER and desk.queue.dock.notice.isHidden())


def test_a_store_without_units_says_so_in_the_filter(desk, layer, store):
    filters = desk.queue.dock.filters
    filters.show_units({})
    filters.units.open()
    popup = filters.units.popup
    assert popup.none.isVisible() and "Import units" in popup.none.text() and not popup.list.isVisible()
    assert popup.none.height() >= popup.none.heightForWidth(popup.none.width())
    popup.close()
    filters.statuses.open()
    assert filters.statuses.popup.list.isVisible() and not filters.statuses.popup.none.isVisible()
    filters.statuses.popup.close()
