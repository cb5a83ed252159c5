"""The import window with real widgets, real files and a real store; nothing of it runs in the GUI thread."""

import json
import threading
from pathlib import Path

import pytest
from loading_help import new_store, one
from osgeo import ogr
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QMimeData, QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtTest import QTest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.gui import import_dialog
from kmzb_qgis.gui.import_dialog import ImportDialog
from kmzb_qgis.processing.provider import KmzbProvider
from kmzb_qgis.sources import sample
from kmzb_qgis.sources.columns import COLUMNS
from kmzb_qgis.sources.mapping import Mapping
from tests.gui.waiting import run_events, wait_idle, wait_until

END = warsaw.from_text("2026-09-01T12:00:00Z")
OTHER = {  # the same reports under other names, as a municipality's own list has them
    "OBJECTID": "OBJECTID", "Typ": "czego dotyczy", "Status": "stan sprawy", "TERYT": "teryt",
    "Data utworzenia": "dnia", "Data zdarzenia": "kiedy", "Data modyfikacji": "ostatnio",
    "Pora dnia": "pora", "Dni tygodnia": "dni", "x": "pierwsza", "y": "druga",
}  # fmt: skip


@pytest.fixture()
def store(tmp_path):
    return new_store(tmp_path)


@pytest.fixture()
def opened(qgis_processing, store):
    provider = KmzbProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    dialogs, done = [], []

    def go(*files):
        dialog = ImportDialog(str(store.path), [str(path) for path in files], lambda *what: done.append(what))
        dialog.done_calls = done
        dialog.show()
        dialogs.append(dialog)
        looked(dialog)
        return dialog

    yield go
    for dialog in dialogs:
        dialog.leave()
        wait_idle()
        dialog.deleteLater()
    QgsApplication.processingRegistry().removeProvider(provider)


def looked(dialog):
    """Wait until all files have been looked at."""
    run_events(import_dialog.PAUSE_MS / 1000 + 0.1)
    wait_until(lambda: None not in dialog._seen)
    wait_idle()


def finished(dialog):
    wait_until(lambda: dialog._running is None)
    run_events(0.1)


def made(path, count=50):
    sample.write_sample(path, count, 1, END)
    return path


def renamed(path, count=50):
    made(path, count)
    head, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(",".join(OTHER[name] for name in head.split(",")) + "\n" + rest, encoding="utf-8")
    return path


def choose(box, data):
    at = next(n for n in range(box.count()) if box.itemData(n) == data)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_a_file_is_recognised_checked_and_imported(opened, store, tmp_path):
    dialog = opened(made(tmp_path / "zgłoszenia.csv"))
    assert "CSV" in dialog.summary.text() and "EPSG:2180" in dialog.summary.text()
    assert dialog.rows.rowCount() == 20
    assert dialog.rows.horizontalHeaderItem(1).text() == "Typ"
    assert dialog.columns.choices()["Data utworzenia"] == "reported"
    assert dialog.import_button.isEnabled()
    assert dialog.check_button.isDefault()  # Enter alone changes nothing
    before = store.path.read_bytes()
    dialog.check_button.click()
    assert not dialog.import_button.isEnabled() and dialog.cancel_button.isVisible()
    finished(dialog)
    assert "nothing was changed" in dialog.notice.text() and "new 50" in dialog.notice.text()
    assert store.path.read_bytes() == before
    assert dialog.done_calls == []
    dialog.import_button.click()
    finished(dialog)
    assert "New 50" in dialog.notice.text()
    assert one(store, "SELECT count(*) FROM report") == (50,)
    ((results, parameters),) = dialog.done_calls
    assert results["INSERTED"] == 50 and parameters["STORE"] == str(store.path)


def test_several_files_one_with_a_question_that_is_answered(opened, store, tmp_path):
    """The file with the question is shown; the columns are chosen in the lists, and all are imported in one run."""
    odd, plain = renamed(tmp_path / "gmina.csv"), made(tmp_path / "zwykły.csv")
    dialog = opened(plain, odd)
    assert dialog.files.current() == 1
    assert not dialog.import_button.isEnabled()
    assert dialog.notice.isVisible() and dialog.notice.text()
    assert dialog.tabs.currentWidget() is dialog.columns
    names = {short: name for name, short in (("czego dotyczy", "typ"), ("stan sprawy", "status"), ("dnia", "reported"))}
    names.update(modified="ostatnio", event="kiedy", x="pierwsza", y="druga", part_of_day="pora")
    names.update(days_of_week="dni")
    for short, name in names.items():
        choose(dialog.columns._boxes[short], name)
    looked(dialog)
    assert dialog.notice.text() == ""
    assert dialog.import_button.isEnabled(), dialog.notice.text()
    dialog.files.list.setCurrentRow(0)  # the other file has columns of its own
    assert dialog.columns.choices()["Typ"] == "typ"
    dialog.files.list.setCurrentRow(1)
    mapping = tmp_path / "gmina.json"
    dialog.save_mapping(str(mapping))
    assert Mapping.load(mapping).columns["dnia"] == "reported"
    dialog.import_button.click()
    finished(dialog)
    assert one(store, "SELECT count(DISTINCT service_id), count(*) FROM report") == (50, 50)
    assert "zwykły.csv' is read by its own column names" in dialog.log.toPlainText()
    again = opened(odd)
    assert not again.import_button.isEnabled()
    again.load_mapping(str(mapping))
    looked(again)
    assert again.import_button.isEnabled()
    again.import_button.click()
    finished(again)
    assert "unchanged 50" in again.notice.text()


