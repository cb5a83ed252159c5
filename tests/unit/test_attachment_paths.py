"""Paths in rows that some program wrote past the rules: such files are neither opened, moved, copied nor deleted."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis.store import attachment_folder, attachment_paths, attachments, create_store, lifecycle, open_store
from kmzb_qgis.store.erasing import Rule, erase
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import attachment_files as files
from store_rows import insert

OUT = "obcy.jpg"
HOSTILE = [
    f"../{OUT}", f"../../żółw/{OUT}", f"r1/../../{OUT}", f"removed/../../{OUT}", f"r1\\..\\..\\{OUT}",
    f"./../{OUT}", "/etc/passwd", "//serwer/udział/a.jpg", "\\\\serwer\\udział\\a.jpg", "C:\\Windows\\win.ini",
    "C:a.jpg", "r1/a.jpg:x", "", ".", "..", "r1/", "removed/r1/a.jpg", ".ukryte", "r1/nul", "CON/a.jpg",
    "r1/a\x00.jpg", 7, b"r1/a.jpg", "żółw.gpkg", "r1",
]  # fmt: skip


@pytest.fixture
def store(engine, cluster_of, tmp_path):
    (tmp_path / "żółw").mkdir()
    if engine == "gpkg":
        return filled(create_store(tmp_path / "żółw" / "zgłoszenia.gpkg"))
    (tmp_path / "żółw" / "zgłoszenia.gpkg.attachments").mkdir()
    store = filled(open_store(cluster_of().store()))
    attachment_folder.name(store, tmp_path / "żółw" / "zgłoszenia.gpkg.attachments")
    return store


@pytest.fixture
def file_store(tmp_path):
    """One that is a file, to be copied and renamed as one."""
    return filled(create_store(tmp_path / "plik.gpkg"))


@pytest.fixture
def cluster_of(request):
    return lambda: request.getfixturevalue("cluster")


def filled(store):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        insert(db, id="r1", reference="ZG/1")
    return store


def erased(store):
    """What an erasure of the report did."""
    return erase(open_store(store.path), Rule("chosen", numbers=("ZG/1",)), "Ł", dry_run=False)


def copied(store, copy):
    """What a copy misses; a database is not copied as a file."""
    return lifecycle.save_copy(store.path, copy) if isinstance(store.path, Path) else None


def put(store, path, sha256="a" * 64):
    """A row with this path, past all rules."""
    with store.connect() as db:
        db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(
            "INSERT INTO attachment (id, report_id, path, media_type, size, sha256, added_at, name)"
            " VALUES ('x', 'r1', coalesce(?, ''), 'image/jpeg', 5, ?, '2026-01-01T00:00:00.000Z', 'a.jpg')",
            (path, sha256),
        )
        db.execute("DELETE FROM trigger_guard")
    return attachments.listed(store.path, "r1")


def snapshot(folder):
    """All files outside the store's own, with their content."""
    return {
        path: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("zgłoszenia.gpkg")
    }


@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_path_is_never_followed(store, tmp_path, path):
    for folder in (tmp_path, tmp_path / "żółw"):
        (folder / OUT).write_bytes(files.jpeg())
    kept = attachments.folder_of(store.path) / "r1" / "a.jpg"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(files.jpeg())
    before = snapshot(tmp_path)
    assert attachment_paths.places(store.path, path) == [] or path == "r1"  # a folder's name like any other
    if not isinstance(store.path, Path) and (path == 7 or path == "r1/a\x00.jpg"):
        with pytest.raises(sqlite3.Error):  # a database's column of texts holds nothing else
            put(store, path)
        return
    rows = put(store, path, attachment_paths.digest(tmp_path / OUT))
    for row in rows:
        with pytest.raises(KmzbError, match="is missing"):
            attachments.file_of(store.path, row)
    copy = tmp_path / "żółw" / "zgłoszenia.gpkg kopia.gpkg"
    missing = copied(store, copy)
    assert missing is None or len(missing) == 1
    assert not attachments.folder_of(copy).exists()
    copy.unlink(missing_ok=True)
    attachments.remove(store, "x", "Ł")
    assert snapshot(tmp_path) == before
    erased(store)
    assert snapshot(tmp_path) == before


def test_an_absolute_path_into_the_folder_breaks_no_copy(file_store, tmp_path):
    inside = attachments.folder_of(file_store.path) / "r1" / "a.jpg"
    inside.parent.mkdir(parents=True)
    inside.write_bytes(b"x")
    put(file_store, str(inside))
    assert lifecycle.save_copy(file_store.path, tmp_path / "k.gpkg") == [str(inside)]
    assert inside.read_bytes() == b"x"


def test_an_erased_one_is_missing_nowhere(store, tmp_path):
    source = tmp_path / "ładne zdjęcie.jpg"
    source.write_bytes(files.jpeg())
    added = attachments.add(store, "r1", source, "Ł").attachment
    file = attachments.folder_of(store.path) / added.path
    assert file.is_file()
    done = erased(store)
    assert (done.attachments, done.left, file.exists()) == (1, (), False)
    assert not copied(store, tmp_path / "k.gpkg")
    with pytest.raises(KmzbError, match="was erased"):
        attachments.file_of(store.path, attachments.Attachment(**{**vars(added), "path": "", "sha256": ""}))


def test_a_store_moved_with_its_folder_keeps_its_files(file_store, tmp_path):
    source = tmp_path / "gęś.png"
    source.write_bytes(files.png())
    added = attachments.add(file_store, "r1", source, "Ł").attachment
    target = tmp_path / "ćwiczenie ą ę ł ń ó ś ź ż.gpkg"
    attachments.folder_of(file_store.path).rename(attachments.folder_of(target))
    file_store.path.rename(target)
    assert attachments.file_of(target, attachments.listed(target, "r1")[0]).read_bytes() == files.png()
    attachments.remove(open_store(target), added.id, "Ł")
    (gone,) = attachments.listed(target, "r1", removed=True)
    assert attachments.file_of(target, gone).parent.parent.name == "removed"


def test_a_file_that_somebody_deleted_does_not_stop_removing_or_erasing(store, tmp_path):
    source = tmp_path / "a.jpg"
    source.write_bytes(files.jpeg())
    added = attachments.add(store, "r1", source, "Ł").attachment
    attachments.file_of(store.path, added).unlink()
    attachments.remove(store, added.id, "Ł")
    done = erased(store)
    assert (done.attachments, done.left) == (1, ())


@pytest.mark.parametrize("identifier", ["CON", "nul", "removed", "Removed", "ą", "a/b", "..", "com1"])
def test_an_id_that_is_no_folders_name_everywhere_gets_a_digest(identifier):
    assert len(attachment_paths.shelf(identifier)) == 40
    assert attachment_paths.is_plain(f"{attachment_paths.shelf(identifier)}/a.jpg")
