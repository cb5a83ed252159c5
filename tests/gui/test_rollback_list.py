"""The versions to choose from in the dialog of kmzb:rollback: newest first, the served one marked."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from publishing_store import manifest, put, served
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit
from waiting import run_events, wait_idle, wait_until

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.version_list import Kept, kept
from kmzb_qgis.publishing.folder import Folder
from kmzb_qgis.publishing.publish import publish
from kmzb_qgis.publishing.rollback import rollback
from kmzb_qgis.toolbelt.errors import KmzbError

pytestmark = pytest.mark.usefixtures("no_grace")


@pytest.fixture
def versions(store, folder):
    """Two versions, oldest first: of one report and of two."""
    put(store, "a")
    first = publish(store.path, folder).version
    put(store, "b")
    return [first, publish(store.path, folder).version]


@pytest.fixture
def dialog(run, dialog_iface, folder):
    """Opens the roll-back's real dialog on a folder."""
    jobs = Jobs(dialog_iface)
    yield lambda **more: jobs.dialog("kmzb:rollback", {"FOLDER": str(folder), **more})
    jobs.close()
    QgsProject.instance().clear()


def box_of(window):
    return window.mainWidget().wrappers["VERSION"].widget


def filled(window, count: int = 2):
    """The list, when it holds so many versions."""
    box = box_of(window)
    wait_until(lambda: box.count() == count)
    return box


class Gate:
    """Holds up whoever lists a folder's versions, as a server that does not answer would, until it is opened."""

    def __init__(self, monkeypatch):
        self.open, self.readers = threading.Event(), []
        named = Folder.named

        def slow(folder):
            self.readers.append((str(folder.path), threading.current_thread()))
            assert self.open.wait(30)
            return named(folder)

        monkeypatch.setattr(Folder, "named", slow)

    def paths(self) -> list[str]:
        """What was read, in order."""
        return [path for path, _ in self.readers]


@pytest.fixture
def gate(monkeypatch):
    made = Gate(monkeypatch)
    yield made
    made.open.set()
    for _, thread in made.readers:
        thread.join(30)


@pytest.fixture
def logged(qgis_app):
    """What is written to QGIS's log."""
    lines = []
    slot = lambda text, *_: lines.append(text)  # noqa: E731 - a lambda can be disconnected
    QgsApplication.messageLog().messageReceived.connect(slot)
    yield lines
    QgsApplication.messageLog().messageReceived.disconnect(slot)


def entries(box):
    return [box.itemText(number) for number in range(box.count())]


def test_versions_are_listed_newest_first(versions, folder):
    newest, oldest = kept(str(folder))
    assert [newest.version, oldest.version] == versions[::-1]
    for entry, reports in ((newest, "2 report"), (oldest, "1 report")):
        at = warsaw.from_text(manifest(folder, entry.version)["published_at"])
        assert f"{at.astimezone(warsaw.WARSAW):%d.%m.%Y %H:%M}" in entry.words
        assert reports in entry.words
    assert "served now" in newest.words and "served now" not in oldest.words


def test_a_version_of_a_past_day_says_so(store, folder):
    put(store, "a")
    day = warsaw.add_days(warsaw.day_of(warsaw.now()), -3)
    publish(store.path, folder, day.isoformat())
    (entry,) = kept(str(folder))
    assert f"state of {day:%d.%m.%Y}" in entry.words


def test_no_folder_no_versions_and_a_broken_manifest_is_no_choice(versions, folder, tmp_path):
    assert kept("") == kept(str(tmp_path)) == kept(str(tmp_path / "nie ma")) == []
    (folder / "versions" / versions[0] / "manifest.json").write_text("{}", encoding="utf-8")
    newest, broken = kept(str(folder))
    assert newest.readable
    assert not broken.readable
    assert versions[0] in broken.words


def changed(**values):
    """A sound manifest as text, with other values."""
    sound = {"published_at": "2026-01-14T12:05:01.000Z", "counts": {"zgloszenia": 1}, "past": False}
    return json.dumps({**sound, **values})


ODD = {
    "a number for a time": changed(published_at=5),
    "no time": changed(published_at=None),
    "infinitely many": changed(counts={"zgloszenia": float("inf")}),
    "too many": changed(counts={"zgloszenia": 1e30}),
    "more than an int": changed(counts={"zgloszenia": 2**31}),
    "less than none": changed(counts={"zgloszenia": -1}),
    "a word for a count": changed(counts={"zgloszenia": "7"}),
    "a list of counts": changed(counts=[7]),
    "the last second there is": changed(published_at="9999-12-31T23:59:59Z"),
    "before the first year": changed(published_at="0001-01-01T00:00:00+02:00"),
    "a number for a day": changed(past=True, as_of_day=5),
    "no such day": changed(past=True, as_of_day="2026-02-30"),
    "deeply nested": "[" * 200_000,
    "deeply nested objects": '{"a":' * 200_000,
    "too long a number": changed(counts={"zgloszenia": "N"}).replace('"N"', "9" * 5000),
    "not UTF-8": b"\xff\xfe\x00",
    "text": '"abc"',
    "cut short": changed()[:20],
    "empty": "",
}


