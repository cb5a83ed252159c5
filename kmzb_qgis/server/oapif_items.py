"""Items of OGC API Features: QGIS Server's own API is asked in the way it answers rightly, its answer is completed.

Mended: the order of axes and the CRS (``oapif_axes``); ids, which QGIS Server leaves empty where the key column is not
published, and which change with each publication where it is: they are the lasting public keys here, and one item is
found by them; times, which are UTC, say so (3.22); links repeat what the client asked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from qgis.core import QgsExpression, QgsFeatureRequest
from qgis.server import (
    QgsBufferServerRequest,
    QgsBufferServerResponse,
    QgsConfigCache,
    QgsServerApiBadRequestException,
    QgsServerApiContext,
    QgsServerRequest,
    QgsServerSettings,
)

from ..toolbelt import compat
from . import oapif_axes
from .refusal import Answer, Refused
from .wfs2.model import FeatureType, feature_types

API = "OGC WFS3 (Draft)"  # the name by which QGIS Server registers it
ROOT = "/wfs3"
ITEMS = re.compile(
    r"(?P<base>.*)/wfs3/collections/(?P<layer>[^/]+)/items(?:/(?P<item>[^/]+?))?(?P<form>\.json|\.geojson|\.html)?/?"
)
REWRITTEN = ("crs", "bbox", "bbox-crs")
NAKED_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
JSON = "application/geo+json"


@dataclass(frozen=True)
class Question:
    """A checked request for items. ``pairs``: its query. ``item``: the public key of one; empty: many are asked."""

    type: FeatureType
    item: str
    form: str
    pairs: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """A parameter's value; empty where it is not given."""
        return dict(self.pairs).get(name, "")


def question(path: str, pairs: list[tuple[str, str]]) -> Question | None:
    """The question for items that a path and a query ask; None for any other. Raises Refused (404, 400)."""
    found = ITEMS.fullmatch(path)
    if found is None:
        return None
    kind = feature_types().get(found["layer"])
    if kind is None:
        raise Refused(404, "NotFound", "There is no such collection")
    if len({name for name, _value in pairs}) < len(pairs):
        raise Refused(400, "InvalidParameterValue", "A parameter is given twice")
    return Question(kind, found["item"] or "", found["form"] or "", tuple(pairs))


def answer(asked: Question, interface, url: str, headers: dict[str, str], project_path: str) -> Answer:
    """The answer to a question. ``url``: as it was asked; ``headers``: the request's. Raises Refused."""
    crs = oapif_axes.asked(asked.value("crs"), "crs")
    page = _wants_page(asked, headers)
    if asked.item and page:
        return _item_page(asked, interface, url, headers, project_path)
    box_crs = oapif_axes.asked(asked.value("bbox-crs"), "bbox-crs")
    pairs = [(name, value) for name, value in asked.pairs if name not in REWRITTEN]
    if asked.item:
        pairs = [(asked.type.key, asked.item), ("limit", "1")]
    elif asked.value("bbox"):
        pairs += [("bbox", oapif_axes.box(asked.value("bbox"), box_crs)), ("bbox-crs", box_crs.address)]
    if not page:  # a page's script draws the items on a map: CRS84
        pairs.append(("crs", crs.address))
    path = f"{url.split('/items')[0]}/items{'.json' if asked.item else asked.form}"
    body, content_type = _ask(f"{path}?{urlencode(pairs, quote_via=quote)}", headers, interface, project_path)
    if page or not content_type.startswith(JSON):
        return Answer(200, body, content_type)
    content = json.loads(body)
    features = [_mended(feature, asked.type, crs) for feature in content["features"]]
    if asked.item:
        if not features:
            raise Refused(404, "NotFound", "There is no such item")
        content = {**features[0], "links": _item_links(url, asked)}
    else:
        content = {**content, "features": features, "links": [_link(one, asked) for one in content["links"]]}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Answer(200, text.encode(), content_type, {"Content-Crs": f"<{crs.label}>"})


