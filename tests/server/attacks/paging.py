"""Pages, counts, ids, versions, formats and systems that nobody gave."""

from __future__ import annotations

import base64
import json

from .model import Case, items, query, wfs, wms
from .target import EXPIRED, HIDDEN, NOBODY, SHOWN

NUMBERS = (
    "-1", "1e9", "99999999999999999999999999", "NaN", "inf", "-inf", "0x10", "1 OR 1=1", "1;DROP", "٣", "1.5", "½",
    "1,2", "--1",
    "+-5", "1" * 400, "null", "true", "$1", "?", "%s", "{0}", "1/**/", "(select 1)", "1\n2", "１",
)  # fmt: skip
OTHER = "20200101T000000Z-001"


def _token(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


TOKENS = {
    "no base64": "!!!", "empty list": _token(), "another publication": _token(OTHER, 0, 5),
    "a giant": _token(OTHER, 0, 10**40),
    "negative": _token(OTHER, -1, -1), "not a number": base64.urlsafe_b64encode(b'["x",NaN,Infinity]').decode(),
    "a text": _token(OTHER, "0", "1 OR 1=1"), "an object": base64.urlsafe_b64encode(b'{"a":1}').decode(),
    "true": _token(True, True, True),
    "deep": base64.urlsafe_b64encode(b"[" * 290).decode(), "long": "A" * 2000, "longer": "A" * 9000,
    "a pickle": "gASVCwAAAAAAAACMB2J1aWx0aW5z",
    "zero byte": _token("\x00", 0, 1), "quotes": "'--", "letters of others": "żółw", "path": "../../etc/passwd",
    "float": _token(OTHER, 0, 1.5),
}  # fmt: skip


def _numbers():
    for text in NUMBERS:
        for word in ("COUNT", "STARTINDEX"):
            yield Case(f"2.0 {word}={text[:30]!r}", wfs(**{word: text}), code="InvalidParameterValue")
        yield Case(f"1.1 MAXFEATURES={text[:30]!r}", wfs("1.1.0", MAXFEATURES=text))
        yield Case(f"api limit={text[:30]!r}", items(limit=text))
        yield Case(f"api offset={text[:30]!r}", items(offset=text))
        yield Case(f"map WIDTH={text[:30]!r}", wms(WIDTH=text))
    for space in ("\u00a0", "\u2003", "\t", "\n"):  # spaces round a number are none of it
        for name, target in (("2.0", wfs(COUNT=f"{space}5")), ("1.1", wfs("1.1.0", MAXFEATURES=f"{space}5"))):
            yield Case(f"{name} {space!r}5", target, status=(200, 400), reports=5)
        yield Case(f"api {space!r}5", items(limit=f"{space}5"), status=(200, 400), reports=5)
        yield Case(f"map {space!r}5", wms(WIDTH=f"{space}5"), status=(200, 400))
    for word, text in (("COUNT", "0"), ("STARTINDEX", "999999999999999999"), ("STARTINDEX", "66")):
        yield Case(f"2.0 {word}={text}", wfs(**{word: text}), status=(200,), holds="FeatureCollection")
    yield Case("2.0 COUNT of 18 digits", wfs(COUNT="9" * 18), status=(200,), reports=None)
    yield Case("api offset beyond", items(offset="999999999"), status=(200,), holds="FeatureCollection")


def _tokens():
    for name, text in TOKENS.items():
        yield Case(f"token {name}", wfs(COUNT="5", STARTINDEX="5", PAGETOKEN=text), status=(200, 400, 414), reports=5)
        asked = wfs(REQUEST="GetPropertyValue", VALUEREFERENCE="id", COUNT="5", PAGETOKEN=text)
        yield Case(f"token of values {name}", asked, status=(200, 400, 414), reports=5)


def _ids():
    """A hidden, an expired and a made-up report are the same nothing."""
    for name, number in (("hidden", HIDDEN), ("expired", EXPIRED), ("nobody's", NOBODY)):
        by_id = wfs(RESOURCEID=f"zgloszenia.{number}")
        # 200 with nothing, however it is asked; the stored query has no such feature
        yield Case(f"2.0 id {name}", by_id, status=(200,), holds='numberReturned="0"', reports=1)
        for stored in (
            "urn:ogc:def:query:OGC-WFS::GetFeatureById",
            "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById",
        ):
            asked = query(
                SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", STOREDQUERY_ID=stored, ID=f"zgloszenia.{number}"
            )
            yield Case(f"2.0 stored {stored[:8]} {name}", asked, status=(404,), code="NotFound", reports=1)
        yield Case(f"1.1 id {name}", wfs("1.1.0", FEATUREID=f"zgloszenia.{number}"), status=(200, 400), reports=1)
        yield Case(f"api item {name}", items(f"items/{number}"), status=(404,), reports=1)
        yield Case(f"api id= {name}", items(id=number), status=(200,), holds='"numberMatched": 0', reports=1)
    yield Case(
        "2.0 id shown", wfs(RESOURCEID=f"zgloszenia.{SHOWN}"), status=(200,), holds='numberReturned="1"', reports=1
    )
    for number in ("0", "-1", "67", "68", "69", "70", "9223372036854775807", "1 OR 1=1", "*", "%25"):
        yield Case(f"1.1 number {number}", wfs("1.1.0", FEATUREID=f"zgloszenia.{number}"), status=(200, 400))
        yield Case(f"api number {number}", items(f"items/{number.replace(' ', '%20')}"), status=(400, 404))
        yield Case(f"2.0 number {number}", wfs(RESOURCEID=f"zgloszenia.{number}"), status=(200, 400))


def _words():
    for version in (
        "3.0.0",
        "2.0.1",
        "2",
        "1.2.0",
        "0.0.0",
        "-1",
        "../2.0.0",
        "2.0.0'",
        "２.０.０",
        "2.0.0\x00",
        "9" * 300,
        "*",
    ):
        yield Case(f"VERSION={version[:20]!r}", wfs(VERSION=version), status=(200, 400), reports=None)
        asked = query(SERVICE="WFS", REQUEST="GetCapabilities", ACCEPTVERSIONS=version)
        yield Case(f"ACCEPTVERSIONS={version[:20]!r}", asked, status=(200, 400))
        yield Case(f"map VERSION={version[:20]!r}", wms(VERSION=version), status=(200, 400))
    for form in (
        "shapefile",
        "application/zip",
        "KML",
        "text/html",
        "../../x",
        "application/x-python",
        "gml32';--",
        "json\n",
        "*/*",
        "x" * 3000,
    ):
        yield Case(
            f"2.0 format {form[:20]!r}",
            wfs(OUTPUTFORMAT=form),
            status=(200, 400),
            reports=66 if form == "json\n" else 0,
        )
        yield Case(f"1.1 format {form[:20]!r}", wfs("1.1.0", OUTPUTFORMAT=form))
        yield Case(f"map format {form[:20]!r}", wms(FORMAT=form))
        yield Case(f"api format {form[:20]!r}", items(f=form))
        click = wms(REQUEST="GetFeatureInfo", QUERY_LAYERS="zgloszenia", I="1", J="1", INFO_FORMAT=form)
        if form != "text/html":
            yield Case(f"click format {form[:20]!r}", click)
    for name in (
        "sqlite_master",
        "dane_zgloszenia",
        "gpkg_contents",
        "obszar",
        "report",
        "zgloszenia;x",
        "zgloszenia,zgloszenia",
        "*",
        "zgloszenia_kropki",
        "kmzb_public.publication",
        "information_schema.tables",
        "..",
        "schema-element(zgloszenia)",
    ):
        yield Case(f"2.0 type {name}", wfs(TYPENAMES=name))
        yield Case(f"1.1 type {name}", wfs("1.1.0", TYPENAME=name))
        yield Case(
            f"described {name}",
            query(SERVICE="WFS", VERSION="2.0.0", REQUEST="DescribeFeatureType", TYPENAMES=name),
            status=(200, 400) if name == "zgloszenia,zgloszenia" else (400,),
        )
        yield Case(f"map layer {name}", wms(LAYERS=name))
        yield Case(f"collection {name}", f"/wfs3/collections/{name.replace(' ', '%20')}/items", status=(400, 404))


def cases():
    """All of them."""
    yield from _numbers()
    yield from _tokens()
    yield from _ids()
    yield from _words()
