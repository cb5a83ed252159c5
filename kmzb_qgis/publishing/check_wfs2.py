"""WFS 2.0.0, which reads the publication past QGIS: values, places in every spelling and format, inner columns.

The truth of places is that of WFS 1.1.0 (check_places.py); CSV names its columns in the order of their axes.
"""

from __future__ import annotations

import csv
import io
import json
import re

from ..toolbelt.i18n import tr
from . import check_words
from .check_client import Client, Reply
from .check_closed import INNER
from .check_places import CODES, NUMBERS, SPELLINGS, box_around, matrix_question, near, ordered
from .check_report import CheckReport
from .check_truth import Place, Truth

VERSION, SERVICE = "2.0.0", "WFS 2.0.0"
LAYER = "zgloszenia"
FORMATS = {"GML 3.2": "application/gml+xml; version=3.2", "GeoJSON": "application/geo+json", "CSV": "text/csv"}
FES = 'xmlns:fes="http://www.opengis.net/fes/2.0"'
GEOMETRY = "geom"
_POINT = re.compile(r"<gml:Point\b[^>]*srsName=\"([^\"]*)\"[^>]*>\s*<gml:pos\b[^>]*>([^<]+)<")


def values(client: Client, truth: Truth, report: CheckReport) -> None:
    """Sample reports have exactly the published values, times to the millisecond and with their zone."""
    for place in truth.places:
        properties = _features(_asked(client, place, FORMATS["GeoJSON"])).get(place.id, {}).get("properties", {})
        for name, value in place.values.items():
            got, question = properties.get(name), tr("{column} of {report}", column=name, report=place.id[:8])
            report.note("values", question, (got or None) == (value or None), check_words.value(got, value))


def places(client: Client, truth: Truth, report: CheckReport, progress) -> None:
    """CRS × spelling × format, the samples in turn; boxes by BBOX and in a filter, in each CRS and spelling."""
    turn = 0
    for code in CODES:
        for spelling in ("none", *SPELLINGS) if code == 2180 else SPELLINGS:
            progress.check()
            crs = "" if spelling == "none" else SPELLINGS[spelling].format(code=code)
            for form, output in FORMATS.items():
                place = truth.places[turn % len(truth.places)]
                turn += 1
                _place(client, report, place, code, spelling, crs, form, output)
            _boxes(client, report, truth.places[turn % len(truth.places)], code, spelling != "short", crs)


def _asked(client: Client, place: Place, output: str, crs: str = "") -> Reply:
    more = {"SRSNAME": crs} if crs else {}
    return client.wfs(
        "GetFeature", VERSION, TYPENAMES=LAYER, RESOURCEID=f"{LAYER}.{place.id}", OUTPUTFORMAT=output, **more
    )


def _place(client, report, place, code, spelling, crs, form, output) -> None:
    reply = _asked(client, place, output, crs)
    question = matrix_question(VERSION, code, spelling, form)
    north = spelling != "short"
    expected, label = ordered(place, code, north), ""
    try:
        if form == "GeoJSON":
            seen = tuple(_features(reply)[place.id]["geometry"]["coordinates"][:2])
            report.note("places", question, near(seen, place.in_crs(4326), 4326), check_words.point(seen))
            return
        if form == "CSV":
            head, row = list(csv.reader(io.StringIO(reply.text)))[:2]
            label, seen = ",".join(head[:2]), (float(row[0]), float(row[1]))
            consistent = (label in ("y,x", "lat,lon")) == (north and code != 3857)
        else:
            label, text = _POINT.search(reply.text).groups()
            seen = tuple(map(float, NUMBERS.findall(text)[:2]))
            consistent = label == (crs or SPELLINGS["urn"].format(code=code))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        text = tr("no point in the answer (HTTP {status})", status=reply.status)
        report.note("places", question, False, text)
        return
    told = tr("{place} labelled {label}", place=check_words.point(seen), label=label)
    report.note("places", question, near(seen, expected, code) and consistent, told)


def _boxes(client, report, place, code, north, crs) -> None:
    box = box_around(ordered(place, code, north), code)
    lower, upper = box.split(",")[:2], box.split(",")[2:]
    label = f' srsName="{crs}"' if crs else ""
    shape = (
        f'<fes:Filter {FES} xmlns:gml="http://www.opengis.net/gml/3.2"><fes:BBOX><fes:ValueReference>{GEOMETRY}'
        f"</fes:ValueReference><gml:Envelope{label}><gml:lowerCorner>{' '.join(lower)}</gml:lowerCorner>"
        f"<gml:upperCorner>{' '.join(upper)}</gml:upperCorner></gml:Envelope></fes:BBOX></fes:Filter>"
    )
    shown = crs or tr("no SRSNAME")
    for question, more in (
        (tr("WFS {version}, BBOX in {crs}", version=VERSION, crs=shown), {"BBOX": f"{box},{crs}" if crs else box}),
        (tr("WFS {version}, BBOX in {crs}", version=VERSION, crs=f"{shown}, FILTER"), {"FILTER": shape}),
    ):
        reply = client.wfs("GetFeature", VERSION, TYPENAMES=LAYER, **more)
        right = not reply.refused and place.id in reply.text
        report.note("places", question, right, tr("the report is not in its box"))


def inner_columns(client: Client, report: CheckReport, progress) -> None:
    """No inner column answers by WFS 2.0: a question and its opposite are refused, or get the very same answer."""
    first = {"TYPENAMES": LAYER, "COUNT": 1}
    for column in INNER:
        progress.check()
        null = f"<fes:PropertyIsNull><fes:ValueReference>{column}</fes:ValueReference></fes:PropertyIsNull>"
        turned = [f"<fes:Filter {FES}>{text}</fes:Filter>" for text in (null, f"<fes:Not>{null}</fes:Not>")]
        ways = {
            "FILTER": [client.wfs("GetFeature", VERSION, **first, FILTER=text) for text in turned],
            "FILTER by POST": [client.post(_body(text)) for text in turned],
            "SORTBY": [client.wfs("GetFeature", VERSION, **first, SORTBY=f"{column} {way}") for way in ("ASC", "DESC")],
        }
        for way, (one, other) in ways.items():
            right = (one.refused and other.refused) or one.steady == other.steady
            question = tr("{column} by {way}", column=column, way=f"{SERVICE}, {check_words.way(way)}")
            report.note("inner columns", question, right, tr("a question and its opposite are answered differently"))
        for way, reply in (
            ("PROPERTYNAME", client.wfs("GetFeature", VERSION, **first, PROPERTYNAME=column)),
            ("VALUEREFERENCE", client.wfs("GetPropertyValue", VERSION, **first, VALUEREFERENCE=column)),
        ):
            question = tr("{column} by {way}", column=column, way=f"{SERVICE}, {way}")
            right = reply.refused or f":{column}>" not in reply.text
            report.note("inner columns", question, right, tr("the column is sent"))


def _body(text: str) -> str:
    return (
        f'<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" service="WFS" version="{VERSION}" count="1">'
        f'<wfs:Query typeNames="{LAYER}">{text}</wfs:Query></wfs:GetFeature>'
    )


def _features(reply: Reply) -> dict[str, dict]:
    """The features of a GeoJSON answer by public id; none where it is no such answer."""
    try:
        return {one["properties"]["id"]: one for one in json.loads(reply.text)["features"]}
    except (ValueError, KeyError, TypeError):
        return {}
