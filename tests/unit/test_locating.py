"""Which polygon a point lies in: the index against the plain test of every edge, and against GDAL's (GEOS)."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np
import pytest

from kmzb_qgis.geoportal import locating
from kmzb_qgis.geoportal.crossing import crossed
from kmzb_qgis.geoportal.locating import Locator
from kmzb_qgis.geoportal.polygons import BadShape, read
from kmzb_qgis.store.assigning_units import Level
from kmzb_qgis.toolbelt.progress import Progress

ogr = pytest.importorskip("osgeo.ogr")


def blob(wkt: str, order="<") -> bytes:
    """A GeoPackage geometry."""
    geometry = ogr.CreateGeometryFromWkt(wkt)
    wkb = geometry.ExportToWkb(ogr.wkbNDR if order == "<" else ogr.wkbXDR)
    return struct.pack("<2sBBi", b"GP", 0, 1, 2180) + bytes(wkb)


def square(x, y, size=10) -> str:
    return f"POLYGON(({x} {y},{x + size} {y},{x + size} {y + size},{x} {y + size},{x} {y}))"


def found(wkts, points, tolerance=0.0) -> list:
    return Locator(read([blob(wkt) for wkt in wkts]), tolerance).locate(np.array(points, dtype=float)).tolist()


def plain(edges, points) -> np.ndarray:
    """The even-odd test of every edge of every unit, in exact fractions."""
    answers = np.full(len(points), -1)
    columns = [list(map(Fraction, column.tolist())) for column in (edges.x1, edges.y1, edges.x2, edges.y2)]
    owners = edges.unit.tolist()
    for n, (px, py) in enumerate(points.tolist()):
        x, y, odd = Fraction(px), Fraction(py), set()
        for x1, y1, x2, y2, unit in zip(*columns, owners):
            if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
                odd ^= {unit}
        answers[n] = min(odd, default=-1)
    return answers


def mosaic(count=6, seed=3) -> list[str]:
    """Crooked quadrangles that share their corners."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(count + 1) * 100.0, np.arange(count + 1) * 100.0)
    x, y = (np.round(side + rng.uniform(-40, 40, side.shape), 2) for side in (x, y))
    corners = ((0, 0), (0, 1), (1, 1), (1, 0))
    return [
        "POLYGON(({0},{1},{2},{3},{0}))".format(*(f"{x[r + i, c + j]} {y[r + i, c + j]}" for i, j in corners))
        for r in range(count)
        for c in range(count)
    ]


def test_as_the_plain_test_of_every_edge():
    edges = read([blob(wkt) for wkt in mosaic()])
    rng = np.random.default_rng(4)
    points = rng.uniform(-60, 660, (400, 2))
    corners = np.column_stack([edges.x1, edges.y1])[:60]
    middles = (corners + np.column_stack([edges.x2, edges.y2])[:60]) / 2
    level = np.column_stack([rng.uniform(0, 600, 40), edges.y1[:40]])  # at the height of corners
    points = np.concatenate([points, corners, middles, level])
    assert (Locator(edges, 0).locate(points) == plain(edges, points)).all()


def test_as_geos_finds_it():
    shapes = [ogr.CreateGeometryFromWkt(wkt) for wkt in mosaic(seed=8)]
    points = np.random.default_rng(5).uniform(-60, 660, (1500, 2))
    answer = Locator(read([blob(wkt) for wkt in mosaic(seed=8)]), 0).locate(points)
    for (x, y), number in zip(points.tolist(), answer.tolist()):
        point = ogr.CreateGeometryFromWkt(f"POINT({x!r} {y!r})")
        assert number == next((n for n, shape in enumerate(shapes) if shape.Contains(point)), -1)


def test_a_shared_border_is_in_exactly_one_of_two():
    units = [square(0, 0), square(10, 0), square(0, 10), square(10, 10)]
    assert found(units, [(10, 5), (5, 10), (10, 10), (0, 0), (20, 5), (5, 20)]) == [1, 2, 3, 0, -1, -1]
    # the other order of the units decides nothing where they do not overlap
    assert found(units[::-1], [(10, 5), (5, 10), (10, 10)]) == [2, 1, 0]


def test_a_slanted_border_too_whichever_way_it_was_drawn():
    one = "POLYGON((0 0,7 0,10 9,0 9,0 0))"
    two = "POLYGON((20 9,20 0,7 0,10 9,20 9))"
    share = np.random.default_rng(6).uniform(0, 1, 500)
    points = np.column_stack([7 + 3 * share, 9 * share])
    alone = [np.array(found([wkt], points)) == 0 for wkt in (one, two)]
    assert (alone[0] ^ alone[1]).all()


def test_rounding_decides_nothing():
    # far from the origin the products of the plain formula are wrong by more than they differ
    x1, y1, x2, y2 = 500_000.1, 500_000.1, 500_012.3, 500_017.7
    share = np.arange(1, 200) / 200
    x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
    exact = [
        (Fraction(x2) - Fraction(x1)) * (Fraction(b) - Fraction(y1))
        > (Fraction(a) - Fraction(x1)) * (Fraction(y2) - Fraction(y1))
        for a, b in zip(x.tolist(), y.tolist())
    ]
    ends = (np.full(len(x), end) for end in (x1, y1, x2, y2))
    assert crossed(x, y, *ends).tolist() == exact


def test_holes_enclaves_and_parts():
    ring = "MULTIPOLYGON(((0 0,30 0,30 30,0 30,0 0),(10 10,20 10,20 20,10 20,10 10)),((50 0,60 0,60 10,50 10,50 0)))"
    points = [(5, 5), (15, 15), (55, 5), (45, 5), (25, 15), (10, 15), (20, 15)]
    assert found([ring], points) == [0, -1, 0, -1, 0, -1, 0]
    assert found([ring, square(10, 10)], points) == [0, 1, 0, -1, 0, 1, 0]


