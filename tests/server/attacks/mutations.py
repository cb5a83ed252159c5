"""Requests nobody thought of: those of the table, changed at random."""

from __future__ import annotations

import random
from urllib.parse import quote

from . import costs, documents, headers, injections, paging, places, writing
from .model import Case, body, fes, items, query, wfs, wms

TOKENS = (
    b"<", b">", b"&", b"'", b'"', b"%", b"\x00", b"\xff", b"=", b";", b"#", b"(", b")", b"../", b"//", b":", b",",
    b"%00", b"%ff", b"%2e", b"*", b"?",
    b"-1", b"1e308", b"NaN", b"9" * 40, b" ", b"\t", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x ?>", b"&#0;",
    b"&lt;", b"gml:", b"fes:", b"ogc:",
    b"zgloszenia", b"siatka_1km", b"note", b"until", b"geom", b"EPSG:4326", b"urn:ogc:def:crs:EPSG::2180", b"CRS84",
    b"2.0.0", b"1.1.0", b"1.0.0",
    b"SERVICE=WMS", b"REQUEST=GetMap", b"<fes:Not>", b"</fes:Not>", b"<fes:Or>", b"file_exists('/etc/passwd')",
    b"\xc5\xbc", b"[1]", b"//*",
)  # fmt: skip
VALUES = (
    "", "*", "0", "-1", "1.5", "true", "zgloszenia", "siatka_1km", "zgloszenia,siatka_1km", "(zgloszenia)(siatka_1km)",
    "typ", "geom", "typ,status", "EPSG:2180",
    "EPSG:4326", "urn:ogc:def:crs:EPSG::2180", "CRS:84", "0,0,900000,900000", "49,14,55,24,urn:ogc:def:crs:EPSG::4326",
    "1,2,3,4", "hits", "results", "GeoJSON",
    "text/csv", "application/flatgeobuf", "image/png", "image/jpeg", "text/html", "text/plain", "5", "100",
    "2024-01-01", "2020-01-01T00:00:00Z/..", "default", "żółw",
    fes("<fes:PropertyIsNull><fes:ValueReference>powod</fes:ValueReference></fes:PropertyIsNull>"), "zgloszenia.1",
    "typ D", "2.0.0", "1.1.0", "1.0.0", "1.3.0",
)  # fmt: skip
NAMES = (
    "SERVICE", "VERSION", "REQUEST", "TYPENAME", "TYPENAMES", "BBOX", "SRSNAME", "FILTER", "COUNT", "MAXFEATURES",
    "STARTINDEX", "PROPERTYNAME", "SORTBY", "OUTPUTFORMAT",
    "RESULTTYPE", "RESOURCEID", "FEATUREID", "VALUEREFERENCE", "PAGETOKEN", "LAYERS", "LAYER", "QUERY_LAYERS",
    "STYLES", "CRS", "SRS", "WIDTH", "HEIGHT", "FORMAT", "DPI",
    "INFO_FORMAT", "I", "J", "X", "Y", "FEATURE_COUNT", "SCALE", "TRANSPARENT", "BGCOLOR", "OPACITIES", "EXCEPTIONS",
    "limit", "offset", "bbox", "crs", "bbox-crs", "f",
    "datetime", "sortby", "properties", "typ", "status", "NAMESPACES", "STOREDQUERY_ID", "ID", "GEOMETRYNAME",
    "WITH_GEOMETRY", "TILED", "FI_POINT_TOLERANCE", "RULELABEL",
)  # fmt: skip


def seeds(port: int) -> list[bytes]:
    """The table's requests, and some that are answered."""
    good = [
        wfs(),
        wfs("1.1.0"),
        wfs("1.0.0"),
        wms(),
        items(),
        items("items/1"),
        query(SERVICE="WFS", REQUEST="GetCapabilities"),
        wfs(REQUEST="GetPropertyValue", VALUEREFERENCE="typ"),
        wfs(OUTPUTFORMAT="text/csv", SORTBY="typ", COUNT="9"),
        wfs(BBOX="0,0,900000,900000"),
        wms(REQUEST="GetFeatureInfo", QUERY_LAYERS="zgloszenia", I="1", J="1", INFO_FORMAT="text/xml"),
        query(SERVICE="WMS", REQUEST="GetLegendGraphic", LAYER="zgloszenia", FORMAT="image/png"),
    ]
    made = [Case("", target).bytes(port) for target in good] * 30
    made += [
        Case(
            "", "/", "POST", (("Content-Type", "text/xml"),), body(fes(f"<fes:Not>{costs.like('*')}</fes:Not>"))
        ).bytes(port)
    ] * 30
    for module in (places, writing, documents, headers, paging, injections, costs):
        made += [case.bytes(port) for case in module.cases()]
    return [one for one in made if len(one) < 20_000]


def keys(chance: random.Random) -> bytes:
    """A request of random keys and values that may well be right."""
    service = chance.choice(("WFS", "WFS", "WMS", ""))
    given = {"SERVICE": service} if service else {}
    usual = {
        "WFS": ("GetFeature", "GetFeature", "GetPropertyValue", "DescribeFeatureType"),
        "WMS": ("GetMap", "GetFeatureInfo", "GetLegendGraphic"),
    }
    if service:
        given["REQUEST"] = chance.choice(usual[service])
        given["VERSION"] = chance.choice(("2.0.0", "1.1.0", "1.0.0") if service == "WFS" else ("1.3.0", "1.1.1"))
        given["TYPENAMES" if given["VERSION"] == "2.0.0" else "TYPENAME" if service == "WFS" else "LAYERS"] = (
            "zgloszenia"
        )
    for name in chance.sample(NAMES, chance.randrange(1, 7)):
        given[name] = chance.choice(VALUES)
    place = "/?" if service else f"/wfs3/collections/{chance.choice(('zgloszenia', 'siatka_10km'))}/items?"
    return (place + "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())).encode()


def changed(chance: random.Random, given: list[bytes]) -> bytes:
    """A request made of one or two others; the length it says is right, lest nginx alone answers."""
    if chance.random() < 0.4:
        return b"GET " + keys(chance) + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    data = bytearray(chance.choice(given))
    for _time in range(chance.choice((1, 1, 2, 3, 8))):
        place = chance.randrange(len(data) + 1)
        what = chance.randrange(6)
        if what == 0 and data:
            data[min(place, len(data) - 1)] = chance.randrange(256)
        elif what == 1:
            data[place:place] = chance.choice(TOKENS)
        elif what == 2:
            del data[place : place + chance.choice((1, 2, 5, 20, 200))]
        elif what == 3:
            part = data[place : place + chance.choice((3, 10, 40, 200))]
            data[place:place] = part * chance.choice((1, 2, 30))
        elif what == 4:
            other = chance.choice(given)
            begin = chance.randrange(len(other) + 1)
            data[place : place + 30] = other[begin : begin + chance.choice((5, 30, 100))]
        else:
            data[place:place] = chance.choice(VALUES).encode()
    top, gap, rest = bytes(data[:30_000]).partition(b"\r\n\r\n")
    lines = [line for line in top.split(b"\r\n") if not line.lower().startswith((b"content-length", b"connection"))]
    if rest:
        lines.append(b"Content-Length: %d" % len(rest))
    return b"\r\n".join([*lines, b"Connection: close"]) + (gap or b"\r\n\r\n") + rest
