"""Attachments: what is taken, how it is kept, what other programs may do to the rows, and copies of a store."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import (
    attachment_folder,
    attachment_kinds,
    attachments,
    create_store,
    lifecycle,
    migrations,
    open_store,
)
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import attachment_files as files
from both_engines import of_database, who
from store_rows import insert


def refused(db, code, statement):
    with pytest.raises(sqlite3.IntegrityError, match=f"^{code} "):
        db.execute(statement)


@pytest.fixture
def store(new_store, tmp_path):
    return filled(new_store(), tmp_path)


@pytest.fixture
def file_store(tmp_path):
    """One that is a file, to be copied as one."""
    return filled(create_store(tmp_path / "plik.gpkg"), tmp_path)


def filled(store, tmp_path):
    with store.connect() as db:
        db.row_factory = sqlite3.Row
        insert(db, id="r1", reference="ZG/1")
        insert(db, id="r2", reference="ZG/2")
        insert(db, id="../../uciekł")
        if of_database(db):
            (tmp_path / "udział").mkdir()
            attachment_folder.name(store, tmp_path / "udział")
    return store


def by(store, claimed):
    with store.connect() as db:
        return who(db, claimed)


@pytest.fixture
def made(tmp_path):
    def make(name, data):
        path = tmp_path / "w" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return make


def tree(store):
    folder = attachments.folder_of(store.path)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", files.GOOD)
def test_a_kind_is_known_by_its_content(store, made, name):
    kind, data = files.GOOD[name]
    added = attachments.add(store, "r1", made(name, data), "Łucja").attachment
    assert (added.media_type, added.size, added.name) == (kind, len(data), name)
    assert added.path.startswith("r1/") and added.path.endswith("." + attachment_kinds.KINDS[kind].suffix)
    assert attachments.listed(store.path, "r1") == [added]
    place = attachments.file_of(store.path, added)
    assert place.read_bytes() == data
    assert tree(store) == [added.path]
    assert warsaw.from_text(added.added_at) <= warsaw.now()


@pytest.mark.parametrize("name", files.BAD)
def test_what_is_not_taken_leaves_nothing(store, made, name):
    with pytest.raises(KmzbError, match="was not attached") as told:
        attachments.add(store, "r1", made(name, files.BAD[name]), "Łucja")
    assert name in told.value.message and told.value.code == "KMZB-434"
    assert attachments.listed(store.path, "r1") == []
    assert tree(store) == [] and not (attachments.folder_of(store.path) / "r1").exists()


def test_five_megabytes_and_the_setting(store, made):
    most = attachments.limit(store.path)
    assert most == 5 * 1024 * 1024
    attachments.add(store, "r1", made("równo.txt", b"a" * most), "Ł")
    with pytest.raises(KmzbError, match="larger than 5 MB"):
        attachments.add(store, "r1", made("za duży.txt", b"a" * (most + 1)), "Ł")
    with store.connect() as db:
        db.execute("UPDATE setting SET value = '10' WHERE name = 'attachment_max_bytes'")
        refused(db, "KMZB-434", row_of(size=11))
    with pytest.raises(KmzbError, match="larger than"):
        attachments.add(store, "r1", made("mały.txt", b"a" * 11), "Ł")


def test_a_picture_that_claims_to_be_a_town_is_not_opened(store, made):
    bomb = bytearray(files.png())
    bomb[16:24] = b"\0\1\0\0\0\1\0\0"  # 65,536 pixels each way; the checksum is wrong, which readers pass over or not
    with pytest.raises(KmzbError, match="was not attached"):
        attachments.add(store, "r1", made("bomba.png", bytes(bomb)), "Ł")


def test_no_folder_no_pipe_no_ghost(store, tmp_path):
    os.mkfifo(tmp_path / "rura")
    for name in ("rura", "nie ma.jpg", "."):
        with pytest.raises(KmzbError, match="not a file"):
            attachments.add(store, "r1", tmp_path / name, "Ł")


def test_the_same_file_twice(store, made):
    path = made("a.jpg", files.jpeg())
    attachments.add(store, "r1", path, "Łucja")
    with pytest.raises(KmzbError, match=rf"attached to this report already: 'a\.jpg', .*, {by(store, 'Łucja')}"):
        attachments.add(store, "r1", made("b.jpg", files.jpeg()), "Ł")
    assert attachments.add(store, "r2", path, "Ł").also_in == ("ZG/1",)
    assert len(tree(store)) == 2


def test_an_id_that_is_no_name_stays_in_the_folder(store, made):
    added = attachments.add(store, "../../uciekł", made("a.jpg", files.jpeg()), "Ł").attachment
    assert ".." not in added.path
    assert attachments.file_of(store.path, added).exists()
    assert tree(store) == [added.path]


def test_no_report_no_attachment(store, made):
    with pytest.raises(KmzbError, match="belongs to no report"):
        attachments.add(store, "r9", made("a.jpg", files.jpeg()), "Ł")
    assert tree(store) == []


def test_a_write_that_fails_leaves_neither_row_nor_file(store, made, monkeypatch):
    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attachments.os, "fsync", broken)
    with pytest.raises(KmzbError, match="could not be written beside the store"):
        attachments.add(store, "r1", made("a.jpg", files.jpeg()), "Ł")
    assert tree(store) == []
    assert attachments.listed(store.path, "r1") == []


def test_removed_is_kept_and_told(store, made):
    added = attachments.add(store, "r1", made("a.jpg", files.jpeg()), "Ł").attachment
    attachments.remove(store, added.id, "Zofia")
    assert attachments.listed(store.path, "r1") == []
    (gone,) = attachments.listed(store.path, "r1", removed=True)
    assert gone.removed_by == by(store, "Zofia") and warsaw.from_text(gone.removed_at) <= warsaw.now()
    assert tree(store) == [f"removed/{added.path}"]
    assert attachments.file_of(store.path, gone).read_bytes() == files.jpeg()
    with pytest.raises(KmzbError, match="removed already"):
        attachments.remove(store, added.id, "Zofia")
    attachments.add(store, "r1", made("a.jpg", files.jpeg()), "Ł")  # may come again


def test_missing_and_changed_files_are_told(store, made, tmp_path):
    added = attachments.add(store, "r1", made("a.jpg", files.jpeg()), "Ł").attachment
    place = attachments.file_of(store.path, added)
    place.write_bytes(b"MZ")
    with pytest.raises(KmzbError, match="changed outside the plugin"):
        attachments.file_of(store.path, added)
    place.unlink()
    (tmp_path / "obcy.jpg").write_bytes(files.jpeg())
    place.symlink_to(tmp_path / "obcy.jpg")  # the right content, but out of the folder
    with pytest.raises(KmzbError, match="is missing"):
        attachments.file_of(store.path, added)
    attachments.remove(store, added.id, "Ł")


def test_a_read_only_store(store, made):
    locked = open_store(store.path, read_only=True)
    with pytest.raises(KmzbError, match="read-only"):
        attachments.add(locked, "r1", made("a.jpg", files.jpeg()), "Ł")
    with pytest.raises(KmzbError, match="read-only"):
        attachments.remove(locked, "x", "Ł")


def row_of(**changed):
    columns = {
        "id": "a1", "report_id": "r1", "path": "r1/a.jpg", "media_type": "image/jpeg", "size": 5, "sha256": "0" * 64,
        "added_at": "2026-01-01T00:00:00.000Z", **changed,
    }  # fmt: skip
    names = ", ".join(columns)
    values = ", ".join("NULL" if v is None else repr(v) for v in columns.values())
    return f"INSERT INTO attachment ({names}) VALUES ({values})"


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        *(("KMZB-434", {"media_type": kind}) for kind in ("image/svg+xml", "", None)),
        *(("KMZB-434", {"size": size}) for size in (0, -1, 5_242_881, "pięć")),
        *(("KMZB-434", {"sha256": digest}) for digest in ("0" * 63, "G" * 64, "")),
        *(
            ("KMZB-435", {"path": path})
            for path in (
                "/etc/passwd", "../a.jpg", "r1/../../a", "r1\\a", "C:/a", "", "r1/", ".ukryte", "r1/.a", "a" * 256,
                "r1//a", "removed/r1/a.jpg", "żółw.jpg",
            )
        ),
        ("KMZB-436", {"report_id": "r9"}),
        ("KMZB-417", {"added_at": "kiedyś"}),
        ("KMZB-437", {"removed_at": "2026-01-01T00:00:00.000Z"}),
    ],
)  # fmt: skip
def test_the_rules_bind_every_program(store, code, changed):
    with store.connect() as db:
        refused(db, code, row_of(**changed))
        db.execute(row_of())


def test_rows_never_change(store):
    with store.connect() as db:
        db.execute(row_of())
        for column in ("report_id", "path", "name", "sha256", "added_by", "id"):
            refused(db, "KMZB-437", f"UPDATE attachment SET {column} = 'r2'")
        refused(db, "KMZB-437", "DELETE FROM attachment")
        taking = row_of(path="r1/b.jpg")
        refused(db, "KMZB-437", f"{taking} ON CONFLICT (id) DO UPDATE SET path = excluded.path")
        if not of_database(db):
            refused(db, "KMZB-437", taking.replace("INSERT", "INSERT OR REPLACE"))
        refused(db, "KMZB-435", row_of(id="a2", path="R1/A.jpg"))
        refused(db, "KMZB-417", "UPDATE attachment SET removed_at = 'dziś'")
        refused(db, "KMZB-437", "UPDATE attachment SET removed_by = 'x'")
        db.execute("UPDATE attachment SET removed_at = '2026-01-02T00:00:00.000Z', removed_by = 'x'")
        refused(db, "KMZB-437", "UPDATE attachment SET removed_at = NULL, removed_by = NULL")


def test_a_copy_takes_the_files_along(file_store, made, tmp_path):
    one = attachments.add(file_store, "r1", made("a.jpg", files.jpeg()), "Ł").attachment
    two = attachments.add(file_store, "r2", made("b.pdf", files.PDF), "Ł").attachment
    lost = attachments.add(file_store, "r2", made("c.txt", b"abc"), "Ł").attachment
    attachments.remove(file_store, two.id, "Ł")
    attachments.file_of(file_store.path, lost).unlink()
    copy = tmp_path / "kopia.gpkg"
    assert lifecycle.save_copy(file_store.path, copy) == [lost.path]
    other = open_store(copy)
    assert tree(other) == sorted([one.path, f"removed/{two.path}"])
    assert attachments.file_of(copy, attachments.listed(copy, "r1")[0]).read_bytes() == files.jpeg()
    with pytest.raises(KmzbError, match="exists already"):
        lifecycle.save_copy(file_store.path, copy)
    copy.unlink()
    with pytest.raises(KmzbError, match="attachments of another store"):
        lifecycle.save_copy(file_store.path, copy)


def test_a_cancelled_copy_leaves_nothing(file_store, made, tmp_path):
    attachments.add(file_store, "r1", made("a.jpg", files.jpeg()), "Ł")

    class Stop:
        def isCanceled(self):
            return True

        def setProgress(self, _):
            pass

    with pytest.raises(Cancelled):
        lifecycle.save_copy(file_store.path, tmp_path / "kopia.gpkg", Stop())
    assert not list(tmp_path.glob("*kopia*")) and not list(tmp_path.glob(".kmzb*"))


def test_a_store_of_an_older_plugin(tmp_path):
    path = tmp_path / "stary.gpkg"
    lifecycle._create(path, 5)
    assert attachments.listed(path, "r1") == []
    assert lifecycle.save_copy(path, tmp_path / "kopia.gpkg") == []
    assert open_store(path).schema == migrations.latest()
    assert attachments.limit(path) == 5 * 1024 * 1024


def test_an_erased_one_is_not_listed(store, made):
    added = attachments.add(store, "r1", made("a.jpg", files.jpeg()), "Ł").attachment
    with store.connect() as db:
        db.execute("INSERT INTO trigger_guard (held) VALUES (1)")
        db.execute("UPDATE attachment SET path = '', sha256 = '', name = '', removed_at = added_at")
        db.execute("DELETE FROM trigger_guard")
    assert attachments.listed(store.path, "r1") == attachments.listed(store.path, "r1", removed=True) == []
    assert added.name == "a.jpg"
