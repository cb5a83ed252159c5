"""The documents of OGC API - Features as the standard has them: landing page, conformance, collections, definition.

QGIS Server makes them; it names collections by their titles, links items by a relation that does not exist, writes
times without a zone, offers editing that the guard refuses, and its API definition's address leads nowhere.
Rules: OGC 17-069r4 (Part 1: Core, 1.0.1), OGC 18-058r1 (Part 2: CRS), OpenAPI 3.0.
"""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from ...catalogue.model import load
from ..refusal import Refused
from ..wfs2.model import feature_types

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = (CRS84, f"{EPSG}2180", f"{EPSG}4326", f"{EPSG}3857")
STORED = f"{EPSG}2180"
CONFORMS = "http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}"
CLASSES = [CONFORMS.format(part=1, name=name) for name in ("core", "oas30", "html", "geojson")]
CLASSES.append(CONFORMS.format(part=2, name="crs"))
WHERE = re.compile(r".*/wfs3(?:/(?P<what>api|conformance|collections)(?:/(?P<id>[\w. -]+?))?)?(?:\.json|\.openapi3)?/?")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?")  # QGIS Server leaves out that it is UTC
LIMIT_MAX, LIMIT_DEFAULT = 10_000, 10


def mend(path: str, body: bytes, version: str) -> bytes:
    """The same document, true and valid; what is no document in JSON comes back as it was.

    ``path``: of the request. ``version``: of the publication.
    """
    found = WHERE.fullmatch(unquote(path))
    if found is None or not body.lstrip().startswith(b"{"):
        return body
    document = json.loads(body)
    what, name = found.group("what"), found.group("id")
    if name is not None:
        _collection(document, name)
    elif what == "collections":
        document.pop("crs", None)
        for each in document["collections"]:
            _collection(each, each["id"])
    elif what == "conformance":
        document["conformsTo"] = CLASSES
    elif what == "api":
        document = _definition(document, version)
    else:
        _landing(document)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def refused(body: bytes, status: int) -> Refused | None:
    """QGIS Server's own refusal, which is a list of one, as the API definition describes it."""
    try:
        (found,) = json.loads(body)
        return Refused(status, str(found["code"]), str(found["description"]))
    except (ValueError, TypeError, KeyError):
        return None


def _landing(document: dict) -> None:
    for link in list(document["links"]):
        if link["rel"] == "service-desc":
            page = {"href": f"{link['href']}.html", "rel": "service-doc", "title": link["title"], "type": "text/html"}
            document["links"].append(page)


def _collection(document: dict, name: str) -> None:
    """A collection: its own name, links to its items, an extent with times in UTC or none, and the systems served."""
    kind = feature_types().get(name)
    document["id"] = name
    document["itemType"] = "feature"
    document["crs"], document["storageCrs"] = list(SYSTEMS), STORED
    if kind is not None:
        document.setdefault("description", kind.abstract)
    for link in document["links"]:
        if link["rel"] == "item":
            link["rel"] = "items"
        elif link["rel"] == "describedBy":
            link["rel"] = "describedby"
            link["href"] = re.sub(r"\bversion=2\.0\b(?!\.)", "version=2.0.0", link["href"])
    extent = document.setdefault("extent", {})
    # of the area the data may lie in: QGIS Server's is that of the places, which outlines of units reach beyond
    west, east, south, north = map(float, load().publication["metadata"]["box"].split())
    extent["spatial"] = {"bbox": [[west, south, east, north]], "crs": CRS84}
    interval = extent.get("temporal", {}).get("interval")
    if interval:
        extent["temporal"]["interval"] = [[_utc(moment) for moment in pair] for pair in interval]
    else:
        extent.pop("temporal", None)


def _utc(moment: str | None) -> str | None:
    return f"{moment}Z" if moment and INSTANT.fullmatch(moment) else moment


def _definition(document: dict, version: str) -> dict:
    """The API definition: reading alone, addresses that lead somewhere, no empty words."""
    for server in document.get("servers", []):  # the paths below begin with /wfs3 themselves
        server["url"] = re.sub(r"/wfs3/?$", "", server["url"]) or "/"
    for operations in document["paths"].values():
        for method in [method for method in operations if method != "get"]:
            del operations[method]
    about = document["info"]
    about["version"] = version
    if not about.get("license", {}).get("name"):
        about.pop("license", None)
    about["contact"] = {name: text for name, text in about.get("contact", {}).items() if text}
    for parameter in document.get("components", {}).get("parameters", {}).values():
        if parameter["name"] in ("crs", "bbox-crs"):
            parameter["schema"]["enum"] = list(SYSTEMS)
    return document
