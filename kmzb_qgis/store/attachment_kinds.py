"""What kind of file some bytes are, judged by the bytes alone: a name says nothing. Pure Python.

Allowed is what the national map takes (JPG, PDF, 3gp, mov, doc, txt: leaflet of 21 June 2022), and PNG, in which
officers have screenshots. Signatures: JPEG (ITU-T T.81, B.1), PNG (W3C, 5.2 and 11.2), PDF (ISO 32000-1, 7.5), ISO base
media files (ISO 14496-12, 4.3; brands of 3GPP TS 26.244), compound files (MS-CFB 2.2) that hold Word's
stream (MS-DOC 2.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

CODE = "KMZB-434"
_TAIL = 65557  # bytes from the end within which a ZIP archive has its last record (22 and a comment)
_BRANDS = (b"3gp", b"3g2", b"3ge", b"3gg", b"3gr", b"3gs", b"kddi")
_OLD_MOVIE = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SCRIPT = re.compile(rb"<\?php\s|<script[\s>]|<svg[\s>]|<!doctype html", re.IGNORECASE)
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFile)\b")
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True)
class Kind:
    """A kind of attachment; ``picture``: its hidden data can be taken out."""

    media_type: str
    suffix: str
    picture: bool = False


JPEG = Kind("image/jpeg", "jpg", True)
PNG = Kind("image/png", "png", True)
PDF = Kind("application/pdf", "pdf")
MOVIE_3GP = Kind("video/3gpp", "3gp")
MOVIE_MOV = Kind("video/quicktime", "mov")
WORD = Kind("application/msword", "doc")
TEXT = Kind("text/plain", "txt")
KINDS = {kind.media_type: kind for kind in (JPEG, PNG, PDF, MOVIE_3GP, MOVIE_MOV, WORD, TEXT)}


def judge(data: bytes, name: str) -> Kind:
    """The kind of a whole file's bytes; ``name`` is only for the sentence.

    Raises KmzbError (code KMZB-434) for what is not allowed, pretends, is cut off, or is two kinds at once.
    """
    if not data:
        raise _refused(name, tr("the file is empty"))
    kind = _by_signature(data, name) or _text(data, name)
    if kind is not TEXT and kind is not WORD:
        _only_one(data, name)
    return kind


def _by_signature(data: bytes, name: str) -> Kind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return _whole(b"\xff\xd9" in data, JPEG, name)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole(b"IEND\xaeB`\x82" in data, PNG, name)
    if data.startswith(b"%PDF-"):
        if _ACTIVE.search(data):
            raise _refused(name, tr("the PDF holds programs or other files"))
        return _whole(b"%%EOF" in data[-2048:], PDF, name)
    if data[4:8] == b"ftyp":
        if data[8:12].lower().startswith(_BRANDS):
            return MOVIE_3GP
        if data[8:12] == b"qt  ":
            return MOVIE_MOV
        raise _refused(name, tr("it is a film or picture of a kind that is not taken"))
    if data[4:8] in _OLD_MOVIE and data[:1] == b"\0":
        return _whole(b"moov" in data, MOVIE_MOV, name)
    if data.startswith(_COMPOUND):
        return _word(data, name)
    return _refuse_known(data, name)


def _refuse_known(data: bytes, name: str) -> None:
    """Name what is often attached by mistake or by malice; two letters alone may begin a text ('PKP …', 'MZK …')."""
    program, archive = tr("it is a program"), tr("it is an archive or a newer Office document; save it as PDF")
    if data.startswith(b"MZ") and b"\0" in data[:128]:
        raise _refused(name, program)
    for signature, what in (
        *((begin, program) for begin in (b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")),
        *((begin, archive) for begin in (b"PK\3\4", b"PK\5\6", b"PK\7\x08", b"Rar!\x1a", b"7z\xbc\xaf", b"\x1f\x8b")),
    ):
        if data.startswith(signature):
            raise _refused(name, what)


def _word(data: bytes, name: str) -> Kind:
    if "WordDocument".encode("utf-16-le") not in data:
        raise _refused(name, tr("it is an Office or installer file, but no Word document"))
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise _refused(name, tr("the Word document holds programs (macros)"))
    return WORD


def _text(data: bytes, name: str) -> Kind:
    """A plain text in UTF-8, UTF-16 with its mark, or an 8-bit Polish encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _refused(name, _unknown()) from error
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    if any(ord(letter) in _CONTROLS for letter in set(text)):
        raise _refused(name, _unknown())
    if text.lstrip().startswith(("<", "{\\rtf", "%!PS")) or _SCRIPT.search(text.encode("utf-8", "replace")):
        raise _refused(name, tr("it is a web page, a drawing (SVG) or a formatted text, not a plain one"))
    return TEXT


def _whole(end: bool, kind: Kind, name: str) -> Kind:
    if not end:
        raise _refused(name, tr("the file is cut off"))
    return kind


def _only_one(data: bytes, name: str) -> None:
    """Refuse what is also an archive, a page with programs, or a second kind of document behind its picture."""
    pretends = b"PK\x05\x06" in data[-_TAIL:] or _SCRIPT.search(data)
    if pretends or (not data.startswith(b"%PDF-") and b"%PDF-" in data[:1024]):
        raise _refused(name, tr("something else is hidden in the file"))


def _unknown() -> str:
    return tr("its content is of a kind that is not taken")


def _refused(name: str, why: str) -> KmzbError:
    return KmzbError(
        tr(
            "'{name}' was not attached: {reason}. Taken are JPG, PNG, PDF, 3gp, mov, doc and txt.",
            name=name,
            reason=why,
        ),
        code=CODE,
    )
