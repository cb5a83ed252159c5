"""Spatial conditions in SQL: PostGIS's functions, and for the GeoPackage the lists that ``sqlite_shapes`` makes; points
in a box come straight from the R-tree."""

from __future__ import annotations

from osgeo import ogr

from .model import FeatureType
from .statements import sql as filled
from .tree import Box, Distance, Space, Spatial

# The R-tree keeps 32-bit floats, rounded outward (https://sqlite.org/rtree.html): a point whose rounded place lies in
# the box does so itself. Those whose rounded place lies across an edge are looked at by their true places. Each edge is
# asked for alone, as the R-tree goes by comparisons joined by AND only.
_IN_BOX = (
    "d.fid IN (WITH b(w, s, e, n) AS (VALUES (?, ?, ?, ?)) SELECT r.id FROM b CROSS JOIN {index} r"
    " WHERE r.minx >= b.w AND r.maxx <= b.e AND r.miny >= b.s AND r.maxy <= b.n{edges})"
)
_ON_EDGE = (
    " UNION ALL SELECT f.fid FROM b CROSS JOIN {index} r CROSS JOIN {table} f ON f.fid = r.id"
    " WHERE {across} AND {along} AND kmzb_in_box(f.geom, b.w, b.s, b.e, b.n)"
)
_WIDE, _HIGH = "r.minx <= b.e AND r.maxx >= b.w", "r.miny <= b.n AND r.maxy >= b.s"
_EDGES = (
    ("r.minx < b.w AND r.maxx >= b.w", _HIGH),
    ("r.minx <= b.e AND r.maxx > b.e", _HIGH),
    ("r.miny < b.s AND r.maxy >= b.s", _WIDE),
    ("r.miny <= b.n AND r.maxy > b.n", _WIDE),
)


def box_wkb(box: Box) -> bytes:
    """A box as a geometry: a polygon, or a line or point where it has no width."""
    west, south, east, north = box.west, box.south, box.east, box.north
    if west == east and south == north:
        made = ogr.Geometry(ogr.wkbPoint)
        made.AddPoint_2D(west, south)
    elif west == east or south == north:
        made = ogr.Geometry(ogr.wkbLineString)
        made.AddPoint_2D(west, south)
        made.AddPoint_2D(east, north)
    else:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south)):
            ring.AddPoint_2D(x, y)
        made = ogr.Geometry(ogr.wkbPolygon)
        made.AddGeometry(ring)
    return bytes(made.ExportToWkb(ogr.wkbNDR))


def postgres(node: Box | Spatial | Distance, column: str) -> tuple[str, list]:
    """A condition with PostGIS, which lies in the schema public. All but Disjoint and Beyond use the index.

    The operator && would do for boxes, but it compares by 32-bit floats: a place just outside would be inside.
    """
    if isinstance(node, Box):
        return f"public.ST_Intersects({column}, public.ST_GeomFromWKB(%s, 2180))", [box_wkb(node)]
    if isinstance(node, Distance):
        text = f"public.ST_DWithin({column}, public.ST_GeomFromWKB(%s, 2180), %s)"
        return f"(NOT {text})" if node.beyond else text, [node.wkb, float(node.metres)]
    return f"public.ST_{node.operator.value}({column}, public.ST_GeomFromWKB(%s, 2180))", [node.wkb]


def sqlite(node: Box | Spatial | Distance, kind: FeatureType, denied: bool) -> tuple[str, list, bool]:
    """A condition by the list of the features that meet a shape, its values, and whether it is to be denied."""
    if isinstance(node, Box) and kind.geometry == "Point":
        return _points_in_box(kind), [float(edge) for edge in (node.west, node.south, node.east, node.north)], denied
    metres = 0.0
    if isinstance(node, Box):
        operator, wkb = Space.INTERSECTS.value, box_wkb(node)
    elif isinstance(node, Distance):
        operator, wkb, metres = "DWithin", node.wkb, float(node.metres)
        denied = denied is not node.beyond
    elif node.operator is Space.DISJOINT:  # the list of those that meet is the shorter one
        operator, wkb, denied = Space.INTERSECTS.value, node.wkb, not denied
    else:
        operator, wkb = node.operator.value, node.wkb
    column = 'd."teryt"' if kind.by_unit else "d.fid"
    text = filled("{column} IN (SELECT value FROM json_each(kmzb_meeting(?, ?, ?, ?)))", column=column)
    return text, [kind.name, operator, wkb, metres], denied


def _points_in_box(kind: FeatureType) -> str:
    """Rows of a layer of points in a box, edges included; its parameters are west, south, east and north (metres)."""
    table, index = f'"dane_{kind.name}"', f'"rtree_dane_{kind.name}_geom"'
    edges = [filled(_ON_EDGE, index=index, table=table, across=across, along=along) for across, along in _EDGES]
    return filled(_IN_BOX, index=index, edges="".join(edges))
