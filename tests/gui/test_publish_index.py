"""A map of a small place reads the rows of that place, not all of them."""

import pytest
from osgeo import gdal
from publishing_store import CONFIRMED, KRAKOW, put

from kmzb_qgis.publishing.publish import publish

pytestmark = pytest.mark.usefixtures("no_grace")


@pytest.fixture
def said():
    """What GDAL says of its work."""
    lines = []
    gdal.PushErrorHandler(lambda _kind, _number, text: lines.append(text))
    gdal.SetConfigOption("CPL_DEBUG", "ON")
    yield lines
    gdal.SetConfigOption("CPL_DEBUG", None)
    gdal.PopErrorHandler()


@pytest.mark.parametrize("layer", ["zgloszenia", "siatka_1km", "siatka_10km"])
def test_gdal_reads_a_layer_by_its_spatial_index(store, folder, said, layer):
    put(store, "here", status_id=CONFIRMED, place=KRAKOW)
    put(store, "there", status_id=CONFIRMED, place=(KRAKOW[0] + 50_000, KRAKOW[1]))
    publish(store.path, folder)
    data = next((folder / "public").glob("*.gpkg"))
    source = gdal.OpenEx(str(data), gdal.OF_VECTOR)
    rows = source.GetLayerByName(layer)
    rows.SetSpatialFilterRect(KRAKOW[0] - 100, KRAKOW[1] - 100, KRAKOW[0] + 100, KRAKOW[1] + 100)
    assert len([row.GetFID() for row in rows]) == 1
    (asked,) = [text for text in said if "SELECT" in text and f'FROM "{layer}"' in text and "WHERE" in text]
    assert f"rtree_{layer}_geom" in asked and "ST_MaxX" not in asked
    assert not [one for one in range(source.GetLayerCount()) if "rtree" in source.GetLayer(one).GetName()]
