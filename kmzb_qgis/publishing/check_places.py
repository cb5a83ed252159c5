"""Are the places right? Every WFS version, spelling of the CRS and format against the snapshot's own coordinates.

The truth: WFS 1.0.0 gives easting (longitude) first; WFS 1.1.0 and 2.0 give EPSG's order under a urn or URL and where
no CRS is asked, easting first under the short spelling; GeoJSON is longitude, latitude. What is sent fits its label.
"""

from __future__ import annotations

import json
import re

from ..toolbelt.i18n import tr
from . import check_words
from .check_client import Client, Reply
from .check_report import CheckReport
from .check_truth import Place, Truth

AREA = "places"
CODES = (2180, 4326, 3857)
SPELLINGS = {
    "short": "EPSG:{code}",
    "urn": "urn:ogc:def:crs:EPSG::{code}",
    "url": "http://www.opengis.net/def/crs/EPSG/0/{code}",
}
FORMATS = {"default": "", "GML2": "GML2", "GML3": "text/xml; subtype=gml/3.1.1", "GeoJSON": "application/vnd.geo+json"}
NORTH_FIRST = {2180, 4326}  # EPSG's own order
TOLERANCE = {2180: 1.0, 4326: 2e-5, 3857: 2.0}
_POINT = re.compile(r"<(?:\w+:)?Point\b[^>]*srsName=\"([^\"]*)\"[^>]*>\s*<(?:\w+:)?(?:pos|coordinates)\b[^>]*>([^<]+)<")
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def id_filter(number: str) -> str:
    """A filter on the public id."""
    return (
        '<ogc:Filter xmlns:ogc="http://www.opengis.net/ogc"><ogc:PropertyIsEqualTo>'
        f"<ogc:PropertyName>id</ogc:PropertyName><ogc:Literal>{number}</ogc:Literal>"
        "</ogc:PropertyIsEqualTo></ogc:Filter>"
    )


def _gml_point(text: str) -> tuple[str, tuple[float, ...]] | None:
    found = _POINT.search(text)
    return (found.group(1), tuple(map(float, NUMBERS.findall(found.group(2))[:2]))) if found else None


def _json_point(reply: Reply, number: str) -> tuple[float, ...] | None:
    try:
        features = json.loads(reply.text)["features"]
        mine = [f for f in features if number in map(str, f["properties"].values())]
        return tuple(mine[0]["geometry"]["coordinates"][:2])
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def near(seen, expected, code: int) -> bool:
    """Whether two pairs of coordinates are the same place; ``code``: of their CRS."""
    return seen is not None and len(seen) == 2 and all(
        abs(a - b) <= TOLERANCE[code] for a, b in zip(seen, expected)
    )  # fmt: skip


def ordered(place: Place, code: int, north_first: bool) -> tuple[float, float]:
    """The place's coordinates in an EPSG system, in the order asked for."""
    x, y = place.in_crs(code)
    return (y, x) if north_first and code in NORTH_FIRST else (x, y)


def wfs_matrix(client: Client, truth: Truth, report: CheckReport, progress) -> None:
    """WFS: version × CRS × spelling × format, the samples in turn."""
    turn = 0
    for version in ("1.0.0", "1.1.0"):
        for code in CODES:
            for spelling in ("none", *SPELLINGS) if code == 2180 else SPELLINGS:
                for name, output in FORMATS.items():
                    progress.check()
                    place = truth.places[turn % len(truth.places)]
                    turn += 1
                    _one(client, report, place, version, code, spelling, name, output)


def _one(client, report, place, version, code, spelling, name, output) -> None:
    more = {"TYPENAME": "zgloszenia", "FILTER": id_filter(place.id)}
    if spelling != "none":
        more["SRSNAME"] = SPELLINGS[spelling].format(code=code)
    if output:
        more["OUTPUTFORMAT"] = output
    reply = client.wfs("GetFeature", version, **more)
    question = matrix_question(version, code, spelling, name if output else tr("default format"))
    if name == "GeoJSON":
        seen = _json_point(reply, place.id)
        report.note(AREA, question, near(seen, place.in_crs(4326), 4326), check_words.point(seen))
        return
    if version == "1.1.0" and name == "GML2" and spelling != "short":
        # QGIS Server sends it easting first whatever is asked: only EPSG:n means that
        report.note(AREA, question, reply.refused, check_words.status(reply))
        return
    found = _gml_point(reply.text)
    if found is None:
        report.note(AREA, question, False, tr("no point in the answer (HTTP {status})", status=reply.status))
        return
    label, seen = found
    by_authority = spelling != "short" and version != "1.0.0"
    right = near(seen, ordered(place, code, by_authority), code)
    label_means_north = label.startswith(("urn:", "http://www.opengis.net/def"))
    consistent = near(seen, ordered(place, code, label_means_north), code)
    seen_text = tr("{place} labelled {label}", place=check_words.point(seen), label=label)
    report.note(AREA, question, right and consistent, seen_text)


