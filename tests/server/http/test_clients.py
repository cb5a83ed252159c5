"""Other people's clients read the publication: OWSLib, ogrinfo, and QGIS's own WFS provider."""

from __future__ import annotations

import subprocess

import pytest
from owslib.wfs import WebFeatureService
from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer

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
