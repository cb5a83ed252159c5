"""Texts that are SQL, expressions, patterns, templates or markup to somebody, in every place that takes a value.

Where a value is compared it finds nothing; where a name or a number is expected it is refused.
"""

from __future__ import annotations

from urllib.parse import quote

from .model import Case, body, fes, items, ogc, post, query, wfs, wms

TEXTS = {
    "or": "x' OR '1'='1", "union": "x') UNION SELECT note FROM report--", "stacked": "x'; DROP TABLE zgloszenia;--",
    "double": 'x" OR "1"="1',
    "comment": "x'/**/OR/**/1=1--", "function": "' || (SELECT sql FROM sqlite_master) || '",
    "load": "' || load_extension('/tmp/x') || '",
    "file": "' or file_exists('/etc/passwd') or '", "env": "' || env('PATH') || '", "eval": "eval('1=1')",
    "project": "@project_path",
    "expression": "[% env('PATH') %]", "dollar": "$$; COPY x TO PROGRAM 'id'; $$", "sleep": "x' OR pg_sleep(30)--",
    "heavy": "x' OR randomblob(1e9)--",
    "format": "%s%n%(x)s{0}{x.__class__}", "shell": "$(id);`id`|id", "jndi": "${jndi:ldap://127.0.0.1:9/a}",
    "markup": "<script>alert(1)</script>",
    "entity": "&#39; or 1=1", "zero": "x\x00' OR 1=1", "break": "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "backslash": "x\\' OR 1=1--", "unicode": "xʼ OR 1=1",
    "path": "../../../etc/passwd", "template": "#{7*7}{{7*7}}", "xpath": "' or count(//*)>0 or '", "long": "'" * 3000,
    "pattern": "%' OR typ LIKE '%",
}  # fmt: skip


