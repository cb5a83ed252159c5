"""Run as a program: GDAL as a client. Standard input: jobs as JSON; standard output: for each what GDAL saw.

A job: ``source`` (an address for GDAL), ``boxes`` (x and y of corners, easting first, one question each; none: all),
``where`` (an attribute filter beside the box, so that GDAL writes both as a FILTER). The result: for each box the
reports' places by id as GDAL gives them (x, y), and the number of EPSG that it says they are in.
"""

from __future__ import annotations

import json
import sys

from osgeo import gdal, ogr, osr


def look(job: dict):
    dataset = gdal.OpenEx(job["source"], gdal.OF_VECTOR, open_options=job.get("options", []))
    if dataset is None:
        return {"error": gdal.GetLastErrorMsg()[:200]}
    names = [dataset.GetLayer(index).GetName() for index in range(dataset.GetLayerCount())]
    layer = dataset.GetLayerByName(next(name for name in names if name.split(":")[-1] == "zgloszenia"))
    system = layer.GetSpatialRef()
    code = system.GetAuthorityCode(None) if system else ""
    code = 4326 if code in ("CRS84", "84") else int(code or 0)
    # where GDAL's data axis are not x, y (RFC 73), say what a program that honours them would see as x and y
    swapped = bool(system) and list(system.GetDataAxisToSRSAxisMapping())[:2] == [1, 2] and inverted(system)
    found = []
    layer.SetAttributeFilter(job.get("where"))
    for box in job["boxes"] or [None]:
        if box is None:
            layer.SetSpatialFilter(None)
        else:
            layer.SetSpatialFilterRect(*((box[1], box[0], box[3], box[2]) if swapped else box))
        layer.ResetReading()
        gdal.ErrorReset()
        seen = {}
        for feature in layer:
            shape = feature.GetGeometryRef()
            x, y = shape.GetX(), shape.GetY()
            seen[feature.GetField("id")] = (y, x) if swapped else (x, y)
        found.append({"error": gdal.GetLastErrorMsg()[:200]} if gdal.GetLastErrorType() > 2 and not seen else seen)
    return {"code": code, "found": found}


def inverted(system: osr.SpatialReference) -> bool:
    return bool(system.EPSGTreatsAsLatLong() or system.EPSGTreatsAsNorthingEasting())


def main() -> None:
    ogr.DontUseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    for name, value in (("GDAL_HTTP_TIMEOUT", "60"), ("NO_PROXY", "127.0.0.1"), ("CPL_CURL_GZIP", "NO")):
        gdal.SetConfigOption(name, value)
    json.dump([look(job) for job in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