def _item_page(asked: Question, interface, url: str, headers: dict[str, str], project_path: str) -> Answer:
    """QGIS Server's page of one item, which it finds by the key of the data source alone."""
    layers = _project(project_path).mapLayers().values()
    layer = next(one for one in layers if compat.server_words(one).shortName() == asked.type.name)
    condition = QgsExpression.createFieldEqualityExpression(asked.type.key, asked.item)
    feature = next(layer.getFeatures(QgsFeatureRequest(QgsExpression(condition)).setLimit(1)), None)
    if feature is None:
        raise Refused(404, "NotFound", "There is no such item")
    keys = [str(feature.attribute(index)) for index in layer.dataProvider().pkAttributeIndexes()]
    inner = f"/items/{'@@'.join(keys) or feature.id()}"
    body, content_type = _ask(f"{url.split('/items')[0]}{inner}.html", headers, interface, project_path)
    shown = body.replace(f"{inner}.".encode(), f"/items/{quote(asked.item)}.".encode())
    return Answer(200, shown, content_type)


def _project(path: str):
    settings = QgsServerSettings()
    settings.load()
    return QgsConfigCache.instance().project(path, settings)


def _ask(url: str, headers: dict[str, str], interface, project_path: str) -> tuple[bytes, str]:
    project = _project(project_path)
    request = QgsBufferServerRequest(url, QgsServerRequest.Method.GetMethod, headers, b"")
    response = QgsBufferServerResponse()
    context = QgsServerApiContext(ROOT, request, response, project, interface)
    try:
        interface.serviceRegistry().getApi(API).executeRequest(context)
    except QgsServerApiBadRequestException as error:
        raise Refused(400, "InvalidParameterValue", str(error)) from None
    response.finish()
    return bytes(response.body()), response.headers().get("Content-Type", "")


def _wants_page(asked: Question, headers: dict[str, str]) -> bool:
    if asked.form or asked.value("f"):
        return asked.form == ".html" or asked.value("f").lower() == "html"
    accepted = next((value for name, value in headers.items() if name.lower() == "accept"), "")
    return accepted.lstrip().startswith(("text/html", "application/xhtml"))


def _mended(feature: dict, kind: FeatureType, crs: oapif_axes.Asked) -> dict:
    properties = feature["properties"]
    for one in kind.properties:
        value = properties.get(one.name)
        if one.kind == "datetime" and isinstance(value, str) and NAKED_TIME.fullmatch(value):
            properties[one.name] = f"{value}Z"
    geometry = oapif_axes.ordered(feature["geometry"], crs)
    return {**feature, "id": properties.get(kind.key, feature["id"]), "geometry": geometry}


def _link(link: dict, asked: Question) -> dict:
    """A link of QGIS Server's with the client's own parameters; where a page begins is QGIS Server's word."""
    address = urlsplit(link["href"])
    paging = dict(parse_qsl(address.query)) if link["rel"] in ("next", "prev", "previous") else {}
    pairs = {**dict(asked.pairs), **{name: paging[name] for name in ("offset", "limit") if name in paging}}
    return {**link, "href": address._replace(query=urlencode(pairs, safe=":/,", quote_via=quote)).geturl()}


def _item_links(url: str, asked: Question) -> list[dict]:
    start, query = url.split("/items")[0], urlencode(asked.pairs, safe=":/,", quote_via=quote)
    item = f"{start}/items/{quote(asked.item)}"
    return [
        {
            "rel": "self",
            "type": JSON,
            "title": "This document",
            "href": f"{item}.geojson{f'?{query}' if query else ''}",
        },
        {"rel": "alternate", "type": "text/html", "title": "This item as HTML", "href": f"{item}.html"},
        {"rel": "collection", "type": "application/json", "title": asked.type.title, "href": f"{start}.json"},
    ]
