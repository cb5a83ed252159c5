"""Gaps, overlaps and slivers of areas, against shapes whose answer is known; no application."""

import pytest
from osgeo import ogr

from kmzb_qgis.geoportal import unit_parents
from kmzb_qgis.geoportal.boundaries_edges import unmatched
from kmzb_qgis.geoportal.boundaries_topology import examine


def wkb(*rectangles, turn=False) -> bytes:
    """Rectangles (west, south, east, north) in metres as one multipolygon; a fifth entry is a hole's rectangle."""
    parts = ogr.Geometry(ogr.wkbMultiPolygon)
    for west, south, east, north, *hole in rectangles:
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for box in ((west, south, east, north), *hole):
            ring = ogr.Geometry(ogr.wkbLinearRing)
            x1, y1, x2, y2 = box
            corners = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
            for x, y in reversed(corners) if turn else corners:
                ring.AddPoint_2D(x, y)
            polygon.AddGeometry(ring)
        parts.AddGeometry(polygon)
    return bytes(parts.ExportToWkb(ogr.wkbNDR))


LEFT, RIGHT = wkb((500000, 500000, 500100, 500100)), wkb((500100, 500000, 500200, 500100))


def test_a_flawless_coverage_has_only_its_outer_border():
    assert len(unmatched([LEFT, RIGHT])) == 6
    assert examine([LEFT, RIGHT]).places == []


def test_the_direction_of_a_ring_does_not_matter():
    assert len(unmatched([LEFT, wkb((500100, 500000, 500200, 500100), turn=True)])) == 6
    around = wkb((500000, 500000, 500300, 500300, (500100, 500100, 500200, 500200)))
    inside = wkb((500100, 500100, 500200, 500200), turn=True)
    assert len(unmatched([around, inside])) == 4
    assert examine([around, inside]).places == []


def test_an_overlap_is_found_with_its_pair_place_and_area():
    found = examine([LEFT, wkb((500090, 500000, 500200, 500100))])
    (place,) = found.of(overlap=True)
    assert place.units == (0, 1) and place.area == pytest.approx(1000)
    assert 500090 < place.east < 500100 and 500000 < place.north < 500100
    assert found.places == [place]


def test_a_unit_that_lies_twice_is_an_overlap_though_all_its_edges_have_partners():
    found = examine([LEFT, RIGHT, LEFT])
    assert [(place.units, place.area) for place in found.of(overlap=True)] == [((0, 2), pytest.approx(10000))]
    doubled = examine([LEFT, RIGHT, LEFT, RIGHT])
    assert {place.units for place in doubled.of(overlap=True)} <= {(0, 2), (1, 3)} and doubled.of(overlap=True)


def test_a_gap_is_found_with_those_around_it_and_a_filler_closes_it():
    around = wkb((500000, 500000, 500300, 500300, (500100, 500100, 500200, 500200)))
    beside = wkb((500300, 500000, 500400, 500300))
    (place,) = examine([around, beside]).places
    assert not place.overlap and place.units == (0,) and place.area == pytest.approx(10000)
    assert (500100 < place.east < 500200) and (500100 < place.north < 500200)
    assert examine([around, beside], fillers=[wkb((500090, 500090, 500210, 500210))]).places == []
    assert examine([around, beside], gaps=False).places == []


def test_slivers_are_told_apart_and_noise_is_none():
    thin = [LEFT, wkb((500099.6, 500000, 500200, 500100))]
    found = examine(thin)
    assert found.of(overlap=True) == [] and len(found.of(overlap=True, sliver=True)) == 1
    assert examine([LEFT, wkb((500099.9998, 500000, 500200, 500100))]).places == []


def test_a_vertex_that_the_neighbour_lacks_is_no_gap():
    two = [wkb((500100, 500000, 500200, 500050)), wkb((500100, 500050, 500200, 500100))]
    assert len(unmatched([LEFT, *two])) == 10  # the long side and its two halves have no partners
    assert examine([LEFT, *two]).places == []


def test_a_parent_is_the_most_local_that_holds_half():
    city, halves = wkb((500000, 500000, 500100, 500100)), [
        ("west", wkb((500000, 500000, 500060, 500100))), ("east", wkb((500060, 500000, 500100, 500100)))]  # fmt: skip
    station = wkb((500010, 500010, 500065, 500090))
    found = unit_parents.find([("s", station), ("far", wkb((600000, 500000, 600010, 500010)))],
                              [halves, [("city", city)]])  # fmt: skip
    assert found == {"s": "west", "far": None}
    straddling = wkb((500040, 500010, 500200, 500090))  # less than half in any: the greatest share wins
    assert unit_parents.find([("s", straddling)], [halves, [("city", city)]]) == {"s": "city"}


def test_a_parent_that_its_units_do_not_make_up_is_told():
    above = [("12", LEFT), ("24", RIGHT)]
    assert unit_parents.unfilled([("12", 10000.0), ("24", 9950.0)], above) == []
    assert unit_parents.unfilled([("12", 10000.0), ("24", 5000.0)], above) == ["24"]