def escaped(text: str) -> str:
    """A text as XML holds it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _equal(column: str, text: str, space: str) -> str:
    name = "ValueReference" if space == "fes" else "PropertyName"
    return (
        f"<{space}:PropertyIsEqualTo><{space}:{name}>{escaped(column)}</{space}:{name}>"
        f"<{space}:Literal>{escaped(text)}</{space}:Literal></{space}:PropertyIsEqualTo>"
    )


def _like(text: str, signs: str = "wildCard='*' singleChar='?' escapeChar='!'") -> str:
    return (
        f"<fes:PropertyIsLike {signs}><fes:ValueReference>typ</fes:ValueReference>"
        f"<fes:Literal>{escaped(text)}</fes:Literal></fes:PropertyIsLike>"
    )


def _sign(text: str) -> str:
    shown = escaped(text).replace("'", "&apos;")
    return f"wildCard='{shown}' singleChar='?' escapeChar='!'"


ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"
CLICK = {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "zgloszenia", "I": "1", "J": "1"}
LEGEND = {"SERVICE": "WMS", "REQUEST": "GetLegendGraphic", "LAYER": "zgloszenia", "FORMAT": "image/png"}
# Compared: nothing is found, or it is refused
VALUES = {
    "2.0 literal": lambda t: wfs(FILTER=fes(_equal("typ", t, "fes"))),
    "2.0 time": lambda t: wfs(FILTER=fes(_equal("data_utworzenia", t, "fes"))),
    "2.0 id in a filter": lambda t: wfs(FILTER=fes(_equal("@gml:id", t, "fes"))),
    "2.0 like": lambda t: wfs(FILTER=fes(_like(t))),
    "2.0 resource": lambda t: wfs(RESOURCEID=f"zgloszenia.{t}"),
    "2.0 stored": lambda t: wfs(TYPENAMES="", STOREDQUERY_ID=ID, ID=f"zgloszenia.{t}"),
    "1.1 literal": lambda t: wfs("1.1.0", FILTER=ogc(_equal("typ", t, "ogc"))),
    "1.0 literal": lambda t: wfs("1.0.0", FILTER=ogc(_equal("typ", t, "ogc"))),
    "1.1 feature": lambda t: wfs("1.1.0", FEATUREID=f"zgloszenia.{t}"),
    "api value": lambda t: items(typ=t),
    "api item": lambda t: items(f"items/{quote(t, safe='')}"),
}  # fmt: skip
# A name, a number, a box or a system: always refused
NAMES = {
    "2.0 reference": lambda t: wfs(FILTER=fes(_equal(t, "x", "fes"))), "2.0 type": lambda t: wfs(TYPENAMES=t),
    "2.0 sort": lambda t: wfs(SORTBY=t), "2.0 property": lambda t: wfs(PROPERTYNAME=t),
    "2.0 count": lambda t: wfs(COUNT=t),
    "2.0 value": lambda t: wfs(REQUEST="GetPropertyValue", VALUEREFERENCE=t),
    "2.0 box": lambda t: wfs(BBOX=f"1,2,3,4,{t}"),
    "2.0 corner": lambda t: wfs(BBOX=f"{t},2,3,4"), "2.0 system": lambda t: wfs(SRSNAME=t),
    "2.0 format": lambda t: wfs(OUTPUTFORMAT=t),
    "2.0 filter": lambda t: wfs(FILTER=t), "2.0 language": lambda t: wfs(FILTER_LANGUAGE=t),
    "2.0 kind": lambda t: wfs(RESULTTYPE=t),
    "2.0 namespaces": lambda t: wfs(NAMESPACES=t),
    "2.0 stored query": lambda t: query(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetFeature", STOREDQUERY_ID=t),
    "1.1 reference": lambda t: wfs("1.1.0", FILTER=ogc(_equal(t, "x", "ogc"))),
    "1.1 type": lambda t: wfs("1.1.0", TYPENAME=t),
    "1.1 sort": lambda t: wfs("1.1.0", SORTBY=t), "1.1 property": lambda t: wfs("1.1.0", PROPERTYNAME=t),
    "1.1 expression": lambda t: wfs("1.1.0", EXP_FILTER=t), "1.1 box": lambda t: wfs("1.1.0", BBOX=f"1,2,3,4,{t}"),
    "1.1 system": lambda t: wfs("1.1.0", SRSNAME=t), "request": lambda t: query(SERVICE="WFS", REQUEST=t),
    "service": lambda t: query(SERVICE=t),
    "api limit": lambda t: items(limit=t), "api box": lambda t: items(bbox=t), "api system": lambda t: items(crs=t),
    "api sort": lambda t: items(sortby=t),
    "api properties": lambda t: items(properties=t), "api time": lambda t: items(datetime=t),
    "api format": lambda t: items(f=t),
    "api filter": lambda t: items(filter=t), "map layer": lambda t: wms(LAYERS=t), "map system": lambda t: wms(CRS=t),
    "map filter": lambda t: wms(FILTER=t),
    "map background": lambda t: wms(BGCOLOR=t), "map format": lambda t: wms(FORMAT=t),
    "map width": lambda t: wms(WIDTH=t), "map dpi": lambda t: wms(DPI=t),
    "map style": lambda t: wms(STYLES=t), "map box": lambda t: wms(BBOX=t), "map opacities": lambda t: wms(OPACITIES=t),
    "click layer": lambda t: wms(**{**CLICK, "QUERY_LAYERS": t}), "click place": lambda t: wms(**{**CLICK, "I": t}),
    "click format": lambda t: wms(**CLICK, INFO_FORMAT=t), "click count": lambda t: wms(**CLICK, FEATURE_COUNT=t),
    "legend layer": lambda t: query(**{**LEGEND, "LAYER": t}),
    "legend scale": lambda t: query(**{**LEGEND, "SCALE": t}),
}  # fmt: skip
# Shown or ignored, never evaluated
SHOWN = {
    "legend rule": lambda t: query(**LEGEND, RULELABEL=t), "legend title": lambda t: query(**LEGEND, LAYERTITLE=t),
    "map transparent": lambda t: wms(TRANSPARENT=t),
    "exceptions": lambda t: wms(EXCEPTIONS=t, LAYERS="none"), "other": lambda t: wfs(ANYTHING=t),
    "sections": lambda t: query(SERVICE="WFS", REQUEST="GetCapabilities", SECTIONS=t),
    "update": lambda t: query(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetCapabilities", UPDATESEQUENCE=t),
    "tiled": lambda t: wms(TILED=t),
}  # fmt: skip
NEVER = (400, 403, 404, 413)


def cases():
    """All of them."""
    for name, text in TEXTS.items():
        for place, target in VALUES.items():
            yield Case(f"{name} as {place}", target(text), status=(200, *NEVER))
        for place, target in NAMES.items():
            yield Case(f"{name} as {place}", target(text), status=NEVER)
        for place, target in SHOWN.items():
            yield Case(f"{name} as {place}", target(text), status=(200, *NEVER), reports=66 if place == "other" else 0)
        yield post(f"{name} in a body", body(fes(_equal("typ", text, "fes"))), status=(200, *NEVER))
        yield post(f"{name} in a body of 1.1", body(ogc(_equal("typ", text, "ogc")), "1.1.0"), status=(200, *NEVER))
        if "\x00" not in text and len(text) < 100:
            yield post(f"{name} for a wild card", body(fes(_like("x", _sign(text)))), status=(200, *NEVER))
