"""What a service sent, as text: its letters told from the bytes, and what is no answer told from what is one."""

from __future__ import annotations

import codecs
import html
import re

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

DETAILS = 500  # characters of a strange answer that are kept for whoever looks into it
NAME = 200  # characters that a name, a number or a code has at most; a longer one is cut
_PAGE = 20_000  # characters of a page that are read: tags without an end would take time by their square
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def text_of(body: bytes, content_type: str = "") -> str:
    """The text of an answer: UTF-8 where it is that, else what the header names, else what Polish Windows wrote."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace").replace("\x00", "")
    named = _CHARSET.search(content_type)
    for name in ("utf-8", named.group(1) if named else "", "cp1250", "iso-8859-2"):
        try:
            return body.decode(name).replace("\x00", "")
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("cp1250", errors="replace").replace("\x00", "")


def refuse_page(service: str, text: str) -> None:
    """Raise KmzbError where an answer is empty, or a page or an XML report in place of the data."""
    if not text.strip():
        raise KmzbError(tr("{service} sent an empty answer: try again later.", service=service), code="answer")
    head = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if not head.startswith("<"):
        return
    said = words(text)
    if "<html" in head or "<!doctype html" in head:
        message = tr(
            "{service} sent a web page instead of data: it is out of order, or something on the way to it answered.",
            service=service,
        )
    else:
        message = tr("{service} reports an error: {reason}.", service=service, reason=short(said) or "XML")
    raise KmzbError(message, said[:DETAILS], "answer")


def words(text: str) -> str:
    """What a page or an XML report says at its beginning, without its markup, in one line."""
    return " ".join(html.unescape(_TAG.sub(" ", text[:_PAGE])).split())


def short(text: str, length: int = 120) -> str:
    """The beginning of what a service said, fit for the inside of a sentence."""
    text = " ".join(text.split()).rstrip(". ")
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def strange(service: str, text: str) -> KmzbError:
    """The error for an answer that is not of the service's form."""
    return KmzbError(
        tr("The answer of {service} cannot be understood: the service may have changed.", service=service),
        text[:DETAILS],
        "answer",
    )
