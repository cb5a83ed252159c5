"""Place, device and thumbnails of photos in everything that leaves the unit: the bytes themselves are searched."""

from __future__ import annotations

import ast
import re
import struct
import sys
import zlib
from pathlib import Path

import pytest
from osgeo import gdal

import kmzb_qgis
from kmzb_qgis.store import attachments, leaving, lifecycle
from kmzb_qgis.toolbelt.errors import KmzbError

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
import attachment_files as files
import handing_store

GPS = struct.pack("<12I", 52, 1, 13, 1, 4692, 100, 21, 1, 0, 1, 4392, 100)  # as attachment_files writes the place
XMP = b'<rdf:Description exif:GPSLatitude="52,13.782N" exif:GPSLongitude="21,0.732E"/>'
IPTC = b"\x1c\x02\x5a\x00\x0cTajne Miasto\x1c\x02\x5c\x00\x0dTajna Dzielnic"  # 2:90 city, 2:92 sublocation
THUMBNAIL = files.jpeg(16, 10)
MARKS = {
    "GPS": GPS, "XMP": b"GPSLatitude", "XMP place": b"52,13.782", "IPTC": b"Tajn", "camera": files.SECRET,
    "EXIF": b"Exif\0", "thumbnail": THUMBNAIL[-60:], "second picture": b"MPF\0", "text": b"Raw profile",
}  # fmt: skip


def photo() -> bytes:
    """A telephone's JPEG with all of it; the picture itself is 640 x 400."""
    plain = files.photo(width=640, height=400)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(IPTC)) + IPTC + b"\0" * (len(IPTC) % 2)
    parts = [
        files._segment(0xE1, b"Exif\0\0" + files._tiff(6, THUMBNAIL)),
        files._segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        files._segment(0xE2, b"MPF\0II*\0"),
        files._segment(0xED, b"Photoshop 3.0\0" + resource),
    ]
    return plain[:2] + b"".join(parts) + plain[2:]


def screenshot() -> bytes:
    """A PNG with eXIf, XMP and EXIF in compressed texts, as editors write them."""
    data, extra = files.png(), b""
    for kind, body in (
        (b"eXIf", files._tiff(1, THUMBNAIL)),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(GPS + IPTC)),
    ):
        extra += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data[:33] + extra + data[33:]


def traces(data: bytes) -> list[str]:
    """Which marks stand in a file: as they are, or in what it keeps compressed."""
    parts = [data]
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):  # zlib's heads
        try:
            parts.append(zlib.decompressobj().decompress(data[found.start() :], 50_000_000))
        except zlib.error:
            continue
    return sorted({name for name, mark in MARKS.items() if any(mark in part for part in parts)})


@pytest.fixture
def store(qgis_app, tmp_path):
    return handing_store.make(tmp_path / "żółw.gpkg")


@pytest.fixture(params=["jpeg", "png"])
def attached(request, store, tmp_path):
    """A report's photo in the store, with all its hidden data."""
    source = tmp_path / f"telefon.{request.param}"
    source.write_bytes(photo() if request.param == "jpeg" else screenshot())
    return attachments.add(store, "r1", source, "Zofia").attachment


def test_the_tests_own_pictures_are_real(tmp_path):
    """Other programs find the place in them: else the searches below would prove nothing."""
    (tmp_path / "a.jpg").write_bytes(photo())
    dataset = gdal.Open(str(tmp_path / "a.jpg"))
    assert dataset.GetMetadataItem("EXIF_GPSLatitude") == "(52) (13) (46.92)"
    assert "GPSLatitude" in "".join(dataset.GetMetadata_List("xml:XMP"))
    assert set(traces(photo())) >= set(MARKS) - {"text"}
    assert set(traces(screenshot())) >= {"GPS", "XMP", "IPTC", "thumbnail", "text"}


def test_a_copy_to_hand_out(store, attached, tmp_path):
    leaving.save(store.path, attached, tmp_path / "out", agreed=True)
    assert traces((tmp_path / "out").read_bytes()) == []
    assert len(traces(attachments.file_of(store.path, attached).read_bytes())) >= 5  # the original stays evidence


