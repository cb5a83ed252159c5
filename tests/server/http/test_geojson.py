"""GeoJSON by WFS is longitude and latitude whatever CRS is asked, and a box means what its own CRS says."""

from __future__ import annotations

import pytest

SPELLINGS = [
    "",
    *(
        spelling
        for number in (2180, 4326, 3857)
        for spelling in (
            f"EPSG:{number}",
            f"urn:ogc:def:crs:EPSG::{number}",
            f"http://www.opengis.net/def/crs/EPSG/0/{number}",
        )
    ),
]
# The same hundred metres or so around Kraków's main square, by the truth table of the standards.
BOXES = [
    "244150,567000,244290,567120",  # the default, EPSG:2180 by its urn
    "567000,244150,567120,244290,EPSG:2180",
    "244150,567000,244290,567120,urn:ogc:def:crs:EPSG::2180",
    "19.9355,50.0610,19.9385,50.0630,EPSG:4326",
    "50.0610,19.9355,50.0630,19.9385,urn:ogc:def:crs:EPSG::4326",
    "19.9355,50.0610,19.9385,50.0630,CRS:84",
]


def features(answer) -> list:
    assert answer.status_code == 200, answer.text[:300]
    return answer.json()["features"]


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
@pytest.mark.parametrize("asked", SPELLINGS)
def test_places_are_longitude_and_latitude(client, version, asked):
    crs = {"SRSNAME": asked} if asked else {}
    for feature in features(client.wfs(VERSION=version, OUTPUTFORMAT="GeoJSON", MAXFEATURES=20, **crs)):
        lon, lat = feature["geometry"]["coordinates"]
        assert 14 < lon < 24.2 and 49 < lat < 55


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("asked", ["", "EPSG:2180", "urn:ogc:def:crs:EPSG::4326"])
def test_a_box_means_what_its_crs_says(client, box, asked):
    crs = {"SRSNAME": asked} if asked else {}
    found = features(client.wfs(OUTPUTFORMAT="application/json", BBOX=box, **crs))
    assert found
    for feature in found:
        lon, lat = feature["geometry"]["coordinates"]
        assert abs(lon - 19.937) < 0.003 and abs(lat - 50.062) < 0.003
