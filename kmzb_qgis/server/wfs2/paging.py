"""Limits of an answer, where a page begins, and the links to the pages beside it."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from urllib.parse import urlencode

from ..refusal import Refused
from . import query
from .query import GetFeature, GetPropertyValue

_KEY, _LONGEST = "PAGETOKEN", 400
_SECONDS = 60.0


def _number(name: str, otherwise: float) -> float:
    """A setting from the environment; what is no positive number does not count."""
    try:
        found = float(os.environ.get(name, ""))
    except ValueError:
        return otherwise
    return found if 0 < found < 1e12 else otherwise


def seconds() -> float:
    """How long a request may take (KMZB_WFS_SECONDS)."""
    return _number("KMZB_WFS_SECONDS", _SECONDS)


def limit(asked: int | None) -> int:
    """Features of an answer: what is asked, at most KMZB_WFS_COUNT_MAX; KMZB_WFS_COUNT_DEFAULT where nothing is."""
    most = int(_number("KMZB_WFS_COUNT_MAX", query.COUNT_MAX))
    if asked is None:
        return min(int(_number("KMZB_WFS_COUNT_DEFAULT", query.COUNT_DEFAULT)), most)
    return min(asked, most)


@dataclass(frozen=True)
class Token:
    """Behind which row a page begins: of a publication, a query of the request (from 0), and a row number in it."""

    version: str
    query: int
    row: int

    def text(self) -> str:
        """As a link carries it."""
        raw = json.dumps([self.version, self.query, self.row]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def token(text: str, version: str, queries: int) -> Token | None:
    """What a link's token says, None where it is none of this publication: the page then begins at STARTINDEX.

    A token names a place in what everybody may read anyway; one that is made up leads to another page, no further.
    """
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True))
    except ValueError:
        return None
    if not isinstance(found, list) or len(found) != 3 or found[0] != version:
        return None
    if not all(type(number) is int for number in found[1:]) or not 0 <= found[1] < queries:
        return None
    return Token(version, found[1], found[2]) if 0 <= found[2] < 1 << 62 else None


def links(
    request: GetFeature | GetPropertyValue, base_url: str, start: int, returned: int, matched: int, after: Token | None
) -> tuple[str, str]:
    """``(next, previous)``: the addresses of the pages beside this one, empty where there is none or none can be said.

    ``asked`` is what a link repeats; where the request came in a way that no address says, it is empty: no links.
    """
    if not request.asked or not base_url:
        return "", ""
    following = previous = ""
    size = limit(request.count)
    if returned and start + returned < matched:
        more = {_KEY: after.text()} if after is not None else {}
        following = _address(base_url, request.asked, {"STARTINDEX": str(start + returned), **more})
    if start > 0 and size:
        begin = max(0, min(start, matched) - size)
        previous = _address(base_url, request.asked, {"STARTINDEX": str(begin), "COUNT": str(start - begin)}
                            if start <= matched and start < size else {"STARTINDEX": str(begin)})  # fmt: skip
    return following, previous


def results(request: GetFeature | GetPropertyValue, base_url: str, matched: int) -> str:
    """What a client that asked for ``hits`` asks next: the first page itself (09-025r2, 7.7.4.4.1); empty where there
    is nothing to give or no address can say it."""
    asked = {name: value for name, value in request.asked.items() if name.upper() != "RESULTTYPE"}
    return _address(base_url, asked, {}) if matched and request.asked and base_url else ""


def _address(base_url: str, asked: dict[str, str], more: dict[str, str]) -> str:
    kept = {name: value for name, value in asked.items() if name.upper() not in (_KEY, *more)}
    if "STARTINDEX" in more and more["STARTINDEX"] == "0":
        more = {name: value for name, value in more.items() if name != "STARTINDEX"}
        kept = {name: value for name, value in kept.items() if name.upper() != "STARTINDEX"}
    glue = "" if base_url.endswith(("?", "&")) else "&" if "?" in base_url else "?"
    return f"{base_url}{glue}{urlencode({**kept, **more})}"


def check(start: int) -> None:
    """Refuse a place that is no place."""
    if start < 0:
        raise Refused(400, "InvalidParameterValue", "STARTINDEX is a whole number from 0 on", "STARTINDEX")
