"""Pictures of attachments: thumbnails, and copies from which everything but the picture was taken out.

A photo of a telephone says where, when and with what it was taken (EXIF, XMP, IPTC, a thumbnail inside them, a film
behind the picture). ``clean`` therefore draws the picture anew, and then looks at each part of the new file.
Parts: JPEG's segments (ITU-T T.81, annex B), PNG's chunks (W3C, clause 5).
"""

from __future__ import annotations

import struct

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QSize
from qgis.PyQt.QtGui import QColorSpace, QImage, QImageReader, QImageWriter

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

MOST_PIXELS = 120_000_000  # a picture of a few kilobytes may claim to be as large as a town
QUALITY = 92
FORMATS = ("jpeg", "png")
_PNG_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"sRGB", b"gAMA", b"cHRM", b"sBIT"}


def check(data: bytes, name: str) -> QSize:
    """The size of a picture in pixels. Raises KmzbError where it is none, or too large to be opened."""
    reader, _keep = _reader(data)
    size = reader.size()
    if not size.isValid() or bytes(reader.format()).decode() not in FORMATS:
        raise KmzbError(tr("'{name}' was not attached: the picture is damaged.", name=name), code="KMZB-434")
    if size.width() * size.height() > MOST_PIXELS:
        raise KmzbError(
            tr(
                "'{name}' was not attached: {width} × {height} pixels are too many.",
                name=name,
                width=size.width(),
                height=size.height(),
            ),
            code="KMZB-434",
        )
    return size


def thumbnail(data: bytes, edge: int) -> QImage:
    """A picture of at most ``edge`` pixels, turned upright; a null one where it cannot be read. For any thread."""
    try:
        size = check(data, "")
    except KmzbError:
        return QImage()
    reader, _keep = _reader(data)
    longest = max(size.width(), size.height())
    if longest > edge:  # the JPEG library then decodes only what is needed
        reader.setScaledSize(QSize(max(1, size.width() * edge // longest), max(1, size.height() * edge // longest)))
    reader.setAutoTransform(True)
    return reader.read()


def clean(data: bytes, name: str) -> bytes:
    """The same picture as a new file of the same format: upright, in sRGB, without any hidden data.

    What can be seen in it stays. Raises KmzbError where it cannot be read, or where anything was left over.
    """
    check(data, name)
    reader, _keep = _reader(data)
    reader.setAutoTransform(True)
    kind = bytes(reader.format())
    image = reader.read()
    if image.isNull():
        raise KmzbError(tr("The picture '{name}' is damaged and cannot be cleaned.", name=name), code="picture")
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    has_alpha = kind == b"png" and image.hasAlphaChannel()
    image = image.convertToFormat(QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888)
    pixels = image.constBits()
    pixels.setsize(image.sizeInBytes())
    # Of the pixels alone: a QImage carries comments, times and colour profiles along, and writes them again.
    bare = QImage(bytes(pixels), image.width(), image.height(), image.bytesPerLine(), image.format())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    writer.setQuality(QUALITY if kind == b"jpeg" else -1)
    if not writer.write(bare):
        raise KmzbError(tr("The picture '{name}' is damaged and cannot be cleaned.", name=name), code="picture")
    cleaned = bytes(buffer.data())
    left = hidden_parts(cleaned)
    if left:
        raise KmzbError(tr("Hidden data could not be taken out of '{name}'.", name=name), ", ".join(left), "picture")
    return cleaned


def hidden_parts(data: bytes) -> list[str]:
    """The parts of a JPEG or PNG file that hold anything but the picture, by name; ['unknown'] for another file."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg_parts(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png_parts(data)
    return ["unknown"]


def _jpeg_parts(data: bytes) -> list[str]:
    found, at = [], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return [*found, "damaged"]
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == 0xD9:
            return found if at + 2 == len(data) else [*found, "behind the picture"]
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        body = data[at + 4 : at + 2 + length]
        plain_app0 = marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) == 14  # 14: no thumbnail in it
        if (0xE0 <= marker <= 0xEF and not plain_app0) or marker == 0xFE:
            found.append("comment" if marker == 0xFE else f"APP{marker - 0xE0}")
        at += 2 + length
        if marker == 0xDA:  # picture data: up to the next marker that is neither stuffed nor a restart
            while at + 1 < len(data) and not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
                at = data.find(b"\xff", at + 1)
                if at < 0:
                    return [*found, "damaged"]
    if data[-2:] == b"\xff\xd9" and at + 2 == len(data):
        return found
    return [*found, "damaged"]


def _png_parts(data: bytes) -> list[str]:
    found, at = [], 8
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind not in _PNG_PARTS:
            found.append(kind.decode("latin-1"))
        at += 12 + length
        if kind == b"IEND":
            return found if at == len(data) else [*found, "behind the picture"]
    return [*found, "damaged"]


def _reader(data: bytes) -> tuple[QImageReader, QBuffer]:
    """A reader that goes by the content; the buffer must live as long."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    return reader, buffer
