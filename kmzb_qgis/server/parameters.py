"""Which parameters each service takes and what each may hold. The rest is dropped or, where it harms, refused."""

from __future__ import annotations

import re

from .columns import check_column, public_columns
from .refusal import Refused
from .systems import check_crs
from .wfs2 import negotiate
from .xmlcheck import check_filter

MAX_SIDE, MAX_PIXELS, MAX_VALUE, MAX_LAYERS = 4096, 4096 * 4096, 65536, 20
MAX_PARAMETERS = 100  # QGIS Server writes the whole address anew for each one that is taken out: 10,000 took minutes

# They evaluate expressions, open other files or reach other servers: told, so that nobody thinks they worked.
HARMFUL = re.compile(
    r"MAP|EXP_FILTER|SLD|SLD_BODY|SLDVERSION|REQUEST_BODY|FILTER_GEOM|FILTER_LANGUAGE|SELECTION|FILE_NAME"
    r"|TEMPLATE|ATLAS_PK|OPERATION|HIGHLIGHT_.*|EXTERNAL.*|OWS_.*|CQL_FILTER|VIEWPARAMS|.+:.+"
)


def _like(pattern: str):
    rule = re.compile(pattern)

    def check(value: str, name: str) -> None:
        if rule.fullmatch(value) is None:
            raise Refused(400, "InvalidParameterValue", f"{name} has a value that is not accepted", name)

    return check


def _number(lowest: float, highest: float):
    shape = _like(r"\s*[-+]?\d{1,12}(\.\d{1,12})?\s*")

    def check(value: str, name: str) -> None:
        shape(value, name)
        if not lowest <= float(value) <= highest:
            raise Refused(400, "InvalidParameterValue", f"{name} must lie between {lowest} and {highest}", name)

    return check


def _columns(value: str, name: str) -> None:
    for column in re.split(r"[,()]+", value):
        if column.strip() and column.strip() != "*":
            check_column(column, name)


def _sorting(value: str, name: str) -> None:
    for entry in value.split(","):
        column, _space, order = entry.strip().partition(" ")
        if order.strip().upper() not in ("", "A", "D", "ASC", "DESC", "+A", "+D"):
            raise Refused(400, "InvalidParameterValue", "SORTBY takes names with A or D", name)
        check_column(re.sub(r"\+[AD]$", "", column), name)


def _filter(value: str, _name: str) -> str:
    return check_filter(value)


def _box(value: str, name: str) -> None:
    parts = value.split(",", 4)
    NUMBERS(",".join(parts[:4]), name)
    check_crs("".join(parts[4:]), name)


def _once(value: str, name: str) -> None:
    """Each layer costs its own reading or drawing: a short request must not ask for one a thousand times."""
    WORDS(value, name)
    given = [text.split(":")[-1] for text in re.split(r"[,()\s]+", value) if text]
    if len(given) != len(set(given)) or len(given) > MAX_LAYERS:
        raise Refused(400, "InvalidParameterValue", f"{name} names too many layers, or one more than once", name)


def _layers(value: str, name: str) -> None:
    LAYERS(value, name)
    _once(value, name)


WORDS = _like(r"[\w ,.:;/()*+#=-]*")
NUMBER = r"\s*[-+]?\d{1,12}(\.\d{0,40})?([eE][-+]?\d{1,3})?\s*"
LAYERS = _like(r"(?!.*EXTERNAL)(?!.*external)[\w ,.()-]*")
NUMBERS = _like(rf"{NUMBER}(,{NUMBER}){{3}}")
NUMBERS_OAPIF = _like(rf"{NUMBER}(,{NUMBER}){{3}}((,{NUMBER}){{2}})?")
IMAGE = _like(r"image/(png|jpeg|jpg|webp)(;\s*(mode=)?[\w-]{1,20})?")
COUNT = _number(0, 1_000_000_000)
SIDE = _number(1, MAX_SIDE)
ANY_NUMBER = _number(-1e12, 1e12)