def matrix_question(version: str, code: int, spelling: str, form: str) -> str:
    """What is asked of WFS, in words."""
    return tr(
        "WFS {version}, EPSG:{code} ({spelling}), {format}",
        version=version, code=code, spelling=spelling_word(spelling), format=form,
    )  # fmt: skip


def spelling_word(name: str) -> str:
    """A spelling of the CRS in words."""
    return tr("no SRSNAME") if name == "none" else tr("short name") if name == "short" else name.upper()


def boxes(client: Client, truth: Truth, report: CheckReport) -> None:
    """A BBOX takes the order of the CRS named in it, else of the default CRS."""
    place = truth.places[0]
    for version in ("1.0.0", "1.1.0"):
        for code in CODES:
            for spelling, pattern in SPELLINGS.items():
                name = pattern.format(code=code)
                box = box_around(ordered(place, code, version != "1.0.0" and spelling != "short"), code)
                reply = client.wfs("GetFeature", version, TYPENAME="zgloszenia", SRSNAME=name, BBOX=f"{box},{name}")
                right = not reply.refused and place.id in reply.text
                question = tr("WFS {version}, BBOX in {crs}", version=version, crs=name)
                report.note(AREA, question, right, tr("the report is not in its box"))
        box = box_around(ordered(place, 2180, version != "1.0.0"), 2180)
        reply = client.wfs("GetFeature", version, TYPENAME="zgloszenia", BBOX=box)
        question = tr("WFS {version}, BBOX without a CRS", version=version)
        report.note(AREA, question, place.id in reply.text, tr("the report is not in its box"))


def box_around(middle: tuple[float, float], code: int) -> str:
    """A small box around a place, as a parameter writes it."""
    half = 5 * TOLERANCE[code]
    return f"{middle[0] - half:.7f},{middle[1] - half:.7f},{middle[0] + half:.7f},{middle[1] + half:.7f}"


def oapif(client: Client, truth: Truth, report: CheckReport) -> None:
    """OGC API Features: CRS84 and the CRS that the collection offers; bbox."""
    described = json.loads(client.oapif("/collections/zgloszenia.json").text or "{}")
    for place in truth.places:
        path, box = "/collections/zgloszenia/items.json", box_around(place.in_crs(4326), 4326)
        seen = _json_point(client.oapif(path, bbox=box, limit=100), place.id)
        question = tr("OGC API Features, CRS84 and bbox")
        report.note(AREA, question, near(seen, place.in_crs(4326), 4326), check_words.point(seen))
        for address in described.get("crs", []):
            found = re.search(r"/EPSG/[\w.]+/(\d+)$", address)
            if found is None or int(found.group(1)) not in CODES:
                continue
            code = int(found.group(1))
            seen = _json_point(client.oapif(path, bbox=box, limit=100, crs=address), place.id)
            expected = ordered(place, code, True)
            report.note(AREA, f"OGC API Features, {address}", near(seen, expected, code), check_words.point(seen))
            reply = client.oapif(path, bbox=box_around(expected, code), limit=100, **{"bbox-crs": address})
            right = _json_point(reply, place.id) is not None
            question = tr("OGC API Features, bbox in {crs}", crs=address)
            report.note(AREA, question, right, tr("the report is not in its box"))


def wms(client: Client, truth: Truth, report: CheckReport) -> None:
    """WMS: a click in the middle of a small map of a report's place must find the report."""
    for place in truth.places:
        for version, code, key in (
            ("1.1.1", 2180, "SRS"), ("1.3.0", 2180, "CRS"), ("1.1.1", 4326, "SRS"), ("1.3.0", 4326, "CRS"),
            ("1.3.0", 3857, "CRS"), ("1.3.0", 84, "CRS"),
        ):  # fmt: skip
            name, shown = (4326, "CRS:84") if code == 84 else (code, f"EPSG:{code}")
            middle = ordered(place, name, version == "1.3.0" and code != 84)
            half = 0.001 if name == 4326 else 100.0
            corners = (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
            box = ",".join(f"{value:.7f}" for value in corners)
            pixel = {"I": 100, "J": 100} if version == "1.3.0" else {"X": 100, "Y": 100}
            reply = client.wms(
                "GetFeatureInfo", version, LAYERS="zgloszenia", QUERY_LAYERS="zgloszenia", STYLES="", BBOX=box,
                WIDTH=201, HEIGHT=201, FORMAT="image/png", INFO_FORMAT="application/json", FEATURE_COUNT=100,
                **{key: shown}, **pixel,
            )  # fmt: skip
            question = tr("WMS {version} in {crs}", version=version, crs=shown)
            report.note(AREA, question, place.id in reply.text, tr("no report at its place on the map"))
