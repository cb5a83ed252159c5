"""What the publication folder says must be served: version, validity, counts at this moment, and places to look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from osgeo import osr

from ..catalogue import Catalogue, load, warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import blobs, geopackage
from .folder import Folder, data_name

SAMPLES = 4
ASYMMETRY_M = 5000


@dataclass(frozen=True)
class Place:
    """A published report: its public id, easting and northing (m, EPSG:2180), and its exact public columns."""

    id: str
    e: float
    n: float
    values: dict

    def in_crs(self, code: int) -> tuple[float, float]:
        """x and y in an EPSG system, easting or longitude first."""
        if code == 2180:
            return self.e, self.n
        source, target = osr.SpatialReference(), osr.SpatialReference()
        source.ImportFromEPSG(2180)
        target.ImportFromEPSG(code)
        for system in (source, target):
            system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        x, y, _z = osr.CoordinateTransformation(source, target).TransformPoint(self.e, self.n)
        return x, y


@dataclass(frozen=True)
class Truth:
    """The publication as its folder holds it."""

    version: str
    manifest: dict
    data: Path
    places: tuple[Place, ...]
    catalogue: Catalogue

    @property
    def valid_until(self) -> datetime:
        """Until when the publication claims to be right (UTC)."""
        return warsaw.from_text(self.manifest["valid_until"])

    def counts(self) -> dict[str, int]:
        """Features of each layer at this moment, expiry taken into account."""
        return geopackage.counts(self.data, self.catalogue)


def read(folder_path) -> Truth:
    """The truth of a folder. Raises KmzbError where it holds no readable publication."""
    folder, catalogue = Folder(folder_path), load()
    folder.require()
    version = folder.served()
    if version is None:
        raise KmzbError(tr("{path} serves no publication. Publish first.", path=folder.path), code="folder")
    data = folder.public / data_name(version)
    if not data.is_file():
        raise KmzbError(tr("The data file {path} of the served publication is missing.", path=data), code="folder")
    return Truth(version, folder.manifest(version), data, tuple(_places(data)), catalogue)


def _places(data: Path) -> list[Place]:
    """A few reports spread over the layer, whose easting and northing tell each other apart."""
    with geopackage.reading(data) as connection:
        blobs.register(connection)
        total = connection.execute("SELECT count(*) FROM zgloszenia").fetchone()[0]
        step = max(1, total // (SAMPLES * 4))
        found = connection.execute(
            "SELECT kmzb_e(geom), kmzb_n(geom), * FROM zgloszenia"
            " WHERE OGC_FID % ? = 0 AND abs(kmzb_e(geom) - kmzb_n(geom)) > ? LIMIT ?",
            (step, ASYMMETRY_M, SAMPLES * 8),
        )
        names = [entry[0] for entry in found.description]
        rows = [dict(zip(names[2:], row[2:]), e=row[0], n=row[1]) for row in found]
    every = max(1, len(rows) // SAMPLES)
    chosen = rows[::every][:SAMPLES]
    columns = [column["name"] for column in load().layer("zgloszenia")["columns"]]
    return [Place(row["id"], row["e"], row["n"], {name: row[name] for name in columns}) for row in chosen]