def keep(folder, minute: int, content=None) -> str:
    """Put a version's manifest into a publication folder; returns the version's name."""
    version = f"20260114T12{minute:02}00Z-001"
    place = folder / "versions" / version
    place.mkdir(parents=True)
    content = changed() if content is None else content
    (place / "manifest.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    return version


def test_odd_versions_hide_no_other(qgis_app, folder):
    first = keep(folder, 0)
    odd = [keep(folder, minute, content) for minute, content in enumerate(ODD.values(), 1)]
    looped = keep(folder, 58)
    path = folder / "versions" / looped / "manifest.json"
    path.unlink()
    path.symlink_to(path.name)
    last = keep(folder, 59)
    found = {entry.version: entry for entry in kept(str(folder))}
    assert list(found) == [last, looped, *odd[::-1], first]
    words = "14.01.2026 13:05 · 1 report"
    assert (found[first], found[last]) == (Kept(first, words), Kept(last, words))
    for version in (*odd, looped):
        assert found[version] == Kept(version, f"{version} · cannot be read", False), dict(zip(odd, ODD)).get(version)


def test_an_unfinished_version_is_not_listed(qgis_app, folder):
    keep(folder, 0)
    (folder / "versions" / keep(folder, 1) / "manifest.json").unlink()
    assert [entry.version[9:13] for entry in kept(str(folder))] == ["1200"]


def test_a_project_of_odd_bytes_hides_no_version(qgis_app, folder):
    version = keep(folder, 0)
    (folder / "public").mkdir()
    for content, said in ((f"\xb3ó ./kmzb-{version}.gpkg".encode("latin-1"), True), (b"\xff\xfe\x00", False)):
        (folder / "public" / "kmzb.qgs").write_bytes(content)
        assert [("served now" in entry.words) for entry in kept(str(folder))] == [said]


@pytest.mark.parametrize("path", ["/tmp/a\0b", "~nosuchuserab", "~nosuchuserab/publikacja", "/dev/null"])
def test_a_path_that_is_no_folder_has_no_versions(qgis_app, path):
    assert kept(path) == []


def test_a_path_that_no_folder_can_have_is_told(store, tmp_path, monkeypatch):
    for work in (lambda path: publish(store.path, path), lambda path: rollback(path, "20260114T120501Z-001")):
        with pytest.raises(KmzbError, match="a·b holds no publication"):
            work("a\0b")
    monkeypatch.chdir(tmp_path)
    put(store, "a")
    publish(store.path, "~nosuchuserab")
    assert len(kept("~nosuchuserab")) == len(kept(str(tmp_path / "~nosuchuserab"))) == 1


def test_the_chosen_version_is_gone_back_to(versions, folder, dialog):
    window = dialog()
    box = filled(window)
    assert [box.itemData(number) for number in range(box.count())] == versions[::-1]
    assert box.version() == ""  # a person chooses
    box.setCurrentIndex(1)
    assert window.mainWidget().wrappers["VERSION"].parameterValue() == versions[0]
    window.runButton().click()
    wait_until(lambda: len(kept(str(folder))) == 3)
    wait_idle()
    with served(folder) as connection:
        assert connection.execute("SELECT count(*) FROM zgloszenia").fetchone() == (1,)
    box.showPopup()
    assert box.count() == 3  # read anew, with what the roll-back made
    assert "served now" in entries(box)[0]
    assert sum("served now" in text for text in entries(box)) == 1
    assert box.version() == versions[0]
    box.hidePopup()


def test_another_folder_has_other_versions_and_what_is_typed_stays(versions, folder, dialog, tmp_path):
    window = dialog(VERSION=versions[0])
    box, place = filled(window), window.mainWidget().wrappers["FOLDER"]
    assert (box.version(), box.currentIndex()) == (versions[0], 1)
    place.setParameterValue(str(tmp_path), QgsProcessingContext())
    assert (box.count(), box.version()) == (0, "")  # at once: these were the other folder's
    assert "Reading" in box.lineEdit().placeholderText()
    wait_until(lambda: "No version" in box.lineEdit().placeholderText())
    box.setEditText("20260114T120501Z-001")
    place.setParameterValue(str(folder), QgsProcessingContext())
    assert filled(window).version() == "20260114T120501Z-001"


def test_what_is_typed_over_a_chosen_version_stays(versions, folder, dialog):
    box = filled(dialog())
    box.setCurrentIndex(1)
    box.lineEdit().setText("20260114T120501Z-001")
    box.lineEdit().setCursorPosition(4)
    (folder / "versions" / versions[1] / "manifest.json").write_text(
        "[]", encoding="utf-8"
    )  # so that there is something to list anew
    box.showPopup()
    wait_until(lambda: "cannot be read" in box.itemText(0))
    assert (box.version(), box.lineEdit().cursorPosition()) == ("20260114T120501Z-001", 4)
    box.hidePopup()


def test_a_folder_is_read_when_its_name_is_typed_to_the_end(versions, folder, dialog, gate):
    gate.open.set()
    window = dialog()
    box = filled(window)
    line = window.mainWidget().wrappers["FOLDER"].wrappedWidget().findChild(QLineEdit)
    gate.readers.clear()
    line.setText("")
    QTest.keyClicks(line, str(folder))
    assert (line.text(), gate.readers) == (str(folder), [])
    filled(window)
    assert gate.paths() == [str(folder)]
    box.showPopup()
    box.hidePopup()
    assert gate.paths() == [str(folder)] * 2
    assert threading.main_thread() not in [thread for _, thread in gate.readers]


def test_a_slow_folder_holds_up_nothing_and_is_shown_when_it_is_read(versions, dialog, gate):
    box = box_of(dialog())
    wait_until(lambda: gate.readers)
    for _ in range(2):
        box.showPopup()
        run_events()
    assert len(gate.readers) == 1
    assert box.count() == 0 and "Reading" in box.lineEdit().placeholderText()
    box.setEditText("20260114")
    gate.open.set()
    wait_until(lambda: box.count() == 2)
    assert box.version() == "20260114"
    assert not box.view().isVisible()


def test_a_list_that_was_to_open_opens_when_its_folder_is_read(versions, dialog, gate):
    window = dialog()
    box = box_of(window)
    window.activateWindow()
    box.setFocus()
    wait_until(lambda: gate.readers and box.hasFocus())
    box.showPopup()
    gate.open.set()
    wait_until(lambda: box.view().isVisible())
    assert box.count() == 2 and box.version() == ""
    box.hidePopup()


def test_an_open_list_shows_what_came(versions, folder, dialog, gate):
    gate.open.set()
    box = filled(dialog())
    gate.open.clear()
    box.showPopup()
    assert box.view().isVisible() and box.count() == 2  # as it was known so far
    keep(folder, 0)
    gate.open.set()
    wait_until(lambda: box.count() == 3)
    assert box.view().isVisible()
    box.hidePopup()


def test_a_folder_left_while_it_is_read_is_not_shown(versions, folder, dialog, gate, tmp_path):
    window = dialog()
    box = box_of(window)
    wait_until(lambda: gate.readers)
    window.mainWidget().wrappers["FOLDER"].setParameterValue(str(tmp_path), QgsProcessingContext())
    gate.open.set()
    wait_until(lambda: len(gate.readers) == 2)
    wait_until(lambda: "No version" in box.lineEdit().placeholderText())
    assert gate.paths() == [str(folder), str(tmp_path)]
    assert box.count() == 0


def test_a_dialog_closed_while_its_folder_is_read_leaves_nothing(versions, dialog, gate, logged):
    window = dialog()
    box = box_of(window)
    wait_until(lambda: gate.readers)
    window.close()
    wait_until(lambda: sip.isdeleted(box))
    gate.open.set()
    gate.readers[0][1].join(30)
    run_events(0.2)
    assert not [line for line in logged if "Traceback" in line]


def test_a_broken_version_stands_in_the_list_but_cannot_be_chosen(versions, folder, dialog):
    (folder / "versions" / versions[0] / "manifest.json").write_text("[]", encoding="utf-8")
    box = filled(dialog())
    flags = [box.model().item(number).flags() for number in range(box.count())]
    assert [bool(flag & Qt.ItemFlag.ItemIsEnabled) for flag in flags] == [True, False]


def test_a_folder_that_may_not_be_read_is_told(versions, folder, dialog, monkeypatch):
    listing = Path.iterdir

    def refused(path):  # root, as whom tests may run, may read what has no rights
        if path == folder / "versions":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", refused)
    box = box_of(dialog())
    wait_until(lambda: "cannot be read" in box.lineEdit().placeholderText())
    assert box.count() == 0


def test_scripts_and_models_give_the_version_as_text(run, versions, folder):
    definition = QgsApplication.processingRegistry().algorithmById("kmzb:rollback").parameterDefinition("VERSION")
    assert definition.type() == "string"
    assert run("rollback", FOLDER=str(folder), VERSION=versions[0])["FEATURES"] == 1