OUTPUT = _like(
    r"(?i)(gml2|gml3|xmlschema|geojson|application/(json|geo\+json|vnd\.geo\+json|gml\+xml;\s*version=3\.1(\.1)?)"
    r"|text/xml|text/xml;\s*subtype=\"?gml/(2\.1\.2|3\.1\.1)(/base/gml\.xsd)?\"?)(;\s*charset=utf-8)?"
)

WFS = {
    "SERVICE": WORDS, "VERSION": WORDS, "REQUEST": WORDS, "ACCEPTVERSIONS": WORDS, "TYPENAME": _once,
    "TYPENAMES": _once, "FEATUREID": WORDS, "RESULTTYPE": _like("(?i)hits|results"), "OUTPUTFORMAT": OUTPUT,
    "SRSNAME": check_crs, "BBOX": _box, "FILTER": _filter, "PROPERTYNAME": _columns, "SORTBY": _sorting,
    "MAXFEATURES": COUNT, "COUNT": COUNT, "STARTINDEX": COUNT, "GEOMETRYNAME": _like("(?i)extent|centroid|none"),
}  # fmt: skip

WMS = {
    "SERVICE": WORDS, "VERSION": WORDS, "REQUEST": WORDS, "LAYERS": _layers, "LAYER": _layers, "QUERY_LAYERS": _layers,
    "STYLES": LAYERS, "STYLE": LAYERS, "CRS": check_crs, "SRS": check_crs, "BBOX": _box, "WIDTH": SIDE, "HEIGHT": SIDE,
    "FORMAT": IMAGE, "TRANSPARENT": WORDS, "BGCOLOR": _like("(0x|#)?[0-9A-Fa-f]{6}"), "EXCEPTIONS": WORDS,
    "SLD_VERSION": _like(r"1\.[01]\.0"),  # QGIS and OpenLayers say it with GetLegendGraphic; it opens nothing
    "DPI": _number(1, 600), "MAP_RESOLUTION": _number(1, 600), "FORMAT_OPTIONS": _like("dpi:[0-9]{1,3}"),
    "TILED": WORDS, "OPACITIES": _like("[0-9, ]*"), "INFO_FORMAT": _like(
        "(text/(plain|html|xml)|application/(json|geo\\+json|vnd\\.ogc\\.gml(/3\\.1\\.1)?))(;\\s*charset=utf-8)?"
    ),
    "FEATURE_COUNT": _number(1, 100), "I": ANY_NUMBER, "J": ANY_NUMBER, "X": ANY_NUMBER, "Y": ANY_NUMBER,
    "FI_POINT_TOLERANCE": _number(0, 100), "FI_LINE_TOLERANCE": _number(0, 100),
    "FI_POLYGON_TOLERANCE": _number(0, 100), "WITH_GEOMETRY": WORDS, "SCALE": ANY_NUMBER, "LAYERTITLE": WORDS,
    "RULELABEL": WORDS, "SYMBOLWIDTH": _number(0, 100), "SYMBOLHEIGHT": _number(0, 100), "BOXSPACE": _number(0, 100),
    "LAYERSPACE": _number(0, 100), "SYMBOLSPACE": _number(0, 100), "ICONLABELSPACE": _number(0, 100),
}  # fmt: skip

REQUESTS = {
    "WFS": {"getcapabilities", "describefeaturetype", "getfeature"},
    "WMS": {"getcapabilities", "getmap", "getfeatureinfo", "getlegendgraphic", "getlegendgraphics"},
}

