"""Files of reports in every format, written by GDAL, with places that everyone knows."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from kmzb_qgis.sources.files import read_file
from kmzb_qgis.sources.options import ReadOptions

# E, N in EPSG:2180 (m), TERYT: Kraków's main square and the centres of towns far from one another
KRAKOW = (567059.0, 244219.0)
TOWNS = (
    (*KRAKOW, "1261011"), (637400.25, 486800.5, "1465011"), (472500.0, 723500.0, "2261011"),
    (358000.75, 506500.0, "3064011"), (362500.0, 362000.5, "0264011"), (747000.0, 381000.0, "0663011"),
)  # fmt: skip
NAMES = (
    "OBJECTID", "Typ", "Status", "TERYT", "Data utworzenia", "Data zdarzenia", "Data modyfikacji", "Pora dnia",
    "Dni tygodnia", "x", "y", "Opis",
)  # fmt: skip
REPORTED, MODIFIED = 1711353600000, 1711443661000  # 2024-03-25T08:00Z and 2024-03-26T09:01:01Z
TYPE, STATE = "Niszczenie zieleni", "Żart lub pomyłka"


class Feedback:
    """Keeps what is said."""

    def __init__(self, cancelled=False):
        self.said, self.cancelled = [], cancelled

    def isCanceled(self):
        return self.cancelled

    def setProgress(self, _):
        pass

    def pushInfo(self, text):
        self.said.append(text)

    pushWarning = pushInfo


def srs(code: int):
    """A CRS with the easting (longitude) first."""
    system = osr.SpatialReference()
    assert system.ImportFromEPSG(code) == 0
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def moved(points, code: int) -> list:
    """Points of EPSG:2180 in another CRS, by GDAL itself."""
    way = osr.CoordinateTransformation(srs(2180), srs(code))
    return [tuple(point[:2]) for point in way.TransformPoints([list(point) for point in points])]


def reports(towns=TOWNS, code: int = 2180, swapped: bool = False, **changed) -> list[dict]:
    """One report a town, as a file would spell it; ``changed`` cells stand in every one."""
    places = [town[:2] for town in towns]
    if code != 2180:
        places = moved(places, code)
    rows = []
    for index, ((x, y), town) in enumerate(zip(places, towns)):
        pair = (y, x) if swapped else (x, y)
        values = (index + 1, TYPE, STATE, town[2], REPORTED, None, MODIFIED, 2, 5, *pair, "Łąka; „ąę”")
        rows.append({**dict(zip(NAMES, values)), **changed})
    return rows


def text_of(value) -> str:
    return "" if value is None else format(value, ".15g") if isinstance(value, float) else str(value)


def write_csv(path: Path, rows, separator=",", encoding="utf-8", decimal=".", names=None) -> Path:
    """Reports as CSV; ``names`` renames columns."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        keys = list(rows[0])
        writer.writerow([(names or {}).get(key, key) for key in keys])
        for row in rows:
            cells = {key: text_of(value) for key, value in row.items()}
            cells.update({key: cells[key].replace(".", decimal) for key in keys if isinstance(row[key], float)})
            writer.writerow(list(cells.values()))
    return path


_TYPES = {int: ogr.OFTInteger64, float: ogr.OFTReal, str: ogr.OFTString}


def write_ogr(path: Path, rows, driver: str, code: int | None = 2180, layer="zgłoszenia", types=None, options=(),
              shapes=None, keep_xy=False, layer_options=()) -> Path:  # fmt: skip
    """Reports by a GDAL driver: the place as a point (XLSX: as columns); ``shapes`` are WKT in place of points.

    Field types follow the first value; ``types`` names others. A tuple is a date and time (GDAL's own order).
    """
    spatial = driver != "XLSX"
    creator = ogr.GetDriverByName(driver)
    dataset = creator.Open(str(path), 1) if path.exists() else creator.CreateDataSource(str(path), list(options))
    kind = (ogr.wkbUnknown if shapes and driver != "ESRI Shapefile" else ogr.wkbPoint) if spatial else ogr.wkbNone
    target = dataset.CreateLayer(layer, srs(code) if code else None, kind, list(layer_options))
    keys = [key for key in rows[0] if not spatial or keep_xy or key not in "xy"]
    for key in keys:
        sample = next((row[key] for row in rows if row[key] is not None), "")
        target.CreateField(ogr.FieldDefn(key, (types or {}).get(key) or _TYPES.get(type(sample), ogr.OFTDateTime)))
    for index, row in enumerate(rows):
        feature = ogr.Feature(target.GetLayerDefn())
        for position, key in enumerate(keys):
            if isinstance(row[key], tuple):
                feature.SetField(position, *row[key])
            elif row[key] is not None:
                feature.SetField(position, row[key])
        if spatial:
            shape = shapes[index] if shapes else f"POINT ({row['x']!r} {row['y']!r})" if row["x"] is not None else None
            if shape:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        assert target.CreateFeature(feature) == 0
    target = dataset = None
    gdal.ErrorReset()
    return path


def read(path, feedback=None, **options) -> list[dict]:
    """What reading gives, as one mapping a row; ``flaw`` where one is given."""
    found = []
    for columns, batch, flaws in read_file(path, feedback, ReadOptions(**options) if options else None):
        for index, row in enumerate(batch):
            found.append({**dict(zip(columns, row)), **({"flaw": flaws[index]} if index in flaws else {})})
    return found


def places(rows) -> np.ndarray:
    """The places read, as (n, 2)."""
    return np.array([[float(row["x"]), float(row["y"])] for row in rows])


def expected(towns=TOWNS) -> np.ndarray:
    """Where the towns are."""
    return np.array([town[:2] for town in towns])
