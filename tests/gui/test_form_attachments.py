"""The attachments tab in a real form: files dropped, waiting for a new report's save, opened, given out, removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from form_desk import Desk
from qgis.core import QgsApplication, QgsProject
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QTextBrowser

from kmzb_qgis import editing
from kmzb_qgis.editing import past_files
from kmzb_qgis.gui import attachment_list, attachment_queue, attachments_tab, history_tab, slots
from kmzb_qgis.store import attachments, open_store
from kmzb_qgis.store.erasing import Rule, erase

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
import attachment_files as files
import look_store
from waiting import run_events, wait_idle, wait_until


@pytest.fixture(autouse=True)
def logged(monkeypatch):
    """Errors inside the form are logged, so that the form goes on: no test may leave one."""
    found = []
    monkeypatch.setattr(slots.log, "error", found.append)
    yield found
    assert not found, found[0]


@pytest.fixture
def store(tmp_path, qgis_new_project):
    QgsGui.editorWidgetRegistry().initEditors()
    return look_store.make(tmp_path / "store.gpkg")


@pytest.fixture
def layer(store):
    attachments_tab.install()
    layer = editing.load_layer(store, QgsProject.instance())
    assert layer.startEditing()
    yield layer
    wait_idle()
    layer.rollBack()
    attachments_tab.remove()


@pytest.fixture
def made(tmp_path):
    def make(name, data=None):
        (tmp_path / "w").mkdir(exist_ok=True)
        path = tmp_path / "w" / name
        path.write_bytes(files.GOOD[name][1] if data is None else data)
        return path

    return make


class Tab:
    """The tab of an open form, worked as a person works it."""

    def __init__(self, desk):
        self.desk = desk
        page = desk.tab("Załączniki")
        run_events()
        self.list = page.findChild(attachment_list.AttachmentList)
        self.told = page.findChild(QLabel, "kmzb_attachments_told")
        self.page = page

    def drop(self, *paths):
        """Let files fall on the list."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, left, none)
        QApplication.sendEvent(self.list.viewport(), enter)
        assert enter.isAccepted()
        QApplication.sendEvent(
            self.list.viewport(), QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none)
        )
        wait_idle()
        run_events()
        assert all(path.exists() for path in paths)

    def rows(self):
        return [self.list.item(i).text() for i in range(self.list.count())]

    def button(self, name):
        return self.page.findChild(QPushButton, f"kmzb_attachment_{name}")

    def press(self, name):
        self.button(name).click()
        wait_idle()
        run_events()


def test_files_dropped_on_a_saved_report(store, layer, made):
    tab = Tab(Desk(layer, 1))
    assert tab.rows() == []
    tab.drop(made("telefon.JPG"), made("pismo.pdf"))
    assert [row.split("\n")[0] for row in tab.rows()] == ["telefon.JPG", "pismo.pdf"]
    assert QgsApplication.userLoginName() in tab.rows()[0]
    rows = attachments.listed(store.path, "r1")
    assert [row.name for row in rows] == ["telefon.JPG", "pismo.pdf"]
    assert not layer.isModified()  # no edit of the report
    wait_until(lambda: attachment_list.known(rows[0].sha256) is not None)
    image = attachment_list.known(rows[0].sha256)
    assert (image.width(), image.height()) == (40, 64)  # upright
    assert Tab(Desk(layer, 2)).rows() == []


def test_what_is_not_taken_is_told_and_the_rest_attached(store, layer, made):
    tab = Tab(Desk(layer, 1))
    tab.drop(made("wirus.jpg", b"MZ" + b"\0" * 50), made("utf8.txt"), made("rysunek.svg", files.BAD["rysunek.svg"]))
    assert [row.split("\n")[0] for row in tab.rows()] == ["utf8.txt"]
    assert "wirus.jpg" in tab.told.text() and "rysunek.svg" in tab.told.text()
    tab.drop(made("utf8.txt"))
    assert len(tab.rows()) == 1 and "utf8.txt" in tab.told.text()
    other = Tab(Desk(layer, 2))
    other.drop(made("utf8.txt"))
    assert "1" in other.told.text()  # the number of the report that has it too


def test_a_new_reports_files_wait_until_it_is_saved(store, layer, made):
    desk = Desk(layer)
    tab = Tab(desk)
    source = made("a.jpg")
    tab.drop(source, made("pismo.pdf"))
    assert len(tab.rows()) == 2
    assert not attachments.folder_of(store.path).exists()
    tab.list.setCurrentRow(1)
    tab.press("remove")
    assert [row.split("\n")[0] for row in tab.rows()] == ["a.jpg"]
    assert not tab.button("open").isEnabled()
    source.unlink()  # a mail's temporary file, say
    desk.choose("category_id", "Żebractwo")
    assert desk.form.save()
    assert not attachments.folder_of(store.path).exists()  # in the layer's edits only
    assert layer.commitChanges(False), layer.commitErrors()
    wait_idle()
    run_events()
    with store.connect() as db:
        (report,) = db.execute("SELECT id FROM report ORDER BY fid DESC LIMIT 1").fetchone()
    (row,) = attachments.listed(store.path, report)
    assert row.name == "a.jpg"
    assert attachments.file_of(store.path, row).read_bytes() == files.GOOD["a.jpg"][1]
    assert attachment_queue.of(layer).waiting(report) == []