OAPIF = {
    "f": _like("(?i)json|geojson|html|text"), "limit": COUNT, "offset": COUNT, "bbox": NUMBERS_OAPIF,
    "bbox-crs": check_crs, "crs": check_crs, "resulttype": _like("hits|results"), "properties": _columns,
    "sortby": _sorting, "sortdesc": _like("(?i)true|false|0|1"), "datetime": _like("[-0-9T:.Z/+ ]{1,80}"),
}  # fmt: skip
# QGIS Server 3.22 writes a column's value into an expression without escaping it: no quotes, whole or encoded
OAPIF_VALUE = re.compile(r"[^'\"\\%;\x00-\x1f]*")
OAPIF_IGNORED = re.compile(r"_|_[a-z]{1,10}|utm_\w+")
OAPIF_PATH = re.compile(
    r"(?P<base>(/[\w.~-]+)*)/wfs3"
    r"(|/|\.json|\.html|/(api|conformance|collections)(/|\.json|\.html|\.openapi3)?"
    r"|/collections/[\w. -]+?(/|\.json|\.html)?"
    r"|/collections/[\w. -]+/items(/|\.json|\.geojson|\.html)?"
    r"|/collections/[\w. -]+/items/[\w.@{}-]+?(/|\.json|\.geojson|\.html)?"
    r"|/static/[\w-]+(\.[\w-]+)*)"
)


MAPS = frozenset({"LAYERS", "LAYER", "QUERY_LAYERS", "STYLES", "WIDTH", "HEIGHT", "SRS", "CRS"})


def meant(given: dict[str, str]) -> tuple[str, str]:
    """The service and version in whose words a request is refused that names no service, or one that there is not."""
    maps = MAPS & given.keys() or given.get("REQUEST", "").strip().lower() in REQUESTS["WMS"] - REQUESTS["WFS"]
    version = given.get("VERSION", "").strip()
    if maps or version in ("1.1.1", "1.3.0"):
        return "WMS", version
    return "WFS", negotiate.served(version) or negotiate.NEWEST


def settle(service: str, given: dict[str, str]) -> dict[str, str]:
    """The parameters that WFS or WMS may see. Raises Refused for harmful ones and values out of bounds."""
    known, kept = (WFS if service == "WFS" else WMS), {}
    for name, value in given.items():
        if name == "FILTER" and service == "WMS":
            raise Refused(403, "OperationNotSupported", "FILTER is not served by WMS here; use WFS", name)
        if name in known:
            if len(value) > MAX_VALUE:
                raise Refused(413, "InvalidParameterValue", f"{name} is too long", name)
            if value.strip():
                value = known[name](value, name) or value
            kept[name] = value
        elif HARMFUL.fullmatch(name):
            raise Refused(403, "OperationNotSupported", f"The parameter {name[:60]} is not accepted", name[:60])
    if kept.get("VERSION", "").startswith("1.0") and kept.get("RESULTTYPE", "").lower() == "hits":
        raise Refused(400, "InvalidParameterValue", "WFS 1.0.0 has no RESULTTYPE: ask with VERSION=1.1.0", "RESULTTYPE")
    sides = [float(kept.get(side, "").strip() or 0) for side in ("WIDTH", "HEIGHT")]
    if sides[0] * sides[1] > MAX_PIXELS:
        raise Refused(400, "InvalidParameterValue", "The map is too large", "WIDTH")
    return kept


def settle_oapif(path: str, given: list[tuple[str, str]]) -> None:
    """Check the path and the query of an OGC API Features request. Raises Refused (400, as the standard says)."""
    if ".." in path or OAPIF_PATH.fullmatch(path) is None:
        raise Refused(404, "NotFound", "There is nothing at this address")
    for name, value in given:
        if len(value) > MAX_VALUE:
            raise Refused(413, "InvalidParameterValue", f"{name[:60]} is too long")
        if name in OAPIF:
            OAPIF[name](value, name)
        elif name.lower() not in public_columns() and OAPIF_IGNORED.fullmatch(name) is None:
            raise Refused(400, "InvalidParameterValue", f"The parameter '{name[:60]}' is not known")
        elif OAPIF_VALUE.fullmatch(value) is None:
            raise Refused(400, "InvalidParameterValue", f"{name[:60]} has a value that is not accepted")