def test_a_file_that_cannot_be_read_is_told_and_can_be_taken_out(opened, tmp_path):
    bad = tmp_path / "strona.csv"
    bad.write_text("<html>", encoding="utf-8")
    good = made(tmp_path / "a.csv")
    dialog = opened(good, bad)
    assert not dialog.import_button.isEnabled()
    assert dialog.files.current() == 1 and "web page" in dialog.notice.text()
    dialog.files.remove_button.click()
    looked(dialog)
    assert dialog.files.paths() == [good]
    assert dialog.import_button.isEnabled()


def test_an_answer_is_kept_in_a_mapping_and_taken_back(opened, tmp_path):
    path = made(tmp_path / "a.csv")
    dialog = opened(path)
    choose(dialog.answers.crs, "EPSG:2180")
    choose(dialog.answers.axis, False)
    looked(dialog)
    mapping = tmp_path / "m.json"
    dialog.save_mapping(str(mapping))
    kept = json.loads(mapping.read_text(encoding="utf-8"))
    assert (kept["crs"], kept["swapped"]) == ("EPSG:2180", False)
    other = opened(path)
    other.load_mapping(str(mapping))
    looked(other)
    assert (other.options().crs, other.options().swapped) == ("EPSG:2180", False)
    choose(other.answers.crs, "")
    looked(other)
    assert other.options().settled().crs == ""
    assert "Decide by the file" in other.answers.crs.currentText()


def test_a_check_says_why_rows_would_not_be_taken(opened, store, tmp_path):
    path = made(tmp_path / "a.csv")
    text = path.read_text(encoding="utf-8").splitlines()
    text[5] = text[5].replace(text[5].split(",")[1], "Parkowanie")
    path.write_text("\n".join(text), encoding="utf-8")
    dialog = opened(path)
    dialog.check_button.click()
    finished(dialog)
    assert "rejected 1" in dialog.notice.text() and "Messages" in dialog.notice.text()
    assert "Row 6 – Unknown category 'Parkowanie'" in dialog.log.toPlainText()
    assert not list(tmp_path.glob("*reject*"))
    dialog.import_button.click()
    finished(dialog)
    assert str(tmp_path / "a.rejects.csv") in dialog.notice.text()


def test_files_can_be_dropped_on_the_window(opened, tmp_path):
    dialog = opened()
    assert not dialog.import_button.isEnabled()
    assert "Add the files" in dialog.notice.text()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(made(tmp_path / name))) for name in ("a.csv", "b.json")])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), actions, data, buttons, keys)
    dialog.dragEnterEvent(enter)
    assert enter.isAccepted()
    dialog.dropEvent(QDropEvent(dialog.rect().center(), actions, data, buttons, keys))
    looked(dialog)
    assert [path.name for path in dialog.files.paths()] == ["a.csv", "b.json"]
    assert dialog.import_button.isEnabled()


def test_looking_and_importing_are_not_in_the_gui_thread(opened, tmp_path, monkeypatch):
    threads = []
    real = import_dialog.inspect

    def watched(path, said):
        threads.append(threading.current_thread())
        return real(path, said)

    monkeypatch.setattr(import_dialog, "inspect", watched)
    opened(made(tmp_path / "a.csv"))
    assert threads and threading.main_thread() not in threads


def test_a_cancel_changes_nothing_and_the_window_stays_until_then(opened, store, tmp_path):
    dialog = opened(made(tmp_path / "a.csv", 60_000))
    dialog.import_button.click()
    dialog.reject()  # Escape
    assert dialog.isVisible() and "under way" in dialog.notice.text()
    dialog.cancel_button.click()
    finished(dialog)
    assert one(store, "SELECT count(*) FROM report") == (0,)
    assert "Nothing was changed" in dialog.notice.text() or "aborted" in dialog.notice.text()
    assert dialog.done_calls == []
    dialog.reject()
    assert not dialog.isVisible()


