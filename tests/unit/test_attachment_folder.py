"""The folder that a database names for its attachments: set by its administrator, on a share that may be away."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis.store import attachment_check, attachment_folder, attachments, create_store, open_store
from kmzb_qgis.toolbelt import leftovers
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import attachment_files as files
from store_rows import insert


@pytest.fixture
def store(cluster):
    made = open_store(cluster.store())
    with made.connect() as db:
        db.row_factory = sqlite3.Row
        insert(db, id="r1")
    return made


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "zdjęcie.jpg"
    path.write_bytes(files.jpeg())
    return path


@pytest.fixture
def share(tmp_path):
    path = tmp_path / "udział Łódź"
    path.mkdir()
    return path


def test_without_a_folder_nothing_is_attached_and_one_sentence_says_who_sets_it(store, photo):
    for work in (
        lambda: attachments.add(store, "r1", photo, "Ł"),
        lambda: attachments.folder_of(store.path),
        lambda: attachment_check.check(store.path),
    ):
        with pytest.raises(KmzbError, match="no folder for attachments yet") as told:
            work()
        assert told.value.code == "attachments-folder"
    assert attachments.listed(store.path, "r1") == []


def test_files_lie_where_the_setting_says(store, photo, share):
    assert attachment_folder.name(store, share) == 0
    added = attachments.add(store, "r1", photo, "Ł").attachment
    assert attachments.file_of(store.path, added) == share / added.path
    assert (share / added.path).read_bytes() == photo.read_bytes()
    assert (share / added.path).stat().st_mode & 0o666 == share.stat().st_mode & 0o666
    assert attachment_check.check(store.path).findings == ()


def test_a_share_that_is_away_changes_nothing_and_is_not_made_on_the_desk(store, photo, share):
    attachment_folder.name(store, share)
    added = attachments.add(store, "r1", photo, "Ł").attachment
    away = share.rename(share.with_name("gdzie indziej"))
    for work in (
        lambda: attachments.add(store, "r1", photo, "Ł"),
        lambda: attachments.file_of(store.path, added),
        lambda: attachments.remove(store, added.id, "Ł"),
        lambda: attachment_check.check(store.path),
    ):
        with pytest.raises(KmzbError, match="cannot be reached") as told:
            work()
        assert str(share) in told.value.message
    assert attachments.listed(store.path, "r1") == [added], "what is known of it can be read"
    assert not share.exists()
    away.rename(share)
    attachments.remove(store, added.id, "Ł")
    assert (share / "removed" / added.path).is_file()


def test_a_folder_must_be_whole_there_and_open_to_writing(store, share, tmp_path):
    for wrong in (tmp_path / "nie ma", "udział", __file__):
        with pytest.raises(KmzbError):
            attachment_folder.name(store, wrong)
    assert attachment_folder.stated(store.path) == ""
    assert list(share.iterdir()) == []


def test_another_folder_tells_what_it_lacks(store, photo, share, tmp_path):
    attachment_folder.name(store, share)
    attachments.add(store, "r1", photo, "Ł")
    (tmp_path / "nowy").mkdir()
    assert attachment_folder.name(store, tmp_path / "nowy") == 1
    assert attachment_folder.stated(store.path) == str(tmp_path / "nowy")


def test_a_geopackage_keeps_its_files_beside_it(tmp_path, share):
    store = create_store(tmp_path / "a.gpkg")
    with pytest.raises(KmzbError, match="beside its file"):
        attachment_folder.name(store, share)
    assert attachments.folder_of(store.path) == tmp_path / "a.gpkg.attachments"


def test_on_a_share_another_computers_unfinished_file_is_left_alone(tmp_path):
    fresh, old = tmp_path / ".attachment~a.4194305.part", tmp_path / ".attachment~b.4194306.part"
    for path in (fresh, old):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    leftovers.forget(tmp_path, "attachment", shared=True)
    assert fresh.exists() and not old.exists()
    leftovers.forget(tmp_path, "attachment")
    assert not fresh.exists()
