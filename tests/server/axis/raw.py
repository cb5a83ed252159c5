"""Raw HTTP: the requests as a person would write them, the answers read by the test itself."""

from __future__ import annotations

import io
import json

from PIL import Image

from . import truth
from .answers import points, verdict
from .cells import Cell

OGC, FES = "http://www.opengis.net/ogc", "http://www.opengis.net/fes/2.0"
GML = {"1.0.0": "http://www.opengis.net/gml", "1.1.0": "http://www.opengis.net/gml"}
GML32 = "http://www.opengis.net/gml/3.2"


def ids_filter(version: str) -> str:
    """A filter on the public ids of the known places."""
    name, space = ("fes:ValueReference", FES) if version == "2.0.0" else ("ogc:PropertyName", OGC)
    prefix = name.split(":")[0]
    each = "".join(
        f"<{prefix}:PropertyIsEqualTo><{name}>id</{name}><{prefix}:Literal>{truth.number(place)}</{prefix}:Literal>"
        f"</{prefix}:PropertyIsEqualTo>"
        for place in truth.CHOSEN
    )
    return f'<{prefix}:Filter xmlns:{prefix}="{space}"><{prefix}:Or>{each}</{prefix}:Or></{prefix}:Filter>'


def shape_filter(version: str, box: tuple, crs: str) -> str:
    """A filter on reports inside a small polygon given in a CRS (empty: the polygon names none)."""
    a, b, c, d = (f"{value:.8f}" for value in box)
    label = f' srsName="{crs}"' if crs else ""
    corners = [(a, b), (c, b), (c, d), (a, d), (a, b)]
    if version == "1.0.0":
        ring = " ".join(",".join(corner) for corner in corners)
        ring = f"<gml:LinearRing><gml:coordinates>{ring}</gml:coordinates></gml:LinearRing>"
        edge = f"<gml:outerBoundaryIs>{ring}</gml:outerBoundaryIs>"
    else:
        ring = " ".join(" ".join(corner) for corner in corners)
        ring = f"<gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing>"
        edge = f"<gml:exterior>{ring}</gml:exterior>"
    if version == "2.0.0":
        name, prefix, space = "fes:ValueReference", "fes", FES
        polygon = f'<gml:Polygon gml:id="p1"{label}>{edge}</gml:Polygon>'
    else:
        name, prefix, space = "ogc:PropertyName", "ogc", OGC
        polygon = f"<gml:Polygon{label}>{edge}</gml:Polygon>"
    gml = GML.get(version, GML32)
    return (
        f'<{prefix}:Filter xmlns:{prefix}="{space}" xmlns:gml="{gml}"><{prefix}:Intersects>'
        f"<{name}>{'geom' if version == '2.0.0' else 'geometry'}</{name}>{polygon}"
        f"</{prefix}:Intersects></{prefix}:Filter>"
    )


def numbers(box: tuple) -> str:
    """Corners as a parameter writes them."""
    return ",".join(f"{value:.8f}" for value in box)


def answer_code(cell: Cell) -> int:
    """The CRS of the answer's coordinates."""
    if cell.format == "GeoJSON":
        return 4326
    if cell.service == "OAPIF" and cell.ask != "output":
        return 4326
    if cell.service == "WFS" and cell.ask in ("bbox", "filter", "filter, POST"):
        return 2180
    return cell.system


def request(cell: Cell, output: str, place: str = "") -> dict[str, str]:
    """The parameters of a cell's GetFeature. ``output``: its OUTPUTFORMAT; ``place``: in whose box."""
    types = "TYPENAMES" if cell.version == "2.0.0" else "TYPENAME"
    given = {"SERVICE": "WFS", "VERSION": cell.version, "REQUEST": "GetFeature", types: "zgloszenia"}
    if output:
        given["OUTPUTFORMAT"] = output
    if cell.ask in ("output", "bbox, output") and cell.crs:
        given["SRSNAME"] = cell.crs
    if cell.ask == "output":
        return {**given, "FILTER": ids_filter(cell.version)}
    box = truth.box(place, cell.system, truth.north_first(cell))
    if cell.ask == "filter":
        return {**given, "FILTER": shape_filter(cell.version, box, cell.crs)}
    return {**given, "BBOX": numbers(box) + (f",{cell.crs}" if cell.crs else "")}


def wfs(client, cell: Cell, output: str) -> str:
    """The verdict on one WFS cell. ``client``: harness.Client."""
    if cell.ask == "output":
        return _asked(client, request(cell, output), cell, truth.CHOSEN)
    if cell.ask == "filter, POST":
        told = {_posted(client, cell, place) for place in truth.CHOSEN}
    else:
        told = {_asked(client, request(cell, output, place), cell, (place,)) for place in truth.CHOSEN}
    return " / ".join(sorted(told))


