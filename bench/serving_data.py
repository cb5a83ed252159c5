"""What the services are measured on: publications in which every report is public, and views of known content on them.

A publication lies in a folder of its own, with the store it was made of, and is used again as long as the code that
makes publications is the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import jobs
import numpy as np
import samples
from measure import run
from osgeo import osr

VIEWS = (1_000, 10_000, 100_000)  # reports in a view
CENTRE = (567_059, 244_219)  # Kraków's main square: easting and northing of EPSG:2180 tell each other apart here
COUNTRY = (35_000.0, 140_000.0, 975_000.0, 845_000.0)  # west, south, east, north: Poland in 800 by 600 pixels
CITIES = (CENTRE, (637_300, 486_900), (472_250, 723_050), (717_800, 246_500), (204_300, 626_700), (358_100, 507_200),
          (362_300, 363_500), (496_500, 264_200))  # fmt: skip
WORLD = (13.0, 48.0, 26.0, 56.0)  # Poland in degrees
STEPS = 5_000  # boxes of a view before they repeat
TRIED = 100  # centres of a view


@dataclass(frozen=True)
class Place:
    """A report whose place is known: EPSG:2180 in metres, and degrees."""

    id: str
    east: float
    north: float
    lon: float
    lat: float


@dataclass(frozen=True)
class View:
    """``count`` reports lie in ``metres`` (west, south, east, north; EPSG:2180), as many in ``degrees`` (longitude
    first). ``place`` is one that lies in both. ``gaps``: by how much each box may grow without another report in it."""

    count: int
    metres: tuple[float, ...]
    degrees: tuple[float, ...]
    place: Place
    gaps: tuple[float, float]

    def box(self, number: int, degrees: bool = False) -> tuple[float, ...]:
        """The box for a run of some number: each a little larger than the one before, with the same reports."""
        west, south, east, north = self.degrees if degrees else self.metres
        more = self.gaps[int(degrees)] * (number % STEPS) / STEPS
        return west - more, south - more, east + more, north + more


class Data:
    """The publication of one size: ``public`` is its served folder, ``size`` its number of reports."""

    def __init__(self, folder: Path, size: int, env: dict[str, str]):
        self.folder, self.size, self.env = folder / str(size), size, env
        self.store, self.publication = self.folder / "store.gpkg", self.folder / "publication"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._make()
        self.file = next(self.public.glob("kmzb-*.gpkg"))
        self._places()

    @property
    def public(self) -> Path:
        return self.publication / "public"

    def _make(self) -> None:
        stamp, kept = self.folder / "made-by", _code()
        if stamp.exists() and stamp.read_text(encoding="utf-8") == kept:
            return
        if not self.store.exists():
            self._stored()
        shutil.rmtree(self.publication, ignore_errors=True)
        done = self._algorithm("kmzb:publish", STORE=self.store, FOLDER=self.publication)
        if done.result("FEATURES") != str(self.size):
            sys.exit(f"bench: {done.result('FEATURES')} reports were published, not {self.size}: no fair comparison")
        stamp.write_text(kept, encoding="utf-8")

    def _stored(self) -> None:
        sample, public, part = (self.folder / name for name in ("sample.csv", "public.csv", "store.part.gpkg"))
        part.unlink(missing_ok=True)
        self._algorithm("kmzb:samplereports", COUNT=self.size + self.size // 50 + 100, SEED=1, OUTPUT=sample)
        samples.all_public(sample, public)
        samples.placed(public, sample, self.size)
        self._algorithm("kmzb:createstore", STORE=part)
        self._algorithm("kmzb:importfile", INPUT=sample, STORE=part)
        for path in (sample, public):
            path.unlink()
        part.rename(self.store)

    def _algorithm(self, name: str, **parameters: object):
        return run(jobs.algorithm(name, **parameters), self.env)

    def _places(self) -> None:
        """Ids and places of all reports, and their places in degrees."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT id, substr(geom, -16) FROM zgloszenia").fetchall()
        if len(rows) != self.size:
            sys.exit(f"bench: the publication shows {len(rows)} reports, not {self.size}: remove {self.folder}")
        self.ids = [row[0] for row in rows]
        self.metres = np.frombuffer(b"".join(row[1] for row in rows), "<f8").reshape(-1, 2)
        poland, world = osr.SpatialReference(), osr.SpatialReference()
        poland.ImportFromEPSG(2180)
        world.ImportFromEPSG(4326)
        for system in (poland, world):
            system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        self.degrees = np.array(osr.CoordinateTransformation(poland, world).TransformPoints(self.metres))[:, :2]

    def views(self) -> list[View]:
        """Views of a thousand, ten thousand and a hundred thousand reports, as far as there are so many."""
        return [self.view(min(count, self.size)) for count in VIEWS if count <= self.size]

    def view(self, count: int, centre: tuple[float, float] = CENTRE) -> View:
        """The view of ``count`` reports round a place: of many that whose edges are farthest from any report."""
        near = np.abs(self.metres - centre).max(axis=1)
        tried = np.argpartition(near, min(TRIED, self.size - 1))[:TRIED]
        boxes = [
            max((_box(places, places[number], count, scale, whole), int(number)) for number in tried)
            for places, scale, whole in ((self.metres, (1.0, 1.0), COUNTRY), (self.degrees, (1.6, 1.0), WORLD))
        ]
        metres, degrees = (box for (_gap, box), _number in boxes)
        gaps = tuple(gap / 3 for (gap, _box), _number in boxes)
        both = np.flatnonzero(_inside(self.metres, metres) & _inside(self.degrees, degrees))
        known = int(both[near[both].argmin()])
        place = Place(self.ids[known], *map(float, self.metres[known]), *map(float, self.degrees[known]))
        return View(count, metres, degrees, place, gaps)

    def corners(self, count: int) -> Iterator[View]:
        """A view of ``count`` reports round each of the cities."""
        return (self.view(count, city) for city in CITIES)


def _box(places: np.ndarray, centre: np.ndarray, count: int, scale: tuple[float, float], whole: tuple) -> tuple:
    """How far the edges are from the nearest report, and the box round a place that holds exactly ``count``."""
    if count >= len(places):
        return scale[1] / 10, whole
    far = np.partition((np.abs(places - centre) / scale).max(axis=1), (count - 1, count))[count - 1 : count + 1]
    half = far.mean() * np.array(scale)
    return float(far[1] - far[0]), tuple(float(side) for side in (*(centre - half), *(centre + half)))


def _inside(places: np.ndarray, box: tuple[float, ...]) -> np.ndarray:
    west, south, east, north = box
    return ((places >= (west, south)) & (places <= (east, north))).all(axis=1)


def _code() -> str:
    """What a publication depends on: the code that makes it and what KMZB is."""
    digest = hashlib.sha256()
    for folder in ("publishing", "catalogue"):
        for path in sorted((jobs.ROOT / "kmzb_qgis" / folder).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".json", ".sql"):
                digest.update(path.read_bytes())
    return json.dumps({"code": digest.hexdigest()})
