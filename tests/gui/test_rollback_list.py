"""The versions to choose from in the dialog of kmzb:rollback: newest first, the served one marked."""

from __future__ import annotations

import os

import pytest
from publishing_store import manifest, put, served
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject
from qgis.PyQt.QtCore import Qt
from waiting import wait_idle, wait_until

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.gui.jobs import Jobs
from kmzb_qgis.gui.version_list import kept
from kmzb_qgis.publishing.publish import publish

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


def test_the_chosen_version_is_gone_back_to(versions, folder, dialog):
    window = dialog()
    box = box_of(window)
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
    box, place = box_of(window), window.mainWidget().wrappers["FOLDER"]
    assert (box.version(), box.currentIndex()) == (versions[0], 1)
    place.setParameterValue(str(tmp_path), QgsProcessingContext())
    assert (box.count(), box.version()) == (0, "")
    assert "No version" in box.lineEdit().placeholderText()
    box.setEditText("20260114T120501Z-001")
    place.setParameterValue(str(folder), QgsProcessingContext())
    assert (box.count(), box.version()) == (2, "20260114T120501Z-001")


def test_a_broken_version_stands_in_the_list_but_cannot_be_chosen(versions, folder, dialog):
    (folder / "versions" / versions[0] / "manifest.json").write_text("[]", encoding="utf-8")
    box = box_of(dialog())
    flags = [box.model().item(number).flags() for number in range(box.count())]
    assert [bool(flag & Qt.ItemFlag.ItemIsEnabled) for flag in flags] == [True, False]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told(versions, folder, dialog):
    (folder / "versions").chmod(0)
    try:
        assert "cannot be read" in box_of(dialog()).lineEdit().placeholderText()
    finally:
        (folder / "versions").chmod(0o700)


def test_scripts_and_models_give_the_version_as_text(run, versions, folder):
    definition = QgsApplication.processingRegistry().algorithmById("kmzb:rollback").parameterDefinition("VERSION")
    assert definition.type() == "string"
    assert run("rollback", FOLDER=str(folder), VERSION=versions[0])["FEATURES"] == 1
