"""What leaves the unit: pictures without their hidden data; documents and films only where the officer agrees."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.PyQt.QtGui import QImage

from kmzb_qgis.store import attachment_folder, attachments, leaving, pictures
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
import attachment_files as files
from both_engines import of_database


@pytest.fixture
def store(new_store, tmp_path):
    made = new_store()
    with made.connect() as db:
        if of_database(db):
            (tmp_path / "udział").mkdir()
            attachment_folder.name(made, tmp_path / "udział")
    return made


def exif(data: bytes) -> dict:
    """What GDAL's own reader finds in a picture."""
    gdal.FileFromMemBuffer("/vsimem/kmzb_picture", data)
    try:
        dataset = gdal.Open("/vsimem/kmzb_picture")
        found = dataset.GetMetadata_Dict() or {}
        found["xmp"] = "".join(dataset.GetMetadata_List("xml:XMP") or [])
        del dataset
        return {name: value for name, value in found.items() if value and name.startswith(("EXIF", "xmp", "COMMENT"))}
    finally:
        gdal.Unlink("/vsimem/kmzb_picture")


def test_the_photo_of_a_telephone(tmp_path):
    photo = files.photo(orientation=6, width=64, height=40)
    before = exif(photo)
    assert {"EXIF_GPSLatitude", "EXIF_Make", "xmp", "COMMENT"} <= set(before)  # the test's own photo is one
    assert len(pictures.hidden_parts(photo)) >= 4
    path = tmp_path / "telefon.jpg"
    path.write_bytes(photo)
    cleaned = leaving.clean_copy(path)
    assert exif(cleaned) == {}
    assert pictures.hidden_parts(cleaned) == []
    for trace in (files.SECRET, b"Exif", b"GPS", b"ns.adobe.com", b"Photoshop", b"8BIM", b"ftyp", b"Kowalski"):
        assert trace not in cleaned
    image = QImage.fromData(cleaned)
    assert (image.width(), image.height()) == (40, 64)  # turned upright, as nothing says so any more
    assert image.pixelColor(35, 5).lightness() < 40  # the black quarter went from upper left to upper right
    assert abs(image.pixelColor(5, 60).red() - 0xC0) < 12
    assert image.textKeys() == []
    assert path.read_bytes() == photo


def test_a_screenshot_keeps_its_transparency(tmp_path):
    path = tmp_path / "zrzut.png"
    path.write_bytes(files.png())
    assert {"eXIf", "tEXt"} <= set(pictures.hidden_parts(files.png()))
    cleaned = leaving.clean_copy(path)
    assert pictures.hidden_parts(cleaned) == [] and files.SECRET not in cleaned
    assert QImage.fromData(cleaned).pixelColor(3, 3).alpha() == 128


@pytest.mark.parametrize("name", ["pismo.pdf", "film.3gp", "list.doc", "utf8.txt"])
def test_what_is_no_picture_leaves_only_agreed(store, tmp_path, name):
    with store.connect() as db:
        db.execute("INSERT INTO report (id, category_id) VALUES ('r1', 11)")
    source = tmp_path / name
    source.write_bytes(files.GOOD[name][1])
    added = attachments.add(store, "r1", source, "Ł").attachment
    target = tmp_path / "na zewnątrz"
    for attempt in (lambda: leaving.clean_copy(source), lambda: leaving.save(store.path, added, target)):
        with pytest.raises(KmzbError, match="no picture") as told:
            attempt()
        assert told.value.code == "attachment-uncleaned"
    assert not target.exists()
    leaving.save(store.path, added, target, agreed=True)
    assert target.read_bytes() == source.read_bytes()


def test_agreement_does_not_send_a_picture_uncleaned(store, tmp_path):
    with store.connect() as db:
        db.execute("INSERT INTO report (id, category_id) VALUES ('r1', 11)")
    (tmp_path / "t.jpg").write_bytes(files.photo())
    added = attachments.add(store, "r1", tmp_path / "t.jpg", "Ł").attachment
    leaving.save(store.path, added, tmp_path / "out.jpg", agreed=True)
    assert files.SECRET not in (tmp_path / "out.jpg").read_bytes()
    assert files.SECRET in attachments.file_of(store.path, added).read_bytes()  # evidence stays as it came


def test_damaged_pictures_do_not_leave(tmp_path):
    path = tmp_path / "u.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 30 + b"\xff\xd9")
    with pytest.raises(KmzbError):
        leaving.clean_copy(path)


def test_thumbnails_are_small_and_upright():
    image = pictures.thumbnail(files.photo(orientation=6, width=640, height=400), 96)
    assert (image.width(), image.height()) == (60, 96)
    assert pictures.thumbnail(files.PDF, 96).isNull()
