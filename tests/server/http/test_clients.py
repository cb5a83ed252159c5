"""Other people's clients read the publication: OWSLib, ogrinfo, and QGIS's own WFS provider."""

from __future__ import annotations

import subprocess

import pytest
from owslib.wfs import WebFeatureService
from qgis.core import QgsFeatureRequest, QgsRasterLayer, QgsRectangle, QgsVectorLayer

from tests.server import harness
from tests.server.harness import PLACES


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_owslib(running, version):
    service = WebFeatureService(running.url, version=version, timeout=30)
    assert {name.split(":")[-1] for name in service.contents} == {
        "zgloszenia", "statystyka_powiat", "statystyka_gmina", "siatka_1km", "siatka_10km",
    }  # fmt: skip
    text = service.getfeature(typename=["zgloszenia"], maxfeatures=200).read().decode()
    assert text.count("featureMember>") // 2 == 126 and "Przekraczanie dozwolonej prędkości" in text


@pytest.mark.parametrize(
    "source", ["WFS:{}?SERVICE=WFS&VERSION=1.0.0", "WFS:{}?SERVICE=WFS&VERSION=1.1.0", "OAPIF:{}wfs3"]
)
def test_ogrinfo(running, source):
    done = subprocess.run(
        ["ogrinfo", "-ro", "-al", "-geom=YES", source.format(running.url), "zgloszenia"],
        capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Feature Count: 126" in done.stdout and "Przekraczanie dozwolonej prędkości" in done.stdout
    for told in ("SEKRET", "until", "note"):
        assert told not in done.stdout


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_qgis_wfs_provider(running, qgis_app, version):
    layer = QgsVectorLayer(
        f"url='{running.url}' typename='zgloszenia' version='{version}' srsname='EPSG:2180'", "wfs", "WFS"
    )
    assert layer.isValid(), layer.error().message()
    assert layer.crs().authid() == "EPSG:2180"
    features = {f["id"][:3]: f.geometry().asPoint() for f in layer.getFeatures() if f["id"].startswith("a")}
    assert len(features) == len(PLACES)
    for number, (e, n) in enumerate(PLACES.values()):
        point = next(p for key, p in features.items() if key.startswith(f"a{number}"))
        assert (round(point.x()), round(point.y())) == (e, n)
    e, n = PLACES["gdansk"]
    inside = QgsFeatureRequest().setFilterRect(QgsRectangle(e - 50, n - 50, e + 50, n + 50))
    assert [f["id"][:2] for f in layer.getFeatures(inside)] == ["a1"]


def test_qgis_features_api_provider(running, qgis_app):
    layer = QgsVectorLayer(f"url='{running.url}wfs3' typename='zgloszenia'", "features", "OAPIF")
    assert layer.isValid(), layer.error().message()
    found = {feature["id"]: feature.geometry().asPoint() for feature in layer.getFeatures()}
    assert len(found) == 126
    krakow = next(point for number, point in found.items() if number.startswith("a0"))
    assert (round(krakow.x(), 3), round(krakow.y(), 3)) == (19.937, 50.061)


def test_qgis_wms_provider(running, qgis_app):
    layer = QgsRasterLayer(f"url={running.url}&layers=zgloszenia&styles=&format=image/png&crs=EPSG:2180", "map", "wms")
    assert layer.isValid(), layer.error().message()
    e, n = PLACES["zgorzelec"]
    block = layer.dataProvider().block(1, QgsRectangle(e - 100, n - 100, e + 100, n + 100), 101, 101)
    assert block.isValid()
    assert len({block.color(row, column) for row in range(35, 66) for column in range(35, 66)}) > 3


def test_every_process_answers_in_the_same_bytes(site):
    """With Qt's random order of XML attributes OWSLib found no columns in the schemas of some processes."""
    asked = {"REQUEST": "DescribeFeatureType"}
    with harness.service(site.project, workers=2) as service:
        client = harness.Client(service.url)
        assert len({client.wfs(**asked).content for _ in range(12)}) == 1
