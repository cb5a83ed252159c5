"""Shapes that other programs write are read alike, whatever another plugin did to GDAL's exceptions."""

from __future__ import annotations

import struct

import pytest
from osgeo import ogr

from kmzb_qgis.publishing import blobs
from kmzb_qgis.store import functions
from kmzb_qgis.toolbelt import shapes

BIG_ENDIAN = struct.pack(">BIdd", 0, 1, 567000.0, 244000.0)


@pytest.fixture(params=[False, True], ids=["quiet", "raising"])
def gdal_raises(request):
    was = ogr.GetUseExceptions()
    (ogr.UseExceptions if request.param else ogr.DontUseExceptions)()
    yield
    (ogr.UseExceptions if was else ogr.DontUseExceptions)()


def test_bytes_that_are_no_shape(gdal_raises, capfd):
    for wild in (b"", b"\x01", b"nonsense", BIG_ENDIAN[:-3]):
        assert shapes.from_wkb(wild) is None
    assert shapes.from_wkb(BIG_ENDIAN).GetX() == 567000
    assert capfd.readouterr() == ("", "")


def test_the_functions_of_the_store_and_of_the_publication(gdal_raises):
    header = struct.pack("<2sBBi", b"GP", 0, 1, 2180)
    assert functions.envelope(header + b"\x01nonsense") is None
    assert functions.envelope(header + BIG_ENDIAN) == (567000, 567000, 244000, 244000)
    assert blobs.multipolygon(header + b"\x01nonsense") is None