def test_discarded_edits_take_the_waiting_files_along(store, layer, made):
    desk = Desk(layer)
    Tab(desk).drop(made("a.jpg"))
    layer.rollBack()
    layer.startEditing()
    again = Desk(layer)
    again.choose("category_id", "Żebractwo")
    assert again.form.save()
    assert layer.commitChanges(False), layer.commitErrors()
    run_events()
    assert not attachments.folder_of(store.path).exists()


def test_opening_only_what_is_still_the_same(store, layer, made, monkeypatch):
    opened = []
    monkeypatch.setattr(
        attachments_tab.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    tab = Tab(Desk(layer, 1))
    tab.drop(made("pismo.pdf"))
    assert not tab.button("open").isEnabled()
    tab.list.setCurrentRow(0)
    tab.press("open")
    (row,) = attachments.listed(store.path, "r1")
    place = attachments.file_of(store.path, row)
    assert opened == [str(place)]
    place.write_bytes(b"MZ")
    tab.press("open")
    assert len(opened) == 1
    assert "pismo.pdf" in tab.told.text()


def test_a_copy_to_hand_out_is_clean(layer, made, tmp_path, monkeypatch):
    target = tmp_path / "na zewnątrz.jpg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    tab = Tab(Desk(layer, 1))
    tab.drop(made("telefon.JPG"))
    tab.list.setCurrentRow(0)
    tab.press("give")
    assert target.exists() and files.SECRET not in target.read_bytes()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_document_is_handed_out_only_agreed(layer, made, tmp_path, monkeypatch, agreed):
    target, asked = tmp_path / "na zewnątrz.pdf", []
    answer = QMessageBox.StandardButton.Yes if agreed else QMessageBox.StandardButton.No
    monkeypatch.setattr(QMessageBox, "question", lambda *words: asked.append(words[2]) or answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    tab = Tab(Desk(layer, 1))
    tab.drop(made("pismo.pdf"))
    tab.list.setCurrentRow(0)
    tab.press("give")
    assert len(asked) == 1 and "pismo.pdf" in asked[0]
    assert target.exists() is agreed


def test_removing_keeps_the_file(store, layer, made, monkeypatch):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    tab = Tab(Desk(layer, 1))
    tab.drop(made("pismo.pdf"))
    tab.list.setCurrentRow(0)
    tab.press("remove")
    assert tab.rows() == []
    (gone,) = attachments.listed(store.path, "r1", removed=True)
    assert gone.removed_by == QgsApplication.userLoginName()
    assert attachments.file_of(store.path, gone).exists()
    assert "pismo.pdf" in tab.list.toolTip()


def test_the_form_shows_another_report(store, layer, made):
    desk = Desk(layer, 1)
    tab = Tab(desk)
    tab.drop(made("pismo.pdf"))
    desk.form.setFeature(layer.getFeature(2))
    run_events(0.8)
    assert tab.rows() == []
    desk.form.setFeature(layer.getFeature(1))
    run_events(0.8)
    assert len(tab.rows()) == 1


def test_the_history_tells_which_files_came_and_went(store, layer, made, monkeypatch):
    """Readably, at once, and in the order of what happened."""
    history_tab.install()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    desk = Desk(layer, 1)
    page = desk.tab("Historia").findChild(QTextBrowser, "kmzb_history")
    run_events()
    assert "Attachment" not in page.toPlainText()
    tab = Tab(desk)
    tab.drop(made("<i>łąka.jpg", files.photo()))
    attachments.add(open_store(store.path), "r1", made("pismo.pdf"), "Łucja Żak")  # another program
    desk.tab("Historia")
    run_events()
    told = page.toPlainText()
    assert "Attachment added: <i>łąka.jpg" in told and "Attachment added: pismo.pdf" in told
    assert "Łucja Żak" in told and QgsApplication.userLoginName() in told
    desk.tab("Załączniki")
    tab.list.setCurrentRow(0)
    tab.press("remove")
    desk.tab("Historia")
    run_events()
    told = page.toPlainText()
    assert told.index("Attachment removed: <i>łąka.jpg") < told.index("Attachment added: pismo.pdf")
    history_tab.remove()


def test_the_history_of_erased_attachments_names_no_file(store, made):
    attachments.add(store, "r1", made("pan Zenobi.jpg", files.jpeg()), "Ł")
    removed = attachments.add(store, "r1", made("pan Zenobi.pdf", files.PDF), "Ł").attachment
    attachments.remove(store, removed.id, "Zofia")
    erase(store, Rule("chosen", numbers=("1",)), "anna", dry_run=False)
    steps = past_files.read(store.path, 1)
    assert sorted((step.what, step.who, step.name) for step in steps) == [
        ("added", "Ł", ""), ("added", "Ł", ""), ("erased", "anna", ""), ("removed", "Zofia", ""),
    ]  # fmt: skip
    page = history_tab.page(store.path, 1)
    assert page.count("Attachment added: (erased)") == 2 and page.count("Attachment erased") == 1
    assert "Zenobi" not in page and "texts erased: anna" in page


def test_what_another_program_attaches_is_seen_when_the_tab_is_shown_again(store, layer, made):
    desk = Desk(layer, 1)
    tab = Tab(desk)
    assert tab.rows() == []
    attachments.add(open_store(store.path), "r1", made("pismo.pdf"), "Łucja")
    desk.tab("Historia")
    desk.tab("Załączniki")
    run_events()
    assert [row.split("\n")[0] for row in tab.rows()] == ["pismo.pdf"]
    attachments.file_of(store.path, attachments.listed(store.path, "r1")[0]).unlink()
    tab.list.setCurrentRow(0)
    tab.press("open")
    assert "missing" in tab.told.text()
