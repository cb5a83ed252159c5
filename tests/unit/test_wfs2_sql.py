"""Filters as SQL on a real data file and on PostGIS, against filters reckoned row by row in plain Python."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest
from osgeo import gdal, ogr

from kmzb_qgis.server.wfs2 import model, sql, sqlite_shapes, tree
from tests.unit import wfs2_rows, wfs2_slow

KINDS = ("zgloszenia", "siatka_1km", "statystyka_powiat")
TEXTS = (
    "Akty wandalizmu", "akty wandalizmu", "ŻÓŁW %_\\ 'x'", "żółw %_\\ 'x'", "100%", "a_b", "[x]*?", "Ąę!", "", "zażółć",
    "ZAŻÓŁĆ", "ż", "Ź", None,
)  # fmt: skip
TIMES = (
    "2024-02-29T12:00:00.000Z", "2024-02-29T12:00:00.001Z", "1999-12-31T23:59:59.999Z", "2026-07-01T00:00:00.000Z",
    None,
)  # fmt: skip


def reports(chance) -> list[dict]:
    made = []
    for number in range(70):
        place = (567000 + 500.0 * chance.randint(0, 12), 244000 + 500.0 * chance.randint(0, 12))
        if number % 5 == 0:
            place = (place[0] + 0.001, place[1] - 0.001)
        made.append(
            {
                "id": f"id-{number:03}", "typ": chance.choice(TEXTS), "status": chance.choice(TEXTS),
                "data_utworzenia": chance.choice(TIMES), "data_modyfikacji": chance.choice(TIMES),
                "data_zdarzenia": chance.choice(TIMES), "teryt": chance.choice(("1261011", "1465011", None)),
                "powod": chance.choice(TEXTS), "place": place if chance.random() < 0.9 else None,
            }
        )  # fmt: skip
    return made


def cells(chance) -> list[tuple]:
    places = chance.sample([(567000 + 1000 * e, 244000 + 1000 * n) for e in range(6) for n in range(6)], 25)
    return [(f"PL{e}{n}", e, n, chance.choice((0, 1, 3, 7, None))) for e, n in places]


def units(chance) -> list[tuple]:
    trees = wfs2_slow.Trees(model.feature_types()["statystyka_powiat"], [], 5)
    made = []
    for number in range(12):
        shape = None
        while number % 4 and (shape is None or "POLYGON" not in shape.GetGeometryName()):
            shape = ogr.CreateGeometryFromWkb(trees._shape())
        if shape is not None:
            shape = ogr.ForceToMultiPolygon(shape)
        made.append((f"12{number:02}", chance.choice(TEXTS) or "x", shape, chance.choice((0, 1, 3, None))))
    return made


@pytest.fixture(scope="module")
def given():
    chance = random.Random(7)
    return {"reports": reports(chance), "cells": cells(chance), "units": units(chance)}


@pytest.fixture(scope="module")
def rows(given):
    """What Python knows of each layer's rows, by row number."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    found = {"zgloszenia": {}, "siatka_1km": {}, "statystyka_powiat": {}}
    for number, one in enumerate(given["reports"], 1):
        place = one["place"]
        shape = ogr.CreateGeometryFromWkt("POINT ({!r} {!r})".format(*place)) if place else None
        found["zgloszenia"][number] = {**one, "geom": shape}
    empty = {one.name: None for one in model.feature_types()["siatka_1km"].properties}
    for number, (code, east, north, count) in enumerate(given["cells"], 1):
        shape = wfs2_slow.box(east, north, east + 1000, north + 1000)
        found["siatka_1km"][number] = {**empty, "kod": code, "razem": count, "geom": shape}
    empty = {one.name: None for one in model.feature_types()["statystyka_powiat"].properties}
    for number, (teryt, name, shape, count) in enumerate(given["units"], 1):
        named = name if shape is not None else None
        found["statystyka_powiat"][number] = {**empty, "teryt": teryt, "nazwa": named, "razem": count, "geom": shape}
    yield found
    gdal.PopErrorHandler()


