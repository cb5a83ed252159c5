"""Filters as other people's clients write them for WFS 2.0: QGIS's provider, GDAL's driver, OWSLib."""

from __future__ import annotations

import pytest
from osgeo import gdal, ogr
from owslib import fes2
from owslib.etree import etree
from owslib.wfs import WebFeatureService
from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

from tests.server import harness
from tests.server.harness import PLACES

E, N = PLACES["krakow"]
SPEED = "Przekraczanie dozwolonej prędkości"


def beginnings(ids) -> list[str]:
    """The first two characters of the ids of reports that tell their place."""
    return sorted(one[:2] for one in ids if one.startswith("a"))


@pytest.mark.parametrize("expression, wanted", [
    (f"\"typ\" = '{SPEED}'", ["a0", "a1", "a2", "a3", "a4", "a5"]),
    ("\"typ\" LIKE 'Przekraczanie%'", ["a0", "a1", "a2", "a3", "a4", "a5"]),
    ("\"typ\" ILIKE '%PRĘDKOŚCI'", ["a0", "a1", "a2", "a3", "a4", "a5"]),
    ("\"typ\" IN ('x', 'it''s')", []),
    ("\"status\" <> 'Nowe' AND NOT \"teryt\" IS NULL", ["a1"]),
    ("\"id\" LIKE 'a0%' OR \"id\" LIKE 'a3%'", ["a0", "a3"]),
    ("\"data_modyfikacji\" > '2020-01-01T00:00:00Z' AND \"id\" < 'a2'", ["a0", "a1"]),
    ("\"powod\" IS NOT NULL AND \"id\" LIKE 'a%'", []),
])  # fmt: skip
def test_qgis(running, qgis_app, expression, wanted):
    """What QGIS can write as FES it sends; the rest it filters itself: either way the same reports."""
    uri = f"url='{running.url}' typename='kmzb:zgloszenia' version='2.0.0' srsname='EPSG:2180'"
    layer = QgsVectorLayer(uri, "wfs", "WFS")
    assert layer.isValid(), layer.error().message()
    assert layer.setSubsetString(expression) or layer.subsetString() == expression
    assert beginnings(one["id"] for one in layer.getFeatures()) == wanted
    assert layer.setSubsetString("")
    asked = QgsFeatureRequest().setFilterExpression(expression)
    assert beginnings(one["id"] for one in layer.getFeatures(asked)) == wanted


def test_qgis_in_a_window_with_a_filter(running, qgis_app):
    uri = (
        f"url='{running.url}' typename='kmzb:zgloszenia' version='2.0.0' srsname='EPSG:2180' restrictToRequestBBOX='1'"
    )
    layer = QgsVectorLayer(uri, "wfs", "WFS")
    assert layer.setSubsetString("\"id\" LIKE 'a%'")
    window = QgsFeatureRequest().setFilterRect(QgsRectangle(E - 50, N - 50, E + 50, N + 50))
    assert beginnings(one["id"] for one in layer.getFeatures(window)) == ["a0"]


@pytest.mark.parametrize("where, wanted", [
    (f"typ = '{SPEED}'", ["a0", "a1", "a2", "a3", "a4", "a5"]),
    ("typ LIKE 'Przekraczanie%' AND id < 'a3'", ["a0", "a1", "a2"]),
    ("id IN ('x', 'it''s')", []),
    ("powod IS NULL AND id > 'a4'", ["a4", "a5"]),
    ("NOT (id < 'a5')", ["a5"]),
])  # fmt: skip
def test_gdal(running, where, wanted):
    gdal.ErrorReset()
    dataset = gdal.OpenEx(f"WFS:{running.url}?SERVICE=WFS&VERSION=2.0.0", gdal.OF_VECTOR)
    layer = dataset.GetLayerByName("kmzb:zgloszenia")
    assert layer.SetAttributeFilter(where) == ogr.OGRERR_NONE
    assert beginnings(one.GetField("id") for one in layer) == wanted
    layer.SetSpatialFilterRect(E - 50, N - 50, E + 50, N + 50)
    assert beginnings(one.GetField("id") for one in layer) == [one for one in wanted if one == "a0"]


def test_owslib(running):
    """OWSLib 0.27 sends no filter by GET and misspells the types by POST: its filters travel in our own request."""
    service = WebFeatureService(running.url, version="2.0.0", timeout=30)

    def ids(answer: bytes) -> list[str]:
        return beginnings(one.text for one in etree.fromstring(answer).iter("{urn:x-kmzb:publikacja:1}id"))

    def filtered(given) -> list[str]:
        text = etree.tostring(fes2.FilterRequest().setConstraint(given), encoding="unicode")
        asked = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": "kmzb:zgloszenia"}
        return ids(harness.Client(running.url).ask(params={**asked, "FILTER": text}).content)

    signs = {"wildCard": "*", "singleChar": "?", "escapeChar": "\\", "matchCase": False}
    early = fes2.PropertyIsLessThan("id", "a2")
    assert filtered(fes2.And([fes2.PropertyIsLike("kmzb:typ", "*PRĘDKOŚCI", **signs), early])) == ["a0", "a1"]
    box = fes2.BBox([N - 50, E - 50, N + 50, E + 50], crs="urn:ogc:def:crs:EPSG::2180")
    assert filtered(box) == ["a0"]
    # it takes boxes easting first, and writes them as the CRS has its axes
    types = ["kmzb:zgloszenia"]
    assert ids(service.getfeature(typename=types, bbox=(E - 50, N - 50, E + 50, N + 50)).read()) == ["a0"]
    degrees = (19.9367, 50.0611, 19.9377, 50.0619, "urn:ogc:def:crs:EPSG::4326")
    assert ids(service.getfeature(typename=types, bbox=degrees).read()) == ["a0"]