def test_text_of_a_file_is_no_markup(opened, tmp_path):
    path = made(tmp_path / "<b>a&b.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("OBJECTID", "<img src=x>", 1), encoding="utf-8")
    dialog = opened(path)
    assert "<img" not in dialog.summary.text() + dialog.notice.text()
    assert dialog.files.list.item(0).text().startswith("<b>a&b.csv")


def test_everything_is_reached_by_the_keyboard(opened, tmp_path):
    dialog = opened(made(tmp_path / "a.csv"))
    dialog.activateWindow()
    dialog.files.list.setFocus()
    reached, widget = [], dialog.files.list
    for _ in range(60):
        reached.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        run_events(0.01)
        widget = dialog.focusWidget()
        if widget is dialog.files.list:
            break
    for wanted in (dialog.files.add_button, dialog.columns._boxes["typ"], dialog.check_button, dialog.import_button):
        assert wanted in reached, wanted.objectName() or wanted.text()
    letters = [
        b.text().split("&")[1][0].lower() for b in dialog.findChildren(type(dialog.check_button)) if "&" in b.text()
    ]
    letters += [dialog.tabs.tabText(n).split("&")[1][0].lower() for n in range(dialog.tabs.count())]
    assert len(letters) == len(set(letters)), letters


def test_it_fits_a_small_screen(opened, tmp_path):
    dialog = opened(made(Path(tmp_path) / ("bardzo długa nazwa pliku " * 6 + ".csv")))
    assert dialog.minimumSizeHint().width() <= 1100 and dialog.minimumSizeHint().height() <= 700


def test_columns_that_nobody_knows_are_assigned_by_hand(opened, store, tmp_path):
    path = made(tmp_path / "obce.csv")
    head, rest = path.read_text(encoding="utf-8").split("\n", 1)
    names = {name: f"kolumna {number}" for number, name in enumerate(head.split(","))}
    path.write_text(";".join(names.values()) + "\n" + rest.replace(",", ";"), encoding="utf-8")
    dialog = opened(path)
    assert "lacks 6 columns" in dialog.notice.text() and not dialog.import_button.isEnabled()
    assert dialog.tabs.currentWidget() is dialog.columns
    assert dialog.rows.rowCount() == 20
    assert dialog.rows.horizontalHeaderItem(1).text() == "kolumna 1"
    for name, column in names.items():
        short = next(short for short, spelling in COLUMNS.items() if spelling == name)
        choose(dialog.columns._boxes[short], column)
        looked(dialog)
    if not dialog.import_button.isEnabled():  # the names say nothing of the axes
        choose(dialog.answers.crs, "EPSG:2180")
        choose(dialog.answers.axis, False)
        looked(dialog)
    dialog.import_button.click()
    finished(dialog)
    assert "New 50" in dialog.notice.text()


def test_dates_in_milliseconds_are_shown_as_warsaw_had_them(opened, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Typ,Status,Data utworzenia,Data zdarzenia,Data modyfikacji,x,y,TERYT\n"
        "Żebractwo,Nowe,1711353600000,-62135596800000,1720000000000.0,567059.5,244219.25,1261011\n",
        encoding="utf-8",
    )
    dialog = opened(path)
    shown = [dialog.columns.item(row, 2).text() for row in range(dialog.columns.rowCount())]
    assert "1711353600000 (25.03.2024 09:00)" in shown
    assert "1720000000000.0 (03.07.2024 11:46)" in shown
    assert "-62135596800000" in shown
    row = shown.index("1711353600000 (25.03.2024 09:00)")
    assert "Warsaw" in dialog.columns.item(row, 2).toolTip()
    assert dialog.columns.item(shown.index("567059.5"), 2).toolTip() == ""


def test_nothing_of_one_file_stays_beside_another(opened, tmp_path):
    """A file that cannot be read, and no file, show no columns; what was chosen for the others is kept."""
    empty = tmp_path / "pusty.csv"
    empty.write_bytes(b"")
    dialog = opened(renamed(tmp_path / "a.csv"), empty)
    box = dialog.columns._boxes["typ"]
    choose(box, "czego dotyczy")
    looked(dialog)
    assert box.count() > 1 and dialog.rows.rowCount() == 20
    dialog.files.list.setCurrentRow(1)
    assert (box.count(), dialog.rows.rowCount(), dialog.columns.item(0, 2).text()) == (0, 0, "")
    dialog.files.list.setCurrentRow(0)
    assert box.currentData() == "czego dotyczy" and dialog.rows.rowCount() == 20
    for row in (1, 0):
        dialog.files.list.setCurrentRow(row)
        dialog.files.remove_button.click()
    looked(dialog)
    assert (dialog.files.paths(), box.count(), dialog.rows.rowCount()) == ([], 0, 0)


def test_layers_of_a_file_that_left_are_not_offered(opened, tmp_path):
    book = tmp_path / "arkusz.xlsx"
    driver = ogr.GetDriverByName("XLSX")
    data = driver.CreateDataSource(str(book))
    for name in ("Żółty", "Drugi"):
        layer = data.CreateLayer(name)
        layer.CreateField(ogr.FieldDefn("Typ", ogr.OFTString))
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["Typ"] = "Żebractwo"
        layer.CreateFeature(feature)
    data = layer = feature = None
    dialog = opened(made(tmp_path / "a.csv"), book)
    box = dialog.answers.layer
    assert {box.itemData(n) for n in range(1, box.count())} == {"Żółty", "Drugi"}
    dialog.files.list.setCurrentRow(1)
    dialog.files.remove_button.click()
    looked(dialog)
    assert box.count() == 1