@pytest.fixture(scope="module")
def file(given, tmp_path_factory):
    path = wfs2_rows.make(tmp_path_factory.mktemp("wfs2") / "data.gpkg", **given)
    connection = wfs2_rows.reading(path)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def postgis(rows, cluster):
    name = cluster.database()
    connection = cluster.connect(name)
    types = {"text": "text", "integer": "int", "datetime": "timestamp(3)"}
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION postgis")
        cursor.execute("CREATE TABLE obszar (teryt text, nazwa text, geom geometry(MultiPolygon, 2180))")
        for layer, listed in rows.items():
            kind = model.feature_types()[layer]
            own = [one for one in kind.properties if not (kind.by_unit and one.name == "nazwa")]
            columns = "".join(f", {one.name} {types[one.kind]}" for one in own)
            shape = "" if kind.by_unit else ", geom geometry(Geometry, 2180)"
            cursor.execute(f"CREATE TABLE dane_{layer} (fid int{columns}{shape})")
            for number, row in listed.items():
                wkb = bytes(row["geom"].ExportToWkb(ogr.wkbNDR)) if row["geom"] is not None else None
                values = [number, *(row[one.name] for one in own), *(() if kind.by_unit else (wkb,))]
                marks = ", ".join(["%s"] * (len(own) + 1) + ([] if kind.by_unit else ["ST_GeomFromWKB(%s, 2180)"]))
                cursor.execute(f"INSERT INTO dane_{layer} VALUES ({marks})", values)
                if kind.by_unit and wkb:
                    cursor.execute(
                        "INSERT INTO obszar VALUES (%s, %s, ST_GeomFromWKB(%s, 2180))",
                        (row["teryt"], row["nazwa"], wkb),
                    )
    yield connection
    connection.close()


def asked(connection, kind, node, dialect) -> set[int]:
    text, values = sql.condition(node, kind, dialect)
    join = " LEFT JOIN obszar o ON o.teryt = d.teryt" if kind.by_unit else ""
    cursor = connection.cursor()
    cursor.execute(f"SELECT d.fid FROM dane_{kind.name} d{join} WHERE {text}", values)
    return {row[0] for row in cursor.fetchall()}


def compare(connection, dialect, rows, layer, seed, count):
    kind = model.feature_types()[layer]
    trees = wfs2_slow.Trees(kind, list(rows[layer].values()), seed)
    hits = 0
    for _ in range(count):
        node = trees.node()
        wanted = {number for number, row in rows[layer].items() if wfs2_slow.met(node, row, kind.key) is True}
        assert asked(connection, kind, node, dialect) == wanted, node
        hits += 0 < len(wanted) < len(rows[layer])
    assert hits > count / 4  # else nothing was tried


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("layer", KINDS)
def test_random_filters_on_the_data_file(file, rows, layer, seed):
    compare(file, sql.SQLITE, rows, layer, seed, 200)


def test_on_a_connection_that_gives_texts_as_bytes(file, rows):
    file.text_factory = bytes
    try:
        compare(file, sql.SQLITE, rows, "statystyka_powiat", 20, 100)
    finally:
        file.text_factory = str


@pytest.mark.parametrize("seed", range(10, 13))
@pytest.mark.parametrize("layer", KINDS)
def test_random_filters_on_postgis(postgis, rows, layer, seed):
    compare(postgis, sql.POSTGRES, rows, layer, seed, 200)


def test_a_place_just_outside_of_a_box_stays_outside(tmp_path):
    """The R-tree keeps 32-bit floats, some centimetres wide here."""
    edge = 567059.37
    places = np.array([(edge + off, 244219.0) for off in (-0.02, -0.001, 0.0, 0.001, 0.02)])
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg", places=places))
    kind = model.feature_types()["zgloszenia"]
    index = "SELECT count(*) FROM rtree_dane_zgloszenia_geom WHERE maxx >= ? AND minx <= ?"
    assert connection.execute(index, (560000, edge)).fetchone()[0] > 3  # what the index alone would say
    assert asked(connection, kind, tree.Box(560000, 240000, edge, 250000), sql.SQLITE) == {1, 2, 3}
    assert asked(connection, kind, tree.Box(edge, 244219.0, edge, 244219.0), sql.SQLITE) == {3}


