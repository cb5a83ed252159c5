"""GDAL as a second client: it reads the same counts, columns and places by every WFS and OGC API Features."""

from __future__ import annotations

from osgeo import gdal, ogr

from ..toolbelt.i18n import tr
from . import check_words
from .check_client import TIMEOUT_S, Client
from .check_places import TOLERANCE
from .check_report import CheckReport
from .check_truth import Place, Truth

AREA = "GDAL"


def read(client: Client, truth: Truth, report: CheckReport, progress) -> None:
    """Open each service with GDAL and look for the sample reports."""
    sources = {
        "WFS 1.0.0": (f"WFS:{client.base}/?SERVICE=WFS&VERSION=1.0.0", 2180),
        "WFS 1.1.0": (f"WFS:{client.base}/?SERVICE=WFS&VERSION=1.1.0", 2180),
        "WFS 2.0.0": (f"WFS:{client.base}/?SERVICE=WFS&VERSION=2.0.0", 2180),
        "OGC API Features": (f"OAPIF:{client.base}/wfs3", 4326),
    }
    options = {
        "GDAL_HTTP_TIMEOUT": str(TIMEOUT_S), "GDAL_HTTP_CONNECTTIMEOUT": "10", "CPL_CURL_GZIP": "NO",
        "NO_PROXY": "127.0.0.1,localhost",
    }  # fmt: skip
    before = {name: gdal.GetConfigOption(name) for name in options}
    for name, value in options.items():
        gdal.SetConfigOption(name, value)
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        for name, (address, code) in sources.items():
            progress.check()
            try:
                _source(report, truth, name, address, code)
            except RuntimeError as error:  # where a host program switched GDAL's exceptions on
                report.note(AREA, tr("{name} opens", name=name), False, str(error)[:200])
    finally:
        gdal.PopErrorHandler()
        for name, value in before.items():
            gdal.SetConfigOption(name, value)


def _source(report: CheckReport, truth: Truth, name: str, address: str, code: int) -> None:
    dataset = gdal.OpenEx(address, gdal.OF_VECTOR)
    if not report.note(AREA, tr("{name} opens", name=name), dataset is not None, gdal.GetLastErrorMsg()[:200]):
        return
    expected = {layer["name"] for layer in truth.catalogue.layers}
    seen = {dataset.GetLayer(i).GetName().split(":")[-1] for i in range(dataset.GetLayerCount())}
    report.note(AREA, tr("{service}: layers", service=name), seen == expected, check_words.difference(seen, expected))
    names = ("zgloszenia", "qgs:zgloszenia", "kmzb:zgloszenia")
    layer = next(filter(None, map(dataset.GetLayerByName, names)), None)
    if layer is None:
        return
    before = truth.counts()["zgloszenia"]
    count = layer.GetFeatureCount() if name != "WFS 1.0.0" or before <= 50_000 else before
    right = count in (before, truth.counts()["zgloszenia"])
    report.note(AREA, tr("{service}: count", service=name), right, check_words.number(count, before))
    for place in truth.places:
        seen_at = _find(layer, place, code)
        x, y = place.in_crs(code)
        near = seen_at is not None and abs(seen_at[0] - x) <= TOLERANCE[code] and abs(seen_at[1] - y) <= TOLERANCE[code]
        question = tr("{service}: place of {report}", service=name, report=place.id[:8])
        seen_text = tr(
            "{seen} instead of {expected}", seen=check_words.point(seen_at), expected=check_words.point((x, y))
        )
        report.note(AREA, question, near, seen_text)


def _find(layer: ogr.Layer, place: Place, code: int) -> tuple[float, float] | None:
    """x and y (easting or longitude first) of the report as GDAL sees it, asked for the box around the place."""
    x, y = place.in_crs(code)
    half = 5 * TOLERANCE[code]
    layer.SetSpatialFilterRect(x - half, y - half, x + half, y + half)
    layer.ResetReading()
    for feature in layer:
        if any(feature.GetFieldAsString(i) == place.id for i in range(feature.GetFieldCount())):
            shape = feature.GetGeometryRef()
            return shape.GetX(), shape.GetY()
    return None
