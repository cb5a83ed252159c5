"""Texts as XML, JSON, CSV and names of XML spell them, and which texts need no spelling at all."""

from __future__ import annotations

import json as _json
import re

# XML 1.0 (fifth edition) 2.2: characters that no document may hold, not even as references
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_FORMULA = tuple("=+-@\t\r")  # OWASP, "CSV Injection": a spreadsheet takes a cell that begins so for a formula
_NOT_IN_A_NAME = re.compile(r"[^\w.\-]", re.ASCII)


def xml(text: str) -> str:
    """A text as XML's content or attribute value. A character that XML cannot say becomes U+FFFD."""
    return _NEVER.sub("\ufffd", text).translate(_XML)


def json(text: str) -> str:
    """A text as JSON's string, with its quotes."""
    return _json.dumps(text, ensure_ascii=False)


def csv(text: str) -> str:
    """A text as a cell of RFC 4180; one that a spreadsheet would reckon gets an apostrophe in front."""
    return bare("'" + text if text.startswith(_FORMULA) else text)


def bare(text: str) -> str:
    """A text as a cell of RFC 4180, which knows no more characters than XML: others become U+FFFD."""
    text = _NEVER.sub("\ufffd", text)
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text


def name(text: str) -> str:
    """A text as the end of an XML name: what no name may hold becomes its code, as ``_x20_``."""
    return _NOT_IN_A_NAME.sub(lambda found: f"_x{ord(found.group()):X}_", text)


def plain(text: str) -> bool:
    """Whether XML, JSON and CSV spell a text as it is."""
    return xml(text) == text == csv(text) and json(text) == f'"{text}"'
