"""A case of the attack suite: a request, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from .target import Reply, head

XML = ("Content-Type", "text/xml")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
REFUSED = (400, 403, 404, 405, 406, 413, 414, 421)


@dataclass(frozen=True)
class Case:
    """``status``: what may come. ``code``: the exception's code that must stand in the answer. ``reports``: the most
    reports that the answer may hold (None: any number of public ones). ``holds``: what must stand in it. ``raw``: the
    whole request, where the other words cannot say it."""

    name: str
    target: str = "/"
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    raw: bytes = b""
    status: tuple[int, ...] = (400,)
    code: str = ""
    holds: str = ""
    reports: int | None = 0

    def bytes(self, port: int) -> bytes:
        """The request as it goes over the wire."""
        return self.raw or head(self.method, self.target, self.headers, self.body, port)

    def faults(self, reply: Reply) -> list[str]:
        """In what the answer is not as it must be."""
        found = []
        if reply.status not in self.status:
            found.append(f"status {reply.status}, not {self.status}")
        if self.code and self.code not in reply.text:
            found.append(f"no {self.code}")
        if self.holds not in reply.text:
            found.append(f"no {self.holds}")
        if self.reports is not None and reply.reports > self.reports:
            found.append(f"{reply.reports} reports")
        return found


def query(**words: str) -> str:
    """An address with parameters, each character of a value encoded that might mean something."""
    return "/?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in words.items())


def wfs(version: str = "2.0.0", **words: str) -> str:
    """A GetFeature of reports; words given here come in the place of the usual ones."""
    usual = {"SERVICE": "WFS", "VERSION": version, "REQUEST": "GetFeature"}
    usual["TYPENAMES" if version.startswith("2") else "TYPENAME"] = "zgloszenia"
    return query(**{**usual, **words})


def wms(**words: str) -> str:
    """A small GetMap round Kraków."""
    usual = {
        "SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetMap", "LAYERS": "zgloszenia", "STYLES": "",
        "CRS": "EPSG:2180", "BBOX": "240000,560000,250000,570000", "WIDTH": "64", "HEIGHT": "64", "FORMAT": "image/png",
    }  # fmt: skip
    return query(**{**usual, **words})


def items(tail: str = "items", layer: str = "zgloszenia", **words: str) -> str:
    """An address below a collection of OGC API Features."""
    asked = query(**words)[1:] if words else ""
    return f"/wfs3/collections/{layer}/{tail}{asked}"


FES = 'xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
OGC = 'xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml"'


def fes(inner: str) -> str:
    """A filter of WFS 2.0."""
    return f"<fes:Filter {FES}>{inner}</fes:Filter>"


def ogc(inner: str) -> str:
    """A filter of WFS 1.x."""
    return f"<ogc:Filter {OGC}>{inner}</ogc:Filter>"


def body(inner: str = "", version: str = "2.0.0", more: str = "", kind: str = "GetFeature") -> bytes:
    """A body with one query of reports."""
    if version.startswith("2"):
        spaces = f'xmlns:wfs="http://www.opengis.net/wfs/2.0" {FES}'
        what = f'<wfs:Query typeNames="zgloszenia">{inner}</wfs:Query>'
    else:
        spaces = f'xmlns:wfs="http://www.opengis.net/wfs" {OGC}'
        what = f'<wfs:Query typeName="zgloszenia">{inner}</wfs:Query>'
    return f'<wfs:{kind} {spaces} service="WFS" version="{version}" {more}>{what}</wfs:{kind}>'.encode()


def post(name: str, sent: bytes, *headers: tuple[str, str], target: str = "/", **expected) -> Case:
    """A case that posts XML."""
    return Case(name, target, "POST", (*headers,) or (XML,), sent, **expected)