def test_where_units_overlap_the_first_wins():
    big, small = square(0, 0, 1000), square(400, 400, 1)
    assert found([small, big], [(400.5, 400.5), (10, 10)]) == [0, 1]
    assert found([big, small], [(400.5, 400.5), (10, 10)]) == [0, 0]
    assert found([big, big], [(500, 500), (0, 0)]) == [0, 0]


def test_a_gap_belongs_to_the_nearest_within_the_tolerance():
    units = [square(0, 0), square(10.5, 0), square(40, 0)]
    points = [(10.2, 5), (10.4, 5), (10.25, 5), (21.4, 5), (21.7, 5), (10.25, 11)]
    assert found(units, points, 1.0) == [0, 1, 0, 1, -1, -1]
    assert found(units, points, 0.0) == [-1] * 6


def test_nowhere():
    assert found([square(0, 0)], [(np.nan, 5), (5, np.nan), (1e12, 5), (-1e300, 5), (np.inf, 5), (5, 5)]) == [
        -1
    ] * 5 + [0]
    assert Locator(read([])).locate(np.array([[1.0, 2.0]])).tolist() == [-1]
    assert Locator(read([None, blob("POLYGON EMPTY")])).locate(np.array([[1.0, 2.0]])).tolist() == [-1]
    assert Locator(read([blob(square(0, 0))])).locate(np.empty((0, 2))).tolist() == []


def test_few_pairs_at_once_give_the_same(monkeypatch):
    edges = read([blob(wkt) for wkt in mosaic()])
    points = np.random.default_rng(7).uniform(-60, 660, (3000, 2))
    whole = Locator(edges, 1.0).locate(points)
    monkeypatch.setattr(locating, "_AT_ONCE", 50)
    assert (Locator(edges, 1.0).locate(points) == whole).all()


def test_other_spellings_of_geometries():
    spelt = [blob(square(0, 0), ">"), blob("POLYGON Z((20 0 5,30 0 5,30 10 5,20 10 5,20 0 5))"),
             blob("CURVEPOLYGON(CIRCULARSTRING(40 5,45 10,50 5,45 0,40 5))")]  # fmt: skip
    points = np.array([(5.0, 5), (25, 5), (45, 5), (40.2, 0.2)])
    assert Locator(read(spelt), 0).locate(points).tolist() == [0, 1, 2, -1]


@pytest.mark.parametrize("bad", [b"", b"GP\x00\x01", b"XX" + b"\x00" * 40, blob("POINT(1 2)"), blob(square(0, 0))[:50]])
def test_what_is_no_polygon_is_told_by_its_number(bad):
    with pytest.raises(BadShape) as told:
        read([blob(square(0, 0)), bad])
    assert told.value.index == 1


def test_coordinates_that_are_no_numbers_are_told():
    wkb = bytearray(blob(square(0, 0)))
    wkb[-8:] = struct.pack("<d", float("nan"))
    with pytest.raises(BadShape):
        read([bytes(wkb)])


def test_some_units_are_numbered_anew():
    edges = read([blob(square(n * 10, 0)) for n in range(5)])
    some = Locator(edges.of(np.array([1, 3])), 0)
    assert some.locate(np.array([(5.0, 5), (15, 5), (35, 5)])).tolist() == [-1, 0, 1]


def of_the_day(edges, since, until, point, day) -> int:
    """The rule in plain words, one point at a time."""

    def first(units: list[int]) -> int:
        """The first of units that the point lies in, else the nearest within the tolerance."""
        for n in units:
            if Locator(edges.of(np.array([n])), 0.0).locate(point[None])[0] == 0:
                return n
        near = int(Locator(edges.of(np.array(units, dtype=int))).locate(point[None])[0])
        return -1 if near < 0 else units[near]

    found = first([n for n in range(edges.count) if since[n] <= day < until[n]])
    later = sorted((n for n in range(edges.count) if since[n] > day), key=lambda n: (since[n], n))
    return found if found >= 0 else first(later)


def test_units_of_a_day_as_one_point_at_a_time():
    """Overlapping units, narrow gaps between them, days of every kind."""
    rng = np.random.default_rng(12)
    wkts = mosaic(3) + [square(*place, 120) for place in rng.uniform(0, 250, (6, 2)).round(1).tolist()]
    wkts += [square(300.5, 0, 200), square(300.5, 0, 200), square(100, 100, 60)]
    edges = read([blob(wkt) for wkt in wkts])
    since = rng.integers(0, 20, edges.count)
    until = since + rng.integers(1, 20, edges.count)
    since[rng.random(edges.count) < 0.2], until[rng.random(edges.count) < 0.5] = -(2**31), 2**31 - 1
    level = Level([str(n) for n in range(edges.count)], since, until, edges)
    points = np.concatenate([rng.uniform(-5, 510, (150, 2)), np.column_stack([edges.x1, edges.y1])])
    points = np.concatenate([points, np.column_stack([rng.uniform(295, 301.5, 40), rng.uniform(0, 300, 40)])])
    days = rng.integers(-5, 45, len(points))
    wanted = [of_the_day(edges, since, until, point, day) for point, day in zip(points, days.tolist())]
    answer = level.locate(points, days, Progress())
    assert answer.tolist() == wanted
    plain_answer = Locator(edges).locate(points)
    assert (answer != plain_answer).mean() > 0.2, "the days matter in this test"
