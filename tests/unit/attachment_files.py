"""Files to attach, made by hand: a telephone's photo with its hidden data, and things that pretend."""

from __future__ import annotations

import struct
import zlib

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QColor, QImage

SECRET = b"52.2297N 21.0122E Jan Kowalski"


def jpeg(width=64, height=40, colour="#c08040") -> bytes:
    """A plain JPEG whose upper left quarter is black."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    for x in range(width // 2):
        for y in range(height // 2):
            image.setPixelColor(x, y, QColor("black"))
    return encoded(image, "jpeg")


def png() -> bytes:
    image = QImage(30, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor(10, 20, 30, 128))
    image.setText("Comment", SECRET.decode())
    data = encoded(image, "png")
    chunk = b"eXIf" + SECRET
    extra = struct.pack(">I", len(SECRET)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:33] + extra + data[33:]  # after IHDR


def encoded(image, kind) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(QByteArray(buffer.data()))


def photo(orientation=6, **size) -> bytes:
    """A telephone's JPEG: EXIF with place and thumbnail, XMP, IPTC, a comment, a film behind the picture."""
    plain = jpeg(**size)
    parts = [
        _segment(0xE1, b"Exif\0\0" + _tiff(orientation, jpeg(16, 10) + SECRET)),
        _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
        _segment(0xED, b"Photoshop 3.0\0" + b"8BIM" + SECRET),
        _segment(0xFE, SECRET),
    ]
    return plain[:2] + b"".join(parts) + plain[2:] + b"\0\0\0\x18ftypmp42" + SECRET


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _tiff(orientation: int, thumbnail: bytes) -> bytes:
    """EXIF 2.3: IFD0 (orientation, camera, GPS), GPS IFD (Warsaw), IFD1 (thumbnail)."""

    def entry(tag, kind, count, value):
        return struct.pack("<HHI", tag, kind, count) + (value if isinstance(value, bytes) else struct.pack("<I", value))

    camera = SECRET + b"\0"
    ifd0, gps = 8, 8 + 2 + 3 * 12 + 4
    ifd1 = gps + 2 + 4 * 12 + 4
    at_camera = ifd1 + 2 + 2 * 12 + 4
    at_gps = at_camera + len(camera)
    at_thumbnail = at_gps + 48
    figures = struct.pack("<12I", 52, 1, 13, 1, 4692, 100, 21, 1, 0, 1, 4392, 100)
    return b"".join([
        b"II*\0", struct.pack("<I", ifd0),
        struct.pack("<H", 3), entry(0x010F, 2, len(camera), at_camera),
        entry(0x0112, 3, 1, struct.pack("<HH", orientation, 0)), entry(0x8825, 4, 1, gps), struct.pack("<I", ifd1),
        struct.pack("<H", 4), entry(1, 2, 2, b"N\0\0\0"), entry(2, 5, 3, at_gps), entry(3, 2, 2, b"E\0\0\0"),
        entry(4, 5, 3, at_gps + 24), struct.pack("<I", 0),
        struct.pack("<H", 2), entry(0x0201, 4, 1, at_thumbnail), entry(0x0202, 4, 1, len(thumbnail)),
        struct.pack("<I", 0), camera, figures, thumbnail,
    ])  # fmt: skip


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
WORD = COMPOUND + "WordDocument".encode("utf-16-le") + b"\0" * 100
ZIP = b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\0" * 18
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

GOOD = {
    "a.jpg": ("image/jpeg", jpeg()),
    "telefon.JPG": ("image/jpeg", photo()),
    "zrzut.png": ("image/png", png()),
    "pismo.pdf": ("application/pdf", PDF),
    "film.3gp": ("video/3gpp", b"\0\0\0\x18ftyp3gp5" + b"\0" * 40),
    "film.mov": ("video/quicktime", b"\0\0\0\x14ftypqt  " + b"\0" * 40),
    "stary.mov": ("video/quicktime", b"\0\0\0\x08wide\0\0\0\x10mdat\0\0\0\0\0\0\0\0\0\0\0\x08moov"),
    "list.doc": ("application/msword", WORD),
    "utf8.txt": ("text/plain", "Zażółć gęślą jaźń\r\n".encode()),
    "cp1250.txt": ("text/plain", "Zażółć gęślą jaźń".encode("cp1250")),
    "pkp.txt": ("text/plain", "PKP zgłosiło uszkodzony szlaban".encode()),
    "mzk.txt": ("text/plain", b"MZK: wiata przystankowa"),
    "utf16.txt": ("text/plain", "Zażółć".encode("utf-16")),
    "zdjęcie.exe": ("image/jpeg", jpeg()),  # the name says nothing
}
BAD = {
    "pusty.jpg": b"",
    "wirus.jpg": b"MZ\x90\0" + b"\0" * 100,
    "wirus.pdf": b"\x7fELF" + b"\0" * 100,
    "skrypt.txt": b"#!/bin/sh\nrm -rf /\n",
    "dwoiste.jpg": jpeg() + ZIP,
    "strona.jpg": jpeg() + b"<script>alert(1)</script>",
    "rysunek.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "rysunek.txt": b"  \n<svg onload='x()'></svg>",
    "bomba.doc": ZIP,
    "bomba.docx": ZIP,
    "makra.doc": WORD + "_VBA_PROJECT".encode("utf-16-le"),
    "arkusz.doc": COMPOUND + "Workbook".encode("utf-16-le"),
    "program.pdf": PDF.replace(b"<<>>", b"<</OpenAction<</S/Launch/F(cmd.exe)>>>>"),
    "javascript.pdf": PDF.replace(b"<<>>", b"<</S/JavaScript/JS(app.alert(1))>>"),
    "uciety.pdf": PDF[:20],
    "uciete.png": png()[:60],
    "uciete.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "film.mp4": b"\0\0\0\x18ftypisom" + b"\0" * 40,
    "zdjecie.heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
    "dane.txt": bytes(range(256)),
    "formatowany.txt": b"{\\rtf1 obj}",
    "obraz.gif": b"GIF89a\x01\0\x01\0\0\0\0",
    "pusta.jpg": b"\xff\xd8\xff\xd9" * 3,
}
