"""In which encoding a text file stands: by its mark, as UTF-8 where it is, else as Windows' CP1250 if that fits."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", ""),  # UTF-32, which nobody writes
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BLOCK = 1 << 20
# Read as CP1250, ISO 8859-2 shows its ą ś ź Ą Ś Ź as these; beside letters they are no signs of their own.
_UTF8_LETTER = re.compile(b"[\xc3-\xc5][\x80-\xbf]")  # a Polish letter in UTF-8; no Polish text in CP1250 has it
_OTHER_TABLE = re.compile(r"[^\W\d_][±¶Ľˇ¦¬]|[±¶Ľˇ¦¬][^\W\d_]")


def encoding_of(path: Path, asked: str = "") -> tuple[str, bool]:
    """The encoding of a text file, and whether it was found by trying, which a person should be told.

    A mark at the beginning wins over what is asked for. Raises KmzbError in one sentence where none fits.
    """
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in _MARKS:
            if start.startswith(mark):
                if not name:
                    break
                return name, False
        file.seek(0)
        if asked:
            return _known(asked), False
        decoder = codecs.getincrementaldecoder("utf-8")()
        block = file.read(_BLOCK)
        if b"\0" in block:
            raise unknown(path)
        while block:
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError:
                return _windows(path, block), True
            if len(text) != len(block):  # Polish letters, whole in UTF-8: that settles it
                return "utf-8", False
            block = file.read(_BLOCK)
    return "utf-8", False


def _windows(path: Path, block: bytes) -> str:
    try:
        text = block.decode("cp1250")
    except UnicodeDecodeError as error:
        raise unknown(path) from error
    if _OTHER_TABLE.search(text) or _UTF8_LETTER.search(block):
        raise unknown(path)
    return "cp1250"


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # rot13 and the like are no encodings of bytes
    except (LookupError, TypeError) as error:
        raise KmzbError(tr("The encoding '{name}' is not known.", name=name)) from error
    return "utf-8-sig" if found == "utf-8" else found


def unknown(path: Path) -> KmzbError:
    """Nobody can tell the file's encoding but its owner."""
    return KmzbError(
        tr(
            "The file '{name}' is neither UTF-8 nor CP1250 text: set its encoding, or save it as UTF-8.", name=path.name
        ),
        code="question",
    )