@pytest.mark.parametrize("inner", [True, False], ids=["inner", "outer"])
def test_a_sheet(run, store, attached, tmp_path, inner):
    given = {"STORE": str(store.path), "BASEMAP": "", "INNER": inner, "COMBINED": True}
    folder = tmp_path / "karty"
    run("handover", REPORTS="KR-1, KR-2", BODY="Gmina Żółw", OUTPUT=str(folder), **given)
    run("handoversheet", REPORTS="KR-1", OUTPUT=str(folder), SAVE_TEMPLATE=str(folder / "wzór.qpt"), **given)
    made = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len([path for path in made if path.suffix == ".pdf"]) >= 4
    with_photo = run("handoversheet", REPORTS="KR-1", OUTPUT=str(tmp_path / "a"), **given)["SHEETS"]
    without = run("handoversheet", REPORTS="KR-2", OUTPUT=str(tmp_path / "a"), **given)["SHEETS"]
    pictures = [Path(path).read_bytes().count(b"/Subtype /Image") for path in (with_photo, without)]
    assert pictures[0] > pictures[1]  # the photo is on it
    for path in [*made, Path(with_photo)]:
        assert traces(path.read_bytes()) == [], path.name


def test_a_publication_has_no_attachment_at_all(run, store, attached, tmp_path, no_grace):
    folder = tmp_path / "publikacja"
    run("publish", STORE=str(store.path), FOLDER=str(folder))
    files_of = [path for path in folder.rglob("*") if path.is_file()]
    raw = b"".join(path.read_bytes() for path in files_of)
    assert any(path.suffix == ".gpkg" for path in files_of)
    assert traces(raw) == []
    for word in (attached.sha256, attached.path, attached.name, attached.id, ".attachments"):
        assert word.encode() not in raw, word
    assert not [path for path in files_of if path.suffix in {".jpg", ".png"}]


def test_a_copy_of_the_store_is_the_whole_store(run, store, attached, tmp_path):
    """The one way that takes originals along: it is a backup, and says so."""
    copy = tmp_path / "kopia.gpkg"
    run("copystore", STORE=str(store.path), COPY=str(copy))
    assert attachments.file_of(copy, attached).read_bytes() == attachments.file_of(store.path, attached).read_bytes()
    assert lifecycle.open_store(copy)


@pytest.mark.parametrize("name", ["zdjecie.heic", "obraz.gif", "film.mp4"])
def test_what_cannot_be_cleaned_is_not_even_taken(store, tmp_path, name):
    (tmp_path / name).write_bytes(files.BAD[name])
    with pytest.raises(KmzbError, match="was not attached"):
        attachments.add(store, "r1", tmp_path / name, "Ł")
    with pytest.raises(KmzbError, match="no picture"):
        leaving.clean_copy(tmp_path / name)


# Who touches originals, and why nothing hidden leaves by it.
READERS = {
    "store/attachments.py": "finds them",
    "store/leaving.py": "cleans",
    "editing/sheet_facts.py": "hands the path to sheet_pictures, which draws the photo anew",
    "gui/attachments_tab.py": "opens one on this computer",
    "gui/attachment_list.py": "thumbnails on the screen",
    "store/attachment_check.py": "checksums only",
    "store/attachment_copies.py": "the store's own copy",
    "store/checkin_files.py": "back from a working copy into the store",
    "store/erasing_clean.py": "deletes",
}


def test_no_other_module_reads_the_originals():
    """A new way out is seen here, and has to go through ``store.leaving``."""
    package = Path(kmzb_qgis.__file__).parent
    found = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if _reads_originals(path)}
    assert found == set(READERS)


def _reads_originals(path: Path) -> bool:
    """Whether a module asks the store's rooms for a file of an attachment."""
    tree, known, asked = ast.parse(path.read_text(encoding="utf-8")), set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name: alias.asname or alias.name for alias in node.names}
            known |= {names[name] for name in ("attachments", "attachment_paths") if name in names}
            if (node.module or "").endswith(("attachments", "attachment_paths")) and {"file_of", "places"} & set(names):
                return True
        elif (
            isinstance(node, ast.Attribute) and node.attr in {"file_of", "places"} and isinstance(node.value, ast.Name)
        ):
            asked.add(node.value.id)
    return bool(known & asked)