def outside(edge: float, way: float) -> list[float]:
    """Numbers on ``edge``, the nearest one beyond it, a thousandth beyond it, and the next 32-bit float beyond it."""
    step = np.float32(edge)
    while step * way <= edge * way:
        step = np.nextafter(step, np.float32(way * np.inf))
    return [edge, float(np.nextafter(edge, way * np.inf)), edge + way * 0.001, float(step)]


@pytest.mark.parametrize("west, south, east, north", [
    (567059.37, 244219.01, 567941.83, 245007.77), (567059.5, 244219.25, 567941.75, 245007.0),
    (567059.37, 244219.01, 567059.37, 245007.77), (567059.37, 244219.01, 567059.37, 244219.01),
])  # fmt: skip
def test_points_on_each_edge_of_a_box_and_one_step_outside(tmp_path, west, south, east, north):
    """Edges that 32-bit floats spell exactly and such that they do not; boxes without width; a box denied."""
    across = outside(west, -1) + outside(east, 1) + [(west + east) / 2]
    along = outside(south, -1) + outside(north, 1) + [(south + north) / 2]
    places = np.array([(x, y) for x in across for y in along])
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg", places=places))
    kind, box = model.feature_types()["zgloszenia"], tree.Box(west, south, east, north)
    x, y = places.T
    met = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    assert met.sum() == 9
    assert asked(connection, kind, box, sql.SQLITE) == set((np.flatnonzero(met) + 1).tolist())
    assert asked(connection, kind, tree.Not(box), sql.SQLITE) == set((np.flatnonzero(~met) + 1).tolist())
    near = "SELECT count(*) FROM rtree_dane_zgloszenia_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"
    assert connection.execute(near, (west, east, south, north)).fetchone()[0] > 9  # what the index alone would say


def test_boxes_in_many_points(tmp_path):
    """Trees of some depth; many points share a place, and edges run through them."""
    chance = np.random.default_rng(11)
    places = np.round(chance.uniform([500000, 400000], [500100, 400100], (20000, 2))) + np.array((0.1, 0.3))
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg", places=places))
    kind = model.feature_types()["zgloszenia"]
    for _ in range(40):
        low, high = np.sort(places[chance.integers(0, len(places), 2)], axis=0)
        wanted = set((np.flatnonzero(((places >= low) & (places <= high)).all(axis=1)) + 1).tolist())
        assert asked(connection, kind, tree.Box(*low.tolist(), *high.tolist()), sql.SQLITE) == wanted


def test_a_box_looks_at_few_places_one_by_one(tmp_path):
    """Only those whose 32-bit floats lie across an edge: of the others the R-tree says enough."""
    places = np.random.default_rng(5).uniform([500000, 400000], [600000, 500000], (5000, 2))
    path = wfs2_rows.make(tmp_path / "data.gpkg", places=places)
    connection, seen = wfs2_rows.reading(path), []
    connection.create_function("kmzb_in_box", 5, lambda *given: seen.append(given) or False)
    connection.create_function("kmzb_meeting", 4, None)
    kind = model.feature_types()["zgloszenia"]
    found = asked(connection, kind, tree.Box(500000, 400000, 550000, 450000), sql.SQLITE)
    assert len(found) > 1000
    assert len(seen) < 10


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("envelope", [0, 1])
def test_the_true_place_in_blobs_of_other_writers(tmp_path, order, envelope):
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg"))
    flags = (order == "<") | envelope << 1
    extent = struct.pack(f"{order}4d", 3, 3, 4, 4) if envelope else b""
    head = b"GP" + bytes([0, flags]) + struct.pack(f"{order}i", 2180) + extent
    blob = head + struct.pack(f"{order}BIdd", order == "<", 1, 3.0, 4.0)
    ask = "SELECT kmzb_in_box(?, ?, ?, ?, ?)"
    assert connection.execute(ask, (blob, 3.0, 4.0, 3.0, 4.0)).fetchone() == (1,)
    assert connection.execute(ask, (blob, 3.1, 4.0, 5.0, 5.0)).fetchone() == (0,)
    empty = blob[:-16] + struct.pack(f"{order}dd", float("nan"), float("nan"))
    assert connection.execute(ask, (empty, 0.0, 0.0, 9.0, 9.0)).fetchone() == (0,)
    assert connection.execute(ask, (None, 0.0, 0.0, 9.0, 9.0)).fetchone() == (0,)