def _posted(client, cell: Cell, place: str) -> str:
    text = shape_filter(cell.version, truth.box(place, cell.system, truth.north_first(cell)), cell.crs)
    space, types = ("wfs/2.0", "typeNames") if cell.version == "2.0.0" else ("wfs", "typeName")
    name = 'kmzb:zgloszenia" xmlns:kmzb="urn:x-kmzb:publikacja:1' if cell.version == "2.0.0" else "zgloszenia"
    body = (
        f'<wfs:GetFeature xmlns:wfs="http://www.opengis.net/{space}" service="WFS" version="{cell.version}">'
        f'<wfs:Query {types}="{name}">{text}</wfs:Query></wfs:GetFeature>'
    )
    answer = client.ask(method="POST", data=body.encode(), headers={"Content-Type": "text/xml; charset=utf-8"})
    return judged(answer, (place,), answer_code(cell))


def _asked(client, given: dict, cell: Cell, places: tuple[str, ...]) -> str:
    return judged(client.ask(params=given), places, answer_code(cell))


def judged(answer, places: tuple[str, ...], code: int) -> str:
    """The verdict on an HTTP answer."""
    if answer.status_code in (400, 403) and b"xception" in answer.content + b"xception" * (b'"code"' in answer.content):
        return truth.REFUSED
    if answer.status_code != 200:
        return f"HTTP {answer.status_code}"
    return verdict(points(answer.content, answer.headers["Content-Type"]), places, code)


def oapif(client, cell: Cell) -> str:
    """The verdict on one OGC API Features cell (the CRS by URL; none is CRS84)."""
    verdicts = set()
    for place in truth.CHOSEN:
        middle = truth.box(place, 4326, False)
        given = {"bbox": numbers(middle), "limit": 10}
        if cell.ask == "output" and cell.crs:
            given["crs"] = cell.crs
        elif cell.ask != "output":
            given["bbox"] = numbers(truth.box(place, cell.system, truth.north_first(cell)))
            if cell.crs:
                given["bbox-crs"] = cell.crs
        answer = client.items(**given)
        told = judged(answer, (place,), answer_code(cell))
        if told != truth.REFUSED:
            label = answer.headers.get("Content-Crs", "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>").strip("<>")
            order = told in (truth.NE, truth.LATLON)
            if truth.order_of_label(label) != order or truth.code_of_label(label) != answer_code(cell):
                told += f" labelled {label}"
        verdicts.add(told)
    return " / ".join(sorted(verdicts))


def wms(client, cell: Cell) -> str:
    """The verdict on one WMS cell: a small map around each place, or a click in its middle."""
    verdicts = set()
    for place in truth.CHOSEN:
        given = {
            "VERSION": cell.version, "CRS" if cell.version == "1.3.0" else "SRS": cell.crs, "TRANSPARENT": "TRUE",
            "BBOX": numbers(truth.box(place, cell.system, truth.north_first(cell))), "WIDTH": 101, "HEIGHT": 101,
        }  # fmt: skip
        if cell.version != "1.3.0":
            given["CRS"] = None  # harness's own default
        if cell.ask == "map":
            verdicts.add(drawn(client.wms(**given).content))
        else:
            at = {"I": 50, "J": 50} if cell.version == "1.3.0" else {"X": 50, "Y": 50}
            click = {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "zgloszenia", "INFO_FORMAT": "application/json"}
            verdicts.add(clicked(client.wms(**given, **at, **click, FEATURE_COUNT=9).content, place))
    return " / ".join(sorted(verdicts))


def drawn(body: bytes) -> str:
    """Whether a map of 101 by 101 pixels shows a report in its middle and nothing in its corners."""
    if not body.startswith(b"\x89PNG"):
        return truth.REFUSED if b"xception" in body else "no picture"
    alpha = Image.open(io.BytesIO(body)).convert("RGBA").getchannel("A")
    middle = alpha.crop((45, 45, 56, 56)).getextrema()[1]
    corners = alpha.crop((0, 0, 101, 10)).getextrema()[1] + alpha.crop((0, 91, 101, 101)).getextrema()[1]
    return truth.FOUND if middle and not corners else "nothing" if not middle else "elsewhere"


def clicked(body: bytes, place: str) -> str:
    """Whether a click's answer is the report of a place and no other."""
    try:
        seen = {one["properties"]["id"] for one in json.loads(body)["features"]}
    except ValueError:
        return truth.REFUSED if b"xception" in body else "no JSON"
    return truth.FOUND if seen == {truth.number(place)} else "nothing" if not seen else "others"
