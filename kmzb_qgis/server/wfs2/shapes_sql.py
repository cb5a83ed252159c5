"""Spatial conditions in SQL: PostGIS's functions, and for the GeoPackage the lists that ``sqlite_shapes`` makes."""

from __future__ import annotations

from osgeo import ogr

from .model import FeatureType
from .statements import sql as filled
from .tree import Box, Distance, Space, Spatial


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