@pytest.mark.parametrize("count", [0, 1, 51, 52, 3000])
def test_many_points_as_points_one_by_one(tmp_path, count):
    """Trees of every depth, shapes with many edges and holes, each operator."""
    chance = np.random.default_rng(count)
    places = np.round(chance.uniform([500000, 400000], [520000, 420000], (count, 2)), 1)
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg", places=places))
    angles = np.arange(400) * 2 * np.pi / 400
    reach = 9000 * (0.5 + 0.5 * chance.random(400))
    ring = np.stack([510000 + reach * np.cos(angles), 410000 + reach * np.sin(angles)], axis=1)
    ring = np.concatenate([ring, ring[:1]])
    hole = [(509000, 409000), (509000, 411000), (511000, 411000), (511000, 409000), (509000, 409000)]
    texts = [", ".join(f"{e!r} {n!r}" for e, n in part) for part in (ring.tolist(), hole)]
    for wkt in (f"POLYGON (({texts[0]}), ({texts[1]}))", f"LINESTRING ({texts[0]})", "POINT (510000 410000)"):
        shape = ogr.CreateGeometryFromWkt(wkt)
        wkb = bytes(shape.ExportToWkb(ogr.wkbNDR))
        points = [ogr.CreateGeometryFromWkt(f"POINT ({e!r} {n!r})") for e, n in places.tolist()]
        for operator in ("Intersects", "Within", "Touches"):
            wanted = [number for number, point in enumerate(points, 1) if getattr(point, operator)(shape)]
            assert sqlite_shapes.list_of(connection, "zgloszenia", operator, wkb, 0.0) == wanted
        for metres in (0.0, 35.0, 2500.0):
            wanted = [number for number, point in enumerate(points, 1) if point.Distance(shape) <= metres]
            assert sqlite_shapes.list_of(connection, "zgloszenia", "DWithin", wkb, metres) == wanted


@pytest.mark.parametrize("depth", [10, 22])
def test_a_distance_from_a_line_with_shallow_bends(tmp_path, depth):
    """GEOS takes bends of up to a hundredth of the distance out of a line before it makes a buffer of it."""
    bends = [(500000.0 + 300 * number, 400000.0 + depth * (number % 2)) for number in range(60)]
    shape = ogr.CreateGeometryFromWkt("LINESTRING ({})".format(", ".join(f"{e} {n}" for e, n in bends)))
    chance = np.random.default_rng(4)
    places = chance.uniform([498000, 402495], [520000, 402515], (20000, 2))
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg", places=places))
    points = [ogr.CreateGeometryFromWkt(f"POINT ({e!r} {n!r})") for e, n in places.tolist()]
    wanted = [number for number, point in enumerate(points, 1) if point.Distance(shape) <= 2500]
    wkb = bytes(shape.ExportToWkb(ogr.wkbNDR))
    assert sqlite_shapes.list_of(connection, "zgloszenia", "DWithin", wkb, 2500.0) == wanted


def test_a_box_in_a_conjunction_finds_rows_by_the_index(tmp_path):
    """The list of those in the box is made once, and the rows are looked up by it."""
    places = np.random.default_rng(3).uniform([500000, 400000], [600000, 500000], (5000, 2))
    connection = wfs2_rows.reading(wfs2_rows.make(tmp_path / "data.gpkg", places=places))
    kind = model.feature_types()["zgloszenia"]
    node = tree.And((tree.Comparison("typ", tree.Compare.EQUAL, "100%"), tree.Box(500000, 400000, 510000, 410000)))
    text, values = sql.condition(node, kind, sql.SQLITE)
    plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT d.fid FROM dane_zgloszenia d WHERE {text}", values)
    steps = [row[3] for row in plan.fetchall()]
    assert any("SEARCH d USING INTEGER PRIMARY KEY" in step for step in steps), steps
    assert not any("CORRELATED" in step for step in steps), steps


def test_names_that_are_not_published_make_no_sql():
    kind = model.feature_types()["zgloszenia"]
    with pytest.raises(ValueError, match="no published property"):
        sql.condition(tree.Null("until"), kind, sql.SQLITE)
